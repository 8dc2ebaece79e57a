/* A small choice searched to the end: cuts, then depth first, every node closed by an exact bound. Internal to the
   search. */
#ifndef VP_LIB_TREE_H
#define VP_LIB_TREE_H

#include "search.h"

typedef struct vp_tree_answer {
    bool *chosen;      /* of each item: the best list found, when found */
    bool found;        /* a list worth more than the floor */
    int64_t value;
    bool done;         /* no list is worth more than value (found) or the floor (not found) */
    int64_t bound;     /* what no list exceeds, unless done */
    uint64_t steps;
} vp_tree_answer;

/* Look for lists worth more than `floor`, the best of them at last. soft[r]: the row says what the groups and classes
   say already; NULL: none does. chosen is the caller's. */
vp_status vp_tree_search(vp_tree_answer *a, const vp_choice *c, const bool *soft, int64_t floor, uint64_t steps,
                         vp_arena *arena, vp_err *err);

/* Prices at which the linear relaxation is about lowest, one for each row. */
vp_status vp_tree_prices(double *price, uint64_t *steps, const vp_choice *c, const bool *soft, vp_arena *arena,
                         vp_err *err);

/* What is left of a choice when some items are decided (vp_fix of each): *out with *base on top of every list's value,
   item[] and row[] of the original for each of its own (SIZE_MAX: a row of its own). Rows that cannot bind, and those
   to drop (may be NULL), are left out; with explicit_rows classes that can bind become rows, soft.
   possible: false, nothing fits. */
typedef struct vp_rest { vp_choice c; size_t *item, *row; bool *soft; int64_t base; bool possible; } vp_rest;
vp_status vp_rest_of(vp_rest *out, const vp_choice *c, const bool *soft, const bool *drop,
                     const unsigned char *fix, bool explicit_rows, vp_arena *arena, vp_err *err);

#endif
