/* What rules with a list, and rules with several fields, share. */
#include <string.h>
#include <vp/fold.h>
#include "lib/rules/kind.h"

vp_status vp_rule_listed(const vp_listed **entry, const vp_listed **old, const vp_rule *rule, const vp_round *round,
                         const char *text, const vp_list *list, vp_arena *arena, vp_err *err)
{
    *entry = *old = NULL;
    if (!*text)
        return VP_OK;
    if (list->folded)
        VP_TRY(vp_fold(&text, text, arena, err));
    const uint64_t *slot = vp_map_get(list->keys, text, strlen(text));
    if (!slot)
        return VP_OK;
    const vp_listed *found = &list->at[*slot - 1];
    bool too_old = rule->within_years > 0 && found->dated && found->day < vp_rule_since(rule, round);
    *(too_old ? old : entry) = found;
    return VP_OK;
}

const char *vp_rule_headings(const vp_rule *rule, const vp_round *round, const char *sign, vp_arena *arena)
{
    const char *names = "";
    for (size_t i = 0; i < rule->nterms && names; i++)
        names = vp_arena_printf(arena, "%s%s%s", names, i ? sign : "", vp_rule_heading(round, rule->terms[i]));
    return names ? names : "";
}
