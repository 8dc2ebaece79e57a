/* The ranking and the funding line through it. */
#include <string.h>
#include <vp/allocate.h>
#include "lib/verb/ranking.h"

/* How many the money of the round pays when it goes strictly down the list. */
static vp_status line_of_money(size_t *line, const vp_rubric *rubric, const vp_round *round, const vp_ranking *r,
                               vp_arena *arena, vp_err *err)
{
    vp_allocation_result *paid;
    const vp_allocate_opts by_rank = {.rule = "rank", .rubric = rubric};
    if (!round || round->nfunds == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "the funding line is the budget, and no fund is known");
    if (r->n > 0 && !r->at[0].proposal) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "the funding line is the budget, and nothing is known of the proposals");
        return vp_hint(err, "give the proposals with --proposals FILE, an answer of vp-intake"), VP_USAGE;
    }
    VP_TRY(vp_allocate(&paid, round, r, &by_rank, arena, err));
    *line = paid->count[VP_AWARDED];
    return VP_OK;
}

vp_status vp_ranking_line(size_t *line, const char *text, const vp_rubric *rubric, const vp_round *round,
                          const vp_ranking *r, vp_arena *arena, vp_err *err)
{
    int64_t n;
    if (strcmp(text, "budget") == 0)
        return line_of_money(line, rubric, round, r, arena, err);
    if (!vp_decimal_parse(&n, text, 0) || n < 1) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' is not a funding line", text);
        return vp_hint(err, "expected how many proposals can be funded, or 'budget'"), VP_USAGE;
    }
    *line = (size_t)n;
    return VP_OK;
}

static vp_status warn(vp_ranking *r, const char *text, vp_arena *arena, vp_err *err)
{
    vp_note *all;
    VP_ALLOC(all, vp_arena_array(arena, r->nwarnings + 1, sizeof *all), err);
    if (r->nwarnings > 0)
        memcpy(all, r->warnings, r->nwarnings * sizeof *all);
    all[r->nwarnings++] = (vp_note){text, {NULL}};
    r->warnings = all;
    return VP_OK;
}

vp_status vp_ranking_of(vp_ranking **out, const vp_rubric *rubric, const vp_round *round,
                        const vp_proposals *proposals, const vp_reviews *reviews, const vp_ranking_how *how,
                        vp_arena *arena, vp_err *err)
{
    const char *text = how->line ? how->line : rubric->line;
    size_t line = 0;
    VP_TRY(vp_rank(out, rubric, round, proposals, reviews, how->method, arena, err));
    if (!text)
        return VP_OK;
    VP_TRY(vp_ranking_line(&line, text, rubric, round, *out, arena, err));
    VP_TRY(vp_ranking_bands(*out, line, arena, err));
    if ((*out)->bands.drawn)
        return VP_OK;
    if (!how->line)
        return warn(*out, N_("there is no lottery group: the ranks have no bounds by this method"), arena, err);
    vp_fail(err, VP_USAGE, VP_NOWHERE, "--line: the ranks have no bounds, by which they could cross it");
    return vp_hint(err, "--method expected-rank gives them, of one stage and without bonuses"), VP_USAGE;
}
