/* Rule rank: strictly down the list, until the first that does not fit. */
#include "walk.h"

vp_status vp_allocate_by_rank(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *order;
    (void)effort;
    VP_ALLOC(order, vp_arena_array(arena, p->n, sizeof *order), err);
    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    return vp_walk(s, p, order, true, "rank", arena, err);
}
