/* round.json: every key, and every way to get it wrong, with the place that the message names. */
#include "test.h"
#include <vp/round.h>
#include <vp/rules.h>

/* What follows is put after the first line of a sound round; the last line closes it. */
#define HEAD "{\"vp\": 1, \"id\": \"r\", \"title\": \"轮次\", \"currency\": \"CNY\","
#define HEAD_LISTS HEAD "\"opens\": \"2024-03-01\", \"categories\": [\"为老服务\", \"助残服务\"]," \
    "\"fields\": {\"n\": {\"type\": \"count\"}, \"d\": {\"type\": \"date\"}},"

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

static vp_status read_text(vp_round **round, const char *text, vp_err *err)
{
    vp_files *files;
    assert_int_equal(vp_files_new(&files, NULL, arena, err), VP_OK);
    vp_writer to = vp_files_writer(files);
    assert_int_equal(to.put(to.ctx, "round.json", text, strlen(text), err), VP_OK);
    vp_view view = vp_files_view(files);
    return vp_round_read(round, &view, arena, err);
}

static const vp_round *good(const char *text)
{
    vp_err err = {0};
    vp_round *round = NULL;
    if (read_text(&round, text, &err) != VP_OK)
        print_error("%zu:%zu: %s\n", err.row, err.col, err.msg);
    assert_non_null(round);
    return round;
}

static void refused_text(const char *text, size_t row, size_t col, const char *msg, const char *hint)
{
    vp_err err = {0};
    vp_round *round;
    vp_status s = read_text(&round, text, &err);
    if (s != VP_CORRUPT || strcmp(err.msg, msg) != 0 || err.row != row || err.col != col)
        print_error("%s\n  gives %d %zu:%zu: %s\n", text, s, err.row, err.col, err.msg);
    assert_int_equal(s, VP_CORRUPT);
    assert_string_equal(err.msg, msg);
    assert_string_equal(err.file, "round.json");
    assert_int_equal(err.row, row);
    assert_int_equal(err.col, col);
    if (hint)
        assert_string_equal(err.hint, hint);
}

static void refused(const char *head, const bad *b)
{
    char text[4096];
    snprintf(text, sizeof text, "%s\n%s\n}", head, b->line);
    refused_text(text, 2, b->col, b->msg, b->hint);
}

#define ALL(head, cases) for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) refused(head, &(cases)[i_])

/* ---- what is right ---- */

static void test_round__needs_four_keys_only(void **state)
{
    (void)state;
    const vp_round *r = good("{\"vp\": 1, \"id\": \"r.1\", \"title\": \"t\", \"currency\": \"GBP\"}");
    assert_string_equal(r->id, "r.1");
    assert_string_equal(r->programme, "");
    assert_int_equal(r->lang, VP_EN);
    assert_int_equal(r->unit, 100);
    assert_string_equal(r->unit_name, "");
    assert_false(r->has_opens || r->has_closes);
    assert_string_equal(r->notice_from, "");
    assert_string_equal(r->office.name, "");
    assert_int_equal(r->nfields, VP_STANDARD_FIELDS);
    assert_int_equal(r->nrules + r->nfunds + r->ntranches + r->allocation.nlimits + r->allocation.nlevels, 0);
    assert_string_equal(r->allocation.rule, "rank");
    assert_int_equal(r->allocation.step, 1);
    assert_string_equal(r->file, "round.json");
    assert_string_equal(r->fields[VP_ID].name, "id");
    assert_int_equal(r->fields[VP_ID].type, VP_TYPE_ID);
    assert_true(r->fields[VP_REQUESTED].required && !r->fields[VP_BUDGET].required);
    assert_true(r->fields[VP_PHONE].secret && !r->fields[VP_SUMMARY].secret);
    assert_int_equal(vp_round_field(r, "id_number"), VP_ID_NUMBER);
    assert_int_equal(vp_round_field(r, "nope"), -1);
}

static void test_round__reads_identity_calendar_and_office(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD "\"lang\": \"zh\", \"edition\": 11, \"programme\": \" 创投　\", \"unit\": \"万元\","
        "\"opens\": \"2024-02-29\", \"closes\": \"2024-02-29\", \"notice\": {\"from\": \"2024-06-03\", \"until\": "
        "\"2024-06-07\"}, \"office\": {\"name\": \"民政局\", \"phone\": \"12345\", \"email\": \"a@example.org\", "
        "\"address\": \"路\"}}");
    assert_int_equal(r->lang, VP_ZH);
    assert_int_equal(r->edition, 11);
    assert_string_equal(r->programme, "创投");
    assert_int_equal(r->unit, 1000000);
    assert_string_equal(r->unit_name, "万元");
    assert_true(r->has_opens && r->has_closes);
    assert_int_equal(r->opens.first, r->closes.last);
    assert_string_equal(r->notice_until, "2024-06-07");
    assert_string_equal(r->office.name, "民政局");
    assert_string_equal(r->office.email, "a@example.org");
}

static void test_round__asks_for_signatures_where_it_says_so(void **state)
{
    static const struct { const char *said; bool required, approval; } cases[] = {
        {"", false, false},
        {", \"signing\": {}", true, false},
        {", \"signing\": {\"required\": true, \"approval\": false}", true, false},
        {", \"signing\": {\"approval\": true}", true, true},
        {", \"signing\": {\"required\": false}", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\"%s}",
                 cases[i].said);
        const vp_round *r = good(text);
        assert_int_equal(r->signing.required, cases[i].required);
        assert_int_equal(r->signing.approval, cases[i].approval);
    }
}

static void test_round__knows_units_of_the_currency(void **state)
{
    (void)state;
    static const struct { const char *unit; long long minor; } units[] = {
        {"元", 100}, {"yuan", 100}, {"CNY", 100}, {"千元", 100000}, {"百万元", 100000000}, {"亿元", 10000000000},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s\"unit\": \"%s\"}", HEAD, units[i].unit);
        assert_true(good(text)->unit == units[i].minor);
    }
    assert_int_equal(good("{\"vp\":1,\"id\":\"r\",\"title\":\"t\",\"currency\":\"GBP\",\"unit\":\"GBP\"}")->unit,
        100);
}

