/* The intake desk. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <vp/fold.h>
#include "lib/io/list.h"
#include "lib/model/cell.h"
#include "lib/verb/desk.h"
#include "lib/verb/suspects.h"

vp_status vp_desk_open(vp_desk *d, const vp_round *round, const vp_view *view, const vp_judge_opts *opts,
                       vp_arena *arena, vp_err *err)
{
    d->round = round;
    d->arena = arena;
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
    vp_str_free(&d->line);
}

/* Columns that may be published: understood, and not private. */
static bool is_public(const vp_desk *d, size_t column)
{
    long field = d->columns.at[column].field;
    return field >= 0 && !d->round->fields[field].secret;
}

static vp_status send(vp_desk *d, vp_err *err)
{
    vp_str_addc(&d->line, '\n');
    VP_TRY(vp_str_check(&d->line, err));
    vp_status s = d->rejects.write(d->rejects.ctx, d->line.s, d->line.n, err);
    vp_str_clear(&d->line);
    return s;
}

/* The ids that the round has are the names of its files. */
static vp_status know_ids(vp_desk *d, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(d->before->list(d->before->ctx, "proposals", &names, &count, d->arena, err));
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(names[i]);
        const char *id;
        if (n < 6 || strcmp(names[i] + n - 5, ".json") != 0)
            continue;
        VP_ALLOC(id, vp_arena_dup(d->scratch, names[i], n - 5), err);
        VP_TRY(vp_judge_knows_id(d->judge, id, err));
    }
    return VP_OK;
}

/* A decision takes the proposal out of the round: its version there counts no longer. */
static bool dropped_now(const vp_desk *d, const char *id)
{
    return d->suspects && vp_suspecting_drops(d->suspects, id);
}

vp_status vp_desk_begin(vp_desk *d, vp_err *err)
{
    VP_ALLOC(d->sums, vp_arena_array(d->arena, d->columns.n, sizeof *d->sums), err);
    VP_ALLOC(d->partial, vp_arena_array(d->arena, d->columns.n, sizeof *d->partial), err);
    if (d->source)
        vp_str_addz(d->source, "row,kind");
    for (size_t i = 0; i < d->columns.n; i++) {
        if (!is_public(d, i))
            continue;
        const char *heading = d->columns.at[i].heading;
        if (d->source) {
            vp_str_addc(d->source, ',');
            vp_csv_cell(d->source, heading, strlen(heading));
        }
        vp_csv_cell(&d->line, heading, strlen(heading));
        vp_str_addc(&d->line, ',');
    }
    if (d->source)
        vp_str_addc(d->source, '\n');
    vp_str_addz(&d->line, "row,column,rule,problem,mend");
    if (d->rejects.write)
        VP_TRY(send(d, err));
    vp_str_clear(&d->line);
    if (!d->before)
        return VP_OK;
    VP_TRY(know_ids(d, err));
    if (!vp_judge_counts(d->judge))
        return VP_OK;
    vp_proposals known;
    VP_TRY(vp_proposals_read(&known, d->round, d->before, d->arena, err));
    for (size_t i = 0; i < known.n; i++)
        if (!dropped_now(d, known.at[i].value[VP_ID]))
            VP_TRY(vp_judge_known(d->judge, &known.at[i], err));
    return VP_OK;
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
    if (!d->source)
        return VP_OK;
    vp_str_addf(d->source, "%zu,%s", line, kind);
    for (size_t i = 0; i < d->columns.n; i++) {
        if (!is_public(d, i))
            continue;
        vp_str_addc(d->source, ',');
        if (i < n)
            VP_TRY(add_text(d->source, cells[i].s, d, v, err));
    }
    vp_str_addc(d->source, '\n');
    return vp_str_check(d->source, err);
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
    return (vp_where){.file = d->file, .row = line, .col = (size_t)(column + 1),
                      .field = column >= 0 ? d->columns.at[column].heading
                                           : field == SIZE_MAX ? "" : d->round->fields[field].name};
}

static vp_status add_note(vp_desk *d, const vp_note *note, const vp_verdict *v, vp_err *err)
{
    VP_STR text = {0};
    vp_note_text(&text, d->round->lang, note);
    VP_TRY(vp_str_check(&text, err));
    return add_text(&d->line, vp_str_text(&text), d, v, err);
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
    return send(d, err);
}

