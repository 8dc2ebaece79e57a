/* Depth first, with a linear program that proposes prices and points. A node is closed when the exact bound at these
   prices is not above the best value, or when exact multipliers show that nothing fits; whatever would lose more than
   the gap is decided on the way. */
#include <string.h>
#include "cuts.h"
#include "lagrange.h"
#include "simplex.h"
#include "tree.h"

#define WHOLE 1e-6 /* that near a whole number is whole */
enum { CUT_ROUNDS = 30, MOST_CUTS = 100, CUTS_A_ROUND = 30, MOST_PIVOTS = 20000, GREEDY_EVERY = 8 };

typedef struct frame { size_t trail, item; bool up, second; vp_wide bound; double z, part; } frame;

typedef struct tree {
    vp_choice c;               /* with the cuts as further rows */
    bool *soft;
    size_t cuts_from;          /* rows from here on are cuts of this tree */
    vp_lagrange g;
    vp_lp *lp;
    double scale, *worth;      /* values as the program sees them: value / scale */
    vp_tree_answer *a;
    int64_t best;              /* lists worth no more are of no interest */
    uint64_t limit;
    size_t *trail, ntrail;
    frame *frames;
    size_t depth;
    vp_wide bound;             /* of the node, scaled */
    double *up, *down;         /* of each item: what a unit of it has cost so far, */
    unsigned *nup, *ndown;     /* and how often that was seen */
    bool *list;
    int64_t *use;
    uint64_t other;            /* steps of neither pass nor program */
    vp_arena *arena;
    vp_err *err;
} tree;

static uint64_t steps_of(const tree *t)
{
    return t->g.steps + t->lp->steps + t->other;
}

/* ---- decisions ---- */

static void decide(tree *t, size_t i, vp_fix how)
{
    t->g.fix[i] = (unsigned char)how;
    t->trail[t->ntrail++] = i;
    vp_lp_bounds(t->lp, i, how == VP_IN, how == VP_IN);
}

static void undo(tree *t, size_t trail)
{
    while (t->ntrail > trail) {
        size_t i = t->trail[--t->ntrail];
        t->g.fix[i] = VP_FREE;
        vp_lp_bounds(t->lp, i, 0, 1);
    }
}

/* ---- lists ---- */

static bool keeps_rows(const tree *t, const bool *list, int64_t *value)
{
    const vp_choice *c = &t->c;
    memset(t->use, 0, c->nrows * sizeof *t->use);
    *value = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = c->first[i]; list[i] && e < c->first[i + 1]; e++)
            t->use[c->row[e]] += c->coef[e];
    for (size_t i = 0; i < c->n; i++)
        *value += list[i] ? c->value[i] : 0;
    for (size_t r = 0; r < c->nrows; r++)
        if (t->use[r] > c->bound[r])
            return false;
    return true;
}

static void offer(tree *t, const bool *list)
{
    int64_t value;
    t->other += t->c.n;
    if (!keeps_rows(t, list, &value) || value <= t->best)
        return;
    t->best = t->a->value = value;
    t->a->found = true;
    memcpy(t->a->chosen, list, t->c.n * sizeof *list);
}

static bool room_for(const tree *t, size_t i)
{
    const vp_choice *c = &t->c;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        if (c->coef[e] > 0 && t->use[c->row[e]] + c->coef[e] > c->bound[c->row[e]])
            return false;
    return true;
}

/* What the program takes whole, then what still fits, the fullest part first. */
static void greedy(tree *t)
{
    const vp_choice *c = &t->c;
    int64_t value;
    for (size_t i = 0; i < c->n; i++)
        t->list[i] = vp_lp_x(t->lp, i) > 1 - WHOLE;
    keeps_rows(t, t->list, &value);
    for (double least = 0.5; ; least = 0) {
        for (size_t i = 0; i < c->n; i++)
            if (!t->list[i] && t->g.fix[i] != VP_OUT && vp_lp_x(t->lp, i) >= least && room_for(t, i)) {
                t->list[i] = true;
                for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
                    t->use[c->row[e]] += c->coef[e];
            }
        if (least == 0)
            break;
    }
    t->other += 2 * c->n;
    offer(t, t->list);
}

