/* Everything at once: counts and means, then each kind of figure, then the model's ranks. */
#include "figures.h"
#include "special.h"

void vp_figure_add(vp_reliability *r, const char *name, double value, const char *otherwise)
{
    bool number = value < 1e300 && value > -1e300; /* nor is it no number */
    vp_figure f = {name, number ? value : 0, number ? NULL : otherwise ? otherwise : N_("it is not defined")};
    if (r->nfigures < VP_MOST_FIGURES)
        r->figures[r->nfigures++] = f;
}

void vp_figure_none(vp_reliability *r, const char *name, const char *why)
{
    if (r->nfigures < VP_MOST_FIGURES)
        r->figures[r->nfigures++] = (vp_figure){name, 0, why};
}

static vp_status describe(vp_scored **out, const size_t *at, size_t levels, const vp_scores *s, vp_arena *arena,
                          vp_err *err)
{
    vp_scored *all;
    VP_ALLOC(all, vp_arena_array(arena, levels, sizeof *all), err);
    for (size_t k = 0; k < s->n; k++) {
        all[at[k]].n++;
        all[at[k]].mean += s->score[k];
    }
    for (size_t i = 0; i < levels; i++)
        all[i].mean = all[i].n ? all[i].mean / (double)all[i].n : 0;
    for (size_t k = 0; k < s->n; k++) {
        double d = s->score[k] - all[at[k]].mean;
        all[at[k]].sd += d * d;
    }
    for (size_t i = 0; i < levels; i++)
        all[i].sd = all[i].n > 1 ? vp_sqrt(all[i].sd / ((double)all[i].n - 1)) : 0;
    *out = all;
    return VP_OK;
}

static vp_status severities(vp_reliability *r, double mean, vp_arena *arena, vp_err *err)
{
    const vp_scores *s = r->scores;
    VP_ALLOC(r->severity_raw, vp_arena_array(arena, s->reviewers, sizeof *r->severity_raw), err);
    VP_ALLOC(r->severity, vp_arena_array(arena, s->reviewers, sizeof *r->severity), err);
    for (size_t k = 0; k < s->n; k++)
        r->severity[s->reviewer[k]] += s->score[k] - r->proposals[s->proposal[k]].mean;
    for (size_t j = 0; j < s->reviewers; j++) {
        r->severity_raw[j] = r->reviewers[j].n ? r->reviewers[j].mean - mean : 0;
        r->severity[j] = r->reviewers[j].n ? r->severity[j] / (double)r->reviewers[j].n : 0;
    }
    return VP_OK;
}

/* Who can be compared. */
static vp_status find_groups(vp_reliability *r, vp_arena *arena, vp_err *err)
{
    const vp_scores *s = r->scores;
    size_t *proposal, *reviewer;
    VP_ALLOC(proposal, vp_arena_array(arena, s->proposals, sizeof *proposal), err);
    VP_ALLOC(reviewer, vp_arena_array(arena, s->reviewers, sizeof *reviewer), err);
    VP_TRY(vp_panel_groups(&r->groups, proposal, reviewer, s, arena, err));
    for (size_t i = 0; i < s->proposals; i++)
        r->proposals[i].group = proposal[i];
    for (size_t j = 0; j < s->reviewers; j++)
        r->reviewers[j].group = reviewer[j];
    return VP_OK;
}

/* [proposal][reviewer] when every pair has its score, *out NULL when not. */
static vp_status whole_table(double **out, const vp_reliability *r, size_t n, size_t k, vp_arena *arena, vp_err *err)
{
    const vp_scores *s = r->scores;
    size_t *row, *column, next = 0;
    *out = NULL;
    if (s->n == 0 || n * k != s->n)
        return VP_OK;
    VP_ALLOC(row, vp_arena_array(arena, s->proposals, sizeof *row), err);
    VP_ALLOC(column, vp_arena_array(arena, s->reviewers, sizeof *column), err);
    VP_ALLOC(*out, vp_arena_array(arena, s->n, sizeof **out), err);
    for (size_t i = 0; i < s->proposals; i++)
        row[i] = r->proposals[i].n ? next++ : 0;
    next = 0;
    for (size_t j = 0; j < s->reviewers; j++)
        column[j] = r->reviewers[j].n ? next++ : 0;
    for (size_t i = 0; i < s->n; i++)
        (*out)[row[s->proposal[i]] * k + column[s->reviewer[i]]] = s->score[i];
    return VP_OK;
}

