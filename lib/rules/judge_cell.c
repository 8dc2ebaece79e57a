/* Judging rows: one cell, by the choices, the type and the pattern of its field. */
#include <string.h>
#include <vp/emit.h>
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/rules/judge_inside.h"

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
    return vp_judge_warn(v, &odd, arena, err);
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

vp_status vp_judge_cell(vp_verdict *v, vp_judge *j, size_t field, const vp_column_map *column, vp_cell cell,
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
        return vp_judge_warn(v, &problem, arena, err);
    if (state == VP_CELL_GOOD) {
        if (recurs)
            vp_recall_keep(j->recall, field, cell, out, f->choices.n > 0);
        return VP_OK;
    }
    *out = (vp_value){.text = "", .bad = true};
    return vp_judge_refuse(v, j, &problem, arena, err);
}
