/* Objects read by tables of keys: nothing unknown passes, nothing required is missed. */
#include <string.h>
#include <vp/map.h>
#include <vp/near.h>
#include <vp/str.h>
#include "lib/io/json.h"

const char *vp_json_tr(const vp_json *j, const char *msg)
{
    return vp_tr(j->err ? j->err->lang : VP_EN, msg);
}

const char *vp_json_label(const vp_json *j, const cJSON *value)
{
    const char *label = value->string ? vp_arena_printf(j->arena, vp_json_tr(j, N_("'%s'")), value->string) : NULL;
    return label ? label : vp_json_tr(j, N_("this value"));
}

const char *vp_json_list_of(const vp_json *j, const char *const *names, size_t n)
{
    VP_STR list = {0};
    for (size_t i = 0; i < n; i++) {
        vp_str_addz(&list, i > 0 ? ", " : "");
        vp_str_addz(&list, names[i]);
    }
    const char *copy = vp_arena_dupz(j->arena, vp_str_text(&list));
    return copy ? copy : "";
}

/* ---- the nearest name ---- */

const char *vp_json_nearest(const char *given, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t len = strlen(given), least = len / 3 + 2;
    if (len == 0 || len > VP_NEAR_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t d = vp_distance(given, len, names[i]);
        if (d < least && d < strlen(names[i])) {
            least = d;
            best = names[i];
        }
    }
    for (size_t i = 0; !best && i < n && len >= 4; i++) /* "为老" of "为老服务" */
        if (strstr(names[i], given) || (strlen(names[i]) >= 4 && strstr(given, names[i])))
            best = names[i];
    return best;
}

vp_status vp_json_one_of(vp_json *j, const cJSON *value, const char *const *names, const char *unknown,
                         const char **to)
{
    size_t n = 0;
    VP_TRY(vp_json_want_text(j, value));
    for (; names[n]; n++)
        if (strcmp(names[n], value->valuestring) == 0) {
            *to = names[n];
            return VP_OK;
        }
    const char *near = vp_json_nearest(value->valuestring, names, n), *all = vp_json_list_of(j, names, n);
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), unknown, value->valuestring);
    if (near)
        return vp_hint(j->err, "did you mean '%s'? known: %s", near, all), VP_CORRUPT;
    return vp_hint(j->err, "known: %s", all), VP_CORRUPT;
}

/* ---- objects ---- */

static vp_status unknown_key(vp_json *j, const cJSON *member, const vp_json_type *type)
{
    size_t n = 0;
    while (type->keys[n].name)
        n++;
    const char **names;
    VP_ALLOC(names, vp_arena_array(j->arena, n, sizeof *names), j->err);
    for (size_t i = 0; i < n; i++)
        names[i] = type->keys[i].name;
    const char *near = vp_json_nearest(member->string, names, n), *all = vp_json_list_of(j, names, n);
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, member), "unknown key '%s' in %s", member->string,
            vp_json_tr(j, type->what));
    if (near)
        return vp_hint(j->err, "did you mean '%s'? known here: %s", near, all), VP_CORRUPT;
    return vp_hint(j->err, "known here: %s", all), VP_CORRUPT;
}

static vp_status missing_key(vp_json *j, const cJSON *object, const vp_json_type *type, const char *name)
{
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, object), "%s has no '%s'", vp_json_tr(j, type->what), name);
    if (type->example)
        vp_hint(j->err, "it looks like this: %s", type->example);
    return VP_CORRUPT;
}

vp_status vp_json_object(vp_json *j, const cJSON *value, const vp_json_type *type, void *to)
{
    size_t before = j->told;
    VP_TRY(vp_json_want_object(j, value));
    for (const cJSON *c = value->child; c; c = c->next) {
        const vp_json_key *key = type->keys;
        while (key->name && strcmp(key->name, c->string) != 0)
            key++;
        VP_TRY(vp_json_go_on(j, key->name ? key->read(j, c, (char *)to + key->to) : unknown_key(j, c, type)));
    }
    for (const vp_json_key *key = type->keys; key->name; key++)
        if (key->required && !vp_json_member(value, key->name))
            VP_TRY(vp_json_go_on(j, missing_key(j, value, type, key->name)));
    return vp_json_stands(j, before);
}

vp_status vp_json_document(vp_json *j, const vp_json_type *type, void *to)
{
    const cJSON *vp = cJSON_IsObject(j->root) ? vp_json_member(j->root, "vp") : NULL;
    if (vp)
        VP_TRY(vp_json_format(j, vp, NULL));
    return vp_json_object(j, j->root, type, to);
}

vp_status vp_json_objects(vp_json *j, const cJSON *value, const vp_json_type *type, size_t size, const void *initial,
                          void *items, size_t *n)
{
    VP_TRY(vp_json_want_list(j, value));
    size_t count = (size_t)cJSON_GetArraySize(value), i = 0, before = j->told;
    char *all;
    VP_ALLOC(all, vp_arena_array(j->arena, count, size), j->err);
    for (const cJSON *c = value->child; c; c = c->next, i++) {
        if (initial)
            memcpy(all + i * size, initial, size);
        VP_TRY(vp_json_go_on(j, vp_json_object(j, c, type, all + i * size)));
    }
    VP_TRY(vp_json_stands(j, before));
    memcpy(items, &all, sizeof all);
    *n = count;
    return VP_OK;
}

vp_status vp_json_twice(vp_json *j, const cJSON *first, const cJSON *again)
{
    size_t line = vp_json_at(j, first).row;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, again), "'%s' stands here a second time", again->valuestring);
    return vp_hint(j->err, "the first one is in line %zu", line), VP_CORRUPT;
}

static vp_status unique(vp_json *j, const cJSON *list, const char *key, vp_map *seen)
{
    for (const cJSON *c = list->child; c; c = c->next) {
        const cJSON *id = vp_json_member(c, key);
        bool fresh;
        if (!cJSON_IsString(id)) /* which was told */
            continue;
        uint64_t *first = vp_map_put(seen, id->valuestring, strlen(id->valuestring), &fresh);
        if (!first)
            return vp_nomem(j->err);
        if (!fresh)
            return vp_json_twice(j, (const cJSON *)(uintptr_t)*first, id);
        *first = (uintptr_t)id;
    }
    return VP_OK;
}

vp_status vp_json_unique(vp_json *j, const cJSON *list, const char *key)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    return seen ? unique(j, list, key, seen) : vp_nomem(j->err);
}
