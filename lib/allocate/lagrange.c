/* The bound at given prices, and better prices. */
#include "lagrange.h"

enum { MOST_PRICE_BITS = 54 };

vp_status vp_lagrange_set_up(vp_lagrange *g, const vp_choice *c, vp_arena *arena, vp_err *err)
{
    int64_t top = 1, *many;
    *g = (vp_lagrange){.c = c, .most_price = (int64_t)1 << MOST_PRICE_BITS, .shift = MOST_PRICE_BITS - 1};
    VP_ALLOC(g->size, vp_arena_array(arena, c->nrows, sizeof *g->size), err);
    VP_ALLOC(many, vp_arena_array(arena, c->nrows, sizeof *many), err);
    VP_ALLOC(g->group_of, vp_arena_array(arena, c->n, sizeof *g->group_of), err);
    VP_ALLOC(g->fix, vp_arena_array(arena, c->n, sizeof *g->fix), err);
    VP_ALLOC(g->u, vp_arena_array(arena, c->nrows, sizeof *g->u), err);
    VP_ALLOC(g->reduced, vp_arena_array(arena, c->n, sizeof *g->reduced), err);
    VP_ALLOC(g->loss, vp_arena_array(arena, c->n, sizeof *g->loss), err);
    VP_ALLOC(g->x, vp_arena_array(arena, c->n, sizeof *g->x), err);
    VP_ALLOC(g->excess, vp_arena_array(arena, c->nrows, sizeof *g->excess), err);
    VP_ALLOC(g->must, vp_arena_array(arena, c->ngroups, sizeof *g->must), err);
    VP_ALLOC(g->none, vp_arena_array(arena, c->ngroups, sizeof *g->none), err);
    VP_ALLOC(g->best, vp_arena_array(arena, c->ngroups, sizeof *g->best), err);
    for (size_t k = 0; k < c->ngroups; k++)
        for (size_t i = c->group[k]; i < c->group[k + 1]; i++)
            g->group_of[i] = k;
    for (size_t i = 0; i < c->n; i++) {
        top = c->value[i] > top ? c->value[i] : top;
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++) {
            g->size[c->row[e]] += c->coef[e] < 0 ? -c->coef[e] : c->coef[e];
            many[c->row[e]]++;
        }
    }
    for (size_t r = 0; r < c->nrows; r++)
        g->size[r] = many[r] && g->size[r] > many[r] ? g->size[r] / many[r] : 1;
    for (; top > 1; top /= 2) /* a price of the largest value is not too large */
        g->shift--;
    g->shift = g->shift < 4 ? 4 : g->shift;
    return VP_OK;
}

vp_wide vp_lagrange_floor(const vp_lagrange *g, vp_wide scaled)
{
    return scaled >> g->shift; /* arithmetic on every compiler we build with: towards minus infinity */
}

int64_t vp_lagrange_price(const vp_lagrange *g, double price)
{
    double p = price * (double)((int64_t)1 << g->shift);
    return p > 0 ? p < (double)g->most_price ? (int64_t)p : g->most_price : 0;
}

static void reduce(vp_lagrange *g, size_t i, bool worthless)
{
    const vp_choice *c = g->c;
    vp_wide r = worthless ? 0 : (vp_wide)c->value[i] << g->shift;
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
    g->value += c->value[i];
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        g->excess[c->row[e]] += c->coef[e];
}

/* The best item of a group; whether it must be in. */
static bool best_of(vp_lagrange *g, size_t group, bool worthless)
{
    const vp_choice *c = g->c;
    size_t best = VP_NO_ITEM, in = VP_NO_ITEM;
    for (size_t i = c->group[group]; i < c->group[group + 1]; i++) {
        g->x[i] = false;
        if (g->fix[i] == VP_OUT)
            continue;
        reduce(g, i, worthless);
        if (g->fix[i] == VP_IN) {
            g->possible = g->possible && in == VP_NO_ITEM;
            in = i;
        } else if (best == VP_NO_ITEM || g->reduced[i] > g->reduced[best]) {
            best = i;
        }
    }
    g->best[group] = in == VP_NO_ITEM ? best : in;
    g->possible = g->possible && !(g->must[group] && g->best[group] == VP_NO_ITEM);
    return in != VP_NO_ITEM || (g->must[group] && best != VP_NO_ITEM);
}

