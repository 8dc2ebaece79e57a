/* vp-allocate: turn a ranking, the funds and the limits of a round into awards, and commit them. */
#include <limits.h>
#include <vp/allocate.h>
#include "cmd/cli.h"

static const char *rule, *path;
static long effort;

static const cli_opt opts[] = {
    {0, "rule", CLI_CHOICE, &rule, N_("NAME"), N_("how to decide, instead of the rule of round.json"),
     vp_allocate_rules},
    {0, "effort", CLI_NUMBER, &effort, N_("N"),
     N_("search for at most N thousand steps; 0: as many as take some seconds"), NULL},
    {0, "ranking", CLI_ARG, &path, N_("[RANKING]"),
     N_("as a filter: the ranking, an answer of vp-score; '-' or nothing is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_cmd cmd = {
    .name = "vp-allocate",
    .summary = N_("turn a ranking and funds into awards"),
    .opts = opts,
    .description = N_(
        "Decides which of the ranked proposals are awarded, how much, and by which funds, within every limit of "
        "round.json. The rule rank goes down the list until the money stops, greedy skips what does not fit, optimal "
        "finds the list that is worth most and proves it; equal-shares and phragmen follow residents' ballots. Every "
        "proposal gets a line and a reason."),
    .examples = "vp-allocate\n"
                "vp-allocate -n --rule=greedy\n"
                "vp-allocate --config round.json ranking.csv\n",
};

static void say_outcome(const vp_allocate_run *run)
{
    const vp_allocation_result *r = run->result;
    char spent[VP_DECIMAL_MAX], available[VP_DECIMAL_MAX];
    vp_money_format(spent, r->spent);
    vp_money_format(available, r->available);
    cli_say(N_("%zu awarded, %zu in reserve, %zu unfunded, %zu ineligible; %s of %s %s"), r->count[VP_AWARDED],
            r->count[VP_RESERVE], r->count[VP_UNFUNDED], r->count[VP_INELIGIBLE], spent, available,
            run->round->currency);
    if (!cli_say_recorded(run->commit, run->changed) && !cli.config)
        cli_say(N_("nothing to record: the round already has all of it"));
}

/* The list stands and is recorded, but the data does not say that it is the best: exit 1 tells scripts so. */
static vp_status judge(const vp_allocation_result *r)
{
    char value[VP_DECIMAL_MAX], bound[VP_DECIMAL_MAX], gap[VP_DECIMAL_MAX];
    if (!r->has_bound || r->proved)
        return VP_OK;
    vp_micro_format(value, (vp_micro)r->value, 2);
    vp_micro_format(bound, (vp_micro)r->bound, 2);
    vp_micro_format(gap, (vp_micro)(r->bound - r->value), 2);
    vp_err err = cli_err();
    vp_fail(&err, VP_INVALID, VP_NOWHERE, "not proved: the awards are worth %s, no list more than %s (gap %s)", value,
            bound, gap);
    vp_hint(&err, "give the search more steps: --effort=%ld",
            r->effort < LONG_MAX / 20 ? 10 * r->effort + 10 : LONG_MAX);
    cli_complain(&err);
    return VP_INVALID;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_allocate_opts o = {.rule = rule, .effort = effort};
    vp_allocate_run run;
    if (vp_session_open(&session, &so, &err) || vp_allocate_round(&run, session, path, &o, arena, &err) ||
        vp_awards_emit(run.result->awards, run.round, cli.format, cli_out(), arena, &err))
        return cli_fail(&err);
    say_outcome(&run);
    return cli_finish(judge(run.result));
}
