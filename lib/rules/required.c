/* required: the cell is filled in. The judge asks for it as for every field that a rule reads, and names this rule.
   */
#include "lib/rules/kind.h"

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)problem, (void)rule, (void)round, (void)values, (void)tools, (void)arena, (void)err;
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    (void)arena;
    told->what = (vp_note){N_("%1$s must be filled in"), {vp_rule_heading(round, rule->field)}};
    told->mend = (vp_note){N_("fill it in"), {NULL}};
}

const vp_rule_kind vp_rule_required = {.name = "required", .check = check, .explain = explain};