static void counts(vp_reliability *r, double mean, size_t n, size_t k)
{
    const vp_scores *s = r->scores;
    const char *none = N_("there are no scores");
    double square = 0, means = 0, count = (double)s->n;
    for (size_t i = 0; i < s->n; i++)
        square += (s->score[i] - mean) * (s->score[i] - mean);
    for (size_t i = 0; i < s->proposals; i++)
        means += r->proposals[i].n ? r->proposals[i].mean / (double)n : 0;
    vp_figure_add(r, "n_scores", count, NULL);
    vp_figure_add(r, "n_proposals", (double)n, NULL);
    vp_figure_add(r, "n_reviewers", (double)k, NULL);
    if (s->n == 0) {
        vp_figure_none(r, "grand_mean", none);
        vp_figure_none(r, "grand_sd", none);
        vp_figure_none(r, "mean_of_proposal_means", none);
        vp_figure_none(r, "fill", none);
        return;
    }
    vp_figure_add(r, "grand_mean", mean, NULL);
    if (s->n > 1)
        vp_figure_add(r, "grand_sd", vp_sqrt(square / (count - 1)), NULL);
    else
        vp_figure_none(r, "grand_sd", N_("there is one score only"));
    vp_figure_add(r, "mean_of_proposal_means", means, NULL);
    vp_figure_add(r, "fill", count / ((double)n * (double)k), NULL);
}

static double whole_up(double x)
{
    double down = (double)(long long)x;
    return down < x - 1e-9 * x ? down + 1 : down;
}

void vp_figures_mixed(vp_reliability *r)
{
    static const char *const names[] = {"reml_crit", "intercept", "intercept_se", "var_proposal", "var_reviewer",
                                        "var_residual", "k_harm", "vc_ICC_A1", "vc_ICC_C1", "vc_ICC_Akh", "singular",
                                        "reviewers_for_0.8", "reviewers_for_0.8_ranking"};
    const vp_mixed *m = &r->mixed;
    double inverse = 0, n = 0;
    for (size_t i = 0; i < r->scores->proposals; i++)
        if (r->proposals[i].n) {
            inverse += 1 / (double)r->proposals[i].n;
            n++;
        }
    if (m->why) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (i == 6 && n > 0)
                vp_figure_add(r, names[i], n / inverse, NULL);
            else
                vp_figure_none(r, names[i], m->why);
        return;
    }
    double p = m->var_proposal, q = m->var_reviewer, e = m->var_residual, k = n / inverse;
    const char *why = m->why_proposal, *still = p > 0 ? NULL : N_("the proposals do not differ");
    const double values[] = {m->criterion, m->mean, m->mean_se, p, q, e, k, p / (p + q + e), p / (p + e),
                             p / (p + (q + e) / k), m->singular, whole_up(4 * (q + e) / p), whole_up(4 * e / p)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *reason = i == 3 || (i > 6 && i != 10) ? why : i == 4 ? m->why_reviewer : NULL;
        if (!reason && i > 10)
            reason = still;
        if (reason)
            vp_figure_none(r, names[i], reason);
        else
            vp_figure_add(r, names[i], values[i], NULL);
    }
}

vp_status vp_reliability_of(vp_reliability *out, const vp_scores *s, double inside, vp_arena *arena, vp_err *err)
{
    enum { EXACT = 3000 };
    double mean = 0, *table;
    size_t n = 0, k = 0;
    *out = (vp_reliability){.scores = s};
    VP_ALLOC(out->figures, vp_arena_array(arena, VP_MOST_FIGURES, sizeof *out->figures), err);
    VP_TRY(describe(&out->proposals, s->proposal, s->proposals, s, arena, err));
    VP_TRY(describe(&out->reviewers, s->reviewer, s->reviewers, s, arena, err));
    for (size_t i = 0; i < s->n; i++)
        mean += s->score[i];
    mean = s->n ? mean / (double)s->n : 0;
    for (size_t i = 0; i < s->proposals; i++)
        n += out->proposals[i].n > 0;
    for (size_t j = 0; j < s->reviewers; j++)
        k += out->reviewers[j].n > 0;
    VP_TRY(severities(out, mean, arena, err));
    VP_TRY(find_groups(out, arena, err));
    VP_TRY(whole_table(&table, out, n, k, arena, err));
    VP_TRY(vp_mixed_fit(&out->mixed, s, arena, err));
    counts(out, mean, n, k);
    vp_figures_anova(out, table);
    VP_TRY(vp_figures_agreement(out, table, arena, err));
    vp_figures_mixed(out);
    if (out->mixed.why)
        return VP_OK;
    VP_ALLOC(out->rank, vp_arena_array(arena, s->proposals, sizeof *out->rank), err);
    VP_ALLOC(out->bounds, vp_arena_array(arena, s->proposals, sizeof *out->bounds), err);
    return vp_mixed_ranks(out->rank, out->bounds, inside, EXACT, &out->mixed, s, arena, err);
}
