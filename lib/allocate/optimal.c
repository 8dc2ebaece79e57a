/* Rule optimal: the awards worth most within every fund and limit, exactly; of lists worth the same, the one with the
   larger sum of (ranked + 1 - rank). The first stage is a knapsack where one budget is all that couples the proposals,
   else a search; the second is a search among the lists worth as much as the first's. */
#include <stdlib.h>
#include <string.h>
#include "conflict.h"
#include "knapsack.h"
#include "program.h"
#include "aims.h"

enum { STEPS_PER_EFFORT = 1000, STEPS_A_STATE = 8 /* a state of a knapsack takes that much longer */ };

typedef struct plan {
    vp_program q;
    bool *chosen;           /* of each item: the best list so far */
    bool known;
    int64_t value, bound, *with, *without;
    bool proved, ties_proved;
    uint64_t steps;
    double *price;          /* of each row */
} plan;

/* ---- stage one, one budget ---- */

static int64_t floor_div(vp_wide a, int64_t b)
{
    vp_wide d = a / b - (a % b < 0);
    return d < 0 ? 0 : d > INT64_MAX ? INT64_MAX : (int64_t)d;
}

/* A price of weight: worth / weight. Every price gives a bound. */
typedef struct price { int64_t worth, weight; } price;

static size_t class_end(const plan *t, size_t k)
{
    return t->q.c.group[t->q.c.start[k + 1]];
}

static size_t class_start(const plan *t, size_t k)
{
    return t->q.c.group[t->q.c.start[k]];
}

static vp_wide reduced(const plan *t, size_t x, price by)
{
    return (vp_wide)t->q.c.value[x] * by.weight - (vp_wide)t->q.weight[x] * by.worth;
}

