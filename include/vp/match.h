/* Patterns (PCRE2) that cannot run away: every match is bounded in steps, depth and memory. */
#ifndef VP_MATCH_H
#define VP_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_match vp_match;

/* Compile a pattern for UTF-8 text. VP_CORRUPT, at `where`: it is none; err says what is wrong and at which
   character. *out is yours: vp_match_free. */
vp_status vp_match_compile(vp_match **out, const char *pattern, vp_where where, vp_err *err);
void vp_match_free(vp_match *m);
VP_DECLARE_AUTO(vp_match)

/* Whether the pattern is found in n bytes of valid UTF-8; \d and \w are ASCII, $ is the very end.
   VP_INVALID: it takes more than the limits allow, or the text is not UTF-8. The answer and the limits are the same
   on every machine. */
vp_status vp_match_test(bool *matches, vp_match *m, const char *text, size_t n, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
