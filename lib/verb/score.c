/* vp-score: score sheets become reviews, reviews a ranking. */
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/session.h>
#include "lib/io/file.h"
#include "lib/io/reviews.h"
#include "lib/io/sheet.h"
#include "lib/verb/current.h"
#include "lib/verb/doubts.h"
#include "lib/verb/letters.h"
#include "lib/verb/ranking.h"
#include "lib/verb/reliability.h"
#include "lib/verb/replay.h"
#include "lib/verb/subjects.h"
#include "lib/verb/who.h"

typedef struct run {
    const vp_score_opts *opts;
    vp_session *session;
    const vp_view *view;
    bool in_round;
    vp_round *round;              /* NULL: no round.json */
    vp_rubric *rubric;
    const vp_proposals *proposals; /* NULL: not known */
    vp_proposals standing;        /* of them, those that were not withdrawn: what is ranked */
    vp_panel_list panel;
    vp_reviews reviews;           /* all that count */
    vp_input *inputs;
    vp_arena *arena;
    bool refused;                 /* something was told as an error */
} run;

/* ---- telling ---- */

static void tell(run *r, vp_where at, vp_severity severity, const vp_note *what, const vp_note *mend)
{
    r->refused |= severity == VP_ERROR;
    if (r->opts->tell)
        r->opts->tell(r->opts->ctx, at, vp_severity_name(severity), what, mend);
}

/* What is wrong with a sheet as a whole does not hide what is wrong with the next. */
static vp_status tell_error(run *r, const vp_err *e, vp_err *err)
{
    vp_where at = {.row = e->row, .col = e->col};
    vp_note what = {"%1$s", {NULL}}, mend = {"%1$s", {NULL}};
    VP_ALLOC(at.file, vp_arena_dupz(r->arena, e->file), err);
    VP_ALLOC(at.field, vp_arena_dupz(r->arena, e->field), err);
    VP_ALLOC(what.arg[0], vp_arena_dupz(r->arena, e->msg), err);
    VP_ALLOC(mend.arg[0], vp_arena_dupz(r->arena, e->hint), err);
    tell(r, at, VP_ERROR, &what, *e->hint ? &mend : &(vp_note){0});
    return VP_OK;
}

/* ---- reading ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static vp_status read_proposals(run *r, vp_err *err)
{
    vp_proposals *all;
    const char *bytes, *file, *path = r->opts->proposals;
    size_t n;
    vp_table *t;
    if (!r->in_round && !path)
        return VP_OK;
    VP_ALLOC(all, vp_arena_alloc(r->arena, sizeof *all), err);
    r->proposals = all;
    if (r->in_round) {
        VP_TRY(vp_proposals_read(all, r->round, r->view, r->arena, err));
        return vp_proposals_that_stand(&r->standing, all, r->arena, err);
    }
    VP_TRY(vp_file_input(&bytes, &n, &file, path, r->arena, err));
    VP_TRY(vp_table_read(&t, file, bytes, n, r->arena, err));
    VP_TRY(vp_proposals_from_table(all, r->round, t, r->arena, err));
    r->standing = *all;
    return VP_OK;
}

static vp_status check_options(const run *r, vp_err *err)
{
    const vp_score_opts *o = r->opts;
    size_t stdins = o->proposals && strcmp(o->proposals, "-") == 0;
    for (size_t i = 0; i < o->nsheets; i++)
        stdins += strcmp(o->sheets[i], "-") == 0;
    if (stdins > 1)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "standard input can be read only once");
    vp_date day;
    if (o->received && (!vp_date_parse(&day, o->received) || day.first != day.last))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--received: '%s' is not a day (YYYY-MM-DD)", o->received);
    if (o->received && o->nsheets == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--received says when score sheets came, and no score sheet is "
                                                  "given");
    if (o->stage && o->nsheets == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--stage says where score sheets belong, and no score sheet is "
                                                  "given");
    if (o->force && !o->letters)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--force is of --letters");
    if (o->letters && o->reliability)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--letters and --reliability are two answers: ask for one");
    if (r->in_round && o->proposals) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--proposals is for use as a filter: a round has its own");
        return vp_hint(err, "give --config too, or leave --proposals out");
    }
    return VP_OK;
}

/* A rubric of votes and pledges alone asks no reviewer. */
static bool has_marks(const vp_rubric *rubric)
{
    for (size_t s = 0; s < rubric->nstages; s++)
        if (!rubric->stages[s].from)
            return true;
    return false;
}

