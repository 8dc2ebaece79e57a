/* Doing an intake again: from the sheet as it came, where the private part has it; else from what the history kept of
   it: source.csv, the receipt, and, for what rests on private columns, the rejects as they are committed. */
#include <stdio.h>
#include <string.h>
#include "lib/io/csv.h"
#include "lib/verb/forget.h"
#include "lib/verb/intake_how.h"
#include "lib/verb/reading.h"
#include "lib/verb/receipt.h"
#include "lib/verb/replay.h"
#include "lib/verb/subjects.h"
#include "lib/verb/withdraw.h"

typedef struct replay {
    const vp_commit_info *what;
    const vp_view *after;
    const char *received, *folder; /* folder: of the intake, intake/RECEIVED-HASH */
    vp_arena *arena;
    vp_round *round;
    vp_reading reading;
    vp_receipt receipt;
    vp_desk desk;
    vp_str rejects;
    vp_warnings warnings;
    vp_tagger tagger;   /* takes the hashes as they are recorded */
    vp_suspecting_opts suspects; /* what is recorded of them */
    vp_suspecting *suspecting;
    vp_map *stated;     /* line of a row -> 1 + index into rows */
    vp_stated *rows;
    size_t nrows, caprows;
} replay;

static void replay_freep(replay *r)
{
    vp_desk_close(&r->desk);
    vp_suspecting_free(r->suspecting);
    vp_map_free(r->stated);
    vp_str_free(&r->rejects);
    vp_warnings_close(&r->warnings);
}

static vp_status read_file(const char **bytes, size_t *n, const char **where, replay *r, const char *name,
                           vp_err *err)
{
    const char *path;
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", r->folder, name), err);
    *where = r->after->where(r->after->ctx, path, r->arena);
    vp_status s = r->after->read(r->after->ctx, path, bytes, n, r->arena, err);
    if (s == VP_NOTFOUND)
        return vp_fail(err, VP_INVALID, VP_AT_FILE(path), "the intake's file is missing");
    return s;
}

static vp_status open_csv(vp_text **text, vp_csv **csv, const char *bytes, size_t n, const char *where, vp_err *err)
{
    VP_TRY(vp_text_open_bytes(text, where, bytes, n, err));
    return vp_csv_new(csv, *text, ',', err);
}

static size_t line_of(const char *s)
{
    size_t v = 0;
    for (; *s >= '0' && *s <= '9' && v < SIZE_MAX / 100; s++)
        v = v * 10 + (size_t)(*s - '0');
    return v;
}

/* ---- rejects that rest on private columns ---- */

static bool is_private(const replay *r, const char *column)
{
    for (size_t i = 0; i < r->receipt.columns.n; i++) {
        const vp_column_map *c = &r->receipt.columns.at[i];
        if (c->field >= 0 && r->round->fields[c->field].secret && strcmp(c->heading, column) == 0)
            return true;
    }
    long field = vp_round_field(r->round, column);
    return field >= 0 && r->round->fields[field].secret && vp_columns_find(&r->receipt.columns, (size_t)field) < 0;
}

/* The row of that line, made when it is new. */
static vp_status row_of(vp_stated **row, replay *r, const char *line, vp_err *err)
{
    uint64_t *slot = vp_map_put(r->stated, line, strlen(line), NULL);
    if (!slot)
        return vp_nomem(err);
    if (*slot == 0) {
        VP_TRY(vp_arena_grow(r->arena, &r->rows, &r->caprows, r->nrows, r->nrows + 1, sizeof *r->rows, err));
        *slot = ++r->nrows;
    }
    *row = &r->rows[*slot - 1];
    return VP_OK;
}

static vp_status state(vp_stated *row, replay *r, const vp_csv_record *record, const char *rule, vp_err *err)
{
    size_t cap = row->cap;
    VP_TRY(vp_arena_grow(r->arena, &row->rules, &cap, row->n, row->n + 1, sizeof *row->rules, err));
    VP_TRY(vp_arena_grow(r->arena, &row->lines, &row->cap, row->n, row->n + 1, sizeof *row->lines, err));
    VP_STR text = {0};
    for (size_t i = 0; i < record->n; i++) {
        if (i > 0)
            vp_str_addc(&text, ',');
        vp_csv_cell(&text, record->cell[i].s, record->cell[i].n);
    }
    vp_str_addc(&text, '\n');
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(row->lines[row->n], vp_arena_dup(r->arena, text.s, text.n), err);
    VP_ALLOC(row->rules[row->n], vp_arena_dupz(r->arena, rule), err);
    row->n++;
    return VP_OK;
}

