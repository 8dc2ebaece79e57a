/* Growing text, and text as a terminal shows it. */
#include "test.h"
#include <vp/show.h>
#include <vp/str.h>

static void test_str__is_text_from_the_start(void **state)
{
    (void)state;
    VP_STR t = {0};
    assert_string_equal(vp_str_text(&t), "");
    vp_str_addz(&t, "");
    assert_string_equal(t.s, "");
    vp_str_add(&t, NULL, 0);
    vp_str_clear(&t);
    assert_int_equal(t.n, 0);
}

static void test_str__grows_by_any_piece(void **state)
{
    (void)state;
    VP_STR t = {0};
    size_t want = 0;
    for (size_t n = 0; n < 300; n++) {
        char piece[300];
        memset(piece, 'a' + (int)(n % 26), n);
        vp_str_add(&t, piece, n);
        vp_str_addc(&t, '.');
        want += n + 1;
        assert_int_equal(t.n, want);
        assert_int_equal(strlen(t.s), want);
        assert_true(t.cap > t.n);
    }
    vp_str_addf(&t, "%5000d", 1);
    assert_int_equal(t.n, want + 5000);
    assert_int_equal(vp_str_check(&t, NULL), VP_OK);
}

static void test_str__running_out_of_memory_is_sticky(void **state)
{
    (void)state;
    VP_STR t = {0};
    vp_str_addz(&t, "abc");
    vp_str_add(&t, "x", SIZE_MAX); /* refused before a byte is read */
    assert_true(t.oom);
    vp_str_addz(&t, "def");
    vp_str_addf(&t, "%d", 1);
    assert_string_equal(vp_str_text(&t), "abc");
    vp_err err = {0};
    assert_int_equal(vp_str_check(&t, &err), VP_NOMEM);
    vp_str_clear(&t);
    assert_int_equal(vp_str_check(&t, &err), VP_NOMEM);
    vp_str_free(&t);
    assert_int_equal(vp_str_check(&t, &err), VP_OK);
}

static void shows(const char *s, const char *want)
{
    VP_STR t = {0};
    vp_show(&t, s, strlen(s));
    assert_string_equal(vp_str_text(&t), want);
}

static void test_show__leaves_honest_text_alone(void **state)
{
    (void)state;
    shows("", "");
    shows("plain, 中文，é e\xCC\x81 𠮷 👩‍👧", "plain, 中文，é e\xCC\x81 𠮷 👩‍👧");
}

static void test_show__hides_what_steers_a_terminal(void **state)
{
    (void)state;
    shows("\033[31mred", "?[31mred");
    shows("a\nb\tc\rd\x7F", "a?b?c?d?");
    shows("\xC2\x9B" "31m", "?31m");                         /* CSI as one character */
    shows("a\xE2\x80\xAE" "b", "a?b");                       /* right-to-left override */
    shows("\xE2\x81\xA6\xE2\x81\xA9\xD8\x9C", "???");         /* isolates, Arabic letter mark */
    shows("a\xE2\x80\x8B" "b\xEF\xBB\xBF", "a?b?");          /* zero width */
    shows("a\xE2\x80\xA8" "b", "a?b");                       /* line separator */
    shows("\xF3\xA0\x81\x81", "?");                          /* tag letter */
}

static void test_show__replaces_invalid_bytes_one_by_one(void **state)
{
    (void)state;
    shows("a\xFF" "b", "a?b");
    shows("\xE4\xB8", "??");
    shows("\xC0\xAF", "??");
    shows("\xED\xA0\x80", "???");
    shows("\xF4\x90\x80\x80", "????");
    VP_STR t = {0};
    vp_show(&t, "a\0b", 3);
    assert_string_equal(vp_str_text(&t), "a?b");
    vp_str_clear(&t);
    vp_show(&t, "中文", 4); /* cut in the middle */
    assert_string_equal(vp_str_text(&t), "中?");
}

static void test_width__counts_columns(void **state)
{
    (void)state;
    assert_int_equal(vp_width("", 0), 0);
    assert_int_equal(vp_width("abc", 3), 3);
    assert_int_equal(vp_width("中文", 6), 4);
    assert_int_equal(vp_width("e\xCC\x81", 3), 1);
    assert_int_equal(vp_width("\xFF\xFE", 2), 2);
}

static void test_str__sorts_texts_by_their_bytes(void **state)
{
    (void)state;
    const char *at[] = {"b", "", "中", "B", "ba", "a"}, *wanted[] = {"", "B", "a", "b", "ba", "中"};
    vp_sort_texts(at, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(at[i], wanted[i]);
    vp_sort_texts(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__is_text_from_the_start),
        cmocka_unit_test(test_str__grows_by_any_piece),
        cmocka_unit_test(test_str__running_out_of_memory_is_sticky),
        cmocka_unit_test(test_show__leaves_honest_text_alone),
        cmocka_unit_test(test_show__hides_what_steers_a_terminal),
        cmocka_unit_test(test_show__replaces_invalid_bytes_one_by_one),
        cmocka_unit_test(test_width__counts_columns),
        cmocka_unit_test(test_str__sorts_texts_by_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
