/* Properties of assignments on random panels, and each against all that there are.
   prop_assign [SEED [PANELS]]: the seed of a failure is printed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/assign.h>

enum { PROPOSALS = 5, REVIEWERS = 6, MOST = PROPOSALS * REVIEWERS };

static uint64_t seed = 1, rng;
static unsigned long number;

static uint64_t next(void)
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint32_t upto(uint32_t n) /* 0 … n-1 */
{
    return (uint32_t)(next() % n);
}

__attribute__((noreturn)) static void fail(const char *what)
{
    printf("not ok 1 - %s (seed %" PRIu64 ", panel %lu)\n1..1\n", what, seed, number);
    exit(1);
}

/* ---- a random panel ---- */

typedef struct panel {
    vp_candidate pair[MOST];
    uint32_t wanted[PROPOSALS], experts[PROPOSALS], least[REVIEWERS], most[REVIEWERS], organisation[REVIEWERS];
    vp_assign_problem problem;
} panel;

static void random_panel(panel *x)
{
    uint32_t np = 1 + upto(PROPOSALS), nr = 1 + upto(REVIEWERS), k = 1 + upto(3), tight = upto(4);
    uint32_t orgs = 1 + upto(2 * nr);
    uint32_t fits = 1 + upto(upto(2) ? 4 : 100), density = 1 + upto(6), experts = upto(3), kept = upto(3) ? 0 : 3;
    memset(x, 0, sizeof *x);
    size_t n = 0;
    for (uint32_t p = 0; p < np; p++) {
        x->wanted[p] = upto(8) ? k : upto(k + 1);
        x->experts[p] = experts < x->wanted[p] ? experts : x->wanted[p];
        for (uint32_t r = 0; r < nr; r++)
            if (density == 1 || upto(density))
                x->pair[n++] = (vp_candidate){p, r, (uint32_t)next(), upto(fits), kept && !upto(kept), !upto(2)};
    }
    for (uint32_t r = 0; r < nr; r++) {
        x->most[r] = tight == 0 ? VP_EVEN_LOAD : tight == 1 ? PROPOSALS : upto(np + 1);
        x->least[r] = upto(4) ? 0 : upto(3);
        if (x->most[r] != VP_EVEN_LOAD && x->least[r] > x->most[r])
            x->least[r] = x->most[r];
        x->organisation[r] = upto(3) ? upto(orgs) : VP_NO_ORGANISATION;
    }
    x->problem = (vp_assign_problem){np, nr, x->pair, n, x->wanted, x->experts, x->least, x->most, x->organisation,
                                     10000, NULL};
}

/* ---- all assignments there are ---- */

typedef struct value { uint64_t kept, fit, worst, lots; } value;

typedef struct all {
    const panel *x;
    uint32_t load[REVIEWERS], even; /* what an even load is to be */
    value best;
    bool found;
} all;

static int compare(value a, value b)
{
    if (a.kept != b.kept)
        return a.kept > b.kept ? 1 : -1;
    if (a.fit != b.fit)
        return a.fit > b.fit ? 1 : -1;
    if (a.worst != b.worst)
        return a.worst > b.worst ? 1 : -1;
    return a.lots != b.lots ? (a.lots < b.lots ? 1 : -1) : 0;
}

static uint32_t most_of(const all *a, uint32_t r)
{
    uint32_t most = a->x->most[r], least = a->x->least[r];
    return most != VP_EVEN_LOAD ? most : a->even > least ? a->even : least;
}

static bool allowed(const all *a, uint32_t set, uint32_t p, size_t first, size_t end)
{
    const panel *x = a->x;
    uint32_t n = 0, experts = 0;
    for (size_t i = first; i < end; i++) {
        if (!(set >> (i - first) & 1))
            continue;
        n++;
        experts += x->pair[i].expert;
        for (size_t k = first; k < i; k++)
            if (set >> (k - first) & 1 && x->organisation[x->pair[k].reviewer] != VP_NO_ORGANISATION &&
                x->organisation[x->pair[k].reviewer] == x->organisation[x->pair[i].reviewer])
                return false;
    }
    return n == x->wanted[p] && experts >= x->experts[p];
}

