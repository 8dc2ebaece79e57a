/* One budget: the linear relaxation first, by selection instead of sorting; then a dynamic program over the classes
   nearest to its price, which ends when no state can beat the best list found (D. Pisinger, "A minimal algorithm for
   the 0-1 knapsack problem", 1997, and "A minimal algorithm for the multiple-choice knapsack problem", 1995). */
#include <stdlib.h>
#include <string.h>
#include "core.h"

/* A step up the hull of a class: `item` instead of what was chosen before. */
typedef struct increment { int64_t weight, worth; size_t cls, item; } increment;

typedef struct relaxation {
    const vp_knapsack *k;
    increment *inc;
    size_t n, split;       /* [0, split) are taken, `split` is taken in part */
    bool all;              /* everything fits */
    size_t *base;          /* item of each class, VP_NONE */
    int64_t weight, worth; /* of the base */
} relaxation;

/* Is a's worth for its weight better? */
static int compare(const increment *a, const increment *b)
{
    vp_wide x = (vp_wide)a->worth * b->weight, y = (vp_wide)b->worth * a->weight;
    return (x > y) - (x < y);
}

/* Lighter first, then worth more. */
static int by_weight(const void *a, const void *b)
{
    const increment *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* The upper hull of a class of several items; room is for all of them. */
static void hull(relaxation *r, size_t cls, increment *room)
{
    const vp_knapsack *k = r->k;
    size_t n = 0, first = r->n;
    for (size_t i = k->start[cls]; i < k->start[cls + 1]; i++)
        room[n++] = (increment){k->weight[i], k->worth[i], cls, i};
    qsort(room, n, sizeof *room, by_weight);
    int64_t weight = 0, worth = 0;
    for (size_t x = 0; x < n; x++) {
        if (room[x].worth <= worth)
            continue;
        increment up = {room[x].weight - weight, room[x].worth - worth, cls, room[x].item};
        while (r->n > first && compare(&up, &r->inc[r->n - 1]) >= 0) {
            const increment *last = &r->inc[--r->n];
            up.weight += last->weight;
            up.worth += last->worth;
        }
        r->inc[r->n++] = up;
        weight = room[x].weight;
        worth = room[x].worth;
    }
}

static vp_status increments(relaxation *r, vp_arena *arena, vp_err *err)
{
    const vp_knapsack *k = r->k;
    size_t most = 0;
    increment *room;
    for (size_t c = 0; c < k->nclasses; c++)
        most = k->start[c + 1] - k->start[c] > most ? k->start[c + 1] - k->start[c] : most;
    VP_ALLOC(room, vp_arena_array(arena, most, sizeof *room), err);
    VP_ALLOC(r->inc, vp_arena_array(arena, k->start[k->nclasses], sizeof *r->inc), err);
    for (size_t c = 0; c < k->nclasses; c++) {
        size_t i = k->start[c];
        if (k->start[c + 1] - i > 1)
            hull(r, c, room);
        else if (k->start[c + 1] - i == 1 && k->worth[i] > 0)
            r->inc[r->n++] = (increment){k->weight[i], k->worth[i], c, i};
    }
    return VP_OK;
}

static void swap(increment *a, increment *b)
{
    increment t = *a;
    *a = *b;
    *b = t;
}

/* Order the increments just so far that those before `split` are better than those after it. */
static void select_split(relaxation *r)
{
    increment *inc = r->inc;
    size_t lo = 0, hi = r->n;
    int64_t left = r->k->capacity;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (compare(&inc[lo], &inc[mid]) < 0)
            swap(&inc[lo], &inc[mid]);
        if (compare(&inc[lo], &inc[hi - 1]) < 0)
            swap(&inc[lo], &inc[hi - 1]);
        if (compare(&inc[mid], &inc[hi - 1]) < 0)
            swap(&inc[mid], &inc[hi - 1]);
        increment pivot = inc[mid];
        size_t better = lo, worse = hi;
        int64_t sum = 0;
        for (size_t i = lo; i < worse; ) {
            int by = compare(&inc[i], &pivot);
            if (by > 0) {
                sum += inc[i].weight;
                swap(&inc[i++], &inc[better++]);
            } else if (by < 0) {
                swap(&inc[i], &inc[--worse]);
            } else {
                i++;
            }
        }
        if (sum > left) {
            hi = better;
            continue;
        }
        left -= sum;
        for (lo = better; lo < worse; lo++) {
            if (inc[lo].weight > left) {
                r->split = lo;
                return;
            }
            left -= inc[lo].weight;
        }
    }
    r->split = lo;
    r->all = lo == r->n;
}

static vp_status relax(relaxation *r, vp_arena *arena, vp_err *err)
{
    const vp_knapsack *k = r->k;
    VP_TRY(increments(r, arena, err));
    select_split(r);
    VP_ALLOC(r->base, vp_arena_array(arena, k->nclasses, sizeof *r->base), err);
    for (size_t c = 0; c < k->nclasses; c++)
        r->base[c] = VP_NONE;
    for (size_t i = 0; i < r->split; i++) {
        size_t *b = &r->base[r->inc[i].cls];
        if (*b == VP_NONE || k->weight[r->inc[i].item] > k->weight[*b])
            *b = r->inc[i].item;
        r->weight += r->inc[i].weight;
        r->worth += r->inc[i].worth;
    }
    return VP_OK;
}

vp_status vp_knapsack_solve(vp_knapsack_answer *out, const vp_knapsack *k, uint64_t steps, vp_arena *arena,
                            vp_err *err)
{
    relaxation r = {.k = k};
    *out = (vp_knapsack_answer){.price_weight = 1};
    VP_ALLOC(out->chosen, vp_arena_array(arena, k->start[k->nclasses], sizeof *out->chosen), err);
    VP_TRY(relax(&r, arena, err));
    out->root = r.worth;
    if (!r.all) {
        const increment *part = &r.inc[r.split];
        out->price_worth = part->worth;
        out->price_weight = part->weight;
        out->root = (vp_wide)r.worth * part->weight + (vp_wide)(k->capacity - r.weight) * part->worth;
    }
    vp_core core = {.k = k, .base = r.base, .weight = r.weight, .worth = r.worth, .answer = out,
                    .split = r.all ? VP_NONE : r.inc[r.split].item, .split_class = r.all ? 0 : r.inc[r.split].cls};
    return vp_core_solve(&core, steps, arena, err);
}
