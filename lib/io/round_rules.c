/* round.json, "eligibility": each rule has one kind, and the keys that belong to it. */
#include <string.h>
#include <vp/fold.h>
#include <vp/match.h>
#include <vp/rules.h>
#include "lib/io/round_json.h"
#include "lib/model/field.h"

/* A rule as it stands. */
typedef struct entry {
    const char *id;
    const cJSON *field, *each, *of, *equals, *within_years;
    const cJSON *required, *pattern, *choices, *min, *max, *min_share, *max_share, *sum, *on_or_after, *on_or_before,
        *in, *not_in, *max_count, *unique; /* kinds */
} entry;

#define KEY(name) {#name, vp_json_keep, offsetof(entry, name), false}

static const vp_json_key entry_keys[] = {
    {"id", vp_json_id, offsetof(entry, id), true},
    KEY(field), KEY(required), KEY(pattern), KEY(choices), KEY(min), KEY(max), KEY(min_share), KEY(max_share),
    KEY(of), KEY(sum), KEY(equals), KEY(on_or_after), KEY(on_or_before), KEY(in), KEY(not_in), KEY(within_years),
    KEY(each), KEY(max_count), KEY(unique),
    {0}
};
static const vp_json_type entry_type = {N_("a rule"), entry_keys,
                                        "{\"id\": \"cap\", \"field\": \"requested\", \"max\": \"500000.00\"}"};

/* ---- fields of the right type ---- */

static vp_status wrong_type(vp_json *j, const cJSON *at, const vp_field *f, const char *wanted)
{
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, at), "the field '%s' is of type %s: this rule needs %s", f->name,
                   vp_type_name(f->type), vp_json_tr(j, wanted));
}

static bool is_number(vp_type t)
{
    return t == VP_TYPE_MONEY || t == VP_TYPE_COUNT;
}

static vp_status number_field(vp_json *j, const cJSON *value, size_t *to)
{
    const vp_round *round = j->ctx;
    VP_TRY(vp_round_field_named(j, value, to));
    const vp_field *f = &round->fields[*to];
    return is_number(f->type) ? VP_OK : wrong_type(j, value, f, N_("an amount or a count"));
}

/* Another number field, of the same type as the first. */
static vp_status same_field(vp_json *j, const cJSON *value, size_t like, size_t *to)
{
    const vp_round *round = j->ctx;
    VP_TRY(number_field(j, value, to));
    const vp_field *a = &round->fields[like], *b = &round->fields[*to];
    if (a->type == b->type)
        return VP_OK;
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is of type %s and '%s' of type %s", a->name,
                   vp_type_name(a->type), b->name, vp_type_name(b->type));
}

static vp_status text_field(vp_json *j, const cJSON *value, size_t *to)
{
    const vp_round *round = j->ctx;
    VP_TRY(vp_round_field_named(j, value, to));
    const vp_field *f = &round->fields[*to];
    bool good = !is_number(f->type) && f->type != VP_TYPE_DATE;
    return good ? VP_OK : wrong_type(j, value, f, N_("a text, a choice or a code"));
}

/* ---- kinds ---- */

/* "required": true and "unique": true; false would ask for nothing. */
static vp_status is_true(vp_json *j, const cJSON *value)
{
    bool yes = false;
    VP_TRY(vp_json_bool(j, value, &yes));
    if (yes)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is false: the rule asks for nothing", value->string);
    return vp_hint(j->err, "take the rule out"), VP_CORRUPT;
}

static vp_status read_required(vp_json *j, const entry *e, vp_rule *r)
{
    VP_TRY(vp_round_field_named(j, e->field, &r->field));
    return is_true(j, e->required);
}

static vp_status read_pattern(vp_json *j, const entry *e, vp_rule *r)
{
    VP_TRY(text_field(j, e->field, &r->field));
    VP_TRY(vp_json_text(j, e->pattern, &r->pattern));
    VP_ALLOC(r->pattern, vp_arena_dupz(j->arena, e->pattern->valuestring), j->err); /* with the blanks at its ends */
    VP_AUTO(vp_match) m = NULL;
    return vp_match_compile(&m, r->pattern, vp_json_at(j, e->pattern), j->err);
}

