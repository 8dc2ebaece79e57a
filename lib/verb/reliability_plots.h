/* The plots of a panel's scores: what the report on reliability shows besides its tables. */
#ifndef VP_LIB_VERB_RELIABILITY_PLOTS_H
#define VP_LIB_VERB_RELIABILITY_PLOTS_H

#include <vp/document.h>
#include <vp/reliability.h>

/* On which side of the funding line a proposal is. */
typedef enum vp_band { VP_BAND_NONE, VP_BAND_ACCEPTED, VP_BAND_LOTTERY, VP_BAND_REJECTED } vp_band;

typedef struct vp_plots {
    vp_doc *d;
    const char *id;                 /* of the stage: plots have ids of their own after it */
    const vp_reliability *r;
    const char *const *proposal;    /* ids, one for each index */
    const char *const *reviewer;    /* names, one for each index with scores */
    double inside;                  /* the probability with which the bounds hold the rank */
    const vp_band *band;            /* one for each proposal; NULL: there is no line */
    size_t line;                    /* below which rank it runs */
} vp_plots;

/* Each draws into the current section of the document, in its language; nothing where there is nothing to show. */
void vp_plot_variance(const vp_plots *p);   /* one bar: proposals, reviewers, the rest */
void vp_plot_reviewers(const vp_plots *p);  /* everybody's scores, the most severe first */
void vp_plot_ranks(const vp_plots *p);      /* expected ranks with their bounds, the best first */

#endif
