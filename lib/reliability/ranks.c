/* Expected ranks (Laird & Louis 1989; Heyard et al. 2022 for grants): every pair of proposals where that is possible,
   else draws. The draws' random numbers are those of a counter, so that they are the same every time. */
#include <stdint.h>
#include <string.h>
#include "dense.h"
#include "fit.h"
#include "special.h"

/* Proposals as levels of their factor. */
typedef struct field {
    const vp_fit *f;
    const vp_side *side;
    size_t q;
    double rest;          /* variance of the rest */
    const double *mean;   /* effects */
    double *rank;         /* sum over draws, or the expectation */
    vp_arena *arena;
} field;

/* ---- exactly ---- */

/* In units of the rest, the ties of levels of a to the mean, and its covariances with level i. */
static void row_of_a(const field *g, size_t i, const double *tie, double *form, double *row)
{
    const vp_fit *f = g->f;
    const vp_design *d = f->d;
    size_t width;
    const double *m = vp_fit_matrix(f, i, &width);
    for (size_t l = 0; l < d->b.q; l++)
        form[l] = 0;
    size_t first = 0;
    for (size_t p = 0; p < d->nparts && d->parts[p].first <= d->to[d->start[i]]; p++)
        first = d->parts[p].first;
    for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
        for (size_t l = first; l < first + width; l++)
            form[l] += m[d->to[k] * width + l];
    double share = f->weight[i];
    for (size_t j = 0; j < d->a.q; j++) {
        double sum = 0;
        for (size_t k = d->start[j]; k < d->start[j + 1]; k++)
            sum += form[d->to[k]];
        row[j] = share * f->weight[j] * (f->at.b * sum + tie[i] * tie[j] / f->mean_precision);
    }
    row[i] += share;
}

static void row_of_b(const field *g, size_t i, double *row)
{
    const vp_fit *f = g->f;
    const vp_design *d = f->d;
    for (size_t p = 0; p < d->nparts; p++) {
        const vp_part *part = &d->parts[p];
        bool mine = i >= part->first && i < part->first + part->n;
        for (size_t k = 0; k < part->n; k++) {
            size_t j = part->first + k;
            double form = mine ? f->at.b * f->inverse[p][(i - part->first) * part->n + k] : 0;
            row[j] = form + f->at.b * f->at.b * f->shift[i] * f->shift[j] / f->mean_precision;
        }
    }
}

static double better(double difference, double variance)
{
    const double surely = 8.5; /* standard errors: what is missing is less than the last digit of 1 */
    if (variance > 0 && difference * difference < surely * surely * variance)
        return vp_normal_cdf(difference / vp_sqrt(variance));
    return difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
}

static vp_status by_pairs(field *g, vp_err *err)
{
    const vp_fit *f = g->f;
    const vp_design *d = f->d;
    bool in_a = g->side == &d->a;
    double *tie, *form, *row, *variance;
    VP_ALLOC(tie, vp_arena_array(g->arena, d->a.q, sizeof *tie), err);
    VP_ALLOC(form, vp_arena_array(g->arena, d->b.q, sizeof *form), err);
    VP_ALLOC(row, vp_arena_array(g->arena, g->q, sizeof *row), err);
    VP_ALLOC(variance, vp_arena_array(g->arena, g->q, sizeof *variance), err);
    for (size_t i = 0; i < d->a.q; i++) {
        tie[i] = d->a.n[i];
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            tie[i] -= f->at.b * f->shift[d->to[k]];
    }
    for (size_t i = 0; i < g->q; i++)
        g->rank[i] = 1;
    for (size_t i = g->q; i-- > 0;) { /* the variances of those behind it are known by then */
        if (in_a)
            row_of_a(g, i, tie, form, row);
        else
            row_of_b(g, i, row);
        variance[i] = row[i];
        for (size_t j = i + 1; j < g->q; j++) {
            double p = better(g->mean[j] - g->mean[i], g->rest * (variance[i] + variance[j] - 2 * row[j]));
            g->rank[i] += p;
            g->rank[j] += 1 - p;
        }
    }
    return VP_OK;
}

/* ---- draws ---- */

