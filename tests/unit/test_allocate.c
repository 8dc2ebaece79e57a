/* From a ranking and funds to awards: what each rule decides, what it says, what it refuses. */
#include "test.h"
#include "tests/unit/allocate_case.h"

enum { POINT = VP_MICRO, YUAN = 100 };

static int set_up(void **state)
{
    alloc_case *c = malloc(sizeof *c);
    if (!c)
        return -1;
    case_start(c);
    *state = c;
    return 0;
}

static int tear_down(void **state)
{
    case_end(*state);
    free(*state);
    return 0;
}

static void add(alloc_case *c, int64_t score, int64_t yuan)
{
    case_add(c, score * POINT, yuan * YUAN, "care", "north", "", "");
}

/* "P-0001 P-0003": who is awarded. */
static const char *winners(alloc_case *c)
{
    static char text[1024];
    text[0] = '\0';
    for (size_t i = 0; i < c->result->awards->n; i++)
        if (c->result->awards->at[i].status == VP_AWARDED) {
            strcat(text, *text ? " " : "");
            strcat(text, c->result->awards->at[i].id + 5); /* the last digit */
        }
    return text;
}

static void run(alloc_case *c, const char *rule)
{
    if (case_run(c, rule, 0) != VP_OK)
        fail_msg("%s", c->err.msg);
}

static void says(alloc_case *c, const char *id, const char *text)
{
    assert_string_equal(case_reason(c, id, VP_EN), text);
}

static void refused(alloc_case *c, const char *rule, vp_status status, const char *msg)
{
    assert_int_equal(case_run(c, rule, 0), status);
    assert_string_equal(c->err.msg, msg);
}

/* ---- rules ---- */

static void four(alloc_case *c)
{
    case_fund(c, "pot", 100 * YUAN);
    add(c, 90, 60);
    add(c, 80, 50);
    add(c, 70, 30);
    add(c, 60, 20);
}

static void test_allocate__rank_stops_at_the_first_that_does_not_fit(void **state)
{
    alloc_case *c = *state;
    four(c);
    run(c, "rank");
    assert_string_equal(winners(c), "1");
    assert_true(c->result->spent == 60 * YUAN && c->result->available == 100 * YUAN);
    assert_false(c->result->has_bound);
    says(c, "P-0001", "awarded 60.00 CNY: rank 1, score 90.00");
    says(c, "P-0002", "its funds can pay 40.00 CNY more, it needs 50.00 CNY");
    says(c, "P-0003", "the list ended at rank 2 ('P-0002'): the funds could not pay that one");
}

static void test_allocate__greedy_skips_what_does_not_fit(void **state)
{
    alloc_case *c = *state;
    four(c);
    run(c, "greedy");
    assert_string_equal(winners(c), "1 3");
    says(c, "P-0002", "its funds can pay 40.00 CNY more, it needs 50.00 CNY");
    says(c, "P-0004", "its funds can pay 10.00 CNY more, it needs 20.00 CNY");
}

static void test_allocate__optimal_is_worth_more(void **state)
{
    alloc_case *c = *state;
    four(c);
    run(c, "optimal");
    assert_string_equal(winners(c), "2 3 4");
    assert_true(c->result->value == 210 * POINT && c->result->bound == c->result->value);
    assert_true(c->result->proved && c->result->ties_proved && c->result->has_bound);
    assert_int_equal(c->result->count[VP_AWARDED], 3);
    assert_int_equal(c->result->count[VP_UNFUNDED], 1);
}

static void test_allocate__between_equal_lists_ranks_decide(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 20 * YUAN);
    for (int i = 0; i < 5; i++)
        add(c, 70, 10);
    run(c, NULL);
    assert_string_equal(winners(c), "1 2");
    assert_true(c->result->ties_proved);
    says(c, "P-0003", "no list with it is worth more than the one chosen (140.00)");
}

static void test_allocate__says_what_a_list_with_it_is_worth(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 20 * YUAN);
    add(c, 90, 10);
    add(c, 80, 10);
    add(c, 70, 10);
    add(c, 60, 30);
    run(c, NULL);
    says(c, "P-0003", "any list with it is worth at most 160.00, the one chosen 170.00");
    says(c, "P-0004", "it needs 30.00 CNY, and the fund holds no more than 20.00 CNY");
}

