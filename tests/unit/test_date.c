/* Dates: every day of the supported years, leap days, both precisions. */
#include "test.h"
#include <vp/date.h>

static void is_day(const char *s, int32_t want)
{
    vp_date d;
    if (!vp_date_parse(&d, s) || d.first != want || d.last != want)
        fail_msg("'%s' is not day %d", s, want);
}

static void test_date__knows_famous_days(void **state)
{
    (void)state;
    is_day("1970-01-01", 0);
    is_day("1969-12-31", -1);
    is_day("2000-02-29", 11016);
    is_day("2024-03-01", 19783);
    is_day("9999-12-31", 2932896);
    is_day("1000-01-01", -354285);
}

static void test_date__refuses_what_is_no_day(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "2024", "2024-", "2024-1", "2024-13", "2024-00", "2024-00-10", "2024-02-30", "2023-02-29", "1900-02-29",
        "2024-04-31", "2024-01-00", "2024-01-32", "0999-12-31", "10000-01-01", "24-01-01", "2024/01/01", "2024-01-1",
        "2024-1-01", "2024-01-01 ", " 2024-01-01", "2024-01-", "2024-01-01T", "+024-01-01", "2024-01-0１", "-024-01",
                NULL};
    for (size_t i = 0; bad[i]; i++) {
        vp_date d = {7, 7};
        if (vp_date_parse(&d, bad[i]))
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(d.first, 7);
    }
    vp_date d;
    assert_false(vp_date_make(&d, 2024, 1, -1));
    assert_false(vp_date_make(&d, INT32_MIN, 1, 1));
    assert_false(vp_date_make(&d, 2024, INT32_MAX, 1));
    assert_false(vp_date_make(&d, 2024, 1, INT32_MAX));
}

static void test_date__keeps_month_precision(void **state)
{
    (void)state;
    vp_date d;
    char buf[VP_DATE_MAX];
    assert_true(vp_date_parse(&d, "2024-02"));
    assert_int_equal(d.last - d.first, 28);
    vp_date_format(buf, d);
    assert_string_equal(buf, "2024-02");
    assert_true(vp_date_make(&d, 9999, 12, 0));
    vp_date_format(buf, d);
    assert_string_equal(buf, "9999-12");
}

static void test_date__every_day_comes_back(void **state)
{
    (void)state;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t expected = -354285;
    for (int y = 1000; y <= 9999; y++)
        for (int m = 1; m <= 12; m++) {
            int last = days[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
            for (int day = 1; day <= last; day++, expected++) {
                vp_date d;
                char buf[VP_DATE_MAX];
                assert_true(vp_date_make(&d, y, m, day));
                if (d.first != expected || d.last != expected || vp_date_year(d.first) != y)
                    fail_msg("%d-%d-%d is day %d, not %d", y, m, day, d.first, expected);
                if (day == 1 || day == last) {
                    vp_date again;
                    vp_date_format(buf, d);
                    assert_true(vp_date_parse(&again, buf));
                    assert_int_equal(again.first, expected);
                }
            }
            vp_date d;
            assert_false(vp_date_make(&d, y, m, last + 1));
        }
}

static int32_t day_of(const char *s)
{
    vp_date d;
    assert_true(vp_date_parse(&d, s));
    return d.first;
}

static void test_date__goes_back_whole_years(void **state)
{
    (void)state;
    assert_int_equal(vp_date_years_before(day_of("2024-03-01"), 1), day_of("2023-03-01"));
    assert_int_equal(vp_date_years_before(day_of("2024-02-29"), 1), day_of("2023-02-28"));
    assert_int_equal(vp_date_years_before(day_of("2024-02-29"), 4), day_of("2020-02-29"));
    assert_int_equal(vp_date_years_before(day_of("2024-02-29"), 0), day_of("2024-02-29"));
    assert_int_equal(vp_date_years_before(day_of("2024-02-29"), -1), day_of("2025-02-28"));
    assert_int_equal(vp_date_year(vp_date_years_before(day_of("2024-01-01"), 2023)), 1);
    assert_int_equal(vp_date_year(vp_date_years_before(day_of("2024-01-01"), 2024)), 1);
    assert_int_equal(vp_date_year(vp_date_years_before(day_of("2024-01-01"), INT32_MAX)), 1);
    assert_int_equal(vp_date_year(vp_date_years_before(day_of("2024-01-01"), INT32_MIN)), 9999);
}

static void epoch_is(int64_t seconds, const char *want)
{
    char buf[VP_DATE_MAX];
    vp_date_format(buf, vp_date_of_epoch(seconds));
    assert_string_equal(buf, want);
}

static void test_date__tells_the_utc_day_of_any_moment(void **state)
{
    (void)state;
    epoch_is(0, "1970-01-01");
    epoch_is(86399, "1970-01-01");
    epoch_is(86400, "1970-01-02");
    epoch_is(-1, "1969-12-31");
    epoch_is(-86400, "1969-12-31");
    epoch_is(-86401, "1969-12-30");
    epoch_is(1709251200, "2024-03-01");
    epoch_is(INT64_MAX, "9999-12-31");
    epoch_is(INT64_MIN, "0001-01-01");
    assert_int_equal(vp_date_year(INT32_MAX), 9999);
    assert_int_equal(vp_date_year(INT32_MIN), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date__knows_famous_days),
        cmocka_unit_test(test_date__refuses_what_is_no_day),
        cmocka_unit_test(test_date__keeps_month_precision),
        cmocka_unit_test(test_date__every_day_comes_back),
        cmocka_unit_test(test_date__goes_back_whole_years),
        cmocka_unit_test(test_date__tells_the_utc_day_of_any_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
