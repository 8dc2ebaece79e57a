/* Decimals: exact at every edge of int64. */
#include "test.h"
#include <vp/money.h>

static void parses(const char *s, int places, int64_t want)
{
    int64_t v = 99;
    if (!vp_decimal_parse(&v, s, places) || v != want)
        fail_msg("'%s' with %d places gave %lld, not %lld", s, places, (long long)v, (long long)want);
}

static void refuses(const char *s, int places)
{
    int64_t v = 99;
    if (vp_decimal_parse(&v, s, places))
        fail_msg("'%s' with %d places was taken as %lld", s, places, (long long)v);
    assert_int_equal(v, 99);
}

static void test_money__parses_canonical_decimals(void **state)
{
    (void)state;
    parses("0", 2, 0);
    parses("-0", 2, 0);
    parses("-0.05", 2, -5);
    parses("140000.00", 2, 14000000);
    parses("1.5", 2, 150);
    parses("007", 2, 700);
    parses("85.5", 6, 85500000);
    parses("12", 0, 12);
    parses("0.000001", 6, 1);
}

static void test_money__refuses_what_is_no_decimal(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-", "+1", "--1", ".5", "1.", "1..2", "1.2.3", " 1", "1 ", "1e3", "0x1",
                                      "1,000", "１", "1.-5", "-.5", "nan", "1\n", NULL};
    for (size_t i = 0; bad[i]; i++)
        refuses(bad[i], 2);
    refuses("1.234", 2);
    refuses("1.0", 0);
    refuses("1.0000000", 6);
}

static void test_money__reads_all_of_int64_and_no_more(void **state)
{
    (void)state;
    parses("92233720368547758.07", 2, INT64_MAX);
    parses("-92233720368547758.08", 2, INT64_MIN);
    refuses("92233720368547758.08", 2);
    refuses("-92233720368547758.09", 2);
    parses("9223372036854775807", 0, INT64_MAX);
    parses("-9223372036854775808", 0, INT64_MIN);
    refuses("9223372036854775808", 0);
    parses("9223372036854.775807", 6, INT64_MAX);
    refuses("9223372036855", 6);
    refuses("99999999999999999999999999999999999999999", 2);
    refuses("92233720368547759", 2);
}

static void test_money__formats_what_it_parses(void **state)
{
    (void)state;
    static const int64_t some[] = {0, 1, -1, 5, 99, 100, -100, 101, 999999, 1000000, -123456789, INT64_MAX, INT64_MIN,
                                   INT64_MIN + 1};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        for (int places = 0; places <= 6; places++) {
            char buf[VP_DECIMAL_MAX];
            size_t n = vp_decimal_format(buf, some[i], places);
            assert_int_equal(n, strlen(buf));
            assert_true(strlen(buf) < VP_DECIMAL_MAX);
            parses(buf, places, some[i]);
        }
    char buf[VP_DECIMAL_MAX];
    vp_money_format(buf, -5);
    assert_string_equal(buf, "-0.05");
    vp_money_format(buf, INT64_MIN);
    assert_string_equal(buf, "-92233720368547758.08");
}

static void trims(int64_t v, int keep, const char *want)
{
    char buf[VP_DECIMAL_MAX];
    assert_int_equal(vp_micro_format(buf, v, keep), strlen(want));
    assert_string_equal(buf, want);
}

static void test_money__trims_zeros_but_keeps_what_is_asked(void **state)
{
    (void)state;
    trims(85500000, 2, "85.50");
    trims(85500000, 1, "85.5");
    trims(85000000, 0, "85");
    trims(85123456, 2, "85.123456");
    trims(100000000, 0, "100");
    trims(0, 0, "0");
    trims(0, 2, "0.00");
    trims(-500000, 0, "-0.5");
    trims(INT64_MIN, 0, "-9223372036854.775808");
}

static void test_money__adds_without_overflow(void **state)
{
    (void)state;
    vp_money sum = INT64_MAX - 1;
    assert_true(vp_money_add(&sum, 1));
    assert_true(sum == INT64_MAX);
    assert_false(vp_money_add(&sum, 1));
    assert_true(sum == INT64_MAX);
    sum = INT64_MIN;
    assert_false(vp_money_add(&sum, -1));
    assert_true(sum == INT64_MIN);
    assert_true(vp_money_add(&sum, INT64_MAX));
    assert_true(sum == -1);
}

static void scales(int64_t v, int64_t n, int64_t d, int64_t step, int64_t want)
{
    int64_t got = 99;
    if (!vp_scale_floor(&got, v, n, d, step) || got != want)
        fail_msg("%lld*%lld/%lld to %lld gave %lld", (long long)v, (long long)n, (long long)d, (long long)step,
                 (long long)got);
}

