/* Money shared out in proportion to weights. Internal to the rules that pay pro rata. */
#ifndef VP_LIB_APPORTION_H
#define VP_LIB_APPORTION_H

#include <gmp.h>
#include "allocate.h"

/* Share out `units` in proportion to the weights (0 or more), nobody more than cap[i]: exact quotas, whole parts first,
   what is left one each by the largest remainders (Hamilton), the first of equal ones first. Who reaches the cap gets
   it, and the rest is shared among the others. out[i] in units; less is given when all caps are reached. */
vp_status vp_apportion(int64_t *out, const mpz_t *weight, const int64_t *cap, size_t n, int64_t units, vp_arena *arena,
                       vp_err *err);

/* Pay the members (candidates, in the order of rank) by their weights as much as the funds and limits allow, at most
   their amounts, in whole steps: the largest sum found by halving. paid before: those whose outcome is awarded already.
   Sets amounts, outcomes and s->full; *whole: everybody got the full amount. weight NULL: the amounts. */
vp_status vp_pay_in_parts(vp_solution *s, const vp_problem_model *p, const size_t *member, size_t n, mpz_t *weight,
                          bool *whole, vp_arena *arena, vp_err *err);
/* Candidates in the order of rank that no limit of counts shuts out; the others get their outcome. */
vp_status vp_keep_counts(size_t *member, size_t *n, vp_solution *s, const vp_problem_model *p, vp_arena *arena,
                         vp_err *err);
/* In the end: who pays what. */
vp_status vp_split_parts(vp_solution *s, const vp_problem_model *p, vp_arena *arena, vp_err *err);

#endif
