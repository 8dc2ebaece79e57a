/* The form in words: what each column takes, and what the round asks of it. */
#include <stdint.h>
#include <string.h>
#include <vp/note.h>
#include "lib/rules/form.h"
#include "lib/rules/kind.h"

static vp_status text_of(const char **out, const vp_form *form, vp_note note, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    vp_note_text(&text, form->round->lang, &note);
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

static vp_status all_choices(const char **out, const vp_form_column *c, vp_arena *arena, vp_err *err)
{
    enum { SHOWN = 20 };
    VP_STR all = {0};
    for (size_t i = 0; i < c->choices.n && i < SHOWN; i++)
        vp_str_addf(&all, "%s%s", i ? ", " : "", c->choices.at[i]);
    if (c->choices.n > SHOWN)
        vp_str_addz(&all, ", …");
    VP_TRY(vp_str_check(&all, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&all), all.n), err);
    return VP_OK;
}

static vp_status expect(const vp_form *form, vp_form_column *c, vp_arena *arena, vp_err *err)
{
    vp_note n = {N_("text"), {NULL}};
    if (c->choices.n > 0) {
        n.msg = N_("one of: %1$s");
        VP_TRY(all_choices(&n.arg[0], c, arena, err));
        return text_of(&c->expects, form, n, arena, err);
    }
    switch (c->type) {
    case VP_TYPE_TEXT: case VP_TYPE_CHOICE:
        break;
    case VP_TYPE_ID:
        n.msg = N_("letters, digits and - _ . only; each proposal has its own");
        break;
    case VP_TYPE_CODE:
        n.msg = N_("18 characters, as on the registration certificate, without spaces");
        break;
    case VP_TYPE_MONEY:
        n = (vp_note){N_("an amount in %1$s: digits, without the unit"), {c->unit_name}};
        break;
    case VP_TYPE_DATE:
        n = (vp_note){N_("a date such as %1$s"), {"2024-03-01"}};
        break;
    case VP_TYPE_COUNT:
        n.msg = N_("a whole number");
        break;
    }
    return text_of(&c->expects, form, n, arena, err);
}

/* ---- rules ---- */

static vp_status add_words(vp_form_column *c, size_t *cap, const char *words, vp_arena *arena, vp_err *err)
{
    const char **at = (const char **)(uintptr_t)c->rules.at;
    VP_TRY(vp_arena_grow(arena, &at, cap, c->rules.n, c->rules.n + 1, sizeof *at, err));
    at[c->rules.n++] = words;
    c->rules.at = at;
    return VP_OK;
}

/* "50 万元", "300", "2023-03-01". */
static vp_status amount(const char **out, const vp_form_column *c, int64_t value, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_form_number(c, value, arena), err);
    if (c->type == VP_TYPE_MONEY && *c->unit_name)
        VP_ALLOC(*out, vp_arena_printf(arena, "%s %s", *out, c->unit_name), err);
    return VP_OK;
}

/* A rule about one column alone; msg NULL: it is told elsewhere, as a bound, a list or a relation. */
static vp_status note_of(vp_note *out, const vp_rule *r, const vp_round *round, vp_arena *arena, vp_err *err)
{
    static const char *const elsewhere[] = {"max", "min", "on_or_before", "on_or_after", "max_share", "min_share",
                                            "sum", "required", "choices", NULL};
    const char *kind = r->kind->name, *number, *list = "", *slash;
    if (r->list) { /* lists/abnormal.csv */
        slash = strrchr(r->list, '/');
        list = slash ? slash + 1 : r->list;
        VP_ALLOC(list, vp_arena_dup(arena, list, strcspn(list, ".")), err);
    }
    VP_ALLOC(number, vp_arena_printf(arena, "%lld",
                                     (long long)(strcmp(kind, "max_count") == 0 ? r->bound : r->within_years)), err);
    *out = (vp_note){NULL, {NULL}};
    if (strcmp(kind, "max_count") == 0)
        *out = (vp_note){N_("at most %1$s proposals with the same"), {number}};
    else if (strcmp(kind, "not_in") == 0 && r->within_years > 0)
        *out = (vp_note){N_("not on the list '%1$s' in the %2$s years before the round opens"), {list, number}};
    else if (strcmp(kind, "not_in") == 0)
        *out = (vp_note){N_("not on the list '%1$s'"), {list}};
    else if (strcmp(kind, "in") == 0)
        *out = (vp_note){N_("on the list '%1$s'"), {list}};
    else if (r->pattern)
        *out = (vp_note){N_("of this form: %1$s"), {r->pattern}};
    bool told = out->msg;
    for (size_t i = 0; elsewhere[i]; i++)
        told |= strcmp(elsewhere[i], kind) == 0;
    vp_problem said = {0};
    if (!told)
        r->kind->explain(&said, r, round, arena);
    if (said.what.msg)
        *out = said.what;
    return VP_OK;
}

