/* Answers: every format byte for byte, hostile cells, sinks that fail. */
#include "test.h"
#include <vp/emit.h>

static const vp_column columns[] = {{"id", "编号", 't'}, {"title", NULL, 't'}, {"amount", "金额", 'n'}};

static const char *const rows[][3] = {
    {"P-1", "绿色 \"社区\", 一期", "140000.00"},
    {"P-2", "=1+1", "-0.05"},
    {"P-3", "two\nlines", NULL},
    {NULL, "", "about 5"},
};

static char *answer(const char *format, size_t nrows)
{
    vp_str text = {0};
    vp_err err = {0};
    VP_AUTO(vp_emit) e = NULL;
    assert_int_equal(vp_emit_new(&e, format, (vp_out){vp_out_str, &text}, "vp-test/1", columns, 3, &err), VP_OK);
    assert_int_equal(vp_emit_member(e, "spent", "1\"0", &err), VP_OK);
    for (size_t i = 0; i < nrows; i++)
        assert_int_equal(vp_emit_row(e, rows[i], &err), VP_OK);
    assert_int_equal(vp_emit_end(e, &err), VP_OK);
    vp_str_addz(&text, "");
    return text.s;
}

static void gives(const char *format, size_t nrows, const char *want)
{
    char *got = answer(format, nrows);
    assert_string_equal(got, want);
    free(got);
}

static void test_emit__csv_is_exact(void **state)
{
    (void)state;
    gives("csv", 4, "id,title,amount\nP-1,\"绿色 \"\"社区\"\", 一期\",140000.00\nP-2,=1+1,-0.05\n"
                    "P-3,\"two\nlines\",\n,,about 5\n");
    gives("csv", 0, "id,title,amount\n");
}

static void test_emit__sheet_is_for_spreadsheets(void **state)
{
    (void)state;
    gives("sheet", 4, "\xEF\xBB\xBF编号,title,金额\r\nP-1,\"绿色 \"\"社区\"\", 一期\",140000.00\r\nP-2,'=1+1,-0.05\r\n"
                      "P-3,\"two\nlines\",\r\n,,about 5\r\n");
    gives("sheet", 0, "\xEF\xBB\xBF编号,title,金额\r\n");
}

static void test_emit__json_is_one_object(void **state)
{
    (void)state;
    gives("json", 4, "{\n  \"schema\": \"vp-test/1\",\n  \"spent\": \"1\\\"0\",\n  \"rows\": [\n"
                     "    {\"id\": \"P-1\", \"title\": \"绿色 \\\"社区\\\", 一期\", \"amount\": 140000.00},\n"
                     "    {\"id\": \"P-2\", \"title\": \"=1+1\", \"amount\": -0.05},\n"
                     "    {\"id\": \"P-3\", \"title\": \"two\\nlines\", \"amount\": null},\n"
                     "    {\"id\": \"\", \"title\": \"\", \"amount\": \"about 5\"}\n  ]\n}\n");
    gives("json", 0, "{\n  \"schema\": \"vp-test/1\",\n  \"spent\": \"1\\\"0\",\n  \"rows\": []\n}\n");
}

static void test_emit__jsonl_is_a_line_a_row(void **state)
{
    (void)state;
    gives("jsonl", 2, "{\"id\": \"P-1\", \"title\": \"绿色 \\\"社区\\\", 一期\", \"amount\": 140000.00}\n"
                      "{\"id\": \"P-2\", \"title\": \"=1+1\", \"amount\": -0.05}\n");
    gives("jsonl", 0, "");
}

static void test_emit__tables_line_up(void **state)
{
    (void)state;
    gives("table", 3, "id   title                 amount\nP-1  绿色 \"社区\", 一期  140000.00\n"
                      "P-2  =1+1                   -0.05\nP-3  two lines\n");
    gives("table", 0, "id  title  amount\n");
}

static void test_emit__a_table_cannot_be_broken_by_its_cells(void **state)
{
    (void)state;
    vp_str text = {0};
    vp_err err = {0};
    VP_AUTO(vp_emit) e = NULL;
    vp_emit_new(&e, "table", (vp_out){vp_out_str, &text}, "x", columns, 2, &err);
    const char *const evil[] = {"\033]0;x\007", "\xC2\x9B" "2J\xFF\xE2\x80\xAE\r"};
    vp_emit_row(e, evil, &err);
    vp_emit_end(e, &err);
    assert_string_equal(text.s, "id      title\n?]0;x?  ?2J??\n");
    vp_str_free(&text);
}

static void test_emit__refuses_a_format_it_does_not_know(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_emit *e = NULL;
    vp_str text = {0};
    assert_int_equal(vp_emit_new(&e, "xml", (vp_out){vp_out_str, &text}, "x", columns, 1, &err), VP_USAGE);
    assert_null(e);
    assert_string_equal(err.msg, "unknown format 'xml'");
    vp_emit_free(NULL);
}

static void test_emit__every_listed_format_works(void **state)
{
    (void)state;
    for (size_t i = 0; vp_emit_formats[i]; i++) {
        char *got = answer(vp_emit_formats[i], 4);
        assert_non_null(strstr(got, "P-1"));
        free(got);
    }
}

static vp_status broken(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    (void)bytes;
    *(size_t *)ctx += n;
    return vp_fail(err, VP_IO, VP_NOWHERE, "disk full");
}

