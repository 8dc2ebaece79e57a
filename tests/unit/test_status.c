/* Where a round stands: from files in memory, step by step. */
#include "test.h"
#include "lib/verb/replay.h"
#include "lib/verb/status.h"

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

#define PROPOSAL(id, requested) \
    "{\"id\": \"" id "\", \"title\": \"One\", \"applicant\": \"Org\", \"requested\": \"" requested "\"}"

static void proposals(void)
{
    put("round.json", round_json);
    put("rubric.json", rubric_json);
    put("proposals/P-1.json", PROPOSAL("P-1", "100.00"));
    put("proposals/P-2.json", PROPOSAL("P-2", "1000400.00"));
    put("intake/2024-03-01-aa/receipt.json", "{\"rows\": 5, \"rejected\": 2}");
    put("intake/2024-03-02-bb/receipt.json", "{\"rows\": 1, \"rejected\": 0}");
}

static void do_step(vp_replay *step)
{
    const char *says = NULL;
    vp_commit_info info = {.command = "", .says = &says};
    if (step(&view, &view, &info, &writer, arena, &err))
        fail_msg("%s", err.msg);
}

static void ranking(void)
{
    put("reviews/paper/R1.csv", "proposal,need,conflict,comment\nP-1,5.00,,\nP-2,4.00,,\n");
    put("reviews/paper/R2.csv", "proposal,need,conflict,comment\nP-1,5.00,,\n");
    do_step(vp_replay_score);
}

static void awards(void)
{
    do_step(vp_replay_allocate);
}

static vp_standing *stands(void)
{
    vp_standing *s = NULL;
    if (vp_standing_read(&s, &view, NULL, arena, &err))
        fail_msg("%s", err.msg);
    return s;
}

static char *told(const char *format, vp_lang lang)
{
    vp_str text = {0};
    assert_int_equal(vp_standing_emit(stands(), format, lang, (vp_out){vp_out_str, &text}, arena, &err), VP_OK);
    char *copy = vp_arena_dupz(arena, vp_str_text(&text));
    vp_str_free(&text);
    return copy;
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
    assert_false(s->ranking_old);
    put("reviews/visit/R1.csv", "proposal,x,conflict,comment\nP-1,5.00,,\n");
    s = stands();
    assert_int_equal(s->nstages, 2);
    assert_string_equal(s->stages[0].title, "On paper");
    assert_int_equal(s->stages[0].reviews, 3);
    assert_int_equal(s->stages[0].reviewers, 2);
    assert_string_equal(s->stages[1].id, "visit");
    assert_int_equal(s->stages[1].reviews, 1);
    assert_true(s->has_ranking);
    assert_true(s->ranking_old); /* of a stage that the rubric does not have */
    assert_int_equal(s->ranked, 2);
    assert_int_equal(s->unranked, 0);
    assert_string_equal(s->next, "vp score");
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
    assert_int_equal(s->awarded, 2);
    assert_true(s->spent == 100050000);
    assert_true(s->fund[0] == 100000000 && s->fund[1] == 50000);
    assert_string_equal(s->next, "vp report notice -o notice.md");
}

static void test_status__sees_what_is_out_of_date(void **state)
{
    (void)state;
    proposals();
    ranking();
    awards();
    put("proposals/P-3.json", PROPOSAL("P-3", "1.00"));
    assert_true(stands()->ranking_old);
    assert_string_equal(stands()->next, "vp score");
    do_step(vp_replay_score);
    assert_false(stands()->ranking_old);
    assert_true(stands()->awards_old);
    assert_string_equal(stands()->next, "vp allocate");
    do_step(vp_replay_allocate);
    assert_false(stands()->awards_old);
    writer.put(writer.ctx, "proposals/P-3.json", NULL, 0, &err);
    assert_true(stands()->ranking_old);
    assert_true(stands()->awards_old);
    do_step(vp_replay_score);
    do_step(vp_replay_allocate);
    assert_false(stands()->ranking_old || stands()->awards_old);
    put("proposals/P-1.json", PROPOSAL("P-1", "99.00"));
    assert_true(stands()->ranking_old); /* another amount */
    put("proposals/P-1.json", PROPOSAL("P-1", "100.00"));
    put("reviews/paper/R2.csv", "proposal,need,conflict,comment\nP-1,6.00,,\n");
    assert_true(stands()->ranking_old); /* another mark */
    put("reviews/paper/R2.csv", "proposal,need,conflict,comment\nP-1,much,,\n");
    assert_true(stands()->ranking_old); /* which cannot be ranked by */
    ranking();
    put("rubric.json", "{\"vp\": 1, \"id\": \"q\", \"title\": \"Q\", \"stages\": [{\"id\": \"paper\",\n"
                       " \"title\": \"On paper\", \"pass_mark\": \"5.00\",\n"
                       " \"criteria\": [{\"id\": \"need\", \"max\": \"10.00\"}]}]}\n");
    assert_true(stands()->ranking_old); /* another rubric */
    put("rubric.json", rubric_json);
    put("allocation.json", "{}");
    assert_true(stands()->awards_old);
}