static void test_round__merges_fields(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD "\"categories\": [\"A\", \"e\\u0301\"], \"fields\": {"
        "\"id\": {\"type\": \"text\", \"headings\": [\"Identifier\"], \"pattern\": \"^P \"},"
        "\"budget\": {\"required\": true, \"type\": \"money\"}, \"category\": {\"type\": \"choice\"},"
        "\"applicant_type\": {\"choices\": [\"x\", \"y\"]}, \"contact\": {\"private\": true},"
        "\"secret_1\": {\"type\": \"code\", \"private\": true}, \"n\": {\"type\": \"count\"},"
        "\"g\": {\"type\": \"choice\", \"choices\": [\"5A\"], \"required\": true}}}");
    assert_int_equal(r->nfields, VP_STANDARD_FIELDS + 3);
    assert_string_equal(r->fields[VP_ID].headings.at[0], "Identifier");
    assert_string_equal(r->fields[VP_ID].pattern, "^P ");
    assert_int_equal(r->fields[VP_ID].type, VP_TYPE_ID);
    assert_true(r->fields[VP_BUDGET].required);
    assert_int_equal(r->fields[VP_CATEGORY].type, VP_TYPE_CHOICE);
    assert_string_equal(r->fields[VP_CATEGORY].choices.at[1], "\xC3\xA9"); /* composed */
    assert_int_equal(r->fields[VP_APPLICANT_TYPE].choices.n, 2);
    const vp_field *own = &r->fields[VP_STANDARD_FIELDS];
    assert_string_equal(own[0].name, "secret_1");
    assert_true(own[0].secret && own[0].type == VP_TYPE_CODE);
    assert_true(own[2].required && own[2].choices.n == 1 && own[2].type == VP_TYPE_CHOICE);
}

static void test_round__reads_every_kind_of_rule(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD_LISTS "\"eligibility\": ["
        "{\"id\": \"a\", \"field\": \"requested\", \"max\": \"500000.5\"},"
        "{\"id\": \"b\", \"field\": \"n\", \"max\": 30},"
        "{\"id\": \"c\", \"field\": \"requested\", \"max_share\": \"0.60\", \"of\": \"budget\"},"
        "{\"id\": \"d\", \"field\": \"own_funds\", \"min_share\": \"1\", \"of\": \"budget\"},"
        "{\"id\": \"e\", \"sum\": [\"requested\", \"own_funds\"], \"equals\": \"budget\"},"
        "{\"id\": \"f\", \"field\": \"d\", \"on_or_before\": \"2022-12-01\"},"
        "{\"id\": \"g\", \"field\": \"uscc\", \"not_in\": \"lists/失信.csv\", \"within_years\": 2},"
        "{\"id\": \"h\", \"field\": \"uscc\", \"not_in\": \"lists/x.csv\"},"
        "{\"id\": \"i\", \"each\": \"category\", \"max_count\": 2}]}");
    static const char *const kinds[] = {"max", "max", "max_share", "min_share", "sum", "on_or_before", "not_in",
                                        "not_in", "max_count"};
    assert_int_equal(r->nrules, 9);
    for (size_t i = 0; i < 9; i++)
        assert_string_equal(r->rules[i].kind->name, kinds[i]);
    assert_int_equal(r->rules[0].field, VP_REQUESTED);
    assert_int_equal(r->rules[0].bound, 50000050);
    assert_int_equal(r->rules[1].bound, 30);
    assert_int_equal(r->rules[2].share, 600000);
    assert_int_equal(r->rules[2].of, VP_BUDGET);
    assert_int_equal(r->rules[4].sum.n, 2);
    assert_int_equal(r->rules[4].terms[1], VP_OWN_FUNDS);
    assert_int_equal(r->rules[4].of, VP_BUDGET);
    assert_int_equal(vp_date_year(r->rules[5].date.last), 2022);
    assert_string_equal(r->rules[6].list, "lists/失信.csv");
    assert_int_equal(r->rules[6].within_years, 2);
    assert_int_equal(r->rules[7].within_years, 0);
    assert_int_equal(r->rules[8].field, VP_CATEGORY);
    assert_int_equal(r->rules[8].bound, 2);
}

static void test_round__reads_money(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD_LISTS "\"allocation\": {\"rule\": \"optimal\", \"maximise\": [\"score\"], "
        "\"pass_mark\": \"60\", \"step\": \"100.00\", \"reserve\": 10, \"levels\": [{\"min_score\": \"85.5\", "
            "\"share\": "
        "\"1.00\"}, {\"min_score\": \"0\", \"share\": \"0.333333\"}], \"limits\": ["
        "{\"id\": \"l1\", \"where\": {\"category\": [\"为老服务\"]}, \"max_amount\": \"1\", \"min_amount\": \"0.01\"},"
        "{\"id\": \"l2\", \"each\": \"uscc\", \"max_count\": 1, \"min_count\": 1},"
        "{\"id\": \"l3\", \"max_share\": \"0.5\", \"min_amount\": \"0.00\"}]},"
        "\"funds\": [{\"id\": \"f1\", \"title\": \"福彩\", \"amount\": \"18000000.00\", \"pays\": {\"category\": "
            "[\"助残服务\"], "
        "\"street\": [\"x\"]}}, {\"id\": \"f2\", \"amount\": \"1\", \"max_per_award\": \"0.5\"}],"
        "\"tranches\": [{\"id\": \"t1\", \"share\": \"0.60\", \"after\": \"agreement\"},"
        "{\"id\": \"t2\", \"share\": \"0.4\", \"gate\": \"passed\"}]}");
    const vp_allocation *a = &r->allocation;
    assert_string_equal(a->rule, "optimal");
    assert_int_equal(a->pass_mark, 60000000);
    assert_int_equal(a->step, 10000);
    assert_int_equal(a->reserve, 10);
    assert_int_equal(a->levels[1].share, 333333);
    assert_int_equal(a->limits[0].where.keys[0].field, VP_CATEGORY);
    assert_int_equal(a->limits[0].min_amount, 1);
    assert_int_equal(a->limits[0].max_count, VP_NO_LIMIT);
    assert_int_equal(a->limits[0].each, -1);
    assert_int_equal(a->limits[1].each, VP_USCC);
    assert_int_equal(a->limits[1].max_amount, VP_NO_LIMIT);
    assert_int_equal(a->limits[2].max_share, 500000);
    assert_int_equal(a->limits[2].min_amount, 0);
    assert_string_equal(r->funds[0].title, "福彩");
    assert_int_equal(r->funds[0].pays.n, 2);
    assert_int_equal(r->funds[0].max_per_award, VP_NO_LIMIT);
    assert_string_equal(r->funds[1].title, "f2");
    assert_int_equal(r->funds[1].max_per_award, 50);
    assert_string_equal(r->tranches[1].after, "");
    assert_string_equal(r->tranches[1].gate, "passed");
}

