/* Rules that count, of a state of the round: broken there, and broken by a merge. */
#ifndef VP_LIB_VERB_TOGETHER_H
#define VP_LIB_VERB_TOGETHER_H

#include "lib/rules/together.h"
#include "lib/store/store.h"

typedef struct vp_together { vp_clash *at; size_t n; } vp_together;

/* Of a commit. A state that cannot be read has none: whoever needs it will say so. */
vp_status vp_together_read(vp_together *out, vp_store *store, const char *commit, vp_arena *arena, vp_err *err);
/* Of those in `now`, the ones that the merge has and none of its parents. */
vp_status vp_together_new(vp_clash **out, size_t *count, const vp_together *now, vp_store *store,
                          const vp_commit *merge, vp_arena *arena, vp_err *err);

#endif
