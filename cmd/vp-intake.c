/* vp-intake: read a sheet of proposals, check eligibility, and commit what stands. */
#include <stdio.h>
#include <string.h>
#include <vp/blank.h>
#include <vp/intake.h>
#include <vp/parse_only.h>
#include "cmd/about.h"
#include "cmd/cli.h"

static const char *path, *received, *rejects, *blank, *rule;
static bool late, strict, check_config, table_schema, parse_only;

/* How the sheet is read, where the rules would read it wrongly. */
static vp_reading reading;
static cli_list map, fill_down;

static const cli_opt opts[] = {
    {0, "encoding", CLI_TEXT, &reading.encoding, N_("NAME"), N_("what the sheet is written in, such as GB18030, Big5 "
                                                                "or macintosh"), NULL},
    {0, "delimiter", CLI_TEXT, &reading.delimiter, N_("TEXT"), N_("what stands between cells: one character or "
                                                                  "several, or tab"), NULL},
    {0, "quote", CLI_TEXT, &reading.quote, N_("CHAR"), N_("what cells are quoted with; empty: nothing"), NULL},
    {0, "escape", CLI_TEXT, &reading.escape, N_("CHAR"), N_("what makes the next character plain, inside quotes and "
                                                            "outside"), NULL},
    {0, "record-separator", CLI_TEXT, &reading.record_separator, N_("TEXT"), N_("what ends a record, in place of line "
                                                                                "ends"), NULL},
    {0, "skip", CLI_TEXT, &reading.skip, N_("N"), N_("pass over the first N lines"), NULL},
    {0, "header-rows", CLI_TEXT, &reading.header_rows, N_("N"), N_("how many rows the header takes; 0: there is none"),
     NULL},
    {0, "header-row", CLI_TEXT, &reading.header_row, N_("LINE"), N_("the line that the header stands on"), NULL},
    {0, "map", CLI_LIST, &map, N_("HEADING=FIELD"), N_("take the column of that heading as the field"), NULL},
    {0, "fill-down", CLI_LIST, &fill_down, N_("HEADING"), N_("give blank cells of this column the value above, as "
                                                            "merged cells mean"), NULL},
    {0, "excel-dates", CLI_TEXT, &reading.excel_dates, N_("1900|1904"), N_("bare numbers in date columns are days as "
                                                                          "Excel counts them"), NULL},
    {0, "unit", CLI_TEXT, &reading.unit, N_("UNIT"), N_("of money columns that state none, such as 万元"), NULL},
    {0, "parse-only", CLI_FLAG, &parse_only, NULL, N_("print the table as it was read, any table, without rules; needs "
                                                      "no round"), NULL},
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
    {0, "blank", CLI_TEXT, &blank, N_("FILE"), N_("write an empty form for applicants instead, by its ending .xlsx or "
                                                  ".csv"), NULL},
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
                "vp-intake --check-config --config round.json\n"
                "vp-intake --parse-only --format json proposals.csv\n"
                "vp-intake --blank form.xlsx\n",
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

/* Take in a sheet: what vp-intake does unless it is asked for something else. */
static int take_in(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    if (rejects && !*rejects) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--rejects needs the name of a file");
        return cli_fail(&err);
    }
    if (late && !cli.reason) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--late needs a reason");
        vp_hint(&err, "say why with -m");
        return cli_fail(&err);
    }
    reading.map = (vp_strings){map.at, map.n};
    reading.fill_down = (vp_strings){fill_down.at, fill_down.n};
    vp_intake_opts o = {.path = path ? path : "-", .reading = reading, .received = received, .late = late,
                        .late_reason = cli.reason, .format = cli.format, .answer = cli_out(), .tell = cli_tell,
                        .strict = strict, .dry_run = cli.dry_run, .progress = cli_progress(), .rejects = rejects};
    vp_intake_result r = {0};
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_intake(&r, session, &o, arena, &err);
    if (s != VP_OK && (s != VP_INVALID || *err.msg))
        return cli_fail(&err);
    say_counts(&r);
    return cli_finish(s);
}

