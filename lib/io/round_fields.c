/* round.json, "fields": what the round says of the standard fields, and its own. */
#include <string.h>
#include <vp/map.h>
#include <vp/match.h>
#include "lib/io/round_json.h"
#include "lib/model/field.h"

enum { FIELDS_MAX = 500 };

/* An entry of "fields" before it is merged. */
typedef struct entry {
    const cJSON *type, *required, *secret, *pattern, *choices;
    vp_strings headings;
} entry;

static const vp_json_key entry_keys[] = {
    {"type", vp_json_keep, offsetof(entry, type), false},
    {"headings", vp_json_strings, offsetof(entry, headings), false},
    {"required", vp_json_keep, offsetof(entry, required), false},
    {"pattern", vp_json_keep, offsetof(entry, pattern), false},
    {"private", vp_json_keep, offsetof(entry, secret), false},
    {"choices", vp_json_keep, offsetof(entry, choices), false},
    {0}
};
static const vp_json_type entry_type = {N_("a field"), entry_keys, NULL};

/* Columns that answers have beside the fields: a field of that name would make two of them. */
static const char *const taken[] = {"status", "rank", "score", "low", "high", "reviews", "flags", "amount", "reason",
                                    "proposal", "reviewer", "stage", "criterion", "conflict", "comment",
                                    "withdrawn", NULL};

/* Keys that proposals/ID.json has beside the fields. */
static const char *const reserved[] = {"vp", "private", NULL};

static vp_status type_of(vp_json *j, const cJSON *value, vp_type *to)
{
    VP_TRY(vp_json_want_text(j, value));
    static const vp_type types[] = {VP_TYPE_TEXT, VP_TYPE_DATE, VP_TYPE_CHOICE, VP_TYPE_MONEY, VP_TYPE_COUNT,
                                    VP_TYPE_CODE};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(vp_type_name(types[i]), value->valuestring) == 0) {
            *to = types[i];
            return VP_OK;
        }
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "unknown type '%s' of a field", value->valuestring);
    return vp_hint(j->err, "text, date, choice, money, count or code"), VP_CORRUPT;
}

static vp_status pattern(vp_json *j, const cJSON *value, vp_field *f)
{
    VP_TRY(vp_json_text(j, value, &f->pattern));
    VP_ALLOC(f->pattern, vp_arena_dupz(j->arena, value->valuestring), j->err); /* blanks at its ends belong to it */
    VP_AUTO(vp_match) m = NULL;
    return vp_match_compile(&m, f->pattern, vp_json_at(j, value), j->err);
}

/* The list of the round that gives a standard field its choices, or NULL. */
static const char *list_key(size_t field)
{
    return field == VP_PURPOSE ? "purposes" : field == VP_CATEGORY ? "categories"
         : field == VP_DISTRICT ? "districts" : NULL;
}

static vp_status choices(vp_json *j, const cJSON *value, size_t index, vp_field *f)
{
    if (list_key(index)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "the choices of '%s' do not stand here", f->name);
        return vp_hint(j->err, "write them as \"%s\": […] of the round", list_key(index)), VP_CORRUPT;
    }
    if (f->type != VP_TYPE_CHOICE && f->type != VP_TYPE_TEXT)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "a field of type %s has no choices",
                       vp_type_name(f->type));
    VP_TRY(vp_json_strings(j, value, &f->choices));
    f->type = VP_TYPE_CHOICE;
    return VP_OK;
}

/* What may not be said of a standard field. */
static vp_status standard_entry(vp_json *j, const entry *e, size_t index, vp_field *f)
{
    const vp_field_standard *s = &vp_standard_fields[index];
    vp_type type = s->type;
    if (e->type && !(s->type == VP_TYPE_ID && cJSON_IsString(e->type) && strcmp(e->type->valuestring, "text") == 0))
        VP_TRY(type_of(j, e->type, &type));
    if (type != s->type && !(type == VP_TYPE_CHOICE && s->type == VP_TYPE_TEXT))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->type), "the field '%s' has the type %s", s->name,
                       vp_type_name(s->type));
    f->type = s->type;
    if (s->required && e->required && cJSON_IsFalse(e->required))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->required), "the field '%s' is always required", s->name);
    if (s->required && e->secret && cJSON_IsTrue(e->secret))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->secret), "the field '%s' cannot be private", s->name);
    if (s->secret && e->secret && cJSON_IsFalse(e->secret)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->secret), "the field '%s' is always private", s->name);
        return vp_hint(j->err, "personal data never enters the history: use a field of another name for what may be "
                       "published"), VP_CORRUPT;
    }
    return VP_OK;
}

