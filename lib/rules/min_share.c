/* min_share … of: an amount is at least a share of another, compared exactly. */
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)list, (void)counter;
    vp_money part = values[rule->field].number, whole = values[rule->of].number, least;
    if ((vp_wide)part * VP_MICRO >= (vp_wide)whole * rule->share)
        return true;
    if (!vp_scale_floor(&least, -whole, rule->share, VP_MICRO, 1)) /* rounded up: minus the floor of the negative */
        least = 0;
    problem->what = (vp_note){N_("%1$s is less than %2$s of %3$s (%4$s)"),
                              {vp_text_of_money(arena, part), vp_text_of_share(arena, rule->share),
                               vp_field_heading(&round->fields[rule->of], rule->of, round->lang),
                                       vp_text_of_money(arena, whole)}};
    problem->mend = (vp_note){N_("write at least %1$s"), {vp_text_of_money(arena, -least)}};
    return false;
}

const vp_rule_kind vp_rule_min_share = {.name = "min_share", .check = check};
