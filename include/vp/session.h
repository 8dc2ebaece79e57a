/* One run of a command on a round: the state it reads and the one commit it may make; or, as a filter, a folder of
   configuration and nothing recorded. */
#ifndef VP_SESSION_H
#define VP_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_session vp_session;

typedef struct vp_session_opts {
    const char *dir;    /* in a round: where to start looking for it; NULL: "." */
    const char *config; /* as a filter: path of round.json; NULL (and rubric too): in a round */
    const char *rubric; /* as a filter: path of rubric.json when it is not beside round.json; given alone, the folder
                           it is in is looked at, and round.json may be missing there */
    bool dry_run;       /* do everything but move the ref */
    bool read_only;     /* the command writes nothing: do not ask for a clean work tree */
    const char *reason; /* -m, or NULL */
    int64_t now;        /* seconds since 1970: of the commit */
} vp_session_opts;

/* In a round: opens it at its tip, and (unless read_only) refuses hand-edited files that are not committed.
   VP_NOTFOUND: no round here. VP_CORRUPT, VP_IO: as vp_store_open. *out is yours: vp_session_free. */
vp_status vp_session_open(vp_session **out, const vp_session_opts *opts, vp_err *err);
void vp_session_free(vp_session *s);
VP_DECLARE_AUTO(vp_session)

/* The queue of those who write to the round: *fd is a file of it, yours, that whoever has the turn locks (flock) until
   its step is recorded. VP_USAGE: as a filter. Others as vp_session_open. */
vp_status vp_session_queue(int *fd, const vp_session_opts *opts, vp_err *err);

bool vp_session_in_round(const vp_session *s);
/* Whether the round is a clone that holds only the newest part of its history. */
bool vp_session_shallow(const vp_session *s);
int64_t vp_session_now(const vp_session *s);
/* Files as they were when the session was opened: "round.json", "rubric.json", "lists/x.csv", "proposals/…". */
const vp_view *vp_session_view(const vp_session *s);
/* Where the step's files go. As a filter and with -n nothing leaves memory. */
const vp_writer *vp_session_writer(vp_session *s);

/* Bytes kept privately beside the round (never in history); nothing as a filter or with -n. */
vp_status vp_session_keep_private(vp_session *s, const char *name, const char *bytes, size_t n, vp_err *err);
/* The same without a copy: the bytes stay where they are until vp_session_record. */
vp_status vp_session_lend_private(vp_session *s, const char *name, const char *bytes, size_t n, vp_err *err);

typedef struct vp_input { const char *path; const char *sha256; } vp_input;

/* What a step was: becomes the commit message (subject, reason, trailers in this order). */
typedef struct vp_record {
    const char *subject;       /* "intake: 93 accepted, 4 amended, 2 rejected" */
    const char *command;       /* "vp-intake" */
    const vp_input *inputs;    /* Vp-Input: SHA256 PATH, one each */
    size_t ninputs;
    const char *const *args;   /* Vp-Args: what a replay needs, "--method=median", sorted by the caller */
    size_t nargs;
} vp_record;

/* Commit what was written. *changed false: nothing differed, no commit. id (41 bytes) gets the commit's hex, "" when
   nothing was recorded. VP_CONFLICT, VP_BUSY: somebody else; nothing has changed. As a filter and with -n: *changed
   tells whether there would have been a commit. */
vp_status vp_session_record(vp_session *s, const vp_record *what, bool *changed, char id[41], vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
