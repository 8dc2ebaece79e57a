/* vp-audit log, show and diff: what was done, and what it changed. */
#include <string.h>
#include "cmd/audit_log.h"
#include "cmd/cli.h"

bool audit_for_people(void)
{
    return strcmp(cli.format, "table") == 0 || strcmp(cli.format, "sheet") == 0;
}

const char *audit_short_id(const char *commit, vp_arena *arena)
{
    return strcmp(cli.format, "table") == 0 ? vp_arena_dup(arena, commit, 10) : commit;
}

void audit_headings(vp_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (audit_for_people())
            columns[i].name = vp_tr(cli.lang, columns[i].name);
    }
}

vp_status audit_log(vp_session *session, const char *proposal, vp_audit_log_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_column columns[] = {
        {N_("commit"), NULL, 't'},  {N_("date"), NULL, 't'},    {N_("author"), NULL, 't'},
        {N_("command"), NULL, 't'}, {N_("subject"), NULL, 't'}, {N_("changes"), NULL, 't'},
    };
    vp_audit_entries log;
    VP_AUTO(vp_emit) e = NULL;
    opts->proposal = proposal;
    opts->lang = audit_for_people() ? cli.lang : VP_EN;
    opts->progress = cli_progress();
    audit_headings(columns, 6);
    VP_TRY(vp_audit_log(&log, session, opts, arena, err));
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-audit-log/1", columns, proposal ? 6 : 5, err));
    for (size_t i = 0; i < log.n; i++) {
        const vp_audit_entry *c = &log.at[i];
        const char *cells[] = {audit_short_id(c->commit, arena), c->date, c->author, c->command, c->subject,
                               c->changes};
        if (!cells[0])
            return vp_nomem(err);
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

vp_status audit_changes(vp_session *session, const char *from, const char *to, vp_arena *arena, vp_err *err)
{
    vp_column columns[] = {
        {N_("what"), NULL, 't'},   {N_("id"), NULL, 't'},    {N_("field"), NULL, 't'},
        {N_("before"), NULL, 't'}, {N_("after"), NULL, 't'},
    };
    bool one = !to;
    vp_audit_changes all;
    vp_audit_entry entry;
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(one ? vp_audit_show(&entry, &all, session, from, arena, err)
               : vp_audit_diff(&all, session, from, to, arena, err));
    audit_headings(columns, 5);
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), one ? "vp-audit-show/1" : "vp-audit-diff/1", columns, 5, err));
    if (one) {
        const char *const members[][2] = {{"commit", entry.commit}, {"date", entry.date}, {"author", entry.author},
                                          {"command", entry.command}, {"subject", entry.subject}};
        for (size_t i = 0; i < sizeof members / sizeof *members; i++)
            VP_TRY(vp_emit_member(e, members[i][0], members[i][1], err));
        cli_say(N_("%.10s, %s, %s: %s"), entry.commit, entry.date, entry.author, entry.subject);
    }
    for (size_t i = 0; i < all.n; i++) {
        vp_audit_change c = audit_for_people() ? vp_audit_change_in(&all.at[i], cli.lang) : all.at[i];
        const char *cells[] = {c.what, c.id, c.field, c.before, c.after};
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}
