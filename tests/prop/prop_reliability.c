/* Properties of the statistics of a panel, on random panels with gaps: what a shift, another scale, other names and
   another order of the scores must not change, and what sums to what. prop_reliability [SEED [PANELS]]. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/aggregate.h>
#include <vp/reliability.h>

enum { PROPOSALS = 14, REVIEWERS = 6, MOST = PROPOSALS * REVIEWERS };

static uint64_t seed = 1, rng;
static unsigned long panel_number;

static uint64_t next(void)
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t upto(size_t n) /* 0 … n-1 */
{
    return (size_t)(next() % n);
}

__attribute__((noreturn)) static void fail(const char *what, const char *about, double a, double b)
{
    printf("not ok 1 - %s: %s: %.15g, %.15g (seed %" PRIu64 ", panel %lu)\n1..1\n", what, about, a, b, seed,
           panel_number);
    exit(1);
}

typedef struct panel {
    size_t proposal[MOST], reviewer[MOST];
    double score[MOST];
    vp_scores s;
} panel;

/* Whole scores of proposals that differ, by reviewers who differ, with gaps or without. */
static void random_panel(panel *p)
{
    double worth[PROPOSALS], severity[REVIEWERS];
    size_t n = 3 + upto(PROPOSALS - 2), k = 2 + upto(REVIEWERS - 1), gaps = upto(3) ? 0 : 4;
    *p = (panel){.s = {.proposals = n, .reviewers = k}};
    for (size_t i = 0; i < n; i++)
        worth[i] = (double)upto(40);
    for (size_t j = 0; j < k; j++)
        severity[j] = (double)upto(20);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < k; j++) {
            if (gaps && upto(gaps) == 0)
                continue;
            p->proposal[p->s.n] = i;
            p->reviewer[p->s.n] = j;
            p->score[p->s.n++] = worth[i] + severity[j] + (double)upto(30);
        }
}

static void points_at_itself(panel *p)
{
    p->s.proposal = p->proposal;
    p->s.reviewer = p->reviewer;
    p->s.score = p->score;
}

static vp_reliability told(panel *p, vp_arena *arena)
{
    vp_reliability r;
    points_at_itself(p);
    if (vp_reliability_of(&r, &p->s, 0.5, arena, NULL) != VP_OK)
        fail("a panel has statistics", "", 0, 0);
    return r;
}

static const vp_figure *figure(const vp_reliability *r, const char *name)
{
    for (size_t i = 0; i < r->nfigures; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    fail("there is a figure", name, 0, 0);
}

static void equal(double a, double b, double tolerance, const char *what, const char *about)
{
    double size = b < 0 ? -b : b, d = a < b ? b - a : a - b;
    if (!(d <= tolerance * (size > 1 ? size : 1)))
        fail(what, about, a, b);
}

/* What has no unit. */
static const char *const pure[] = {
    "ow_ICC1", "ow_ICC1_lo", "ow_ICC1_hi", "ICC1", "ICC1k", "ICC2", "ICC2_lo", "ICC2_hi", "ICC2k", "ICC3", "ICC3k",
    "alpha_nominal", "alpha_ordinal", "alpha_interval", "kendall_W", "kendall_Wt", "vc_ICC_A1", "vc_ICC_C1",
    "vc_ICC_Akh", NULL};
/* Those that only know who stands before whom. */
static const char *const ordinal[] = {"alpha_nominal", "alpha_ordinal", "kendall_W", "kendall_Wt", NULL};

static void same(const vp_reliability *a, const vp_reliability *b, const char *const *names, const char *what)
{
    for (; *names; names++) {
        const vp_figure *x = figure(a, *names), *y = figure(b, *names);
        if ((x->why == NULL) != (y->why == NULL))
            fail(what, *names, x->value, y->value);
        equal(x->value, y->value, strncmp(*names, "vc_", 3) == 0 ? 1e-6 : 1e-9, what, *names);
    }
}

/* score → by * score + plus */
static void check_scale(const panel *p, const vp_reliability *r, vp_arena *arena)
{
    static panel q;
    double by = 0.25 * (double)(1 + upto(20)), plus = (double)upto(1000) - 500;
    q = *p;
    for (size_t k = 0; k < q.s.n; k++)
        q.score[k] = by * q.score[k] + plus;
    vp_reliability t = told(&q, arena);
    same(&t, r, pure, "another zero and unit do not matter");
    if (r->mixed.why)
        return;
    equal(t.mixed.var_residual, by * by * r->mixed.var_residual, 1e-6, "variances go with the square", "residual");
    equal(t.mixed.var_proposal, by * by * r->mixed.var_proposal, 1e-5, "variances go with the square", "proposal");
    equal(t.mixed.mean, by * r->mixed.mean + plus, 1e-6, "the mean goes along", "");
    for (size_t i = 0; i < q.s.proposals; i++) {
        equal(t.mixed.proposal[i], by * r->mixed.proposal[i], 1e-5, "effects go with the unit", "");
        equal(t.rank[i], r->rank[i], 1e-5, "ranks stay", "");
    }
    for (size_t j = 0; j < q.s.reviewers; j++)
        equal(t.severity[j], by * r->severity[j], 1e-9, "severity goes with the unit", "");
}

/* A cube of what is positive keeps every order. */
static void check_monotone(const panel *p, const vp_reliability *r, vp_arena *arena)
{
    static panel q;
    q = *p;
    for (size_t k = 0; k < q.s.n; k++)
        q.score[k] = (q.score[k] + 1) * (q.score[k] + 1) * (q.score[k] + 1);
    vp_reliability t = told(&q, arena);
    same(&t, r, ordinal, "what knows only the order keeps with it");
}

static void shuffle(size_t *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t k = upto(i), swap = at[i - 1];
        at[i - 1] = at[k];
        at[k] = swap;
    }
}

