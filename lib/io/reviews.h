/* reviews/STAGE/REVIEWER.csv: what a reviewer submitted, in canonical form: proposal, a column for each criterion that
   is marked (by id, in the order of the rubric), conflict ("yes" or blank), comment, and in stages that close received,
   the day on which it came; sorted by proposal, marks with at least two decimals. */
#ifndef VP_LIB_IO_REVIEWS_H
#define VP_LIB_IO_REVIEWS_H

#include <vp/score.h>
#include <vp/str.h>

/* All reviews of the view, sorted by stage, reviewer and proposal; of the arena. VP_CORRUPT: a file there is not of
   this form, or of a stage that the rubric does not have. */
vp_status vp_reviews_read(vp_reviews *out, const vp_rubric *rubric, const vp_view *view, vp_arena *arena, vp_err *err);

/* Append the file of n reviews of one stage by one reviewer, sorted by proposal. */
void vp_reviews_text(vp_str *out, const vp_stage *stage, const vp_review *reviews, size_t n);

/* "reviews/STAGE/REVIEWER.csv", of the arena; NULL when there is no memory. */
char *vp_reviews_path(const vp_stage *stage, const char *reviewer, vp_arena *arena);

#endif
