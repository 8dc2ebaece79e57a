/* The search for the ratios: both edges, where one factor has no variance, are solved on their own; between them by
   steps of the average information (Gilmour, Thompson & Cullis 1995), halved until they help. */
#include "fit.h"
#include "special.h"

static const double LARGEST = 0x1p20; /* of a ratio: nothing is left over */

static vp_ratios ratio_at_most(double a, double b)
{
    return (vp_ratios){a < LARGEST ? a : LARGEST, b < LARGEST ? b : LARGEST};
}

/* Henderson's first method: the ratios that the sums of squares of the levels' means suggest; below 0 where they
   suggest none. */
static vp_ratios first_guess(const vp_design *d)
{
    double n = (double)d->n, ca = 0, cb = 0, sa = 0, sb = 0, qa = (double)d->a.q, qb = (double)d->b.q;
    for (size_t i = 0; i < d->a.q; i++) {
        ca += d->a.n[i] * d->a.n[i] / n;
        sa += d->a.sum[i] * d->a.sum[i] / d->a.n[i];
    }
    for (size_t i = 0; i < d->b.q; i++) {
        cb += d->b.n[i] * d->b.n[i] / n;
        sb += d->b.sum[i] * d->b.sum[i] / d->b.n[i];
    }
    /* expectations: rows are all, a, b; columns a, b, rest */
    double m[3][4] = {{n - ca, n - cb, n - 1, d->squares},
                      {n - ca, qa - cb, qa - 1, sa},
                      {qb - ca, n - cb, qb - 1, sb}};
    for (size_t c = 0; c < 3; c++) {
        size_t best = c;
        for (size_t r = c + 1; r < 3; r++)
            if (m[r][c] * m[r][c] > m[best][c] * m[best][c])
                best = r;
        if (m[best][c] == 0)
            return (vp_ratios){-1, -1};
        for (size_t k = 0; k < 4; k++) {
            double swap = m[c][k];
            m[c][k] = m[best][k];
            m[best][k] = swap;
        }
        for (size_t r = 0; r < 3; r++)
            for (size_t k = 4; r != c && k-- > c;)
                m[r][k] -= m[r][c] / m[c][c] * m[c][k];
    }
    double va = m[0][3] / m[0][0], vb = m[1][3] / m[1][1], rest = m[2][3] / m[2][2];
    return rest > 0 ? (vp_ratios){va / rest, vb / rest} : (vp_ratios){-1, -1};
}

static double size(double x)
{
    return x < 0 ? -x : x;
}

/* Where the step leads: a ratio that would go below 0 goes a tenth of the way that is left. */
static vp_ratios stepped(vp_ratios at, double da, double db, double share)
{
    double a = at.a + share * da, b = at.b + share * db;
    return ratio_at_most(a > 0 ? a : at.a / 10, b > 0 ? b : at.b / 10);
}

/* From a start between the edges to the bottom; the fit stays at the best. */
static bool descend(vp_fit *f, vp_ratios start, size_t *steps)
{
    enum { MOST = 200, HALVINGS = 40 };
    double last = 1;
    if (!vp_fit_at(f, start))
        return false;
    for (*steps = 1; *steps < MOST; ++*steps) {
        double aa = f->curve_aa, bb = f->curve_bb, ab = f->curve_ab, det = aa * bb - ab * ab;
        double da = -f->slope_a / aa, db = -f->slope_b / bb;
        if (det > 1e-12 * aa * bb) {
            da = -(bb * f->slope_a - ab * f->slope_b) / det;
            db = -(aa * f->slope_b - ab * f->slope_a) / det;
        }
        if (!(size(da) < 1e300 && size(db) < 1e300)) /* nor is it no number */
            return true;
        double relative = size(da) / f->at.a + size(db) / f->at.b, share = 1, before = f->criterion;
        bool edge = f->at.a < 1e-9 || f->at.b < 1e-9 || f->at.a >= LARGEST || f->at.b >= LARGEST;
        if (relative < 1e-10 || edge)
            return true;
        vp_ratios from = f->at;
        int halvings = 0;
        for (;; share /= 2, halvings++) {
            bool fits = vp_fit_at(f, stepped(from, da, db, share));
            if (fits && f->criterion <= before + 1e-13 * size(before))
                break;
            if (halvings == HALVINGS || relative * share < 1e-9)
                return vp_fit_at(f, from);
        }
        /* what the next step would be, as the last two shrank */
        if (relative < 1e-3 && last < 1 && relative * (relative / last) < 1e-10)
            return true;
        last = relative;
    }
    return true;
}

