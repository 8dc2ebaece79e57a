/* Spools: small ones in memory, large ones in a file, the same to whoever uses them. */
#include "test.h"
#include "lib/io/spool.h"

static vp_err err;

static void fill(vp_spool *s, vp_str *same, size_t bytes)
{
    char line[64];
    for (size_t i = 0; same->n < bytes; i++) {
        int n = snprintf(line, sizeof line, "line %zu of a text that grows\n", i);
        assert_int_equal(vp_spool_add(s, line, (size_t)n, &err), VP_OK);
        vp_str_add(same, line, (size_t)n);
    }
}

static void assert_holds(vp_spool *s, const vp_str *same)
{
    char got[VP_HASH_HEX], want[VP_HASH_HEX];
    VP_STR copy = {0};
    assert_int_equal(vp_spool_size(s), same->n);
    vp_spool_hash(got, s);
    vp_hash(want, vp_str_text(same), same->n);
    assert_string_equal(got, want);
    assert_int_equal(vp_spool_copy(s, (vp_out){vp_out_str, &copy}, &err), VP_OK);
    assert_int_equal(copy.n, same->n);
    assert_memory_equal(vp_str_text(&copy), vp_str_text(same), copy.n);
}

static void assert_view(vp_spool *s, const vp_str *same)
{
    const char *bytes;
    size_t n;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(vp_spool_view(s, &bytes, &n, &err), VP_OK);
        assert_int_equal(n, same->n);
        assert_memory_equal(bytes, vp_str_text(same), n);
    }
    assert_holds(s, same);
}

static void test_spool__holds_what_was_added(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 100000, (4 << 20) - 20, (4 << 20) + 20, 9 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        VP_AUTO(vp_spool) s = NULL;
        VP_STR same = {0};
        assert_int_equal(vp_spool_new(&s, "a text", &err), VP_OK);
        fill(s, &same, sizes[i]);
        assert_holds(s, &same);
        fill(s, &same, sizes[i] + 300000); /* a copy is not the end of it */
        assert_holds(s, &same);
        assert_view(s, &same);
    }
}

static void test_spool__is_a_sink(void **state)
{
    (void)state;
    VP_AUTO(vp_spool) s = NULL;
    VP_STR same = {0};
    assert_int_equal(vp_spool_new(&s, "a text", &err), VP_OK);
    assert_view(s, &same);
    vp_out out = vp_spool_out(s);
    assert_int_equal(out.write(out.ctx, "a\0b", 3, &err), VP_OK);
    vp_str_add(&same, "a\0b", 3);
    assert_view(s, &same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spool__holds_what_was_added),
        cmocka_unit_test(test_spool__is_a_sink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
