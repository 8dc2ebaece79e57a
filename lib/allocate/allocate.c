/* From a ranking and funds to awards: what every rule shares. */
#include <vp/allocate.h>

const char *const vp_allocate_rules[] = {
#define VP_ALLOCATION_RULE(n) #n,
#include "rules.def"
#undef VP_ALLOCATION_RULE
    NULL
};
