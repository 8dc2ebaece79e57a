/* The rule optimal against brute force, with every kind of limit: several funds with bounds of one award, minima,
   choices, exclusive groups, requirements, fixed decisions. */
#include <inttypes.h>
#include "tests/unit/allocate_case.h"

enum { MOST = 8, OPTIONS = 2 };

static uint64_t seed, rng;
static unsigned long round_number;

static int64_t upto(int64_t n) /* 0 … n-1 */
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

static void fail(const char *what)
{
    printf("not ok - %s (seed %" PRIu64 ", round %lu)\n", what, seed, round_number);
    exit(1);
}

static const char *const letters[] = {"a", "b", "c"};

typedef struct rich {
    alloc_case c;
    size_t n, noptions;
    vp_money amount[MOST][OPTIONS];
    vp_micro worth[MOST][OPTIONS];
    vp_offer offers[OPTIONS];
    vp_exclusive exclusive;
    vp_requirement needs;
    vp_fixed fixed[2];
    const char *names[4];
} rich;

static const char *id_of(const rich *r, size_t i)
{
    return r->c.ranking.at[i].id;
}

static void make_limits(rich *r, vp_money total)
{
    static const char *const ids[] = {"l0", "l1", "l2", "l3"};
    size_t n = (size_t)upto(4);
    for (size_t k = 0; k < n; k++) {
        vp_limit *l = case_limit(&r->c, ids[k]);
        size_t field = upto(2) ? VP_CATEGORY : VP_DISTRICT;
        if (upto(3) == 0)
            l->each = (long)field;
        else if (upto(4))
            l->where = case_filter(&r->c, field, letters[upto(3)]);
        switch (upto(6)) {
        case 0: l->max_amount = upto(total / 2 + 1); break;
        case 1: l->max_count = upto(4); break;
        case 2: l->max_share = upto(VP_MICRO); break;
        case 3: l->min_amount = upto(total / 5 + 1); break;
        case 4: l->min_count = 1; break;
        default: l->min_count = upto(2); l->max_count = l->min_count + upto(3); break;
        }
    }
}

static void make_single(rich *r)
{
    vp_allocation *a = &r->c.round.allocation;
    if (r->n < 3)
        return;
    if (upto(3) == 0) {
        r->names[0] = id_of(r, 0);
        r->names[1] = id_of(r, 1 + (size_t)upto((int64_t)r->n - 1));
        r->exclusive = (vp_exclusive){.id = "x", .of = {r->names, 2}};
        a->exclusive = &r->exclusive;
        a->nexclusive = 1;
    }
    if (upto(3) == 0) {
        r->names[2] = id_of(r, (size_t)upto((int64_t)r->n));
        r->needs = (vp_requirement){.id = id_of(r, (size_t)upto((int64_t)r->n)), .with = {r->names + 2, 1}};
        a->requirements = &r->needs;
        a->nrequirements = 1;
    }
    if (upto(3) == 0) {
        r->fixed[0] = (vp_fixed){.id = id_of(r, 0), .decision = upto(2) ? "in" : "out", .reason = "because"};
        r->fixed[1] = (vp_fixed){.id = id_of(r, r->n - 1), .decision = upto(3) ? "out" : "in", .reason = "because"};
        a->fixed = r->fixed;
        a->nfixed = 1 + (size_t)upto(2);
    }
}

