/* The rules that follow ballots, on random polls, against slow references of their own: every voter by themselves,
   plain rationals, no ordering of prices; and what must hold of every outcome.
   prop_votes [SEED [POLLS]]: the seed of a failure is printed. */
#include <gmp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/allocate/votes.h"

enum { PROJECTS = 7, VOTERS = 9 };

static uint64_t seed = 1, rng;
static unsigned long poll_number;

static uint64_t next(void)
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int64_t upto(int64_t n) /* 0 … n-1 */
{
    return (int64_t)(next() % (uint64_t)n);
}

__attribute__((noreturn)) static void fail(const char *what)
{
    printf("not ok 1 - %s (seed %" PRIu64 ", poll %lu)\n1..1\n", what, seed, poll_number);
    exit(1);
}

/* ---- a random poll ---- */

typedef struct town {
    int64_t points[VOTERS][PROJECTS]; /* 0: not on the ballot */
    size_t nvoters;
    vp_money cost[PROJECTS];
    vp_vote vote[VOTERS][PROJECTS];
    vp_ballot ballot[VOTERS];
    vp_poll poll;
} town;

static const char *const ids[PROJECTS] = {"A", "B", "C", "D", "E", "F", "G"};

static void random_town(town *t)
{
    int64_t density = 1 + upto(4), grain = upto(2) ? 1 : 100;
    *t = (town){.nvoters = 1 + (size_t)upto(VOTERS)};
    t->poll = (vp_poll){.id = ids, .cost = t->cost, .n = 1 + (size_t)upto(PROJECTS), .ballots = t->ballot,
                        .unit = grain, .voters = t->nvoters, .utility = (vp_utility)upto(3),
                        .completion = (vp_completion)upto(4)};
    vp_money all = 0;
    for (size_t c = 0; c < t->poll.n; c++)
        all += t->cost[c] = grain * (1 + upto(12));
    t->poll.budget = 1 + upto(all + all / 4);
    for (size_t v = 0; v < t->nvoters; v++) {
        vp_ballot b = {.vote = t->vote[v], .voters = 1};
        for (size_t c = 0; c < t->poll.n; c++)
            if (upto(4) < density) {
                t->points[v][c] = t->poll.utility == VP_UTILITY_POINTS ? 1 + upto(5) : 1;
                t->vote[v][b.n++] = (vp_vote){c, t->points[v][c]};
            }
        if (b.n == 0)
            continue;
        size_t same = 0; /* equal ballots are one */
        while (same < t->poll.nballots && (t->ballot[same].n != b.n ||
                                           memcmp(t->ballot[same].vote, b.vote, b.n * sizeof *b.vote) != 0))
            same++;
        if (same < t->poll.nballots)
            t->ballot[same].voters++;
        else
            t->ballot[t->poll.nballots++] = b;
    }
}

/* ---- what may be had: the money, or some projects only ---- */

typedef struct purse { const town *t; vp_money left; unsigned barred; } purse;

static vp_taken take(void *ctx, size_t project, bool funded)
{
    purse *p = ctx;
    if (p->barred >> project & 1)
        return VP_LIMITED;
    if (funded && p->t->cost[project] > p->left)
        return VP_UNPAID;
    p->left -= p->t->cost[project];
    return VP_TAKEN;
}

static void reset(void *ctx)
{
    purse *p = ctx;
    p->left = p->t->poll.budget;
}

/* ---- slow references ---- */

static size_t votes_for(const town *t, size_t c)
{
    size_t n = 0;
    for (size_t v = 0; v < t->nvoters; v++)
        n += t->points[v][c] > 0;
    return n;
}

static bool tie_goes_to(const town *t, size_t c, size_t other)
{
    size_t a = votes_for(t, c), b = votes_for(t, other);
    return a != b ? a > b : t->cost[c] != t->cost[other] ? t->cost[c] < t->cost[other] : c < other;
}

static int64_t utility(const town *t, size_t v, size_t c)
{
    return t->points[v][c] == 0 ? 0 : t->poll.utility == VP_UTILITY_COST ? t->cost[c] : t->points[v][c];
}