/* Twice over the rejects: first to see which rows are whole, then to keep the lines that are taken as stated. */
static vp_status read_stated(replay *r, bool first, vp_err *err)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    const char *bytes, *where;
    size_t n, width = 0;
    VP_TRY(read_file(&bytes, &n, &where, r, "rejects.csv", err));
    VP_TRY(open_csv(&text, &csv, bytes, n, where, err));
    for (;;) {
        vp_csv_record record;
        bool more;
        VP_TRY(vp_csv_next(csv, &record, &more, err));
        if (!more)
            return VP_OK;
        if (record.number == 1) {
            if (record.n < 5)
                return vp_fail(err, VP_INVALID, VP_AT_FILE(where), "this is no rejects file of vp-intake");
            width = record.n - 5;
            continue;
        }
        if (record.n != width + 5)
            return vp_fail(err, VP_INVALID, (vp_where){.file = where, .row = record.line},
                           "this row has %zu cells, the header has %zu",
                           record.n, width + 5);
        const char *line = record.cell[width].s, *rule = record.cell[width + 2].s;
        const uint64_t *slot = vp_map_get(r->stated, line, strlen(line));
        bool whole = slot && r->rows[*slot - 1].whole;
        vp_stated *row = NULL;
        if (first ? !vp_judge_hiding(rule) : !whole && !is_private(r, record.cell[width + 1].s))
            continue;
        VP_TRY(row_of(&row, r, line, err));
        row->whole |= first;
        if (!first)
            VP_TRY(state(row, r, &record, rule, err));
    }
}

/* ---- columns that are filled down ---- */

static bool is_public(const replay *r, size_t column)
{
    long field = r->receipt.columns.at[column].field;
    return field >= 0 && !r->round->fields[field].secret;
}

/* Those that were asked for and are public, as the desk knows them. */
static vp_status open_fills(replay *r, const char *where, vp_err *err)
{
    const vp_strings *asked = &r->reading.fill_down;
    const char **names;
    vp_strings public = {NULL, 0};
    VP_ALLOC(names, vp_arena_array(r->arena, asked->n + 1, sizeof *names), err);
    for (size_t i = 0; i < asked->n; i++) {
        long column;
        VP_TRY(vp_columns_called(&column, &r->receipt.columns, r->round, asked->at[i], r->arena, err));
        if (column >= 0 && is_public(r, (size_t)column))
            names[public.n++] = r->round->fields[r->receipt.columns.at[column].field].name;
    }
    public.at = names;
    return vp_fills_open(&r->desk.fills, &public, &r->desk.columns, r->round, where, 1, r->arena, err);
}

/* What the desk has filled, and of private columns what the receipt says. */
static vp_status filled(replay *r, vp_err *err)
{
    const vp_fills *fills = &r->desk.fills;
    vp_filled *all = NULL;
    size_t n = 0, cap = 0, next = 0;
    for (size_t i = 0; i < r->receipt.columns.n; i++) {
        const vp_column_map *c = &r->receipt.columns.at[i];
        VP_TRY(vp_arena_grow(r->arena, &all, &cap, n, n + 1 + r->receipt.nfilled, sizeof *all, err));
        if (is_public(r, i) && next < fills->n && fills->at[next].field == (size_t)c->field) {
            all[n++] = (vp_filled){c->heading, fills->at[next].count, vp_str_text(&fills->at[next].rows)};
            next++;
        }
        for (size_t k = 0; c->field >= 0 && !is_public(r, i) && k < r->receipt.nfilled; k++)
            if (strcmp(r->receipt.filled[k].heading, c->heading) == 0)
                all[n++] = r->receipt.filled[k];
    }
    r->receipt.filled = all;
    r->receipt.nfilled = n;
    return VP_OK;
}

