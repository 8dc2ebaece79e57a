/* each … max_count: no value comes more often; the first rows stay. */
#include <string.h>
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)list;
    const char *text = values[rule->field].text;
    uint64_t *seen = *text ? vp_map_get(counter, text, strlen(text)) : NULL;
    if (!seen || *seen < (uint64_t)rule->bound)
        return true;
    char most[VP_DECIMAL_MAX];
    vp_decimal_format(most, rule->bound, 0);
    problem->what = (vp_note){N_("%1$s '%2$s' already has %3$s proposals"),
                              {vp_field_heading(&round->fields[rule->field], rule->field, round->lang), text,
                               vp_arena_dupz(arena, most)}};
    problem->mend = (vp_note){N_("keep the ones that matter most and take the others out"), {NULL}};
    return false;
}

static vp_status accepted(const vp_rule *rule, const vp_value *values, vp_map *counter, vp_err *err)
{
    const char *text = values[rule->field].text;
    if (!*text)
        return VP_OK;
    uint64_t *seen;
    VP_ALLOC(seen, vp_map_put(counter, text, strlen(text), NULL), err);
    ++*seen;
    return VP_OK;
}

const vp_rule_kind vp_rule_max_count = {.name = "max_count", .check = check, .accepted = accepted,
                                        .reads_blank = true};
