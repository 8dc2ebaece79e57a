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
    assert_string_equal(r->bonuses[0].from.field, "grade");
    assert_string_equal(r->bonuses[0].from.values.at[1], "无");
    assert_int_equal(r->bonuses[0].from.points[0], 2 * VP_MICRO);
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
         "did you mean 'stages'? known here: vp, id, title, stages, bonuses, step, ties, grades, flags"},
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
        {"\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"stage\", \"max\": \"1\"}]}]", 44,
         "'stage' cannot be used here",
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
         "unknown way 'meen' to make one score of many",
         "did you mean 'mean'? known: mean, median, trimmed-mean, trim:0.2, z, "
         "rescale, borda, mixed, expected-rank"},
        {"\"stages\": [{\"id\": \"s\", \"aggregate\": \"vote\", " LEAF "}]", 37,
         "unknown way 'vote' to make one score of many",
         "known: mean, median, trimmed-mean, trim:0.2, z, "
         "rescale, borda, mixed, expected-rank"},
        {"\"stages\": [{\"id\": \"s\", \"reviewers\": \"5\", " LEAF "}]", 37,
         "'reviewers' must be a whole number, 1 or more, not a text", NULL},
        {STAGE "\"step\": \"0\"", 77, "'step' must be more than 0 and at most 1000000, not 0", NULL},
        {STAGE "\"flags\": {\"range\": \"1\"}", 79, "unknown key 'range' in the flags",
         "did you mean 'range_over'? known here: range_over, min_reviews, conflicts, "
         "same_sheets, flat_sheets, line"},
    };
    ALL(HEAD, cases);
}

static void test_rubric__refuses_bonuses_that_give_nothing(void **state)
{
    (void)state;
#define BONUS(from, map) "\"bonuses\": [{\"id\": \"g\", \"max\": \"2\", \"from\": " from ", \"map\": " map "}]"
    static const bad cases[] = {
        {BONUS("\"list:x\"", "{}"), 45, "'list:x' is no source of points",
         "\"field:NAME\", a field of the proposals, or \"file:NAME.csv\", a file in lists/"},
        {BONUS("\"field:\"", "{}"), 45, "'field:' is no source of points", NULL},
        {BONUS("\"field:g\"", "{}"), 63, "'map' is empty", NULL},
        {BONUS("\"field:g\"", "[]"), 63, "'map' must be an object in {braces}, not a list", NULL},
        {BONUS("\"field:g\"", "{\"5A\": \"3\"}"), 70, "3 points are more than the maximum, 2.00", NULL},
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
    static const char mend[] = "\"stage.criterion\", a field, a field after '-', \"draw\", or \"id\"";
    static const bad cases[] = {
        {"\"ties\": [\"-draw\"]", 10, "'-draw' breaks no ties", mend},
        {"\"ties\": [\"draw\", \"id\"]", 18, "nothing is left to break after 'draw'", NULL},
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

/* ---- weights, vetoes, n/a, steps, rounding ---- */

static void test_rubric__weighted_criteria_are_fractions_of_the_stage(void **state)
{
    (void)state;
    const vp_rubric *r = good(HEAD "\"stages\": [{\"id\": \"s\", \"na\": \"renormalise\", "
        "\"round\": {\"criterion\": \"0.1\", \"sum\": \"0.01\", \"score\": \"0.5\"}, \"criteria\": ["
        "{\"id\": \"a\", \"weight\": \"30\", \"max\": \"5\", \"step\": \"0.5\", "
        "\"veto\": {\"below\": \"2\"}},"
        "{\"id\": \"b\", \"weight\": \"70\", \"na\": \"refuse\", \"criteria\": ["
        "{\"id\": \"b1\", \"weight\": \"0.25\", \"max\": \"3\"},"
        "{\"id\": \"b2\", \"weight\": \"0.75\", \"max\": \"10\", \"na\": \"renormalise\", "
        "\"veto\": {\"below\": \"6\", \"by\": \"mean\"}}]}]}]}");
    const vp_stage *s = &r->stages[0];
    static const struct { int64_t num, den; } want[] = {{6, 1}, {7, 10}, {35, 6}, {21, 4}};
    assert_int_equal(s->max, 100 * VP_MICRO);
    assert_int_equal(s->criteria[1].max, 100 * VP_MICRO);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s->criteria[i].num, want[i].num);
        assert_int_equal(s->criteria[i].den, want[i].den);
    }
    assert_true(s->criteria[0].na && s->criteria[3].na && !s->criteria[1].na && !s->criteria[2].na);
    assert_true(s->criteria[0].veto == 2 * VP_MICRO && !s->criteria[0].veto_mean && s->criteria[3].veto_mean);
    assert_int_equal(s->criteria[0].step, VP_MICRO / 2);
    assert_int_equal(s->round_mark, 100000);
    assert_int_equal(s->round_sum, 10000);
    assert_int_equal(s->round_score, 500000);
    r = good(HEAD "\"stages\": [{\"id\": \"s\", \"max\": \"10\", \"criteria\": ["
        "{\"id\": \"a\", \"weight\": \"1\", \"max\": \"5\"}]}]}");
    assert_int_equal(r->stages[0].max, 10 * VP_MICRO);
    assert_int_equal(r->stages[0].criteria[0].num, 2);
}

static void test_rubric__refuses_criteria_that_cannot_be_worked_with(void **state)
{
    (void)state;
#define CRITERIA(list) "\"stages\": [{\"id\": \"s\", \"criteria\": [" list "]}]"
    static const bad cases[] = {
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"weight\": \"1\"}, {\"id\": \"b\", \"max\": \"5\"}"), 77,
         "the criterion 'b' has no 'weight', but others beside it have",
         "give each of them a weight, or none: then their maxima add up"},
        {CRITERIA("{\"id\": \"a\", \"weight\": \"0.4\", \"max\": \"5\"}"), 59,
         "the weights of the criteria add up to 0.40, not 1.00 (or 100)", NULL},
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"step\": \"2\"}"), 69,
         "the maximum of 'a' is not a multiple of its step", "nobody could give full marks: correct one of the two"},
        {CRITERIA("{\"id\": \"a\", \"step\": \"1\", \"criteria\": [{\"id\": \"b\", \"max\": \"5\"}]}"), 57,
         "the group 'a' is not marked: it has no step", "give \"step\" to the criteria in it"},
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"veto\": {\"below\": \"6\"}}"), 79,
         "the veto below 6.00 is above the maximum of 'a', 5.00", NULL},
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"veto\": {\"by\": \"all\"}}"), 76,
         "a veto by 'all' is not known", NULL},
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"veto\": {}}"), 69, "a veto has no 'below'", NULL},
        {CRITERIA("{\"id\": \"a\", \"max\": \"5\", \"na\": \"zero\"}"), 67,
         "unknown policy 'zero' for marks of n/a", "known: refuse, renormalise"},
        {CRITERIA("{\"id\": \"a\", \"weight\": \"33.333333\", \"max\": \"999999.999999\"},"
                  "{\"id\": \"b\", \"weight\": \"66.666667\", \"max\": \"1\", \"criteria\": ["
                  "{\"id\": \"c\", \"weight\": \"33.333331\", \"max\": \"999983.999999\"},"
                  "{\"id\": \"d\", \"weight\": \"66.666669\", \"max\": \"7\"}]}"), 36,
         "the weights of the stage 's' make fractions that are too long to be worked out exactly",
         "use weights and maxima with fewer digits"},
        {"\"stages\": [{\"id\": \"s\", \"max\": \"6\", " LEAF "}]", 31,
         "the maximum of 's' is 6.00, but its criteria add up to 100.00", NULL},
        {"\"stages\": [{\"id\": \"s\", \"round\": {\"total\": \"1\"}, " LEAF "}]", 34,
         "unknown key 'total' in rounding", NULL},
    };
    ALL(HEAD, cases);
}

