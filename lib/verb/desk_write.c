/* The intake desk: what is written of a row (source.csv, rejects.csv) and what is told of it. */
#include <string.h>
#include "lib/verb/desk_inside.h"

/* Columns that may be published: understood, and not private. */
static bool is_public(const vp_desk *d, size_t column)
{
    long field = d->columns.at[column].field;
    return field >= 0 && !d->round->fields[field].secret;
}

/* The line is whole. */
static vp_status send(vp_out to, vp_str *line, vp_err *err)
{
    vp_str_addc(line, '\n');
    VP_TRY(vp_str_check(line, err));
    vp_status s = to.write(to.ctx, line->s, line->n, err);
    vp_str_clear(line);
    return s;
}

vp_status vp_desk_write_heads(vp_desk *d, vp_err *err)
{
    vp_str_addz(&d->kept, "row,kind");
    for (size_t i = 0; i < d->columns.n; i++) {
        if (!is_public(d, i))
            continue;
        const char *heading = d->columns.at[i].heading;
        vp_str_addc(&d->kept, ',');
        vp_csv_cell(&d->kept, heading, strlen(heading));
        vp_csv_cell(&d->line, heading, strlen(heading));
        vp_str_addc(&d->line, ',');
    }
    vp_str_addz(&d->line, "row,column,rule,problem,mend");
    if (d->source.write)
        VP_TRY(send(d->source, &d->kept, err));
    if (d->rejects.write)
        VP_TRY(send(d->rejects, &d->line, err));
    vp_str_clear(&d->kept);
    vp_str_clear(&d->line);
    return VP_OK;
}

/* A text, or *** when it gives away what a private column of the row holds. */
static vp_status add_text(vp_str *out, const char *s, const vp_desk *d, const vp_verdict *v, vp_err *err)
{
    bool hide = false;
    if (v)
        VP_TRY(vp_secrets_hide(&hide, &v->secrets, s, d->scratch, err));
    if (hide)
        s = "***";
    vp_csv_cell(out, s, strlen(s));
    return VP_OK;
}

vp_status vp_desk_keep(vp_desk *d, size_t line, const char *kind, const vp_cell *cells, size_t n,
                       const vp_verdict *v, vp_err *err)
{
    if (!d->source.write)
        return VP_OK;
    vp_str_addf(&d->kept, "%zu,%s", line, kind);
    for (size_t i = 0; i < d->columns.n; i++) {
        if (!is_public(d, i))
            continue;
        vp_str_addc(&d->kept, ',');
        if (i < n)
            VP_TRY(add_text(&d->kept, cells[i].s, d, v, err));
    }
    return send(d->source, &d->kept, err);
}

/* ---- rejected rows ---- */

static vp_status count_refused(vp_desk *d, const char *rule, vp_err *err)
{
    uint64_t *slot = vp_map_put(d->rules, rule, strlen(rule), NULL);
    if (!slot)
        return vp_nomem(err);
    if (*slot == 0) {
        VP_TRY(vp_arena_grow(d->arena, &d->refused, &d->caprefused, d->nrefused, d->nrefused + 1, sizeof *d->refused,
                             err));
        VP_ALLOC(d->refused[d->nrefused].rule, vp_arena_dupz(d->arena, rule), err);
        *slot = ++d->nrefused;
    }
    d->refused[*slot - 1].n++;
    return VP_OK;
}

vp_where vp_desk_place(const vp_desk *d, size_t line, size_t field)
{
    long column = field == SIZE_MAX ? -1 : vp_columns_find(&d->columns, field);
    if (column < 0 && field == VP_ENDS) { /* a column with both dates is that of the first */
        column = vp_columns_find(&d->columns, VP_STARTS);
        column = column >= 0 && d->columns.at[column].period ? column : -1;
    }
    return (vp_where){.file = d->file, .row = line, .col = (size_t)(column + 1),
                      .field = column >= 0 ? d->columns.at[column].heading
                                           : field == SIZE_MAX ? "" : d->round->fields[field].name};
}

