/* Symmetric positive definite matrices, row after row. */
#ifndef VP_LIB_RELIABILITY_DENSE_H
#define VP_LIB_RELIABILITY_DENSE_H

#include <stdbool.h>
#include <stddef.h>

/* Its factor L, of which m = L L', in place of the lower triangle. False: it is not positive definite. */
bool vp_spd_factor(double *m, size_t n);

/* Invert the n x n matrix of which the lower triangle is given, in place; the inverse is filled in on both sides.
   work: 5n doubles. *log_det is that of the matrix. False: it is not positive definite. */
bool vp_spd_invert(double *m, size_t n, double *work, double *log_det);

#endif
