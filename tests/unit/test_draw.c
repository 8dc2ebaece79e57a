/* Verifiable random selection: the example of RFC 3797, the canonical form of a seed, evenness. */
#include "test.h"
#include <vp/draw.h>

static vp_arena *arena;

/* ---- RFC 3797, section 6 ---- */

static const char *const rfc_sources[] = {"9319", "2, 5, 12, 8, 10", "9, 18, 26, 34, 41, 45"};

static const struct line { const char *hash; size_t left, selected; } rfc[] = {
    {"990dd0a5692a029a98b5e01aa28f3459", 25, 17}, {"3691e55cb63fcc37914430b2f70b5ec6", 24, 7},
    {"fe814edf564c190ac1d25753979990fa", 23, 2},  {"1863ccaceb568c31d7ddbdf1d4e91387", 22, 16},
    {"f4ab33df4889f0af29c513905be1d758", 21, 25}, {"13eaeb529f61acfb9a29d0ba3a60de4a", 20, 23},
    {"992db77c382ca2bdb9727001f3cdccd9", 19, 8},  {"63ab4258eca922976811c7f55c383ce7", 18, 24},
    {"dfbc5ac97ced01b3a6e348e3cc63f40d", 17, 19}, {"31cb111c4a4ebe9287ceae16fe51b909", 16, 13},
    {"07fa46c122f164c215bbc72793b189a3", 15, 22}, {"ac52f8d75ccbe2e61afeb3387637d501", 14, 0},
    {"53306f73e14fc0b2fbf434218d25948e", 13, 0},  {"b5d1403501a81f9a47318be7893b347c", 12, 0},
    {"85b10b356aa06663ef1b1b407765100a", 11, 0},  {"3269e6ce559abd57e2ba6aab495eb9bd", 10, 0},
};

static const char *seed_of(const char *const *sources, size_t n)
{
    VP_STR text = {0};
    assert_int_equal(vp_draw_seed(&text, sources, n, arena, NULL), VP_OK);
    return vp_arena_dupz(arena, vp_str_text(&text));
}

static void test_draw__does_the_example_of_rfc3797_line_by_line(void **state)
{
    (void)state;
    size_t order[16];
    const char *seed = seed_of(rfc_sources, 3);
    assert_string_equal(seed, "9319./2.5.8.10.12./9.18.26.34.41.45./");
    vp_draw_how how = {.algorithm = "rfc3797", .seed = seed};
    assert_int_equal(vp_draw(order, 16, 25, &how, arena, NULL), VP_OK);
    for (size_t i = 0; i < 16; i++) {
        vp_draw_step step;
        assert_int_equal(vp_draw_show(&step, i, 25, &how, NULL), VP_OK);
        assert_string_equal(step.hash, rfc[i].hash);
        assert_int_equal(step.left, rfc[i].left);
        if (rfc[i].selected > 0) /* the rest are hashes only */
            assert_int_equal(order[i] + 1, rfc[i].selected);
    }
}

