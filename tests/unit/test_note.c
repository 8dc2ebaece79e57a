/* Notes: numbered places filled in any order, in any language. */
#include "test.h"
#include <vp/note.h>

static void says(vp_note note, const char *want)
{
    VP_STR t = {0};
    vp_note_text(&t, VP_EN, &note);
    assert_string_equal(vp_str_text(&t), want);
}

static void test_note__fills_places_in_any_order(void **state)
{
    (void)state;
    says((vp_note){"plain", {0}}, "plain");
    says((vp_note){"%1$s", {"a"}}, "a");
    says((vp_note){"%4$s%3$s%2$s%1$s!", {"a", "b", "c", "d"}}, "dcba!");
    says((vp_note){"%1$s and %1$s", {"a"}}, "a and a");
    says((vp_note){"", {0}}, "");
}

static void test_note__missing_arguments_are_nothing(void **state)
{
    (void)state;
    says((vp_note){"[%2$s]", {"a"}}, "[]");
}

static void test_note__arguments_are_not_read_again(void **state)
{
    (void)state;
    says((vp_note){"%1$s%2$s", {"%2$s", "%%"}}, "%2$s%%");
}

static void test_note__leaves_other_percent_signs(void **state)
{
    (void)state;
    says((vp_note){"60 %", {0}}, "60 %");
    says((vp_note){"60 %% of %1$s", {"a"}}, "60 % of a");
    says((vp_note){"%", {0}}, "%");
    says((vp_note){"%s %5$s %0$s %1$d %1", {"a"}}, "%s %5$s %0$s %1$d %1");
}

static void test_note__speaks_the_language_asked_for(void **state)
{
    (void)state;
    VP_STR t = {0};
    vp_note note = {N_("out of memory"), {0}};
    vp_note_text(&t, VP_ZH, &note);
    assert_string_equal(vp_str_text(&t), "内存不足");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_note__fills_places_in_any_order),
        cmocka_unit_test(test_note__missing_arguments_are_nothing),
        cmocka_unit_test(test_note__arguments_are_not_read_again),
        cmocka_unit_test(test_note__leaves_other_percent_signs),
        cmocka_unit_test(test_note__speaks_the_language_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