static vp_status read_choices(vp_json *j, const entry *e, vp_rule *r)
{
    const vp_round *round = j->ctx;
    VP_TRY(text_field(j, e->field, &r->field));
    VP_TRY(vp_json_strings(j, e->choices, &r->choices));
    VP_TRY(vp_round_known_values(j, e->choices, &round->fields[r->field], &r->choices));
    const char **folded;
    VP_ALLOC(folded, vp_arena_array(j->arena, r->choices.n, sizeof *folded), j->err);
    for (size_t i = 0; i < r->choices.n; i++)
        VP_TRY(vp_fold(&folded[i], r->choices.at[i], j->arena, j->err));
    r->folded = (vp_strings){folded, r->choices.n};
    return VP_OK;
}

static vp_status read_bound(vp_json *j, const entry *e, vp_rule *r)
{
    const vp_round *round = j->ctx;
    const cJSON *bound = e->max ? e->max : e->min;
    VP_TRY(vp_round_field_named(j, e->field, &r->field));
    const vp_field *f = &round->fields[r->field];
    if (f->type == VP_TYPE_DATE) {
        wrong_type(j, e->field, f, N_("an amount or a count"));
        vp_hint(j->err, "of dates: \"%s\": \"YYYY-MM-DD\"", e->max ? "on_or_before" : "on_or_after");
        return VP_CORRUPT;
    }
    if (!is_number(f->type))
        return wrong_type(j, e->field, f, N_("an amount or a count"));
    return f->type == VP_TYPE_MONEY ? vp_json_money(j, bound, &r->bound) : vp_json_positive(j, bound, &r->bound);
}

static vp_status read_share(vp_json *j, const entry *e, vp_rule *r)
{
    VP_TRY(number_field(j, e->field, &r->field));
    VP_TRY(same_field(j, e->of, r->field, &r->of));
    if (r->of == r->field)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->of), "a share of the field itself");
    return vp_json_share(j, e->max_share ? e->max_share : e->min_share, &r->share);
}

static vp_status read_sum(vp_json *j, const entry *e, vp_rule *r)
{
    VP_TRY(vp_json_strings(j, e->sum, &r->sum));
    if (r->sum.n < 2)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->sum), "a sum has two fields or more");
    size_t *terms, n = 0;
    VP_ALLOC(terms, vp_arena_array(j->arena, r->sum.n, sizeof *terms), j->err);
    for (const cJSON *c = e->sum->child; c; c = c->next, n++) {
        VP_TRY(number_field(j, c, &terms[n]));
        VP_TRY(same_field(j, c, terms[0], &terms[n]));
    }
    r->terms = terms;
    r->nterms = n;
    r->field = terms[0];
    VP_TRY(same_field(j, e->equals, terms[0], &r->of));
    for (size_t i = 0; i < n; i++)
        if (terms[i] == r->of)
            return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->equals), "'%s' is a part of the sum itself",
                           r->sum.at[i]);
    return VP_OK;
}

static vp_status read_day(vp_json *j, const entry *e, vp_rule *r)
{
    const vp_round *round = j->ctx;
    VP_TRY(vp_round_field_named(j, e->field, &r->field));
    if (round->fields[r->field].type != VP_TYPE_DATE)
        return wrong_type(j, e->field, &round->fields[r->field], N_("a date"));
    return vp_json_day(j, e->on_or_before ? e->on_or_before : e->on_or_after, &r->date);
}

bool vp_round_list_path(const char *s, const char *ending)
{
    size_t n = strlen(s), k = strlen(ending);
    return strncmp(s, "lists/", 6) == 0 && n > 6 + k && n <= 200 && strcmp(s + n - k, ending) == 0 &&
           !strchr(s + 6, '/') && !strchr(s, '\\') && !strchr(s, ':') && s[6] != '.';
}

