/* rescale: every reviewer's lowest sum becomes the lowest of all and the highest the highest, what lies between in
   proportion; who gave the same to all counts as the middle. In whole numbers, each sum rounded to a millionth. */
#include "group.h"
#include "points.h"

typedef struct span { vp_micro low, high; bool any; } span;

static void widen(span *s, vp_micro sum)
{
    s->low = !s->any || sum < s->low ? sum : s->low;
    s->high = !s->any || sum > s->high ? sum : s->high;
    s->any = true;
}

static vp_status rescale(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    span *of, all = {0};
    vp_scores s;
    (void)parameter;
    if (m->n == 0)
        return VP_OK;
    VP_ALLOC(of, vp_arena_array(arena, m->reviewers, sizeof *of), err);
    for (size_t k = 0; k < m->n; k++) {
        widen(&of[m->reviewer[k]], m->sum[k]);
        widen(&all, m->sum[k]);
    }
    for (size_t k = 0, end; k < m->n; k = end) {
        vp_wide total = 0;
        end = vp_group_end(m, k);
        for (size_t i = k; i < end; i++) {
            const span *r = &of[m->reviewer[i]];
            vp_wide part = (vp_wide)m->sum[i] - r->low, whole = (vp_wide)r->high - r->low;
            if (whole == 0)
                part = 1, whole = 2;
            vp_wide more = (2 * part * ((vp_wide)all.high - all.low) + whole) / (2 * whole);
            total += all.low + more;
        }
        out->score[m->proposal[k]] = (vp_ratio){total, (int64_t)(end - k)};
    }
    VP_TRY(vp_points_of(&s, m, arena, err));
    return vp_outcome_check_groups(out, &s, arena, err);
}

extern const vp_aggregate vp_aggregate_rescale;
const vp_aggregate vp_aggregate_rescale = {
    "rescale", N_("the mean of the sums once each reviewer's lowest and highest are those of all"), rescale, 0, 0, 0};
