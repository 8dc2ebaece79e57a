/* Cells as offices write them. */
#include "test.h"
#include <vp/fold.h>
#include "lib/model/area.h"
#include "lib/model/cell.h"

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

/* want NULL: refused under the rule. */
static void money(const char *s, int64_t unit, const char *unit_name, const char *currency, const char *want,
                  const char *rule)
{
    vp_value v = {.text = ""};
    vp_problem p = {0};
    vp_cell_state st = vp_cell_money(&v, &p, s, unit, unit_name, currency, arena);
    if (want ? st == VP_CELL_BAD || strcmp(v.text, want) != 0 : st != VP_CELL_BAD || strcmp(p.rule, rule) != 0)
        fail_msg("'%s' gave state %d, '%s', rule %s", s, st, v.text, p.rule ? p.rule : "none");
    if (want && rule && st != VP_CELL_ODD)
        fail_msg("'%s' should have been a warning", s);
}

static void test_cell__reads_money_as_it_is_written(void **state)
{
    (void)state;
    money("120000", 0, "", "CNY", "120000.00", NULL);
    money("0", 0, "", "CNY", "0.00", NULL);
    money("0.05", 0, "", "CNY", "0.05", NULL);
    money("1,200", 0, "", "CNY", "1200.00", NULL);
    money("12,345,678.90", 0, "", "CNY", "12345678.90", NULL);
    money("¥180,000.00", 0, "", "CNY", "180000.00", NULL);
    money("RMB 5", 0, "", "CNY", "5.00", NULL);
    money("人民币5元", 0, "", "CNY", "5.00", NULL);
    money("$1,000,000", 0, "", "USD", "1000000.00", NULL);
    money("US$ 7.5", 0, "", "USD", "7.50", NULL);
    money("£22,575", 0, "", "GBP", "22575.00", NULL);
    money("12万元", 0, "", "CNY", "120000.00", NULL);
    money("300,000元", 0, "", "CNY", "300000.00", NULL);
    money("0.5亿", 0, "", "CNY", "50000000.00", NULL);
    money("5元人民币", 0, "", "CNY", "5.00", NULL);
    money("50万元整", 0, "", "CNY", "500000.00", NULL);
    money("人民币（大写）：伍拾万元整", 0, "", "CNY", NULL, "money"); /* full-width forms are folded before */
    money("人民币(大写):伍拾万元整", 0, "", "CNY", "500000.00", NULL);
    money("(大写)人民币壹仟元正", 0, "", "CNY", "1000.00", NULL);
    money("€5", 0, "", "EUR", "5.00", NULL);
    money("5 EUR", 0, "", "EUR", "5.00", NULL);
    money("92233720368547758.07", 0, "", "CNY", "92233720368547758.07", NULL);
}

static void test_cell__ends_that_look_blank_are_none(void **state)
{
    (void)state;
    static const char *const blanks[] = {" ", "\t", "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF",
                                         "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\x83", "\xE2\x80\xAF",
                                         "\xC2\xAD", "\xE1\xA0\x8E", "\xE2\xA0\x80", "\xE3\x85\xA4",
                                         "\xE1\x85\x9F", "\xEF\xBE\xA0",
                                         "\xE2\x81\xA0", NULL};
    for (size_t i = 0; blanks[i]; i++) {
        const char *s;
        char *text = vp_arena_printf(arena, "%s%s五 5%s", blanks[i], blanks[0], blanks[i]);
        assert_int_equal(vp_clean(&s, text, strlen(text), arena, NULL), VP_OK);
        assert_string_equal(s, "五 5");
        assert_int_equal(vp_narrow(&s, text, strlen(text), arena, NULL), VP_OK);
        assert_string_equal(s, "五 5");
        assert_int_equal(vp_clean(&s, blanks[i], strlen(blanks[i]), arena, NULL), VP_OK);
        assert_string_equal(s, "");
    }
}

