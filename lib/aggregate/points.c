/* Between whole millionths and real numbers. */
#include "lib/reliability/special.h"
#include "points.h"

vp_status vp_points_of(vp_scores *out, const vp_marks *m, vp_arena *arena, vp_err *err)
{
    double *score;
    VP_ALLOC(score, vp_arena_array(arena, m->n, sizeof *score), err);
    for (size_t k = 0; k < m->n; k++)
        score[k] = (double)m->sum[k] / VP_MICRO;
    *out = (vp_scores){m->n, m->proposals, m->reviewers, m->proposal, m->reviewer, score};
    return VP_OK;
}

vp_status vp_points_round(vp_ratio *out, double points, vp_err *err)
{
    double scaled = points * VP_MICRO + 0.5;
    if (!(scaled < 9e18 && scaled > -9e18))
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the marks are too large for this way to make one score of many");
    int64_t whole = (int64_t)scaled;
    *out = (vp_ratio){whole - ((double)whole > scaled), 1};
    return VP_OK;
}

vp_status vp_hands_of(vp_hand **out, const vp_scores *s, vp_arena *arena, vp_err *err)
{
    vp_hand *hand;
    VP_ALLOC(hand, vp_arena_array(arena, s->reviewers, sizeof *hand), err);
    for (size_t k = 0; k < s->n; k++) {
        hand[s->reviewer[k]].n++;
        hand[s->reviewer[k]].mean += s->score[k];
    }
    for (size_t j = 0; j < s->reviewers; j++)
        hand[j].mean = hand[j].n ? hand[j].mean / (double)hand[j].n : 0;
    for (size_t k = 0; k < s->n; k++) {
        double d = s->score[k] - hand[s->reviewer[k]].mean;
        hand[s->reviewer[k]].sd += d * d;
    }
    for (size_t j = 0; j < s->reviewers; j++)
        hand[j].sd = hand[j].n > 1 ? vp_sqrt(hand[j].sd / ((double)hand[j].n - 1)) : 0;
    *out = hand;
    return VP_OK;
}

vp_status vp_outcome_warn(vp_outcome *out, const char *msg, size_t number, vp_arena *arena, vp_err *err)
{
    vp_note *all;
    VP_ALLOC(all, vp_arena_array(arena, out->nwarnings + 1, sizeof *all), err);
    for (size_t i = 0; i < out->nwarnings; i++)
        all[i] = out->warnings[i];
    all[out->nwarnings].msg = msg;
    VP_ALLOC(all[out->nwarnings].arg[0], vp_arena_printf(arena, "%zu", number), err);
    out->warnings = all;
    out->nwarnings++;
    return VP_OK;
}

vp_status vp_outcome_check_groups(vp_outcome *out, const vp_scores *s, vp_arena *arena, vp_err *err)
{
    size_t groups;
    VP_TRY(vp_panel_groups(&groups, NULL, NULL, s, arena, err));
    if (groups < 2)
        return VP_OK;
    return vp_outcome_warn(out, N_("the panel falls into %1$s parts that share no reviewer: proposals of different "
                                   "parts are compared as if the parts were equally good"), groups, arena, err);
}
