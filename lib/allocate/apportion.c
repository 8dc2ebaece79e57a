/* Money shared out in proportion to weights, in whole steps, within funds and limits. */
#include <stdlib.h>
#include <string.h>
#include "apportion.h"
#include "backing.h"

/* ---- the numbers ---- */

/* What the division leaves, over the same divisor for all. */
typedef struct remainder { mpz_t left; size_t at; } remainder;

static int by_left(const void *a, const void *b)
{
    const remainder *x = a, *y = b;
    int by = mpz_cmp(y->left, x->left);
    return by ? by : (x->at > y->at) - (x->at < y->at);
}

/* One round: quotas of those not done. Returns whether somebody reached the cap. */
static bool settle_caps(int64_t *out, bool *done, const mpz_t *weight, const int64_t *cap, size_t n, int64_t *units,
                        mpz_t sum)
{
    mpz_t quota, most;
    bool any = false;
    int64_t given = 0;
    mpz_inits(quota, most, NULL);
    for (size_t i = 0; i < n; i++) {
        if (done[i])
            continue;
        vp_mpz_set(quota, *units);
        mpz_mul(quota, quota, weight[i]);
        vp_mpz_set(most, cap[i]);
        mpz_mul(most, most, sum);
        if (mpz_cmp(quota, most) < 0)
            continue;
        out[i] = cap[i];
        given += cap[i];
        done[i] = any = true;
    }
    *units -= given;
    mpz_clears(quota, most, NULL);
    return any;
}

static void weigh(mpz_t sum, const bool *done, const mpz_t *weight, size_t n)
{
    mpz_set_ui(sum, 0);
    for (size_t i = 0; i < n; i++)
        if (!done[i])
            mpz_add(sum, sum, weight[i]);
}

static void share_rest(int64_t *out, const bool *done, const mpz_t *weight, size_t n, int64_t units, const mpz_t sum,
                       remainder *parts)
{
    size_t k = 0;
    int64_t left = units;
    mpz_t quota;
    mpz_init(quota);
    for (size_t i = 0; i < n; i++) {
        if (done[i])
            continue;
        vp_mpz_set(quota, units);
        mpz_mul(quota, quota, weight[i]);
        mpz_init(parts[k].left);
        parts[k].at = i;
        mpz_fdiv_qr(quota, parts[k++].left, quota, sum);
        uint64_t whole = 0; /* below units: it fits */
        mpz_export(&whole, NULL, -1, sizeof whole, 0, 0, quota);
        out[i] = (int64_t)whole;
        left -= out[i];
    }
    qsort(parts, k, sizeof *parts, by_left);
    for (size_t i = 0; i < k; i++) {
        out[parts[i].at] += (int64_t)i < left && mpz_sgn(parts[i].left) > 0;
        mpz_clear(parts[i].left);
    }
    mpz_clear(quota);
}

vp_status vp_apportion(int64_t *out, const mpz_t *weight, const int64_t *cap, size_t n, int64_t units, vp_arena *arena,
                       vp_err *err)
{
    bool *done;
    remainder *parts;
    mpz_t sum;
    VP_ALLOC(done, vp_arena_array(arena, n, sizeof *done), err);
    VP_ALLOC(parts, vp_arena_array(arena, n, sizeof *parts), err);
    for (size_t i = 0; i < n; i++) {
        out[i] = 0;
        done[i] = mpz_sgn(weight[i]) == 0 || cap[i] == 0;
    }
    mpz_init(sum);
    do
        weigh(sum, done, weight, n);
    while (mpz_sgn(sum) > 0 && settle_caps(out, done, weight, cap, n, &units, sum));
    if (mpz_sgn(sum) > 0 && units > 0)
        share_rest(out, done, weight, n, units, sum, parts);
    mpz_clear(sum);
    return VP_OK;
}

/* ---- within funds and limits ---- */

static vp_status purse_of(vp_purse **u, const vp_solution *s, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    vp_money left;
    VP_TRY(vp_purse_new(u, p, arena, err));
    for (size_t c = 0; c < p->ncaps; c++)
        p->caps[c].used = 0;
    for (size_t i = 0; i < p->n; i++)
        if (s->outcome[i].verdict == VP_V_AWARDED && s->paid_for[i]) {
            vp_caps_take(p, &p->at[i]);
            if (!vp_purse_pay(*u, i, &left))
                return vp_fail(err, VP_BUG, VP_NOWHERE, "the funds cannot pay the list");
        }
    return VP_OK;
}

