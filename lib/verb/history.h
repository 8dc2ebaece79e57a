/* What a commit of the history did, for log and verify. */
#ifndef VP_LIB_VERB_HISTORY_H
#define VP_LIB_VERB_HISTORY_H

#include <vp/session.h>
#include "lib/store/store.h"

/* The store of a session; VP_USAGE as a filter. */
vp_status vp_history_store(vp_store **out, vp_session *session, vp_err *err);

/* The commit before, or "": the first parent. */
const char *vp_history_before(const vp_commit *c);

/* The paths that are in the commit as in none of its parents, sorted: a merge is not blamed for what it brings
   together. VP_NOTFOUND: a parent is missing. */
vp_status vp_history_changes(vp_change **out, size_t *count, vp_store *store, const vp_commit *c, vp_arena *arena,
                             vp_err *err);

/* "2024-03-01T09:30:00Z", of the arena; a time outside of the calendar's years is shown as its number. */
const char *vp_history_date(int64_t when, vp_arena *arena);

/* The commit that people name by 4 or more of its digits, or HEAD or main, with ~N behind it. VP_NOTFOUND: none, or
   several. */
vp_status vp_history_find(const vp_commit **out, const vp_commit *log, size_t n, const char *tip, const char *name,
                          vp_err *err);

/* Text of a commit, fit to be shown, of the arena. VP_NOMEM: NULL. */
const char *vp_history_text(const char *text, vp_arena *arena);

#endif