/* The price at which the voters behind c raise its cost: whoever has not enough gives all, until nobody else must. */
static bool price_of(mpq_t price, const town *t, mpq_t *money, size_t c)
{
    bool broke[VOTERS] = {false}, more = true;
    mpq_t x;
    mpq_init(x);
    while (more) {
        int64_t over = 0;
        more = false;
        mpq_set_si(price, (long)t->cost[c], 1);
        for (size_t v = 0; v < t->nvoters; v++)
            if (broke[v])
                mpq_sub(price, price, money[v]);
            else
                over += utility(t, v, c);
        if (over == 0) {
            mpq_clear(x);
            return false; /* even when nothing is missing any more: then somebody is not broke */
        }
        mpq_set_si(x, 1, (unsigned long)over);
        mpq_mul(price, price, x);
        for (size_t v = 0; v < t->nvoters; v++) {
            mpq_set_si(x, (long)utility(t, v, c), 1);
            mpq_mul(x, x, price);
            if (!broke[v] && utility(t, v, c) > 0 && mpq_cmp(money[v], x) < 0)
                broke[v] = more = true;
        }
    }
    mpq_clear(x);
    return true;
}

static unsigned slow_equal_shares(const town *t, vp_money budget, unsigned barred)
{
    mpq_t money[VOTERS], price, best, x;
    unsigned bought = 0;
    mpq_inits(price, best, x, NULL);
    for (size_t v = 0; v < VOTERS; v++) {
        mpq_init(money[v]);
        mpq_set_si(money[v], (long)budget, t->nvoters);
        mpq_canonicalize(money[v]);
    }
    for (;;) {
        size_t found = PROJECTS;
        for (size_t c = 0; c < t->poll.n; c++) {
            if ((bought | barred) >> c & 1 || votes_for(t, c) == 0 || !price_of(price, t, money, c))
                continue;
            int order = found == PROJECTS ? -1 : mpq_cmp(price, best);
            if (order < 0 || (order == 0 && tie_goes_to(t, c, found))) {
                found = c;
                mpq_set(best, price);
            }
        }
        if (found == PROJECTS)
            break;
        bought |= 1u << found;
        for (size_t v = 0; v < t->nvoters; v++) {
            mpq_set_si(x, (long)utility(t, v, found), 1);
            mpq_mul(x, x, best);
            mpq_sub(money[v], money[v], x);
            if (mpq_sgn(money[v]) < 0)
                mpq_set_si(money[v], 0, 1);
        }
    }
    for (size_t v = 0; v < VOTERS; v++)
        mpq_clear(money[v]);
    mpq_clears(price, best, x, NULL);
    return bought;
}

static unsigned slow_phragmen(const town *t, unsigned barred)
{
    mpq_t load[VOTERS], when, best, x;
    unsigned bought = 0;
    vp_money left = t->poll.budget;
    mpq_inits(when, best, x, NULL);
    for (size_t v = 0; v < VOTERS; v++)
        mpq_init(load[v]);
    for (;;) {
        size_t found = PROJECTS;
        for (size_t c = 0; c < t->poll.n; c++) {
            size_t n = votes_for(t, c);
            if ((bought | barred) >> c & 1 || n == 0)
                continue;
            mpq_set_si(when, (long)t->cost[c], 1);
            for (size_t v = 0; v < t->nvoters; v++)
                if (t->points[v][c] > 0)
                    mpq_add(when, when, load[v]);
            mpq_set_si(x, 1, n);
            mpq_mul(when, when, x);
            int order = found == PROJECTS ? -1 : mpq_cmp(when, best);
            if (order < 0 || (order == 0 && tie_goes_to(t, c, found))) {
                found = c;
                mpq_set(best, when);
            }
        }
        if (found == PROJECTS || t->cost[found] > left)
            break;
        left -= t->cost[found];
        bought |= 1u << found;
        for (size_t v = 0; v < t->nvoters; v++)
            if (t->points[v][found] > 0)
                mpq_set(load[v], best);
    }
    for (size_t v = 0; v < VOTERS; v++)
        mpq_clear(load[v]);
    mpq_clears(when, best, x, NULL);
    return bought;
}

