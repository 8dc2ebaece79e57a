/* vp-audit log: the commits of a round, or those that made a proposal what it is. */
#include <stdio.h>
#include <string.h>
#include <vp/audit.h>
#include <vp/date.h>
#include <vp/proposal.h>
#include <vp/str.h>
#include <vp/table.h>
#include "lib/verb/history.h"
#include "lib/verb/message.h"

/* "2024-03-01T09:30:00Z"; a time outside of the calendar's years is shown as its number. */
static const char *date_text(int64_t when, vp_arena *arena)
{
    if (when < 0 || when > 253402300799) /* the end of 9999 */
        return vp_arena_printf(arena, "%lld", (long long)when);
    char day[VP_DATE_MAX];
    int s = (int)(when % 86400);
    vp_date_format(day, vp_date_of_epoch(when));
    return vp_arena_printf(arena, "%s" "T%02d:%02d:%02dZ", day, s / 3600, s / 60 % 60, s % 60);
}

/* The cells of the proposal's line in a table of the view; "" when it has none, or the file cannot be read as one. */
static const char *line_of(const vp_view *view, const char *path, const char *id, vp_arena *arena)
{
    const char *bytes;
    size_t n;
    vp_table *t;
    vp_err ignored = {0};
    VP_STR line = {0};
    if (view->read(view->ctx, path, &bytes, &n, arena, &ignored) != VP_OK ||
        vp_table_read(&t, path, bytes, n, arena, &ignored) != VP_OK)
        return "";
    long column = vp_table_column(t, "id");
    for (size_t r = 0; column >= 0 && r < t->nrows; r++) {
        if (strcmp(vp_table_cell(t, r, column), id) != 0)
            continue;
        for (size_t c = 0; c < t->rows[r].n; c++) {
            vp_str_addz(&line, t->rows[r].cell[c]);
            vp_str_addc(&line, '\x1F');
        }
        break;
    }
    const char *text = line.oom ? NULL : vp_arena_dupz(arena, vp_str_text(&line));
    return text ? text : "";
}

/* Whether the commit changed the proposal's file, or its line in the ranking or the awards. */
static vp_status concerns(bool *out, vp_store *store, const vp_commit *c, const char *id, const char *file,
                          vp_arena *arena, vp_err *err)
{
    static const char *const tables[] = {"awards.csv", "ranking.csv"};
    vp_change *changes;
    size_t n;
    *out = false;
    vp_status status = vp_history_changes(&changes, &n, store, c, arena, err);
    if (status == VP_NOTFOUND) /* what came before is not here: it may have */
        status = vp_store_changes(&changes, &n, store, "", c->id, arena, err);
    if (status != VP_OK)
        return status;
    for (size_t i = 0; i < n && !*out; i++) {
        *out = strcmp(changes[i].path, file) == 0;
        for (size_t k = 0; k < 2 && !*out; k++) {
            vp_view before, after;
            vp_err ignored = {0};
            if (strcmp(changes[i].path, tables[k]) != 0)
                continue;
            VP_TRY(vp_store_view(&after, store, c->id, arena, err));
            if (vp_store_view(&before, store, vp_history_before(c), arena, &ignored) != VP_OK)
                VP_TRY(vp_store_view(&before, store, "", arena, err));
            *out = strcmp(line_of(&before, tables[k], id, arena), line_of(&after, tables[k], id, arena)) != 0;
        }
    }
    return VP_OK;
}

static vp_status tell(vp_audit_entry *e, const vp_commit *c, vp_arena *arena, vp_err *err)
{
    vp_commit_info info;
    VP_TRY(vp_message_read(&info, c->id, c->when, c->message, arena, err));
    e->commit = c->id;
    VP_ALLOC(e->date, date_text(c->when, arena), err);
    VP_ALLOC(e->author, vp_history_text(c->author, arena), err);
    VP_ALLOC(e->email, vp_history_text(c->email, arena), err);
    VP_ALLOC(e->command, vp_history_text(info.command, arena), err);
    VP_ALLOC(e->subject, vp_history_text(info.subject, arena), err);
    return VP_OK;
}

static vp_status concerns_alone(bool *out, vp_store *store, const vp_commit *c, const char *id, const char *file,
                                vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    return arena ? concerns(out, store, c, id, file, arena, err) : vp_nomem(err);
}

vp_status vp_audit_log(vp_audit_entries *out, vp_session *session, const char *proposal, const vp_progress *progress,
                       vp_arena *arena, vp_err *err)
{
    vp_store *store;
    vp_commit *log;
    size_t n;
    const char *file = NULL;
    vp_audit_entry *at;
    *out = (vp_audit_entries){0};
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_ALLOC(at, vp_arena_array(arena, n, sizeof *at), err);
    if (proposal)
        VP_ALLOC(file, vp_proposal_path(proposal, arena), err);
    for (size_t i = n; i-- > 0;) {
        bool wanted = true;
        if (proposal)
            VP_TRY(concerns_alone(&wanted, store, &log[i], proposal, file, err));
        if (wanted)
            VP_TRY(tell(&at[out->n++], &log[i], arena, err));
        vp_tick(progress, N_("commits"), n - i, n);
    }
    out->at = at;
    if (proposal && out->n == 0)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the history of this round knows no proposal '%s'", proposal);
    return VP_OK;
}
