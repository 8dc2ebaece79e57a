/* The round behind a session, for verbs that look at its history. */
#ifndef VP_LIB_VERB_SESSION_H
#define VP_LIB_VERB_SESSION_H

#include <vp/session.h>
#include "lib/store/store.h"

/* NULL as a filter; borrowed. */
vp_store *vp_session_store(vp_session *s);

/* A reason that the history will keep: VP_INVALID when it seems to hold somebody's number or address. */
vp_status vp_reason_check(const char *reason, vp_arena *arena, vp_err *err);

#endif
