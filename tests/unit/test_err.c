/* Errors: places, hints, languages, texts that do not fit, texts that are the error's own. */
#include "test.h"
#include <utf8proc.h>
#include <vp/err.h>

static void test_err__tells_what_and_where(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_where at = {.file = "a.csv", .row = 17, .col = 4, .field = "requested"};
    assert_int_equal(vp_fail(&err, VP_INVALID, at, "amount '%s' is no number", "x"), VP_INVALID);
    assert_int_equal(err.status, VP_INVALID);
    assert_string_equal(err.msg, "amount 'x' is no number");
    assert_string_equal(err.file, "a.csv");
    assert_string_equal(err.field, "requested");
    assert_int_equal(err.row, 17);
    assert_int_equal(err.col, 4);
    assert_string_equal(err.hint, "");
}

static void test_err__a_new_failure_forgets_the_old_one(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_fail(&err, VP_INVALID, (vp_where){"f", 1, 2, "g"}, "first");
    assert_int_equal(vp_hint(&err, "mend %d", 1), VP_INVALID);
    assert_string_equal(err.hint, "mend 1");
    vp_fail(&err, VP_IO, VP_NOWHERE, "second");
    assert_string_equal(err.hint, "");
    assert_string_equal(err.file, "");
    assert_string_equal(err.field, "");
    assert_int_equal(err.row + err.col, 0);
    assert_int_equal(err.status, VP_IO);
}

static void test_err__nobody_has_to_listen(void **state)
{
    (void)state;
    assert_int_equal(vp_fail(NULL, VP_BUSY, VP_NOWHERE, "x"), VP_BUSY);
    assert_int_equal(vp_nomem(NULL), VP_NOMEM);
    assert_int_equal(vp_hint(NULL, "x"), VP_BUG);
}

static void test_err__speaks_the_readers_language(void **state)
{
    (void)state;
    vp_err err = {.lang = VP_ZH};
    vp_nomem(&err);
    assert_string_equal(err.msg, "内存不足");
    assert_int_equal(err.lang, VP_ZH);
    vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown format '%s'", "x");
    assert_string_equal(err.msg, "未知的格式“x”");
}

static void valid(const char *s)
{
    for (utf8proc_ssize_t n; *s; s += n) {
        utf8proc_int32_t c;
        n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
        assert_true(n > 0);
    }
}

static void test_err__cuts_long_texts_between_characters(void **state)
{
    (void)state;
    for (size_t before = 0; before < 4; before++)
        for (size_t n = 30; n < 800; n++) {
            char text[4000] = "abcd";
            text[before] = '\0';
            for (size_t i = 0; i < n; i++)
                strcat(text, "中");
            vp_err err = {0};
            vp_fail(&err, VP_INVALID, (vp_where){text, 1, 1, text}, "%s", text);
            vp_hint(&err, "%s", text);
            valid(err.msg);
            valid(err.hint);
            valid(err.file);
            valid(err.field);
            size_t all = before + 3 * n, got = strlen(err.msg);
            if (all < sizeof err.msg) {
                assert_string_equal(err.msg, text);
            } else {
                assert_in_range(got, sizeof err.msg - 4, sizeof err.msg - 1);
                assert_string_equal(err.msg + got - 3, "...");
                assert_memory_equal(err.msg, text, got - 3);
            }
        }
}

static void test_err__a_huge_value_does_not_hide_the_message(void **state)
{
    (void)state;
    size_t n = 4u << 20;
    char *huge = malloc(n + 1);
    memset(huge, 'x', n);
    huge[n] = '\0';
    vp_err err = {0};
    vp_fail(&err, VP_INVALID, VP_NOWHERE, "amount '%s' is no number", huge);
    assert_memory_equal(err.msg, "amount 'xxx", 11);
    free(huge);
}

static void test_err__its_own_texts_may_be_passed_back(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_fail(&err, VP_INVALID, (vp_where){"file.csv", 3, 1, "title"}, "inner");
    vp_hint(&err, "do this");
    vp_fail(&err, VP_CORRUPT, (vp_where){err.file, err.row, err.col, err.field}, "outer: %s; %s", err.msg, err.hint);
    assert_string_equal(err.msg, "outer: inner; do this");
    assert_string_equal(err.file, "file.csv");
    assert_string_equal(err.field, "title");
    assert_int_equal(err.row, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_err__tells_what_and_where),
        cmocka_unit_test(test_err__a_new_failure_forgets_the_old_one),
        cmocka_unit_test(test_err__nobody_has_to_listen),
        cmocka_unit_test(test_err__speaks_the_readers_language),
        cmocka_unit_test(test_err__cuts_long_texts_between_characters),
        cmocka_unit_test(test_err__a_huge_value_does_not_hide_the_message),
        cmocka_unit_test(test_err__its_own_texts_may_be_passed_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
