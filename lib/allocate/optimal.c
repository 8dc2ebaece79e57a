/* Rule optimal: the awards worth most under one fund and every maximum, exactly; of lists worth the same, the one
   with the larger sum of (ranked + 1 - rank). The first stage is a knapsack where the fund is all that couples the
   proposals, else a search; the second is a search among the lists worth as much as the first's. */
#include <stdlib.h>
#include <string.h>
#include "knapsack.h"
#include "search.h"
#include "allocate.h"

enum { STEPS_PER_EFFORT = 1000, LARGEST_CLASS_BOUND = 16 };

/* The problem with nothing in it that cannot matter. */
typedef struct plan {
    const vp_problem_model *p;
    size_t n, *item;        /* candidates, class by class */
    int64_t *weight, *worth, *tie;
    size_t nclasses, *start, *most;
    bool *keep;             /* of each cap: can it bind, and is it no class */
    long family;            /* limit whose counts are the classes, or -1 */
    int64_t unit, point;    /* of weights, in money; of worths, in millionths */
    bool *chosen;           /* of each item: the best list so far */
    int64_t value, bound, *with, *without;
    bool proved, ties_proved;
    uint64_t steps;
} plan;

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t t = a % b;
        a = b;
        b = t;
    }
    return a;
}

static int64_t cap_use(const vp_cap *k, const vp_candidate *c)
{
    return k->counts ? 1 : c->amount;
}

/* Who cannot be awarded whatever else is decided. */
static bool too_large(vp_outcome *o, const vp_problem_model *p, const vp_candidate *c)
{
    if (c->amount > p->available) {
        *o = (vp_outcome){.verdict = VP_V_TOO_LARGE, .cap = VP_NO_CAP, .a = p->available};
        return true;
    }
    for (size_t i = 0; i < c->nrows; i++)
        if (cap_use(&p->caps[p->row_of[c->row0 + i]], c) > p->caps[p->row_of[c->row0 + i]].bound) {
            *o = (vp_outcome){.verdict = VP_V_TOO_LARGE, .cap = (long)p->row_of[c->row0 + i]};
            return true;
        }
    return false;
}

/* Which caps can bind at all; the limit that makes the most classes of a few awards each becomes the classes. */
static vp_status sift_caps(plan *q, const bool *in, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = q->p;
    int64_t *all;
    size_t *classes, limits = p->round->allocation.nlimits;
    VP_ALLOC(all, vp_arena_array(arena, p->ncaps, sizeof *all), err);
    VP_ALLOC(q->keep, vp_arena_array(arena, p->ncaps, sizeof *q->keep), err);
    VP_ALLOC(classes, vp_arena_array(arena, limits, sizeof *classes), err);
    for (size_t i = 0; i < p->n; i++)
        for (size_t r = 0; in[i] && r < p->at[i].nrows; r++) {
            size_t k = p->row_of[p->at[i].row0 + r];
            all[k] += cap_use(&p->caps[k], &p->at[i]);
        }
    q->family = -1;
    for (size_t k = 0; k < p->ncaps; k++) {
        q->keep[k] = all[k] > p->caps[k].bound;
        if (q->keep[k] && p->caps[k].counts && p->caps[k].bound <= LARGEST_CLASS_BOUND)
            classes[p->caps[k].limit]++;
    }
    for (size_t l = 0; l < limits; l++)
        if (classes[l] > 0 && (q->family < 0 || classes[l] > classes[q->family]))
            q->family = (long)l;
    return VP_OK;
}

/* The cap that is the candidate's class, or SIZE_MAX. */
static size_t class_cap(const plan *q, const vp_candidate *c)
{
    for (size_t r = 0; r < c->nrows; r++) {
        size_t k = q->p->row_of[c->row0 + r];
        if (q->keep[k] && q->p->caps[k].counts && (long)q->p->caps[k].limit == q->family &&
            q->p->caps[k].bound <= LARGEST_CLASS_BOUND)
            return k;
    }
    return SIZE_MAX;
}

