/* A JSON text with one value changed. */
#ifndef VP_LIB_IO_JSON_SET_H
#define VP_LIB_IO_JSON_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

/* Change what `path` names: keys with dots between; in a list an item's "id", its number from 0, or '+' for a new one
   at the end ("funds.main.amount", "allocation.limits.0.max_count"). A value that replaces a text or a number is one;
   else it is JSON where it reads as JSON, or a text. "" takes the key away. Objects that are missing on the way are
   made. *unsure: it is a number where nothing was before, and a text could be meant; as_text makes it one. *out is of
   the arena, without comments. VP_USAGE: there is nothing of that path. VP_CORRUPT: the text is no JSON. */
vp_status vp_json_set(const char **out, bool *unsure, const char *file, const char *bytes, size_t n, const char *path,
                      const char *value, bool as_text, vp_arena *arena, vp_err *err);

#endif
