/* Prices to start from: raised where too many proposals choose a reviewer, lowered where too few do, by ever smaller
   steps (the subgradient of the Lagrangian dual). Only the time that the solution takes depends on them. */
#include <string.h>
#include "flow.h"

enum { ROUNDS = 32 };

/* What reviewers have beyond what they may. */
static int64_t misplaced(const vp_flow *f)
{
    int64_t n = 0;
    for (size_t r = 0; r < f->nreviewers; r++)
        n += f->count[r] > f->most[r] ? (int64_t)(f->count[r] - f->most[r]) : 0;
    return n;
}

/* How many reviews are out of place. */
static uint64_t adjust(vp_flow *f, int64_t step)
{
    uint64_t wrong = 0;
    for (size_t r = 0; r < f->nreviewers; r++) {
        int64_t n = (int64_t)f->count[r], least = f->least[r], most = f->most[r], off = 0;
        int64_t *price = &f->near[r];
        if (n > most || *price > 0)
            off = n - most;
        else if (n < least || *price < 0)
            off = n - least;
        if (off == 0)
            continue;
        wrong += (uint64_t)(off > 0 ? off : -off);
        bool above = *price > 0, below = *price < 0;
        *price += (int64_t)((vp_cost)step * off / (n > most ? n : most > 0 ? most : 1));
        if ((above && *price < 0) || (below && *price > 0))
            *price = 0;
    }
    return wrong;
}

static void count(vp_flow *f)
{
    memset(f->count, 0, f->nreviewers * sizeof *f->count);
    for (size_t p = 0; p < f->nproposals; p++) {
        vp_flow_choose_near(f, p);
        for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
            f->count[f->pair[f->chosen[i]].reviewer]++;
    }
}

/* Lots are far less than a step of fit, so that no price between the two says anything: for the search they are near
   each other, and what it finds is drawn apart. */
static void stretch(vp_flow *f)
{
    for (size_t r = 0; r < f->nreviewers; r++) {
        int64_t one = (int64_t)1 << VP_NEAR_SHIFT, whole = (f->near[r] + one / 2) >> VP_NEAR_SHIFT;
        f->price[r] = whole * ((vp_cost)1 << VP_GAP_SHIFT) + (f->near[r] - whole * one);
    }
}

void vp_flow_start(vp_flow *f)
{
    uint32_t gap = 0;
    size_t npairs = f->first[f->nproposals];
    for (size_t k = 0; k < npairs; k++)
        if (!(f->pair[k].flags & VP_PAIR_BARRED) && f->pair[k].gap > gap)
            gap = f->pair[k].gap;
    f->kept_shift = VP_NEAR_SHIFT + 1;
    while (gap >> (f->kept_shift - VP_NEAR_SHIFT - 1))
        f->kept_shift++;
    memset(f->near, 0, (f->nreviewers + 1) * sizeof *f->near);
    int64_t step = 0, places = (int64_t)f->place[f->nproposals];
    uint64_t wrong = 1;
    for (int i = 0; i < ROUNDS && wrong > 0; i++) {
        count(f);
        if (i == 0) /* as far as lots go, and as far as fits where much is out of place */
            step = ((int64_t)1 << VP_NEAR_SHIFT) +
                   ((int64_t)gap << VP_NEAR_SHIFT) / (places + 1) * 2 * misplaced(f);
        wrong = adjust(f, step);
        step = step * 7 / 8;
    }
    stretch(f);
}
