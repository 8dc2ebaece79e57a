/* Explaining a rule: what it means, where it stands, what it reads, what its list holds, how to mend a row. */
#include <string.h>
#include <vp/config.h>
#include <vp/near.h>
#include "lib/io/list.h"
#include "lib/model/field.h"
#include "lib/rules/builtin.h"

typedef struct story {
    const char *name, *kind, *what, *place, *fields, *list, *mend, *source;
    const char *entries, *newest;
} story;

/* ---- a rule of the round ---- */

static vp_status in_words(const char **out, const vp_note *note, vp_lang lang, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    vp_note_text(&text, lang, note);
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

static void add_field(vp_str *out, const vp_round *round, size_t field)
{
    const vp_field *f = &round->fields[field];
    const char *heading = vp_field_heading(f, field, round->lang);
    vp_str_addf(out, "%s%s", out->n ? ", " : "", f->name);
    if (strcmp(heading, f->name) != 0)
        vp_str_addf(out, " (%s)", heading);
}

static vp_status fields_of(const char **out, const vp_rule *r, const vp_round *round, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    if (r->nterms == 0)
        add_field(&text, round, r->field);
    for (size_t i = 0; i < r->nterms; i++)
        add_field(&text, round, r->terms[i]);
    if (r->sum.n > 0 || r->share > 0)
        add_field(&text, round, r->of);
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

/* A list that cannot be read is no reason not to explain its rule: --check-config says what is wrong with it. */
static vp_status list_of(story *to, const vp_rule *r, const vp_round *round, const vp_view *view, vp_arena *arena,
                         vp_err *err)
{
    vp_list *list;
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    int32_t newest = INT32_MIN;
    to->list = r->list;
    to->entries = to->newest = "";
    vp_status s = vp_list_read(&list, r, round, view, arena, &aside);
    if (s == VP_CORRUPT) {
        VP_ALLOC(to->list, vp_arena_printf(arena, "%s: %s", r->list, aside.msg), err);
        return VP_OK;
    }
    if (s != VP_OK) {
        if (err)
            *err = aside;
        return s;
    }
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].dated && list->at[i].day > newest)
            newest = list->at[i].day;
    to->entries = vp_arena_printf(arena, "%zu", list->n);
    vp_list_close(list);
    VP_ALLOC(to->entries, to->entries, err);
    if (newest == INT32_MIN)
        return VP_OK;
    char day[VP_DATE_MAX];
    vp_date_format(day, (vp_date){newest, newest});
    VP_ALLOC(to->newest, vp_arena_dupz(arena, day), err);
    return VP_OK;
}

static vp_status of_rule(story *to, const vp_rule *r, const vp_round *round, const vp_view *view, vp_arena *arena,
                         vp_err *err)
{
    vp_lang lang = err ? err->lang : VP_EN;
    vp_problem told = {0};
    *to = (story){.name = r->id, .kind = r->kind->name, .source = r->pattern ? "PCRE2" : ""};
    r->kind->explain(&told, r, round, arena);
    VP_TRY(in_words(&to->what, &told.what, lang, arena, err));
    VP_TRY(in_words(&to->mend, &told.mend, lang, arena, err));
    VP_ALLOC(to->place, vp_arena_printf(arena, "%s:%zu:%zu", round->file, r->line, r->col), err);
    VP_TRY(fields_of(&to->fields, r, round, arena, err));
    return r->list ? list_of(to, r, round, view, arena, err) : VP_OK;
}

/* ---- a check that is built in ---- */

static const vp_builtin *builtin_named(const char *name)
{
    for (const vp_builtin *b = vp_builtins; b->name; b++)
        if (strcmp(b->name, name) == 0 || (b->alias && strcmp(b->alias, name) == 0))
            return b;
    return NULL;
}

static story of_builtin(const vp_builtin *b, vp_lang lang)
{
    return (story){.name = b->name, .kind = "built-in", .what = vp_tr(lang, b->what), .place = "", .fields = "",
                   .mend = vp_tr(lang, b->mend), .source = b->source ? b->source : ""};
}

/* ---- neither ---- */

static void nearer(const char **best, size_t *least, const char *given, const char *name)
{
    size_t d = vp_distance(given, strlen(given), name);
    if (d < *least && d < strlen(name)) {
        *least = d;
        *best = name;
    }
}

