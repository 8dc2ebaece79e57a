/* Rule greedy: down the list, skipping what does not fit. */
#include "allocate.h"

vp_status vp_allocate_by_greedy(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    vp_purse *u;
    vp_money left;
    long cap;
    (void)effort;
    VP_TRY(vp_only_optimal(p, "greedy", err));
    VP_TRY(vp_purse_new(&u, p, arena, err));
    for (size_t i = 0; i < p->n; i++) {
        if (!vp_caps_fit(p, &p->at[i], &cap)) {
            const vp_cap *k = &p->caps[cap];
            s->outcome[i] = (vp_outcome){.verdict = VP_V_CAP, .cap = cap, .a = k->bound - k->used};
        } else if (!vp_purse_pay(u, i, &left)) {
            s->outcome[i] = (vp_outcome){.verdict = VP_V_FUNDS, .cap = VP_NO_CAP, .a = left};
        } else {
            vp_caps_take(p, &p->at[i]);
            s->outcome[i].verdict = VP_V_AWARDED;
        }
    }
    return vp_purse_split(u, s->paid, err);
}