/* ---- the rows again ---- */

static vp_status columns_of(replay *r, const vp_csv_record *header, const char *where, vp_err *err)
{
    vp_columns *out = &r->desk.columns;
    VP_ALLOC(out->at, vp_arena_array(r->arena, header->n, sizeof *out->at), err);
    for (size_t i = 2, k = 0; i < header->n; i++, k++) { /* in the order of the sheet */
        while (k < r->receipt.columns.n && (!is_public(r, k) ||
                                            strcmp(r->receipt.columns.at[k].heading, header->cell[i].s) != 0))
            k++;
        if (k == r->receipt.columns.n)
            return vp_fail(err, VP_INVALID, (vp_where){.file = where, .row = 1, .col = i + 1},
                           "the receipt does not know the column '%s'", header->cell[i].s);
        out->at[out->n++] = r->receipt.columns.at[k];
    }
    r->desk.width = out->n;
    VP_TRY(open_fills(r, where, err));
    return vp_desk_begin(&r->desk, err);
}

static vp_status judge_rows(replay *r, const char *bytes, size_t n, const char *where, vp_err *err)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    VP_TRY(open_csv(&text, &csv, bytes, n, where, err));
    for (;;) {
        vp_csv_record record;
        bool more;
        VP_TRY(vp_csv_next(csv, &record, &more, err));
        if (!more)
            return vp_desk_end(&r->desk, err);
        if (record.number == 1) {
            VP_TRY(columns_of(r, &record, where, err));
            continue;
        }
        const char *line = record.cell[0].s;
        const uint64_t *slot = vp_map_get(r->stated, line, strlen(line));
        if (record.n < 2)
            return vp_fail(err, VP_INVALID, (vp_where){.file = where, .row = record.line}, "this row has no kind");
        VP_TRY(vp_desk_row(&r->desk, line_of(line), record.cell[1].s, record.cell + 2, record.n - 2,
                           slot ? &r->rows[*slot - 1] : NULL, err));
    }
}

/* ---- warnings ---- */

/* One that follows from public cells. */
static void tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    replay *r = ctx;
    (void)mend;
    if (strcmp(severity, "warning") == 0 && r->desk.rule && !r->desk.stated && r->receipt.left_out == 0)
        vp_warnings_add(&r->warnings, where.row, where.field ? where.field : "", r->desk.rule, what, false);
}

/* Whether it does not: of private columns, of rows and totals whose cells are not kept, of the sheet as a whole. */
static bool must_be_stated(const replay *r, const struct vp_stated_warning *w)
{
    char line[24];
    snprintf(line, sizeof line, "%zu", w->row);
    const uint64_t *slot = vp_map_get(r->stated, line, strlen(line));
    return r->receipt.left_out > 0 || strcmp(w->rule, "total") == 0 || strcmp(w->rule, "sheet") == 0 ||
           strcmp(w->rule, "cells") == 0 ||
           (slot && r->rows[*slot - 1].whole) || is_private(r, w->column);
}

/* When not all are listed, none is made again. */
static vp_status take_stated(replay *r, vp_err *err)
{
    for (size_t i = 0; i < r->receipt.nstated; i++) {
        const struct vp_stated_warning *w = &r->receipt.stated[i];
        if (w->text && must_be_stated(r, w))
            vp_warnings_state(&r->warnings, w->row, w->column, w->rule, w->text);
    }
    if (r->receipt.left_out == 0)
        return VP_OK;
    for (size_t i = 0; i < r->warnings.ncounts; i++)
        r->warnings.counts[i].n = 0;
    for (size_t i = 0; i < r->receipt.nstated; i++)
        if (!r->receipt.stated[i].text)
            vp_warnings_count(&r->warnings, r->receipt.stated[i].rule, r->receipt.stated[i].row);
    r->warnings.left_out = r->receipt.left_out;
    return r->warnings.failed ? vp_nomem(err) : VP_OK;
}

