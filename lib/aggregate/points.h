/* Marks as real numbers and back. */
#ifndef VP_LIB_AGGREGATE_POINTS_H
#define VP_LIB_AGGREGATE_POINTS_H

#include <vp/aggregate.h>

/* The sums in points. */
vp_status vp_points_of(vp_scores *out, const vp_marks *m, vp_arena *arena, vp_err *err);

/* Rounded half-up to a millionth of a point: the one place where a real number becomes a score. VP_INVALID: it is too
   large. */
vp_status vp_points_round(vp_ratio *out, double points, vp_err *err);

/* What a reviewer gave all proposals: how many, and with what spread. */
typedef struct vp_hand { size_t n; double mean, sd; } vp_hand;
vp_status vp_hands_of(vp_hand **out, const vp_scores *s, vp_arena *arena, vp_err *err);

vp_status vp_outcome_warn(vp_outcome *out, const char *msg, size_t number, vp_arena *arena, vp_err *err);
/* Warns where parts of the panel share nobody. */
vp_status vp_outcome_check_groups(vp_outcome *out, const vp_scores *s, vp_arena *arena, vp_err *err);

#endif
