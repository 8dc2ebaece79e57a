/* The engines below the rules, against textbook dynamic programs and known optima. */
#include "test.h"
#include <inttypes.h>
#include <vp/arena.h>
#include "lib/allocate/knapsack.h"
#include "lib/allocate/search.h"

static uint64_t rng;

static int64_t upto(int64_t n)
{
    rng = rng * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((rng >> 33) % (uint64_t)n);
}

enum { MOST = 400 };

typedef struct sack {
    vp_arena *arena;
    int64_t weight[MOST], worth[MOST], tie[MOST];
    size_t start[MOST + 1];
    vp_knapsack k;
    vp_knapsack_answer a;
    vp_err err;
} sack;

static int set_up(void **state)
{
    sack *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = vp_arena_new()))
        return -1;
    s->k = (vp_knapsack){s->weight, s->worth, s->tie, s->start, 0, 0};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    sack *s = *state;
    vp_arena_free(s->arena);
    free(s);
    return 0;
}

static void add(sack *s, int64_t weight, int64_t worth, bool new_class)
{
    size_t i = s->k.nclasses ? s->start[s->k.nclasses] : 0;
    s->weight[i] = weight;
    s->worth[i] = worth;
    s->tie[i] = (int64_t)(MOST - i);
    s->k.nclasses += new_class || s->k.nclasses == 0;
    s->start[s->k.nclasses] = i + 1;
}

/* The optimum by weight, worth first and tie second: best[w] of lists that weigh at most w. */
static void textbook(const sack *s, int64_t *worth, int64_t *tie)
{
    size_t c = (size_t)s->k.capacity + 1;
    int64_t (*best)[2] = calloc(c, sizeof *best), (*old)[2] = calloc(c, sizeof *old);
    assert_non_null(best);
    assert_non_null(old);
    for (size_t k = 0; k < s->k.nclasses; k++) {
        memcpy(old, best, c * sizeof *best);
        for (size_t i = s->start[k]; i < s->start[k + 1]; i++)
            for (size_t w = (size_t)s->weight[i]; w < c; w++) {
                int64_t p = old[w - (size_t)s->weight[i]][0] + s->worth[i];
                int64_t t = old[w - (size_t)s->weight[i]][1] + s->tie[i];
                if (p > best[w][0] || (p == best[w][0] && t > best[w][1])) {
                    best[w][0] = p;
                    best[w][1] = t;
                }
            }
    }
    *worth = best[c - 1][0];
    *tie = best[c - 1][1];
    free(best);
    free(old);
}

/* Sums of what is chosen; it must fit and keep to one of a class. */
static void sums(const sack *s, int64_t *worth, int64_t *tie)
{
    int64_t weight = 0;
    *worth = *tie = 0;
    for (size_t k = 0; k < s->k.nclasses; k++) {
        size_t in = 0;
        for (size_t i = s->start[k]; i < s->start[k + 1]; i++)
            if (s->a.chosen[i]) {
                in++;
                weight += s->weight[i];
                *worth += s->worth[i];
                *tie += s->tie[i];
            }
        assert_true(in <= 1);
    }
    assert_true(weight <= s->k.capacity);
    assert_true(*worth == s->a.worth);
}

static void solve_and_compare(sack *s)
{
    int64_t worth, tie, wanted, wanted_tie;
    textbook(s, &wanted, &wanted_tie);
    assert_int_equal(vp_knapsack_solve(&s->a, &s->k, UINT64_MAX, s->arena, &s->err), VP_OK);
    sums(s, &worth, &tie);
    assert_true(s->a.proved && s->a.ties_proved);
    assert_true(s->a.bound == wanted && worth == wanted);
    assert_true(tie == wanted_tie);
}

static void clear(sack *s)
{
    s->k.nclasses = 0;
    s->start[0] = 0;
}

