/* --panel: of all who may review in the stage, so many are drawn. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/verb/assign_plan.h"

typedef struct drawing {
    vp_plan *plan;
    const bool *may;         /* the pool */
    const bool *stays;       /* has proposals of the stage already */
    size_t *order;           /* of the panel's list, as drawn; those of the pool alone */
    size_t n;                /* of the pool */
    bool *in;
    size_t left;             /* still to be taken */
    vp_map *organisations;   /* of those taken, folded */
    vp_err *err;
} drawing;

/* Put the pool into the order drawn: its reviewers are sorted by id. */
static vp_status draw(drawing *d)
{
    vp_plan *p = d->plan;
    size_t *pool, *place;
    vp_draw_how how = p->how;
    VP_ALLOC(how.purpose, vp_arena_printf(p->arena, "panel/%s", p->stage->id), d->err);
    VP_ALLOC(pool, vp_arena_array(p->arena, p->panel.n, sizeof *pool), d->err);
    VP_ALLOC(d->order, vp_arena_array(p->arena, p->panel.n, sizeof *d->order), d->err);
    VP_ALLOC(place, vp_arena_array(p->arena, p->panel.n, sizeof *place), d->err);
    for (size_t r = 0; r < p->panel.n; r++)
        if (d->may[r])
            pool[d->n++] = r;
    VP_TRY(vp_draw(place, d->n, d->n, &how, p->arena, d->err));
    for (size_t i = 0; i < d->n; i++)
        d->order[i] = pool[place[i]];
    return VP_OK;
}

static vp_status organisation_of(uint64_t **slot, drawing *d, size_t r, bool *fresh)
{
    const char *name;
    *slot = NULL;
    *fresh = true;
    VP_TRY(vp_fold(&name, d->plan->panel.at[r].organisation, d->plan->arena, d->err));
    name = *name ? name : d->plan->panel.at[r].code;
    if (*name && !(*slot = vp_map_put(d->organisations, name, strlen(name), fresh)))
        return vp_nomem(d->err);
    return VP_OK;
}

static vp_status take(drawing *d, size_t r)
{
    uint64_t *slot;
    bool fresh;
    VP_TRY(organisation_of(&slot, d, r, &fresh));
    if (slot)
        *slot = 1;
    d->in[r] = true;
    d->left--;
    return VP_OK;
}

static vp_status is_alone(bool *out, drawing *d, size_t r)
{
    uint64_t *slot;
    bool fresh;
    VP_TRY(organisation_of(&slot, d, r, &fresh));
    *out = !slot || *slot == 0;
    return VP_OK;
}

/* Whoever has proposals already, as long as there is room, in the order drawn. */
static vp_status take_those_who_stay(drawing *d)
{
    for (size_t i = 0; i < d->n && d->left > 0; i++)
        if (d->stays[d->order[i]])
            VP_TRY(take(d, d->order[i]));
    return VP_OK;
}

/* For each proposal, in the order of ids, whose field nobody on the panel knows: the first who does. */
static vp_status take_experts(drawing *d)
{
    vp_plan *p = d->plan;
    const vp_conflicts *c = &p->conflicts;
    vp_fits *fits;
    bool *apart;
    size_t at = 0;
    VP_TRY(vp_fits_new(&fits, &p->panel, p->arena, d->err));
    VP_ALLOC(apart, vp_arena_array(p->arena, p->panel.n, sizeof *apart), d->err);
    for (size_t i = 0; i < p->proposals.n && d->left > 0; i++) {
        size_t first = SIZE_MAX;
        bool known = false, expert;
        memset(apart, 0, p->panel.n * sizeof *apart);
        for (; at < c->n && c->at[at].proposal == i; at++)
            apart[c->at[at].reviewer] = true;
        VP_TRY(vp_fits_of(fits, &p->proposals.at[i], d->err));
        for (size_t k = 0; k < d->n && !known; k++) {
            size_t r = d->order[k];
            vp_fits_one(&expert, fits, r);
            known = expert && !apart[r] && d->in[r];
            if (expert && !apart[r] && first == SIZE_MAX)
                first = r;
        }
        if (!known && first != SIZE_MAX)
            VP_TRY(take(d, first));
    }
    return VP_OK;
}

/* One of each organisation before a second of any. */
static vp_status take_the_rest(drawing *d)
{
    for (int second = 0; second <= 1; second++)
        for (size_t i = 0; i < d->n && d->left > 0; i++) {
            bool alone = true;
            if (d->in[d->order[i]])
                continue;
            if (!second)
                VP_TRY(is_alone(&alone, d, d->order[i]));
            if (alone)
                VP_TRY(take(d, d->order[i]));
        }
    return VP_OK;
}

vp_status vp_plan_draw_panel(vp_plan *p, bool *may, const bool *stays, vp_err *err)
{
    drawing d = {.plan = p, .may = may, .stays = stays, .left = (size_t)p->opts->panel, .err = err};
    VP_ALLOC(d.organisations, vp_map_in(p->arena), err);
    VP_ALLOC(d.in, vp_arena_array(p->arena, p->panel.n, sizeof *d.in), err);
    VP_TRY(draw(&d));
    if (d.left > d.n) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "a panel of %zu is to be drawn, and %zu reviewers may take part", d.left,
                d.n);
        return vp_hint(err, "add reviewers to panel.csv, or draw fewer with --panel"), VP_INVALID;
    }
    VP_TRY(take_those_who_stay(&d));
    VP_TRY(take_experts(&d));
    VP_TRY(take_the_rest(&d));
    memcpy(may, d.in, p->panel.n * sizeof *may);
    return VP_OK;
}
