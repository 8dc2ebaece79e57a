/* max_share … of: an amount is at most a share of another, compared exactly. */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)tools, (void)err;
    vp_money part = values[rule->field].number, whole = values[rule->of].number, most;
    if ((vp_wide)part * VP_MICRO <= (vp_wide)whole * rule->share)
        return VP_OK;
    if (!vp_scale_floor(&most, whole, rule->share, VP_MICRO, 1))
        most = 0;
    problem->what = (vp_note){N_("%1$s is more than %2$s of %3$s (%4$s)"),
                              {vp_text_of_money(arena, part), vp_text_of_share(arena, rule->share),
                               vp_rule_heading(round, rule->of),
                                       vp_text_of_money(arena, whole)}};
    problem->mend = (vp_note){N_("write at most %1$s"), {vp_text_of_money(arena, most)}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    told->what = (vp_note){N_("%1$s must be at most %2$s of %3$s"),
                           {vp_rule_heading(round, rule->field), vp_text_of_share(arena, rule->share),
                            vp_rule_heading(round, rule->of)}};
    told->mend = (vp_note){N_("correct one of the two amounts"), {NULL}};
}

const vp_rule_kind vp_rule_max_share = {.name = "max_share", .check = check, .explain = explain};
