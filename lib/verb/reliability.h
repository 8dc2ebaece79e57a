/* How good a round's scores are, as a document. */
#ifndef VP_LIB_VERB_RELIABILITY_H
#define VP_LIB_VERB_RELIABILITY_H

#include <vp/document.h>
#include <vp/reliability.h>
#include <vp/score.h>

/* For each stage with marks: the figures, the proposals, the reviewers, and scores far from the rest. Statuses as
   vp_rank. */
vp_status vp_reliability_document(vp_doc *d, const vp_rubric *rubric, const vp_round *round,
                                  const vp_proposals *proposals, const vp_reviews *reviews, vp_arena *arena,
                                  vp_err *err);

#endif