/* ---- a node ---- */

static bool hopeless(const tree *t, vp_wide bound)
{
    return vp_lagrange_floor(&t->g, bound) <= t->best;
}

/* The program's prices, in value per unit of the rows. */
static void take_prices(tree *t)
{
    for (size_t r = 0; r < t->c.nrows; r++)
        t->g.u[r] = t->soft[r] ? 0 : vp_lagrange_price(&t->g, vp_lp_price(t->lp, r) * t->scale / (double)t->g.size[r]);
}

/* The multipliers by which rows contradict each other, as large as they may be. */
static void take_ray(tree *t)
{
    double most = 1e-30;
    for (size_t r = 0; r < t->c.nrows; r++) {
        double p = t->soft[r] ? 0 : vp_lp_ray(t->lp, r) / (double)t->g.size[r];
        most = p > most ? p : most;
    }
    for (size_t r = 0; r < t->c.nrows; r++)
        t->g.u[r] = t->soft[r] ? 0 : (int64_t)(vp_lp_ray(t->lp, r) / (double)t->g.size[r] / most *
                                               (double)t->g.most_price);
}

/* Exact: nothing fits here. */
static bool shown_infeasible(tree *t)
{
    take_ray(t);
    vp_lagrange_pass(&t->g, true);
    return !t->g.possible || t->g.bound < 0;
}

/* Decide what would lose more than the gap. True: something that the program had otherwise. */
static bool fix_by_loss(tree *t)
{
    bool moved = false;
    for (size_t i = 0; i < t->c.n; i++)
        if (t->g.fix[i] == VP_FREE && hopeless(t, t->g.bound - t->g.loss[i])) {
            double x = vp_lp_x(t->lp, i);
            moved = moved || (t->g.x[i] ? x < 1 - WHOLE : x > WHOLE);
            decide(t, i, t->g.x[i] ? VP_IN : VP_OUT);
        }
    return moved;
}

/* The fractional part of an item, 0 when it is whole. */
static double part_of(const tree *t, size_t i)
{
    double x = vp_lp_x(t->lp, i);
    return t->g.fix[i] != VP_FREE || x < WHOLE || x > 1 - WHOLE ? 0 : x;
}

/* The bound of the node as low as the program brings it. False: it is closed. *whole: the point is whole. */
static bool node(tree *t, bool *whole)
{
    *whole = false;
    for (int again = 0; again < 20; again++) {
        double cutoff = ((double)t->best + 0.999) / t->scale;
        vp_lp_end end = vp_lp_run(t->lp, cutoff, MOST_PIVOTS);
        if (end == VP_LP_INFEASIBLE && shown_infeasible(t))
            return false;
        take_prices(t);
        vp_lagrange_pass(&t->g, false);
        if (again == 0 || t->g.bound < t->bound)
            t->bound = t->g.bound;
        if (!t->g.possible || hopeless(t, t->g.bound))
            return false;
        if (t->g.fits)
            offer(t, t->g.x);
        bool moved = fix_by_loss(t);
        if (end == VP_LP_CUTOFF || end == VP_LP_INFEASIBLE)
            vp_lp_refresh(t->lp); /* rounding: the program says less than integers do */
        if (!moved && end != VP_LP_CUTOFF) {
            *whole = end == VP_LP_OPTIMAL;
            for (size_t i = 0; *whole && i < t->c.n; i++)
                *whole = part_of(t, i) == 0;
            if (*whole) {
                for (size_t i = 0; i < t->c.n; i++)
                    t->list[i] = vp_lp_x(t->lp, i) > 0.5;
                offer(t, t->list);
            }
            return !hopeless(t, t->bound);
        }
    }
    return !hopeless(t, t->bound);
}

/* ---- cuts ---- */

