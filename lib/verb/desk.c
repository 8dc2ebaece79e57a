/* The intake desk. */
#include <stdio.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/io/list.h"
#include "lib/model/cell.h"
#include "lib/verb/desk.h"
#include "lib/verb/rowkind.h"
#include "lib/verb/suspects.h"

enum { FILLS_TOLD = 10 };

vp_status vp_desk_open(vp_desk *d, const vp_round *round, const vp_view *view, const vp_judge_opts *opts,
                       vp_arena *arena, vp_err *err)
{
    d->round = round;
    d->arena = arena;
    d->dated = opts->late || opts->early;
    VP_ALLOC(d->scratch, vp_arena_new(), err);
    VP_ALLOC(d->rules, vp_map_new(), err);
    VP_ALLOC(d->lists, vp_arena_array(arena, round->nrules, sizeof *d->lists), err);
    for (size_t i = 0; i < round->nrules; i++)
        if (round->rules[i].kind->needs_list) {
            vp_list *list;
            VP_TRY(vp_list_read(&list, &round->rules[i], round, view, arena, err));
            d->lists[i] = list;
        }
    return vp_judge_new(&d->judge, round, d->lists, opts, err);
}

void vp_desk_close(vp_desk *d)
{
    for (size_t i = 0; d->lists && i < d->round->nrules; i++)
        vp_list_close((vp_list *)d->lists[i]);
    vp_judge_free(d->judge);
    vp_arena_free(d->scratch);
    vp_map_free(d->rules);
    vp_known_free(d->known);
    vp_str_free(&d->line);
    vp_str_free(&d->kept);
    vp_fills_close(&d->fills);
}

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

/* The ids that the round has are the names of its files. */
static vp_status know_ids(vp_desk *d, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(d->before->list(d->before->ctx, "proposals", &names, &count, d->arena, err));
    for (size_t i = 0; i < count; i++) {
        size_t n = vp_proposal_id_of(names[i]);
        const char *id;
        if (n == 0)
            continue;
        VP_ALLOC(id, vp_arena_dup(d->scratch, names[i], n), err);
        VP_TRY(vp_judge_knows_id(d->judge, id, err));
    }
    return VP_OK;
}

/* A decision takes the proposal out of the round: its version there counts no longer. */
static bool dropped_now(const vp_desk *d, const char *id)
{
    return d->suspects && vp_suspecting_drops(d->suspects, id);
}

/* One that was withdrawn is no suspect: it has no id. */
static const char *suspect_text(const void *ctx, size_t i, size_t field)
{
    const vp_desk *d = ctx;
    if (field == VP_ID && *vp_known_text(d->known, i, d->round->nfields))
        return "";
    return vp_known_text(d->known, i, field);
}

/* What the round has already: its ids, and, for rules that count and for duplicates, its proposals. */
static vp_status know(vp_desk *d, vp_err *err)
{
    if (!vp_judge_counts(d->judge) && !d->suspects)
        return know_ids(d, err);
    VP_TRY(vp_known_open(&d->known, d->round, d->before, d->store, d->store ? vp_store_tip(d->store) : "", err));
    for (size_t i = 0; i < vp_known_count(d->known); i++) {
        vp_mark mark = vp_arena_mark(d->scratch);
        vp_proposal p;
        VP_TRY(vp_judge_knows_id(d->judge, vp_known_text(d->known, i, VP_ID), err));
        VP_TRY(vp_known_proposal(&p, d->known, i, d->scratch, err));
        if (!p.withdrawn_on && !dropped_now(d, p.value[VP_ID]))
            VP_TRY(vp_judge_known(d->judge, &p, err));
        vp_arena_rewind(d->scratch, mark);
    }
    if (d->suspects)
        vp_suspecting_round(d->suspects, vp_known_count(d->known), suspect_text, d);
    return VP_OK;
}

