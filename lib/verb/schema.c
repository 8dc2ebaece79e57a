/* A round's fields and rules as a Table Schema (Frictionless Data). Values are those of the answer of vp-intake: what
   a sheet may hold beyond that (万元, 2024年3月) is read by vp-intake alone. */
#include <string.h>
#include <vp/config.h>
#include <vp/rules.h>
#include "lib/model/field.h"

/* What the rules say of one field. Bounds are INT64_MIN and INT64_MAX where there are none. */
typedef struct bounds {
    bool required, unique, narrowed;
    int64_t least, most;
    const vp_strings *choices;
    const char *pattern;
} bounds;

static bool is(const vp_rule *r, const char *kind)
{
    return strcmp(r->kind->name, kind) == 0;
}

/* ---- patterns: those of a schema are anchored, and know no extensions ---- */

/* Whether the pattern stands between ^ and $, and means the same in the schema without them; *from and *n are what is
   between. */
static bool sayable(const char *p, size_t *from, size_t *n)
{
    size_t len = strlen(p), depth = 0;
    bool class = false;
    if (len < 3 || p[0] != '^' || p[len - 1] != '$' || strstr(p, "(?") || strstr(p, "(*"))
        return false;
    for (size_t i = 1; i < len - 1; i++) {
        char c = p[i];
        if (c == '\\') {
            if (!strchr("dDwWsS.-|(){}[]*+?^$\\/", p[++i]) || i == len - 1)
                return false;
        } else if (class && c == '[') { /* a class of POSIX, or a subtraction there */
            return false;
        } else if (class) {
            class = c != ']';
        } else if (c == '[') {
            class = true;
            i += p[i + 1] == '^';
            i += p[i + 1] == ']'; /* one of the class */
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth -= depth > 0;
        } else if (c == '^' || c == '$' || (c == '|' && depth == 0)
                   || (strchr("*+?}", c) && (p[i + 1] == '?' || p[i + 1] == '+'))) { /* lazy, possessive */
            return false;
        }
    }
    *from = 1;
    *n = len - 2;
    return true;
}

/* ---- what the rules say of the fields ---- */

static void read_rule(bounds *all, const vp_rule *r)
{
    bounds *b = &all[r->field];
    size_t from, n;
    if (!r->kind->reads_blank) {
        b->required = true;
        if (r->sum.n > 0 || r->share > 0)
            all[r->of].required = true;
        for (size_t i = 0; i < r->nterms; i++)
            all[r->terms[i]].required = true;
    }
    if (is(r, "min") && r->bound > b->least)
        b->least = r->bound;
    if (is(r, "max") && r->bound < b->most)
        b->most = r->bound;
    if (is(r, "on_or_after") && r->date.first > b->least)
        b->least = r->date.first;
    if (is(r, "on_or_before") && r->date.first < b->most)
        b->most = r->date.first;
    if (is(r, "choices") && !b->narrowed) { /* some of what the field may be */
        b->choices = &r->choices;
        b->narrowed = true;
    }
    if (is(r, "pattern") && !b->pattern && sayable(r->pattern, &from, &n))
        b->pattern = r->pattern;
    b->unique |= is(r, "unique") && r->nterms == 1;
}

/* Whether the constraints of the fields say all of the rule. */
static bool is_said(const bounds *all, const vp_rule *r)
{
    const bounds *b = &all[r->field];
    return is(r, "required") || is(r, "min") || is(r, "max") || is(r, "on_or_after") || is(r, "on_or_before")
           || (is(r, "choices") && b->choices == &r->choices) || (is(r, "pattern") && b->pattern == r->pattern)
           || (is(r, "unique") && r->nterms == 1);
}

static bounds first_bounds(const vp_field *f)
{
    size_t from, n;
    bounds b = {.required = f->required, .least = INT64_MIN, .most = INT64_MAX,
                .choices = f->choices.n ? &f->choices : NULL};
    if (f->type == VP_TYPE_MONEY || f->type == VP_TYPE_COUNT)
        b.least = 0;
    if (f->pattern && sayable(f->pattern, &from, &n))
        b.pattern = f->pattern;
    return b;
}

/* ---- writing ---- */

