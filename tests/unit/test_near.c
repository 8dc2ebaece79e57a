/* Edit distance of short names. */
#include "test.h"
#include <stdint.h>
#include <vp/near.h>

static void apart(const char *a, const char *b, size_t want)
{
    assert_int_equal(vp_distance(a, strlen(a), b), want);
    assert_int_equal(vp_distance(b, strlen(b), a), want);
}

static void test_near__counts_edits(void **state)
{
    (void)state;
    apart("", "", 0);
    apart("", "abc", 3);
    apart("format", "format", 0);
    apart("format", "fromat", 1);
    apart("format", "formt", 1);
    apart("format", "formate", 1);
    apart("format", "fornat", 1);
    apart("kitten", "sitting", 3);
    apart("abcd", "badc", 2);
    assert_int_equal(vp_distance("format=json", 6, "format"), 0);
}

static void test_near__does_not_measure_what_is_long(void **state)
{
    (void)state;
    char longest[VP_NEAR_MAX + 2];
    memset(longest, 'x', sizeof longest);
    longest[VP_NEAR_MAX + 1] = '\0';
    apart(longest, "x", SIZE_MAX);
    longest[VP_NEAR_MAX] = '\0';
    apart(longest, "x", VP_NEAR_MAX - 1);
    apart(longest, longest, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near__counts_edits),
        cmocka_unit_test(test_near__does_not_measure_what_is_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
