/* Cuts of a proof: rows, and lines of the program's tableau, rounded by divisors that are likely to help (H. Marchand
   and L. A. Wolsey, 2001). What is tried is worked out by the machine, as whoever checks it will. */
#include <string.h>
#include "prover.h"

enum { DIVISORS = 48, SHORT = 1 << 24 };

/* A cut that is worth adding, with memory of its own. */
typedef struct found { vp_machine_cut cut; double violation; } found;

typedef struct round_of_cuts {
    vp_prover *p;
    found at[VP_CUTS_A_ROUND];
    size_t n;
    size_t *flipped, nflipped;
} round_of_cuts;

static int64_t size_of(int64_t a)
{
    return a < 0 ? -a : a;
}

/* How far the point is out, in lengths of the cut. */
static double violation(const vp_prover *p, const vp_machine_row *row)
{
    double out = -(double)row->bound, length = 0;
    for (size_t e = 0; e < row->n; e++) {
        double a = (double)row->at[e].coef;
        out += a * vp_prover_x(p, row->at[e].item);
        length += a * a;
    }
    return out > 0 && length > 0 ? out * out / length : 0;
}

static vp_status try_cut(round_of_cuts *c, vp_machine_cut *cut, double *best, vp_machine_cut *kept)
{
    vp_prover *p = c->p;
    vp_mark mark = vp_arena_mark(p->arena);
    vp_machine_row row;
    bool fits;
    double v = 0;
    cut->shift = 0;
    VP_TRY(vp_machine_cut_out(&p->k, cut, &row, &fits));
    p->steps += p->k.m->n;
    if (fits) {
        int64_t most = 0;
        for (size_t e = 0; e < row.n; e++)
            most = size_of(row.at[e].coef) > most ? size_of(row.at[e].coef) : most;
        for (; most >> cut->shift > SHORT; cut->shift++)
            ;
        v = violation(p, &row);
        if (cut->shift > 0 && v > *best) {
            VP_TRY(vp_machine_cut_out(&p->k, cut, &row, &fits));
            v = fits ? violation(p, &row) : 0;
        }
    }
    vp_arena_rewind(p->arena, mark);
    if (v > *best) {
        *best = v;
        *kept = *cut;
    }
    return VP_OK;
}

static vp_status collect(round_of_cuts *c, const vp_machine_cut *cut, double v)
{
    vp_arena *arena = c->p->arena;
    vp_err *err = c->p->err;
    size_t at = c->n;
    if (c->n == VP_CUTS_A_ROUND) {
        at = 0;
        for (size_t k = 1; k < c->n; k++)
            at = c->at[k].violation < c->at[at].violation ? k : at;
        if (c->at[at].violation >= v)
            return VP_OK;
    } else {
        c->n++;
    }
    found *f = &c->at[at];
    *f = (found){*cut, v};
    VP_ALLOC(f->cut.row, vp_arena_copy(arena, cut->row, cut->nrows, sizeof *cut->row), err);
    VP_ALLOC(f->cut.weight, vp_arena_copy(arena, cut->weight, cut->nrows, sizeof *cut->weight), err);
    return VP_OK;
}

/* The best cut of a weighted sum of rows. */
static vp_status round_sum(round_of_cuts *c, const size_t *row, const int64_t *weight, size_t n, const int64_t *divisor,
                           size_t ndivisors)
{
    vp_machine_cut cut = {.row = row, .weight = weight, .nrows = n, .flipped = c->flipped, .nflipped = c->nflipped};
    vp_machine_cut kept = {0};
    double best = 1e-8;
    for (size_t d = 0; d < ndivisors; d++) {
        cut.divisor = divisor[d];
        if (cut.divisor > 1)
            VP_TRY(try_cut(c, &cut, &best, &kept));
    }
    return kept.divisor ? collect(c, &kept, best) : VP_OK;
}

/* Coefficients of what the program takes in part, their halves and quarters. */
static size_t divisors(const vp_prover *p, const vp_machine_row *row, int64_t *to)
{
    size_t n = 0;
    for (size_t e = 0; e < row->n && n + 3 <= DIVISORS; e++)
        if (vp_prover_part(p, row->at[e].item) > 0) {
            int64_t a = size_of(row->at[e].coef);
            to[n++] = a;
            to[n++] = a / 2;
            to[n++] = a / 4;
        }
    return n;
}

