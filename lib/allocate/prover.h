/* The state of writing a proof: the machine that does it, and a linear program that proposes prices, shared by prove.c
   (from root to leaves) and prove_cuts.c. */
#ifndef VP_LIB_PROVER_H
#define VP_LIB_PROVER_H

#include "lib/proof/machine.h"
#include "simplex.h"

#define VP_WHOLE 1e-6 /* that near a whole number is whole */
enum { VP_MOST_PROOF_CUTS = 100, VP_CUTS_A_ROUND = 30 };

typedef struct vp_prover {
    vp_machine k;
    vp_str *out;           /* the lines */
    size_t lines;
    /* The program: variables are the items that were open when it was made. */
    vp_lp *lp;
    size_t nvars, *item, *var;   /* of each variable, of each item (nvars: none) */
    double *worth, scale;        /* values / scale */
    int64_t base;                /* of what was taken when it was made */
    size_t *row;                 /* of each row of the program: the machine's */
    double *size;                /* and what it was divided by */
    unsigned char *told;         /* vp_item_state of each variable, as the program knows it */
    unsigned char *use;          /* of each row of the machine: is it in the program */
    size_t cap_use;
    /* Prices about to be tried. */
    size_t *at, cap_at;
    int64_t *price;
    size_t cap_price, nprices;
    double *most;                /* of each row of the machine: its price */
    size_t cap_most;
    uint64_t steps, limit;
    vp_arena *arena;
    vp_err *err;
} vp_prover;

/* How much of an item the program takes; the fractional part, 0 when it is whole or decided. */
double vp_prover_x(const vp_prover *p, size_t item);
double vp_prover_part(const vp_prover *p, size_t item);
/* Tell the program of a row of the machine. */
vp_status vp_prover_add_row(vp_prover *p, size_t row);
/* One round of cuts; *n: how many were added. */
vp_status vp_prover_cut(vp_prover *p, size_t *n);

#endif
