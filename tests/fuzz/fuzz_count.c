/* Any text as a count: what is taken has a canonical form that reads as the same again, words and all. */
#include <vp/fold.h>
#include "fuzz.h"
#include "lib/model/cell.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (!n || !fuzz_utf8((const char *)bytes, n))
        return 0;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_err err = {0};
    const char *s;
    HOLDS(!vp_narrow(&s, vp_arena_dup(arena, (const char *)bytes, n), n, arena, &err));
    if (!*s)
        return 0;
    vp_value v = {.text = ""}, again = {.text = ""};
    vp_problem p = {0};
    if (vp_cell_count(&v, &p, s, arena) == VP_CELL_BAD) {
        HOLDS(p.rule && p.what.msg && p.mend.msg && !*v.text);
        return 0;
    }
    HOLDS(v.number >= 0);
    HOLDS(vp_cell_count(&again, &p, v.text, arena) == VP_CELL_GOOD);
    HOLDS(again.number == v.number && strcmp(again.text, v.text) == 0);
    return 0;
}