/* col: of the place that is told, where the problem's field has none. */
static vp_status reject(vp_desk *d, size_t line, size_t col, const vp_cell *cells, size_t n, const vp_verdict *v,
                        const vp_stated *stated, vp_err *err)
{
    bool whole = stated && stated->whole;
    d->counts.rejected++;
    for (size_t i = 0; i < v->nproblems && !whole; i++) {
        const vp_problem *p = &v->problems[i];
        VP_TRY(count_refused(d, p->rule, err));
        vp_where at = place(d, line, p->field);
        at.col = at.col ? at.col : col;
        if (d->tell)
            d->tell(d->ctx, at, "error", &p->what, &p->mend);
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

/* ---- rows that are no proposals ---- */

typedef enum kind { PROPOSAL, EMPTY, NOTES, SUBTOTAL, TOTAL, EXAMPLE, BROKEN } kind;

/* As source.csv names them: what a row was is decided with all its columns, of which the history keeps some. */
static const char *const kinds[] = {"proposal", "empty", "notes", "subtotal", "total", "example", "broken"};

static vp_status kind_named(kind *out, const char *name, const char *file, size_t line, vp_err *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], name) == 0) {
            *out = (kind)i;
            return VP_OK;
        }
    return vp_fail(err, VP_INVALID, (vp_where){.file = file, .row = line}, "'%s' is no kind of row", name);
}

/* What follows the word that the folded text begins with, or NULL. */
static const char *after(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (strncmp(s, *words, strlen(*words)) == 0)
            return s + strlen(*words);
    return NULL;
}

/* Nothing that makes the label a name: 合计, 合计：, 合计(万元), 总计金额, total 12. */
static bool ends_label(const char *rest)
{
    static const char *const words[] = {"金额", "资金", "万元", "元", "amount", NULL};
    while (*rest) {
        const char *next = after(rest, words);
        if (!next && strchr(":()0123456789.,", *rest))
            next = rest + 1;
        if (!next)
            return false;
        rest = next;
    }
    return true;
}

