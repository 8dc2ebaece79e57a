/* Judging rows: built-in checks by field type first, then the round's eligibility rules in their order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/rules/judge.h"
#include "lib/rules/recall.h"

struct vp_judge {
    const vp_round *round;
    vp_judge_opts opts;
    vp_map *ids;        /* folded id -> line of the row that has it, and where its text begins in `written` */
    vp_str written;     /* ids of this sheet as they are written, NUL after each */
    vp_map *known;      /* folded id -> the round's id as it is written (a pointer into arena) */
    vp_rule_tools *tools; /* one for each rule */
    size_t *told;       /* of each rule: the field that its problem is told of, a private one when it reads any */
    vp_map **choices;   /* one for each field with choices: cell as it came -> 1 + choice, 0: none */
    vp_match **patterns;
    const char **needed; /* of fields that must be filled: the rule that says so; NULL: none */
    vp_map **counted;   /* one for each field, by which a rule counts, or NULL */
    vp_value *blank;    /* a row without a cell */
    vp_recall *recall;
    bool counts;        /* a rule looks at the other proposals */
    vp_arena *arena, *scratch;
};

void vp_judge_free(vp_judge *j)
{
    if (!j)
        return;
    for (size_t i = 0; j->tools && i < j->round->nrules; i++) {
        vp_map_free(j->tools[i].taken);
        vp_match_free(j->tools[i].match);
    }
    for (size_t i = 0; j->choices && i < j->round->nfields; i++)
        vp_map_free(j->choices[i]);
    for (size_t i = 0; j->patterns && i < j->round->nfields; i++)
        vp_match_free(j->patterns[i]);
    vp_map_free(j->ids);
    vp_str_free(&j->written);
    vp_map_free(j->known);
    vp_recall_free(j->recall);
    vp_arena_free(j->scratch);
    vp_arena_free(j->arena);
    free(j);
}

/* A map of folded choices, so that 為老服務類 finds 为老服务类. */
static vp_status choices_new(vp_map **out, const vp_field *f, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) map = vp_map_new();
    if (!map)
        return vp_nomem(err);
    for (size_t i = 0; i < f->choices.n; i++) {
        const char *key;
        uint64_t *slot;
        VP_TRY(vp_fold(&key, f->choices.at[i], arena, err));
        VP_ALLOC(slot, vp_map_put(map, key, strlen(key), NULL), err);
        *slot = i + 1;
    }
    *out = VP_STEAL(map);
    return VP_OK;
}

/* A private field goes first: what is said of it must not be told, and cannot be checked without it. */
static size_t told_of(const vp_round *round, const vp_rule *r)
{
    bool two = r->sum.n > 0 || r->share > 0;
    size_t told = r->field;
    if (two && round->fields[r->of].secret)
        told = r->of;
    for (size_t i = r->nterms; i > 0; i--)
        if (round->fields[r->terms[i - 1]].secret)
            told = r->terms[i - 1];
    return round->fields[r->field].secret ? r->field : told;
}

/* The fields that the rule reads must be filled. */
static void need(vp_judge *j, const vp_rule *r, const char *says)
{
    const char **of = r->sum.n > 0 || r->share > 0 ? &j->needed[r->of] : &j->needed[r->field];
    if (!j->needed[r->field])
        j->needed[r->field] = says;
    if (!*of)
        *of = says;
    for (size_t k = 0; k < r->nterms; k++)
        if (!j->needed[r->terms[k]])
            j->needed[r->terms[k]] = says;
}

