/* Reliability branching (T. Achterberg, T. Koch and A. Martin, "Branching rules revisited", 2005): what rungs have cost
   so far, and for those that are not known well yet a look ahead. */
#include "branch.h"

enum { RELIABLE = 4, LOOK_AHEAD = 8, PIVOTS_AHEAD = 16 };
#define WHOLE 1e-6
#define TINY 1e-7
#define SURE 1e20 /* costs more than there is */

vp_status vp_branching_set_up(vp_branching *b, vp_ladder *l)
{
    size_t n = l->base.n;
    *b = (vp_branching){.l = l};
    VP_ALLOC(b->up, vp_arena_array(l->arena, n, sizeof *b->up), l->err);
    VP_ALLOC(b->down, vp_arena_array(l->arena, n, sizeof *b->down), l->err);
    VP_ALLOC(b->nup, vp_arena_array(l->arena, n, sizeof *b->nup), l->err);
    VP_ALLOC(b->ndown, vp_arena_array(l->arena, n, sizeof *b->ndown), l->err);
    return VP_OK;
}

double vp_branching_part(const vp_ladder *l, size_t rung)
{
    const vp_lp *s = l->lp;
    double z = vp_lp_x(s, rung);
    return s->lo[rung] == s->hi[rung] || z < WHOLE || z > 1 - WHOLE ? 0 : z;
}

static void note(vp_branching *b, size_t rung, bool up, double cost)
{
    if (cost < 0)
        return;
    *(up ? &b->up[rung] : &b->down[rung]) += cost;
    ++*(up ? &b->nup[rung] : &b->ndown[rung]);
}

void vp_branching_learn(vp_branching *b, size_t rung, bool up, double part, double before)
{
    if (part > 0)
        note(b, rung, up, (before - b->l->lp->z) / (up ? 1 - part : part));
}

/* What the program loses at once when the rung goes down or up, per unit. */
static double penalty(const vp_lp *s, size_t rung, bool up)
{
    const double *line = s->t + s->place[rung] * s->stride;
    double least = 1e30;
    for (size_t j = 0; j < s->n; j++) {
        size_t k = s->nonbasic[j];
        double a = up ? line[j] : -line[j];
        if (s->lo[k] == s->hi[k] || !(s->upper[k] ? a > 1e-9 : a < -1e-9))
            continue;
        double r = s->d[j] / a;
        r = r < 0 ? -r : r;
        least = r < least ? r : least;
    }
    return least;
}

static double cost_of(const vp_branching *b, size_t rung, bool up)
{
    double least = penalty(b->l->lp, rung, up);
    unsigned n = up ? b->nup[rung] : b->ndown[rung];
    double seen = n ? (up ? b->up[rung] : b->down[rung]) / n : 0;
    b->l->steps += b->l->base.n / 4;
    return seen > least ? seen : least;
}

/* What a few pivots lose when the rung goes up or down; SURE: all there is. */
static double ahead(vp_branching *b, size_t rung, bool up, double cutoff)
{
    const vp_choice *c = &b->l->base;
    size_t g = b->l->group_of[rung];
    vp_lp_copy(b->spare, b->l->lp);
    uint64_t before = b->spare->steps;
    for (size_t j = up ? c->group[g] : rung; j < (up ? rung + 1 : c->group[g + 1]); j++)
        vp_lp_bounds(b->spare, j, up, up);
    vp_lp_end end = vp_lp_run(b->spare, cutoff, PIVOTS_AHEAD);
    b->l->steps += b->spare->steps - before + b->spare->m * b->spare->stride / 4;
    return end == VP_LP_CUTOFF || end == VP_LP_INFEASIBLE ? SURE : b->l->lp->z - b->spare->z;
}

static double product(double up, double down)
{
    return (up > TINY ? up : TINY) * (down > TINY ? down : TINY);
}

static vp_status look_ahead(vp_branching *b, double cutoff, size_t rung, double *up, double *down)
{
    const vp_lp *s = b->l->lp;
    double part = vp_branching_part(b->l, rung);
    if (!b->spare)
        VP_TRY(vp_lp_new(&b->spare, s->n, s->most_rows, s->value, b->l->arena, b->l->err));
    *up = ahead(b, rung, true, cutoff);
    *down = ahead(b, rung, false, cutoff);
    if (*up < SURE)
        note(b, rung, true, *up / (1 - part));
    if (*down < SURE)
        note(b, rung, false, *down / part);
    return VP_OK;
}

vp_status vp_branching_pick(vp_branching *b, double cutoff, size_t *rung, bool *up_first)
{
    const vp_lp *s = b->l->lp;
    struct near { size_t rung; double score; } near[LOOK_AHEAD];
    size_t n = 0;
    double most = -1;
    *rung = VP_NO_ROW;
    for (size_t j = 0; j < b->l->base.n; j++) {
        double part = vp_branching_part(b->l, j);
        if (part == 0 || !s->is_basic[j])
            continue;
        double up = cost_of(b, j, true) * (1 - part), down = cost_of(b, j, false) * part, score = product(up, down);
        if (b->nup[j] < RELIABLE || b->ndown[j] < RELIABLE) {
            size_t at = n < LOOK_AHEAD ? n++ : LOOK_AHEAD;
            for (; at > 0 && near[at - 1].score < score; at--)
                if (at < LOOK_AHEAD)
                    near[at] = near[at - 1];
            if (at < LOOK_AHEAD)
                near[at] = (struct near){j, score};
        }
        if (score > most) {
            most = score;
            *rung = j;
            *up_first = up < down;
        }
    }
    for (size_t k = 0; k < n; k++) {
        double up, down;
        size_t j = near[k].rung;
        VP_TRY(look_ahead(b, cutoff, j, &up, &down));
        if (up >= SURE || down >= SURE) { /* one side is closed at once */
            *rung = j;
            *up_first = up >= SURE;
            return VP_OK;
        }
        if (product(up, down) > most) {
            most = product(up, down);
            *rung = j;
            *up_first = up < down;
        }
    }
    return VP_OK;
}
