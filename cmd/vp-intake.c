/* vp-intake: read a sheet of proposals, check eligibility, and commit what stands. */
#include <stdio.h>
#include <string.h>
#include <vp/config.h>
#include <vp/intake.h>
#include "cmd/cli.h"

static const char *path, *received, *rejects, *rule;
static bool late, strict, check_config, table_schema;

static const cli_opt opts[] = {
    {0, "received", CLI_TEXT, &received, N_("DATE"), N_("the day the sheet came (YYYY-MM-DD); after the round has "
                                                        "closed its rows are refused"), NULL},
    {0, "late", CLI_FLAG, &late, NULL, N_("admit what came after the round had closed; say why with -m"), NULL},
    {0, "strict", CLI_FLAG, &strict, NULL, N_("record nothing when any row is refused"), NULL},
    {0, "rejects", CLI_TEXT, &rejects, N_("FILE"), N_("write the refused rows here too, with rule, problem and mend "
                                                      "(CSV)"), NULL},
    {0, "explain", CLI_TEXT, &rule, N_("RULE"), N_("say what a rule means, where it stands and how to mend what it "
                                                   "refuses; also of a built-in check"), NULL},
    {0, "check-config", CLI_FLAG, &check_config, NULL, N_("only check the configuration: round.json, rubric.json and "
                                                          "the lists that rules name"), NULL},
    {0, "table-schema", CLI_FLAG, &table_schema, NULL, N_("only write the fields and rules as a Table Schema (JSON)"),
     NULL},
    {0, "file", CLI_ARG, &path, N_("[FILE]"), N_("the sheet, as CSV; '-' or nothing is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_cmd cmd = {
    .name = "vp-intake",
    .summary = N_("take in proposals from a spreadsheet exported as CSV"),
    .opts = opts,
    .description = N_(
        "Reads a sheet of proposals in whatever encoding, separator and wording an office exports it, checks every row "
        "against the fields and eligibility rules of round.json, and records the rows that stand, one file a proposal. "
        "Every row is accounted for: refused ones are listed with the rule, the problem and how to mend it. The same "
        "file again changes nothing; a corrected one amends what changed."),
    .examples = "vp-intake proposals.csv\n"
                "vp-intake -n --rejects refused.csv proposals.csv\n"
                "vp-intake --config round.json <proposals.csv\n"
                "vp-intake --check-config --config round.json\n",
};

static void say_counts(const vp_intake_result *r)
{
    const vp_intake_counts *c = &r->counts;
    char in[VP_DECIMAL_MAX], all[VP_DECIMAL_MAX];
    vp_money_format(in, c->requested_in);
    vp_money_format(all, c->requested_in + c->requested_out);
    cli_say(N_("%zu rows: %zu accepted, %zu amended, %zu unchanged, %zu rejected, %zu not a proposal"), c->rows,
            c->accepted, c->amended, c->unchanged, c->rejected, c->other);
    cli_say(N_("requested: %s by the proposals that stand, %s by all rows"), in, all);
    if (*r->commit)
        cli_say(N_("committed %.7s"), r->commit);
    else if (cli.dry_run && r->changed)
        cli_say(N_("nothing recorded: dry run"));
    else if (strict && c->rejected > 0)
        cli_say(N_("nothing recorded: some rows were refused"));
    else if (!cli.config)
        cli_say(N_("nothing to record: the round already has all of it"));
}

/* ---- the configuration alone ---- */

static void told(void *ctx, const vp_err *problem)
{
    (void)ctx;
    if (problem->status != VP_INVALID)
        cli_complain(problem);
    else
        cli_problem((vp_where){problem->file, problem->row, problem->col, problem->field},
                    vp_tr(cli.lang, N_("warning")), problem->msg, *problem->hint ? problem->hint : NULL);
}

static vp_status check(const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_config_counts c;
    vp_problems problems = {told, NULL};
    VP_TRY(vp_config_check(&c, view, &problems, arena, err));
    vp_out out = cli_out();
    char *text = vp_arena_printf(arena, vp_tr(cli.lang, N_("the configuration can be used: %zu own fields, %zu "
        "rules, %zu funds, %zu limits, %zu tranches; %zu stages with %zu criteria, %zu bonuses; "
        "%zu lists with %zu entries\n")),
        c.own_fields, c.rules, c.funds, c.limits, c.tranches, c.stages, c.criteria, c.bonuses, c.lists, c.entries);
    return text ? out.write(out.ctx, text, strlen(text), err) : vp_nomem(err);
}

static vp_status schema(const vp_view *view, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    vp_round *round;
    vp_out out = cli_out();
    VP_TRY(vp_round_read(&round, view, arena, err));
    VP_TRY(vp_config_table_schema(&text, round, err));
    return out.write(out.ctx, text.s, text.n, err);
}

static int about_config(vp_session_opts so, vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    if (path || (rule != NULL) + check_config + table_schema > 1) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--explain, --check-config and --table-schema stand alone");
        vp_hint(&err, "they read the configuration, and no sheet");
        return cli_fail(&err);
    }
    so.read_only = true;
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK) {
        const vp_view *view = vp_session_view(session);
        s = rule ? vp_config_explain(view, rule, cli.format, cli_out(), arena, &err)
            : check_config ? check(view, arena, &err) : schema(view, arena, &err);
    }
    if (s != VP_OK)
        return *err.msg ? cli_fail(&err) : cli_exit_code(s);
    return cli_finish(VP_OK);
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    if (rule || check_config || table_schema)
        return about_config(so, arena);
    if (rejects && !*rejects) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--rejects needs the name of a file");
        return cli_fail(&err);
    }
    if (late && !cli.reason) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--late needs a reason");
        vp_hint(&err, "say why with -m");
        return cli_fail(&err);
    }
    vp_intake_opts o = {.path = path ? path : "-", .received = received, .late = late, .late_reason = cli.reason,
                        .format = cli.format, .answer = cli_out(), .tell = cli_tell, .strict = strict,
                        .dry_run = cli.dry_run,
                        .progress = cli_progress(), .rejects = rejects};
    vp_intake_result r = {0};
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_intake(&r, session, &o, arena, &err);
    if (s != VP_OK && (s != VP_INVALID || *err.msg))
        return cli_fail(&err);
    say_counts(&r);
    return cli_finish(s);
}
