/* The Method of Equal Shares. Equal ballots pay alike and are one. A voter's money is a whole number of parts; how many
   parts a minor unit has grows with every purchase, so that all of it stays exact. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lib/allocate/backing.h"

/* A backer with money left, while a project is priced. */
typedef struct purse { const mpz_t *money; const vp_backer *of; } purse;

typedef struct market {
    const vp_poll *poll;
    const vp_till *till;
    vp_backing backing;
    mpz_t *money;        /* of a voter of each ballot, in parts */
    size_t nmoney;       /* of them that are initialised */
    mpz_t parts;         /* of a minor unit */
    mpz_t pay, over;     /* of the project priced last: pay/over parts for a unit of utility */
    mpz_t best_pay, best_over, a, b, c;
    purse *purses;
    double *hint;        /* of each project: roughly its price when it was asked last; it never gets cheaper */
    size_t *queue;       /* projects that may still be bought */
    size_t waiting;
    bool funded;         /* the till looks at the money too */
} market;

static vp_status market_open(market *m, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err)
{
    m->poll = poll;
    m->till = till;
    mpz_inits(m->parts, m->pay, m->over, m->best_pay, m->best_over, m->a, m->b, m->c, NULL);
    VP_TRY(vp_backing_new(&m->backing, poll, arena, err));
    VP_ALLOC(m->money, vp_arena_array(arena, poll->nballots, sizeof *m->money), err);
    VP_ALLOC(m->purses, vp_arena_array(arena, poll->nballots, sizeof *m->purses), err);
    VP_ALLOC(m->hint, vp_arena_array(arena, poll->n, sizeof *m->hint), err);
    VP_ALLOC(m->queue, vp_arena_array(arena, poll->n, sizeof *m->queue), err);
    for (; m->nmoney < poll->nballots; m->nmoney++)
        mpz_init(m->money[m->nmoney]);
    return VP_OK;
}

static void market_close(market *m)
{
    for (size_t i = 0; i < m->nmoney; i++)
        mpz_clear(m->money[i]);
    mpz_clears(m->parts, m->pay, m->over, m->best_pay, m->best_over, m->a, m->b, m->c, NULL);
}

/* ---- what a project costs its backers ---- */

/* By the price at which their money is gone. */
static int by_reach(const void *x, const void *y)
{
    const purse *p = x, *q = y;
    int order = 0;
    if (p->of->utility == q->of->utility) {
        order = mpz_cmp(*p->money, *q->money);
    } else {
        mpz_t left, right, utility;
        mpz_inits(left, right, utility, NULL);
        vp_mpz_set(utility, q->of->utility);
        mpz_mul(left, *p->money, utility);
        vp_mpz_set(utility, p->of->utility);
        mpz_mul(right, *q->money, utility);
        order = mpz_cmp(left, right);
        mpz_clears(left, right, utility, NULL);
    }
    return order ? order : (p->of->ballot > q->of->ballot) - (p->of->ballot < q->of->ballot);
}

/* The least price for a unit of utility at which the backers raise the cost, each paying for all its utility or giving
   all that is left: pay/over. False: together they have not enough. */
static bool price(market *m, size_t project)
{
    size_t n = 0;
    mpz_set_ui(m->over, 0);
    for (size_t i = m->backing.from[project]; i < m->backing.from[project + 1]; i++) {
        const vp_backer *of = &m->backing.at[i];
        if (mpz_sgn(m->money[of->ballot]) == 0)
            continue;
        m->purses[n++] = (purse){(const mpz_t *)&m->money[of->ballot], of};
        vp_mpz_set(m->a, of->utility);
        mpz_addmul_ui(m->over, m->a, of->voters);
    }
    if (n > 1)
        qsort(m->purses, n, sizeof *m->purses, by_reach);
    vp_mpz_set(m->pay, m->poll->cost[project]);
    mpz_mul(m->pay, m->pay, m->parts);
    for (size_t i = 0; i < n; i++) {
        const purse *p = &m->purses[i];
        vp_mpz_set(m->a, p->of->utility);
        mpz_mul(m->a, m->a, m->pay);
        mpz_mul(m->b, *p->money, m->over);
        if (mpz_cmp(m->a, m->b) <= 0)
            return true;
        mpz_submul_ui(m->pay, *p->money, p->of->voters);
        vp_mpz_set(m->a, p->of->utility);
        mpz_submul_ui(m->over, m->a, p->of->voters);
    }
    return false;
}

/* Where utility is cost, all backers of a project have that much of it: it divides the price. */
static double price_hint(const market *m, size_t project)
{
    signed long up, down, per;
    double pay = mpz_get_d_2exp(&up, m->pay), over = mpz_get_d_2exp(&down, m->over);
    double parts = mpz_get_d_2exp(&per, m->parts);
    double each = ldexp(pay / over / parts, (int)(up - down - per));
    return m->poll->utility == VP_UTILITY_COST ? each / (double)m->poll->cost[project] : each;
}