/* The two best of a class at a price, where nothing is worth 0; *at: the item that is the best, or SIZE_MAX. */
static void best_two(const plan *t, size_t cls, price by, vp_wide *best, vp_wide *second, size_t *at)
{
    *best = *second = 0;
    *at = SIZE_MAX;
    for (size_t x = class_start(t, cls); x < class_end(t, cls); x++) {
        vp_wide r = reduced(t, x, by);
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
static void knapsack_bounds(plan *t, price by, price *next)
{
    vp_wide root = (vp_wide)t->q.c.bound[0] * by.worth, best, second;
    size_t at;
    *next = by;
    for (size_t k = 0; k < t->q.c.nclasses; k++) {
        best_two(t, k, by, &best, &second, &at);
        root += best;
        if (at != SIZE_MAX && ((next->worth == by.worth && next->weight == by.weight) ||
                               (vp_wide)t->q.c.value[at] * next->weight < (vp_wide)next->worth * t->q.weight[at]))
            *next = (price){t->q.c.value[at], t->q.weight[at]};
    }
    for (size_t k = 0; k < t->q.c.nclasses; k++) {
        best_two(t, k, by, &best, &second, &at);
        for (size_t x = class_start(t, k); x < class_end(t, k); x++) {
            lower(&t->with[x], floor_div(root - (best - reduced(t, x, by)), by.weight));
            lower(&t->without[x], floor_div(root - (x == at ? best - second : 0), by.weight));
        }
    }
}

static vp_status solve_budget(plan *t, uint64_t steps, vp_arena *arena, vp_err *err)
{
    vp_knapsack_answer a;
    size_t *start;
    VP_ALLOC(start, vp_arena_array(arena, t->q.c.nclasses + 1, sizeof *start), err);
    for (size_t k = 0; k < t->q.c.nclasses; k++)
        start[k + 1] = class_end(t, k);
    vp_knapsack k = {.weight = t->q.weight, .worth = t->q.c.value, .tie = t->q.tie, .start = start,
                     .nclasses = t->q.c.nclasses, .capacity = t->q.c.bound[0]};
    VP_TRY(vp_knapsack_solve(&a, &k, steps / STEPS_A_STATE, arena, err));
    memcpy(t->chosen, a.chosen, t->q.c.n * sizeof *t->chosen);
    for (size_t x = 0; x < t->q.c.n; x++)
        t->with[x] = t->without[x] = INT64_MAX;
    price next;
    knapsack_bounds(t, (price){a.price_worth, a.price_weight}, &next);
    knapsack_bounds(t, next, &next); /* where the fund is spent to the last unit, the first knows nothing of the next */
    VP_ALLOC(t->price, vp_arena_alloc(arena, sizeof *t->price), err);
    *t->price = (double)a.price_worth / (double)a.price_weight;
    t->known = true;
    t->value = a.worth;
    t->bound = a.bound;
    t->proved = a.proved;
    t->ties_proved = a.ties_proved;
    t->steps = a.steps * STEPS_A_STATE;
    return VP_OK;
}

/* ---- stage one, many rows ---- */

static int by_tie(const void *a, const void *b)
{
    const int64_t *x = a, *y = b; /* tie, item */
    if (x[0] != y[0])
        return x[0] > y[0] ? -1 : 1;
    return (x[1] > y[1]) - (x[1] < y[1]);
}

/* Down the list, skipping what does not fit: a list to start from, where that keeps every row. */
static vp_status start_list(plan *t, vp_arena *arena, vp_err *err)
{
    const vp_choice *c = &t->q.c;
    int64_t *use, (*order)[2];
    size_t *group_of, *class_of, *left;
    bool *taken;
    VP_ALLOC(use, vp_arena_array(arena, c->nrows, sizeof *use), err);
    VP_ALLOC(order, vp_arena_array(arena, c->n, sizeof *order), err);
    VP_ALLOC(group_of, vp_arena_array(arena, c->n, sizeof *group_of), err);
    VP_ALLOC(class_of, vp_arena_array(arena, c->n, sizeof *class_of), err);
    VP_ALLOC(left, vp_arena_array(arena, c->nclasses, sizeof *left), err);
    VP_ALLOC(taken, vp_arena_array(arena, c->ngroups, sizeof *taken), err);
    for (size_t k = 0; k < c->nclasses; k++) {
        left[k] = c->most[k];
        for (size_t g = c->start[k]; g < c->start[k + 1]; g++)
            for (size_t x = c->group[g]; x < c->group[g + 1]; x++) {
                group_of[x] = g;
                class_of[x] = k;
                order[x][0] = t->q.tie[x];
                order[x][1] = (int64_t)x;
            }
    }
    qsort(order, c->n, sizeof *order, by_tie);
    t->value = 0;
    for (size_t k = 0; k < c->n; k++) {
        size_t x = (size_t)order[k][1];
        bool fits = !taken[group_of[x]] && left[class_of[x]] > 0;
        for (size_t e = c->first[x]; e < c->first[x + 1] && fits; e++)
            fits = c->coef[e] < 0 || use[c->row[e]] + c->coef[e] <= c->bound[c->row[e]];
        if (!fits)
            continue;
        for (size_t e = c->first[x]; e < c->first[x + 1]; e++)
            use[c->row[e]] += c->coef[e];
        taken[group_of[x]] = t->chosen[x] = true;
        left[class_of[x]]--;
        t->value += c->value[x];
    }
    t->known = true;
    for (size_t r = 0; r < c->nrows; r++)
        t->known = t->known && use[r] <= c->bound[r];
    return VP_OK;
}

static vp_status solve_rows(plan *t, uint64_t steps, vp_arena *arena, vp_err *err)
{
    VP_TRY(start_list(t, arena, err));
    vp_choice_answer a = {.chosen = t->chosen, .known = t->known, .value = t->value};
    VP_TRY(vp_choice_solve(&a, &t->q.c, steps, arena, err));
    t->price = a.price;
    t->with = a.with;
    t->without = a.without;
    t->known = a.known;
    t->value = a.value;
    t->bound = a.bound;
    t->proved = a.proved;
    t->steps = a.steps;
    return VP_OK;
}

/* ---- the aims after the first ---- */

/* What each item is by an objective. */
static vp_status aim_of(int64_t *aim, const plan *t, const vp_objective *o, vp_err *err)
{
    int64_t all = 0;
    for (size_t x = 0; x < t->q.c.n; x++) {
        VP_TRY(vp_objective_value(&aim[x], t->q.p, o, t->q.candidate[x], t->q.option[x], err));
        if (__builtin_add_overflow(all, aim[x], &all) || all > INT64_MAX / 4)
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "with '%s' there is more to maximise than can be counted",
                           t->q.p->at[t->q.candidate[x]].proposal->value[VP_ID]);
        aim[x] = o->least ? -aim[x] : aim[x];
    }
    return VP_OK;
}

/* The round's other objectives in their order, then the ranks. */
static vp_status later_aims(plan *t, uint64_t steps, vp_arena *arena, vp_err *err)
{
    const vp_allocation *a = &t->q.p->round->allocation;
    vp_aims st = {.c = t->q.c, .value = t->value, .with = t->with, .without = t->without, .proved = true,
                   .steps = t->steps};
    size_t *item;
    bool *chosen;
    int64_t *aim;
    VP_ALLOC(item, vp_arena_array(arena, t->q.c.n, sizeof *item), err);
    VP_ALLOC(chosen, vp_arena_array(arena, t->q.c.n, sizeof *chosen), err);
    VP_ALLOC(aim, vp_arena_array(arena, t->q.c.n, sizeof *aim), err);
    for (size_t x = 0; x < t->q.c.n; x++)
        item[x] = x;
    memcpy(chosen, t->chosen, t->q.c.n * sizeof *chosen);
    st.item = item;
    st.chosen = chosen;
    for (size_t k = 1; k < a->nmaximise && st.proved; k++) {
        VP_TRY(aim_of(aim, t, &a->maximise[k], err));
        VP_TRY(vp_aim_next(&st, t->chosen, aim, steps > st.steps ? steps - st.steps : 0, arena, err));
        t->proved = t->proved && st.proved;
    }
    if (st.proved) {
        VP_TRY(vp_aim_next(&st, t->chosen, t->q.tie, steps > st.steps ? steps - st.steps : 0, arena, err));
        t->ties_proved = st.proved;
    }
    t->steps = st.steps;
    return VP_OK;
}

/* ---- the rule ---- */

/* What each candidate is told: what any list with it is worth at most. */
static void tell(vp_solution *s, const plan *t)
{
    const vp_problem_model *p = t->q.p;
    for (size_t x = 0; x < t->q.c.n; x++) {
        vp_candidate *c = &p->at[t->q.candidate[x]];
        vp_outcome *o = &s->outcome[t->q.candidate[x]];
        vp_wide with = (vp_wide)t->with[x] * t->q.point;
        o->cap = VP_NO_CAP;
        if (o->verdict == VP_V_AWARDED && x > 0 && t->q.candidate[x - 1] == t->q.candidate[x])
            continue; /* another option of it is chosen */
        if (t->chosen[x]) {
            const vp_option *option = &p->options[t->q.option[x]];
            c->amount = option->amount;
            c->worth = option->worth;
            c->share = option->share;
            o->verdict = VP_V_AWARDED;
            continue;
        }
        if (x > 0 && t->q.candidate[x - 1] == t->q.candidate[x] && o->a > with)
            with = o->a;
        o->a = with;
        o->verdict = with < (vp_wide)t->value * t->q.point ? VP_V_ELSEWHERE : t->proved ? VP_V_EQUAL : VP_V_NOT_FOUND;
    }
    for (size_t k = 0; k < p->nneeds; k++) {
        const vp_need *need = &p->needs[k];
        vp_outcome *o = &s->outcome[need->candidate];
        if (o->verdict != VP_V_AWARDED && (need->other == SIZE_MAX || s->outcome[need->other].verdict != VP_V_AWARDED))
            *o = (vp_outcome){.verdict = VP_V_NEEDS, .cap = VP_NO_CAP, .other = k};
    }
}

/* Who pays what: every list that keeps the rows of the funds can be paid. */
static vp_status split(vp_solution *s, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    vp_purse *u;
    vp_money left;
    if (p->round->nfunds == 1) {
        for (size_t i = 0; i < p->n; i++)
            s->paid[i] = s->outcome[i].verdict == VP_V_AWARDED ? p->at[i].amount : 0;
        return VP_OK;
    }
    VP_TRY(vp_purse_new(&u, p, arena, err));
    for (size_t i = 0; i < p->n; i++)
        if (s->outcome[i].verdict == VP_V_AWARDED && !vp_purse_pay(u, i, &left))
            return vp_fail(err, VP_BUG, VP_NOWHERE, "the funds cannot pay the list");
    return vp_purse_split(u, s->paid, err);
}

vp_status vp_allocate_by_optimal(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    plan t = {0};
    uint64_t steps = (uint64_t)effort > UINT64_MAX / STEPS_PER_EFFORT ? UINT64_MAX
                                                                      : (uint64_t)effort * STEPS_PER_EFFORT;
    VP_TRY(vp_program_make(&t.q, p, NULL, s->outcome, arena, err));
    VP_ALLOC(t.chosen, vp_arena_array(arena, t.q.c.n, sizeof *t.chosen), err);
    if (t.q.one_budget) {
        VP_ALLOC(t.with, vp_arena_array(arena, t.q.c.n, sizeof *t.with), err);
        VP_ALLOC(t.without, vp_arena_array(arena, t.q.c.n, sizeof *t.without), err);
        VP_TRY(solve_budget(&t, steps, arena, err));
    } else {
        VP_TRY(solve_rows(&t, steps, arena, err));
    }
    if (p->tried)
        *p->tried = (vp_tried){(long)(t.steps / STEPS_PER_EFFORT), !t.proved};
    if (!t.known)
        return vp_conflict(p, t.proved, steps, arena, err);
    if (t.proved && !p->value_only && (!t.ties_proved || p->round->allocation.nmaximise > 1)) {
        t.ties_proved = false;
        VP_TRY(later_aims(&t, steps, arena, err));
    }
    s->has_bound = true;
    s->proved = t.proved;
    s->ties_proved = t.ties_proved;
    s->bound = (vp_wide)t.bound * t.q.point;
    s->effort = (long)(t.steps / STEPS_PER_EFFORT + (t.steps % STEPS_PER_EFFORT > 0));
    if (p->tried)
        *p->tried = (vp_tried){s->effort, !t.proved};
    tell(s, &t);
    VP_TRY(vp_program_prices(s, &t.q, t.price, arena, err));
    return split(s, p, arena, err);
}
