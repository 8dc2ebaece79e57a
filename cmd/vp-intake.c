/* vp-intake: read a sheet of proposals, check eligibility, and commit what stands. */
#include <string.h>
#include <vp/intake.h>
#include "cmd/intake.h"
#include "cmd/intake_summary.h"

struct intake_asked asked;

static const cli_opt opts[] = {
    {0, "received", CLI_TEXT, &asked.received, N_("DATE"),
     N_("the day the sheet came (YYYY-MM-DD); after the round has closed its rows are refused"), NULL},
    {0, "late", CLI_FLAG, &asked.late, NULL,
     N_("admit what came after the round had closed; say why with -m"), NULL},
    {0, "amend", CLI_FLAG, &asked.amend, NULL,
     N_("the sheet has parts of proposals that the round has; blank cells change nothing"), NULL},
    {0, "strict", CLI_FLAG, &asked.strict, NULL,
     N_("record nothing when any row is refused"), NULL},
    {0, "rejects", CLI_TEXT, &asked.rejects, N_("FILE"),
     N_("write the refused rows here too, with rule, problem and mend (CSV)"), NULL},
    {0, "map", CLI_LIST, &asked.map, N_("HEADING=FIELD"),
     N_("take the column of that heading as the field"), NULL},
    {0, "fill-down", CLI_LIST, &asked.fill_down, N_("HEADING"),
     N_("give blank cells of this column the value above, as merged cells mean"), NULL},
    {0, "unit", CLI_TEXT, &asked.reading.unit, N_("UNIT"),
     N_("of money columns that state none, such as 万元"), NULL},
    {0, "excel-dates", CLI_TEXT, &asked.reading.excel_dates, N_("1900|1904"),
     N_("bare numbers in date columns are days as Excel counts them"), NULL},
    {0, "header-row", CLI_TEXT, &asked.reading.header_row, N_("LINE"),
     N_("the line that the header stands on"), NULL},
    {0, "header-rows", CLI_TEXT, &asked.reading.header_rows, N_("N"),
     N_("how many rows the header takes; 0: there is none"), NULL},
    {0, "skip", CLI_TEXT, &asked.reading.skip, N_("N"),
     N_("pass over the first N lines"), NULL},
    {0, "encoding", CLI_TEXT, &asked.reading.encoding, N_("NAME"),
     N_("what the sheet is written in, such as GB18030, Big5 or macintosh"), NULL},
    {0, "delimiter", CLI_TEXT, &asked.reading.delimiter, N_("TEXT"),
     N_("what stands between cells: one character or several, or tab"), NULL},
    {0, "quote", CLI_TEXT, &asked.reading.quote, N_("CHAR"),
     N_("what cells are quoted with; empty: nothing"), NULL},
    {0, "escape", CLI_TEXT, &asked.reading.escape, N_("CHAR"),
     N_("what makes the next character plain, inside quotes and outside"), NULL},
    {0, "record-separator", CLI_TEXT, &asked.reading.record_separator, N_("TEXT"),
     N_("what ends a record, in place of line ends"), NULL},
    {0, "suspects", CLI_TEXT, &asked.suspects, N_("FILE"),
     N_("write the pairs that may be duplicates here (CSV)"), NULL},
    {0, "decide", CLI_TEXT, &asked.decide, N_("FILE"),
     N_("take decisions about such pairs: that file, its column `decision` filled in"), NULL},
    {0, "earlier", CLI_LIST, &asked.earlier, N_("DIR"),
     N_("an earlier round: compare with what it funded"), NULL},
    {0, "no-suspects", CLI_FLAG, &asked.no_suspects, NULL,
     N_("do not look for duplicates"), NULL},
    {0, "withdraw", CLI_LIST, &asked.withdraw, N_("ID"),
     N_("take the proposal out of the round, with all that it says kept; say why with -m"), NULL},
    {0, "reinstate", CLI_LIST, &asked.reinstate, N_("ID"),
     N_("take a withdrawal back; say why with -m"), NULL},
    {0, "forget", CLI_TEXT, &asked.forgotten, N_("ID"),
     N_("erase what is kept privately of this proposal, for good, and record that it was"), NULL},
    {0, "blank", CLI_TEXT, &asked.blank, N_("FILE"),
     N_("write an empty form for applicants instead, by its ending .xlsx or .csv"), NULL},
    {0, "parse-only", CLI_FLAG, &asked.parse_only, NULL,
     N_("print the table as it was read, any table, without rules; needs no round"), NULL},
    {0, "explain", CLI_TEXT, &asked.rule, N_("RULE"),
     N_("say what a rule means, where it stands and how to mend what it refuses; also of a built-in check"), NULL},
    {0, "check-config", CLI_FLAG, &asked.check_config, NULL,
     N_("only check the configuration: round.json, rubric.json and the lists that rules name"), NULL},
    {0, "table-schema", CLI_FLAG, &asked.table_schema, NULL,
     N_("only write the fields and rules as a Table Schema (JSON)"), NULL},
    {0, "file", CLI_ARG, &asked.path, N_("[FILE]"),
     N_("the sheet, as CSV; '-' or nothing is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_group groups[] = {
    {"received", N_("Taking in a sheet:")},
    {"map", N_("How the sheet is read, where it does not say so itself:")},
    {"suspects", N_("Duplicates:")},
    {"withdraw", N_("Instead of taking in a sheet:")},
    {"format", N_("As in every command:")},
    {NULL, NULL},
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
                "vp-intake --check-config --config round.json\n"
                "vp-intake --parse-only --format json proposals.csv\n"
                "vp-intake --blank form.xlsx\n",
    .groups = groups,
};

/* A file that is written beside the answer. */
static vp_status check_name(const char *option, const char *path, vp_err *err)
{
    if (path && !*path)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--%s needs the name of a file", option);
    if (!path || strcmp(path, "-") != 0)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "--%s: '-' is no file: standard output has the answer", option);
    return vp_hint(err, "give it a name, such as --%s %s.csv", option, option), VP_USAGE;
}

/* Duplicates are asked for in one way. */
static vp_status check_suspects(vp_err *err)
{
    if (asked.no_suspects && (asked.suspects || asked.decide || asked.earlier.n > 0))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--no-suspects and --%s ask for different things",
                       asked.suspects ? "suspects" : asked.decide ? "decide" : "earlier");
    VP_TRY(check_name("suspects", asked.suspects, err));
    if (asked.decide && !*asked.decide)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--%s needs the name of a file", "decide");
    if (asked.decide && strcmp(asked.decide, "-") == 0 && strcmp(asked.path ? asked.path : "-", "-") == 0 &&
        (asked.path || cli.config))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "standard input can be read only once");
    return VP_OK;
}

