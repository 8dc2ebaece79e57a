/* How good a round's scores are, as a document. */
#ifndef VP_LIB_VERB_RELIABILITY_H
#define VP_LIB_VERB_RELIABILITY_H

#include <vp/document.h>
#include <vp/reliability.h>
#include <vp/score.h>

/* method: instead of the rubric's, or NULL; line: as of vp_ranking_how. */
typedef struct vp_reliability_how { const char *method, *line; bool pictures; } vp_reliability_how;

/* With a funding line, who is funded under each method. Then for each stage with marks: the figures, what they mean in
   words, plots where pictures are wanted, the proposals, the reviewers, and scores far from the rest. Statuses as
   vp_rank and vp_ranking_line. */
vp_status vp_reliability_document(vp_doc *d, const vp_reliability_how *how, const vp_rubric *rubric,
                                  const vp_round *round, const vp_proposals *proposals, const vp_reviews *reviews,
                                  vp_arena *arena, vp_err *err);

#endif
