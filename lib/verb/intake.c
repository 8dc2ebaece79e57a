/* vp-intake: a sheet from the outside becomes proposals, rejects and a receipt. */
#include <stdio.h>
#include <string.h>
#include <vp/fold.h>
#include <vp/round.h>
#include "lib/io/csv.h"
#include "lib/io/file.h"
#include "lib/model/field.h"
#include "lib/model/personal.h"
#include "lib/verb/desk.h"
#include "lib/verb/receipt.h"

enum { HEADER_WITHIN = 10, UNKNOWN_TOLD = 10 };

typedef struct run {
    const vp_intake_opts *opts;
    const vp_view *view;
    const vp_writer *writer;    /* NULL: nothing is recorded (a filter, -n) */
    bool in_round;
    int64_t now;
    vp_round *round;
    vp_arena *arena;
    vp_text *text;
    vp_map *headings;
    vp_desk desk;
    vp_str source, rejects;     /* as they go into the history */
    vp_str answer;              /* held back: strict tells nothing that does not stand */
    vp_emit *emit;
    const size_t *order;        /* fields in the order of the answer's columns after id and status */
    size_t norder;
    const char **cells;
    vp_receipt receipt;
} run;

static void run_freep(run *r)
{
    vp_desk_close(&r->desk);
    vp_map_free(r->headings);
    vp_text_free(r->text);
    vp_emit_free(r->emit);
    vp_str_free(&r->source);
    vp_str_free(&r->rejects);
    vp_str_free(&r->answer);
}

/* ---- the answer ---- */

/* id,status,title,applicant,uscc,purpose,category,district,requested,budget,own_funds, then the other public fields;
   a terminal's table has room for the first few. */
static vp_status open_answer(run *r, vp_err *err)
{
    static const size_t first[] = {VP_TITLE, VP_APPLICANT, VP_USCC, VP_PURPOSE, VP_CATEGORY, VP_DISTRICT,
                                   VP_REQUESTED, VP_BUDGET, VP_OWN_FUNDS};
    static const size_t shown[] = {VP_TITLE, VP_APPLICANT, VP_REQUESTED};
    bool table = strcmp(r->opts->format, "table") == 0;
    size_t n = table ? sizeof shown / sizeof *shown : sizeof first / sizeof *first, *order;
    vp_column *columns;
    VP_ALLOC(order, vp_arena_array(r->arena, r->round->nfields, sizeof *order), err);
    memcpy(order, table ? shown : first, n * sizeof *order);
    for (size_t i = 1; i < r->round->nfields && !table; i++) {
        size_t k = 0;
        while (k < n && order[k] != i)
            k++;
        if (k == n && !r->round->fields[i].secret)
            order[n++] = i;
    }
    VP_ALLOC(columns, vp_arena_array(r->arena, n + 2, sizeof *columns), err);
    VP_ALLOC(r->cells, vp_arena_array(r->arena, n + 2, sizeof *r->cells), err);
    columns[0] = (vp_column){"id", vp_tr(r->round->lang, N_("id")), 't'};
    columns[1] = (vp_column){"status", vp_tr(r->round->lang, N_("status")), 't'};
    for (size_t i = 0; i < n; i++)
        columns[i + 2] = (vp_column){r->round->fields[order[i]].name,
                                     vp_field_heading(&r->round->fields[order[i]], order[i], r->round->lang),
                                     table && order[i] == VP_REQUESTED ? 'n' : 't'};
    r->order = order;
    r->norder = n;
    vp_out out = r->opts->strict ? (vp_out){vp_out_str, &r->answer} : r->opts->answer;
    return vp_emit_new(&r->emit, r->opts->format, out, "vp-intake/1", columns, n + 2, err);
}

static vp_status stands(void *ctx, const char *status, const char *const *text, vp_err *err)
{
    run *r = ctx;
    r->cells[0] = text[VP_ID];
    r->cells[1] = status;
    for (size_t i = 0; i < r->norder; i++)
        r->cells[i + 2] = text[r->order[i]];
    return vp_emit_row(r->emit, r->cells, err);
}

static void tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    run *r = ctx;
    if (r->opts->tell)
        r->opts->tell(r->opts->ctx, where, severity, what, mend);
}

/* For the history and, when asked for, a file. */
static vp_status write_reject(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    run *r = ctx;
    vp_str_add(&r->rejects, bytes, n);
    return vp_str_check(&r->rejects, err);
}

/* ---- the header ---- */

static size_t known_headings(void *ctx, const vp_csv_record *record)
{
    run *r = ctx;
    return vp_headings_count(r->headings, r->round->nfields, record->cell, record->n, r->arena);
}

