/* Which rung a node branches on. Internal to the tree. */
#ifndef VP_LIB_BRANCH_H
#define VP_LIB_BRANCH_H

#include "ladder.h"

typedef struct vp_branching {
    vp_ladder *l;
    double *up, *down;         /* of each rung: what a unit of it has cost so far, */
    unsigned *nup, *ndown;     /* and how often that was seen */
    vp_lp *spare;              /* to look a few pivots ahead; NULL: not yet */
} vp_branching;

vp_status vp_branching_set_up(vp_branching *b, vp_ladder *l);
/* A rung that is taken in part, and which way to go first; VP_NO_ROW: there is none. */
vp_status vp_branching_pick(vp_branching *b, double cutoff, size_t *rung, bool *up_first);
/* The program went from value `before` to where it is since rung, at `part`, went up or down. */
void vp_branching_learn(vp_branching *b, size_t rung, bool up, double part, double before);
/* The part of a rung that the program takes; 0: it is whole or decided. */
double vp_branching_part(const vp_ladder *l, size_t rung);

#endif
