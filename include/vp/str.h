/* Growing text, and texts in order. */
#ifndef VP_STR_H
#define VP_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Always NUL-terminated (s is "" when empty, never NULL after an add). `oom` is sticky: check it once, at the
   end, with vp_str_check. Zero-initialise; give back with vp_str_free. */
typedef struct vp_str { char *s; size_t n, cap; bool oom; } vp_str;

void vp_str_add(vp_str *t, const char *s, size_t n);
void vp_str_addz(vp_str *t, const char *s);
void vp_str_addc(vp_str *t, char c);
__attribute__((format(printf, 2, 3))) void vp_str_addf(vp_str *t, const char *fmt, ...);
/* Room for n more bytes (and the NUL), for a caller that then writes them at s + n itself; false: no memory. */
bool vp_str_reserve(vp_str *t, size_t n);
void vp_str_clear(vp_str *t);
void vp_str_free(vp_str *t);
/* The text so far; "" when nothing was added. */
const char *vp_str_text(const vp_str *t);
/* VP_NOMEM when any add ran out of memory. */
vp_status vp_str_check(const vp_str *t, vp_err *err);
static inline void vp_str_freep(vp_str *t) { vp_str_free(t); }
/* Put n texts into the order of their bytes. */
void vp_sort_texts(const char **at, size_t n);
/* vp_str on the stack that is freed at the end of the scope. */
#define VP_STR __attribute__((cleanup(vp_str_freep))) vp_str

#ifdef __cplusplus
}
#endif
#endif
