/* Dual simplex on a condensed dense tableau, all variables bounded, with bound flipping (long steps: I. Maros, "A
   generalized dual phase-2 simplex algorithm", 2003) and Devex weights for the choice of the row. */
#include <string.h>
#include "simplex.h"

#define INFINITE 1e30
#define PRIMAL 1e-7   /* of rows whose largest coefficient is about 1 */
#define SMALL 1e-9    /* pivots below it are none */
enum { REFRESH_AFTER = 2000 };

static double size_of(double a)
{
    return a < 0 ? -a : a;
}

vp_status vp_lp_new(vp_lp **out, size_t n, size_t most_rows, const double *value, vp_arena *arena, vp_err *err)
{
    vp_lp *s;
    size_t all = n + most_rows, cells;
    VP_ALLOC(s, vp_arena_alloc(arena, sizeof *s), err);
    s->n = n;
    s->most_rows = most_rows;
    s->stride = (n + 3) / 4 * 4;
    s->value = value;
    if (__builtin_mul_overflow(s->stride, most_rows, &cells))
        return vp_nomem(err);
    VP_ALLOC(s->t, vp_arena_array(arena, cells, sizeof *s->t), err);
    VP_ALLOC(s->rows, vp_arena_array(arena, most_rows, sizeof *s->rows), err);
    VP_ALLOC(s->d, vp_arena_array(arena, s->stride, sizeof *s->d), err);
    VP_ALLOC(s->beta, vp_arena_array(arena, most_rows, sizeof *s->beta), err);
    VP_ALLOC(s->weight, vp_arena_array(arena, most_rows, sizeof *s->weight), err);
    VP_ALLOC(s->lo, vp_arena_array(arena, all, sizeof *s->lo), err);
    VP_ALLOC(s->hi, vp_arena_array(arena, all, sizeof *s->hi), err);
    VP_ALLOC(s->basic, vp_arena_array(arena, most_rows, sizeof *s->basic), err);
    VP_ALLOC(s->nonbasic, vp_arena_array(arena, n, sizeof *s->nonbasic), err);
    VP_ALLOC(s->place, vp_arena_array(arena, all, sizeof *s->place), err);
    VP_ALLOC(s->is_basic, vp_arena_array(arena, all, sizeof *s->is_basic), err);
    VP_ALLOC(s->upper, vp_arena_array(arena, all, sizeof *s->upper), err);
    VP_ALLOC(s->heap, vp_arena_array(arena, n, sizeof *s->heap), err);
    VP_ALLOC(s->ratio, vp_arena_array(arena, n, sizeof *s->ratio), err);
    VP_ALLOC(s->mark, vp_arena_array(arena, most_rows, sizeof *s->mark), err);
    for (size_t j = 0; j < n; j++) {
        s->hi[j] = 1;
        s->d[j] = value[j];
        s->nonbasic[j] = s->place[j] = j;
        s->upper[j] = value[j] > 0;
        s->z += s->upper[j] ? value[j] : 0;
    }
    *out = s;
    return VP_OK;
}

static double at(const vp_lp *s, size_t x)
{
    return s->upper[x] ? s->hi[x] : s->lo[x];
}

double vp_lp_x(const vp_lp *s, size_t x)
{
    return s->is_basic[x] ? s->beta[s->place[x]] : at(s, x);
}

/* to -= by * from, a row of the tableau. */
static void subtract(double *restrict to, const double *restrict from, double by, size_t stride)
{
    typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));
    pair b = {by, by};
    for (size_t j = 0; j < stride; j += 4) {
        *(pair *)(to + j) -= *(const pair *)(from + j) * b;
        *(pair *)(to + j + 2) -= *(const pair *)(from + j + 2) * b;
    }
}

/* Write row r in terms of the columns. */
static void express(vp_lp *s, size_t r)
{
    double *t = s->t + r * s->stride, b = s->rows[r].bound;
    memset(t, 0, s->stride * sizeof *t);
    for (size_t e = 0; e < s->rows[r].n; e++) {
        size_t x = s->rows[r].at[e];
        b -= s->rows[r].coef[e] * vp_lp_x(s, x);
        if (s->is_basic[x])
            subtract(t, s->t + s->place[x] * s->stride, s->rows[r].coef[e], s->stride);
        else
            t[s->place[x]] += s->rows[r].coef[e];
    }
    s->beta[r] = b;
    s->steps += s->stride;
}

