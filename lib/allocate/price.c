/* The bound at given prices, and better prices. Any prices give a valid bound: how they are found needs no proof. */
#include "lagrange.h"

vp_wide vp_lagrange_floor(const vp_lagrange *g, vp_wide scaled)
{
    return scaled >> g->shift; /* arithmetic on every compiler we build with: towards minus infinity */
}

static void reduce(vp_lagrange *g, size_t i)
{
    const vp_choice *c = g->c;
    vp_wide r = (vp_wide)c->value[i] << g->shift;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        r -= (vp_wide)g->u[c->row[e]] * c->coef[e];
    g->reduced[i] = r;
    g->x[i] = false;
}

static void choose(vp_lagrange *g, size_t i)
{
    const vp_choice *c = g->c;
    g->x[i] = true;
    g->bound += g->reduced[i];
    g->pass_value += c->value[i];
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        g->excess[c->row[e]] += c->coef[e];
}

/* The best `left` of a class's free items whose reduced value is above 0. */
static void choose_class(vp_lagrange *g, size_t k)
{
    const vp_choice *c = g->c;
    size_t end = c->start[k + 1], n = 0;
    vp_wide next = 0;
    for (size_t i = c->start[k]; i < end; i++)
        if (g->fix[i] == VP_FREE) {
            reduce(g, i);
            n += g->reduced[i] > 0;
        }
    g->steps += end - c->start[k];
    g->enter[k] = 0;
    if (n <= g->left[k]) {
        for (size_t i = c->start[k]; i < end; i++)
            if (g->fix[i] == VP_FREE && g->reduced[i] > 0)
                choose(g, i);
    } else {
        for (size_t taken = 0; taken <= g->left[k]; taken++) { /* the one after the last sets what replaces one */
            size_t best = SIZE_MAX;
            for (size_t i = c->start[k]; i < end; i++)
                if (g->fix[i] == VP_FREE && !g->x[i] && (best == SIZE_MAX || g->reduced[i] > g->reduced[best]))
                    best = i;
            if (taken == g->left[k]) {
                next = g->reduced[best];
                break;
            }
            choose(g, best);
            g->enter[k] = g->reduced[best];
            g->steps += end - c->start[k];
        }
    }
    if (n == g->left[k] && n > 0) { /* full, and nobody waits: who enters drives out the least */
        vp_wide least = 0;
        for (size_t i = c->start[k]; i < end; i++)
            if (g->fix[i] == VP_FREE && g->x[i] && (least == 0 || g->reduced[i] < least))
                least = g->reduced[i];
        g->enter[k] = least;
    }
    g->leave[k] = next;
}

void vp_lagrange_pass(vp_lagrange *g)
{
    const vp_choice *c = g->c;
    g->bound = (vp_wide)g->value << g->shift;
    g->pass_value = g->value;
    for (size_t r = 0; r < c->nrows; r++) {
        g->excess[r] = g->used[r] - c->bound[r];
        g->bound -= (vp_wide)g->u[r] * g->excess[r];
    }
    for (size_t a = 0; a < g->nactive; a++)
        choose_class(g, g->active[a]);
    g->fits = true;
    for (size_t r = 0; r < c->nrows && g->fits; r++)
        g->fits = g->excess[r] <= 0;
}

vp_wide vp_lagrange_loss(const vp_lagrange *g, size_t i)
{
    size_t k = g->class_of[i];
    return g->x[i] ? g->reduced[i] - g->leave[k] : g->enter[k] - g->reduced[i];
}

void vp_lagrange_step(vp_lagrange *g, vp_wide target, int64_t rate)
{
    enum { FINE = 256, MOST = 1 << 30 };
    const vp_choice *c = g->c;
    vp_wide norm = 0, gap = g->bound - target;
    int coarse = 0;
    for (size_t r = 0; r < c->nrows; r++) {
        vp_wide h = (vp_wide)g->excess[r] * FINE / g->size[r];
        if (g->u[r] == 0 && h < 0)
            continue;
        h = h > MOST ? MOST : h < -MOST ? -MOST : h;
        norm += h * h;
    }
    if (norm == 0 || gap <= 0)
        return;
    for (; gap >> coarse > (vp_wide)1 << 70; coarse++)
        ;
    for (size_t r = 0; r < c->nrows; r++) {
        vp_wide h = (vp_wide)g->excess[r] * FINE / g->size[r];
        if (g->u[r] == 0 && h < 0)
            continue;
        h = h > MOST ? MOST : h < -MOST ? -MOST : h;
        vp_wide by = (gap >> coarse) * rate * h / norm * FINE / 1024 / g->size[r];
        vp_wide most = (vp_wide)1 << (100 - coarse);
        by = by > most ? most : by < -most ? -most : by;
        vp_wide u = g->u[r] + by * ((vp_wide)1 << coarse);
        g->u[r] = u < 0 ? 0 : u > g->most_price ? g->most_price : (int64_t)u;
    }
}

void vp_lagrange_settle(vp_lagrange *g, size_t row)
{
    enum { FINE = 20 };
    int64_t lo = 0, hi = 1 << FINE;
    while (hi < g->most_price) { /* lo: too low; hi: high enough, or as high as it goes */
        g->u[row] = hi;
        vp_lagrange_pass(g);
        if (g->excess[row] <= 0)
            break;
        lo = hi;
        hi = hi > g->most_price / 16 ? g->most_price : 16 * hi;
    }
    while (hi - lo > 1 + (hi >> FINE)) {
        g->u[row] = lo + (hi - lo) / 2;
        vp_lagrange_pass(g);
        *(g->excess[row] <= 0 ? &hi : &lo) = g->u[row];
    }
    g->u[row] = hi;
    vp_lagrange_pass(g);
}
