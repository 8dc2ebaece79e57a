/* The proposals that the round already has, by id, with their public fields, without parsing a file for each.

   An index of them lies in the git directory (vp/cache), under the id of the tree of proposals/. It is derived:
   missing, torn, damaged or made by another configuration, it is made anew from the proposals, silently, and from the
   nearest index there is where that saves reading. It is as trustworthy as the git directory it lies in; verify never
   uses it. */
#ifndef VP_LIB_VERB_KNOWN_H
#define VP_LIB_VERB_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/proposal.h>
#include "lib/store/store.h"

typedef struct vp_known vp_known;

/* All proposals of the view, which shows `commit` of the store; store NULL: no index is used or left. VP_CORRUPT, with
   what is wrong: a file below proposals/ is no proposal of this round. *out is yours: vp_known_free; round must outlive
   it. */
vp_status vp_known_open(vp_known **out, const vp_round *round, const vp_view *view, vp_store *store,
                        const char *commit, vp_err *err);
void vp_known_free(vp_known *k);
VP_DECLARE_AUTO(vp_known)

size_t vp_known_count(const vp_known *k);
/* The text of a field of the i-th proposal (sorted by id, bytes); "" when blank or private; of the field behind the
   last one (nfields): the day on which it was withdrawn, "" when it stands. Borrowed from k. */
const char *vp_known_text(const vp_known *k, size_t i, size_t field);
/* Which one has the id (exactly); false: none. */
bool vp_known_find(size_t *i, const vp_known *k, const char *id);
/* The i-th as a proposal, whose array is of the arena and its texts of k: without keyed hashes, and without the
   reason where it was withdrawn. */
vp_status vp_known_proposal(vp_proposal *out, const vp_known *k, size_t i, vp_arena *arena, vp_err *err);

/* A proposal that is about to be recorded and stands, new or in place of the one with its id: texts of all fields of
   the round, which are copied. Only what vp_known_keep writes knows of it. */
vp_status vp_known_put(vp_known *k, const char *const *text, vp_err *err);
/* `commit` was recorded with what was put, and nothing else below proposals/: leave its index for the next run. What
   fails here is nobody's loss. */
void vp_known_keep(vp_known *k, const char *commit);

#endif
