/* trimmed-mean: one highest and one lowest sum are dropped; with fewer than three sums it is the mean. */
#include "group.h"

static vp_status trimmed_mean(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    (void)parameter;
    (void)arena;
    (void)err;
    for (size_t k = 0, end; k < m->n; k = end) {
        end = vp_group_end(m, k);
        vp_wide total = vp_group_total(m, k, end);
        vp_micro low = m->sum[k], high = m->sum[k];
        for (size_t i = k + 1; i < end; i++) {
            low = m->sum[i] < low ? m->sum[i] : low;
            high = m->sum[i] > high ? m->sum[i] : high;
        }
        size_t n = end - k;
        vp_ratio all = {total, (int64_t)n}, trimmed = {total - low - high, (int64_t)n - 2};
        out->score[m->proposal[k]] = n < 3 ? all : trimmed;
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_trimmed_mean;
const vp_aggregate vp_aggregate_trimmed_mean = {
    "trimmed-mean", N_("the mean without the highest and the lowest sum"), trimmed_mean, 0, 0, 0};
