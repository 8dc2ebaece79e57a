/* Any bytes as a file of private values: what is kept of it with nobody left out is read as the same. */
#include "lib/verb/values.h"
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const vp_round *round = fuzz_round();
    const char *text = vp_arena_dup(arena, (const char *)bytes, n);
    vp_map *nobody = vp_map_in(arena);
    vp_values *v, *again;
    VP_STR same = {0}, ours = {0};
    size_t left_out;
    vp_status s = vp_values_of(&v, round, "values/x.csv", text, n, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    HOLDS(!vp_values_copy(&same, &left_out, round, "x", text, n, nobody, true, &err));
    HOLDS(left_out == 0 && same.n == n && memcmp(same.s, text, n) == 0);
    if (memchr(text, '\0', n))
        return 0; /* no file of ours */
    vp_values_header(&ours, round);
    HOLDS(!vp_values_copy(&ours, &left_out, round, "x", text, n, nobody, false, &err));
    HOLDS(!vp_values_of(&again, round, "x", ours.s, ours.n, arena, &err));
    return 0;
}