/* ---- what is wrong ---- */

static void test_round__says_that_there_is_none(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_files *files;
    vp_round *round;
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_view view = vp_files_view(files);
    assert_int_equal(vp_round_read(&round, &view, arena, &err), VP_NOTFOUND);
    assert_string_equal(err.msg, "there is no round.json here");
    assert_string_equal(err.hint, "vp-init starts a round");
}

static void test_round__refuses_unknown_and_missing_keys(void **state)
{
    (void)state;
    static const bad cases[] = {
        {"\"fund\": []", 1, "unknown key 'fund' in the round",
         "did you mean 'funds'? known here: vp, id, title, programme, "
         "edition, lang, currency, unit, opens, closes, notice, office, purposes, categories, districts, fields, "
         "personal, eligibility, funds, allocation, tranches, panel, signing, draw"},
        {"\"office\": {\"fax\": \"1\"}", 12, "unknown key 'fax' in the office",
         "known here: name, address, phone, email"},
        {"\"notice\": {\"to\": \"1\"}", 12, "unknown key 'to' in the notice", "known here: from, until"},
        {"\"funds\": [{\"id\": \"f\", \"amount\": \"1\", \"标题\": 1}]", 38, "unknown key '标题' in a fund", NULL},
        {"\"funds\": [{\"id\": \"f\"}]", 11, "a fund has no 'amount'", "it looks like this: {\"id\": \"lottery\", "
         "\"title\": \"…\", \"amount\": \"18000000.00\"}"},
        {"\"tranches\": [{\"id\": \"t\"}]", 14, "a tranche has no 'share'", NULL},
        {"\"eligibility\": [{\"field\": \"id\"}]", 17, "a rule has no 'id'", NULL},
        {"\"allocation\": {\"limits\": [{\"max_count\": 1}]}", 27, "a limit has no 'id'", NULL},
        {"\"allocation\": {\"levels\": [{\"share\": \"1\"}]}", 27, "a level has no 'min_score'", NULL},
        {"\"allocation\": {\"colour\": 1}", 16, "unknown key 'colour' in the allocation", NULL},
    };
    ALL(HEAD, cases);
    refused_text("{\"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\"}", 1, 1, "the round has no 'vp'", NULL);
    refused_text("\n{\"vp\": 1}", 2, 1, "the round has no 'id'",
                 "it looks like this: {\"vp\": 1, \"id\": \"gz-11\", \"title\": \"…\", \"currency\": \"CNY\"}");
    refused_text("{\"vp\": 1, \"id\": \"r\"}", 1, 1, "the round has no 'title'", NULL);
    refused_text("{\"vp\": 1, \"id\": \"r\", \"title\": \"t\"}", 1, 1, "the round has no 'currency'", NULL);
    refused_text("[1]", 1, 1, "this value must be an object in {braces}, not a list", NULL);
    refused_text("// 轮次\r\n{\r\n  \"标题\": 1}", 3, 3, "unknown key '标题' in the round", NULL);
    refused_text("{\"vp\": 2, \"new\": 1}", 1, 8, "this file is of format 2, which this version of vp cannot read",
                 "install a newer vp, or write \"vp\": 1");
    refused_text("{\"vp\": \"1\"}", 1, 8, "'vp' must be a whole number, 1 or more, not a text",
                 "counts stand without quotes");
}

