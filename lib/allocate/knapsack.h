/* One budget, at most one item of each class: the most worth, and of lists worth the same the one with the larger sum
   of ties; exactly (Pisinger's minimal core, for classes). */
#ifndef VP_LIB_KNAPSACK_H
#define VP_LIB_KNAPSACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>

/* Items of class k are [start[k], start[k+1]). weight > 0, worth >= 0, tie >= 0; their sums are at most
   INT64_MAX / 2. */
typedef struct vp_knapsack {
    const int64_t *weight, *worth, *tie;
    const size_t *start;
    size_t nclasses;
    int64_t capacity;
} vp_knapsack;

typedef struct vp_knapsack_answer {
    bool *chosen;          /* one for each item */
    int64_t worth, bound;  /* proved: equal */
    bool proved, ties_proved;
    uint64_t steps;        /* states looked at */
    /* The price of weight is price_worth / price_weight. With an item's reduced worth (worth * price_weight - weight *
       price_worth), root is capacity * price_worth + the sum of what each class has best, or 0: no list is worth more
       than floor((root - what it loses against these) / price_weight). */
    int64_t price_worth, price_weight;
    vp_wide root;
} vp_knapsack_answer;

/* steps: states looked at, at most. The answer is of the arena. */
vp_status vp_knapsack_solve(vp_knapsack_answer *out, const vp_knapsack *k, uint64_t steps, vp_arena *arena,
                            vp_err *err);

#endif
