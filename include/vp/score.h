/* Score sheets and the ranking that follows from them. */
#ifndef VP_SCORE_H
#define VP_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/document.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/note.h>
#include <vp/progress.h>
#include <vp/proposal.h>
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/table.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What makes a review doubtful; bits. */
enum {
    VP_DOUBT_CONFLICT = 1, /* the reviewer has a part in it, and marked it all the same */
    VP_DOUBT_SAME = 2,     /* another reviewer's sheet is the same in everything */
    VP_DOUBT_FLAT = 4,     /* the reviewer gave every proposal the same */
    VP_DOUBT_LATE = 8      /* it came after the stage had closed */
};

/* One reviewer's marks of one proposal in one stage. */
typedef struct vp_review {
    const char *reviewer, *proposal;
    size_t stage;
    const vp_micro *mark;  /* one for each criterion of the stage; groups hold what their leaves come to;
                              VP_NO_MARK only where a conflict is declared; VP_NA: it does not apply */
    bool conflict;         /* declared: the marks do not count */
    const char *comment;   /* "" when none */
    const char *file;      /* where it came from, for messages */
    size_t line;
    const char *received;  /* the day (YYYY-MM-DD) on which it came, of stages that close; "" or NULL: not said */
    unsigned doubts;       /* as vp_doubts_find sets them */
} vp_review;

/* Sorted by stage, reviewer, proposal. */
typedef struct vp_reviews { vp_review *at; size_t n; } vp_reviews;

/* A sheet that is doubtful as a whole. */
typedef struct vp_doubt {
    unsigned kind;                  /* one of the bits */
    size_t stage;
    const char *reviewer, *other;   /* other: whose sheet is the same; else NULL */
    const char *proposals;          /* their ids, with ", " between */
} vp_doubt;
typedef struct vp_doubts { vp_doubt *at; size_t n; } vp_doubts;

enum { VP_DOUBTFUL_SHEET = 3 }; /* reviews that a sheet has at least to be doubtful, where the rubric says nothing */

/* Sheets that are the same, sheets all of one value, and reviews that came late: they are told, and their reviews (as
   sorted as vp_reviews are) get the bits. Conflicts are left alone. *out is of the arena. */
vp_status vp_doubts_find(vp_doubts *out, vp_reviews *reviews, const vp_rubric *rubric, vp_arena *arena, vp_err *err);

/* A row of ranking.csv. */
typedef struct vp_ranked {
    size_t rank;           /* 0: not ranked (gated, incomplete) */
    const char *id, *title, *applicant;
    bool has_score;
    vp_micro score;        /* with bonuses, rounded to the rubric's step */
    const char *low, *high; /* bounds of the rank, "" where the method gives none */
    size_t reviews;
    const char *flags;     /* words separated by ';', as vp-score(1) lists them */
    const vp_proposal *proposal; /* with fields; NULL when only the ranking is known */
} vp_ranked;

/* The funding line: below rank `line`. Whoever is surely above it is accepted, surely below it rejected; the rest is
   the group to be discussed, or drawn by lot. drawn false: there is no line, or the ranks have no bounds. */
typedef struct vp_bands { bool drawn; size_t line, accepted, lottery, rejected; } vp_bands;

/* Ranked rows by rank, then the others by id. */
typedef struct vp_ranking {
    vp_ranked *at;
    size_t n;
    vp_micro step;
    const vp_note *warnings; /* what makes the scores unsafe */
    size_t nwarnings;
    vp_bands bands;
} vp_ranking;

/* Rank the proposals by the rubric. proposals NULL: those that the reviews name, of which nothing else is known; round
   NULL: no round.json. Otherwise reviews of proposals that are not among them do not count. method, when not NULL, is
   used for every stage instead of its own. The order of the reviews does not matter. *out is of the arena; its texts
   are those of the proposals and the reviews. VP_INVALID: a bonus has no points for a proposal's value, equal
   proposals that a draw has to put in order and no seed to draw by, marks that
   are too large, a reviewer's marks of a proposal twice in a stage. VP_USAGE: no such method; a bonus, or a tie that
   has to be broken, asks for a field and the proposals are not known. VP_CORRUPT: the rubric names a field that the
   round does not have or keeps private. */
