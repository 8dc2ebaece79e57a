/* vp-allocate: turn a ranking, the funds and the limits of a round into awards, and commit them. */
#include <limits.h>
#include <vp/allocate.h>
#include <vp/whatif.h>
#include "cmd/cli.h"

static const char *rule, *path, *explain, *sweep, *compare, *certificate, *mps, *gap_text;
static long effort;
static vp_micro allowed; /* of the gap, a part of what the awards are worth */
static bool margins, limits, stability, svg;
static cli_list sets, drops, adds;

static const cli_opt opts[] = {
    {0, "rule", CLI_CHOICE, &rule, N_("NAME"), N_("how to decide, instead of the rule of round.json"),
     vp_allocate_rules},
    {0, "effort", CLI_NUMBER, &effort, N_("N"),
     N_("search for at most N thousand steps; 0: as many as take some seconds"), NULL},
    {0, "certificate", CLI_TEXT, &certificate, N_("FILE"),
     N_("write the proof that no other list is worth more; in a round it is recorded too"), NULL},
    {0, "mps", CLI_TEXT, &mps, N_("FILE"), N_("write the problem in MPS, for any solver"), NULL},
    {0, "gap", CLI_TEXT, &gap_text, N_("G"),
     N_("call it good when no list can be worth more by that part: 0.00005"), NULL},
    {0, "explain", CLI_TEXT, &explain, N_("ID"),
     N_("the whole story of one proposal: why, and what would have changed the decision"), NULL},
    {0, "margins", CLI_FLAG, &margins, NULL,
     N_("for each proposal the score at which its decision changes"), NULL},
    {0, "limits", CLI_FLAG, &limits, NULL, N_("what more room in each fund and limit would be worth"), NULL},
    {0, "stability", CLI_FLAG, &stability, NULL,
     N_("who would be awarded at the best and the worst rank that the ranking leaves them"), NULL},
    {0, "set", CLI_LIST, &sets, N_("PATH=VALUE"),
     N_("what if: a key of round.json with another value (budget: of all funds together)"), NULL},
    {0, "drop", CLI_LIST, &drops, N_("ID"), N_("what if: the proposal is decided out"), NULL},
    {0, "add", CLI_LIST, &adds, N_("ID"), N_("what if: the proposal is decided in"), NULL},
    {0, "sweep", CLI_TEXT, &sweep, N_("PATH=FROM:TO:STEP"),
     N_("what if: the decision at each of these values"), NULL},
    {0, "svg", CLI_FLAG, &svg, NULL, N_("the sweep as a drawing"), NULL},
    {0, "compare", CLI_TEXT, &compare, N_("RULES"),
     N_("the decisions of several rules: what they are worth, who wins and loses by each"), NULL},
    {0, "ranking", CLI_ARG, &path, N_("[RANKING]"),
     N_("as a filter: the ranking, an answer of vp-score; '-' or nothing is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_group groups[] = {
    {"explain", N_("explanations and what-if; nothing is recorded")},
    {"ranking", N_("reading and answering")},
    {0}
};

static const cli_cmd cmd = {
    .name = "vp-allocate",
    .summary = N_("turn a ranking and funds into awards"),
    .opts = opts,
    .groups = groups,
    .description = N_(
        "Decides which of the ranked proposals are awarded, how much, and by which funds, within every limit of "
        "round.json. The rule rank goes down the list until the money stops, greedy skips what does not fit, optimal "
        "finds the list that is worth most and proves it; bands and pro-rata pay in parts, lottery draws lots, "
        "equal-shares, phragmen and quadratic follow residents' ballots. Every proposal gets a line and a reason."),
    .examples = "vp-allocate\n"
                "vp-allocate --certificate=proof.txt\n"
                "vp-allocate -n --rule=greedy\n"
                "vp-allocate --explain=P-1\n"
                "vp-allocate --set=budget=2000000.00\n"
                "vp-allocate --compare=rank,greedy,optimal\n"
                "vp-allocate --config round.json ranking.csv\n",
};

static void say_outcome(const vp_allocate_run *run, bool what_if)
{
    const vp_allocation_result *r = run->result;
    char spent[VP_DECIMAL_MAX], available[VP_DECIMAL_MAX];
    vp_money_format(spent, r->spent);
    vp_money_format(available, r->available);
    cli_say(N_("%zu awarded, %zu in reserve, %zu unfunded, %zu ineligible; %s of %s %s"), r->count[VP_AWARDED],
            r->count[VP_RESERVE], r->count[VP_UNFUNDED], r->count[VP_INELIGIBLE], spent, available,
            run->round->currency);
    if (!what_if && !cli_say_recorded(run->commit, run->changed) && !cli.config)
        cli_say(N_("nothing to record: the round already has all of it"));
}

static void say_certified(const vp_allocate_run *run)
{
    char bound[VP_DECIMAL_MAX];
    vp_micro_format(bound, (vp_micro)run->certified, 2);
    if (certificate && run->certified == run->result->value)
        cli_say(N_("certificate: no other list is worth more"));
    else if (certificate)
        cli_say(N_("certificate: no list is worth more than %s; more steps may prove more (--effort)"), bound);
}

/* The list stands and is recorded, but the data does not say that it is the best: exit 1 tells scripts so. */
static vp_status judge(const vp_allocation_result *r)
{
    char value[VP_DECIMAL_MAX], bound[VP_DECIMAL_MAX], gap[VP_DECIMAL_MAX];
    if (!r->has_bound || r->proved || (gap_text && (r->bound - r->value) * VP_MICRO <= r->value * allowed))
        return VP_OK;
    vp_micro_format(value, (vp_micro)r->value, 2);
    vp_micro_format(bound, (vp_micro)r->bound, 2);
    vp_micro_format(gap, (vp_micro)(r->bound - r->value), 2);
    vp_err err = cli_err();
    if (r->bound == r->value)
        vp_fail(&err, VP_INVALID, VP_NOWHERE, "the awards are worth %s, and no list more; a later aim is not proved",
                value);
    else
        vp_fail(&err, VP_INVALID, VP_NOWHERE, "not proved: the awards are worth %s, no list more than %s (gap %s)",
                value, bound, gap);
    vp_hint(&err, "give the search more steps: --effort=%ld",
            r->effort < LONG_MAX / 20 ? 10 * r->effort + 10 : LONG_MAX);
    cli_complain(&err);
    return VP_INVALID;
}

/* What is asked beside the awards; misuse when it is more than one thing. */
static vp_status choose(vp_asked *asked, const char **what, vp_err *err)
{
    const struct { bool given; vp_asked asked; const char *what; } all[] = {
        {explain, VP_ASK_EXPLAIN, explain}, {margins, VP_ASK_MARGINS, NULL}, {limits, VP_ASK_LIMITS, NULL},
        {stability, VP_ASK_STABILITY, NULL}, {sweep, VP_ASK_SWEEP, sweep}, {compare, VP_ASK_COMPARE, compare}};
    *asked = VP_ASK_AWARDS;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].given)
            continue;
        if (*asked != VP_ASK_AWARDS) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, "one question at a time");
            return vp_hint(err, "--explain, --margins, --limits, --stability, --sweep or --compare");
        }
        *asked = all[i].asked;
        *what = all[i].what;
    }
    if (gap_text && (!vp_micro_parse(&allowed, gap_text) || allowed < 0)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' is not a gap", gap_text);
        return vp_hint(err, "a part of the worth, such as 0.00005, of at most six decimals");
    }
    return svg && *asked != VP_ASK_SWEEP ? vp_fail(err, VP_USAGE, VP_NOWHERE, "--svg draws a --sweep") : VP_OK;
}

