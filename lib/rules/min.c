/* min: a number is at least the bound. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)tools, (void)err;
    if (values[rule->field].number >= rule->bound)
        return VP_OK;
    const vp_field *f = &round->fields[rule->field];
    const char *bound = vp_text_of_number(arena, f, rule->bound);
    problem->what = (vp_note){N_("%1$s is less than the minimum of %2$s"),
                              {vp_text_of_number(arena, f, values[rule->field].number), bound}};
    problem->mend = (vp_note){N_("write at least %1$s"), {bound}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *bound = vp_text_of_number(arena, &round->fields[rule->field], rule->bound);
    told->what = (vp_note){N_("%1$s must be at least %2$s"), {vp_rule_heading(round, rule->field), bound}};
    told->mend = (vp_note){N_("write at least %1$s"), {bound}};
}

const vp_rule_kind vp_rule_min = {.name = "min", .check = check, .explain = explain};