static void try_all(all *a, uint32_t p, size_t first, value v)
{
    const panel *x = a->x;
    size_t end = first;
    if (p == x->problem.nproposals) {
        for (uint32_t r = 0; r < x->problem.nreviewers; r++)
            if (a->load[r] < x->least[r])
                return;
        if (!a->found || compare(v, a->best) > 0)
            a->best = v;
        a->found = true;
        return;
    }
    while (end < x->problem.npairs && x->pair[end].proposal == p)
        end++;
    for (uint32_t set = 0; set < 1u << (end - first); set++) {
        value w = v;
        bool fits = allowed(a, set, p, first, end);
        for (size_t i = first; i < end && fits; i++)
            if (set >> (i - first) & 1) {
                const vp_candidate *c = &x->pair[i];
                fits = a->load[c->reviewer] < most_of(a, c->reviewer);
                w.kept += c->kept;
                w.fit += c->fit;
                w.lots += c->lot;
                if (!c->kept && c->fit < w.worst)
                    w.worst = c->fit;
            }
        if (!fits)
            continue;
        for (size_t i = first; i < end; i++)
            a->load[x->pair[i].reviewer] += set >> (i - first) & 1;
        try_all(a, p + 1, end, w);
        for (size_t i = first; i < end; i++)
            a->load[x->pair[i].reviewer] -= set >> (i - first) & 1;
    }
}

/* ---- an answer, looked at by itself ---- */

static value value_of(const panel *x, const vp_assignment *a, uint32_t even)
{
    uint32_t load[REVIEWERS] = {0};
    value v = {0, 0, VP_FIT_MAX, 0};
    for (uint32_t p = 0; p < x->problem.nproposals; p++) {
        uint32_t n = 0, experts = 0, seen = 0;
        for (size_t i = 0; i < a->n; i++) {
            const vp_candidate *c = &x->pair[a->pair[i]];
            if (i > 0 && a->pair[i] <= a->pair[i - 1])
                fail("pairs are ascending");
            if (c->proposal != p)
                continue;
            n++;
            experts += c->expert;
            load[c->reviewer]++;
            v.kept += c->kept;
            v.fit += c->fit;
            v.lots += c->lot;
            if (!c->kept && c->fit < v.worst)
                v.worst = c->fit;
            uint32_t o = x->organisation[c->reviewer];
            if (o != VP_NO_ORGANISATION && seen >> o & 1)
                fail("one of an organisation");
            seen |= o != VP_NO_ORGANISATION ? 1u << o : 0;
        }
        if (n != x->wanted[p] || experts < x->experts[p])
            fail("as many as wanted, with the field");
    }
    for (uint32_t r = 0; r < x->problem.nreviewers; r++) {
        uint32_t most = x->most[r] != VP_EVEN_LOAD ? x->most[r] : even > x->least[r] ? even : x->least[r];
        if (load[r] < x->least[r] || load[r] > most)
            fail("loads");
    }
    return v;
}

static bool has_even(const panel *x)
{
    for (uint32_t r = 0; r < x->problem.nreviewers; r++)
        if (x->most[r] == VP_EVEN_LOAD)
            return true;
    return false;
}

static unsigned long feasible, mixed_cases, loads, leasts, searches;

static bool is_mixed(const panel *x)
{
    for (size_t i = 0; i < x->problem.npairs; i++)
        for (size_t k = 0; k < i; k++) {
            const vp_candidate *a = &x->pair[i], *b = &x->pair[k];
            if (a->proposal == b->proposal && a->expert != b->expert &&
                x->organisation[a->reviewer] != VP_NO_ORGANISATION &&
                x->organisation[a->reviewer] == x->organisation[b->reviewer])
                return true;
        }
    return false;
}

