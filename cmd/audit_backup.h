/* vp-audit backup, and backup --restore. */
#ifndef VP_CMD_AUDIT_BACKUP_H
#define VP_CMD_AUDIT_BACKUP_H

#include <stdbool.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/session.h>

typedef struct audit_backup_opts { bool restore; const char *passphrase_file; } audit_backup_opts;

/* Write a backup of the session's round to a file ("-": standard output); bring one back into a new folder. */
vp_status audit_backup(vp_session *session, const char *file, const audit_backup_opts *opts, vp_arena *arena,
                       vp_err *err);
vp_status audit_restore(const char *file, const char *dir, const audit_backup_opts *opts, vp_arena *arena,
                        vp_err *err);

#endif
