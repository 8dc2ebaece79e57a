/* Depth first, with a linear program that proposes prices and points. A node is closed when the exact bound at these
   prices is not above the best value, or when exact multipliers show that nothing fits; whatever would lose more than
   the gap is decided on the way. Branches are on rungs: this option of a group or a better one, or neither. */
#include <stdlib.h>
#include <string.h>
#include "branch.h"
#include "cuts.h"
#include "lagrange.h"
#include "tree.h"

#define WHOLE 1e-6 /* that near a whole number is whole */
enum { CUT_ROUNDS = 40, CUTS_A_ROUND = 20, STALE_ROUNDS = 4, GREEDY_EVERY = 8, FEW_NODES = 60, MOST_AGAIN = 20 };

typedef struct frame { size_t trail, rung; bool up, second; vp_wide bound; double z, part; } frame;
typedef struct order { vp_wide loss; size_t rung; } order;

typedef struct tree {
    vp_ladder l;
    vp_branching b;
    vp_lagrange g;             /* of l.c, the choice with the cuts */
    vp_tree_answer *a;
    int64_t best;              /* lists worth no more are of no interest */
    uint64_t limit;
    size_t *trail, ntrail;     /* items, and n + group where one of a group must be in */
    frame *frames;
    size_t depth;
    vp_wide bound;             /* of the node, scaled */
    bool *list;
    size_t *level;             /* of each group: its rung in a list that is being made */
    order *order;              /* rungs by what the root loses with them */
    int64_t *use;
    uint64_t other;            /* steps of neither pass nor program */
    vp_arena *arena;
    vp_err *err;
} tree;

static uint64_t steps_of(const tree *t)
{
    return t->g.steps + vp_ladder_steps(&t->l) + t->other;
}

static size_t items(const tree *t)
{
    return t->l.base.n;
}

/* ---- decisions ---- */

/* Bounds of a group's rungs, from its decisions. True: the program's point is not within them. */
static bool rebound(tree *t, size_t g)
{
    const vp_choice *c = &t->l.base;
    vp_lp *s = t->l.lp;
    size_t low = c->group[g], high = low; /* rungs below low are reached, from high on they are not */
    bool moved = false, must = t->g.must[g], first = true;
    for (size_t j = c->group[g]; j < c->group[g + 1]; j++) {
        unsigned char fix = t->g.fix[t->l.item[j]];
        if (fix == VP_OUT)
            continue;
        if (fix == VP_IN) {
            low = high = j + 1;
            break;
        }
        if (first && must)
            low = j + 1;
        first = false;
        high = j + 1;
    }
    for (size_t j = c->group[g]; j < c->group[g + 1]; j++) {
        double lo = j < low, hi = j < high;
        if (s->lo[j] == lo && s->hi[j] == hi)
            continue;
        double z = vp_lp_x(s, j);
        moved = moved || z < lo - WHOLE || z > hi + WHOLE;
        vp_lp_bounds(s, j, lo, hi);
    }
    return moved;
}

static void decide(tree *t, size_t item, vp_fix how)
{
    t->g.fix[item] = (unsigned char)how;
    t->trail[t->ntrail++] = item;
}

static void demand(tree *t, size_t g)
{
    t->g.must[g] = true;
    t->trail[t->ntrail++] = items(t) + g;
}

static void branch(tree *t, size_t rung, bool up)
{
    const vp_choice *c = &t->l.base;
    size_t g = t->l.group_of[rung];
    for (size_t j = up ? c->group[g] : rung; j < (up ? rung : c->group[g + 1]); j++)
        if (t->g.fix[t->l.item[j]] == VP_FREE)
            decide(t, t->l.item[j], VP_OUT);
    if (up && !t->g.must[g])
        demand(t, g);
    rebound(t, g);
}

