/* Any bytes as round.json, rubric.json and a list, divided by NULs: checked as a whole, every problem told; what can
   be used can be explained and written as a Table Schema. */
#include <cjson/cJSON.h>
#include <vp/config.h>
#include "fuzz.h"

static void told(void *ctx, const vp_err *problem)
{
    HOLDS(problem->status == VP_CORRUPT || problem->status == VP_INVALID);
    HOLDS(*problem->msg && fuzz_utf8(problem->msg, strlen(problem->msg)));
    HOLDS(fuzz_utf8(problem->hint, strlen(problem->hint)));
    *(size_t *)ctx += problem->status == VP_CORRUPT;
}

static void is_json(const vp_str *text)
{
    cJSON *root = cJSON_ParseWithLength(text->s, text->n);
    HOLDS(root);
    cJSON_Delete(root);
}

static void whole(const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_round *round;
    VP_STR schema = {0};
    HOLDS(!vp_round_read(&round, view, arena, err));
    HOLDS(!vp_config_table_schema(&schema, round, err));
    is_json(&schema);
    for (size_t i = 0; i < round->nrules; i++) {
        VP_STR text = {0};
        vp_out out = {vp_out_str, &text};
        HOLDS(!vp_config_explain(view, round->rules[i].id, i % 2 ? "json" : "table", out, arena, err));
        HOLDS(text.n > 0 && fuzz_utf8(text.s, text.n));
        if (i % 2)
            is_json(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const names[] = {"round.json", "rubric.json", "lists/a.csv"};
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_files *files;
    HOLDS(!vp_files_new(&files, NULL, arena, &err));
    vp_writer w = vp_files_writer(files);
    const char *from = (const char *)bytes, *end = from + n;
    for (size_t i = 0; i < 3 && from <= end; i++) {
        const char *nul = from < end ? memchr(from, '\0', (size_t)(end - from)) : NULL;
        size_t len = (size_t)((nul && i < 2 ? nul : end) - from);
        HOLDS(!w.put(w.ctx, names[i], from, len, &err));
        if (!nul)
            break;
        from += len + 1;
    }
    vp_view view = vp_files_view(files);
    vp_config_counts counts;
    size_t problems = 0;
    vp_problems heard = {told, &problems};
    vp_status s = vp_config_check(&counts, &view, &heard, arena, &err);
    HOLDS(s == VP_OK || s == VP_CORRUPT);
    HOLDS((s == VP_OK) == (problems == 0) && !*err.msg);
    if (s == VP_OK)
        whole(&view, arena, &err);
    return 0;
}
