/* A round with its private part in one file that only a passphrase opens, and back again. */
#ifndef VP_BACKUP_H
#define VP_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/progress.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a backup holds. commit: of main, hex. */
typedef struct vp_backed {
    const char *commit;
    size_t refs, files;  /* branches and tags, and private files */
    uint64_t bytes;      /* of the file; 0 of a restored one */
    bool uncommitted;    /* hand edits that are not in it, for they are not committed */
} vp_backed;

typedef struct vp_backup_opts {
    const char *passphrase;
    const vp_progress *progress;
    bool (*stop)(void); /* asked while bytes come and go; true: give up (VP_IO), leaving nothing behind; or NULL */
} vp_backup_opts;

/* Write it to a file, which appears complete or not at all; file NULL: to the sink. VP_USAGE: the session is no
   round's, or the passphrase is empty. VP_CONFLICT: somebody has written to the round meanwhile. VP_CORRUPT: the clone
   lacks a part of the history, or is damaged. */
vp_status vp_backup_write(vp_backed *out, vp_session *session, const char *file, vp_out sink,
                          const vp_backup_opts *opts, vp_arena *arena, vp_err *err);

/* Bring one back ("-": standard input) into a folder that is missing or empty; the folder appears with all of it or
   stays as it was. VP_INVALID: the folder holds something; the file is no backup, damaged, cut off, of a newer form, or
   has another passphrase. */
vp_status vp_backup_restore(vp_backed *out, const char *file, const char *dir, const vp_backup_opts *opts,
                            vp_arena *arena, vp_err *err);

/* Overwrite a passphrase, whatever the compiler thinks of writing what nobody reads. */
void vp_backup_forget(void *secret, size_t n);

#ifdef __cplusplus
}
#endif
#endif
