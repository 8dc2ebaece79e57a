/* Mixed-integer rounding (H. Marchand and L. A. Wolsey, "Aggregation and mixed integer rounding to solve MIPs", 2001).
   From sum a x <= b over integers x >= 0, a divisor d and f = b mod d follows sum F(a) x <= F(b) with
   F(v) = floor(v / d) (d - f) + max(0, v mod d - f); what is near 1 is complemented beforehand. A slack of a row is an
   integer variable as well, written out again in the row. Floating point looks for sums and divisors; what is added is
   computed in integers and proved by the formula. */
#include <stdlib.h>
#include <string.h>
#include "cuts.h"

enum { SHORT = 1 << 24, FOUND = 120, DIVISORS = 24, TABLEAU_BITS = 36 };
#define LARGEST ((int64_t)1 << 60)   /* of what is rounded */
#define LONGEST ((vp_wide)1 << 56)   /* coefficient of a cut before it is shortened */
#define WHOLE 1e-6
#define ENOUGH 1e-6                  /* squared distance of the point from the cut */
#define PARALLEL 0.9

/* Over rungs, dense. */
typedef struct cut { int64_t *coef; int64_t bound; double distance, length; size_t number; } cut;

struct vp_cutter {
    vp_ladder *l;
    size_t n;
    double *z, *x;         /* the point, by rung and by item */
    double *slack;         /* of each row of the program */
    vp_wide *sum;          /* a sum of rows */
    int64_t *a, *weight, *coef;
    vp_wide *wide;
    size_t *touched, ntouched;
    cut *found;
    size_t nfound, number;
};

typedef vp_cutter cutter;

vp_status vp_cutter_new(vp_cutter **out, vp_ladder *l)
{
    size_t n = l->base.n, rows = l->lp->most_rows;
    cutter *k;
    VP_ALLOC(k, vp_arena_alloc(l->arena, sizeof *k), l->err);
    *k = (cutter){.l = l, .n = n};
    VP_ALLOC(k->z, vp_arena_array(l->arena, n, sizeof *k->z), l->err);
    VP_ALLOC(k->x, vp_arena_array(l->arena, n, sizeof *k->x), l->err);
    VP_ALLOC(k->slack, vp_arena_array(l->arena, rows, sizeof *k->slack), l->err);
    VP_ALLOC(k->weight, vp_arena_array(l->arena, rows, sizeof *k->weight), l->err);
    VP_ALLOC(k->sum, vp_arena_array(l->arena, n, sizeof *k->sum), l->err);
    VP_ALLOC(k->wide, vp_arena_array(l->arena, n, sizeof *k->wide), l->err);
    VP_ALLOC(k->a, vp_arena_array(l->arena, n, sizeof *k->a), l->err);
    VP_ALLOC(k->coef, vp_arena_array(l->arena, n, sizeof *k->coef), l->err);
    VP_ALLOC(k->touched, vp_arena_array(l->arena, n, sizeof *k->touched), l->err);
    VP_ALLOC(k->found, vp_arena_array(l->arena, FOUND, sizeof *k->found), l->err);
    *out = k;
    return VP_OK;
}

/* The program's point, and what it leaves of each row. */
static void look(cutter *k)
{
    vp_ladder *l = k->l;
    k->nfound = 0;
    for (size_t j = 0; j < k->n; j++)
        k->z[j] = vp_lp_x(l->lp, j);
    for (size_t i = 0; i < k->n; i++)
        k->x[i] = vp_ladder_x(l, i);
    for (size_t r = 0; r < l->lp->m; r++) {
        const vp_rung_row *row = &l->rows[r];
        double s = (double)row->bound;
        for (size_t e = 0; e < row->n; e++)
            s -= (double)row->coef[e] * k->z[row->at[e]];
        k->slack[r] = s > 0 ? s : 0;
        l->steps += row->n;
    }
}

/* ---- rounding ---- */

static int64_t floor_of(int64_t a, int64_t d)
{
    return a / d - (a % d < 0);
}

static int64_t rounded(int64_t a, int64_t d, int64_t f)
{
    int64_t q = floor_of(a, d), rest = a - q * d;
    return q * (d - f) + (rest > f ? rest - f : 0);
}

