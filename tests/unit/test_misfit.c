/* Awards that break a fund or a limit: each is told, and by how much; what the engine decides breaks none. */
#include "test.h"
#include <vp/misfit.h>
#include "tests/unit/allocate_case.h"

static int set_up(void **state)
{
    alloc_case *c = malloc(sizeof *c);
    if (!c)
        return -1;
    case_start(c);
    *state = c;
    case_fund(c, "wide", 9000);
    case_fund(c, "care", 5000)->pays = case_filter(c, VP_CATEGORY, "care");
    case_add(c, 91230000, 6000, "care", "north", "", "");
    case_add(c, 80000000, 4000, "art", "north", "", "");
    case_add(c, 70000000, 3000, "art", "south", "", "");
    case_add(c, 0, 100, "care", "", "", "incomplete");
    return 0;
}

static int tear_down(void **state)
{
    case_end(*state);
    free(*state);
    return 0;
}

/* What is decided, to be doctored. */
static vp_award *decide(alloc_case *c, const char *id)
{
    if (!c->result && case_run(c, "greedy", 0) != VP_OK)
        fail_msg("%s", c->err.msg);
    return (vp_award *)(uintptr_t)case_award(c, id);
}

static void pay(vp_award *a, size_t fund, vp_money amount)
{
    ((vp_money *)(uintptr_t)a->fund)[fund] = amount;
}

/* All misfits, a line each. */
static const char *misfits(alloc_case *c)
{
    vp_misfits m;
    vp_str text = {0};
    decide(c, "P-0001");
    assert_int_equal(vp_awards_misfits(&m, c->result->awards, &c->round, c->arena, &c->err), VP_OK);
    for (size_t i = 0; i < m.n; i++) {
        vp_note_text(&text, VP_EN, &m.at[i]);
        vp_str_addc(&text, '\n');
    }
    const char *out = case_need(vp_arena_dupz(c->arena, vp_str_text(&text)));
    vp_str_free(&text);
    return out;
}

static void test_misfit__what_is_decided_fits(void **state)
{
    alloc_case *c = *state;
    vp_limit *l = case_limit(c, "north");
    l->where = case_filter(c, VP_DISTRICT, "north");
    l->max_amount = 9000;
    l = case_limit(c, "district");
    l->each = VP_DISTRICT;
    l->max_count = 1;
    l->max_share = 500000;
    assert_string_equal(misfits(c), "");
}

static void test_misfit__a_fund_pays_more_than_it_has(void **state)
{
    alloc_case *c = *state;
    decide(c, "P-0001");
    ((vp_fund *)(uintptr_t)c->round.funds)[0].amount = 8999;
    assert_string_equal(misfits(c), "fund 'wide' pays 90.00, 0.01 more than it has\n");
}

static void test_misfit__a_fund_pays_what_it_may_not(void **state)
{
    alloc_case *c = *state;
    vp_award *a = decide(c, "P-0002");
    pay(a, 0, 3000);
    pay(a, 1, 1000);
    ((vp_fund *)(uintptr_t)c->round.funds)[0].max_per_award = 2900;
    assert_non_null(strstr(misfits(c), "fund 'wide' pays 1.00 more of 'P-0002' than it may of one award\n"));
    assert_non_null(strstr(misfits(c), "fund 'care' pays 10.00 of 'P-0002', which is nothing that it pays for\n"));
    pay(a, 0, 5000);
    pay(a, 1, -1000);
    assert_non_null(strstr(misfits(c), "fund 'care' pays -10.00 of 'P-0002'\n"));
}

static void test_misfit__an_award_does_not_add_up(void **state)
{
    alloc_case *c = *state;
    vp_award *a = decide(c, "P-0003");
    a->amount += 1;
    assert_string_equal(misfits(c), "'P-0003' has 30.01, and its funds pay 30.00\n"
                                    "'P-0003' has 30.01, 0.01 more than may be granted\n");
    a->amount -= 1;
    a->status = VP_UNFUNDED;
    assert_string_equal(misfits(c), "'P-0003' is unfunded, and has 30.00\n");
    a->status = VP_AWARDED;
    c->round.allocation.pass_mark = 70000001;
    assert_string_equal(misfits(c), "'P-0003' is awarded, and its score does not reach the bar\n");
}

static void test_misfit__a_limit_is_broken_either_way(void **state)
{
    alloc_case *c = *state;
    decide(c, "P-0001");
    vp_limit *l = case_limit(c, "art");
    l->where = case_filter(c, VP_CATEGORY, "art");
    l->max_amount = 6500;
    l->min_amount = 7001;
    l->max_count = 1;
    l->min_count = 3;
    assert_string_equal(misfits(c), "limit 'art': awards of 70.00, 5.00 more than it allows\n"
                                    "limit 'art': 2 awards, 1 more than it allows\n"
                                    "limit 'art': awards of 70.00, 0.01 less than it asks for\n"
                                    "limit 'art': 2 awards, 1 fewer than it asks for\n");
}

static void test_misfit__a_limit_holds_for_each_value(void **state)
{
    alloc_case *c = *state;
    decide(c, "P-0001");
    vp_limit *l = case_limit(c, "district");
    l->each = VP_DISTRICT;
    l->max_share = 250000; /* of 140.00: 35.00 */
    l->max_count = 1;
    assert_string_equal(misfits(c), "limit 'district: north': awards of 100.00, 65.00 more than it allows\n"
                                    "limit 'district: north': 2 awards, 1 more than it allows\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_misfit__what_is_decided_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfit__a_fund_pays_more_than_it_has, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfit__a_fund_pays_what_it_may_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfit__an_award_does_not_add_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfit__a_limit_is_broken_either_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfit__a_limit_holds_for_each_value, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
