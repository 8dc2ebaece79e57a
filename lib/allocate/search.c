/* Depth first over the choices that the bound leaves open. At each node: better prices in a few steps, whoever loses
   more than the gap is decided, then the choice that the prices could not settle is tried both ways. */
#include <stdlib.h>
#include <string.h>
#include "lagrange.h"

enum { ROOT_PASSES = 600, ROOT_PATIENCE = 12, NODE_PASSES = 10, NODE_PATIENCE = 3, SETTLED_ROWS = 8,
       REPAIR_EVERY = 20, FULL_RATE = 1024, SLOWEST = 4 };

typedef struct frame {
    size_t trail;     /* decisions before this node */
    size_t item;      /* what is tried */
    vp_fix first;     /* and how */
    bool second;      /* the other way is being tried */
    vp_wide bound;    /* of the node */
} frame;

typedef struct search {
    vp_lagrange g;
    vp_choice_answer *a;
    size_t *trail, ntrail;
    frame *frames;
    int64_t *prices;       /* of each frame's node: nrows each */
    size_t depth, frame_cap, price_cap;
    vp_wide bound;         /* the node's best, scaled */
    int64_t *best_u;       /* the prices of it */
    int64_t *root_u;       /* prices of the root's best bound */
    unsigned *in_count;    /* of each item: passes of the node that chose it */
    size_t counted;        /* how many passes in_count is of */
    vp_loss *order;
    bool *list;
    size_t settled;        /* as many decisions were there when rows had been asked last */
    vp_arena *arena;
    vp_err *err;
} search;

/* ---- decisions ---- */

static void decide(search *s, size_t i, vp_fix how)
{
    vp_lagrange *g = &s->g;
    const vp_choice *c = g->c;
    size_t k = g->class_of[i];
    g->fix[i] = (unsigned char)how;
    s->trail[s->ntrail++] = i;
    g->nfree--;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++) {
        g->used[c->row[e]] += how == VP_IN ? c->coef[e] : 0;
        g->relief[c->row[e]] -= c->coef[e] < 0 ? c->coef[e] : 0;
    }
    if (how == VP_IN) {
        g->value += c->value[i];
        g->left[k]--;
    }
    if (--g->open[k] == 0) { /* swap it behind the active ones */
        size_t last = g->active[--g->nactive];
        g->active[g->place[k]] = last;
        g->active[g->nactive] = k;
        g->place[last] = g->place[k];
        g->place[k] = g->nactive;
    }
}

static void undo(search *s, size_t trail)
{
    s->settled = SIZE_MAX;
    vp_lagrange *g = &s->g;
    const vp_choice *c = g->c;
    while (s->ntrail > trail) {
        size_t i = s->trail[--s->ntrail], k = g->class_of[i];
        bool in = g->fix[i] == VP_IN;
        g->fix[i] = VP_FREE;
        g->nfree++;
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++) {
            g->used[c->row[e]] -= in ? c->coef[e] : 0;
            g->relief[c->row[e]] += c->coef[e] < 0 ? c->coef[e] : 0;
        }
        if (in) {
            g->value -= c->value[i];
            g->left[k]++;
        }
        if (g->open[k]++ == 0)
            g->nactive++; /* it is the first behind the active ones: decisions are undone last first */
    }
}

/* Can the item be in (or out) without breaking a row for good? */
static bool possible(const vp_lagrange *g, size_t i, vp_fix how)
{
    const vp_choice *c = g->c;
    if (how == VP_IN && g->left[g->class_of[i]] == 0)
        return false;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++) {
        int64_t least = g->used[c->row[e]] + g->relief[c->row[e]], a = c->coef[e];
        if (how == VP_IN ? a > 0 && least + a > c->bound[c->row[e]] : a < 0 && least - a > c->bound[c->row[e]])
            return false;
    }
    return true;
}