/* Number i of a sequence without a state (Steele, Lea & Flood 2014), as a standard normal. */
static double normal(uint64_t i)
{
    uint64_t x = (i + 1) * 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    x ^= x >> 31;
    return vp_normal_quantile(((double)(x >> 11) + 0.5) * 0x1p-53);
}

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

/* By their lowest 22 bits, ascending; other is as large. */
static void sort(uint64_t *at, uint64_t *other, size_t n)
{
    for (int shift = 0; shift < 2 * DIGIT; shift += DIGIT) {
        uint32_t count[DIGITS] = {0}, before = 0;
        for (size_t i = 0; i < n; i++)
            count[at[i] >> shift & (DIGITS - 1)]++;
        for (size_t k = 0; k < DIGITS; k++) {
            uint32_t here = count[k];
            count[k] = before;
            before += here;
        }
        for (size_t i = 0; i < n; i++)
            other[count[at[i] >> shift & (DIGITS - 1)]++] = at[i];
        uint64_t *swap = at;
        at = other;
        other = swap;
    }
}

typedef struct draws {
    size_t n;              /* even: every draw and its mirror image */
    double **root;         /* for each part: L, S^-1 = L L' */
    double *z, *b, *value; /* one draw */
    uint64_t *key, *other;
    uint32_t *rank;        /* of level i in draw k: [i * n + k] */
} draws;

static vp_status draws_new(draws *w, const field *g, vp_err *err)
{
    enum { CELLS = 1 << 20, FEWEST = 512, MOST = 8192 };
    const vp_design *d = g->f->d;
    w->n = CELLS / g->q / 2 * 2;
    w->n = w->n < FEWEST ? FEWEST : w->n > MOST ? MOST : w->n;
    size_t most = g->q > w->n ? g->q : w->n;
    VP_ALLOC(w->root, vp_arena_array(g->arena, d->nparts, sizeof *w->root), err);
    for (size_t p = 0; p < d->nparts; p++) {
        size_t n = d->parts[p].n;
        VP_ALLOC(w->root[p], vp_arena_array(g->arena, n * n, sizeof *w->root[p]), err);
        memcpy(w->root[p], g->f->inverse[p], n * n * sizeof *w->root[p]);
        if (!vp_spd_factor(w->root[p], n))
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "the scores leave nothing over to compare with");
    }
    VP_ALLOC(w->z, vp_arena_array(g->arena, d->a.q + d->b.q + 1, sizeof *w->z), err);
    VP_ALLOC(w->b, vp_arena_array(g->arena, d->b.q, sizeof *w->b), err);
    VP_ALLOC(w->value, vp_arena_array(g->arena, g->q, sizeof *w->value), err);
    VP_ALLOC(w->key, vp_arena_array(g->arena, most, sizeof *w->key), err);
    VP_ALLOC(w->other, vp_arena_array(g->arena, most, sizeof *w->other), err);
    VP_ALLOC(w->rank, vp_arena_array(g->arena, g->q * w->n, sizeof *w->rank), err);
    return VP_OK;
}

/* How far the proposals are from their means: the mean of all first, then the levels of b given it, then those of a
   given both. */
static void draw(draws *w, const field *g, size_t number)
{
    const vp_fit *f = g->f;
    const vp_design *d = f->d;
    bool in_a = g->side == &d->a;
    size_t wanted = d->b.q + 1 + (in_a ? d->a.q : 0);
    for (size_t i = 0; i < wanted; i++)
        w->z[i] = normal((uint64_t)number * wanted + i);
    double mean = w->z[d->b.q] / vp_sqrt(f->mean_precision), root_b = vp_sqrt(f->at.b);
    for (size_t p = 0; p < d->nparts; p++) {
        const vp_part *part = &d->parts[p];
        for (size_t i = 0; i < part->n; i++) {
            const double *row = w->root[p] + i * part->n, *z = w->z + part->first;
            double sum = 0;
            for (size_t k = 0; k <= i; k++)
                sum += row[k] * z[k];
            w->b[part->first + i] = root_b * sum - f->at.b * f->shift[part->first + i] * mean;
        }
    }
    if (!in_a) {
        memcpy(w->value, w->b, g->q * sizeof *w->b);
        return;
    }
    for (size_t i = 0; i < d->a.q; i++) {
        double sum = d->a.n[i] * mean;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            sum += w->b[d->to[k]];
        w->value[i] = vp_sqrt(f->weight[i]) * w->z[d->b.q + 1 + i] - f->weight[i] * sum;
    }
}

