/* vp-draw: draw lines by a seed that anybody can check; in a round, announce a draw and draw what was announced. */
#include <stdio.h>
#include <string.h>
#include <vp/pool.h>
#include <vp/round.h>
#include "cmd/cli.h"

static const char *path = "-", *number, *algorithm, *purpose, *announce, *reveal, *source;
static cli_list seeds;
static bool header, sort, lottery;
static const char *const formats[] = {"lines", "table", "csv", "json", "jsonl", "sheet", NULL};

static const cli_opt opts[] = {
    {'k', "take", CLI_TEXT, &number, N_("N"), N_("how many lines, or a share of them ('3%'); otherwise all"), NULL},
    {0, "seed", CLI_LIST, &seeds, N_("TEXT"),
     N_("what a source gave: numbers, or letters and digits; may be given again, in order"), NULL},
    {0, "algorithm", CLI_CHOICE, &algorithm, N_("NAME"), N_("how the seed is used"), vp_draw_algorithm_names},
    {0, "purpose", CLI_TEXT, &purpose, N_("TEXT"),
     N_("what is drawn, where one seed serves several draws"), NULL},
    {0, "header", CLI_FLAG, &header, NULL, N_("the first line is a heading: it comes first and is not drawn"), NULL},
    {0, "sort", CLI_FLAG, &sort, NULL, N_("draw from the lines in the order of their bytes, not as they came"), NULL},
    {0, "lottery", CLI_FLAG, &lottery, NULL,
     N_("the lines are an answer of vp-score --line: draw from its lottery group for the places that are left"), NULL},
    {0, "announce", CLI_TEXT, &announce, N_("NAME"),
     N_("in a round: record what will be drawn, before the seed is known"), NULL},
    {0, "source", CLI_TEXT, &source, N_("TEXT"), N_("of --announce: where the seed will come from"), NULL},
    {0, "reveal", CLI_TEXT, &reveal, N_("NAME"), N_("in a round: draw what was announced, and record it"), NULL},
    {0, "file", CLI_ARG, &path, N_("[FILE]"), N_("the lines; '-' or nothing is standard input"), NULL},
    CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_COMMON, CLI_END
};

static const cli_cmd cmd = {
    .name = "vp-draw",
    .summary = N_("draw lines by a seed that anybody can check"),
    .opts = opts,
    .description = N_("Prints lines of a list in the order in which they are drawn. The seed is public: what a lottery "
                      "or a beacon gave after the list was published. Whoever has both draws the same lines, by this "
                      "command or by twenty lines of Python (man vp-draw). rfc3797 is RFC 3797 to the letter. Without "
                      "--seed, that of round.json is used. In a round, --announce records the list, how many are "
                      "drawn and where the seed will come from; --reveal draws."),
    .examples = "vp-draw -k 5 --seed '3 11 14 20 22 29 / 7' experts.txt\n"
                "vp-draw -k 3% --seed 9319 --sort --header organisations.csv\n"
                "vp-draw -k 5 --announce panel --source '双色球 第2026050期' experts.txt\n"
                "vp-score --line 25 | vp-draw --lottery --seed '3 11 14 20 22 29 / 7'\n"
                "vp-draw --reveal panel --seed '3 11 14 20 22 29 / 7'\n",
    .formats = formats,
};

static void complain(void *ctx, const vp_err *problem)
{
    (void)ctx;
    cli_complain(problem);
}

/* ---- the answer ---- */

static vp_status show_lines(const vp_lots *l, vp_err *err)
{
    vp_out out = cli_out();
    for (size_t i = 0; i <= l->take; i++) {
        const char *line = i == 0 ? l->header : l->pool[l->order[i - 1]];
        if (!line)
            continue;
        VP_TRY(out.write(out.ctx, line, strlen(line), err));
        VP_TRY(out.write(out.ctx, "\n", 1, err));
    }
    return VP_OK;
}

static vp_status show_steps(const vp_lots *l, const vp_draw_how *how, vp_err *err)
{
    static const vp_column columns[] = {{"draw", NULL, 'n'}, {"left", NULL, 'n'}, {"hash", NULL, 't'},
                                        {"index", NULL, 'n'}, {"place", NULL, 'n'}, {"line", NULL, 't'}};
    const char *const members[][2] = {{"algorithm", l->algorithm}, {"seed", l->canonical},
                                      {"purpose", how->purpose ? how->purpose : ""}, {"source", l->source}};
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-draw/1", columns, 6, err));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        VP_TRY(vp_emit_member(e, members[i][0], members[i][1], err));
    for (size_t i = 0; i < l->take; i++) {
        vp_draw_step step;
        char text[4][24];
        VP_TRY(vp_draw_show(&step, i, l->npool, how, err));
        snprintf(text[0], sizeof text[0], "%zu", i);
        snprintf(text[1], sizeof text[1], "%llu", (unsigned long long)step.left);
        snprintf(text[2], sizeof text[2], "%llu", (unsigned long long)step.remainder);
        snprintf(text[3], sizeof text[3], "%zu", l->order[i] + 1);
        const char *cells[] = {text[0], text[1], step.hash, text[2], text[3], l->pool[l->order[i]]};
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

static vp_status show(const vp_lots *l, vp_err *err)
{
    vp_draw_how how = {l->algorithm, l->canonical, l->purpose};
    unsigned needed = vp_draw_bits_needed(l->take, l->npool), given = vp_draw_bits_given(l->canonical);
    cli_say(N_("seed %s, %s: %zu of %zu drawn"), l->canonical, l->algorithm, l->take, l->npool);
    if (cli.verbose)
        cli_say(N_("the draw needs %u bits of chance; the seed holds %u at most"), needed, given);
    if (given < needed) {
        VP_STR text = {0};
        char bits[2][16];
        snprintf(bits[0], sizeof bits[0], "%u", given);
        snprintf(bits[1], sizeof bits[1], "%u", needed);
        vp_note_text(&text, cli.lang, &(vp_note){N_("the seed is weak: it holds %1$s bits of chance at most, and the "
                                                    "draw needs %2$s"), {bits[0], bits[1]}});
        cli_problem(VP_NOWHERE, N_("warning"), vp_str_text(&text),
                    vp_tr(cli.lang, N_("take more sources, or longer ones: some selections cannot come up")));
    }
    return strcmp(cli.format, "lines") == 0 ? show_lines(l, err) : show_steps(l, &how, err);
}

/* ---- what is asked for ---- */

static vp_status misuse(vp_err *err)
{
    if (announce && reveal)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--announce comes first, --reveal when the seed is known");
    if (source && !announce)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--source is of --announce");
    if (announce && seeds.n > 0) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "a draw is announced before its seed is known");
        return vp_hint(err, "leave --seed out; --source says where it will come from"), VP_USAGE;
    }
    if ((announce || reveal) && purpose)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "the purpose of a draw of the round is its name");
    if (lottery && header)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--header is of lists of lines, not of a ranking");
    if (reveal && (number || algorithm || header || sort || lottery || strcmp(path, "-") != 0))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--reveal draws what was announced: list, number and algorithm "
                                                  "are known");
    return VP_OK;
}

