/* A small linear program in floating point: it proposes prices and points, and nobody has to believe it. What comes of
   its answers is derived again in integers (bound.h). Only additions, multiplications, divisions and comparisons in a
   fixed order: the same on every machine with IEEE 754 doubles. Internal to lib/allocate. */
#ifndef VP_LIB_SIMPLEX_H
#define VP_LIB_SIMPLEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

typedef enum vp_lp_end { VP_LP_OPTIMAL, VP_LP_CUTOFF, VP_LP_INFEASIBLE, VP_LP_STUCK } vp_lp_end;

typedef struct vp_lp_row { const size_t *at; const double *coef; size_t n; double bound; } vp_lp_row;

/* Maximise value . x, rows: coef . x <= bound, lo <= x <= hi. Every variable has both bounds, so that every basis can
   be made dual feasible; rows have slacks, variables n, n + 1, … */
typedef struct vp_lp {
    size_t n, m, most_rows, stride;
    const double *value;
    vp_lp_row *rows;
    double *t, *d, *beta, *weight; /* the tableau, condensed: m rows of n columns; profits; values of basic variables */
    double *lo, *hi;
    size_t *basic, *nonbasic;      /* variable of each row, of each column */
    size_t *place;                 /* of each variable: its column, or its row when is_basic */
    bool *is_basic, *upper;
    double z;
    size_t ray;                    /* infeasible: the row that shows it, */
    bool ray_low;                  /* below its bound or above it */
    size_t *heap;                  /* room for the ratio test, */
    double *ratio;
    bool *mark;                    /* and for making the tableau anew */
    size_t pivots;                 /* since the tableau was last made anew */
    uint64_t steps;
} vp_lp;

/* values are the caller's and stay; room for most_rows rows. Nothing bounds the x yet but 0 and 1. */
vp_status vp_lp_new(vp_lp **out, size_t n, size_t most_rows, const double *value, vp_arena *arena, vp_err *err);
/* A row more; its arrays are the caller's and stay. Its largest coefficient should be about 1. */
void vp_lp_add_row(vp_lp *s, vp_lp_row row);
/* Take out a row whose slack is basic; the last row gets its number. */
void vp_lp_drop_row(vp_lp *s, size_t row);
/* The state of a program with the same columns and as much room. */
void vp_lp_copy(vp_lp *to, const vp_lp *from);
/* New bounds of a variable. */
void vp_lp_bounds(vp_lp *s, size_t x, double lo, double hi);
/* Dual simplex with long steps, to the optimum or until z <= cutoff. */
vp_lp_end vp_lp_run(vp_lp *s, double cutoff, size_t most_pivots);
/* Make the tableau anew from the rows, with the same basis. */
void vp_lp_refresh(vp_lp *s);
double vp_lp_x(const vp_lp *s, size_t x);
/* Price of a row, 0 or more; of an infeasible program the multiplier of the row in the proof. */
double vp_lp_price(const vp_lp *s, size_t row);
double vp_lp_ray(const vp_lp *s, size_t row);
/* The multiplier of each row in the tableau's line of a basic variable. */
double vp_lp_line(const vp_lp *s, size_t x, size_t row);

#endif
