/* What vp-intake does when it is asked for something else than to take in a sheet. */
#include <stdio.h>
#include <string.h>
#include <vp/blank.h>
#include <vp/forget.h>
#include <vp/intake.h>
#include <vp/parse_only.h>
#include "cmd/intake_about.h"
#include "cmd/intake.h"

vp_reading intake_reading(void)
{
    vp_reading r = asked.reading;
    r.map = (vp_strings){asked.map.at, asked.map.n};
    r.fill_down = (vp_strings){asked.fill_down.at, asked.fill_down.n};
    return r;
}

int intake_explain(vp_arena *arena)
{
    return cli_about_config(CLI_EXPLAIN, asked.rule, asked.path, arena);
}

int intake_check(vp_arena *arena)
{
    return cli_about_config(CLI_CHECK_CONFIG, NULL, asked.path, arena);
}

int intake_schema(vp_arena *arena)
{
    return cli_about_config(CLI_TABLE_SCHEMA, NULL, asked.path, arena);
}

static void say_outdated(bool ranked, bool awarded)
{
    if (awarded)
        cli_say(N_("the ranking and the awards are outdated now: run vp-score, then vp-allocate"));
    else if (ranked)
        cli_say(N_("the ranking is outdated now: run vp-score"));
}

/* Of a step without a sheet: what is asked for beside it and would go unheeded. */
static bool asks_of_a_sheet(void)
{
    return asked.late || asked.amend || asked.strict || asked.rejects || asked.suspects || asked.earlier.n > 0 ||
           asked.no_suspects || asked.map.n > 0 || asked.fill_down.n > 0;
}

/* Decisions alone, about proposals that the round has. */
int intake_decide(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_decide_result r = {0};
    if (asks_of_a_sheet() || asked.received) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--%s reads no sheet, and takes no option of one", "decide");
        vp_hint(&err, "name the sheet ('-' is standard input), or leave the option out");
        return cli_fail(&err);
    }
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_intake_decide(&r, session, asked.decide, arena, &err);
    if (s != VP_OK)
        return cli_fail(&err);
    cli_say(N_("%zu pairs decided, %zu proposals dropped"), r.decided, r.dropped);
    if (!cli_say_recorded(r.commit, r.changed))
        cli_say(N_("nothing to record: the round already has all of it"));
    say_outdated(r.ranked, r.awarded);
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
int intake_show_table(vp_arena *arena)
{
    vp_err err = cli_err();
    vp_parse_result r;
    char delimiter[64], quote[64], escape[64];
    vp_parse_opts o = {.path = asked.path ? asked.path : "-", .reading = intake_reading(), .format = cli.format,
                       .answer = cli_out(), .tell = cli_tell, .progress = cli_progress()};
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

/* Proposals that leave the round, or come back. */
int intake_withdraw(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    const cli_list *ids = asked.withdraw.n ? &asked.withdraw : &asked.reinstate;
    const char *name = asked.withdraw.n ? "withdraw" : "reinstate";
    vp_withdraw_opts o = {.ids = ids->at, .n = ids->n, .back = ids == &asked.reinstate, .reason = cli.reason,
                          .received = asked.received, .format = cli.format, .answer = cli_out()};
    vp_withdraw_result r = {0};
    if (asked.path || asked.decide || asks_of_a_sheet()) {
        if (asked.path)
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "--%s reads no sheet: '%s' has no use", name, asked.path);
        else
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "--%s reads no sheet, and takes no option of one", name);
        vp_hint(&err, "several proposals: --%s ID --%s ID", name, name);
        return cli_fail(&err);
    }
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK)
        s = vp_withdraw(&r, session, &o, arena, &err);
    if (s != VP_OK)
        return cli_fail(&err);
    if (o.back)
        cli_say(N_("%zu reinstated"), r.n);
    else
        cli_say(N_("%zu withdrawn"), r.n);
    cli_say_recorded(r.commit, true);
    say_outdated(r.ranked, r.awarded);
    return cli_finish(VP_OK);
}

/* --blank: the form that applicants fill in. */
int intake_blank(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_blank_result r;
    if (asked.path) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--blank writes a form and reads no sheet: '%s' is one too many",
                asked.path);
        return cli_fail(&err);
    }
    if (cli.output) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--blank has no answer to write to -o %s", cli.output);
        return cli_fail(&err);
    }
    if (vp_session_open(&session, &so, &err) || vp_blank(&r, session, asked.blank, arena, &err))
        return cli_fail(&err);
    if (!r.example_stands)
        cli_say(N_("no example was found that fulfils every rule: look at its row before you hand the form out"));
    cli_say(r.replaced ? N_("%s: a form with %zu columns, in place of the file before")
                       : N_("%s: a form with %zu columns"), asked.blank, r.columns);
    return cli_finish(VP_OK);
}

/* --forget ID: erase what is kept privately of a proposal. */
int intake_forget(vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_forget_opts o = {.id = asked.forgotten, .format = cli.format, .answer = cli_out(), .tell = cli_tell,
                        .dry_run = cli.dry_run};
    vp_forgotten r;
    if (asked.path) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--forget takes no sheet");
        return cli_fail(&err);
    }
    if (vp_session_open(&session, &so, &err) != VP_OK || vp_forget(&r, session, &o, arena, &err) != VP_OK)
        return cli_fail(&err);
    cli_say(cli.dry_run ? N_("would erase: %zu rows of private values, %zu sheets as they came, %zu hashes")
                        : N_("erased: %zu rows of private values, %zu sheets as they came, %zu hashes"),
            r.values, r.sheets, r.hashes);
    cli_say_recorded(r.commit, true);
    return cli_finish(VP_OK);
}
