/* Doing a withdrawal again, or what took one back: a step of vp-intake that has no sheet. */
#ifndef VP_LIB_VERB_WITHDRAW_H
#define VP_LIB_VERB_WITHDRAW_H

#include <stdbool.h>
#include "lib/verb/replay.h"

/* Whether the step of vp-intake is one of these. */
bool vp_is_withdrawal(const vp_commit_info *what);
vp_replay vp_replay_withdraw;

#endif
