/* max: a number is at most the bound. */
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)list, (void)counter;
    if (values[rule->field].number <= rule->bound)
        return true;
    const vp_field *f = &round->fields[rule->field];
    const char *bound = vp_text_of_number(arena, f, rule->bound);
    problem->what = (vp_note){N_("%1$s is more than the maximum of %2$s"),
                              {vp_text_of_number(arena, f, values[rule->field].number), bound}};
    problem->mend = (vp_note){N_("write at most %1$s"), {bound}};
    return false;
}

const vp_rule_kind vp_rule_max = {.name = "max", .check = check};
