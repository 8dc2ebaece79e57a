/* The table of aggregation methods, and their names with parameters. */
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

bool vp_method_parse(vp_method *out, const char *text)
{
    char name[32];
    size_t n = strcspn(text, ":");
    if (n >= sizeof name)
        return false;
    memcpy(name, text, n);
    name[n] = '\0';
    const vp_aggregate *how = vp_aggregate_find(name);
    if (!how)
        return false;
    *out = (vp_method){how, how->usual};
    if (!text[n])
        return how->most == 0 || how->usual > 0;
    return vp_micro_parse(&out->parameter, text + n + 1) && out->parameter >= how->least && out->parameter <= how->most;
}

vp_status vp_method_run(vp_outcome *out, const vp_method *method, const vp_marks *m, vp_arena *arena, vp_err *err)
{
    return method->how->run(out, m, method->parameter, arena, err);
}
