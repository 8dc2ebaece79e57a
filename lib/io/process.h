/* Another program of this machine, run without a shell. */
#ifndef VP_LIB_IO_PROCESS_H
#define VP_LIB_IO_PROCESS_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

/* Bytes that the program reads: the first is its standard input, the others are the files /dev/fd/3, /dev/fd/4 … */
typedef struct vp_process_input { const char *bytes; size_t n; } vp_process_input;
enum { VP_PROCESS_INPUTS = 3 };

/* What it said, NUL-terminated; code: its exit status, 128 + the signal that ended it. */
typedef struct vp_process { int code; const char *out, *err; size_t nout, nerr; } vp_process;

/* Run argv[0], looked for in PATH, with the environment of this process but TZ=UTC0, and wait for its end; n inputs,
   at most VP_PROCESS_INPUTS (none: an empty standard input). It may say a megabyte, and nothing for `seconds` (0: as
   long as it takes); beyond that it is ended and VP_IO the answer. VP_NOTFOUND (err untouched): no such program. */
vp_status vp_process_run(vp_process *out, const char *const *argv, const vp_process_input *inputs, size_t n,
                         unsigned seconds, vp_arena *arena, vp_err *err);

#endif
