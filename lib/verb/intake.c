/* vp-intake: a sheet from the outside becomes proposals, rejects and a receipt. */
#include <string.h>
#include "lib/io/file.h"
#include "lib/model/field.h"
#include "lib/verb/intake_run.h"

static void run_freep(vp_intake_run *r)
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
static vp_status open_answer(vp_intake_run *r, vp_err *err)
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
    vp_intake_run *r = ctx;
    r->cells[0] = text[VP_ID];
    r->cells[1] = status;
    for (size_t i = 0; i < r->norder; i++)
        r->cells[i + 2] = text[r->order[i]];
    return vp_emit_row(r->emit, r->cells, err);
}

void vp_intake_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    vp_intake_run *r = ctx;
    if (r->opts->tell)
        r->opts->tell(r->opts->ctx, where, severity, what, mend);
}

/* For the history and, when asked for, a file. */
static vp_status write_reject(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    vp_intake_run *r = ctx;
    vp_str_add(&r->rejects, bytes, n);
    return vp_str_check(&r->rejects, err);
}

/* ---- the run ---- */

/* r->text is open: the round, the day, the desk, and how the sheet is to be read. */
static vp_status prepare(vp_intake_run *r, vp_err *err)
{
    const vp_intake_opts *o = r->opts;
    char *day, *hash;
    bool delimited;
    VP_TRY(vp_dialect_of(&r->dialect, &delimited, &o->reading, err));
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
        vp_intake_tell(r, VP_AT_FILE(vp_text_file(r->text)), "note", &unknown, &(vp_note){N_("say it with --received"),
                                                                                {NULL}});
    }
    if (r->writer)
        VP_TRY(vp_text_hash(r->text, hash, err));
    r->receipt = (vp_receipt){.file = vp_intake_public_name(vp_text_file(r->text)), .sha256 = hash, .received = day,
                              .late = late && o->late ? o->late_reason : "",
                              .encoding = vp_text_encoding(r->text), .bytes = vp_text_size(r->text)};
    VP_TRY(vp_how_read(&r->how, &o->reading, r->round, r->arena, err));
    VP_TRY(vp_headings_new(&r->headings, r->round, &r->how.maps, r->arena, err));
    vp_judge_opts judge = {.late = late && !o->late, .received = day, .excel_dates = r->how.excel_dates};
    VP_TRY(vp_desk_open(&r->desk, r->round, r->view, &judge, r->arena, err));
    r->desk.file = vp_text_file(r->text);
    r->desk.headings = r->headings;
    r->desk.tell = vp_intake_tell;
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
    if (!delimited)
        VP_TRY(vp_csv_sniff(&r->dialect, r->text, vp_intake_headings, r, err));
    r->receipt.delimiter = r->dialect.delimiter;
    return VP_OK;
}

vp_status vp_intake(vp_intake_result *out, vp_session *session, const vp_intake_opts *opts, vp_arena *arena,
                    vp_err *err)
{
    __attribute__((cleanup(run_freep))) vp_intake_run r = {
        .opts = opts, .arena = arena, .view = vp_session_view(session), .now = vp_session_now(session),
        .in_round = vp_session_in_round(session),
        .writer = vp_session_in_round(session) && !opts->dry_run ? vp_session_writer(session) : NULL};
    *out = (vp_intake_result){0};
    VP_TRY(vp_text_open_as(&r.text, opts->path, opts->reading.encoding, err));
    VP_TRY(prepare(&r, err));
    VP_TRY(vp_intake_sheet(&r, err));
    VP_TRY(vp_emit_end(r.emit, err));
    out->encoding = r.receipt.encoding;
    out->counts = r.desk.counts;
    bool stop = opts->strict && out->counts.rejected > 0;
    if (opts->rejects)
        VP_TRY(vp_file_write(opts->rejects, vp_str_text(&r.rejects), r.rejects.n, err));
    if (r.writer && !stop)
        VP_TRY(vp_intake_record(out, &r, session, err));
    else if (r.in_round && !stop)
        VP_TRY(vp_intake_would_record(&out->changed, &r, err));
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
    __attribute__((cleanup(run_freep))) vp_intake_run r = {.opts = opts, .arena = arena, .view = before, .now = now,
                                                 .writer = out, .in_round = true};
    VP_TRY(vp_text_open_bytes_as(&r.text, opts->path, bytes, n, opts->reading.encoding, err));
    VP_TRY(prepare(&r, err));
    VP_TRY(vp_intake_sheet(&r, err));
    return vp_intake_files(&r, err);
}
