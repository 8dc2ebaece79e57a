/* borda: only each reviewer's order counts. A proposal has the share of the reviewer's other proposals that it
   beats, a tie counting half, and the mean of the shares, times the most that a sum can be. Who marked one proposal
   only gives it one half. In whole numbers, each share rounded to a millionth. */
#include <stdlib.h>
#include "group.h"
#include "points.h"

typedef struct mark { size_t reviewer, at; vp_micro sum; } mark;

static int by_reviewer(const void *x, const void *y)
{
    const mark *a = x, *b = y;
    if (a->reviewer != b->reviewer)
        return a->reviewer < b->reviewer ? -1 : 1;
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static vp_status borda(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    mark *all;
    vp_micro *share, most = m->max;
    vp_scores s;
    (void)parameter;
    VP_ALLOC(all, vp_arena_array(arena, m->n, sizeof *all), err);
    VP_ALLOC(share, vp_arena_array(arena, m->n, sizeof *share), err);
    for (size_t k = 0; k < m->n; k++) {
        all[k] = (mark){m->reviewer[k], k, m->sum[k]};
        most = m->max == 0 && m->sum[k] > most ? m->sum[k] : most;
    }
    if (m->n > 1)
        qsort(all, m->n, sizeof *all, by_reviewer);
    for (size_t k = 0, end; k < m->n; k = end) {
        for (end = k + 1; end < m->n && all[end].reviewer == all[k].reviewer; end++)
            ;
        for (size_t i = k, tied; i < end; i = tied) {
            for (tied = i + 1; tied < end && all[tied].sum == all[i].sum; tied++)
                ;
            /* i - k are below, tied - i - 1 the same: of 2 (n - 1) halves */
            vp_wide half = 2 * (vp_wide)(i - k) + (vp_wide)(tied - i) - 1, of = 2 * (vp_wide)(end - k - 1);
            if (of == 0)
                half = 1, of = 2;
            for (size_t t = i; t < tied; t++)
                share[all[t].at] = (vp_micro)((2 * half * most + of) / (2 * of));
        }
    }
    for (size_t k = 0, end; k < m->n; k = end) {
        vp_wide total = 0;
        end = vp_group_end(m, k);
        for (size_t i = k; i < end; i++)
            total += share[i];
        out->score[m->proposal[k]] = (vp_ratio){total, (int64_t)(end - k)};
    }
    VP_TRY(vp_points_of(&s, m, arena, err));
    return vp_outcome_check_groups(out, &s, arena, err);
}

extern const vp_aggregate vp_aggregate_borda;
const vp_aggregate vp_aggregate_borda = {
    "borda", N_("only each reviewer's order counts: the share of the others that a proposal beats"), borda, 0, 0, 0};
