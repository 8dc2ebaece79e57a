/* The form for applicants: its columns, words and example, for rounds of all kinds. */
#include "test.h"
#include <vp/str.h>
#include <vp/view.h>
#include "lib/model/columns.h"
#include "lib/rules/form.h"

static vp_arena *arena;
static vp_err err;
static vp_round *round_;

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

static vp_status try_form(vp_form **form, const char *more)
{
    vp_files *files;
    VP_STR json = {0};
    vp_str_addf(&json, "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\",\"opens\":\"2024-03-01\","
                       "\"closes\":\"2024-03-31\"%s}", more);
    err = (vp_err){0};
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_writer w = vp_files_writer(files);
    assert_int_equal(w.put(w.ctx, "round.json", json.s, json.n, &err), VP_OK);
    vp_view view = vp_files_view(files);
    vp_status s = vp_round_read(&round_, &view, arena, &err);
    assert_string_equal(err.msg, "");
    return s ? s : vp_form_new(form, round_, arena, &err);
}

static vp_form *form_of(const char *more)
{
    vp_form *form;
    assert_int_equal(try_form(&form, more), VP_OK);
    return form;
}

static const vp_form_column *column(const vp_form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (strcmp(round_->fields[form->at[i].field].name, name) == 0)
            return &form->at[i];
    return NULL;
}

#define CHECK(form, name, member, wanted) assert_string_equal(column(form, name)->member, wanted)

/* Every heading is taken for its own field, with its unit. */
static void assert_understood(const vp_form *form)
{
    VP_AUTO(vp_map) known = NULL;
    vp_columns columns;
    vp_cell cells[600];
    for (size_t i = 0; i < form->n; i++)
        cells[i] = (vp_cell){form->at[i].heading, strlen(form->at[i].heading)};
    assert_int_equal(vp_headings_new(&known, round_, NULL, arena, &err), VP_OK);
    assert_int_equal(vp_columns_read(&columns, known, NULL, round_, cells, form->n, "f", 1, arena, &err), VP_OK);
    for (size_t i = 0; i < form->n; i++)
        assert_int_equal(columns.at[i].field, form->at[i].field);
    assert_int_equal(vp_columns_complete(&columns, round_, "f", 1, arena, &err), VP_OK);
}

static void test_form__has_public_fields_and_the_private_ones_named(void **state)
{
    (void)state;
    vp_form *f = form_of("");
    assert_int_equal(f->n, VP_CONTACT);
    assert_null(column(f, "phone"));
    f = form_of(",\"fields\":{\"phone\":{\"required\":true},\"email\":{\"headings\":[\"信箱\"]},\"contact\":{},"
                "\"kind\":{\"type\":\"text\",\"private\":true}}");
    assert_non_null(column(f, "phone"));
    assert_non_null(column(f, "email"));
    assert_non_null(column(f, "kind"));
    assert_null(column(f, "contact"));
    assert_null(column(f, "id_number"));
    assert_true(f->example_stands);
    assert_understood(f);
}

static void test_form__heads_columns_as_the_round_does(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"zh\",\"fields\":{\"title\":{\"headings\":[\"计划名\",\"项目\"]}}");
    CHECK(f, "id", heading, "项目编号");
    CHECK(f, "title", heading, "计划名");
    CHECK(f, "requested", heading, "申请资助金额(元)");
    assert_understood(f);
    f = form_of(",\"lang\":\"en\"");
    CHECK(f, "own_funds", heading, "own funds(yuan)");
    CHECK(f, "uscc", heading, "unified social credit code");
    assert_understood(f);
}

static void test_form__binds_the_unit(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"zh\",\"unit\":\"万元\",\"fields\":{\"budget\":{\"headings\":[\"预算（元）\"]},"
                         "\"own_funds\":{\"headings\":[\"自筹（含实物）\"]}},"
                         "\"eligibility\":[{\"id\":\"c\",\"field\":\"requested\",\"max\":\"123456.78\"}]");
    CHECK(f, "requested", heading, "申请资助金额(万元)");
    CHECK(f, "requested", example, "10");
    CHECK(f, "requested", rules.at[0], "不超过 12.345678 万元");
    CHECK(f, "requested", expects, "金额，以“万元”为单位，只填数字");
    assert_int_equal(column(f, "requested")->places, 6);
    CHECK(f, "budget", heading, "预算（元）");
    CHECK(f, "budget", example, "100000");
    CHECK(f, "own_funds", heading, "自筹（含实物）(万元)");
    CHECK(f, "own_funds", name, "自筹（含实物）");
    assert_true(f->example_stands);
    assert_understood(f);
}

