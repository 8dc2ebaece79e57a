/* The table of rule kinds. */
#include <string.h>
#include <vp/rules.h>

#define VP_RULE(n) extern const vp_rule_kind vp_rule_##n;
#include "rules.def"
#undef VP_RULE

const vp_rule_kind *const vp_rule_kinds[] = {
#define VP_RULE(n) &vp_rule_##n,
#include "rules.def"
#undef VP_RULE
    NULL
};

const vp_rule_kind *vp_rule_kind_find(const char *name)
{
    size_t i = 0;
    while (vp_rule_kinds[i] && strcmp(vp_rule_kinds[i]->name, name) != 0)
        i++;
    return vp_rule_kinds[i];
}