void vp_lp_add_row(vp_lp *s, vp_lp_row row)
{
    size_t r = s->m, x = s->n + r;
    s->rows[r] = row;
    s->weight[r] = 1;
    s->lo[x] = 0;
    s->hi[x] = INFINITE;
    express(s, r);
    s->basic[r] = x;
    s->place[x] = r;
    s->is_basic[x] = true;
    s->upper[x] = false;
    s->m++;
}

void vp_lp_drop_row(vp_lp *s, size_t row)
{
    size_t last = s->m - 1, x = s->n + row, moved = s->n + last, i = s->place[x];
    if (i != last) { /* its line of the tableau becomes the last one's */
        memcpy(s->t + i * s->stride, s->t + last * s->stride, s->stride * sizeof *s->t);
        s->beta[i] = s->beta[last];
        s->weight[i] = s->weight[last];
        s->basic[i] = s->basic[last];
        s->place[s->basic[i]] = i;
    }
    if (x != moved) {
        s->rows[row] = s->rows[last];
        s->lo[x] = s->lo[moved];
        s->hi[x] = s->hi[moved];
        s->is_basic[x] = s->is_basic[moved];
        s->upper[x] = s->upper[moved];
        s->place[x] = s->place[moved];
        *(s->is_basic[x] ? &s->basic[s->place[x]] : &s->nonbasic[s->place[x]]) = x;
    }
    s->m--;
}

void vp_lp_copy(vp_lp *to, const vp_lp *from)
{
    size_t all = from->n + from->m, m = from->m;
    memcpy(to->t, from->t, m * from->stride * sizeof *to->t);
    memcpy(to->d, from->d, from->stride * sizeof *to->d);
    memcpy(to->rows, from->rows, m * sizeof *to->rows);
    memcpy(to->beta, from->beta, m * sizeof *to->beta);
    memcpy(to->weight, from->weight, m * sizeof *to->weight);
    memcpy(to->lo, from->lo, all * sizeof *to->lo);
    memcpy(to->hi, from->hi, all * sizeof *to->hi);
    memcpy(to->basic, from->basic, m * sizeof *to->basic);
    memcpy(to->nonbasic, from->nonbasic, from->n * sizeof *to->nonbasic);
    memcpy(to->place, from->place, all * sizeof *to->place);
    memcpy(to->is_basic, from->is_basic, all * sizeof *to->is_basic);
    memcpy(to->upper, from->upper, all * sizeof *to->upper);
    to->m = m;
    to->z = from->z;
    to->pivots = 0; /* a copy is too short-lived to be made anew */
    to->steps += m * from->stride / 4;
}

/* A nonbasic variable moves by `by`. */
static void move(vp_lp *s, size_t col, double by)
{
    if (by == 0)
        return;
    for (size_t i = 0; i < s->m; i++)
        s->beta[i] -= s->t[i * s->stride + col] * by;
    s->z += s->d[col] * by;
    s->steps += s->m;
}

void vp_lp_bounds(vp_lp *s, size_t x, double lo, double hi)
{
    if (s->is_basic[x]) {
        s->lo[x] = lo;
        s->hi[x] = hi;
        return;
    }
    double before = at(s, x);
    s->lo[x] = lo;
    s->hi[x] = hi;
    s->upper[x] = s->d[s->place[x]] > 0 || (s->d[s->place[x]] == 0 && s->upper[x]);
    move(s, s->place[x], at(s, x) - before);
}

static void pivot(vp_lp *s, size_t r, size_t q)
{
    double *line = s->t + r * s->stride, a = line[q];
    size_t in = s->nonbasic[q], out = s->basic[r];
    double wr = s->weight[r] / (a * a);
    for (size_t j = 0; j < s->stride; j++)
        line[j] /= a;
    line[q] = 1 / a;
    for (size_t i = 0; i < s->m; i++) {
        double *row = s->t + i * s->stride, by = row[q];
        if (i == r || by == 0)
            continue;
        row[q] = 0;
        subtract(row, line, by, s->stride);
        double w = by * by * wr;
        s->weight[i] = s->weight[i] > w ? s->weight[i] : w;
        s->steps += s->stride / 4;
    }
    double by = s->d[q];
    s->d[q] = 0;
    subtract(s->d, line, by, s->stride);
    s->weight[r] = wr > 1 ? wr : 1;
    s->steps += s->stride + s->m;
    s->basic[r] = in;
    s->nonbasic[q] = out;
    s->is_basic[in] = true;
    s->is_basic[out] = false;
    s->place[in] = r;
    s->place[out] = q;
    s->pivots++;
}