static bool begins_ascii(const char *s)
{
    static const char *const words[] = {"total", "grand", "note", "sub", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strncasecmp(s, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* 示例：P-001, as the form for applicants has it. No id has a colon: no proposal can be meant. */
static vp_status is_example(bool *yes, vp_desk *d, const char *s, vp_err *err)
{
    static const char *const words[] = {"示例:", "填写示例:", "样例:", "范例:", "example:", NULL};
    const char *key;
    *yes = false;
    s += strspn(s, " \t");
    if ((unsigned char)*s < 0xC0 && *s != 'e' && *s != 'E') /* nearly all ids: not worth folding */
        return VP_OK;
    VP_TRY(vp_fold(&key, s, d->scratch, err));
    *yes = after(key, words) != NULL;
    return VP_OK;
}

/* By the first cell that is not blank: 合计 or 注：. A row that has an id beside it is a proposal all the same. */
static vp_status classify(kind *out, vp_desk *d, const vp_cell *cells, size_t n, vp_err *err)
{
    static const char *const notes[] = {"注:", "备注:", "说明:", "填表人:", "填报人:", "制表人:", "经办人:", "审核人:",
                                        "填报单位:", "填表日期:", "联系人:", "联系电话:", "note:", "notes:", NULL};
    static const char *const totals[] = {"合计", "总计", "total", "grandtotal", NULL};
    static const char *const subtotals[] = {"小计", "subtotal", NULL};
    long id = vp_columns_find(&d->columns, VP_ID);
    const char *s = "", *key, *rest;
    size_t first = 0;
    *out = EMPTY;
    for (; first < n && !*s; first++)
        VP_TRY(vp_clean(&s, cells[first].s, cells[first].n, d->scratch, err));
    if (!*s)
        return VP_OK;
    bool example = false;
    if (id >= 0 && (size_t)id < n)
        VP_TRY(is_example(&example, d, cells[id].s, err));
    *out = example ? EXAMPLE : PROPOSAL;
    if (example || ((unsigned char)*s < 0xE0 && !begins_ascii(s))) /* not worth folding: an id, mostly */
        return VP_OK;
    if (id >= (long)first && (size_t)id < n) {
        VP_TRY(vp_clean(&rest, cells[id].s, cells[id].n, d->scratch, err));
        if (*rest)
            return VP_OK;
    }
    VP_TRY(vp_fold(&key, s, d->scratch, err));
    if (after(key, notes))
        *out = NOTES;
    else if ((rest = after(key, totals)) && ends_label(rest))
        *out = TOTAL;
    else if ((rest = after(key, subtotals)) && ends_label(rest))
        *out = SUBTOTAL;
    return VP_OK;
}

static void add_up(vp_desk *d, const vp_verdict *v)
{
    for (size_t i = 0; i < d->columns.n; i++) {
        long field = d->columns.at[i].field;
        if (field < 0 || d->round->fields[field].type != VP_TYPE_MONEY)
            continue;
        d->sums[i] += v->values[field].number;
        d->partial[i] += v->values[field].number;
    }
}

/* Totals that the sheet states are computed again; a formula has no value here and cannot be. */
static vp_status check_total(vp_desk *d, kind what, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    for (size_t i = 0; i < d->columns.n && i < n; i++) {
        const vp_column_map *c = &d->columns.at[i];
        const char *s;
        vp_value v = {0};
        vp_problem p;
        if (c->field < 0 || d->round->fields[c->field].type != VP_TYPE_MONEY)
            continue;
        vp_wide sum = what == TOTAL ? d->sums[i] : d->partial[i];
        d->partial[i] = 0;
        VP_TRY(vp_narrow(&s, cells[i].s, cells[i].n, d->scratch, err));
        if (!*s || !d->tell)
            continue;
        int64_t unit = c->unit ? c->unit : *d->round->unit_name ? d->round->unit : 0;
        if (vp_cell_money(&v, &p, s, unit, c->unit_name, d->round->currency, d->scratch) == VP_CELL_BAD) {
            vp_note odd = {N_("the stated total '%1$s' is no amount: it was not compared"), {s}};
            d->tell(d->ctx, place(d, line, (size_t)c->field), "note", &odd, &(vp_note){0});
        } else if (v.number != sum) {
            char computed[VP_DECIMAL_MAX] = "?";
            if (sum <= INT64_MAX)
                vp_money_format(computed, (vp_money)sum);
            vp_note differs = {N_("the stated total is %1$s, but the rows above add up to %2$s"), {v.text, computed}};
            d->tell(d->ctx, place(d, line, (size_t)c->field), "warning", &differs, &(vp_note){0});
        }
    }
    return VP_OK;
}

/* ---- rows that stand ---- */

static vp_status put(const char **status, vp_desk *d, const vp_verdict *v, const char *old, size_t nold, vp_err *err)
{
    *status = "accepted";
    if (!d->before && !d->writer)
        return VP_OK;
    VP_STR json = {0};
    vp_proposal_json(&json, d->round, &(vp_proposal){v->text});
    VP_TRY(vp_str_check(&json, err));
    if (old && nold == json.n && memcmp(old, json.s, nold) == 0) {
        *status = "unchanged";
        return VP_OK;
    }
    if (old)
        *status = "amended";
    const char *path;
    VP_ALLOC(path, vp_proposal_path(v->text[VP_ID], d->scratch), err);
    return d->writer ? d->writer->put(d->writer->ctx, path, json.s, json.n, err) : VP_OK;
}

static vp_status accept(vp_desk *d, const vp_verdict *v, const char *old, size_t nold, vp_err *err)
{
    const char *status;
    VP_TRY(vp_judge_accepted(d->judge, v, err));
    VP_TRY(put(&status, d, v, old, nold, err));
    switch (status[1]) {
    case 'c': d->counts.accepted++; break;
    case 'm': d->counts.amended++; break;
    default: d->counts.unchanged++; break;
    }
    return d->stands ? d->stands(d->ctx, status, v->text, err) : VP_OK;
}

/* The proposal that the round already has under this id. */
static vp_status find_old(const char **bytes, size_t *n, vp_proposal *old, vp_desk *d, const char *id, vp_err *err)
{
    *bytes = NULL;
    if (!d->before || !*id)
        return VP_OK;
    const char *path;
    VP_ALLOC(path, vp_proposal_path(id, d->scratch), err);
    vp_status s = d->before->read(d->before->ctx, path, bytes, n, d->scratch, err);
    if (s == VP_NOTFOUND)
        *bytes = NULL;
    bool met = false;
    if (s == VP_OK && vp_judge_counts(d->judge))
        VP_TRY(vp_judge_met_id(&met, d->judge, id, d->scratch, err));
    if (s == VP_OK && vp_judge_counts(d->judge) && !met && !dropped_now(d, id))
        return vp_proposal_parse(old, d->round, d->before, path, *bytes, *n, d->scratch, err);
    return s == VP_NOTFOUND ? VP_OK : s;
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
    VP_TRY(keep_source(d, line, kinds[PROPOSAL], NULL, 0, NULL, err));
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
    VP_TRY(keep_source(d, line, kinds[BROKEN], NULL, 0, NULL, err));
    VP_TRY(reject(d, line, col, NULL, 0, &v, NULL, err));
    vp_arena_rewind(d->scratch, mark);
    return VP_OK;
}

/* A row that stands is compared with the others; a decision about such a pair may drop it. */
static vp_status compare(vp_desk *d, vp_verdict *v, size_t line, const vp_stated *stated, vp_err *err)
{
    vp_problem duplicate;
    if (!d->suspects || v->nproblems > 0 || (stated && stated->n > 0))
        return VP_OK;
    VP_TRY(vp_suspecting_row(d->suspects, line, v->text, &duplicate, d->scratch, err));
    return duplicate.rule ? vp_judge_refuse(v, d->judge, &duplicate, d->scratch, err) : VP_OK;
}

/* A proposal's row. */
static vp_status decide(vp_desk *d, size_t line, const vp_cell *cells, size_t n, const vp_stated *stated, vp_err *err)
{
    vp_verdict v;
    const char *old;
    size_t nold = 0;
    vp_proposal replaced = {NULL};
    VP_TRY(vp_judge_read(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    VP_TRY(find_old(&old, &nold, &replaced, d, v.text[VP_ID], err));
    if (replaced.value)
        VP_TRY(vp_judge_replaces(d->judge, &replaced, err));
    VP_TRY(vp_judge_row(&v, d->judge, line, d->scratch, err));
    VP_TRY(vp_judge_personal(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    VP_TRY(compare(d, &v, line, stated, err));
    add_up(d, &v);
    VP_TRY(keep_source(d, line, kinds[PROPOSAL], cells, n, &v, err));
    bool refused = v.nproblems > 0 || (stated && stated->n > 0);
    vp_money *sum = refused ? &d->counts.requested_out : &d->counts.requested_in;
    vp_money all = d->counts.requested_in;
    if (!vp_money_add(sum, v.values[VP_REQUESTED].number) || !vp_money_add(&all, d->counts.requested_out))
        return vp_fail(err, VP_INVALID, place(d, line, VP_REQUESTED), "the amounts add up to more than can be counted");
    for (size_t i = 0; i < v.nwarnings && d->tell; i++)
        d->tell(d->ctx, place(d, line, v.warnings[i].field), "warning", &v.warnings[i].what, &v.warnings[i].mend);
    if (refused && replaced.value) /* the version that stands still counts */
        VP_TRY(vp_judge_known(d->judge, &replaced, err));
    return refused ? reject(d, line, 0, cells, n, &v, stated, err) : accept(d, &v, old, nold, err);
}

/* A row that is no proposal: what stands in it is not kept. */
static vp_status pass_over(vp_desk *d, kind what, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    d->counts.other++;
    if (what == TOTAL || what == SUBTOTAL)
        VP_TRY(check_total(d, what, line, cells, n, err));
    if (what == EXAMPLE && d->tell)
        d->tell(d->ctx, place(d, line, VP_ID), "note", &(vp_note){N_("the example row of a form, not a proposal"),
                                                                {NULL}}, &(vp_note){0});
    if (what == NOTES && d->tell)
        d->tell(d->ctx, place(d, line, SIZE_MAX), "note", &(vp_note){N_("a row of notes, not a proposal"), {NULL}},
                &(vp_note){0});
    return keep_source(d, line, kinds[what], NULL, 0, NULL, err);
}

vp_status vp_desk_row(vp_desk *d, size_t line, const char *named, const vp_cell *cells, size_t n,
                      const vp_stated *stated, vp_err *err)
{
    vp_mark mark = vp_arena_mark(d->scratch);
    kind what = PROPOSAL;
    VP_TRY(named ? kind_named(&what, named, d->file, line, err) : classify(&what, d, cells, n, err));
    if (what == BROKEN)
        return vp_desk_broken(d, line, 0, err);
    d->counts.rows++;
    if (what != PROPOSAL)
        VP_TRY(pass_over(d, what, line, cells, n, err));
    else if (n > d->width)
        VP_TRY(shifted(d, line, n, stated, err));
    else
        VP_TRY(decide(d, line, cells, n, stated, err));
    vp_arena_rewind(d->scratch, mark);
    return VP_OK;
}
