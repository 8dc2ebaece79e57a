/* Prices for the whole, whoever loses more than the gap decided, and the rest searched: first with a floor so high that
   little is left to search, then with lower ones, until a list is found above the floor or the floor is the best list.
   A search that ends without a list above its floor has proved the floor to be a bound (Y. Vimont, S. Boussier and
   M. Vasquez, "Reduced costs propagation in an efficient implicit enumeration for the 01 multidimensional knapsack
   problem", 2008, narrow so). */
#include <stdlib.h>
#include <string.h>
#include "lagrange.h"
#include "tree.h"

enum {
    WHOLE_PROGRAM = 400,                        /* items that a program may have at once */
    PASSES = 300, PATIENCE = 10, FULL_RATE = 1024, SLOWEST = 2,
    SIFTS = 12, SIFT_ITEMS = 500,
    FIRST_CORE = 60, NEAREST = 80, FIRST_TURN = 1 << 25,
    POOL = 160, FIRST_OPEN = 70, LEAST_OPEN = 30, TRIES = 30
};

typedef struct loss { vp_wide loss; size_t item; } loss;

typedef struct search {
    const vp_choice *c;
    vp_choice_answer *a;
    vp_lagrange g;
    int64_t *best_u;
    vp_wide bound;            /* at best_u, scaled */
    unsigned char *fix;       /* room for decisions on all items */
    loss *order;
    vp_wide slack;            /* the next floor is so far below the bound */
    uint64_t limit, steps, rng;
    vp_arena *arena;
    vp_err *err;
} search;

/* Where better lists are looked for: among the first `pool` groups of those by how near they are, `open` items. */
typedef struct nearby { size_t *group, n, pool, open; } nearby;

static uint64_t random_of(search *s)
{
    return s->rng = s->rng * 6364136223846793005u + 1442695040888963407u;
}

static uint64_t steps_of(const search *s)
{
    return s->steps + s->g.steps;
}

