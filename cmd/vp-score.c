/* vp-score: read reviewers' score sheets, rank the proposals, and commit both. */
#include <string.h>
#include <vp/aggregate.h>
#include <vp/report.h>
#include <vp/score.h>
#include "cmd/cli.h"

static const char *method, *line, *stage, *proposals, *received, *letters;
static cli_list sheets;
static bool reliability, force;

static const cli_opt opts[] = {
    {0, "method", CLI_CHOICE, &method, N_("NAME"),
        N_("how reviewers' sums become the score of a stage, instead of what the rubric says"), vp_aggregate_names},
    {0, "line", CLI_TEXT, &line, N_("N"),
        N_("the funding line, below rank N or where the 'budget' ends: flags the lottery group"),
        NULL},
    {0, "stage", CLI_TEXT, &stage, N_("ID"),
        N_("the stage of the sheets, instead of the one whose criteria they name"), NULL},
    {0, "received", CLI_TEXT, &received, N_("DATE"),
        N_("the day on which the sheets came; a stage may close before"), NULL},
    {0, "proposals", CLI_TEXT, &proposals, N_("FILE"),
        N_("as a filter: the proposals, an answer of vp-intake; '-' is standard input"), NULL},
    {0, "reliability", CLI_FLAG, &reliability, NULL,
        N_("how good the scores are, instead of a ranking: agreement, severity, expected ranks; records nothing"),
        NULL},
    {0, "letters", CLI_TEXT, &letters, N_("DIR"),
        N_("instead: a letter for each applicant, without reviewers' names, as md or html"),
        NULL},
    {0, "force", CLI_FLAG, &force, NULL, N_("write over letters that are there"), NULL},
    {0, "sheet", CLI_ARGS, &sheets, N_("[SHEET]"), N_("score sheets, as CSV or xlsx; '-' is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

/* html and md are forms of letters and of the report on reliability. */
static const char *const formats[] = {"table", "csv", "json", "jsonl", "sheet", "html", "md", NULL};

static const cli_cmd cmd = {
    .name = "vp-score",
    .summary = N_("score and rank the proposals of a round"),
    .opts = opts,
    .description = N_("Reads score sheets, a row for each review or for each mark, and ranks the proposals as "
                      "rubric.json says. Every problem of every sheet is told; good rows count. A later sheet amends, "
                      "row by row, what the same reviewer gave before. Without sheets, what is recorded is ranked "
                      "again."),
    .examples = "vp-score sheets/*.csv\n"
                "vp-score -n --method=median\n"
                "vp-score --line 25 >ranking.csv\n"
                "vp-score --config round.json --proposals accepted.csv sheets/*.csv\n"
                "vp-score --rubric rubric.json - <sheet.csv\n"
                "vp-score --letters letters --format html\n"
                "vp-score --reliability --format html -o reliability.html\n",
    .formats = formats,
};

static vp_status tell_reliability(const vp_doc *d, vp_err *err)
{
    for (size_t i = 0; vp_report_printers[i]; i++)
        if (strcmp(vp_report_printers[i]->name, cli.format) == 0)
            return vp_report_printers[i]->print(d, cli_out(), err);
    return vp_fail(err, VP_BUG, VP_NOWHERE, "there is no format '%s'", cli.format);
}

static void say_counts(const vp_score_result *r, bool refused)
{
    cli_say(N_("reviews: %zu new, %zu amended, %zu unchanged; proposals: %zu ranked, %zu gated, %zu incomplete"),
            r->added, r->amended, r->unchanged, r->ranked, r->gated, r->incomplete);
    if (r->withdrawn > 0)
        cli_say(N_("%zu more were withdrawn and are not ranked"), r->withdrawn);
    if (r->ranking && r->ranking->bands.drawn)
        cli_say(N_("funding line below rank %zu: %zu accepted, %zu in the lottery group, %zu rejected"),
                r->ranking->bands.line, r->ranking->bands.accepted, r->ranking->bands.lottery,
                r->ranking->bands.rejected);
    if (!cli_say_recorded(r->commit, r->changed) && !cli.config && !cli.rubric && !refused)
        cli_say(N_("nothing to record: the round already has all of it"));
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_score_opts o = {.sheets = sheets.at, .nsheets = sheets.n, .proposals = proposals, .stage = stage,
                       .method = method, .line = line, .received = received, .reliability = reliability,
                       .pictures = strcmp(cli.format, "html") == 0, .letters = letters,
                       .letter_format = strcmp(cli.format, "html") == 0 ? "html" : "md",
                       .force = force, .dry_run = cli.dry_run, .rubric_alone = cli.rubric && !cli.config,
                       .tell = cli_tell, .progress = cli_progress()};
    vp_score_result r = {0};
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_score(&r, session, &o, arena, &err);
    if (s != VP_OK && (s != VP_INVALID || *err.msg))
        return cli_fail(&err);
    if (letters)
        cli_say(cli.dry_run ? N_("%zu letters would be written into '%s'") : N_("%zu letters written into '%s'"),
                r.letters, letters);
    else if (r.ranking && vp_ranking_emit(r.ranking, r.round, cli.format, cli_out(), arena, &err) != VP_OK)
        return cli_fail(&err);
    if (r.reliability && tell_reliability(r.reliability, &err) != VP_OK)
        return cli_fail(&err);
    if (!r.reliability && !letters)
        say_counts(&r, s != VP_OK);
    return cli_finish(s);
}
