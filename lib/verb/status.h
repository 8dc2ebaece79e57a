/* Where a round stands, of any view: what vp_standing_open does with that of the tip. */
#ifndef VP_LIB_VERB_STATUS_H
#define VP_LIB_VERB_STATUS_H

#include <vp/status.h>
#include "lib/store/store.h"

/* store: where the history is; NULL: there is none, so a ranking by another --method than the rubric's is outdated.
   *out is of the arena. VP_NOTFOUND, VP_CORRUPT: as vp_round_read, or a file of the round that cannot be read. */
vp_status vp_standing_read(vp_standing **out, const vp_view *view, vp_store *store, vp_arena *arena, vp_err *err);

/* What a merge that is not finished waits for: conflicts, and how to go on as edited and next. */
vp_status vp_standing_conflicts(vp_standing *s, vp_store *store, vp_arena *arena, vp_err *err);
/* Whether commands compute the file from the others; whether they wrote it at all. */
bool vp_standing_computed(const char *path);
bool vp_standing_recorded(const char *path);

#endif