/* Decide what rows leave no choice about. False: nothing fits any more. */
static bool propagate(search *s)
{
    vp_lagrange *g = &s->g;
    const vp_choice *c = g->c;
    bool again = true;
    if (s->settled == s->ntrail)
        return true;
    for (size_t r = 0; r < c->nrows; r++)
        if (g->used[r] + g->relief[r] > c->bound[r])
            return false;
    while (again) {
        again = false;
        for (size_t a = g->nactive; a-- > 0; ) {
            size_t k = g->active[a], end = c->start[k + 1];
            for (size_t i = c->start[k]; i < end; i++) {
                if (g->fix[i] != VP_FREE)
                    continue;
                bool in = possible(g, i, VP_IN), out = possible(g, i, VP_OUT);
                if (in && out)
                    continue;
                if (!in && !out)
                    return false;
                decide(s, i, in ? VP_IN : VP_OUT);
                again = true;
            }
        }
    }
    s->settled = s->ntrail;
    return true;
}

/* ---- a node ---- */

static bool beats(const search *s, int64_t value)
{
    return !s->a->known || value > s->a->value;
}

static void keep(search *s, const bool *list, int64_t value)
{
    s->a->known = true;
    s->a->value = value;
    if (list) {
        memcpy(s->a->chosen, list, s->g.c->n * sizeof *list);
        return;
    }
    for (size_t i = 0; i < s->g.c->n; i++)
        s->a->chosen[i] = s->g.fix[i] == VP_IN || (s->g.fix[i] == VP_FREE && s->g.x[i]);
}

/* What a list must reach to be of interest, scaled. */
static vp_wide target(const search *s)
{
    return s->a->known ? (vp_wide)(s->a->value + 1) << s->g.shift : 0;
}

static bool hopeless(const search *s, vp_wide bound)
{
    return s->a->known && vp_lagrange_floor(&s->g, bound) <= s->a->value;
}

/* Decide whoever would lose more than the gap. */
static void fix_by_loss(search *s)
{
    vp_lagrange *g = &s->g;
    const vp_choice *c = g->c;
    if (!s->a->known)
        return;
    for (size_t a = g->nactive; a-- > 0; ) {
        size_t k = g->active[a], end = c->start[k + 1];
        for (size_t i = c->start[k]; i < end; i++)
            if (g->fix[i] == VP_FREE && hopeless(s, g->bound - vp_lagrange_loss(g, i)))
                decide(s, i, g->x[i] ? VP_IN : VP_OUT);
    }
}

static void use_prices(search *s, const int64_t *u)
{
    memcpy(s->g.u, u, s->g.c->nrows * sizeof *u);
}

static void lower(int64_t *bound, vp_wide to)
{
    if (to < *bound)
        *bound = to < 0 ? 0 : (int64_t)to;
}

/* What no list with the item, and without it, exceeds, at prices u. Nothing must be decided: a decision by loss only
   holds for lists that beat the best. */
static void note_bounds(search *s, const int64_t *u)
{
    vp_lagrange *g = &s->g;
    use_prices(s, u);
    vp_lagrange_pass(g);
    vp_wide all = vp_lagrange_floor(g, g->bound);
    for (size_t i = 0; i < g->c->n; i++) {
        vp_wide against = vp_lagrange_floor(g, g->bound - vp_lagrange_loss(g, i));
        lower(&s->a->with[i], g->x[i] ? all : against);
        lower(&s->a->without[i], g->x[i] ? against : all);
    }
}

/* The last pass, and what can be made of it, may be a better list. */
static void look_for_lists(search *s, bool repair)
{
    vp_lagrange *g = &s->g;
    int64_t value;
    if (g->fits && beats(s, g->pass_value))
        keep(s, NULL, g->pass_value);
    if (!repair)
        return;
    if (vp_lagrange_repair(g, s->order, s->list, &value) && beats(s, value))
        keep(s, s->list, value);
    vp_lagrange_pass(g);
}

