/* Languages: names, and looking messages up in the compiled catalogue. */
#include "test.h"
#include <vp/lang.h>

static void test_lang__knows_names_of_chinese(void **state)
{
    (void)state;
    static const char *const zh[] = {"zh", "zh_CN", "zh_CN.UTF-8", "zh-Hans", "zh_TW", "zh@pinyin", "zh.GB18030",
                                     NULL};
    static const char *const other[] = {"", "C", "en", "en_GB", "zha", "zhcn", "z", "POSIX", "czh", "fr_FR.zh", NULL};
    for (size_t i = 0; zh[i]; i++)
        assert_int_equal(vp_lang_parse(zh[i]), VP_ZH);
    for (size_t i = 0; other[i]; i++)
        assert_int_equal(vp_lang_parse(other[i]), VP_EN);
    assert_int_equal(vp_lang_parse(NULL), VP_EN);
}

static void test_lang__translates_and_falls_back(void **state)
{
    (void)state;
    assert_string_equal(vp_tr(VP_ZH, "out of memory"), "内存不足");
    assert_string_equal(vp_tr(VP_EN, "out of memory"), "out of memory");
    static const char *const unknown[] = {"", "no such message", "\x01", "~~~~", "out of memor", "out of memory!",
                                          "\xFF\xFE", NULL};
    for (size_t i = 0; unknown[i]; i++)
        assert_ptr_equal(vp_tr(VP_ZH, unknown[i]), unknown[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lang__knows_names_of_chinese),
        cmocka_unit_test(test_lang__translates_and_falls_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