static vp_status check_sheets(const run *r, vp_err *err)
{
    if (r->in_round || r->opts->nsheets > 0 || (!has_marks(r->rubric) && r->opts->proposals))
        return VP_OK;
    if (!has_marks(r->rubric)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "no reviewer marks anything here, and the proposals are not known");
        return vp_hint(err, "give the proposals with --proposals FILE, an answer of vp-intake");
    }
    vp_fail(err, VP_USAGE, VP_NOWHERE, "no score sheet is given");
    return vp_hint(err, "name the files, or '-' for standard input");
}

/* Without --config, a rubric alone is enough to score. */
static vp_status read_round(run *r, vp_err *err)
{
    vp_status s = vp_round_read(&r->round, r->view, r->arena, err);
    if (s != VP_NOTFOUND || r->in_round || !r->opts->rubric_alone)
        return s;
    r->round = NULL;
    if (!r->opts->proposals)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "--proposals needs round.json, which says what their fields are");
    return vp_hint(err, "give it with --config FILE");
}

/* With private names, where they are kept: sheets may name reviewers by them. */
static vp_status read_panel(run *r, vp_err *err)
{
    vp_who *names;
    size_t missing;
    VP_TRY(vp_panel_read(&r->panel, r->view, r->arena, err));
    VP_TRY(vp_who_of(&names, r->session, r->arena, err));
    return vp_who_fill(&r->panel, &missing, names, r->arena, err);
}

/* What the history calls a sheet: where names are private, a file's name is likely to be one. */
static const char *sheet_name(const run *r, const char *path)
{
    return r->round && r->round->panel.secret.n > 0 ? "sheet" : base_name(path);
}

static vp_status open_run(run *r, vp_err *err)
{
    VP_TRY(check_options(r, err));
    VP_TRY(read_round(r, err));
    VP_TRY(vp_rubric_read(&r->rubric, r->view, "rubric.json", r->arena, err));
    VP_TRY(check_sheets(r, err));
    VP_TRY(read_panel(r, err));
    return read_proposals(r, err);
}

static vp_status read_sheet(run *r, vp_sheets *sheets, size_t i, vp_err *err)
{
    const char *path = r->opts->sheets[i], *bytes, *file;
    char *hash;
    size_t n;
    vp_table *t = NULL;
    vp_findings found = {0};
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    VP_ALLOC(hash, vp_arena_alloc(r->arena, VP_HASH_HEX), err);
    vp_status s = vp_file_input(&bytes, &n, &file, path, r->arena, &aside);
    if (s == VP_OK) {
        vp_hash(hash, bytes, n);
        r->inputs[i] = (vp_input){sheet_name(r, path), hash};
        s = vp_sheet_table(&t, file, bytes, n, r->arena, &aside);
    }
    if (s == VP_INVALID)
        return tell_error(r, &aside, err);
    if (s != VP_OK) {
        if (err)
            *err = aside;
        return s;
    }
    VP_TRY(vp_sheets_add(sheets, t, &found, err));
    for (size_t k = 0; k < found.n; k++)
        tell(r, found.at[k].where, found.at[k].severity, &found.at[k].what, &found.at[k].mend);
    return VP_OK;
}