static void test_allocate__ten_thousand_equal_scores(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 12345 * YUAN);
    for (int i = 0; i < 10000; i++)
        case_add(c, 80 * POINT, 10 * YUAN, "", "", "", "");
    run(c, NULL);
    assert_int_equal(c->result->count[VP_AWARDED], 1234);
    for (size_t i = 0; i < 10000; i++)
        assert_int_equal(c->result->awards->at[i].status == VP_AWARDED, c->result->awards->at[i].rank <= 1234);
}

static void test_allocate__effort_that_ends_tells_the_gap(void **state)
{
    alloc_case *c = *state;
    uint64_t x = 7;
    vp_money all = 0;
    static const char *const orgs[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (int i = 0; i < 300; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        vp_money ask = (vp_money)(30000 + (x >> 33) % 40000) * YUAN;
        all += ask;
        case_add(c, (95 * 100 - i * 9) * (POINT / 100), ask, orgs[x >> 60 & 7], orgs[x >> 50 & 7], "", "");
    }
    case_fund(c, "pot", all / 3);
    vp_limit *l = case_limit(c, "category");
    l->each = VP_CATEGORY;
    l->max_amount = all / 25;
    l = case_limit(c, "district");
    l->each = VP_DISTRICT;
    l->max_amount = all / 23;
    assert_int_equal(case_run(c, NULL, 20), VP_OK);
    vp_allocation_result *first = c->result;
    assert_false(first->proved);
    assert_true(first->has_bound && first->bound > first->value && first->effort >= 20);
    assert_int_equal(case_run(c, NULL, 20), VP_OK);
    assert_true(c->result->value == first->value && c->result->bound == first->bound);
    for (size_t i = 0; i < 300; i++)
        assert_int_equal(c->result->awards->at[i].status, first->awards->at[i].status);
}

/* ---- who may be awarded, and how much ---- */

static void test_allocate__says_why_somebody_is_ineligible(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 1000 * YUAN)->pays = case_filter(c, VP_CATEGORY, "care");
    c->funds[0].max_per_award = 50 * YUAN;
    c->round.allocation.pass_mark = 60 * POINT;
    case_level(c, 90 * POINT, VP_MICRO);
    case_level(c, 75 * POINT, 333333);
    case_level(c, 65 * POINT, 0);
    c->round.allocation.step = 10 * YUAN;
    add(c, 95, 60);
    case_add(c, 80 * POINT, 10 * YUAN, "care", "", "", "");
    case_add(c, 79 * POINT, 100 * YUAN, "health", "", "", "");
    case_add(c, 78 * POINT, 0, "care", "", "", "");
    add(c, 77, 100);
    add(c, 70, 100);
    add(c, 62, 100);
    add(c, 59, 100);
    case_add(c, 0, 100 * YUAN, "care", "", "", "few-reviews;gated:paper");
    case_add(c, 0, 100 * YUAN, "care", "", "", "incomplete");
    case_add(c, 0, 100 * YUAN, "care", "", "", "range");
    run(c, "optimal");
    says(c, "P-0001", "its funds pay at most 50.00 CNY of one award, and it would be 60.00 CNY");
    says(c, "P-0002", "33.3333% of what was requested, rounded down to 10.00 CNY, is nothing");
    says(c, "P-0003", "no fund may pay it");
    says(c, "P-0004", "asks for nothing");
    says(c, "P-0005", "awarded 30.00 CNY: rank 5, score 77.00, 33.3333% of what was requested");
    says(c, "P-0006", "0% of what was requested, rounded down to 10.00 CNY, is nothing");
    says(c, "P-0007", "score 62.00 is below every level (the lowest begins at 65.00)");
    says(c, "P-0008", "score 59.00 is below the bar of 60.00");
    says(c, "P-0009", "did not reach the pass mark of stage 'paper'");
    says(c, "P-0010", "not scored in every stage");
    says(c, "P-0011", "not ranked");
    assert_int_equal(c->result->count[VP_INELIGIBLE], 10);
}