static vp_status open_fields(vp_judge *j, vp_err *err)
{
    const vp_round *round = j->round;
    VP_ALLOC(j->counted, vp_arena_array(j->arena, round->nfields, sizeof *j->counted), err);
    VP_ALLOC(j->choices, vp_arena_array(j->arena, round->nfields, sizeof *j->choices), err);
    VP_ALLOC(j->patterns, vp_arena_array(j->arena, round->nfields, sizeof *j->patterns), err);
    VP_ALLOC(j->needed, vp_arena_array(j->arena, round->nfields, sizeof *j->needed), err);
    VP_ALLOC(j->blank, vp_arena_array(j->arena, round->nfields, sizeof *j->blank), err);
    for (size_t i = 0; i < round->nfields; i++) {
        const vp_field *f = &round->fields[i];
        j->blank[i] = (vp_value){.text = "", .blank = true};
        j->needed[i] = f->required ? "required" : NULL;
        if (f->choices.n > 0)
            VP_TRY(choices_new(&j->choices[i], f, j->arena, err));
        if (f->pattern)
            VP_TRY(vp_match_compile(&j->patterns[i], f->pattern, VP_AT_FILE(round->file), err));
    }
    return VP_OK;
}

static vp_status open_rules(vp_judge *j, const vp_list *const *lists, vp_err *err)
{
    const vp_round *round = j->round;
    static const char required[] = "required";
    VP_ALLOC(j->tools, vp_arena_array(j->arena, round->nrules, sizeof *j->tools), err);
    VP_ALLOC(j->told, vp_arena_array(j->arena, round->nrules, sizeof *j->told), err);
    for (size_t i = 0; i < round->nrules; i++) {
        const vp_rule *r = &round->rules[i];
        vp_rule_tools *t = &j->tools[i];
        j->told[i] = told_of(round, r);
        t->list = lists ? lists[i] : NULL;
        t->keep = j->arena;
        j->counts |= r->kind->count != NULL;
        if (r->kind->count)
            VP_ALLOC(t->taken, vp_map_new(), err);
        if (r->kind->count && strcmp(r->kind->name, "max_count") == 0)
            j->counted[r->field] = t->taken;
        if (r->pattern)
            VP_TRY(vp_match_compile(&t->match, r->pattern, VP_AT_FILE(round->file), err));
        if (strcmp(r->kind->name, required) == 0)
            need(j, r, r->id);
    }
    for (size_t i = 0; i < round->nrules; i++)
        if (!round->rules[i].kind->reads_blank)
            need(j, &round->rules[i], required);
    return VP_OK;
}

vp_status vp_judge_new(vp_judge **out, const vp_round *round, const vp_list *const *lists, const vp_judge_opts *opts,
                       vp_err *err)
{
    VP_AUTO(vp_judge) j = calloc(1, sizeof *j);
    if (!j)
        return vp_nomem(err);
    j->round = round;
    j->opts = *opts;
    if (!(j->arena = vp_arena_new()) || !(j->scratch = vp_arena_new()) || !(j->ids = vp_map_new()) ||
        !(j->known = vp_map_new()) || !(j->recall = vp_recall_new()))
        return vp_nomem(err);
    VP_TRY(open_fields(j, err));
    VP_TRY(open_rules(j, lists, err));
    *out = VP_STEAL(j);
    return VP_OK;
}

bool vp_judge_needs(const vp_judge *j, size_t field)
{
    return j->needed[field] != 0;
}

bool vp_judge_counts(const vp_judge *j)
{
    return j->counts;
}

static vp_status count(vp_judge *j, const char *const *text, bool stands, vp_err *err)
{
    vp_mark mark = vp_arena_mark(j->scratch);
    for (size_t i = 0; i < j->round->nrules; i++) {
        const vp_rule *r = &j->round->rules[i];
        if (r->kind->count)
            VP_TRY(r->kind->count(r, j->round, text, stands, &j->tools[i], j->scratch, err));
    }
    vp_arena_rewind(j->scratch, mark);
    return VP_OK;
}

vp_status vp_judge_knows_id(vp_judge *j, const char *id, vp_err *err)
{
    const char *key;
    char *copy;
    VP_TRY(vp_fold(&key, id, j->arena, err));
    uint64_t *slot = vp_map_put(j->known, key, strlen(key), NULL);
    if (!slot || !(copy = vp_arena_dupz(j->arena, id)))
        return vp_nomem(err);
    *slot = (uint64_t)(uintptr_t)copy;
    return VP_OK;
}

