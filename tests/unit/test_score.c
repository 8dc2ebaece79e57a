/* From reviews to the ranking, and the ranking as an answer. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <vp/draw.h>
#include <vp/score.h>

enum { POINT = VP_MICRO, FIELDS = VP_STANDARD_FIELDS + 1, GRADE = VP_STANDARD_FIELDS, MOST = 64 };

/* ---- a small round: paper (need = evidence + urgency, team), defence (impact) ---- */

static vp_field fields[FIELDS];
static vp_round round_ = {.id = "r", .title = "Round", .currency = "CNY", .unit = 100, .fields = fields,
                          .nfields = FIELDS, .file = "round.json"};

static const vp_criterion paper[] = {
    {.id = "need", .title = "", .max = 60 * POINT, .next = 3},
    {.id = "evidence", .title = "", .max = 40 * POINT, .depth = 1, .next = 2},
    {.id = "urgency", .title = "", .max = 20 * POINT, .depth = 1, .next = 3},
    {.id = "team", .title = "", .max = 40 * POINT, .next = 4},
};
static const vp_criterion defence[] = {{.id = "impact", .title = "", .max = 100 * POINT, .next = 1}};
static const vp_stage two_stages[] = {
    {.id = "paper", .title = "", .weight = 400000, .aggregate = "mean", .pass_mark = -1, .max = 100 * POINT,
     .criteria = paper, .ncriteria = 4},
    {.id = "defence", .title = "", .weight = 600000, .aggregate = "mean", .pass_mark = -1, .max = 100 * POINT,
     .criteria = defence, .ncriteria = 1},
};
static const vp_tie by_id_only[] = {{.kind = VP_TIE_ID, .text = "id"}};

typedef struct world {
    vp_arena *arena;
    vp_stage stages[2];
    vp_rubric rubric;
    vp_review review[MOST];
    vp_reviews reviews;
    const char *value[MOST][FIELDS];
    vp_proposal at[MOST];
    vp_proposals proposals;
    vp_err err;
    vp_ranking *ranking;
} world;

static int set_up(void **state)
{
    static world w;
    static const char *const names[] = {
        "id", "title", "applicant", "uscc", "applicant_type", "purpose", "category", "district", "street",
                "community",
        "requested", "budget", "own_funds", "direct_beneficiaries", "indirect_beneficiaries", "starts", "ends",
        "summary", "contact", "phone", "email", "id_number", "approved_budget", "grade"};
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = (vp_field){.name = names[i], .secret = i >= VP_CONTACT && i <= VP_ID_NUMBER};
    fields[VP_REQUESTED].type = VP_TYPE_MONEY;
    fields[VP_DIRECT].type = VP_TYPE_COUNT;
    fields[VP_STARTS].type = VP_TYPE_DATE;
    w = (world){.arena = vp_arena_new()};
    memcpy(w.stages, two_stages, sizeof two_stages);
    w.rubric = (vp_rubric){.id = "rb", .title = "Rubric", .stages = w.stages, .nstages = 2, .step = 10000,
                           .ties = by_id_only, .nties = 1, .range_over = -1, .file = "rubric.json"};
    w.reviews.at = w.review;
    w.proposals.at = w.at;
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    vp_arena_free(((world *)*state)->arena);
    return 0;
}

/* Ids come in the order of their bytes. */
static const char **add(world *w, const char *id)
{
    size_t k = w->proposals.n++;
    for (size_t i = 0; i < FIELDS; i++)
        w->value[k][i] = "";
    w->value[k][VP_ID] = id;
    w->value[k][VP_TITLE] = "T";
    w->at[k].value = w->value[k];
    return w->value[k];
}

static vp_review *give(world *w, const char *reviewer, const char *proposal, size_t stage, const vp_micro *marks)
{
    size_t n = stage == 0 ? 4 : 1;
    vp_micro *copy = vp_arena_array(w->arena, n, sizeof *copy);
    memcpy(copy, marks, n * sizeof *copy);
    vp_review *r = &w->review[w->reviews.n++];
    *r = (vp_review){.reviewer = reviewer, .proposal = proposal, .stage = stage, .mark = copy, .comment = "",
                      .file = "sheet.csv", .line = w->reviews.n + 1};
    return r;
}

/* evidence, urgency, team: in hundredths of a point. */
static vp_review *on_paper(world *w, const char *reviewer, const char *proposal, int evidence, int urgency, int team)
{
    return give(w, reviewer, proposal, 0, (vp_micro[]){(evidence + urgency) * 10000LL, evidence * 10000LL,
                                                       urgency * 10000LL, team * 10000LL});
}

static vp_review *in_person(world *w, const char *reviewer, const char *proposal, int impact)
{
    return give(w, reviewer, proposal, 1, (vp_micro[]){impact * 10000LL});
}

static vp_status rank_by(world *w, const char *method)
{
    return vp_rank(&w->ranking, &w->rubric, &round_, &w->proposals, &w->reviews, method, w->arena, &w->err);
}

