/* What differs between two lists of assignments, by proposal and stage. */
#ifndef VP_LIB_VERB_REASSIGNED_H
#define VP_LIB_VERB_REASSIGNED_H

#include <vp/arena.h>
#include <vp/err.h>
#include <vp/view.h>

/* The reviewers' ids as a list, "R1, R2"; "" for nobody. */
typedef struct vp_reassigned { const char *proposal, *stage, *before, *after; } vp_reassigned;

/* Sorted by proposal and stage. id: of one proposal only, or NULL. A list that is missing or cannot be read has
   nothing. *out is of the arena. */
vp_status vp_reassigned_between(vp_reassigned **out, size_t *n, const vp_view *before, const vp_view *after,
                                const char *id, vp_arena *arena, vp_err *err);

#endif
