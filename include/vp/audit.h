/* The history of a round: told, and verified again from its inputs. */
#ifndef VP_AUDIT_H
#define VP_AUDIT_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/progress.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Texts that come from commits are as a terminal may show them (vp_show). */
typedef struct vp_audit_entry {
    const char *commit; /* hex */
    const char *date;   /* "2024-03-01T09:30:00Z" */
    const char *author, *email;
    const char *command; /* "vp-score"; "" when plain git made the commit */
    const char *subject;
} vp_audit_entry;

/* The newest first. */
typedef struct vp_audit_entries { const vp_audit_entry *at; size_t n; } vp_audit_entries;

/* The commits of the round; with a proposal's id only those that changed its file, its place in the ranking or its
   award. VP_NOTFOUND: the history knows no such proposal. VP_USAGE: the session is no round's. */
vp_status vp_audit_log(vp_audit_entries *out, vp_session *session, const char *proposal, const vp_progress *progress,
                       vp_arena *arena, vp_err *err);

/* What is not as it should be: a commit (hex), a path in it ("" when it is about the whole), and what. */
typedef struct vp_audit_finding { const char *commit, *path; vp_note what; } vp_audit_finding;

typedef struct vp_audit_verified {
    const vp_audit_finding *at; /* in the order of the history, the oldest first; by path within a commit */
    size_t n;
    size_t commits, replayed;   /* how many there are, and how many of them a command made and was done again */
    size_t unchecked;           /* intakes whose private columns are not here: what rests on them is as recorded */
} vp_audit_verified;

/* Do every step of the history again and compare. lang: of messages that findings quote. VP_OK with findings too;
   VP_CORRUPT: the repository cannot be read. */
vp_status vp_audit_verify(vp_audit_verified *out, vp_session *session, vp_lang lang, const vp_progress *progress,
                          vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
