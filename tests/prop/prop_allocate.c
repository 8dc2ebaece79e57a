/* Properties of allocation on random rounds, against brute force and an independent look at every sum. */
#include <inttypes.h>
#include "tests/unit/allocate_case.h"

static uint64_t seed, rng;
static unsigned long round_number;

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

static void fail(const char *what)
{
    printf("not ok - %s (seed %" PRIu64 ", round %lu)\n", what, seed, round_number);
    exit(1);
}

static const char *const letters[] = {"a", "b", "c", "d", "e", "f", "g", "h", ""};

static void random_limits(alloc_case *c, vp_money total)
{
    size_t n = (size_t)upto(4);
    static const size_t fields[] = {VP_CATEGORY, VP_DISTRICT, VP_USCC};
    static const char *const ids[] = {"l0", "l1", "l2", "l3"};
    for (size_t i = 0; i < n; i++) {
        vp_limit *l = case_limit(c, ids[i]);
        size_t field = fields[upto(3)];
        if (upto(2))
            l->each = (long)field;
        else if (upto(4))
            l->where = case_filter(c, field, letters[upto(4)]);
        switch (upto(4)) {
        case 0: l->max_amount = upto(total / 2 + 1); break;
        case 1: l->max_count = upto(4); break;
        case 2: l->max_share = upto(VP_MICRO); break;
        default: l->max_count = 1; break;
        }
    }
}

static void random_case(alloc_case *c, bool several)
{
    size_t n = 1 + (size_t)upto(several ? 9 : 16);
    int64_t grain = upto(3) == 0 ? 1 : upto(2) ? 100 : 10000, spread = 1 + upto(200);
    int64_t points = upto(2) ? 1000000 : 10000, range = upto(3) == 0 ? 2 : upto(2) ? 10 : 4000;
    vp_money total = 0, ask[16];
    case_start(c);
    for (size_t i = 0; i < n; i++)
        total += ask[i] = (1 + upto(spread)) * grain;
    vp_micro score = 60000000 + range * points;
    for (size_t i = 0; i < n; i++) {
        score -= upto(range + 1) * points / (int64_t)n;
        score = score < 0 ? 0 : score - score % points;
        case_add(c, score, ask[i], letters[upto(4)], letters[upto(4)], letters[upto(9)], "");
        if (upto(4) == 0) /* cut by the office, or not */
            case_approve(c, upto(2 * spread) * grain, upto(spread + 1) * grain - grain);
    }
    if (several) {
        static const char *const ids[] = {"f0", "f1", "f2"};
        size_t funds = 1 + (size_t)upto(3);
        for (size_t f = 0; f < funds; f++) {
            vp_fund *fund = case_fund(c, ids[f], 1 + upto(total));
            if (upto(2))
                fund->pays = case_filter(c, upto(2) ? VP_CATEGORY : VP_DISTRICT, letters[upto(4)]);
            if (upto(3) == 0)
                fund->max_per_award = 1 + upto(spread * grain);
        }
    } else {
        case_fund(c, "f0", 1 + upto(total));
    }
    random_limits(c, total);
    if (upto(3) == 0)
        c->round.allocation.pass_mark = 60000000 + upto(range) * points;
    c->round.allocation.reserve = (size_t)upto(4);
    if (upto(3) == 0) {
        case_level(c, 60000000 + range * points / 2, VP_MICRO);
        case_level(c, 60000000, 800000);
        case_level(c, 0, upto(2) ? 0 : 500000);
    }
    c->round.allocation.step = upto(2) ? 1 : grain;
}

/* ---- an independent look ---- */

static bool matches(const vp_filter *f, const vp_proposal *p)
{
    return f->n == 0 || strcmp(p->value[f->keys[0].field], f->keys[0].values.at[0]) == 0;
}

/* Are all maxima kept by the proposals of the mask (bits by place in the ranking)? */
static bool limits_hold(const alloc_case *c, const vp_money *amount, uint32_t mask)
{
    vp_money available = 0;
    for (size_t f = 0; f < c->round.nfunds; f++)
        available += c->funds[f].amount;
    for (size_t l = 0; l < c->round.allocation.nlimits; l++) {
        const vp_limit *k = &c->limits[l];
        for (size_t v = 0; v < 9; v++) {
            vp_money sum = 0;
            int64_t count = 0;
            for (size_t i = 0; i < c->ranking.n; i++) {
                const vp_proposal *p = c->ranking.at[i].proposal;
                if (!(mask >> i & 1) || !matches(&k->where, p))
                    continue;
                if (k->each >= 0 && (strcmp(p->value[k->each], letters[v]) != 0 || !*letters[v]))
                    continue;
                sum += amount[i];
                count++;
            }
            if ((k->max_amount >= 0 && sum > k->max_amount) || (k->max_count >= 0 && count > k->max_count) ||
                (k->max_share >= 0 && (vp_wide)sum * VP_MICRO > (vp_wide)k->max_share * available))
                return false;
        }
    }
    return true;
}