static void test_knapsack__equals_the_textbook(void **state)
{
    sack *s = *state;
    for (int round = 0; round < 400; round++) {
        int64_t all = 0, n = 1 + upto(60), grain = 1 + upto(40), kind = upto(5);
        clear(s);
        rng = (uint64_t)round + 1;
        for (int64_t i = 0; i < n; i++) {
            int64_t weight = 1 + upto(grain), worth = upto(50);
            if (kind == 1)
                worth = weight;            /* subset sum */
            if (kind == 2)
                worth = weight + 7;        /* strongly correlated */
            if (kind == 3)
                worth = 5;                 /* all the same */
            add(s, weight, worth, kind == 4 ? upto(3) == 0 : true);
            all += weight;
        }
        s->k.capacity = upto(all + 2);
        solve_and_compare(s);
    }
}

static void test_knapsack__everything_fits(void **state)
{
    sack *s = *state;
    for (int i = 0; i < 5; i++)
        add(s, 10, i, true); /* the first is worth nothing and still comes in, by its tie */
    s->k.capacity = 50;
    solve_and_compare(s);
    for (int i = 0; i < 5; i++)
        assert_true(s->a.chosen[i]);
}

static void test_knapsack__nothing_fits_in_nothing(void **state)
{
    sack *s = *state;
    add(s, 10, 3, true);
    s->k.capacity = 0;
    solve_and_compare(s);
    assert_false(s->a.chosen[0]);
    clear(s);
    assert_int_equal(vp_knapsack_solve(&s->a, &s->k, 10, s->arena, &s->err), VP_OK);
    assert_true(s->a.proved && s->a.worth == 0);
}

static void test_knapsack__numbers_near_the_end_of_64_bits(void **state)
{
    sack *s = *state;
    const int64_t large = INT64_MAX / 2 / 3;
    for (int i = 0; i < 3; i++)
        add(s, large - i, large - i, true);
    s->k.capacity = 2 * (large - 1);
    assert_int_equal(vp_knapsack_solve(&s->a, &s->k, UINT64_MAX, s->arena, &s->err), VP_OK);
    assert_true(s->a.proved && s->a.worth == 2 * (large - 1));
    assert_true(s->a.chosen[0] && !s->a.chosen[1] && s->a.chosen[2]); /* ties: the first over the second */
}

static void test_knapsack__a_short_run_has_a_valid_bound(void **state)
{
    sack *s = *state;
    int64_t wanted, tie, all = 0;
    rng = 99;
    for (int i = 0; i < 200; i++) {
        int64_t w = 5000 + upto(5000);
        add(s, w, w + 1000, true);
        all += w;
    }
    s->k.capacity = all / 2;
    textbook(s, &wanted, &tie);
    for (uint64_t steps = 1; steps < 100000; steps *= 7) {
        assert_int_equal(vp_knapsack_solve(&s->a, &s->k, steps, s->arena, &s->err), VP_OK);
        assert_true(s->a.worth <= wanted && s->a.bound >= wanted);
        assert_true(s->a.proved == (s->a.worth == s->a.bound));
        int64_t worth;
        sums(s, &worth, &tie);
    }
}

/* Money alone, of which many lists spend all: where no item has a better tie than another, the first is as good as any
   and nobody looks at the others. */
static void test_knapsack__equal_ties_are_no_work(void **state)
{
    sack *s = *state;
    int64_t all = 0;
    rng = 5;
    for (int i = 0; i < 300; i++) {
        int64_t w = 1 + upto(10000);
        add(s, w, w, true);
        s->tie[i] = 0;
        all += w;
    }
    s->k.capacity = all / 2;
    assert_int_equal(vp_knapsack_solve(&s->a, &s->k, 300000, s->arena, &s->err), VP_OK);
    assert_true(s->a.proved && s->a.worth == s->k.capacity);
    assert_true(s->a.ties_proved && s->a.steps < 300000);
}

/* ---- real instances ---- */

static const char *data_folder(void)
{
    const char *dir = getenv("VP_DATA");
    return dir ? dir : "../shared/data";
}

static const char *const kplib[] = {
    "00Uncorrelated", "01WeaklyCorrelated", "02StronglyCorrelated", "03InverseStronglyCorrelated",
    "04AlmostStronglyCorrelated", "05SubsetSum", "06UncorrelatedWithSimilarWeights", "07SpannerUncorrelated",
    "09SpannerStronglyCorrelated", "10MultipleStronglyCorrelated", "11ProfitCeiling", "12Circle"};

