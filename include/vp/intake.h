/* From a spreadsheet of proposals to the round: every row is accepted, amended, unchanged, rejected, or no proposal. */
#ifndef VP_INTAKE_H
#define VP_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/note.h>
#include <vp/progress.h>
#include <vp/reading.h>
#include <vp/round.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* rows = accepted + amended + unchanged + rejected + other. */
typedef struct vp_intake_counts {
    size_t rows;       /* records below the header */
    size_t accepted, amended, unchanged, rejected;
    size_t other;      /* no proposal: totals, notes, rows of empty cells */
    size_t dropped;    /* of those rejected: as duplicates, by decision */
    vp_money requested_in, requested_out; /* sums of the readable amounts: of rows that stand, of those refused */
    vp_money requested_accepted, requested_amended, requested_unchanged; /* the parts of the first */
} vp_intake_counts;

typedef struct vp_intake_opts {
    const char *path;      /* "-": standard input */
    vp_reading reading;    /* how the sheet is read; all zero: by the rules */
    const char *received;  /* YYYY-MM-DD, or NULL: the day of the commit, and nothing is late */
    bool late;             /* admit what came after the round had closed */
    const char *late_reason; /* why; with late */
    const char *format;    /* of the answer */
    vp_out answer;         /* one row for each proposal that stands */
    const char *rejects;   /* a file to write the rejects to as well (CSV, a line for each problem), or NULL */
    /* A problem, warning or note as it is found; severity is "error", "warning" or "note". mend->msg may be NULL. */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
    const vp_progress *progress; /* or NULL */
    bool dry_run;          /* decide everything, record nothing */
    bool amend;            /* the sheet has parts of proposals that the round has: blank cells leave what is there */
    bool no_suspects;      /* do not look for duplicates */
    vp_strings earlier;    /* folders of earlier rounds, to compare with what they funded */
    const char *suspects;  /* a file to write the suspect pairs to (CSV), or NULL */
    const char *decide;    /* a file of decisions about suspect pairs, or NULL */
    bool strict;           /* record and answer nothing when any row is refused */
} vp_intake_opts;

/* Problems and warnings of one rule: how many, and the first of them. Texts are of the arena. */
typedef struct vp_intake_told {
    const char *severity; /* "error" or "warning" */
    const char *rule;
    size_t n;
    vp_where first;
    vp_note what;
} vp_intake_told;

typedef struct vp_intake_result {
    vp_intake_counts counts;
    const char *encoding;
    const vp_intake_told *told; /* errors before warnings, the most frequent first */
    size_t ntold;
    const char *folder;    /* "intake/2024-01-20-0123456789ab", or NULL when nothing was recorded */
    size_t suspects;       /* pairs that were told */
    bool changed;          /* there was (or, with -n, would be) something to record */
    char commit[41];       /* "" when nothing was recorded */
} vp_intake_result;

/* Take in a sheet. VP_INVALID: the sheet as a whole cannot be read (nothing was recorded), or some rows were refused
   (the others are recorded; err->msg is then ""). Other statuses as the session's. */
vp_status vp_intake(vp_intake_result *out, vp_session *session, const vp_intake_opts *opts, vp_arena *arena,
                    vp_err *err);

/* ---- withdrawn proposals ---- */

typedef struct vp_withdraw_opts {
    const char *const *ids;
    size_t n;
    bool back;             /* take the withdrawals back */
    const char *reason;    /* must be said */
    const char *received;  /* YYYY-MM-DD: when it was withdrawn, or NULL: the day of the commit */
    const char *format;    /* of the answer: id,status,title,applicant */
    vp_out answer;
} vp_withdraw_opts;

typedef struct vp_withdraw_result {
    size_t n;              /* how many proposals it was */
    bool ranked, awarded;  /* the round has a ranking, awards: they are outdated now */
    bool changed;          /* there was (or, with -n, would be) something to record */
    char commit[41];       /* "" when nothing was recorded */
} vp_withdraw_result;

/* Withdraw proposals of the round, or take that back: one commit for all of them. VP_INVALID: the round has no such
   proposal, it is withdrawn already, or it is not withdrawn; then nothing is recorded. VP_USAGE: no reason, not in a
   round. */
vp_status vp_withdraw(vp_withdraw_result *out, vp_session *session, const vp_withdraw_opts *opts, vp_arena *arena,
                      vp_err *err);

/* ---- decisions about suspect pairs ---- */

typedef struct vp_decide_result {
    size_t decided, dropped; /* pairs; proposals that leave the round */
    bool ranked, awarded;  /* some left, and the round has a ranking, awards: they are outdated now */
    bool changed;          /* there was (or, with -n, would be) something to record */
    char commit[41];       /* "" when nothing was recorded */
} vp_decide_result;

/* Take decisions about suspect pairs that earlier intakes have told, from a file: what is dropped leaves proposals/.
   VP_INVALID, with its place: a pair that is no suspect, an unknown proposal or word. */
vp_status vp_intake_decide(vp_decide_result *out, vp_session *session, const char *path, vp_arena *arena,
                           vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
