/* What is doubtful about the reviews of a round, as the ranking flags it and vp-score tells it. */
#ifndef VP_LIB_VERB_DOUBTS_H
#define VP_LIB_VERB_DOUBTS_H

#include <vp/score.h>
#include "lib/io/panel.h"

/* A reviewer who has marked what the reviewer has a part in; indices. */
typedef struct vp_marked_conflict { size_t review; const char *why; } vp_marked_conflict;
typedef struct vp_marked_conflicts { vp_marked_conflict *at; size_t n; } vp_marked_conflicts;

/* Set the doubts of all reviews. proposals, panel may be NULL: not known. Everything is of the arena. */
vp_status vp_doubts_mark(vp_doubts *sheets, vp_marked_conflicts *conflicts, vp_reviews *reviews,
                         const vp_rubric *rubric, const vp_proposals *proposals, const vp_panel_list *panel,
                         vp_arena *arena, vp_err *err);

#endif