static vp_status read_list(vp_json *j, const entry *e, vp_rule *r)
{
    const vp_round *round = j->ctx;
    const cJSON *list = e->not_in ? e->not_in : e->in;
    VP_TRY(text_field(j, e->field, &r->field));
    VP_TRY(vp_json_text(j, list, &r->list));
    if (!vp_round_list_path(r->list, ".csv")) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, list), "'%s' is not a list of this round", r->list);
        return vp_hint(j->err, "a CSV file in the folder lists/, such as \"lists/abnormal.csv\""), VP_CORRUPT;
    }
    if (!e->within_years)
        return VP_OK;
    int64_t years = 0;
    VP_TRY(vp_json_positive(j, e->within_years, &years));
    if (years > 100)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, e->within_years), "more than 100 years");
    r->within_years = (int)years;
    if (round->has_opens)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, e->within_years), "'within_years' counts back from the day the "
            "round opens, which is not set");
    return vp_hint(j->err, "add \"opens\": \"YYYY-MM-DD\" to the round"), VP_CORRUPT;
}

static vp_status read_max_count(vp_json *j, const entry *e, vp_rule *r)
{
    VP_TRY(text_field(j, e->each, &r->field));
    VP_TRY(vp_round_can_group(j, e->each, r->field)); /* what is private is not kept to count later rows with */
    return vp_json_positive(j, e->max_count, &r->bound);
}

/* What is private is not kept to compare later rows with. */
static vp_status public_field(vp_json *j, const cJSON *value, size_t *to)
{
    const vp_round *round = j->ctx;
    VP_TRY(vp_round_field_named(j, value, to));
    if (!round->fields[*to].secret)
        return VP_OK;
    return vp_round_can_group(j, value, *to);
}

/* "field": one, or "unique": a list of several together. */
static vp_status read_unique(vp_json *j, const entry *e, vp_rule *r)
{
    bool list = cJSON_IsArray(e->unique);
    size_t *terms, n = 0, most = list ? (size_t)cJSON_GetArraySize(e->unique) : 1;
    VP_ALLOC(terms, vp_arena_array(j->arena, most, sizeof *terms), j->err);
    if (list && e->field)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, e->field), "'%s' means nothing beside a list of fields",
                       e->field->string);
    if (list) {
        vp_strings names;
        VP_TRY(vp_json_strings(j, e->unique, &names));
        for (const cJSON *c = e->unique->child; c; c = c->next)
            VP_TRY(public_field(j, c, &terms[n++]));
    } else if (e->field) {
        VP_TRY(is_true(j, e->unique));
        VP_TRY(public_field(j, e->field, &terms[n++]));
    } else {
        vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, e->unique), "the rule '%s' (%s) has no '%s'", e->id, "unique",
                "field");
        return vp_hint(j->err, "\"field\": \"title\", \"unique\": true, or \"unique\": [\"uscc\", \"title\"]"),
               VP_CORRUPT;
    }
    r->terms = terms;
    r->nterms = n;
    r->field = terms[0];
    return VP_OK;
}

/* ---- the table of kinds ---- */

#define AT(member) offsetof(entry, member)

