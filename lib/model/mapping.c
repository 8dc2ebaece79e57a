/* What somebody says of a sheet's columns. */
#include <stdint.h>
#include <string.h>
#include <vp/near.h>
#include "lib/model/columns.h"

static vp_status no_such_field(const char *option, const char *field, const vp_round *round, vp_arena *arena,
                               vp_err *err)
{
    size_t best = SIZE_MAX, nearest = 0;
    for (size_t i = 0; i < round->nfields; i++) {
        size_t far = vp_distance(field, strlen(field), round->fields[i].name);
        if (far < best) {
            best = far;
            nearest = i;
        }
    }
    vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: the round has no field '%s'", option, vp_heading_short(field, arena));
    if (best <= 1 + strlen(field) / 3)
        return vp_hint(err, "did you mean '%s'?", round->fields[nearest].name), VP_USAGE;
    VP_STR all = {0};
    for (size_t i = 0; i < round->nfields; i++)
        vp_str_addf(&all, "%s%s", i ? ", " : "", round->fields[i].name);
    VP_TRY(vp_str_check(&all, err));
    return vp_hint(err, "its fields are: %s", vp_str_text(&all)), VP_USAGE;
}

static vp_status read_one(vp_mapping *out, const char *said, const char *option, const vp_round *round,
                          vp_arena *arena, vp_err *err)
{
    const char *is = strrchr(said, '='); /* headings may have one too */
    char *heading;
    if (!is || is == said) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' is not of the form HEADING=field", option,
                vp_heading_short(said, arena));
        return vp_hint(err, "name the column by its heading or its place: '项目=title', '#3=title'; '备注=' leaves one "
                            "out"), VP_USAGE;
    }
    VP_ALLOC(heading, vp_arena_dup(arena, said, (size_t)(is - said)), err);
    *out = (vp_mapping){.said = heading, .position = vp_column_place(heading), .field = -1};
    VP_TRY(vp_heading_read(&out->heading, heading, strlen(heading), arena, err));
    if (is[1] == '\0')
        return VP_OK;
    out->field = vp_round_field(round, is + 1);
    return out->field < 0 ? no_such_field(option, is + 1, round, arena, err) : VP_OK;
}

vp_status vp_mappings_read(vp_mappings *out, const vp_strings *said, const char *option, const vp_round *round,
                           vp_arena *arena, vp_err *err)
{
    vp_mapping *all;
    VP_ALLOC(all, vp_arena_array(arena, said->n + 1, sizeof *all), err);
    for (size_t i = 0; i < said->n; i++) {
        VP_TRY(read_one(&all[i], said->at[i], option, round, arena, err));
        for (size_t k = 0; k < i; k++)
            if (all[k].field >= 0 && all[k].field == all[i].field) {
                vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' and '%s' cannot both be '%s'", option,
                        vp_heading_short(all[k].said, arena), vp_heading_short(all[i].said, arena),
                        round->fields[all[i].field].name);
                return vp_hint(err, "a field has one column"), VP_USAGE;
            }
    }
    *out = (vp_mappings){all, said->n};
    return VP_OK;
}
