/* rubric.json: trees, weights, bonuses and ties, and every way to get them wrong. */
#include "test.h"
#include <vp/rubric.h>

#define LEAF "\"criteria\": [{\"id\": \"need\", \"max\": \"100\"}]"
#define HEAD "{\"vp\": 1, \"id\": \"r\", \"title\": \"指标\","
#define STAGE "\"stages\": [{\"id\": \"s\", " LEAF "}],"

typedef struct bad { const char *line; size_t col; const char *msg, *hint; } bad;

static vp_arena *arena;

static int start(void **state)
{
    (void)state;
    arena = vp_arena_new();
    return arena ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

/* round may be NULL: there is none. */
static vp_status read_text(vp_rubric **rubric, const char *round, const char *text, vp_err *err)
{
    vp_files *files;
    assert_int_equal(vp_files_new(&files, NULL, arena, err), VP_OK);
    vp_writer to = vp_files_writer(files);
    if (text)
        assert_int_equal(to.put(to.ctx, "rubric.json", text, strlen(text), err), VP_OK);
    if (round)
        assert_int_equal(to.put(to.ctx, "round.json", round, strlen(round), err), VP_OK);
    vp_view view = vp_files_view(files);
    return vp_rubric_read(rubric, &view, "rubric.json", arena, err);
}

static const vp_rubric *good(const char *text)
{
    vp_err err = {0};
    vp_rubric *rubric = NULL;
    if (read_text(&rubric, NULL, text, &err) != VP_OK)
        print_error("%zu:%zu: %s\n", err.row, err.col, err.msg);
    assert_non_null(rubric);
    return rubric;
}

static void refused_beside(const char *round, const char *head, const bad *b)
{
    char text[4096];
    vp_err err = {0};
    vp_rubric *rubric;
    snprintf(text, sizeof text, "%s\n%s\n}", head, b->line);
    vp_status s = read_text(&rubric, round, text, &err);
    if (s != VP_CORRUPT || strcmp(err.msg, b->msg) != 0 || err.row != 2 || err.col != b->col)
        print_error("%s\n  gives %d %zu:%zu: %s\n", text, s, err.row, err.col, err.msg);
    assert_int_equal(s, VP_CORRUPT);
    assert_string_equal(err.msg, b->msg);
    assert_string_equal(err.file, "rubric.json");
    assert_int_equal(err.row, 2);
    assert_int_equal(err.col, b->col);
    if (b->hint)
        assert_string_equal(err.hint, b->hint);
}

#define ALL(head, cases) \
    for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) refused_beside(NULL, head, &(cases)[i_])

/* ---- what is right ---- */

static void test_rubric__needs_one_criterion_only(void **state)
{
    (void)state;
    const vp_rubric *r = good(HEAD "\"stages\": [{\"id\": \"s\", " LEAF "}]}");
    assert_string_equal(r->id, "r");
    assert_int_equal(r->nstages, 1);
    assert_string_equal(r->stages[0].title, "");
    assert_string_equal(r->stages[0].aggregate, "mean");
    assert_int_equal(r->stages[0].pass_mark, -1);
    assert_int_equal(r->stages[0].weight, VP_MICRO);
    assert_int_equal(r->stages[0].reviewers, 0);
    assert_int_equal(r->stages[0].max, 100 * VP_MICRO);
    assert_int_equal(r->step, 10000);
    assert_int_equal(r->nties, 1);
    assert_int_equal(r->ties[0].kind, VP_TIE_ID);
    assert_int_equal(r->range_over, -1);
    assert_int_equal(r->min_reviews, 0);
    assert_int_equal(r->nbonuses, 0);
    assert_string_equal(r->file, "rubric.json");
}

