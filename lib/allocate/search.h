/* Many rows: the most value of 0-1 choices under linear rows. Every bound is an exact Lagrangian bound, every decision
   is made in integers, so that every machine decides the same. */
#ifndef VP_LIB_SEARCH_H
#define VP_LIB_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>

/* Choose items: at most one of group g, whose items are [group[g], group[g+1]); at most most[k] groups of class k,
   whose groups are [start[k], start[k+1]); in every row the sum of the coefficients of those chosen is at most its
   bound. Entries of item i are [first[i], first[i+1]) of row and coef. Values are 0 or more; sums of values, and of
   the coefficients' sizes in a row, are at most INT64_MAX / 2. */
typedef struct vp_choice {
    size_t n, ngroups, nclasses, nrows;
    const int64_t *value, *bound, *coef;
    const size_t *first, *row, *group, *start, *most;
} vp_choice;

typedef struct vp_choice_answer {
    bool *chosen;          /* in: a list to start from, when `known`; out: the best one found */
    bool known;            /* is there a list at all */
    bool last;             /* in: hardly any list is better, go for the proof */
    int64_t value, bound;  /* of the list; what no list exceeds (meaningless when proved and not known) */
    bool proved;           /* value == bound, or there is no list */
    uint64_t steps;        /* numbers looked at */
    int64_t *with, *without; /* for each item: what no list with it, without it, exceeds */
    double *price;         /* of each row, in value per unit: for people, not for proofs */
} vp_choice_answer;

/* steps: at most so many. */
vp_status vp_choice_solve(vp_choice_answer *a, const vp_choice *c, uint64_t steps, vp_arena *arena, vp_err *err);

#endif
