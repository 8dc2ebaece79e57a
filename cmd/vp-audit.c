/* vp-audit: show the history of a round, and verify all of it. Writes no step; approve makes a tag. */
#include <string.h>
#include <vp/audit.h>
#include <vp/proof.h>
#include "cmd/audit_backup.h"
#include "cmd/audit_jobs.h"
#include "cmd/audit_log.h"
#include "cmd/cli.h"

static const char *what;
static cli_list of;
static vp_audit_log_opts log_opts;
static vp_audit_verify_opts verify_opts;
static long jobs_wanted; /* 0: not said */
static const char *certificate;
static vp_audit_approve_opts approve_opts;
static audit_backup_opts backup_opts;
static const char *const jobs[] = {"log", "show", "diff", "checkpoint", "approve", "pack", "backup", "verify",
                                    NULL};

static const cli_opt opts[] = {
    {0, "job", CLI_ARG, &what, "JOB", N_("log, show, diff, checkpoint, approve, pack, backup or verify"), jobs},
    {0, "of", CLI_ARGS, &of, "[ARG]", N_("log: a proposal's id; show, checkpoint, approve: a commit; diff: "
                                             "two of them; backup: a file, and with --restore the folder to make"),
     NULL},
    {0, "since", CLI_TEXT, &log_opts.since, N_("DATE"), N_("log: from this day on (YYYY-MM-DD, UTC)"), NULL},
    {0, "until", CLI_TEXT, &log_opts.until, N_("DATE"), N_("log: up to this day"), NULL},
    {0, "by", CLI_TEXT, &log_opts.by, N_("NAME"), N_("log: what was made by whom the name or address names"), NULL},
    {0, "checkpoint", CLI_TEXT, &verify_opts.checkpoint, N_("FILE"), N_("verify: the history must contain this "
                                                                       "checkpoint"), NULL},
    {0, "since-checkpoint", CLI_TEXT, &verify_opts.since, N_("FILE"), N_("verify: the same, and only do again what "
                                                                        "came after it"), NULL},
    {0, "certificate", CLI_TEXT, &certificate, N_("FILE"), N_("verify: only this certificate of vp-allocate, against "
                                                              "the round, or --config and a ranking"), NULL},
    {'j', "jobs", CLI_NUMBER, &jobs_wanted, N_("N"), N_("verify: by N processes (default: as many as there are "
                                                         "processors)"), NULL},
    {'n', "dry-run", CLI_FLAG, &approve_opts.dry_run, NULL, N_("approve: do everything but sign"), NULL},
    {'m', "message", CLI_TEXT, &approve_opts.reason, N_("TEXT"), N_("approve: the reason, kept in the tag"), NULL},
    {0, "restore", CLI_FLAG, &backup_opts.restore, NULL, N_("backup: bring the round in FILE back, into a new folder"),
     NULL},
    {0, "passphrase-file", CLI_TEXT, &backup_opts.passphrase_file, N_("FILE"), N_("backup: its first line is the "
                                                                                "passphrase (- for standard input); "
                                                                                "else VP_PASSPHRASE is"), NULL},
    CLI_ANSWER,
    CLI_FILTER,
    CLI_COMMON,
    CLI_END,
};
static const cli_cmd cmd = {
    "vp-audit", N_("show the history of a round and verify all of it"), opts,
    N_("log prints a line for each commit, the newest first; of one proposal, with what changed in it. show tells what "
       "one commit changed, diff what is different between two: proposals field by field, reviews, places, awards, "
       "money. checkpoint prints what the round is, short enough for a public notice. verify goes through the history "
       "from its beginning, does each step again from what it started from, and compares every byte; it prints a line "
       "for each finding, and the exit status is 1 when there is one. No step is written: anyone who has a clone can "
       "check. approve stands, with a signed tag, for the awards that somebody else has decided. pack has git put many "
       "small packs into one. backup writes the round and its private part into one file that only the passphrase "
       "opens."),
    "vp-audit log\n"
    "vp-audit log P-0042\n"
    "vp-audit show HEAD\n"
    "vp-audit checkpoint\n"
    "vp-audit verify\n"
    "vp-audit verify --certificate=proof.txt\n"
    "vp-audit backup --passphrase-file=secret round.vpb\n", NULL, NULL,
};

