/* on_or_after: a date is not earlier than the bound. A date of month precision must not be earlier in any case. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)round, (void)tools, (void)err;
    const vp_value *v = &values[rule->field];
    if (v->date.first >= rule->date.first)
        return VP_OK;
    const char *bound = vp_text_of_day(arena, rule->date.first);
    if (v->date.last >= rule->date.first) {
        problem->what = (vp_note){N_("%1$s may be earlier than %2$s: the day is missing"), {v->text, bound}};
        problem->mend = (vp_note){N_("write the date with its day"), {NULL}};
    } else {
        problem->what = (vp_note){N_("%1$s is earlier than %2$s"), {v->text, bound}};
        problem->mend = (vp_note){N_("the round takes dates from %1$s on: check the date"), {bound}};
    }
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *bound = vp_text_of_day(arena, rule->date.first);
    told->what = (vp_note){N_("%1$s must not be earlier than %2$s"), {vp_rule_heading(round, rule->field), bound}};
    told->mend = (vp_note){N_("the round takes dates from %1$s on: check the date"), {bound}};
}

const vp_rule_kind vp_rule_on_or_after = {.name = "on_or_after", .check = check, .explain = explain};
