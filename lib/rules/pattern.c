/* pattern: a text has the form that a regular expression describes. */
#include <string.h>
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)round, (void)arena;
    const char *text = values[rule->field].text;
    bool matches;
    vp_err aside = {0};
    vp_status s = vp_match_test(&matches, tools->match, text, strlen(text), &aside);
    if (s == VP_INVALID) {
        problem->what = (vp_note){N_("matching it against the round's pattern takes too long"), {NULL}};
        problem->mend = (vp_note){N_("shorten the text, or simplify the pattern in round.json"), {NULL}};
        return VP_OK;
    }
    if (s != VP_OK) {
        if (err)
            *err = aside;
        return s;
    }
    if (!matches) {
        problem->what = (vp_note){N_("'%1$s' has not the form that the round asks for"), {text}};
        problem->mend = (vp_note){N_("it must match %1$s"), {rule->pattern}};
    }
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    (void)arena;
    told->what = (vp_note){N_("%1$s must match the pattern %2$s"),
                           {vp_rule_heading(round, rule->field), rule->pattern}};
    told->mend = (vp_note){N_("write it in this form, without anything around it"), {NULL}};
}

const vp_rule_kind vp_rule_pattern = {.name = "pattern", .check = check, .explain = explain};
