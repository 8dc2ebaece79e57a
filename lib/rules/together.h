/* Rules that count, asked of proposals that are all in the round already: two rounds can each keep such a rule and
   break it together. */
#ifndef VP_LIB_RULES_TOGETHER_H
#define VP_LIB_RULES_TOGETHER_H

#include <vp/proposal.h>
#include <vp/value.h>

typedef struct vp_clash { const char *id; vp_problem problem; } vp_clash;

/* Whether any rule of the round counts. */
bool vp_clash_possible(const vp_round *round);
/* Proposals that stand against those before them (by id); rule by rule, then by id. What rests on private fields is not
   seen. */
vp_status vp_clashes(vp_clash **out, size_t *count, const vp_round *round, const vp_proposals *all, vp_arena *arena,
                     vp_err *err);

#endif