/* Number of the record, among the first ten, with the most known headings. */
static vp_status find_header(size_t *number, run *r, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    size_t best = 0;
    VP_TRY(vp_csv_new(&csv, r->text, r->receipt.delimiter, err));
    for (size_t i = 0; i < HEADER_WITHIN; i++) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv))
            continue;
        VP_TRY(s);
        if (!more)
            break;
        size_t known = known_headings(r, &record);
        if (known > best) {
            best = known;
            *number = record.number;
        }
    }
    VP_TRY(vp_text_rewind(r->text, err));
    if (best > 0)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = 1, .col = 1},
            "none of the first %d rows has a heading that the round knows", HEADER_WITHIN);
    return vp_hint(err, "expected headings such as 项目编号 or id; name others under \"fields\" in round.json");
}

/* Columns that are left out, the first few by name. */
static void tell_unknown(run *r, size_t line)
{
    const vp_columns *columns = &r->desk.columns;
    const char *file = vp_text_file(r->text);
    size_t unknown = 0;
    for (size_t i = 0; i < columns->n; i++) {
        if (columns->at[i].field >= 0 || !*columns->at[i].heading || ++unknown > UNKNOWN_TOLD)
            continue;
        vp_note left_out = {N_("the column '%1$s' is not understood: it is left out"), {columns->at[i].heading}};
        tell(r, (vp_where){.file = file, .row = line, .col = i + 1}, "note", &left_out, &(vp_note){0});
    }
    if (unknown <= UNKNOWN_TOLD)
        return;
    char count[24];
    snprintf(count, sizeof count, "%zu", unknown - UNKNOWN_TOLD);
    vp_note others = {N_("and %1$s more columns are left out"), {count}};
    tell(r, (vp_where){.file = file, .row = line}, "note", &others, &(vp_note){0});
}

/* A second row of headings: no id, and words below a heading that is blank, where a merged cell was. */
static bool second_level(const run *r, const vp_csv_record *record)
{
    const vp_columns *columns = &r->desk.columns;
    long id = vp_columns_find(columns, VP_ID);
    if (id < 0 || ((size_t)id < record->n && record->cell[id].n > 0))
        return false;
    for (size_t i = 0; i < record->n && i < r->desk.width; i++)
        if ((i >= columns->n || !*columns->at[i].heading) && record->cell[i].n > 0 &&
            !strchr("0123456789=-", *record->cell[i].s))
            return true;
    return false;
}

static vp_status two_levels(const run *r, size_t line, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = line, .col = 1},
            "the header has two levels: this row names parts of the merged headings above it");
    return vp_hint(err, "give every column one heading, in one row, and export it again");
}

static vp_status read_header(run *r, const vp_csv_record *record, int64_t unit, const char *unit_name, vp_err *err)
{
    const char *file = vp_text_file(r->text);
    vp_columns *columns = &r->desk.columns;
    r->desk.width = record->n;
    VP_TRY(vp_columns_read(columns, r->headings, r->round, record->cell, record->n, file, record->line, r->arena,
                           err));
    while (columns->n > 0 && !*columns->at[columns->n - 1].heading)
        columns->n--; /* empty columns at the right */
    if (unit)
        vp_columns_unit(columns, r->round, unit, unit_name);
    VP_TRY(vp_columns_complete(columns, r->round, file, record->line, err));
    r->receipt.header_row = record->line;
    tell_unknown(r, record->line);
    return vp_desk_begin(&r->desk, err);
}

/* ---- rows ---- */

static vp_status read_rows(run *r, size_t header, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    int64_t unit = 0;
    const char *unit_name = "";
    size_t reached = 0;
    VP_TRY(vp_csv_new(&csv, r->text, r->receipt.delimiter, err));
    for (;;) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv)) {
            if (r->desk.columns.at)
                VP_TRY(vp_desk_broken(&r->desk, line, err ? err->col : 0, err));
            continue;
        }
        VP_TRY(s);
        if (!more)
            break;
        if (record.number < header) {
            for (size_t i = 0; i < record.n && !unit; i++)
                unit = vp_title_unit(&unit_name, record.cell[i].s, r->arena);
        } else if (record.number == header) {
            VP_TRY(read_header(r, &record, unit, unit_name, err));
        } else if (record.number == header + 1 && second_level(r, &record)) {
            return two_levels(r, record.line, err);
        } else {
            VP_TRY(vp_desk_row(&r->desk, record.line, NULL, record.cell, record.n, NULL, err));
        }
        if (r->opts->progress && (++reached & 0x3FF) == 0)
            r->opts->progress->tick(r->opts->progress->ctx, "rows", reached, 0);
    }
    return VP_OK;
}

