/* vp-assign --sheets: the score sheets that reviewers fill in. */
#ifndef VP_LIB_VERB_ASSIGN_SHEETS_H
#define VP_LIB_VERB_ASSIGN_SHEETS_H

#include <vp/session.h>
#include "lib/verb/assign_plan.h"

/* Write the sheets of the stage that `after` assigns into the folder that the options name. Nothing is written when a
   sheet that is there was filled in (told; VP_INVALID without a message), unless the options say so. */
vp_status vp_plan_write_sheets(size_t *written, vp_plan *p, const vp_session *session, vp_err *err);

#endif