static void make(rich *r)
{
    static const char *const ids[] = {"f0", "f1", "f2"};
    alloc_case *c = &r->c;
    memset(r, 0, sizeof *r);
    case_start(c);
    r->n = 1 + (size_t)upto(MOST - 1);
    int64_t spread = 1 + upto(300), odd = upto(2) ? 1 : 100, coarse = upto(2) ? 1000000 : 10000;
    vp_money total = 0, asked[MOST];
    for (size_t i = 0; i < r->n; i++)
        total += asked[i] = (2 + upto(spread)) * odd;
    vp_micro score = 90000000;
    for (size_t i = 0; i < r->n; i++) {
        score -= upto(4) * coarse;
        case_add(c, score, asked[i], letters[upto(3)], letters[upto(3)], "", "");
    }
    r->noptions = 1;
    if (upto(3) == 0) {
        r->offers[0] = (vp_offer){VP_MICRO, VP_MICRO};
        r->offers[1] = (vp_offer){600000, 700000};
        c->round.allocation.offers = r->offers;
        c->round.allocation.noffers = r->noptions = 2;
    }
    for (size_t i = 0; i < r->n; i++)
        for (size_t o = 0; o < r->noptions; o++) {
            r->amount[i][o] = r->noptions == 1 ? asked[i] : asked[i] * r->offers[o].share / VP_MICRO;
            r->worth[i][o] = (vp_micro)((vp_wide)c->ranking.at[i].score *
                                        (r->noptions == 1 ? VP_MICRO : r->offers[o].worth) / VP_MICRO);
        }
    size_t funds = 1 + (size_t)upto(3);
    for (size_t f = 0; f < funds; f++) {
        vp_fund *fund = case_fund(c, ids[f], 1 + upto(total));
        if (f > 0 && upto(2))
            fund->pays = case_filter(c, VP_CATEGORY, letters[upto(3)]);
        if (f > 0 && upto(3) == 0)
            fund->max_per_award = 1 + upto(spread * odd);
        if (f > 0 && upto(3) == 0)
            fund->max_share = 1 + upto(VP_MICRO);
    }
    make_limits(r, total);
    make_single(r);
}

static bool matches(const vp_filter *f, const vp_proposal *p)
{
    return f->n == 0 || strcmp(p->value[f->keys[0].field], f->keys[0].values.at[0]) == 0;
}

/* take[i]: 0 nothing, else 1 + the option. */
static bool limits_hold(const rich *r, const int *take)
{
    vp_money available = 0;
    for (size_t f = 0; f < r->c.round.nfunds; f++)
        available += r->c.funds[f].amount;
    for (size_t l = 0; l < r->c.round.allocation.nlimits; l++) {
        const vp_limit *k = &r->c.limits[l];
        for (size_t v = 0; v < 3; v++) {
            vp_money sum = 0;
            int64_t count = 0;
            bool any = k->each < 0;
            for (size_t i = 0; i < r->n; i++) {
                const vp_proposal *p = r->c.ranking.at[i].proposal;
                if (!matches(&k->where, p) || (k->each >= 0 && strcmp(p->value[k->each], letters[v]) != 0))
                    continue;
                bool out = false;
                for (size_t x = 0; x < r->c.round.allocation.nfixed; x++)
                    out = out || (strcmp(r->fixed[x].id, id_of(r, i)) == 0 && *r->fixed[x].decision == 'o');
                any = any || !out;
                sum += take[i] ? r->amount[i][take[i] - 1] : 0;
                count += take[i] > 0;
            }
            if (!any)
                continue;
            if ((k->max_amount >= 0 && sum > k->max_amount) || (k->max_count >= 0 && count > k->max_count) ||
                (k->max_share >= 0 && (vp_wide)sum * VP_MICRO > (vp_wide)k->max_share * available) ||
                (k->min_amount >= 0 && sum < k->min_amount) || (k->min_count >= 0 && count < k->min_count))
                return false;
        }
    }
    return true;
}

static vp_money fund_pays(const rich *r, size_t f, size_t i, vp_money amount)
{
    const vp_fund *fund = &r->c.funds[f];
    const vp_proposal *p = r->c.ranking.at[i].proposal;
    vp_money share = (vp_money)((vp_wide)vp_proposal_money(p, VP_REQUESTED) * fund->max_share / VP_MICRO);
    if (!matches(&fund->pays, p))
        return 0;
    if (fund->max_per_award >= 0 && fund->max_per_award < amount)
        amount = fund->max_per_award;
    return fund->max_share >= 0 && share < amount ? share : amount;
}

static bool payable(const rich *r, const int *take)
{
    for (uint32_t set = 1; set < 1u << r->c.round.nfunds; set++) {
        vp_money money = 0, needed = 0;
        for (size_t f = 0; f < r->c.round.nfunds; f++)
            money += set >> f & 1 ? r->c.funds[f].amount : 0;
        for (size_t i = 0; i < r->n; i++) {
            vp_money amount = take[i] ? r->amount[i][take[i] - 1] : 0, elsewhere = 0;
            for (size_t f = 0; f < r->c.round.nfunds; f++)
                elsewhere += set >> f & 1 ? 0 : fund_pays(r, f, i, amount);
            needed += elsewhere < amount ? amount - elsewhere : 0;
        }
        if (needed > money)
            return false;
    }
    return true;
}