vp_status vp_desk_begin(vp_desk *d, vp_err *err)
{
    VP_ALLOC(d->sums, vp_arena_array(d->arena, d->columns.n, sizeof *d->sums), err);
    VP_ALLOC(d->partial, vp_arena_array(d->arena, d->columns.n, sizeof *d->partial), err);
    vp_str_addz(&d->kept, "row,kind");
    VP_ALLOC(d->early, vp_arena_array(d->arena, d->columns.n, sizeof *d->early), err);
    VP_ALLOC(d->told, vp_arena_array(d->arena, d->width, sizeof *d->told), err);
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
    return d->before ? know(d, err) : VP_OK;
}

/* ---- what is kept of a row ---- */

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

/* A line of source.csv. Cells are kept of proposals only, and not of rows whose cells may stand in wrong columns. */
static vp_status keep_source(vp_desk *d, size_t line, const char *kind, const vp_cell *cells, size_t n,
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

static vp_where place(const vp_desk *d, size_t line, size_t field)
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
    vp_where at = place(d, line, p->field);
    vp_csv_cell(&d->line, at.field, strlen(at.field));
    vp_str_addc(&d->line, ',');
    vp_csv_cell(&d->line, p->rule, strlen(p->rule));
    vp_str_addc(&d->line, ',');
    VP_TRY(add_note(d, &p->what, v, err));
    vp_str_addc(&d->line, ',');
    VP_TRY(add_note(d, &p->mend, v, err));
    return send(d->rejects, &d->line, err);
}

/* col: of the place that is told, where the problem's field has none. */
static void tell_problem(vp_desk *d, size_t line, size_t col, const vp_problem *p)
{
    vp_where at = place(d, line, p->field);
    at.col = at.col ? at.col : col;
    d->rule = p->rule;
    d->tell(d->ctx, at, "error", &p->what, &p->mend);
    d->rule = NULL;
}

static vp_status reject(vp_desk *d, size_t line, size_t col, const vp_cell *cells, size_t n, const vp_verdict *v,
                        const vp_stated *stated, vp_err *err)
{
    bool whole = stated && stated->whole;
    d->counts.rejected++;
    for (size_t i = 0; i < v->nproblems && !whole; i++) {
        const vp_problem *p = &v->problems[i];
        VP_TRY(count_refused(d, p->rule, err));
        if (d->tell)
            tell_problem(d, line, col, p);
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

/* The warnings of a row; whole: the history does not keep its cells as they came. */
static vp_status warn(vp_desk *d, size_t line, const vp_verdict *v, bool whole, vp_err *err)
{
    for (size_t i = 0; i < v->nwarnings && d->tell; i++) {
        vp_problem p = v->warnings[i];
        VP_TRY(hide_args(&p.what, d, v, err));
        VP_TRY(hide_args(&p.mend, d, v, err));
        d->rule = p.rule;
        d->stated = whole || (p.field != SIZE_MAX ? d->round->fields[p.field].secret : strcmp(p.rule, "cells") == 0);
        d->tell(d->ctx, place(d, line, p.field), "warning", &p.what, &p.mend);
        d->rule = NULL;
    }
    return VP_OK;
}

/* ---- header and title rows again ---- */

vp_status vp_desk_heads(vp_desk *d, const vp_cell *cells, size_t n, vp_err *err)
{
    VP_TRY(vp_arena_grow(d->arena, &d->heads, &d->capheads, d->nheads, d->nheads + 1, sizeof *d->heads, err));
    struct vp_desk_head *head = &d->heads[d->nheads];
    VP_ALLOC(head->key, vp_arena_array(d->arena, n + 1, sizeof *head->key), err);
    for (size_t i = 0; i < n; i++)
        VP_TRY(vp_fold(&head->key[i], cells[i].n > VP_HEADING_MAX ? "" : cells[i].s, d->arena, err));
    head->n = n;
    d->nheads++;
    return VP_OK;
}

/* Every cell that is not blank stands in the given head as well. */
static vp_status repeats(bool *yes, const vp_desk *d, const struct vp_desk_head *head, const vp_cell *cells, size_t n,
                         vp_err *err)
{
    *yes = true;
    for (size_t i = 0; i < n && *yes; i++) {
        const char *key;
        if (cells[i].n == 0)
            continue;
        *yes = false;
        if (i >= head->n || cells[i].n > VP_HEADING_MAX)
            return VP_OK;
        VP_TRY(vp_fold(&key, cells[i].s, d->scratch, err));
        *yes = !*key || strcmp(key, head->key[i]) == 0;
    }
    return VP_OK;
}

/* The rows below would be read under the headings of another table. */
static vp_status second_table(const vp_desk *d, size_t line, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = line, .col = 1},
            "a second table begins here: this row has other headings than the header");
    return vp_hint(err, "put each table into a file of its own, or read this one alone with --header-row %zu", line),
           VP_INVALID;
}

