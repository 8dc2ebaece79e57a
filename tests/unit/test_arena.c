/* Arenas: alignment, zeroes, rewinding, sizes that do not exist. */
#include "test.h"
#include <vp/arena.h>

static void test_arena__gives_aligned_zeroed_memory(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = vp_arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n);
    }
}

static void test_arena__zeroes_memory_that_was_rewound(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    vp_mark m = vp_arena_mark(a);
    for (int turn = 0; turn < 4; turn++) {
        for (size_t n = 1; n < 200000; n = n * 3 + 1) { /* over several chunks */
            unsigned char *p = vp_arena_alloc(a, n);
            assert_non_null(p);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xAA, n);
        }
        vp_arena_rewind(a, m);
    }
}

static void test_arena__rewinding_keeps_what_was_before(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    char *keep = vp_arena_dupz(a, "kept");
    vp_mark m = vp_arena_mark(a);
    for (int i = 0; i < 50; i++) {
        memset(vp_arena_alloc(a, 50000), 'x', 50000);
        vp_mark inner = vp_arena_mark(a);
        memset(vp_arena_alloc(a, 3 << 20), 'y', 3 << 20);
        vp_arena_rewind(a, inner);
        if (i % 5 == 0)
            vp_arena_rewind(a, m);
    }
    assert_string_equal(keep, "kept");
}

static void test_arena__refuses_sizes_that_overflow(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    assert_null(vp_arena_alloc(a, SIZE_MAX));
    assert_null(vp_arena_alloc(a, SIZE_MAX - 16));
    assert_null(vp_arena_array(a, SIZE_MAX / 2, 3));
    assert_null(vp_arena_array(a, 3, SIZE_MAX / 2));
    assert_null(vp_arena_dup(a, "x", SIZE_MAX));
    assert_non_null(vp_arena_array(a, 0, 8));
    assert_non_null(vp_arena_array(a, 8, 0));
    assert_non_null(vp_arena_alloc(a, 0));
}

static void test_arena__copies_text(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    assert_string_equal(vp_arena_dup(a, "abcdef", 3), "abc");
    assert_string_equal(vp_arena_dup(a, NULL, 0), "");
    assert_string_equal(vp_arena_dupz(a, ""), "");
    assert_memory_equal(vp_arena_dup(a, "a\0b", 3), "a\0b", 4);
    assert_string_equal(vp_arena_printf(a, "%s-%d", "x", 7), "x-7");
    char *big = vp_arena_printf(a, "%100000d", 1);
    assert_int_equal(strlen(big), 100000);
}

static void test_arena__grows_arrays(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    uint32_t *at = NULL;
    size_t cap = 0;
    vp_err err = {0};
    for (size_t n = 0; n < 5000; n++) {
        assert_int_equal(vp_arena_grow(a, &at, &cap, n, n + 1, sizeof *at, &err), VP_OK);
        assert_true(cap > n);
        assert_int_equal(at[n], 0);
        at[n] = (uint32_t)n;
    }
    for (size_t n = 0; n < 5000; n++)
        assert_int_equal(at[n], n);
    uint32_t *before = at;
    size_t had = cap;
    assert_int_equal(vp_arena_grow(a, &at, &cap, 5000, SIZE_MAX, sizeof *at, &err), VP_NOMEM);
    assert_int_equal(vp_arena_grow(a, &at, &cap, 5000, SIZE_MAX / 2 + 2, 1, &err), VP_NOMEM);
    assert_ptr_equal(at, before);
    assert_int_equal(cap, had);
    assert_string_equal(err.msg, "out of memory");
    assert_int_equal(vp_arena_grow(a, &at, &cap, 5000, 10, sizeof *at, NULL), VP_OK);
    assert_ptr_equal(at, before);
}

static void test_arena__free_takes_null(void **state)
{
    (void)state;
    vp_arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__gives_aligned_zeroed_memory),
        cmocka_unit_test(test_arena__zeroes_memory_that_was_rewound),
        cmocka_unit_test(test_arena__rewinding_keeps_what_was_before),
        cmocka_unit_test(test_arena__refuses_sizes_that_overflow),
        cmocka_unit_test(test_arena__copies_text),
        cmocka_unit_test(test_arena__grows_arrays),
        cmocka_unit_test(test_arena__free_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