/* Do the members fit with these amounts beside those paid for? *why is that of the first that does not. */
static vp_status fit(bool *fits, vp_outcome *why, const vp_solution *s, const vp_problem_model *p, const size_t *member,
                     const int64_t *units, size_t n, vp_arena *arena, vp_err *err)
{
    vp_purse *u;
    vp_money left;
    vp_mark mark = vp_arena_mark(arena);
    *fits = true;
    VP_TRY(purse_of(&u, s, p, arena, err));
    for (size_t k = 0; k < n && *fits; k++) {
        vp_candidate *c = &p->at[member[k]];
        long cap;
        c->amount = units[k] * p->round->allocation.step;
        if (c->amount == 0)
            continue;
        if (!vp_caps_fit(p, c, &cap)) {
            *why = (vp_outcome){.verdict = VP_V_CAP, .cap = cap, .a = p->caps[cap].bound - p->caps[cap].used};
            *fits = false;
        } else if (!vp_purse_pay(u, member[k], &left)) {
            *why = (vp_outcome){.verdict = VP_V_FUNDS, .cap = VP_NO_CAP, .a = left};
            *fits = false;
        } else {
            vp_caps_take(p, c);
        }
    }
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

/* The largest sum that fits, by halving; part[] gets the parts of it. */
static vp_status largest(int64_t *part, vp_outcome *why, const vp_solution *s, const vp_problem_model *p,
                         const size_t *member, size_t n, mpz_t *weight, const int64_t *cap, int64_t all,
                         vp_arena *arena, vp_err *err)
{
    int64_t yes = 0, no = all + 1, try = all;
    bool fits;
    while (no - yes > 1) {
        VP_TRY(vp_apportion(part, (const mpz_t *)weight, cap, n, try, arena, err));
        VP_TRY(fit(&fits, why, s, p, member, part, n, arena, err));
        *(fits ? &yes : &no) = try;
        try = yes + (no - yes) / 2;
    }
    return vp_apportion(part, (const mpz_t *)weight, cap, n, yes, arena, err);
}

static vp_status start_parts(vp_solution *s, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    if (s->full)
        return VP_OK;
    VP_ALLOC(s->full, vp_arena_array(arena, p->n, sizeof *s->full), err);
    VP_ALLOC(s->paid_for, vp_arena_array(arena, p->n, sizeof *s->paid_for), err);
    for (size_t i = 0; i < p->n; i++)
        s->full[i] = p->at[i].amount;
    return VP_OK;
}

vp_status vp_pay_in_parts(vp_solution *s, const vp_problem_model *p, const size_t *member, size_t n, mpz_t *weight,
                          bool *whole, vp_arena *arena, vp_err *err)
{
    vp_money step = p->round->allocation.step;
    int64_t *cap, *part, all = 0;
    mpz_t *own = weight;
    vp_outcome why = {.verdict = VP_V_FUNDS, .cap = VP_NO_CAP};
    VP_TRY(start_parts(s, p, arena, err));
    VP_ALLOC(cap, vp_arena_array(arena, n, sizeof *cap), err);
    VP_ALLOC(part, vp_arena_array(arena, n, sizeof *part), err);
    if (!weight)
        VP_ALLOC(own, vp_arena_array(arena, n, sizeof *own), err);
    for (size_t k = 0; k < n; k++) {
        cap[k] = s->full[member[k]] / step;
        all += cap[k];
        if (!weight) {
            mpz_init(own[k]);
            vp_mpz_set(own[k], s->full[member[k]]);
        }
    }
    if (all > p->available / step)
        all = p->available / step;
    vp_status status = largest(part, &why, s, p, member, n, own, cap, all, arena, err);
    for (size_t k = 0; !weight && k < n; k++)
        mpz_clear(own[k]);
    VP_TRY(status);
    *whole = true;
    for (size_t k = 0; k < n; k++) {
        vp_candidate *c = &p->at[member[k]];
        bool paid = part[k] > 0;
        *whole = *whole && part[k] == cap[k];
        s->outcome[member[k]] = paid ? (vp_outcome){.verdict = VP_V_AWARDED} : why;
        s->paid_for[member[k]] = paid;
        c->amount = paid ? part[k] * step : s->full[member[k]];
    }
    return VP_OK;
}

vp_status vp_keep_counts(size_t *member, size_t *n, vp_solution *s, const vp_problem_model *p, vp_arena *arena,
                         vp_err *err)
{
    VP_TRY(start_parts(s, p, arena, err));
    *n = 0;
    for (size_t i = 0; i < p->n; i++) {
        vp_candidate one = p->at[i];
        long cap;
        one.amount = 0;
        if (!vp_caps_fit(p, &one, &cap)) {
            s->outcome[i] = (vp_outcome){.verdict = VP_V_CAP, .cap = cap};
            continue;
        }
        vp_caps_take(p, &one);
        member[(*n)++] = i;
    }
    return VP_OK;
}

vp_status vp_split_parts(vp_solution *s, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    vp_purse *u;
    VP_TRY(purse_of(&u, s, p, arena, err));
    return vp_purse_split(u, s->paid, err);
}