static int by_loss(const void *a, const void *b)
{
    const loss *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* ---- prices ---- */

static void note(search *s)
{
    if (s->g.bound >= s->bound)
        return;
    s->bound = s->g.bound;
    memcpy(s->best_u, s->g.u, s->c->nrows * sizeof *s->best_u);
}

static void at_best(search *s)
{
    memcpy(s->g.u, s->best_u, s->c->nrows * sizeof *s->best_u);
    vp_lagrange_pass(&s->g, false);
}

/* Against the excess, in shorter and shorter steps. */
static void descend(search *s)
{
    int64_t rate = FULL_RATE;
    size_t stale = 0;
    vp_wide target = s->a->known ? (vp_wide)s->a->value << s->g.shift : 0;
    for (int pass = 0; pass < PASSES && rate >= SLOWEST && steps_of(s) < s->limit / 4; pass++) {
        vp_lagrange_pass(&s->g, false);
        stale = s->g.bound < s->bound ? 0 : stale + 1;
        note(s);
        if (stale > PATIENCE) {
            stale = 0;
            rate /= 2;
            at_best(s);
        }
        vp_lagrange_step(&s->g, target, rate);
    }
}

/* Items by what it loses to decide them otherwise than the last pass did. */
static void sort_losses(search *s)
{
    for (size_t i = 0; i < s->c->n; i++)
        s->order[i] = (loss){s->g.loss[i], i};
    qsort(s->order, s->c->n, sizeof *s->order, by_loss);
    s->steps += 8 * s->c->n;
}

/* The program of the items that are near, the others as the prices have them; what these get wrong joins them. */
static vp_status sift(search *s)
{
    const vp_choice *c = s->c;
    unsigned char *fix;
    double *price;
    bool *near;
    VP_ALLOC(fix, vp_arena_array(s->arena, c->n, sizeof *fix), s->err);
    VP_ALLOC(near, vp_arena_array(s->arena, c->n, sizeof *near), s->err);
    for (int round = 0; round < SIFTS && steps_of(s) < s->limit / 2; round++) {
        vp_rest rest;
        size_t fresh = 0, some = c->n <= WHOLE_PROGRAM ? c->n : SIFT_ITEMS < c->n ? SIFT_ITEMS : c->n;
        vp_wide before = s->bound;
        at_best(s);
        if (round == 0) {
            sort_losses(s);
            for (size_t k = 0; k < some; k++)
                near[s->order[k].item] = true;
        }
        vp_mark mark = vp_arena_mark(s->arena);
        for (size_t i = 0; i < c->n; i++)
            fix[i] = near[i] ? VP_FREE : s->g.x[i] ? VP_IN : VP_OUT;
        VP_TRY(vp_rest_of(&rest, c, NULL, NULL, fix, true, s->arena, s->err));
        VP_ALLOC(price, vp_arena_array(s->arena, rest.c.nrows, sizeof *price), s->err);
        VP_TRY(vp_tree_prices(price, &s->steps, &rest.c, rest.soft, s->arena, s->err));
        memset(s->g.u, 0, c->nrows * sizeof *s->g.u);
        for (size_t r = 0; r < rest.c.nrows; r++)
            if (rest.row[r] != SIZE_MAX)
                s->g.u[rest.row[r]] = vp_lagrange_price(&s->g, price[r]);
        vp_arena_rewind(s->arena, mark);
        vp_lagrange_pass(&s->g, false);
        note(s);
        for (size_t i = 0; i < c->n && fresh < 2 * SIFT_ITEMS; i++)
            if (!near[i] && s->g.x[i] != (fix[i] == VP_IN))
                near[i] = ++fresh;
        for (int half = 0; s->g.bound > before && half < 4; half++) { /* too far: half of the way */
            for (size_t r = 0; r < c->nrows; r++)
                s->g.u[r] = s->best_u[r] + (s->g.u[r] - s->best_u[r]) / 2;
            vp_lagrange_pass(&s->g, false);
            note(s);
        }
        if (fresh == 0)
            break;
    }
    return VP_OK;
}

/* ---- what no list with an item, or without it, exceeds ---- */

static void lower(int64_t *bound, vp_wide to)
{
    if (to < *bound)
        *bound = to < 0 ? 0 : (int64_t)to;
}

static void note_bounds(search *s)
{
    vp_lagrange *g = &s->g;
    at_best(s);
    vp_wide all = vp_lagrange_floor(g, g->bound);
    for (size_t i = 0; i < s->c->n; i++) {
        vp_wide against = vp_lagrange_floor(g, g->bound - g->loss[i]);
        lower(&s->a->with[i], g->x[i] ? all : against);
        lower(&s->a->without[i], g->x[i] ? against : all);
    }
}

/* ---- floors ---- */

/* The best list above the floor among those that differ from the prices' choice where fix is VP_FREE. *bound: what none
   of them exceeds; *done: that is the floor or the list found. */
static vp_status search_part(search *s, const unsigned char *fix, int64_t floor, uint64_t steps, int64_t *bound,
                             bool *done)
{
    vp_rest rest;
    vp_tree_answer t = {.done = true};
    vp_mark mark = vp_arena_mark(s->arena);
    VP_TRY(vp_rest_of(&rest, s->c, NULL, NULL, fix, true, s->arena, s->err));
    if (rest.possible) {
        VP_ALLOC(t.chosen, vp_arena_array(s->arena, rest.c.n, sizeof *t.chosen), s->err);
        VP_TRY(vp_tree_search(&t, &rest.c, rest.soft, floor - rest.base, steps, s->arena, s->err));
    }
    if (t.found) {
        s->a->known = true;
        s->a->value = t.value + rest.base;
        for (size_t i = 0; i < s->c->n; i++)
            s->a->chosen[i] = fix[i] == VP_IN;
        for (size_t x = 0; x < rest.c.n; x++)
            s->a->chosen[rest.item[x]] = t.chosen[x];
    }
    *done = t.done;
    *bound = t.found ? s->a->value : floor;
    if (!t.done && t.bound + rest.base > *bound)
        *bound = t.bound + rest.base;
    s->steps += t.steps;
    vp_arena_rewind(s->arena, mark);
    return VP_OK;
}

/* Search for lists above the floor, all of them. *done: the floor, or what was found, is a bound. */
static vp_status search_above(search *s, int64_t floor, uint64_t steps, bool *done)
{
    int64_t bound;
    for (size_t i = 0; i < s->c->n; i++)
        s->fix[i] = vp_lagrange_floor(&s->g, s->g.bound - s->g.loss[i]) > floor ? VP_FREE
                                                                               : s->g.x[i] ? VP_IN : VP_OUT;
    VP_TRY(search_part(s, s->fix, floor, steps, &bound, done));
    s->a->bound = bound < s->a->bound ? bound : s->a->bound;
    return VP_OK;
}

/* A list to begin with: the best that differs from the prices' choice in the items that are nearest only. */
static vp_status look_near(search *s)
{
    for (size_t near = NEAREST; near < 16 * NEAREST; near *= 2) {
        int64_t bound;
        bool done;
        for (size_t i = 0; i < s->c->n; i++)
            s->fix[i] = near < s->c->n ? s->g.x[i] ? VP_IN : VP_OUT : VP_FREE;
        for (size_t k = 0; k < near && k < s->c->n; k++)
            s->fix[s->order[k].item] = VP_FREE;
        VP_TRY(search_part(s, s->fix, s->a->known ? s->a->value : -1, s->limit / 400, &bound, &done));
        if (s->a->known || near >= s->c->n)
            break;
    }
    return VP_OK;
}

/* Groups by how near their nearest item is. */
static size_t near_groups(const search *s, size_t *group, bool *seen)
{
    size_t n = 0;
    for (size_t k = 0; k < s->c->n; k++) {
        size_t g = s->g.group_of[s->order[k].item];
        if (!seen[g])
            group[n++] = g;
        seen[g] = true;
    }
    return n;
}

/* Free a group; what of others is in stays. */
static size_t set_free(search *s, size_t g)
{
    size_t n = 0;
    for (size_t i = s->c->group[g]; i < s->c->group[g + 1]; i++) {
        n += s->fix[i] != VP_FREE;
        s->fix[i] = VP_FREE;
    }
    return n;
}

static bool differs(const search *s, size_t g)
{
    for (size_t i = s->c->group[g]; i < s->c->group[g + 1]; i++)
        if (s->g.x[i] != s->a->chosen[i])
            return true;
    return false;
}

/* Some of the nearest groups are open, above all those that the prices have otherwise; the rest is as in the best list.
   What is picked follows from a fixed sequence. */
static void pick_nearby(search *s, const nearby *w)
{
    size_t items = 0, width = w->pool < w->n ? w->pool : w->n;
    for (size_t i = 0; i < s->c->n; i++)
        s->fix[i] = s->a->chosen[i] ? VP_IN : VP_OUT;
    for (size_t k = 0; k < w->n && items < w->open / 2; k++)
        if (differs(s, w->group[k]) && random_of(s) >> 62)
            items += set_free(s, w->group[k]);
    for (size_t tries = 0; tries < 2 * w->open && items < w->open; tries++)
        items += set_free(s, w->group[(size_t)(random_of(s) >> 33) % width]);
    s->steps += s->c->n;
}

/* Better lists near the best one: again and again, as much open as can be searched, until that has not helped for a
   while. */
static vp_status improve(search *s, nearby *w, uint64_t steps)
{
    uint64_t until = steps_of(s) + steps, each = steps / TRIES;
    for (size_t stale = 0; s->a->known && stale < TRIES && steps_of(s) < until; stale++) {
        int64_t before = s->a->value, bound;
        uint64_t from = steps_of(s);
        bool done;
        pick_nearby(s, w);
        VP_TRY(search_part(s, s->fix, before, each, &bound, &done));
        if (!done && w->open > LEAST_OPEN)
            w->open -= w->open / 8;
        else if (done && steps_of(s) - from < each / 4 && w->open < s->c->n)
            w->open += w->open / 8;
        w->pool = s->a->value > before ? POOL : w->pool + POOL / 16;
        stale = s->a->value > before ? 0 : stale;
    }
    return VP_OK;
}

static int64_t floor_for(const search *s, vp_wide slack)
{
    int64_t least = s->a->known ? s->a->value : -1;
    vp_wide floor = vp_lagrange_floor(&s->g, s->bound - slack);
    return floor > least ? (int64_t)floor : least;
}

/* Floor after floor, until one takes too long. */
static vp_status narrow(search *s, uint64_t steps)
{
    uint64_t from, until = steps_of(s) + steps;
    bool cheap = false;
    for (; !s->a->proved; s->slack += s->slack / (cheap ? 4 : 11) + 1) {
        int64_t least = s->a->known ? s->a->value : -1;
        int64_t floor = s->a->last && s->a->known ? least : floor_for(s, s->slack);
        bool done = false, last = floor == least;
        if (s->a->known && s->a->value >= s->a->bound) {
            s->a->proved = true;
            return VP_OK;
        }
        if (!last && floor >= s->a->bound)
            continue;
        if (steps_of(s) >= until)
            return VP_OK;
        from = steps_of(s);
        VP_TRY(search_above(s, floor, until - from, &done));
        cheap = steps_of(s) - from < steps / 32;
        if (done && (last || (s->a->known && s->a->value > floor)))
            s->a->proved = true;
        if (!done)
            return VP_OK;
    }
    return VP_OK;
}

/* A better list and a proof, in turns, each time with more steps. */
static vp_status both(search *s)
{
    nearby w = {.pool = POOL, .open = FIRST_OPEN};
    bool *seen;
    VP_ALLOC(w.group, vp_arena_array(s->arena, s->c->ngroups, sizeof *w.group), s->err);
    VP_ALLOC(seen, vp_arena_array(s->arena, s->c->ngroups, sizeof *seen), s->err);
    w.n = near_groups(s, w.group, seen);
    for (uint64_t turn = FIRST_TURN; !s->a->proved && steps_of(s) < s->limit; turn *= 4) {
        uint64_t left = s->limit - steps_of(s);
        turn = turn < left / 3 && !(s->a->last && s->a->known) ? turn : left;
        VP_TRY(narrow(s, turn < left ? turn : left - left / 3));
        if (!s->a->proved && !s->a->last)
            VP_TRY(improve(s, &w, turn < left ? turn / 2 : left / 3));
        if (turn == left)
            break;
    }
    return VP_OK;
}

static vp_status set_up(search *s)
{
    const vp_choice *c = s->c;
    VP_TRY(vp_lagrange_set_up(&s->g, c, s->arena, s->err));
    VP_ALLOC(s->best_u, vp_arena_array(s->arena, c->nrows, sizeof *s->best_u), s->err);
    VP_ALLOC(s->fix, vp_arena_array(s->arena, c->n, sizeof *s->fix), s->err);
    VP_ALLOC(s->order, vp_arena_array(s->arena, c->n, sizeof *s->order), s->err);
    vp_lagrange_pass(&s->g, false);
    s->bound = s->g.bound;
    return VP_OK;
}

static vp_status prices_out(search *s)
{
    VP_ALLOC(s->a->price, vp_arena_array(s->arena, s->c->nrows, sizeof *s->a->price), s->err);
    for (size_t r = 0; r < s->c->nrows; r++)
        s->a->price[r] = (double)s->best_u[r] / (double)((int64_t)1 << s->g.shift);
    return VP_OK;
}

/* Without items there is one list, the empty one. */
static vp_status solve_nothing(vp_choice_answer *a, const vp_choice *c, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(a->price, vp_arena_array(arena, c->nrows, sizeof *a->price), err);
    a->known = a->proved = true;
    a->value = a->bound = 0;
    a->steps = 1;
    for (size_t r = 0; r < c->nrows; r++)
        a->known = a->known && c->bound[r] >= 0;
    return VP_OK;
}

vp_status vp_choice_solve(vp_choice_answer *a, const vp_choice *c, uint64_t steps, vp_arena *arena, vp_err *err)
{
    search s = {.c = c, .a = a, .limit = steps, .arena = arena, .err = err};
    VP_ALLOC(a->with, vp_arena_array(arena, c->n, sizeof *a->with), err);
    VP_ALLOC(a->without, vp_arena_array(arena, c->n, sizeof *a->without), err);
    for (size_t i = 0; i < c->n; i++)
        a->with[i] = a->without[i] = INT64_MAX;
    a->proved = false;
    if (c->n == 0)
        return solve_nothing(a, c, arena, err);
    VP_TRY(set_up(&s));
    if (c->n > WHOLE_PROGRAM)
        descend(&s);
    VP_TRY(sift(&s));
    note_bounds(&s);
    a->bound = (int64_t)vp_lagrange_floor(&s.g, s.bound);
    VP_TRY(prices_out(&s));
    at_best(&s);
    sort_losses(&s);
    s.slack = s.order[FIRST_CORE < c->n ? FIRST_CORE : c->n - 1].loss;
    s.slack = s.slack > 0 ? s.slack : 1;
    if (!a->last || !a->known)
        VP_TRY(look_near(&s));
    VP_TRY(both(&s));
    if (a->proved)
        a->bound = a->value;
    a->steps = steps_of(&s);
    return VP_OK;
}
