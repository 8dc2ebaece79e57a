/* Any bytes shown on a terminal, in an error and in JSON stay harmless. */
#include <vp/emit.h>
#include <vp/show.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    VP_STR shown = {0};
    vp_show(&shown, (const char *)bytes, n);
    const char *s = vp_str_text(&shown);
    HOLDS(fuzz_utf8(s, shown.n));
    for (size_t i = 0; i < shown.n; i++)
        HOLDS((unsigned char)s[i] >= 0x20 && s[i] != 0x7f);
    HOLDS(vp_width(s, shown.n) <= shown.n);

    VP_AUTO(vp_arena) arena = vp_arena_new();
    char *text = vp_arena_dup(arena, (const char *)bytes, n);
    vp_err err = fuzz_err(bytes, n);
    if (fuzz_utf8((const char *)bytes, n)) {
        vp_fail(&err, VP_INVALID, (vp_where){text, n, 1, text}, "amount '%s' is not a number", text);
        HOLDS(fuzz_utf8(err.msg, strlen(err.msg)));
        HOLDS(fuzz_utf8(err.file, strlen(err.file)));
        HOLDS(fuzz_utf8(err.field, strlen(err.field)));
        VP_STR json = {0};
        vp_json_string(&json, text);
        HOLDS(json.n >= 2 && json.s[0] == '"' && json.s[json.n - 1] == '"');
        vp_formula_like(text);
    }
    return 0;
}
