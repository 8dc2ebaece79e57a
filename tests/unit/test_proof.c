/* Certificates: what is proved is checked by other code, and nothing that is doctored passes. */
#include "test.h"
#include <vp/proof.h>
#include "allocate_case.h"

#define YUAN 100
#define POINT 1000000

typedef struct proof_case {
    alloc_case c;
    vp_model *m;
    vp_str text;
    vp_certificate read;
} proof_case;

static int set_up(void **state)
{
    proof_case *p = case_need(calloc(1, sizeof *p));
    case_start(&p->c);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    proof_case *p = *state;
    vp_str_free(&p->text);
    case_end(&p->c);
    free(p);
    return 0;
}

/* Proposals of odd amounts, two funds, a maximum, a minimum, and some of an organisation at most. */
static void forty(proof_case *p)
{
    uint64_t rng = 7;
    case_fund(&p->c, "wide", 900 * YUAN);
    case_fund(&p->c, "care", 350 * YUAN)->pays = case_filter(&p->c, VP_CATEGORY, "care");
    for (int i = 0; i < 40; i++) {
        rng = rng * 6364136223846793005u + 1442695040888963407u;
        case_add(&p->c, (95 - i) * POINT + POINT / 2, (vp_money)(3000 + (rng >> 33) % 7000),
                 i % 3 == 0 ? "care" : "art", i % 2 ? "d1" : "d2", i < 12 ? "one" : i < 18 ? "two" : "", "");
    }
    vp_limit *l = case_limit(&p->c, "d1");
    l->where = case_filter(&p->c, VP_DISTRICT, "d1");
    l->max_amount = 600 * YUAN;
    l = case_limit(&p->c, "art");
    l->where = case_filter(&p->c, VP_CATEGORY, "art");
    l->min_amount = 750 * YUAN;
    l = case_limit(&p->c, "two");
    l->each = VP_USCC;
    l->max_count = 4;
}

static void prove(proof_case *p)
{
    vp_proved how;
    assert_int_equal(case_run(&p->c, "optimal", 0), VP_OK);
    assert_int_equal(vp_model_make(&p->m, &p->c.round, &p->c.ranking, p->c.arena, &p->c.err), VP_OK);
    assert_int_equal(vp_allocation_prove(&how, &p->text, p->c.result, p->m, 0, p->c.arena, &p->c.err), VP_OK);
    assert_true(how.bound == p->c.result->value);
}

static vp_status check(proof_case *p, const char *text)
{
    p->c.err = (vp_err){0};
    return vp_certificate_check(&p->read, p->m, "c.txt", text, strlen(text), p->c.arena, &p->c.err);
}

static void test_proof__what_is_proved_is_checked(void **state)
{
    proof_case *p = *state;
    forty(p);
    prove(p);
    vp_note why;
    assert_int_equal(check(p, p->text.s), VP_OK);
    assert_true(p->read.value == p->c.result->value && p->read.bound == p->c.result->value);
    assert_true(p->read.prices > 0);
    assert_int_equal(vp_certificate_of_awards(&why, &p->read, p->m, p->c.result->awards, p->c.arena, &p->c.err), VP_OK);
    assert_null(why.msg);
}

static void test_proof__models_tell_what_rows_are(void **state)
{
    proof_case *p = *state;
    VP_STR mps = {0};
    forty(p);
    p->c.ranking.at[2].id = "第\n三";
    assert_int_equal(vp_model_make(&p->m, &p->c.round, &p->c.ranking, p->c.arena, &p->c.err), VP_OK);
    assert_int_equal(vp_model_mps(&mps, p->m, &p->c.err), VP_OK);
    assert_non_null(strstr(mps.s, "* r1: fund wide + care\n"));
    assert_non_null(strstr(mps.s, "* r2: fund wide\n"));
    assert_non_null(strstr(mps.s, "* r3: limit d1 max_amount\n"));
    assert_non_null(strstr(mps.s, "* r4: limit art min_amount\n"));
    assert_non_null(strstr(mps.s, "* r5: limit two: one max_count\n"));
    assert_non_null(strstr(mps.s, " to 第 三\n"));
    assert_non_null(strstr(mps.s, "\n RHS r1 125000\n"));
}

/* ---- doctored ---- */

/* The text with the first `what` replaced. */
static const char *with(proof_case *p, const char *what, const char *by)
{
    const char *at = strstr(p->text.s, what);
    assert_non_null(at);
    return case_need(vp_arena_printf(p->c.arena, "%.*s%s%s", (int)(at - p->text.s), p->text.s, by, at + strlen(what)));
}