vp_status vp_judge_met_id(bool *met, const vp_judge *j, const char *id, vp_arena *arena, vp_err *err)
{
    const char *key;
    VP_TRY(vp_fold(&key, id, arena, err));
    *met = vp_map_get(j->ids, key, strlen(key)) != NULL;
    return VP_OK;
}

vp_status vp_judge_known(vp_judge *j, const vp_proposal *p, vp_err *err)
{
    return count(j, p->value, true, err);
}

vp_status vp_judge_replaces(vp_judge *j, const vp_proposal *old, vp_err *err)
{
    return count(j, old->value, false, err);
}

/* ---- problems ---- */

bool vp_judge_hiding(const char *rule)
{
    return strcmp(rule, "private") == 0 || strcmp(rule, "personal") == 0 || strcmp(rule, "cells") == 0;
}

bool vp_judge_hides(const vp_verdict *v)
{
    for (size_t i = 0; i < v->nproblems; i++)
        if (vp_judge_hiding(v->problems[i].rule))
            return true;
    return false;
}

static bool rests_on_private(const vp_judge *j, const vp_problem *p)
{
    return vp_judge_hiding(p->rule) ||
            (p->field != SIZE_MAX && j->round->fields[p->field].secret);
}

static vp_status add(vp_problem **list, size_t *cap, size_t *n, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, list, cap, *n, *n + 1, sizeof **list, err));
    (*list)[(*n)++] = *p;
    return VP_OK;
}

vp_status vp_judge_warn(vp_verdict *v, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    return add(&v->warnings, &v->capwarnings, &v->nwarnings, p, arena, err);
}

/* What a problem says of a private column quotes no cell: only the round's own pattern and choices are named. */
static void hide_values(vp_problem *p)
{
    static const char *const round_only[] = {N_("it must match %1$s"), N_("write one of: %1$s")};
    bool ours = p->mend.msg && (strcmp(p->mend.msg, round_only[0]) == 0 || strcmp(p->mend.msg, round_only[1]) == 0);
    if (p->what.arg[0])
        p->what = (vp_note){N_("what stands in this private column cannot be taken"), {NULL}};
    if (p->mend.arg[0] && !ours)
        p->mend = (vp_note){N_("correct it in the sheet"), {NULL}};
}

/* Public problems before those that rest on private fields: a replay can make the first again, not the second. */
vp_status vp_judge_refuse(vp_verdict *v, const vp_judge *j, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    vp_problem told = *p;
    if (p->field != SIZE_MAX && j->round->fields[p->field].secret)
        hide_values(&told);
    p = &told;
    VP_TRY(add(&v->problems, &v->capproblems, &v->nproblems, p, arena, err));
    if (rests_on_private(j, p))
        return VP_OK;
    memmove(v->problems + v->npublic + 1, v->problems + v->npublic,
            (v->nproblems - 1 - v->npublic) * sizeof *v->problems);
    v->problems[v->npublic++] = *p;
    return VP_OK;
}

/* ---- cells ---- */

/* Control bytes, and the characters that make text run the other way: U+202A to U+202E, U+2066 to U+2069. */
static bool control_in(const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s, last = c == 0xE2 && s[1] ? (unsigned char)s[2] : 0;
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F ||
            (last >= 0xAA && last <= 0xAE && (unsigned char)s[1] == 0x80) ||
            (last >= 0xA6 && last <= 0xA9 && (unsigned char)s[1] == 0x81))
            return true;
    }
    return false;
}

/* Line ends inside a cell are LF, whatever the file has. */
static vp_status one_line_end(const char **text, vp_arena *arena, vp_err *err)
{
    const char *s = *text;
    if (!strchr(s, '\r'))
        return VP_OK;
    char *copy, *to;
    VP_ALLOC(copy, vp_arena_dupz(arena, s), err);
    for (to = copy; *s; s++)
        if (*s != '\r')
            *to++ = *s;
        else if (s[1] != '\n')
            *to++ = '\n';
    *to = '\0';
    *text = copy;
    return VP_OK;
}

