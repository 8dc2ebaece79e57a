/* Proposals: what may be granted, what was withdrawn, and their files. */
#include "test.h"
#include <vp/proposal.h>
#include "lib/model/field.h"

static vp_arena *arena;
static vp_err err;

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

static const vp_round *a_round(void)
{
    static const char json[] = "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\","
                               "\"fields\":{\"own\":{\"type\":\"text\"},\"last\":{\"type\":\"text\"}}}";
    vp_files *files;
    vp_round *round;
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_writer w = vp_files_writer(files);
    assert_int_equal(w.put(w.ctx, "round.json", json, sizeof json - 1, &err), VP_OK);
    vp_view view = vp_files_view(files);
    assert_int_equal(vp_round_read(&round, &view, arena, &err), VP_OK);
    return round;
}

static void grants(const char *requested, const char *approved, const char *own, vp_money want)
{
    const char *value[VP_STANDARD_FIELDS];
    for (size_t i = 0; i < VP_STANDARD_FIELDS; i++)
        value[i] = "";
    value[VP_REQUESTED] = requested;
    value[VP_APPROVED_BUDGET] = approved;
    value[VP_OWN_FUNDS] = own;
    vp_proposal p = {.value = value};
    assert_int_equal(vp_proposal_grant(&p), want);
    assert_int_equal(vp_proposal_approved(&p), *approved != '\0');
}

static void test_proposal__grants_the_least_of_asked_and_approved_less_own(void **state)
{
    (void)state;
    grants("60000.00", "", "40000.00", 6000000); /* nothing was approved: own funds do not matter */
    grants("60000.00", "100000.00", "40000.00", 6000000);
    grants("60000.00", "80000.00", "40000.00", 4000000);
    grants("60000.00", "80000.00", "", 6000000);
    grants("60000.00", "50000.00", "", 5000000);
    grants("60000.00", "40000.01", "40000.00", 1);
    grants("60000.00", "40000.00", "40000.00", 0);
    grants("60000.00", "30000.00", "40000.00", -1000000);
    grants("60000.00", "0.00", "", 0);
    grants("0.00", "5.00", "", 0);
    grants("92233720368547758.07", "92233720368547758.07", "0.00", INT64_MAX);
    grants("92233720368547758.07", "0.00", "92233720368547758.07", -INT64_MAX);
    grants("5.00", "92233720368547758.07", "-1.00", 0); /* no file of ours: not more than there is */
}

/* ---- files ---- */

static vp_proposal proposal(const vp_round *round, const char *id)
{
    const char **value = vp_arena_array(arena, round->nfields, sizeof *value);
    for (size_t i = 0; i < round->nfields; i++)
        value[i] = "";
    value[VP_ID] = id;
    value[round->nfields - 1] = "\n  \"withdrawn\": {";
    return (vp_proposal){.value = value};
}

static void test_proposal__a_file_says_when_and_why_it_was_withdrawn(void **state)
{
    (void)state;
    const vp_round *round = a_round();
    vp_proposal p = proposal(round, "P-1"), q;
    vp_files *files;
    VP_STR json = {0};
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_view view = vp_files_view(files);
    vp_proposal_json(&json, round, &p);
    assert_false(vp_proposal_has(json.s, json.n, "withdrawn"));
    assert_true(vp_proposal_has(json.s, json.n, "last"));
    assert_int_equal(vp_proposal_parse(&q, round, &view, "proposals/P-1.json", json.s, json.n, arena, &err), VP_OK);
    assert_null(q.withdrawn_on);
    p.withdrawn_on = "2024-03-05";
    p.withdrawn_why = "来函“撤回”\n\"x\"";
    vp_str_clear(&json);
    vp_proposal_json(&json, round, &p);
    assert_true(vp_proposal_has(json.s, json.n, "withdrawn"));
    assert_int_equal(vp_proposal_parse(&q, round, &view, "proposals/P-1.json", json.s, json.n, arena, &err), VP_OK);
    assert_string_equal(q.withdrawn_on, p.withdrawn_on);
    assert_string_equal(q.withdrawn_why, p.withdrawn_why);
    static const char *const bad[] = {"true", "{}", "{\"on\":\"2024-03-05\"}", "{\"reason\":\"x\"}", "\"2024-03-05\"",
                                      "{\"on\":\"2024-03\",\"reason\":\"x\"}", "{\"on\":1,\"reason\":\"x\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *text = vp_arena_printf(arena, "{\"vp\":1,\"id\":\"P-1\",\"withdrawn\":%s}", bad[i]);
        assert_int_equal(vp_proposal_parse(&q, round, &view, "proposals/P-1.json", text, strlen(text), arena, &err),
                         VP_CORRUPT);
    }
}

static void test_proposal__those_that_stand(void **state)
{
    (void)state;
    const vp_round *round = a_round();
    vp_proposal at[] = {proposal(round, "A"), proposal(round, "B"), proposal(round, "C")};
    vp_proposals all = {at, 3}, left;
    at[1].withdrawn_on = at[1].withdrawn_why = "2024-01-01";
    assert_int_equal(vp_proposals_that_stand(&left, &all, arena, &err), VP_OK);
    assert_int_equal(left.n, 2);
    assert_non_null(vp_proposals_find(&left, "A"));
    assert_null(vp_proposals_find(&left, "B"));
    assert_non_null(vp_proposals_find(&left, "C"));
    at[0].withdrawn_on = at[2].withdrawn_on = "2024-01-01";
    assert_int_equal(vp_proposals_that_stand(&left, &all, arena, &err), VP_OK);
    assert_int_equal(left.n, 0);
}

static void test_proposal__answers_list_the_approved_budget_last(void **state)
{
    (void)state;
    const vp_round *round = a_round();
    for (size_t k = 0; k < VP_APPROVED_BUDGET; k++)
        assert_int_equal(vp_field_listed(round, k), k);
    assert_string_equal(round->fields[vp_field_listed(round, VP_APPROVED_BUDGET)].name, "own");
    assert_string_equal(round->fields[vp_field_listed(round, round->nfields - 2)].name, "last");
    assert_int_equal(vp_field_listed(round, round->nfields - 1), VP_APPROVED_BUDGET);
}

static void test_proposal__a_file_is_named_by_its_id(void **state)
{
    (void)state;
    assert_int_equal(vp_proposal_id_of("P-1.json"), 3);
    assert_int_equal(vp_proposal_id_of("a.json.json"), 6);
    assert_int_equal(vp_proposal_id_of(".json"), 0);
    assert_int_equal(vp_proposal_id_of("P-1.jsonl"), 0);
    assert_int_equal(vp_proposal_id_of(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proposal__grants_the_least_of_asked_and_approved_less_own),
        cmocka_unit_test(test_proposal__a_file_says_when_and_why_it_was_withdrawn),
        cmocka_unit_test(test_proposal__those_that_stand),
        cmocka_unit_test(test_proposal__answers_list_the_approved_budget_last),
        cmocka_unit_test(test_proposal__a_file_is_named_by_its_id),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