/* b less the coefficients that are complemented; false: it is too large. */
static bool complemented(const cutter *k, const double *point, vp_wide bound, int64_t *b)
{
    for (size_t e = 0; e < k->ntouched; e++) {
        size_t v = k->touched[e];
        bound -= point[v] > 0.5 ? k->a[v] : 0;
    }
    if (bound > LARGEST || bound < -LARGEST)
        return false;
    *b = (int64_t)bound;
    return true;
}

/* How far the point is out when a is rounded with d, in about the length of the cut; 0: it is not. */
static double try_divisor(const cutter *k, const double *point, int64_t b, int64_t d, bool slacks)
{
    int64_t f = b - floor_of(b, d) * d;
    if (f == 0)
        return 0;
    double out = -(double)rounded(b, d, f), length = 0;
    for (size_t e = 0; e < k->ntouched; e++) {
        size_t v = k->touched[e];
        bool flip = point[v] > 0.5;
        double c = (double)rounded(flip ? -k->a[v] : k->a[v], d, f);
        out += c * (flip ? 1 - point[v] : point[v]);
        length += c * c;
    }
    for (size_t r = 0; slacks && r < k->l->lp->m; r++)
        if (k->weight[r] != 0 && k->slack[r] > 0)
            out += (double)rounded(k->weight[r], d, f) * k->slack[r];
    return out > 0 && length > 0 ? out * out / length : 0;
}

/* The cut of that divisor, over the variables of the point; false: it is too large. */
static bool round_by(cutter *k, const double *point, int64_t b, int64_t d, bool slacks, vp_wide *bound)
{
    const vp_ladder *l = k->l;
    int64_t f = b - floor_of(b, d) * d;
    *bound = rounded(b, d, f);
    memset(k->wide, 0, k->n * sizeof *k->wide);
    for (size_t e = 0; e < k->ntouched; e++) {
        size_t v = k->touched[e];
        bool flip = point[v] > 0.5;
        int64_t c = rounded(flip ? -k->a[v] : k->a[v], d, f);
        *bound -= flip ? c : 0;
        k->wide[v] = flip ? -c : c;
    }
    for (size_t r = 0; slacks && r < l->lp->m; r++) { /* slack = bound - row */
        int64_t by = k->weight[r] ? rounded(k->weight[r], d, f) : 0;
        if (by == 0)
            continue;
        *bound -= (vp_wide)by * l->rows[r].bound;
        for (size_t e = 0; e < l->rows[r].n; e++)
            k->wide[l->rows[r].at[e]] -= (vp_wide)by * l->rows[r].coef[e];
    }
    for (size_t v = 0; v < k->n; v++)
        if (k->wide[v] > LONGEST || k->wide[v] < -LONGEST)
            return false;
    return *bound < LONGEST * 16 && *bound > -LONGEST * 16;
}

/* Smaller numbers: the row halved and rounded down as often as it takes; x >= 0. */
static int64_t shorten(cutter *k, vp_wide bound)
{
    vp_wide most = 0;
    int by = 0;
    for (size_t v = 0; v < k->n; v++) {
        vp_wide a = k->wide[v] < 0 ? -k->wide[v] : k->wide[v];
        most = a > most ? a : most;
    }
    for (; most >> by > SHORT; by++)
        ;
    for (size_t v = 0; v < k->n; v++)
        k->coef[v] = (int64_t)(k->wide[v] >> by);
    return (int64_t)(bound >> by);
}

/* ---- what is found ---- */