static FILE *open_kplib(size_t i)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/allocation/kplib/%s_n10000_R10000_s000.kp", data_folder(), kplib[i]);
    return fopen(path, "r");
}

/* The first items of each file, half of them to be taken, by the textbook. */
static void test_knapsack__beginnings_of_kplib(void **state)
{
    sack *s = *state;
    for (size_t f = 0; f < sizeof kplib / sizeof *kplib; f++) {
        FILE *in = open_kplib(f);
        int64_t n, c, worth, weight, all = 0;
        if (!in)
            skip();
        assert_int_equal(fscanf(in, "%" SCNd64 " %" SCNd64, &n, &c), 2);
        clear(s);
        for (int i = 0; i < (f == 6 ? 12 : 60); i++) {
            assert_int_equal(fscanf(in, "%" SCNd64 " %" SCNd64, &worth, &weight), 2);
            add(s, weight, worth, true);
            all += weight;
        }
        fclose(in);
        s->k.capacity = all / 2;
        solve_and_compare(s);
    }
}

/* All 10,000 items: proved, and the list is worth what it says. The three that need more steps than a unit test should
   take are left to the bench. */
static void test_knapsack__kplib_whole(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof kplib / sizeof *kplib; f++) {
        FILE *in = open_kplib(f);
        int64_t n, c, worth = 0, weight = 0;
        if (!in)
            skip();
        if (f == 2 || f == 3 || f == 7) {
            fclose(in);
            continue;
        }
        assert_int_equal(fscanf(in, "%" SCNd64 " %" SCNd64, &n, &c), 2);
        assert_int_equal(n, 10000);
        vp_arena *arena = vp_arena_new();
        assert_non_null(arena);
        int64_t *w = vp_arena_array(arena, (size_t)n, sizeof *w), *p = vp_arena_array(arena, (size_t)n, sizeof *p);
        int64_t *t = vp_arena_array(arena, (size_t)n, sizeof *t);
        size_t *start = vp_arena_array(arena, (size_t)n + 1, sizeof *start);
        for (size_t i = 0; i < (size_t)n; i++) {
            assert_int_equal(fscanf(in, "%" SCNd64 " %" SCNd64, &p[i], &w[i]), 2);
            start[i + 1] = i + 1;
        }
        fclose(in);
        vp_knapsack k = {w, p, t, start, (size_t)n, c};
        vp_knapsack_answer a;
        vp_err err = {0};
        assert_int_equal(vp_knapsack_solve(&a, &k, 30 * 1000 * 1000, arena, &err), VP_OK);
        for (size_t i = 0; i < (size_t)n; i++) {
            worth += a.chosen[i] ? p[i] : 0;
            weight += a.chosen[i] ? w[i] : 0;
        }
        assert_true(weight <= c && worth == a.worth);
        assert_true(a.proved && a.bound == a.worth);
        vp_arena_free(arena);
    }
}