static void test_allocate__grants_no_more_than_was_approved(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 130 * YUAN);
    add(c, 95, 60);
    case_approve(c, 80 * YUAN, 40 * YUAN);
    add(c, 90, 60);
    case_approve(c, 100 * YUAN, 40 * YUAN); /* cuts nothing */
    add(c, 85, 60);
    case_approve(c, 25 * YUAN, -1);
    add(c, 80, 60);
    case_approve(c, 40 * YUAN, 40 * YUAN);
    add(c, 75, 60);
    case_approve(c, 0, -1);
    add(c, 70, 60);
    case_approve(c, 10 * YUAN, -1);
    run(c, "greedy");
    says(c, "P-0001", "awarded 40.00 CNY (approved budget 80.00 CNY, less own funds 40.00 CNY): rank 1, score 95.00");
    says(c, "P-0002", "awarded 60.00 CNY: rank 2, score 90.00");
    says(c, "P-0003", "awarded 25.00 CNY (approved budget 25.00 CNY): rank 3, score 85.00");
    says(c, "P-0004", "nothing is to be granted: approved budget 40.00 CNY, less own funds 40.00 CNY");
    says(c, "P-0005", "nothing is to be granted: approved budget 0.00 CNY");
    says(c, "P-0006", "its funds can pay 5.00 CNY more, it needs 10.00 CNY (approved budget 10.00 CNY)");
    assert_int_equal(case_award(c, "P-0001")->requested, 60 * YUAN);
    assert_int_equal(case_award(c, "P-0001")->amount, 40 * YUAN);
    assert_int_equal(case_award(c, "P-0004")->status, VP_INELIGIBLE);
    assert_int_equal(case_award(c, "P-0006")->status, VP_UNFUNDED);
    case_level(c, 0, 500000);
    run(c, "greedy");
    says(c, "P-0001", "awarded 20.00 CNY (approved budget 80.00 CNY, less own funds 40.00 CNY): rank 1, score 95.00, "
                      "50% of what may be granted");
    says(c, "P-0002", "awarded 30.00 CNY: rank 2, score 90.00, 50% of what was requested");
    c->round.allocation.step = 20 * YUAN;
    run(c, "greedy");
    says(c, "P-0003", "50% of what may be granted, rounded down to 20.00 CNY, is nothing");
}

static void test_allocate__nobody_above_the_bar(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 1000 * YUAN);
    c->round.allocation.pass_mark = 99 * POINT;
    c->round.draw.canonical = "9319./";
    add(c, 90, 10);
    for (size_t i = 0; vp_allocate_rules[i]; i++) {
        run(c, vp_allocate_rules[i]);
        assert_string_equal(winners(c), "");
        if (strcmp(vp_allocate_rules[i], "optimal") == 0)
            assert_true(c->result->proved && c->result->value == 0);
    }
}

static void test_allocate__the_reserve_list_is_the_next_by_rank(void **state)
{
    alloc_case *c = *state;
    four(c);
    add(c, 50, 10);
    c->round.allocation.reserve = 2;
    run(c, "rank");
    assert_int_equal(case_award(c, "P-0002")->status, VP_RESERVE);
    assert_int_equal(case_award(c, "P-0003")->status, VP_RESERVE);
    assert_int_equal(case_award(c, "P-0004")->status, VP_UNFUNDED);
    says(c, "P-0002", "reserve, place 1: its funds can pay 40.00 CNY more, it needs 50.00 CNY");
    says(c, "P-0003", "reserve, place 2: the list ended at rank 2 ('P-0002'): the funds could not pay that one");
}

static void test_allocate__reasons_are_in_the_language_of_the_round(void **state)
{
    alloc_case *c = *state;
    c->round.lang = VP_ZH;
    case_level(c, 0, 800000);
    case_fund(c, "pot", 98400 * YUAN);
    add(c, 91, 123000);
    add(c, 90, 123000);
    run(c, "greedy");
    assert_string_equal(case_reason(c, "P-0001", VP_ZH), "资助98,400.00元：排名第 1，得分 91.00，按 80% 档");
    assert_string_equal(case_reason(c, "P-0002", VP_ZH), "可用资金还能支付 0.00元，本项目需要 98,400.00元");
}

/* ---- limits ---- */