static vp_status read_options(replay *r, vp_err *err)
{
    const char **options = NULL;
    size_t n = 0, cap = 0;
    vp_reading reading;
    VP_TRY(vp_reading_of(&reading, r->what, r->arena, err));
    VP_TRY(vp_reading_args(&options, &n, &cap, &reading, r->arena, err));
    r->receipt.options = options;
    r->receipt.noptions = n;
    return VP_OK;
}

static vp_status put(replay *r, vp_writer *out, const char *name, const vp_str *text, vp_err *err)
{
    const char *path;
    VP_TRY(vp_str_check(text, err));
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", r->folder, name), err);
    return out->put(out->ctx, path, vp_str_text(text), text->n, err);
}

/* The folder's name has the day it was received (--received), else the day of the commit. */
static vp_status find_folder(replay *r, vp_err *err)
{
    char day[VP_DATE_MAX];
    const char *received = vp_commit_arg(r->what, "--received");
    if (r->what->ninputs < 1)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the commit does not say what it took in");
    vp_date_format(day, vp_date_of_epoch(r->what->when));
    VP_ALLOC(r->received, vp_arena_dupz(r->arena, received ? received : day), err);
    VP_ALLOC(r->folder, vp_intake_folder(r->received, r->what->inputs[0].sha256, r->arena), err);
    return VP_OK;
}

static bool has_private(const replay *r)
{
    for (size_t i = 0; i < r->receipt.columns.n; i++) {
        long field = r->receipt.columns.at[i].field;
        if (field >= 0 && r->round->fields[field].secret)
            return true;
    }
    return r->nrows > 0;
}

/* ---- suspects ---- */

static vp_status read_optional(const char **bytes, size_t *n, const char **where, replay *r, const char *name,
                               vp_err *err)
{
    const char *path;
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", r->folder, name), err);
    *where = r->after->where(r->after->ctx, path, r->arena);
    *bytes = NULL;
    vp_status s = r->after->read(r->after->ctx, path, bytes, n, r->arena, err);
    return s == VP_NOTFOUND ? VP_OK : s;
}

static vp_status read_suspects(replay *r, vp_err *err)
{
    const char *where;
    r->suspects.no_phones = !r->what->raw;
    r->suspects.units = r->what->units;
    VP_TRY(read_optional(&r->suspects.stated, &r->suspects.nstated, &where, r, "suspects.csv", err));
    if (!vp_commit_arg(r->what, "--decide"))
        return VP_OK;
    return read_file(&r->suspects.decisions, &r->suspects.ndecisions, &r->suspects.decide, r, "decisions.csv", err);
}

static vp_status open_suspects(replay *r, const vp_view *before, vp_err *err)
{
    if (vp_commit_arg(r->what, "--no-suspects"))
        return VP_OK;
    r->suspects.round = r->round;
    r->suspects.before = before;
    VP_TRY(vp_suspecting_new(&r->suspecting, &r->suspects, r->arena, err));
    r->desk.suspects = r->suspecting;
    return VP_OK;
}

/* Decisions without a sheet. */
static vp_status decide_again(replay *r, const vp_view *before, vp_writer *out, vp_err *err)
{
    vp_decisions d = {0};
    const char *bytes, *where;
    size_t n, dropped;
    VP_TRY(read_file(&bytes, &n, &where, r, "decisions.csv", err));
    VP_TRY(vp_decisions_recorded(&d, before, r->arena, err));
    VP_TRY(vp_decisions_given(&d, where, bytes, n, err));
    VP_TRY(vp_decisions_match(&d, before, err));
    VP_TRY(vp_decide_files(before, out, &d, r->received, r->what->inputs[0].path, r->what->inputs[0].sha256, &dropped,
                           r->arena, err));
    VP_ALLOC(*r->what->says, vp_subject_decided(dropped, vp_decisions_count(&d), r->arena), err);
    return VP_OK;
}