/* mknap1 (Beasley's library): several rows, optima known; values have one decimal. */
static void one_mknap(FILE *in, vp_arena *arena)
{
    enum { ITEMS = 50, ROWS = 10 };
    static double a[ROWS][ITEMS];
    int64_t value[ITEMS], bound[ROWS], coef[ITEMS * ROWS];
    size_t first[ITEMS + 1] = {0}, row[ITEMS * ROWS], start[ITEMS + 1] = {0}, most[ITEMS], e = 0;
    double best, x;
    int n, m;
    assert_int_equal(fscanf(in, "%d %d %lf", &n, &m, &best), 3);
    assert_true(n <= ITEMS && m <= ROWS);
    for (int i = 0; i < n; i++) {
        assert_int_equal(fscanf(in, "%lf", &x), 1);
        value[i] = (int64_t)(x * 10 + 0.5);
    }
    for (int r = 0; r < m; r++)
        for (int i = 0; i < n; i++)
            assert_int_equal(fscanf(in, "%lf", &a[r][i]), 1);
    for (int r = 0; r < m; r++) {
        assert_int_equal(fscanf(in, "%lf", &x), 1);
        bound[r] = (int64_t)(x * 10 + 0.5);
    }
    for (int i = 0; i < n; i++) {
        for (int r = 0; r < m; r++) {
            row[e] = (size_t)r;
            coef[e++] = (int64_t)(a[r][i] * 10 + 0.5);
        }
        first[i + 1] = e;
        start[i + 1] = (size_t)i + 1;
        most[i] = 1;
    }
    vp_choice c = {.n = (size_t)n, .nrows = (size_t)m, .ngroups = (size_t)n, .nclasses = (size_t)n, .value = value,
                   .bound = bound, .coef = coef, .first = first, .row = row, .group = start, .start = start,
                   .most = most};
    vp_choice_answer w = {.chosen = vp_arena_array(arena, (size_t)n, sizeof *w.chosen)};
    vp_err err = {0};
    assert_int_equal(vp_choice_solve(&w, &c, UINT64_MAX, arena, &err), VP_OK);
    assert_true(w.proved && w.known && w.value == (int64_t)(best * 10 + 0.5));
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += w.chosen[i] ? value[i] : 0;
    assert_true(sum == w.value);
    for (int r = 0; r < m; r++) {
        int64_t used = 0;
        for (int i = 0; i < n; i++)
            used += w.chosen[i] ? coef[i * m + r] : 0;
        assert_true(used <= bound[r]);
    }
}

static void test_search__known_optima_of_mknap1(void **state)
{
    sack *s = *state;
    char path[1024];
    int count;
    snprintf(path, sizeof path, "%s/allocation/mkp/mknap1.txt", data_folder());
    FILE *in = fopen(path, "r");
    if (!in)
        skip();
    assert_int_equal(fscanf(in, "%d", &count), 1);
    assert_int_equal(count, 7);
    while (count-- > 0)
        one_mknap(in, s->arena);
    fclose(in);
}

/* ---- the search alone ---- */

/* Three of four, at most two of the first class of three, and a row that asks for the last (negative coefficients). */
static void test_search__classes_and_floors(void **state)
{
    sack *s = *state;
    const int64_t value[] = {9, 8, 7, 1}, bound[] = {3, -1}, coef[] = {1, 1, 1, 1, -1};
    const size_t first[] = {0, 1, 2, 3, 5}, row[] = {0, 0, 0, 0, 1}, start[] = {0, 3, 4}, most[] = {2, 1},
                 group[] = {0, 1, 2, 3, 4};
    vp_choice c = {4, 4, 2, 2, value, bound, coef, first, row, group, start, most};
    bool chosen[4] = {false};
    vp_choice_answer a = {.chosen = chosen};
    assert_int_equal(vp_choice_solve(&a, &c, UINT64_MAX, s->arena, &s->err), VP_OK);
    assert_true(a.proved && a.known && a.value == 18);
    assert_true(chosen[0] && chosen[1] && !chosen[2] && chosen[3]);
    assert_true(a.with[2] <= 18 && a.with[2] >= 17); /* 9 + 7 + 1, and never more than the bound */
}

static void test_search__no_list_at_all(void **state)
{
    sack *s = *state;
    const int64_t value[] = {1, 1}, bound[] = {1, -3}, coef[] = {1, -1, 1, -1};
    const size_t first[] = {0, 2, 4}, row[] = {0, 1, 0, 1}, start[] = {0, 1, 2}, most[] = {1, 1};
    vp_choice c = {2, 2, 2, 2, value, bound, coef, first, row, start, start, most};
    bool chosen[2] = {false};
    vp_choice_answer a = {.chosen = chosen};
    assert_int_equal(vp_choice_solve(&a, &c, UINT64_MAX, s->arena, &s->err), VP_OK);
    assert_true(a.proved && !a.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_knapsack__equals_the_textbook, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__everything_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__nothing_fits_in_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__numbers_near_the_end_of_64_bits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__a_short_run_has_a_valid_bound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__equal_ties_are_no_work, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__beginnings_of_kplib, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_knapsack__kplib_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search__known_optima_of_mknap1, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search__classes_and_floors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search__no_list_at_all, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