/* Towards a factor that has no variance: whether some would be better. */
static bool slopes_in(vp_fit *f, vp_ratios edge)
{
    if (!vp_fit_at(f, edge))
        return false;
    return (edge.a == 0 && f->slope_a < 0) || (edge.b == 0 && f->slope_b < 0);
}

/* The best of the edges and of what lies between them. */
static bool search(vp_fit *f, bool a_free, bool b_free, size_t *steps)
{
    const vp_design *d = f->d;
    double with_a, with_b;
    vp_ratios edge_a = {0, 0}, edge_b = {0, 0};
    if (a_free)
        edge_a.a = vp_one_way(&with_a, &d->a, d->squares, d->n);
    if (b_free)
        edge_b.b = vp_one_way(&with_b, &d->b, d->squares, d->n);
    if (!a_free || !b_free)
        return vp_fit_at(f, a_free ? edge_a : edge_b);
    vp_ratios best = with_a <= with_b ? edge_a : edge_b, guess = first_guess(d);
    double criterion = with_a <= with_b ? with_a : with_b;
    if (guess.a > 0 && guess.b > 0) {
        guess = ratio_at_most(guess.a, guess.b);
    } else {
        if (!slopes_in(f, best))
            return vp_fit_at(f, best);
        guess = ratio_at_most(best.a > 0 ? best.a : 0.01, best.b > 0 ? best.b : 0.01);
    }
    if (descend(f, guess, steps) && f->criterion < criterion && f->at.a > 1e-9 && f->at.b > 1e-9)
        return true;
    if (slopes_in(f, best)) { /* the guess led astray */
        guess = ratio_at_most(best.a > 0 ? best.a : 1e-3, best.b > 0 ? best.b : 1e-3);
        if (descend(f, guess, steps) && f->criterion < criterion && f->at.a > 1e-9 && f->at.b > 1e-9)
            return true;
    }
    return vp_fit_at(f, best);
}

/* ---- what the fit says ---- */

static const char *unknown(const vp_side *s, size_t n, bool proposal)
{
    if (s->q == 1)
        return proposal ? N_("there is one proposal only") : N_("there is one reviewer only");
    if (s->q == n)
        return proposal ? N_("each proposal has one score only") : N_("each reviewer gave one score only");
    return NULL;
}

/* Of the levels of a: standard errors; of their scores: what is left when they are left out. */
static void look_at_a(const vp_fit *f, double rest, double *se, double *left_out)
{
    const vp_design *d = f->d;
    for (size_t i = 0; i < d->a.q; i++) {
        size_t width, from = d->start[i], to = d->start[i + 1];
        const double *m = vp_fit_matrix(f, i, &width);
        double w = f->weight[i], inner = 1 / (f->at.a * d->a.n[i] + 1), whole = 0, shift = 0;
        for (size_t k = from; k < to; k++) {
            const double *row = m + d->to[k] * width;
            for (size_t l = from; l < to; l++)
                whole += row[d->to[l]];
            shift += f->shift[d->to[k]];
        }
        double tie = d->a.n[i] - f->at.b * shift;
        se[i] = vp_sqrt(rest * (w + w * w * (f->at.b * whole + tie * tie / f->mean_precision)));
        for (size_t k = from; k < to; k++) {
            const double *row = m + d->to[k] * width;
            double side = 0;
            for (size_t l = from; l < to; l++)
                side += row[d->to[l]];
            double form = row[d->to[k]] - 2 * w * side + w * w * whole;
            tie = inner - f->at.b * (f->shift[d->to[k]] - w * shift);
            double share = 1 - w - f->at.b * form - tie * tie / f->mean_precision;
            left_out[d->source[k]] = share > 1e-12 ? f->residual[k] / vp_sqrt(rest * share) : 0;
        }
    }
}

