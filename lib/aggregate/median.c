/* median: the middle sum, or halfway between the two in the middle. */
#include <stdlib.h>
#include <string.h>
#include "group.h"

static int by_value(const void *a, const void *b)
{
    vp_micro x = *(const vp_micro *)a, y = *(const vp_micro *)b;
    return (x > y) - (x < y);
}

static vp_status median(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    (void)parameter;
    vp_micro *sorted;
    VP_ALLOC(sorted, vp_arena_array(arena, m->n, sizeof *sorted), err);
    for (size_t k = 0, end; k < m->n; k = end) {
        end = vp_group_end(m, k);
        size_t n = end - k;
        memcpy(sorted, m->sum + k, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_value);
        vp_ratio odd = {sorted[n / 2], 1}, even = {(vp_wide)sorted[n / 2 - (n > 1)] + sorted[n / 2], 2};
        out->score[m->proposal[k]] = n % 2 ? odd : even;
    }
    return VP_OK;
}

extern const vp_aggregate vp_aggregate_median;
const vp_aggregate vp_aggregate_median = {"median", N_("the middle one of the reviewers' sums"), median, 0, 0, 0};
