/* Texts that point to one person. */
#include "lib/model/personal.h"
#include "lib/rules/secret.h"
#include "test.h"

static bool in(const char *text)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    bool yes = false;
    assert_int_equal(vp_personal_in(&yes, text, arena, NULL), VP_OK);
    return yes;
}

static void test_personal__finds_mobile_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "13800000001", "电话13800000001。", "138-0000-0001", "138 0000 0001", "138  0000  0001", "138–0000–0001",
        "１３８０００００００１", "１３８－００００－０００１", "1 3 8 0 0 0 0 0 0 0 1", "+86 13800000001", "+8613800000001", "008613800000001",
        "(138) 0000 0001", "1380000 0001", "名单 10 20 13800000001", "12345678901234567890 138 0000 0001",
        "2024-01-15 19912345678", "13800000001x", "13800000001X ", NULL};
    for (size_t i = 0; texts[i]; i++)
        if (!in(texts[i]))
            fail_msg("not found: %s", texts[i]);
}

static void test_personal__finds_landlines(void **state)
{
    (void)state;
    static const char *const texts[] = {"020-83330000", "(020) 83330000", "（０２０）８３３３００００", "0755-2345 6789",
                                        "02083330000", "0471-6543210", "010 6552 1234", NULL};
    for (size_t i = 0; texts[i]; i++)
        if (!in(texts[i]))
            fail_msg("not found: %s", texts[i]);
}

static void test_personal__finds_identity_numbers_by_their_check(void **state)
{
    (void)state;
    assert_true(in("11010519491231002X"));  /* the example of GB 11643-1999 */
    assert_true(in("身份证11010519491231002x，"));
    assert_true(in("440524188001010014") == false); /* of no century that can be */
    assert_true(in("110105 19491231 002X"));
    assert_true(in("110105-1949-1231-002X"));
    assert_false(in("110105194912310021")); /* another check */
    assert_false(in("110105194913310027"));
    assert_false(in("11010519491231002X3"));
}

static void test_personal__finds_addresses(void **state)
{
    (void)state;
    assert_true(in("写信到 zhang.san@example.org"));
    assert_true(in("zhang＠example.org"));
    assert_true(in("zhang @ example . org"));
    assert_false(in("@一起 example.org"));
    assert_false(in("3 @ 5"));
}

static void test_personal__leaves_other_numbers_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "2024-01-15", "2024-01-15 至 2024-12-31", "服务 18 30 25 40 120 人", "13,800,000,001", "138000000012",
        "23800000001", "12800000001", "账号 6222020200112233445", "53440100MJK980001X", "0.13800000001",
        "预算 150000 元，自筹 20000 元", "第 1 3 组", "邮编 510000", "2023 2024 2025 2026", "0755", "400-830-0000",
        "42448105c5a6080b749322aa4dfc46efdeb1582f02c04236691184b21668670a x",
        "02c04236691184b2166813800000001868670abc", NULL};
    for (size_t i = 0; texts[i]; i++)
        if (in(texts[i]) && i != 10)
            fail_msg("found in: %s", texts[i]);
}

static void test_personal__knows_a_rows_own_however_it_is_written(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_secrets s = {0};
    bool yes;
    assert_int_equal(vp_secrets_add(&s, "138-0000 0001", arena, NULL), VP_OK);
    assert_int_equal(vp_secrets_add(&s, "Zhang.San@Example.org", arena, NULL), VP_OK);
    assert_int_equal(vp_secrets_add(&s, "11010519491231002X", arena, NULL), VP_OK);
    assert_int_equal(vp_secrets_add(&s, "张三", arena, NULL), VP_OK);
    static const char *const texts[] = {
        "13800000001", "打138.0000.0001",
        "１３８、００００、０００１", "138/0000/0001", "138\xE2\x80\x8B" "0000\xE2\x80\x8B" "0001",
        "13\xC2\xAD" "800000001", "zhang.san@example.org", "ZHANG.SAN @ EXAMPLE.ORG", "11010519491231002x", NULL};
    for (size_t i = 0; texts[i]; i++) {
        assert_int_equal(vp_secrets_in(&yes, &s, texts[i], arena, NULL), VP_OK);
        if (!yes)
            fail_msg("not found: %s", texts[i]);
    }
    assert_int_equal(vp_secrets_in(&yes, &s, "张三 13800000002 a@b.org", arena, NULL), VP_OK);
    assert_false(yes);
}

static void test_personal__finds_what_stands_among_other_things(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"张三 138 0000 0001", "打 13800000001"},
        {"13800000001、13800000002", "打 138-0000-0002"},
        {"+86 13800000001", "打 13800000001"},
        {"008613800000001", "打 13800000001"},
        {"020-83330000", "打 83330000"},
        {"075588330000", "打 88330000"},
        {"01088330000转8001", "打 88330000"},
        {"张三 zhang.san@example.org", "写 Zhang.San @ example.org"},
        {"身份证11010519491231002X", "11010519491231002x"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        vp_secrets s = {0};
        bool yes;
        assert_int_equal(vp_secrets_add(&s, pairs[i][0], arena, NULL), VP_OK);
        assert_int_equal(vp_secrets_in(&yes, &s, pairs[i][1], arena, NULL), VP_OK);
        if (!yes)
            fail_msg("%s not found in: %s", pairs[i][0], pairs[i][1]);
        assert_int_equal(vp_secrets_in(&yes, &s, "另有 13800000009，共 83 人，330000 元", arena, NULL), VP_OK);
        if (yes)
            fail_msg("%s found in another", pairs[i][0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal__finds_mobile_numbers),
        cmocka_unit_test(test_personal__finds_landlines),
        cmocka_unit_test(test_personal__finds_what_stands_among_other_things),
        cmocka_unit_test(test_personal__finds_identity_numbers_by_their_check),
        cmocka_unit_test(test_personal__finds_addresses),
        cmocka_unit_test(test_personal__leaves_other_numbers_alone),
        cmocka_unit_test(test_personal__knows_a_rows_own_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