static vp_status own_entry(vp_json *j, const cJSON *value, const entry *e, vp_field *f)
{
    const char *name = value->string;
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (n == 0 || name[n] || n > 64 || strchr("0123456789_", name[0])) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "'%s' cannot be the name of a field", name);
        return vp_hint(j->err, "small letters a-z, digits and _, beginning with a letter; Chinese goes into "
                       "\"headings\""), VP_CORRUPT;
    }
    for (size_t i = 0; taken[i]; i++)
        if (strcmp(taken[i], name) == 0) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value),
                    "'%s' is the name of a column of the answers", name);
            return vp_hint(j->err, "call the field something else, such as \"own_%s\"", name), VP_CORRUPT;
        }
    for (size_t i = 0; reserved[i]; i++)
        if (strcmp(reserved[i], name) == 0) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "'%s' is a key of the files of proposals", name);
            return vp_hint(j->err, "call the field something else, such as \"own_%s\"", name), VP_CORRUPT;
        }
    if (!e->type) {
        const char *names[VP_STANDARD_FIELDS];
        for (size_t i = 0; i < VP_STANDARD_FIELDS; i++)
            names[i] = vp_standard_fields[i].name;
        const char *near = vp_json_nearest(name, names, VP_STANDARD_FIELDS);
        vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "the field '%s' has no 'type'", name);
        if (near)
            return vp_hint(j->err, "did you mean the standard field '%s'?", near), VP_CORRUPT;
        return vp_hint(j->err, "\"type\": text, date, choice, money, count or code"), VP_CORRUPT;
    }
    return type_of(j, e->type, &f->type);
}

static vp_status one_field(vp_json *j, const cJSON *value, long index, vp_field *f)
{
    entry e = {0};
    VP_TRY(vp_json_object(j, value, &entry_type, &e));
    if (index >= 0)
        VP_TRY(standard_entry(j, &e, (size_t)index, f));
    else
        VP_TRY(own_entry(j, value, &e, f));
    f->headings = e.headings;
    if (e.required)
        VP_TRY(vp_json_bool(j, e.required, &f->required));
    if (e.secret)
        VP_TRY(vp_json_bool(j, e.secret, &f->secret));
    if (e.pattern)
        VP_TRY(pattern(j, e.pattern, f));
    if (e.choices)
        VP_TRY(choices(j, e.choices, (size_t)index, f));
    bool choice = f->type == VP_TYPE_CHOICE
                  || (e.type && cJSON_IsString(e.type) && strcmp(e.type->valuestring, "choice") == 0);
    if (choice && f->choices.n == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "the field '%s' is a choice without choices", f->name);
        return vp_hint(j->err, "\"choices\": [\"…\", \"…\"]"), VP_CORRUPT;
    }
    return VP_OK;
}

/* No heading names two fields, as they stand (the folded form is compared when a sheet is read). */
static vp_status headings_differ(vp_json *j, const cJSON *value)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(j->err);
    for (const cJSON *c = value ? value->child : NULL; c; c = c->next) {
        const cJSON *list = vp_json_member(c, "headings");
        for (const cJSON *h = list ? list->child : NULL; h; h = h->next) {
            bool fresh;
            uint64_t *field = vp_map_put(seen, h->valuestring, strlen(h->valuestring), &fresh);
            if (!field)
                return vp_nomem(j->err);
            if (!fresh) {
                vp_fail(j->err, VP_CORRUPT, vp_json_at(j, h), "the heading '%s' is of the field '%s' already",
                        h->valuestring, ((const cJSON *)(uintptr_t)*field)->string);
                return vp_hint(j->err, "a column fills one field"), VP_CORRUPT;
            }
            *field = (uintptr_t)c;
        }
    }
    return VP_OK;
}

static long standard(const char *name)
{
    for (long i = 0; i < VP_STANDARD_FIELDS; i++)
        if (strcmp(vp_standard_fields[i].name, name) == 0)
            return i;
    return -1;
}

static void lists_as_choices(const vp_round *r, vp_field *all)
{
    const struct { size_t field; const vp_strings *list; } lists[] = {
        {VP_PURPOSE, &r->purposes}, {VP_CATEGORY, &r->categories}, {VP_DISTRICT, &r->districts},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].list->n > 0) {
            all[lists[i].field].type = VP_TYPE_CHOICE;
            all[lists[i].field].choices = *lists[i].list;
        }
}

vp_status vp_round_read_fields(vp_json *j, const cJSON *value, vp_round *round)
{
    if (value)
        VP_TRY(vp_json_want_object(j, value));
    size_t count = value ? (size_t)cJSON_GetArraySize(value) : 0, n = VP_STANDARD_FIELDS;
    if (count > FIELDS_MAX)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "more than %d fields", FIELDS_MAX);
    vp_field *all;
    size_t before = j->told;
    VP_ALLOC(all, vp_arena_array(j->arena, VP_STANDARD_FIELDS + count, sizeof *all), j->err);
    for (size_t i = 0; i < VP_STANDARD_FIELDS; i++) {
        const vp_field_standard *s = &vp_standard_fields[i];
        all[i] = (vp_field){.name = s->name, .type = s->type, .required = s->required, .secret = s->secret};
    }
    lists_as_choices(round, all);
    for (const cJSON *c = value ? value->child : NULL; c; c = c->next) {
        long index = standard(c->string);
        vp_field *f = index >= 0 ? &all[index] : &all[n++];
        size_t so_far = j->told;
        VP_ALLOC(f->name, index >= 0 ? f->name : vp_arena_dupz(j->arena, c->string), j->err);
        VP_TRY(vp_json_go_on(j, one_field(j, c, index, f)));
        if (j->told > so_far)
            VP_TRY(vp_json_is_unsure(j, f->name));
    }
    lists_as_choices(round, all);
    round->fields = all;
    round->nfields = n;
    VP_TRY(vp_json_stands(j, before));
    return headings_differ(j, value);
}