static vp_status show_log(vp_session *session, vp_arena *arena, vp_err *err)
{
    return audit_log(session, of.n > 0 ? of.at[0] : NULL, &log_opts, arena, err);
}

static vp_status show_changes(vp_session *session, vp_arena *arena, vp_err *err)
{
    return audit_changes(session, of.at[0], of.n > 1 ? of.at[1] : NULL, arena, err);
}

static vp_status show_findings(size_t *warnings, const vp_audit_verified *v, vp_lang lang, vp_arena *arena,
                               vp_err *err)
{
    vp_column columns[] = {{N_("commit"), NULL, 't'}, {N_("path"), NULL, 't'}, {N_("finding"), NULL, 't'}};
    VP_AUTO(vp_emit) e = NULL;
    audit_headings(columns, 3);
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-audit-verify/1", columns, 3, err));
    const char *unchecked;
    VP_ALLOC(unchecked, vp_arena_printf(arena, "%zu", v->unchecked), err);
    VP_TRY(vp_emit_member(e, "unchecked_intakes", unchecked, err));
    for (size_t i = 0; i < v->n; i++) {
        VP_STR text = {0};
        const vp_audit_finding *f = &v->at[i];
        vp_note_text(&text, lang, &f->what);
        VP_TRY(vp_str_check(&text, err));
        const char *cells[] = {audit_short_id(f->commit, arena), f->path, vp_str_text(&text)};
        if (!cells[0])
            return vp_nomem(err);
        if (f->warning) {
            VP_ALLOC(cells[0], vp_arena_printf(arena, "%s%s%s", cells[0], *f->path ? ":" : "", f->path), err);
            cli_tell(NULL, VP_AT_FILE(cells[0]), "warning", &f->what, &(vp_note){0});
            ++*warnings;
            continue;
        }
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

/* No commit is looked at: what the certificate says against what there is. */
static vp_status verify_certificate(vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_certificate c;
    char value[VP_DECIMAL_MAX], bound[VP_DECIMAL_MAX];
    VP_TRY(vp_audit_certificate(&c, session, certificate, of.n > 0 ? of.at[0] : NULL, arena, err));
    vp_micro_format(value, (vp_micro)c.value, 2);
    vp_micro_format(bound, (vp_micro)c.bound, 2);
    if (c.value == c.bound)
        cli_say(N_("it holds: the awards are worth %s, and no other list is worth more"), value);
    else
        cli_say(N_("it holds: the awards are worth %s, and no list is worth more than %s"), value, bound);
    return VP_OK;
}

static vp_status verify(vp_session *session, vp_arena *arena, vp_err *err)
{
    if (certificate)
        return verify_certificate(session, arena, err);
    size_t warnings = 0;
    vp_audit_verified v;
    verify_opts.lang = audit_for_people() ? cli.lang : VP_EN;
    verify_opts.progress = cli_progress();
    VP_TRY(jobs_verify(&v, session, &verify_opts, jobs_wanted ? (size_t)jobs_wanted : jobs_default(), arena, err));
    VP_TRY(show_findings(&warnings, &v, verify_opts.lang, arena, err));
    cli_say(N_("%zu commits, %zu of them done again: %zu findings"), v.commits, v.replayed, v.n - warnings);
    if (cli.verbose)
        cli_say(N_("awards computed already, for another commit with the same inputs: %zu times"), v.shared);
    if (v.unchecked)
        cli_say(N_("unchecked: %zu steps rest on what is not here (private columns, earlier rounds); that is taken "
                   "as recorded"), v.unchecked);
    return v.n > warnings ? VP_INVALID : VP_OK;
}

static vp_status checkpoint(vp_session *session, vp_arena *arena, vp_err *err)
{
    enum { N = VP_AUDIT_CHECKPOINT_COLUMNS };
    vp_column columns[N];
    const char *cells[N];
    vp_audit_checkpoint point;
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_audit_point(&point, session, of.n > 0 ? of.at[0] : "HEAD", arena, err));
    for (size_t i = 0; i < N; i++) {
        const vp_audit_column *c = &vp_audit_checkpoint_columns[i];
        columns[i] = (vp_column){c->name, NULL, 't'};
        cells[i] = *(const char *const *)(const void *)((const char *)&point + c->at);
    }
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-audit-checkpoint/1", columns, N, err));
    VP_TRY(vp_emit_row(e, cells, err));
    return vp_emit_end(e, err);
}

/* Many small packs become one: git's own work, where git is there. */
static vp_status pack(vp_session *session, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_audit_pack(session, arena, err));
    cli_say(N_("the history is packed"));
    return VP_OK;
}

