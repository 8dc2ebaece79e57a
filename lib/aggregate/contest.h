/* What the parts of the ranking engine share: proposals as indices, marks in columns. */
#ifndef VP_LIB_AGGREGATE_CONTEST_H
#define VP_LIB_AGGREGATE_CONTEST_H

#include <vp/aggregate.h>
#include <vp/score.h>

/* The marks of one stage that count. marks.n is 0 when nobody has marked anything in it. */
typedef struct vp_heat {
    vp_marks marks;            /* sums of the stage */
    const vp_review **review;  /* of each of them */
    vp_method method;
    vp_outcome outcome;        /* of the method; its scores are below */
    vp_ratio *score;           /* one for each proposal; den 0: it has none */
    bool used;                 /* some proposal has one */
} vp_heat;

typedef struct vp_contest {
    const vp_rubric *rubric;
    const vp_round *round;            /* NULL: not known */
    size_t n;
    const char **id;                  /* sorted by bytes */
    const vp_proposal *proposals;     /* n of them, or NULL: not known */
    vp_heat *heats;                   /* one for each stage */
} vp_contest;

/* The field that a part of the rubric (what: its bonus or tie) reads. VP_CORRUPT: the round does not have it, or
   keeps it private. */
vp_status vp_contest_field(size_t *field, const vp_contest *c, const char *name, const char *what, vp_err *err);

/* The marks of one criterion of the stage, without those of n/a. */
vp_status vp_heat_criterion(vp_marks *out, const vp_heat *h, size_t criterion, vp_arena *arena, vp_err *err);

/* A field's amount in minor units, its day, or its count. */
int64_t vp_contest_number(vp_type type, const char *text);

/* What a source gives every proposal of the contest; den 0: nothing. id: of the bonus or stage, for messages.
   VP_INVALID: a value that the map lacks, points above the maximum, numbers too large. VP_USAGE, VP_CORRUPT: as
   vp_rank. */
vp_status vp_contest_source(vp_ratio **out, const vp_contest *c, const vp_source *s, const char *id, vp_arena *arena,
                            vp_err *err);

/* Sort the reviews into the heats and aggregate every stage. */
vp_status vp_contest_new(vp_contest **out, const vp_rubric *rubric, const vp_round *round,
                         const vp_proposals *proposals, const vp_reviews *reviews, const char *method,
                         vp_arena *arena, vp_err *err);

/* ---- ties ---- */

typedef struct vp_tie_key vp_tie_key;
typedef struct vp_ties {
    const vp_contest *contest;
    vp_tie_key *keys;            /* one for each tie of the rubric */
    const vp_tie *stuck;         /* a field that had to decide between two proposals and is not known; else NULL */
    size_t stuck_a, stuck_b;
} vp_ties;

vp_status vp_ties_new(vp_ties *t, const vp_contest *c, vp_arena *arena, vp_err *err);
/* Below 0 when proposal a goes before b, by the rubric's ties; by id where a draw will decide; 0 only when a == b. */
int vp_ties_compare(vp_ties *t, size_t a, size_t b);
/* Whether a draw has to decide between them. */
bool vp_ties_need_draw(vp_ties *t, size_t a, size_t b);
/* Put n equal proposals, sorted by id, into the order drawn, for the purpose "ties/ID" of the first id of them.
   VP_INVALID: the round has no seed. */
vp_status vp_ties_draw(size_t *proposal, size_t n, const vp_contest *c, vp_arena *arena, vp_err *err);

#endif
