/* What the search, its bound and its repair share. Internal to search.c, lagrange.c,
   price.c and repair.c. */
#ifndef VP_LIB_LAGRANGE_H
#define VP_LIB_LAGRANGE_H

#include "search.h"

typedef enum vp_fix { VP_FREE, VP_IN, VP_OUT } vp_fix;

typedef struct vp_loss { vp_wide loss; size_t item; } vp_loss;

typedef struct vp_lagrange {
    const vp_choice *c;
    vp_wide all;           /* the sum of all values */
    int shift;             /* prices are in units of value / 2^shift */
    int64_t most_price;    /* prices stay at or below it, so that nothing overflows */
    int64_t *size;         /* of each row: a typical coefficient */
    size_t *class_of;      /* of each item */

    /* What is decided; kept by the search. */
    unsigned char *fix;    /* vp_fix of each item */
    size_t *left;          /* of each class: how many more may be in */
    size_t *open;          /* of each class: free items */
    size_t *active, *place, nactive; /* classes with free items */
    size_t nfree;
    int64_t *used;         /* of each row: by what is in */
    int64_t *relief;       /* of each row: sum of the negative coefficients of free items */
    int64_t value;         /* of what is in */

    /* What the last pass found. */
    int64_t *u;            /* the prices it was at */
    vp_wide bound;         /* scaled by 2^shift */
    vp_wide *reduced;      /* of each free item: value less prices */
    bool *x;               /* of each free item: the choice at these prices */
    vp_wide *enter, *leave; /* of each active class: what a further item must beat, what comes in for one taken out */
    int64_t *excess;       /* of each row: use less bound */
    int64_t pass_value;
    bool fits;             /* no row has an excess */
    uint64_t steps;
} vp_lagrange;

/* Nothing decided, prices 0. g->c is set. */
vp_status vp_lagrange_set_up(vp_lagrange *g, vp_arena *arena, vp_err *err);
/* Solve the relaxation at prices g->u, for the free items. */
void vp_lagrange_pass(vp_lagrange *g);
/* How much of the bound is lost when a free item is decided against its choice. */
vp_wide vp_lagrange_loss(const vp_lagrange *g, size_t item);
/* Move the prices against the excess: Polyak's step towards `target` (a scaled bound), times rate / 1024. */
void vp_lagrange_step(vp_lagrange *g, vp_wide target, int64_t rate);
/* Set the price of one row that has an excess to about where the excess ends, others as they are. */
void vp_lagrange_settle(vp_lagrange *g, size_t row);
/* floor(scaled / 2^shift). */
vp_wide vp_lagrange_floor(const vp_lagrange *g, vp_wide scaled);

/* Make a list of the last pass: take out what breaks a row, put in what fits, cheapest first; then exchange. order is
   room for all items; list (one for each item) gets it. False: it does not fit. The pass is spoilt. */
bool vp_lagrange_repair(vp_lagrange *g, vp_loss *order, bool *list, int64_t *value);

#endif