/* The ranking as "1 A 80.00 2 flags|2 B …". */
static const char *shown(world *w)
{
    vp_str s = {0};
    for (size_t i = 0; i < w->ranking->n; i++) {
        const vp_ranked *r = &w->ranking->at[i];
        char score[VP_DECIMAL_MAX] = "-";
        if (r->has_score)
            vp_micro_format(score, r->score, 2);
        vp_str_addf(&s, "%s%zu %s %s %zu%s%s", i ? "|" : "", r->rank, r->id, score, r->reviews, *r->flags ? " " : "",
                    r->flags);
    }
    const char *text = vp_arena_dupz(w->arena, vp_str_text(&s));
    vp_str_free(&s);
    return text;
}

static void assert_ranking(world *w, const char *expected)
{
    if (rank_by(w, NULL) != VP_OK)
        fail_msg("%s", w->err.msg);
    assert_string_equal(shown(w), expected);
}

/* ---- scores ---- */

static void test_score__weights_stages_and_rounds_once_half_up(void **state)
{
    world *w = *state;
    add(w, "A");
    add(w, "B");
    on_paper(w, "r1", "A", 1000, 1000, 1000); /* 30 */
    on_paper(w, "r2", "A", 1000, 1000, 1001); /* 30.01: mean 30.005 */
    in_person(w, "r1", "A", 5000);            /* 0.4 x 30.005 + 0.6 x 50 = 42.002 */
    on_paper(w, "r1", "B", 1001, 1000, 1000); /* 0.4 x 30.01 = 12.004 */
    in_person(w, "r2", "B", 5000);            /* 0.6 x 50.0016667 = 30.001: 42.005 goes up */
    in_person(w, "r3", "B", 5000);
    give(w, "r4", "B", 1, (vp_micro[]){50005000});
    assert_ranking(w, "1 B 42.01 4|2 A 42.00 3");
}

static void test_score__only_stages_with_marks_count(void **state)
{
    world *w = *state;
    add(w, "A");
    on_paper(w, "r1", "A", 1000, 1000, 5);
    assert_ranking(w, "1 A 20.05 1");
}

static void test_score__thirds_are_exact(void **state)
{
    world *w = *state;
    add(w, "A");
    w->rubric.step = 1;
    on_paper(w, "r1", "A", 0, 0, 100);
    on_paper(w, "r2", "A", 0, 0, 100);
    on_paper(w, "r3", "A", 0, 0, 0);
    assert_int_equal(rank_by(w, NULL), VP_OK);
    assert_int_equal(w->ranking->at[0].score, 666667);
}

static void test_score__a_method_replaces_those_of_all_stages(void **state)
{
    world *w = *state;
    add(w, "A");
    w->stages[0].aggregate = "trimmed-mean";
    for (int i = 0; i < 5; i++)
        on_paper(w, (const char *[]){"r1", "r2", "r3", "r4", "r5"}[i], "A", 0, 0,
                 (int[]){100, 200, 300, 700, 900}[i]);
    assert_ranking(w, "1 A 4.00 5");
    assert_int_equal(rank_by(w, "median"), VP_OK);
    assert_string_equal(shown(w), "1 A 3.00 5");
    assert_int_equal(rank_by(w, "mean"), VP_OK);
    assert_string_equal(shown(w), "1 A 4.40 5");
    assert_int_equal(rank_by(w, "best"), VP_USAGE);
    assert_non_null(strstr(w->err.msg, "'best'"));
    w->stages[0].aggregate = "worst";
    assert_int_equal(rank_by(w, NULL), VP_CORRUPT);
}

static void test_score__conflicts_do_not_count(void **state)
{
    world *w = *state;
    add(w, "A");
    add(w, "B");
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r2", "A", 4000, 0, 0)->conflict = true;
    give(w, "r1", "B", 0, (vp_micro[]){-1, -1, -1, -1})->conflict = true;
    assert_ranking(w, "1 A 10.00 1|0 B - 0 incomplete");
}

static void test_score__reviews_of_other_proposals_do_not_count(void **state)
{
    world *w = *state;
    add(w, "A");
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r1", "withdrawn", 1000, 0, 0);
    in_person(w, "r1", "withdrawn", 1000);
    assert_ranking(w, "1 A 10.00 1");
}

static void test_score__without_proposals_those_of_the_reviews_are_ranked(void **state)
{
    world *w = *state;
    on_paper(w, "r1", "B", 1000, 0, 0);
    on_paper(w, "r2", "A", 1000, 0, 0);
    on_paper(w, "r2", "B", 1000, 0, 0);
    assert_int_equal(vp_rank(&w->ranking, &w->rubric, NULL, NULL, &w->reviews, NULL, w->arena, &w->err), VP_OK);
    assert_string_equal(shown(w), "1 A 10.00 1|2 B 10.00 2");
    assert_string_equal(w->ranking->at[0].title, "");
    assert_null(w->ranking->at[0].proposal);
}

static void test_score__two_marks_by_one_reviewer_are_refused(void **state)
{
    world *w = *state;
    add(w, "A");
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r1", "A", 1000, 0, 0);
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_non_null(strstr(w->err.msg, "twice"));
}