/* Keep it, over rungs, when it is among the most violated. */
static vp_status keep(cutter *k, bool by_item, int64_t bound)
{
    vp_ladder *l = k->l;
    double out = -(double)bound, length = 0;
    int64_t *coef = k->coef;
    if (by_item) { /* x = z - z of the rung above: what an item has more than the one below */
        for (size_t j = k->n; j-- > 0; ) {
            bool foot = j == l->base.group[l->group_of[j]];
            k->wide[j] = (vp_wide)coef[l->item[j]] - (foot ? 0 : coef[l->item[j - 1]]);
        }
        for (size_t j = 0; j < k->n; j++)
            coef[j] = (int64_t)k->wide[j];
    }
    for (size_t j = 0; j < k->n; j++) {
        out += (double)coef[j] * k->z[j];
        length += (double)coef[j] * (double)coef[j];
    }
    l->steps += k->n;
    double distance = out > 0 && length > 0 ? out * out / length : 0;
    if (distance < ENOUGH)
        return VP_OK;
    size_t at = k->nfound;
    if (at == FOUND) {
        at = 0;
        for (size_t c = 1; c < FOUND; c++)
            at = k->found[c].distance < k->found[at].distance ? c : at;
        if (k->found[at].distance >= distance)
            return VP_OK;
    } else {
        k->nfound++;
        if (!k->found[at].coef)
            VP_ALLOC(k->found[at].coef, vp_arena_array(l->arena, k->n, sizeof *coef), l->err);
    }
    memcpy(k->found[at].coef, coef, k->n * sizeof *coef);
    k->found[at].bound = bound;
    k->found[at].distance = distance;
    k->found[at].length = length;
    k->found[at].number = k->number++;
    return VP_OK;
}

static vp_status best_rounding(cutter *k, const double *point, vp_wide bound, const int64_t *divisor, size_t n,
                               bool slacks)
{
    double most = ENOUGH / 100;
    int64_t b, best = 0;
    vp_wide to;
    if (!complemented(k, point, bound, &b))
        return VP_OK;
    for (size_t d = 0; d < n; d++) {
        if (divisor[d] < 2)
            continue;
        double out = try_divisor(k, point, b, divisor[d], slacks);
        k->l->steps += 2 * k->ntouched;
        if (out > most) {
            most = out;
            best = divisor[d];
        }
    }
    int64_t first = best;
    for (int64_t by = 2; first && by <= 8; by *= 2) {
        double out = first / by > 1 ? try_divisor(k, point, b, first / by, slacks) : 0;
        if (out > most) {
            most = out;
            best = first / by;
        }
    }
    if (best == 0 || !round_by(k, point, b, best, slacks, &to))
        return VP_OK;
    return keep(k, point == k->x, shorten(k, to));
}

/* ---- rows, and lines of the tableau ---- */

static size_t add_divisor(int64_t *to, size_t n, int64_t d)
{
    d = d < 0 ? -d : d;
    for (size_t k = 0; k < n; k++)
        if (to[k] == d)
            return n;
    if (d < 2 || n == DIVISORS)
        return n;
    to[n] = d;
    return n + 1;
}

/* A row as it is, over rungs and over items. */
static vp_status round_row(cutter *k, const vp_rung_row *row)
{
    const vp_ladder *l = k->l;
    int64_t divisor[DIVISORS];
    size_t n = 0;
    k->ntouched = 0;
    for (size_t e = 0; e < row->n; e++) {
        size_t j = row->at[e];
        k->a[j] = row->coef[e];
        k->touched[k->ntouched++] = j;
        if (k->z[j] > WHOLE && k->z[j] < 1 - WHOLE)
            n = add_divisor(divisor, n, row->coef[e]);
    }
    if (n > 0)
        VP_TRY(best_rounding(k, k->z, row->bound, divisor, n, false));
    bool ladders = false;
    n = k->ntouched = 0;
    memset(k->coef, 0, k->n * sizeof *k->coef);
    for (size_t e = 0; e < row->n; e++)
        k->coef[row->at[e]] = row->coef[e];
    for (size_t j = 0; j < k->n; j++) {
        size_t i = l->item[j];
        bool foot = j == l->base.group[l->group_of[j]];
        k->a[i] = k->coef[j] + (foot ? 0 : k->a[l->item[j - 1]]);
        ladders = ladders || (!foot && k->a[i] != 0);
        if (k->a[i] != 0)
            k->touched[k->ntouched++] = i;
        if (k->a[i] != 0 && k->x[i] > WHOLE && k->x[i] < 1 - WHOLE)
            n = add_divisor(divisor, n, k->a[i]);
    }
    return ladders && n > 0 ? best_rounding(k, k->x, row->bound, divisor, n, false) : VP_OK;
}