static void member(vp_str *out, const char *indent, const char *key, bool *first)
{
    vp_str_addf(out, "%s\n%s\"%s\": ", *first ? "" : ",", indent, key);
    *first = false;
}

static void texts(vp_str *out, const vp_strings *all)
{
    vp_str_addc(out, '[');
    for (size_t i = 0; i < all->n; i++) {
        vp_str_addz(out, i ? ", " : "");
        vp_json_string(out, all->at[i]);
    }
    vp_str_addc(out, ']');
}

static void bound(vp_str *out, vp_type type, int64_t v)
{
    char buf[VP_DECIMAL_MAX];
    if (type == VP_TYPE_DATE)
        vp_date_format(buf, (vp_date){(int32_t)v, (int32_t)v});
    else
        vp_decimal_format(buf, v, type == VP_TYPE_MONEY ? VP_MONEY_PLACES : 0);
    vp_str_addf(out, type == VP_TYPE_DATE ? "\"%s\"" : "%s", buf);
}

static void constraints(vp_str *out, const vp_field *f, const bounds *b)
{
    static const char in[] = "        ";
    bool first = true;
    size_t from = 0, n = 0;
    vp_str_addc(out, '{');
    if (b->required)
        member(out, in, "required", &first), vp_str_addz(out, "true");
    if (b->unique || f->type == VP_TYPE_ID)
        member(out, in, "unique", &first), vp_str_addz(out, "true");
    if (b->least != INT64_MIN)
        member(out, in, "minimum", &first), bound(out, f->type, b->least);
    if (b->most != INT64_MAX)
        member(out, in, "maximum", &first), bound(out, f->type, b->most);
    if (b->choices)
        member(out, in, "enum", &first), texts(out, b->choices);
    if (b->pattern && sayable(b->pattern, &from, &n)) {
        VP_STR inner = {0};
        vp_str_add(&inner, b->pattern + from, n);
        out->oom |= inner.oom;
        member(out, in, "pattern", &first);
        vp_json_string(out, vp_str_text(&inner));
    } else if (f->type == VP_TYPE_CODE) {
        member(out, in, "pattern", &first);
        vp_json_string(out, "[0-9A-HJ-NPQRTUWXY]{18}");
    }
    vp_str_addz(out, first ? "}" : "\n      }");
}

static void field(vp_str *out, const vp_round *round, size_t i, const bounds *b)
{
    /* 约500人次 is a number with words around it; a date may lack its day. */
    static const struct { const char *type, *more; } types[] = {
        [VP_TYPE_TEXT] = {"string", NULL}, [VP_TYPE_ID] = {"string", NULL}, [VP_TYPE_CODE] = {"string", NULL},
        [VP_TYPE_CHOICE] = {"string", NULL}, [VP_TYPE_MONEY] = {"number", NULL}, [VP_TYPE_DATE] = {"date", "any"},
        [VP_TYPE_COUNT] = {"integer", NULL},
    };
    static const char in[] = "      ";
    const vp_field *f = &round->fields[i];
    bool first = true;
    vp_str_addz(out, "    {");
    member(out, in, "name", &first);
    vp_json_string(out, f->name);
    member(out, in, "title", &first);
    vp_json_string(out, vp_field_heading(f, i, round->lang));
    member(out, in, "type", &first);
    vp_json_string(out, types[f->type].type);
    member(out, in, "format", &first);
    vp_json_string(out, types[f->type].more ? types[f->type].more : i == VP_EMAIL ? "email" : "default");
    if (f->type == VP_TYPE_COUNT)
        member(out, in, "bareNumber", &first), vp_str_addz(out, "false");
    if (f->secret)
        member(out, in, "vp:private", &first), vp_str_addz(out, "true");
    member(out, in, "constraints", &first);
    constraints(out, f, b);
    vp_str_addz(out, "\n    }");
}

/* A text that stands alone, or a list of the names of the rule's terms. */
static void names(vp_str *out, const vp_round *round, const vp_rule *r)
{
    vp_str_addc(out, '[');
    for (size_t i = 0; i < r->nterms; i++) {
        vp_str_addz(out, i ? ", " : "");
        vp_json_string(out, round->fields[r->terms[i]].name);
    }
    vp_str_addc(out, ']');
}