/* A row of words: the header again, as it is printed on every page, a title, or the header of another table. */
static vp_status look_for_header(vp_rowkind *what, vp_desk *d, size_t line, const vp_cell *cells, size_t n,
                                 vp_err *err)
{
    enum { FEW = 3 };
    size_t filled = 0;
    for (size_t i = 0; i < d->nheads; i++) {
        bool yes;
        VP_TRY(repeats(&yes, d, &d->heads[i], cells, n, err));
        if (!yes)
            continue;
        *what = VP_ROW_HEADER;
        return VP_OK;
    }
    for (size_t i = 0; i < n; i++)
        filled += cells[i].n > 0;
    if (!d->headings || filled < FEW)
        return VP_OK;
    size_t known = vp_headings_count(d->headings, d->round->nfields, cells, n, d->scratch);
    return known >= FEW && known * 2 >= filled ? second_table(d, line, err) : VP_OK;
}

/* ---- rows that are no proposals ---- */

static void add_up(vp_desk *d, const vp_verdict *v, int sign)
{
    for (size_t i = 0; i < d->columns.n; i++) {
        long field = d->columns.at[i].field;
        if (field < 0 || d->round->fields[field].type != VP_TYPE_MONEY)
            continue;
        d->sums[i] += sign * v->values[field].number;
        d->partial[i] += sign * v->values[field].number;
    }
}

static void compare(vp_desk *d, size_t line, size_t field, vp_money stated, vp_wide sum, const char *msg)
{
    char said[VP_DECIMAL_MAX], computed[VP_DECIMAL_MAX] = "?";
    if (stated == sum || !d->tell)
        return;
    vp_money_format(said, stated);
    if (sum <= INT64_MAX)
        vp_money_format(computed, (vp_money)sum);
    vp_note differs = {msg, {said, computed}};
    d->rule = "total";
    d->stated = true;
    d->tell(d->ctx, place(d, line, field), "warning", &differs, &(vp_note){0});
    d->rule = NULL;
}

/* Totals that the sheet states are computed again; a formula has no value here and cannot be. One above all rows waits
   for the last of them; a subtotal may as well go on from the one before. */
static vp_status check_total(vp_desk *d, vp_rowkind what, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    bool early = d->proposals == 0 && d->early_line == 0;
    for (size_t i = 0; i < d->columns.n; i++) {
        const vp_column_map *c = &d->columns.at[i];
        const char *s = "";
        vp_value v = {0};
        vp_problem p;
        d->early[i] = early ? -1 : d->early[i];
        if (c->field < 0 || d->round->fields[c->field].type != VP_TYPE_MONEY)
            continue;
        vp_wide sum = what == VP_ROW_TOTAL ? d->sums[i] : d->partial[i];
        d->partial[i] = 0;
        if (i < n)
            VP_TRY(vp_narrow(&s, cells[i].s, cells[i].n, d->scratch, err));
        if (!*s || !d->tell)
            continue;
        int64_t unit = c->unit ? c->unit : *d->round->unit_name ? d->round->unit : 0;
        if (vp_cell_money(&v, &p, s, unit, c->unit_name, d->round->currency, d->scratch) == VP_CELL_BAD) {
            vp_note odd = {N_("the stated total '%1$s' is no amount: it was not compared"), {s}};
            d->tell(d->ctx, place(d, line, (size_t)c->field), "note", &odd, &(vp_note){0});
        } else if (early) {
            d->early[i] = v.number;
        } else if (what == VP_ROW_TOTAL || v.number != d->sums[i]) {
            compare(d, line, (size_t)c->field, v.number, sum,
                    N_("the stated total is %1$s, but the rows above add up to %2$s"));
        }
    }
    d->early_line = early ? line : d->early_line;
    return VP_OK;
}