static size_t index_of(const rich *r, const char *id)
{
    size_t i = 0;
    while (strcmp(id_of(r, i), id) != 0)
        i++;
    return i;
}

static bool singles_hold(const rich *r, const int *take)
{
    const vp_allocation *a = &r->c.round.allocation;
    if (a->nexclusive && strcmp(r->names[0], r->names[1]) != 0 && take[index_of(r, r->names[0])] &&
        take[index_of(r, r->names[1])])
        return false;
    if (a->nrequirements && take[index_of(r, r->needs.id)] && !take[index_of(r, r->names[2])])
        return false;
    for (size_t k = 0; k < a->nfixed; k++)
        if ((*r->fixed[k].decision == 'i') != (take[index_of(r, r->fixed[k].id)] > 0))
            return false;
    return true;
}

static int64_t worth_of(const rich *r, const int *take, int64_t *tie)
{
    int64_t sum = 0;
    *tie = 0;
    for (size_t i = 0; i < r->n; i++) {
        sum += take[i] ? r->worth[i][take[i] - 1] : 0;
        *tie += take[i] ? (int64_t)(r->n - i) : 0;
    }
    return sum;
}

/* Is a proposal that is decided in ineligible? Then the round is refused, rightly. */
static bool refused_in(const rich *r)
{
    for (size_t k = 0; k < r->c.round.allocation.nfixed; k++) {
        if (*r->fixed[k].decision != 'i')
            continue;
        size_t i = index_of(r, r->fixed[k].id);
        vp_money least = r->amount[i][r->noptions - 1], can = 0;
        for (size_t f = 0; f < r->c.round.nfunds; f++)
            can += fund_pays(r, f, i, least);
        if (can < least)
            return true;
    }
    return false;
}

static void one(void)
{
    rich r;
    int take[MOST] = {0}, got[MOST] = {0};
    int64_t best = -1, best_tie = 0, tie;
    make(&r);
    for (;;) {
        if (limits_hold(&r, take) && payable(&r, take) && singles_hold(&r, take)) {
            int64_t worth = worth_of(&r, take, &tie);
            if (worth > best || (worth == best && tie > best_tie)) {
                best = worth;
                best_tie = tie;
            }
        }
        size_t i = 0;
        while (i < r.n && take[i] == (int)r.noptions)
            take[i++] = 0;
        if (i == r.n)
            break;
        take[i]++;
    }
    vp_status status = case_run(&r.c, "optimal", 0);
    if (status == VP_CORRUPT && refused_in(&r)) {
        case_end(&r.c);
        return;
    }
    if (best < 0) {
        if (status != VP_INVALID || !strstr(r.c.err.msg, "no list of awards keeps all of these"))
            fail("a round that nothing fits is not refused");
        case_end(&r.c);
        return;
    }
    if (status != VP_OK)
        fail(r.c.err.msg);
    for (size_t i = 0; i < r.n; i++) {
        const vp_award *a = case_award(&r.c, id_of(&r, i));
        for (size_t o = 0; o < r.noptions; o++)
            if (a->amount > 0 && a->amount == r.amount[i][o])
                got[i] = (int)o + 1;
        if ((a->amount > 0) != (got[i] > 0) || (a->status == VP_AWARDED) != (got[i] > 0))
            fail("an amount is none of the options");
        for (size_t f = 0; f < r.c.round.nfunds; f++)
            if (a->fund[f] > fund_pays(&r, f, i, a->amount))
                fail("a fund pays too much of one award");
    }
    if (!limits_hold(&r, got) || !payable(&r, got) || !singles_hold(&r, got))
        fail("the list does not keep the limits");
    if (worth_of(&r, got, &tie) != best || r.c.result->value != best || r.c.result->bound != best ||
        !r.c.result->proved)
        fail("not the best list, or not proved");
    if (tie != best_tie || !r.c.result->ties_proved)
        fail("not the first of equal lists");
    case_end(&r.c);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20240607;
    for (round_number = 0; round_number < rounds; round_number++) {
        rng = seed + round_number;
        one();
    }
    printf("ok - %lu random rounds, seed %" PRIu64 "\n1..1\n", rounds, seed);
    return 0;
}
