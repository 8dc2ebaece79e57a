/* awards.csv: written, read back, and refused when it does not add up. */
#include "test.h"
#include <vp/award.h>
#include "tests/unit/allocate_case.h"

static int set_up(void **state)
{
    alloc_case *c = malloc(sizeof *c);
    if (!c)
        return -1;
    case_start(c);
    *state = c;
    case_fund(c, "wide", 5000);
    case_fund(c, "care", 5000)->pays = case_filter(c, VP_CATEGORY, "care");
    c->round.allocation.reserve = 1;
    case_add(c, 91230000, 6000, "care", "north", "", "");
    case_add(c, 80000000, 9900, "art, and more", "", "", "");
    case_add(c, 0, 100, "care", "", "", "incomplete");
    return 0;
}

static int tear_down(void **state)
{
    case_end(*state);
    free(*state);
    return 0;
}

/* The answer in a format; of the arena. */
static const char *answer(alloc_case *c, const vp_awards *a, const char *format)
{
    vp_str text = {0};
    assert_int_equal(vp_awards_emit(a, &c->round, format, (vp_out){vp_out_str, &text}, c->arena, &c->err), VP_OK);
    const char *out = case_need(vp_arena_dupz(c->arena, vp_str_text(&text)));
    vp_str_free(&text);
    return out;
}

static vp_status read_back(alloc_case *c, vp_awards **out, const char *csv)
{
    vp_table *t;
    assert_int_equal(vp_table_read(&t, "awards.csv", csv, strlen(csv), c->arena, &c->err), VP_OK);
    return vp_awards_from_table(out, &c->round, t, c->arena, &c->err);
}

#define FIELDS_AFTER "uscc,applicant_type,purpose,category,district,street,community,budget,own_funds," \
                     "direct_beneficiaries,indirect_beneficiaries,starts,ends,summary\n"

static void test_award__csv_has_the_columns_of_the_contract(void **state)
{
    alloc_case *c = *state;
    assert_int_equal(case_run(c, "greedy", 0), VP_OK);
    assert_string_equal(answer(c, c->result->awards, "csv"),
        "id,status,amount,wide,care,rank,score,requested,title,applicant,reason," FIELDS_AFTER
        "P-0001,awarded,60.00,50.00,10.00,1,91.23,60.00,project 1,somebody,\"awarded 60.00 CNY: rank 1, score 91.23\","
        ",,,care,north,,,,,,,,,\n"
        "P-0002,reserve,0.00,0.00,0.00,2,80.00,99.00,project 2,somebody,"
        "\"reserve, place 1: its funds can pay 40.00 CNY more, it needs 99.00 CNY\",,,,\"art, and more\",,,,,,,,,,\n"
        "P-0003,ineligible,0.00,0.00,0.00,,,1.00,project 3,somebody,not scored in every stage,"
        ",,,care,,,,,,,,,,\n");
}

static void test_award__other_formats_name_the_same_columns(void **state)
{
    alloc_case *c = *state;
    c->round.lang = VP_ZH;
    assert_int_equal(case_run(c, "greedy", 0), VP_OK);
    const char *json = answer(c, c->result->awards, "json"), *sheet = answer(c, c->result->awards, "sheet");
    assert_non_null(strstr(json, "\"vp-allocate/1\""));
    assert_non_null(strstr(json, "\"amount\": \"60.00\""));
    assert_non_null(strstr(json, "资助60.00元：排名第 1，得分 91.23"));
    assert_non_null(strstr(sheet, ",资助金额,wide,care,名次,得分,申请金额,项目名称,申报单位,理由,统一"));
}

static void test_award__reads_what_it_writes(void **state)
{
    alloc_case *c = *state;
    vp_awards *back = NULL;
    assert_int_equal(case_run(c, "greedy", 0), VP_OK);
    const char *csv = answer(c, c->result->awards, "csv");
    assert_int_equal(read_back(c, &back, csv), VP_OK);
    assert_int_equal(back->n, 3);
    assert_true(back->step == 10000);
    assert_true(back->at[0].status == VP_AWARDED && back->at[0].fund[1] == 1000 && back->at[0].rank == 1);
    assert_true(back->at[1].requested == 9900 && back->at[1].has_score && !back->at[2].has_score);
    assert_string_equal(back->at[2].reason_text, "not scored in every stage");
    assert_string_equal(back->at[1].proposal->value[VP_CATEGORY], "art, and more");
    assert_string_equal(answer(c, back, "csv"), csv);
}

static void test_award__reads_any_order_and_few_columns(void **state)
{
    alloc_case *c = *state;
    vp_awards *back = NULL;
    assert_int_equal(read_back(c, &back, "care,wide,amount,status,id\n0.00,,0.00,unfunded,b\n1.00,2,3.00,awarded,a\n"),
                     VP_OK);
    assert_string_equal(back->at[0].id, "a");
    assert_true(back->at[0].amount == 300 && back->at[0].fund[0] == 200 && !back->at[0].proposal);
}

static void refuses(alloc_case *c, const char *csv, const char *msg)
{
    vp_awards *back;
    assert_int_equal(read_back(c, &back, csv), VP_INVALID);
    assert_string_equal(c->err.msg, msg);
}

static void test_award__refuses_what_does_not_add_up(void **state)
{
    alloc_case *c = *state;
    refuses(c, "id,status,amount,wide\na,awarded,1,1\n", "there is no column 'care'");
    assert_int_equal(c->err.row, 1);
    refuses(c, "id,status,amount,wide,care\na,awarded,5.00,2.00,2.99\n",
            "the funds pay 4.99 of 'a', and its amount is 5.00");
    assert_int_equal(c->err.row, 2);
    assert_int_equal(c->err.col, 3);
    refuses(c, "id,status,amount,wide,care\na,paid,5.00,5.00,\n", "'paid' is no status of an award");
    refuses(c, "id,status,amount,wide,care\na,reserve,5.00,5.00,\n",
            "the amount of 'a' does not go with its status 'reserve'");
    refuses(c, "id,status,amount,wide,care\na,awarded,0.00,0.00,\n",
            "the amount of 'a' does not go with its status 'awarded'");
    refuses(c, "id,status,amount,wide,care\n,unfunded,,,\n", "this row has no id");
    refuses(c, "id,status,amount,wide,care\na,unfunded,,,\na,unfunded,,,\n", "the proposal 'a' comes twice");
    refuses(c, "id,status,amount,wide,care\na,awarded,-1.00,-1.00,\n", "'-1.00' is not an amount");
    refuses(c, "id,status,amount,wide,care\na,awarded,1.001,1.001,\n", "'1.001' is not an amount");
    refuses(c, "id,status,amount,wide,care,rank\na,unfunded,,,,0\n", "'0' is not a rank");
    refuses(c, "id,status,amount,wide,care,score\na,unfunded,,,,high\n", "'high' is not a score");
    refuses(c, "id,status,amount,wide,care\na,awarded,92233720368547758.07,92233720368547758.07,0.01\n",
            "what the funds pay of 'a' is too large to count");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(test_award__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(csv_has_the_columns_of_the_contract), T(other_formats_name_the_same_columns), T(reads_what_it_writes),
        T(reads_any_order_and_few_columns),     T(refuses_what_does_not_add_up),
    };
#undef T
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