vp_status vp_desk_end(vp_desk *d, vp_err *err)
{
    for (size_t i = 0; d->early_line > 0 && i < d->columns.n; i++)
        if (d->early[i] >= 0 && d->columns.at[i].field >= 0)
            compare(d, d->early_line, (size_t)d->columns.at[i].field, d->early[i], d->sums[i],
                    N_("the stated total is %1$s, but the rows below add up to %2$s"));
    vp_fills_end(&d->fills);
    for (size_t i = 0; i < d->fills.n; i++)
        VP_TRY(vp_str_check(&d->fills.at[i].rows, err));
    if (d->filled > FILLS_TOLD && d->tell) {
        char more[24];
        snprintf(more, sizeof more, "%zu", d->filled - FILLS_TOLD);
        vp_note others = {N_("and %1$s more cells were filled down; receipt.json lists all of them"), {more}};
        d->tell(d->ctx, (vp_where){.file = d->file, .row = d->fill_line}, "note", &others, &(vp_note){0});
    }
    return VP_OK;
}

/* ---- cells that are filled down ---- */

static vp_status tell_fills(vp_desk *d, vp_verdict *v, size_t line, vp_err *err)
{
    for (size_t i = 0; i < d->fills.n; i++) {
        const vp_fill *f = &d->fills.at[i];
        char row[24];
        snprintf(row, sizeof row, "%zu", f->spoiled ? f->spoiled : f->from);
        d->fill_line = f->filled ? line : d->fill_line;
        if (f->filled && ++d->filled <= FILLS_TOLD && d->tell) {
            vp_note taken = {N_("the blank cell takes what stands in row %1$s"), {row}};
            d->tell(d->ctx, place(d, line, f->field), "note", &taken, &(vp_note){0});
        }
        if (!f->missing)
            continue;
        const char *from;
        VP_ALLOC(from, vp_arena_dupz(d->scratch, row), err);
        vp_problem p = {"fill-down", f->field, {N_("the cell is blank and nothing stands above it"), {NULL}},
                        {N_("fill it in"), {NULL}}};
        if (f->spoiled)
            p.what = (vp_note){N_("the cell is blank, and what stands in row %1$s cannot be used"), {from}};
        VP_TRY(vp_judge_refuse(v, d->judge, &p, d->scratch, err));
        v->values[f->field].blank = false;
        v->values[f->field].bad = true;
    }
    return VP_OK;
}

/* Whether the history keeps all public cells of the row, so that a replay can take values from it. */
static bool is_kept(const vp_verdict *v, const vp_stated *stated)
{
    bool kept = !(stated && stated->whole);
    for (size_t i = 0; i < v->nproblems; i++)
        kept &= strcmp(v->problems[i].rule, "private") != 0 && strcmp(v->problems[i].rule, "cells") != 0;
    return kept;
}

/* ---- rows that stand ---- */

/* What the round has under a row's id. */
typedef struct before {
    const char *bytes;   /* NULL: nothing */
    size_t n;
    vp_proposal was;     /* value NULL: not looked into, as nothing depends on it */
    bool counted;        /* rules that count have it counted */
} before;

/* What a part of a proposal does not name stays as it is: its private values too. */
static vp_status keep_tags(const char *const **tags, const char *const *old, const vp_desk *d, vp_err *err)
{
    const char **both;
    if (!old || !*tags) {
        *tags = old ? old : *tags;
        return VP_OK;
    }
    VP_ALLOC(both, vp_arena_array(d->scratch, d->round->nfields, sizeof *both), err);
    for (size_t i = 0; i < d->round->nfields; i++)
        both[i] = (*tags)[i] ? (*tags)[i] : old[i];
    *tags = both;
    return VP_OK;
}

