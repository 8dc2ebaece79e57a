/* vp-report: gather what a report may know from the round at its tip, or from a list and a configuration. */
#include <stdlib.h>
#include <string.h>
#include <vp/report.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/io/panel.h"
#include "lib/store/store.h"
#include "lib/verb/current.h"
#include "lib/verb/session.h"
#include "lib/verb/signatures.h"

static const char awards_path[] = "awards.csv";

/* ---- awards ---- */

static vp_status no_awards(const char *file, const vp_report_opts *o, vp_err *err)
{
    vp_fail(err, VP_NOTFOUND, VP_AT_FILE(file), N_("the round has no awards yet"));
    return vp_hint(err, N_("decide them with vp-allocate, then run vp-report %s again"), o->name);
}

/* The bytes of the awards: the round's, or as a filter what is given. */
static vp_status open_awards(const char **file, const char **bytes, size_t *n, vp_session *session,
                             const vp_report_opts *o, vp_arena *arena, vp_err *err)
{
    const vp_view *view = vp_session_view(session);
    if (!vp_session_in_round(session))
        return vp_file_input(bytes, n, file, o->path ? o->path : "-", arena, err);
    VP_ALLOC(*file, view->where(view->ctx, awards_path, arena), err);
    vp_status s = view->read(view->ctx, awards_path, bytes, n, arena, err);
    return s == VP_NOTFOUND ? no_awards(*file, o, err) : s;
}

/* A column of private data would be somebody's contact in a file meant for publication. */
static vp_status refuse_private(const vp_table *t, const vp_round *round, vp_err *err)
{
    for (size_t i = 0; i < round->nfields; i++) {
        long c = round->fields[i].secret ? vp_table_column(t, round->fields[i].name) : -1;
        if (c < 0)
            continue;
        vp_where at = {t->file, t->header.line, (size_t)c + 1, round->fields[i].name};
        vp_fail(err, VP_INVALID, at, N_("the column '%s' is private and is not published"), round->fields[i].name);
        return vp_hint(err, N_("leave the column out: a filter's answer never has it"));
    }
    return VP_OK;
}

/* Fields of the proposals, where the list of awards did not bring them itself, and what has been withdrawn since. */
static vp_status join(vp_report_data *data, vp_awards *awards, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_proposals proposals;
    VP_TRY(vp_proposals_read(&proposals, data->round, view, arena, err));
    for (size_t i = 0; i < proposals.n; i++)
        data->withdrawn += proposals.at[i].withdrawn_on != NULL;
    for (size_t i = 0; i < awards->n; i++) {
        const vp_proposal *p = vp_proposals_find(&proposals, awards->at[i].id);
        vp_award *a = &awards->at[i];
        vp_proposal *gone;
        if (!a->proposal) {
            a->proposal = p;
        } else if (p && p->withdrawn_on) { /* as it was decided on, and withdrawn */
            VP_ALLOC(gone, vp_arena_alloc(arena, sizeof *gone), err);
            *gone = *p;
            gone->value = a->proposal->value;
            a->proposal = gone;
        }
    }
    return VP_OK;
}

static vp_status read_awards(vp_report_data *data, vp_session *session, const vp_report_opts *o, vp_arena *arena,
                             vp_err *err)
{
    const char *file, *bytes;
    size_t n;
    vp_table *table;
    vp_awards *awards;
    VP_TRY(open_awards(&file, &bytes, &n, session, o, arena, err));
    if (vp_session_in_round(session)) /* a notice is of what would be decided now, an account of what was decided */
        VP_TRY(vp_decision_check(data->round, vp_session_view(session), vp_session_store(session), o->year < 0, arena,
                                 err));
    if (vp_session_in_round(session) && data->round->signing.approval && o->year < 0)
        VP_TRY(vp_approved_check(vp_session_store(session), arena, err));
    VP_TRY(vp_table_read(&table, file, bytes, n, arena, err));
    VP_TRY(refuse_private(table, data->round, err));
    VP_TRY(vp_awards_from_table(&awards, data->round, table, arena, err));
    data->awards = awards;
    return vp_session_in_round(session) ? join(data, awards, vp_session_view(session), arena, err) : VP_OK;
}