/* ---- the record ---- */

/* What the history calls the sheet: the file's name, unless that points to a person. */
static const char *public_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return vp_personal(name) ? "***" : name;
}

/* Has this very file been taken in before? */
static vp_status seen_before(bool *seen, run *r, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(r->view->list(r->view->ctx, "intake", &names, &count, r->arena, err));
    *seen = false;
    for (size_t i = 0; i < count; i++)
        *seen |= strlen(names[i]) > 11 && strncmp(names[i] + 11, r->receipt.sha256, 12) == 0;
    return VP_OK;
}

static vp_status put(run *r, const char *folder, const char *name, const vp_str *text, vp_err *err)
{
    const char *path;
    VP_TRY(vp_str_check(text, err));
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", folder, name), err);
    return r->writer->put(r->writer->ctx, path, vp_str_text(text), text->n, err);
}

const char *vp_intake_raw(const char *sha256, vp_arena *arena)
{
    return vp_arena_printf(arena, "raw/%s", sha256);
}

const char *vp_intake_folder(const char *received, const char *sha256, vp_arena *arena)
{
    return vp_arena_printf(arena, "intake/%s-%.12s", received, sha256);
}

/* receipt.json, rejects.csv and source.csv of the intake. */
static vp_status put_files(run *r, vp_err *err)
{
    const char *folder;
    r->receipt.counts = r->desk.counts;
    r->receipt.columns = r->desk.columns;
    r->receipt.refused = r->desk.refused;
    r->receipt.nrefused = r->desk.nrefused;
    vp_hash(r->receipt.source_sha256, vp_str_text(&r->source), r->source.n);
    vp_hash(r->receipt.rejects_sha256, vp_str_text(&r->rejects), r->rejects.n);
    VP_STR json = {0};
    vp_receipt_write(&json, &r->receipt, r->round);
    VP_ALLOC(folder, vp_intake_folder(r->receipt.received, r->receipt.sha256, r->arena), err);
    VP_TRY(put(r, folder, "receipt.json", &json, err));
    VP_TRY(put(r, folder, "rejects.csv", &r->rejects, err));
    return put(r, folder, "source.csv", &r->source, err);
}