/* Which keys a kind needs and takes beside its own: `subject` and `with` are required, `may` is not. */
static const struct kind {
    const char *name;
    size_t at;
    const char *subject;
    const char *with, *may;
    vp_status (*read)(vp_json *j, const entry *e, vp_rule *r);
} kinds[] = {
    {"required", AT(required), "field", NULL, NULL, read_required},
    {"pattern", AT(pattern), "field", NULL, NULL, read_pattern},
    {"choices", AT(choices), "field", NULL, NULL, read_choices},
    {"min", AT(min), "field", NULL, NULL, read_bound},
    {"max", AT(max), "field", NULL, NULL, read_bound},
    {"min_share", AT(min_share), "field", "of", NULL, read_share},
    {"max_share", AT(max_share), "field", "of", NULL, read_share},
    {"sum", AT(sum), NULL, "equals", NULL, read_sum},
    {"on_or_after", AT(on_or_after), "field", NULL, NULL, read_day},
    {"on_or_before", AT(on_or_before), "field", NULL, NULL, read_day},
    {"in", AT(in), "field", NULL, "within_years", read_list},
    {"not_in", AT(not_in), "field", NULL, "within_years", read_list},
    {"max_count", AT(max_count), "each", NULL, NULL, read_max_count},
    {"unique", AT(unique), NULL, NULL, "field", read_unique},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const cJSON *kept(const entry *e, size_t at)
{
    return *(const cJSON *const *)(const void *)((const char *)e + at);
}

static vp_status the_kind(vp_json *j, const cJSON *object, const entry *e, const struct kind **out)
{
    *out = NULL;
    for (size_t i = 0; i < KINDS; i++) {
        const cJSON *value = kept(e, kinds[i].at);
        if (value && *out) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "the rule '%s' has two kinds, '%s' and '%s'", e->id,
                    (*out)->name, kinds[i].name);
            return vp_hint(j->err, "make two rules of it, each with its id"), VP_CORRUPT;
        }
        if (value)
            *out = &kinds[i];
    }
    if (*out)
        return VP_OK;
    const char *names[KINDS];
    for (size_t i = 0; i < KINDS; i++)
        names[i] = kinds[i].name;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, object), "the rule '%s' has no kind", e->id);
    return vp_hint(j->err, "one of: %s", vp_json_list_of(j, names, KINDS)), VP_CORRUPT;
}

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

/* The keys around the kind: all it needs, none that belongs to another. */
static vp_status right_keys(vp_json *j, const cJSON *object, const entry *e, const struct kind *k)
{
    static const char *const around[] = {"field", "each", "of", "equals", "within_years"};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        const cJSON *value = vp_json_member(object, around[i]);
        bool needed = is(k->subject, around[i]) || is(k->with, around[i]);
        if (needed && !value) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, object), "the rule '%s' (%s) has no '%s'", e->id, k->name,
                    around[i]);
            return VP_CORRUPT;
        }
        if (value && !needed && !is(k->may, around[i]))
            return vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "'%s' means nothing in a rule of kind '%s'",
                           around[i], k->name);
    }
    return VP_OK;
}

static vp_status one_rule(vp_json *j, const cJSON *value, vp_rule *r)
{
    entry e = {0};
    const struct kind *k;
    VP_TRY(vp_json_object(j, value, &entry_type, &e));
    VP_TRY(the_kind(j, value, &e, &k));
    VP_TRY(right_keys(j, value, &e, k));
    vp_where at = vp_json_at(j, value);
    r->id = e.id;
    r->line = at.row;
    r->col = at.col;
    if (!(r->kind = vp_rule_kind_find(k->name)))
        return vp_fail(j->err, VP_BUG, vp_json_at(j, value), "no rule of kind '%s' is built in", k->name);
    return k->read(j, &e, r);
}

vp_status vp_round_read_rules(vp_json *j, const cJSON *value, vp_round *round)
{
    if (!value)
        return VP_OK;
    VP_TRY(vp_json_want_list(j, value));
    vp_rule *all;
    size_t n = 0, before = j->told;
    VP_ALLOC(all, vp_arena_array(j->arena, (size_t)cJSON_GetArraySize(value), sizeof *all), j->err);
    for (const cJSON *c = value->child; c; c = c->next) {
        vp_status s = one_rule(j, c, &all[n]);
        n += s == VP_OK;
        VP_TRY(vp_json_go_on(j, s));
    }
    round->rules = all; /* those that can be read */
    round->nrules = n;
    VP_TRY(vp_json_go_on(j, vp_json_unique(j, value, "id")));
    return vp_json_stands(j, before);
}
