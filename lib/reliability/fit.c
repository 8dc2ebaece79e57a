/* Henderson's mixed model equations with the larger factor eliminated. C, in the scaling that allows ratios of 0, is
   diag(d) over the levels of a, d = a n + 1; what is left of it over those of b is S = I + b T, T = diag n - sum over
   levels of a of w 1 1', w = a / d; and what is left for the mean is a number. Only S is ever a matrix, one for each
   part of the panel. */
#include "dense.h"
#include "fit.h"
#include "special.h"

vp_status vp_fit_new(vp_fit **out, const vp_design *d, vp_arena *arena, vp_err *err)
{
    enum { LARGEST = 6000 };
    vp_fit *f;
    size_t largest = 0;
    VP_ALLOC(f, vp_arena_alloc(arena, sizeof *f), err);
    f->d = d;
    VP_ALLOC(f->inverse, vp_arena_array(arena, d->nparts, sizeof *f->inverse), err);
    for (size_t p = 0; p < d->nparts; p++) {
        size_t n = d->parts[p].n;
        largest = n > largest ? n : largest;
        if (n > LARGEST) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "%zu proposals and %zu reviewers hang together too closely for "
                    "variance components", d->a_is_proposal ? d->a.q : d->b.q, d->a_is_proposal ? d->b.q : d->a.q);
            return vp_hint(err, "this works up to %d of the fewer of them", LARGEST);
        }
        VP_ALLOC(f->inverse[p], vp_arena_array(arena, n * n, sizeof *f->inverse[p]), err);
    }
    VP_ALLOC(f->weight, vp_arena_array(arena, d->a.q, sizeof *f->weight), err);
    VP_ALLOC(f->shift, vp_arena_array(arena, d->b.q, sizeof *f->shift), err);
    VP_ALLOC(f->effect_a, vp_arena_array(arena, d->a.q, sizeof *f->effect_a), err);
    VP_ALLOC(f->effect_b, vp_arena_array(arena, d->b.q, sizeof *f->effect_b), err);
    VP_ALLOC(f->residual, vp_arena_array(arena, d->n, sizeof *f->residual), err);
    size_t spare = 5 * largest, vectors = 2 * d->n + 3 * d->b.q + 3 * d->a.q;
    VP_ALLOC(f->work, vp_arena_array(arena, spare > vectors ? spare : vectors, sizeof *f->work), err);
    *out = f;
    return VP_OK;
}

/* S of a part, below the diagonal and on it; parts are told by their first level. */
static void fill(vp_fit *f)
{
    const vp_design *d = f->d;
    for (size_t p = 0; p < d->nparts; p++) {
        size_t n = d->parts[p].n;
        for (size_t i = 0; i < n * n; i++)
            f->inverse[p][i] = 0;
        for (size_t i = 0; i < n; i++)
            f->inverse[p][i * n + i] = 1 + f->at.b * d->b.n[d->parts[p].first + i];
    }
}

/* The part that level `b` is in: parts are numbered as their levels are. */
static size_t part_of(const vp_design *d, size_t b)
{
    size_t low = 0, high = d->nparts;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (d->parts[middle].first <= b)
            low = middle;
        else
            high = middle;
    }
    return low;
}

double *vp_fit_matrix(const vp_fit *f, size_t i, size_t *width)
{
    const vp_design *d = f->d;
    size_t p = part_of(d, d->to[d->start[i]]);
    *width = d->parts[p].n;
    return f->inverse[p] - d->parts[p].first * (*width + 1);
}

static bool invert(vp_fit *f)
{
    const vp_design *d = f->d;
    fill(f);
    if (f->at.a > 0 && f->at.b > 0)
        for (size_t i = 0; i < d->a.q; i++) {
            size_t width;
            double *m = vp_fit_matrix(f, i, &width), less = f->at.b * f->weight[i];
            for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
                for (size_t l = d->start[i]; l <= k; l++)
                    m[d->to[k] * width + d->to[l]] -= less;
        }
    for (size_t p = 0; p < d->nparts; p++) {
        size_t n = d->parts[p].n;
        double part = 0, *m = f->inverse[p];
        if (f->at.a > 0 && f->at.b > 0 && n > 1) {
            if (!vp_spd_invert(m, n, f->work, &part))
                return false;
        } else {
            for (size_t i = 0; i < n; i++) { /* it is diagonal */
                part += vp_log(m[i * n + i]);
                m[i * n + i] = 1 / m[i * n + i];
            }
        }
        f->log_det += part;
    }
    return true;
}

