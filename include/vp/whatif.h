/* What if: the same decision under other numbers. Nothing is recorded. */
#ifndef VP_WHATIF_H
#define VP_WHATIF_H

#include <vp/allocate.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_whatif {
    const char *const *sets;  /* PATH=VALUE, in order */
    size_t nsets;
    const char *const *drops, *const *adds; /* ids: decided out, and in */
    size_t ndrops, nadds;
} vp_whatif;

/* The answers, each a table; `explain` of the proposal `what`. */
typedef enum vp_asked { VP_ASK_AWARDS, VP_ASK_EXPLAIN, VP_ASK_MARGINS, VP_ASK_LIMITS, VP_ASK_STABILITY, VP_ASK_SWEEP,
                        VP_ASK_COMPARE } vp_asked;

/* Answer on `out` in the format (of vp_emit_formats; "svg" too for a sweep), with the texts in `lang`. As
   vp_allocate_round reads, but nothing is recorded; `run` is the decision as it stands under `with` (of a sweep and a
   comparison: nothing). `what`: the id, PATH=FROM:TO:STEP, or rules with commas between.
   VP_USAGE: `what` cannot be read. VP_INVALID, VP_CORRUPT: what was set is refused. */
vp_status vp_whatif_answer(vp_allocate_run *run, vp_session *session, const char *path, vp_asked asked,
                           const char *what, const vp_whatif *with, const vp_allocate_opts *opts, const char *format,
                           vp_out out, vp_lang lang, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
