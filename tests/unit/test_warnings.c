/* Warnings of a receipt: all counted, sorted, none too long, none personal. */
#include "lib/verb/warnings.h"
#include "test.h"

static void test_warnings__sorts_and_counts(void **state)
{
    (void)state;
    vp_warnings w;
    VP_STR out = {0};
    assert_int_equal(vp_warnings_open(&w, VP_EN, NULL), VP_OK);
    vp_warnings_add(&w, 3, "b", "z", &(vp_note){"three", {NULL}}, false);
    vp_warnings_state(&w, 2, "c", "a", "stated");
    vp_warnings_add(&w, 2, "打13800000001", "z", &(vp_note){"two %1$s", {"tel 13800000001"}}, false);
    vp_warnings_add(&w, 0, "", "sheet", &(vp_note){"\"all\"", {NULL}}, true);
    assert_int_equal(vp_warnings_write_counts(&out, &w, NULL), VP_OK);
    assert_string_equal(out.s, ",\n  \"warnings\": {\n    \"a\": 1,\n    \"sheet\": 1,\n    \"z\": 2\n  }");
    vp_str_clear(&out);
    assert_int_equal(vp_warnings_write_list(&out, &w, NULL), VP_OK);
    assert_string_equal(out.s, ",\n  \"warning_list\": [\n"
                               "    {\"rule\": \"sheet\", \"text\": \"\\\"all\\\"\"},\n"
                               "    {\"row\": 2, \"column\": \"***\", \"rule\": \"z\", \"text\": \"two ***\"},\n"
                               "    {\"row\": 2, \"column\": \"c\", \"rule\": \"a\", \"text\": \"stated\"},\n"
                               "    {\"row\": 3, \"column\": \"b\", \"rule\": \"z\", \"text\": \"three\"}\n  ]");
    vp_warnings_close(&w);
}

static void test_warnings__are_bounded(void **state)
{
    (void)state;
    vp_warnings w;
    VP_STR out = {0}, text = {0};
    assert_int_equal(vp_warnings_open(&w, VP_ZH, NULL), VP_OK);
    for (size_t i = 0; i < 1000; i++)
        vp_str_addz(&text, "字");
    for (size_t i = 0; i < VP_WARNINGS_MAX + 7; i++)
        vp_warnings_add(&w, i + 1, "c", "r", &(vp_note){"%1$s", {i ? "x" : text.s}}, false);
    assert_int_equal(vp_warnings_write_list(&out, &w, NULL), VP_OK);
    assert_non_null(strstr(out.s, "\"warnings_left_out\": 7,"));
    const char *first = strstr(out.s, "\"text\": \"字"), *end = strstr(first, "…\"}");
    assert_true(end - first == 9 + VP_WARNING_TEXT);
    vp_str_clear(&out);
    assert_int_equal(vp_warnings_write_counts(&out, &w, NULL), VP_OK);
    assert_non_null(strstr(out.s, "\"r\": 100007"));
    vp_warnings_close(&w);
}

static void test_warnings__none(void **state)
{
    (void)state;
    vp_warnings w;
    VP_STR out = {0};
    assert_int_equal(vp_warnings_open(&w, VP_EN, NULL), VP_OK);
    assert_int_equal(vp_warnings_write_counts(&out, &w, NULL), VP_OK);
    assert_int_equal(vp_warnings_write_list(&out, &w, NULL), VP_OK);
    assert_string_equal(out.s, ",\n  \"warnings\": {},\n  \"warning_list\": []");
    vp_warnings_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warnings__sorts_and_counts),
        cmocka_unit_test(test_warnings__are_bounded),
        cmocka_unit_test(test_warnings__none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