/* The ranks when the proposals are this far from their means; 22 bits tell them apart. */
static void rank(draws *w, const field *g, size_t number, double sign)
{
    double scale = sign * vp_sqrt(g->rest), low = 0, high = 0;
    for (size_t i = 0; i < g->q; i++) {
        double x = g->mean[i] + scale * w->value[i];
        low = i == 0 || x < low ? x : low;
        high = i == 0 || x > high ? x : high;
    }
    double step = high > low ? ((1 << 2 * DIGIT) - 1) / (high - low) : 0;
    for (size_t i = 0; i < g->q; i++)
        w->key[i] = (uint64_t)i << 32 | (uint64_t)((high - g->mean[i] - scale * w->value[i]) * step);
    sort(w->key, w->other, g->q);
    for (size_t k = 0; k < g->q; k++)
        w->rank[(size_t)(w->key[k] >> 32) * w->n + number] = (uint32_t)k + 1;
}

/* The smallest rank that is not exceeded with probability p, of n sorted ones. */
static size_t quantile(const uint64_t *sorted, size_t n, double p)
{
    double at = p * (double)n;
    size_t k = (size_t)at;
    k = (double)k < at ? k + 1 : k;
    return sorted[k > 0 ? k - 1 : 0];
}

/* Nothing tells the proposals apart: every rank is as likely as any other. */
static vp_rank_bounds any_rank(size_t n, double inside)
{
    vp_rank_bounds b = {(size_t)((double)n * (1 - inside) / 2) + 1, (size_t)((double)n * (1 + inside) / 2 + 0.5)};
    b.high = b.high > n ? n : b.high < b.low ? b.low : b.high;
    return b;
}

static vp_status by_draws(field *g, vp_rank_bounds *bounds, double inside, bool expect, vp_err *err)
{
    draws w;
    VP_TRY(draws_new(&w, g, err));
    for (size_t k = 0; k < w.n; k += 2) {
        draw(&w, g, k / 2);
        rank(&w, g, k, 1);
        rank(&w, g, k + 1, -1);
    }
    for (size_t i = 0; i < g->q; i++) {
        uint64_t sum = 0;
        for (size_t k = 0; k < w.n; k++) {
            w.key[k] = w.rank[i * w.n + k];
            sum += w.key[k];
        }
        if (expect)
            g->rank[i] = (double)sum / (double)w.n;
        sort(w.key, w.other, w.n);
        bounds[i] = (vp_rank_bounds){quantile(w.key, w.n, (1 - inside) / 2), quantile(w.key, w.n, (1 + inside) / 2)};
    }
    return VP_OK;
}

vp_status vp_mixed_ranks(double *rank_of, vp_rank_bounds *bounds, double inside, size_t most, const vp_mixed *m,
                         const vp_scores *s, vp_arena *arena, vp_err *err)
{
    const vp_design *d = m->fit->d;
    const vp_side *side = d->a_is_proposal ? &d->a : &d->b;
    double df = (double)d->n - 1;
    field g = {m->fit, side, side->q, m->fit->rest / df, side == &d->a ? m->fit->effect_a : m->fit->effect_b, NULL,
               arena};
    vp_rank_bounds *found;
    bool exact = side->q <= most;
    VP_ALLOC(g.rank, vp_arena_array(arena, side->q, sizeof *g.rank), err);
    VP_ALLOC(found, vp_arena_array(arena, side->q, sizeof *found), err);
    if (exact)
        VP_TRY(by_pairs(&g, err));
    if (m->var_proposal > 0 && (bounds || !exact))
        VP_TRY(by_draws(&g, found, inside, !exact, err));
    for (size_t i = 0; i < side->q && !(m->var_proposal > 0); i++) {
        found[i] = any_rank(side->q, inside);
        g.rank[i] = ((double)side->q + 1) / 2;
    }
    for (size_t i = 0; i < s->proposals; i++) {
        size_t l = side->level[i];
        rank_of[i] = l == VP_NO_LEVEL ? 0 : g.rank[l];
        if (bounds)
            bounds[i] = l == VP_NO_LEVEL ? (vp_rank_bounds){0, 0} : found[l];
    }
    return VP_OK;
}
