/* Any text as a social credit code, and as an id: what is taken is canonical; what is offered is right, and not
   taken. */
#include <vp/fold.h>
#include "fuzz.h"
#include "lib/model/cell.h"

static void check_id(const char *s, vp_arena *arena)
{
    vp_value v = {.text = ""}, again = {.text = ""};
    vp_problem p = {0};
    if (vp_cell_id(&v, &p, s, arena) == VP_CELL_BAD) {
        HOLDS(p.rule && p.what.msg && p.mend.msg && !*v.text);
        return;
    }
    HOLDS(*v.text && !strchr(v.text, '/') && *v.text != '.' && *v.text != '-');
    HOLDS(vp_cell_id(&again, &p, v.text, arena) != VP_CELL_BAD && strcmp(again.text, v.text) == 0);
}

static void right(const char *code)
{
    HOLDS(strlen(code) == 18 && vp_code_check(code) == code[17]);
}

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
    check_id(s, arena);
    vp_value v = {.text = ""}, again = {.text = ""};
    vp_problem p = {0};
    vp_cell_state state = vp_cell_code(&v, &p, s, arena);
    if (state != VP_CELL_GOOD)
        HOLDS(p.rule && p.what.msg && p.mend.msg);
    if (state == VP_CELL_BAD) {
        HOLDS(!*v.text);
        for (size_t i = 0; i < VP_NOTE_ARGS && p.mend.arg[i]; i++)
            if (strlen(p.mend.arg[i]) == 18)
                right(p.mend.arg[i]);
        return 0;
    }
    right(v.text);
    HOLDS(vp_cell_code(&again, &p, v.text, arena) == state && strcmp(again.text, v.text) == 0);
    return 0;
}
