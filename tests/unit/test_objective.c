/* What optimal aims at, beside every list there is; and the rules that pay in parts, draw lots and match gifts. */
#include "test.h"
#include <vp/draw.h>
#include "tests/unit/allocate_case.h"

enum { N = 9, YUAN = 100 };

static uint64_t state = 20240607;

static int64_t random_below(int64_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((state >> 33) % (uint64_t)n);
}

static size_t index_of(const char *name)
{
    size_t i = 0;
    while (strcmp(vp_allocate_objectives[i], name) != 0)
        i++;
    return i;
}

typedef struct item { int64_t score, fen, people; bool art; } item;

static int64_t measure(const item *x, size_t objective)
{
    const char *name = vp_allocate_objectives[objective];
    return strcmp(name, "score") == 0 ? x->score : strcmp(name, "amount") == 0 ? x->fen
         : strcmp(name, "count") == 0 ? 1 : strcmp(name, "beneficiaries") == 0 ? x->people : x->score * x->fen;
}

/* What a list comes to by each objective, and then by its ranks; false: it does not fit. */
static bool sums(int64_t sum[8], unsigned mask, const item *all, int64_t budget, int64_t cap, const vp_objective *by,
                 size_t nby)
{
    int64_t fen = 0, art = 0;
    memset(sum, 0, 8 * sizeof *sum);
    for (size_t i = 0; i < N; i++) {
        if (!(mask >> i & 1))
            continue;
        fen += all[i].fen;
        art += all[i].art ? all[i].fen : 0;
        for (size_t k = 0; k < nby; k++)
            sum[k] += by[k].least ? -measure(&all[i], by[k].index) : measure(&all[i], by[k].index);
        sum[nby] += (int64_t)(N - i);
    }
    return fen <= budget && art <= cap;
}

/* The best of every list there is. */
static void best_of_all(int64_t best[8], const item *all, int64_t budget, int64_t cap, const vp_objective *by,
                        size_t nby)
{
    for (unsigned mask = 0; mask < 1u << N; mask++) {
        int64_t sum[8];
        size_t k = 0;
        if (!sums(sum, mask, all, budget, cap, by, nby))
            continue;
        while (mask > 0 && k < nby && sum[k] == best[k])
            k++;
        if (mask == 0 || sum[k] > best[k])
            memcpy(best, sum, sizeof sum);
    }
}

static void objectives_are_exact(void **unused)
{
    static const char *const lists[][4] = {
        {"score"}, {"score*amount"}, {"score×amount"}, {"beneficiaries"}, {"count"}, {"amount"},
        {"score", "beneficiaries", "-amount"}, {"count", "score"}, {"count", "-amount"}, {"amount", "count"},
        {"beneficiaries", "-count", "score"}, {"count", "-beneficiaries", "-amount"},
        {"amount", "-count"}};
    (void)unused;
    for (int round = 0; round < 25; round++)
        for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
            alloc_case c;
            item all[N];
            vp_objective by[4] = {{.index = 0}};
            size_t nby = 0;
            int64_t budget = 0, score = 95;
            case_start(&c);
            for (size_t i = 0; i < N; i++) {
                all[i] = (item){score, 1 + random_below(round % 2 ? 9 : 999), random_below(4), random_below(2) != 0};
                budget += all[i].fen;
                char people[24];
                snprintf(people, sizeof people, "约%lld人", (long long)all[i].people);
                case_add(&c, score * VP_MICRO, all[i].fen, all[i].art ? "art" : "care", "north", "", "");
                ((const char **)(uintptr_t)c.ranking.at[i].proposal->value)[VP_DIRECT] =
                    case_need(vp_arena_dupz(c.arena, people));
                score -= random_below(3);
            }
            case_fund(&c, "main", budget / 2);
            int64_t cap = round % 3 ? budget / 4 : budget;
            vp_limit *limit = case_limit(&c, "cap");
            limit->where = case_filter(&c, VP_CATEGORY, "art");
            limit->max_amount = cap;
            for (; nby < 4 && lists[l][nby]; nby++) {
                bool least = lists[l][nby][0] == '-';
                by[nby] = (vp_objective){.index = index_of(lists[l][nby] + least), .least = least};
            }
            c.round.allocation.maximise = by;
            c.round.allocation.nmaximise = nby;
            if (case_run(&c, "optimal", 0) != VP_OK)
                fail_msg("%s", c.err.msg);
            int64_t want[8], is[8];
            unsigned got = 0;
            best_of_all(want, all, budget / 2, cap, by, nby);
            for (size_t i = 0; i < N; i++)
                got |= (unsigned)(c.result->awards->at[i].status == VP_AWARDED) << i;
            assert_true(sums(is, got, all, budget / 2, cap, by, nby));
            if (memcmp(is, want, sizeof is) != 0 || !c.result->proved || !c.result->ties_proved)
                fail_msg("round %d, list %zu: %x is not the best", round, l, got);
            case_end(&c);
        }
}

