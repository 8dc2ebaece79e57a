/* Whether what the round derived is still what its inputs give: a ranking of the proposals, reviews and rubric that are
   there now, awards of that ranking. */
#ifndef VP_LIB_VERB_CURRENT_H
#define VP_LIB_VERB_CURRENT_H

#include <stdbool.h>
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/score.h>
#include <vp/str.h>
#include <vp/view.h>
#include "lib/store/store.h"
#include "lib/verb/ranking.h"

/* What a round has recorded to rank by. */
typedef struct vp_recorded {
    const vp_round *round;
    vp_rubric *rubric;
    vp_proposals proposals; /* that stand */
    vp_proposals all;       /* the withdrawn ones too */
    vp_reviews reviews;
} vp_recorded;

/* Read it from a view. VP_NOTFOUND: no rubric.json. VP_CORRUPT: a file that cannot be used. */
vp_status vp_recorded_read(vp_recorded *out, const vp_round *round, const vp_view *view, vp_arena *arena,
                           vp_err *err);

/* Append ranking.csv as vp-score computes it; statuses as vp_ranking_of. */
vp_status vp_recorded_ranking(vp_str *out, const vp_recorded *r, const vp_ranking_how *how, vp_arena *arena,
                              vp_err *err);

/* VP_INVALID, with what to type, when the view's ranking.csv (n bytes) is not what vp-score computes now, by the
   rubric or by the --method and --line that vp-score last recorded; other statuses: it cannot be computed. store: where
   the history is; NULL: there is none, and so no such method. */
vp_status vp_ranking_check(const vp_recorded *r, const vp_view *view, const char *ranking, size_t n, vp_store *store,
                           vp_arena *arena, vp_err *err);

/* VP_INVALID, with what to type, when the view's awards.csv was not decided, as allocation.json states, on this
   ranking.csv and by the funds and rules of this round.json. */
vp_status vp_awards_check(const vp_round *round, const vp_view *view, const char *ranking, size_t n, vp_arena *arena,
                          vp_err *err);

/* Of the files of a view that has awards.csv: the second check, and the first too when the decision is to be what would
   be decided now (a notice), not what was decided once (an account). */
vp_status vp_decision_check(const vp_round *round, const vp_view *view, vp_store *store, bool now, vp_arena *arena,
                            vp_err *err);

/* The line of the first byte that differs, from 1; 0 when none does. */
size_t vp_first_difference(const char *a, size_t na, const char *b, size_t nb);

#endif
