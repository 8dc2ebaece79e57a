/* The prices of rows as prices of what people know: funds and limits. */
#include <stdlib.h>
#include "program.h"

#define PICO 1e12   /* 10^-12 points are what a price is told in, */
#define POINT 1e6   /* worths are in millionths of one, */
#define MAJOR 100   /* and money in hundredths of a major unit */

static int64_t pico(double price)
{
    double p = price * PICO / POINT;
    return p >= 9e18 ? (int64_t)9e18 : p <= -9e18 ? (int64_t)-9e18 : (int64_t)(p < 0 ? p - 0.5 : p + 0.5);
}

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* A class has room for `most` groups: the next one that would come in is what the room is worth. */
static double class_price(const vp_program *q, size_t k, const double *price, double *best)
{
    const vp_choice *c = &q->c;
    size_t n = 0;
    for (size_t g = c->start[k]; g < c->start[k + 1]; g++) {
        double most = 0;
        for (size_t x = c->group[g]; x < c->group[g + 1]; x++) {
            double reduced = (double)c->value[x];
            for (size_t e = c->first[x]; e < c->first[x + 1]; e++)
                reduced -= price[c->row[e]] * (double)c->coef[e];
            most = reduced > most ? reduced : most;
        }
        best[n++] = most;
    }
    if (n <= c->most[k])
        return 0;
    qsort(best, n, sizeof *best, falling);
    return best[c->most[k]];
}

static vp_status fund_price(vp_price *to, const vp_program *q, size_t set, int64_t price, vp_arena *arena, vp_err *err)
{
    const vp_round *round = q->p->round;
    const char **funds;
    *to = (vp_price){.price = price};
    VP_ALLOC(funds, vp_arena_array(arena, round->nfunds, sizeof *funds), err);
    for (size_t f = 0; f < round->nfunds; f++)
        if (set >> f & 1)
            funds[to->nfunds++] = round->funds[f].id;
    to->funds = funds;
    return VP_OK;
}

static vp_price cap_price(const vp_program *q, size_t cap, int64_t price)
{
    const vp_cap *k = &q->p->caps[cap];
    return (vp_price){.limit = k->id, .value = k->value, .kind = vp_cap_kind(q->p, k),
                      .price = k->least ? -price : price};
}

vp_status vp_program_prices(vp_solution *s, const vp_program *q, const double *price, vp_arena *arena, vp_err *err)
{
    const vp_choice *c = &q->c;
    double *best, unit = (double)q->point;
    int64_t *of_cap;
    vp_price *at;
    size_t n = 0;
    if (!price)
        return VP_OK;
    VP_ALLOC(best, vp_arena_array(arena, c->ngroups, sizeof *best), err);
    VP_ALLOC(of_cap, vp_arena_array(arena, q->p->ncaps, sizeof *of_cap), err);
    VP_ALLOC(at, vp_arena_array(arena, c->nrows + q->p->ncaps, sizeof *at), err);
    for (size_t r = 0; r < c->nrows; r++) {
        const vp_origin *o = &q->rows[r];
        bool counts = o->kind == VP_ROW_CAP && q->p->caps[o->index].counts;
        int64_t p = pico(price[r] * unit / (double)o->divisor * (counts ? 1 : MAJOR));
        if (o->kind == VP_ROW_FUNDS && p != 0)
            VP_TRY(fund_price(&at[n++], q, o->index, p, arena, err));
        if (o->kind == VP_ROW_CAP)
            of_cap[o->index] = p;
    }
    for (size_t k = 0; k < c->nclasses; k++)
        if (q->class_cap[k] != SIZE_MAX)
            of_cap[q->class_cap[k]] = pico(class_price(q, k, price, best) * unit);
    for (size_t k = 0; k < q->p->ncaps; k++)
        if (of_cap[k] != 0)
            at[n++] = cap_price(q, k, of_cap[k]);
    s->prices = at;
    s->nprices = n;
    return VP_OK;
}