static void test_rubric__reads_a_whole_one_in_reading_order(void **state)
{
    (void)state;
    const vp_rubric *r = good(HEAD "\"stages\": ["
        "{\"id\": \"p\", \"title\": \"初评\", \"weight\": \"40\", \"reviewers\": 5, \"aggregate\": \"trimmed-mean\", "
        "\"pass_mark\": \"60\", \"criteria\": [{\"id\": \"a\", \"max\": \"25.5\", \"criteria\": ["
        "{\"id\": \"a1\", \"max\": \"15\"}, {\"id\": \"a2\", \"criteria\": [{\"id\": \"a2x\", \"max\": \"10.5\"}]}]},"
        "{\"id\": \"b\", \"title\": \"乙\", \"max\": \"74.5\"}]},"
        "{\"id\": \"d\", \"weight\": \"60\", \"aggregate\": \"median\", \"criteria\": [{\"id\": \"c\", \"max\": "
            "\"100\"}]}],"
        "\"bonuses\": [{\"id\": \"g\", \"max\": \"2\", \"from\": \"field:grade\", \"map\": {\"5A\": \"2\", \"无\": "
            "\"0\"}}],"
        "\"step\": \"0.000001\", \"ties\": [\"p.a\", \"-requested\", \"starts\"],"
        "\"flags\": {\"range_over\": \"20\", \"min_reviews\": 3}}");
    const vp_stage *p = &r->stages[0];
    static const struct { const char *id; vp_micro max; size_t depth, next; } want[] = {
        {"a", 25500000, 0, 4}, {"a1", 15000000, 1, 2}, {"a2", 10500000, 1, 4}, {"a2x", 10500000, 2, 4},
        {"b", 74500000, 0, 5},
    };
    assert_int_equal(p->ncriteria, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(p->criteria[i].id, want[i].id);
        assert_int_equal(p->criteria[i].max, want[i].max);
        assert_int_equal(p->criteria[i].depth, want[i].depth);
        assert_int_equal(p->criteria[i].next, want[i].next);
    }
    assert_false(vp_criterion_is_leaf(p, 0) || vp_criterion_is_leaf(p, 2));
    assert_true(vp_criterion_is_leaf(p, 1) && vp_criterion_is_leaf(p, 3) && vp_criterion_is_leaf(p, 4));
    assert_int_equal(p->weight, 40 * VP_MICRO);
    assert_int_equal(p->reviewers, 5);
    assert_string_equal(p->aggregate, "trimmed-mean");
    assert_int_equal(p->pass_mark, 60 * VP_MICRO);
    assert_string_equal(r->bonuses[0].field, "grade");
    assert_string_equal(r->bonuses[0].values.at[1], "无");
    assert_int_equal(r->bonuses[0].points[0], 2 * VP_MICRO);
    assert_int_equal(r->step, 1);
    assert_int_equal(r->nties, 4);
    assert_int_equal(r->ties[0].kind, VP_TIE_CRITERION);
    assert_int_equal(r->ties[0].stage, 0);
    assert_int_equal(r->ties[0].criterion, 0);
    assert_int_equal(r->ties[1].kind, VP_TIE_FIELD);
    assert_string_equal(r->ties[1].field, "requested");
    assert_true(r->ties[1].smaller_first && !r->ties[2].smaller_first);
    assert_string_equal(r->ties[1].text, "-requested");
    assert_int_equal(r->ties[3].kind, VP_TIE_ID);
    assert_int_equal(r->range_over, 20 * VP_MICRO);
    assert_int_equal(r->min_reviews, 3);
}

static void test_rubric__weighs_stages_alike_when_none_says(void **state)
{
    (void)state;
    const vp_rubric *r = good(HEAD "\"stages\": [{\"id\": \"s\", " LEAF "}, {\"id\": \"t\", \"criteria\": [{\"id\": "
                              "\"x\", \"max\": \"100.0\"}]}]}");
    assert_int_equal(r->stages[0].weight, r->stages[1].weight);
    assert_true(r->stages[0].weight > 0);
}

/* ---- what is wrong ---- */