static vp_status read_text(vp_value *out, vp_cell_state *state, vp_problem *problem, const vp_field *f, const char *s,
                           vp_arena *arena, vp_err *err)
{
    VP_TRY(one_line_end(&s, arena, err));
    out->text = s;
    *state = VP_CELL_GOOD;
    if (control_in(s)) {
        *state = vp_cell_bad(problem, "text", (vp_note){N_("the cell holds a control character"), {NULL}},
                             (vp_note){N_("delete it, or type the text again"), {NULL}});
    } else if (f->secret && vp_scientific(s)) {
        *state = vp_cell_bad(problem, "text", (vp_note){N_("the number has lost its digits in a spreadsheet"), {NULL}},
                             (vp_note){N_("format the column as text, type the numbers again and export it"),
                                       {NULL}});
    } else if (!f->secret && vp_formula_like(s)) {
        *state = VP_CELL_ODD;
        *problem = (vp_problem){.rule = "formula",
                                .what = {N_("a spreadsheet would run '%1$s' as a formula: kept as text"), {s}},
                                .mend = {N_("check whether the applicant meant it"), {NULL}}};
    }
    return VP_OK;
}

static vp_status read_choice(vp_value *out, vp_cell_state *state, vp_problem *problem, vp_judge *j, size_t field,
                             const char *s, vp_arena *arena, vp_err *err)
{
    const vp_field *f = &j->round->fields[field];
    const char *key;
    *state = VP_CELL_GOOD;
    for (size_t i = 0; i < f->choices.n; i++)
        if (strcmp(f->choices.at[i], s) == 0) {
            out->text = f->choices.at[i];
            return VP_OK;
        }
    VP_TRY(vp_fold(&key, s, arena, err));
    const uint64_t *slot = vp_map_get(j->choices[field], key, strlen(key));
    if (slot) {
        out->text = f->choices.at[*slot - 1];
        return VP_OK;
    }
    VP_STR all = {0};
    for (size_t i = 0; i < f->choices.n && i < 20; i++)
        vp_str_addf(&all, "%s%s", i ? ", " : "", f->choices.at[i]);
    if (f->choices.n > 20)
        vp_str_addz(&all, ", …");
    VP_TRY(vp_str_check(&all, err));
    const char *list;
    VP_ALLOC(list, vp_arena_dup(arena, vp_str_text(&all), all.n), err);
    *state = vp_cell_bad(problem, "choice",
                         (vp_note){N_("'%1$s' is none of the round's choices"), {f->secret ? "" : s}},
                         (vp_note){N_("write one of: %1$s"), {list}});
    return VP_OK;
}

static vp_status match_pattern(vp_cell_state *state, vp_problem *problem, vp_match *pattern, const vp_field *f,
                               const char *s, vp_err *err)
{
    bool matches = false;
    vp_err aside = {0};
    vp_status st = vp_match_test(&matches, pattern, s, strlen(s), &aside);
    if (st != VP_OK && st != VP_INVALID) {
        if (err)
            *err = aside;
        return st;
    }
    if (st == VP_INVALID)
        *state = vp_cell_bad(problem, "pattern",
                             (vp_note){N_("matching it against the round's pattern takes too long"), {NULL}},
                             (vp_note){N_("shorten the text, or simplify the pattern in round.json"), {NULL}});
    else if (!matches)
        *state = vp_cell_bad(problem, "pattern",
                             (vp_note){N_("'%1$s' has not the form that the round asks for"), {f->secret ? "…" : s}},
                             (vp_note){N_("it must match %1$s"), {f->pattern}});
    return VP_OK;
}

