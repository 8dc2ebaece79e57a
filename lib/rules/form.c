/* The form's columns: which, how they are headed, and their bounds. */
#include <stdint.h>
#include <string.h>
#include "lib/model/cell.h"
#include "lib/model/columns.h"
#include "lib/model/field.h"
#include "lib/rules/form.h"
#include "lib/rules/judge.h"

const char *vp_form_mark(vp_lang lang)
{
    return vp_tr(lang, N_("example: "));
}

size_t vp_form_find(const vp_form *form, size_t field)
{
    for (size_t i = 0; i < form->n; i++)
        if (form->at[i].field == field)
            return i;
    return SIZE_MAX;
}

bool vp_form_involves(const vp_relation *r, size_t column)
{
    bool is = (r->kind != VP_ADDS_UP && r->column == column) || r->of == column;
    for (size_t i = 0; i < r->nterms; i++)
        is |= r->terms[i] == column;
    return is;
}

const char *vp_form_number(const vp_form_column *c, int64_t value, vp_arena *arena)
{
    char buf[VP_DECIMAL_MAX];
    if (c->type == VP_TYPE_DATE)
        vp_date_format(buf, (vp_date){(int32_t)value, (int32_t)value});
    else
        vp_decimal_trim(buf, value, c->type == VP_TYPE_MONEY ? c->places : 0, 0);
    return vp_arena_dupz(arena, buf);
}

/* ---- headings ---- */

typedef struct heading { long field; int64_t unit; const char *unit_name; } heading;

/* What vp-intake makes of a heading. */
static vp_status understand(heading *out, const char *text, const vp_map *known, const vp_round *round,
                            vp_arena *arena, vp_err *err)
{
    vp_columns columns;
    vp_cell cell = {text, strlen(text)};
    VP_TRY(vp_columns_read(&columns, known, NULL, round, &cell, 1, "", 0, arena, err));
    *out = (heading){columns.at[0].field, columns.at[0].unit, columns.at[0].unit_name};
    return VP_OK;
}

/* A canonical name for people: "own funds". */
static const char *spaced(const char *name, vp_arena *arena)
{
    char *copy = vp_arena_dupz(arena, strcmp(name, "uscc") == 0 ? "unified social credit code" : name);
    for (char *p = copy; p && *p; p++)
        if (*p == '_')
            *p = ' ';
    return copy;
}

/* The unit that money without one is in; "" when no unit of that currency has a name. */
static const char *money_unit(const vp_round *round)
{
    if (*round->unit_name && vp_money_unit(round->unit_name) != 0)
        return round->unit_name;
    return strcmp(round->currency, "CNY") != 0 ? "" : round->lang == VP_ZH ? "元" : "yuan";
}

/* Use the heading when vp-intake would take it for this very field; with the unit where it is money without one. */
static vp_status try_heading(bool *good, vp_form_column *c, const char *text, const vp_map *known,
                             const vp_round *round, vp_arena *arena, vp_err *err)
{
    heading h;
    const char *unit = money_unit(round), *name = text;
    *good = false;
    VP_TRY(understand(&h, text, known, round, arena, err));
    if (c->type == VP_TYPE_MONEY && h.unit == 0 && *unit) {
        const char *bound;
        heading with;
        VP_ALLOC(bound, vp_arena_printf(arena, "%s(%s)", text, unit), err);
        VP_TRY(understand(&with, bound, known, round, arena, err));
        if (with.field == (long)c->field && with.unit != 0) {
            h = with;
            text = bound;
        }
    }
    if (h.field != (long)c->field)
        return VP_OK;
    *good = true;
    c->name = name;
    c->heading = text;
    if (c->type != VP_TYPE_MONEY)
        return VP_OK;
    c->unit = h.unit ? h.unit : round->unit;
    c->unit_name = h.unit ? h.unit_name : round->currency;
    c->places = VP_MONEY_PLACES;
    for (int64_t u = c->unit; u > 100; u /= 10)
        c->places++;
    return VP_OK;
}

