/* Texts that OpenCC leaves alone are known without asking it. */
#include "test.h"
#include <utf8proc.h>
#include <vp/fold.h>
#include "lib/base/t2s.h"

static vp_err err;

/* What OpenCC makes of a text; free it with vp_t2s_free. */
static char *ask(const char *s)
{
    char *simple = NULL;
    if (vp_t2s(&simple, s, strlen(s), &err) != VP_OK)
        fail_msg("%s", err.msg);
    return simple;
}

static void test_t2s__is_needed_wherever_a_character_changes(void **state)
{
    (void)state;
    size_t needed = 0;
    for (utf8proc_int32_t c = 0x80; c <= 0x323AF; c++) {
        char text[8] = "";
        if (c == 0xD800)
            c = 0xE000;
        if (c == 0xA000) /* what lies between is of other scripts */
            c = 0xF900;
        if (c == 0xFB00)
            c = 0x20000;
        text[utf8proc_encode_char(c, (utf8proc_uint8_t *)text)] = '\0';
        if (vp_t2s_needed(text, strlen(text))) {
            needed += c < 0x10000;
            continue;
        }
        char *simple = ask(text);
        if (strcmp(simple, text) != 0)
            fail_msg("U+%X '%s' becomes '%s'", (unsigned)c, text, simple);
        vp_t2s_free(simple);
    }
    assert_in_range(needed, 3000, 5000);
}

static void test_t2s__is_needed_for_phrases(void **state)
{
    (void)state;
    static const char *const phrases[][2] = {
        {"回覆", "回复"}, {"一目瞭然", "一目了然"}, {"沈默", "沉默"}, {"藉口", "借口"}, {"牴觸", "抵触"}, {"彷彿", "仿佛"},
        {"乾坤", "乾坤"}, {"助殘服務", "助残服务"}, {"長者配餐", "长者配餐"},
    };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        char *simple = ask(phrases[i][0]);
        assert_string_equal(simple, phrases[i][1]);
        vp_t2s_free(simple);
        assert_true(vp_t2s_needed(phrases[i][0], strlen(phrases[i][0])));
    }
}

static void test_t2s__is_not_needed_for_what_offices_write(void **state)
{
    (void)state;
    static const char text[] = "面向60岁以上失能长者的“暖心”居家照护项目（2020年）, P-1; café";
    assert_false(vp_t2s_needed(text, strlen(text)));
    assert_false(vp_t2s_needed("", 0));
    assert_true(vp_t2s_needed("\xF0\xA0\x80\x80", 4)); /* U+20000: not in the table */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t2s__is_needed_wherever_a_character_changes),
        cmocka_unit_test(test_t2s__is_needed_for_phrases),
        cmocka_unit_test(test_t2s__is_not_needed_for_what_offices_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