static void test_round__refuses_values_of_another_type(void **state)
{
    (void)state;
    static const bad cases[] = {
        {"\"programme\": 5", 14, "'programme' must be a text in double quotes, not a number", "write \"5\""},
        {"\"programme\": null", 14, "'programme' must be a text in double quotes, not null", ""},
        {"\"programme\": \"\"", 14, "'programme' is empty", "take it out when there is nothing to say"},
        {"\"programme\": \" 　 \"", 14, "'programme' is empty", NULL},
        {"\"programme\": \"a\\nb\"", 14, "'programme' holds a character that cannot be seen: 'a?b'",
         "texts here are one line without control characters"},
        {"\"programme\": \"a\\u202eb\"", 14, "'programme' holds a character that cannot be seen: 'a?b'", NULL},
        {"\"edition\": \"3\"", 12, "'edition' must be a whole number, 1 or more, not a text", NULL},
        {"\"edition\": 0", 12, "'edition' must be a whole number, 1 or more, not 0", NULL},
        {"\"edition\": 1.5", 12, "'edition' must be a whole number, 1 or more, not 1.5", NULL},
        {"\"edition\": 1e999", 12, "'edition' must be a whole number, 1 or more, not 1e999", NULL},
        {"\"edition\": -1", 12, "'edition' must be a whole number, 1 or more, not -1", NULL},
        {"\"categories\": \"x\"", 15, "'categories' must be a list in [brackets], not a text", "write [\"x\"]"},
        {"\"categories\": []", 15, "'categories' is empty", NULL},
        {"\"categories\": [\"a\", 5]", 21, "this value must be a text in double quotes, not a number", "write \"5\""},
        {"\"purposes\": [\"扶老\", \"助残\", \" 扶老\"]", 26, "' 扶老' stands here a second time",
         "the first one is in line 2"},
        {"\"office\": \"民政局\"", 11, "'office' must be an object in {braces}, not a text", NULL},
        {"\"lang\": \"cn\"", 9, "unknown language 'cn'", "\"zh\" or \"en\""},
        {"\"funds\": {}", 10, "'funds' must be a list in [brackets], not an object", NULL},
        {"\"funds\": [[]]", 11, "this value must be an object in {braces}, not a list", NULL},
        {"\"fields\": []", 11, "'fields' must be an object in {braces}, not a list", NULL},
        {"\"fields\": {\"id\": {\"required\": 1}}", 31, "'required' must be true or false, not a number", NULL},
        {"\"allocation\": {\"reserve\": -1}", 27, "'reserve' must be a whole number, 0 or more, not -1", NULL},
        {"\"draw\": []", 9, "'draw' must be an object in {braces}, not a list", NULL},
        {"\"draw\": {\"seed\": 9319}", 18, "'seed' must be a text in double quotes, not a number", NULL},
        {"\"draw\": {\"seed\": \"三\"}", 18, "source 1 of the seed has '三', which is no number and no letter from A "
         "to Z", "give what was drawn there and nothing else: --seed '3 11 14 20'"},
        {"\"draw\": {\"seed\": \"1//2\"}", 18, "source 2 of the seed is empty", NULL},
        {"\"draw\": {\"algorithm\": \"dice\"}", 23, "there is no way to draw called 'dice'",
         "known: sha256, rfc3797"},
        {"\"signing\": true", 12, "'signing' must be an object in {braces}, not true or false", NULL},
        {"\"signing\": {\"sign\": true}", 13, "unknown key 'sign' in the signing", NULL},
        {"\"signing\": {\"required\": \"yes\"}", 25, "'required' must be true or false, not a text", NULL},
        {"\"signing\": {\"required\": false, \"approval\": true}", 44,
         "awards can only be approved where steps are signed", "\"required\": true, or leave it out"},
    };
    ALL(HEAD, cases);
    refused_text("{\"vp\": 1, \"id\": \"轮次\", \"title\": \"t\", \"currency\": \"CNY\"}", 1, 17,
        "'轮次' cannot be an id",
                 "an id is 1 to 64 letters a-z, digits or -_., and begins with a letter or digit; a title may be in "
                     "any "
                 "language");
    refused_text("{\"vp\": 1, \"id\": \"../x\"}", 1, 17, "'../x' cannot be an id", NULL);
    refused_text("{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"cny\"}", 1, 48,
        "'cny' is not a currency",
                 "three capital letters of ISO 4217, such as \"CNY\"");
}

static void test_round__refuses_days_that_cannot_be(void **state)
{
    (void)state;
    static const char mend[] = "year, month and day of a real day, such as \"2024-03-01\"";
    static const bad cases[] = {
        {"\"opens\": \"2024-02-30\"", 10, "'opens': '2024-02-30' is not a date", mend},
        {"\"opens\": \"2024-02\"", 10, "'opens': '2024-02' is not a date", mend},
        {"\"closes\": \"1/3/2024\"", 11, "'closes': '1/3/2024' is not a date", mend},
        {"\"closes\": \"2024-03-01\", \"opens\": \"2024-03-02\"", 11,
         "the round closes on 2024-03-01, before it opens on 2024-03-02", NULL},
        {"\"notice\": {\"from\": \"2024-06-07\", \"until\": \"2024-06-03\"}", 43,
         "the notice ends on 2024-06-03, before it begins on 2024-06-07", NULL},
        {"\"notice\": {\"from\": \"June\"}", 20, "'from': 'June' is not a date", NULL},
        {"\"unit\": \"文\"", 9, "unknown unit '文' of CNY", "元, 千元, 万元, 百万元 or 亿元"},
    };
    ALL(HEAD, cases);
    refused_text("{\"vp\":1,\"id\":\"r\",\"title\":\"t\",\"currency\":\"GBP\",\"unit\":\"万元\"}", 1, 54,
                 "unknown unit '万元' of GBP", "only \"GBP\" itself: amounts are in major units");
}

static void test_round__refuses_fields_that_do_not_fit(void **state)
{
    (void)state;
    static const bad cases[] = {
        {"\"fields\": {\"grade\": {}}", 12, "the field 'grade' has no 'type'",
         "\"type\": text, date, choice, money, count or code"},
        {"\"fields\": {\"catagory\": {\"required\": true}}", 12, "the field 'catagory' has no 'type'",
         "did you mean the standard field 'category'?"},
        {"\"fields\": {\"x\": {\"type\": \"number\"}}", 26, "unknown type 'number' of a field",
         "text, date, choice, money, count or code"},
        {"\"fields\": {\"budget\": {\"type\": \"text\"}}", 31, "the field 'budget' has the type money", NULL},
        {"\"fields\": {\"id\": {\"required\": false}}", 31, "the field 'id' is always required", NULL},
        {"\"fields\": {\"title\": {\"private\": true}}", 33, "the field 'title' cannot be private", NULL},
        {"\"fields\": {\"phone\": {\"private\": false}}", 33, "the field 'phone' is always private", NULL},
        {"\"fields\": {\"登记\": {\"type\": \"date\"}}", 12, "'登记' cannot be the name of a field",
         "small letters a-z, digits and _, beginning with a letter; Chinese goes into \"headings\""},
        {"\"fields\": {\"2x\": {\"type\": \"date\"}}", 12, "'2x' cannot be the name of a field", NULL},
        {"\"fields\": {\"score\": {\"type\": \"text\"}}", 12, "'score' is the name of a column of the answers",
         "call the field something else, such as \"own_score\""},
        {"\"fields\": {\"g\": {\"type\": \"choice\"}}", 12, "the field 'g' is a choice without choices",
         "\"choices\": [\"…\", \"…\"]"},
        {"\"fields\": {\"category\": {\"type\": \"choice\"}}", 12,
         "the field 'category' is a choice without choices", NULL},
        {"\"fields\": {\"district\": {\"choices\": [\"x\"]}}", 25, "the choices of 'district' do not stand here",
         "write them as \"districts\": […] of the round"},
        {"\"fields\": {\"d\": {\"type\": \"date\", \"choices\": [\"x\"]}}", 34,
         "a field of type date has no choices", NULL},
        {"\"fields\": {\"x\": {\"type\": \"text\", \"pattern\": \"(\"}}", 45,
         "the pattern '(' is wrong at its character 2: missing closing parenthesis",
         "patterns are Perl-compatible regular expressions (PCRE2)"},
        {"\"fields\": {\"id\": {\"headings\": [\"编号\"]}, \"uscc\": {\"headings\": [\"代码\", \"编号\"]}}", 68,
         "the heading '编号' is of the field 'id' already", "a column fills one field"},
        {"\"fields\": {\"x\": {\"type\": \"text\", \"heading\": []}}", 34, "unknown key 'heading' in a field",
         "did you mean 'headings'? known here: type, headings, required, pattern, private, choices"},
    };
    ALL(HEAD, cases);
}