static void check_names(const panel *p, const vp_reliability *r, vp_arena *arena)
{
    static panel q;
    size_t proposal[PROPOSALS], reviewer[REVIEWERS], order[MOST];
    shuffle(proposal, p->s.proposals);
    shuffle(reviewer, p->s.reviewers);
    shuffle(order, p->s.n);
    q = *p;
    for (size_t k = 0; k < q.s.n; k++) {
        q.proposal[k] = proposal[p->proposal[order[k]]];
        q.reviewer[k] = reviewer[p->reviewer[order[k]]];
        q.score[k] = p->score[order[k]];
    }
    vp_reliability t = told(&q, arena);
    same(&t, r, pure, "names and order do not matter");
    if (t.groups != r->groups)
        fail("names and order do not matter", "parts", (double)t.groups, (double)r->groups);
    for (size_t i = 0; i < p->s.proposals && !r->mixed.why; i++)
        equal(t.rank[proposal[i]], r->rank[i], 1e-5, "a proposal's rank goes with it", "");
    for (size_t j = 0; j < p->s.reviewers; j++)
        equal(t.severity_raw[reviewer[j]], r->severity_raw[j], 1e-9, "severity goes with the reviewer", "");
}

/* Who sums to what, and what lies between what. */
static void check_sums(const panel *p, const vp_reliability *r)
{
    double raw = 0, severity = 0, ranks = 0, n = 0, effects = 0;
    for (size_t j = 0; j < p->s.reviewers; j++) {
        raw += (double)r->reviewers[j].n * r->severity_raw[j];
        severity += (double)r->reviewers[j].n * r->severity[j];
    }
    equal(raw, 0, 1e-9 * (double)p->s.n * 100, "severities, by scores, sum to nothing", "raw");
    equal(severity, 0, 1e-9 * (double)p->s.n * 100, "severities, by scores, sum to nothing", "against the means");
    if (r->mixed.why)
        return;
    for (size_t i = 0; i < p->s.proposals; i++) {
        if (r->proposals[i].n == 0)
            continue;
        n++;
        ranks += r->rank[i];
        effects += r->mixed.proposal[i];
        if (r->bounds[i].low < 1 || r->bounds[i].low > r->bounds[i].high)
            fail("bounds are in order", "", (double)r->bounds[i].low, (double)r->bounds[i].high);
        if (r->rank[i] < 1 || r->rank[i] > (double)p->s.proposals)
            fail("ranks lie between the first and the last", "", r->rank[i], 0);
    }
    equal(ranks, n * (n + 1) / 2, 1e-9, "expected ranks sum to those there are", "");
    equal(effects, 0, 1e-5, "effects sum to nothing", "");
    double share = figure(r, "vc_ICC_A1")->value, mean = figure(r, "vc_ICC_Akh")->value;
    if (share < 0 || share > 1 || mean < share - 1e-12)
        fail("the mean of scores is as reliable as one of them", "", share, mean);
}

/* ---- methods ---- */

static void run(vp_ratio *score, const panel *p, const char *name, vp_micro by, vp_micro plus, vp_arena *arena)
{
    vp_micro sum[MOST];
    vp_method method;
    vp_outcome out = {.score = score};
    for (size_t k = 0; k < p->s.n; k++)
        sum[k] = by * (vp_micro)p->score[k] * VP_MICRO + plus * VP_MICRO;
    const vp_marks m = {p->s.n, p->s.proposals, p->s.reviewers, p->proposal, p->reviewer, sum,
                        1000 * (vp_micro)VP_MICRO};
    memset(score, 0, PROPOSALS * sizeof *score);
    if (!vp_method_parse(&method, name) || vp_method_run(&out, &method, &m, arena, NULL) != VP_OK)
        fail("a method runs", name, 0, 0);
}

static double points(vp_ratio r)
{
    return r.den ? (double)r.num / (double)r.den / VP_MICRO : 0;
}

/* Twice the points and seven more: the scores follow, or, where only places count, stay. */
static void check_methods(const panel *p, vp_arena *arena)
{
    vp_ratio plain[PROPOSALS], moved[PROPOSALS];
    for (size_t m = 0; vp_aggregate_names[m]; m++) {
        const char *name = vp_aggregate_names[m];
        bool places = strcmp(name, "borda") == 0 || strcmp(name, "expected-rank") == 0;
        run(plain, p, name, 1, 0, arena);
        run(moved, p, name, 2, 7, arena);
        for (size_t i = 0; i < p->s.proposals; i++) {
            if ((plain[i].den == 0) != (moved[i].den == 0))
                fail("a proposal has a score or none", name, 0, 0);
            if (plain[i].den)
                equal(points(moved[i]), places ? points(plain[i]) : 2 * points(plain[i]) + 7, places ? 5e-5 : 1e-5,
                      "scores follow the points", name);
        }
    }
}

static void check_panel(void)
{
    static panel p;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    random_panel(&p);
    vp_reliability r = told(&p, arena);
    check_sums(&p, &r);
    check_scale(&p, &r, arena);
    check_monotone(&p, &r, arena);
    check_names(&p, &r, arena);
    check_methods(&p, arena);
}

int main(int argc, char **argv)
{
    unsigned long panels = argc > 2 ? strtoul(argv[2], NULL, 10) : 25;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    rng = seed;
    for (panel_number = 0; panel_number < panels; panel_number++)
        check_panel();
    printf("ok 1 - %lu random panels from seed %" PRIu64 ": what shift, scale, order and names must not change\n1..1\n",
           panels, seed);
    return 0;
}
