/* vp-audit verify by several processes. */
#ifndef VP_CMD_AUDIT_JOBS_H
#define VP_CMD_AUDIT_JOBS_H

#include <vp/audit.h>

enum { JOBS_MOST = 64 };

/* How many processors there are to work with. */
size_t jobs_default(void);

/* As vp_audit_verify, whose findings and messages it gives byte for byte, each of `jobs` processes doing a stretch of
   the history. VP_IO, VP_BUG: one of them has died. */
vp_status jobs_verify(vp_audit_verified *out, vp_session *session, const vp_audit_verify_opts *opts, size_t jobs,
                      vp_arena *arena, vp_err *err);

#endif