static void times_inverse(const vp_fit *f, const double *x, double *out)
{
    const vp_design *d = f->d;
    for (size_t p = 0; p < d->nparts; p++) {
        size_t n = d->parts[p].n;
        const double *from = x + d->parts[p].first;
        double *to = out + d->parts[p].first;
        for (size_t i = 0; i < n; i++)
            to[i] = 0;
        for (size_t i = 0; i < n; i++) {
            const double *row = f->inverse[p] + i * n;
            for (size_t k = 0; k < n; k++)
                to[k] += from[i] * row[k];
        }
    }
}

void vp_fit_project(const vp_fit *f, const double *z, double *x, double *a, double *b, double *mean)
{
    const vp_design *d = f->d;
    double *right = f->work, all = 0, dot = 0;
    for (size_t l = 0; l < d->b.q; l++)
        right[l] = 0;
    for (size_t i = 0; i < d->a.q; i++) {
        double sum = 0;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            sum += z[k];
        a[i] = sum;
        all += sum * (1 - f->weight[i] * d->a.n[i]);
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            right[d->to[k]] += z[k] - f->weight[i] * sum;
    }
    for (size_t l = 0; l < d->b.q; l++)
        dot += f->shift[l] * right[l];
    *mean = (all - f->at.b * dot) / f->mean_precision;
    times_inverse(f, right, b);
    for (size_t l = 0; l < d->b.q; l++)
        b[l] = f->at.b * (b[l] - f->shift[l] * *mean);
    for (size_t i = 0; i < d->a.q; i++) {
        double rest = a[i] - d->a.n[i] * *mean;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            rest -= b[d->to[k]];
        a[i] = f->weight[i] * rest;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            x[k] = z[k] - *mean - a[i] - b[d->to[k]];
    }
}

/* Derivatives and information; traces are of Z'PZ. */
static void slopes(vp_fit *f)
{
    const vp_design *d = f->d;
    double trace_a = 0, trace_b = 0, square_a = 0, square_b = 0, df = (double)d->n - 1, scale = df / f->rest;
    double *sum_b = f->work + 2 * d->b.q, *za = sum_b + d->b.q, *x = za + d->n, *a = x + d->n, *sum_a = a + 2 * d->a.q;
    double *b = f->work + d->b.q, mean, both_aa = 0, both_ab = 0, both_bb = 0;
    for (size_t l = 0; l < d->b.q; l++)
        sum_b[l] = 0;
    for (size_t i = 0; i < d->a.q; i++) {
        size_t width;
        const double *m = vp_fit_matrix(f, i, &width);
        double form = 0, shift = 0, n = d->a.n[i], inner = 1 / (f->at.a * n + 1);
        sum_a[i] = 0;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++) {
            const double *row = m + d->to[k] * width;
            for (size_t l = d->start[i]; l < k; l++)
                form += 2 * row[d->to[l]];
            form += row[d->to[k]];
            shift += f->shift[d->to[k]];
            sum_a[i] += f->residual[k];
            sum_b[d->to[k]] += f->residual[k];
        }
        double tie = n - f->at.b * shift;
        trace_a += n * inner - inner * inner * (f->at.b * form + tie * tie / f->mean_precision);
        trace_b -= f->weight[i] * form;
        square_a += sum_a[i] * sum_a[i];
    }
    for (size_t p = 0; p < d->nparts; p++)
        for (size_t i = 0; i < d->parts[p].n; i++) {
            size_t l = d->parts[p].first + i;
            trace_b += d->b.n[l] * f->inverse[p][i * d->parts[p].n + i] - f->shift[l] * f->shift[l] / f->mean_precision;
            square_b += sum_b[l] * sum_b[l];
        }
    f->slope_a = trace_a - scale * square_a;
    f->slope_b = trace_b - scale * square_b;
    for (size_t i = 0; i < d->a.q; i++)
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            za[k] = sum_a[i];
    vp_fit_project(f, za, x, a, b, &mean);
    for (size_t i = 0; i < d->a.q; i++)
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++) {
            both_aa += za[k] * x[k];
            both_ab += sum_b[d->to[k]] * x[k];
        }
    for (size_t k = 0; k < d->n; k++)
        za[k] = sum_b[d->to[k]];
    vp_fit_project(f, za, x, a, b, &mean);
    for (size_t k = 0; k < d->n; k++)
        both_bb += za[k] * x[k];
    f->curve_aa = scale * (both_aa - square_a * square_a / f->rest);
    f->curve_ab = scale * (both_ab - square_a * square_b / f->rest);
    f->curve_bb = scale * (both_bb - square_b * square_b / f->rest);
}