static vp_status open_pool(vp_lots *l, vp_pool *pool, vp_arena *arena, vp_err *err)
{
    vp_pool_opts po = {.path = path, .header = header, .sort = sort, .lottery = lottery,
                        .problems = {complain, NULL}};
    VP_TRY(vp_pool_read(pool, &po, arena, err));
    l->pool = pool->line;
    l->npool = pool->n;
    l->header = pool->header;
    l->take = pool->places;
    return lottery && !number ? VP_OK : vp_pool_take(&l->take, number, pool->n, err);
}

/* The seed of the round, where none is given. */
static vp_status seed_of_round(vp_lots *l, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_session) session = NULL;
    vp_session_opts so = cli_session();
    vp_round *round;
    so.read_only = true;
    vp_status s = vp_session_open(&session, &so, err);
    if (s == VP_NOTFOUND && !cli.config) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "there is no seed to draw by");
        return vp_hint(err, "--seed TEXT, or \"draw\": {\"seed\": \"…\"} in round.json"), VP_USAGE;
    }
    VP_TRY(s);
    VP_TRY(vp_round_read(&round, vp_session_view(session), arena, err));
    l->canonical = round->draw.canonical;
    l->source = round->draw.source;
    l->algorithm = algorithm ? algorithm : round->draw.algorithm;
    if (*l->canonical)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_AT_FILE(round->file), "the round has no seed yet");
    return vp_hint(err, "--seed TEXT, or \"draw\": {\"seed\": \"…\"} in round.json"), VP_USAGE;
}

static vp_status filter(vp_lots *l, vp_arena *arena, vp_err *err)
{
    vp_pool pool;
    VP_STR seed = {0};
    size_t *order;
    l->purpose = purpose;
    l->algorithm = algorithm ? algorithm : vp_draw_algorithm_names[0];
    VP_TRY(seeds.n > 0 ? vp_draw_seed(&seed, seeds.at, seeds.n, arena, err) : seed_of_round(l, arena, err));
    if (seeds.n > 0)
        VP_ALLOC(l->canonical, vp_arena_dupz(arena, vp_str_text(&seed)), err);
    VP_TRY(open_pool(l, &pool, arena, err));
    VP_ALLOC(order, vp_arena_array(arena, l->take, sizeof *order), err);
    vp_draw_how how = {l->algorithm, l->canonical, l->purpose};
    VP_TRY(vp_draw(order, l->take, l->npool, &how, arena, err));
    l->order = order;
    return show(l, err);
}

static vp_status in_round(vp_lots *l, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_session) session = NULL;
    vp_session_opts so = cli_session();
    vp_pool pool = {0};
    VP_TRY(vp_session_open(&session, &so, err));
    l->name = announce ? announce : reveal;
    if (announce) {
        l->algorithm = algorithm;
        l->source = source ? source : "";
        VP_TRY(open_pool(l, &pool, arena, err));
        if (l->take == 0)
            return vp_fail(err, VP_INVALID, VP_AT_FILE(pool.file), "there is nothing to draw from");
        VP_TRY(vp_draw_announce(l, session, pool.sha256, arena, err));
        cli_say(N_("announced: %zu of %zu by %s, when '%s' is known; then vp-draw --reveal %s --seed TEXT"), l->take,
                l->npool, l->algorithm, l->source, l->name);
    } else {
        VP_TRY(vp_draw_reveal(l, session, seeds.at, seeds.n, arena, err));
        VP_TRY(show(l, err));
    }
    if (!cli_say_recorded(l->commit, l->changed))
        cli_say(N_("nothing to record: the round already has all of it"));
    return VP_OK;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    vp_err err = cli_err();
    vp_lots lots = {.source = ""};
    vp_status s = misuse(&err);
    if (s == VP_OK)
        s = announce || reveal ? in_round(&lots, arena, &err) : filter(&lots, arena, &err);
    return s != VP_OK && *err.msg ? cli_fail(&err) : cli_finish(s);
}
