/* What steps say of themselves: the first line of each one's message. Both the command that records and vp-audit
   verify, which does it again, ask here. All are of the arena; NULL when there is no memory. */
#ifndef VP_LIB_VERB_SUBJECTS_H
#define VP_LIB_VERB_SUBJECTS_H

#include <vp/allocate.h>
#include <vp/intake.h>
#include <vp/score.h>

const char *vp_subject_started(const vp_round *round, vp_arena *arena);
const char *vp_subject_taken(const vp_intake_counts *counts, vp_arena *arena);
const char *vp_subject_decided(size_t dropped, size_t decided, vp_arena *arena);
const char *vp_subject_forgotten(const char *id, vp_arena *arena);
/* id: of the first of n; back: they were reinstated. */
const char *vp_subject_withdrawn(const char *id, size_t n, bool back, vp_arena *arena);
const char *vp_subject_panel(size_t reviewers, vp_arena *arena);
const char *vp_subject_assigned(size_t pairs, const char *stage, vp_arena *arena);
const char *vp_subject_ranked(const vp_ranking *ranking, vp_arena *arena);
const char *vp_subject_awarded(const vp_allocation_result *result, const vp_round *round, vp_arena *arena);
const char *vp_subject_drawn(const char *name, bool drawn, size_t take, size_t of, vp_arena *arena);

/* What a ranking counts. */
typedef struct vp_ranking_counts { size_t ranked, gated, incomplete; } vp_ranking_counts;
vp_ranking_counts vp_ranking_count(const vp_ranking *ranking);

#endif
