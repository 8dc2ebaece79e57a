/* The funding line: who is surely above it, who surely below, and who is drawn. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <vp/score.h>

enum { MOST = 32 };

typedef struct world { vp_arena *arena; vp_ranked row[MOST]; vp_ranking ranking; } world;

static int set_up(void **state)
{
    static world w;
    w = (world){.arena = vp_arena_new()};
    w.ranking.at = w.row;
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    vp_arena_free(((world *)*state)->arena);
    return 0;
}

/* Rows "1-3 2-2 …" in the order of their ranks, then `unranked` more. */
static void rows(world *w, const char *bounds, size_t unranked)
{
    size_t low, high;
    int used;
    w->ranking.n = 0;
    for (const char *s = bounds; sscanf(s, " %zu-%zu%n", &low, &high, &used) == 2; s += used) {
        vp_ranked *r = &w->row[w->ranking.n++];
        *r = (vp_ranked){.rank = w->ranking.n, .id = "p", .flags = w->ranking.n == 1 ? "range" : ""};
        r->low = vp_arena_printf(w->arena, "%zu", low);
        r->high = vp_arena_printf(w->arena, "%zu", high);
    }
    while (unranked-- > 0)
        w->row[w->ranking.n++] = (vp_ranked){.id = "q", .low = "", .high = "", .flags = "incomplete"};
}

/* a, l, r for each row, and '|' behind the last above the line. */
static void assert_bands(world *w, size_t line, const char *expected)
{
    char got[2 * MOST + 1] = "";
    assert_int_equal(vp_ranking_bands(&w->ranking, line, w->arena, NULL), VP_OK);
    assert_true(w->ranking.bands.drawn);
    for (size_t i = 0; i < w->ranking.n && w->row[i].rank > 0; i++) {
        const char *f = w->row[i].flags;
        strcat(got, vp_flags_have(f, "accepted") ? "a" : vp_flags_have(f, "rejected") ? "r"
                    : vp_flags_have(f, "lottery") ? "l" : "?");
        if (vp_flags_have(f, "line"))
            strcat(got, "|");
    }
    assert_string_equal(got, expected);
}

static void test_bands__bounds_that_cross_the_line_are_the_lottery_group(void **state)
{
    world *w = *state;
    rows(w, "1-2 1-2 2-4 3-5 4-6 6-6", 1);
    assert_bands(w, 3, "aal|lrr");
    assert_string_equal(w->row[0].flags, "range;accepted");
    assert_string_equal(w->row[6].flags, "incomplete");
}

static void test_bands__what_crosses_and_what_only_touches(void **state)
{
    world *w = *state;
    rows(w, "1-1 1-3 2-4 4-5 3-6 6-7 7-7", 0);
    assert_bands(w, 3, "aal|rlrr");
    assert_int_equal(w->ranking.bands.accepted, 2);
    assert_int_equal(w->ranking.bands.lottery, 2);
    assert_int_equal(w->ranking.bands.rejected, 3);
    assert_int_equal(w->ranking.bands.line, 3);
}

static void test_bands__nobody_is_promised_a_place_that_is_not_there(void **state)
{
    world *w = *state;
    rows(w, "1-3 1-3 1-3 1-3", 0); /* each is among the first three with 3/4 */
    assert_bands(w, 3, "lll|l");
    rows(w, "2-4 2-4 2-4 2-4", 0);
    assert_bands(w, 1, "l|lll");
}

static void test_bands__whoever_is_drawn_for_may_win_and_may_lose(void **state)
{
    world *w = *state;
    rows(w, "1-1 2-2 1-4 3-4", 0); /* two accepted for two places: one of them is to be drawn after all */
    assert_bands(w, 2, "al|lr");
}

static void test_bands__lines_at_the_ends(void **state)
{
    world *w = *state;
    rows(w, "1-2 1-3 2-3", 2);
    assert_bands(w, 3, "aaa|");
    rows(w, "1-2 1-3 2-3", 2);
    assert_bands(w, 99, "aaa|");
    rows(w, "1-2 1-3 2-3", 0);
    assert_bands(w, 0, "rrr");
    rows(w, "", 2);
    assert_bands(w, 1, "");
}

static void test_bands__without_bounds_there_are_none(void **state)
{
    world *w = *state;
    static const char *const wrong[] = {"", "0", "3", "x", "-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rows(w, "1-2 1-2", 0);
        w->row[1].low = w->row[1].high = wrong[i];
        assert_int_equal(vp_ranking_bands(&w->ranking, 1, w->arena, NULL), VP_OK);
        assert_false(w->ranking.bands.drawn);
        assert_string_equal(w->row[0].flags, "range");
    }
}

static void test_bands__words_of_flags(void **state)
{
    (void)state;
    assert_true(vp_flags_have("a;line;b", "line"));
    assert_true(vp_flags_have("line", "line"));
    assert_false(vp_flags_have("outline;lines", "line"));
    assert_false(vp_flags_have("", "line"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_bands__bounds_that_cross_the_line_are_the_lottery_group),
        TEST(test_bands__what_crosses_and_what_only_touches),
        TEST(test_bands__nobody_is_promised_a_place_that_is_not_there),
        TEST(test_bands__whoever_is_drawn_for_may_win_and_may_lose),
        TEST(test_bands__lines_at_the_ends),
        TEST(test_bands__without_bounds_there_are_none),
        TEST(test_bands__words_of_flags),
    };
    return cmocka_run_group_tests_name("bands", tests, NULL, NULL);
}
