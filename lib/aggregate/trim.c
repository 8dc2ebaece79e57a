/* trim:FRACTION: that fraction of a proposal's sums is dropped at each end, rounded down, as R's mean(trim=) does. */
#include <stdlib.h>
#include <string.h>
#include "group.h"

static int by_value(const void *a, const void *b)
{
    vp_micro x = *(const vp_micro *)a, y = *(const vp_micro *)b;
    return (x > y) - (x < y);
}

static vp_status trim(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    vp_micro *sorted;
    VP_ALLOC(sorted, vp_arena_array(arena, m->n, sizeof *sorted), err);
    for (size_t k = 0, end; k < m->n; k = end) {
        end = vp_group_end(m, k);
        size_t n = end - k, dropped = (size_t)((vp_wide)n * parameter / VP_MICRO);
        vp_wide total = 0;
        memcpy(sorted, m->sum + k, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_value);
        for (size_t i = dropped; i < n - dropped; i++)
            total += sorted[i];
        out->score[m->proposal[k]] = (vp_ratio){total, (int64_t)(n - 2 * dropped)};
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_trim;
const vp_aggregate vp_aggregate_trim = {
    "trim", N_("the mean without that fraction of the sums at each end"), trim, 0, VP_MICRO / 2 - 1, 0};
