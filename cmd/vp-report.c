/* vp-report: tell a round to its readers. Never writes the round; silent when all is well. */
#include <vp/report.h>
#include "cmd/cli.h"

static const char *name, *path, *lang, *table;
static long year = -1;
static cli_list fields;

static const char *const langs[] = {"zh", "en", NULL};

static const cli_opt opts[] = {
    {0, "report", CLI_ARG, &name, N_("REPORT"), N_("which report"), vp_report_names},
    {0, "file", CLI_ARG, &path, N_("[FILE]"),
     N_("as a filter: the awards, as vp-allocate answers them; '-' or nothing is standard input"), NULL},
    {0, "year", CLI_NUMBER, &year, N_("YEAR"), N_("of the annual account: the year in which the awards were decided"),
     NULL},
    {0, "lang", CLI_CHOICE, &lang, N_("LANG"), N_("language of the report instead of the round's"), langs},
    {0, "field", CLI_LIST, &fields, N_("FIELD"),
     N_("show this field of the proposals as well (a public one); may be given again"), NULL},
    {0, "table", CLI_TEXT, &table, N_("SECTION"),
     N_("csv and the like: the table of this section (by_fund, by_purpose …), not the main one"), NULL},
    CLI_ANSWER, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_cmd cmd = {
    .name = "vp-report",
    .summary = N_("tell a round for a reader: public notice, yearly account"),
    .opts = opts,
    .description = N_("Writes a report on the round as it stands at its last commit: the notice of the proposed "
                      "awards, or the yearly account of the money. Every sum is checked first; when one does not "
                      "add up, nothing is written. The same commit gives the same bytes, so cron may run it at "
                      "any time. Markdown and HTML are for people; csv prints the list of awards alone, json the "
                      "whole report. Private fields are never shown."),
    .examples = "vp-report notice\n"
                "vp-report notice --format=html -o notice.html\n"
                "vp-report annual --year 2024 --format=csv\n"
                "vp-allocate --config round.json ranking.csv | vp-report notice --config round.json -\n",
    .formats = vp_report_formats,
};

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_report_opts o = {.name = name, .format = cli.format, .lang = lang, .year = year, .fields = fields.at,
                        .nfields = fields.n, .table = table, .path = path};
    so.read_only = true;
    if (vp_session_open(&session, &so, &err) || vp_report_run(session, &o, cli_out(), arena, &err))
        return cli_fail(&err);
    return cli_finish(VP_OK);
}