static void test_score__what_does_not_fit_is_refused(void **state)
{
    world *w = *state;
    add(w, "A");
    w->stages[0].weight = INT64_MAX;
    w->stages[1].weight = INT64_MAX - 1;
    for (size_t i = 0; i < 30; i++)
        give(w, vp_arena_printf(w->arena, "r%zu", i), "A", 0, (vp_micro[]){INT64_MAX / 2, 0, INT64_MAX / 2, 0});
    for (size_t i = 0; i < 29; i++)
        give(w, vp_arena_printf(w->arena, "r%zu", i), "A", 1, (vp_micro[]){INT64_MAX});
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_non_null(strstr(w->err.msg, "too large"));
    w->reviews.n = 0;
    give(w, "r1", "A", 0, (vp_micro[]){INT64_MAX, 0, INT64_MAX, INT64_MAX});
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_non_null(strstr(w->err.msg, "too large"));
    assert_int_equal(w->err.row, w->review[0].line);
}

/* ---- gates and flags ---- */

static void test_score__a_gate_stops_what_is_below_it_exactly(void **state)
{
    world *w = *state;
    add(w, "A");
    add(w, "B");
    add(w, "C");
    w->stages[0].pass_mark = 60 * POINT;
    on_paper(w, "r1", "A", 4000, 2000, 0); /* 60 */
    on_paper(w, "r1", "B", 4000, 2000, 0); /* 59.996 would round up to 60 */
    on_paper(w, "r2", "B", 4000, 1999, 0);
    on_paper(w, "r3", "B", 4000, 2000, 0);
    on_paper(w, "r1", "C", 0, 0, 100);
    in_person(w, "r1", "A", 5000);
    in_person(w, "r1", "C", 9000);
    assert_ranking(w, "1 A 54.00 2|0 B 60.00 3 gated:paper|0 C 54.40 2 gated:paper");
}

static void test_score__two_gates_are_both_named(void **state)
{
    world *w = *state;
    add(w, "A");
    w->stages[0].pass_mark = w->stages[1].pass_mark = 60 * POINT;
    w->rubric.min_reviews = 2;
    on_paper(w, "r1", "A", 0, 0, 0);
    in_person(w, "r1", "A", 0);
    assert_ranking(w, "0 A 0.00 2 gated:paper;gated:defence;few-reviews");
}

static void test_score__a_missing_stage_is_incomplete_and_not_ranked(void **state)
{
    world *w = *state;
    add(w, "A");
    add(w, "B");
    add(w, "C");
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r1", "B", 2000, 0, 0);
    in_person(w, "r1", "B", 1000);
    assert_ranking(w, "1 B 14.00 2|0 A 10.00 1 incomplete|0 C - 0 incomplete");
}

static void test_score__few_reviews_and_wide_ranges_are_flagged(void **state)
{
    world *w = *state;
    add(w, "A");
    add(w, "B");
    w->rubric.min_reviews = 2;
    w->rubric.range_over = 20 * POINT;
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r2", "A", 3000, 0, 0);
    on_paper(w, "r3", "A", 3000, 0, 0)->conflict = true;
    on_paper(w, "r1", "B", 1000, 0, 0);
    assert_ranking(w, "1 A 20.00 2|2 B 10.00 1 few-reviews");
    w->rubric.range_over = 20 * POINT - 1;
    assert_ranking(w, "1 A 20.00 2 range|2 B 10.00 1 few-reviews");
}

/* ---- bonuses ---- */

static const vp_micro points[] = {2 * POINT, POINT / 2};
static const vp_bonus bonus = {.id = "grade-bonus", .title = "", .step = 1,
                               .from = {.field = "grade", .max = 2 * POINT, .points = points,
                                        .values = {(const char *const[]){"5A", "3A"}, 2}}};

static void test_score__a_bonus_is_added_before_rounding(void **state)
{
    world *w = *state;
    vp_bonus fine = bonus;
    fine.from.points = (vp_micro[]){2 * POINT + 2500, 0};
    w->rubric.bonuses = &fine;
    w->rubric.nbonuses = 1;
    add(w, "A")[GRADE] = "5A";
    add(w, "B")[GRADE] = "3A";
    add(w, "C");
    for (size_t i = 0; i < 3; i++) {
        on_paper(w, "r1", w->value[i][VP_ID], 1000, 0, 0);
        give(w, "r2", w->value[i][VP_ID], 0, (vp_micro[]){10005000, 10005000, 0, 0}); /* mean 10.0025 */
    }
    assert_ranking(w, "1 A 12.01 2|2 B 10.00 2|3 C 10.00 2");
}

static void test_score__a_gate_does_not_see_bonuses(void **state)
{
    world *w = *state;
    w->rubric.bonuses = &bonus;
    w->rubric.nbonuses = 1;
    w->stages[0].pass_mark = 60 * POINT;
    add(w, "A")[GRADE] = "5A";
    on_paper(w, "r1", "A", 4000, 1900, 0);
    assert_ranking(w, "0 A 61.00 1 gated:paper");
}

static void test_score__a_value_that_the_bonus_lacks_is_refused(void **state)
{
    world *w = *state;
    w->rubric.bonuses = &bonus;
    w->rubric.nbonuses = 1;
    add(w, "A")[GRADE] = "6A";
    on_paper(w, "r1", "A", 1000, 0, 0);
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_string_equal(w->err.file, "rubric.json");
    assert_string_equal(w->err.field, "grade-bonus");
    assert_non_null(strstr(w->err.msg, "'6A'"));
    assert_non_null(strstr(w->err.msg, "'A'"));
    assert_true(*w->err.hint);
}

