/* Aggregation: exact fractions of what reviewers gave, one for each proposal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <vp/aggregate.h>

/* Proposal 0: 10 20 60, 1: 10 20 30 40 in no order, 2: nothing, 3: 7, 4: 1 2, 5: 9 1 3 2 7. */
static const size_t proposal[] = {0, 0, 0, 1, 1, 1, 1, 3, 4, 4, 5, 5, 5, 5, 5};
static const size_t reviewer[] = {0, 1, 2, 0, 1, 2, 3, 0, 0, 1, 0, 1, 2, 3, 4};
static const vp_micro sum[] = {60, 10, 20, 30, 10, 40, 20, 7, 1, 2, 9, 1, 3, 2, 7};
static const vp_marks marks = {15, 6, 5, proposal, reviewer, sum, 100};

static const struct golden { const char *method; vp_ratio score[6]; } golden[] = {
    {"mean", {{90, 3}, {100, 4}, {0, 0}, {7, 1}, {3, 2}, {22, 5}}},
    {"median", {{20, 1}, {50, 2}, {0, 0}, {7, 1}, {3, 2}, {3, 1}}},
    {"trimmed-mean", {{20, 1}, {50, 2}, {0, 0}, {7, 1}, {3, 2}, {4, 1}}},
    {"trim:0.2", {{90, 3}, {100, 4}, {0, 0}, {7, 1}, {3, 2}, {4, 1}}},
    {"z", {{28, 1}, {27, 1}, {0, 0}, {5, 1}, {1, 1}, {4, 1}}},
    {"rescale", {{148, 3}, {210, 4}, {0, 0}, {7, 1}, {9, 2}, {43, 5}}},
    {"borda", {{233, 3}, {358, 4}, {0, 0}, {25, 1}, {33, 2}, {100, 5}}},
    {"mixed", {{25, 1}, {22, 1}, {0, 0}, {10, 1}, {7, 1}, {6, 1}}},
    {"expected-rank", {{80, 1}, {74, 1}, {0, 0}, {39, 1}, {29, 1}, {28, 1}}},
};

static void test_aggregate__every_method_has_help_and_a_golden_case(void **state)
{
    (void)state;
    size_t n = 0, bad = 0;
    for (; vp_aggregate_names[n]; n++) {
        vp_method method;
        assert_true(vp_method_parse(&method, vp_aggregate_names[n]));
        assert_true(strlen(method.how->help) > 0);
        assert_true(n < sizeof golden / sizeof *golden);
        assert_string_equal(golden[n].method, vp_aggregate_names[n]);
        vp_arena *arena = vp_arena_new();
        vp_ratio got[6] = {0};
        assert_int_equal(vp_method_run(&(vp_outcome){.score = got}, &method, &marks, arena, NULL), VP_OK);
        for (size_t i = 0; i < 6; i++) {
            const vp_ratio *want = &golden[n].score[i];
            assert_int_equal(got[i].den == 0, want->den == 0);
            if (got[i].num * want->den != want->num * got[i].den)
                print_message("# %s %zu: {%lld, %lld}\n", golden[n].method, i, (long long)got[i].num,
                              (long long)got[i].den);
            bad += got[i].num * want->den != want->num * got[i].den;
        }
        vp_arena_free(arena);
    }
    assert_int_equal(bad, 0);
    assert_int_equal(n, sizeof golden / sizeof *golden);
}

static void test_aggregate__an_unknown_method_is_not_found(void **state)
{
    (void)state;
    assert_null(vp_aggregate_find("average"));
    assert_null(vp_aggregate_find(""));
    static const char *const wrong[] = {"trim", "trim:", "trim:0.5", "trim:-0.1", "trim:x", "mean:0.2", "z:1",
                                        "expected-rank:0", "expected-rank:1",
                                        "a-name-that-is-longer-than-any-method-has"};
    vp_method method;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(vp_method_parse(&method, wrong[i]));
    assert_true(vp_method_parse(&method, "trim:0.25"));
    assert_int_equal(method.parameter, 250000);
    assert_true(vp_method_parse(&method, "expected-rank:0.9"));
}

static void test_aggregate__the_largest_sums_do_not_overflow(void **state)
{
    (void)state;
    const size_t p[] = {0, 0, 0, 0}, r[] = {0, 1, 2, 3};
    const vp_micro sums[] = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    const vp_marks m = {4, 1, 4, p, r, sums, INT64_MAX};
    for (size_t i = 0; vp_aggregate_names[i]; i++) {
        vp_arena *arena = vp_arena_new();
        vp_ratio got = {0};
        vp_method method;
        assert_true(vp_method_parse(&method, vp_aggregate_names[i]));
        vp_status s = vp_method_run(&(vp_outcome){.score = &got}, &method, &m, arena, NULL);
        if (i < 4) /* the mean of equal marks */
            assert_true(s == VP_OK && got.num == (vp_wide)INT64_MAX * got.den);
        else
            assert_true(s == VP_OK || s == VP_INVALID);
        vp_arena_free(arena);
    }
}

static void test_aggregate__no_marks_give_no_scores(void **state)
{
    (void)state;
    const vp_marks m = {0, 2, 0, NULL, NULL, NULL, 0};
    for (size_t i = 0; vp_aggregate_names[i]; i++) {
        vp_arena *arena = vp_arena_new();
        vp_ratio got[2] = {0};
        vp_method method;
        assert_true(vp_method_parse(&method, vp_aggregate_names[i]));
        assert_int_equal(vp_method_run(&(vp_outcome){.score = got}, &method, &m, arena, NULL), VP_OK);
        assert_int_equal(got[0].den, 0);
        assert_int_equal(got[1].den, 0);
        vp_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aggregate__every_method_has_help_and_a_golden_case),
        cmocka_unit_test(test_aggregate__an_unknown_method_is_not_found),
        cmocka_unit_test(test_aggregate__the_largest_sums_do_not_overflow),
        cmocka_unit_test(test_aggregate__no_marks_give_no_scores),
    };
    return cmocka_run_group_tests_name("aggregate", tests, NULL, NULL);
}