static void undo(tree *t, size_t trail)
{
    size_t from = t->ntrail;
    while (t->ntrail > trail) {
        size_t i = t->trail[--t->ntrail];
        if (i < items(t))
            t->g.fix[i] = VP_FREE;
        else
            t->g.must[i - items(t)] = false;
    }
    for (size_t k = from; k-- > trail; )
        rebound(t, t->trail[k] < items(t) ? t->g.group_of[t->trail[k]] : t->trail[k] - items(t));
}

/* ---- lists ---- */

static void count_use(tree *t, size_t item, int sign)
{
    const vp_choice *c = &t->l.base;
    for (size_t e = c->first[item]; e < c->first[item + 1]; e++)
        t->use[c->row[e]] += sign * c->coef[e];
}

static void offer(tree *t, const bool *list)
{
    const vp_choice *c = &t->l.base;
    int64_t value = 0;
    t->other += c->n;
    for (size_t i = 0; i < c->n; i++)
        value += list[i] ? c->value[i] : 0;
    if (value <= t->best)
        return;
    memset(t->use, 0, c->nrows * sizeof *t->use);
    for (size_t i = 0; i < c->n; i++)
        if (list[i])
            count_use(t, i, 1);
    for (size_t r = 0; r < c->nrows; r++)
        if (t->use[r] > c->bound[r])
            return;
    t->best = t->a->value = value;
    t->a->found = true;
    memcpy(t->a->chosen, list, c->n * sizeof *list);
}

static bool room_for(const tree *t, size_t item)
{
    const vp_choice *c = &t->l.base;
    for (size_t e = c->first[item]; e < c->first[item + 1]; e++)
        if (c->coef[e] > 0 && t->use[c->row[e]] + c->coef[e] > c->bound[c->row[e]])
            return false;
    return true;
}

/* Up to rung j where that fits. */
static void climb(tree *t, size_t j)
{
    size_t g = t->l.group_of[j], now = t->level[g], item = t->l.item[j];
    if ((now != VP_NO_ITEM && now >= j) || t->g.fix[item] == VP_OUT)
        return;
    if (now != VP_NO_ITEM)
        count_use(t, t->l.item[now], -1);
    bool fits = room_for(t, item);
    if (fits)
        t->level[g] = j;
    if (fits || now != VP_NO_ITEM)
        count_use(t, fits ? item : t->l.item[now], 1);
}

static void offer_levels(tree *t)
{
    memset(t->list, 0, items(t) * sizeof *t->list);
    for (size_t g = 0; g < t->l.base.ngroups; g++)
        if (t->level[g] != VP_NO_ITEM)
            t->list[t->l.item[t->level[g]]] = true;
    offer(t, t->list);
}

/* Rungs that the program reaches by at least so much. */
static void take_levels(tree *t, double least)
{
    const vp_choice *c = &t->l.base;
    for (size_t g = 0; g < c->ngroups; g++) {
        t->level[g] = VP_NO_ITEM;
        for (size_t j = c->group[g]; j < c->group[g + 1] && vp_lp_x(t->l.lp, j) >= least; j++)
            if (t->g.fix[t->l.item[j]] != VP_OUT)
                t->level[g] = j;
    }
}

static int by_loss(const void *a, const void *b)
{
    const order *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->rung > y->rung) - (x->rung < y->rung);
}

/* What the program takes whole, then what still fits, the fullest part first, then what the root liked best. */
static vp_status greedy(tree *t)
{
    size_t n = items(t);
    if (!t->order) {
        VP_ALLOC(t->order, vp_arena_array(t->arena, n, sizeof *t->order), t->err);
        for (size_t j = 0; j < n; j++) {
            size_t i = t->l.item[j];
            t->order[j] = (order){t->g.x[i] ? -t->g.loss[i] : t->g.loss[i], j};
        }
        qsort(t->order, n, sizeof *t->order, by_loss);
    }
    take_levels(t, 1 - WHOLE);
    memset(t->use, 0, t->l.base.nrows * sizeof *t->use);
    for (size_t g = 0; g < t->l.base.ngroups; g++)
        if (t->level[g] != VP_NO_ITEM)
            count_use(t, t->l.item[t->level[g]], 1);
    for (size_t j = 0; j < n; j++)
        if (vp_lp_x(t->l.lp, j) >= 0.5)
            climb(t, j);
    for (size_t k = 0; k < n; k++)
        climb(t, t->order[k].rung);
    t->other += 4 * n;
    offer_levels(t);
    return VP_OK;
}