/* Groups decided to be chosen from, with every item still open, once began the search again and again. */
static void the_search_ends(void **unused)
{
    alloc_case c;
    const vp_objective by[] = {{.index = index_of("amount")}, {.index = index_of("count"), .least = true}};
    (void)unused;
    case_start(&c);
    case_fund(&c, "main", 250037);
    for (int i = 1; i <= 8; i++)
        case_add(&c, (90 - i) * VP_MICRO, 100 * (300 + i * 37) + 10 + i * 7, "care", "north", "", "");
    c.round.allocation.maximise = by;
    c.round.allocation.nmaximise = 2;
    assert_int_equal(case_run(&c, "optimal", 0), VP_OK);
    assert_true(c.result->proved && c.result->ties_proved);
    case_end(&c);
}

/* 22 to 36 amounts in odd fen: every sum that can be had is known. */
static void money_spent_is_never_over(void **unused)
{
    (void)unused;
    for (size_t n = 22; n <= 36; n += 7) {
        alloc_case c;
        enum { MOST = 40000 };
        static bool can[MOST + 1];
        int64_t all = 0, fen[36];
        memset(can, 0, sizeof can);
        can[0] = true;
        case_start(&c);
        for (size_t i = 0; i < n; i++) {
            fen[i] = 2 * random_below(500) + 1;
            all += fen[i];
            case_add(&c, 60 * VP_MICRO, fen[i], "care", "north", "", "");
            for (int64_t s = MOST; s >= fen[i]; s--)
                can[s] = can[s] || can[s - fen[i]];
        }
        int64_t budget = all / 2, best = budget;
        while (!can[best])
            best--;
        case_fund(&c, "main", budget);
        const vp_objective by = {.index = index_of("amount")};
        c.round.allocation.maximise = &by;
        c.round.allocation.nmaximise = 1;
        assert_int_equal(case_run(&c, "optimal", 0), VP_OK);
        assert_int_equal(c.result->spent, best);
        assert_true(c.result->proved);
        case_end(&c);
    }
}

/* ---- in parts ---- */

static void pro_rata_pays_by_largest_remainders(void **unused)
{
    alloc_case c;
    (void)unused;
    case_start(&c);
    case_fund(&c, "main", 100);
    case_add(&c, 90 * VP_MICRO, 70, "care", "north", "", "");
    case_add(&c, 80 * VP_MICRO, 70, "care", "north", "", "");
    case_add(&c, 70 * VP_MICRO, 60, "art", "north", "", "");
    assert_int_equal(case_run(&c, "pro-rata", 0), VP_OK);
    assert_int_equal(case_award(&c, "P-0001")->amount, 35);
    assert_int_equal(case_award(&c, "P-0002")->amount, 35);
    assert_int_equal(case_award(&c, "P-0003")->amount, 30);
    c.funds[0].amount = 101; /* 35.35, 35.35, 30.3: the first of the equal remainders */
    assert_int_equal(case_run(&c, "pro-rata", 0), VP_OK);
    assert_int_equal(case_award(&c, "P-0001")->amount, 36);
    assert_int_equal(case_award(&c, "P-0002")->amount, 35);
    assert_int_equal(case_award(&c, "P-0003")->amount, 30);
    c.round.allocation.step = 10;
    assert_int_equal(case_run(&c, "pro-rata", 0), VP_OK);
    assert_int_equal(c.result->spent, 100);
    c.funds[0].amount = 1000;
    assert_int_equal(case_run(&c, "pro-rata", 0), VP_OK);
    assert_int_equal(c.result->spent, 200);
    vp_limit *limit = case_limit(&c, "cap");
    limit->where = case_filter(&c, VP_CATEGORY, "art");
    limit->max_amount = 30;
    assert_int_equal(case_run(&c, "pro-rata", 0), VP_OK);
    assert_true(case_award(&c, "P-0003")->amount <= 30);
    case_end(&c);
}

