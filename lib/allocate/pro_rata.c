/* Rule pro-rata: everybody above the bar, each the same part of what they may be granted. */
#include "apportion.h"

vp_status vp_allocate_by_pro_rata(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *member, n;
    bool whole;
    (void)effort;
    VP_TRY(vp_only_optimal(p, "pro-rata", err));
    VP_ALLOC(member, vp_arena_array(arena, p->n, sizeof *member), err);
    VP_TRY(vp_keep_counts(member, &n, s, p, arena, err));
    VP_TRY(vp_pay_in_parts(s, p, member, n, NULL, &whole, arena, err));
    return vp_split_parts(s, p, arena, err);
}
