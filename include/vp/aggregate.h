/* How reviewers' sums become one stage score: one file for each method in lib/aggregate, one line in methods.def. */
#ifndef VP_AGGREGATE_H
#define VP_AGGREGATE_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An exact fraction of a millionth of a point; den > 0. den 0: no value. */
typedef struct vp_ratio { vp_wide num; int64_t den; } vp_ratio;

/* All sums of one stage: sum[k] is what reviewer[k] gave proposal[k], sorted by proposal then reviewer. */
typedef struct vp_marks {
    size_t n, proposals, reviewers;
    const size_t *proposal, *reviewer;
    const vp_micro *sum;
} vp_marks;

typedef struct vp_aggregate {
    const char *name, *help; /* help: N_() */
    /* Fill score[0..proposals): den 0 where a proposal has no marks. The whole matrix is given, so that methods which
       correct for reviewers fit the same shape. */
    vp_status (*run)(const vp_marks *m, vp_ratio *score, vp_arena *arena, vp_err *err);
} vp_aggregate;

const vp_aggregate *vp_aggregate_find(const char *name);
extern const char *const vp_aggregate_names[]; /* NULL-terminated, in the order of --help */

#ifdef __cplusplus
}
#endif
#endif
