/* Filters of round.json, "pays" and "where": each key a field, each value one that can occur. */
#include <string.h>
#include "lib/io/round_json.h"
#include "lib/model/field.h"

static vp_status field_named(vp_json *j, vp_where where, const char *name, size_t *to)
{
    const vp_round *round = j->ctx;
    long i = vp_round_field(round, name);
    if (i >= 0) {
        *to = (size_t)i;
        return vp_json_unsure(j, name) ? VP_CORRUPT : VP_OK; /* told with the field */
    }
    const char **names;
    VP_ALLOC(names, vp_arena_array(j->arena, round->nfields, sizeof *names), j->err);
    for (size_t k = 0; k < round->nfields; k++)
        names[k] = round->fields[k].name;
    const char *near = vp_json_nearest(name, names, round->nfields);
    vp_fail(j->err, VP_CORRUPT, where, "the round has no field '%s'", name);
    if (near)
        return vp_hint(j->err, "did you mean '%s'? the round's own fields stand under \"fields\"", near), VP_CORRUPT;
    return vp_hint(j->err, "the round's own fields stand under \"fields\", each with its type"), VP_CORRUPT;
}

vp_status vp_round_field_named(vp_json *j, const cJSON *value, size_t *to)
{
    VP_TRY(vp_json_want_text(j, value));
    return field_named(j, vp_json_at(j, value), value->valuestring, to);
}

vp_status vp_round_can_group(vp_json *j, const cJSON *value, size_t field)
{
    const vp_round *round = j->ctx;
    const vp_field *f = &round->fields[field];
    if (f->secret) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the field '%s' is private", f->name);
        return vp_hint(j->err, "who checks the round later cannot see it: use a public field"), VP_CORRUPT;
    }
    if (f->type == VP_TYPE_MONEY || f->type == VP_TYPE_DATE || f->type == VP_TYPE_COUNT) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the field '%s' (%s) does not make groups", f->name,
                vp_type_name(f->type));
        return vp_hint(j->err, "use a text, choice or code field"), VP_CORRUPT;
    }
    return VP_OK;
}

static const char *const *find(const vp_strings *all, const char *s)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i], s) == 0)
            return &all->at[i];
    return NULL;
}

vp_status vp_round_known_values(vp_json *j, const cJSON *list, const vp_field *f, const vp_strings *values)
{
    size_t i = 0;
    for (const cJSON *c = list->child; c; c = c->next, i++) {
        if (f->choices.n == 0 || find(&f->choices, values->at[i]))
            continue;
        const char *near = vp_json_nearest(values->at[i], f->choices.at, f->choices.n);
        const char *all = vp_json_list_of(j, f->choices.at, f->choices.n);
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "unknown %s '%s'", f->name, values->at[i]);
        if (near)
            return vp_hint(j->err, "did you mean '%s'? known: %s", near, all), VP_CORRUPT;
        return vp_hint(j->err, "known: %s", all), VP_CORRUPT;
    }
    return VP_OK;
}

vp_status vp_round_filter(vp_json *j, const cJSON *value, void *to)
{
    const vp_round *round = j->ctx;
    VP_TRY(vp_json_want_object(j, value));
    size_t count = (size_t)cJSON_GetArraySize(value), n = 0;
    if (count == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s is empty", vp_json_label(j, value));
        return vp_hint(j->err, "take it out when there is nothing to say"), VP_CORRUPT;
    }
    struct vp_filter_key *keys;
    VP_ALLOC(keys, vp_arena_array(j->arena, count, sizeof *keys), j->err);
    for (const cJSON *c = value->child; c; c = c->next, n++) {
        VP_TRY(field_named(j, vp_json_at_key(j, c), c->string, &keys[n].field));
        VP_TRY(vp_round_can_group(j, c, keys[n].field));
        VP_TRY(vp_json_strings(j, c, &keys[n].values));
        VP_TRY(vp_round_known_values(j, c, &round->fields[keys[n].field], &keys[n].values));
    }
    *(vp_filter *)to = (vp_filter){n, keys};
    return VP_OK;
}
