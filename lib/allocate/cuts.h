/* Rows that every list keeps and the relaxation does not: mixed-integer rounding of a weighted sum of rows. Internal to
   the search. */
#ifndef VP_LIB_CUTS_H
#define VP_LIB_CUTS_H

#include "search.h"

/* A row over the items of a choice: sum of coef[i] x[i] <= bound. */
typedef struct vp_cut { int64_t *coef; int64_t bound; double violation; } vp_cut;

/* Room of a separation, over the items of a choice. */
typedef struct vp_cutter {
    const vp_choice *c;
    const double *x;       /* the point to cut off */
    vp_wide *sum;          /* the weighted sum of rows, */
    vp_wide bound;
    vp_wide *by;           /* of each row: what its slack counts, rounded */
    int64_t *trial;        /* coefficients of a cut being tried */
    uint64_t steps;
} vp_cutter;

vp_status vp_cutter_new(vp_cutter **out, const vp_choice *c, vp_arena *arena, vp_err *err);
/* The sum of rows with integer weights of any sign: a slack of a row with a negative weight is a variable too.
   divisor: of the rounding, above 0. False: no violated cut comes of it; else cut->coef (room of the caller). */
bool vp_cutter_round(vp_cutter *k, const int64_t *weight, const int64_t *divisor, size_t ndivisors, vp_cut *cut);

#endif