/* A cell with both dates of a proposal. What is none (12个月) gives neither, and is told. */
static vp_status read_period(vp_verdict *v, const vp_field *f, size_t field, const char *s, vp_arena *arena,
                             vp_err *err)
{
    vp_value *from = &v->values[VP_STARTS], *to = &v->values[VP_ENDS], a = {.text = ""}, b = {.text = ""};
    vp_problem odd = {.rule = "date", .field = field,
                      .what = {N_("'%1$s' does not say from when to when: it is left out"), {f->secret ? "…" : s}},
                      .mend = {N_("write both dates, such as 2024-03-01至2024-12-31"), {NULL}}};
    if (vp_cell_period(&a, &b, s, arena)) {
        *from = a;
        *to = b;
        return VP_OK;
    }
    *from = *to = (vp_value){.text = "", .blank = true};
    return add(&v->warnings, &v->capwarnings, &v->nwarnings, &odd, arena, err);
}

/* What is in the cell, by the field's choices or its type; whether its pattern is matched is seen later. */
static vp_status read_value(vp_value *out, vp_cell_state *state, vp_problem *problem, vp_judge *j, size_t field,
                            const vp_column_map *column, const char *s, vp_arena *arena, vp_err *err)
{
    const vp_round *round = j->round;
    const vp_field *f = &round->fields[field];
    bool stated = column->unit != 0;
    int64_t unit = stated ? column->unit : *round->unit_name ? round->unit : 0;
    if (f->choices.n > 0)
        return read_choice(out, state, problem, j, field, s, arena, err);
    switch (f->type) {
    case VP_TYPE_TEXT: case VP_TYPE_CHOICE:
        return read_text(out, state, problem, f, s, arena, err);
    case VP_TYPE_ID:
        *state = vp_cell_id(out, problem, s, arena);
        break;
    case VP_TYPE_CODE:
        *state = vp_cell_code(out, problem, s, arena);
        break;
    case VP_TYPE_MONEY:
        *state = vp_cell_money(out, problem, s, unit, stated ? column->unit_name : round->unit_name, round->currency,
                               arena);
        break;
    case VP_TYPE_DATE:
        *state = vp_serial(s) ? vp_cell_serial(out, problem, s, j->opts.excel_dates, arena)
                              : vp_cell_date(out, problem, s, arena);
        break;
    case VP_TYPE_COUNT:
        *state = vp_cell_count(out, problem, s, arena);
        break;
    }
    return VP_OK;
}

/* One cell of a field: canonical value, or the problem noted. */
static vp_status read_cell(vp_verdict *v, vp_judge *j, size_t field, const vp_column_map *column, vp_cell cell,
                           vp_arena *arena, vp_err *err)
{
    const vp_field *f = &j->round->fields[field];
    vp_value *out = &v->values[field];
    vp_problem problem; /* filled when the state is not good */
    vp_cell_state state = VP_CELL_GOOD;
    const char *s;
    bool plain = (f->type == VP_TYPE_TEXT && !f->secret) || f->type == VP_TYPE_CHOICE;
    bool recurs = !column->period && (f->choices.n > 0 || f->type == VP_TYPE_COUNT || f->type == VP_TYPE_DATE);
    if (recurs && vp_recall_find(out, j->recall, field, cell))
        return VP_OK;
    if (f->type == VP_TYPE_TEXT && plain && !recurs && !column->period && !j->patterns[field] &&
        vp_plain(cell.s, cell.n) && !vp_sheet_error(cell.s)) {
        out->text = cell.s;
        out->blank = false;
        return VP_OK;
    }
    VP_TRY((plain ? vp_clean : vp_narrow)(&s, cell.s, cell.n, arena, err));
    if (!*s)
        return VP_OK;
    out->blank = false;
    if (column->period && !vp_sheet_error(s))
        return read_period(v, f, field, s, arena, err);
    if (vp_sheet_error(s)) {
        state = vp_cell_bad(&problem, "cell", (vp_note){N_("'%1$s' is an error of the spreadsheet, not a value"), {s}},
                            (vp_note){N_("correct the formula, or widen the column, and export the sheet again"),
                                      {NULL}});
    } else {
        VP_TRY(read_value(out, &state, &problem, j, field, column, s, arena, err));
    }
    if (state != VP_CELL_BAD && !out->text)
        return vp_nomem(err);
    if (state != VP_CELL_BAD && j->patterns[field])
        VP_TRY(match_pattern(&state, &problem, j->patterns[field], f, out->text, err));
    problem.field = field;
    if (state == VP_CELL_ODD)
        return add(&v->warnings, &v->capwarnings, &v->nwarnings, &problem, arena, err);
    if (state == VP_CELL_GOOD) {
        if (recurs)
            vp_recall_keep(j->recall, field, cell, out, f->choices.n > 0);
        return VP_OK;
    }
    *out = (vp_value){.text = "", .bad = true};
    return vp_judge_refuse(v, j, &problem, arena, err);
}