/* The least of what was requested and what is left of the approved budget. */
static vp_money grant(const vp_proposal *p)
{
    vp_money asked = vp_proposal_money(p, VP_REQUESTED), left;
    if (!*p->value[VP_APPROVED_BUDGET])
        return asked;
    left = vp_proposal_money(p, VP_APPROVED_BUDGET) - vp_proposal_money(p, VP_OWN_FUNDS);
    return left < 0 ? 0 : left < asked ? left : asked;
}

/* What an award of it costs; 0: it may not be awarded. */
static vp_money cost(const alloc_case *c, size_t i)
{
    const vp_allocation *how = &c->round.allocation;
    const vp_ranked *r = &c->ranking.at[i];
    vp_micro share = VP_MICRO;
    vp_money most = 0;
    if (r->score < how->pass_mark)
        return 0;
    if (how->nlevels) {
        size_t l = 0;
        while (l < how->nlevels && r->score < how->levels[l].min_score)
            l++;
        if (l == how->nlevels)
            return 0;
        share = how->levels[l].share;
    }
    vp_money a = (vp_money)((vp_wide)grant(r->proposal) * share / VP_MICRO);
    a -= a % how->step;
    for (size_t f = 0; f < c->round.nfunds; f++)
        if (matches(&c->funds[f].pays, r->proposal))
            most += c->funds[f].max_per_award >= 0 && c->funds[f].max_per_award < a ? c->funds[f].max_per_award : a;
    return most >= a ? a : 0;
}

/* Can the funds pay the mask? Max-flow min-cut by brute force over sets of funds: what must be paid outside of the
   set's complement. With bounds of one award: sum over awards of what they cannot get elsewhere <= the set's money. */
static bool payable(const alloc_case *c, const vp_money *amount, uint32_t mask)
{
    for (uint32_t set = 1; set < 1u << c->round.nfunds; set++) {
        vp_money money = 0, needed = 0;
        for (size_t f = 0; f < c->round.nfunds; f++)
            money += set >> f & 1 ? c->funds[f].amount : 0;
        for (size_t i = 0; i < c->ranking.n; i++) {
            vp_money elsewhere = 0;
            if (!(mask >> i & 1))
                continue;
            for (size_t f = 0; f < c->round.nfunds; f++)
                if (!(set >> f & 1) && matches(&c->funds[f].pays, c->ranking.at[i].proposal))
                    elsewhere += c->funds[f].max_per_award >= 0 && c->funds[f].max_per_award < amount[i]
                                     ? c->funds[f].max_per_award
                                     : amount[i];
            needed += elsewhere < amount[i] ? amount[i] - elsewhere : 0;
        }
        if (needed > money)
            return false;
    }
    return true;
}

static uint32_t mask_of(const alloc_case *c)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < c->ranking.n; i++)
        if (case_award(c, c->ranking.at[i].id)->status == VP_AWARDED)
            mask |= 1u << i;
    return mask;
}

static int64_t worth(const alloc_case *c, uint32_t mask, int64_t *tie)
{
    int64_t sum = 0;
    *tie = 0;
    for (size_t i = 0; i < c->ranking.n; i++)
        if (mask >> i & 1) {
            sum += c->ranking.at[i].score;
            *tie += (int64_t)(c->ranking.n - i);
        }
    return sum;
}

/* Whatever the rule: sums, bounds, statuses and reasons are right. */
static void check_answer(alloc_case *c, const vp_money *amount, uint32_t *out)
{
    uint32_t mask = mask_of(c);
    vp_money paid[CASE_FUNDS] = {0}, spent = 0;
    size_t reserve = 0, lines = 0;
    if (!limits_hold(c, amount, mask))
        fail("a limit is broken");
    if (!payable(c, amount, mask))
        fail("the funds cannot pay it");
    for (size_t i = 0; i < c->ranking.n; i++) {
        const vp_award *a = case_award(c, c->ranking.at[i].id);
        vp_money sum = 0;
        for (size_t f = 0; f < c->round.nfunds; f++) {
            const vp_fund *fund = &c->funds[f];
            if (a->fund[f] < 0 || (a->fund[f] > 0 && !matches(&fund->pays, c->ranking.at[i].proposal)))
                fail("a fund pays what it may not");
            if (fund->max_per_award >= 0 && a->fund[f] > fund->max_per_award)
                fail("a fund pays too much of one award");
            sum += a->fund[f];
            paid[f] += a->fund[f];
        }
        if (a->amount > grant(c->ranking.at[i].proposal))
            fail("more is paid than was approved");
        if (sum != a->amount || a->amount != (a->status == VP_AWARDED ? amount[i] : 0))
            fail("an amount is wrong");
        if ((amount[i] == 0) != (a->status == VP_INELIGIBLE))
            fail("eligibility is wrong");
        if (a->status == VP_UNFUNDED && reserve < c->round.allocation.reserve)
            fail("the reserve list is not the next by rank");
        reserve += a->status == VP_RESERVE;
        spent += a->amount;
        lines += *case_reason(c, a->id, VP_EN) != '\0' && !strstr(case_reason(c, a->id, VP_EN), "%");
    }
    for (size_t f = 0; f < c->round.nfunds; f++)
        if (paid[f] > c->funds[f].amount)
            fail("a fund is overspent");
    if (reserve > c->round.allocation.reserve || spent != c->result->spent)
        fail("counts are wrong");
    if (lines < c->ranking.n && c->round.allocation.nlevels == 0)
        fail("a line without a reason");
    *out = mask;
}