/* Items class by class: classes in the order of their first candidate, alone or not. */
static vp_status sort_items(plan *q, const bool *in, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = q->p;
    size_t *class_of, *count, *known;
    VP_ALLOC(class_of, vp_arena_array(arena, p->n, sizeof *class_of), err);
    VP_ALLOC(known, vp_arena_array(arena, p->ncaps, sizeof *known), err);
    VP_ALLOC(q->start, vp_arena_array(arena, p->n + 1, sizeof *q->start), err);
    VP_ALLOC(q->most, vp_arena_array(arena, p->n, sizeof *q->most), err);
    VP_ALLOC(q->item, vp_arena_array(arena, p->n, sizeof *q->item), err);
    for (size_t i = 0; i < p->n; i++) {
        size_t k = in[i] ? class_cap(q, &p->at[i]) : SIZE_MAX;
        if (!in[i])
            continue;
        class_of[i] = k != SIZE_MAX && known[k] ? known[k] - 1 : q->nclasses++;
        if (k != SIZE_MAX)
            known[k] = class_of[i] + 1;
        q->most[class_of[i]] = k == SIZE_MAX ? 1 : (size_t)p->caps[k].bound;
        q->start[class_of[i] + 1]++;
        q->n++;
    }
    for (size_t k = 0; k < q->nclasses; k++)
        q->start[k + 1] += q->start[k];
    VP_ALLOC(count, vp_arena_array(arena, q->nclasses, sizeof *count), err);
    for (size_t i = 0; i < p->n; i++)
        if (in[i])
            q->item[q->start[class_of[i]] + count[class_of[i]]++] = i;
    return VP_OK;
}

/* Money and points as small as they go. */
static vp_status scale(plan *q, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = q->p;
    VP_ALLOC(q->weight, vp_arena_array(arena, q->n, sizeof *q->weight), err);
    VP_ALLOC(q->worth, vp_arena_array(arena, q->n, sizeof *q->worth), err);
    VP_ALLOC(q->tie, vp_arena_array(arena, q->n, sizeof *q->tie), err);
    VP_ALLOC(q->chosen, vp_arena_array(arena, q->n, sizeof *q->chosen), err);
    VP_ALLOC(q->with, vp_arena_array(arena, q->n, sizeof *q->with), err);
    VP_ALLOC(q->without, vp_arena_array(arena, q->n, sizeof *q->without), err);
    for (size_t x = 0; x < q->n; x++) {
        q->unit = gcd(p->at[q->item[x]].amount, q->unit);
        q->point = gcd(p->at[q->item[x]].score, q->point);
    }
    q->unit = q->unit ? q->unit : 1;
    q->point = q->point ? q->point : 1;
    for (size_t x = 0; x < q->n; x++) {
        const vp_candidate *c = &p->at[q->item[x]];
        q->weight[x] = c->amount / q->unit;
        q->worth[x] = c->score / q->point;
        q->tie[x] = (int64_t)(p->ranked + 1 - c->rank);
    }
    return VP_OK;
}

static vp_status plan_make(plan *q, vp_solution *s, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = q->p;
    bool *in;
    VP_ALLOC(in, vp_arena_array(arena, p->n, sizeof *in), err);
    for (size_t i = 0; i < p->n; i++)
        in[i] = !too_large(&s->outcome[i], p, &p->at[i]);
    VP_TRY(sift_caps(q, in, arena, err));
    VP_TRY(sort_items(q, in, arena, err));
    return scale(q, arena, err);
}

/* ---- stage one, the fund alone ---- */

static bool fund_alone(const plan *q)
{
    for (size_t i = 0; i < q->n; i++) {
        const vp_candidate *c = &q->p->at[q->item[i]];
        size_t own = class_cap(q, c);
        for (size_t r = 0; r < c->nrows; r++)
            if (q->keep[q->p->row_of[c->row0 + r]] && q->p->row_of[c->row0 + r] != own)
                return false;
    }
    for (size_t k = 0; k < q->nclasses; k++)
        if (q->most[k] != 1 && q->start[k + 1] - q->start[k] > 1)
            return false;
    return true;
}

static int64_t floor_div(vp_wide a, int64_t b)
{
    vp_wide d = a / b - (a % b < 0);
    return d < 0 ? 0 : d > INT64_MAX ? INT64_MAX : (int64_t)d;
}

/* A price of weight: worth / weight. Every price gives a bound. */
typedef struct price { int64_t worth, weight; } price;