static void test_allocate__limits_of_every_kind(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "a", 60 * YUAN);
    case_fund(c, "b", 40 * YUAN);
    vp_limit *l = case_limit(c, "share");
    l->where = case_filter(c, VP_CATEGORY, "care");
    l->max_share = 250000; /* of 100 yuan */
    l = case_limit(c, "one-each");
    l->each = VP_USCC;
    l->max_count = 1;
    l = case_limit(c, "district");
    l->each = VP_DISTRICT;
    l->max_amount = 30 * YUAN;
    case_add(c, 90 * POINT, 20 * YUAN, "care", "n", "x", "");
    case_add(c, 89 * POINT, 10 * YUAN, "care", "s", "y", "");   /* over the share */
    case_add(c, 88 * POINT, 5 * YUAN, "art", "n", "x", "");     /* the second of x */
    case_add(c, 87 * POINT, 15 * YUAN, "art", "n", "z", "");    /* over the district */
    case_add(c, 86 * POINT, 10 * YUAN, "art", "n", "", "");     /* no code: in no group */
    case_add(c, 85 * POINT, 30 * YUAN, "art", "", "", "");      /* no district either */
    run(c, "greedy");
    assert_string_equal(winners(c), "1 5 6");
    says(c, "P-0002", "limit 'share' leaves 5.00 CNY, it needs 10.00 CNY");
    says(c, "P-0003", "limit 'one-each: x' allows no more awards");
    says(c, "P-0004", "limit 'district: n' leaves 10.00 CNY, it needs 15.00 CNY");
    run(c, "rank");
    assert_string_equal(winners(c), "1");
    says(c, "P-0006", "the list ended at rank 2 ('P-0002'), which did not fit limit 'share'");
    c->round.nfunds = 1; /* 60 yuan: the share is 15 now */
    run(c, "optimal");
    assert_string_equal(winners(c), "2 3 4 5");
    says(c, "P-0001", "it needs 20.00 CNY, more than limit 'share' allows in all");
    l->max_amount = VP_NO_LIMIT;
    l->max_count = 0;
    run(c, "optimal");
    says(c, "P-0005", "limit 'district: n' allows no award");
    assert_string_equal(winners(c), "6");
}

static void test_allocate__result_tells_what_was_used_of_each_limit(void **state)
{
    alloc_case *c = *state;
    four(c);
    vp_limit *l = case_limit(c, "all");
    l->max_amount = 90 * YUAN;
    l->max_count = 2;
    run(c, "greedy");
    assert_string_equal(winners(c), "1 3");
    assert_int_equal(c->result->nlimits, 2);
    assert_string_equal(c->result->limits[0].kind, "max_amount");
    assert_true(c->result->limits[0].used == 90 * YUAN && c->result->limits[0].bound == 90 * YUAN);
    assert_string_equal(c->result->limits[1].kind, "max_count");
    assert_true(c->result->limits[1].used == 2 && c->result->limits[1].counts);
}

/* ---- funds ---- */

static void test_allocate__awards_move_between_funds_to_make_room(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "wide", 50 * YUAN);
    case_fund(c, "care", 50 * YUAN)->pays = case_filter(c, VP_CATEGORY, "care");
    case_add(c, 90 * POINT, 30 * YUAN, "care", "", "", "");
    case_add(c, 80 * POINT, 50 * YUAN, "art", "", "", "");  /* needs all of wide: the first must go */
    case_add(c, 70 * POINT, 20 * YUAN, "care", "", "", "");
    run(c, "rank");
    assert_string_equal(winners(c), "1 2 3");
    assert_true(case_award(c, "P-0001")->fund[0] == 0 && case_award(c, "P-0001")->fund[1] == 30 * YUAN);
    assert_true(case_award(c, "P-0002")->fund[0] == 50 * YUAN);
}

