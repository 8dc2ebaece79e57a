/* Erasing what a round keeps privately of one proposal. */
#ifndef VP_FORGET_H
#define VP_FORGET_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_forget_opts {
    const char *id;     /* as the sheet has it; the proposal may have been refused */
    const char *format; /* of the answer */
    vp_out answer;      /* a row for each file that loses something: file, what it loses (values, sheet,
                           hashes, leftover), how many */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
    bool dry_run;       /* find it, erase and record nothing */
} vp_forget_opts;

typedef struct vp_forgotten {
    size_t values;   /* rows of private values */
    size_t sheets;   /* sheets as they came: one cannot be kept in part */
    size_t hashes;   /* keyed hashes taken out of the proposal */
    size_t leftover; /* files that writers left unfinished */
    bool changed;    /* there was (or, with dry_run, would be) something to record */
    char commit[41]; /* "" when nothing was recorded */
} vp_forgotten;

/* Record that the proposal's private data is forgotten, then erase it for good. VP_INVALID: the round knows no such id,
   or keeps nothing private of it. VP_USAGE: as a filter. VP_IO after the commit: something is still there; forgetting
   it again goes on. Other statuses as the session's, and then nothing has changed. */
vp_status vp_forget(vp_forgotten *out, vp_session *session, const vp_forget_opts *opts, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
