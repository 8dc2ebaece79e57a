/* Setting up the relaxation: the scale of prices, rows and classes. */
#include "lagrange.h"

static int bits(vp_wide v)
{
    int n = 0;
    for (; v > 0; v >>= 1)
        n++;
    return n;
}

/* Fine enough that rounding prices costs less than a unit of value; coarse enough that 128 bits hold every sum. */
static void set_scale(vp_lagrange *g)
{
    const vp_choice *c = g->c;
    int64_t largest = 1;
    for (size_t e = 0; e < c->first[c->n]; e++) {
        int64_t a = c->coef[e] < 0 ? -c->coef[e] : c->coef[e];
        largest = a > largest ? a : largest;
    }
    for (size_t i = 0; i < c->n; i++)
        g->all += c->value[i];
    g->shift = bits(largest) + 8;
    g->shift = g->shift > 40 ? 40 : g->shift;
    g->shift = g->shift + bits(g->all) > 100 ? 100 - bits(g->all) : g->shift;
    g->most_price = INT64_MAX >> (6 + bits((vp_wide)c->nrows));
}

static vp_status set_rows(vp_lagrange *g, vp_arena *arena, vp_err *err)
{
    const vp_choice *c = g->c;
    size_t *count;
    VP_ALLOC(count, vp_arena_array(arena, c->nrows, sizeof *count), err);
    for (size_t e = 0; e < c->first[c->n]; e++) {
        g->size[c->row[e]] += c->coef[e] < 0 ? -c->coef[e] : c->coef[e];
        count[c->row[e]]++;
        g->relief[c->row[e]] += c->coef[e] < 0 ? c->coef[e] : 0;
    }
    for (size_t r = 0; r < c->nrows; r++) {
        g->size[r] /= count[r] ? (int64_t)count[r] : 1;
        g->size[r] = g->size[r] > 0 ? g->size[r] : 1;
    }
    return VP_OK;
}

static void set_classes(vp_lagrange *g)
{
    const vp_choice *c = g->c;
    for (size_t k = 0; k < c->nclasses; k++) {
        g->left[k] = c->most[k];
        g->open[k] = c->start[k + 1] - c->start[k];
        for (size_t i = c->start[k]; i < c->start[k + 1]; i++)
            g->class_of[i] = k;
        if (g->open[k] == 0)
            continue;
        g->place[k] = g->nactive;
        g->active[g->nactive++] = k;
    }
    g->nfree = c->n;
}

vp_status vp_lagrange_set_up(vp_lagrange *g, vp_arena *arena, vp_err *err)
{
    size_t n = g->c->n, k = g->c->nclasses, r = g->c->nrows;
    VP_ALLOC(g->size, vp_arena_array(arena, r, sizeof *g->size), err);
    VP_ALLOC(g->class_of, vp_arena_array(arena, n, sizeof *g->class_of), err);
    VP_ALLOC(g->fix, vp_arena_array(arena, n, sizeof *g->fix), err);
    VP_ALLOC(g->left, vp_arena_array(arena, k, sizeof *g->left), err);
    VP_ALLOC(g->open, vp_arena_array(arena, k, sizeof *g->open), err);
    VP_ALLOC(g->active, vp_arena_array(arena, k, sizeof *g->active), err);
    VP_ALLOC(g->place, vp_arena_array(arena, k, sizeof *g->place), err);
    VP_ALLOC(g->used, vp_arena_array(arena, r, sizeof *g->used), err);
    VP_ALLOC(g->relief, vp_arena_array(arena, r, sizeof *g->relief), err);
    VP_ALLOC(g->u, vp_arena_array(arena, r, sizeof *g->u), err);
    VP_ALLOC(g->reduced, vp_arena_array(arena, n, sizeof *g->reduced), err);
    VP_ALLOC(g->x, vp_arena_array(arena, n, sizeof *g->x), err);
    VP_ALLOC(g->enter, vp_arena_array(arena, k, sizeof *g->enter), err);
    VP_ALLOC(g->leave, vp_arena_array(arena, k, sizeof *g->leave), err);
    VP_ALLOC(g->excess, vp_arena_array(arena, r, sizeof *g->excess), err);
    set_scale(g);
    set_classes(g);
    return set_rows(g, arena, err);
}
