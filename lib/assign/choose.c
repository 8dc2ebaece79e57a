/* What a proposal would choose if only prices kept it from a reviewer: the cheapest of each group, enough of them that
   count. */
#include "flow.h"

#define INLINE static inline __attribute__((always_inline))

INLINE vp_cost priced(const vp_flow *f, size_t k, bool near)
{
    const vp_flow_pair *p = &f->pair[k];
    if (!near)
        return vp_flow_cost(f, (uint32_t)k) + f->price[p->reviewer];
    return ((int64_t)!(p->flags & VP_PAIR_KEPT) << f->kept_shift) + ((int64_t)p->gap << VP_NEAR_SHIFT) + p->lot +
           f->near[p->reviewer];
}

/* The cheapest few of what was offered, in order; equal ones in the order of the pairs. */
typedef struct few { uint32_t *at; vp_cost *cost; size_t n, most; } few;

/* *k and *cost become those of what falls out; VP_NO_PAIR: nothing does. */
INLINE void offer(few *to, uint32_t *k, vp_cost *cost)
{
    uint32_t out = VP_NO_PAIR;
    vp_cost out_cost = 0;
    size_t i = to->n;
    if (to->n < to->most) {
        to->n++;
    } else if (to->n == 0 || *cost >= to->cost[to->n - 1]) {
        return;
    } else {
        out = to->at[--i];
        out_cost = to->cost[i];
    }
    for (; i > 0 && *cost < to->cost[i - 1]; i--) {
        to->at[i] = to->at[i - 1];
        to->cost[i] = to->cost[i - 1];
    }
    to->at[i] = *k;
    to->cost[i] = *cost;
    *k = out;
    *cost = out_cost;
}

INLINE bool choose(vp_flow *f, size_t proposal, bool near)
{
    size_t from = f->place[proposal], wanted = f->place[proposal + 1] - from, counting = f->counting[proposal];
    few count = {f->chosen + from, f->asked, 0, counting};
    few rest = {f->chosen + from + counting, f->asked + counting, 0, wanted - counting};
    for (size_t k = f->first[proposal], end = f->first[proposal + 1]; k < end;) {
        uint32_t best = VP_NO_PAIR;
        vp_cost least = 0;
        for (size_t head = k; k == head || (k < end && f->pair[k].flags & VP_PAIR_BESIDE); k++) {
            vp_cost cost = priced(f, k, near);
            if ((best == VP_NO_PAIR || cost < least) && !(f->pair[k].flags & VP_PAIR_BARRED)) {
                best = (uint32_t)k;
                least = cost;
            }
        }
        if (best != VP_NO_PAIR && (f->pair[best].flags & VP_PAIR_COUNTS))
            offer(&count, &best, &least);
        if (best != VP_NO_PAIR)
            offer(&rest, &best, &least);
    }
    return count.n == count.most && rest.n == rest.most;
}

bool vp_flow_choose(vp_flow *f, size_t proposal)
{
    return choose(f, proposal, false);
}

bool vp_flow_choose_near(vp_flow *f, size_t proposal)
{
    return choose(f, proposal, true);
}
