/* Ties by draw: proposals that everything else leaves equal. */
#include <vp/draw.h>
#include "contest.h"

static vp_status no_seed(const vp_contest *c, size_t a, size_t b, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = c->rubric->file, .field = "ties"},
            "'%s' and '%s' are equal: a draw has to decide, and the round has no seed", c->id[a], c->id[b]);
    return vp_hint(err, "write what its source gave into round.json: \"draw\": {\"source\": \"…\", \"seed\": "
                        "\"3 11 14 20\"}"), VP_INVALID;
}

vp_status vp_ties_draw(size_t *proposal, size_t n, const vp_contest *c, vp_arena *arena, vp_err *err)
{
    const vp_drawing *d = c->round ? &c->round->draw : NULL;
    size_t *order, *sorted;
    char *purpose;
    if (!d || !d->canonical || !*d->canonical)
        return no_seed(c, proposal[0], proposal[1], err);
    VP_ALLOC(purpose, vp_arena_printf(arena, "ties/%s", c->id[proposal[0]]), err);
    VP_ALLOC(order, vp_arena_array(arena, n, sizeof *order), err);
    VP_ALLOC(sorted, vp_arena_copy(arena, proposal, n, sizeof *proposal), err);
    vp_draw_how how = {.algorithm = d->algorithm, .seed = d->canonical, .purpose = purpose};
    VP_TRY(vp_draw(order, n, n, &how, arena, err));
    for (size_t i = 0; i < n; i++)
        proposal[i] = sorted[order[i]];
    return VP_OK;
}
