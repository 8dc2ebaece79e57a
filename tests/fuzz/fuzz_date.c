/* Any text as a date: what is taken is a day or a month that its canonical form gives again. */
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
    vp_date d;
    vp_cell_state state = vp_cell_date(&v, &p, s, arena);
    if (state != VP_CELL_GOOD)
        HOLDS(p.rule && p.what.msg && p.mend.msg);
    if (state == VP_CELL_BAD) {
        HOLDS(!*v.text);
        return 0;
    }
    HOLDS(vp_date_parse(&d, v.text) && d.first == v.date.first && d.last == v.date.last);
    HOLDS(vp_cell_date(&again, &p, v.text, arena) == VP_CELL_GOOD && strcmp(again.text, v.text) == 0);
    return 0;
}