static void test_round__refuses_rules_that_cannot_work(void **state)
{
    (void)state;
#define RULE(keys) "\"eligibility\": [{\"id\": \"x\", " keys "}]"
    static const bad cases[] = {
        {RULE("\"field\": \"id\""), 17, "the rule 'x' has no kind",
         "one of: required, pattern, choices, min, max, min_share, max_share, sum, on_or_after, on_or_before, in, "
         "not_in, max_count, unique"},
        {RULE("\"field\": \"n\", \"max\": 5, \"on_or_before\": \"2024-01-01\""), 53,
         "the rule 'x' has two kinds, 'max' and 'on_or_before'", "make two rules of it, each with its id"},
        {RULE("\"max\": 5"), 17, "the rule 'x' (max) has no 'field'", NULL},
        {RULE("\"field\": \"requested\", \"max_share\": \"0.5\""), 17, "the rule 'x' (max_share) has no 'of'", NULL},
        {RULE("\"field\": \"n\", \"max\": 5, \"of\": \"budget\""), 53,
         "'of' means nothing in a rule of kind 'max'", NULL},
        {RULE("\"each\": \"uscc\", \"max_count\": 5, \"within_years\": 1"), 61,
         "'within_years' means nothing in a rule of kind 'max_count'", NULL},
        {RULE("\"field\": \"reqested\", \"max\": \"5\""), 38, "the round has no field 'reqested'",
         "did you mean 'requested'? the round's own fields stand under \"fields\""},
        {RULE("\"field\": \"登记\", \"max\": \"5\""), 38, "the round has no field '登记'",
         "the round's own fields stand under \"fields\", each with its type"},
        {RULE("\"field\": \"title\", \"max\": \"5\""), 38,
         "the field 'title' is of type text: this rule needs an amount or a count", NULL},
        {RULE("\"field\": \"requested\", \"max\": 500000"), 58,
         "'max' must be a decimal in double quotes, not a number",
         "write \"500000\""},
        {RULE("\"field\": \"requested\", \"max\": \"50万\""), 58, "'50万' is not an amount of money",
         "digits, and at most two decimals after a point, such as \"140000.00\"; no commas, no unit"},
        {RULE("\"field\": \"requested\", \"max\": \"0.001\""), 58, "'0.001' is not an amount of money", NULL},
        {RULE("\"field\": \"requested\", \"max\": \"0.00\""), 58, "'max' must be more than 0", NULL},
        {RULE("\"field\": \"requested\", \"max\": \"-1\""), 58, "'max' must be more than 0", NULL},
        {RULE("\"field\": \"requested\", \"max\": \"99999999999999999999\""), 58,
         "'99999999999999999999' is not an amount of money", NULL},
        {RULE("\"field\": \"n\", \"max\": \"5\""), 50, "'max' must be a whole number, 1 or more, not a text", NULL},
        {RULE("\"field\": \"requested\", \"max_share\": \"60%\", \"of\": \"budget\""), 64,
         "'60%' is not a decimal number",
         "digits, and at most six decimals after a point, such as \"0.60\"; no percent sign"},
        {RULE("\"field\": \"requested\", \"max_share\": \"60\", \"of\": \"budget\""), 64,
         "'max_share' must be more than 0 and at most 1, not 60", "a share is a part of 1: 60 % is \"0.60\""},
        {RULE("\"field\": \"requested\", \"min_share\": \"0\", \"of\": \"budget\""), 64,
         "'min_share' must be more than 0 and at most 1, not 0", ""},
        {RULE("\"field\": \"requested\", \"max_share\": \"0.5\", \"of\": \"requested\""), 77,
         "a share of the field itself",
         NULL},
        {RULE("\"field\": \"requested\", \"max_share\": \"0.5\", \"of\": \"n\""), 77,
         "'requested' is of type money and 'n' of type count", NULL},
        {RULE("\"sum\": [\"requested\"], \"equals\": \"budget\""), 36, "a sum has two fields or more", NULL},
        {RULE("\"sum\": [\"requested\", \"n\"], \"equals\": \"budget\""), 50,
         "'requested' is of type money and 'n' of type count", NULL},
        {RULE("\"sum\": [\"requested\", \"requested\"], \"equals\": \"budget\""), 50,
         "'requested' stands here a second time", NULL},
        {RULE("\"sum\": [\"requested\", \"budget\"], \"equals\": \"budget\""), 71,
         "'budget' is a part of the sum itself",
         NULL},
        {RULE("\"sum\": [\"requested\", \"own_funds\"]"), 17, "the rule 'x' (sum) has no 'equals'", NULL},
        {RULE("\"field\": \"uscc\", \"on_or_before\": \"2024-01-01\""), 38,
         "the field 'uscc' is of type code: this rule needs a date", NULL},
        {RULE("\"field\": \"d\", \"on_or_before\": \"2024-13-01\""), 59,
         "'on_or_before': '2024-13-01' is not a date", NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"abnormal.csv\""), 56, "'abnormal.csv' is not a list of this round",
         "a CSV file in the folder lists/, such as \"lists/abnormal.csv\""},
        {RULE("\"field\": \"uscc\", \"not_in\": \"lists/../a.csv\""), 56,
         "'lists/../a.csv' is not a list of this round",
         NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"lists/..csv\""), 56, "'lists/..csv' is not a list of this round",
         NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"/etc/lists/a.csv\""), 56,
         "'/etc/lists/a.csv' is not a list of this round", NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"lists/a/b.csv\""), 56,
         "'lists/a/b.csv' is not a list of this round", NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"lists/a.txt\""), 56, "'lists/a.txt' is not a list of this round",
         NULL},
        {RULE("\"field\": \"budget\", \"not_in\": \"lists/a.csv\""), 38,
         "the field 'budget' is of type money: this rule needs a text, a choice or a code", NULL},
        {RULE("\"field\": \"uscc\", \"not_in\": \"lists/a.csv\", \"within_years\": 101"), 87,
         "more than 100 years", NULL},
        {RULE("\"each\": \"uscc\", \"max_count\": 0"), 58, "'max_count' must be a whole number, 1 or more, not 0",
         NULL},
        {RULE("\"field\": \"title\", \"pattern\": \"x(\""), 58,
         "the pattern 'x(' is wrong at its character 3: missing closing parenthesis",
         "patterns are Perl-compatible regular expressions (PCRE2)"},
        {RULE("\"field\": \"budget\", \"pattern\": \"x\""), 38,
         "the field 'budget' is of type money: this rule needs a text, a choice or a code", NULL},
        {RULE("\"field\": \"title\", \"pattern\": 5"), 58,
         "'pattern' must be a text in double quotes, not a number", NULL},
        {RULE("\"field\": \"uscc\", \"required\": false"), 58, "'required' is false: the rule asks for nothing",
         "take the rule out"},
        {RULE("\"required\": true"), 17, "the rule 'x' (required) has no 'field'", NULL},
        {RULE("\"field\": \"category\", \"choices\": [\"为老\"]"), 62, "unknown category '为老'",
         "did you mean '为老服务'? known: 为老服务, 助残服务"},
        {RULE("\"field\": \"title\", \"choices\": []"), 58, "'choices' is empty", NULL},
        {RULE("\"field\": \"d\", \"choices\": [\"x\"]"), 38,
         "the field 'd' is of type date: this rule needs a text, a choice or a code", NULL},
        {RULE("\"field\": \"requested\", \"min\": \"0\""), 58, "'min' must be more than 0", NULL},
        {RULE("\"field\": \"d\", \"min\": \"5\""), 38,
         "the field 'd' is of type date: this rule needs an amount or a count",
         "of dates: \"on_or_after\": \"YYYY-MM-DD\""},
        {RULE("\"field\": \"requested\", \"min\": \"1\", \"max\": \"2\""), 63,
         "the rule 'x' has two kinds, 'min' and 'max'",
         "make two rules of it, each with its id"},
        {RULE("\"field\": \"title\", \"on_or_after\": \"2024-01-01\""), 38,
         "the field 'title' is of type text: this rule needs a date", NULL},
        {RULE("\"field\": \"uscc\", \"in\": \"lists/../a.csv\""), 52,
         "'lists/../a.csv' is not a list of this round", NULL},
        {RULE("\"field\": \"uscc\", \"unique\": false"), 56, "'unique' is false: the rule asks for nothing", NULL},
        {RULE("\"unique\": true"), 29, "the rule 'x' (unique) has no 'field'",
         "\"field\": \"title\", \"unique\": true, or \"unique\": [\"uscc\", \"title\"]"},
        {RULE("\"field\": \"title\", \"unique\": [\"uscc\"]"), 29,
         "'field' means nothing beside a list of fields", NULL},
        {RULE("\"unique\": [\"uscc\", \"phone\"]"), 48, "the field 'phone' is private",
         "who checks the round later cannot see it: use a public field"},
        {RULE("\"unique\": [\"uscc\", \"uscc\"]"), 48, "'uscc' stands here a second time", NULL},
        {RULE("\"field\": \"phone\", \"unique\": true"), 38, "the field 'phone' is private", NULL},
        {RULE("\"unique\": [\"nobody\"]"), 40, "the round has no field 'nobody'", NULL},
        {"\"eligibility\": [{\"id\": \"a\", \"each\": \"uscc\", \"max_count\": 2}, {\"id\": \"a\", \"each\": \"id\", "
         "\"max_count\": 1}]", 69, "'a' stands here a second time", "the first one is in line 2"},
        {"\"eligibility\": [{\"id\": \"a b\"}]", 24, "'a b' cannot be an id", NULL},
    };
    ALL(HEAD_LISTS, cases);
    static const bad without_opens = {RULE("\"field\": \"uscc\", \"not_in\": \"lists/a.csv\", \"within_years\": "
        "1"), 71,
        "'within_years' counts back from the day the round opens, which is not set",
        "add \"opens\": \"YYYY-MM-DD\" to the round"};
    refused(HEAD, &without_opens);
}

