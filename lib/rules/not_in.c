/* not_in … within_years: the text is not on a list, or was put on it long enough before the round opened. Counted
   back from `opens`, that day included; later listings count too. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    const vp_listed *entry, *old;
    const char *text = values[rule->field].text;
    VP_TRY(vp_rule_listed(&entry, &old, rule, round, text, tools->list, arena, err));
    if (!entry)
        return VP_OK;
    problem->what = (vp_note){N_("'%1$s' is on the list %2$s (%3$s %4$s)"),
                              {text, rule->list, entry->dated ? vp_text_of_day(arena, entry->day) : "",
                               entry->reason}};
    problem->mend = (vp_note){N_("an organisation on this list cannot apply: ask the office when the entry is wrong"),
                              {NULL}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *heading = vp_rule_heading(round, rule->field);
    if (rule->within_years > 0)
        told->what = (vp_note){N_("%1$s must not be on the list %2$s with a date of %3$s or later, or without one"),
                               {heading, rule->list, vp_text_of_day(arena, vp_rule_since(rule, round))}};
    else
        told->what = (vp_note){N_("%1$s must not be on the list %2$s"), {heading, rule->list}};
    told->mend = (vp_note){N_("an organisation on this list cannot apply: ask the office when the entry is wrong"),
                           {NULL}};
}

const vp_rule_kind vp_rule_not_in = {.name = "not_in", .check = check, .explain = explain, .needs_list = true,
                                     .reads_blank = true};
