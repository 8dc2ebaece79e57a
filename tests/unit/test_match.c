/* Patterns: what matches, what is no pattern, and what would run away. */
#include "test.h"
#include <time.h>
#include <vp/match.h>

static const vp_where here = {.file = "round.json", .row = 7, .col = 3};

static bool matches(const char *pattern, const char *text)
{
    vp_err err = {0};
    VP_AUTO(vp_match) m = NULL;
    bool yes = false;
    assert_int_equal(vp_match_compile(&m, pattern, here, &err), VP_OK);
    assert_int_equal(vp_match_test(&yes, m, text, strlen(text), &err), VP_OK);
    return yes;
}

static void test_match__finds_the_pattern(void **state)
{
    (void)state;
    static const char phone[] = "^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})$";
    assert_true(matches(phone, "13800000001"));
    assert_true(matches(phone, "020-12345678"));
    assert_false(matches(phone, "12800000001"));
    assert_true(matches("b", "abc"));
    assert_true(matches("^.{2}$", "中文"));
    assert_true(matches("", ""));
    assert_true(matches("(?i)^AB$", "ab"));
    assert_true(matches("(?<!})\\Xb(?)", "1\\a\naaab")); /* PCRE2 is wrong about the last item's length */
}

static void test_match__keeps_digits_and_ends_strict(void **state)
{
    (void)state;
    assert_false(matches("^\\d$", "５"));
    assert_false(matches("^\\w$", "中"));
    assert_true(matches("^a$", "a"));
    assert_false(matches("^a$", "a\n"));
}

static void test_match__says_where_a_pattern_is_wrong(void **state)
{
    (void)state;
    static const struct { const char *pattern, *msg; } bad[] = {
        {"中(", "the pattern '中(' is wrong at its character 3: missing closing parenthesis"},
        {"[z-a]", "the pattern '[z-a]' is wrong at its character 4: range out of order in character class"},
        {"*", "the pattern '*' is wrong at its character 1: quantifier does not follow a repeatable item"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vp_err err = {0};
        VP_AUTO(vp_match) m = NULL;
        assert_int_equal(vp_match_compile(&m, bad[i].pattern, here, &err), VP_CORRUPT);
        assert_string_equal(err.msg, bad[i].msg);
        assert_string_equal(err.hint, "patterns are Perl-compatible regular expressions (PCRE2)");
        assert_int_equal(err.row, 7);
        assert_null(m);
    }
}

static void test_match__refuses_patterns_that_are_too_much(void **state)
{
    (void)state;
    vp_err err = {0};
    VP_AUTO(vp_match) m = NULL;
    char longer[5001], nested[201];
    memset(longer, 'a', 5000);
    longer[5000] = '\0';
    assert_int_equal(vp_match_compile(&m, longer, here, &err), VP_CORRUPT);
    memset(nested, '(', 100);
    memset(nested + 100, ')', 100);
    nested[200] = '\0';
    assert_int_equal(vp_match_compile(&m, nested, here, &err), VP_CORRUPT);
    assert_int_equal(vp_match_compile(&m, "\\C", here, &err), VP_CORRUPT);
    assert_int_equal(vp_match_compile(&m, "((a{1,1000}){1,1000}){1,1000}", here, &err), VP_CORRUPT);
}

static void test_match__stops_what_runs_away(void **state)
{
    (void)state;
    char text[40];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = 'b';
    static const char *const hungry[] = {"^(a+)+$", "^(a|a)*$", "^(([a-z])+.)+[A-Z]([a-z])+$"};
    for (size_t i = 0; i < sizeof hungry / sizeof *hungry; i++) {
        vp_err err = {0};
        VP_AUTO(vp_match) m = NULL;
        bool yes = true;
        assert_int_equal(vp_match_compile(&m, hungry[i], here, &err), VP_OK);
        assert_int_equal(vp_match_test(&yes, m, text, sizeof text, &err), VP_INVALID);
        assert_string_equal(err.msg, "the pattern needs too many steps for this text");
        assert_false(yes);
        assert_int_equal(vp_match_test(&yes, m, "aa", 2, &err), VP_OK); /* and serves again */
    }
}

/* PCRE2's own limits do not see these: they count anew from each character, and not inside an item. */
static void test_match__stops_what_is_only_slow(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    static const char *const slow[] = {"a+[xy]", "a+[xy]$", "x?.*[yz]", "a{60000}[xy]", "a{50000}[xy]|a{50001}[xy]",
        "\\X[xy]",
        "(?<=[ab]{50000}[cd])[ab]", "a.{0,1000}[xy]", "(a)\\1+[xy]", "a*?[xy]", "(?>a+)[xy]", "(?=a*[xy])",
        "[ab]*+c?[xy]", "(\\w+\\s?)+[xy]$", "(?i)a+[xy]", "(?)a+[xy]", "(?#.)a+[xy]",
        "a+\\Q\\E[xy]", "^(a|aa)+$", NULL};
    char *text = test_malloc(SIZE);
    memset(text, 'a', SIZE);
    text[SIZE - 1] = 'b';
    for (size_t i = 0; slow[i]; i++) {
        vp_err err = {0};
        VP_AUTO(vp_match) m = NULL;
        bool yes = true;
        clock_t from = clock();
        assert_int_equal(vp_match_compile(&m, slow[i], here, &err), VP_OK);
        if (vp_match_test(&yes, m, text, SIZE, &err) != VP_INVALID)
            fail_msg("%s was not stopped", slow[i]);
        double took = (double)(clock() - from) / CLOCKS_PER_SEC;
        if (took > 20) /* minutes without the limits; a sanitizer makes seconds of less than one */
            fail_msg("%s took %.1f s", slow[i], took);
        assert_int_equal(vp_match_test(&yes, m, "aaaay", 5, &err), VP_OK);
    }
    test_free(text);
}

static void test_match__refuses_bytes_that_are_no_text(void **state)
{
    (void)state;
    vp_err err = {0};
    VP_AUTO(vp_match) m = NULL;
    bool yes;
    assert_int_equal(vp_match_compile(&m, "a", here, &err), VP_OK);
    assert_int_equal(vp_match_test(&yes, m, "\xFF", 1, &err), VP_INVALID);
    assert_string_equal(err.msg, "the text cannot be matched: it is not UTF-8");
    assert_int_equal(vp_match_test(&yes, m, "b\0a", 3, &err), VP_OK);
    assert_true(yes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match__finds_the_pattern),
        cmocka_unit_test(test_match__keeps_digits_and_ends_strict),
        cmocka_unit_test(test_match__says_where_a_pattern_is_wrong),
        cmocka_unit_test(test_match__refuses_patterns_that_are_too_much),
        cmocka_unit_test(test_match__stops_what_runs_away),
        cmocka_unit_test(test_match__stops_what_is_only_slow),
        cmocka_unit_test(test_match__refuses_bytes_that_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