/* ---- points that no reviewer gives ---- */

static void test_rubric__points_from_files_and_in_proportion(void **state)
{
    (void)state;
    static const char text[] = HEAD "\"stages\": [{\"id\": \"s\", \"weight\": \"0.6\", " LEAF "},"
        "{\"id\": \"vote\", \"weight\": \"0.2\", \"from\": \"file:votes.csv\", \"full\": \"most\"},"
        "{\"id\": \"own\", \"weight\": \"0.2\", \"max\": \"100\", \"pass_mark\": \"10\", \"from\": "
        "\"field:own_funds\", \"of\": \"requested\", \"full\": \"0.5\", \"round\": {\"score\": \"0.01\"}}],"
        "\"step\": \"0.1\", \"bonuses\": ["
        "{\"id\": \"special\", \"max\": \"20\", \"from\": \"file:special.csv\"},"
        "{\"id\": \"pledged\", \"max\": \"50\", \"from\": \"field:own_funds\", \"full\": \"500000.00\", "
        "\"step\": \"1\"}], \"grades\": [{\"grade\": \"A\", \"min_score\": \"85\"}, {\"grade\": \"优\", "
        "\"min_score\": \"60\"}]}";
    vp_files *files;
    vp_err err = {0};
    vp_rubric *r;
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_writer to = vp_files_writer(files);
    static const char votes[] = "项目编号,项目名称,票数\nP-2,乙,３０\nP-1,甲,1200\nP-3,丙,\n";
    assert_int_equal(to.put(to.ctx, "rubric.json", text, strlen(text), &err), VP_OK);
    assert_int_equal(to.put(to.ctx, "lists/votes.csv", votes, strlen(votes), &err), VP_OK);
    vp_view view = vp_files_view(files);
    if (vp_rubric_read(&r, &view, "rubric.json", arena, &err) != VP_OK)
        fail_msg("%zu:%zu: %s", err.row, err.col, err.msg);
    const vp_source *vote = r->stages[1].from, *own = r->stages[2].from;
    assert_null(r->stages[0].from);
    assert_true(vote->found && vote->full == VP_MOST && vote->max == 100 * VP_MICRO && vote->ids.n == 2);
    assert_string_equal(vote->file, "lists/votes.csv");
    assert_string_equal(vote->ids.at[0], "P-1");
    assert_int_equal(vote->given[0], 1200 * (int64_t)VP_MICRO);
    assert_int_equal(vote->line[0], 3);
    assert_int_equal(r->stages[1].ncriteria, 0);
    assert_string_equal(own->of, "requested");
    assert_int_equal(own->full, VP_MICRO / 2);
    assert_int_equal(r->stages[2].pass_mark, 10 * VP_MICRO);
    assert_int_equal(r->stages[2].round_score, 10000);
    assert_false(r->bonuses[0].from.found);
    assert_int_equal(r->bonuses[0].step, 100000);
    assert_int_equal(r->bonuses[1].step, VP_MICRO);
    assert_int_equal(r->bonuses[1].from.full, 500000 * (int64_t)VP_MICRO);
    assert_int_equal(r->ngrades, 2);
    assert_string_equal(r->grades[1].grade, "优");
    static const struct { const char *text; size_t row, col; const char *msg; } broken[] = {
        {"id,votes\nP-1,many\n", 2, 2, "'many' is not a number from 0 up"},
        {"id,votes\nP-1,-3\n", 2, 2, "'-3' is not a number from 0 up"},
        {"id,votes\nP-1,3\nP-1,3\n", 3, 0, "the proposal 'P-1' comes twice"},
        {"id,votes\n,3\n", 2, 1, "this row names no proposal"},
        {"id,liked\nP-1,3\n", 1, 0, "there is no column 'value'"},
        {"title,votes\nP-1,3\n", 1, 0, "there is no column 'proposal'"},
        {"id,votes\n\"P-1,3\n", 2, 1, NULL},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_int_equal(to.put(to.ctx, "lists/votes.csv", broken[i].text, strlen(broken[i].text), &err), VP_OK);
        assert_int_equal(vp_rubric_read(&r, &view, "rubric.json", arena, &err), VP_CORRUPT);
        assert_string_equal(err.file, "lists/votes.csv");
        assert_int_equal(err.row, broken[i].row);
        assert_int_equal(err.col, broken[i].col);
        if (broken[i].msg)
            assert_string_equal(err.msg, broken[i].msg);
    }
}

