/* Draws of a round that wait for their seed. */
#ifndef VP_LIB_VERB_DRAWS_H
#define VP_LIB_VERB_DRAWS_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/view.h>

/* Names of what is announced and not drawn, in the order of bytes; of the arena. VP_CORRUPT, VP_INVALID: a file of
   draws/ that is none. */
vp_status vp_draws_open(const char *const **names, size_t *n, const vp_view *view, vp_arena *arena, vp_err *err);

#endif
