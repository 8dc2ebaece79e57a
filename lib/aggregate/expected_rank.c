/* expected-rank: how many proposals the model expects to be better, as the share of the others that are not, times the
   most that a sum can be: max (n + 1/2 - rank) / n. The bounds are those of the interval that holds the rank with
   probability expected-rank:P, one half when not said. */
#include "group.h"
#include "model.h"
#include "points.h"

enum { EXACT = 3000 }; /* proposals, up to which every pair is looked at */

static size_t count(const vp_marks *m)
{
    size_t n = 0;
    for (size_t k = 0; k < m->n; k = vp_group_end(m, k))
        n++;
    return n;
}

static vp_status expected_rank(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    vp_mixed fit;
    vp_scores s;
    double *rank, n = (double)count(m), most = (double)m->max / VP_MICRO;
    VP_TRY(vp_model_of(&fit, &s, out, m, arena, err));
    VP_ALLOC(rank, vp_arena_array(arena, m->proposals, sizeof *rank), err);
    VP_ALLOC(out->bounds, vp_arena_array(arena, m->proposals, sizeof *out->bounds), err);
    if (!fit.why)
        VP_TRY(vp_mixed_ranks(rank, out->bounds, (double)parameter / VP_MICRO, EXACT, &fit, &s, arena, err));
    for (size_t k = 0; k < m->n; k = vp_group_end(m, k)) {
        size_t p = m->proposal[k];
        if (fit.why) { /* nothing tells them apart */
            rank[p] = (n + 1) / 2;
            out->bounds[p] = (vp_rank_bounds){1, (size_t)n};
        }
        VP_TRY(vp_points_round(&out->score[p], most * ((n + 0.5 - rank[p]) / n), err));
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_expected_rank;
const vp_aggregate vp_aggregate_expected_rank = {
    "expected-rank",
    N_("the rank that the same model expects, with bounds of the rank; expected-rank:0.9 for wider ones"),
    expected_rank, 1, VP_MICRO - 1, VP_MICRO / 2};
