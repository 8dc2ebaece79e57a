/* mean: every reviewer counts the same. */
#include "group.h"

static vp_status mean(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    (void)parameter;
    (void)arena;
    (void)err;
    for (size_t k = 0, end; k < m->n; k = end) {
        end = vp_group_end(m, k);
        out->score[m->proposal[k]] = (vp_ratio){vp_group_total(m, k, end), (int64_t)(end - k)};
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_mean;
const vp_aggregate vp_aggregate_mean = {"mean", N_("the mean of the reviewers' sums"), mean, 0, 0, 0};