/* The row that is furthest out, or SIZE_MAX; *by: how far (below its bound: negative). */
static size_t leaving(const vp_lp *s, double *by)
{
    size_t best = SIZE_MAX;
    double most = 0;
    for (size_t i = 0; i < s->m; i++) {
        size_t x = s->basic[i];
        double off = s->beta[i] < s->lo[x] - PRIMAL ? s->beta[i] - s->lo[x]
                   : s->beta[i] > s->hi[x] + PRIMAL ? s->beta[i] - s->hi[x] : 0;
        double score = off * off / s->weight[i];
        if (off != 0 && score > most) {
            most = score;
            best = i;
            *by = off;
        }
    }
    return best;
}

static bool before(const vp_lp *s, size_t a, size_t b)
{
    return s->ratio[a] < s->ratio[b] || (s->ratio[a] == s->ratio[b] && s->nonbasic[a] < s->nonbasic[b]);
}

static void sink(vp_lp *s, size_t i, size_t n)
{
    for (size_t k; (k = 2 * i + 1) < n; i = k) {
        k += k + 1 < n && before(s, s->heap[k + 1], s->heap[k]);
        if (!before(s, s->heap[k], s->heap[i]))
            return;
        size_t swap = s->heap[i];
        s->heap[i] = s->heap[k];
        s->heap[k] = swap;
    }
}

/* Columns that may enter for a row that is out by `by`, as a heap by their ratio. */
static size_t candidates(vp_lp *s, const double *line, bool low)
{
    size_t n = 0;
    for (size_t j = 0; j < s->n; j++) {
        size_t x = s->nonbasic[j];
        double a = low ? line[j] : -line[j];
        if (s->lo[x] == s->hi[x] || !(s->upper[x] ? a > SMALL : a < -SMALL))
            continue;
        s->ratio[j] = size_of(s->d[j] / a);
        s->heap[n++] = j;
    }
    s->steps += s->n;
    for (size_t i = n / 2; i-- > 0; )
        sink(s, i, n);
    return n;
}

/* The column that enters, those passed on the way flipped; SIZE_MAX: the row can never be mended. */
static size_t entering(vp_lp *s, size_t r, double by)
{
    const double *line = s->t + r * s->stride;
    double slope = size_of(by), near = -1;
    size_t n = candidates(s, line, by < 0), best = SIZE_MAX, flips = 0;
    size_t *flipped = s->heap + n; /* grows down from the end of the heap as it shrinks */
    while (n > 0) {
        size_t j = s->heap[0], x = s->nonbasic[j];
        if (best != SIZE_MAX && s->ratio[j] > near)
            break;
        s->heap[0] = s->heap[--n];
        sink(s, 0, n);
        if (best != SIZE_MAX) { /* among nearly equal ratios the largest pivot */
            if (size_of(line[j]) > size_of(line[best]))
                best = j;
            continue;
        }
        slope -= size_of(line[j]) * (s->hi[x] - s->lo[x]);
        if (slope < SMALL) {
            best = j;
            near = s->ratio[j] + 1e-10;
            continue;
        }
        *--flipped = j;
        flips++;
    }
    if (best == SIZE_MAX)
        return best;
    for (size_t k = flips; k-- > 0; ) {
        size_t x = s->nonbasic[flipped[k]];
        s->upper[x] = !s->upper[x];
        move(s, flipped[k], s->upper[x] ? s->hi[x] - s->lo[x] : s->lo[x] - s->hi[x]);
    }
    return best;
}

/* Put nonbasic variables where their profits want them: rounding may have turned a sign. */
static void tidy(vp_lp *s)
{
    for (size_t j = 0; j < s->n; j++) {
        size_t x = s->nonbasic[j];
        bool up = s->d[j] > 0;
        if (s->d[j] == 0 || up == s->upper[x] || s->hi[x] >= INFINITE)
            continue;
        s->upper[x] = up;
        move(s, j, up ? s->hi[x] - s->lo[x] : s->lo[x] - s->hi[x]);
    }
}