/* The round's own first heading, else the standard one of its language; others where another field has taken it. */
static vp_status choose_heading(vp_form_column *c, const vp_map *known, const vp_round *round, vp_arena *arena,
                                vp_err *err)
{
    const vp_field *f = &round->fields[c->field];
    const vp_field_standard *s = c->field < VP_STANDARD_FIELDS ? &vp_standard_fields[c->field] : NULL;
    const char *name;
    bool good = false;
    for (size_t i = 0; i < f->headings.n && !good; i++)
        VP_TRY(try_heading(&good, c, f->headings.at[i], known, round, arena, err));
    if (!good && s && round->lang == VP_ZH)
        VP_TRY(try_heading(&good, c, s->title_zh, known, round, arena, err));
    VP_ALLOC(name, spaced(f->name, arena), err);
    if (!good)
        VP_TRY(try_heading(&good, c, name, known, round, arena, err));
    for (const char *const *h = s ? s->headings : NULL; h && *h && !good; h++)
        VP_TRY(try_heading(&good, c, *h, known, round, arena, err));
    if (good)
        return VP_OK;
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(round->file), "no heading is left for the field '%s': others have them all",
            f->name);
    return vp_hint(err, "give it a heading of its own under \"fields\"");
}

/* ---- columns ---- */

/* What the public sees, and what is private but asked for; what the office approves is not the applicant's to say. */
static bool wanted(const vp_field *f, size_t field, bool needed)
{
    if (field == VP_APPROVED_BUDGET)
        return needed;
    return !f->secret || needed || f->headings.n > 0 || f->pattern || f->choices.n > 0;
}

static vp_status add_columns(vp_form *form, const vp_judge *judge, vp_arena *arena, vp_err *err)
{
    const vp_round *round = form->round;
    VP_AUTO(vp_map) known = NULL;
    VP_TRY(vp_headings_new(&known, round, NULL, arena, err));
    VP_ALLOC(form->at, vp_arena_array(arena, round->nfields, sizeof *form->at), err);
    for (size_t i = 0; i < round->nfields; i++) {
        const vp_field *f = &round->fields[i];
        bool needed = vp_judge_needs(judge, i);
        if (i < VP_STANDARD_FIELDS && !wanted(f, i, needed))
            continue;
        vp_form_column *c = &form->at[form->n++];
        *c = (vp_form_column){.field = i, .type = f->type, .required = needed, .choices = f->choices,
                              .unit_name = "", .example = ""};
        VP_TRY(choose_heading(c, known, round, arena, err));
    }
    return VP_OK;
}

/* ---- rules ---- */

static void at_most(vp_form_column *c, int64_t bound)
{
    c->most = c->has_most && c->most < bound ? c->most : bound;
    c->has_most = true;
}

static void at_least(vp_form_column *c, int64_t bound)
{
    c->least = c->has_least && c->least > bound ? c->least : bound;
    c->has_least = true;
}

/* What both the field and the rule take; one of them may take anything. */
static vp_status narrow_choices(vp_form_column *c, const vp_strings *choices, vp_arena *arena, vp_err *err)
{
    const char **both;
    size_t n = 0;
    if (c->choices.n == 0) {
        c->choices = *choices;
        return VP_OK;
    }
    VP_ALLOC(both, vp_arena_array(arena, c->choices.n, sizeof *both), err);
    for (size_t i = 0; i < c->choices.n; i++)
        for (size_t k = 0; k < choices->n; k++)
            if (strcmp(c->choices.at[i], choices->at[k]) == 0)
                both[n++] = c->choices.at[i];
    if (n > 0)
        c->choices = (vp_strings){both, n};
    return VP_OK;
}

static vp_status relate(vp_form *form, size_t *cap, const vp_relation *r, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &form->relations, cap, form->nrelations, form->nrelations + 1, sizeof *r, err));
    form->relations[form->nrelations++] = *r;
    return VP_OK;
}

