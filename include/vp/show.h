/* Text as a terminal shows it. */
#ifndef VP_SHOW_H
#define VP_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Append n bytes that may come from anybody, fit for a terminal: control characters, invalid UTF-8, characters that
   reorder or hide their neighbours, and line separators become '?'. */
void vp_show(vp_str *out, const char *s, size_t n);
/* Whether nothing in it becomes '?'. */
bool vp_shows_whole(const char *s, size_t n);

/* Columns that n bytes take on a terminal: Chinese characters two, combining marks none, an invalid byte one. */
size_t vp_width(const char *s, size_t n);

#ifdef __cplusplus
}
#endif
#endif