/* ---- private values in public cells ---- */

/* A public cell that holds one of them would carry it into the history. */
static vp_status check_leaks(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                             vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n && v->secrets.n > 0; c++) {
        long field = columns->at[c].field;
        bool leaks;
        if (field < 0 || j->round->fields[field].secret)
            continue;
        VP_TRY(vp_secrets_in(&leaks, &v->secrets, cells[c].s, arena, err));
        if (!leaks)
            continue;
        if (field != VP_ID) /* no rule quotes it, and no sum tells it */
            v->values[field] = (vp_value){.text = "", .bad = true};
        vp_problem p = {"private", (size_t)field, {N_("the cell holds what a private column of the row keeps"), {NULL}},
                        {N_("take it out of this cell"), {NULL}}};
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

/* Amounts that are hidden too do not count: a sum would tell them. */
static vp_status uncount(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                         vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        bool hidden;
        if (field < 0 || j->round->fields[field].type != VP_TYPE_MONEY)
            continue;
        VP_TRY(vp_secrets_hide(&hidden, &v->secrets, cells[c].s, arena, err));
        if (hidden)
            v->values[field].number = 0;
    }
    return VP_OK;
}

/* Where a number could stand: not in codes, whose digits may look like one. */
static bool may_hold_number(vp_type type, const vp_cell *cell)
{
    enum { SHORTEST = 10 };
    return type == VP_TYPE_TEXT ? vp_may_identify(cell->s, cell->n) : type != VP_TYPE_CODE && cell->n >= SHORTEST;
}

vp_status vp_judge_personal(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                            vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        bool yes;
        if (field < 0 || j->round->fields[field].secret ||
            !may_hold_number(j->round->fields[field].type, &cells[c]))
            continue;
        VP_TRY(vp_secrets_in(&yes, &v->secrets, cells[c].s, arena, err)); /* told already */
        if (yes)
            continue;
        VP_TRY(vp_personal_in(&yes, cells[c].s, arena, err));
        if (!yes)
            continue;
        vp_problem p = {"personal", (size_t)field,
                        {N_("the cell seems to hold a phone number, an e-mail address or an identity number"), {NULL}},
                        {N_("take it out unless it is meant to be public"), {NULL}}};
        if (v->nproblems == 0 && !j->round->refuses_personal) {
            p.what.msg = N_("the cell seems to hold a phone number, an e-mail address or an identity number, and goes "
                            "into the history as it stands");
            p.mend.msg = N_("unless it is meant to be public, undo the step (git reset --keep HEAD~), blank the cell, "
                            "and take the sheet in again");
            VP_TRY(vp_judge_warn(v, &p, arena, err));
            continue;
        }
        v->secrets.others = true;
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return v->secrets.others ? uncount(v, j, columns, cells, n, arena, err) : VP_OK;
}

static vp_status fold_id(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_fold(&v->key, v->values[VP_ID].text, arena, err));
    vp_map_soon(j->ids, v->key, strlen(v->key));
    return VP_OK;
}

