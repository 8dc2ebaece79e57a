/* Analysis of variance: one way with groups of any size, two ways where everybody scored everything. */
#include "figures.h"
#include "special.h"

static const char one_each[] = N_("each proposal has one score only");
static const char one_proposal[] = N_("there is one proposal only");
static const char no_spread[] = N_("there is no spread to compare with");
static const char gaps[] = N_("not every reviewer scored every proposal");
static const char one_reviewer[] = N_("there is one reviewer only");

static void interval(vp_reliability *r, const char *low_name, const char *high_name, double low, double high)
{
    vp_figure_add(r, low_name, low, no_spread);
    vp_figure_add(r, high_name, high, no_spread);
}

static void one_way(vp_reliability *r)
{
    static const char *const names[] = {"ow_n0", "ow_MSB", "ow_MSW", "ow_F", "ow_ICC1", "ow_ICC1_lo", "ow_ICC1_hi"};
    const vp_scores *s = r->scores;
    double between = 0, within = 0, squares = 0, mean = 0, n = (double)s->n, groups = 0;
    for (size_t k = 0; k < s->n; k++)
        mean += s->score[k] / n;
    for (size_t k = 0; k < s->n; k++) {
        double d = s->score[k] - r->proposals[s->proposal[k]].mean;
        within += d * d;
    }
    for (size_t i = 0; i < s->proposals; i++) {
        double of = (double)r->proposals[i].n, d = r->proposals[i].mean - mean;
        groups += of > 0;
        squares += of * of;
        between += of > 0 ? of * d * d : 0;
    }
    const char *why = groups < 2 ? one_proposal : groups == n ? one_each : NULL;
    if (why) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            vp_figure_none(r, names[i], why);
        return;
    }
    double df1 = groups - 1, df2 = n - groups, n0 = (n - squares / n) / df1, msb = between / df1, msw = within / df2;
    double f = msb / msw, low = f / vp_f_quantile(0.975, df1, df2), high = f * vp_f_quantile(0.975, df2, df1);
    vp_figure_add(r, names[0], n0, no_spread);
    vp_figure_add(r, names[1], msb, no_spread);
    vp_figure_add(r, names[2], msw, no_spread);
    vp_figure_add(r, names[3], f, no_spread);
    vp_figure_add(r, names[4], (msb - msw) / (msb + (n0 - 1) * msw), no_spread);
    interval(r, names[5], names[6], (low - 1) / (low + n0 - 1), (high - 1) / (high + n0 - 1));
}

/* ICC(2,1)'s interval, by Shrout & Fleiss's approximate degrees of freedom. */
static void two_way_random(vp_reliability *r, double n, double k, double msr, double msc, double mse)
{
    double icc = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n), ratio = msc / mse;
    double part = n * (1 + (k - 1) * icc) - k * icc, top = k * icc * ratio + part;
    double v = (k - 1) * (n - 1) * top * top / ((n - 1) * k * k * icc * icc * ratio * ratio + part * part);
    double low = 0, high = 0;
    bool known = v > 0 && v < 1e300;
    if (known) {
        double upper = vp_f_quantile(0.975, n - 1, v), lower = vp_f_quantile(0.975, v, n - 1);
        low = n * (msr - upper * mse) / (upper * (k * msc + (k * n - k - n) * mse) + n * msr);
        high = n * (lower * msr - mse) / (k * msc + (k * n - k - n) * mse + n * lower * msr);
    }
    vp_figure_add(r, "ICC2", icc, no_spread);
    if (!known) {
        static const char *const names[] = {"ICC2_v", "ICC2_lo", "ICC2_hi", "ICC2k", "ICC2k_lo", "ICC2k_hi"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            vp_figure_none(r, names[i], no_spread);
        return;
    }
    vp_figure_add(r, "ICC2_v", v, no_spread);
    interval(r, "ICC2_lo", "ICC2_hi", low, high);
    vp_figure_add(r, "ICC2k", (msr - mse) / (msr + (msc - mse) / n), no_spread);
    interval(r, "ICC2k_lo", "ICC2k_hi", low * k / (1 + low * (k - 1)), high * k / (1 + high * (k - 1)));
}

/* ICC1 or ICC3, of one and of k: both follow from an F and its interval. */
static void from_f(vp_reliability *r, const char *const names[6], double f, double df1, double df2, double k)
{
    double low = f / vp_f_quantile(0.975, df1, df2), high = f * vp_f_quantile(0.975, df2, df1);
    vp_figure_add(r, names[0], (f - 1) / (f + k - 1), no_spread);
    interval(r, names[1], names[2], (low - 1) / (low + k - 1), (high - 1) / (high + k - 1));
    vp_figure_add(r, names[3], 1 - 1 / f, no_spread);
    interval(r, names[4], names[5], 1 - 1 / low, 1 - 1 / high);
}

static const char *const one[] = {"ICC1", "ICC1_lo", "ICC1_hi", "ICC1k", "ICC1k_lo", "ICC1k_hi"};
static const char *const three[] = {"ICC3", "ICC3_lo", "ICC3_hi", "ICC3k", "ICC3k_lo", "ICC3k_hi"};
static const char *const two[] = {"ICC2", "ICC2_v", "ICC2_lo", "ICC2_hi", "ICC2k", "ICC2k_lo", "ICC2k_hi"};
static const char *const squares[] = {"MSR", "MSC", "MSE", "MSW"};

static void none(vp_reliability *r, const char *const *names, size_t n, const char *why)
{
    for (size_t i = 0; i < n; i++)
        vp_figure_none(r, names[i], why);
}

void vp_figures_anova(vp_reliability *r, const double *table)
{
    one_way(r);
    double n = 0, k = 0, mean = 0, rows = 0, columns = 0, all = 0;
    const vp_scores *s = r->scores;
    for (size_t i = 0; i < s->proposals; i++)
        n += r->proposals[i].n > 0;
    for (size_t j = 0; j < s->reviewers; j++)
        k += r->reviewers[j].n > 0;
    const char *why = !table ? gaps : n < 2 ? one_proposal : k < 2 ? one_reviewer : NULL;
    if (why) {
        none(r, squares, 4, why);
        none(r, one, 6, why);
        none(r, three, 6, why);
        none(r, two, 7, why);
        return;
    }
    for (size_t i = 0; i < s->n; i++)
        mean += s->score[i] / (double)s->n;
    for (size_t i = 0; i < s->proposals; i++)
        rows += r->proposals[i].n > 0 ? k * (r->proposals[i].mean - mean) * (r->proposals[i].mean - mean) : 0;
    for (size_t j = 0; j < s->reviewers; j++)
        columns += r->reviewers[j].n > 0 ? n * (r->reviewers[j].mean - mean) * (r->reviewers[j].mean - mean) : 0;
    for (size_t i = 0; i < s->n; i++) {
        double d = s->score[i] - r->proposals[s->proposal[i]].mean - r->reviewers[s->reviewer[i]].mean + mean;
        all += d * d;
    }
    double msr = rows / (n - 1), msc = columns / (k - 1), mse = all / ((n - 1) * (k - 1));
    double msw = (columns + all) / (n * (k - 1));
    vp_figure_add(r, "MSR", msr, no_spread);
    vp_figure_add(r, "MSC", msc, no_spread);
    vp_figure_add(r, "MSE", mse, no_spread);
    vp_figure_add(r, "MSW", msw, no_spread);
    from_f(r, one, msr / msw, n - 1, n * (k - 1), k);
    from_f(r, three, msr / mse, n - 1, (n - 1) * (k - 1), k);
    two_way_random(r, n, k, msr, msc, mse);
}