vp_status vp_rank(vp_ranking **out, const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                  const vp_reviews *reviews, const char *method, vp_arena *arena, vp_err *err);

/* Flag every ranked row `accepted` (its high is not below the line), `rejected` (its low is) or `lottery` (its bounds
   cross the line), and the last above it `line`. Never more are accepted, or rejected, than the line has place for, and
   whoever is in the lottery may win and may lose: for that, the least sure of the others join it. Without bounds
   nothing is done. */
vp_status vp_ranking_bands(vp_ranking *r, size_t line, vp_arena *arena, vp_err *err);
/* Whether one of the words of the flags is this one. */
bool vp_flags_have(const char *flags, const char *word);

/* Columns of ranking.csv: rank,id,title,applicant,score,low,high,reviews,flags, then, where the proposals are known,
   the round's other public fields (`table` leaves them out). Emitting writes exactly those; the bytes of `csv` are the
   bytes of ranking.csv. */
vp_status vp_ranking_emit(const vp_ranking *r, const vp_round *round, const char *format, vp_out out,
                          vp_arena *arena, vp_err *err);
/* From ranking.csv or an answer of vp-score. Ranks must be 1..n without gaps or repeats. */
vp_status vp_ranking_from_table(vp_ranking **out, const vp_round *round, const vp_table *table, vp_arena *arena,
                                vp_err *err);

/* ---- vp-score ---- */

typedef struct vp_session vp_session; /* vp/session.h */

typedef struct vp_score_opts {
    const char *const *sheets; /* paths of score sheets; "-": standard input */
    size_t nsheets;            /* 0, in a round: rank what was recorded before */
    const char *proposals;     /* as a filter: path of an answer of vp-intake; NULL: the proposals that sheets name */
    const char *stage;         /* of every sheet; NULL: by the criteria that a sheet names */
    const char *method;        /* instead of the stages' own; NULL: those of the rubric */
    const char *line;          /* the funding line, "25" or "budget"; NULL: that of the rubric, if any */
    const char *received;      /* the day on which the sheets came, YYYY-MM-DD; NULL: not said */
    bool reliability;          /* instead of ranking, tell how good the scores are; nothing is recorded */
    bool pictures;             /* with plots, for a format that shows them */
    const char *letters;       /* instead of an answer, write a letter for each applicant into this folder; nothing is
                                  recorded; NULL: not asked for */
    const char *letter_format; /* "md" or "html" */
    bool force;                /* write over letters that are there */
    bool dry_run;              /* write no letters: say what they would be */
    bool rubric_alone;         /* as a filter: round.json may be missing */
    /* A problem, warning or note; severity is "error", "warning" or "note". mend->msg may be NULL. */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
    const vp_progress *progress; /* or NULL */
} vp_score_opts;

typedef struct vp_score_result {
    const vp_round *round;     /* NULL: a filter without round.json */
    const vp_ranking *ranking; /* NULL: there is nothing to rank, or it was not asked for */
    vp_doc *reliability;       /* when it was asked for; else NULL */
    size_t added, amended, unchanged; /* reviews, against those recorded before */
    size_t ranked, gated, incomplete, withdrawn; /* proposals */
    size_t letters;            /* that were written, or would be */
    bool changed;              /* there was (or, with -n, would be) something to record */
    char commit[41];           /* "" when nothing was recorded */
} vp_score_result;

/* Read score sheets, record the reviews and rank. VP_INVALID with err->msg "": some rows were refused and told, the
   others count. As a filter nothing is recorded, and only what the sheets say counts. The result is of the arena. */
vp_status vp_score(vp_score_result *out, vp_session *session, const vp_score_opts *opts, vp_arena *arena,
                   vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