static void test_rubric__says_that_there_is_none(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_rubric *rubric;
    assert_int_equal(read_text(&rubric, NULL, NULL, &err), VP_NOTFOUND);
    assert_string_equal(err.msg, "there is no rubric.json here");
}

static void test_rubric__refuses_unknown_and_missing_keys(void **state)
{
    (void)state;
    static const bad cases[] = {
        {"\"stage\": []", 1, "unknown key 'stage' in the rubric",
         "did you mean 'stages'? known here: vp, id, title, stages, bonuses, step, ties, flags"},
        {"\"stages\": []", 11, "'stages' is empty", NULL},
        {"\"stages\": {}", 11, "'stages' must be a list in [brackets], not an object", NULL},
        {"\"stages\": [{\"id\": \"s\"}]", 12, "a stage has no 'criteria'", NULL},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": []}]", 36, "'criteria' is empty", NULL},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"criteria\": []}]}]", 61,
         "'criteria' is empty", NULL},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\"}]}]", 37, "the criterion 'a' has no 'max'",
         "the most a reviewer can give: \"max\": \"25.00\""},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"max\": \"1\"}]}]", 37, "a criterion has no 'id'", NULL},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": 5}]}]", 56,
         "'max' must be a decimal in double quotes, not a number", "write \"5\""},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": \"0\"}]}]", 56,
         "'max' must be more than 0 and at most 1000000, not 0", NULL},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": \"1000001\"}]}]", 56,
         "'max' must be more than 0 and at most 1000000, not 1000001", ""},
        {"\"stages\": [{\"id\": \"初评\", " LEAF "}]", 19, "'初评' cannot be an id", NULL},
        {"\"stages\": [{\"id\": \"a.b\", " LEAF "}]", 19, "'a.b' cannot be an id", NULL},
        {"\"step\": \"0.01\", \"title2\": 1", 17, "unknown key 'title2' in the rubric", NULL},
    };
    ALL(HEAD, cases);
    vp_err err = {0};
    vp_rubric *rubric;
    assert_int_equal(read_text(&rubric, NULL, "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\"}", &err), VP_CORRUPT);
    assert_string_equal(err.msg, "the rubric has no 'stages'");
}

static void test_rubric__refuses_names_that_stand_twice(void **state)
{
    (void)state;
    static const char mend[] = "ids and titles are unique in the whole rubric, because score sheets are headed with "
        "them; "
                               "the first one is in line 2";
    static const bad cases[] = {
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": \"1\"}, {\"id\": \"a\", \"max\": "
         "\"1\"}]}]", 69,
         "'a' stands here a second time", mend},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"title\": \"甲\", \"max\": \"1\"}]}, {\"id\": "
         "\"t\", "
         "\"criteria\": [{\"id\": \"b\", \"title\": \"甲\", \"max\": \"1\"}]}]", 124,
             "'甲' stands here a second time", mend},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"s\", \"max\": \"1\"}]}]", 44,
         "'s' stands here a second time",
         mend},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"score\", \"max\": \"1\"}]}]", 44,
         "'score' cannot be used here",
         "score sheets have a column of that name"},
        {"\"stages\": [{\"id\": \"s\", " LEAF "}], \"bonuses\": [{\"id\": \"need\", \"max\": \"1\", \"from\": "
         "\"field:g\", "
         "\"map\": {\"x\": \"1\"}}]", 89, "'need' stands here a second time", mend},
    };
    ALL(HEAD, cases);
    (void)good(HEAD "\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"title\": \"a\", \"max\": "
        "\"1\"}]}]}");
}

