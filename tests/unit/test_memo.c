/* Kept under a key, and forgotten when it is too much. */
#include "tests/unit/test.h"
#include <string.h>
#include <vp/memo.h>

static vp_err err;

static vp_memo_key key_of(const char *kind, const char *a, const char *b)
{
    vp_memo_key key = vp_memo_key_of(kind);
    vp_memo_key_addz(&key, a);
    vp_memo_key_addz(&key, b);
    return key;
}

static void test_memo__keeps_what_was_made_under_its_key(void **state)
{
    (void)state;
    VP_AUTO(vp_memo) m = vp_memo_new(1 << 20);
    int one, two;
    vp_memo_key a = key_of("x", "ab", "c"), b = key_of("x", "a", "bc"), c = key_of("y", "ab", "c");
    assert_non_null(m);
    assert_null(vp_memo_get(m, &a));
    assert_int_equal(vp_memo_put(m, &a, &one, &err), VP_OK);
    assert_int_equal(vp_memo_put(m, &b, &two, &err), VP_OK);
    assert_ptr_equal(vp_memo_get(m, &a), &one);
    assert_ptr_equal(vp_memo_get(m, &b), &two);
    assert_null(vp_memo_get(m, &c));
    assert_int_equal(vp_memo_put(m, &a, &two, &err), VP_OK);
    assert_ptr_equal(vp_memo_get(m, &a), &two);
}

static void test_memo__a_key_that_does_not_fit_names_nothing(void **state)
{
    (void)state;
    VP_AUTO(vp_memo) m = vp_memo_new(1 << 20);
    char text[sizeof((vp_memo_key *)0)->bytes];
    int one;
    memset(text, 'x', sizeof text);
    for (size_t n = sizeof text - 4; n <= sizeof text; n++) {
        vp_memo_key key = vp_memo_key_of("k"); /* two bytes */
        vp_memo_key_add(&key, text, n);
        vp_memo_key_add(&key, text, 1);
        assert_int_equal(vp_memo_put(m, &key, &one, &err), VP_OK);
        assert_ptr_equal(vp_memo_get(m, &key), n + 3 < sizeof text ? &one : NULL);
    }
}

static void test_memo__forgets_everything_when_it_holds_too_much(void **state)
{
    (void)state;
    VP_AUTO(vp_memo) m = vp_memo_new(1 << 20);
    vp_memo_key key = key_of("x", "a", "b");
    char *made = vp_arena_dupz(vp_memo_arena(m), "made");
    assert_int_equal(vp_memo_put(m, &key, made, &err), VP_OK);
    assert_int_equal(vp_memo_rest(m, &err), VP_OK);
    assert_string_equal(vp_memo_get(m, &key), "made");
    assert_non_null(vp_arena_alloc(vp_memo_arena(m), 2 << 20));
    assert_string_equal(vp_memo_get(m, &key), "made");
    assert_int_equal(vp_memo_rest(m, &err), VP_OK);
    assert_null(vp_memo_get(m, &key));
    assert_true(vp_arena_size(vp_memo_arena(m)) < 1 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memo__keeps_what_was_made_under_its_key),
        cmocka_unit_test(test_memo__a_key_that_does_not_fit_names_nothing),
        cmocka_unit_test(test_memo__forgets_everything_when_it_holds_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
