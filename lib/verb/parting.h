/* Where the parents of a merge parted: the last commits that all of them have in common. */
#ifndef VP_LIB_VERB_PARTING_H
#define VP_LIB_VERB_PARTING_H

#include <vp/arena.h>
#include "lib/store/store.h"

typedef struct vp_partings vp_partings;

/* Of a log as vp_store_log gives it, which must live as long. */
vp_status vp_partings_new(vp_partings **out, const vp_commit *log, size_t n, vp_arena *arena, vp_err *err);
/* *ids none where they have nothing in common. Time grows with the commits since, not with the whole history. */
vp_status vp_partings_find(const char *const **ids, size_t *count, vp_partings *p, const vp_commit *merge,
                           vp_arena *arena, vp_err *err);

#endif
