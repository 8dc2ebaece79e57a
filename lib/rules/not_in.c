/* not_in … within_years: the text is not on a list, or was put on it long enough before the round opened. Counted back
   from `opens`, that day included; later listings count too. */
#include <string.h>
#include "lib/rules/kind.h"

static bool check(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena)
{
    (void)counter;
    const char *text = values[rule->field].text;
    uint64_t *slot = *text ? vp_map_get(list->keys, text, strlen(text)) : NULL;
    if (!slot)
        return true;
    const vp_listed *entry = &list->at[*slot - 1];
    if (rule->within_years > 0 && entry->dated &&
        entry->day < vp_date_years_before(round->opens.first, rule->within_years))
        return true;
    char day[VP_DATE_MAX] = "";
    if (entry->dated)
        vp_date_format(day, (vp_date){entry->day, entry->day});
    problem->what = (vp_note){N_("'%1$s' is on the list %2$s (%3$s %4$s)"),
                              {text, list->path, vp_arena_dupz(arena, day), entry->reason}};
    problem->mend = (vp_note){N_("an organisation on this list cannot apply: ask the office when the entry is wrong"),
                              {NULL}};
    return false;
}

const vp_rule_kind vp_rule_not_in = {.name = "not_in", .check = check, .needs_list = true, .reads_blank = true};