static void same_split(alloc_case *c, const vp_allocation_result *other)
{
    for (size_t i = 0; i < c->ranking.n; i++)
        for (size_t f = 0; f < c->round.nfunds; f++)
            if (c->result->awards->at[i].fund[f] != other->awards->at[i].fund[f])
                fail("two runs of one input differ");
}

/* What the reasons say of lists with somebody left out is true. */
static void check_claims(alloc_case *c, const int64_t *best_with)
{
    for (size_t i = 0; i < c->ranking.n; i++) {
        const vp_award *a = case_award(c, c->ranking.at[i].id);
        vp_micro most;
        if (!strstr(case_reason(c, a->id, VP_EN), "any list with it is worth at most"))
            continue;
        if (!vp_micro_parse(&most, a->reason.arg[0]) || most < best_with[i] || most >= c->result->value)
            fail("a list with it is worth more than is said");
    }
}

static void one(bool several)
{
    alloc_case c;
    vp_money amount[16];
    uint32_t greedy, ranked, all;
    int64_t tie, best_tie = 0, value, best_value = -1;
    random_case(&c, several);
    size_t n = c.ranking.n;
    all = (1u << n) - 1;
    for (size_t i = 0; i < n; i++) {
        amount[i] = cost(&c, i);
        all &= ~(amount[i] ? 0 : 1u << i);
    }
    if (case_run(&c, "rank", 0) != VP_OK)
        fail(c.err.msg);
    check_answer(&c, amount, &ranked);
    if (case_run(&c, "greedy", 0) != VP_OK)
        fail(c.err.msg);
    check_answer(&c, amount, &greedy);
    if (ranked & ~greedy)
        fail("greedy leaves out what rank awards");
    uint32_t taken = 0, prefix = 0;
    bool stopped = false;
    for (size_t i = 0; i < n; i++) {
        uint32_t with = taken | 1u << i;
        if (!amount[i])
            continue;
        if (limits_hold(&c, amount, with) && payable(&c, amount, with))
            taken = with;
        else
            stopped = true;
        if (!stopped)
            prefix = taken;
    }
    if (taken != greedy)
        fail("greedy is not the list that skips what does not fit");
    if (prefix != ranked)
        fail("rank is not the list up to what does not fit");
    vp_allocation_result *before = c.result;
    if (case_run(&c, "greedy", 0) != VP_OK)
        fail(c.err.msg);
    same_split(&c, before);
    int64_t best_with[16] = {0};
    for (uint32_t mask = all;; mask = (mask - 1) & all) {
        value = worth(&c, mask, &tie);
        bool fits = payable(&c, amount, mask) && limits_hold(&c, amount, mask);
        if (fits && (value > best_value || (value == best_value && tie > best_tie))) {
            best_value = value;
            best_tie = tie;
        }
        for (size_t i = 0; i < n; i++)
            if (fits && mask >> i & 1 && value > best_with[i])
                best_with[i] = value;
        if (mask == 0)
            break;
    }
    if (case_run(&c, "optimal", 0) != VP_OK)
        fail(c.err.msg);
    uint32_t found;
    check_answer(&c, amount, &found);
    value = worth(&c, found, &tie);
    if (value != best_value || c.result->value != best_value)
        fail("optimal is not the best list");
    if (!c.result->proved || c.result->bound != c.result->value || !c.result->ties_proved)
        fail("not proved");
    if (tie != best_tie)
        fail("optimal is not the first of equal lists");
    check_claims(&c, best_with);
    if (case_run(&c, "optimal", 1) != VP_OK || c.result->value > best_value || c.result->bound < best_value)
        fail("the bound of a short run is wrong");
    check_answer(&c, amount, &found);
    case_end(&c);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20240607;
    for (round_number = 0; round_number < rounds; round_number++) {
        rng = seed + round_number;
        one(round_number % 3 == 0);
    }
    printf("ok - %lu random rounds, seed %" PRIu64 "\n1..1\n", rounds, seed);
    return 0;
}
