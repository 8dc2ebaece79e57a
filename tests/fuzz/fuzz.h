/* What the harnesses share. A harness feeds bytes to one part of the library and checks what must always hold; the
   sanitizers watch the rest. `make fuzz MODE=fuzz` builds them, tests/fuzz/smoke.sh runs each for ten seconds, and
   every input that broke something once is in tests/fuzz/corpus/NAME/. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <vp/arena.h>
#include <vp/err.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What must hold, held or not by the build's flags. */
#define HOLDS(what) do { if (!(what)) { \
        fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #what); abort(); } } while (0)

static inline int fuzz_utf8(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(n - i), &c);
        if (len <= 0 || c == 0)
            return 0;
        i += (size_t)len;
    }
    return 1;
}

/* A failure says something, in valid text, and is the input's fault, not ours. */
static inline void fuzz_refused(vp_status s, const vp_err *err)
{
    HOLDS(s == err->status);
    HOLDS(s == VP_INVALID || s == VP_CORRUPT || s == VP_NOTFOUND || s == VP_USAGE);
    HOLDS(err->msg[0]);
    HOLDS(fuzz_utf8(err->msg, strlen(err->msg)));
    HOLDS(fuzz_utf8(err->hint, strlen(err->hint)));
}

/* An error in a language that the input chooses. */
static inline vp_err fuzz_err(const uint8_t *bytes, size_t n)
{
    return (vp_err){.lang = n && bytes[n - 1] & 1 ? VP_ZH : VP_EN};
}

#endif