/* The line of the tableau of a variable that is taken in part, in whole numbers. */
static vp_status round_line(round_of_cuts *c, size_t v, size_t *row, int64_t *weight)
{
    const int64_t d = (int64_t)1 << 28, divisor[] = {d, d / 2, d / 3, d / 5};
    const vp_prover *p = c->p;
    size_t n = 0;
    for (size_t r = 0; r < p->lp->m; r++) {
        double w = vp_lp_line(p->lp, v, r) / p->size[r] * (double)d;
        if (!(w < 1e15 && w > -1e15))
            return VP_OK;
        if ((int64_t)w == 0)
            continue;
        size_t at = n++; /* rows of the program are not in the machine's order */
        for (; at > 0 && row[at - 1] > p->row[r]; at--) {
            row[at] = row[at - 1];
            weight[at] = weight[at - 1];
        }
        row[at] = p->row[r];
        weight[at] = (int64_t)w;
    }
    return round_sum(c, row, weight, n, divisor, 4);
}

/* "cut DIVISOR SHIFT r1 WEIGHT … ~ x1 …": only what the rows have is flipped. */
static vp_status add(vp_prover *p, const vp_machine_cut *cut)
{
    const vp_machine *k = &p->k;
    bool *there;
    size_t *flipped, n = 0;
    vp_machine_cut lean = *cut;
    VP_ALLOC(there, vp_arena_array(p->arena, k->m->n + 1, sizeof *there), p->err);
    VP_ALLOC(flipped, vp_arena_array(p->arena, cut->nflipped + 1, sizeof *flipped), p->err);
    vp_str_addf(p->out, "cut %lld %d", (long long)cut->divisor, cut->shift);
    for (size_t j = 0; j < cut->nrows; j++) {
        vp_str_addf(p->out, " r%zu %lld", cut->row[j] + 1, (long long)cut->weight[j]);
        for (size_t e = 0; e < k->row[cut->row[j]].n; e++)
            there[k->row[cut->row[j]].at[e].item] = true;
    }
    for (size_t j = 0; j < cut->nflipped; j++)
        if (there[cut->flipped[j]] && k->decided[cut->flipped[j]] == VP_OPEN)
            flipped[n++] = cut->flipped[j];
    for (size_t j = 0; j < n; j++)
        vp_str_addf(p->out, j ? " x%zu" : " ~ x%zu", flipped[j] + 1);
    vp_str_addz(p->out, "\n");
    p->lines++;
    lean.flipped = flipped;
    lean.nflipped = n;
    VP_TRY(vp_machine_add_cut(&p->k, &lean));
    return vp_prover_add_row(p, p->k.nrows - 1);
}

vp_status vp_prover_cut(vp_prover *p, size_t *added)
{
    round_of_cuts c = {.p = p};
    int64_t divisor[DIVISORS], *weight, one = 1;
    size_t *row, room = p->lp->most_rows - p->lp->m;
    VP_ALLOC(c.flipped, vp_arena_array(p->arena, p->nvars + 1, sizeof *c.flipped), p->err);
    VP_ALLOC(row, vp_arena_array(p->arena, p->lp->m + 1, sizeof *row), p->err);
    VP_ALLOC(weight, vp_arena_array(p->arena, p->lp->m + 1, sizeof *weight), p->err);
    for (size_t v = 0; v < p->nvars; v++)
        if (p->k.decided[p->item[v]] == VP_OPEN && vp_lp_x(p->lp, v) > 0.5)
            c.flipped[c.nflipped++] = p->item[v];
    for (size_t r = 0; r < p->lp->m; r++) {
        size_t n = divisors(p, &p->k.row[p->row[r]], divisor);
        VP_TRY(round_sum(&c, &p->row[r], &one, 1, divisor, n));
    }
    for (size_t v = 0; v < p->nvars; v++)
        if (p->lp->is_basic[v] && vp_prover_part(p, p->item[v]) > 0)
            VP_TRY(round_line(&c, v, row, weight));
    *added = c.n < room ? c.n : room;
    for (size_t j = 0; j < *added; j++)
        VP_TRY(add(p, &c.at[j].cut));
    return VP_OK;
}