static void test_score__a_bonus_needs_a_public_field_and_proposals(void **state)
{
    world *w = *state;
    vp_bonus other = bonus;
    w->rubric.bonuses = &other;
    w->rubric.nbonuses = 1;
    add(w, "A");
    on_paper(w, "r1", "A", 1000, 0, 0);
    other.from.field = "stars";
    assert_int_equal(rank_by(w, NULL), VP_CORRUPT);
    assert_non_null(strstr(w->err.msg, "'stars'"));
    other.from.field = "phone";
    assert_int_equal(rank_by(w, NULL), VP_CORRUPT);
    assert_non_null(strstr(w->err.msg, "private"));
    other.from.field = "grade";
    assert_int_equal(vp_rank(&w->ranking, &w->rubric, &round_, NULL, &w->reviews, NULL, w->arena, &w->err), VP_USAGE);
    assert_non_null(strstr(w->err.hint, "--proposals"));
}

/* ---- weights, n/a, rounding, vetoes, grades ---- */

/* paper: evidence 0-5 weighs 60, urgency 0-3 weighs 40 (the group's scale is 100), of a stage of 100. */
static const vp_criterion weighted[] = {
    {.id = "need", .title = "", .max = 100 * POINT, .next = 3, .num = 1, .den = 1},
    {.id = "evidence", .title = "", .max = 5 * POINT, .depth = 1, .next = 2, .num = 12, .den = 1, .na = true},
    {.id = "urgency", .title = "", .max = 3 * POINT, .depth = 1, .next = 3, .num = 40, .den = 3, .na = true},
};

static vp_review *weigh_in(world *w, const char *reviewer, const char *proposal, vp_micro evidence, vp_micro urgency)
{
    vp_micro marks[4] = {VP_NO_MARK, evidence, urgency, 0};
    vp_review *r = give(w, reviewer, proposal, 0, marks);
    assert_true(vp_stage_fill_groups((vp_micro *)(uintptr_t)r->mark, &w->stages[0]));
    return r;
}

static void weighted_paper(world *w)
{
    w->stages[0].criteria = weighted;
    w->stages[0].ncriteria = 3;
    w->rubric.step = 1;
}

static void test_score__weights_are_exact_until_they_are_rounded(void **state)
{
    world *w = *state;
    weighted_paper(w);
    add(w, "A");
    add(w, "B");
    weigh_in(w, "r1", "A", 4 * POINT, 2 * POINT);  /* 48 + 26 2/3: 74.666667 */
    weigh_in(w, "r2", "A", 4 * POINT, POINT);      /* 48 + 13 1/3: 61.333333; the mean 68 */
    weigh_in(w, "r1", "B", 5 * POINT, 3 * POINT);  /* all of it */
    assert_ranking(w, "1 B 100.00 1|2 A 68.00 2");
    w->stages[0].round_mark = POINT / 10;          /* 48 + 26.7, 48 + 13.3 */
    assert_ranking(w, "1 B 100.00 1|2 A 68.00 2");
    w->stages[0].round_mark = 0;
    w->stages[0].round_sum = POINT;                /* 75, 61 */
    assert_ranking(w, "1 B 100.00 1|2 A 68.00 2");
    weigh_in(w, "r3", "A", 0, POINT);              /* 13: the mean 149/3 */
    w->stages[0].round_score = POINT / 2;          /* 49.67: 49.5 */
    assert_ranking(w, "1 B 100.00 1|2 A 49.50 3");
}

static void test_score__what_does_not_apply_counts_for_nothing(void **state)
{
    world *w = *state;
    static const vp_tie ties[] = {{.kind = VP_TIE_CRITERION, .text = "paper.urgency", .criterion = 2},
                                  {.kind = VP_TIE_ID, .text = "id"}};
    weighted_paper(w);
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    add(w, "A");
    add(w, "B");
    weigh_in(w, "r1", "A", 4 * POINT, VP_NA);     /* 48 of 60: 80 of 100 */
    weigh_in(w, "r2", "A", 5 * POINT, 3 * POINT);
    weigh_in(w, "r1", "B", VP_NA, 3 * POINT / 2); /* 20 of 40: 50 */
    assert_ranking(w, "1 A 90.00 2|2 B 50.00 1");
    w->reviews.n = 1;
    w->review[0].proposal = "B";                  /* 80, urgency unknown */
    weigh_in(w, "r1", "A", 4 * POINT, 12 * POINT / 5); /* 48 + 32: 80 */
    assert_ranking(w, "1 A 80.00 1|2 B 80.00 1");
}

static void test_score__a_veto_puts_a_proposal_out(void **state)
{
    world *w = *state;
    static vp_criterion strict[4];
    memcpy(strict, paper, sizeof paper);
    strict[3].veto = 10 * POINT;
    w->stages[0].criteria = strict;
    add(w, "A");
    add(w, "B");
    add(w, "C");
    on_paper(w, "r1", "A", 4000, 2000, 1000);
    on_paper(w, "r2", "A", 4000, 2000, 1000);
    in_person(w, "r1", "A", 5000);
    on_paper(w, "r1", "B", 4000, 2000, 4000);
    on_paper(w, "r2", "B", 4000, 2000, 999);
    in_person(w, "r1", "B", 5000);
    on_paper(w, "r1", "C", 100, 0, 999); /* out, and so not incomplete */
    assert_ranking(w, "1 A 58.00 3|0 B 64.00 3 veto:paper.team|0 C 10.99 1 veto:paper.team");
    strict[3].veto_mean = true;
    w->stages[0].pass_mark = 11 * POINT;
    assert_ranking(w, "1 B 64.00 3|2 A 58.00 3|0 C 10.99 1 gated:paper;veto:paper.team");
    strict[3].veto = 0;
    strict[0].veto = 2 * POINT; /* a group */
    w->stages[0].pass_mark = -1;
    assert_ranking(w, "1 B 64.00 3|2 A 58.00 3|0 C 10.99 1 veto:paper.need");
}