static void bands_pay_the_highest_first(void **unused)
{
    alloc_case c;
    (void)unused;
    case_start(&c);
    case_fund(&c, "main", 150 * YUAN);
    case_level(&c, 85 * VP_MICRO, VP_MICRO);
    case_level(&c, 70 * VP_MICRO, VP_MICRO / 2);
    case_level(&c, 60 * VP_MICRO, VP_MICRO / 4);
    case_add(&c, 90 * VP_MICRO, 100 * YUAN, "care", "north", "", "");
    case_add(&c, 80 * VP_MICRO, 120 * YUAN, "care", "north", "", "");
    case_add(&c, 75 * VP_MICRO, 80 * YUAN, "care", "north", "", "");
    case_add(&c, 65 * VP_MICRO, 80 * YUAN, "care", "north", "", "");
    assert_int_equal(case_run(&c, "bands", 0), VP_OK);
    assert_int_equal(case_award(&c, "P-0001")->amount, 100 * YUAN);
    assert_int_equal(case_award(&c, "P-0002")->amount, 30 * YUAN);
    assert_int_equal(case_award(&c, "P-0003")->amount, 20 * YUAN);
    assert_int_equal(case_award(&c, "P-0004")->status, VP_UNFUNDED);
    case_end(&c);
}

/* ---- lots and gifts ---- */

static void lots_are_those_of_the_draw(void **unused)
{
    alloc_case c;
    size_t order[6];
    (void)unused;
    case_start(&c);
    case_fund(&c, "main", 3 * YUAN);
    for (int i = 0; i < 6; i++)
        case_add(&c, (90 - i) * VP_MICRO, YUAN, "care", "north", "", "");
    assert_int_equal(case_run(&c, "lottery", 0), VP_CORRUPT);
    c.round.draw.canonical = "9319./2.5.8.10.12./";
    const vp_draw_how how = {.seed = c.round.draw.canonical, .purpose = "allocation"};
    assert_int_equal(vp_draw(order, 6, 6, &how, c.arena, &c.err), VP_OK);
    assert_int_equal(case_run(&c, "lottery", 0), VP_OK);
    for (size_t k = 0; k < 6; k++)
        assert_int_equal(c.result->awards->at[order[k]].status, k < 3 ? VP_AWARDED : VP_UNFUNDED);
    case_end(&c);
}

/* One gives 16, four give 1 each: (4)² - 16 = 0 and (1 + 1 + 1 + 1)² - 4 = 12; three of 4: (2 + 2 + 2)² - 12 = 24. */
static void gifts_are_matched(void **unused)
{
    static const char *const ids[] = {"P-0001", "P-0002", "P-0003"};
    static const size_t votes[] = {1, 4, 3};
    const vp_vote one = {0, 16}, four = {1, 1}, three = {2, 4};
    vp_ballot cast[] = {{&one, 1, 1}, {&four, 1, 4}, {&three, 1, 3}};
    const vp_ballots ballots = {ids, 3, cast, 3, 8, votes};
    const vp_allocate_opts opts = {.rule = "quadratic", .ballots = &ballots};
    alloc_case c;
    (void)unused;
    case_start(&c);
    case_fund(&c, "main", 36 * YUAN);
    for (int i = 0; i < 3; i++)
        case_add(&c, 90 * VP_MICRO, 100 * YUAN, "care", "north", "", "");
    assert_int_equal(vp_allocate(&c.result, &c.round, &c.ranking, &opts, c.arena, &c.err), VP_OK);
    assert_int_equal(case_award(&c, "P-0001")->amount, 0);
    assert_int_equal(case_award(&c, "P-0002")->amount, 12 * YUAN);
    assert_int_equal(case_award(&c, "P-0003")->amount, 24 * YUAN);
    c.funds[0].amount = 180 * YUAN; /* the third is full at 100: the other gets the rest */
    assert_int_equal(vp_allocate(&c.result, &c.round, &c.ranking, &opts, c.arena, &c.err), VP_OK);
    assert_int_equal(case_award(&c, "P-0003")->amount, 100 * YUAN);
    assert_int_equal(case_award(&c, "P-0002")->amount, 80 * YUAN);
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objectives_are_exact),
        cmocka_unit_test(the_search_ends),
        cmocka_unit_test(money_spent_is_never_over),
        cmocka_unit_test(pro_rata_pays_by_largest_remainders),
        cmocka_unit_test(bands_pay_the_highest_first),
        cmocka_unit_test(lots_are_those_of_the_draw),
        cmocka_unit_test(gifts_are_matched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
