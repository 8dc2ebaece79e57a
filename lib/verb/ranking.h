/* A ranking as it is asked for: by the rubric, or by options instead. */
#ifndef VP_LIB_VERB_RANKING_H
#define VP_LIB_VERB_RANKING_H

#include <vp/score.h>

/* NULL: as the rubric says. line: "25", or "budget": as many as the round's money pays down the list. */
typedef struct vp_ranking_how { const char *method, *line; } vp_ranking_how;

/* The rank below which the funding line runs. VP_USAGE: no such line, or the money is not known. */
vp_status vp_ranking_line(size_t *line, const char *text, const vp_rubric *rubric, const vp_round *round,
                          const vp_ranking *r, vp_arena *arena, vp_err *err);

/* vp_rank, and the funding line. Statuses as vp_rank; VP_USAGE too: no such line, or a line and a method that gives no
   bounds (where only the rubric has asked for the line, that is a warning of the ranking). */
vp_status vp_ranking_of(vp_ranking **out, const vp_rubric *rubric, const vp_round *round,
                        const vp_proposals *proposals, const vp_reviews *reviews, const vp_ranking_how *how,
                        vp_arena *arena, vp_err *err);

#endif