static vp_status read_sheets(vp_reviews *out, run *r, vp_err *err)
{
    VP_AUTO(vp_sheets) sheets = NULL;
    vp_sheet_rules rules = {.rubric = r->rubric, .stage = r->opts->stage, .proposals = r->proposals,
                            .panel = &r->panel, .round = r->round ? r->round->id : NULL};
    VP_ALLOC(r->inputs, vp_arena_array(r->arena, r->opts->nsheets, sizeof *r->inputs), err);
    VP_TRY(vp_sheets_new(&sheets, &rules, r->arena, err));
    for (size_t i = 0; i < r->opts->nsheets; i++) {
        vp_tick(r->opts->progress, N_("reading"), i, r->opts->nsheets);
        VP_TRY(read_sheet(r, sheets, i, err));
    }
    *out = vp_sheets_reviews(sheets);
    for (size_t i = 0; i < out->n; i++)
        out->at[i].received = r->opts->received;
    return VP_OK;
}

/* ---- what is new against what was there ---- */

static int order_of(const vp_review *a, const vp_review *b)
{
    if (a->stage != b->stage)
        return a->stage < b->stage ? -1 : 1;
    int order = strcmp(a->reviewer, b->reviewer);
    return order != 0 ? order : strcmp(a->proposal, b->proposal);
}

static bool same_review(const vp_review *a, const vp_review *b, size_t ncriteria)
{
    return a->conflict == b->conflict && strcmp(a->comment, b->comment) == 0 &&
           memcmp(a->mark, b->mark, ncriteria * sizeof *a->mark) == 0;
}

/* Row by row, a sheet amends what the same reviewer gave before. */
static vp_status merge(vp_score_result *out, run *r, const vp_reviews *old, const vp_reviews *fresh, vp_err *err)
{
    size_t i = 0, k = 0;
    VP_ALLOC(r->reviews.at, vp_arena_array(r->arena, old->n + fresh->n, sizeof *r->reviews.at), err);
    while (i < old->n || k < fresh->n) {
        int order = i == old->n ? 1 : k == fresh->n ? -1 : order_of(&old->at[i], &fresh->at[k]);
        vp_review *to = &r->reviews.at[r->reviews.n++];
        *to = order < 0 ? old->at[i] : fresh->at[k];
        if (order == 0 && same_review(&old->at[i], &fresh->at[k], r->rubric->stages[to->stage].ncriteria)) {
            to->received = old->at[i].received; /* it was there before */
            out->unchanged++;
        } else if (order == 0)
            out->amended++;
        else
            out->added += order > 0;
        i += order <= 0;
        k += order >= 0;
    }
    return VP_OK;
}

/* Index just past the reviews of the same stage and reviewer as review i. */
static size_t end_of(const vp_reviews *all, size_t i)
{
    size_t end = i + 1;
    while (end < all->n && all->at[end].stage == all->at[i].stage &&
           strcmp(all->at[end].reviewer, all->at[i].reviewer) == 0)
        end++;
    return end;
}

static vp_status put_reviews(const vp_reviews *all, const vp_rubric *rubric, const vp_writer *to, vp_arena *arena,
                             vp_err *err)
{
    VP_STR text = {0};
    for (size_t i = 0, end; i < all->n; i = end) {
        const vp_stage *stage = &rubric->stages[all->at[i].stage];
        const char *path;
        end = end_of(all, i);
        vp_str_clear(&text);
        vp_reviews_text(&text, stage, all->at + i, end - i);
        VP_TRY(vp_str_check(&text, err));
        VP_ALLOC(path, vp_reviews_path(stage, all->at[i].reviewer, arena), err);
        VP_TRY(to->put(to->ctx, path, text.s, text.n, err));
    }
    return VP_OK;
}

/* What was withdrawn keeps its reviews, and is not ranked. */
static void tell_withdrawn(run *r, vp_score_result *out)
{
    for (size_t i = 0; i < r->proposals->n; i++) {
        const vp_proposal *p = &r->proposals->at[i];
        if (!p->withdrawn_on)
            continue;
        out->withdrawn++;
        tell(r, VP_NOWHERE, VP_REMARK, &(vp_note){N_("'%1$s' was withdrawn on %2$s: it is not ranked"),
                                                {p->value[VP_ID], p->withdrawn_on}}, &(vp_note){0});
    }
}