/* ---- a node ---- */

static bool hopeless(const tree *t, vp_wide bound)
{
    return vp_lagrange_floor(&t->g, bound) <= t->best;
}

/* The program's prices, in value per unit of the rows. */
static void take_prices(tree *t)
{
    const vp_ladder *l = &t->l;
    memset(t->g.u, 0, l->c.nrows * sizeof *t->g.u);
    for (size_t r = 0; r < l->lp->m; r++)
        if (l->row_of[r] != VP_NO_ROW && !vp_ladder_is_soft(l, l->row_of[r]))
            t->g.u[l->row_of[r]] = vp_lagrange_price(&t->g, vp_lp_price(l->lp, r) * l->scale / (double)l->rows[r].size);
}

/* The multipliers by which rows contradict each other, as large as they may be. */
static void take_ray(tree *t)
{
    const vp_ladder *l = &t->l;
    double most = 1e-30;
    memset(t->g.u, 0, l->c.nrows * sizeof *t->g.u);
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < l->lp->m; r++) {
            if (l->row_of[r] == VP_NO_ROW || vp_ladder_is_soft(l, l->row_of[r]))
                continue;
            double p = vp_lp_ray(l->lp, r) / (double)l->rows[r].size;
            if (pass)
                t->g.u[l->row_of[r]] = (int64_t)(p / most * (double)t->g.most_price);
            else
                most = p > most ? p : most;
        }
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
    const vp_choice *c = &t->l.base;
    bool moved = false;
    for (size_t g = 0; g < c->ngroups; g++) {
        size_t before = t->ntrail;
        for (size_t i = c->group[g]; i < c->group[g + 1]; i++)
            if (t->g.fix[i] == VP_FREE && hopeless(t, t->g.bound - t->g.loss[i]))
                decide(t, i, t->g.x[i] ? VP_IN : VP_OUT);
        if (!t->g.must[g] && hopeless(t, t->g.bound - t->g.none[g]))
            demand(t, g);
        if (t->ntrail > before && rebound(t, g))
            moved = true;
    }
    return moved;
}

static bool is_whole(const tree *t)
{
    for (size_t j = 0; j < items(t); j++)
        if (vp_branching_part(&t->l, j) != 0)
            return false;
    return true;
}

/* The bound of the node as low as the program brings it. open: false, it is closed. whole: the point is whole. */
static vp_status node(tree *t, bool *open, bool *whole)
{
    double less = 0;
    *whole = *open = false;
    for (int again = 0; again < MOST_AGAIN; again++) {
        vp_lp_end end;
        VP_TRY(vp_ladder_run(&t->l, ((double)t->best + 0.999) / t->l.scale - less, &end));
        if (end == VP_LP_INFEASIBLE && shown_infeasible(t))
            return VP_OK;
        take_prices(t);
        vp_lagrange_pass(&t->g, false);
        if (again == 0 || t->g.bound < t->bound)
            t->bound = t->g.bound;
        if (!t->g.possible || hopeless(t, t->g.bound))
            return VP_OK;
        if (t->g.fits)
            offer(t, t->g.x);
        bool moved = fix_by_loss(t);
        if (end == VP_LP_INFEASIBLE || (end == VP_LP_CUTOFF && less > 0))
            vp_lp_refresh(t->l.lp); /* rounding: the program says less than integers do */
        if (end == VP_LP_CUTOFF)
            less = 2 * less + 1e-7;
        else if (!moved) {
            *whole = end == VP_LP_OPTIMAL && is_whole(t);
            if (*whole) {
                take_levels(t, 0.5);
                offer_levels(t);
            }
            break;
        }
    }
    *open = !hopeless(t, t->bound);
    return VP_OK;
}

