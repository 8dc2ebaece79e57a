/* One aim after another: among the lists as good as the best by every aim before, the best by the next. Internal to the
   rule optimal. */
#ifndef VP_LIB_AIMS_H
#define VP_LIB_AIMS_H

#include "search.h"

/* What the last aim left: its choice, the best list of it, and what no list with or without an item exceeds. */
typedef struct vp_aims {
    vp_choice c;
    const size_t *item;   /* of each item: its number at the first aim; SIZE_MAX: it stands for awarding nothing */
    const bool *chosen;
    int64_t value;
    const int64_t *with, *without;
    bool proved;
    uint64_t steps;       /* of all aims so far */
} vp_aims;

/* The next aim: the sum of aim[] over what is chosen becomes the largest, aim[] being of the items of the first; where
   one is below 0, all are taken to be 0 or less. chosen[] (of the items of the first) becomes the list. */
vp_status vp_aim_next(vp_aims *st, bool *chosen, const int64_t *aim, uint64_t steps, vp_arena *arena, vp_err *err);

#endif
