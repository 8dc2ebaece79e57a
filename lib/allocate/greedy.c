/* Rule greedy: down the list, skipping what does not fit. */
#include "walk.h"

vp_status vp_allocate_by_greedy(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *order;
    (void)effort;
    VP_ALLOC(order, vp_arena_array(arena, p->n, sizeof *order), err);
    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    return vp_walk(s, p, order, false, "greedy", arena, err);
}