/* What a problem says; whether it gives anything away is seen before long texts in it are cut. */
static vp_status add_note(vp_desk *d, const vp_note *note, const vp_verdict *v, vp_err *err)
{
    VP_STR text = {0};
    bool hide = false;
    vp_note_text(&text, d->round->lang, note);
    VP_TRY(vp_str_check(&text, err));
    if (v)
        VP_TRY(vp_secrets_hide(&hide, &v->secrets, vp_str_text(&text), d->scratch, err));
    if (hide)
        return add_text(&d->line, "***", d, NULL, err);
    vp_str_clear(&text);
    vp_note_line(&text, d->round->lang, note);
    VP_TRY(vp_str_check(&text, err));
    return add_text(&d->line, vp_str_text(&text), d, NULL, err);
}

/* A line of rejects.csv: the row's public cells as they came, then the problem in the round's language. */
static vp_status reject_line(vp_desk *d, size_t line, const vp_cell *cells, size_t n, const vp_verdict *v,
                             const vp_problem *p, vp_err *err)
{
    for (size_t i = 0; i < d->columns.n; i++) {
        if (!is_public(d, i))
            continue;
        if (i < n)
            VP_TRY(add_text(&d->line, cells[i].s, d, v, err));
        vp_str_addc(&d->line, ',');
    }
    vp_str_addf(&d->line, "%zu,", line);
    vp_where at = vp_desk_place(d, line, p->field);
    vp_csv_cell(&d->line, at.field, strlen(at.field));
    vp_str_addc(&d->line, ',');
    vp_csv_cell(&d->line, p->rule, strlen(p->rule));
    vp_str_addc(&d->line, ',');
    VP_TRY(add_note(d, &p->what, v, err));
    vp_str_addc(&d->line, ',');
    VP_TRY(add_note(d, &p->mend, v, err));
    return send(d->rejects, &d->line, err);
}

void vp_desk_tell(vp_desk *d, size_t line, size_t col, const vp_problem *p)
{
    vp_where at = vp_desk_place(d, line, p->field);
    at.col = at.col ? at.col : col;
    d->rule = p->rule;
    d->tell(d->ctx, at, "error", &p->what, &p->mend);
    d->rule = NULL;
}

vp_status vp_desk_reject(vp_desk *d, size_t line, size_t col, const vp_cell *cells, size_t n, const vp_verdict *v,
                         const vp_stated *stated, vp_err *err)
{
    bool whole = stated && stated->whole;
    d->counts.rejected++;
    for (size_t i = 0; i < v->nproblems && !whole; i++) {
        const vp_problem *p = &v->problems[i];
        VP_TRY(count_refused(d, p->rule, err));
        if (d->tell)
            vp_desk_tell(d, line, col, p);
        if (d->rejects.write)
            VP_TRY(reject_line(d, line, cells, n, v, p, err));
    }
    for (size_t i = 0; stated && i < stated->n; i++) {
        VP_TRY(count_refused(d, stated->rules[i], err));
        if (d->rejects.write)
            VP_TRY(d->rejects.write(d->rejects.ctx, stated->lines[i], strlen(stated->lines[i]), err));
    }
    return VP_OK;
}

/* ---- warnings ---- */

/* A warning quotes nothing that a private column of the row holds, nor what is personal in a public one. */
static vp_status hide_args(vp_note *note, const vp_desk *d, const vp_verdict *v, vp_err *err)
{
    for (size_t i = 0; i < VP_NOTE_ARGS; i++) {
        bool hide = false;
        if (!note->arg[i])
            continue;
        VP_TRY(vp_secrets_in(&hide, &v->secrets, note->arg[i], d->scratch, err));
        if (!hide)
            VP_TRY(vp_personal_in(&hide, note->arg[i], d->scratch, err));
        if (hide)
            note->arg[i] = "***";
    }
    return VP_OK;
}

vp_status vp_desk_warn(vp_desk *d, size_t line, const vp_verdict *v, bool whole, vp_err *err)
{
    for (size_t i = 0; i < v->nwarnings && d->tell; i++) {
        vp_problem p = v->warnings[i];
        VP_TRY(hide_args(&p.what, d, v, err));
        VP_TRY(hide_args(&p.mend, d, v, err));
        d->rule = p.rule;
        d->stated = whole || (p.field != SIZE_MAX ? d->round->fields[p.field].secret : strcmp(p.rule, "cells") == 0);
        d->tell(d->ctx, vp_desk_place(d, line, p.field), "warning", &p.what, &p.mend);
        d->rule = NULL;
    }
    return VP_OK;
}