static vp_status approve(vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_audit_approved done;
    VP_TRY(vp_audit_approve(&done, session, of.at[0], &approve_opts, arena, err));
    if (approve_opts.dry_run)
        cli_say(N_("%s would approve %.10s"), done.by, done.commit);
    else
        cli_say(N_("%s has approved %.10s: tag %s; pass it on: git push --tags"), done.by, done.commit, done.tag);
    return VP_OK;
}

static vp_status backup(vp_session *session, vp_arena *arena, vp_err *err)
{
    return backup_opts.restore ? audit_restore(of.at[0], of.at[1], &backup_opts, arena, err)
                               : audit_backup(session, of.at[0], &backup_opts, arena, err);
}

/* How many words follow a job. */
static const struct {
    const char *job;
    size_t least, most;
    const char *needs;
    vp_status (*run)(vp_session *session, vp_arena *arena, vp_err *err);
} does[] = {
    {"log", 0, 1, NULL, show_log},
    {"show", 1, 1, N_("a commit"), show_changes},
    {"diff", 2, 2, N_("two commits"), show_changes},
    {"checkpoint", 0, 1, NULL, checkpoint},
    {"approve", 1, 1, N_("a commit"), approve},
    {"pack", 0, 0, NULL, pack},
    {"backup", 1, 1, N_("a file"), backup},
    {"backup", 2, 2, N_("a file and a new folder"), backup}, /* --restore */
    {"verify", 0, 1, NULL, verify},
};

static bool right_options(size_t job, vp_err *err)
{
    vp_status (*run)(vp_session *, vp_arena *, vp_err *) = does[job].run;
    const struct { bool given, fits; const char *where; } all[] = {
        {log_opts.since || log_opts.until || log_opts.by, run == show_log, N_("--since, --until and --by are of log")},
        {verify_opts.checkpoint || verify_opts.since, run == verify,
         N_("--checkpoint and --since-checkpoint are of verify")},
        {certificate, run == verify, N_("--certificate is of verify")},
        {jobs_wanted, run == verify, N_("--jobs is of verify")},
        {approve_opts.dry_run || approve_opts.reason, run == approve, N_("-n and -m are of approve")},
        {backup_opts.restore || backup_opts.passphrase_file, run == backup,
         N_("--restore and --passphrase-file are of backup")},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].given && !all[i].fits)
            vp_fail(err, VP_USAGE, VP_NOWHERE, "%s", vp_tr(cli.lang, all[i].where));
    if (!*err->msg && run == verify && (of.n > 0) != (cli.config != NULL))
        vp_fail(err, VP_USAGE, VP_NOWHERE, "verify: a ranking goes with --certificate and --config");
    if (!*err->msg && cli.config && !certificate)
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--config goes with verify --certificate");
    if (!*err->msg && jobs_wanted > JOBS_MOST)
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--jobs: %ld processes are too many; at most %d", jobs_wanted, JOBS_MOST);
    return !*err->msg;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts open = cli_session();
    open.read_only = true;
    size_t job = 0;
    while (strcmp(does[job].job, what) != 0)
        job++;
    job += does[job].run == backup && backup_opts.restore;
    if (of.n > does[job].most)
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "%s: '%s' is one argument too many", what, of.at[does[job].most]);
    else if (of.n < does[job].least)
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "%s needs %s", what, vp_tr(cli.lang, does[job].needs));
    if (*err.msg || !right_options(job, &err))
        return cli_fail(&err);
    vp_status s = backup_opts.restore ? VP_OK : vp_session_open(&session, &open, &err);
    s = s == VP_OK ? does[job].run(session, arena, &err) : s;
    if (session && (s == VP_OK || s == VP_INVALID) && vp_session_shallow(session))
        cli_say(N_("the history is cut off, for this clone is shallow; get the rest: git fetch --unshallow"));
    return s != VP_OK && *err.msg ? cli_fail(&err) : cli_finish(s);
}