/* As round.json has it, with the kind named. */
static void rule(vp_str *out, const vp_round *round, const vp_rule *r)
{
    static const char in[] = "      ";
    char buf[VP_DECIMAL_MAX];
    bool first = true;
    vp_str_addz(out, "    {");
    member(out, in, "id", &first);
    vp_json_string(out, r->id);
    member(out, in, "kind", &first);
    vp_json_string(out, r->kind->name);
    if (r->nterms > 0) {
        member(out, in, r->sum.n ? "sum" : "unique", &first);
        names(out, round, r);
    } else {
        member(out, in, is(r, "max_count") ? "each" : "field", &first);
        vp_json_string(out, round->fields[r->field].name);
    }
    if (r->share > 0) {
        vp_micro_format(buf, r->share, 2);
        member(out, in, r->kind->name, &first);
        vp_json_string(out, buf);
    }
    if (r->share > 0 || r->sum.n > 0) {
        member(out, in, r->sum.n ? "equals" : "of", &first);
        vp_json_string(out, round->fields[r->of].name);
    }
    if (r->list) {
        member(out, in, r->kind->name, &first);
        vp_json_string(out, r->list);
    }
    if (r->within_years > 0)
        member(out, in, "within_years", &first), vp_str_addf(out, "%d", r->within_years);
    if (is(r, "max_count"))
        member(out, in, "max_count", &first), vp_str_addf(out, "%lld", (long long)r->bound);
    if (r->pattern)
        member(out, in, "pattern", &first), vp_json_string(out, r->pattern);
    if (r->choices.n > 0)
        member(out, in, "choices", &first), texts(out, &r->choices);
    vp_str_addz(out, "\n    }");
}

/* A pattern of a field that the schema cannot say stands among the rules, under the name of the check. */
static void field_pattern(vp_str *out, const vp_field *f)
{
    bool first = true;
    vp_str_addz(out, "    {");
    member(out, "      ", "id", &first);
    vp_json_string(out, "pattern");
    member(out, "      ", "kind", &first);
    vp_json_string(out, "pattern");
    member(out, "      ", "field", &first);
    vp_json_string(out, f->name);
    member(out, "      ", "pattern", &first);
    vp_json_string(out, f->pattern);
    vp_str_addz(out, "\n    }");
}

static void rules(vp_str *out, const vp_round *round, const bounds *all)
{
    bool any = false;
    vp_str_addz(out, "  \"vp:rules\": [");
    for (size_t i = 0; i < round->nfields; i++) {
        const vp_field *f = &round->fields[i];
        if (!f->pattern || all[i].pattern == f->pattern)
            continue;
        vp_str_addz(out, any ? ",\n" : "\n");
        field_pattern(out, f);
        any = true;
    }
    for (size_t i = 0; i < round->nrules; i++) {
        if (is_said(all, &round->rules[i]))
            continue;
        vp_str_addz(out, any ? ",\n" : "\n");
        rule(out, round, &round->rules[i]);
        any = true;
    }
    vp_str_addz(out, any ? "\n  ]\n" : "]\n");
}

vp_status vp_config_table_schema(vp_str *out, const vp_round *round, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    bounds *all = arena ? vp_arena_array(arena, round->nfields, sizeof *all) : NULL;
    if (!all)
        return vp_nomem(err);
    for (size_t i = 0; i < round->nfields; i++)
        all[i] = first_bounds(&round->fields[i]);
    for (size_t i = 0; i < round->nrules; i++)
        read_rule(all, &round->rules[i]);
    vp_str_addz(out, "{\n  \"fields\": [\n");
    for (size_t i = 0; i < round->nfields; i++) {
        vp_str_addz(out, i ? ",\n" : "");
        field(out, round, i, &all[i]);
    }
    vp_str_addz(out, "\n  ],\n  \"missingValues\": [\"\"],\n  \"primaryKey\": [\"id\"],\n  \"title\": ");
    vp_json_string(out, round->title);
    vp_str_addz(out, ",\n  \"vp:round\": ");
    vp_json_string(out, round->id);
    vp_str_addz(out, ",\n  \"vp:currency\": ");
    vp_json_string(out, round->currency);
    vp_str_addz(out, ",\n");
    rules(out, round, all);
    vp_str_addz(out, "}\n");
    return vp_str_check(out, err);
}
