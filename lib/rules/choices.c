/* choices: a text is one of a list, whatever the writing habits. */
#include <string.h>
#include <vp/fold.h>
#include "lib/rules/kind.h"

static const char *all_of(const vp_strings *choices, vp_arena *arena)
{
    enum { SHOWN = 20 };
    const char *list = "";
    for (size_t i = 0; i < choices->n && i < SHOWN && list; i++)
        list = vp_arena_printf(arena, "%s%s%s", list, i ? ", " : "", choices->at[i]);
    if (list && choices->n > SHOWN)
        list = vp_arena_printf(arena, "%s, …", list);
    return list ? list : "";
}

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    (void)round, (void)tools;
    const char *text = values[rule->field].text, *key;
    for (size_t i = 0; i < rule->choices.n; i++)
        if (strcmp(rule->choices.at[i], text) == 0)
            return VP_OK;
    VP_TRY(vp_fold(&key, text, arena, err));
    for (size_t i = 0; i < rule->folded.n; i++)
        if (strcmp(rule->folded.at[i], key) == 0)
            return VP_OK;
    problem->what = (vp_note){N_("'%1$s' is none of what the round takes here"), {text}};
    problem->mend = (vp_note){N_("write one of: %1$s"), {all_of(&rule->choices, arena)}};
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    const char *all = all_of(&rule->choices, arena);
    told->what = (vp_note){N_("%1$s must be one of: %2$s"), {vp_rule_heading(round, rule->field), all}};
    told->mend = (vp_note){N_("write one of: %1$s"), {all}};
}

const vp_rule_kind vp_rule_choices = {.name = "choices", .check = check, .explain = explain};
