/* vp-audit log, show and diff. */
#ifndef VP_CMD_AUDIT_LOG_H
#define VP_CMD_AUDIT_LOG_H

#include <stdbool.h>
#include <vp/audit.h>
#include <vp/emit.h>

/* People read tables and sheets in their own language; programs read the rest, in English. On the screen ids are
   short; a spreadsheet might take a short one for a number. The id is of the arena, or borrowed; NULL: no memory. */
bool audit_for_people(void);
void audit_headings(vp_column *columns, size_t n);
const char *audit_short_id(const char *commit, vp_arena *arena);

/* Print a line for each commit; of one proposal, unless it is NULL. */
vp_status audit_log(vp_session *session, const char *proposal, vp_audit_log_opts *opts, vp_arena *arena, vp_err *err);
/* Print what is different between two commits, or what the first has changed when `to` is NULL. */
vp_status audit_changes(vp_session *session, const char *from, const char *to, vp_arena *arena, vp_err *err);

#endif