static vp_status no_such(const char *name, const vp_round *round, vp_err *err)
{
    VP_STR rules = {0};
    VP_STR checks = {0};
    const char *best = NULL;
    size_t least = strlen(name) / 3 + 2;
    for (size_t i = 0; i < round->nrules; i++) {
        vp_str_addf(&rules, "%s%s", i ? ", " : "", round->rules[i].id);
        nearer(&best, &least, name, round->rules[i].id);
    }
    for (const vp_builtin *b = vp_builtins; b->name; b++) {
        vp_str_addf(&checks, "%s%s", checks.n ? ", " : "", b->name);
        nearer(&best, &least, name, b->name);
    }
    vp_fail(err, VP_USAGE, VP_NOWHERE, "there is no rule '%s'", name);
    if (best)
        return vp_hint(err, "did you mean '%s'? rules of the round: %s; built in: %s", best, vp_str_text(&rules),
                       vp_str_text(&checks)), VP_USAGE;
    return vp_hint(err, "rules of the round: %s; built in: %s", vp_str_text(&rules), vp_str_text(&checks)), VP_USAGE;
}

/* ---- the answer ---- */

static void line(vp_str *out, vp_lang lang, const char *label, const char *text)
{
    if (text && *text)
        vp_str_addf(out, "  %s: %s\n", vp_tr(lang, label), text);
}

static void tell(vp_str *out, const story *s, vp_lang lang)
{
    bool own = *s->place != '\0';
    vp_str_addf(out, "%s (%s)\n  %s\n", s->name, own ? s->kind : vp_tr(lang, N_("built in")), s->what);
    line(out, lang, N_("stands in"), s->place);
    line(out, lang, N_("reads"), s->fields);
    if (s->list && s->entries && *s->entries) {
        vp_str_addf(out, "  %s: ", vp_tr(lang, N_("list")));
        vp_note holds = {*s->newest ? N_("%1$s, %2$s entries, the newest of %3$s")
                                    : N_("%1$s, %2$s entries, without dates"),
                         {s->list, s->entries, s->newest}};
        vp_note_text(out, lang, &holds);
        vp_str_addc(out, '\n');
    } else {
        line(out, lang, N_("list"), s->list);
    }
    line(out, lang, N_("to mend"), s->mend);
    line(out, lang, N_("source"), s->source);
}

static const vp_column columns[] = {
    {"rule", NULL, 't'}, {"kind", NULL, 't'}, {"what", NULL, 't'}, {"place", NULL, 't'}, {"fields", NULL, 't'},
    {"list", NULL, 't'}, {"entries", NULL, 'n'}, {"newest", NULL, 't'}, {"mend", NULL, 't'}, {"source", NULL, 't'},
};

static vp_status answer(const story *all, size_t n, const char *format, vp_out out, vp_err *err)
{
    if (strncmp(format, "json", 4) != 0) {
        VP_STR text = {0};
        for (size_t i = 0; i < n; i++)
            tell(&text, &all[i], err ? err->lang : VP_EN);
        VP_TRY(vp_str_check(&text, err));
        return out.write(out.ctx, vp_str_text(&text), text.n, err);
    }
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, format, out, "vp-intake-rule/1", columns, sizeof columns / sizeof *columns, err));
    for (size_t i = 0; i < n; i++) {
        const story *s = &all[i];
        VP_TRY(vp_emit_row(e, (const char *[]){s->name, s->kind, s->what, s->place, s->fields, s->list, s->entries,
                                               s->newest, s->mend, s->source}, err));
    }
    return vp_emit_end(e, err);
}

vp_status vp_config_explain(const vp_view *view, const char *name, const char *format, vp_out out, vp_arena *arena,
                            vp_err *err)
{
    vp_round *round;
    story all[2]; /* a rule of the round may be called as a built-in check is */
    size_t n = 0;
    VP_TRY(vp_round_read(&round, view, arena, err));
    for (size_t i = 0; i < round->nrules && n == 0; i++)
        if (strcmp(round->rules[i].id, name) == 0)
            VP_TRY(of_rule(&all[n++], &round->rules[i], round, view, arena, err));
    const vp_builtin *b = builtin_named(name);
    if (b)
        all[n++] = of_builtin(b, err ? err->lang : VP_EN);
    return n > 0 ? answer(all, n, format, out, err) : no_such(name, round, err);
}