static void test_draw__needs_as_many_bits_as_rfc3797_says(void **state)
{
    (void)state;
    static const unsigned table[][2] = {{20, 18}, {25, 22}, {30, 25}, {35, 28}, {40, 30},
                                        {50, 34}, {60, 37}, {75, 40}, {100, 44}, {120, 47}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(vp_draw_bits_needed(10, table[i][0]), table[i][1]);
    assert_int_equal(vp_draw_bits_needed(2, 2), 1);  /* two orders */
    assert_int_equal(vp_draw_bits_needed(1, 1024), 10);
    assert_int_equal(vp_draw_bits_needed(1023, 1024), 10);
    assert_int_equal(vp_draw_bits_needed(1, 1), 0);
    assert_int_equal(vp_draw_bits_needed(0, 7), 0);
    assert_int_equal(vp_draw_bits_needed(500, 1000000), VP_DRAW_AMPLE);
    assert_int_equal(vp_draw_bits_needed(UINT32_MAX, UINT32_MAX), VP_DRAW_AMPLE);
}

static void test_draw__counts_the_bits_of_a_seed(void **state)
{
    (void)state;
    assert_int_equal(vp_draw_bits_given("9319./2.5.8.10.12./9.18.26.34.41.45./"), 73); /* 22 digits */
    assert_int_equal(vp_draw_bits_given("1./"), 3);
    assert_int_equal(vp_draw_bits_given("DEADBEEF/"), 32);
    assert_int_equal(vp_draw_bits_given("ZZ/"), 9);
}

/* ---- the canonical form ---- */

static const struct form { const char *text, *seed; } forms[] = {
    {"9319 / 2 5 12 8 10 / 9 18 26 34 41 45", "9319./2.5.8.10.12./9.18.26.34.41.45./"},
    {"9319./2.5.8.10.12./9.18.26.34.41.45./", "9319./2.5.8.10.12./9.18.26.34.41.45./"}, /* is one already */
    {"007", "7./"},
    {"000", "0./"},
    {"0", "0./"},
    {"1.250", "1.25/"},
    {"0.50", "0.5/"},
    {"00012.000", "12./"},
    {"2026-05-08", "5.8.2026./"},
    {"12:30", "12.30./"},
    {"03,07;12|18+09", "3.7.9.12.18./"},
    {"03、07，12　18", "3.7.12.18./"},
    {"０３ ０７", "3.7./"},
    {"5 5 5", "5.5.5./"},
    {"  42\t", "42./"},
    {"99999999999999999999999999 100000000000000000000000000",
     "99999999999999999999999999.100000000000000000000000000./"},
    {"W 4-1", "W41/"},
    {"00000000000000000002a7c4", "00000000000000000002A7C4/"},
    {"ａｂｃ", "ABC/"},
};

static void test_draw__brings_a_seed_into_its_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *seed = seed_of(&forms[i].text, 1);
        assert_string_equal(seed, forms[i].seed);
        assert_string_equal(seed_of(&seed, 1), seed); /* and leaves it there */
    }
    /* Where a fraction ends, only the sources know. */
    assert_string_equal(seed_of((const char *const[]){"1.25 5 3"}, 1), "1.253.5./");
    assert_string_equal(seed_of((const char *const[]){"10 9 9.5 9.25"}, 1), "9.9.259.510./");
}

static const struct wrong { const char *text, *msg; } wrong[] = {
    {"", "source 1 of the seed is empty"},
    {" ", "source 1 of the seed is empty"},
    {"1 // 2", "source 2 of the seed is empty"},
    {"/1", "source 1 of the seed is empty"},
    {"...", "source 1 of the seed has '.', which is no number and no letter from A to Z"},
    {".5", "source 1 of the seed has '.', which is no number and no letter from A to Z"},
    {"1..2", "source 1 of the seed has '.', which is no number and no letter from A to Z"},
    {"7 / 双色球 3", "source 2 of the seed has '双', which is no number and no letter from A to Z"},
    {"caf\xC3\xA9", "source 1 of the seed has '\xC3\xA9', which is no number and no letter from A to Z"},
    {"5%", "source 1 of the seed has '%', which is no number and no letter from A to Z"},
    {"-5", "source 1 of the seed has a number below zero"},
    {"3, -5", "source 1 of the seed has a number below zero"},
    {"a\nb", "source 1 of the seed has '?', which is no number and no letter from A to Z"},
    {"1\n2", "source 1 of the seed has '?', which is no number and no letter from A to Z"},
    {"--", "source 1 of the seed is empty"},
    {"a/!", "source 2 of the seed has '!', which is no number and no letter from A to Z"},
};

static void test_draw__refuses_what_has_no_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        VP_STR text = {0};
        vp_err err = {0};
        assert_int_equal(vp_draw_seed(&text, &wrong[i].text, 1, arena, &err), VP_INVALID);
        assert_string_equal(err.msg, wrong[i].msg);
    }
    VP_STR none = {0};
    assert_int_equal(vp_draw_seed(&none, NULL, 0, arena, NULL), VP_INVALID);
}

