/* Who has marked how much of what is assigned. */
#ifndef VP_LIB_VERB_STATUS_ASSIGNED_H
#define VP_LIB_VERB_STATUS_ASSIGNED_H

#include <vp/map.h>
#include <vp/status.h>
#include <vp/view.h>

/* What of a stage is assigned, and what of that is in. ids: the proposals that stand. */
vp_status vp_standing_assigned(vp_standing_stage *stage, const vp_map *ids, const vp_view *view, vp_arena *arena,
                               vp_err *err);

#endif
