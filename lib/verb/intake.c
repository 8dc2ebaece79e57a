/* vp-intake: a sheet from the outside becomes proposals, rejects and a receipt. */
#include <string.h>
#include "lib/io/file.h"
#include "lib/model/field.h"
#include "lib/verb/intake_run.h"
#include "lib/verb/session.h"
#include "lib/verb/subjects.h"

static void run_freep(vp_intake_run *r)
{
    vp_desk_close(&r->desk);
    vp_suspecting_free(r->suspects);
    vp_map_free(r->headings);
    vp_text_free(r->text);
    vp_emit_free(r->emit);
    vp_spool_free(r->source);
    vp_spool_free(r->rejects);
    vp_spool_free(r->answer);
    vp_str_free(&r->values);
    vp_warnings_close(&r->warnings);
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
    for (size_t at = 1; at < r->round->nfields && !table; at++) {
        size_t k = 0;
        size_t i = vp_field_listed(r->round, at);
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
    vp_out out = r->opts->answer;
    if (r->opts->strict) {
        VP_TRY(vp_spool_new(&r->answer, N_("the answer"), err));
        out = vp_spool_out(r->answer);
    }
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
    const char *rule = r->desk.rule;
    if (r->warnings.arena && strcmp(severity, "warning") == 0)
        vp_warnings_add(&r->warnings, where.row, where.field ? where.field : "", rule && *rule ? rule : "sheet", what,
                        rule && *rule ? r->desk.stated : true);
    if (!r->again)
        vp_told_add(&r->told, where, severity, rule && *rule ? rule : "sheet", what);
    if (r->opts->tell)
        r->opts->tell(r->opts->ctx, where, severity, what, mend);
}

/* ---- private values ---- */

/* The sheet's own values file, for a replay. */
static vp_status kept_values(vp_intake_run *r, vp_err *err)
{
    const char *name;
    vp_values *kept;
    if (!r->again->values)
        return VP_OK;
    VP_ALLOC(name, vp_values_name(r->receipt.sha256, r->arena), err);
    VP_TRY(vp_values_of(&kept, r->round, name, r->again->values, r->again->nvalues, r->arena, err));
    r->tagger.kept = kept;
    return VP_OK;
}

/* How the keyed hashes of this run are made. */
static vp_status prepare_tags(vp_intake_run *r, vp_err *err)
{
    r->tagger.round = r->round;
    r->tagger.arena = r->arena;
    r->tagger.store = r->store;
    r->desk.tagger = &r->tagger;
    if (!r->again)
        VP_TRY(vp_intake_check_args(r, err));
    if (r->again) {
        r->tagger.again = true;
        r->tagger.stated = r->after;
        r->tagger.forgotten = r->again->forgotten;
        return kept_values(r, err);
    }
    if (r->writer) {
        r->tagger.keep = &r->values;
        vp_values_header(&r->values, r->round);
        r->header_of_values = r->values.n;
    }
    return VP_OK;
}

/* ---- suspects ---- */

static vp_status open_suspects(vp_intake_run *r, vp_err *err)
{
    vp_suspecting_opts how = r->suspects_again ? *r->suspects_again : (vp_suspecting_opts){0};
    const vp_intake_opts *o = r->opts;
    if (o->no_suspects)
        return VP_OK;
    how.round = r->round;
    how.before = r->in_round ? r->view : NULL;
    if (!r->suspects_again) {
        how.earlier = o->earlier;
        if (o->decide)
            VP_TRY(vp_file_input(&how.decisions, &how.ndecisions, &how.decide, o->decide, r->arena, err));
        r->decide = how.decide;
        r->decisions = how.decisions;
        r->ndecisions = how.ndecisions;
    }
    VP_TRY(vp_suspecting_new(&r->suspects, &how, r->arena, err));
    r->desk.suspects = r->suspects;
    return VP_OK;
}

/* The phone that the private part keeps of a proposal of the round; NULL: none. ctx is the run. */
static vp_status phone_of(const char **phone, void *ctx, const char *id, vp_arena *scratch, vp_err *err)
{
    const vp_intake_run *r = ctx;
    const vp_values *kept = r->tagger.known;
    bool agreed;
    const char *path, *bytes;
    size_t n;
    vp_proposal p;
    VP_TRY(vp_values_only(phone, &agreed, kept, id, VP_PHONE, scratch, err));
    if (agreed)
        return VP_OK;
    VP_ALLOC(path, vp_proposal_path(id, scratch), err);
    VP_TRY(r->view->read(r->view->ctx, path, &bytes, &n, scratch, err));
    VP_TRY(vp_proposal_parse(&p, r->round, r->view, path, bytes, n, scratch, err));
    *phone = NULL;
    return p.tag ? vp_values_find(phone, kept, &p, VP_PHONE, scratch, err) : VP_OK;
}

/* The phones that the private part keeps of the round's proposals, where the sheet has phones to compare them with. */
static vp_status tell_phones(vp_intake_run *r, vp_err *err)
{
    if (r->again || !r->store || !r->desk.known || vp_columns_find(&r->desk.columns, VP_PHONE) < 0)
        return VP_OK;
    VP_TRY(vp_tags_known(&r->tagger, err));
    vp_suspecting_phones(r->suspects, phone_of, r);
    return VP_OK;
}

/* All rows are judged: which of them may be one and the same. */
static vp_status find_suspects(vp_intake_run *r, vp_err *err)
{
    if (!r->suspects)
        return VP_OK;
    VP_TRY(tell_phones(r, err));
    VP_TRY(vp_suspecting_find(r->suspects, r->opts->progress, &r->unchecked, err));
    r->desk.counts.dropped = vp_suspecting_dropped(r->suspects);
    if (r->opts->tell)
        vp_suspecting_tell(r->suspects, vp_text_file(r->text), r->opts->tell, r->opts->ctx);
    if (!r->opts->suspects)
        return VP_OK;
    VP_STR csv = {0};
    VP_TRY(vp_suspecting_csv(&csv, r->suspects, err));
    return vp_file_write(r->opts->suspects, vp_str_text(&csv), csv.n, err);
}

/* ---- the run ---- */

/* A clock that runs before the call: it, or the day of the opening, is wrong. */
static void tell_early(vp_intake_run *r, vp_date today)
{
    char day[VP_DATE_MAX], opens[VP_DATE_MAX];
    if (r->opts->received || !r->round->has_opens || today.last >= r->round->opens.first)
        return;
    vp_date_format(day, today);
    vp_date_format(opens, r->round->opens);
    vp_intake_tell(r, VP_AT_FILE(vp_text_file(r->text)), "note",
                   &(vp_note){N_("it is %1$s by the clock, and the round opens on %2$s only"), {day, opens}},
                   &(vp_note){N_("set the clock, or say when the sheet came with --received"), {NULL}});
}

/* A sheet after the call that may have come before its end. */
static void tell_closed(vp_intake_run *r)
{
    char closed[VP_DATE_MAX];
    vp_date_format(closed, r->round->closes);
    vp_intake_tell(r, VP_AT_FILE(vp_text_file(r->text)), "note",
                   &(vp_note){N_("the round closed on %1$s and it is not said when this sheet came: nothing is taken "
                                 "for late"), {closed}},
                   &(vp_note){N_("say it with --received"), {NULL}});
}

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
    tell_early(r, date);
    if (after && !o->received)
        tell_closed(r);
    if (r->writer)
        VP_TRY(vp_warnings_open(&r->warnings, r->round->lang, err));
    if (r->writer)
        VP_TRY(vp_text_hash_key(r->text, hash, r->again ? NULL : r->tagger.sheet, err));
    const char *name;
    VP_TRY(vp_intake_public_name(&name, vp_text_file(r->text), r->arena, err));
    r->receipt = (vp_receipt){.file = name, .sha256 = hash, .received = day,
                              .late = late && o->late ? o->late_reason : "", .amend = o->amend,
                              .encoding = vp_text_encoding(r->text), .bytes = vp_text_size(r->text)};
    VP_TRY(vp_how_read(&r->how, &o->reading, r->round, r->arena, err));
    VP_TRY(vp_headings_new(&r->headings, r->round, &r->how.maps, r->arena, err));
    vp_judge_opts judge = {.received = day, .excel_dates = r->how.excel_dates};
    vp_judge_day(&judge, r->round, o->received, o->late);
    VP_TRY(vp_desk_open(&r->desk, r->round, r->view, &judge, r->arena, err));
    VP_TRY(open_suspects(r, err));
    r->desk.file = vp_text_file(r->text);
    r->desk.headings = r->headings;
    r->desk.tell = vp_intake_tell;
    r->desk.amend = o->amend;
    r->desk.ctx = r;
    if (r->writer || o->rejects) {
        VP_TRY(vp_spool_new(&r->rejects, "rejects.csv", err));
        r->desk.rejects = vp_spool_out(r->rejects);
    }
    if (r->in_round) {
        r->desk.before = r->view;
        VP_TRY(prepare_tags(r, err));
    }
    r->desk.store = r->store;
    if (r->writer) {
        VP_TRY(vp_spool_new(&r->source, "source.csv", err));
        r->desk.source = vp_spool_out(r->source);
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

static vp_status copy_spool(void *spool, vp_out to, vp_err *err)
{
    return vp_spool_copy(spool, to, err);
}

vp_status vp_intake(vp_intake_result *out, vp_session *session, const vp_intake_opts *opts, vp_arena *arena,
                    vp_err *err)
{
    __attribute__((cleanup(run_freep))) vp_intake_run r = {
        .opts = opts, .arena = arena, .view = vp_session_view(session), .now = vp_session_now(session),
        .in_round = vp_session_in_round(session), .store = vp_session_store(session),
        .writer = vp_session_in_round(session) && !opts->dry_run ? vp_session_writer(session) : NULL};
    *out = (vp_intake_result){0};
    if (opts->amend && !r.in_round) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--amend has nothing to amend: a filter knows no proposals");
        return vp_hint(err, "use it in a round, without --config");
    }
    r.told.arena = arena;
    VP_TRY(vp_text_open_as(&r.text, opts->path, opts->reading.encoding, err));
    VP_TRY(prepare(&r, err));
    VP_TRY(vp_intake_sheet(&r, err));
    vp_intake_tell_strangers(&r);
    VP_TRY(find_suspects(&r, err));
    VP_TRY(vp_emit_end(r.emit, err));
    VP_TRY(vp_told_end(&r.told, err));
    out->encoding = r.receipt.encoding;
    out->counts = r.desk.counts;
    out->told = r.told.at;
    out->ntold = r.told.n;
    out->suspects = r.suspects ? vp_suspecting_count(r.suspects) : 0;
    bool refused = out->counts.rejected > out->counts.dropped, stop = opts->strict && refused;
    if (opts->rejects)
        VP_TRY(vp_file_write_by(opts->rejects, copy_spool, r.rejects, err));
    if (r.writer && !stop)
        VP_TRY(vp_intake_record(out, &r, session, err));
    else if (r.in_round && !stop)
        VP_TRY(vp_intake_would_record(&out->changed, &r, err));
    if (r.answer && !stop)
        VP_TRY(vp_spool_copy(r.answer, opts->answer, err));
    if (!refused)
        return VP_OK;
    if (err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return VP_INVALID;
}

vp_status vp_intake_again(const vp_view *before, const vp_view *after, const vp_commit_info *what,
                          const vp_writer *out, const vp_intake_opts *opts, const vp_suspecting_opts *suspects,
                          vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(run_freep))) vp_intake_run r = {
        .opts = opts, .arena = arena, .view = before, .now = what->when, .writer = out, .in_round = true,
        .again = what, .suspects_again = suspects, .after = after};
    VP_TRY(vp_text_open_bytes_as(&r.text, opts->path, what->raw, what->nraw, opts->reading.encoding, err));
    VP_TRY(prepare(&r, err));
    VP_TRY(vp_intake_sheet(&r, err));
    VP_TRY(find_suspects(&r, err));
    if ((r.tagger.unchecked || r.unchecked) && what->unchecked)
        ++*what->unchecked;
    VP_ALLOC(*what->says, vp_subject_taken(&r.desk.counts, arena), err);
    return vp_intake_files(&r, err);
}
