/* The linear relaxation of a small choice. The items of a group, from the least worth to the most, are the rungs of a
   ladder: z[j] says whether rung j or a higher one is chosen, so that x = z[j] - z[j + 1] and a group needs no row but
   that no rung is above one that is not reached. Internal to the tree. */
#ifndef VP_LIB_LADDER_H
#define VP_LIB_LADDER_H

#include "search.h"
#include "simplex.h"

enum { VP_MOST_CUTS = 100 };

/* sum of coef z <= bound, over rungs. size: its largest coefficient. */
typedef struct vp_rung_row { const size_t *at; const int64_t *coef; size_t n; int64_t bound, size; } vp_rung_row;

typedef struct vp_ladder {
    vp_choice base;            /* what was given */
    vp_choice c;               /* the same with the cuts as further rows */
    const bool *soft;          /* of each row of the base: groups and classes say it already; NULL: none is */
    size_t *item, *rung;       /* of each rung, of each item; those of a group have the same numbers */
    size_t *group_of;          /* of each rung */
    vp_lp *lp;                 /* its values are values / scale, its rows are divided by their size */
    double scale;
    vp_rung_row *rows;         /* of the program */
    size_t *row_of;            /* the row of c that it is; steps are none: SIZE_MAX */
    vp_rung_row *known;        /* every row of the base */
    bool *in_lp;               /* and whether the program has it */
    vp_rung_row *cuts;
    size_t ncuts;
    uint64_t steps;
    vp_arena *arena;
    vp_err *err;
} vp_ladder;

#define VP_NO_ROW SIZE_MAX

vp_status vp_ladder_set_up(vp_ladder *l, const vp_choice *c, const bool *soft, vp_arena *arena, vp_err *err);
/* Whether a row of c says what the groups and classes say already. */
bool vp_ladder_is_soft(const vp_ladder *l, size_t row);
/* A row more that every list keeps. */
vp_status vp_ladder_cut(vp_ladder *l, const vp_rung_row *cut);
/* Cuts and soft rows that do not bind are taken out of the program, such cuts for good. */
vp_status vp_ladder_purge(vp_ladder *l);
/* Write c anew after cuts came or went. */
vp_status vp_ladder_rewrite(vp_ladder *l);
/* Run the program; rows that say what groups and classes say come in when they are broken. */
vp_status vp_ladder_run(vp_ladder *l, double cutoff, vp_lp_end *end);
uint64_t vp_ladder_steps(const vp_ladder *l);

/* Coefficients of items from those of rungs of one group, and back; in place. */
void vp_ladder_to_items(const vp_ladder *l, int64_t *item, const int64_t *rung);
double vp_ladder_x(const vp_ladder *l, size_t item);

#endif
