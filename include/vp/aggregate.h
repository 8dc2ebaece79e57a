/* How reviewers' sums become one stage score: one file for each method in lib/aggregate, one line in methods.def. */
#ifndef VP_AGGREGATE_H
#define VP_AGGREGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/note.h>
#include <vp/reliability.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An exact fraction of a millionth of a point; den > 0. den 0: no value. */
typedef struct vp_ratio { vp_wide num; int64_t den; } vp_ratio;

/* All sums of one stage: sum[k] is what reviewer[k] gave proposal[k], sorted by proposal then reviewer. max: the most
   that a sum can be; 0: not known. */
typedef struct vp_marks {
    size_t n, proposals, reviewers;
    const size_t *proposal, *reviewer;
    const vp_micro *sum;
    vp_micro max;
} vp_marks;

/* What a method makes of them. */
typedef struct vp_outcome {
    vp_ratio *score;         /* [proposals], the caller's; den 0 where a proposal has no marks */
    vp_rank_bounds *bounds;  /* [proposals] in the order of the scores, of the arena; NULL: the method gives none */
    vp_note *warnings;       /* what makes the scores unsafe */
    size_t nwarnings;
} vp_outcome;

typedef struct vp_aggregate {
    const char *name, *help; /* help: N_() */
    /* Fill the outcome from the whole matrix, as methods that correct for reviewers need it. */
    vp_status (*run)(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err);
    /* What may follow the name after ':' is from `least` to `most`; `usual` when nothing does. most 0: none. */
    vp_micro least, most, usual;
} vp_aggregate;

/* A method and its parameter: "trim:0.2". */
typedef struct vp_method { const vp_aggregate *how; vp_micro parameter; } vp_method;

/* False: there is no such method, or its parameter is not one. */
bool vp_method_parse(vp_method *out, const char *text);
vp_status vp_method_run(vp_outcome *out, const vp_method *method, const vp_marks *m, vp_arena *arena, vp_err *err);

const vp_aggregate *vp_aggregate_find(const char *name); /* without a parameter */
extern const char *const vp_aggregate_names[]; /* NULL-terminated, in the order of --help; with a parameter where the
                                                  method has to have one */

#ifdef __cplusplus
}
#endif
#endif