static void test_cell__binds_money_to_the_unit_of_its_column(void **state)
{
    (void)state;
    money("12", 1000000, "万元", "CNY", "120000.00", NULL);
    money("11.1", 1000000, "万元", "CNY", "111000.00", NULL);
    money("0.000001", 1000000, "万元", "CNY", "0.01", NULL);
    money("12万元", 1000000, "万元", "CNY", "120000.00", NULL);
    money("伍拾万元整", 1000000, "万元", "CNY", "500000.00", NULL);
    money("300,000元", 1000000, "万元", "CNY", NULL, "unit");
    money("12万元", 100, "元", "CNY", NULL, "unit");
    money("470355.749999996", 1000000, "万元", "CNY", "4703557500.00", "money");
    money("470355749.53999996", 100, "元", "CNY", "470355749.54", "money");
    money("0.005", 100, "元", "CNY", "0.01", "money");
    money("0.0049", 100, "元", "CNY", "0.00", "money");
}

static void test_cell__refuses_what_is_no_money(void **state)
{
    (void)state;
    static const char *const bad[] = {"twelve", "1,2", "1,23,456", "12,34", ",123", "1,234,", "1..2", "1.2.3", ".5",
                                      "5.", "-5",
        "(1,200)", "--5", "1E+05", "1e5", "+5", "5%", "12 34", "约5", "¥", "元", "$5", "92233720368547758.08",
        "99999999999999999999999999999999999", "1'000", "0x10", "１２", "百分之五", "60 %", "£5", "约5万元", "5万元左右",
        "5万元以内", "−5", "5元5", "伍", "100元/人", "1,200,50", "1.200,50", NULL};
    for (size_t i = 0; bad[i]; i++)
        money(bad[i], 0, "", "CNY", NULL, "money");
    money("9223372036854775807", 1000000, "万元", "CNY", NULL, "money");
}

static void test_cell__reads_capital_numerals(void **state)
{
    (void)state;
    static const struct { const char *s; vp_money want; } good[] = {
        {"伍拾万元整", 50000000}, {"人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角伍分", 1234567895}, {"拾万元", 10000000},
        {"壹亿零叁万零伍元整", 10003000500}, {"伍角整", 50}, {"零元整", 0}, {"贰拾元伍分", 2005}, {"貳萬圓正", 2000000},
        {"壹佰元零伍分", 10005}, {"玖分", 9},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        vp_money m = -1;
        if (!vp_capital_money(&m, good[i].s) || m != good[i].want)
            fail_msg("%s gave %lld", good[i].s, (long long)m);
    }
    static const char *const bad[] = {"", "12", "元", "伍拾万", "伍伍元", "拾佰元", "佰元", "壹万亿元", "壹元元", "壹分壹角", "壹整",
        "壹元整整", "整", "壹仟壹仟元", "壹元伍", "壹万壹万元", "伍拾万元整x", "零", NULL};
    for (size_t i = 0; bad[i]; i++) {
        vp_money m;
        if (vp_capital_money(&m, bad[i]))
            fail_msg("%s was taken as %lld", bad[i], (long long)m);
    }
}

