/* Who would be funded under each way to make one score of many. */
#ifndef VP_LIB_VERB_METHODS_H
#define VP_LIB_VERB_METHODS_H

#include <vp/document.h>
#include <vp/score.h>

/* What a method makes of the round. */
typedef struct vp_way {
    const char *method;
    const vp_ranking *ranking; /* NULL: it does not apply */
    const char *why;           /* it does not, in the reader's language */
    size_t line;               /* below which rank its funding line runs */
} vp_way;

typedef struct vp_ways { vp_way own, *at; size_t n; } vp_ways;

/* The round's own way (method: instead of the rubric's, or NULL) and every method of the registry, with the line as
   vp_ranking_how has it. A method that fails, or gives all proposals the same score, does not apply. */
vp_status vp_ways_of(vp_ways *out, const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                     const vp_reviews *reviews, const char *method, const char *line, vp_lang lang, vp_arena *arena,
                     vp_err *err);

/* Two sections: the methods, and the proposals whose funding depends on them. */
void vp_ways_tell(vp_doc *d, const vp_ways *ways);

#endif
