/* on_or_before: a date is not later than the bound. A date of month precision must not be later in any case. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)round, (void)tools, (void)err;
    const vp_value *v = &values[rule->field];
    if (v->date.last <= rule->date.last)
        return VP_OK;
    const char *bound = vp_text_of_day(arena, rule->date.first);
    if (v->date.first <= rule->date.last) {
        problem->what = (vp_note){N_("%1$s may be later than %2$s: the day is missing"), {v->text, bound}};
        problem->mend = (vp_note){N_("write the date with its day"), {NULL}};
    } else {
        problem->what = (vp_note){N_("%1$s is later than %2$s"), {v->text, bound}};
        problem->mend = (vp_note){N_("the round takes dates up to %1$s: check the date"), {bound}};
    }
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *bound = vp_text_of_day(arena, rule->date.first);
    told->what = (vp_note){N_("%1$s must not be later than %2$s"), {vp_rule_heading(round, rule->field), bound}};
    told->mend = (vp_note){N_("the round takes dates up to %1$s: check the date"), {bound}};
}

const vp_rule_kind vp_rule_on_or_before = {.name = "on_or_before", .check = check, .explain = explain};
