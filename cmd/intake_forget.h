/* vp-intake --forget ID. */
#ifndef VP_CMD_INTAKE_FORGET_H
#define VP_CMD_INTAKE_FORGET_H

#include <vp/arena.h>

/* sheet: an operand, which it does not take; or NULL. Returns the exit code. */
int intake_forget(const char *id, const char *sheet, vp_arena *arena);

#endif
