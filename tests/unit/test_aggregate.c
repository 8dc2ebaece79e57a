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
static const vp_marks marks = {15, 6, 5, proposal, reviewer, sum};

static const struct golden { const char *method; vp_ratio score[6]; } golden[] = {
    {"mean", {{90, 3}, {100, 4}, {0, 0}, {7, 1}, {3, 2}, {22, 5}}},
    {"median", {{20, 1}, {50, 2}, {0, 0}, {7, 1}, {3, 2}, {3, 1}}},
    {"trimmed-mean", {{20, 1}, {50, 2}, {0, 0}, {7, 1}, {3, 2}, {4, 1}}},
};

static void test_aggregate__every_method_has_help_and_a_golden_case(void **state)
{
    (void)state;
    size_t n = 0;
    for (; vp_aggregate_names[n]; n++) {
        const vp_aggregate *a = vp_aggregate_find(vp_aggregate_names[n]);
        assert_non_null(a);
        assert_string_equal(a->name, vp_aggregate_names[n]);
        assert_true(strlen(a->help) > 0);
        assert_true(n < sizeof golden / sizeof *golden);
        assert_string_equal(golden[n].method, a->name);
        vp_arena *arena = vp_arena_new();
        vp_ratio got[6] = {0};
        assert_int_equal(a->run(&marks, got, arena, NULL), VP_OK);
        for (size_t i = 0; i < 6; i++) {
            const vp_ratio *want = &golden[n].score[i];
            assert_int_equal(got[i].den == 0, want->den == 0);
            assert_true(got[i].num * want->den == want->num * got[i].den);
        }
        vp_arena_free(arena);
    }
    assert_int_equal(n, sizeof golden / sizeof *golden);
}

static void test_aggregate__an_unknown_method_is_not_found(void **state)
{
    (void)state;
    assert_null(vp_aggregate_find("average"));
    assert_null(vp_aggregate_find(""));
}

static void test_aggregate__the_largest_sums_do_not_overflow(void **state)
{
    (void)state;
    const size_t p[] = {0, 0, 0, 0}, r[] = {0, 1, 2, 3};
    const vp_micro s[] = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    const vp_marks m = {4, 1, 4, p, r, s};
    for (size_t i = 0; vp_aggregate_names[i]; i++) {
        vp_arena *arena = vp_arena_new();
        vp_ratio got = {0};
        assert_int_equal(vp_aggregate_find(vp_aggregate_names[i])->run(&m, &got, arena, NULL), VP_OK);
        assert_true(got.num == (vp_wide)INT64_MAX * got.den);
        vp_arena_free(arena);
    }
}

static void test_aggregate__no_marks_give_no_scores(void **state)
{
    (void)state;
    const vp_marks m = {0, 2, 0, NULL, NULL, NULL};
    for (size_t i = 0; vp_aggregate_names[i]; i++) {
        vp_arena *arena = vp_arena_new();
        vp_ratio got[2] = {0};
        assert_int_equal(vp_aggregate_find(vp_aggregate_names[i])->run(&m, got, arena, NULL), VP_OK);
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
