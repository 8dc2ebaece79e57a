/* Which limits cannot be met together. */
#ifndef VP_LIB_CONFLICT_H
#define VP_LIB_CONFLICT_H

#include "allocate.h"

/* Fails with VP_INVALID: what cannot be met together, no part of which contradicts itself without the rest; or, when
   that nothing fits was not proved, that no list was found. */
vp_status vp_conflict(const vp_problem_model *p, bool proved, uint64_t steps, vp_arena *arena, vp_err *err);

#endif