vp_lp_end vp_lp_run(vp_lp *s, double cutoff, size_t most_pivots)
{
    if (s->pivots > REFRESH_AFTER)
        vp_lp_refresh(s);
    for (size_t k = 0; k < most_pivots; k++) {
        double by = 0;
        if (s->z <= cutoff)
            return VP_LP_CUTOFF;
        size_t r = leaving(s, &by);
        if (r == SIZE_MAX)
            return VP_LP_OPTIMAL;
        size_t q = entering(s, r, by);
        s->ray = r;
        s->ray_low = by < 0;
        if (q == SIZE_MAX)
            return VP_LP_INFEASIBLE;
        size_t out = s->basic[r];
        double to = by < 0 ? s->lo[out] : s->hi[out];
        double step = (s->beta[r] - to) / s->t[r * s->stride + q], x = at(s, s->nonbasic[q]);
        move(s, q, step);
        pivot(s, r, q);
        s->beta[r] = x + step;
        s->upper[out] = by > 0;
    }
    return VP_LP_STUCK;
}

void vp_lp_refresh(vp_lp *s)
{
    /* The slack basis, then the variables that shall be basic, each on the largest pivot that is left. */
    size_t *want = s->heap, wanted = 0;
    for (size_t i = 0; i < s->m; i++)
        if (s->basic[i] < s->n)
            want[wanted++] = s->basic[i];
    for (size_t r = 0; r < s->m; r++)
        s->mark[r] = !s->is_basic[s->n + r]; /* its slack is to leave */
    for (size_t x = 0; x < s->n; x++) {
        s->is_basic[x] = false;
        s->place[x] = s->nonbasic[x] = x;
        s->d[x] = s->value[x];
    }
    for (size_t r = 0; r < s->m; r++) {
        size_t x = s->n + r;
        s->basic[r] = x;
        s->is_basic[x] = true;
        s->place[x] = r;
    }
    for (size_t r = 0; r < s->m; r++) {
        double *t = s->t + r * s->stride;
        memset(t, 0, s->stride * sizeof *t);
        for (size_t e = 0; e < s->rows[r].n; e++)
            t[s->rows[r].at[e]] += s->rows[r].coef[e];
    }
    for (size_t k = 0; k < wanted; k++) {
        size_t q = s->place[want[k]], best = SIZE_MAX;
        for (size_t r = 0; r < s->m; r++) {
            double a = size_of(s->t[r * s->stride + q]);
            if (s->mark[r] && s->basic[r] >= s->n && a > SMALL &&
                (best == SIZE_MAX || a > size_of(s->t[best * s->stride + q])))
                best = r;
        }
        if (best != SIZE_MAX)
            pivot(s, best, q);
    }
    s->z = 0;
    for (size_t r = 0; r < s->m; r++) {
        s->weight[r] = 1;
        if (s->basic[r] >= s->n)
            s->upper[s->basic[r]] = false;
    }
    /* Values: what the nonbasic variables leave of the rows, through the basis. */
    for (size_t r = 0; r < s->m; r++) {
        double b = 0;
        for (size_t k = 0; k < s->m; k++)
            b += vp_lp_line(s, s->basic[r], k) * s->rows[k].bound;
        for (size_t j = 0; j < s->n; j++)
            b -= s->t[r * s->stride + j] * at(s, s->nonbasic[j]);
        s->beta[r] = b;
    }
    for (size_t x = 0; x < s->n; x++)
        s->z += s->value[x] * vp_lp_x(s, x);
    s->pivots = 0;
    tidy(s);
}

double vp_lp_price(const vp_lp *s, size_t row)
{
    size_t x = s->n + row;
    double d = s->is_basic[x] ? 0 : -s->d[s->place[x]];
    return d > 0 ? d : 0;
}

double vp_lp_line(const vp_lp *s, size_t x, size_t row)
{
    size_t slack = s->n + row;
    if (s->is_basic[slack])
        return x == slack;
    return s->t[s->place[x] * s->stride + s->place[slack]];
}

double vp_lp_ray(const vp_lp *s, size_t row)
{
    double a = vp_lp_line(s, s->basic[s->ray], row);
    a = s->ray_low ? a : -a;
    return a > 0 ? a : 0;
}
