/* Changing single values of a JSON file that people wrote: comments, order and spaces stay. */
#ifndef VP_LIB_IO_REWRITE_H
#define VP_LIB_IO_REWRITE_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/str.h>

/* Append the n bytes (an object) to out, with the values of its keys replaced by texts; text NULL keeps the value and
   a key that is not there is not added. VP_CORRUPT: as vp_json_open. */
typedef struct vp_rewrite { const char *key, *text; } vp_rewrite;
vp_status vp_json_rewrite(vp_str *out, const char *file, const char *bytes, size_t n, const vp_rewrite *changes,
                          size_t count, vp_arena *arena, vp_err *err);

/* Append the object to out with a member more, behind that of the key `after`, which must be there. */
vp_status vp_json_insert(vp_str *out, const char *file, const char *bytes, size_t n, const char *after,
                         const char *member, vp_arena *arena, vp_err *err);

#endif