static void test_rubric__refuses_what_does_not_add_up(void **state)
{
    (void)state;
#define TWO(a, b) "\"stages\": [{\"id\": \"s\", " a LEAF "}, {\"id\": \"t\", " \
    b "\"criteria\": [{\"id\": \"x\", \"max\": \"100\"}]}]"
    static const bad cases[] = {
        {TWO("\"weight\": \"0.4\", ", "\"weight\": \"0.5\", "), 34,
         "the weights of the stages add up to 0.90, not 1.00 (or 100)", NULL},
        {TWO("\"weight\": \"0.4\", ", ""), 86, "the stage 't' has no 'weight', but others have",
         "give every stage a weight, or none: then all weigh the same"},
        {TWO("\"weight\": \"0\", ", ""), 34, "'weight' must be more than 0 and at most 1000000, not 0", NULL},
        {"\"stages\": [{\"id\": \"s\", " LEAF "}, {\"id\": \"t\", \"criteria\": [{\"id\": \"x\", \"max\": "
         "\"99\"}]}]", 93,
         "the maximum of the stage 't' is 99.00, that of 's' is 100.00",
         "stages that are combined have the same maximum: scores are never rescaled"},
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": \"20\", \"criteria\": [{\"id\": "
         "\"b\", \"max\": "
         "\"15\"}]}]}]", 56, "the maximum of 'a' is 20.00, but its criteria add up to 15.00",
         "correct one of them, or leave the group's maximum out"},
        {"\"stages\": [{\"id\": \"s\", \"pass_mark\": \"100.01\", " LEAF "}]", 37,
         "the pass mark 100.01 is above the maximum of the stage, 100.00", NULL},
        {"\"stages\": [{\"id\": \"s\", \"aggregate\": \"meen\", " LEAF "}]", 37,
         "unknown way 'meen' to make one score of many", "did you mean 'mean'? known: mean, median, trimmed-mean"},
        {"\"stages\": [{\"id\": \"s\", \"aggregate\": \"vote\", " LEAF "}]", 37,
         "unknown way 'vote' to make one score of many", "known: mean, median, trimmed-mean"},
        {"\"stages\": [{\"id\": \"s\", \"reviewers\": \"5\", " LEAF "}]", 37,
         "'reviewers' must be a whole number, 1 or more, not a text", NULL},
        {STAGE "\"step\": \"0\"", 77, "'step' must be more than 0 and at most 1000000, not 0", NULL},
        {STAGE "\"flags\": {\"range\": \"1\"}", 79, "unknown key 'range' in the flags",
         "did you mean 'range_over'? known here: range_over, min_reviews"},
    };
    ALL(HEAD, cases);
}

static void test_rubric__refuses_bonuses_that_give_nothing(void **state)
{
    (void)state;
#define BONUS(from, map) "\"bonuses\": [{\"id\": \"g\", \"max\": \"2\", \"from\": " from ", \"map\": " map "}]"
    static const bad cases[] = {
        {BONUS("\"list:x\"", "{}"), 45, "a bonus from 'list:x' is not supported yet",
         "\"field:NAME\", a field of the proposals"},
        {BONUS("\"field:\"", "{}"), 45, "a bonus from 'field:' is not supported yet", NULL},
        {BONUS("\"field:g\"", "{}"), 63, "'map' is empty", NULL},
        {BONUS("\"field:g\"", "[]"), 63, "'map' must be an object in {braces}, not a list", NULL},
        {BONUS("\"field:g\"", "{\"5A\": \"3\"}"), 70, "3 points are more than the bonus's maximum, 2.00", NULL},
        {BONUS("\"field:g\"", "{\"5A\": 2}"), 70, "'5A' must be a decimal in double quotes, not a number", NULL},
        {BONUS("\"field:g\"", "{\"\": \"2\"}"), 64, "this key is empty", NULL},
        {BONUS("\"field:g\"", "{\"5A\": \"2\", \" 5A\": \"1\"}"), 75, "'5A' stands here a second time", NULL},
        {"\"bonuses\": [{\"id\": \"g\"}]", 13, "a bonus has no 'max'", NULL},
        {"\"bonuses\": {}", 12, "'bonuses' must be a list in [brackets], not an object", NULL},
    };
    ALL(HEAD STAGE, cases);
}