/* The line of a basic rung, in units of 2^-TABLEAU_BITS. */
static vp_status round_line(cutter *k, size_t j)
{
    vp_ladder *l = k->l;
    const int64_t d = (int64_t)1 << TABLEAU_BITS;
    const int64_t divisor[] = {d, d / 3, d / 5, d / 7};
    vp_wide bound = 0;
    memset(k->sum, 0, k->n * sizeof *k->sum);
    for (size_t r = 0; r < l->lp->m; r++) {
        const vp_rung_row *row = &l->rows[r];
        double w = vp_lp_line(l->lp, j, r) / (double)row->size * (double)d;
        k->weight[r] = w < 1e15 && w > -1e15 ? (int64_t)w : 0;
        if (k->weight[r] == 0)
            continue;
        bound += (vp_wide)k->weight[r] * row->bound;
        for (size_t e = 0; e < row->n; e++)
            k->sum[row->at[e]] += (vp_wide)k->weight[r] * row->coef[e];
        l->steps += row->n;
    }
    k->ntouched = 0;
    for (size_t v = 0; v < k->n; v++) {
        if (k->sum[v] > LARGEST || k->sum[v] < -LARGEST)
            return VP_OK;
        k->a[v] = (int64_t)k->sum[v];
        if (k->a[v] != 0)
            k->touched[k->ntouched++] = v;
    }
    return best_rounding(k, k->z, bound, divisor, sizeof divisor / sizeof *divisor, true);
}

/* ---- choosing ---- */

static int by_distance(const void *a, const void *b)
{
    const cut *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance > y->distance ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool parallel(const cutter *k, const cut *a, const cut *b)
{
    double dot = 0;
    for (size_t j = 0; j < k->n; j++)
        dot += (double)a->coef[j] * (double)b->coef[j];
    return dot > 0 && dot * dot > PARALLEL * PARALLEL * a->length * b->length;
}

static vp_status tell(cutter *k, const cut *c)
{
    vp_ladder *l = k->l;
    vp_rung_row row = {.bound = c->bound, .size = 1};
    size_t *at;
    int64_t *coef;
    VP_ALLOC(at, vp_arena_array(l->arena, k->n, sizeof *at), l->err);
    VP_ALLOC(coef, vp_arena_array(l->arena, k->n, sizeof *coef), l->err);
    for (size_t j = 0; j < k->n; j++) {
        int64_t a = c->coef[j] < 0 ? -c->coef[j] : c->coef[j];
        if (a == 0)
            continue;
        at[row.n] = j;
        coef[row.n++] = c->coef[j];
        row.size = a > row.size ? a : row.size;
    }
    row.at = at;
    row.coef = coef;
    return vp_ladder_cut(l, &row);
}

vp_status vp_cutter_add(vp_cutter *k, size_t most, size_t *added)
{
    vp_ladder *l = k->l;
    size_t taken = 0, before = l->ncuts;
    look(k);
    for (size_t r = 0; r < l->lp->m; r++)
        if (l->row_of[r] != VP_NO_ROW && !vp_ladder_is_soft(l, l->row_of[r]))
            VP_TRY(round_row(k, &l->rows[r]));
    for (size_t j = 0; j < k->n; j++)
        if (l->lp->is_basic[j] && k->z[j] > WHOLE && k->z[j] < 1 - WHOLE)
            VP_TRY(round_line(k, j));
    qsort(k->found, k->nfound, sizeof *k->found, by_distance);
    for (size_t c = 0; c < k->nfound && taken < most; c++) {
        bool fine = true;
        for (size_t t = 0; t < taken && fine; t++)
            fine = !parallel(k, &k->found[c], &k->found[t]);
        if (!fine)
            continue;
        cut swap = k->found[taken];
        k->found[taken] = k->found[c];
        k->found[c] = swap;
        VP_TRY(tell(k, &k->found[taken++]));
    }
    l->steps += k->nfound * taken * k->n / 2;
    *added = l->ncuts - before;
    return VP_OK;
}
