/* One aim after another. What the aims before came to is a row of the next; only what some list as good may decide
   otherwise stays open. */
#include <string.h>
#include "lagrange.h"
#include "aims.h"
#include "tree.h"

enum { COARSE = 2000 };

/* One more row: the list is worth at least so much. */
static vp_status add_worth_row(vp_choice *c, const int64_t *worth, int64_t least, vp_arena *arena, vp_err *err)
{
    size_t *first, *row, at = 0, entries = c->first[c->n] + c->n;
    int64_t *coef, *bound;
    VP_ALLOC(first, vp_arena_array(arena, c->n + 1, sizeof *first), err);
    VP_ALLOC(row, vp_arena_array(arena, entries, sizeof *row), err);
    VP_ALLOC(coef, vp_arena_array(arena, entries, sizeof *coef), err);
    VP_ALLOC(bound, vp_arena_array(arena, c->nrows + 1, sizeof *bound), err);
    memcpy(bound, c->bound, c->nrows * sizeof *bound);
    bound[c->nrows] = -least;
    for (size_t x = 0; x < c->n; x++) {
        for (size_t e = c->first[x]; e < c->first[x + 1]; e++) {
            row[at] = c->row[e];
            coef[at++] = c->coef[e];
        }
        row[at] = c->nrows;
        coef[at++] = -worth[x];
        first[x + 1] = at;
    }
    c->first = first;
    c->row = row;
    c->coef = coef;
    c->bound = bound;
    c->nrows++;
    return VP_OK;
}

/* Worth first, then the aim, as one number for each item; false: it is too large. */
static bool worth_then(int64_t *value, const vp_choice *c, const int64_t *aim)
{
    int64_t aims = 1, worth = 0, all;
    for (size_t x = 0; x < c->n; x++)
        if (__builtin_add_overflow(aims, aim[x], &aims) || __builtin_add_overflow(worth, c->value[x], &worth))
            return false;
    if (__builtin_mul_overflow(worth + 1, aims, &all) || all > INT64_MAX / 4)
        return false;
    for (size_t x = 0; x < c->n; x++)
        value[x] = c->value[x] * aims + aim[x];
    return true;
}

/* Each group gets one more item, which stands for nothing of the group: so what costs least has the largest value.
   Classes are rows by now. */
static vp_status add_nothings(vp_choice *c, size_t **item, int64_t **aim, bool **chosen, vp_arena *arena, vp_err *err)
{
    size_t n = c->n + c->ngroups, *group, *start, *most, *first, *from;
    int64_t *value, *is, largest = 0;
    bool *on;
    VP_ALLOC(group, vp_arena_array(arena, c->ngroups + 1, sizeof *group), err);
    VP_ALLOC(start, vp_arena_array(arena, c->ngroups + 1, sizeof *start), err);
    VP_ALLOC(most, vp_arena_array(arena, c->ngroups, sizeof *most), err);
    VP_ALLOC(first, vp_arena_array(arena, n + 1, sizeof *first), err);
    VP_ALLOC(from, vp_arena_array(arena, n, sizeof *from), err);
    VP_ALLOC(value, vp_arena_array(arena, n, sizeof *value), err);
    VP_ALLOC(is, vp_arena_array(arena, n, sizeof *is), err);
    VP_ALLOC(on, vp_arena_array(arena, n, sizeof *on), err);
    for (size_t x = 0; x < c->n; x++)
        largest = -(*aim)[x] > largest ? -(*aim)[x] : largest;
    size_t to = 0;
    for (size_t g = 0; g < c->ngroups; g++) {
        bool none = true;
        for (size_t x = c->group[g]; x < c->group[g + 1]; x++, to++) {
            from[to] = (*item)[x];
            value[to] = c->value[x];
            is[to] = largest + (*aim)[x];
            on[to] = (*chosen)[x];
            none = none && !on[to];
            first[to + 1] = c->first[x + 1];
        }
        from[to] = SIZE_MAX;
        is[to] = largest;
        on[to] = none;
        first[to + 1] = first[to];
        group[g + 1] = ++to;
        start[g + 1] = g + 1;
        most[g] = 1;
    }
    c->n = n;
    c->nclasses = c->ngroups;
    c->value = value;
    c->group = group;
    c->start = start;
    c->most = most;
    c->first = first;
    *item = from;
    *aim = is;
    *chosen = on;
    return VP_OK;
}

/* In the smallest numbers. */
static void reduce(int64_t *aim, size_t n)
{
    vp_wide divisor = 0;
    for (size_t x = 0; x < n; x++)
        divisor = vp_gcd(divisor, aim[x] < 0 ? -aim[x] : aim[x]);
    for (size_t x = 0; x < n && divisor > 1; x++)
        aim[x] /= (int64_t)divisor;
}

vp_status vp_aim_next(vp_aims *st, bool *chosen, const int64_t *aim, uint64_t steps, vp_arena *arena, vp_err *err)
{
    const vp_choice *c = &st->c;
    unsigned char *fix;
    int64_t *value, *goal, most = 0;
    size_t *item;
    bool least = false, *on;
    vp_rest rest;
    vp_choice_answer a = {.known = true, .last = true};
    VP_ALLOC(fix, vp_arena_array(arena, c->n, sizeof *fix), err);
    for (size_t x = 0; x < c->n; x++) {
        bool open = (st->chosen[x] ? st->without[x] : st->with[x]) >= st->value;
        fix[x] = open ? VP_FREE : st->chosen[x] ? VP_IN : VP_OUT;
        most = c->value[x] > most ? c->value[x] : most;
        least = least || (st->item[x] != SIZE_MAX && aim[st->item[x]] < 0);
    }
    VP_TRY(vp_rest_of(&rest, c, NULL, NULL, fix, least, arena, err));
    VP_ALLOC(item, vp_arena_array(arena, rest.c.n, sizeof *item), err);
    VP_ALLOC(goal, vp_arena_array(arena, rest.c.n, sizeof *goal), err);
    VP_ALLOC(on, vp_arena_array(arena, rest.c.n, sizeof *on), err);
    for (size_t x = 0; x < rest.c.n; x++) {
        item[x] = st->item[rest.item[x]];
        goal[x] = item[x] == SIZE_MAX ? 0 : aim[item[x]];
        on[x] = st->chosen[rest.item[x]];
    }
    reduce(goal, rest.c.n);
    VP_ALLOC(value, vp_arena_array(arena, rest.c.n, sizeof *value), err);
    if (least || most <= COARSE || !worth_then(value, &rest.c, goal)) {
        VP_TRY(add_worth_row(&rest.c, rest.c.value, st->value - rest.base, arena, err));
        if (least)
            VP_TRY(add_nothings(&rest.c, &item, &goal, &on, arena, err));
        value = goal;
    }
    rest.c.value = value;
    for (size_t x = 0; x < rest.c.n; x++)
        a.value += on[x] ? value[x] : 0;
    a.chosen = on;
    VP_TRY(vp_choice_solve(&a, &rest.c, steps, arena, err));
    for (size_t x = 0; x < rest.c.n; x++)
        if (item[x] != SIZE_MAX)
            chosen[item[x]] = a.chosen[x];
    *st = (vp_aims){rest.c, item, a.chosen, a.value, a.with, a.without, a.proved, st->steps + a.steps};
    return VP_OK;
}
