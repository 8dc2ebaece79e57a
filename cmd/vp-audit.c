/* vp-audit: show the history of a round, and verify all of it. Never writes. */
#include <stdio.h>
#include <string.h>
#include <vp/audit.h>
#include "cmd/cli.h"

static const char *what, *id;
static const char *const jobs[] = {"log", "verify", NULL};

static const cli_opt opts[] = {
    {0, "job", CLI_ARG, &what, "JOB", N_("log shows the commits, verify does every step again and compares"), jobs},
    {0, "id", CLI_ARG, &id, "[ID]", N_("log: only what changed this proposal, its place or its award"), NULL},
    CLI_ANSWER,
    CLI_COMMON,
    CLI_END,
};
static const cli_cmd cmd = {
    "vp-audit", N_("show the history of a round and verify all of it"), opts,
    N_("log prints a line for each commit, the newest first. verify goes through the history from its beginning, "
       "does "
       "each step again from what it started from, and compares every byte; it prints a line for each finding, and "
       "the exit status is 1 when there is one. Nothing is written: anyone who has a clone can check."),
    "vp-audit log\n"
    "vp-audit log P-0042\n"
    "vp-audit verify\n", NULL,
};

/* People read short ids and their own language; programs whole ids and English. */
static bool for_people(void)
{
    return strcmp(cli.format, "table") == 0;
}

static const char *short_id(const char *commit, vp_arena *arena)
{
    return for_people() ? vp_arena_dup(arena, commit, 10) : commit;
}

static vp_status show_log(vp_session *session, vp_arena *arena, vp_err *err)
{
    static const vp_column columns[] = {
        {"commit", NULL, 't'},  {"date", NULL, 't'},    {"author", NULL, 't'},
        {"command", NULL, 't'}, {"subject", NULL, 't'},
    };
    vp_audit_entries log;
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_audit_log(&log, session, id, cli_progress(), arena, err));
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-audit-log/1", columns, 5, err));
    for (size_t i = 0; i < log.n; i++) {
        const vp_audit_entry *c = &log.at[i];
        const char *cells[] = {short_id(c->commit, arena), c->date, c->author, c->command, c->subject};
        if (!cells[0])
            return vp_nomem(err);
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

static vp_status show_findings(const vp_audit_verified *v, vp_lang lang, vp_arena *arena, vp_err *err)
{
    static const vp_column columns[] = {{"commit", NULL, 't'}, {"path", NULL, 't'}, {"finding", NULL, 't'}};
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-audit-verify/1", columns, 3, err));
    char unchecked[24];
    snprintf(unchecked, sizeof unchecked, "%zu", v->unchecked);
    VP_TRY(vp_emit_member(e, "unchecked_intakes", unchecked, err));
    for (size_t i = 0; i < v->n; i++) {
        VP_STR text = {0};
        vp_note_text(&text, lang, &v->at[i].what);
        VP_TRY(vp_str_check(&text, err));
        const char *cells[] = {short_id(v->at[i].commit, arena), v->at[i].path, vp_str_text(&text)};
        if (!cells[0])
            return vp_nomem(err);
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

static vp_status verify(vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_lang lang = for_people() ? cli.lang : VP_EN;
    vp_audit_verified v;
    VP_TRY(vp_audit_verify(&v, session, lang, cli_progress(), arena, err));
    VP_TRY(show_findings(&v, lang, arena, err));
    cli_say(N_("%zu commits, %zu of them done again: %zu findings"), v.commits, v.replayed, v.n);
    if (v.unchecked)
        cli_say(N_("unchecked: %zu intakes have private columns that are not here; what rests on them is taken as "
                   "recorded"),
                v.unchecked);
    return v.n ? VP_INVALID : VP_OK;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts open = cli_session();
    open.read_only = true;
    bool log = strcmp(what, "log") == 0;
    if (!log && id) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "verify checks the whole round: '%s' is one argument too many", id);
        return cli_fail(&err);
    }
    vp_status s = vp_session_open(&session, &open, &err);
    if (s == VP_OK)
        s = log ? show_log(session, arena, &err) : verify(session, arena, &err);
    return s != VP_OK && *err.msg ? cli_fail(&err) : cli_finish(s);
}