static void test_score__what_is_ranked_has_its_grade(void **state)
{
    world *w = *state;
    const vp_grade grades[] = {{"A", 85 * POINT}, {"B", 60 * POINT}};
    w->rubric.grades = grades;
    w->rubric.ngrades = 2;
    w->rubric.min_reviews = 2;
    w->stages[1].pass_mark = 20 * POINT;
    add(w, "A");
    add(w, "B");
    add(w, "C");
    add(w, "D");
    in_person(w, "r1", "A", 8500);
    in_person(w, "r1", "B", 8499);
    in_person(w, "r1", "C", 5999);
    in_person(w, "r1", "D", 1000);
    assert_ranking(w, "1 A 85.00 1 few-reviews;grade:A|2 B 84.99 1 few-reviews;grade:B|3 C 59.99 1 few-reviews|"
                      "0 D 10.00 1 gated:defence;few-reviews");
}

/* ---- points that no reviewer gives ---- */

static const char *const voted[] = {"A", "B", "D", "X"};
static const vp_source votes = {.file = "lists/votes.csv", .found = true, .ids = {voted, 4},
                                .given = (const vp_micro[]){300 * (int64_t)POINT, 100 * (int64_t)POINT, 0,
                                                            900 * (int64_t)POINT},
                                .line = (const size_t[]){2, 3, 4, 5}, .max = 100 * POINT, .full = VP_MOST};

static void test_score__votes_are_a_stage_and_the_most_get_all_of_it(void **state)
{
    world *w = *state;
    w->stages[1].ncriteria = 0;
    w->stages[1].from = &votes;
    w->rubric.step = 1;
    for (const char *id = "ABCD"; *id; id++) {
        add(w, vp_arena_dup(w->arena, id, 1));
        on_paper(w, "r1", w->value[w->proposals.n - 1][VP_ID], 4000, 1000, 0); /* 50 */
    }
    /* X is not in the contest: 300 are the most. 0.4 x 50 + 0.6 x 100; 0.4 x 50 + 0.6 x 33 1/3; none; 0 */
    assert_ranking(w, "1 A 80.00 1|2 B 40.00 1|3 D 20.00 1|0 C 50.00 1 incomplete");
    vp_source none = votes; /* no file yet: the stage does not count */
    none.ids.n = 0;
    w->stages[1].from = &none;
    assert_ranking(w, "1 A 50.00 1|2 B 50.00 1|3 C 50.00 1|4 D 50.00 1");
    vp_source plain = votes;
    plain.full = 0;
    w->stages[1].from = &plain;
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_string_equal(w->err.msg, "'defence': the points of 'A', 300.00, are more than the maximum, 100.00");
    plain.full = 200 * (int64_t)POINT; /* 100; 50; 0 */
    w->stages[1].pass_mark = 20 * POINT;
    assert_ranking(w, "1 A 80.00 1|2 B 50.00 1|0 C 50.00 1 incomplete|0 D 20.00 1 gated:defence");
}

static void test_score__matched_money_is_a_bonus(void **state)
{
    world *w = *state;
    const vp_bonus matched = {.id = "matched", .title = "", .step = 10000,
                              .from = {.field = "own_funds", .of = "requested", .full = POINT, .max = 50 * POINT}};
    w->rubric.bonuses = &matched;
    w->rubric.nbonuses = 1;
    fields[VP_OWN_FUNDS].type = VP_TYPE_MONEY;
    static const char *const money[][3] = {{"A", "30000.00", "10000.00"}, {"B", "1000.00", "2500.00"},
                                           {"C", "70000.00", ""}, {"D", "", "50.00"}, {"E", "5.00", "-1.00"}};
    for (size_t i = 0; i < 5; i++) {
        const char **p = add(w, money[i][0]);
        p[VP_REQUESTED] = money[i][1];
        p[VP_OWN_FUNDS] = money[i][2];
        on_paper(w, "r1", money[i][0], 1000, 0, 0);
    }
    /* a third: 16.67; all and more: 50 */
    assert_ranking(w, "1 B 60.00 1|2 A 26.67 1|3 C 10.00 1|4 D 10.00 1|5 E 10.00 1");
    vp_bonus other = matched;
    w->rubric.bonuses = &other;
    other.from.of = "title";
    assert_int_equal(rank_by(w, NULL), VP_CORRUPT);
    assert_string_equal(w->err.msg, "the field 'title' is neither an amount nor a count");
    w->value[0][VP_OWN_FUNDS] = "90000000000000000.00";
    other.from.of = "requested";
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_string_equal(w->err.msg, "'matched': the value of 'A' is too large to be worked out exactly");
    w->value[0][VP_OWN_FUNDS] = "10000.00";
    other.from = (vp_source){.file = "lists/x.csv", .of = "requested", .full = POINT, .max = POINT};
    assert_int_equal(vp_rank(&w->ranking, &w->rubric, &round_, NULL, &w->reviews, NULL, w->arena, &w->err), VP_USAGE);
}