static vp_status add_rule(vp_form *form, size_t *cap, const vp_rule *r, vp_arena *arena, vp_err *err)
{
    const char *kind = r->kind->name;
    vp_relation rel = {.column = vp_form_find(form, r->field), .share = r->share};
    if (rel.column == SIZE_MAX)
        return VP_OK;
    vp_form_column *c = &form->at[rel.column];
    if (strcmp(kind, "max") == 0)
        at_most(c, r->bound);
    else if (strcmp(kind, "min") == 0)
        at_least(c, r->bound);
    else if (strcmp(kind, "on_or_before") == 0)
        at_most(c, r->date.last);
    else if (strcmp(kind, "on_or_after") == 0)
        at_least(c, r->date.first);
    else if (strcmp(kind, "choices") == 0)
        return narrow_choices(c, &r->choices, arena, err);
    bool sum = r->sum.n > 0, most = strcmp(kind, "max_share") == 0;
    if (!sum && !most && strcmp(kind, "min_share") != 0)
        return VP_OK;
    rel.kind = sum ? VP_ADDS_UP : most ? VP_AT_MOST_SHARE : VP_AT_LEAST_SHARE;
    rel.of = vp_form_find(form, r->of);
    size_t *terms;
    VP_ALLOC(terms, vp_arena_array(arena, r->sum.n, sizeof *terms), err);
    rel.terms = terms;
    for (; rel.nterms < r->sum.n; rel.nterms++)
        if ((terms[rel.nterms] = vp_form_find(form, r->terms[rel.nterms])) == SIZE_MAX)
            return VP_OK;
    return rel.of == SIZE_MAX ? VP_OK : relate(form, cap, &rel, arena, err);
}

static vp_status add_rules(vp_form *form, vp_arena *arena, vp_err *err)
{
    size_t cap = 0;
    for (size_t i = 0; i < form->round->nrules; i++)
        VP_TRY(add_rule(form, &cap, &form->round->rules[i], arena, err));
    vp_relation order = {.kind = VP_NOT_AFTER, .column = vp_form_find(form, VP_STARTS),
                         .of = vp_form_find(form, VP_ENDS)};
    return order.column == SIZE_MAX || order.of == SIZE_MAX ? VP_OK : relate(form, &cap, &order, arena, err);
}

/* The rules that can be judged from the form alone: a list is a file. */
static vp_status without_lists(vp_round *out, const vp_round *round, vp_arena *arena, vp_err *err)
{
    vp_rule *rules;
    *out = *round;
    VP_ALLOC(rules, vp_arena_array(arena, round->nrules, sizeof *rules), err);
    out->rules = rules;
    out->nrules = 0;
    for (size_t i = 0; i < round->nrules; i++)
        if (!round->rules[i].kind->needs_list)
            rules[out->nrules++] = round->rules[i];
    return VP_OK;
}

/* The example row as vp-intake would judge it. */
static vp_status judge_example(vp_form *form, vp_judge *judge, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) known = NULL;
    vp_columns columns;
    vp_verdict v;
    vp_cell *headings, *cells;
    VP_ALLOC(headings, vp_arena_array(arena, form->n, sizeof *headings), err);
    VP_ALLOC(cells, vp_arena_array(arena, form->n, sizeof *cells), err);
    for (size_t i = 0; i < form->n; i++) {
        const char *text = form->at[i].example;
        if (i == 0) {
            size_t n = strlen(vp_form_mark(form->round->lang));
            text += strlen(text) > n ? n : 0;
        }
        headings[i] = (vp_cell){form->at[i].heading, strlen(form->at[i].heading)};
        cells[i] = (vp_cell){text, strlen(text)};
    }
    VP_TRY(vp_headings_new(&known, form->round, NULL, arena, err));
    VP_TRY(vp_columns_read(&columns, known, NULL, form->round, headings, form->n, "", 0, arena, err));
    VP_TRY(vp_judge_read(&v, judge, &columns, cells, form->n, arena, err));
    VP_TRY(vp_judge_row(&v, judge, 1, arena, err));
    form->example_stands = v.nproblems == 0;
    return VP_OK;
}

vp_status vp_form_new(vp_form **out, const vp_round *round, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_judge) all = NULL;
    VP_AUTO(vp_judge) judge = NULL;
    const vp_judge_opts opts = {.received = ""};
    vp_round *listless;
    vp_form *form;
    VP_ALLOC(form, vp_arena_alloc(arena, sizeof *form), err);
    VP_ALLOC(listless, vp_arena_alloc(arena, sizeof *listless), err);
    form->round = round;
    VP_TRY(vp_judge_new(&all, round, NULL, &opts, err));
    VP_TRY(add_columns(form, all, arena, err));
    VP_TRY(add_rules(form, arena, err));
    VP_TRY(vp_form_words(form, arena, err));
    VP_TRY(vp_form_example(form, arena, err));
    VP_TRY(without_lists(listless, round, arena, err));
    VP_TRY(vp_judge_new(&judge, listless, NULL, &opts, err));
    VP_TRY(judge_example(form, judge, arena, err));
    *out = form;
    return VP_OK;
}