/* Reviews of proposals that have left the round stay, and do not count. */
static vp_status tell_strays(run *r, vp_err *err)
{
    for (size_t i = 0, end; i < r->reviews.n; i = end) {
        const vp_review *first = &r->reviews.at[i];
        size_t strays = 0;
        const char *count;
        end = end_of(&r->reviews, i);
        for (size_t k = i; k < end; k++)
            strays += !vp_proposals_find(r->proposals, r->reviews.at[k].proposal);
        if (strays == 0)
            continue;
        VP_ALLOC(count, vp_arena_printf(r->arena, "%zu", strays), err);
        vp_note what = {N_("%1$s reviews by '%2$s' do not count: their proposals are not in the round"),
                        {count, vp_finding_quote(first->reviewer, r->arena)}};
        tell(r, VP_AT_FILE(first->file), VP_WARNING, &what, &(vp_note){0});
    }
    return VP_OK;
}

/* ---- points that no reviewer gives ---- */

static vp_status tell_source(run *r, const vp_source *s, const char *id, vp_err *err)
{
    const char *file, *count;
    size_t strays = 0, line = 0;
    if (!s->file)
        return VP_OK;
    VP_ALLOC(file, r->view->where(r->view->ctx, s->file, r->arena), err);
    if (!s->found) {
        tell(r, VP_AT_FILE(file), VP_WARNING,
             &(vp_note){N_("this file is not there yet: '%1$s' gives no points"), {id}}, &(vp_note){0});
        return VP_OK;
    }
    for (size_t i = 0; i < s->ids.n && r->proposals; i++) {
        if (vp_proposals_find(r->proposals, s->ids.at[i]))
            continue;
        line = strays == 0 || s->line[i] < line ? s->line[i] : line;
        strays++;
    }
    if (strays == 0)
        return VP_OK;
    VP_ALLOC(count, vp_arena_printf(r->arena, "%zu", strays), err);
    tell(r, (vp_where){.file = file, .row = line}, VP_WARNING,
         &(vp_note){N_("%1$s lines do not count, this is the first: their proposals are not in the round"), {count}},
         &(vp_note){N_("correct the ids, or take the proposals in first"), {NULL}});
    return VP_OK;
}

static vp_status tell_sources(run *r, vp_err *err)
{
    for (size_t s = 0; s < r->rubric->nstages; s++)
        if (r->rubric->stages[s].from)
            VP_TRY(tell_source(r, r->rubric->stages[s].from, r->rubric->stages[s].id, err));
    for (size_t b = 0; b < r->rubric->nbonuses; b++)
        VP_TRY(tell_source(r, &r->rubric->bonuses[b].from, r->rubric->bonuses[b].id, err));
    return VP_OK;
}

/* ---- doubts ---- */

static void tell_doubt(run *r, const vp_doubt *d)
{
    const char *stage = r->rubric->stages[d->stage].id, *who = vp_finding_quote(d->reviewer, r->arena);
    const char *ids = vp_finding_quote(d->proposals, r->arena);
    vp_note what = {N_("stage '%2$s': reviews by '%1$s' came after it had closed: %3$s"), {who, stage, ids}};
    if (d->kind == VP_DOUBT_FLAT)
        what.msg = N_("stage '%2$s': the reviewer '%1$s' gives every proposal the same: %3$s");
    if (d->kind == VP_DOUBT_SAME)
        what = (vp_note){N_("stage '%2$s': the sheets of '%4$s' and '%1$s' are the same: %3$s"),
                         {who, stage, ids, vp_finding_quote(d->other, r->arena)}};
    tell(r, VP_NOWHERE, VP_WARNING, &what, &(vp_note){0});
}

