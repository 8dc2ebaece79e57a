/* The message of a recorded step: a subject, the reason if there is one, and the trailers that a replay reads. */
#ifndef VP_LIB_MESSAGE_H
#define VP_LIB_MESSAGE_H

#include <vp/session.h>
#include <vp/str.h>
#include "lib/verb/replay.h"

/* Append the message; reason may be NULL. `git interpret-trailers --parse` reads the trailers whatever is in it. */
void vp_message_write(vp_str *out, const vp_record *what, const char *reason);

/* VP_INVALID when a reason holds somebody's number or address: nobody takes it out of a history again. May be NULL. */
vp_status vp_reason_check(const char *reason, vp_arena *arena, vp_err *err);

/* Take a commit's message apart. command is "" when no command of vp made the commit. Everything of the arena. */
vp_status vp_message_read(vp_commit_info *out, const char *id, int64_t when, const char *message, vp_arena *arena,
                          vp_err *err);

#endif