static void test_rubric__refuses_ties_that_break_nothing(void **state)
{
    (void)state;
    static const char mend[] = "\"stage.criterion\", a field, a field after '-', or \"id\"";
    static const bad cases[] = {
        {"\"ties\": [\"draw\"]", 10, "ties by 'draw' are not supported yet", mend},
        {"\"ties\": [\"s.nope\"]", 10, "the stage 's' has no criterion 'nope'", NULL},
        {"\"ties\": [\"x.need\"]", 10, "there is no stage 'x'", NULL},
        {"\"ties\": [\"-s.need\"]", 10, "'-s.need' breaks no ties", mend},
        {"\"ties\": [\"-id\"]", 10, "'-id' breaks no ties", NULL},
        {"\"ties\": [\"-\"]", 10, "'-' breaks no ties", NULL},
        {"\"ties\": [\"得分\"]", 10, "'得分' breaks no ties", NULL},
        {"\"ties\": [\"id\", \"budget\"]", 16, "nothing is left to break after 'id'", NULL},
        {"\"ties\": [\"budget\", \"budget\"]", 20, "'budget' stands here a second time", NULL},
        {"\"ties\": \"id\"", 9, "'ties' must be a list in [brackets], not a text", NULL},
        {"\"ties\": [1]", 10, "this value must be a text in double quotes, not a number", NULL},
    };
    ALL(HEAD STAGE, cases);
    char many[2048] = "\"ties\": [";
    for (int i = 0; i < 101; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "%s\"f%d\"", i ? "," : "", i);
    strcat(many, "]");
    const bad b = {many, 9, "'ties' has more than 100 values", NULL};
    refused_beside(NULL, HEAD STAGE, &b);
}

static void test_rubric__knows_the_fields_of_the_round_beside_it(void **state)
{
    (void)state;
    static const char round[] = "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\", \"fields\": "
        "{\"grade\": {\"type\": "
        "\"choice\", \"choices\": [\"5A\", \"4A\"]}}}";
    static const bad cases[] = {
        {BONUS("\"field:grad\"", "{\"5A\": \"2\"}"), 45, "the round has no field 'grad'", NULL},
        {BONUS("\"field:phone\"", "{\"5A\": \"2\"}"), 45, "the field 'phone' is private",
         "who checks the round later cannot see it: use a public field"},
        {BONUS("\"field:grade\"", "{\"5A\": \"2\", \"6A\": \"1\"}"), 79, "unknown grade '6A'", "known: 5A, 4A"},
        {"\"ties\": [\"-budgets\"]", 10, "the round has no field 'budgets'", NULL},
        {"\"ties\": [\"email\"]", 10, "the field 'email' is private", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refused_beside(round, HEAD STAGE, &cases[i]);
    vp_err err = {.lang = VP_ZH};
    vp_rubric *rubric;
    assert_int_equal(read_text(&rubric, round, HEAD STAGE BONUS("\"field:grade\"", "{\"5A\": \"2\"}") "}", &err),
        VP_OK);
    assert_int_equal(read_text(&rubric, "{", HEAD STAGE "\"step\": \"1\"}", &err), VP_CORRUPT);
    assert_string_equal(err.file, "round.json");
    assert_int_equal(err.lang, VP_ZH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rubric__needs_one_criterion_only),
        cmocka_unit_test(test_rubric__reads_a_whole_one_in_reading_order),
        cmocka_unit_test(test_rubric__weighs_stages_alike_when_none_says),
        cmocka_unit_test(test_rubric__says_that_there_is_none),
        cmocka_unit_test(test_rubric__refuses_unknown_and_missing_keys),
        cmocka_unit_test(test_rubric__refuses_names_that_stand_twice),
        cmocka_unit_test(test_rubric__refuses_what_does_not_add_up),
        cmocka_unit_test(test_rubric__refuses_bonuses_that_give_nothing),
        cmocka_unit_test(test_rubric__refuses_ties_that_break_nothing),
        cmocka_unit_test(test_rubric__knows_the_fields_of_the_round_beside_it),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