static vp_status tell_doubts(run *r, vp_err *err)
{
    vp_doubts sheets;
    vp_marked_conflicts conflicts;
    VP_TRY(vp_doubts_mark(&sheets, &conflicts, &r->reviews, r->rubric, r->proposals ? &r->standing : NULL, &r->panel,
                          r->arena, err));
    for (size_t i = 0; i < sheets.n; i++)
        tell_doubt(r, &sheets.at[i]);
    for (size_t i = 0; i < conflicts.n; i++) {
        const vp_review *v = &r->reviews.at[conflicts.at[i].review];
        vp_note what = {N_("the reviewer '%1$s' has marked '%2$s' in spite of a conflict of interest: %3$s"),
                        {vp_finding_quote(v->reviewer, r->arena), vp_finding_quote(v->proposal, r->arena),
                         vp_finding_quote(conflicts.at[i].why, r->arena)}};
        tell(r, VP_NOWHERE, VP_WARNING, &what,
             &(vp_note){N_("have the conflict declared on the sheet: then the marks do not count"), {NULL}});
    }
    return VP_OK;
}

/* ---- the ranking ---- */

static void count(vp_score_result *out, const vp_ranking *ranking)
{
    const vp_ranking_counts c = vp_ranking_count(ranking);
    out->ranked = c.ranked;
    out->gated = c.gated;
    out->incomplete = c.incomplete;
}

static vp_status put_ranking(const vp_ranking *ranking, const vp_round *round, const vp_writer *to, vp_arena *arena,
                             vp_err *err)
{
    VP_STR text = {0};
    VP_TRY(vp_ranking_emit(ranking, round, "csv", (vp_out){vp_out_str, &text}, arena, err));
    return to->put(to->ctx, "ranking.csv", vp_str_text(&text), text.n, err);
}

static vp_status record(vp_score_result *out, run *r, vp_err *err)
{
    const vp_writer *to = vp_session_writer(r->session);
    const char *subject;
    VP_TRY(put_reviews(&r->reviews, r->rubric, to, r->arena, err));
    VP_TRY(put_ranking(out->ranking, r->round, to, r->arena, err));
    VP_ALLOC(subject, vp_subject_ranked(out->ranking, r->arena), err);
    const char *args[3] = {NULL};
    size_t nargs = 0;
    if (r->opts->method)
        VP_ALLOC(args[nargs++], vp_arena_printf(r->arena, "--method=%s", r->opts->method), err);
    if (r->opts->line)
        VP_ALLOC(args[nargs++], vp_arena_printf(r->arena, "--line=%s", r->opts->line), err);
    if (r->opts->received)
        VP_ALLOC(args[nargs++], vp_arena_printf(r->arena, "--received=%s", r->opts->received), err);
    size_t ninputs = 0;
    for (size_t i = 0; i < r->opts->nsheets; i++)
        if (r->inputs[i].sha256) /* it could be read */
            r->inputs[ninputs++] = r->inputs[i];
    vp_record what = {.subject = subject, .command = "vp-score", .inputs = r->inputs, .ninputs = ninputs,
                      .args = args, .nargs = nargs};
    return vp_session_record(r->session, &what, &out->changed, out->commit, err);
}