static void refused(const vp_draw_how *how, size_t k, size_t n, const char *msg)
{
    size_t order[8];
    vp_err err = {0};
    assert_int_equal(vp_draw(order, k, n, how, arena, &err), VP_INVALID);
    assert_string_equal(err.msg, msg);
}

static void test_draw__refuses_what_cannot_be_drawn(void **state)
{
    (void)state;
    refused(&(vp_draw_how){.seed = "1./"}, 3, 2, "3 cannot be drawn from 2");
    refused(&(vp_draw_how){0}, 1, 2, "there is no seed to draw by");
    refused(&(vp_draw_how){.seed = ""}, 1, 2, "there is no seed to draw by");
    refused(&(vp_draw_how){.seed = "1 2"}, 1, 2, "the seed '1 2' is not in its canonical form");
    refused(&(vp_draw_how){.seed = "1."}, 1, 2, "the seed '1.' is not in its canonical form");
    refused(&(vp_draw_how){.seed = "1./", .algorithm = "dice"}, 1, 2, "there is no way to draw called 'dice'");
    refused(&(vp_draw_how){.seed = "1./", .purpose = "Panel"}, 1, 2, "'Panel' cannot be the purpose of a draw");
    refused(&(vp_draw_how){.seed = "1./", .purpose = "a\nb"}, 1, 2, "'a\nb' cannot be the purpose of a draw");
    refused(&(vp_draw_how){.seed = "1./", .algorithm = "rfc3797"}, 1, 65536,
            "rfc3797 draws from 65535 items at most, and here are 65536");
    assert_int_equal(vp_draw(NULL, 0, 0, &(vp_draw_how){.seed = "1./"}, arena, NULL), VP_OK); /* nothing of nothing */
}

/* ---- the draw ---- */

/* By Python: hashlib.sha256(i.to_bytes(8, "big") + text + i.to_bytes(8, "big")), % (n - i), pop. */
static void test_draw__sha256_draws_what_its_definition_says(void **state)
{
    (void)state;
#include "draw_vectors.h"
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        vp_draw_how how = {.seed = v->seed, .purpose = v->purpose};
        size_t order[8];
        vp_draw_step step;
        assert_int_equal(vp_draw(order, 8, v->n, &how, arena, NULL), VP_OK);
        assert_memory_equal(order, v->order, sizeof order);
        assert_int_equal(vp_draw_show(&step, 7, v->n, &how, NULL), VP_OK);
        assert_string_equal(step.hash, v->last);
    }
}

/* The tree takes what a list would give. */
static void test_draw__takes_from_what_is_left(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 70; n++) {
        vp_draw_how how = {.seed = "2026./", .purpose = "left"};
        size_t order[70], list[70], k = n;
        for (size_t i = 0; i < n; i++)
            list[i] = i;
        assert_int_equal(vp_draw(order, n, n, &how, arena, NULL), VP_OK);
        for (size_t i = 0; i < n; i++, k--) {
            vp_draw_step step;
            assert_int_equal(vp_draw_show(&step, i, n, &how, NULL), VP_OK);
            assert_int_equal(step.left, k);
            assert_int_equal(order[i], list[step.remainder]);
            memmove(list + step.remainder, list + step.remainder + 1, (k - step.remainder - 1) * sizeof *list);
        }
    }
}

/* Every item comes equally often, at the first place and among the drawn: 20 items, 5 drawn, 4000 seeds. Of 19 degrees
   of freedom, chi-square is below 43.8 in 999 of 1000 series; the seeds are fixed, so this one is. */
