/* sum … equals: amounts add up to another. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)tools, (void)err;
    vp_wide sum = 0;
    for (size_t i = 0; i < rule->nterms; i++)
        sum += values[rule->terms[i]].number;
    int64_t whole = values[rule->of].number;
    if (sum == whole)
        return VP_OK;
    const vp_field *f = &round->fields[rule->of];
    const char *names = vp_rule_headings(rule, round, " + ", arena), *of = vp_rule_heading(round, rule->of);
    const char *total = sum > INT64_MAX || sum < INT64_MIN ? "?" : vp_text_of_number(arena, f, (int64_t)sum);
    problem->what = (vp_note){N_("%1$s is %2$s, but %3$s is %4$s"),
                              {names, total, of, vp_text_of_number(arena, f, whole)}};
    problem->mend = (vp_note){N_("correct the amounts so that %1$s equals %2$s"), {names, of}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *names = vp_rule_headings(rule, round, " + ", arena), *of = vp_rule_heading(round, rule->of);
    told->what = (vp_note){N_("%1$s must add up to %2$s exactly"), {names, of}};
    told->mend = (vp_note){N_("correct the amounts so that %1$s equals %2$s"), {names, of}};
}

const vp_rule_kind vp_rule_sum = {.name = "sum", .check = check, .explain = explain};
