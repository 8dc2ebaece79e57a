/* in … within_years: the text is on a list, and was not put on it too long before the round opened. An entry without
   a date counts whenever it was made. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    const vp_listed *entry, *old;
    const char *text = values[rule->field].text;
    VP_TRY(vp_rule_listed(&entry, &old, rule, round, text, tools->list, arena, err));
    if (entry)
        return VP_OK;
    if (old)
        problem->what = (vp_note){N_("'%1$s' was put on the list %2$s on %3$s, before %4$s"),
                                  {text, rule->list, vp_text_of_day(arena, old->day),
                                   vp_text_of_day(arena, vp_rule_since(rule, round))}};
    else
        problem->what = (vp_note){N_("'%1$s' is not on the list %2$s"), {text, rule->list}};
    problem->mend = (vp_note){N_("write it as the list has it, or ask the office to be put on the list"), {NULL}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *heading = vp_rule_heading(round, rule->field);
    if (rule->within_years > 0)
        told->what = (vp_note){N_("%1$s must be on the list %2$s with a date of %3$s or later, or without one"),
                               {heading, rule->list, vp_text_of_day(arena, vp_rule_since(rule, round))}};
    else
        told->what = (vp_note){N_("%1$s must be on the list %2$s"), {heading, rule->list}};
    told->mend = (vp_note){N_("write it as the list has it, or ask the office to be put on the list"), {NULL}};
}

const vp_rule_kind vp_rule_in = {.name = "in", .check = check, .explain = explain, .needs_list = true};
