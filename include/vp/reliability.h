/* How good a panel's scores are: agreement, variance components, what the ranking could as well have been. */
#ifndef VP_RELIABILITY_H
#define VP_RELIABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Scores of proposals by reviewers, each pair at most once, in any order. Indices without scores are allowed. */
typedef struct vp_scores {
    size_t n, proposals, reviewers;
    const size_t *proposal, *reviewer;
    const double *score;
} vp_scores;

/* score = mean + proposal + reviewer + rest, the last three random (Bates et al. 2015; crossed effects). Variances by
   REML: the smallest of (N-1)(1 + log 2 pi s2) + log |C| + np log(sp2/s2) + nr log(sr2/s2), C Henderson's matrix; a
   variance that is best at its bound is exactly 0. Effects are the best linear unbiased predictions, with their
   standard errors when the variances are taken as known and nothing is known of the mean. */
typedef struct vp_mixed {
    const char *why;            /* N_(): why there is no fit, and nothing below; else NULL */
    const char *why_proposal;   /* N_(): why the proposals' variance cannot be told from the rest (it is then 0) */
    const char *why_reviewer;   /* the same of the reviewers' */
    double var_proposal, var_reviewer, var_residual, criterion, mean, mean_se;
    bool singular;              /* a variance is 0 */
    double *proposal, *proposal_se; /* one for each index; without scores: 0, and the variance's root */
    double *reviewer, *reviewer_se;
    double *left_out;           /* of each score: how far it is from what the others say it should be, in its
                                   standard errors (given the variances) */
    size_t steps;               /* that the search took */
    const struct vp_fit *fit;   /* for the functions below */
} vp_mixed;

/* VP_INVALID: too large to be worked out (both proposals and reviewers above 6,000 in one part of the panel). */
vp_status vp_mixed_fit(vp_mixed *out, const vp_scores *s, vp_arena *arena, vp_err *err);

/* The proposals' posterior ranks, 1 the best; proposals without scores have none (0). */
typedef struct vp_rank_bounds { size_t low, high; } vp_rank_bounds;

/* rank[i] = 1 + sum over j of P(j is better than i): exact up to `most` proposals, else the mean of draws. bounds (may
   be NULL): the interval that holds the rank with the probability `inside`, of draws of the posterior: the same ones
   every time. */
vp_status vp_mixed_ranks(double *rank, vp_rank_bounds *bounds, double inside, size_t most, const vp_mixed *m,
                         const vp_scores *s, vp_arena *arena, vp_err *err);

/* Into how many parts the panel falls, so that no reviewer has scored proposals of two. of_proposal, of_reviewer: each
   one's part, from 0, where not NULL. */
vp_status vp_panel_groups(size_t *groups, size_t *of_proposal, size_t *of_reviewer, const vp_scores *s,
                          vp_arena *arena, vp_err *err);

/* ---- everything at once ---- */

/* A number with the name it has in the literature's tables (ow_ICC1, alpha_interval, var_proposal). */
typedef struct vp_figure {
    const char *name;
    double value;    /* never NaN, never infinite */
    const char *why; /* N_(): why there is no value; NULL: there is one */
} vp_figure;

typedef struct vp_scored { /* a proposal or a reviewer */
    size_t n, group;       /* group: of those that can be compared with one another, from 0 */
    double mean, sd;       /* sd: when n > 1 */
} vp_scored;

typedef struct vp_reliability {
    const vp_scores *scores;
    vp_mixed mixed;
    vp_figure *figures;
    size_t nfigures;
    vp_scored *proposals, *reviewers;  /* one for each index; n 0: no scores */
    double *severity_raw, *severity;   /* of a reviewer's scores: their mean less that of all scores; the mean of what
                                          each is above its proposal's mean */
    double *rank;                      /* expected; NULL where the model has no fit */
    vp_rank_bounds *bounds;
    size_t groups;                     /* 1: everybody can be compared with everybody */
} vp_reliability;

/* One-way ANOVA for unequal groups, intraclass correlations of complete tables (Shrout & Fleiss 1979, intervals as
   there; ICC2k by Spearman-Brown), Krippendorff's alpha by coincidences (2011), Kendall's W without and with the
   correction for ties, the model above, and what follows from it (McGraw & Wong 1996, Brennan 2001). inside: of the
   interval of the ranks. */
vp_status vp_reliability_of(vp_reliability *out, const vp_scores *s, double inside, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