static vp_status bound_words(const vp_form *form, vp_form_column *c, size_t *cap, vp_arena *arena, vp_err *err)
{
    bool date = c->type == VP_TYPE_DATE;
    const char *words;
    vp_note n = {NULL, {NULL}};
    if (c->has_least) {
        n.msg = date ? N_("on or after %1$s") : N_("at least %1$s");
        VP_TRY(amount(&n.arg[0], c, c->least, arena, err));
        VP_TRY(text_of(&words, form, n, arena, err));
        VP_TRY(add_words(c, cap, words, arena, err));
    }
    if (!c->has_most)
        return VP_OK;
    n.msg = date ? N_("on or before %1$s") : N_("at most %1$s");
    VP_TRY(amount(&n.arg[0], c, c->most, arena, err));
    VP_TRY(text_of(&words, form, n, arena, err));
    return add_words(c, cap, words, arena, err);
}

static vp_status relation_words(const vp_form *form, vp_relation *r, vp_arena *arena, vp_err *err)
{
    const char *column = form->at[r->column].name, *of = form->at[r->of].name;
    const char *names = "", *share = vp_text_of_share(arena, r->share);
    vp_note n = {N_("%1$s is at most %2$s of %3$s"), {column, share, of}};
    if (r->kind == VP_AT_LEAST_SHARE)
        n.msg = N_("%1$s is at least %2$s of %3$s");
    else if (r->kind == VP_NOT_AFTER)
        n = (vp_note){N_("%1$s is not after %2$s"), {column, of}};
    else if (r->kind == VP_ADDS_UP) {
        for (size_t i = 0; i < r->nterms; i++)
            VP_ALLOC(names, vp_arena_printf(arena, "%s%s%s", names, i ? " + " : "", form->at[r->terms[i]].name), err);
        n = (vp_note){N_("%1$s = %2$s"), {names, of}};
    }
    return text_of(&r->words, form, n, arena, err);
}

static vp_status column_words(const vp_form *form, size_t i, vp_arena *arena, vp_err *err)
{
    vp_form_column *c = &form->at[i];
    const vp_round *round = form->round;
    const char *words;
    size_t cap = 0;
    VP_TRY(bound_words(form, c, &cap, arena, err));
    for (size_t k = 0; k < form->nrelations; k++)
        if (vp_form_involves(&form->relations[k], i))
            VP_TRY(add_words(c, &cap, form->relations[k].words, arena, err));
    for (size_t k = 0; k < round->nrules; k++) {
        vp_note n;
        if (round->rules[k].field != c->field)
            continue;
        VP_TRY(note_of(&n, &round->rules[k], round, arena, err));
        if (!n.msg)
            continue;
        VP_TRY(text_of(&words, form, n, arena, err));
        VP_TRY(add_words(c, &cap, words, arena, err));
    }
    if (round->fields[c->field].pattern) {
        VP_TRY(text_of(&words, form, (vp_note){N_("of this form: %1$s"), {round->fields[c->field].pattern}}, arena,
                       err));
        VP_TRY(add_words(c, &cap, words, arena, err));
    }
    if (!round->fields[c->field].secret)
        return VP_OK;
    VP_TRY(text_of(&words, form, (vp_note){N_("kept private: never published"), {NULL}}, arena, err));
    return add_words(c, &cap, words, arena, err);
}

vp_status vp_form_words(vp_form *form, vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < form->nrelations; i++)
        VP_TRY(relation_words(form, &form->relations[i], arena, err));
    for (size_t i = 0; i < form->n; i++) {
        VP_TRY(expect(form, &form->at[i], arena, err));
        VP_TRY(column_words(form, i, arena, err));
    }
    return VP_OK;
}