/* The first line of that kind replaced; by NULL: left out. */
static const char *line(proof_case *p, const char *kind, const char *by)
{
    const char *at = strstr(p->text.s, kind), *end;
    assert_non_null(at);
    at++;
    end = strchr(at, '\n') + 1;
    return case_need(vp_arena_printf(p->c.arena, "%.*s%s%s", (int)(at - p->text.s), p->text.s, by ? by : "", end));
}

static void refused(proof_case *p, const char *text, const char *message)
{
    if (check(p, text) != VP_INVALID || !strstr(p->c.err.msg, message) || p->c.err.row == 0)
        fail_msg("'%s' at line %zu, not '%s'", p->c.err.msg, p->c.err.row, message);
}

/* "KEY NUMBER" of the text plus more. */
static const char *number(proof_case *p, const char *key, int more)
{
    long long is;
    const char *at = strstr(p->text.s, key);
    assert_non_null(at);
    assert_int_equal(sscanf(at + strlen(key), "%lld", &is), 1);
    return line(p, key, case_need(vp_arena_printf(p->c.arena, "%s%lld\n", key + 1, is + more)));
}

static void test_proof__refuses_what_is_doctored(void **state)
{
    proof_case *p = *state;
    forty(p);
    prove(p);
    char *s = p->text.s, all[1024] = "\nlist";
    const char *cut_off = case_need(vp_arena_dup(p->c.arena, s, p->text.n - 4));
    for (size_t i = 0; i < p->m->n; i++)
        sprintf(all + strlen(all), " x%zu", i + 1);
    assert_non_null(strstr(s, "\nbranch "));
    const char *first = strstr(s, "\nlist ") + 6;
    const char *twice = case_need(vp_arena_printf(p->c.arena, "\nlist %.*s ", (int)strcspn(first, " \n"), first));

    refused(p, number(p, "\nvalue ", 1), "the bound is below the value");              /* 1: worth more than it is */
    refused(p, number(p, "\nvalue ", -1), "the list is worth");                         /* 2: and less */
    refused(p, number(p, "\nbound ", -1), "the bound is below the value");              /* 3: a bound that is too low */
    refused(p, line(p, "\nlist ", strcat(all + 1, "\n")), "does not keep every row");   /* 4: a list that overspends */
    refused(p, with(p, "\nlist ", twice), "in the list twice");                         /* 5: an award twice */
    refused(p, line(p, "\nlist ", "list\n"), "does not keep every row");                  /* 6: no list */
    refused(p, line(p, "\nmodel ", "model 0000000000000000000000000000000000000000000000000000000000000000\n"),
            "of another round");                                                        /* 7: another round's */
    refused(p, line(p, "\nunit ", "unit 7\n"), "the unit is");                          /* 8: other units */
    refused(p, cut_off, "cut off");                                                     /* 9: the end is missing */
    refused(p, line(p, "\nbranch ", NULL), "");                                         /* 10: a branch is missing */
    refused(p, with(p, "\nend\n", "\nprice 0\nend\n"), "the proof has ended before");   /* 11: steps behind the proof */
    refused(p, with(p, "\nend\n", "\nend\nend\n"), "more behind the end");              /* 12: lines behind the end */
    refused(p, line(p, "\nprice ", "price 0 r1 -1\n"), "price of r1 is below 0");       /* 13: a negative price */
    refused(p, line(p, "\nprice ", "price 0 r99999 1\n"), "there is no r99999");        /* 14: a row that is none */
    refused(p, line(p, "\nprice ", "price 0 r2 1 r2 1\n"), "named twice");              /* 15: a row twice */
    refused(p, line(p, "\nprice ", "price 60 r1 9223372036854775807 r2 9223372036854775807\n"),
            "");                                                                        /* 16: large numbers */
    refused(p, line(p, "\nprice ", "price 99 r1 1\n"), "at most 60 bits");              /* 17: shifted out */
    refused(p, line(p, "\nprice ", "price 0 r1 99999999999999999999\n"), "a number");   /* 18: more than 64 bits */
    refused(p, line(p, "\nprice ", "price 0 r1 1.5\n"), "a number");                    /* 19: no whole number */
    refused(p, line(p, "\nbranch ", "branch x1 in\nbranch x1 out\n"), "decided already"); /* 20: in circles */
    refused(p, line(p, "\nbranch ", "branch x999 in\n"), "there is no x999");           /* 21: an item that is none */
    refused(p, line(p, "\nbranch ", "branch x1 maybe\n"), "'in' or 'out'");             /* 22: a third way */
    refused(p, line(p, "\nprice ", NULL), "");                                          /* 23: a bound is missing */
    refused(p, line(p, "\nprice ", "cut 0 0 r1 1\n"), "a divisor is 2 or more");        /* 24: cuts by nothing */
    refused(p, line(p, "\nprice ", "cut 2 99 r1 1\n"), "a shift 0 to 60");
    refused(p, line(p, "\nprice ", "cut 2 0 r2 1 r1 1\n"), "out of order");
    refused(p, line(p, "\nprice ", "cut 2 0 r1 1 ~ x999\n"), "there is no x999");
    refused(p, line(p, "\nprice ", "trust me\n"), "'trust' where");                     /* 25: no step at all */
    refused(p, line(p, "\nprice ", "conflict 0\n"), "");                                /* 26: nothing contradicts */
    refused(p, with(p, "vp-certificate 1", "vp-certificate 2"), "version 2");           /* 27: another version */
    refused(p, with(p, "vp-certificate", "certificate"), "'certificate' where");
    refused(p, with(p, "\nvalue ", "\nvalue  "), "");
    refused(p, "", "cut off");
    refused(p, with(p, "\nprice ", "\npri\xff\x80 "), "plain text");                  /* 28: what no message can show */
    assert_true(p->c.err.row > 6);
}

