/* Rules as formulas of a spreadsheet. */
#include "test.h"
#include "lib/io/formula.h"

static vp_arena *arena;

static int setup(void **state)
{
    (void)state;
    return (arena = vp_arena_new()) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static void test_formula__names_cells(void **state)
{
    (void)state;
    static const struct { size_t column; const char *cell; } cases[] = {
        {0, "$A2"}, {25, "$Z2"}, {26, "$AA2"}, {51, "$AZ2"}, {52, "$BA2"}, {701, "$ZZ2"}, {702, "$AAA2"},
        {16383, "$XFD2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(vp_formula_cell(cases[i].column, arena), cases[i].cell);
}

static void test_formula__bounds_a_cell(void **state)
{
    (void)state;
    vp_date day;
    assert_true(vp_date_parse(&day, "2023-01-01"));
    vp_form_column columns[] = {
        {.type = VP_TYPE_TEXT},
        {.type = VP_TYPE_MONEY, .unit = 1000000, .places = 6, .has_most = true, .most = 1234567},
        {.type = VP_TYPE_DATE, .has_least = true, .least = day.first},
        {.type = VP_TYPE_COUNT, .has_least = true, .least = 5, .has_most = true, .most = 9},
    };
    const vp_form form = {.at = columns, .n = 4};
    assert_string_equal(vp_formula_own(&form, 0, arena), "");
    assert_string_equal(vp_formula_own(&form, 1, arena), "ISNUMBER($B2),$B2>=0,$B2<=1.234567");
    assert_string_equal(vp_formula_own(&form, 2, arena), "ISNUMBER($C2),$C2>=44927");
    assert_string_equal(vp_formula_own(&form, 3, arena), "IF(ISNUMBER($D2),AND($D2>=5,$D2<=9),TRUE)");
}

static void test_formula__compares_columns_in_one_unit(void **state)
{
    (void)state;
    static const size_t terms[] = {0, 2};
    vp_form_column columns[] = {
        {.type = VP_TYPE_MONEY, .unit = 1000000}, {.type = VP_TYPE_MONEY, .unit = 100},
        {.type = VP_TYPE_MONEY, .unit = 100}, {.type = VP_TYPE_DATE}, {.type = VP_TYPE_DATE},
    };
    vp_relation relations[] = {
        {.kind = VP_AT_MOST_SHARE, .column = 0, .of = 1, .share = 600000},
        {.kind = VP_ADDS_UP, .of = 1, .terms = terms, .nterms = 2},
        {.kind = VP_NOT_AFTER, .column = 3, .of = 4},
        {.kind = VP_AT_LEAST_SHARE, .column = 2, .of = 1, .share = VP_MICRO},
    };
    const vp_form form = {.at = columns, .n = 5, .relations = relations, .nrelations = 4};
    assert_string_equal(vp_formula_others(&form, 0, arena),
                        ",IF(COUNT($A2,$B2)<2,TRUE,ROUND($A2*10000-0.6*$B2,6)<=0)"
                        ",IF(COUNT($A2,$C2,$B2)<3,TRUE,ROUND($A2*10000+$C2-$B2,6)=0)");
    assert_string_equal(vp_formula_others(&form, 2, arena),
                        ",IF(COUNT($A2,$C2,$B2)<3,TRUE,ROUND($A2*10000+$C2-$B2,6)=0)"
                        ",IF(COUNT($C2,$B2)<2,TRUE,ROUND($C2-1.0*$B2,6)>=0)");
    assert_string_equal(vp_formula_others(&form, 4, arena), ",IF(COUNT($D2,$E2)<2,TRUE,$D2<=$E2)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_formula__##name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(names_cells), TEST(bounds_a_cell), TEST(compares_columns_in_one_unit)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