static void test_round__refuses_funds_that_cannot_pay(void **state)
{
    (void)state;
#define FUND(keys) "\"funds\": [{\"id\": \"f\", \"amount\": \"1.00\", " keys "}]"
    static const bad cases[] = {
        {"\"funds\": [{\"id\": \"f\", \"amount\": \"0\"}]", 33, "'amount' must be more than 0", NULL},
        {"\"funds\": [{\"id\": \"f\", \"amount\": 18000000.00}]", 33,
         "'amount' must be a decimal in double quotes, not a number", "write \"18000000.00\""},
        {"\"funds\": [{\"id\": \"reason\", \"amount\": \"1\"}]", 18, "a fund cannot be called 'reason'",
         "its id heads a column of the awards, and there is one of that name"},
        {"\"funds\": [{\"id\": \"a\", \"amount\": \"1\"}, {\"id\": \"a\", \"amount\": \"1\"}]", 46,
         "'a' stands here a second time", NULL},
        {"\"funds\": [{\"id\": \"a\", \"amount\": \"92233720368547758.07\"}, {\"id\": \"b\", \"amount\": "
         "\"0.01\"}]", 80,
         "the funds together are more money than vp can count", NULL},
        {FUND("\"pays\": {\"category\": [\"为老\"]}"), 63, "unknown category '为老'",
         "did you mean '为老服务'? known: 为老服务, 助残服务"},
        {FUND("\"pays\": {\"category\": [\"其他\"]}"), 63, "unknown category '其他'", "known: 为老服务, 助残服务"},
        {FUND("\"pays\": {\"categories\": [\"为老服务\"]}"), 50, "the round has no field 'categories'",
         "did you mean 'category'? the round's own fields stand under \"fields\""},
        {FUND("\"pays\": {\"category\": \"为老服务\"}"), 62, "'category' must be a list in [brackets], not a text", NULL},
        {FUND("\"pays\": {}"), 49, "'pays' is empty", NULL},
        {FUND("\"pays\": {\"phone\": [\"1\"]}"), 59, "the field 'phone' is private",
         "who checks the round later cannot see it: use a public field"},
        {FUND("\"pays\": {\"budget\": [\"1\"]}"), 60, "the field 'budget' (money) does not make groups",
         "use a text, choice or code field"},
        {FUND("\"max_per_award\": \"0\""), 58, "'max_per_award' must be more than 0", NULL},
    };
    ALL(HEAD_LISTS, cases);
}

