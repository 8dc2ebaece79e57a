/* From the relaxation at some prices to a list that fits. */
#include <stdlib.h>
#include <string.h>
#include "lagrange.h"

enum { NEAREST = 128 }; /* looked at for exchanges */

static int by_loss(const void *a, const void *b)
{
    const vp_loss *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Does the item add to a row that is over its bound? */
static bool hurts(const vp_lagrange *g, const int64_t *excess, size_t i)
{
    const vp_choice *c = g->c;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        if (excess[c->row[e]] > 0 && c->coef[e] > 0)
            return true;
    return false;
}

static bool fits(const vp_lagrange *g, const int64_t *excess, size_t i)
{
    const vp_choice *c = g->c;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        if (c->coef[e] > 0 && excess[c->row[e]] + c->coef[e] > 0)
            return false;
    return true;
}

static void put(const vp_lagrange *g, int64_t *excess, size_t i, int sign)
{
    const vp_choice *c = g->c;
    for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
        excess[c->row[e]] += sign * c->coef[e];
}

/* May one more of the class be in the list? */
static bool has_place(const vp_choice *c, const bool *list, size_t cls)
{
    size_t in = 0;
    if (c->start[cls + 1] - c->start[cls] <= c->most[cls])
        return true;
    for (size_t i = c->start[cls]; i < c->start[cls + 1]; i++)
        in += list[i];
    return in < c->most[cls];
}

static bool enter(const vp_lagrange *g, int64_t *excess, bool *list, size_t i)
{
    if (!fits(g, excess, i) || !has_place(g->c, list, g->class_of[i]))
        return false;
    put(g, excess, i, 1);
    list[i] = true;
    return true;
}

/* One for another of more value, among the first n of the order, as long as there is any. */
static void exchange(vp_lagrange *g, int64_t *excess, const vp_loss *order, size_t n, bool *list,
                     int64_t *value)
{
    const vp_choice *c = g->c;
    bool again = true;
    for (size_t round = 0; again && round < 8; round++) {
        again = false;
        for (size_t a = 0; a < n; a++) {
            size_t i = order[a].item;
            for (size_t b = 0; b < n && !list[i]; b++) {
                size_t j = order[b].item;
                if (!list[j] || c->value[j] >= c->value[i])
                    continue;
                put(g, excess, j, -1);
                list[j] = false;
                if (enter(g, excess, list, i)) {
                    *value += c->value[i] - c->value[j];
                    again = true;
                } else {
                    put(g, excess, j, 1);
                    list[j] = true;
                }
            }
        }
        g->steps += n * n / 8;
    }
}

bool vp_lagrange_repair(vp_lagrange *g, vp_loss *order, bool *list, int64_t *value)
{
    const vp_choice *c = g->c;
    size_t n = 0;
    int64_t *excess = g->excess; /* of the list from here on: the next pass makes its own */
    *value = g->pass_value;
    for (size_t a = 0; a < g->nactive; a++)
        for (size_t i = c->start[g->active[a]]; i < c->start[g->active[a] + 1]; i++)
            if (g->fix[i] == VP_FREE)
                order[n++] = (vp_loss){vp_lagrange_loss(g, i), i};
    for (size_t i = 0; i < c->n; i++)
        list[i] = g->fix[i] == VP_IN || (g->fix[i] == VP_FREE && g->x[i]);
    qsort(order, n, sizeof *order, by_loss);
    g->steps += n;
    for (size_t k = 0; k < n; k++)
        if (list[order[k].item] && hurts(g, excess, order[k].item)) {
            put(g, excess, order[k].item, -1);
            list[order[k].item] = false;
            *value -= c->value[order[k].item];
        }
    for (size_t k = 0; k < n; k++)
        if (!list[order[k].item] && enter(g, excess, list, order[k].item))
            *value += c->value[order[k].item];
    exchange(g, excess, order, n < NEAREST ? n : NEAREST, list, value);
    for (size_t r = 0; r < c->nrows; r++)
        if (excess[r] > 0)
            return false;
    return true;
}