/* What each free item of a group loses. enter: what a further group of the class must beat; leave: what comes in for
   one that goes; full: none can come, whatever it is worth. */
static void losses(vp_lagrange *g, size_t group, vp_wide enter, vp_wide leave, bool full)
{
    const vp_choice *c = g->c;
    size_t b = g->best[group];
    const vp_wide never = (vp_wide)1 << 125;
    vp_wide second = g->must[group] ? -never : leave;
    bool in = b != VP_NO_ITEM && g->x[b];
    g->none[group] = !in ? 0 : g->must[group] ? never : g->reduced[b] - leave;
    for (size_t i = c->group[group]; in && i < c->group[group + 1]; i++)
        if (i != b && g->fix[i] == VP_FREE && g->reduced[i] > second)
            second = g->reduced[i];
    for (size_t i = c->group[group]; i < c->group[group + 1]; i++)
        if (g->fix[i] != VP_FREE)
            g->loss[i] = 0;
        else if (i == b && in)
            g->loss[i] = g->reduced[i] - second;
        else if (in)
            g->loss[i] = g->fix[b] == VP_IN ? never : g->reduced[b] - g->reduced[i];
        else
            g->loss[i] = full ? never : enter - g->reduced[i];
}

static void choose_class(vp_lagrange *g, size_t k, bool worthless)
{
    const vp_choice *c = g->c;
    size_t forced = 0, wants = 0, left;
    vp_wide enter = 0, leave = 0;
    for (size_t j = c->start[k]; j < c->start[k + 1]; j++) {
        if (best_of(g, j, worthless)) {
            choose(g, g->best[j]);
            forced++;
        } else {
            wants += g->best[j] != VP_NO_ITEM && g->reduced[g->best[j]] > 0;
        }
    }
    g->possible = g->possible && forced <= c->most[k];
    left = forced < c->most[k] ? c->most[k] - forced : 0;
    g->steps += c->first[c->group[c->start[k + 1]]] - c->first[c->group[c->start[k]]] + 1;
    if (wants <= left) {
        for (size_t j = c->start[k]; j < c->start[k + 1]; j++) {
            size_t b = g->best[j];
            if (b == VP_NO_ITEM || g->x[b] || g->reduced[b] <= 0)
                continue;
            choose(g, b);
            enter = wants == left && (enter == 0 || g->reduced[b] < enter) ? g->reduced[b] : enter;
        }
    } else {
        for (size_t taken = 0; taken <= left; taken++) { /* the one after the last is what replaces one */
            size_t best = VP_NO_ITEM;
            for (size_t j = c->start[k]; j < c->start[k + 1]; j++) {
                size_t b = g->best[j];
                if (b != VP_NO_ITEM && !g->x[b] && (best == VP_NO_ITEM || g->reduced[b] > g->reduced[best]))
                    best = b;
            }
            g->steps += c->start[k + 1] - c->start[k];
            if (taken == left) {
                leave = g->reduced[best];
                break;
            }
            choose(g, best);
            enter = g->reduced[best];
        }
    }
    for (size_t j = c->start[k]; j < c->start[k + 1]; j++)
        losses(g, j, enter, leave, left == 0);
}

void vp_lagrange_pass(vp_lagrange *g, bool worthless)
{
    const vp_choice *c = g->c;
    g->bound = 0;
    g->value = 0;
    g->possible = g->fits = true;
    for (size_t r = 0; r < c->nrows; r++) {
        g->excess[r] = -c->bound[r];
        g->bound += (vp_wide)g->u[r] * c->bound[r];
    }
    for (size_t k = 0; k < c->nclasses; k++)
        choose_class(g, k, worthless);
    for (size_t r = 0; r < c->nrows && g->fits; r++)
        g->fits = g->excess[r] <= 0;
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