/* ---- ties ---- */

static void test_score__ties_go_by_criterion_then_field_then_id(void **state)
{
    world *w = *state;
    const vp_tie ties[] = {{VP_TIE_CRITERION, "paper.need", 0, 0, NULL, false},
                           {VP_TIE_FIELD, "-requested", 0, 0, "requested", true},
                           {.kind = VP_TIE_ID, .text = "id"}};
    w->rubric.ties = ties;
    w->rubric.nties = 3;
    add(w, "A")[VP_REQUESTED] = "100000.00";
    add(w, "B")[VP_REQUESTED] = "9000.00"; /* smaller as a number, larger as a text */
    add(w, "C")[VP_REQUESTED] = "";        /* blank goes last */
    add(w, "D")[VP_REQUESTED] = "9000.00";
    add(w, "E")[VP_REQUESTED] = "900000.00";
    for (size_t i = 0; i < 4; i++)
        on_paper(w, "r1", w->value[i][VP_ID], 1000, 500, 500);
    on_paper(w, "r1", "E", 1000, 501, 499); /* need is a group: 15.01 */
    assert_ranking(w, "1 E 20.00 1|2 B 20.00 1|3 D 20.00 1|4 A 20.00 1|5 C 20.00 1");
}

static void test_score__a_tied_criterion_uses_the_method_of_its_stage(void **state)
{
    world *w = *state;
    const vp_tie ties[] = {{VP_TIE_CRITERION, "paper.team", 0, 3, NULL, false}, {.kind = VP_TIE_ID, .text = "id"}};
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    add(w, "A");
    add(w, "B");
    for (size_t k = 0; k < 3; k++) { /* sums 10 each; team: A 1 1 9, B 0 2 3 */
        int a = (int[]){100, 100, 900}[k], b = (int[]){0, 200, 300}[k];
        on_paper(w, (const char *[]){"r1", "r2", "r3"}[k], "A", 1000 - a, 0, a);
        on_paper(w, (const char *[]){"r1", "r2", "r3"}[k], "B", 1000 - b, 0, b);
    }
    assert_ranking(w, "1 A 10.00 3|2 B 10.00 3");
    w->stages[0].aggregate = "median";
    assert_ranking(w, "1 B 10.00 3|2 A 10.00 3");
}

static void test_score__fields_are_compared_as_what_they_are(void **state)
{
    static const struct { size_t field; const char *a, *b; } larger_first[] = {
        {VP_DIRECT, "约99人次", "100人"}, {VP_STARTS, "2024-03", "2024-03-02"}, {VP_CATEGORY, "a", "b"},
        {VP_REQUESTED, "9.50", "10.00"}, {VP_DIRECT, "", "0"}};
    world *w = *state;
    vp_tie ties[] = {{VP_TIE_FIELD, "x", 0, 0, NULL, false}, {.kind = VP_TIE_ID, .text = "id"}};
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    const char **a = add(w, "A"), **b = add(w, "B");
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r1", "B", 1000, 0, 0);
    for (size_t i = 0; i < sizeof larger_first / sizeof *larger_first; i++) {
        size_t f = larger_first[i].field;
        ties[0].field = fields[f].name;
        ties[0].smaller_first = false;
        a[f] = larger_first[i].a;
        b[f] = larger_first[i].b;
        assert_ranking(w, "1 B 10.00 1|2 A 10.00 1");
        ties[0].smaller_first = true;
        assert_ranking(w, *a[f] ? "1 A 10.00 1|2 B 10.00 1" : "1 B 10.00 1|2 A 10.00 1");
    }
}

static void test_score__a_tie_by_field_without_proposals_is_refused_when_it_decides(void **state)
{
    world *w = *state;
    const vp_tie ties[] = {{VP_TIE_FIELD, "-requested", 0, 0, "requested", true}, {.kind = VP_TIE_ID, .text = "id"}};
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    on_paper(w, "r1", "A", 1000, 0, 0);
    on_paper(w, "r1", "B", 2000, 0, 0);
    assert_int_equal(vp_rank(&w->ranking, &w->rubric, NULL, NULL, &w->reviews, NULL, w->arena, &w->err), VP_OK);
    on_paper(w, "r1", "C", 2000, 0, 0);
    assert_int_equal(vp_rank(&w->ranking, &w->rubric, NULL, NULL, &w->reviews, NULL, w->arena, &w->err), VP_USAGE);
    assert_non_null(strstr(w->err.msg, "'-requested'"));
    assert_non_null(strstr(w->err.hint, "--proposals"));
}

/* ---- the answer and back ---- */

