/* Stands in for the kinds of rules until they are merged: names only. */
#include <string.h>
#include <vp/rules.h>

static const vp_rule_kind stand_ins[] = {{.name = "max"}, {.name = "max_share"}, {.name = "min_share"}, {.name = "sum"},
                                         {.name = "on_or_before"}, {.name = "not_in", .needs_list = true},
                                         {.name = "max_count"}};

__attribute__((weak)) const vp_rule_kind *vp_rule_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (strcmp(stand_ins[i].name, name) == 0)
            return &stand_ins[i];
    return NULL;
}