/* Instead of a ranking; nothing is recorded. */
static vp_status reliability(vp_score_result *out, run *r, vp_err *err)
{
    VP_ALLOC(out->reliability, vp_arena_alloc(r->arena, sizeof *out->reliability), err);
    const vp_reliability_how how = {r->opts->method, r->opts->line, r->opts->pictures};
    VP_TRY(vp_reliability_document(out->reliability, &how, r->rubric, r->round, r->proposals ? &r->standing : NULL,
                                   &r->reviews, r->arena, err));
    if (r->refused && err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return r->refused ? VP_INVALID : VP_OK;
}

static void tell_of_letter(void *ctx, vp_severity severity, const vp_note *what, const vp_note *mend)
{
    tell(ctx, VP_NOWHERE, severity, what, mend);
}

/* Instead of an answer; nothing is recorded. Letters of refused sheets would tell applicants the wrong scores. */
static vp_status letters(vp_score_result *out, run *r, const vp_ranking *ranking, vp_err *err)
{
    const vp_letters l = {.dir = r->opts->letters, .format = r->opts->letter_format, .force = r->opts->force,
                          .dry_run = r->opts->dry_run,
                          .rubric = r->rubric, .round = r->round, .ranking = ranking, .reviews = &r->reviews,
                          .panel = &r->panel, .lang = r->round ? r->round->lang : err ? err->lang : VP_EN,
                          .tell = tell_of_letter, .ctx = r};
    if (r->refused) {
        if (err)
            *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
        return VP_INVALID;
    }
    size_t hidden = 0;
    for (size_t i = 0; i < r->panel.n; i++)
        hidden += r->panel.at[i].tag && !*r->panel.at[i].name;
    if (hidden > 0)
        tell(r, VP_NOWHERE, VP_WARNING, &(vp_note){N_("some reviewers' names are private and not here: comments may "
                                                      "name them"), {NULL}}, &(vp_note){0});
    return vp_letters_write(&out->letters, &l, r->arena, err);
}

vp_status vp_score(vp_score_result *out, vp_session *session, const vp_score_opts *opts, vp_arena *arena,
                   vp_err *err)
{
    run r = {.opts = opts, .session = session, .view = vp_session_view(session),
             .in_round = vp_session_in_round(session), .arena = arena};
    vp_reviews old = {0}, fresh = {0};
    vp_ranking *ranking;
    *out = (vp_score_result){0};
    VP_TRY(open_run(&r, err));
    out->round = r.round;
    if (opts->nsheets > 0)
        VP_TRY(read_sheets(&fresh, &r, err));
    if (r.in_round)
        VP_TRY(vp_reviews_read(&old, r.rubric, r.view, arena, err));
    VP_TRY(merge(out, &r, &old, &fresh, err));
    bool scored = r.reviews.n > 0 || (!has_marks(r.rubric) && !opts->reliability && !r.refused);
    if (!scored && !r.refused) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "there are no marks to rank by");
        return vp_hint(err, "read score sheets: vp-score FILE...");
    }
    if (scored) {
        if (r.in_round) {
            VP_TRY(tell_strays(&r, err));
            tell_withdrawn(&r, out);
        }
        VP_TRY(tell_sources(&r, err));
        VP_TRY(tell_doubts(&r, err));
        if (opts->reliability)
            return reliability(out, &r, err);
        const vp_ranking_how how = {opts->method, opts->line};
        VP_TRY(vp_ranking_of(&ranking, r.rubric, r.round, r.proposals ? &r.standing : NULL, &r.reviews, &how, arena,
                             err));
        out->ranking = ranking;
        count(out, ranking);
        for (size_t i = 0; i < ranking->nwarnings; i++)
            tell(&r, VP_NOWHERE, VP_WARNING, &ranking->warnings[i], &(vp_note){0});
        if (opts->letters)
            return letters(out, &r, ranking, err);
        if (r.in_round)
            VP_TRY(record(out, &r, err));
    }
    if (r.refused && err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return r.refused ? VP_INVALID : VP_OK;
}

/* ---- doing it again ---- */

vp_status vp_replay_score(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                          vp_arena *arena, vp_err *err)
{
    vp_round *round;
    vp_recorded recorded;
    const vp_ranking_how how = {vp_commit_arg(what, "--method"), vp_commit_arg(what, "--line")};
    vp_ranking *ranking;
    (void)before;
    VP_TRY(vp_round_read(&round, after, arena, err));
    VP_TRY(vp_recorded_read(&recorded, round, after, arena, err));
    VP_TRY(vp_ranking_of(&ranking, recorded.rubric, round, &recorded.proposals, &recorded.reviews, &how, arena, err));
    VP_ALLOC(*what->says, vp_subject_ranked(ranking, arena), err);
    VP_TRY(put_reviews(&recorded.reviews, recorded.rubric, out, arena, err));
    return put_ranking(ranking, round, out, arena, err);
}