static vp_status put(const char **status, vp_desk *d, const vp_verdict *v, const before *b, vp_err *err)
{
    const char *old = b->bytes;
    *status = "accepted";
    if (!d->before && !d->writer)
        return VP_OK;
    VP_STR json = {0};
    vp_proposal p = {.value = v->text, .withdrawn_on = b->was.withdrawn_on, .withdrawn_why = b->was.withdrawn_why};
    const char *path;
    VP_ALLOC(path, vp_proposal_path(v->text[VP_ID], d->scratch), err);
    if (d->tagger)
        VP_TRY(vp_tags_of(&p.tag, d->tagger, v->text, path, old, b->n, d->scratch, err));
    if (v->kept)
        VP_TRY(keep_tags(&p.tag, b->was.tag, d, err));
    vp_proposal_json(&json, d->round, &p);
    VP_TRY(vp_str_check(&json, err));
    if (old && b->n == json.n && memcmp(old, json.s, json.n) == 0) {
        *status = "unchanged";
        return VP_OK;
    }
    if (old)
        *status = "amended";
    if (d->writer)
        VP_TRY(d->writer->put(d->writer->ctx, path, json.s, json.n, err));
    return d->writer && d->known ? vp_known_put(d->known, v->text, err) : VP_OK;
}

/* It is in the round already and stays withdrawn: it counts as a row, and as nothing else. */
static vp_status stays_withdrawn(vp_desk *d, size_t line, const before *b)
{
    d->counts.unchanged++;
    if (d->tell)
        d->tell(d->ctx, place(d, line, VP_ID), "note",
                &(vp_note){N_("'%1$s' stays withdrawn (%2$s)"), {b->was.value[VP_ID], b->was.withdrawn_on}},
                &(vp_note){0});
    return VP_OK;
}

static vp_status accept(vp_desk *d, size_t line, const vp_verdict *v, const before *b, vp_err *err)
{
    const char *status;
    if (v->withdrawn)
        return stays_withdrawn(d, line, b);
    VP_TRY(vp_judge_accepted(d->judge, v, err));
    VP_TRY(put(&status, d, v, b, err));
    vp_money asked = v->values[VP_REQUESTED].number; /* it fits: all of them do */
    switch (status[1]) {
    case 'c': d->counts.accepted++; d->counts.requested_accepted += asked; break;
    case 'm': d->counts.amended++; d->counts.requested_amended += asked; break;
    default: d->counts.unchanged++; d->counts.requested_unchanged += asked; break;
    }
    return d->stands ? d->stands(d->ctx, status, v->text, err) : VP_OK;
}

/* The proposal that the round already has under this id. */
static vp_status find_old(before *b, vp_desk *d, const char *id, vp_err *err)
{
    size_t i;
    *b = (before){0};
    if (!d->before || !*id || (d->known && !vp_known_find(&i, d->known, id)))
        return VP_OK;
    const char *path;
    VP_ALLOC(path, vp_proposal_path(id, d->scratch), err);
    vp_status s = d->before->read(d->before->ctx, path, &b->bytes, &b->n, d->scratch, err);
    if (s == VP_NOTFOUND) {
        b->bytes = NULL;
        return VP_OK;
    }
    VP_TRY(s);
    bool met = true, counts = vp_judge_counts(d->judge);
    if (counts)
        VP_TRY(vp_judge_met_id(&met, d->judge, id, d->scratch, err));
    if (met && !d->amend && !d->dated && !vp_proposal_has(b->bytes, b->n, "withdrawn") &&
        !vp_proposal_has(b->bytes, b->n, d->round->fields[VP_APPROVED_BUDGET].name))
        return VP_OK;
    VP_TRY(vp_proposal_parse(&b->was, d->round, d->before, path, b->bytes, b->n, d->scratch, err));
    b->counted = !met && !b->was.withdrawn_on && !dropped_now(d, id);
    return VP_OK;
}