/* A part of the dialect in words; put is room for it. */
static const char *named(char put[64], const char *text)
{
    static const struct { const char *text, *word; } words[] = {
        {",", N_("comma")}, {"\t", N_("TAB")}, {";", N_("semicolon")}, {"|", N_("pipe")}, {" ", N_("space")},
        {"", N_("none")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].text) == 0)
            return vp_tr(cli.lang, words[i].word);
    snprintf(put, 64, "%s", text);
    return put;
}

/* Show a table as it was read. */
static int show_table(vp_arena *arena)
{
    vp_err err = cli_err();
    vp_parse_result r;
    char delimiter[64], quote[64], escape[64];
    reading.map = (vp_strings){map.at, map.n};
    reading.fill_down = (vp_strings){fill_down.at, fill_down.n};
    vp_parse_opts o = {.path = path ? path : "-", .reading = reading, .format = cli.format, .answer = cli_out(),
                       .tell = cli_tell, .progress = cli_progress()};
    vp_status s = vp_parse_only(&r, &o, arena, &err);
    if (s != VP_OK && (s != VP_INVALID || *err.msg))
        return cli_fail(&err);
    cli_say(N_("encoding %s, delimiter %s, quotation mark %s, escape %s, line ends %s; header rows: %zu, rows: %zu, "
               "columns: %zu"), r.encoding, named(delimiter, r.delimiter), named(quote, r.quote),
            named(escape, r.escape), *r.line_ends ? r.line_ends : named(quote, ""), r.header_rows, r.rows, r.columns);
    if (r.blank > 0)
        cli_say(N_("blank lines left out: %zu"), r.blank);
    if (r.problems > 0)
        cli_say(N_("problems: %zu"), r.problems);
    return cli_finish(s);
}

/* --blank: the form that applicants fill in. */
static int write_blank(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_blank_result r;
    if (path) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--blank writes a form and reads no sheet: '%s' is one too many", path);
        return cli_fail(&err);
    }
    if (cli.output) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--blank has no answer to write to -o %s", cli.output);
        return cli_fail(&err);
    }
    if (vp_session_open(&session, &so, &err) || vp_blank(&r, session, blank, arena, &err))
        return cli_fail(&err);
    if (!r.example_stands)
        cli_say(N_("no example was found that fulfils every rule: look at its row before you hand the form out"));
    cli_say(r.replaced ? N_("%s: a form with %zu columns, in place of the file before")
                       : N_("%s: a form with %zu columns"), blank, r.columns);
    return cli_finish(VP_OK);
}

static int explain(vp_arena *arena) { return cli_about_config(CLI_EXPLAIN, rule, path, arena); }
static int check(vp_arena *arena) { return cli_about_config(CLI_CHECK_CONFIG, NULL, path, arena); }
static int schema(vp_arena *arena) { return cli_about_config(CLI_TABLE_SCHEMA, NULL, path, arena); }

/* What it does instead, when asked: one option each, of which a run has one. */
static const struct mode {
    const char *name;
    const bool *flag;        /* set when asked for; or */
    const char *const *text; /* not NULL when asked for */
    int (*run)(vp_arena *arena);
} modes[] = {
    {"explain", NULL, &rule, explain},
    {"check-config", &check_config, NULL, check},
    {"table-schema", &table_schema, NULL, schema},
    {"parse-only", &parse_only, NULL, show_table},
    {"blank", NULL, &blank, write_blank},
    {NULL, NULL, NULL, take_in},
};

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    const struct mode *asked = NULL, *m;
    for (m = modes; m->name; m++) {
        if (m->flag ? !*m->flag : !*m->text)
            continue;
        if (asked) {
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "--%s and --%s ask for different things", asked->name, m->name);
            return cli_fail(&err);
        }
        asked = m;
    }
    return (asked ? asked : m)->run(arena);
}