static vp_table *table_of(world *w, const char *const *lines)
{
    vp_table *t = vp_arena_alloc(w->arena, sizeof *t);
    size_t n = 0;
    while (lines[n])
        n++;
    vp_row *rows = vp_arena_array(w->arena, n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        const char **cell = vp_arena_array(w->arena, 64, sizeof *cell);
        char *text = vp_arena_dupz(w->arena, lines[i]), *comma;
        rows[i] = (vp_row){i + 1, 0, cell};
        for (;; text = comma + 1) {
            cell[rows[i].n++] = text;
            if (!(comma = strchr(text, ',')))
                break;
            *comma = '\0';
        }
    }
    *t = (vp_table){.file = "ranking.csv", .header = rows[0], .rows = rows + 1, .nrows = n - 1};
    return t;
}

static void test_score__ranking_csv_has_public_fields_and_the_decimals_of_the_step(void **state)
{
    world *w = *state;
    const char **a = add(w, "A");
    a[VP_REQUESTED] = "100.00";
    a[VP_PHONE] = "020-12345678";
    a[VP_TITLE] = "Meals, hot";
    add(w, "B");
    on_paper(w, "r1", "A", 1000, 0, 50);
    assert_int_equal(rank_by(w, NULL), VP_OK);
    VP_STR text = {0};
    assert_int_equal(vp_ranking_emit(w->ranking, &round_, "csv", (vp_out){vp_out_str, &text}, w->arena, &w->err),
                     VP_OK);
    assert_string_equal(text.s,
        "rank,id,title,applicant,score,low,high,reviews,flags,uscc,applicant_type,purpose,category,district,street,"
        "community,requested,budget,own_funds,direct_beneficiaries,indirect_beneficiaries,starts,ends,summary,grade\n"
        "1,A,\"Meals, hot\",,10.50,,,1,,,,,,,,,100.00,,,,,,,,\n"
        ",B,T,,,,,0,incomplete,,,,,,,,,,,,,,,,\n");
    vp_str_clear(&text);
    w->ranking->step = 500000;
    assert_int_equal(vp_ranking_emit(w->ranking, NULL, "csv", (vp_out){vp_out_str, &text}, w->arena, &w->err), VP_OK);
    assert_string_equal(text.s, "rank,id,title,applicant,score,low,high,reviews,flags\n"
                                "1,A,\"Meals, hot\",,10.5,,,1,\n,B,T,,,,,0,incomplete\n");
}

static void test_score__a_table_leaves_out_fields_and_empty_bounds(void **state)
{
    world *w = *state;
    add(w, "A");
    on_paper(w, "r1", "A", 1000, 0, 50);
    assert_int_equal(rank_by(w, NULL), VP_OK);
    VP_STR text = {0};
    assert_int_equal(vp_ranking_emit(w->ranking, &round_, "table", (vp_out){vp_out_str, &text}, w->arena, &w->err),
                     VP_OK);
    assert_string_equal(text.s, "rank  id  title  applicant  score  reviews  flags\n"
                                "   1  A   T                 10.50        1\n");
    vp_str_clear(&text);
    w->ranking->at[0].high = "2";
    assert_int_equal(vp_ranking_emit(w->ranking, &round_, "table", (vp_out){vp_out_str, &text}, w->arena, &w->err),
                     VP_OK);
    assert_non_null(strstr(text.s, "low  high"));
}

static void test_score__a_ranking_is_read_back_in_order(void **state)
{
    world *w = *state;
    vp_ranking *r = NULL;
    vp_table *t = table_of(w, (const char *[]){"rank,id,title,applicant,score,low,high,reviews,flags,requested",
                                               ",C,,,,,,0,incomplete,5.00", "2,A,T,Org,80.5,1,3,5,range,10.00",
                                               "1,B,,,90.25,,,4,,20.00", NULL});
    if (vp_ranking_from_table(&r, &round_, t, w->arena, &w->err) != VP_OK)
        fail_msg("%s", w->err.msg);
    w->ranking = r;
    assert_string_equal(shown(w), "1 B 90.25 4|2 A 80.50 5 range|0 C - 0 incomplete");
    assert_int_equal(r->step, 10000);
    assert_string_equal(r->at[1].low, "1");
    assert_string_equal(r->at[1].high, "3");
    assert_int_equal(vp_proposal_money(r->at[0].proposal, VP_REQUESTED), 2000);
    t = table_of(w, (const char *[]){"id,rank,score", "A,1,80", NULL});
    assert_int_equal(vp_ranking_from_table(&r, &round_, t, w->arena, &w->err), VP_OK);
    assert_null(r->at[0].proposal);
    assert_int_equal(r->step, POINT);
}

