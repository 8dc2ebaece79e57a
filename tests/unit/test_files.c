/* Files in memory. */
#include <vp/view.h>
#include "tests/unit/test.h"

static void test_files__are_found_in_whatever_order_they_came(void **state)
{
    (void)state;
    vp_err err = {0};
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_files *f;
    assert_int_equal(vp_files_new(&f, NULL, arena, &err), VP_OK);
    vp_writer w = vp_files_writer(f);
    vp_view v = vp_files_view(f);
    const char *order[] = {"m", "p", "c", "d", "a", "z", "b", "c"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        assert_int_equal(w.put(w.ctx, order[i], order[i], 1, &err), VP_OK);
    assert_int_equal(vp_files_count(f), 7);
    const char *last = "", *bytes;
    size_t n;
    for (size_t i = 0; i < vp_files_count(f); i++) {
        const char *path;
        vp_files_get(f, i, &path, &bytes, &n);
        assert_true(strcmp(last, path) < 0);
        last = path;
        assert_int_equal(v.read(v.ctx, path, &bytes, &n, arena, &err), VP_OK);
        assert_string_equal(bytes, path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files__are_found_in_whatever_order_they_came)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
