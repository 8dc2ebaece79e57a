/* Rule bands: level by level from the highest, each in full; the first that does not fit is paid pro rata, those below
   it nothing. */
#include "apportion.h"

/* Where the level of the member at `from` ends: levels share a share of what may be granted. */
static size_t end_of_level(const vp_problem_model *p, const size_t *member, size_t from, size_t n)
{
    const vp_allocation *a = &p->round->allocation;
    size_t k = 0, to = from;
    while (k < a->nlevels && p->at[member[from]].score < a->levels[k].min_score)
        k++;
    while (to < n && (k == a->nlevels || p->at[member[to]].score >= a->levels[k].min_score))
        to++;
    return to;
}

vp_status vp_allocate_by_bands(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *member, n, from = 0, to;
    bool whole = true;
    (void)effort;
    VP_TRY(vp_only_optimal(p, "bands", err));
    VP_ALLOC(member, vp_arena_array(arena, p->n, sizeof *member), err);
    VP_TRY(vp_keep_counts(member, &n, s, p, arena, err));
    for (; from < n && whole; from = to) {
        to = end_of_level(p, member, from, n);
        VP_TRY(vp_pay_in_parts(s, p, member + from, to - from, NULL, &whole, arena, err));
    }
    for (size_t k = from; k < n; k++)
        s->outcome[member[k]] = (vp_outcome){.verdict = VP_V_STOPPED, .cap = VP_NO_CAP, .other = member[from - 1]};
    return vp_split_parts(s, p, arena, err);
}