bool vp_fit_at(vp_fit *f, vp_ratios at)
{
    const vp_design *d = f->d;
    double *tie = f->work;
    f->at = at;
    f->log_det = 0;
    for (size_t i = 0; i < d->a.q; i++) {
        double diagonal = at.a * d->a.n[i] + 1;
        f->weight[i] = at.a / diagonal;
        f->log_det += vp_log(diagonal);
    }
    if (!invert(f))
        return false;
    f->mean_precision = 0;
    for (size_t l = 0; l < d->b.q; l++)
        tie[l] = 0;
    for (size_t i = 0; i < d->a.q; i++) {
        double inner = 1 - f->weight[i] * d->a.n[i];
        f->mean_precision += d->a.n[i] * inner;
        for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
            tie[d->to[k]] += inner;
    }
    times_inverse(f, tie, f->shift);
    for (size_t l = 0; l < d->b.q; l++)
        f->mean_precision -= at.b * tie[l] * f->shift[l];
    if (!(f->mean_precision > 0))
        return false;
    f->log_det += vp_log(f->mean_precision);
    vp_fit_project(f, d->y, f->residual, f->effect_a, f->effect_b, &f->mean);
    f->rest = 0;
    for (size_t k = 0; k < d->n; k++)
        f->rest += d->y[k] * f->residual[k];
    if (!(f->rest > 0))
        return false;
    f->criterion = ((double)d->n - 1) * vp_log(f->rest) + f->log_det;
    slopes(f);
    return true;
}

/* ---- one factor alone ---- */

typedef struct one_way { const vp_side *s; double squares; size_t n; } one_way;

/* The slope of the criterion at a ratio, and the criterion. */
static double slope(const one_way *o, double ratio, double *criterion)
{
    double precision = 0, weighted = 0, trace = 0, ties = 0, logs = 0, rest = o->squares, square = 0;
    for (size_t i = 0; i < o->s->q; i++) {
        double inner = 1 / (ratio * o->s->n[i] + 1), tie = o->s->n[i] * inner;
        precision += tie;
        weighted += o->s->sum[i] * inner;
        trace += tie;
        ties += tie * tie;
        rest -= ratio * inner * o->s->sum[i] * o->s->sum[i];
        if (criterion)
            logs += vp_log(ratio * o->s->n[i] + 1);
    }
    double mean = weighted / precision;
    rest -= precision * mean * mean;
    for (size_t i = 0; i < o->s->q; i++) {
        double left = (o->s->sum[i] - o->s->n[i] * mean) / (ratio * o->s->n[i] + 1);
        square += left * left;
    }
    if (!(rest > 0))
        rest = 0x1p-1000;
    if (criterion)
        *criterion = ((double)o->n - 1) * vp_log(rest) + logs + vp_log(precision);
    return trace - ties / precision - ((double)o->n - 1) * square / rest;
}

/* Every bottom between neighbours of a grid of ratios, by halving. */
double vp_one_way(double *criterion, const vp_side *s, double squares, size_t n)
{
    const one_way o = {s, squares, n};
    double best = 0, last = 0, before = slope(&o, 0, criterion);
    for (double ratio = 0x1p-20; ratio <= 0x1p20; ratio *= 4) {
        double now = slope(&o, ratio, NULL);
        if (before < 0 && now >= 0) {
            double low = last, high = ratio, value;
            for (int i = 0; i < 60; i++) {
                double middle = low + (high - low) / 2;
                if (slope(&o, middle, NULL) < 0)
                    low = middle;
                else
                    high = middle;
            }
            slope(&o, high, &value);
            if (value < *criterion) {
                *criterion = value;
                best = high;
            }
        }
        before = now;
        last = ratio;
    }
    if (before < 0) { /* it goes on falling: there is nothing left over */
        double value;
        slope(&o, last, &value);
        if (value < *criterion) {
            *criterion = value;
            best = last;
        }
    }
    return best;
}