/* ---- the tree ---- */

/* The rung to try, and which way first. */
static vp_status undecided(tree *t, size_t *rung, bool *up)
{
    const vp_choice *c = &t->l.base;
    VP_TRY(vp_branching_pick(&t->b, ((double)t->best + 0.999) / t->l.scale, rung, up));
    for (size_t g = 0; *rung == VP_NO_ROW && g < c->ngroups; g++) {
        size_t options = !t->g.must[g], last = VP_NO_ROW;
        for (size_t j = c->group[g]; j < c->group[g + 1]; j++) {
            if (t->g.fix[t->l.item[j]] == VP_IN)
                options = 0;
            if (t->g.fix[t->l.item[j]] == VP_IN)
                break;
            if (t->g.fix[t->l.item[j]] == VP_FREE) {
                options++;
                last = j;
            }
        }
        if (options > 1) {
            *rung = last;
            *up = t->g.x[t->l.item[last]];
        }
    }
    return VP_OK;
}

/* Down to a child; false: everything is decided, and what the pass chose has been offered. */
static vp_status descend(tree *t, bool *went)
{
    bool up = false;
    size_t j;
    VP_TRY(undecided(t, &j, &up));
    *went = j != VP_NO_ROW;
    if (!*went)
        return VP_OK;
    t->frames[t->depth++] = (frame){.trail = t->ntrail, .rung = j, .up = up, .bound = t->bound, .z = t->l.lp->z,
                                    .part = vp_branching_part(&t->l, j)};
    branch(t, j, up);
    return VP_OK;
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
        branch(t, f->rung, f->up);
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

/* To the end, or so many nodes. */
static vp_status walk(tree *t, bool open, uint64_t most)
{
    bool more = true, whole;
    uint64_t nodes = 0;
    while (more && nodes < most && steps_of(t) < t->limit) {
        bool went = false;
        if (open)
            VP_TRY(descend(t, &went));
        more = went || turn(t);
        if (!more)
            break;
        const frame *f = &t->frames[t->depth - 1];
        double part = f->second ? 0 : f->part; /* the program was elsewhere before a turn */
        VP_TRY(node(t, &open, &whole));
        vp_branching_learn(&t->b, f->rung, f->up, part, f->z);
        if (open && ++nodes % GREEDY_EVERY == 1)
            VP_TRY(greedy(t));
        nodes += !open;
    }
    t->a->done = !more;
    t->a->bound = more ? open_bound(t, open) : t->best;
    return VP_OK;
}

/* ---- the root ---- */

/* Rounds of cuts at the root, while they bring the bound down. */
static vp_status cut_root(tree *t, bool *open)
{
    vp_cutter *k;
    bool whole;
    int stale = 0;
    vp_wide first = t->bound;
    VP_TRY(vp_cutter_new(&k, &t->l));
    VP_ALLOC(t->g.u, vp_arena_array(t->arena, t->l.base.nrows + VP_MOST_CUTS, sizeof *t->g.u), t->err);
    VP_ALLOC(t->g.excess, vp_arena_array(t->arena, t->l.base.nrows + VP_MOST_CUTS, sizeof *t->g.excess), t->err);
    for (int round = 0; round < CUT_ROUNDS && *open && stale < STALE_ROUNDS && steps_of(t) < t->limit / 2; round++) {
        vp_wide before = t->bound;
        size_t added;
        VP_TRY(vp_cutter_add(k, CUTS_A_ROUND, &added));
        if (added == 0)
            break;
        VP_TRY(vp_ladder_rewrite(&t->l));
        VP_TRY(node(t, open, &whole));
        *open = *open && !whole;
        if (*open)
            VP_TRY(vp_ladder_purge(&t->l));
        stale = (before - t->bound) * 100 < first - t->best * ((vp_wide)1 << t->g.shift) ? stale + 1 : 0;
    }
    return VP_OK;
}

static vp_status set_up(tree *t, const vp_choice *c, const bool *soft, vp_arena *arena, vp_err *err)
{
    t->arena = arena;
    t->err = err;
    VP_TRY(vp_ladder_set_up(&t->l, c, soft, arena, err));
    VP_TRY(vp_branching_set_up(&t->b, &t->l));
    VP_TRY(vp_lagrange_set_up(&t->g, &t->l.c, arena, err));
    VP_ALLOC(t->trail, vp_arena_array(arena, c->n + c->ngroups, sizeof *t->trail), err);
    VP_ALLOC(t->frames, vp_arena_array(arena, c->n + c->ngroups + 1, sizeof *t->frames), err);
    VP_ALLOC(t->list, vp_arena_array(arena, c->n, sizeof *t->list), err);
    VP_ALLOC(t->level, vp_arena_array(arena, c->ngroups, sizeof *t->level), err);
    VP_ALLOC(t->use, vp_arena_array(arena, c->nrows, sizeof *t->use), err);
    return VP_OK;
}

vp_status vp_tree_prices(double *price, uint64_t *steps, const vp_choice *c, const bool *soft, vp_arena *arena,
                         vp_err *err)
{
    vp_ladder l;
    vp_lp_end end;
    VP_TRY(vp_ladder_set_up(&l, c, soft, arena, err));
    VP_TRY(vp_ladder_run(&l, -1e30, &end));
    for (size_t r = 0; r < l.lp->m; r++)
        if (l.row_of[r] != VP_NO_ROW)
            price[l.row_of[r]] = vp_lp_price(l.lp, r) * l.scale / (double)l.rows[r].size;
    *steps += vp_ladder_steps(&l);
    return VP_OK;
}

/* Whether deciding has left fewer items: a group may be decided to be chosen from, with all its items still open. */
static bool fewer(const tree *t)
{
    for (size_t i = 0; i < items(t); i++)
        if (t->g.fix[i] != VP_FREE)
            return true;
    return false;
}

/* The same with what is left: fewer items, and of the cuts those that are tight. */
static vp_status again(tree *t)
{
    vp_tree_answer a = {.done = true};
    vp_rest rest;
    bool *soft;
    VP_ALLOC(soft, vp_arena_array(t->arena, t->l.c.nrows, sizeof *soft), t->err);
    for (size_t r = 0; r < t->l.base.nrows; r++)
        soft[r] = vp_ladder_is_soft(&t->l, r);
    VP_TRY(vp_rest_of(&rest, &t->l.c, soft, NULL, t->g.fix, true, t->arena, t->err));
    uint64_t left = t->limit > steps_of(t) ? t->limit - steps_of(t) : 1;
    if (rest.possible) {
        VP_ALLOC(a.chosen, vp_arena_array(t->arena, rest.c.n, sizeof *a.chosen), t->err);
        VP_TRY(vp_tree_search(&a, &rest.c, rest.soft, t->best - rest.base, left, t->arena, t->err));
    }
    if (a.found) {
        t->a->found = true;
        t->a->value = a.value + rest.base;
        for (size_t i = 0; i < items(t); i++)
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
    tree t = {.a = a, .best = floor, .limit = steps};
    bool open, whole;
    a->found = false;
    VP_TRY(set_up(&t, c, soft, arena, err));
    VP_TRY(node(&t, &open, &whole));
    if (open)
        VP_TRY(greedy(&t));
    size_t root = t.ntrail;
    VP_TRY(walk(&t, open, FEW_NODES)); /* most are done before a cut has been found */
    a->steps = steps_of(&t);
    if (a->done || steps_of(&t) >= t.limit)
        return VP_OK;
    undo(&t, root);
    t.depth = 0;
    VP_TRY(node(&t, &open, &whole));
    if (open)
        VP_TRY(cut_root(&t, &open));
    if (open && t.ntrail * 4 > c->n && fewer(&t))
        return again(&t);
    VP_TRY(walk(&t, open, UINT64_MAX));
    a->steps = steps_of(&t);
    return VP_OK;
}