static vp_wide reduced(const plan *q, size_t x, price by)
{
    return (vp_wide)q->worth[x] * by.weight - (vp_wide)q->weight[x] * by.worth;
}

/* The two best of a class at a price, where nothing is worth 0; *at: the item that is the best, or SIZE_MAX. */
static void best_two(const plan *q, size_t cls, price by, vp_wide *best, vp_wide *second, size_t *at)
{
    *best = *second = 0;
    *at = SIZE_MAX;
    for (size_t x = q->start[cls]; x < q->start[cls + 1]; x++) {
        vp_wide r = reduced(q, x, by);
        if (r > *best) {
            *second = *best;
            *best = r;
            *at = x;
        } else if (r > *second) {
            *second = r;
        }
    }
}

static void lower(int64_t *bound, int64_t to)
{
    *bound = to < *bound ? to : *bound;
}

/* What no list with each item, or without it, exceeds, as far as one price knows; *next is the price of the cheapest
   that this one takes. */
static void knapsack_bounds(plan *q, price by, price *next)
{
    vp_wide root = (vp_wide)(q->p->available / q->unit) * by.worth, best, second;
    size_t at;
    *next = by;
    for (size_t k = 0; k < q->nclasses; k++) {
        best_two(q, k, by, &best, &second, &at);
        root += best;
        if (at != SIZE_MAX && ((next->worth == by.worth && next->weight == by.weight) ||
                               (vp_wide)q->worth[at] * next->weight < (vp_wide)next->worth * q->weight[at]))
            *next = (price){q->worth[at], q->weight[at]};
    }
    for (size_t k = 0; k < q->nclasses; k++) {
        best_two(q, k, by, &best, &second, &at);
        for (size_t x = q->start[k]; x < q->start[k + 1]; x++) {
            lower(&q->with[x], floor_div(root - (best - reduced(q, x, by)), by.weight));
            lower(&q->without[x], floor_div(root - (x == at ? best - second : 0), by.weight));
        }
    }
}

static vp_status solve_fund(plan *q, uint64_t steps, vp_arena *arena, vp_err *err)
{
    vp_knapsack_answer a;
    vp_knapsack k = {.weight = q->weight, .worth = q->worth, .tie = q->tie, .start = q->start,
                     .nclasses = q->nclasses,
                     .capacity = q->p->available / q->unit};
    VP_TRY(vp_knapsack_solve(&a, &k, steps, arena, err));
    memcpy(q->chosen, a.chosen, q->n * sizeof *q->chosen);
    for (size_t x = 0; x < q->n; x++)
        q->with[x] = q->without[x] = INT64_MAX;
    price next;
    knapsack_bounds(q, (price){a.price_worth, a.price_weight}, &next);
    knapsack_bounds(q, next, &next); /* where the fund is spent to the last unit, the first knows nothing of the next */
    q->value = a.worth;
    q->bound = a.bound;
    q->proved = a.proved;
    q->ties_proved = a.ties_proved;
    q->steps = a.steps;
    return VP_OK;
}

/* ---- the search, of both stages ---- */

/* A choice among the items where `open`, the others being as chosen; its rows are the fund and the caps that can
   bind. */
typedef struct part { vp_choice c; size_t *item; vp_choice_answer a; } part;

