/* The history of a round: told, and verified again from its inputs. */
#ifndef VP_AUDIT_H
#define VP_AUDIT_H

#include <stdbool.h>
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
    const char *changes; /* of the proposal that was asked for, in words: "requested: 1000.00 → 1200.00"; else "" */
} vp_audit_entry;

/* The newest first. */
typedef struct vp_audit_entries { const vp_audit_entry *at; size_t n; } vp_audit_entries;

typedef struct vp_audit_log_opts {
    const char *proposal;      /* an id: only what changed its file, its reviews, its place or its award; or NULL */
    const char *since, *until; /* days of UTC, YYYY-MM-DD, both inclusive; or NULL */
    const char *by;            /* a part of the author's name or e-mail address; or NULL */
    vp_lang lang;              /* of the changes' words */
    const vp_progress *progress;
} vp_audit_log_opts;

/* The commits of the round. VP_NOTFOUND: the history knows no such proposal. VP_USAGE: the session is no round's, a
   day is none. */
vp_status vp_audit_log(vp_audit_entries *out, vp_session *session, const vp_audit_log_opts *opts, vp_arena *arena,
                       vp_err *err);

/* One difference between two states of a round. what: "proposal", "assignment", "review", "ranking", "award" or
   "file"; id of the proposal (of a file its path; "" for the total of all awards); field "" when the whole of it came
   or went; of an assignment the stage, with the reviewers' ids before and after ("R1, R2"). */
typedef struct vp_audit_change { const char *what, *id, *field, *before, *after; } vp_audit_change;
typedef struct vp_audit_changes { const vp_audit_change *at; size_t n; } vp_audit_changes;

/* What a commit changed, or what is different at `to` from `from`. Commits are named by 4 or more of their hex digits,
   or by HEAD or main; "~2" behind it goes back two. entry may be NULL. VP_NOTFOUND: no such commit, or several. */
vp_status vp_audit_show(vp_audit_entry *entry, vp_audit_changes *out, vp_session *session, const char *commit,
                        vp_arena *arena, vp_err *err);
vp_status vp_audit_diff(vp_audit_changes *out, vp_session *session, const char *from, const char *to, vp_arena *arena,
                        vp_err *err);

/* The same as a person of that language calls it; borrowed, as long as c. */
vp_audit_change vp_audit_change_in(const vp_audit_change *c, vp_lang lang);

/* What is not as it should be: a commit (hex), a path in it ("" when it is about the whole), and what. warning: it may
   be meant so, as a name that is private in one column and public elsewhere. */
typedef struct vp_audit_finding { const char *commit, *path; vp_note what; bool warning; } vp_audit_finding;

typedef struct vp_audit_verified {
    const vp_audit_finding *at; /* in the order of the history, the oldest first; by path within a commit */
    size_t n;
    size_t commits, replayed;   /* how many there are, and how many of them a command made and was done again */
    size_t shared;              /* of the replayed: those whose awards were computed already, for the same inputs */
    size_t unchecked;           /* intakes that rest on what is not here: taken as recorded */
} vp_audit_verified;

typedef struct vp_audit_verify_opts {
    vp_lang lang;           /* of messages that findings quote */
    const char *checkpoint; /* a file with a checkpoint that the history must contain, or NULL */
    const char *since;      /* the same; and steps up to it are taken as verified then, and not done again */
    const vp_progress *progress;
    size_t part, parts;     /* only the part-th (from 0) of so many stretches of the history; parts 0: all of it */
} vp_audit_verify_opts;

/* Do every step of the history again and compare. VP_OK with findings too; VP_CORRUPT: the repository cannot be read.
   VP_INVALID: what is given as a checkpoint is none. */
vp_status vp_audit_verify(vp_audit_verified *out, vp_session *session, const vp_audit_verify_opts *opts,
                          vp_arena *arena, vp_err *err);

typedef struct vp_certificate vp_certificate; /* vp/proof.h */

/* Check a certificate in a file ("-": standard input) against the round at its tip, and its awards, where it has some;
   as a filter, against the round.json of the session and the ranking in a file. VP_INVALID: it does not hold, or is of
   another round or list; err says where and why. *out is of the arena. */
vp_status vp_audit_certificate(vp_certificate *out, vp_session *session, const char *file, const char *ranking,
                               vp_arena *arena, vp_err *err);

/* What the parts found, in their order, as one: *out is what all at once would have found. */
vp_status vp_audit_verified_join(vp_audit_verified *out, const vp_audit_verified *parts, size_t n, vp_arena *arena,
                                 vp_err *err);

/* What was approved, by whom ("bob@example.org"), and the tag that says so. */
typedef struct vp_audit_approved { const char *commit, *by, *tag; } vp_audit_approved;
typedef struct vp_audit_approve_opts {
    const char *reason; /* or NULL */
    bool dry_run;       /* check, and do not sign */
} vp_audit_approve_opts;

/* Approve the awards that a commit of vp-allocate has decided, as a second person: a signed tag. VP_INVALID: it is the
   same person's, decides nothing, is not signed, or is approved by them already; or the key may not. VP_NOTFOUND: no
   such commit, or git has no key. */
vp_status vp_audit_approve(vp_audit_approved *out, vp_session *session, const char *commit,
                           const vp_audit_approve_opts *opts, vp_arena *arena, vp_err *err);

/* Have git put the packs of a long history into one. VP_USAGE: the session is no round's. VP_IO: git is not there, or
   has failed, with what it said. */
vp_status vp_audit_pack(vp_session *session, vp_arena *arena, vp_err *err);

/* What a round was at a commit, short enough for a public notice. All texts: numbers too. */
typedef struct vp_audit_checkpoint {
    const char *round, *date, *commit, *tree, *commits, *proposals, *awarded, *amount, *currency;
    const char *sha256; /* over the others, a line each: "round gz-11\n" …, after the line "vp-checkpoint 1" */
} vp_audit_checkpoint;

typedef struct vp_audit_column { const char *name; size_t at; } vp_audit_column; /* offset of the text */
enum { VP_AUDIT_CHECKPOINT_COLUMNS = 10 };
extern const vp_audit_column vp_audit_checkpoint_columns[];

vp_status vp_audit_point(vp_audit_checkpoint *out, vp_session *session, const char *commit, vp_arena *arena,
                         vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
