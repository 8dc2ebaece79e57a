/* Down a list, one proposal at a time. Internal to the rules that do so. */
#ifndef VP_LIB_WALK_H
#define VP_LIB_WALK_H

#include "allocate.h"

/* Whoever the office has decided in is awarded first; then everybody in the order, each the first of its choices that
   fits. One that requires others waits until they are awarded, and has its turn then. stop: the first that does not fit
   ends it. VP_CORRUPT: what is decided in does not fit, or proposals require each other. */
vp_status vp_walk(vp_solution *s, const vp_problem_model *p, const size_t *order, bool stop, const char *rule,
                  vp_arena *arena, vp_err *err);

#endif
