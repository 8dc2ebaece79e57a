/* Any bytes as a configuration file: refused with a place in it, or read. */
#include "fuzz.h"
#include "lib/io/json.h"

static void walk(const vp_json *j, const cJSON *value, int depth)
{
    HOLDS(depth <= VP_JSON_DEPTH);
    vp_where at = vp_json_at(j, value);
    HOLDS(at.row > 0 && at.col > 0);
    for (const cJSON *m = value->child; m; m = m->next)
        walk(j, m, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n > 4096) /* each walk() looks for its place from the start */
        return 0;
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    VP_AUTO(vp_json) j = NULL;
    const char *text = vp_arena_dup(arena, (const char *)bytes, n); /* as a view gives it: a NUL after the last byte */
    vp_status s = vp_json_open(&j, "round.json", text, n, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        HOLDS((err.row > 0) == (err.col > 0)); /* a file that says nothing has no place */
        return 0;
    }
    walk(j, j->root, 0);
    return 0;
}
