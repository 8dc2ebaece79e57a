/* round.json, "panel": what of the reviewers stays private. */
#include <string.h>
#include "lib/io/panel.h"
#include "lib/io/round_json.h"

/* Whoever verifies a round needs the other columns, or its assignments could not be computed again. */
static vp_status secret(vp_json *j, const cJSON *value, void *to)
{
    vp_strings *all = to;
    const cJSON *one = value ? value->child : NULL;
    VP_TRY(vp_json_strings(j, value, all));
    for (size_t i = 0; i < all->n && one; i++, one = one->next) {
        const char *name;
        VP_TRY(vp_panel_column(&name, all->at[i], j->arena, j->err));
        if (!name || strcmp(name, "name") == 0)
            continue;
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, one), "the column '%s' of panel.csv cannot be private", all->at[i]);
        return vp_hint(j->err, "\"name\", or a column that vp makes no use of: assignments are computed from the "
                               "others, by everybody who verifies them"), VP_CORRUPT;
    }
    return VP_OK;
}

static const vp_json_key panel_keys[] = {{"private", secret, offsetof(vp_panel_rule, secret), true}, {0}};
static const vp_json_type panel_type = {N_("the panel"), panel_keys, "{\"private\": [\"name\"]}"};

vp_status vp_round_panel(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_object(j, value, &panel_type, to);
}
