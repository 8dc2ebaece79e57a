/* sum … equals: amounts add up to another. */
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)list, (void)counter;
    vp_wide sum = 0;
    for (size_t i = 0; i < rule->sum.n; i++)
        sum += values[rule->terms[i]].number;
    vp_money whole = values[rule->of].number;
    if (sum == whole)
        return true;
    const char *names = "", *total = sum > INT64_MAX || sum < INT64_MIN ? "?"
            : vp_text_of_money(arena, (vp_money)sum);
    for (size_t i = 0; i < rule->sum.n; i++) {
        names = vp_arena_printf(arena, "%s%s%s", names, i ? " + " : "",
                                vp_field_heading(&round->fields[rule->terms[i]], rule->terms[i], round->lang));
        if (!names)
            names = "";
    }
    problem->what = (vp_note){N_("%1$s is %2$s, but %3$s is %4$s"),
                              {names, total, vp_field_heading(&round->fields[rule->of], rule->of, round->lang),
                               vp_text_of_money(arena, whole)}};
    problem->mend = (vp_note){N_("correct the amounts so that %1$s equals %2$s"),
                              {names, vp_field_heading(&round->fields[rule->of], rule->of, round->lang)}};
    return false;
}

const vp_rule_kind vp_rule_sum = {.name = "sum", .check = check};