/* Write the rows anew with one more. */
static vp_status append(tree *t, const vp_cut *cut)
{
    vp_choice *c = &t->c;
    size_t entries = c->first[c->n], *first, *row, at = 0;
    int64_t *coef, *bound, *size;
    bool *soft;
    for (size_t i = 0; i < c->n; i++)
        entries += cut->coef[i] != 0;
    VP_ALLOC(first, vp_arena_array(t->arena, c->n + 1, sizeof *first), t->err);
    VP_ALLOC(row, vp_arena_array(t->arena, entries, sizeof *row), t->err);
    VP_ALLOC(coef, vp_arena_array(t->arena, entries, sizeof *coef), t->err);
    VP_ALLOC(bound, vp_arena_array(t->arena, c->nrows + 1, sizeof *bound), t->err);
    VP_ALLOC(size, vp_arena_array(t->arena, c->nrows + 1, sizeof *size), t->err);
    VP_ALLOC(soft, vp_arena_array(t->arena, c->nrows + 1, sizeof *soft), t->err);
    for (size_t i = 0; i < c->n; i++) {
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++) {
            row[at] = c->row[e];
            coef[at++] = c->coef[e];
        }
        if (cut->coef[i] != 0) {
            row[at] = c->nrows;
            coef[at++] = cut->coef[i];
        }
        first[i + 1] = at;
    }
    memcpy(bound, c->bound, c->nrows * sizeof *bound);
    memcpy(size, t->g.size, c->nrows * sizeof *size);
    memcpy(soft, t->soft, c->nrows * sizeof *soft);
    bound[c->nrows] = cut->bound;
    c->first = first;
    c->row = row;
    c->coef = coef;
    c->bound = bound;
    t->g.size = size;
    t->soft = soft;
    c->nrows++;
    return VP_OK;
}

/* Tell the program of row r, scaled to its largest coefficient; so is g.size. */
static vp_status tell_program(tree *t, size_t r)
{
    const vp_choice *c = &t->c;
    size_t n = 0, *at;
    double *coef;
    int64_t most = 1;
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            if (c->row[e] == r) {
                int64_t a = c->coef[e] < 0 ? -c->coef[e] : c->coef[e];
                most = a > most ? a : most;
                n++;
            }
    VP_ALLOC(at, vp_arena_array(t->arena, n, sizeof *at), t->err);
    VP_ALLOC(coef, vp_arena_array(t->arena, n, sizeof *coef), t->err);
    n = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            if (c->row[e] == r) {
                at[n] = i;
                coef[n++] = (double)c->coef[e] / (double)most;
            }
    t->g.size[r] = most;
    vp_lp_add_row(t->lp, (vp_lp_row){at, coef, n, (double)c->bound[r] / (double)most});
    return VP_OK;
}

/* Candidates for divisors of a row: coefficients of what the program takes in part. */
static size_t divisors(const tree *t, size_t r, int64_t *to, size_t most)
{
    const vp_choice *c = &t->c;
    size_t n = 0;
    for (size_t i = 0; i < c->n && n + 3 < most; i++) {
        if (part_of(t, i) == 0)
            continue;
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            if (c->row[e] == r && n + 3 < most) {
                int64_t a = c->coef[e] < 0 ? -c->coef[e] : c->coef[e];
                to[n++] = a;
                to[n++] = a / 2;
                to[n++] = a / 4;
            }
    }
    return n;
}

typedef struct cuts { vp_cut at[CUTS_A_ROUND]; size_t n; } cuts;

/* Keep the most violated. */
static vp_status collect(tree *t, cuts *all, const vp_cut *cut)
{
    size_t at = all->n;
    if (all->n == CUTS_A_ROUND) {
        at = 0;
        for (size_t k = 1; k < all->n; k++)
            at = all->at[k].violation < all->at[at].violation ? k : at;
        if (all->at[at].violation >= cut->violation)
            return VP_OK;
    } else {
        all->n++;
        VP_ALLOC(all->at[at].coef, vp_arena_array(t->arena, t->c.n, sizeof *cut->coef), t->err);
    }
    memcpy(all->at[at].coef, cut->coef, t->c.n * sizeof *cut->coef);
    all->at[at].bound = cut->bound;
    all->at[at].violation = cut->violation;
    return VP_OK;
}