/* From the history alone. */
static vp_status again_in_public(replay *r, const vp_view *before, vp_writer *out, vp_err *err)
{
    const char *source, *where;
    size_t n;
    bool unchecked = false;
    VP_ALLOC(r->stated, vp_map_new(), err);
    VP_TRY(read_stated(r, true, err));
    VP_TRY(read_stated(r, false, err));
    vp_judge_opts judge = {.no_private = true, .received = r->receipt.received};
    vp_judge_day(&judge, r->round, vp_commit_arg(r->what, "--received"), vp_commit_arg(r->what, "--late") != NULL);
    VP_TRY(vp_how_excel_dates(&judge.excel_dates, r->reading.excel_dates, err));
    VP_TRY(vp_desk_open(&r->desk, r->round, before, &judge, r->arena, err));
    r->desk.amend = r->receipt.amend = vp_commit_arg(r->what, "--amend") != NULL;
    r->tagger = (vp_tagger){.round = r->round, .arena = r->arena, .again = true, .stated = r->after};
    r->desk.tagger = &r->tagger;
    VP_TRY(vp_warnings_open(&r->warnings, r->round->lang, err));
    r->desk.tell = tell;
    r->desk.ctx = r;
    r->desk.before = before;
    r->desk.writer = out;
    r->desk.rejects = (vp_out){vp_out_str, &r->rejects};
    VP_TRY(read_file(&source, &n, &where, r, "source.csv", err));
    r->desk.file = where;
    VP_TRY(open_suspects(r, before, err));
    VP_TRY(judge_rows(r, source, n, where, err));
    if (r->suspecting)
        VP_TRY(vp_suspecting_find(r->suspecting, NULL, &unchecked, err));
    VP_TRY(vp_intake_suspects(&r->receipt, r->suspecting, out, r->folder, r->arena, err));
    if ((has_private(r) || r->tagger.unchecked || unchecked) && r->what->unchecked)
        ++*r->what->unchecked;

    VP_ALLOC(*r->what->says, vp_subject_taken(&r->desk.counts, r->arena), err);
    r->receipt.counts = r->desk.counts;
    r->receipt.refused = r->desk.refused;
    r->receipt.nrefused = r->desk.nrefused;
    VP_TRY(filled(r, err));
    vp_hash(r->receipt.source_sha256, source, n);
    vp_hash(r->receipt.rejects_sha256, vp_str_text(&r->rejects), r->rejects.n);
    VP_TRY(take_stated(r, err));
    VP_TRY(read_options(r, err));
    r->receipt.warnings = &r->warnings;
    VP_STR json = {0};
    VP_TRY(vp_receipt_write(&json, &r->receipt, r->round, err));
    VP_TRY(put(r, out, "receipt.json", &json, err));
    return put(r, out, "rejects.csv", &r->rejects, err);
}

vp_status vp_replay_intake(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                           vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(replay_freep))) replay r = {.what = what, .after = after, .arena = arena};
    const char *bytes, *where;
    size_t n;
    const char *forgotten = vp_commit_arg(what, "--forget");
    if (forgotten)
        VP_ALLOC(*what->says, vp_subject_forgotten(forgotten, arena), err);
    if (forgotten)
        return vp_forget_files(NULL, before, out, forgotten, vp_date_of_epoch(what->when), arena, err);
    if (vp_is_withdrawal(what))
        return vp_replay_withdraw(before, after, what, out, arena, err);
    VP_TRY(find_folder(&r, err));
    if (what->ninputs == 1 && vp_commit_arg(what, "--decide"))
        return decide_again(&r, before, out, err);
    VP_TRY(read_suspects(&r, err));
    VP_TRY(vp_round_read(&r.round, before, arena, err));
    VP_TRY(read_file(&bytes, &n, &where, &r, "receipt.json", err));
    VP_TRY(vp_receipt_read(&r.receipt, r.round, where, bytes, n, arena, err));
    VP_TRY(vp_reading_of(&r.reading, what, arena, err));
    if (!what->raw)
        return again_in_public(&r, before, out, err);
    vp_intake_opts opts = {.path = what->inputs[0].path, .received = vp_commit_arg(what, "--received"),
                           .late = vp_commit_arg(what, "--late") != NULL, .late_reason = r.receipt.late,
                           .reading = r.reading, .amend = vp_commit_arg(what, "--amend") != NULL,
                           .no_suspects = vp_commit_arg(what, "--no-suspects") != NULL};
    return vp_intake_again(before, after, what, out, &opts, &r.suspects, arena, err);
}
