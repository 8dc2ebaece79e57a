/* Headings, mappings, and cells that only the column makes clear. */
#include "test.h"
#include "lib/model/cell.h"
#include "lib/model/columns.h"

static vp_arena *arena;

static int setup(void **state)
{
    (void)state;
    return (arena = vp_arena_new()) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static vp_heading heading(const char *s)
{
    vp_heading h;
    assert_int_equal(vp_heading_read(&h, s, strlen(s), arena, NULL), VP_OK);
    return h;
}

static void test_columns__finds_one_key_for_a_heading(void **state)
{
    (void)state;
    static const struct { const char *s, *key; int64_t unit; } all[] = {
        {"项目名称", "项目名称", 0}, {"*項目名稱（必填）", "项目名称", 0}, {"1、项目名称", "项目名称", 0},
        {"（一）项目名称", "项目名称", 0}, {"十二、项目名称", "项目名称", 0}, {"Project\nTitle", "projecttitle", 0},
        {"金额(万元)", "金额", 1000000}, {"金额 （单位：元）", "金额", 100}, {"金额 万元", "金额", 1000000},
        {"金额/元", "金额", 100}, {"金额百万元", "金额", 100000000}, {"金额：人民币万元", "金额", 1000000},
        {"金额(2023)", "金额2023", 0}, {"服务单元", "服务单元", 0}, {"人数(人次)", "人数", 0}, {"万元", "万元", 0},
        {"(万元)", "", 1000000}, {"", "", 0}, {"(", "", 0}, {"((((", "", 0}, {"))((", "", 0}, {"123456", "123456", 0},
        {"1.", "1", 0}, {"金额(万元", "金额", 1000000},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        vp_heading h = heading(all[i].s);
        if (strcmp(h.key, all[i].key) != 0 || h.unit != all[i].unit)
            fail_msg("'%s' has the key '%s' and the unit %lld", all[i].s, h.key, (long long)h.unit);
        assert_int_equal(h.unit, vp_money_unit(h.unit_name));
    }
}

static void test_columns__shows_headings_on_one_line(void **state)
{
    (void)state;
    assert_string_equal(heading(" 项目\r\n\t名称 ").text, "项目 名称");
    assert_string_equal(heading("项\x1b[31m目\xe2\x80\xae名\xe2\x80\x8b称?").text, "项[31m目名称?");
    char big[VP_HEADING_MAX + 2];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    vp_heading h = heading(big);
    assert_string_equal(h.key, "");
    assert_true(strlen(h.text) < 200);
    big[VP_HEADING_MAX] = '\0';
    assert_int_equal(strlen(heading(big).key), VP_HEADING_MAX);
}

static void test_columns__reads_units_of_titles(void **state)
{
    (void)state;
    static const struct { const char *s; int64_t unit; } all[] = {
        {"单位：万元", 1000000}, {"（金额单位:人民币 元）", 100}, {"填报单位：甲 单位：万元 日期：1月", 1000000},
        {"填报单位：元亨公司", 0}, {"单位：个", 0}, {"单位", 0}, {"单位：", 0}, {"", 0}, {"单位单位单位：元", 100},
        {"货币单位：亿元", 10000000000}, {"注：金额单位为万元。", 1000000},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int64_t unit;
        const char *name;
        assert_int_equal(vp_title_unit(&unit, &name, all[i].s, strlen(all[i].s), arena, NULL), VP_OK);
        if (unit != all[i].unit || vp_money_unit(name) != unit)
            fail_msg("'%s' has the unit %lld, '%s'", all[i].s, (long long)unit, name);
    }
}

static void test_columns__takes_places(void **state)
{
    (void)state;
    assert_int_equal(vp_column_place("#3"), 3);
    assert_int_equal(vp_column_place("#0"), 0);
    assert_int_equal(vp_column_place("#"), 0);
    assert_int_equal(vp_column_place("3"), 0);
    assert_int_equal(vp_column_place("#3x"), 0);
    assert_int_equal(vp_column_place("#9999999"), 0);
    assert_int_equal(vp_column_place(""), 0);
}

static void test_columns__counts_days_as_spreadsheets_do(void **state)
{
    (void)state;
    static const struct { const char *s; int system; const char *want; } all[] = {
        {"43860", 1900, "2020-01-30"}, {"43860.999", 1900, "2020-01-30"}, {"42398", 1904, "2020-01-30"},
        {"1", 1900, "1900-01-01"}, {"59", 1900, "1900-02-28"}, {"60", 1900, NULL}, {"61", 1900, "1900-03-01"},
        {"0", 1900, NULL}, {"0", 1904, "1904-01-01"}, {"60", 1904, "1904-03-01"}, {"2024", 1900, NULL},
        {"109574", 1900, "2199-12-31"}, {"109575", 1900, NULL}, {"999999", 1900, NULL}, {"43860", 0, NULL},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        assert_true(vp_serial(all[i].s));
        vp_cell_state got = vp_cell_serial(&v, &p, all[i].s, all[i].system, arena);
        if (all[i].want ? got != VP_CELL_GOOD || strcmp(v.text, all[i].want) != 0 : got != VP_CELL_BAD)
            fail_msg("'%s' of %d is '%s'", all[i].s, all[i].system, v.text);
    }
    static const char *const others[] = {"", "2024-03-01", "2024.3", "43860.", ".5", "-5", "20240301", "1e5", "43 860"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (vp_serial(others[i]))
            fail_msg("'%s' is no day number", others[i]);
}

static void test_columns__takes_periods_apart(void **state)
{
    (void)state;
    static const struct { const char *s, *from, *to; } all[] = {
        {"2024-03-01至2024-12-31", "2024-03-01", "2024-12-31"}, {"2024-03 - 2024-12", "2024-03", "2024-12"},
        {"2024年3月至12月", "2024-03", "2024-12"}, {"2024年3月~2025年2月", "2024-03", "2025-02"},
        {"2024-03-01-2024-12-31", "2024-03-01", "2024-12-31"}, {"12个月", NULL, NULL}, {"", NULL, NULL},
        {"2024-03-01", NULL, NULL}, {"至", NULL, NULL}, {"2024年3月至", NULL, NULL}, {"2024-03-01至今", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        vp_value a = {.text = ""}, b = {.text = ""};
        bool got = vp_cell_period(&a, &b, all[i].s, arena);
        if (got != (all[i].from != NULL) ||
            (got && (strcmp(a.text, all[i].from) != 0 || strcmp(b.text, all[i].to) != 0)))
            fail_msg("'%s' is '%s' to '%s'", all[i].s, a.text, b.text);
    }
}

/* Every mark of a cell may part two dates: a long one is not cut at each of them. */
static void test_columns__looks_for_periods_in_short_cells_only(void **state)
{
    (void)state;
    enum { BYTES = 100 * 1000 };
    vp_value a = {.text = ""}, b = {.text = ""};
    char *s = vp_arena_alloc(arena, BYTES + 1);
    assert_non_null(s);
    for (size_t i = 0; i < BYTES; i++)
        s[i] = "2024-"[i % 5];
    vp_mark before = vp_arena_mark(arena);
    assert_false(vp_cell_period(&a, &b, s, arena));
    vp_mark after = vp_arena_mark(arena);
    assert_true(before.chunk == after.chunk && before.used == after.used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns__finds_one_key_for_a_heading, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__shows_headings_on_one_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__reads_units_of_titles, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__takes_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__counts_days_as_spreadsheets_do, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__takes_periods_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns__looks_for_periods_in_short_cells_only, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
