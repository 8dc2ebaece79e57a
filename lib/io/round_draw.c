/* round.json, "draw": where chance comes from. */
#include <vp/draw.h>
#include "lib/io/round_json.h"

static vp_status algorithm(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_draw_algorithm_names, N_("there is no way to draw called '%s'"), to);
}

static vp_status seed(vp_json *j, const cJSON *value, void *to)
{
    vp_drawing *d = to;
    VP_STR canonical = {0};
    vp_err why = {.lang = j->err ? j->err->lang : VP_EN};
    VP_TRY(vp_json_text(j, value, &d->seed));
    vp_status s = vp_draw_seed(&canonical, &d->seed, 1, j->arena, &why);
    if (s == VP_INVALID) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s", why.msg);
        return *why.hint ? (vp_hint(j->err, "%s", why.hint), VP_CORRUPT) : VP_CORRUPT;
    }
    VP_TRY(s);
    VP_ALLOC(d->canonical, vp_arena_dupz(j->arena, vp_str_text(&canonical)), j->err);
    return VP_OK;
}

static const vp_json_key draw_keys[] = {
    {"source", vp_json_text, offsetof(vp_drawing, source), false},
    {"seed", seed, 0, false},
    {"algorithm", algorithm, offsetof(vp_drawing, algorithm), false},
    {0}
};
static const vp_json_type draw_type = {N_("the draw"), draw_keys, "{\"source\": \"…\", \"seed\": \"3 11 14 20\"}"};

vp_status vp_round_draw(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_object(j, value, &draw_type, to);
}