static void test_draw__every_item_is_equally_likely(void **state)
{
    (void)state;
    enum { ITEMS = 20, DRAWN = 5, SEEDS = 4000 };
    for (size_t a = 0; vp_draw_algorithm_names[a]; a++) {
        long first[ITEMS] = {0}, drawn[ITEMS] = {0}, pairs = 0;
        for (int s = 0; s < SEEDS; s++) {
            char seed[16];
            size_t order[DRAWN];
            snprintf(seed, sizeof seed, "%d./", s);
            vp_draw_how how = {.seed = seed, .algorithm = vp_draw_algorithm_names[a]};
            assert_int_equal(vp_draw(order, DRAWN, ITEMS, &how, arena, NULL), VP_OK);
            first[order[0]]++;
            pairs += order[0] < order[1];
            for (int i = 0; i < DRAWN; i++)
                drawn[order[i]]++;
        }
        double x = 0, y = 0, e = (double)SEEDS / ITEMS, ed = e * DRAWN;
        for (int i = 0; i < ITEMS; i++) {
            x += ((double)first[i] - e) * ((double)first[i] - e) / e;
            y += ((double)drawn[i] - ed) * ((double)drawn[i] - ed) / ed;
        }
        assert_true(x < 43.8);
        assert_true(y < 43.8);
        assert_true(pairs > SEEDS / 2 - 110 && pairs < SEEDS / 2 + 110); /* 3.5 standard deviations */
    }
}

/* Two purposes share nothing: of two items, the orders agree as often as coins do. */
static void test_draw__purposes_do_not_share_their_luck(void **state)
{
    (void)state;
    int alike = 0;
    for (int s = 0; s < 2000; s++) {
        char seed[16];
        size_t a, b;
        snprintf(seed, sizeof seed, "%d./", s);
        assert_int_equal(vp_draw(&a, 1, 2, &(vp_draw_how){NULL, seed, "ties/A"}, arena, NULL), VP_OK);
        assert_int_equal(vp_draw(&b, 1, 2, &(vp_draw_how){NULL, seed, "ties/B"}, arena, NULL), VP_OK);
        alike += a == b;
    }
    assert_true(alike > 1000 - 80 && alike < 1000 + 80);
}

static void test_draw__a_million_items_are_put_in_order_at_once(void **state)
{
    (void)state;
    enum { N = 1000000 };
    size_t *order = vp_arena_array(arena, N, sizeof *order);
    unsigned char *seen = vp_arena_alloc(arena, N);
    assert_int_equal(vp_draw(order, N, N, &(vp_draw_how){.seed = "1./"}, arena, NULL), VP_OK);
    for (size_t i = 0; i < N; i++) {
        assert_true(order[i] < N && !seen[order[i]]);
        seen[order[i]] = 1;
    }
}

static void test_draw__every_algorithm_has_help(void **state)
{
    (void)state;
    for (size_t i = 0; vp_draw_algorithm_names[i]; i++) {
        const vp_draw_algorithm *a = vp_draw_algorithm_find(vp_draw_algorithm_names[i]);
        assert_string_equal(a->name, vp_draw_algorithm_names[i]);
        assert_true(*a->help && a->size <= VP_DRAW_HASH && a->most > 0);
    }
    assert_null(vp_draw_algorithm_find("md5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draw__does_the_example_of_rfc3797_line_by_line),
        cmocka_unit_test(test_draw__needs_as_many_bits_as_rfc3797_says),
        cmocka_unit_test(test_draw__counts_the_bits_of_a_seed),
        cmocka_unit_test(test_draw__brings_a_seed_into_its_canonical_form),
        cmocka_unit_test(test_draw__refuses_what_has_no_canonical_form),
        cmocka_unit_test(test_draw__refuses_what_cannot_be_drawn),
        cmocka_unit_test(test_draw__sha256_draws_what_its_definition_says),
        cmocka_unit_test(test_draw__takes_from_what_is_left),
        cmocka_unit_test(test_draw__every_item_is_equally_likely),
        cmocka_unit_test(test_draw__purposes_do_not_share_their_luck),
        cmocka_unit_test(test_draw__a_million_items_are_put_in_order_at_once),
        cmocka_unit_test(test_draw__every_algorithm_has_help),
    };
    arena = vp_arena_new();
    int failed = cmocka_run_group_tests_name("draw", tests, NULL, NULL);
    vp_arena_free(arena);
    return failed;
}