/* Whether the project just priced comes before the best one so far. */
static bool is_better(market *m, size_t project, size_t best)
{
    mpz_mul(m->a, m->pay, m->best_over);
    mpz_mul(m->b, m->best_pay, m->over);
    if (m->poll->utility == VP_UTILITY_COST) {
        vp_mpz_set(m->c, m->poll->cost[best]);
        mpz_mul(m->a, m->a, m->c);
        vp_mpz_set(m->c, m->poll->cost[project]);
        mpz_mul(m->b, m->b, m->c);
    }
    int order = mpz_cmp(m->a, m->b);
    return order < 0 || (order == 0 && vp_poll_order(m->poll, &m->backing, project, best) < 0);
}

/* ---- buying ---- */

static void leave(market *m, size_t place)
{
    m->waiting--;
    memmove(m->queue + place, m->queue + place + 1, (m->waiting - place) * sizeof *m->queue);
}

/* The queue is in the order of the hints again, when those of its first `asked` projects have grown. */
static void requeue(market *m, size_t asked)
{
    for (size_t i = asked; i-- > 0;) {
        size_t project = m->queue[i], k = i;
        for (; k + 1 < m->waiting && m->hint[m->queue[k + 1]] < m->hint[project]; k++)
            m->queue[k] = m->queue[k + 1];
        m->queue[k] = project;
    }
}

enum { NONE = -1 };

/* The project with the lowest price, which is in best_pay/best_over then; those that nobody can pay leave the queue.
   Prices only rise: whoever was dearer than the best, by more than hints can be wrong, need not be asked again. */
static long cheapest(market *m)
{
    const double room = 1e-9;
    long best = NONE;
    size_t asked = 0;
    while (asked < m->waiting) {
        size_t project = m->queue[asked];
        if (best != NONE && m->hint[project] > m->hint[best] * (1 + room))
            break;
        if (!price(m, project)) {
            leave(m, asked);
            continue;
        }
        asked++;
        m->hint[project] = price_hint(m, project);
        if (best != NONE && !is_better(m, project, (size_t)best))
            continue;
        best = (long)project;
        mpz_swap(m->best_pay, m->pay);
        mpz_swap(m->best_over, m->over);
    }
    requeue(m, asked);
    return best;
}

/* Its backers pay the price, or all that they have left. */
static void pay_for(market *m, size_t project)
{
    mpz_gcd(m->a, m->best_pay, m->best_over);
    mpz_divexact(m->best_pay, m->best_pay, m->a);
    mpz_divexact(m->best_over, m->best_over, m->a);
    if (mpz_cmp_ui(m->best_over, 1) != 0) {
        mpz_mul(m->parts, m->parts, m->best_over);
        for (size_t i = 0; i < m->nmoney; i++)
            mpz_mul(m->money[i], m->money[i], m->best_over);
    }
    for (size_t i = m->backing.from[project]; i < m->backing.from[project + 1]; i++) {
        const vp_backer *of = &m->backing.at[i];
        vp_mpz_set(m->a, of->utility);
        mpz_mul(m->a, m->a, m->best_pay);
        if (mpz_cmp(m->money[of->ballot], m->a) <= 0)
            mpz_set_ui(m->money[of->ballot], 0);
        else
            mpz_sub(m->money[of->ballot], m->money[of->ballot], m->a);
    }
}

static void remove_from_queue(market *m, size_t project)
{
    size_t i = 0;
    while (m->queue[i] != project)
        i++;
    leave(m, i);
}

/* The method itself, each voter having an equal share of budget + extra for each voter. */
static void share_out(vp_bought *out, market *m, vp_money extra, bool funded)
{
    const vp_poll *poll = m->poll;
    out->n = m->waiting = 0;
    m->till->reset(m->till->ctx);
    mpz_set_ui(m->parts, poll->voters);
    vp_mpz_set(m->a, extra);
    mpz_mul_ui(m->a, m->a, poll->voters);
    vp_mpz_set(m->b, poll->budget);
    mpz_add(m->a, m->a, m->b);
    for (size_t i = 0; i < m->nmoney; i++)
        mpz_set(m->money[i], m->a);
    for (size_t c = 0; c < poll->n; c++)
        if (m->backing.votes[c] > 0) {
            m->hint[c] = 0;
            m->queue[m->waiting++] = c;
        }
    for (long next; (next = cheapest(m)) != NONE;) {
        size_t best = (size_t)next;
        remove_from_queue(m, best);
        if (m->till->take(m->till->ctx, best, funded) != VP_TAKEN)
            continue;
        pay_for(m, best);
        out->at[out->n++] = best;
    }
}

/* ---- what is left ---- */

