/* The bound at given prices, in integers. Any prices of 0 or more give a valid bound: how they are found needs no
   proof. Internal to the search. */
#ifndef VP_LIB_LAGRANGE_H
#define VP_LIB_LAGRANGE_H

#include "search.h"

typedef enum vp_fix { VP_FREE, VP_IN, VP_OUT } vp_fix;

typedef struct vp_lagrange {
    const vp_choice *c;
    int shift;             /* prices are in units of value / 2^shift */
    int64_t most_price;    /* prices stay at or below it, so that nothing overflows */
    int64_t *size;         /* of each row: a typical coefficient */
    size_t *group_of;      /* of each item */
    unsigned char *fix;    /* vp_fix of each item: the caller's */
    bool *must;            /* of each group: one of its items is in: the caller's */

    /* What the last pass found. */
    int64_t *u;            /* the prices it was at */
    bool possible;         /* at all: no two of a group are in, no class is too full */
    vp_wide bound;         /* scaled by 2^shift */
    vp_wide *reduced;      /* of each item: value less prices */
    vp_wide *loss;         /* of each free item: what the bound loses when it is decided against its choice */
    vp_wide *none;         /* of each group with a choice: what it loses when none of its items is chosen */
    bool *x;               /* of each item: the choice at these prices */
    int64_t *excess;       /* of each row: use less bound */
    int64_t value;
    bool fits;             /* no row has an excess */
    size_t *best;          /* of each group: its best item, VP_NO_ITEM */
    uint64_t steps;
} vp_lagrange;

#define VP_NO_ITEM SIZE_MAX

/* Nothing decided, prices 0. */
vp_status vp_lagrange_set_up(vp_lagrange *g, const vp_choice *c, vp_arena *arena, vp_err *err);
/* Solve the relaxation at prices g->u. worthless: with values of 0; a bound below 0 then says that nothing fits. */
void vp_lagrange_pass(vp_lagrange *g, bool worthless);
/* Move the prices against the excess: Polyak's step towards `target` (a scaled bound), times rate / 1024. */
void vp_lagrange_step(vp_lagrange *g, vp_wide target, int64_t rate);
/* A price as an integer, from value per unit. */
int64_t vp_lagrange_price(const vp_lagrange *g, double price);
/* floor(scaled / 2^shift). */
vp_wide vp_lagrange_floor(const vp_lagrange *g, vp_wide scaled);

#endif
