/* Agreement whatever the scale: Krippendorff's alpha from the values alone, Kendall's W from ranks. */
#include <stdlib.h>
#include "figures.h"
#include "special.h"

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* The scores of proposals that have two or more, one proposal after the other. */
typedef struct units { size_t n; size_t *unit; double *value, *sorted; } units;

static vp_status units_of(units *u, const vp_reliability *r, vp_arena *arena, vp_err *err)
{
    const vp_scores *s = r->scores;
    VP_ALLOC(u->unit, vp_arena_array(arena, s->n, sizeof *u->unit), err);
    VP_ALLOC(u->value, vp_arena_array(arena, s->n, sizeof *u->value), err);
    VP_ALLOC(u->sorted, vp_arena_array(arena, s->n, sizeof *u->sorted), err);
    u->n = 0;
    for (size_t k = 0; k < s->n; k++)
        if (r->proposals[s->proposal[k]].n > 1) {
            u->unit[u->n] = s->proposal[k];
            u->value[u->n] = u->sorted[u->n] = s->score[k];
            u->n++;
        }
    qsort(u->sorted, u->n, sizeof *u->sorted, by_size);
    return VP_OK;
}

static size_t first_at(const double *sorted, size_t n, double value, bool above)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value || (above && sorted[middle] == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 1 - observed / expected disagreement, both as sums of squared distances of pairs, which sums of the values and of
   their squares give: observed = sum over units of (m Q - S^2) / (m - 1), expected = (n Q - S^2) / (n - 1), each
   twice. */
static double alpha(const units *u, const double *value, const vp_reliability *r, double *sum, double *square)
{
    double all = 0, squares = 0, observed = 0, n = (double)u->n, mean = 0;
    for (size_t k = 0; k < u->n; k++)
        mean += value[k] / n;
    for (size_t i = 0; i < r->scores->proposals; i++)
        sum[i] = square[i] = 0;
    for (size_t k = 0; k < u->n; k++) {
        double x = value[k] - mean;
        sum[u->unit[k]] += x;
        square[u->unit[k]] += x * x;
        all += x;
        squares += x * x;
    }
    for (size_t i = 0; i < r->scores->proposals; i++) {
        double m = (double)r->proposals[i].n;
        if (m > 1)
            observed += (m * square[i] - sum[i] * sum[i]) / (m - 1);
    }
    return 1 - observed * (n - 1) / (n * squares - all * all);
}

/* The same where only equality counts: pairs of equal values, within units and among all. */
static double alpha_nominal(const units *u, const vp_reliability *r, double *pair_value, const size_t *order)
{
    double equal = 0, n = (double)u->n, chance = 0, observed = 0;
    for (size_t k = 0, end; k < u->n; k = end) {
        end = first_at(u->sorted, u->n, u->sorted[k], true);
        chance += (double)(end - k) * (double)(end - k - 1);
    }
    for (size_t i = 0; i < r->scores->proposals; i++) {
        size_t from = order[i], m = order[i + 1] - from;
        if (m < 2)
            continue;
        qsort(pair_value + from, m, sizeof *pair_value, by_size);
        equal = 0;
        for (size_t k = from, end; k < from + m; k = end) {
            for (end = k + 1; end < from + m && pair_value[end] == pair_value[k]; end++)
                ;
            equal += (double)(end - k) * (double)(end - k - 1);
        }
        observed += ((double)m * ((double)m - 1) - equal) / ((double)m - 1);
    }
    return 1 - observed * (n - 1) / (n * (n - 1) - chance);
}

static vp_status krippendorff(vp_reliability *r, vp_arena *arena, vp_err *err)
{
    static const char *const names[] = {"alpha_nominal", "alpha_ordinal", "alpha_interval"};
    size_t proposals = r->scores->proposals, *order, *next;
    units u = {0};
    double *sum, *square, *middle, *grouped;
    VP_TRY(units_of(&u, r, arena, err));
    const char *why = u.n == 0                            ? N_("no proposal has two scores")
                      : u.sorted[0] == u.sorted[u.n - 1] ? N_("all scores are equal")
                                                          : NULL;
    if (why) {
        for (size_t i = 0; i < 3; i++)
            vp_figure_none(r, names[i], why);
        return VP_OK;
    }
    VP_ALLOC(sum, vp_arena_array(arena, proposals, sizeof *sum), err);
    VP_ALLOC(square, vp_arena_array(arena, proposals, sizeof *square), err);
    VP_ALLOC(middle, vp_arena_array(arena, u.n, sizeof *middle), err);
    VP_ALLOC(grouped, vp_arena_array(arena, u.n, sizeof *grouped), err);
    VP_ALLOC(order, vp_arena_array(arena, proposals + 1, sizeof *order), err);
    VP_ALLOC(next, vp_arena_array(arena, proposals, sizeof *next), err);
    for (size_t k = 0; k < u.n; k++)
        order[u.unit[k] + 1]++;
    for (size_t i = 0; i < proposals; i++) {
        order[i + 1] += order[i];
        next[i] = order[i];
    }
    for (size_t k = 0; k < u.n; k++) {
        grouped[next[u.unit[k]]++] = u.value[k];
        /* the ordinal distance of two values is that of their middle ranks */
        middle[k] = ((double)first_at(u.sorted, u.n, u.value[k], false) +
                     (double)first_at(u.sorted, u.n, u.value[k], true)) / 2;
    }
    vp_figure_add(r, names[0], alpha_nominal(&u, r, grouped, order), NULL);
    vp_figure_add(r, names[1], alpha(&u, middle, r, sum, square), NULL);
    vp_figure_add(r, names[2], alpha(&u, u.value, r, sum, square), NULL);
    return VP_OK;
}

/* n proposals ranked by k reviewers, ties at their middle rank. */
static vp_status kendall(vp_reliability *r, const double *table, size_t n, size_t k, vp_arena *arena, vp_err *err)
{
    double *sorted, *sum, ties = 0, spread = 0, big = (double)n * (double)n * (double)n - (double)n, m = (double)k;
    VP_ALLOC(sorted, vp_arena_array(arena, n, sizeof *sorted), err);
    VP_ALLOC(sum, vp_arena_array(arena, n, sizeof *sum), err);
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; i < n; i++)
            sorted[i] = table[i * k + j];
        qsort(sorted, n, sizeof *sorted, by_size);
        for (size_t i = 0, end; i < n; i = end) {
            end = first_at(sorted, n, sorted[i], true);
            double t = (double)(end - i);
            ties += t * t * t - t;
        }
        for (size_t i = 0; i < n; i++)
            sum[i] += ((double)first_at(sorted, n, table[i * k + j], false) +
                       (double)first_at(sorted, n, table[i * k + j], true) + 1) / 2;
    }
    for (size_t i = 0; i < n; i++) {
        double d = sum[i] - m * ((double)n + 1) / 2;
        spread += d * d;
    }
    vp_figure_add(r, "kendall_W", 12 * spread / (m * m * big), NULL);
    if (m * m * big - m * ties > 0)
        vp_figure_add(r, "kendall_Wt", 12 * spread / (m * m * big - m * ties), NULL);
    else
        vp_figure_none(r, "kendall_Wt", N_("no reviewer tells proposals apart"));
    return VP_OK;
}

vp_status vp_figures_agreement(vp_reliability *r, const double *table, vp_arena *arena, vp_err *err)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < r->scores->proposals; i++)
        n += r->proposals[i].n > 0;
    for (size_t j = 0; j < r->scores->reviewers; j++)
        k += r->reviewers[j].n > 0;
    VP_TRY(krippendorff(r, arena, err));
    const char *why = !table ? N_("not every reviewer scored every proposal")
                      : n < 2 ? N_("there is one proposal only")
                      : k < 2 ? N_("there is one reviewer only")
                              : NULL;
    if (!why)
        return kendall(r, table, n, k, arena, err);
    vp_figure_none(r, "kendall_W", why);
    vp_figure_none(r, "kendall_Wt", why);
    return VP_OK;
}
