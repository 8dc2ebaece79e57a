/* How a sheet was read, as Vp-Args of the commit: "--encoding=macintosh", "--map=项目名=title". */
#ifndef VP_LIB_VERB_READING_H
#define VP_LIB_VERB_READING_H

#include <vp/reading.h>
#include "lib/verb/replay.h"

/* The args, sorted with what is there, appended to *args (of the arena, *n of them, *cap room). */
vp_status vp_reading_args(const char ***args, size_t *n, size_t *cap, const vp_reading *reading, vp_arena *arena,
                          vp_err *err);
/* Back from a commit. */
vp_status vp_reading_of(vp_reading *out, const vp_commit_info *what, vp_arena *arena, vp_err *err);

#endif