/* ---- experts ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_expert *)a)->id, ((const vp_expert *)b)->id);
}

typedef struct experts { vp_expert *at; size_t n, cap; } experts;

static vp_status add(experts *all, vp_expert e, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &all->at, &all->cap, all->n, all->n + 1, sizeof *all->at, err));
    all->at[all->n++] = e;
    return VP_OK;
}

/* Sorted by id, each once. */
static void settle(experts *all)
{
    size_t kept = 0;
    if (all->n > 0)
        qsort(all->at, all->n, sizeof *all->at, by_id);
    for (size_t i = 0; i < all->n; i++)
        if (kept == 0 || strcmp(all->at[kept - 1].id, all->at[i].id) != 0)
            all->at[kept++] = all->at[i];
    all->n = kept;
}

/* Those whose sheets were taken in: reviews/STAGE/REVIEWER.csv. */
static vp_status reviewers(experts *all, const vp_view *view, vp_arena *arena, vp_err *err)
{
    static const char suffix[] = ".csv";
    const char *const *stages, *const *names;
    size_t nstages, n;
    VP_TRY(view->list(view->ctx, "reviews", &stages, &nstages, arena, err));
    for (size_t i = 0; i < nstages; i++) {
        size_t length = strlen(stages[i]);
        char *folder;
        if (length == 0 || stages[i][length - 1] != '/')
            continue;
        VP_ALLOC(folder, vp_arena_printf(arena, "reviews/%.*s", (int)(length - 1), stages[i]), err);
        VP_TRY(view->list(view->ctx, folder, &names, &n, arena, err));
        for (size_t k = 0; k < n; k++) {
            size_t end = strlen(names[k]), cut = sizeof suffix - 1;
            vp_expert e = {.name = "", .organisation = "", .fields = ""};
            if (end <= cut || strcmp(names[k] + end - cut, suffix) != 0)
                continue;
            VP_ALLOC(e.id, vp_arena_dup(arena, names[k], end - cut), err);
            VP_TRY(add(all, e, arena, err));
        }
    }
    settle(all);
    return VP_OK;
}

/* Those who reviewed, as the panel describes them; before there are reviews (or as a filter), the panel. A name that
   the panel withholds, or a reviewer whom it does not know, stays an id. */
static vp_status read_experts(vp_report_data *data, const vp_view *view, vp_arena *arena, vp_err *err)
{
    experts all = {0}, reviewed = {0};
    vp_panel_list panel;
    VP_TRY(vp_panel_read(&panel, view, arena, err));
    for (size_t i = 0; i < panel.n; i++) {
        const vp_panelist *p = &panel.at[i];
        VP_TRY(add(&all, (vp_expert){p->id, p->name, p->organisation, p->fields}, arena, err));
    }
    settle(&all);
    VP_TRY(reviewers(&reviewed, view, arena, err));
    for (size_t i = 0; i < reviewed.n && all.n > 0; i++) {
        vp_expert *known = bsearch(&reviewed.at[i], all.at, all.n, sizeof *all.at, by_id);
        if (known)
            reviewed.at[i] = *known;
    }
    data->panel = reviewed.n > 0 ? VP_PANEL_REVIEWED : all.n > 0 ? VP_PANEL_ALL : VP_PANEL_UNKNOWN;
    data->experts = reviewed.n > 0 ? reviewed.at : all.at;
    data->nexperts = reviewed.n > 0 ? reviewed.n : all.n;
    return VP_OK;
}

/* ---- the commit ---- */

static const vp_commit *find(const vp_commit *log, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].id, id) == 0)
            return &log[i];
    return NULL;
}

static vp_status awards_of(const char **bytes, size_t *n, vp_store *store, const char *commit, vp_arena *arena,
                           vp_err *err)
{
    vp_view view;
    *bytes = NULL;
    *n = 0;
    VP_TRY(vp_store_view(&view, store, commit, arena, err));
    vp_status s = view.read(view.ctx, awards_path, bytes, n, arena, err);
    return s == VP_NOTFOUND ? VP_OK : s;
}

