/* The intake desk. */
#include <stdio.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/io/list.h"
#include "lib/verb/desk_inside.h"
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

bool vp_desk_drops(const vp_desk *d, const char *id)
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
        if (!p.withdrawn_on && !vp_desk_drops(d, p.value[VP_ID]))
            VP_TRY(vp_judge_known(d->judge, &p, err));
        vp_arena_rewind(d->scratch, mark);
    }
    if (d->suspects && d->store) /* else it reads them itself, as they are kept */
        vp_suspecting_round(d->suspects, vp_known_count(d->known), suspect_text, d);
    return VP_OK;
}

vp_status vp_desk_begin(vp_desk *d, vp_err *err)
{
    VP_ALLOC(d->sums, vp_arena_array(d->arena, d->columns.n, sizeof *d->sums), err);
    VP_ALLOC(d->partial, vp_arena_array(d->arena, d->columns.n, sizeof *d->partial), err);
    VP_ALLOC(d->early, vp_arena_array(d->arena, d->columns.n, sizeof *d->early), err);
    VP_ALLOC(d->told, vp_arena_array(d->arena, d->width, sizeof *d->told), err);
    VP_TRY(vp_desk_write_heads(d, err));
    return d->before ? know(d, err) : VP_OK;
}

vp_status vp_desk_end(vp_desk *d, vp_err *err)
{
    vp_desk_early_totals(d);
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
            d->tell(d->ctx, vp_desk_place(d, line, f->field), "note", &taken, &(vp_note){0});
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

/* ---- one row after another ---- */

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
        vp_desk_tell(d, line, 0, &v->problems[i]);
    if (!v->kept)
        vp_desk_add_up(d, v, -1);
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
    VP_TRY(vp_desk_keep(d, line, vp_rowkind_name(VP_ROW_PROPOSAL), NULL, 0, NULL, err));
    vp_fills_spoil(&d->fills, line);
    return vp_desk_reject(d, line, d->width + 1, NULL, 0, &v, stated, err);
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
    VP_TRY(vp_desk_keep(d, line, vp_rowkind_name(VP_ROW_BROKEN), NULL, 0, NULL, err));
    VP_TRY(vp_desk_reject(d, line, col, NULL, 0, &v, NULL, err));
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
    vp_desk_before b;
    const vp_cell *came = cells; /* what is kept of the row is as it came */
    size_t ncame = n;
    VP_TRY(vp_fills_row(&d->fills, line, &cells, &n, d->scratch, err));
    VP_TRY(vp_judge_read(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    vp_desk_add_up(d, &v, 1);
    VP_TRY(tell_fills(d, &v, line, err));
    VP_TRY(vp_desk_find_old(&b, d, v.text[VP_ID], err));
    VP_TRY(vp_judge_against(&v, d->judge, d->round, &b.was, d->amend, d->scratch, err));
    if (b.counted)
        VP_TRY(vp_judge_replaces(d->judge, &b.was, err));
    VP_TRY(vp_judge_row(&v, d->judge, line, d->scratch, err));
    if (!stated || !stated->whole)
        VP_TRY(vp_judge_personal(&v, d->judge, &d->columns, cells, n, d->scratch, err));
    VP_TRY(look_alike(d, &v, line, stated, err));
    VP_TRY(short_row(d, &v, line, came, &ncame, err));
    VP_TRY(vp_desk_keep(d, line, vp_rowkind_name(VP_ROW_PROPOSAL), came, ncame, &v, err));
    if (!is_kept(&v, stated))
        vp_fills_spoil(&d->fills, line);
    bool refused = v.nproblems > 0 || (stated && stated->n > 0);
    vp_money *sum = refused ? &d->counts.requested_out : &d->counts.requested_in;
    vp_money all = d->counts.requested_in, asked = v.withdrawn ? 0 : v.values[VP_REQUESTED].number;
    if (!vp_money_add(sum, asked) || !vp_money_add(&all, d->counts.requested_out))
        return vp_fail(err, VP_INVALID, vp_desk_place(d, line, VP_REQUESTED),
                       "the amounts add up to more than can be counted");
    if (!stated || !stated->whole)
        VP_TRY(vp_desk_warn(d, line, &v, vp_judge_hides(&v), err));
    if (refused && b.counted) /* the version that stands still counts */
        VP_TRY(vp_judge_known(d->judge, &b.was, err));
    return refused ? vp_desk_reject(d, line, 0, came, ncame, &v, stated, err) : vp_desk_accept(d, line, &v, &b, err);
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
        VP_TRY(vp_desk_total(d, what, line, cells, n, err));
    if (what == VP_ROW_NOTES && d->headings)
        VP_TRY(check_unit(d, line, cells, n, err));
    if (said[what] && d->tell)
        d->tell(d->ctx, vp_desk_place(d, line, what == VP_ROW_EXAMPLE ? VP_ID : SIZE_MAX), "note",
                &(vp_note){said[what], {NULL}}, &(vp_note){0});
    return vp_desk_keep(d, line, vp_rowkind_name(what), NULL, 0, NULL, err);
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
            VP_TRY(vp_desk_header(&what, d, line, cells, n, err));
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
