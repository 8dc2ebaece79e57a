/* The round as one integer program: options as items, everything that couples them as rows. Internal to the rule
   optimal. */
#ifndef VP_LIB_PROGRAM_H
#define VP_LIB_PROGRAM_H

#include "allocate.h"
#include "search.h"

/* Where a row comes from. */
typedef enum vp_row_kind { VP_ROW_FUNDS, VP_ROW_CAP, VP_ROW_NEED, VP_ROW_IN } vp_row_kind;
typedef struct vp_origin {
    vp_row_kind kind;
    size_t index;        /* of the cap, the need, the candidate; the set of funds */
    int64_t divisor;
} vp_origin;

/* What can contradict each other, in the order of round.json: limits, exclusive groups, requirements, fixed decisions,
   and the funds at the end. */
size_t vp_units(const vp_problem_model *p);

typedef struct vp_program {
    const vp_problem_model *p;
    vp_choice c;
    size_t *candidate, *option;   /* of each item */
    int64_t *tie;                 /* of each item */
    int64_t *weight;              /* of each item, in row 0 */
    bool one_budget;              /* row 0 is all that couples the classes, and at most one item of each is chosen */
    vp_origin *rows;
    int64_t point;                /* values are worths / point */
    size_t *class_cap;            /* of each class: the cap that it is, SIZE_MAX: none */
} vp_program;

/* without[unit]: leave it out; NULL: nothing. Candidates that cannot be awarded whatever else is decided get their
   outcome (NULL: are not told). VP_CORRUPT: more funds than the rule takes. */
vp_status vp_program_make(vp_program *q, const vp_problem_model *p, const bool *without, vp_outcome *outcome,
                          vp_arena *arena, vp_err *err);

/* Prices of rows (value per unit of the row, as the search has them; may be NULL) as prices of funds and limits, those
   of classes worked out. */
vp_status vp_program_prices(vp_solution *s, const vp_program *q, const double *price, vp_arena *arena, vp_err *err);

#endif