static vp_status part_rows(part *t, const plan *q, const bool *open, int64_t *bound, size_t *row_of_cap,
                           vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = q->p;
    size_t rows = 1, most = 0;
    bound[0] = p->available / q->unit;
    for (size_t k = 0; k < p->ncaps; k++)
        if (q->keep[k] && !((long)p->caps[k].limit == q->family && p->caps[k].counts &&
                            p->caps[k].bound <= LARGEST_CLASS_BOUND)) {
            row_of_cap[k] = rows;
            bound[rows++] = p->caps[k].counts ? p->caps[k].bound : p->caps[k].bound / q->unit;
        }
    for (size_t x = 0; x < q->n; x++)
        most += 1 + p->at[q->item[x]].nrows;
    size_t *first, *row, n = 0, e = 0;
    int64_t *coef;
    VP_ALLOC(first, vp_arena_array(arena, q->n + 1, sizeof *first), err);
    VP_ALLOC(row, vp_arena_array(arena, most, sizeof *row), err);
    VP_ALLOC(coef, vp_arena_array(arena, most, sizeof *coef), err);
    for (size_t x = 0; x < q->n; x++) {
        const vp_candidate *c = &p->at[q->item[x]];
        size_t from = e;
        row[e] = 0;
        coef[e++] = q->weight[x];
        for (size_t r = 0; r < c->nrows; r++) {
            size_t k = p->row_of[c->row0 + r];
            if (row_of_cap[k] == 0)
                continue;
            row[e] = row_of_cap[k];
            coef[e++] = p->caps[k].counts ? 1 : q->weight[x];
        }
        if (open[x]) {
            first[++n] = e;
            continue;
        }
        for (size_t i = from; q->chosen[x] && i < e; i++)
            bound[row[i]] -= coef[i];
        e = from;
    }
    t->c = (vp_choice){.n = n, .nrows = rows, .bound = bound, .coef = coef, .first = first, .row = row};
    return VP_OK;
}

/* Classes of what is open, less what of them is chosen already. */
static vp_status part_classes(part *t, const plan *q, const bool *open, const int64_t *value, vp_arena *arena,
                              vp_err *err)
{
    size_t *start, *most, n = 0, k = 0;
    int64_t *worth;
    VP_ALLOC(start, vp_arena_array(arena, q->nclasses + 1, sizeof *start), err);
    VP_ALLOC(most, vp_arena_array(arena, q->nclasses, sizeof *most), err);
    VP_ALLOC(worth, vp_arena_array(arena, q->n, sizeof *worth), err);
    VP_ALLOC(t->item, vp_arena_array(arena, q->n, sizeof *t->item), err);
    VP_ALLOC(t->a.chosen, vp_arena_array(arena, q->n, sizeof *t->a.chosen), err);
    for (size_t cls = 0; cls < q->nclasses; cls++) {
        size_t before = n, in = 0;
        for (size_t x = q->start[cls]; x < q->start[cls + 1]; x++) {
            if (!open[x]) {
                in += q->chosen[x];
                continue;
            }
            t->item[n] = x;
            t->a.chosen[n] = q->chosen[x];
            t->a.value += q->chosen[x] ? value[x] : 0;
            worth[n++] = value[x];
        }
        if (n == before)
            continue;
        most[k] = q->most[cls] - in;
        start[++k] = n;
    }
    t->a.known = true;
    t->c.nclasses = k;
    t->c.start = start;
    t->c.most = most;
    t->c.value = worth;
    return VP_OK;
}

static vp_status solve_part(part *t, const plan *q, const bool *open, const int64_t *value, uint64_t steps,
                            vp_arena *arena, vp_err *err)
{
    int64_t *bound;
    size_t *row_of_cap;
    *t = (part){0};
    VP_ALLOC(bound, vp_arena_array(arena, q->p->ncaps + 1, sizeof *bound), err);
    VP_ALLOC(row_of_cap, vp_arena_array(arena, q->p->ncaps, sizeof *row_of_cap), err);
    VP_TRY(part_rows(t, q, open, bound, row_of_cap, arena, err));
    VP_TRY(part_classes(t, q, open, value, arena, err));
    return vp_choice_solve(&t->a, &t->c, steps, arena, err);
}

/* Down the list, skipping what does not fit: the list the search starts from. */
static void start_list(plan *q, const vp_problem_model *p, bool *taken)
{
    vp_money left = p->available;
    long cap;
    for (size_t k = 0; k < p->ncaps; k++)
        p->caps[k].used = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->at[i].amount > left || !vp_caps_fit(p, &p->at[i], &cap))
            continue;
        left -= p->at[i].amount;
        vp_caps_take(p, &p->at[i]);
        taken[i] = true;
    }
    for (size_t x = 0; x < q->n; x++)
        q->chosen[x] = taken[q->item[x]];
}