vp_status vp_judge_read(vp_verdict *out, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                        vp_arena *arena, vp_err *err)
{
    size_t count = j->round->nfields;
    *out = (vp_verdict){0};
    VP_ALLOC(out->values, vp_arena_copy(arena, j->blank, count, sizeof *out->values), err);
    VP_ALLOC(out->text, vp_arena_array(arena, count, sizeof *out->text), err);
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        if (field < 0 || cells[c].n == 0 || (j->opts.no_private && j->round->fields[field].secret))
            continue;
        VP_TRY(read_cell(out, j, (size_t)field, &columns->at[c], cells[c], arena, err));
        vp_map *map = j->counted[field];
        if (map)
            vp_map_soon(map, out->values[field].text, strlen(out->values[field].text));
        if (field == VP_ID)
            VP_TRY(fold_id(out, j, arena, err));
        if (j->round->fields[field].secret)
            VP_TRY(vp_secrets_add(&out->secrets, cells[c].s, arena, err));
    }
    VP_TRY(check_leaks(out, j, columns, cells, n, arena, err));
    for (size_t i = 0; i < count; i++)
        out->text[i] = out->values[i].text;
    return VP_OK;
}

/* ---- the row as a whole ---- */

void vp_judge_day(vp_judge_opts *opts, const vp_round *round, const char *received, bool admitted)
{
    vp_date day;
    bool known = received && vp_date_parse(&day, received);
    opts->late = known && round->has_closes && day.first > round->closes.last && !admitted;
    opts->early = known && round->has_opens && day.last < round->opens.first;
}