static void test_status__counts_proposals_that_lack_reviews(void **state)
{
    (void)state;
    proposals();
    put("proposals/P-3.json", PROPOSAL("P-3", "1.00"));
    put("rubric.json", "{\"vp\": 1, \"id\": \"q\", \"title\": \"Q\", \"stages\": [{\"id\": \"paper\",\n"
                       " \"title\": \"On paper\", \"reviewers\": 2, \"pass_mark\": \"4.50\",\n"
                       " \"criteria\": [{\"id\": \"need\", \"max\": \"10.00\"}]},\n"
                       " {\"id\": \"visit\", \"title\": \"Visit\", \"reviewers\": 1,\n"
                       " \"criteria\": [{\"id\": \"team\", \"max\": \"10.00\"}]}]}\n");
    put("reviews/paper/R1.csv", "proposal,need,conflict,comment\nP-1,5.00,,\nP-2,4.00,,\n");
    put("reviews/paper/R2.csv", "proposal,need,conflict,comment\nP-1,5.00,,\nP-2,4.00,yes,\nP-9,1.00,,\n");
    vp_standing *s = stands();
    assert_int_equal(s->stages[0].wanted, 2);
    assert_int_equal(s->stages[0].lacking, 2); /* a conflict is no review */
    assert_int_equal(s->stages[1].lacking, 3);
    do_step(vp_replay_score);
    put("reviews/visit/R1.csv", "proposal,team,conflict,comment\nP-1,5.00,,\n");
    s = stands();
    assert_int_equal(s->stages[0].lacking, 2);
    assert_int_equal(s->stages[1].lacking, 1); /* P-2 has failed the stage before */
    assert_non_null(strstr(told("csv", VP_EN), "\nwanted.paper,2\nlacking.paper,2\nreviews.visit,1\n"));
    assert_non_null(strstr(told("table", VP_EN),
        "  reviewed   On paper: 5 by 2 reviewers\n"
        "             On paper: 2 proposals have fewer than 2 reviews\n"
        "             Visit: 1 by 1 reviewers\n"
        "             Visit: 1 proposals have fewer than 1 reviews\n"));
    assert_non_null(strstr(told("table", VP_ZH), "Visit：1 个项目的评分不足 1 份\n"));
}

static void refuses(const char *path, const char *text, vp_status want, const char *msg)
{
    put(path, text);
    vp_standing *s;
    assert_int_equal(vp_standing_read(&s, &view, NULL, arena, &err), want);
    if (!strstr(err.msg, msg))
        fail_msg("'%s' is not in '%s'", msg, err.msg);
}

static void test_status__refuses_files_it_cannot_read(void **state)
{
    (void)state;
    vp_standing *s;
    assert_int_equal(vp_standing_read(&s, &view, NULL, arena, &err), VP_NOTFOUND);
    proposals();
    refuses("intake/2024-03-02-bb/receipt.json", "[1]", VP_CORRUPT, "this is not a receipt");
    refuses("intake/2024-03-02-bb/receipt.json", "{\"rows\"", VP_CORRUPT, "this is not a receipt");
    put("intake/2024-03-02-bb/receipt.json", "{\"rows\": -5, \"rejected\": 1e300}");
    assert_int_equal(stands()->rows, 5);
    /* What commands compute can be computed again: it is as good as outdated. */
    put("ranking.csv", "rank,score\n1,2\n");
    assert_true(stands()->has_ranking && stands()->ranked == 0);
    ranking();
    put("awards.csv", "id,status,amount\nP-1,awarded,much\n");
    assert_true(stands()->has_awards && stands()->awards_old && stands()->awarded == 0 && stands()->spent == 0);
    put("awards.csv", "id,status,amount\nP-1,awarded,92233720368547758.07\nP-2,awarded,0.01\n");
    assert_true(stands()->awards_old && stands()->spent == 0);
    awards();
    refuses("rubric.json", "{", VP_CORRUPT, "");
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
        "  ranking    2 ranked, 0 not\n"
        "  awards     2, 0 in reserve\n"
        "             1,000,500.00 of 1,000,500.00 CNY\n"
        "             Fund A: 1,000,000.00 of 1,000,000.00\n"
        "             b: 500.00 of 500.00\n"
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
    assert_non_null(strstr(csv, "\nspent.b,500.00\n"));
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
        TEST(test_status__counts_proposals_that_lack_reviews),
        TEST(test_status__refuses_files_it_cannot_read),
        TEST(test_status__tells_people_in_lines),
        TEST(test_status__tells_programs_in_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