static void test_round__refuses_allocations_that_contradict(void **state)
{
    (void)state;
#define ALLOC(keys) "\"allocation\": {" keys "}"
#define LIMIT(keys) ALLOC("\"limits\": [{\"id\": \"l\", " keys "}]")
    static const bad cases[] = {
        {ALLOC("\"rule\": \"gredy\""), 24, "unknown allocation rule 'gredy'",
         "did you mean 'greedy'? known: rank, greedy, optimal, bands, pro-rata, lottery, equal-shares, phragmen, "
         "quadratic"},
        {ALLOC("\"rule\": \"dice\""), 24, "unknown allocation rule 'dice'", NULL},
        {ALLOC("\"maximise\": [\"score\", \"reach\"]"), 38, "there is no objective 'reach'",
         "score, score×amount (score*amount), beneficiaries, count, amount; behind the first with a '-' before it "
         "for as little as may be"},
        {ALLOC("\"maximise\": [\"-amount\"]"), 29, "the least of the first objective is no award", ""},
        {ALLOC("\"pass_mark\": 60"), 29, "'pass_mark' must be a decimal in double quotes, not a number",
         "write \"60\""},
        {ALLOC("\"pass_mark\": \"-1\""), 29, "'pass_mark' must be from 0 to 1000000, not -1", ""},
        {ALLOC("\"step\": \"0.00\""), 24, "'step' must be more than 0", NULL},
        {ALLOC("\"levels\": [{\"min_score\": \"60\", \"share\": \"1\"}, {\"min_score\": \"60.00\", \"share\": "
         "\"0.5\"}]"), 76,
         "'min_score' of a level is not below that of the level before",
             "write the levels from the highest score down"},
        {ALLOC("\"levels\": [{\"min_score\": \"60\", \"share\": \"1.01\"}]"), 56,
         "'share' must be more than 0 and at most 1, not 1.01", NULL},
        {LIMIT("\"where\": {\"category\": [\"为老服务\"]}"), 27, "the limit 'l' limits nothing",
         "min_amount, max_amount, min_count, max_count or max_share"},
        {LIMIT("\"where\": {\"category\": [\"未知\"]}, \"max_count\": 1"), 62, "unknown category '未知'", NULL},
        {LIMIT("\"where\": {\"kategorie\": [\"x\"]}, \"max_count\": 1"), 49, "the round has no field 'kategorie'",
         NULL},
        {LIMIT("\"each\": \"usc\", \"max_count\": 1"), 47, "the round has no field 'usc'", NULL},
        {LIMIT("\"each\": \"email\", \"max_count\": 1"), 47, "the field 'email' is private", NULL},
        {LIMIT("\"each\": \"d\", \"max_count\": 1"), 47, "the field 'd' (date) does not make groups", NULL},
        {LIMIT("\"min_amount\": \"2\", \"max_amount\": \"1\""), 53,
         "the minimum of the limit 'l' is more than its maximum",
         NULL},
        {LIMIT("\"max_count\": 1, \"min_count\": 2"), 68, "the minimum of the limit 'l' is more than its maximum",
         NULL},
        {LIMIT("\"min_amount\": \"-1\""), 53, "'min_amount' must be 0 or more", NULL},
        {LIMIT("\"max_count\": 0"), 52, "'max_count' must be a whole number, 1 or more, not 0", NULL},
        {ALLOC("\"limits\": [{\"id\": \"l\", \"max_count\": 1}, {\"id\": \"l\", \"max_count\": 1}]"), 63,
         "'l' stands here a second time", NULL},
        {ALLOC("\"levels\": [], \"choices\": []"), 30, "'choices' and 'levels' cannot both be given", NULL},
        {ALLOC("\"fixed\": [{\"id\": \"A\", \"decision\": \"yes\", \"reason\": \"r\"}]"), 50,
         "unknown decision 'yes'", NULL},
        {"\"tranches\": [{\"id\": \"a\", \"share\": \"0.60\"}, {\"id\": \"b\", \"share\": \"0.30\"}]", 13,
         "the shares of the tranches add up to 0.90, not 1.00", NULL},
        {"\"tranches\": [{\"id\": \"a\", \"share\": \"0.50\"}, {\"id\": \"a\", \"share\": \"0.50\"}]", 51,
         "'a' stands here a second time", NULL},
    };
    ALL(HEAD_LISTS, cases);
}