static void test_score__a_ranking_that_is_none_is_refused(void **state)
{
    static const char *const bad[][4] = {
        {"there is no column 'rank'", "id,score", "A,1", NULL},
        {"there is no column 'score'", "id,rank", "A,1", NULL},
        {"'x' is not a whole number", "rank,id,score", "x,A,1", NULL},
        {"'-1' is not a whole number", "rank,id,score", "-1,A,1", NULL},
        {"ranks begin at 1", "rank,id,score", "0,A,1", NULL},
        {"'1,5' is not a score", "rank,id,score", "1,A,1;5", NULL},
        {"has a rank and no score", "rank,id,score", "1,A,", NULL},
        {"has no id", "rank,id,score", "1,,5", NULL},
        {"rank 2 where rank 1 is due", "rank,id,score", "2,A,5", NULL},
        {"comes twice", "rank,id,score", "1,A,5", ",A,"},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vp_ranking *r = NULL;
        vp_err err = {0};
        const char *lines[] = {bad[i][1], bad[i][2], bad[i][3], NULL};
        vp_table *t = table_of(w, lines);
        if (strchr(bad[i][2], ';')) /* a cell with a comma */
            ((const char **)(uintptr_t)t->rows[0].cell)[2] = "1,5";
        assert_int_equal(vp_ranking_from_table(&r, &round_, t, w->arena, &err), VP_INVALID);
        if (!strstr(err.msg, bad[i][0]))
            fail_msg("'%s' says '%s'", bad[i][2], err.msg);
        assert_null(r);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_score__##name, set_up, tear_down)

/* What is equal in everything before it: each group is drawn for itself, for a purpose of its own. */
static void test_score__a_draw_puts_equal_proposals_in_order(void **state)
{
    world *w = *state;
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G"};
    static const int mark[] = {50, 30, 30, 30, 50, 30, 10};
    const vp_tie ties[] = {{.kind = VP_TIE_DRAW, .text = "draw"}, {.kind = VP_TIE_ID, .text = "id"}};
    size_t order[4];
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    w->rubric.nstages = 1;
    for (size_t i = 0; i < 7; i++) {
        add(w, ids[i]);
        on_paper(w, "R", ids[i], mark[i], 0, 0);
    }
    assert_int_equal(rank_by(w, NULL), VP_INVALID);
    assert_string_equal(w->err.msg, "'A' and 'E' are equal: a draw has to decide, and the round has no seed");
    assert_string_equal(w->err.file, "rubric.json");
    assert_true(*w->err.hint);
    for (int s = 0; s < 20; s++) {
        char seed[16];
        snprintf(seed, sizeof seed, "%d./", s);
        round_.draw = (vp_drawing){"", seed, seed, "sha256"};
        assert_int_equal(rank_by(w, NULL), VP_OK);
        assert_int_equal(vp_draw(order, 2, 2, &(vp_draw_how){"sha256", seed, "ties/A"}, w->arena, NULL), VP_OK);
        for (size_t i = 0; i < 2; i++)
            assert_string_equal(w->ranking->at[i].id, ((const char *[]){"A", "E"})[order[i]]);
        assert_int_equal(vp_draw(order, 4, 4, &(vp_draw_how){"sha256", seed, "ties/B"}, w->arena, NULL), VP_OK);
        for (size_t i = 0; i < 4; i++)
            assert_string_equal(w->ranking->at[2 + i].id, ((const char *[]){"B", "C", "D", "F"})[order[i]]);
        assert_string_equal(w->ranking->at[6].id, "G");
    }
    round_.draw = (vp_drawing){0};
}

static void test_score__where_nothing_is_equal_no_seed_is_needed(void **state)
{
    world *w = *state;
    const vp_tie ties[] = {{.kind = VP_TIE_DRAW, .text = "draw"}, {.kind = VP_TIE_ID, .text = "id"}};
    w->rubric.ties = ties;
    w->rubric.nties = 2;
    w->rubric.nstages = 1;
    add(w, "A");
    add(w, "B");
    on_paper(w, "R", "A", 10, 0, 0);
    on_paper(w, "R", "B", 11, 0, 0);
    assert_int_equal(rank_by(w, NULL), VP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(weights_stages_and_rounds_once_half_up),
        CASE(only_stages_with_marks_count),
        CASE(thirds_are_exact),
        CASE(a_method_replaces_those_of_all_stages),
        CASE(conflicts_do_not_count),
        CASE(reviews_of_other_proposals_do_not_count),
        CASE(without_proposals_those_of_the_reviews_are_ranked),
        CASE(two_marks_by_one_reviewer_are_refused),
        CASE(what_does_not_fit_is_refused),
        CASE(a_gate_stops_what_is_below_it_exactly),
        CASE(two_gates_are_both_named),
        CASE(a_missing_stage_is_incomplete_and_not_ranked),
        CASE(few_reviews_and_wide_ranges_are_flagged),
        CASE(a_bonus_is_added_before_rounding),
        CASE(a_gate_does_not_see_bonuses),
        CASE(a_value_that_the_bonus_lacks_is_refused),
        CASE(a_bonus_needs_a_public_field_and_proposals),
        CASE(weights_are_exact_until_they_are_rounded),
        CASE(what_does_not_apply_counts_for_nothing),
        CASE(a_veto_puts_a_proposal_out),
        CASE(what_is_ranked_has_its_grade),
        CASE(votes_are_a_stage_and_the_most_get_all_of_it),
        CASE(matched_money_is_a_bonus),
        CASE(ties_go_by_criterion_then_field_then_id),
        CASE(a_draw_puts_equal_proposals_in_order),
        CASE(where_nothing_is_equal_no_seed_is_needed),
        CASE(a_tied_criterion_uses_the_method_of_its_stage),
        CASE(fields_are_compared_as_what_they_are),
        CASE(a_tie_by_field_without_proposals_is_refused_when_it_decides),
        CASE(ranking_csv_has_public_fields_and_the_decimals_of_the_step),
        CASE(a_table_leaves_out_fields_and_empty_bounds),
        CASE(a_ranking_is_read_back_in_order),
        CASE(a_ranking_that_is_none_is_refused),
    };
    return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
