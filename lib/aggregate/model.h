/* The model that mixed and expected-rank share. */
#ifndef VP_LIB_AGGREGATE_MODEL_H
#define VP_LIB_AGGREGATE_MODEL_H

#include <vp/aggregate.h>

/* Fit it, and warn of what makes it unsafe. */
vp_status vp_model_of(vp_mixed *fit, vp_scores *s, vp_outcome *out, const vp_marks *m, vp_arena *arena, vp_err *err);

#endif