/* A sound round with a key whose value has n items, each made by the format from its number. */
static char *many(const char *open, const char *format, const char *close, int n)
{
    char *text = malloc(100 + strlen(HEAD) + (size_t)n * (strlen(format) + 10)), *to = text;
    to += sprintf(to, "%s\n%s", HEAD, open);
    for (int i = 0; i < n; i++) {
        to += sprintf(to, "%s", i ? "," : "");
        for (const char *f = format; *f; f++) /* '#' is the number */
            to += *f == '#' ? sprintf(to, "%d", i) : sprintf(to, "%c", *f);
    }
    strcpy(to, close);
    return text;
}

static void test_round__bounds_lists_and_fields(void **state)
{
    (void)state;
    static const struct { const char *open, *format, *close; int most; size_t col; const char *msg; } cases[] = {
        {"\"categories\": [", "\"c#\"", "]}", 2000, 15, "'categories' has more than 2000 values"},
        {"\"fields\": {", "\"f#\": {\"type\": \"text\"}", "}}", 500, 11, "more than 500 fields"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = many(cases[i].open, cases[i].format, cases[i].close, cases[i].most);
        (void)good(text);
        free(text);
        text = many(cases[i].open, cases[i].format, cases[i].close, cases[i].most + 1);
        refused_text(text, 2, cases[i].col, cases[i].msg, NULL);
        free(text);
    }
}

static void test_round__speaks_chinese(void **state)
{
    (void)state;
    vp_err err = {.lang = VP_ZH};
    vp_round *round;
    assert_int_equal(read_text(&round, HEAD "\"funds\": [{\"id\": 1}]}", &err), VP_CORRUPT);
    assert_string_equal(err.msg, "“id”应为双引号中的文字，而不是数字");
    assert_int_equal(err.lang, VP_ZH);
}

static void test_round__says_where_chance_comes_from(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD "\"draw\": {\"source\": \"双色球 第2026050期\", \"seed\": \"03 07 12 / 09\"}}");
    assert_string_equal(r->draw.source, "双色球 第2026050期");
    assert_string_equal(r->draw.seed, "03 07 12 / 09");
    assert_string_equal(r->draw.canonical, "3.7.12./9./");
    assert_string_equal(r->draw.algorithm, "sha256");
    r = good(HEAD "\"draw\": {\"source\": \"x\", \"algorithm\": \"rfc3797\"}}"); /* not drawn yet */
    assert_string_equal(r->draw.canonical, "");
    assert_string_equal(r->draw.algorithm, "rfc3797");
    r = good(HEAD "\"lang\": \"en\"}");
    assert_string_equal(r->draw.algorithm, "sha256");
    assert_string_equal(r->draw.source, "");
}

static void test_round__hashes_what_decides(void **state)
{
    (void)state;
#define LOTS(draw, more) good(HEAD "\"draw\": {" draw "}, \"allocation\": {\"rule\": \"lottery\"" more "}}")
    const vp_round *one = LOTS("\"seed\": \"3 7\"", ""), *same = LOTS("\"source\": \"x\", \"seed\": \"03 7\"", "");
    assert_string_equal(one->lots_sha256, same->lots_sha256);
    const vp_round *seed = LOTS("\"seed\": \"3 8\"", ""), *other = LOTS("\"seed\": \"3 7\"", ", \"reserve\": 1");
    assert_string_equal(one->rules_sha256, seed->rules_sha256);
    assert_string_not_equal(one->lots_sha256, seed->lots_sha256);
    assert_string_not_equal(one->lots_sha256, other->lots_sha256);
    const vp_round *way = LOTS("\"seed\": \"3 7\", \"algorithm\": \"rfc3797\"", "");
    assert_string_not_equal(one->lots_sha256, way->lots_sha256);
#undef LOTS
}

static void test_round__keeps_money_back(void **state)
{
    (void)state;
    const vp_round *r = good(HEAD "\"funds\": [{\"id\": \"f\", \"amount\": \"100.00\", \"keep\": \"30.00\"}]}");
    assert_int_equal(r->funds[0].amount, 7000);
    assert_int_equal(r->funds[0].kept, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round__hashes_what_decides),
        cmocka_unit_test(test_round__keeps_money_back),
        cmocka_unit_test(test_round__needs_four_keys_only),
        cmocka_unit_test(test_round__reads_identity_calendar_and_office),
        cmocka_unit_test(test_round__asks_for_signatures_where_it_says_so),
        cmocka_unit_test(test_round__knows_units_of_the_currency),
        cmocka_unit_test(test_round__merges_fields),
        cmocka_unit_test(test_round__reads_every_kind_of_rule),
        cmocka_unit_test(test_round__reads_money),
        cmocka_unit_test(test_round__says_that_there_is_none),
        cmocka_unit_test(test_round__refuses_unknown_and_missing_keys),
        cmocka_unit_test(test_round__refuses_values_of_another_type),
        cmocka_unit_test(test_round__refuses_days_that_cannot_be),
        cmocka_unit_test(test_round__refuses_fields_that_do_not_fit),
        cmocka_unit_test(test_round__refuses_rules_that_cannot_work),
        cmocka_unit_test(test_round__refuses_funds_that_cannot_pay),
        cmocka_unit_test(test_round__refuses_allocations_that_contradict),
        cmocka_unit_test(test_round__bounds_lists_and_fields),
        cmocka_unit_test(test_round__says_where_chance_comes_from),
        cmocka_unit_test(test_round__speaks_chinese),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
