/* The table of aggregation methods. */
#include <string.h>
#include <vp/aggregate.h>

#define VP_METHOD(file, name) extern const vp_aggregate vp_aggregate_##file;
#include "methods.def"
#undef VP_METHOD

static const vp_aggregate *const all[] = {
#define VP_METHOD(file, name) &vp_aggregate_##file,
#include "methods.def"
#undef VP_METHOD
    NULL
};

const char *const vp_aggregate_names[] = {
#define VP_METHOD(file, name) name,
#include "methods.def"
#undef VP_METHOD
    NULL
};

const vp_aggregate *vp_aggregate_find(const char *name)
{
    for (size_t i = 0; all[i]; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}
