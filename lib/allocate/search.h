/* Many maxima: the most value of 0-1 choices under linear rows, by exact Lagrangian bounds and branching. All numbers
   are integers, so every bound is valid and every machine decides the same. */
#ifndef VP_LIB_SEARCH_H
#define VP_LIB_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>

/* Choose items, at most most[k] of class k, whose items are [start[k], start[k+1]); in every row the sum of the
   coefficients of those chosen is at most its bound. Entries of item i are [first[i], first[i+1]) of row and coef.
   Values are 0 or more; sums of values, and of the coefficients' sizes in a row, are at most INT64_MAX / 2. */
typedef struct vp_choice {
    size_t n, nrows, nclasses;
    const int64_t *value, *bound, *coef;
    const size_t *first, *row, *start, *most;
} vp_choice;

typedef struct vp_choice_answer {
    bool *chosen;          /* in: a list to start from, when `known`; out: the best one found */
    bool known;            /* is there a list at all */
    int64_t value, bound;  /* of the list; what no list exceeds (meaningless when proved and not known) */
    bool proved;           /* value == bound, or there is no list */
    uint64_t steps;        /* items looked at */
    int64_t *with, *without; /* for each item: what no list with it, without it, exceeds */
} vp_choice_answer;

vp_status vp_choice_solve(vp_choice_answer *a, const vp_choice *c, uint64_t steps, vp_arena *arena, vp_err *err);

#endif