static vp_status separate(tree *t, cuts *all)
{
    enum { DIVISORS = 48 };
    const vp_choice *c = &t->c;
    vp_cutter *k;
    vp_cut cut;
    int64_t *weight, divisor[DIVISORS];
    double *x;
    all->n = 0;
    VP_TRY(vp_cutter_new(&k, c, t->arena, t->err));
    VP_ALLOC(weight, vp_arena_array(t->arena, c->nrows, sizeof *weight), t->err);
    VP_ALLOC(cut.coef, vp_arena_array(t->arena, c->n, sizeof *cut.coef), t->err);
    VP_ALLOC(x, vp_arena_array(t->arena, c->n, sizeof *x), t->err);
    for (size_t i = 0; i < c->n; i++)
        x[i] = vp_lp_x(t->lp, i);
    k->x = x;
    for (size_t r = 0; r < c->nrows; r++) {
        size_t n = t->soft[r] ? 0 : divisors(t, r, divisor, DIVISORS);
        weight[r] = 1;
        if (n > 0 && vp_cutter_round(k, weight, divisor, n, &cut))
            VP_TRY(collect(t, all, &cut));
        weight[r] = 0;
    }
    for (size_t i = 0; i < c->n; i++) { /* the tableau's lines of what is taken in part */
        if (part_of(t, i) == 0 || !t->lp->is_basic[i])
            continue;
        const int64_t d = (int64_t)1 << 28;
        bool fine = true;
        for (size_t r = 0; r < c->nrows; r++) {
            double w = vp_lp_line(t->lp, i, r) / (double)t->g.size[r] * (double)d;
            fine = fine && w < 1e15 && w > -1e15;
            weight[r] = fine ? (int64_t)w : 0;
        }
        divisor[0] = d;
        divisor[1] = d / 2;
        divisor[2] = d / 3;
        divisor[3] = d / 5;
        if (fine && vp_cutter_round(k, weight, divisor, 4, &cut))
            VP_TRY(collect(t, all, &cut));
        memset(weight, 0, c->nrows * sizeof *weight);
    }
    t->other += k->steps;
    return VP_OK;
}

/* Rounds of cuts at the root, while they bring the bound down. */
static vp_status cut_root(tree *t, bool *open)
{
    cuts all;
    size_t before_cuts = t->cuts_from = t->c.nrows, stale = 0;
    bool whole;
    vp_wide first = t->bound;
    for (int round = 0; round < CUT_ROUNDS && *open && stale < 3 && steps_of(t) < t->limit / 2; round++) {
        vp_wide before = t->bound;
        VP_TRY(separate(t, &all));
        for (size_t k = 0; k < all.n && t->c.nrows < before_cuts + MOST_CUTS && t->c.nrows < t->lp->most_rows; k++) {
            VP_TRY(append(t, &all.at[k]));
            VP_TRY(tell_program(t, t->c.nrows - 1));
        }
        if (all.n == 0)
            break;
        VP_ALLOC(t->g.u, vp_arena_array(t->arena, t->c.nrows, sizeof *t->g.u), t->err);
        VP_ALLOC(t->g.excess, vp_arena_array(t->arena, t->c.nrows, sizeof *t->g.excess), t->err);
        VP_ALLOC(t->use, vp_arena_array(t->arena, t->c.nrows, sizeof *t->use), t->err);
        *open = node(t, &whole);
        *open = *open && !whole;
        stale = (before - t->bound) * 100 < first - t->best * ((vp_wide)1 << t->g.shift) ? stale + 1 : 0;
    }
    return VP_OK;
}

/* ---- the tree ---- */

/* What the program loses at once when x goes to 0 (low false) or 1, per unit. */
static double penalty(const vp_lp *s, size_t x, bool up)
{
    const double *line = s->t + s->place[x] * s->stride;
    double least = 1e30;
    for (size_t j = 0; j < s->n; j++) {
        size_t k = s->nonbasic[j];
        double a = up ? line[j] : -line[j];
        if (s->lo[k] == s->hi[k] || !(s->upper[k] ? a > 1e-9 : a < -1e-9))
            continue;
        double r = s->d[j] / a;
        r = r < 0 ? -r : r;
        least = r < least ? r : least;
    }
    return least;
}

