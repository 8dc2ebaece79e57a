/* on_or_before: a date is not later than the bound. A date of month precision must not be later in any case. */
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)round, (void)list, (void)counter;
    const vp_value *v = &values[rule->field];
    char bound[VP_DATE_MAX];
    if (v->date.last <= rule->date.last)
        return true;
    vp_date_format(bound, rule->date);
    const char *latest = vp_arena_dupz(arena, bound);
    if (v->date.first <= rule->date.last) {
        problem->what = (vp_note){N_("%1$s may be later than %2$s: the day is missing"), {v->text, latest}};
        problem->mend = (vp_note){N_("write the date with its day"), {NULL}};
    } else {
        problem->what = (vp_note){N_("%1$s is later than %2$s"), {v->text, latest}};
        problem->mend = (vp_note){N_("the round takes dates up to %1$s: check the date"), {latest}};
    }
    return false;
}

const vp_rule_kind vp_rule_on_or_before = {.name = "on_or_before", .check = check};
