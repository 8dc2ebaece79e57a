/* A pattern and a text, both hostile: compiled or refused, and never running away. */
#include <vp/match.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const uint8_t *cut = n ? memchr(bytes, '\n', n) : NULL;
    if (!cut || !fuzz_utf8((const char *)bytes, (size_t)(cut - bytes)))
        return 0;
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    VP_AUTO(vp_match) m = NULL;
    char *pattern = vp_arena_dup(arena, (const char *)bytes, (size_t)(cut - bytes));
    vp_status s = vp_match_compile(&m, pattern, VP_AT_FILE("round.json"), &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    bool matches;
    s = vp_match_test(&matches, m, (const char *)cut + 1, n - (size_t)(cut - bytes) - 1, &err);
    if (s)
        fuzz_refused(s, &err);
    return 0;
}
