/* The model at one pair of ratios: everything that follows from them. */
#ifndef VP_LIB_RELIABILITY_FIT_H
#define VP_LIB_RELIABILITY_FIT_H

#include "design.h"

/* Ratios of the variances of a and b to that of the rest. */
typedef struct vp_ratios { double a, b; } vp_ratios;

typedef struct vp_fit {
    const vp_design *d;
    vp_ratios at;
    double **inverse;      /* for each part: S^-1, S = I + b (diag n - sum of w 1 1') over the levels of a */
    double *weight;        /* of each level of a: a / (a n + 1) */
    double *shift;         /* of each level of b: S^-1 s, s what ties it to the mean */
    double mean_precision; /* 1 / the variance of the mean, in units of the rest */
    double mean, rest;     /* mean: against the design's; rest: y'Py */
    double log_det;        /* of C with identity scaling, and the two logarithms of the ratios */
    double criterion;      /* to be made small: (N - 1) log rest + log_det */
    double *effect_a, *effect_b, *residual;
    double slope_a, slope_b; /* derivatives of the criterion by the ratios */
    double curve_aa, curve_ab, curve_bb; /* average information */
    double *work;
} vp_fit;

vp_status vp_fit_new(vp_fit **out, const vp_design *d, vp_arena *arena, vp_err *err);
/* False: the numbers are too far apart. */
bool vp_fit_at(vp_fit *f, vp_ratios at);
/* S^-1 of the part that level i of a is in, so that [to[k] * width + to[l]] are its entries. */
double *vp_fit_matrix(const vp_fit *f, size_t i, size_t *width);
/* x = P z for z in the order of the design's scores; effects of the prediction go to a and b (may be the fit's). */
void vp_fit_project(const vp_fit *f, const double *z, double *x, double *a, double *b, double *mean);

/* One factor alone (the other's ratio 0): the best ratio and its criterion, and its slope towards the other. */
double vp_one_way(double *criterion, const vp_side *s, double squares, size_t n);

#endif