/* Take in a sheet: what vp-intake does unless it is asked for something else. */
static int take_in(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    if (check_name("rejects", asked.rejects, &err) != VP_OK)
        return cli_fail(&err);
    if (asked.late && !cli.reason) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--late needs a reason");
        vp_hint(&err, "say why with -m");
        return cli_fail(&err);
    }
    if (check_suspects(&err) != VP_OK)
        return cli_fail(&err);
    if (asked.decide && !asked.path && !cli.config)
        return intake_decide(arena);
    vp_intake_opts o = {
        .path = asked.path ? asked.path : "-",
        .reading = intake_reading(),
        .received = asked.received,
        .late = asked.late,
        .late_reason = cli.reason,
        .strict = asked.strict,
        .amend = asked.amend,
        .rejects = asked.rejects,
        .suspects = asked.suspects,
        .decide = asked.decide,
        .no_suspects = asked.no_suspects,
        .earlier = {asked.earlier.at, asked.earlier.n},
        .dry_run = cli.dry_run,
        .format = cli.format,
        .answer = cli_out(),
        .tell = cli_tell,
        .progress = cli_progress(),
    };
    vp_intake_result r = {0};
    summary_told told = {0};
    if (summary_wanted()) {
        o.tell = summary_tell;
        o.ctx = &told;
    }
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_intake(&r, session, &o, arena, &err);
    if (s != VP_OK && (s != VP_INVALID || *err.msg))
        return cli_fail(&err);
    int code = cli_finish(s); /* the answer first: what is said in short shall not scroll away */
    summary_say(&r, &told, asked.rejects, asked.strict);
    return code;
}

/* What it does instead, when asked: one option each, of which a run has one. */
static const struct mode {
    const char *name;
    const bool *flag;        /* set when asked for; or */
    const char *const *text; /* not NULL when asked for; or */
    const cli_list *list;    /* not empty when asked for */
    int (*run)(vp_arena *arena);
} modes[] = {
    {"forget", NULL, &asked.forgotten, NULL, intake_forget},
    {"explain", NULL, &asked.rule, NULL, intake_explain},
    {"check-config", &asked.check_config, NULL, NULL, intake_check},
    {"table-schema", &asked.table_schema, NULL, NULL, intake_schema},
    {"parse-only", &asked.parse_only, NULL, NULL, intake_show_table},
    {"blank", NULL, &asked.blank, NULL, intake_blank},
    {"withdraw", NULL, NULL, &asked.withdraw, intake_withdraw},
    {"reinstate", NULL, NULL, &asked.reinstate, intake_withdraw},
    {NULL, NULL, NULL, NULL, take_in},
};

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    const struct mode *wanted = NULL, *m;
    for (m = modes; m->name; m++) {
        if (m->flag ? !*m->flag : m->text ? !*m->text : m->list->n == 0)
            continue;
        if (wanted) {
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "--%s and --%s ask for different things", wanted->name, m->name);
            return cli_fail(&err);
        }
        wanted = m;
    }
    return (wanted ? wanted : m)->run(arena);
}