static void test_form__finds_another_heading_where_one_is_taken(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"zh\",\"fields\":{\"plan\":{\"type\":\"text\",\"headings\":[\"项目名称\"]}}");
    CHECK(f, "plan", heading, "项目名称");
    CHECK(f, "title", heading, "title");
    assert_understood(f);
    f = form_of(",\"fields\":{\"one\":{\"type\":\"text\",\"headings\":[\"A B\",\"two\"]},"
                "\"two\":{\"type\":\"text\",\"headings\":[\"ab\",\"third\"]}}");
    CHECK(f, "one", heading, "A B");
    CHECK(f, "two", heading, "third");
    assert_understood(f);
    assert_int_equal(try_form(&f, ",\"fields\":{\"one\":{\"type\":\"text\",\"headings\":[\"A B\",\"two\"]},"
                                  "\"two\":{\"type\":\"text\",\"headings\":[\"ab\"]}}"), VP_CORRUPT);
    assert_string_equal(err.msg, "no heading is left for the field 'two': others have them all");
    assert_string_equal(err.hint, "give it a heading of its own under \"fields\"");
}

static void test_form__knows_what_must_be_filled(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"fields\":{\"street\":{\"required\":true}},\"eligibility\":["
                         "{\"id\":\"s\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}]");
    assert_true(column(f, "id")->required && column(f, "street")->required && column(f, "budget")->required);
    assert_true(column(f, "own_funds")->required);
    assert_false(column(f, "summary")->required);
}

static void test_form__says_the_rules(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"en\",\"fields\":{\"since\":{\"type\":\"date\"},"
                         "\"grade\":{\"type\":\"choice\",\"choices\":[\"A\",\"B\"]},"
                         "\"phone\":{\"pattern\":\"^1\"}},\"eligibility\":["
                         "{\"id\":\"a\",\"field\":\"requested\",\"max_share\":\"0.60\",\"of\":\"budget\"},"
                         "{\"id\":\"b\",\"field\":\"since\",\"on_or_before\":\"2023-03-01\"},"
                         "{\"id\":\"c\",\"field\":\"uscc\",\"not_in\":\"lists/bad.csv\",\"within_years\":2},"
                         "{\"id\":\"d\",\"each\":\"uscc\",\"max_count\":2}]");
    CHECK(f, "requested", rules.at[0], "requested is at most 60% of budget");
    CHECK(f, "budget", rules.at[0], "requested is at most 60% of budget");
    CHECK(f, "since", rules.at[0], "on or before 2023-03-01");
    CHECK(f, "since", expects, "a date such as 2024-03-01");
    CHECK(f, "uscc", rules.at[0], "not on the list 'bad' in the 2 years before the round opens");
    CHECK(f, "uscc", rules.at[1], "at most 2 proposals with the same");
    CHECK(f, "phone", rules.at[0], "of this form: ^1");
    CHECK(f, "phone", rules.at[1], "kept private: never published");
    CHECK(f, "grade", expects, "one of: A, B");
    CHECK(f, "ends", rules.at[0], "starts is not after ends");
}

static void test_form__knows_every_kind_of_rule(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"en\",\"categories\":[\"a\",\"b\",\"c\"],\"eligibility\":["
                         "{\"id\":\"a\",\"field\":\"category\",\"choices\":[\"c\",\"b\"]},"
                         "{\"id\":\"b\",\"field\":\"street\",\"choices\":[\"North\",\"South\"]},"
                         "{\"id\":\"c\",\"field\":\"id\",\"pattern\":\"^A\\\\d\"},"
                         "{\"id\":\"d\",\"field\":\"ends\",\"on_or_after\":\"2030-06-01\"},"
                         "{\"id\":\"e\",\"field\":\"requested\",\"min\":\"250000.00\"},"
                         "{\"id\":\"f\",\"field\":\"summary\",\"required\":true},"
                         "{\"id\":\"g\",\"unique\":[\"uscc\",\"title\"]}]");
    CHECK(f, "category", expects, "one of: b, c");
    CHECK(f, "category", example, "b");
    CHECK(f, "street", expects, "one of: North, South");
    CHECK(f, "street", example, "North");
    CHECK(f, "id", rules.at[0], "of this form: ^A\\d");
    CHECK(f, "id", example, "example: A001");
    CHECK(f, "ends", rules.at[0], "on or after 2030-06-01");
    CHECK(f, "requested", rules.at[0], "at least 250000 yuan");
    assert_true(column(f, "summary")->required);
    CHECK(f, "uscc", rules.at[0], "no two proposals of the round may have the same uscc + title; the first one stays");
    assert_true(f->example_stands);
}