static void test_proof__knows_the_awards_it_is_of(void **state)
{
    proof_case *p = *state;
    vp_note why;
    forty(p);
    prove(p);
    assert_int_equal(check(p, p->text.s), VP_OK);
    vp_award *awards = p->c.result->awards->at, *a = awards;
    while (a->amount == 0)
        a++;
    a->amount--;
    assert_int_equal(vp_certificate_of_awards(&why, &p->read, p->m, p->c.result->awards, p->c.arena, &p->c.err), VP_OK);
    assert_non_null(strstr(why.msg, "does not have"));
    a->amount = 0;
    assert_int_equal(vp_certificate_of_awards(&why, &p->read, p->m, p->c.result->awards, p->c.arena, &p->c.err), VP_OK);
    assert_non_null(strstr(why.msg, "has awards that are not here"));
}

static void test_proof__a_gap_is_proved_as_one(void **state)
{
    proof_case *p = *state;
    vp_proved how;
    forty(p);
    assert_int_equal(case_run(&p->c, "optimal", 0), VP_OK);
    assert_int_equal(vp_model_make(&p->m, &p->c.round, &p->c.ranking, p->c.arena, &p->c.err), VP_OK);
    assert_int_equal(vp_allocation_prove(&how, &p->text, p->c.result, p->m, 1, p->c.arena, &p->c.err), VP_OK);
    assert_int_equal(check(p, p->text.s), VP_OK);
    assert_true(p->read.bound == how.bound && how.bound >= p->c.result->value);
}

static void test_proof__other_rules_have_none(void **state)
{
    proof_case *p = *state;
    vp_proved how;
    case_fund(&p->c, "wide", 621 * YUAN);
    case_add(&p->c, 90 * POINT, 60 * YUAN, "", "", "", "");
    assert_int_equal(case_run(&p->c, "greedy", 0), VP_OK);
    assert_int_equal(vp_model_make(&p->m, &p->c.round, &p->c.ranking, p->c.arena, &p->c.err), VP_OK);
    assert_int_equal(vp_allocation_prove(&how, &p->text, p->c.result, p->m, 1, p->c.arena, &p->c.err), VP_INVALID);
    assert_string_equal(p->c.err.msg, "the rule greedy proves nothing, and has no certificate");
}

static void test_proof__nobody_above_the_bar(void **state)
{
    proof_case *p = *state;
    forty(p);
    p->c.round.allocation.pass_mark = 101 * POINT;
    p->c.round.allocation.nlimits = 0;
    prove(p);
    assert_int_equal(check(p, p->text.s), VP_OK);
    assert_true(p->read.value == 0);
}

static void test_proof__amounts_near_the_end_of_64_bits(void **state)
{
    proof_case *p = *state;
    const vp_money large = (vp_money)1 << 60;
    case_fund(&p->c, "pot", large + 5);
    case_add(&p->c, 90 * POINT, large, "", "", "", "");
    case_add(&p->c, 80 * POINT, 7, "", "", "", "");
    prove(p);
    assert_int_equal(check(p, p->text.s), VP_OK);
    case_add(&p->c, 70 * POINT, large + large / 2, "", "", "", "");
    case_add(&p->c, 60 * POINT, large + large / 2, "", "", "", "");
    p->c.funds[0].amount = large + large / 2;
    assert_int_equal(vp_model_make(&p->m, &p->c.round, &p->c.ranking, p->c.arena, &p->c.err), VP_INVALID);
    assert_string_equal(p->c.err.msg, "the model has sums that cannot be counted");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(test_proof__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_is_proved_is_checked),
        T(models_tell_what_rows_are),
        T(refuses_what_is_doctored),
        T(knows_the_awards_it_is_of),
        T(a_gap_is_proved_as_one),
        T(other_rules_have_none),
        T(nobody_above_the_bar),
        T(amounts_near_the_end_of_64_bits),
    };
#undef T
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