static void test_cell__reads_dates_that_need_no_guess(void **state)
{
    (void)state;
    static const struct { const char *s, *want; } good[] = {
        {"2024-03-01", "2024-03-01"}, {"2024/3/1", "2024-03-01"}, {"2024.12.31", "2024-12-31"},
                {"2024年3月1日", "2024-03-01"},
        {"2024年03月01号", "2024-03-01"}, {"2024年3月", "2024-03"}, {"2024-3", "2024-03"}, {"2024/3/1 0:00", "2024-03-01"},
        {"2024-03-01T00:00:00", "2024-03-01"}, {"2000-02-29", "2000-02-29"}, {"2024.5", "2024-05"},
        {"20240301", "2024-03-01"},
        {"2024 年 3 月 1 日", "2024-03-01"}, {"2024年3月1日 0:00", "2024-03-01"}, {"2024.10", "2024-10"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_date(&v, &p, good[i].s, arena) != VP_CELL_GOOD || strcmp(v.text, good[i].want) != 0)
            fail_msg("'%s' gave '%s'", good[i].s, v.text);
    }
    static const char *const bad[] = {"45352", "1-Feb", "24-3-1", "2024-02-30", "2024-13-01", "202403", "2024",
                                      "2024-3/1",
        "2024-00-01", "3/1/2024", "2024年", "2024年3", "2024年3月1", "2024-03-01 10:30", "2024-03-01x", "-2024-03-01",
        "2024--1", "2024-3-", "99999-01-01", "20241301", "20240230", "20240300", "18000101", "2100130101",
        "至今", "Feb-24", "24年3月1日", "2024年3月1日 9:00", "2024年 ", NULL};
    for (size_t i = 0; bad[i]; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_date(&v, &p, bad[i], arena) != VP_CELL_BAD || strcmp(p.rule, "date") != 0)
            fail_msg("'%s' was taken as '%s'", bad[i], v.text);
    }
}

static void test_cell__warns_of_a_month_that_may_have_lost_its_zero(void **state)
{
    (void)state;
    vp_value v = {.text = ""};
    vp_problem p = {0};
    assert_int_equal(vp_cell_date(&v, &p, "2024.1", arena), VP_CELL_ODD);
    assert_string_equal(v.text, "2024-01");
    assert_string_equal(p.rule, "date");
}

static void test_cell__keeps_the_words_around_a_count(void **state)
{
    (void)state;
    static const struct { const char *s, *want; int64_t n; } good[] = {
        {"300", "300", 300}, {"0", "0", 0}, {"007", "7", 7}, {"约500人次", "约500人次", 500}, {"超1000人次", "超1000人次", 1000},
        {"300余人", "300余人", 300}, {"1.5万人次", "15000人次", 15000}, {"1,200", "1200", 1200},
        {"约1.2万余人次", "约12000余人次", 12000}, {"不少于80人", "不少于80人", 80}, {"3.0", "3", 3}, {"50人以上", "50人以上", 50},
        {"约 500 人次", "约500人次", 500}, {"30户次", "30户次", 30}, {"20位", "20位", 20}, {"300人(次)", "300人(次)", 300},
        {"近 1.2 万 人次", "近12000人次", 12000},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_count(&v, &p, good[i].s, arena) != VP_CELL_GOOD || strcmp(v.text, good[i].want) != 0 ||
            v.number != good[i].n)
            fail_msg("'%s' gave '%s', %lld", good[i].s, v.text, (long long)v.number);
    }
    static const char *const bad[] = {"-5", "50-60", "三百", "3.5", "1,20", "约", "人", "1E+05", "12345678901234567890",
                                      "5人5", "60%", "百分之六十", "5 5", "1 000", "1,2.5万", "5.",
                                      "19999999991000万", NULL};
    for (size_t i = 0; bad[i]; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_count(&v, &p, bad[i], arena) != VP_CELL_BAD || strcmp(p.rule, "count") != 0)
            fail_msg("'%s' was taken as '%s'", bad[i], v.text);
    }
}

static vp_cell_state code(const char *s, const char **text, vp_problem *p)
{
    vp_value v = {.text = ""};
    vp_cell_state st = vp_cell_code(&v, p, s, arena);
    *text = v.text;
    return st;
}

