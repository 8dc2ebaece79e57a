/* Files in memory: any order of writing, removal, folders, a view below. */
#include "test.h"
#include <vp/view.h>

enum { MOST = 400 };

static vp_arena *arena;
static vp_err err;

static int fresh(void **state)
{
    (void)state;
    arena = vp_arena_new();
    return arena ? 0 : -1;
}

static int gone(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static vp_files *files(const vp_view *below)
{
    vp_files *f;
    assert_int_equal(vp_files_new(&f, below, arena, &err), VP_OK);
    return f;
}

static void put(vp_files *f, const char *path, const char *text)
{
    vp_writer w = vp_files_writer(f);
    assert_int_equal(w.put(w.ctx, path, text, text ? strlen(text) : 0, &err), VP_OK);
}

static void holds(vp_files *f, const char *path, const char *want)
{
    vp_view v = vp_files_view(f);
    const char *bytes = "?";
    size_t n = 0;
    vp_status s = v.read(v.ctx, path, &bytes, &n, arena, &err);
    assert_int_equal(s, want ? VP_OK : VP_NOTFOUND);
    if (want) {
        assert_int_equal(n, strlen(want));
        assert_string_equal(bytes, want);
    }
}

static void lists(vp_files *f, const char *folder, const char *want)
{
    vp_view v = vp_files_view(f);
    const char *const *names;
    size_t n;
    char got[4000] = "";
    assert_int_equal(v.list(v.ctx, folder, &names, &n, arena, &err), VP_OK);
    for (size_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? " " : "", names[i]);
    assert_string_equal(got, want);
}

static void test_files__keeps_what_is_put_in_any_order(void **state)
{
    (void)state;
    vp_files *f = files(NULL);
    put(f, "c", "1");
    put(f, "a", "2");
    put(f, "b", "3"); /* after a look that put the first two in order */
    holds(f, "a", "2");
    holds(f, "b", "3");
    holds(f, "c", "1");
    put(f, "b", "4");
    holds(f, "b", "4");
    assert_int_equal(vp_files_count(f), 3);
    lists(f, "", "a b c");
}

static void test_files__shows_folders(void **state)
{
    (void)state;
    vp_files *f = files(NULL);
    put(f, "lists/b.csv", "x");
    put(f, "round.json", "x");
    put(f, "lists/a.csv", "x");
    put(f, "lists-of-old/c", "x");
    put(f, "lists/deep/d", "x");
    lists(f, "", "lists-of-old/ lists/ round.json");
    lists(f, "lists", "a.csv b.csv deep/");
    lists(f, "lists/deep", "d");
    lists(f, "list", "");
    lists(f, "nowhere", "");
}

static void test_files__removes(void **state)
{
    (void)state;
    vp_files *f = files(NULL);
    put(f, "a", "1");
    put(f, "a", NULL);
    put(f, "b", NULL);
    holds(f, "a", NULL);
    holds(f, "b", NULL);
    lists(f, "", "");
    assert_int_equal(vp_files_count(f), 2); /* removals are told too */
    assert_true(vp_files_has(f, "a") && vp_files_has(f, "b"));
    assert_false(vp_files_has(f, "nowhere"));
    put(f, "a", "2");
    holds(f, "a", "2");
}

static void test_files__empty_is_not_gone(void **state)
{
    (void)state;
    vp_files *f = files(NULL);
    put(f, "a", "");
    holds(f, "a", "");
    lists(f, "", "a");
}

static void test_files__lies_on_top_of_another_view(void **state)
{
    (void)state;
    vp_files *under = files(NULL);
    put(under, "lists/a", "old");
    put(under, "lists/b", "old");
    put(under, "c", "old");
    vp_view below = vp_files_view(under);
    vp_files *f = files(&below);
    put(f, "lists/b", "new");
    put(f, "lists/a", NULL);
    put(f, "lists/0", "new");
    holds(f, "c", "old");
    holds(f, "lists/b", "new");
    holds(f, "lists/a", NULL);
    lists(f, "lists", "0 b");
    lists(f, "", "c lists/");
    assert_int_equal(vp_files_count(f), 3);
    holds(under, "lists/a", "old");
    holds(under, "lists/b", "old");
}

static void test_files__copies_bytes_with_nuls(void **state)
{
    (void)state;
    vp_files *f = files(NULL);
    vp_writer w = vp_files_writer(f);
    char bytes[] = "a\0b";
    assert_int_equal(w.put(w.ctx, "x", bytes, 3, &err), VP_OK);
    bytes[0] = 'z';
    vp_view v = vp_files_view(f);
    const char *got;
    size_t n;
    assert_int_equal(v.read(v.ctx, "x", &got, &n, arena, &err), VP_OK);
    assert_int_equal(n, 3);
    assert_memory_equal(got, "a\0b", 4);
}

/* Against a plain table: thousands of steps in an order that nobody chose. */
static void test_files__agrees_with_a_plain_table(void **state)
{
    (void)state;
    static char model[MOST][16]; /* "" is absent */
    static bool seen[MOST];
    vp_files *f = files(NULL);
    uint32_t random = 12345;
    size_t count = 0;
    for (int step = 0; step < 6000; step++) {
        random = random * 1664525u + 1013904223u;
        size_t k = (random >> 8) % MOST;
        char path[32], text[16];
        snprintf(path, sizeof path, "p/%zu", k * 7919 % MOST);
        if (random >> 30 == 0) {
            put(f, path, NULL);
            model[k][0] = '\0';
        } else if (random >> 30 == 1) {
            holds(f, path, model[k][0] ? model[k] : NULL);
            continue;
        } else {
            snprintf(text, sizeof text, "%d", step);
            put(f, path, text);
            strcpy(model[k], text);
        }
        count += !seen[k];
        seen[k] = true;
        if (step % 500 == 0) { /* in the order of their paths, each once */
            const char *path_now, *last = "", *bytes;
            size_t n;
            assert_int_equal(vp_files_count(f), count);
            for (size_t i = 0; i < count; i++) {
                vp_files_get(f, i, &path_now, &bytes, &n);
                assert_true(strcmp(last, path_now) < 0);
                last = path_now;
            }
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, gone)
    const struct CMUnitTest tests[] = {
        TEST(test_files__keeps_what_is_put_in_any_order),
        TEST(test_files__shows_folders),
        TEST(test_files__removes),
        TEST(test_files__empty_is_not_gone),
        TEST(test_files__lies_on_top_of_another_view),
        TEST(test_files__copies_bytes_with_nuls),
        TEST(test_files__agrees_with_a_plain_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
