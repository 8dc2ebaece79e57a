/* Maps: many keys, keys with NULs, empty keys. */
#include "test.h"
#include <vp/map.h>

static void test_map__keeps_every_key(void **state)
{
    (void)state;
    VP_AUTO(vp_map) m = vp_map_new();
    char key[32];
    for (int turn = 0; turn < 2; turn++)
        for (uint64_t i = 0; i < 20000; i++) {
            int n = snprintf(key, sizeof key, "key-%llu", (unsigned long long)i);
            bool fresh;
            uint64_t *slot = vp_map_put(m, key, (size_t)n, &fresh);
            assert_non_null(slot);
            assert_int_equal(fresh, turn == 0);
            assert_int_equal(*slot, turn == 0 ? 0 : i * i);
            *slot = i * i;
        }
    assert_int_equal(vp_map_count(m), 20000);
    for (uint64_t i = 0; i < 20000; i++) {
        int n = snprintf(key, sizeof key, "key-%llu", (unsigned long long)i);
        assert_int_equal(*vp_map_get(m, key, (size_t)n), i * i);
        key[0] = 'K';
        assert_null(vp_map_get(m, key, (size_t)n));
    }
}

static void test_map__keys_are_bytes_with_a_length(void **state)
{
    (void)state;
    VP_AUTO(vp_map) m = vp_map_new();
    *vp_map_put(m, "", 0, NULL) = 1;
    *vp_map_put(m, "\0", 1, NULL) = 2;
    *vp_map_put(m, "a", 1, NULL) = 3;
    *vp_map_put(m, "a\0", 2, NULL) = 4;
    *vp_map_put(m, "a\0b", 3, NULL) = 5;
    assert_int_equal(vp_map_count(m), 5);
    assert_int_equal(*vp_map_get(m, "", 0), 1);
    assert_int_equal(*vp_map_get(m, "\0", 1), 2);
    assert_int_equal(*vp_map_get(m, "axx", 1), 3);
    assert_int_equal(*vp_map_get(m, "a\0b", 2), 4);
    assert_int_equal(*vp_map_get(m, "a\0b", 3), 5);
    assert_null(vp_map_get(m, "b", 1));
}

static void test_map__copies_its_keys(void **state)
{
    (void)state;
    VP_AUTO(vp_map) m = vp_map_new();
    char key[] = "abc";
    *vp_map_put(m, key, 3, NULL) = 9;
    key[0] = 'z';
    assert_null(vp_map_get(m, key, 3));
    assert_int_equal(*vp_map_get(m, "abc", 3), 9);
}

static void test_map__an_empty_one_finds_nothing(void **state)
{
    (void)state;
    VP_AUTO(vp_map) m = vp_map_new();
    assert_null(vp_map_get(m, "x", 1));
    assert_null(vp_map_get(m, "", 0));
    assert_int_equal(vp_map_count(m), 0);
    vp_map_free(NULL);
}

static void test_map__may_live_in_an_arena(void **state)
{
    (void)state;
    VP_AUTO(vp_arena) a = vp_arena_new();
    vp_map *m = vp_map_in(a);
    char key[32];
    for (uint64_t i = 0; i < 3000; i++) {
        int n = snprintf(key, sizeof key, "%llu", (unsigned long long)i);
        assert_non_null(vp_arena_alloc(a, 5)); /* beside it */
        *vp_map_put(m, key, (size_t)n, NULL) = i;
    }
    for (uint64_t i = 0; i < 3000; i++) {
        int n = snprintf(key, sizeof key, "%llu", (unsigned long long)i);
        assert_int_equal(*vp_map_get(m, key, (size_t)n), i);
    }
    assert_int_equal(vp_map_count(m), 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map__keeps_every_key),
        cmocka_unit_test(test_map__keys_are_bytes_with_a_length),
        cmocka_unit_test(test_map__copies_its_keys),
        cmocka_unit_test(test_map__an_empty_one_finds_nothing),
        cmocka_unit_test(test_map__may_live_in_an_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
