/* mixed, expected-rank: score = mean + proposal + reviewer + rest, by REML. */
#include "group.h"
#include "model.h"
#include "points.h"

vp_status vp_model_of(vp_mixed *fit, vp_scores *s, vp_outcome *out, const vp_marks *m, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_points_of(s, m, arena, err));
    VP_TRY(vp_mixed_fit(fit, s, arena, err));
    if (!fit->why && fit->why_proposal)
        VP_TRY(vp_outcome_warn(out, N_("the model cannot tell a proposal's worth from chance: there are %1$s marks, "
                                       "and no proposal has two of them, or there is one proposal only"), m->n, arena,
                               err));
    return m->n ? vp_outcome_check_groups(out, s, arena, err) : VP_OK;
}
