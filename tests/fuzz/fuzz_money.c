/* Any text as an amount: what is taken has a canonical form that reads as the same again. */
#include <vp/fold.h>
#include "fuzz.h"
#include "lib/model/cell.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct { int64_t unit; const char *name, *currency; } columns[] = {
        {0, "", "CNY"}, {100, "元", "CNY"}, {1000000, "万元", "CNY"}, {0, "", "USD"}, {0, "", "EUR"}, {0, "", "XYZ"},
    };
    if (n < 2 || !fuzz_utf8((const char *)bytes + 1, n - 1))
        return 0;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_err err = {0};
    const char *s;
    HOLDS(!vp_narrow(&s, vp_arena_dup(arena, (const char *)bytes + 1, n - 1), n - 1, arena, &err));
    if (!*s)
        return 0;
    size_t c = bytes[0] % (sizeof columns / sizeof *columns);
    vp_value v = {.text = ""}, again = {.text = ""};
    vp_problem p = {0};
    vp_cell_state state = vp_cell_money(&v, &p, s, columns[c].unit, columns[c].name, columns[c].currency, arena);
    if (state != VP_CELL_GOOD)
        HOLDS(p.rule && p.what.msg && p.mend.msg);
    if (state == VP_CELL_BAD) {
        HOLDS(!*v.text);
        return 0;
    }
    vp_money m;
    HOLDS(v.number >= 0 && vp_money_parse(&m, v.text) && m == v.number);
    HOLDS(vp_cell_money(&again, &p, v.text, 0, "", columns[c].currency, arena) == VP_CELL_GOOD);
    HOLDS(again.number == v.number && strcmp(again.text, v.text) == 0);
    return 0;
}
