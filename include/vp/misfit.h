/* Whether a list of awards keeps to the funds and limits of its round: added up anew, by nothing that decided them. */
#ifndef VP_MISFIT_H
#define VP_MISFIT_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/award.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/round.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_misfits { const vp_note *at; size_t n; } vp_misfits;

/* What does not fit: of each award (its funds' parts add up to its amount, which is above 0 where it is awarded and 0
   elsewhere and not more than may be granted; it reaches the bar; each fund may pay it, and no more than
   max_per_award), then of each fund and of each limit (max_* and min_*, for each value of its `each` among the awards
   that are not ineligible). Every award comes with its proposal. *out is of the arena. VP_NOMEM. */
vp_status vp_awards_misfits(vp_misfits *out, const vp_awards *awards, const vp_round *round, vp_arena *arena,
                            vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