static void test_allocate__an_award_takes_from_its_funds_in_their_order(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "wide", 50 * YUAN)->max_per_award = 25 * YUAN;
    case_fund(c, "care", 50 * YUAN)->pays = case_filter(c, VP_CATEGORY, "care");
    case_add(c, 90 * POINT, 40 * YUAN, "care", "", "", "");
    case_add(c, 80 * POINT, 20 * YUAN, "art", "", "", "");
    case_add(c, 70 * POINT, 30 * YUAN, "care", "", "", "");
    case_add(c, 60 * POINT, 12 * YUAN, "art", "", "", "");
    run(c, "greedy");
    assert_string_equal(winners(c), "1 2 3");
    assert_true(case_award(c, "P-0001")->fund[0] == 25 * YUAN && case_award(c, "P-0001")->fund[1] == 15 * YUAN);
    assert_true(case_award(c, "P-0002")->fund[0] == 20 * YUAN);
    assert_true(case_award(c, "P-0003")->fund[0] == 5 * YUAN && case_award(c, "P-0003")->fund[1] == 25 * YUAN);
    says(c, "P-0004", "its funds can pay 10.00 CNY more, it needs 12.00 CNY");
}

/* ---- refusals ---- */

static void test_allocate__refuses_what_it_cannot_do(void **state)
{
    alloc_case *c = *state;
    four(c);
    refused(c, "dice", VP_USAGE, "there is no allocation rule 'dice'");
    vp_limit *l = case_limit(c, "floor");
    l->min_amount = 200 * YUAN;
    refused(c, "greedy", VP_CORRUPT, "the rule greedy goes down the list and cannot keep 'min_amount'");
    l->min_amount = VP_NO_LIMIT;
    l->min_count = 2;
    refused(c, "rank", VP_CORRUPT, "the rule rank goes down the list and cannot keep 'min_count'");
    l->min_count = 1;
    run(c, "rank"); /* that its list keeps by itself */
    assert_string_equal(winners(c), "1");
    l->min_count = 5;
    refused(c, "optimal", VP_INVALID, "no list of awards keeps all of these: limit 'floor'");
}

static void test_allocate__refuses_a_round_without_money(void **state)
{
    alloc_case *c = *state;
    add(c, 90, 10);
    refused(c, "rank", VP_INVALID, "the funds hold no money");
    case_fund(c, "pot", 0);
    refused(c, "optimal", VP_INVALID, "the funds hold no money");
    c->funds[0].amount = INT64_MAX;
    case_fund(c, "pot2", INT64_MAX);
    refused(c, "rank", VP_INVALID, "the funds add up to more than can be counted");
}

static void test_allocate__refuses_a_ranking_that_is_none(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 100 * YUAN);
    refused(c, "rank", VP_INVALID, "the ranking is empty");
    add(c, 90, 10);
    add(c, 80, 10);
    c->ranking.at[1].rank = 3;
    refused(c, "rank", VP_INVALID, "the ranking has rank 3 ('P-0002') where 2 should be");
    c->ranking.at[1].rank = 2;
    c->ranking.at[1].id = "P-0001";
    refused(c, "rank", VP_INVALID, "the ranking has 'P-0001' twice");
    c->ranking.at[1].id = "P-0002";
    c->ranking.at[1].proposal = NULL;
    refused(c, "rank", VP_INVALID, "the ranking does not say what 'P-0002' requested");
    c->ranking.n = 1;
    c->ranking.at[0].score = -1;
    refused(c, "rank", VP_INVALID, "the score of 'P-0001' is below 0");
}

static void test_allocate__amounts_near_the_end_of_64_bits(void **state)
{
    alloc_case *c = *state;
    const vp_money large = (vp_money)1 << 61;
    case_fund(c, "pot", large + 5);
    case_add(c, 90 * POINT, large, "", "", "", "");
    case_add(c, 80 * POINT, 7, "", "", "", "");
    run(c, "optimal");
    assert_string_equal(winners(c), "1");
    run(c, "greedy");
    assert_string_equal(winners(c), "1");
    case_add(c, 70 * POINT, large + large / 2, "", "", "", "");
    case_add(c, 60 * POINT, large, "", "", "", "");
    refused(c, "optimal", VP_INVALID, "with 'P-0003' the proposals ask for more than can be counted");
}

