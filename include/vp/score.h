/* Score sheets and the ranking that follows from them. */
#ifndef VP_SCORE_H
#define VP_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/proposal.h>
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/table.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One reviewer's marks of one proposal in one stage. */
typedef struct vp_review {
    const char *reviewer, *proposal;
    size_t stage;
    const vp_micro *mark;  /* one for each criterion of the stage; groups hold the sum of their leaves */
    bool conflict;         /* declared: the marks do not count */
    const char *comment;   /* "" when none */
    const char *file;      /* where it came from, for messages */
    size_t line;
} vp_review;

/* Sorted by stage, reviewer, proposal. */
typedef struct vp_reviews { vp_review *at; size_t n; } vp_reviews;

/* A row of ranking.csv. */
typedef struct vp_ranked {
    size_t rank;           /* 0: not ranked (gated, incomplete) */
    const char *id, *title, *applicant;
    bool has_score;
    vp_micro score;        /* with bonuses, rounded to the rubric's step */
    const char *low, *high; /* bounds of the rank, "" where the method gives none */
    size_t reviews;
    const char *flags;     /* words separated by ';': incomplete gated:STAGE few-reviews range */
    const vp_proposal *proposal; /* with fields; NULL when only the ranking is known */
} vp_ranked;

/* Ranked rows by rank, then the others by id. */
typedef struct vp_ranking { vp_ranked *at; size_t n; vp_micro step; } vp_ranking;

/* Columns of ranking.csv: rank,id,title,applicant,score,low,high,reviews,flags, then, with a round, its other public
   fields. Emitting writes exactly those; the bytes of `csv` are the bytes of ranking.csv. */
vp_status vp_ranking_emit(const vp_ranking *r, const vp_round *round, const char *format, vp_out out,
                          vp_arena *arena, vp_err *err);
/* From ranking.csv or an answer of vp-score. Ranks must be 1..n without gaps or repeats. */
vp_status vp_ranking_from_table(vp_ranking **out, const vp_round *round, const vp_table *table, vp_arena *arena,
                                vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