static void test_rubric__refuses_sources_and_grades_that_say_nothing(void **state)
{
    (void)state;
#define POINTS(rest) "\"bonuses\": [{\"id\": \"g\", \"max\": \"2\", \"from\": " rest "}]"
    static const bad cases[] = {
        {POINTS("\"file:votes.txt\""), 45, "'file:votes.txt' is no source of points", NULL},
        {POINTS("\"file:../votes.csv\""), 45, "'file:../votes.csv' is no source of points", NULL},
        {POINTS("\"file:v.csv\", \"map\": {\"a\": \"1\"}"), 66,
         "a map is for the values of a field, and says all of what they are worth",
         "take out 'map', or 'of' and 'full'"},
        {POINTS("\"field:own_funds\", \"of\": \"requested\", \"full\": \"most\""), 91,
         "\"most\" and \"of\" do not go together", NULL},
        {POINTS("\"field:own_funds\", \"full\": \"0\""), 72, "'full' must be more than 0", NULL},
        {POINTS("\"field:own_funds\", \"full\": \"90000000000000000.00\""), 72, "'full' is too large", NULL},
        {"\"grades\": [{\"grade\": \"A\", \"min_score\": \"60\"}, {\"grade\": \"B\", \"min_score\": \"60\"}]", 75,
         "'min_score' of a grade is not below that of the grade before", "write the grades from the best down"},
        {"\"grades\": [{\"grade\": \"A;B\", \"min_score\": \"60\"}]", 22, "a grade has no ';' in it", NULL},
        {"\"grades\": [{\"grade\": \"A\"}]", 12, "a grade has no 'min_score'", NULL},
    };
    ALL(HEAD STAGE, cases);
    static const char round[] = "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\"}";
    static const bad text = {POINTS("\"field:purpose\""), 45, "the field 'purpose' is neither an amount nor a count",
                             "say what its values are worth with \"map\", or use another field"};
    static const bad of = {POINTS("\"field:own_funds\", \"of\": \"phone\""), 70, "the field 'phone' is private", NULL};
    refused_beside(round, HEAD STAGE, &text);
    refused_beside(round, HEAD STAGE, &of);
    static const bad stages[] = {
        {"\"stages\": [{\"id\": \"v\", \"from\": \"file:v.csv\", \"criteria\": []}]", 46,
         "unknown key 'criteria' in a stage that no reviewer marks", NULL},
        {"\"stages\": [{\"id\": \"v\", \"from\": \"file:v.csv\", \"max\": \"50\"}, {\"id\": \"s\", " LEAF "}]", 84,
         "the maximum of the stage 's' is 100.00, that of 'v' is 50.00", NULL},
    };
    ALL(HEAD, stages);
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
        cmocka_unit_test(test_rubric__weighted_criteria_are_fractions_of_the_stage),
        cmocka_unit_test(test_rubric__refuses_criteria_that_cannot_be_worked_with),
        cmocka_unit_test(test_rubric__points_from_files_and_in_proportion),
        cmocka_unit_test(test_rubric__refuses_sources_and_grades_that_say_nothing),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