/* Fewer cells than the header: where some are missing, those behind them stand that much too far left. Whether one that
   is kept may in truth be of a column that is not. */
static bool may_be_private(const vp_desk *d, const vp_cell *cells, size_t n)
{
    size_t missing = d->width - n;
    size_t next = d->columns.n; /* the nearest column to the right that is not kept */
    for (size_t i = d->columns.n; i-- > 0;) {
        long field = d->columns.at[i].field;
        if (field < 0 ? *d->columns.at[i].heading != '\0' : d->round->fields[field].secret)
            next = i;
        else if (i < n && cells[i].n > 0 && next < d->columns.n && next - i <= missing)
            return true;
    }
    return false;
}

/* Of such a row nothing is kept when it is refused; when it stands, that is told. */
static vp_status short_row(vp_desk *d, vp_verdict *v, size_t line, const vp_cell *cells, size_t *n, vp_err *err)
{
    char *have, *want;
    if (*n >= d->width || !may_be_private(d, cells, *n))
        return VP_OK;
    VP_ALLOC(have, vp_arena_printf(d->scratch, "%zu", *n), err);
    VP_ALLOC(want, vp_arena_printf(d->scratch, "%zu", d->width), err);
    vp_problem p = {"cells", SIZE_MAX, {N_("the row has %1$s cells, the header has %2$s"), {have, want}},
                    {N_("see that no cell is missing between two others"), {NULL}}};
    if (v->nproblems == 0)
        return vp_judge_warn(v, &p, d->scratch, err);
    for (size_t i = 0; i < v->nproblems && d->tell; i++) /* to whoever has the sheet */
        tell_problem(d, line, 0, &v->problems[i]);
    if (!v->kept)
        add_up(d, v, -1);
    v->values[VP_REQUESTED].number = 0;
    v->nproblems = v->npublic = *n = 0;
    return vp_judge_refuse(v, d->judge, &p, d->scratch, err);
}

/* More cells than the header: nobody can tell which column each belongs to, so none of them is read or kept. */
static vp_status shifted(vp_desk *d, size_t line, size_t n, const vp_stated *stated, vp_err *err)
{
    vp_verdict v = {0};
    char have[24], want[24];
    snprintf(have, sizeof have, "%zu", n);
    snprintf(want, sizeof want, "%zu", d->width);
    vp_problem p = {"cells", SIZE_MAX, {N_("the row has %1$s cells, the header has %2$s"), {have, want}},
                    {N_("put cells that hold separators in quotation marks"), {NULL}}};
    VP_TRY(vp_judge_refuse(&v, d->judge, &p, d->scratch, err));
    VP_TRY(keep_source(d, line, vp_rowkind_name(VP_ROW_PROPOSAL), NULL, 0, NULL, err));
    vp_fills_spoil(&d->fills, line);
    return reject(d, line, d->width + 1, NULL, 0, &v, stated, err);
}

vp_status vp_desk_broken(vp_desk *d, size_t line, size_t col, vp_err *err)
{
    vp_mark mark = vp_arena_mark(d->scratch);
    vp_verdict v = {0};
    vp_problem p = {"csv", SIZE_MAX, {N_("a quotation mark stands inside a cell that does not begin with one, or text "
                                         "follows a closing one"), {NULL}},
                    {N_("write the cell in quotation marks and double those inside it, as spreadsheets do"), {NULL}}};
    d->counts.rows++;
    VP_TRY(vp_judge_refuse(&v, d->judge, &p, d->scratch, err));
    VP_TRY(keep_source(d, line, vp_rowkind_name(VP_ROW_BROKEN), NULL, 0, NULL, err));
    VP_TRY(reject(d, line, col, NULL, 0, &v, NULL, err));
    vp_fills_spoil(&d->fills, line);
    vp_arena_rewind(d->scratch, mark);
    return VP_OK;
}

