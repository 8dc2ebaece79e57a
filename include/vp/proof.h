/* The integer program that a round and its ranking are, made from the records alone; and certificates: proofs that no
   list of awards is worth more than a bound. Nothing here is shared with the search that decides. */
#ifndef VP_PROOF_H
#define VP_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/award.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/note.h>
#include <vp/round.h>
#include <vp/score.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One way to award a proposal. */
typedef struct vp_model_item {
    const vp_ranked *of;
    vp_money amount;
    int64_t value;          /* its worth, in units of the model */
} vp_model_item;

/* Sum of coef x <= bound, divided by what divides every coefficient. */
typedef struct vp_model_row {
    const char *what;       /* "fund general", "limit art max_count: C1": of round.json, for people */
    int64_t bound, divisor;
    size_t first, n;        /* its part of the entries */
} vp_model_row;

typedef struct vp_model_entry { size_t item; int64_t coef; } vp_model_entry;

/* Choose items, at most one of each group (a proposal's), within every row, for the largest sum of values. Sums of
   values, and of the sizes of a row's coefficients, are at most INT64_MAX / 2. */
typedef struct vp_model {
    const vp_round *round;
    vp_model_item *item;
    size_t n;
    size_t *group, ngroups; /* items of group g are [group[g], group[g + 1]) */
    vp_model_row *row;
    size_t nrows;
    vp_model_entry *entry;
    size_t nentries;
    int64_t unit;           /* of values, in millionths of a point */
    char sha256[65];        /* of its text in MPS: what a certificate is about */
} vp_model;

/* The model of a round and its ranking, whose rows come with their proposals. *out is of the arena. VP_INVALID: amounts
   that cannot be counted, or more funds than sets of them can be looked at. */
vp_status vp_model_make(vp_model **out, const vp_round *round, const vp_ranking *ranking, vp_arena *arena, vp_err *err);

/* The model in free MPS: items are x1, x2 …, rows r1, r2 …, proposals of several items g1, g2 …; comments say what
   they are. The objective is to be minimised: values with the sign turned. */
vp_status vp_model_mps(vp_str *out, const vp_model *m, vp_err *err);

/* What a certificate says. */
typedef struct vp_certificate {
    vp_wide value, bound;   /* millionths of a point */
    bool *chosen;           /* of each item of the model */
    size_t prices, branches, cuts; /* how many lines of each */
} vp_certificate;

/* Check a certificate against the model: the list keeps every row and is worth what it says, and the proof holds, step
   by step, in integers. VP_INVALID: it does not; err says where and why. The text is untrusted. *out is of the
   arena. */
vp_status vp_certificate_check(vp_certificate *out, const vp_model *m, const char *file, const char *text, size_t n,
                               vp_arena *arena, vp_err *err);

/* Whether it is of this list of awards: *why has a message where it is not. */
vp_status vp_certificate_of_awards(vp_note *why, const vp_certificate *c, const vp_model *m, const vp_awards *awards,
                                   vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