static vp_status answer(vp_allocate_run *run, vp_session *session, vp_asked asked, const char *what,
                        const vp_allocate_opts *o, vp_arena *arena, vp_err *err)
{
    const vp_whatif with = {sets.at, sets.n, drops.at, adds.at, drops.n, adds.n};
    if (asked != VP_ASK_AWARDS || sets.n + drops.n + adds.n > 0)
        return vp_whatif_answer(run, session, path, asked, what, &with, o, svg ? "svg" : cli.format, cli_out(),
                                cli.lang, arena, err);
    VP_TRY(vp_allocate_round(run, session, path, o, arena, err));
    return vp_awards_emit(run->result->awards, run->round, cli.format, cli_out(), arena, err);
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_allocate_opts o = {.rule = rule, .effort = effort, .certificate = certificate, .mps = mps};
    vp_allocate_run run = {0};
    vp_asked asked;
    const char *what = NULL;
    if (choose(&asked, &what, &err))
        return cli_fail(&err);
    so.read_only = asked != VP_ASK_AWARDS || sets.n + drops.n + adds.n > 0;
    if (so.read_only && (certificate || mps)) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--certificate and --mps are of the awards, not of a question");
        return cli_fail(&err);
    }
    if (vp_session_open(&session, &so, &err) || answer(&run, session, asked, what, &o, arena, &err))
        return cli_fail(&err);
    if (asked != VP_ASK_AWARDS)
        return cli_finish(VP_OK);
    say_outcome(&run, so.read_only);
    say_certified(&run);
    return cli_finish(judge(run.result));
}