static void test_emit__passes_on_a_sink_that_fails(void **state)
{
    (void)state;
    for (size_t i = 0; vp_emit_formats[i]; i++) {
        size_t tried = 0;
        vp_err err = {0};
        VP_AUTO(vp_emit) e = NULL;
        assert_int_equal(vp_emit_new(&e, vp_emit_formats[i], (vp_out){broken, &tried}, "x", columns, 3, &err), VP_OK);
        vp_status s = VP_OK;
        for (size_t k = 0; k < 5000 && s == VP_OK; k++)
            s = vp_emit_row(e, rows[0], &err);
        if (s == VP_OK)
            s = vp_emit_end(e, &err);
        assert_int_equal(s, VP_IO);
        assert_true(tried > 0);
        assert_string_equal(err.msg, "disk full");
    }
}

static void test_emit__streams_long_answers(void **state)
{
    (void)state;
    vp_str text = {0};
    vp_err err = {0};
    VP_AUTO(vp_emit) e = NULL;
    vp_emit_new(&e, "csv", (vp_out){vp_out_str, &text}, "x", columns, 3, &err);
    for (size_t k = 0; k < 5000; k++)
        vp_emit_row(e, rows[0], &err);
    assert_true(text.n > 64 * 1024); /* before the end */
    vp_emit_end(e, &err);
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.s[i] == '\n';
    assert_int_equal(lines, 5001);
    vp_str_free(&text);
}

static void test_json__escapes_what_must_be(void **state)
{
    (void)state;
    VP_STR t = {0};
    vp_json_string(&t, "a\"b\\c\n\r\t\x01\x1F\x7F/中");
    assert_string_equal(t.s, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f\\u007f/中\"");
}

static void test_json__numbers_stand_bare_only_when_they_are(void **state)
{
    (void)state;
    static const struct { const char *cell, *json; } some[] = {
        {"0", "0"}, {"-1", "-1"}, {"0.50", "0.50"}, {"10", "10"}, {"", "null"}, {"007", "\"007\""}, {"1.", "\"1.\""},
        {".5", "\".5\""}, {"+1", "\"+1\""}, {"1e5", "\"1e5\""}, {"-", "\"-\""}, {"1,000", "\"1,000\""},
        {"1}", "\"1}\""}, {"00", "\"00\""}, {"-0.0", "-0.0"}};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        vp_str text = {0};
        vp_err err = {0};
        VP_AUTO(vp_emit) e = NULL;
        vp_emit_new(&e, "jsonl", (vp_out){vp_out_str, &text}, "x", &columns[2], 1, &err);
        vp_emit_row(e, &some[i].cell, &err);
        vp_emit_end(e, &err);
        char want[64];
        snprintf(want, sizeof want, "{\"amount\": %s}\n", some[i].json);
        assert_string_equal(text.s, want);
        vp_str_free(&text);
    }
}

static void test_csv__quotes_only_what_needs_it(void **state)
{
    (void)state;
    static const struct { const char *in, *out; } some[] = {
        {"", ""}, {"a b", "a b"}, {"a,b", "\"a,b\""}, {"\"", "\"\"\"\""}, {"a\rb", "\"a\rb\""}, {"\n", "\"\n\""},
        {"a\"\"b", "\"a\"\"\"\"b\""}, {" a", " a"}, {"a\tb", "a\tb"}, {"，", "，"}};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        VP_STR t = {0};
        vp_csv_cell(&t, some[i].in, strlen(some[i].in));
        assert_string_equal(vp_str_text(&t), some[i].out);
    }
}

static void test_sheet__knows_formulas_from_numbers(void **state)
{
    (void)state;
    static const char *const formulas[] = {"=1", "@SUM", "\tx", "\rx", "+cmd", "-cmd", "＝1", "＋1", "－1", "＠x", "-",
                                           "+", "-1+2", "-1.2.3", "+1 2", "--1", "-1e5", NULL};
    static const char *const plain[] = {"", "a=1", "-1", "+1", "-1,200.50", "-5%", "1", "中", "'=1", " =1", "-0.05",
                                        NULL};
    for (size_t i = 0; formulas[i]; i++)
        if (!vp_formula_like(formulas[i]))
            fail_msg("'%s' is a formula", formulas[i]);
    for (size_t i = 0; plain[i]; i++)
        if (vp_formula_like(plain[i]))
            fail_msg("'%s' is none", plain[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_emit__csv_is_exact),
        cmocka_unit_test(test_emit__sheet_is_for_spreadsheets),
        cmocka_unit_test(test_emit__json_is_one_object),
        cmocka_unit_test(test_emit__jsonl_is_a_line_a_row),
        cmocka_unit_test(test_emit__tables_line_up),
        cmocka_unit_test(test_emit__a_table_cannot_be_broken_by_its_cells),
        cmocka_unit_test(test_emit__refuses_a_format_it_does_not_know),
        cmocka_unit_test(test_emit__every_listed_format_works),
        cmocka_unit_test(test_emit__passes_on_a_sink_that_fails),
        cmocka_unit_test(test_emit__streams_long_answers),
        cmocka_unit_test(test_json__escapes_what_must_be),
        cmocka_unit_test(test_json__numbers_stand_bare_only_when_they_are),
        cmocka_unit_test(test_csv__quotes_only_what_needs_it),
        cmocka_unit_test(test_sheet__knows_formulas_from_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