static vp_money cost_of(const town *t, unsigned set)
{
    vp_money sum = 0;
    for (size_t c = 0; c < t->poll.n; c++)
        if (set >> c & 1)
            sum += t->cost[c];
    return sum;
}

/* More and more money for each voter; the last outcome within the budget. */
static unsigned slow_add_one(const town *t, unsigned barred)
{
    unsigned last = slow_equal_shares(t, t->poll.budget, barred);
    for (vp_money extra = t->poll.unit; extra <= t->poll.budget + t->poll.unit; extra += t->poll.unit) {
        bool room = false;
        for (size_t c = 0; c < t->poll.n; c++)
            room |= !(last >> c & 1) && votes_for(t, c) > 0 && t->cost[c] <= t->poll.budget - cost_of(t, last);
        unsigned set = slow_equal_shares(t, t->poll.budget + extra * (vp_money)t->nvoters, barred);
        if (!room || cost_of(t, set) > t->poll.budget)
            break;
        last = set;
    }
    return last;
}

/* ---- what must hold ---- */

static unsigned set_of(const vp_bought *b)
{
    unsigned set = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (set >> b->at[i] & 1)
            fail("a project is bought twice");
        set |= 1u << b->at[i];
    }
    return set;
}

static bool within(unsigned part, unsigned whole)
{
    return (part & ~whole) == 0;
}

static void check_equal_shares(const town *t, const purse *p, const vp_till *till, vp_arena *arena)
{
    vp_bought bought;
    unsigned bare = slow_equal_shares(t, t->poll.budget, p->barred), grown = slow_add_one(t, p->barred), set, want;
    bool add = t->poll.completion == VP_COMPLETE_ADD1 || t->poll.completion == VP_COMPLETE_ADD1U;
    bool greedy = t->poll.completion == VP_COMPLETE_GREEDY || t->poll.completion == VP_COMPLETE_ADD1U;
    if (vp_equal_shares(&bought, &t->poll, till, arena, NULL) != VP_OK)
        fail("equal shares failed");
    set = set_of(&bought);
    want = add ? grown : bare;
    if (greedy ? !within(want, set) : want != set)
        fail("equal shares buys something else than the reference");
    if (cost_of(t, set) > t->poll.budget || (set & p->barred))
        fail("equal shares buys more than it may");
    for (size_t c = 0; c < t->poll.n && greedy; c++)
        if (!((set | p->barred) >> c & 1) && votes_for(t, c) > 0 && t->cost[c] <= t->poll.budget - cost_of(t, set))
            fail("a completed outcome has room for one more");
    if (p->left != t->poll.budget - cost_of(t, set))
        fail("the till has something else than was bought");
}

static void check_phragmen(const town *t, const purse *p, const vp_till *till, vp_arena *arena)
{
    vp_bought bought;
    if (vp_phragmen(&bought, &t->poll, till, arena, NULL) != VP_OK)
        fail("Phragmén failed");
    if (set_of(&bought) != slow_phragmen(t, p->barred))
        fail("Phragmén buys something else than the reference");
    if (p->left != t->poll.budget - cost_of(t, set_of(&bought)))
        fail("the till has something else than was bought by Phragmén");
}

int main(int argc, char **argv)
{
    unsigned long polls = argc > 2 ? strtoul(argv[2], NULL, 10) : 3000;
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    rng = seed;
    for (poll_number = 0; poll_number < polls; poll_number++) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        town t;
        random_town(&t);
        purse p = {.t = &t, .barred = upto(3) ? 0 : 1u << upto((int64_t)t.poll.n)};
        vp_till till = {take, reset, &p};
        check_equal_shares(&t, &p, &till, arena);
        check_phragmen(&t, &p, &till, arena);
    }
    printf("ok 1 - %lu random polls: equal shares and Phragmén buy what slow references buy\n1..1\n", polls);
    return 0;
}