static void count_choices(search *s, bool reset)
{
    vp_lagrange *g = &s->g;
    s->counted = reset ? 0 : s->counted + 1;
    for (size_t a = 0; a < g->nactive; a++)
        for (size_t i = g->c->start[g->active[a]]; i < g->c->start[g->active[a] + 1]; i++)
            s->in_count[i] = reset ? 0 : s->in_count[i] + (g->fix[i] == VP_FREE && g->x[i]);
}

/* Improve the bound of the node. False: it holds nothing of interest. Its bound and the prices of it are left in
   s->bound and s->best_u, the last pass is at these prices. */
static bool node(search *s, size_t passes, size_t patience)
{
    vp_lagrange *g = &s->g;
    int64_t rate = FULL_RATE;
    size_t stale = 0;
    count_choices(s, true);
    for (size_t pass = 0; pass < passes && rate >= SLOWEST; pass++) {
        if (!propagate(s))
            return false;
        vp_lagrange_pass(g);
        if (pass == 0 || g->bound < s->bound) {
            stale = 0;
            s->bound = g->bound;
            memcpy(s->best_u, g->u, g->c->nrows * sizeof *g->u);
        } else if (++stale >= patience) {
            stale = 0;
            rate /= 2;
            use_prices(s, s->best_u);
            vp_lagrange_pass(g);
        }
        count_choices(s, false);
        look_for_lists(s, pass % REPAIR_EVERY == REPAIR_EVERY / 2);
        if (hopeless(s, s->bound))
            return false;
        fix_by_loss(s);
        if (g->nfree == 0) {
            if (propagate(s) && beats(s, g->value))
                keep(s, NULL, g->value);
            return false;
        }
        vp_lagrange_step(g, target(s), rate);
    }
    use_prices(s, s->best_u);
    vp_lagrange_pass(g);
    return true;
}

/* ---- the tree ---- */

/* What the prices could settle least: chosen in half of the passes, and cheap to decide either way. */
static size_t undecided(const search *s, vp_fix *first)
{
    const size_t passes = s->counted;
    const vp_lagrange *g = &s->g;
    size_t best = SIZE_MAX, best_off = 0;
    vp_wide best_loss = 0;
    for (size_t a = 0; a < g->nactive; a++)
        for (size_t i = g->c->start[g->active[a]]; i < g->c->start[g->active[a] + 1]; i++) {
            if (g->fix[i] != VP_FREE)
                continue;
            size_t twice = 2 * (size_t)s->in_count[i], off = twice > passes ? twice - passes : passes - twice;
            vp_wide loss = vp_lagrange_loss(g, i);
            if (best == SIZE_MAX || off < best_off || (off == best_off && (loss < best_loss ||
                                                                            (loss == best_loss && i < best)))) {
                best = i;
                best_off = off;
                best_loss = loss;
            }
        }
    *first = s->in_count[best] * 2 >= passes ? VP_IN : VP_OUT;
    return best;
}

static vp_status descend(search *s)
{
    size_t rows = s->g.c->nrows;
    VP_TRY(vp_arena_grow(s->arena, &s->frames, &s->frame_cap, s->depth, s->depth + 1, sizeof *s->frames, s->err));
    VP_TRY(vp_arena_grow(s->arena, &s->prices, &s->price_cap, s->depth * rows, (s->depth + 1) * rows,
                         sizeof *s->prices, s->err));
    frame *f = &s->frames[s->depth];
    *f = (frame){.trail = s->ntrail, .bound = s->bound};
    f->item = undecided(s, &f->first);
    memcpy(s->prices + s->depth * rows, s->best_u, rows * sizeof *s->prices);
    s->depth++;
    decide(s, f->item, f->first);
    return VP_OK;
}

/* To the nearest node whose other way may still hold something. False: there is none. */
static bool turn(search *s)
{
    for (; s->depth > 0; s->depth--) {
        frame *f = &s->frames[s->depth - 1];
        if (f->second || hopeless(s, f->bound))
            continue;
        undo(s, f->trail);
        use_prices(s, s->prices + (s->depth - 1) * s->g.c->nrows);
        f->second = true;
        decide(s, f->item, f->first == VP_IN ? VP_OUT : VP_IN);
        return true;
    }
    return false;
}