static void test_money__scales_downwards_to_a_step(void **state)
{
    (void)state;
    scales(14000055, 800000, 1000000, 10000, 11200000);
    scales(999, 1, 1, 1000, 0);
    scales(1000, 1, 1, 1000, 1000);
    scales(-1, 1, 2, 1, -1);
    scales(-1, 1, 1, 100, -100);
    scales(1, -1, 3, 1, -1);
    scales(INT64_MAX, INT64_MAX, INT64_MAX, 1, INT64_MAX);
    scales(INT64_MIN, 1, 1, 1, INT64_MIN);
    scales(INT64_MAX, 1, INT64_MAX, INT64_MAX, 0);
    int64_t got = 7;
    assert_false(vp_scale_floor(&got, INT64_MAX, 2, 1, 1));
    assert_false(vp_scale_floor(&got, INT64_MIN, -1, 1, 1));
    assert_false(vp_scale_floor(&got, INT64_MIN, INT64_MIN, 1, 1));
    assert_false(vp_scale_floor(&got, 1, 1, 0, 1));
    assert_false(vp_scale_floor(&got, 1, 1, -1, 1));
    assert_false(vp_scale_floor(&got, 1, 1, 1, 0));
    assert_int_equal(got, 7);
}

static void rounds(vp_wide num, vp_wide den, int64_t step, int64_t want)
{
    int64_t got = 99;
    if (!vp_round_half_up(&got, num, den, step) || got != want)
        fail_msg("%lld/%lld to %lld gave %lld", (long long)num, (long long)den, (long long)step, (long long)got);
}

static void test_money__rounds_half_up_in_128_bits(void **state)
{
    (void)state;
    rounds(1, 2, 1, 1);
    rounds(-1, 2, 1, 0);
    rounds(-3, 2, 1, -1);
    rounds(5, 1, 10, 10);
    rounds(4, 1, 10, 0);
    rounds(-5, 1, 10, 0);
    rounds(-6, 1, 10, -10);
    rounds(85555, 1, 10, 85560);
    rounds((vp_wide)INT64_MAX * 1000000, 1000000, 1, INT64_MAX);
    rounds((vp_wide)INT64_MAX * 3 - 1, 3, 1, INT64_MAX);
    rounds((vp_wide)INT64_MAX * 3 - 2, 3, 1, INT64_MAX - 1);
    int64_t got = 7;
    vp_wide most = (vp_wide)(((unsigned __int128)1 << 127) - 1);
    assert_false(vp_round_half_up(&got, most, 1, 1));
    assert_false(vp_round_half_up(&got, -most - 1, 1, 1));
    assert_false(vp_round_half_up(&got, 1, most, 2));
    assert_false(vp_round_half_up(&got, 1, 0, 1));
    assert_false(vp_round_half_up(&got, 1, -1, 1));
    assert_false(vp_round_half_up(&got, 1, 1, 0));
    assert_false(vp_round_half_up(&got, (vp_wide)INT64_MAX + 1, 1, 1));
    assert_int_equal(got, 7);
}

/* Against arithmetic that needs no thought: small numbers, every combination. */
static void test_money__rounding_agrees_with_counting(void **state)
{
    (void)state;
    for (int num = -60; num <= 60; num++)
        for (int den = 1; den <= 7; den++)
            for (int step = 1; step <= 5; step++) {
                int best = -1000, unit = den * step; /* largest k with k*unit - unit/2 <= num */
                while ((2 * (best + 1) - 1) * unit <= 2 * num)
                    best++;
                rounds(num, den, step, best * step);
                int low = -1000;
                while ((low + 1) * unit <= num)
                    low++;
                scales(num, 1, den, step, low * step);
            }
}

static void groups(const char *decimal, const char *want)
{
    char buf[VP_GROUPED_MAX];
    assert_int_equal(vp_decimal_group(buf, decimal), strlen(want));
    assert_string_equal(buf, want);
}

static void test_money__groups_thousands(void **state)
{
    (void)state;
    char buf[VP_GROUPED_MAX];
    groups("0", "0");
    groups("999.99", "999.99");
    groups("1000", "1,000");
    groups("-100.00", "-100.00");
    groups("-1000.00", "-1,000.00");
    groups("18000000.00", "18,000,000.00");
    groups("-9223372036854775808", "-9,223,372,036,854,775,808");
    groups("", "");
    groups("100000000000000000000000", ""); /* longer than any that is formatted */
    assert_int_equal(vp_money_group(buf, 123456789), 12);
    assert_string_equal(buf, "1,234,567.89");
}

static void test_money__knows_the_places_of_a_step(void **state)
{
    (void)state;
    vp_micro step = VP_MICRO;
    assert_int_equal(vp_step_places(10000), 2);
    assert_int_equal(vp_step_places(500000), 1);
    assert_int_equal(vp_step_places(10 * VP_MICRO), 0);
    assert_int_equal(vp_step_places(1), 6);
    assert_int_equal(vp_step_places(0), 6);
    vp_step_see(&step, "80");
    assert_true(step == VP_MICRO);
    vp_step_see(&step, "80.50");
    assert_true(step == 10000);
    vp_step_see(&step, "80.5");
    assert_true(step == 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money__parses_canonical_decimals),
        cmocka_unit_test(test_money__refuses_what_is_no_decimal),
        cmocka_unit_test(test_money__reads_all_of_int64_and_no_more),
        cmocka_unit_test(test_money__formats_what_it_parses),
        cmocka_unit_test(test_money__trims_zeros_but_keeps_what_is_asked),
        cmocka_unit_test(test_money__adds_without_overflow),
        cmocka_unit_test(test_money__scales_downwards_to_a_step),
        cmocka_unit_test(test_money__rounds_half_up_in_128_bits),
        cmocka_unit_test(test_money__rounding_agrees_with_counting),
        cmocka_unit_test(test_money__groups_thousands),
        cmocka_unit_test(test_money__knows_the_places_of_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