static void test_allocate__json_tells_the_problem(void **state)
{
    alloc_case *c = *state;
    four(c);
    case_limit(c, "two")->max_count = 3;
    run(c, "optimal");
    vp_str text = {0};
    c->round.rules_sha256 = "bb";
    const vp_allocation_hashes of = {"aa", "cc", NULL, NULL};
    assert_int_equal(vp_allocation_json(&text, &c->round, c->result, &of, &c->err), VP_OK);
    assert_string_equal(text.s,
        "{\n"
        "  \"schema\": \"vp-allocation/1\",\n"
        "  \"round\": \"r\",\n"
        "  \"rule\": \"optimal\",\n"
        "  \"currency\": \"CNY\",\n"
        "  \"available\": \"100.00\",\n"
        "  \"spent\": \"100.00\",\n"
        "  \"value\": \"210.00\",\n"
        "  \"bound\": \"210.00\",\n"
        "  \"proved\": true,\n"
        "  \"ties_proved\": true,\n"
        "  \"effort\": 1,\n"
        "  \"proposals\": {\n"
        "    \"awarded\": 3,\n"
        "    \"reserve\": 0,\n"
        "    \"unfunded\": 1,\n"
        "    \"ineligible\": 0\n"
        "  },\n"
        "  \"funds\": [\n"
        "    {\n"
        "      \"id\": \"pot\",\n"
        "      \"amount\": \"100.00\",\n"
        "      \"spent\": \"100.00\"\n"
        "    }\n"
        "  ],\n"
        "  \"limits\": [\n"
        "    {\n"
        "      \"id\": \"two\",\n"
        "      \"kind\": \"max_count\",\n"
        "      \"bound\": 3,\n"
        "      \"used\": 3\n"
        "    }\n"
        "  ],\n"
        "  \"prices\": [\n"
        "    {\n"
        "      \"funds\": [\"pot\"],\n"
        "      \"price\": \"1.500000000000\"\n"
        "    }\n"
        "  ],\n"
        "  \"ranking_sha256\": \"aa\",\n"
        "  \"rules_sha256\": \"bb\",\n"
        "  \"awards_sha256\": \"cc\"\n"
        "}\n");
    vp_str_free(&text);
}

/* Ten of 10 yuan each, money for five; the last two are art, of which one must be. */
static void test_allocate__limits_have_prices(void **state)
{
    alloc_case *c = *state;
    case_fund(c, "pot", 55 * YUAN);
    for (int i = 0; i < 10; i++)
        case_add(c, (90 - i) * POINT, 10 * YUAN, i < 8 ? "" : "art", i < 3 ? "d" : "", "", "");
    vp_limit *art = case_limit(c, "art"), *d = case_limit(c, "d");
    art->where = case_filter(c, VP_CATEGORY, "art");
    art->min_count = 1;
    d->each = VP_DISTRICT;
    d->max_count = 2;
    run(c, "optimal");
    vp_str told = {0};
    for (size_t i = 0; i < c->result->nprices; i++) {
        const vp_price *p = &c->result->prices[i];
        vp_str_addf(&told, "%s%s %s %s %.3f\n", p->nfunds ? "funds " : "", p->nfunds ? p->funds[0] : p->limit,
                    p->value ? p->value : "-", p->kind ? p->kind : "-", (double)p->price * 1e-12);
    }
    assert_string_equal(vp_str_text(&told), "funds pot - - 8.600\nart - min_count -4.000\nd d max_count 2.000\n");
    vp_str_free(&told);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(test_allocate__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(rank_stops_at_the_first_that_does_not_fit),
        T(greedy_skips_what_does_not_fit),
        T(optimal_is_worth_more),
        T(between_equal_lists_ranks_decide),
        T(says_what_a_list_with_it_is_worth),
        T(ten_thousand_equal_scores),
        T(effort_that_ends_tells_the_gap),
        T(says_why_somebody_is_ineligible),
        T(grants_no_more_than_was_approved), T(nobody_above_the_bar),
        T(the_reserve_list_is_the_next_by_rank),
        T(reasons_are_in_the_language_of_the_round),
        T(limits_of_every_kind),
        T(result_tells_what_was_used_of_each_limit),
        T(awards_move_between_funds_to_make_room),
        T(an_award_takes_from_its_funds_in_their_order),
        T(refuses_what_it_cannot_do),
        T(refuses_a_round_without_money),
        T(refuses_a_ranking_that_is_none),
        T(amounts_near_the_end_of_64_bits),
        T(json_tells_the_problem),
        T(limits_have_prices),
    };
#undef T
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
