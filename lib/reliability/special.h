/* The functions of a statistician, in IEEE arithmetic alone: no libm, whose last digits differ from one system to the
   next, so that what is rounded from them is the same everywhere. */
#ifndef VP_LIB_RELIABILITY_SPECIAL_H
#define VP_LIB_RELIABILITY_SPECIAL_H

double vp_sqrt(double x);            /* x >= 0; correctly rounded, as IEEE asks */
double vp_log(double x);             /* x > 0 */
double vp_exp(double x);
double vp_normal_cdf(double x);      /* Cody 1969, rational approximations of erf */
double vp_normal_quantile(double p); /* 0 < p < 1; Wichura 1988, AS 241 */
/* The quantile p of the F distribution with d1, d2 > 0 degrees of freedom, which need not be whole. */
double vp_f_quantile(double p, double d1, double d2);

#endif
