/* each … max_count: no value comes more often; the first rows stay. */
#include <string.h>
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)err;
    const char *text = values[rule->field].text;
    const uint64_t *seen = *text ? vp_map_get(tools->taken, text, strlen(text)) : NULL;
    if (!seen || *seen < (uint64_t)rule->bound)
        return VP_OK;
    char most[VP_DECIMAL_MAX];
    vp_decimal_format(most, rule->bound, 0);
    problem->what = (vp_note){N_("%1$s '%2$s' already has %3$s proposals"),
                              {vp_rule_heading(round, rule->field), text, vp_arena_dupz(arena, most)}};
    problem->mend = (vp_note){N_("keep the ones that matter most and take the others out"), {NULL}};
    return VP_OK;
}

static vp_status count(const vp_rule *rule, const vp_round *round, const char *const *text, bool stands,
                       const vp_rule_tools *tools, vp_arena *scratch, vp_err *err)
{
    (void)round, (void)scratch;
    const char *s = text[rule->field];
    if (!*s)
        return VP_OK;
    uint64_t *seen;
    VP_ALLOC(seen, vp_map_put(tools->taken, s, strlen(s), NULL), err);
    if (stands)
        ++*seen;
    else if (*seen > 0)
        --*seen;
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    char most[VP_DECIMAL_MAX];
    vp_decimal_format(most, rule->bound, 0);
    told->what = (vp_note){N_("no %1$s may have more than %2$s proposals in the round; the first ones stay"),
                           {vp_rule_heading(round, rule->field), vp_arena_dupz(arena, most)}};
    told->mend = (vp_note){N_("keep the ones that matter most and take the others out"), {NULL}};
}

const vp_rule_kind vp_rule_max_count = {.name = "max_count", .check = check, .count = count, .explain = explain,
                                        .reads_blank = true};