static void test_cell__checks_social_credit_codes(void **state)
{
    (void)state;
    const char *text;
    vp_problem p = {0};
    assert_int_equal(vp_code_check("91350100M000100Y4"), '3'); /* GB 32100-2015, worked example */
    assert_int_equal(code("91350100M000100Y43", &text, &p), VP_CELL_GOOD);
    assert_int_equal(code("9135 0100-m000100y43", &text, &p), VP_CELL_GOOD);
    assert_string_equal(text, "91350100M000100Y43");
    assert_int_not_equal(code("51007E101175119112", &text, &p), VP_CELL_BAD); /* not a power of ten */
    assert_string_equal(text, "51007E101175119112");
    assert_int_equal(code("91350100M000100Y44", &text, &p), VP_CELL_BAD);
    assert_string_equal(p.rule, "uscc");
    assert_string_equal(p.mend.arg[0], "3");
    assert_int_equal(code("5.24401E+17", &text, &p), VP_CELL_BAD);
    assert_int_equal(code("91350100M000100Y4", &text, &p), VP_CELL_BAD);
    assert_int_equal(code("91350100M000100Y433", &text, &p), VP_CELL_BAD);
    assert_int_equal(code("9135O100M000100Y43", &text, &p), VP_CELL_BAD); /* the letter O */
    assert_int_equal(code("统一社会信用代码", &text, &p), VP_CELL_BAD);
}

/* The whole of what a mend says. */
static const char *mend_of(const char *s)
{
    const char *text;
    vp_problem p = {0};
    VP_STR said = {0};
    assert_int_equal(code(s, &text, &p), VP_CELL_BAD);
    assert_string_equal(text, ""); /* offered, never taken */
    vp_note_text(&said, VP_EN, &p.mend);
    return vp_arena_dupz(arena, vp_str_text(&said));
}

static void test_cell__offers_the_code_that_was_meant(void **state)
{
    (void)state;
    assert_string_equal(mend_of("9135O100M000100Y43"), /* the letter O */
                        "copy the code from the registration certificate: perhaps it is 91350100M000100Y43");
    assert_string_equal(mend_of("9I35O1OOMOOO1OOY43"),
                        "copy the code from the registration certificate: perhaps it is 91350100M000100Y43");
    assert_string_equal(mend_of("91351000M000100Y43"), /* two changed about */
                        "compare it with the certificate: if the first 17 are right, the last is A; with a sign "
                        "misread or two changed about, it is 91350100M000100Y43");
    assert_string_equal(mend_of("91350100M000100Y44"),
                        "compare it with the certificate: if the first 17 are right, the last is 3");
    assert_string_equal(mend_of("V1350100M000100Y44"),
                        "copy the code from the registration certificate; I, O, S, V and Z never stand in it");
}

static void test_cell__knows_the_divisions_of_codes(void **state)
{
    (void)state;
    static const char *const known[] = {"100000", "110000", "110100", "110101", "440100", "440103", "440101", "441900",
                                        "442000", "620200", "469027", "659001", "330114", "320594", "440172", "710000",
                                        "810000", "820000", "540581", NULL};
    static const char *const former[] = {"110103", "110104", "310230", "120107", NULL};
    static const char *const unknown[] = {"000000", "990000", "110170", "111111", "119999", "44010A", "100001",
                                          "160000", "440180", NULL};
    for (size_t i = 0; known[i]; i++)
        if (vp_area(known[i]) != VP_AREA_KNOWN)
            fail_msg("%s is known", known[i]);
    for (size_t i = 0; former[i]; i++)
        if (vp_area(former[i]) != VP_AREA_FORMER)
            fail_msg("%s is a former one", former[i]);
    for (size_t i = 0; unknown[i]; i++)
        if (vp_area(unknown[i]) != VP_AREA_UNKNOWN)
            fail_msg("%s is unknown", unknown[i]);
}