/* A row that stands is compared with the others; a decision about such a pair may drop it. */
static vp_status look_alike(vp_desk *d, vp_verdict *v, size_t line, const vp_stated *stated, vp_err *err)
{
    vp_problem duplicate;
    if (!d->suspects || v->nproblems > 0 || v->withdrawn || (stated && stated->n > 0))
        return VP_OK;
    VP_TRY(vp_suspecting_row(d->suspects, line, v->text, &duplicate, d->scratch, err));
    return duplicate.rule ? vp_judge_refuse(v, d->judge, &duplicate, d->scratch, err) : VP_OK;
}

/* A proposal's row. */
static vp_status decide(vp_desk *d, size_t line, const vp_cell *cells, size_t n, const vp_stated *stated, vp_err *err)
{
    vp_verdict v;
    before b;
    const vp_cell *came = cells; /* what is kept of the row is as it came */
    size_t ncame = n;
    VP_TRY(vp_fills_row(&d->fills, line, &cells, &n, d->scratch, err));
    VP_TRY(vp_judge_read(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    add_up(d, &v, 1);
    VP_TRY(tell_fills(d, &v, line, err));
    VP_TRY(find_old(&b, d, v.text[VP_ID], err));
    VP_TRY(vp_judge_against(&v, d->judge, d->round, &b.was, d->amend, d->scratch, err));
    if (b.counted)
        VP_TRY(vp_judge_replaces(d->judge, &b.was, err));
    VP_TRY(vp_judge_row(&v, d->judge, line, d->scratch, err));
    if (!stated || !stated->whole)
        VP_TRY(vp_judge_personal(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    VP_TRY(look_alike(d, &v, line, stated, err));
    VP_TRY(short_row(d, &v, line, came, &ncame, err));
    VP_TRY(keep_source(d, line, vp_rowkind_name(VP_ROW_PROPOSAL), came, ncame, &v, err));
    if (!is_kept(&v, stated))
        vp_fills_spoil(&d->fills, line);
    bool refused = v.nproblems > 0 || (stated && stated->n > 0);
    vp_money *sum = refused ? &d->counts.requested_out : &d->counts.requested_in;
    vp_money all = d->counts.requested_in, asked = v.withdrawn ? 0 : v.values[VP_REQUESTED].number;
    if (!vp_money_add(sum, asked) || !vp_money_add(&all, d->counts.requested_out))
        return vp_fail(err, VP_INVALID, place(d, line, VP_REQUESTED), "the amounts add up to more than can be counted");
    if (!stated || !stated->whole)
        VP_TRY(warn(d, line, &v, vp_judge_hides(&v), err));
    if (refused && b.counted) /* the version that stands still counts */
        VP_TRY(vp_judge_known(d->judge, &b.was, err));
    return refused ? reject(d, line, 0, came, ncame, &v, stated, err) : accept(d, line, &v, &b, err);
}

/* A note that states another unit than the one that columns which state none themselves were read in. */
static vp_status check_unit(vp_desk *d, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    for (size_t i = 0; i < n; i++) {
        int64_t unit;
        const char *name, *was;
        VP_TRY(vp_title_unit(&unit, &name, cells[i].s, cells[i].n, d->scratch, err));
        for (size_t k = 0; unit && k < d->columns.n; k++) {
            const vp_column_map *c = &d->columns.at[k];
            vp_heading h;
            if (c->field < 0 || d->round->fields[c->field].type != VP_TYPE_MONEY)
                continue;
            VP_TRY(vp_heading_read(&h, c->heading, strlen(c->heading), d->scratch, err));
            int64_t read = c->unit ? c->unit : *d->round->unit_name ? d->round->unit : 100;
            if (h.unit || read == unit)
                continue;
            was = c->unit ? c->unit_name : *d->round->unit_name ? d->round->unit_name : d->round->currency;
            vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = line, .col = i + 1},
                    "this row says that amounts are in %s, but the column '%s' was read in %s", name,
                    vp_heading_short(c->heading, d->scratch), was);
            return vp_hint(err, "if it is right, say so with --unit %s", name), VP_INVALID;
        }
    }
    return VP_OK;
}

/* A row that is no proposal: what stands in it is not kept. */
static vp_status pass_over(vp_desk *d, vp_rowkind what, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    static const char *const said[VP_ROW_KINDS] = {
        [VP_ROW_NOTES] = N_("a row of notes, not a proposal"),
        [VP_ROW_SUBTOTAL] = N_("a row of totals, not a proposal"),
        [VP_ROW_TOTAL] = N_("a row of totals, not a proposal"),
        [VP_ROW_HEADER] = N_("the header or a title again, not a proposal"),
        [VP_ROW_EXAMPLE] = N_("the example row of a form, not a proposal"),
    };
    d->counts.other++;
    if (what == VP_ROW_TOTAL || what == VP_ROW_SUBTOTAL)
        VP_TRY(check_total(d, what, line, cells, n, err));
    if (what == VP_ROW_NOTES && d->headings)
        VP_TRY(check_unit(d, line, cells, n, err));
    if (said[what] && d->tell)
        d->tell(d->ctx, place(d, line, what == VP_ROW_EXAMPLE ? VP_ID : SIZE_MAX), "note",
                &(vp_note){said[what], {NULL}}, &(vp_note){0});
    return keep_source(d, line, vp_rowkind_name(what), NULL, 0, NULL, err);
}

static bool is_blank(vp_cell cell, vp_arena *arena)
{
    const char *clean;
    return cell.n == 0 || (vp_clean(&clean, cell.s, cell.n, arena, NULL) == VP_OK && !*clean);
}

/* Cells below no heading belong to nothing: said once for each column. */
static void tell_unheaded(vp_desk *d, size_t line, const vp_cell *cells, size_t n)
{
    for (size_t i = 0; i < n && i < d->width && d->tell; i++) {
        if (d->told[i] || cells[i].n == 0 || (i < d->columns.n && *d->columns.at[i].heading) ||
            is_blank(cells[i], d->scratch))
            continue;
        d->told[i] = true;
        vp_where at = {.file = d->file, .row = line, .col = i + 1};
        d->tell(d->ctx, at, "note", &(vp_note){N_("this column has no heading: what stands in it is left out"), {NULL}},
                &(vp_note){N_("name it in the header, or say what it is with --map"), {NULL}});
    }
}

vp_status vp_desk_row(vp_desk *d, size_t line, const char *named, const vp_cell *cells, size_t n,
                      const vp_stated *stated, vp_err *err)
{
    vp_mark mark = vp_arena_mark(d->scratch);
    vp_rowkind what = VP_ROW_PROPOSAL;
    long id = named ? -1 : vp_columns_find(&d->columns, VP_ID);
    while (n > d->width && is_blank(cells[n - 1], d->scratch))
        n--; /* cells beyond the header that hold nothing */
    if (named && !vp_rowkind_named(&what, named))
        return vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = line}, "'%s' is no kind of row", named);
    if (!named) {
        VP_TRY(vp_rowkind_of(&what, cells, n, &d->columns, d->round, d->scratch, err));
        if (what == VP_ROW_PROPOSAL && vp_rowkind_wordy(cells, n, id))
            VP_TRY(look_for_header(&what, d, line, cells, n, err));
    }
    if (what == VP_ROW_BROKEN)
        return vp_desk_broken(d, line, 0, err);
    d->counts.rows++;
    d->proposals += what == VP_ROW_PROPOSAL;
    if (what != VP_ROW_PROPOSAL)
        VP_TRY(pass_over(d, what, line, cells, n, err));
    else if (n > d->width)
        VP_TRY(shifted(d, line, n, stated, err));
    else
        VP_TRY(decide(d, line, cells, n, stated, err));
    if (what == VP_ROW_PROPOSAL)
        tell_unheaded(d, line, cells, n);
    vp_arena_rewind(d->scratch, mark);
    return VP_OK;
}