static vp_status solve_caps(plan *q, uint64_t steps, vp_arena *arena, vp_err *err)
{
    bool *open, *taken;
    part t;
    VP_ALLOC(open, vp_arena_array(arena, q->n, sizeof *open), err);
    VP_ALLOC(taken, vp_arena_array(arena, q->p->n, sizeof *taken), err);
    start_list(q, q->p, taken);
    memset(open, 1, q->n);
    VP_TRY(solve_part(&t, q, open, q->worth, steps, arena, err));
    memcpy(q->chosen, t.a.chosen, q->n * sizeof *q->chosen);
    memcpy(q->with, t.a.with, q->n * sizeof *q->with);
    memcpy(q->without, t.a.without, q->n * sizeof *q->without);
    q->value = t.a.value;
    q->bound = t.a.bound;
    q->proved = t.a.proved;
    q->steps = t.a.steps;
    return VP_OK;
}

/* ---- stage two: among lists worth as much ---- */

/* Worth first, then the tie, as one number; false: it is too large. Only what is open counts. */
static bool worth_then_tie(int64_t *value, const plan *q, const bool *open)
{
    int64_t ties = 1, worth = 0, all;
    for (size_t x = 0; x < q->n; x++)
        if (open[x]) {
            ties += q->tie[x];
            worth += q->worth[x];
        }
    if (__builtin_mul_overflow(worth + 1, ties, &all) || all > INT64_MAX / 2)
        return false;
    for (size_t x = 0; x < q->n; x++)
        value[x] = open[x] ? q->worth[x] * ties + q->tie[x] : 0;
    return true;
}

static vp_status solve_ties(plan *q, uint64_t steps, vp_arena *arena, vp_err *err)
{
    bool *open;
    int64_t *value;
    part t;
    VP_ALLOC(open, vp_arena_array(arena, q->n, sizeof *open), err);
    VP_ALLOC(value, vp_arena_array(arena, q->n, sizeof *value), err);
    for (size_t x = 0; x < q->n; x++)
        open[x] = (q->chosen[x] ? q->without[x] : q->with[x]) >= q->value;
    if (!worth_then_tie(value, q, open))
        return VP_OK;
    VP_TRY(solve_part(&t, q, open, value, steps, arena, err));
    for (size_t i = 0; i < t.c.n; i++)
        q->chosen[t.item[i]] = t.a.chosen[i];
    q->ties_proved = t.a.proved;
    q->steps += t.a.steps;
    return VP_OK;
}

/* ---- the rule ---- */

static vp_status refuse(const vp_problem_model *p, vp_err *err)
{
    if (p->round->nfunds == 1)
        return VP_OK;
    const vp_allocation *a = &p->round->allocation;
    vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = a->line, .col = a->col},
            "rule 'optimal' with several funds is not supported yet");
    return vp_hint(err, "leave one fund in 'funds', or use the rule greedy or rank");
}

vp_status vp_allocate_by_optimal(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    plan q = {.p = p};
    uint64_t steps = (uint64_t)effort > UINT64_MAX / STEPS_PER_EFFORT ? UINT64_MAX
                                                                      : (uint64_t)effort * STEPS_PER_EFFORT;
    VP_TRY(refuse(p, err));
    VP_TRY(plan_make(&q, s, arena, err));
    VP_TRY(fund_alone(&q) ? solve_fund(&q, steps, arena, err) : solve_caps(&q, steps, arena, err));
    if (q.proved && !q.ties_proved)
        VP_TRY(solve_ties(&q, steps > q.steps ? steps - q.steps : 0, arena, err));
    s->has_bound = true;
    s->proved = q.proved;
    s->ties_proved = q.ties_proved;
    s->bound = (vp_wide)q.bound * q.point;
    s->effort = (long)(q.steps / STEPS_PER_EFFORT + (q.steps % STEPS_PER_EFFORT > 0));
    for (size_t x = 0; x < q.n; x++) {
        vp_outcome *o = &s->outcome[q.item[x]];
        bool worse = q.with[x] < q.value;
        o->cap = VP_NO_CAP;
        o->verdict = q.chosen[x] ? VP_V_AWARDED : worse ? VP_V_ELSEWHERE : q.proved ? VP_V_EQUAL : VP_V_NOT_FOUND;
        o->a = (vp_wide)q.with[x] * q.point;
        if (q.chosen[x])
            s->paid[q.item[x]] = p->at[q.item[x]].amount;
    }
    return VP_OK;
}
