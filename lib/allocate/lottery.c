/* Rule lottery: everybody above the bar, in an order drawn by lot from the round's `draw` (vp/draw.h), skipping what
   does not fit. */
#include <stdlib.h>
#include <string.h>
#include <vp/draw.h>
#include "walk.h"

static const char purpose[] = "allocation";

typedef struct ticket { const char *id; size_t candidate; } ticket;

static int by_id(const void *a, const void *b)
{
    return strcmp(((const ticket *)a)->id, ((const ticket *)b)->id);
}

/* The candidates in the order drawn; the lots are of the ids in their order. */
static vp_status draw(size_t *order, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    const vp_drawing *d = &p->round->draw;
    const vp_draw_how how = {.algorithm = d->algorithm, .seed = d->canonical, .purpose = purpose};
    ticket *tickets;
    if (!d->canonical || !*d->canonical) {
        const vp_allocation *a = &p->round->allocation;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = a->line, .col = a->col},
                "the rule lottery draws lots, and 'draw' has no seed yet");
        return vp_hint(err, "commit 'source' of 'draw' first (vp-draw --announce), and its 'seed' when it is known");
    }
    VP_ALLOC(tickets, vp_arena_array(arena, p->n, sizeof *tickets), err);
    for (size_t i = 0; i < p->n; i++)
        tickets[i] = (ticket){p->awards[p->at[i].award].id, i};
    qsort(tickets, p->n, sizeof *tickets, by_id);
    VP_TRY(vp_draw(order, p->n, p->n, &how, arena, err));
    for (size_t k = 0; k < p->n; k++)
        order[k] = tickets[order[k]].candidate;
    return VP_OK;
}

vp_status vp_allocate_by_lottery(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *order;
    (void)effort;
    VP_ALLOC(order, vp_arena_array(arena, p->n, sizeof *order), err);
    VP_ALLOC(s->drawn, vp_arena_array(arena, p->n, sizeof *s->drawn), err);
    VP_TRY(draw(order, p, arena, err));
    for (size_t k = 0; k < p->n; k++)
        s->drawn[order[k]] = k + 1;
    return vp_walk(s, p, order, false, "lottery", arena, err);
}