/* What no list exceeds when the search ends here; alive: the node itself is still open. */
static int64_t bound_now(const search *s, bool alive)
{
    vp_wide bound = alive ? s->bound : 0;
    for (size_t d = 0; d < s->depth; d++)
        if (!s->frames[d].second && s->frames[d].bound > bound)
            bound = s->frames[d].bound;
    bound = vp_lagrange_floor(&s->g, bound);
    bound = bound > s->g.all ? s->g.all : bound;
    return s->a->known && bound < s->a->value ? s->a->value : (int64_t)bound;
}

static void first_prices(search *s, uint64_t limit)
{
    vp_lagrange *g = &s->g;
    if (!propagate(s))
        return;
    vp_lagrange_pass(g);
    for (size_t r = 0, done = 0; r < g->c->nrows && done < SETTLED_ROWS && g->steps < limit / 4; r++)
        if (g->excess[r] > 0) {
            vp_lagrange_settle(g, r);
            done++;
        }
    memcpy(s->root_u, g->u, g->c->nrows * sizeof *g->u);
    look_for_lists(s, true);
}

static size_t root_passes(size_t n)
{
    enum { ENOUGH = 200 * 1000 * 1000 };
    size_t passes = n ? ENOUGH / n : ROOT_PASSES;
    return passes > ROOT_PASSES ? ROOT_PASSES : passes < 40 ? 40 : passes;
}

static vp_status walk(search *s, uint64_t limit)
{
    first_prices(s, limit);
    undo(s, 0);
    note_bounds(s, s->root_u);
    bool alive = node(s, root_passes(s->g.c->n), ROOT_PATIENCE), more = true;
    memcpy(s->root_u, s->best_u, s->g.c->nrows * sizeof *s->root_u);
    while (more && s->g.steps < limit) {
        if (alive)
            VP_TRY(descend(s));
        else
            more = turn(s);
        if (more)
            alive = node(s, NODE_PASSES, NODE_PATIENCE);
    }
    s->a->proved = !more;
    s->a->bound = more ? bound_now(s, alive) : s->a->value;
    s->a->steps = s->g.steps;
    undo(s, 0);
    note_bounds(s, s->root_u);
    return VP_OK;
}

static vp_status set_up(search *s, vp_arena *arena, vp_err *err)
{
    size_t n = s->g.c->n, r = s->g.c->nrows;
    VP_ALLOC(s->trail, vp_arena_array(arena, n, sizeof *s->trail), err);
    VP_ALLOC(s->root_u, vp_arena_array(arena, r, sizeof *s->root_u), err);
    VP_ALLOC(s->best_u, vp_arena_array(arena, r, sizeof *s->best_u), err);
    VP_ALLOC(s->in_count, vp_arena_array(arena, n, sizeof *s->in_count), err);
    VP_ALLOC(s->order, vp_arena_array(arena, n, sizeof *s->order), err);
    VP_ALLOC(s->list, vp_arena_array(arena, n, sizeof *s->list), err);
    return vp_lagrange_set_up(&s->g, arena, err);
}

vp_status vp_choice_solve(vp_choice_answer *a, const vp_choice *c, uint64_t steps, vp_arena *arena, vp_err *err)
{
    search s = {.g = {.c = c}, .a = a, .settled = SIZE_MAX, .arena = arena, .err = err};
    VP_ALLOC(a->with, vp_arena_array(arena, c->n, sizeof *a->with), err);
    VP_ALLOC(a->without, vp_arena_array(arena, c->n, sizeof *a->without), err);
    for (size_t i = 0; i < c->n; i++)
        a->with[i] = a->without[i] = INT64_MAX;
    VP_TRY(set_up(&s, arena, err));
    return walk(&s, steps);
}
