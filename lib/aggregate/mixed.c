/* mixed: the mean and the proposal's effect in a model that takes out how severe each reviewer is, and draws a proposal
   with few marks towards the mean. Where proposals have one mark each, that mark less its reviewer's effect. */
#include "group.h"
#include "model.h"
#include "points.h"

static vp_status mixed(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    vp_mixed fit;
    vp_scores s;
    (void)parameter;
    VP_TRY(vp_model_of(&fit, &s, out, m, arena, err));
    for (size_t k = 0, end; k < m->n; k = end) {
        size_t p = m->proposal[k];
        double points = 0;
        end = vp_group_end(m, k);
        for (size_t i = k; i < end && (fit.why || fit.why_proposal); i++)
            points += (s.score[i] - (fit.why ? 0 : fit.reviewer[s.reviewer[i]])) / (double)(end - k);
        if (!fit.why && !fit.why_proposal)
            points = fit.mean + fit.proposal[p];
        VP_TRY(vp_points_round(&out->score[p], points, err));
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_mixed;
const vp_aggregate vp_aggregate_mixed = {
    "mixed", N_("the proposal's effect in a model with reviewers' effects (REML, BLUP)"), mixed, 0, 0, 0};