/* The item to try, and which way first. */
static size_t undecided(tree *t, bool *up_first)
{
    size_t best = VP_NO_ITEM;
    double most = -1, tiny = 1e-7;
    for (size_t i = 0; i < t->c.n; i++) {
        double f = part_of(t, i);
        if (f == 0 || !t->lp->is_basic[i])
            continue;
        double up = penalty(t->lp, i, true), down = penalty(t->lp, i, false);
        up = t->nup[i] && t->up[i] / t->nup[i] > up ? t->up[i] / t->nup[i] : up;
        down = t->ndown[i] && t->down[i] / t->ndown[i] > down ? t->down[i] / t->ndown[i] : down;
        up *= 1 - f;
        down *= f;
        double score = (up > tiny ? up : tiny) * (down > tiny ? down : tiny);
        t->other += t->c.n / 2;
        if (score > most) {
            most = score;
            best = i;
            *up_first = up < down;
        }
    }
    for (size_t i = 0; best == VP_NO_ITEM && i < t->c.n; i++)
        if (t->g.fix[i] == VP_FREE) {
            best = i;
            *up_first = t->g.x[i];
        }
    return best;
}

static void learn(tree *t, double before, double part, size_t i, bool up)
{
    double cost = (before - t->lp->z) / (up ? 1 - part : part);
    if (part <= 0 || cost < 0)
        return;
    *(up ? &t->up[i] : &t->down[i]) += cost;
    ++*(up ? &t->nup[i] : &t->ndown[i]);
}

/* Down to a child, or, where everything is decided, to its end. */
static bool descend(tree *t)
{
    frame *f = &t->frames[t->depth];
    bool up = false;
    size_t i = undecided(t, &up);
    if (i == VP_NO_ITEM) { /* all is decided, and what the pass chose has been offered */
        return false;
    }
    *f = (frame){.trail = t->ntrail, .item = i, .up = up, .bound = t->bound, .z = t->lp->z, .part = part_of(t, i)};
    t->depth++;
    decide(t, i, up ? VP_IN : VP_OUT);
    return true;
}

static bool turn(tree *t)
{
    for (; t->depth > 0; t->depth--) {
        frame *f = &t->frames[t->depth - 1];
        if (f->second || hopeless(t, f->bound))
            continue;
        undo(t, f->trail);
        f->second = true;
        f->up = !f->up;
        decide(t, f->item, f->up ? VP_IN : VP_OUT);
        return true;
    }
    return false;
}

static int64_t open_bound(const tree *t, bool alive)
{
    vp_wide bound = alive ? t->bound : 0;
    for (size_t d = 0; d < t->depth; d++)
        if (!t->frames[d].second && t->frames[d].bound > bound)
            bound = t->frames[d].bound;
    bound = vp_lagrange_floor(&t->g, bound);
    return bound > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)bound;
}

static void walk(tree *t, bool open)
{
    bool more = true, whole;
    uint64_t nodes = 0;
    while (more && steps_of(t) < t->limit) {
        more = open && descend(t) ? true : turn(t);
        if (!more)
            break;
        const frame *f = &t->frames[t->depth - 1];
        open = node(t, &whole);
        learn(t, f->z, f->part, f->item, f->up);
        if (open && ++nodes % GREEDY_EVERY == 1)
            greedy(t);
    }
    t->a->done = !more;
    t->a->bound = more ? open_bound(t, open) : t->best;
}

