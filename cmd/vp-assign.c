/* vp-assign: say who reviews what, and make the score sheets. */
#include <vp/assign.h>
#include "cmd/cli.h"

static const char *stage, *fit, *keep, *proposals, *seed, *names, *sheets;
static long reviewers = -1, experts = -1, min_load = -1, max_load = -1, panel = -1;
static bool conflicts, same_organisation, fresh, drawn, workbooks, blind, force;

static const cli_opt opts[] = {
    {0, "stage", CLI_TEXT, &stage, N_("ID"), N_("the stage of the rubric, instead of the first"), NULL},
    {'k', "reviewers", CLI_NUMBER, &reviewers, N_("N"),
        N_("reviewers of each proposal, instead of what the rubric says"), NULL},
    {0, "experts", CLI_NUMBER, &experts, N_("N"),
        N_("of them at least so many who know the proposal's field, instead of one"), NULL},
    {0, "min-load", CLI_NUMBER, &min_load, N_("N"),
        N_("proposals that a reviewer has at least, where panel.csv does not say it"), NULL},
    {0, "max-load", CLI_NUMBER, &max_load, N_("N"),
        N_("and at most, instead of an even share"), NULL},
    {0, "same-organisation", CLI_FLAG, &same_organisation, NULL,
        N_("two reviewers of one organisation may have the same proposal"), NULL},
    {0, "fit", CLI_TEXT, &fit, N_("FILE"),
        N_("how well they fit, as reviewer,proposal,fit: only these pairs are assigned"), NULL},
    {0, "random", CLI_FLAG, &drawn, NULL, N_("draw the reviewers instead of asking who fits"), NULL},
    {0, "panel", CLI_NUMBER, &panel, N_("N"), N_("draw a panel of so many, of all who may review"), NULL},
    {0, "seed", CLI_TEXT, &seed, N_("SEED"), N_("of the draw, instead of that of round.json"), NULL},
    {0, "fresh", CLI_FLAG, &fresh, NULL, N_("pay no heed to who has what already"), NULL},
    {0, "sheets", CLI_TEXT, &sheets, N_("DIR"),
        N_("write a score sheet for each reviewer into this folder; whoever has proposals already keeps them"), NULL},
    {0, "xlsx", CLI_FLAG, &workbooks, NULL, N_("as Excel workbooks with lists and checks, instead of CSV"), NULL},
    {0, "blind", CLI_FLAG, &blind, NULL,
        N_("without the applicant; words that may still tell who it is are listed"), NULL},
    {0, "force", CLI_FLAG, &force, NULL, N_("write over sheets that were filled in"), NULL},
    {0, "conflicts", CLI_FLAG, &conflicts, NULL, N_("only list who must not review what, and why"), NULL},
    {0, "names", CLI_TEXT, &names, N_("FILE"),
        N_("only take in the panel of a round whose reviewers' names are private; '-' is standard input"), NULL},
    {0, "proposals", CLI_TEXT, &proposals, N_("FILE"),
        N_("as a filter: the proposals, an answer of vp-intake; '-' is standard input"), NULL},
    {0, "keep", CLI_TEXT, &keep, N_("FILE"), N_("as a filter: who has what already, an answer of vp-assign"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_cmd cmd = {
    .name = "vp-assign",
    .summary = N_("bring reviewers and proposals together"),
    .opts = opts,
    .description = N_("Gives each proposal its reviewers: nobody who has a part in it, at most one of an organisation, "
                      "at least one who knows its field, within everybody's load. The fits add up to as much as they "
                      "can, exactly. Whoever has a proposal already keeps it, as far as that can be."),
    .examples = "vp-assign\n"
                "vp-assign --conflicts\n"
                "vp-assign -n -k 3 --max-load 20\n"
                "vp-assign --names panel-with-names.csv\n"
                "vp-assign --sheets sheets --xlsx --blind\n"
                "vp-assign --config round.json --proposals accepted.csv\n",
};

static void say_outcome(const vp_assign_result *r)
{
    if (r->answer)
        cli_say(N_("stage %s: %zu proposals, %zu reviews; fit %llu, of the worst pair %llu; %zu pairs in conflict"),
                r->stage, r->proposals.n, r->pairs, (unsigned long long)r->answer->fit,
                (unsigned long long)(r->kept < r->pairs ? r->answer->worst : 0), r->conflicts.n);
    if (sheets && !cli.dry_run)
        cli_say(N_("stage %s: %zu score sheets in %s"), r->stage, r->sheets, sheets);
    if (r->kept + r->lost > 0)
        cli_say(N_("%zu pairs stay as they were, %zu are given up"), r->kept, r->lost);
    if (!cli_say_recorded(r->commit, r->changed) && !cli.config && r->answer)
        cli_say(N_("nothing to record: the round already has all of it"));
}

static vp_status answer(const vp_assign_result *r, vp_err *err)
{
    if (conflicts)
        return vp_conflicts_emit(&r->conflicts, &r->proposals, &r->panel, r->round->lang, cli.format, cli_out(), err);
    return vp_assignments_emit(&r->assignments, r->round->lang, cli.format, cli_out(), err);
}

static vp_status take_names(vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_names_opts o = {.file = names, .tell = cli_tell};
    vp_names_result r;
    VP_TRY(vp_assign_names(&r, session, &o, arena, err));
    cli_say(N_("panel: %zu reviewers, %zu names kept privately"), r.reviewers, r.names);
    if (!cli_say_recorded(r.commit, r.changed))
        cli_say(N_("nothing to record: the round already has all of it"));
    return VP_OK;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_assign_opts o = {.stage = stage, .reviewers = reviewers, .experts = experts, .min_load = min_load,
                        .max_load = max_load, .same_organisation = same_organisation, .fresh = fresh, .random = drawn,
                        .seed = seed,
                        .panel = panel, .fit = fit, .proposals = proposals, .keep = keep, .sheets = sheets,
                        .workbooks = workbooks, .blind = blind, .force = force, .dry_run = cli.dry_run,
                        .tell = cli_tell, .progress = cli_progress()};
    vp_assign_result r;
    so.read_only |= conflicts;
    vp_status s = vp_session_open(&session, &so, &err);
    if (s == VP_OK && names) {
        s = take_names(session, arena, &err);
        return s != VP_OK && *err.msg ? cli_fail(&err) : cli_finish(s);
    }
    if (s == VP_OK)
        s = conflicts ? vp_assign_conflicts(&r, session, &o, arena, &err) : vp_assign(&r, session, &o, arena, &err);
    if (s == VP_INVALID && !*err.msg)
        return cli_finish(s);
    if (s != VP_OK || answer(&r, &err) != VP_OK)
        return cli_fail(&err);
    if (!conflicts)
        say_outcome(&r);
    return cli_finish(VP_OK);
}
