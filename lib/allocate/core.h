/* The dynamic program over the core of a knapsack: from the relaxation to the optimum. */
#ifndef VP_LIB_CORE_H
#define VP_LIB_CORE_H

#include "knapsack.h"

#define VP_NONE SIZE_MAX

typedef struct vp_core {
    const vp_knapsack *k;
    const size_t *base;          /* item of each class in the relaxation, or VP_NONE */
    int64_t weight, worth;       /* of the base; weight <= capacity */
    size_t split, split_class;   /* the item that is in only in part, and its class; VP_NONE: everything fits */
    vp_knapsack_answer *answer;  /* price and root are set; the rest is filled */
} vp_core;

vp_status vp_core_solve(const vp_core *core, uint64_t steps, vp_arena *arena, vp_err *err);

#endif