/* What a shortage states is so. */
static void check_shortage(const panel *x, const vp_shortage *s)
{
    loads += s->kind == VP_SHORT_LOADS;
    leasts += s->kind == VP_SHORT_LEAST;
    searches += s->kind == VP_SHORT_SEARCH;
    if (s->kind != VP_SHORT_SEARCH && s->need <= s->have)
        fail("a shortage lacks something");
    uint64_t sum = 0;
    for (size_t i = 0; i < s->nreviewers; i++)
        sum += s->kind == VP_SHORT_LEAST ? x->least[s->reviewers[i]]
             : x->most[s->reviewers[i]] == VP_EVEN_LOAD ? x->problem.nproposals : x->most[s->reviewers[i]];
    if (s->kind == VP_SHORT_LEAST && sum != s->need)
        fail("the least loads add up");
    if (s->kind == VP_SHORT_LOADS && !has_even(x) && sum != s->have)
        fail("the loads add up");
}

static void check(void)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    panel x;
    vp_assignment *a;
    random_panel(&x);
    vp_status s = vp_assign_pairs(&a, &x.problem, arena, NULL);
    all brute = {.x = &x, .even = PROPOSALS};
    if (has_even(&x)) { /* the least share with which there is one; from the even one on */
        uint32_t places = 0;
        for (uint32_t p = 0; p < x.problem.nproposals; p++)
            places += x.wanted[p];
        brute.even = (uint32_t)((places + x.problem.nreviewers - 1) / x.problem.nreviewers);
        if (is_mixed(&x) && s == VP_OK) /* the share is that of the flow, which is not all there is */
            brute.even = a->most_load;
        else
            while (!brute.found && brute.even < x.problem.nproposals) {
                try_all(&brute, 0, 0, (value){0, 0, VP_FIT_MAX, 0});
                brute.even += !brute.found;
            }
    }
    if (!brute.found)
        try_all(&brute, 0, 0, (value){0, 0, VP_FIT_MAX, 0});
    if (brute.found != (s == VP_OK) && !(is_mixed(&x) && has_even(&x)))
        fail(brute.found ? "there is one" : "there is none");
    if (s != VP_OK) {
        if (a->nshortages == 0)
            fail("a reason is given");
        for (size_t i = 0; i < a->nshortages; i++)
            check_shortage(&x, &a->shortages[i]);
        return;
    }
    feasible++;
    value v = value_of(&x, a, brute.even);
    if (v.kept != a->kept || v.fit != a->fit || v.worst != a->worst)
        fail("what is stated of the answer");
    if (is_mixed(&x)) {
        mixed_cases++;
        if (a->proved && (v.kept != brute.best.kept || v.fit != brute.best.fit))
            fail("proved, and not the best");
        if (brute.best.kept > a->kept_bound || (brute.best.kept == a->kept_bound && brute.best.fit > a->fit_bound))
            fail("the bound is one");
    } else if (compare(v, brute.best) != 0) {
        printf("# kept %" PRIu64 " %" PRIu64 " fit %" PRIu64 " %" PRIu64 " worst %" PRIu64 " %" PRIu64 " lots %" PRIu64
               " %" PRIu64 "\n", v.kept, brute.best.kept, v.fit, brute.best.fit, v.worst, brute.best.worst, v.lots,
               brute.best.lots);
        fail("the best there is");
    }
}

int main(int argc, char **argv)
{
    unsigned long panels = argc > 2 ? strtoul(argv[2], NULL, 10) : 3000;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    for (number = 0; number < panels; number++) {
        rng = seed * 1000003u + number;
        check();
    }
    printf("# %lu assigned, %lu of them with mixed organisations; "
           "short: %lu of loads, %lu of the least, %lu searched\n", feasible, mixed_cases, loads, leasts, searches);
    printf("ok 1 - assignments are the best of all there are\n1..1\n");
    return 0;
}
