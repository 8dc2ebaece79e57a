/* Scores as the fit wants them: the factor with more levels grouped, the other cut into the parts of the panel that
   have nothing to do with one another. */
#ifndef VP_LIB_RELIABILITY_DESIGN_H
#define VP_LIB_RELIABILITY_DESIGN_H

#include <stdbool.h>
#include <vp/reliability.h>

/* One factor. Levels without scores are left out; `level` leads from the caller's index to ours. */
typedef struct vp_side {
    size_t q;
    size_t *level;     /* VP_NO_LEVEL: no scores */
    double *n, *sum;   /* of each level's scores, which are centred */
} vp_side;

#define VP_NO_LEVEL ((size_t)-1)

typedef struct vp_part { size_t first, n; } vp_part; /* levels of b */

typedef struct vp_design {
    size_t n;
    bool a_is_proposal;
    vp_side a, b;          /* a has at least as many levels; b's are numbered part by part */
    size_t *start;         /* a.q + 1: the scores of each level of a */
    size_t *to;            /* n: their levels of b, ascending within a level of a */
    size_t *source;        /* n: the caller's index of each */
    double *y;             /* n: less the mean of all */
    double mean, squares;  /* squares: sum of y^2 */
    vp_part *parts;
    size_t nparts;
} vp_design;

vp_status vp_design_new(vp_design **out, const vp_scores *s, vp_arena *arena, vp_err *err);

#endif
