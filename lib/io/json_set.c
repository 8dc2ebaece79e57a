/* A JSON text with one value changed. */
#include <stdlib.h>
#include <string.h>
#include "lib/io/json.h"
#include "lib/io/json_set.h"

static vp_status nothing_there(const char *path, const char *step, vp_err *err)
{
    vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s': there is no '%s'", path, step);
    return vp_hint(err, "keys of round.json with dots between, and ids or numbers of list items: "
                        "allocation.limits.cap.max_count=3, funds.0.amount=2000000.00");
}

/* The item of a list by its "id" or its number; NULL: there is none. */
static cJSON *item_of(cJSON *list, const char *step)
{
    for (cJSON *c = list->child; c; c = c->next) {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(c, "id");
        if (cJSON_IsString(id) && strcmp(id->valuestring, step) == 0)
            return c;
    }
    char *end;
    unsigned long at = strtoul(step, &end, 10);
    return *end || end == step || at > 1000000 ? NULL : cJSON_GetArrayItem(list, (int)at);
}

static cJSON *child_of(cJSON *at, const char *step)
{
    return cJSON_IsArray(at) ? item_of(at, step) : cJSON_GetObjectItemCaseSensitive(at, step);
}

/* The value as it is meant; NULL: no memory. */
static cJSON *value_of(const char *value, const cJSON *old, bool as_text, bool *unsure)
{
    if (as_text || cJSON_IsString(old))
        return cJSON_CreateString(value);
    cJSON *v = cJSON_ParseWithOpts(value, NULL, true);
    *unsure = !old && cJSON_IsNumber(v);
    return v ? v : cJSON_CreateString(value);
}

/* Put v (ours no more) in the place of old, or as a new one. */
static bool place(cJSON *parent, const char *step, cJSON *old, cJSON *v)
{
    bool done = cJSON_IsArray(parent) ? old ? cJSON_ReplaceItemViaPointer(parent, old, v)
                                            : cJSON_AddItemToArray(parent, v)
              : old ? cJSON_ReplaceItemInObjectCaseSensitive(parent, step, v)
                    : cJSON_AddItemToObject(parent, step, v);
    if (!done)
        cJSON_Delete(v);
    return done;
}

static vp_status set_in(cJSON *at, const char *path, const char *value, bool as_text, bool *unsure, vp_arena *arena,
                        vp_err *err)
{
    for (const char *p = path; ; ) {
        size_t len = strcspn(p, ".");
        char *step;
        bool last = p[len] == '\0';
        VP_ALLOC(step, vp_arena_dup(arena, p, len), err);
        cJSON *next = child_of(at, step);
        bool fresh = cJSON_IsArray(at) && strcmp(step, "+") == 0;
        if (len == 0 || !(cJSON_IsObject(at) || next || fresh))
            return nothing_there(path, step, err);
        if (last && *value == '\0') {
            if (!next)
                return nothing_there(path, step, err);
            cJSON_Delete(cJSON_DetachItemViaPointer(at, next));
            return VP_OK;
        }
        if (last) {
            cJSON *v = value_of(value, next, as_text, unsure);
            return v && place(at, step, next, v) ? VP_OK : vp_nomem(err);
        }
        if (!next) {
            next = cJSON_CreateObject();
            if (!next || !place(at, step, NULL, next))
                return vp_nomem(err);
        }
        at = next;
        p += len + 1;
    }
}

vp_status vp_json_set(const char **out, bool *unsure, const char *file, const char *bytes, size_t n, const char *path,
                      const char *value, bool as_text, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_json) j = NULL;
    *unsure = false;
    VP_TRY(vp_json_open(&j, file, bytes, n, arena, err));
    VP_TRY(set_in(j->root, path, value, as_text, unsure, arena, err));
    char *text = cJSON_Print(j->root);
    *out = text ? vp_arena_dupz(arena, text) : NULL;
    cJSON_free(text);
    return *out ? VP_OK : vp_nomem(err);
}
