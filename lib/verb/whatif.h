/* What the answers of what-if share. */
#ifndef VP_LIB_VERB_WHATIF_H
#define VP_LIB_VERB_WHATIF_H

#include <vp/whatif.h>
#include "lib/verb/awarding.h"

typedef struct vp_asking {
    vp_awarding in;
    vp_allocate_opts opts;     /* rule, effort */
    const vp_whatif *with;
    const char *what, *format;
    vp_out out;
    vp_lang lang;
    vp_arena *arena;
    vp_err *err;
    /* the decision as it stands under `with`, for questions about it */
    vp_round *round;
    vp_allocate_opts full;     /* opts with rubric and ballots */
    vp_allocation_result *result;
} vp_asking;

/* Read the round as `with` changes it, and then `more` (PATH=VALUE; NULL: nothing), and decide by `rule` (NULL: as
   asked). *full (may be NULL) becomes the options with which vp_allocate was called. */
vp_status vp_asking_decide(vp_allocation_result **result, vp_round **round, vp_allocate_opts *full, vp_asking *a,
                           const char *more, const char *rule);

typedef vp_status vp_answerer(vp_asking *a);
vp_answerer vp_answer_explain, vp_answer_margins, vp_answer_limits, vp_answer_stability; /* whatif_one.c */
vp_answerer vp_answer_sweep, vp_answer_compare;                                          /* whatif_many.c */

/* One sentence in the reader's language; of the arena, NULL without memory. */
const char *vp_sentence(const vp_asking *a, const vp_note *note);
/* "85.00": points; of the arena, NULL without memory. */
const char *vp_worth_text(const vp_asking *a, vp_wide points);
const char *vp_plain_money(const vp_asking *a, vp_money m);

#endif