static vp_status record(vp_intake_result *out, run *r, vp_session *session, vp_err *err)
{
    const vp_intake_counts *c = &r->desk.counts;
    const char *subject, *received, *raw, *bytes;
    size_t n, nargs = 0;
    bool seen;
    VP_TRY(seen_before(&seen, r, err));
    if (seen && c->accepted + c->amended == 0)
        return VP_OK;
    VP_TRY(put_files(r, err));
    VP_TRY(vp_text_bytes(r->text, &bytes, &n, r->arena, err));
    VP_ALLOC(raw, vp_intake_raw(r->receipt.sha256, r->arena), err);
    VP_TRY(vp_session_keep_private(session, raw, bytes, n, err));
    VP_ALLOC(subject, vp_arena_printf(r->arena, "intake: %zu accepted, %zu amended, %zu rejected", c->accepted,
                                      c->amended, c->rejected), err);
    VP_ALLOC(received, vp_arena_printf(r->arena, "--received=%s", r->receipt.received), err);
    const vp_input input = {r->receipt.file, r->receipt.sha256};
    const char *args[2];
    if (r->opts->late)
        args[nargs++] = "--late";
    if (r->opts->received)
        args[nargs++] = received;
    vp_record what = {.subject = subject, .command = "vp-intake", .inputs = &input, .ninputs = 1,
                      .args = args, .nargs = nargs};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* What a dry run says in place of recording. */
static vp_status would_record(bool *changed, run *r, vp_err *err)
{
    bool seen = false;
    *changed = r->desk.counts.accepted + r->desk.counts.amended > 0;
    if (*changed)
        return VP_OK;
    char hash[VP_HASH_HEX];
    VP_TRY(vp_text_hash(r->text, hash, err));
    r->receipt.sha256 = hash;
    VP_TRY(seen_before(&seen, r, err));
    r->receipt.sha256 = "";
    *changed = !seen;
    return VP_OK;
}

/* r->text is open: the round, the day, the desk, and how the sheet is to be read. */
static vp_status prepare(run *r, vp_err *err)
{
    const vp_intake_opts *o = r->opts;
    char *day, *hash;
    VP_TRY(vp_round_read(&r->round, r->view, r->arena, err));
    VP_ALLOC(day, vp_arena_alloc(r->arena, VP_DATE_MAX), err);
    VP_ALLOC(hash, vp_arena_alloc(r->arena, VP_HASH_HEX), err);
    vp_date date = vp_date_of_epoch(r->now);
    if (o->received && (!vp_date_parse(&date, o->received) || date.first != date.last))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--received: '%s' is not a day (YYYY-MM-DD)", o->received);
    vp_date_format(day, date);
    bool after = r->round->has_closes && date.first > r->round->closes.last, late = o->received && after;
    if (after && !o->received) {
        char closed[VP_DATE_MAX];
        vp_date_format(closed, r->round->closes);
        vp_note unknown = {N_("the round closed on %1$s and it is not said when this sheet came: nothing is taken "
                              "for late"),
                           {closed}};
        tell(r, VP_AT_FILE(vp_text_file(r->text)), "note", &unknown, &(vp_note){N_("say it with --received"),
                                                                                {NULL}});
    }
    if (r->writer)
        VP_TRY(vp_text_hash(r->text, hash, err));
    r->receipt = (vp_receipt){.file = public_name(vp_text_file(r->text)), .sha256 = hash, .received = day,
                              .late = late && o->late ? o->late_reason : "",
                              .encoding = vp_text_encoding(r->text), .bytes = vp_text_size(r->text)};
    VP_TRY(vp_headings_new(&r->headings, r->round, r->arena, err));
    vp_judge_opts judge = {.late = late && !o->late, .received = day};
    VP_TRY(vp_desk_open(&r->desk, r->round, r->view, &judge, r->arena, err));
    r->desk.file = vp_text_file(r->text);
    r->desk.tell = tell;
    r->desk.ctx = r;
    if (r->writer || o->rejects)
        r->desk.rejects = (vp_out){write_reject, r};
    if (r->in_round)
        r->desk.before = r->view;
    if (r->writer) {
        r->desk.source = &r->source;
        r->desk.writer = r->writer;
    }
    if (o->answer.write) {
        VP_TRY(open_answer(r, err));
        r->desk.stands = stands;
    }
    return vp_csv_sniff(&r->receipt.delimiter, r->text, known_headings, r, err);
}

static vp_status read_sheet(run *r, vp_err *err)
{
    size_t header = 0;
    VP_TRY(prepare(r, err));
    VP_TRY(find_header(&header, r, err));
    VP_TRY(read_rows(r, header, err));
    if (r->desk.counts.rows > r->desk.counts.other)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = r->receipt.header_row, .col = 1},
            "there is no proposal below the header");
    return vp_hint(err, "export the sheet again, with its rows");
}

vp_status vp_intake(vp_intake_result *out, vp_session *session, const vp_intake_opts *opts, vp_arena *arena,
                    vp_err *err)
{
    __attribute__((cleanup(run_freep))) run r = {
        .opts = opts, .arena = arena, .view = vp_session_view(session), .now = vp_session_now(session),
        .in_round = vp_session_in_round(session),
        .writer = vp_session_in_round(session) && !opts->dry_run ? vp_session_writer(session) : NULL};
    *out = (vp_intake_result){0};
    VP_TRY(vp_text_open(&r.text, opts->path, err));
    VP_TRY(read_sheet(&r, err));
    VP_TRY(vp_emit_end(r.emit, err));
    out->encoding = r.receipt.encoding;
    out->counts = r.desk.counts;
    bool stop = opts->strict && out->counts.rejected > 0;
    if (opts->rejects)
        VP_TRY(vp_file_write(opts->rejects, vp_str_text(&r.rejects), r.rejects.n, err));
    if (r.writer && !stop)
        VP_TRY(record(out, &r, session, err));
    else if (r.in_round && !stop)
        VP_TRY(would_record(&out->changed, &r, err));
    if (opts->strict && !stop)
        VP_TRY(opts->answer.write(opts->answer.ctx, vp_str_text(&r.answer), r.answer.n, err));
    if (out->counts.rejected == 0)
        return VP_OK;
    if (err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return VP_INVALID;
}

vp_status vp_intake_again(const vp_view *before, const vp_writer *out, const vp_intake_opts *opts, int64_t now,
                          const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(run_freep))) run r = {.opts = opts, .arena = arena, .view = before, .now = now,
                                                 .writer = out, .in_round = true};
    VP_TRY(vp_text_open_bytes(&r.text, opts->path, bytes, n, err));
    VP_TRY(read_sheet(&r, err));
    return put_files(&r, err);
}