static vp_status set_up(tree *t, const bool *soft, vp_arena *arena, vp_err *err)
{
    size_t n = t->c.n, rows = t->c.nrows;
    t->arena = arena;
    t->err = err;
    VP_TRY(vp_lagrange_set_up(&t->g, &t->c, arena, err));
    VP_ALLOC(t->soft, vp_arena_array(arena, rows, sizeof *t->soft), err);
    VP_ALLOC(t->worth, vp_arena_array(arena, n, sizeof *t->worth), err);
    VP_ALLOC(t->trail, vp_arena_array(arena, n, sizeof *t->trail), err);
    VP_ALLOC(t->frames, vp_arena_array(arena, n + 1, sizeof *t->frames), err);
    VP_ALLOC(t->up, vp_arena_array(arena, n, sizeof *t->up), err);
    VP_ALLOC(t->down, vp_arena_array(arena, n, sizeof *t->down), err);
    VP_ALLOC(t->nup, vp_arena_array(arena, n, sizeof *t->nup), err);
    VP_ALLOC(t->ndown, vp_arena_array(arena, n, sizeof *t->ndown), err);
    VP_ALLOC(t->list, vp_arena_array(arena, n, sizeof *t->list), err);
    VP_ALLOC(t->use, vp_arena_array(arena, rows, sizeof *t->use), err);
    t->scale = 1;
    for (size_t i = 0; i < n; i++)
        t->scale = (double)t->c.value[i] > t->scale ? (double)t->c.value[i] : t->scale;
    for (size_t i = 0; i < n; i++)
        t->worth[i] = (double)t->c.value[i] / t->scale;
    for (size_t r = 0; r < rows; r++)
        t->soft[r] = soft && soft[r];
    VP_TRY(vp_lp_new(&t->lp, n, rows + MOST_CUTS, t->worth, arena, err));
    for (size_t r = 0; r < rows; r++)
        VP_TRY(tell_program(t, r));
    return VP_OK;
}

vp_status vp_tree_prices(double *price, uint64_t *steps, const vp_choice *c, const bool *soft, vp_arena *arena,
                         vp_err *err)
{
    vp_tree_answer none = {0};
    tree t = {.c = *c, .a = &none};
    VP_TRY(set_up(&t, soft, arena, err));
    vp_lp_run(t.lp, -1e30, MOST_PIVOTS);
    for (size_t r = 0; r < c->nrows; r++)
        price[r] = vp_lp_price(t.lp, r) * t.scale / (double)t.g.size[r];
    *steps += steps_of(&t);
    return VP_OK;
}

/* The same with what is left: fewer items, and of the cuts those that are tight. */
static vp_status again(tree *t, int64_t floor)
{
    vp_tree_answer a = {0};
    vp_rest rest;
    bool *drop;
    (void)floor;
    VP_ALLOC(drop, vp_arena_array(t->arena, t->c.nrows, sizeof *drop), t->err);
    for (size_t r = t->cuts_from; r < t->c.nrows; r++)
        drop[r] = t->lp->is_basic[t->c.n + r];
    VP_TRY(vp_rest_of(&rest, &t->c, t->soft, drop, t->g.fix, true, t->arena, t->err));
    a.done = true;
    if (rest.possible) {
        VP_ALLOC(a.chosen, vp_arena_array(t->arena, rest.c.n, sizeof *a.chosen), t->err);
        VP_TRY(vp_tree_search(&a, &rest.c, rest.soft, t->best - rest.base, t->limit - steps_of(t), t->arena, t->err));
    }
    if (a.found) {
        t->a->found = true;
        t->a->value = a.value + rest.base;
        for (size_t i = 0; i < t->c.n; i++)
            t->a->chosen[i] = t->g.fix[i] == VP_IN;
        for (size_t x = 0; x < rest.c.n; x++)
            t->a->chosen[rest.item[x]] = a.chosen[x];
    }
    t->a->done = a.done;
    t->a->bound = a.bound + rest.base;
    t->a->steps = steps_of(t) + a.steps;
    return VP_OK;
}

vp_status vp_tree_search(vp_tree_answer *a, const vp_choice *c, const bool *soft, int64_t floor, uint64_t steps,
                         vp_arena *arena, vp_err *err)
{
    tree t = {.c = *c, .a = a, .best = floor, .limit = steps};
    bool whole;
    a->found = false;
    VP_TRY(set_up(&t, soft, arena, err));
    bool open = node(&t, &whole);
    if (open)
        greedy(&t);
    if (open && !whole)
        VP_TRY(cut_root(&t, &open));
    if (open && (t.c.n - t.ntrail) < t.c.n * 3 / 4)
        return again(&t, floor);
    walk(&t, open);
    a->steps = steps_of(&t);
    return VP_OK;
}