static void look_at_b(const vp_fit *f, double rest, double *se)
{
    const vp_design *d = f->d;
    for (size_t p = 0; p < d->nparts; p++)
        for (size_t i = 0; i < d->parts[p].n; i++) {
            size_t l = d->parts[p].first + i;
            double tie = f->at.b * f->shift[l];
            se[l] = vp_sqrt(rest * (f->at.b * f->inverse[p][i * d->parts[p].n + i] + tie * tie / f->mean_precision));
        }
}

static void spread(double *to, const double *from, const vp_side *s, size_t levels, double missing)
{
    for (size_t i = 0; i < levels; i++)
        to[i] = s->level[i] == VP_NO_LEVEL ? missing : from[s->level[i]] + 0.0; /* not -0 */
}

static vp_status describe(vp_mixed *out, const vp_fit *f, const vp_scores *s, vp_arena *arena, vp_err *err)
{
    const vp_design *d = f->d;
    double df = (double)d->n - 1, rest = f->rest / df, *a_se, *b_se;
    double va = f->at.a * rest, vb = f->at.b * rest;
    VP_ALLOC(a_se, vp_arena_array(arena, d->a.q, sizeof *a_se), err);
    VP_ALLOC(b_se, vp_arena_array(arena, d->b.q, sizeof *b_se), err);
    VP_ALLOC(out->proposal, vp_arena_array(arena, s->proposals, sizeof *out->proposal), err);
    VP_ALLOC(out->proposal_se, vp_arena_array(arena, s->proposals, sizeof *out->proposal_se), err);
    VP_ALLOC(out->reviewer, vp_arena_array(arena, s->reviewers, sizeof *out->reviewer), err);
    VP_ALLOC(out->reviewer_se, vp_arena_array(arena, s->reviewers, sizeof *out->reviewer_se), err);
    VP_ALLOC(out->left_out, vp_arena_array(arena, s->n, sizeof *out->left_out), err);
    out->var_residual = rest;
    out->var_proposal = d->a_is_proposal ? va : vb;
    out->var_reviewer = d->a_is_proposal ? vb : va;
    out->criterion = df * (1 + vp_log(6.283185307179586 * rest)) + f->log_det;
    out->mean = d->mean + f->mean;
    out->mean_se = vp_sqrt(rest / f->mean_precision);
    out->singular = va == 0 || vb == 0;
    out->fit = f;
    look_at_a(f, rest, a_se, out->left_out);
    look_at_b(f, rest, b_se);
    const vp_side *p = d->a_is_proposal ? &d->a : &d->b, *r = d->a_is_proposal ? &d->b : &d->a;
    spread(out->proposal, d->a_is_proposal ? f->effect_a : f->effect_b, p, s->proposals, 0);
    spread(out->proposal_se, d->a_is_proposal ? a_se : b_se, p, s->proposals, vp_sqrt(out->var_proposal));
    spread(out->reviewer, d->a_is_proposal ? f->effect_b : f->effect_a, r, s->reviewers, 0);
    spread(out->reviewer_se, d->a_is_proposal ? b_se : a_se, r, s->reviewers, vp_sqrt(out->var_reviewer));
    return VP_OK;
}

vp_status vp_mixed_fit(vp_mixed *out, const vp_scores *s, vp_arena *arena, vp_err *err)
{
    vp_design *d;
    vp_fit *f;
    *out = (vp_mixed){0};
    if (s->n < 2) {
        out->why = s->n == 0 ? N_("there are no scores") : N_("there is one score only");
        return VP_OK;
    }
    VP_TRY(vp_design_new(&d, s, arena, err));
    if (d->squares <= 1e-26 * (d->mean * d->mean) * (double)d->n) {
        out->why = N_("all scores are equal");
        return VP_OK;
    }
    VP_TRY(vp_fit_new(&f, d, arena, err));
    const char *why_a = unknown(&d->a, d->n, d->a_is_proposal), *why_b = unknown(&d->b, d->n, !d->a_is_proposal);
    out->why_proposal = d->a_is_proposal ? why_a : why_b;
    out->why_reviewer = d->a_is_proposal ? why_b : why_a;
    if (!search(f, !why_a, !why_b, &out->steps)) {
        out->why = N_("the scores leave nothing over to compare with");
        return VP_OK;
    }
    return describe(out, f, s, arena, err);
}
