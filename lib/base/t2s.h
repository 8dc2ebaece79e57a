/* Traditional to simplified, by OpenCC. */
#ifndef VP_LIB_BASE_T2S_H
#define VP_LIB_BASE_T2S_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>

/* False: vp_t2s would give the same text, which is UTF-8. */
bool vp_t2s_needed(const char *s, size_t n);
/* *out is yours: vp_t2s_free. VP_IO: OpenCC has no dictionary. */
vp_status vp_t2s(char **out, const char *s, size_t n, vp_err *err);
void vp_t2s_free(char *converted);

#endif
