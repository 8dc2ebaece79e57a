/* Where a round stands: from files in memory, step by step. */
#include "test.h"
#include <vp/status.h>

static const char round_json[] =
    "{\"vp\": 1, \"id\": \"r-1\", \"title\": \"Round\", \"currency\": \"CNY\", \"opens\": \"2024-03-01\",\n"
    " \"funds\": [{\"id\": \"a\", \"title\": \"Fund A\", \"amount\": \"1000000.00\"},\n"
    "            {\"id\": \"b\", \"amount\": \"500.00\"}]}\n";
static const char rubric_json[] =
    "{\"vp\": 1, \"id\": \"q\", \"title\": \"Q\", \"stages\": [{\"id\": \"paper\", \"title\": \"On paper\",\n"
    " \"criteria\": [{\"id\": \"need\", \"max\": \"10.00\"}]}]}\n";

static vp_arena *arena;
static vp_files *files;
static vp_view view;
static vp_writer writer;
static vp_err err;

static int fresh(void **state)
{
    (void)state;
    arena = vp_arena_new();
    err = (vp_err){0};
    if (!arena || vp_files_new(&files, NULL, arena, &err))
        return -1;
    view = vp_files_view(files);
    writer = vp_files_writer(files);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static void put(const char *path, const char *text)
{
    assert_int_equal(writer.put(writer.ctx, path, text, strlen(text), &err), VP_OK);
}

static void proposals(void)
{
    put("round.json", round_json);
    put("rubric.json", rubric_json);
    put("proposals/P-1.json", "{}");
    put("proposals/P-2.json", "{}");
    put("intake/2024-03-01-aa/receipt.json", "{\"rows\": 5, \"rejected\": 2}");
    put("intake/2024-03-02-bb/receipt.json", "{\"rows\": 1, \"rejected\": 0}");
}

static void ranking(void)
{
    put("reviews/paper/R1.csv", "proposal,reviewer,need\nP-1,R1,5.00\nP-2,R1,4.00\n");
    put("reviews/paper/R2.csv", "proposal,reviewer,need\nP-1,R2,5.00\n");
    put("reviews/visit/R1.csv", "proposal,reviewer,x\nP-1,R1,5.00\n");
    put("ranking.csv", "rank,id,title,score,requested\n1,P-1,One,5.00,100.00\n,P-2,Two,,200.00\n");
}

static void awards(void)
{
    put("awards.csv", "id,status,amount,a,b,rank,score,requested\nP-1,awarded,100.00,60.00,40.00,1,5.00,100.00\n"
                      "P-2,ineligible,0.00,0.00,0.00,,,200.00\n");
}

static vp_standing *stands(void)
{
    vp_standing *s = NULL;
    if (vp_standing_read(&s, &view, arena, &err))
        fail_msg("%s", err.msg);
    return s;
}

static void test_status__begins_with_the_intake(void **state)
{
    (void)state;
    put("round.json", round_json);
    vp_standing *s = stands();
    assert_int_equal(s->proposals + s->intakes + s->nstages, 0);
    assert_false(s->has_ranking || s->has_awards);
    assert_string_equal(s->next, "vp intake proposals.csv");
    assert_string_equal(s->edited, "");
    assert_true(s->available == 100050000);
}

static void test_status__counts_what_came(void **state)
{
    (void)state;
    proposals();
    vp_standing *s = stands();
    assert_int_equal(s->proposals, 2);
    assert_int_equal(s->intakes, 2);
    assert_int_equal(s->rows, 6);
    assert_int_equal(s->rejected, 2);
    assert_int_equal(s->nstages, 1);
    assert_string_equal(s->next, "vp score sheets/*.csv");
}

static void test_status__counts_reviews_of_every_stage(void **state)
{
    (void)state;
    proposals();
    ranking();
    vp_standing *s = stands();
    assert_int_equal(s->nstages, 2);
    assert_string_equal(s->stages[0].title, "On paper");
    assert_int_equal(s->stages[0].reviews, 3);
    assert_int_equal(s->stages[0].reviewers, 2);
    assert_string_equal(s->stages[1].id, "visit");
    assert_int_equal(s->stages[1].reviews, 1);
    assert_true(s->has_ranking);
    assert_false(s->ranking_old);
    assert_int_equal(s->ranked, 1);
    assert_int_equal(s->unranked, 1);
    assert_string_equal(s->next, "vp allocate");
}

static void test_status__sums_the_awards(void **state)
{
    (void)state;
    proposals();
    ranking();
    awards();
    vp_standing *s = stands();
    assert_true(s->has_awards);
    assert_false(s->awards_old);
    assert_int_equal(s->awarded, 1);
    assert_true(s->spent == 10000);
    assert_true(s->fund[0] == 6000 && s->fund[1] == 4000);
    assert_string_equal(s->next, "vp report notice -o notice.md");
}

static void test_status__sees_what_is_out_of_date(void **state)
{
    (void)state;
    proposals();
    ranking();
    awards();
    put("proposals/P-3.json", "{}");
    assert_true(stands()->ranking_old);
    assert_string_equal(stands()->next, "vp score");
    put("ranking.csv", "rank,id,score,requested\n1,P-1,5.00,100.00\n,P-2,,200.00\n,P-3,,1.00\n");
    assert_false(stands()->ranking_old);
    assert_true(stands()->awards_old);
    assert_string_equal(stands()->next, "vp allocate");
    writer.put(writer.ctx, "proposals/P-3.json", NULL, 0, &err);
    assert_true(stands()->ranking_old);
    put("ranking.csv", "rank,id,score,requested\n1,P-1,5.50,100.00\n,P-2,,200.00\n");
    assert_false(stands()->ranking_old);
    assert_true(stands()->awards_old); /* another score */
    put("ranking.csv", "rank,id,score,requested\n1,P-1,5.00,99.00\n,P-2,,200.00\n");
    assert_true(stands()->awards_old); /* another amount */
}

static void refuses(const char *path, const char *text, vp_status want, const char *msg)
{
    put(path, text);
    vp_standing *s;
    assert_int_equal(vp_standing_read(&s, &view, arena, &err), want);
    if (!strstr(err.msg, msg))
        fail_msg("'%s' is not in '%s'", msg, err.msg);
}

static void test_status__refuses_files_it_cannot_read(void **state)
{
    (void)state;
    vp_standing *s;
    assert_int_equal(vp_standing_read(&s, &view, arena, &err), VP_NOTFOUND);
    proposals();
    refuses("intake/2024-03-02-bb/receipt.json", "[1]", VP_CORRUPT, "this is not a receipt");
    refuses("intake/2024-03-02-bb/receipt.json", "{\"rows\"", VP_CORRUPT, "this is not a receipt");
    put("intake/2024-03-02-bb/receipt.json", "{\"rows\": -5, \"rejected\": 1e300}");
    assert_int_equal(stands()->rows, 5);
    refuses("ranking.csv", "rank,score\n1,2\n", VP_CORRUPT, "there is no column 'id'");
    ranking();
    refuses("awards.csv", "id,status,amount\nP-1,awarded,much\n", VP_CORRUPT, "'much' is not an amount");
    refuses("awards.csv", "id,status,amount\nP-1,awarded,92233720368547758.07\nP-2,awarded,0.01\n", VP_CORRUPT,
            "is not an amount");
    awards();
    refuses("rubric.json", "{", VP_CORRUPT, "");
}

static char *told(const char *format, vp_lang lang)
{
    vp_str text = {0};
    assert_int_equal(vp_standing_emit(stands(), format, lang, (vp_out){vp_out_str, &text}, arena, &err), VP_OK);
    char *copy = vp_arena_dupz(arena, vp_str_text(&text));
    vp_str_free(&text);
    return copy;
}

static void test_status__tells_people_in_lines(void **state)
{
    (void)state;
    proposals();
    ranking();
    awards();
    assert_string_equal(told("table", VP_EN),
        "Round (r-1)\n"
        "  call       2024-03-01 to …\n"
        "  proposals  2, from 2 intakes of 6 rows, 2 refused\n"
        "  reviewed   On paper: 3 by 2 reviewers\n"
        "             visit: 1 by 1 reviewers\n"
        "  ranking    1 ranked, 1 not\n"
        "  awards     1, 0 in reserve\n"
        "             100.00 of 1,000,500.00 CNY\n"
        "             Fund A: 60.00 of 1,000,000.00\n"
        "             b: 40.00 of 500.00\n"
        "  next       vp report notice -o notice.md\n");
    const char *zh = told("table", VP_ZH);
    assert_non_null(strstr(zh, "\n  项目       2 个；受理 2 次"));
    assert_non_null(strstr(zh, "\n  下一步     vp report"));
}

static void test_status__tells_programs_in_rows(void **state)
{
    (void)state;
    proposals();
    ranking();
    awards();
    const char *csv = told("csv", VP_EN);
    assert_string_equal(csv, told("csv", VP_ZH));
    assert_memory_equal(csv, "key,value\nid,r-1\ntitle,Round\n", 29);
    assert_non_null(strstr(csv, "\nproposals,2\n"));
    assert_non_null(strstr(csv, "\nreviews.paper,3\n"));
    assert_non_null(strstr(csv, "\nawards,current\n"));
    assert_non_null(strstr(csv, "\nspent.b,40.00\n"));
    assert_non_null(strstr(csv, "\nnext,vp report notice -o notice.md\n"));
    assert_non_null(strstr(told("json", VP_EN), "\"schema\": \"vp-status/1\""));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, gone)
    const struct CMUnitTest tests[] = {
        TEST(test_status__begins_with_the_intake),
        TEST(test_status__counts_what_came),
        TEST(test_status__counts_reviews_of_every_stage),
        TEST(test_status__sums_the_awards),
        TEST(test_status__sees_what_is_out_of_date),
        TEST(test_status__refuses_files_it_cannot_read),
        TEST(test_status__tells_people_in_lines),
        TEST(test_status__tells_programs_in_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
