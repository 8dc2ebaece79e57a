/* The signatures of a history: of its commits, where the round asks for them, and of the approvals of awards. */
#ifndef VP_LIB_VERB_SIGNATURES_H
#define VP_LIB_VERB_SIGNATURES_H

#include <stdbool.h>
#include <vp/map.h>
#include <vp/note.h>
#include "lib/verb/replay.h"
#include "lib/verb/signers.h"

typedef struct vp_signatures {
    vp_store *store;
    vp_map *asked; /* commit -> 1, or 2 when its state asks for signatures */
} vp_signatures;
/* In the arena, as long as which it lives. */
vp_status vp_signatures_new(vp_signatures *out, vp_store *store, vp_arena *arena, vp_err *err);

/* What is wrong with the signature of a commit by the state of its parents, of a merge of each (of the first commit by
   its own): *wrong, its msg NULL when nothing is. by (may be NULL): who signed it; UNSIGNED where none is asked for.
   VP_NOTFOUND: a parent is missing. */
vp_status vp_signatures_check(vp_note *wrong, vp_signed *by, vp_signatures *s, const vp_commit *c, const char *command,
                              const vp_change *changes, size_t n, vp_arena *arena, vp_err *err);

/* The same in words, for a signature that was looked at. */
vp_status vp_signed_words(vp_note *wrong, const vp_signed *by, unsigned wanted, vp_arena *arena, vp_err *err);

/* ---- approvals ---- */

typedef struct vp_approval {
    const char *tag, *commit; /* "approved/…"; hex, "" when it is of nothing */
    vp_signed by;
    vp_note wrong;            /* msg NULL: it counts */
} vp_approval;

/* All tags below approved/, or those of one commit (only: not NULL), by name. */
vp_status vp_approvals_read(vp_approval **out, size_t *count, vp_signatures *s, const vp_commit *log, size_t n,
                            const char *only, vp_arena *arena, vp_err *err);

/* The commit that decided the awards as the tip has them: that last changed awards.csv or allocation.json; NULL: there
   are no awards, or what came before a shallow clone decided. */
vp_status vp_decision_find(const vp_commit **out, vp_store *store, const vp_commit *log, size_t n, vp_arena *arena,
                           vp_err *err);

/* Who has approved the awards of the tip: *by is "bob@example.org", several with "; " between them, "" when nobody
   has; *commit decided them, "" when that is not known; *unchecked: ssh-keygen is missing. */
vp_status vp_approved_by(const char **by, const char **commit, bool *unchecked, vp_store *store, vp_arena *arena,
                         vp_err *err);

/* VP_INVALID, with what to type, when nobody has; VP_IO: ssh-keygen is missing. */
vp_status vp_approved_check(vp_store *store, vp_arena *arena, vp_err *err);

#endif