/* Buy these for real. False: the money or the limits do not allow all of them. */
static bool settle(const vp_bought *bought, const vp_till *till)
{
    till->reset(till->ctx);
    for (size_t i = 0; i < bought->n; i++)
        if (till->take(till->ctx, bought->at[i], true) != VP_TAKEN)
            return false;
    return true;
}

static vp_money left_of(const vp_poll *poll, const vp_bought *bought)
{
    vp_money left = poll->budget;
    for (size_t i = 0; i < bought->n && left >= 0; i++)
        if (__builtin_sub_overflow(left, poll->cost[bought->at[i]], &left))
            return -1;
    return left;
}

/* Whether more money for each voter may still buy something that the budget has room for. */
static bool may_grow(const market *m, const vp_bought *bought, vp_money left, bool *has)
{
    bool grows = false;
    memset(has, 0, m->poll->n * sizeof *has);
    for (size_t i = 0; i < bought->n; i++)
        has[bought->at[i]] = true;
    for (size_t c = 0; c < m->poll->n && !grows; c++)
        grows = !has[c] && m->backing.votes[c] > 0 && m->poll->cost[c] <= left;
    return grows;
}

/* Voters get one unit more, and one more, until the outcome is over budget or nothing more fits into it; the last one
   within the budget stands. */
static vp_status add_one(vp_bought *out, market *m, vp_arena *arena, vp_err *err)
{
    vp_bought next = {0};
    vp_money extra = 0, left = left_of(m->poll, out);
    bool *has;
    VP_ALLOC(next.at, vp_arena_array(arena, m->poll->n, sizeof *next.at), err);
    VP_ALLOC(has, vp_arena_array(arena, m->poll->n, sizeof *has), err);
    while (may_grow(m, out, left, has) && vp_money_add(&extra, m->poll->unit)) {
        share_out(&next, m, extra, false);
        left = left_of(m->poll, &next);
        if (left < 0 || !settle(&next, m->till))
            break;
        vp_bought was = *out;
        *out = next;
        next = was;
        if (extra >= m->poll->budget)
            break; /* each voter has the whole budget: nothing more can come */
    }
    settle(out, m->till);
    return VP_OK;
}

typedef struct wish { vp_wide utility; size_t project; const vp_poll *poll; const vp_backing *backing; } wish;

/* By utility for each unit of cost. */
static int by_yield(const void *x, const void *y)
{
    const wish *a = x, *b = y;
    vp_wide left = a->utility * b->poll->cost[b->project], right = b->utility * a->poll->cost[a->project];
    return left != right ? (left > right ? -1 : 1) : vp_poll_order(a->poll, a->backing, a->project, b->project);
}

static vp_status complete_greedily(vp_bought *out, const market *m, vp_arena *arena, vp_err *err)
{
    const vp_poll *poll = m->poll;
    bool *has;
    wish *wishes;
    size_t n = 0;
    VP_ALLOC(has, vp_arena_array(arena, poll->n, sizeof *has), err);
    VP_ALLOC(wishes, vp_arena_array(arena, poll->n, sizeof *wishes), err);
    for (size_t i = 0; i < out->n; i++)
        has[out->at[i]] = true;
    for (size_t c = 0; c < poll->n; c++) {
        vp_wide utility = 0;
        for (size_t i = m->backing.from[c]; i < m->backing.from[c + 1]; i++)
            utility += (vp_wide)m->backing.at[i].voters * m->backing.at[i].utility;
        if (poll->utility == VP_UTILITY_COST)
            utility *= poll->cost[c];
        if (!has[c] && utility > 0)
            wishes[n++] = (wish){utility, c, poll, &m->backing};
    }
    if (n > 1)
        qsort(wishes, n, sizeof *wishes, by_yield);
    for (size_t i = 0; i < n; i++)
        if (poll->cost[wishes[i].project] <= left_of(poll, out) &&
            m->till->take(m->till->ctx, wishes[i].project, true) == VP_TAKEN)
            out->at[out->n++] = wishes[i].project;
    return VP_OK;
}

static vp_status run(vp_bought *out, market *m, vp_arena *arena, vp_err *err)
{
    vp_completion how = m->poll->completion;
    VP_ALLOC(out->at, vp_arena_array(arena, m->poll->n, sizeof *out->at), err);
    out->n = 0;
    if (m->poll->voters == 0)
        return VP_OK;
    share_out(out, m, 0, true);
    if (how == VP_COMPLETE_ADD1 || how == VP_COMPLETE_ADD1U)
        VP_TRY(add_one(out, m, arena, err));
    return how == VP_COMPLETE_GREEDY || how == VP_COMPLETE_ADD1U ? complete_greedily(out, m, arena, err) : VP_OK;
}

vp_status vp_equal_shares(vp_bought *out, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err)
{
    market m = {0};
    vp_status s = market_open(&m, poll, till, arena, err);
    if (s == VP_OK)
        s = run(out, &m, arena, err);
    market_close(&m);
    return s;
}