static void test_cell__warns_of_a_division_that_is_none(void **state)
{
    (void)state;
    static const struct { const char *s, *what; } cases[] = {
        {"52110103MJK900012?", "the division 110103 in '%s' is a former one"},
        {"52111111MJK900012?", "there is no division 111111, which '%s' names"},
        {"G1111111MJK900012?", NULL}, /* overseas */
        {"52440103MJK900012?", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char s[19], want[128];
        const char *text;
        vp_problem p = {0};
        VP_STR said = {0};
        memcpy(s, cases[i].s, sizeof s);
        s[16] = vp_code_check_inner(s + 8);
        s[17] = vp_code_check(s);
        assert_int_equal(code(s, &text, &p), cases[i].what ? VP_CELL_ODD : VP_CELL_GOOD);
        assert_string_equal(text, s);
        if (!cases[i].what)
            continue;
        assert_string_equal(p.rule, "area");
        vp_note_text(&said, VP_EN, &p.what);
        snprintf(want, sizeof want, i ? "there is no division 111111, which '%s' names"
                                      : "the division 110103 in '%s' is a former one", s);
        assert_string_equal(vp_str_text(&said), want);
    }
}

static void test_cell__warns_of_the_inner_check_character(void **state)
{
    (void)state;
    char s[19] = "91350100M000100Z4?"; /* Z never stands in one: found by the outer check */
    const char *text;
    vp_problem p = {0};
    assert_int_equal(code(s, &text, &p), VP_CELL_BAD);
    memcpy(s, "52440103MJK9000118", 19);
    s[17] = vp_code_check(s);
    assert_true(vp_code_check_inner(s + 8) != s[16]);
    assert_int_equal(code(s, &text, &p), VP_CELL_ODD);
    assert_string_equal(text, s);
}

static void test_cell__an_id_can_name_a_file(void **state)
{
    (void)state;
    static const char *const good[] = {"2024-001", "360G-ACW-20040148", "穗社创〔2023〕001号", "a", "A.b_c", "P(1)", NULL};
    static const char *const bad[] = {"a/b", "..", ".hidden", "-n", "a\\b", "a:b", "a b", "a\tb", "con", "NUL.txt",
                                      "com1", "x.",
        "1.38E+10", "a\xE2\x80\xAE" "b", "a\xE2\x80\x8B" "b", "a*b", "a?b", "a|b", "a\"b", "<a>", NULL};
    for (size_t i = 0; good[i]; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_id(&v, &p, good[i], arena) != VP_CELL_GOOD || strcmp(v.text, good[i]) != 0)
            fail_msg("'%s' was refused", good[i]);
    }
    for (size_t i = 0; bad[i]; i++) {
        vp_value v = {.text = ""};
        vp_problem p;
        if (vp_cell_id(&v, &p, bad[i], arena) != VP_CELL_BAD || strcmp(p.rule, "id") != 0)
            fail_msg("'%s' was taken", bad[i]);
    }
    char longest[102];
    vp_value v;
    vp_problem p;
    memset(longest, 'x', 101);
    longest[101] = '\0';
    assert_int_equal(vp_cell_id(&v, &p, longest, arena), VP_CELL_BAD);
    assert_int_equal(vp_cell_id(&v, &p, longest + 1, arena), VP_CELL_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cell__reads_money_as_it_is_written),
        cmocka_unit_test(test_cell__ends_that_look_blank_are_none),
        cmocka_unit_test(test_cell__binds_money_to_the_unit_of_its_column),
        cmocka_unit_test(test_cell__refuses_what_is_no_money),
        cmocka_unit_test(test_cell__reads_capital_numerals),
        cmocka_unit_test(test_cell__reads_dates_that_need_no_guess),
        cmocka_unit_test(test_cell__keeps_the_words_around_a_count),
        cmocka_unit_test(test_cell__checks_social_credit_codes),
        cmocka_unit_test(test_cell__warns_of_a_month_that_may_have_lost_its_zero),
        cmocka_unit_test(test_cell__offers_the_code_that_was_meant),
        cmocka_unit_test(test_cell__knows_the_divisions_of_codes),
        cmocka_unit_test(test_cell__warns_of_a_division_that_is_none),
        cmocka_unit_test(test_cell__warns_of_the_inner_check_character),
        cmocka_unit_test(test_cell__an_id_can_name_a_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