static vp_status check_filled(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < j->round->nfields; i++) {
        bool secret = j->round->fields[i].secret;
        if (!j->needed[i] || !v->values[i].blank || (secret && (j->opts.no_private || v->kept)) ||
            (v->orphan && i != VP_ID))
            continue;
        vp_problem p = {j->needed[i], i, {N_("the cell is blank"), {NULL}}, {N_("fill it in"), {NULL}}};
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

static vp_status check_order(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    const vp_value *from = &v->values[VP_STARTS], *to = &v->values[VP_ENDS];
    if (from->blank || from->bad || to->blank || to->bad || from->date.first <= to->date.last)
        return VP_OK;
    vp_problem p = {"dates", VP_ENDS, {N_("it ends (%1$s) before it starts (%2$s)"), {to->text, from->text}},
                    {N_("correct one of the dates"), {NULL}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* What the office approves is at most what was budgeted. */
static vp_status check_approved(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    const vp_value *approved = &v->values[VP_APPROVED_BUDGET], *budget = &v->values[VP_BUDGET];
    if (approved->blank || approved->bad || budget->blank || budget->bad || approved->number <= budget->number)
        return VP_OK;
    vp_problem p = {"approved", VP_APPROVED_BUDGET,
                    {N_("the approved budget of %1$s is more than the budget of %2$s"), {approved->text, budget->text}},
                    {N_("approve at most what was budgeted, and look at the unit of the column"), {NULL}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* A sheet that came outside of the call, but for rows that ask for nothing new. */
static vp_status check_day(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    char buf[VP_DATE_MAX];
    const char *day;
    if (v->same || v->orphan || (!j->opts.late && !j->opts.early))
        return VP_OK;
    vp_date_format(buf, j->opts.late ? j->round->closes : j->round->opens);
    VP_ALLOC(day, vp_arena_dupz(arena, buf), err);
    vp_problem late = {"late", SIZE_MAX, {N_("it came on %1$s, after the round had closed (%2$s)"),
                                          {j->opts.received, day}},
                       {N_("admit it with --late and a reason (-m), or leave it out"), {NULL}}};
    vp_problem early = {"early", SIZE_MAX, {N_("it came on %1$s, before the round opened (%2$s)"),
                                            {j->opts.received, day}},
                        {N_("correct --received, or \"opens\" in round.json; else let it be sent again when the round "
                            "is open"), {NULL}}};
    return vp_judge_refuse(v, j, j->opts.late ? &late : &early, arena, err);
}

static bool readable(const vp_verdict *v, const vp_rule *r)
{
    const vp_value *a = &v->values[r->field];
    if (a->bad || (a->blank && !r->kind->reads_blank))
        return false;
    bool two = r->sum.n > 0 || r->share > 0;
    if (two && (v->values[r->of].bad || v->values[r->of].blank))
        return false;
    for (size_t i = 0; i < r->nterms; i++)
        if (v->values[r->terms[i]].bad || v->values[r->terms[i]].blank)
            return false;
    return true;
}

static vp_status check_rules(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < j->round->nrules; i++) {
        const vp_rule *r = &j->round->rules[i];
        if (v->orphan || (v->withdrawn && r->kind->count))
            continue;
        if ((j->opts.no_private && j->round->fields[j->told[i]].secret) || !readable(v, r))
            continue;
        vp_problem p = {.rule = r->id, .field = j->told[i]};
        VP_TRY(r->kind->check(&p, r, j->round, v->values, &j->tools[i], arena, err));
        if (p.what.msg)
            VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

enum { LINE_BITS = 28 };

/* The id is another row's already, written alike or not. */
static vp_status taken(vp_verdict *v, vp_judge *j, const char *id, uint64_t slot, vp_arena *arena, vp_err *err)
{
    const char *first = vp_str_text(&j->written) + (slot >> LINE_BITS), *line;
    VP_ALLOC(line, vp_arena_printf(arena, "%llu", (unsigned long long)(slot & ((1u << LINE_BITS) - 1))), err);
    vp_problem p = {"unique", VP_ID, {N_("the id '%1$s' is already used in row %2$s"), {id, line}},
                    {N_("give one of the two another id, or delete the row"), {NULL}}};
    if (strcmp(first, id) != 0) {
        VP_ALLOC(first, vp_arena_dupz(arena, first), err);
        p.what = (vp_note){N_("the id '%1$s' differs from '%2$s' in row %3$s in writing only"), {id, first, line}};
    }
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* An id is taken by its first row, even when that row was refused: nobody guesses which of the two was meant. */
static vp_status check_id(vp_verdict *v, vp_judge *j, size_t line, vp_arena *arena, vp_err *err)
{
    const char *id = v->values[VP_ID].text, *key = v->key;
    bool fresh;
    if (!*id)
        return VP_OK;
    uint64_t *slot = vp_map_put(j->ids, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (!fresh)
        return taken(v, j, id, *slot, arena, err);
    *slot = (uint64_t)j->written.n << LINE_BITS | (line & ((1u << LINE_BITS) - 1));
    vp_str_add(&j->written, id, strlen(id) + 1);
    VP_TRY(vp_str_check(&j->written, err));
    const uint64_t *known = vp_map_get(j->known, key, strlen(key));
    const char *written = known ? (const char *)(uintptr_t)*known : id;
    vp_problem other = {"unique", VP_ID, {N_("the id '%1$s' differs from the round's '%2$s' in writing only"),
                                          {id, written}},
                        {N_("write it as the round has it, or give it another"), {NULL}}};
    return strcmp(written, id) == 0 ? VP_OK : vp_judge_refuse(v, j, &other, arena, err);
}

vp_status vp_judge_row(vp_verdict *v, vp_judge *j, size_t line, vp_arena *arena, vp_err *err)
{
    VP_TRY(check_day(v, j, arena, err));
    VP_TRY(check_id(v, j, line, arena, err));
    VP_TRY(check_filled(v, j, arena, err));
    VP_TRY(check_order(v, j, arena, err));
    VP_TRY(check_approved(v, j, arena, err));
    return check_rules(v, j, arena, err);
}

vp_status vp_judge_accepted(vp_judge *j, const vp_verdict *v, vp_err *err)
{
    return j->counts ? count(j, v->text, true, err) : VP_OK;
}