/* The commit that last changed the awards: from the tip back while a parent has the same. */
static vp_status decided(const vp_commit **out, vp_store *store, const vp_commit *log, size_t count, vp_arena *arena,
                         vp_err *err)
{
    const char *now, *then;
    size_t n, m;
    const vp_commit *c = find(log, count, vp_store_tip(store)), *from = NULL;
    if (!c)
        return vp_fail(err, VP_CORRUPT, VP_NOWHERE, N_("the round's history cannot be read"));
    VP_TRY(awards_of(&now, &n, store, c->id, arena, err));
    vp_mark mark = vp_arena_mark(arena);
    while (c != from) {
        from = c;
        for (size_t i = 0; i < from->nparents && c == from; i++) {
            const vp_commit *parent = find(log, count, from->parents[i]);
            if (!parent) {
                vp_fail(err, VP_CORRUPT, VP_NOWHERE, N_("the round's history is cut short, so the date of the "
                                                        "decision is not known"));
                return vp_hint(err, N_("fetch the rest: git fetch --unshallow"));
            }
            VP_TRY(awards_of(&then, &m, store, parent->id, arena, err));
            if (then && m == n && memcmp(then, now, n) == 0)
                c = parent;
            vp_arena_rewind(arena, mark);
        }
    }
    *out = c;
    return VP_OK;
}

static vp_status read_history(vp_report_data *data, vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_store *store = vp_session_store(session);
    vp_commit *log;
    const vp_commit *c = NULL;
    size_t n;
    data->commit = data->tree = "";
    if (!store) { /* as a filter: the year that the round closes */
        data->awards_year = data->round->has_closes ? vp_date_year(data->round->closes.last) : 0;
        return VP_OK;
    }
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_TRY(decided(&c, store, log, n, arena, err));
    data->commit = vp_store_tip(store);
    data->tree = find(log, n, data->commit)->tree;
    data->has_decided = true;
    data->decided = vp_date_of_epoch(c->when);
    data->awards_year = vp_date_year(data->decided.first);
    return VP_OK;
}

/* ---- options ---- */

static vp_status read_fields(vp_report_data *data, const vp_report_opts *o, vp_arena *arena, vp_err *err)
{
    size_t *fields;
    VP_ALLOC(fields, vp_arena_array(arena, o->nfields + 1, sizeof *fields), err);
    for (size_t i = 0; i < o->nfields; i++) {
        long f = vp_round_field(data->round, o->fields[i]);
        if (f < 0) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, N_("the round has no field '%s'"), o->fields[i]);
            return vp_hint(err, N_("fields are named as in the header of vp-intake's answer"));
        }
        if (data->round->fields[f].secret) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, N_("the field '%s' is private and is not published"), o->fields[i]);
            return vp_hint(err, N_("people ask the office, which is named in the report"));
        }
        fields[i] = (size_t)f;
    }
    data->fields = fields;
    data->nfields = o->nfields;
    return VP_OK;
}

vp_status vp_report_run(vp_session *session, const vp_report_opts *opts, vp_out out, vp_arena *arena, vp_err *err)
{
    const vp_report *report;
    vp_round *round;
    vp_report_data data = {0};
    const vp_view *view = vp_session_view(session);
    VP_TRY(vp_report_find(&report, opts->name, err));
    VP_TRY(vp_report_check_year(report, opts->year, err));
    if (opts->path && vp_session_in_round(session)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, N_("'%s' is not read: in a round the awards are the round's own"),
                opts->path);
        return vp_hint(err, N_("leave it out, or name the configuration with --config"));
    }
    VP_TRY(vp_round_read(&round, view, arena, err));
    data.round = round;
    data.lang = opts->lang ? vp_lang_parse(opts->lang) : round->lang;
    data.year = opts->year;
    data.table = opts->table;
    VP_TRY(read_fields(&data, opts, arena, err));
    VP_TRY(read_awards(&data, session, opts, arena, err));
    VP_TRY(read_experts(&data, view, arena, err));
    VP_TRY(read_history(&data, session, arena, err));
    return vp_report_print(report, &data, opts->format, out, arena, err);
}
