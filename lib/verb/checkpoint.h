/* A checkpoint: what a round was at a commit, in one line that a public notice has room for. */
#ifndef VP_LIB_VERB_CHECKPOINT_H
#define VP_LIB_VERB_CHECKPOINT_H

#include <vp/audit.h>
#include "lib/store/store.h"

/* Of the commit `at`, which is one of the history's n. */
vp_status vp_checkpoint_of(vp_audit_checkpoint *out, vp_store *store, const vp_commit *log, size_t n,
                           const vp_commit *at, vp_arena *arena, vp_err *err);

/* Read one back from a file as vp-audit checkpoint printed it. VP_INVALID: it is none, or a letter of it is wrong. */
vp_status vp_checkpoint_read(vp_audit_checkpoint *out, const char *path, vp_arena *arena, vp_err *err);

/* Which of the n commits are `at` and what came before it; of the arena. */
vp_status vp_checkpoint_past(bool **past, const vp_commit *log, size_t n, const vp_commit *at, vp_arena *arena,
                             vp_err *err);

#endif
