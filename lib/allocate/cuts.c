/* Mixed-integer rounding (H. Marchand and L. A. Wolsey, "Aggregation and mixed integer rounding to solve MIPs", 2001).
   From sum a x <= b over integers x >= 0, a divisor d and f = b mod d follows sum F(a) x <= F(b) with
   F(v) = floor(v / d) (d - f) + max(0, v mod d - f); items near 1 are complemented beforehand. A slack is an integer
   variable as well, written out again in the items. All in integers: what is added is proved by the formula. */
#include <string.h>
#include "cuts.h"

enum { SHORT = 1 << 24 };
#define LARGEST ((vp_wide)1 << 44) /* coefficient of a cut, so that sums stay far from the end of 64 bits */

vp_status vp_cutter_new(vp_cutter **out, const vp_choice *c, vp_arena *arena, vp_err *err)
{
    vp_cutter *k;
    VP_ALLOC(k, vp_arena_alloc(arena, sizeof *k), err);
    k->c = c;
    VP_ALLOC(k->sum, vp_arena_array(arena, c->n, sizeof *k->sum), err);
    VP_ALLOC(k->by, vp_arena_array(arena, c->nrows, sizeof *k->by), err);
    VP_ALLOC(k->trial, vp_arena_array(arena, c->n, sizeof *k->trial), err);
    *out = k;
    return VP_OK;
}

static vp_wide floor_of(vp_wide a, vp_wide d)
{
    return a / d - (a % d < 0);
}

static vp_wide rounded(vp_wide a, int64_t d, vp_wide f)
{
    vp_wide q = floor_of(a, d), rest = a - q * d;
    return q * (d - f) + (rest > f ? rest - f : 0);
}

/* Round with one divisor into trial. Returns how far the point is out, in lengths of the cut; 0: not, or too large. */
static double round_by(vp_cutter *k, const int64_t *weight, int64_t d, int64_t *bound)
{
    const vp_choice *c = k->c;
    vp_wide b = k->bound, rhs, *by = k->by;
    for (size_t i = 0; i < c->n; i++)
        b -= k->x[i] > 0.5 ? k->sum[i] : 0;
    vp_wide f = b - floor_of(b, d) * d;
    if (f == 0)
        return 0;
    rhs = rounded(b, d, f);
    for (size_t r = 0; r < c->nrows; r++) { /* slack = bound - row: rounded it is F(weight) times that */
        by[r] = weight[r] ? rounded(weight[r], d, f) : 0;
        rhs -= by[r] * c->bound[r];
    }
    double out = 0, length = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool flip = k->x[i] > 0.5;
        vp_wide a = rounded(flip ? -k->sum[i] : k->sum[i], d, f);
        rhs -= flip ? a : 0;
        a = flip ? -a : a;
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            a -= by[c->row[e]] * c->coef[e];
        if (a > LARGEST || a < -LARGEST)
            return 0;
        k->trial[i] = (int64_t)a;
        out += (double)a * k->x[i];
        length += (double)a * (double)a;
    }
    k->steps += c->n;
    if (rhs > LARGEST * 1024 || rhs < -LARGEST * 1024)
        return 0;
    *bound = (int64_t)rhs;
    out -= (double)rhs;
    return out > 0 && length > 0 ? out * out / length : 0;
}

/* Smaller numbers: the row halved and rounded down, as often as it takes. */
static void shorten(vp_cut *cut, size_t n)
{
    int64_t most = 0;
    int by = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t a = cut->coef[i] < 0 ? -cut->coef[i] : cut->coef[i];
        most = a > most ? a : most;
    }
    for (; most >> by > SHORT; by++)
        ;
    for (size_t i = 0; by > 0 && i < n; i++)
        cut->coef[i] >>= by;
    cut->bound >>= by;
}

bool vp_cutter_round(vp_cutter *k, const int64_t *weight, const int64_t *divisor, size_t ndivisors, vp_cut *cut)
{
    const vp_choice *c = k->c;
    const double enough = 1e-8;
    memset(k->sum, 0, c->n * sizeof *k->sum);
    k->bound = 0;
    for (size_t r = 0; r < c->nrows; r++)
        k->bound += (vp_wide)weight[r] * c->bound[r];
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            k->sum[i] += (vp_wide)weight[c->row[e]] * c->coef[e];
    cut->violation = enough;
    for (size_t d = 0; d < ndivisors; d++) {
        int64_t bound = 0;
        double out = divisor[d] > 1 ? round_by(k, weight, divisor[d], &bound) : 0;
        if (out <= cut->violation)
            continue;
        cut->violation = out;
        cut->bound = bound;
        memcpy(cut->coef, k->trial, c->n * sizeof *cut->coef);
    }
    if (cut->violation > enough)
        shorten(cut, c->n);
    return cut->violation > enough;
}