/* Rules that leave little room, and one that leaves none. */
static void test_form__finds_an_example_that_stands(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "{\"id\":\"m\",\"field\":\"requested\",\"max\":\"5000.00\"}",
        "{\"id\":\"m\",\"field\":\"requested\",\"max\":\"0.07\"}",
        "{\"id\":\"m\",\"field\":\"budget\",\"max\":\"150000.00\"},"
        "{\"id\":\"s\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}",
        "{\"id\":\"a\",\"field\":\"requested\",\"max_share\":\"0.60\",\"of\":\"budget\"},"
        "{\"id\":\"b\",\"field\":\"own_funds\",\"max_share\":\"0.40\",\"of\":\"budget\"},"
        "{\"id\":\"s\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}",
        "{\"id\":\"a\",\"field\":\"requested\",\"max_share\":\"0.10\",\"of\":\"budget\"},"
        "{\"id\":\"s\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"},"
        "{\"id\":\"m\",\"field\":\"requested\",\"max\":\"80000.00\"}",
        "{\"id\":\"a\",\"field\":\"own_funds\",\"min_share\":\"0.90\",\"of\":\"budget\"},"
        "{\"id\":\"m\",\"field\":\"own_funds\",\"max\":\"50000.00\"}",
        "{\"id\":\"d\",\"field\":\"starts\",\"on_or_before\":\"2019-03-01\"}",
        "{\"id\":\"d\",\"field\":\"ends\",\"on_or_before\":\"2019-03-01\"}",
        "{\"id\":\"d\",\"field\":\"direct_beneficiaries\",\"max\":30},"
        "{\"id\":\"e\",\"field\":\"indirect_beneficiaries\",\"min_share\":\"0.50\",\"of\":\"direct_beneficiaries\"}",
        "{\"id\":\"l\",\"field\":\"uscc\",\"not_in\":\"lists/bad.csv\"},"
        "{\"id\":\"n\",\"each\":\"uscc\",\"max_count\":1}",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const char *more = vp_arena_printf(arena, ",\"eligibility\":[%s]", rules[i]);
        vp_form *f = form_of(more);
        if (!f->example_stands)
            print_error("no example for %s\n", rules[i]);
        assert_true(f->example_stands);
    }
    vp_form *f = form_of(",\"fields\":{\"x\":{\"type\":\"text\",\"required\":true,\"pattern\":\"^(?!)\"}}");
    assert_false(f->example_stands);
    CHECK(f, "x", example, "");
}

static void test_form__marks_the_example_so_that_its_id_is_none(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"lang\":\"zh\",\"fields\":{\"id\":{\"pattern\":\"^20\\\\d{5}$\"},"
                         "\"uscc\":{\"pattern\":\"^91\"},\"phone\":{\"pattern\":\"^0\"}}");
    assert_string_equal(f->at[0].example, "示例：2024001");
    CHECK(f, "phone", example, "020-00000000");
    assert_memory_equal(column(f, "uscc")->example, "91440100", 8);
    assert_true(f->example_stands);
    f = form_of(",\"lang\":\"en\",\"fields\":{\"id\":{\"pattern\":\"^t-\\\\d+$\"}}");
    assert_string_equal(f->at[0].example, "example: t-001");
    assert_true(f->example_stands);
}

static void test_form__relates_columns(void **state)
{
    (void)state;
    vp_form *f = form_of(",\"eligibility\":["
                         "{\"id\":\"a\",\"field\":\"requested\",\"max_share\":\"0.60\",\"of\":\"budget\"},"
                         "{\"id\":\"s\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}]");
    assert_int_equal(f->nrelations, 3);
    assert_int_equal(f->relations[0].kind, VP_AT_MOST_SHARE);
    assert_int_equal(f->relations[0].column, VP_REQUESTED);
    assert_int_equal(f->relations[0].of, VP_BUDGET);
    assert_int_equal(f->relations[1].kind, VP_ADDS_UP);
    assert_int_equal(f->relations[1].nterms, 2);
    assert_int_equal(f->relations[1].of, VP_BUDGET);
    assert_int_equal(f->relations[2].kind, VP_NOT_AFTER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_form__##name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(has_public_fields_and_the_private_ones_named), TEST(heads_columns_as_the_round_does),
        TEST(binds_the_unit), TEST(finds_another_heading_where_one_is_taken), TEST(knows_what_must_be_filled),
        TEST(says_the_rules), TEST(knows_every_kind_of_rule), TEST(finds_an_example_that_stands),
        TEST(marks_the_example_so_that_its_id_is_none), TEST(relates_columns),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
