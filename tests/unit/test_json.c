/* Strict reading of JSON, and the place of everything that is wrong with it. */
#include "test.h"
#include "lib/io/json.h"
#include "lib/io/rewrite.h"

typedef struct bad { const char *text; size_t row, col; const char *msg, *hint; } bad;

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

static vp_status open_text(vp_json **j, const char *text, size_t n, vp_err *err)
{
    return vp_json_open(j, "x.json", text, n, arena, err);
}

static void refused(const bad *b)
{
    vp_err err = {0};
    VP_AUTO(vp_json) j = NULL;
    size_t n = strlen(b->text);
    char *exact = malloc(n ? n : 1); /* without a NUL: reading past the end is seen by the sanitizer */
    memcpy(exact, b->text, n);
    vp_status s = open_text(&j, exact, n, &err);
    free(exact);
    if (s != VP_CORRUPT || err.row != b->row || err.col != b->col || strcmp(err.msg, b->msg) != 0)
        print_error("%s\n gives %d %zu:%zu %s\n", b->text, s, err.row, err.col, err.msg);
    assert_int_equal(s, VP_CORRUPT);
    assert_string_equal(err.msg, b->msg);
    assert_int_equal(err.row, b->row);
    assert_int_equal(err.col, b->col);
    assert_string_equal(err.file, "x.json");
    if (b->hint)
        assert_string_equal(err.hint, b->hint);
}

#define ALL(cases) for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) refused(&(cases)[i_])

static void test_json__takes_what_the_rfc_allows(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}", "[]", "0", "-0.5e+10", "\"\"", "true", "false", "null", " \t\r\n{ } \n", "\xEF\xBB\xBF{}",
        "[1,2 , [3],{\"a\" :\n1}]", "\"\\u00e9\\ud83d\\ude00\\n\\/\"", "{\"a\":{\"a\":1}}", "[1e5]",
            "{\"A\":1,\"a\":2}",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        vp_err err = {0};
        VP_AUTO(vp_json) j = NULL;
        assert_int_equal(open_text(&j, good[i], strlen(good[i]), &err), VP_OK);
        assert_string_equal(err.msg, "");
    }
}

static void test_json__blanks_comments_but_not_in_texts(void **state)
{
    (void)state;
    static const char text[] = "// 头\n{ /* a \" b */ \"a\": \"x // y /* z */\", // end\r\n\"b\"/**/:/* 1 */2 // "
        "完\n}//";
    vp_err err = {0};
    VP_AUTO(vp_json) j = NULL;
    assert_int_equal(open_text(&j, text, sizeof text - 1, &err), VP_OK);
    assert_string_equal(vp_json_member(j->root, "a")->valuestring, "x // y /* z */");
    assert_int_equal((int)vp_json_member(j->root, "b")->valuedouble, 2);
    assert_int_equal(strlen(j->text), sizeof text - 1);
    assert_int_equal(vp_json_at(j, vp_json_member(j->root, "b")).row, 3);
    assert_int_equal(vp_json_at(j, vp_json_member(j->root, "b")).col, 16);
    assert_string_equal(vp_json_raw(j, vp_json_member(j->root, "b")), "2");
}

static void test_json__finds_places_behind_chinese_comments_and_line_ends(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF{\"标题\": \"中文\", /* 注释 */ \"b\": [1,\r\n  {\"c\\\"\": null, \"d\": "
        "5}],\r\"e\": 7}";
    vp_err err = {0};
    VP_AUTO(vp_json) j = NULL;
    assert_int_equal(open_text(&j, text, sizeof text - 1, &err), VP_OK);
    const cJSON *b = vp_json_member(j->root, "b"), *inner = b->child->next;
    const struct { const cJSON *node; size_t krow, kcol, row, col; } want[] = {
        {vp_json_member(j->root, "标题"), 1, 2, 1, 8}, {b, 1, 23, 1, 28}, {b->child, 1, 29, 1, 29},
        {inner, 2, 3, 2, 3}, {inner->child, 2, 4, 2, 11}, {vp_json_member(inner, "d"), 2, 17, 2, 22},
        {vp_json_member(j->root, "e"), 3, 1, 3, 6}, {j->root, 1, 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        vp_where key = vp_json_at_key(j, want[i].node), value = vp_json_at(j, want[i].node);
        assert_int_equal(value.row, want[i].row);
        assert_int_equal(value.col, want[i].col);
        assert_string_equal(value.file, "x.json");
        if (want[i].node->string) {
            assert_int_equal(key.row, want[i].krow);
            assert_int_equal(key.col, want[i].kcol);
        }
    }
}

static void test_json__refuses_what_is_no_json(void **state)
{
    (void)state;
    static const char full[] = "this is a Chinese punctuation mark: type it with the input method off";
    static const char bracket[] = "no comma stands before a closing bracket, and every bracket closes one of its "
        "kind";
    static const char early[] = "the file ends too early: a closing bracket or quote is missing";
    static const bad cases[] = {
        {"", 0, 0, "the file is empty", NULL},
        {" \n// only\n", 0, 0, "the file is empty", NULL},
        {"{\"a\":1,}", 1, 8, "expected a key in double quotes, found '}'", bracket},
        {"[1,\n2,]", 2, 3, "expected a value, found ']'", bracket},
        {"[1 2]", 1, 4, "expected ',' or ']', found '2'", ""},
        {"{\"a\" 1}", 1, 6, "expected ':' after the key, found '1'", ""},
        {"{\"标\"：1}", 1, 5, "expected ':' after the key, found '：'", full},
        {"{\"标\": “x”}", 1, 7, "expected a value, found '“'", full},
        {"{'a': 1}", 1, 2, "expected a key in double quotes, found '''", "texts stand in double quotes"},
        {"{a: 1}", 1, 2, "expected a key in double quotes, found 'a'", ""},
        {"# x\n{}", 1, 1, "expected a value, found '#'", "comments begin with //"},
        {"{} {}", 1, 4, "expected the end of the file, found '{'", ""},
        {"{\"a\": [1", 1, 9, "expected ',' or ']', found the end of the file", early},
        {"{", 1, 2, "expected a key in double quotes, found the end of the file", early},
        {"{\"a\"", 1, 5, "expected ':' after the key, found the end of the file", early},
        {"nul", 1, 1, "expected a value, found 'n'", ""},
        {"{\"a\": True}", 1, 7, "expected a value, found 'T'", ""},
        {"[1}", 1, 3, "expected ',' or ']', found '}'", bracket},
        {"[/]", 1, 2, "expected a value, found '/'", ""},
    };
    ALL(cases);
}

static void test_json__refuses_numbers_that_are_none(void **state)
{
    (void)state;
    static const char no[] = "this is no number that JSON knows";
    static const bad cases[] = {
        {"[01]", 1, 2, no, NULL}, {"[-]", 1, 2, no, NULL}, {"[1.]", 1, 2, no, NULL}, {"[1e]", 1, 2, no, NULL},
        {"[-01]", 1, 2, no, NULL}, {"[1e+]", 1, 2, no, NULL}, {"[.5]", 1, 2, "expected a value, found '.'", NULL},
        {"[+5]", 1, 2, "expected a value, found '+'", NULL}, {"[0x10]", 1, 3, "expected ',' or ']', found 'x'", NULL},
        {"[111111111122222222223333333333444444444455]", 1, 2, no, NULL}, {"1", 0, 0, NULL, NULL},
    };
    for (size_t i = 0; cases[i].msg; i++)
        refused(&cases[i]);
}

static void test_json__refuses_texts_that_are_broken(void **state)
{
    (void)state;
    static const char escape[] = "this is no escape that JSON knows";
    static const bad cases[] = {
        {"\"a", 1, 1, "this text has no closing quote on its line", NULL},
        {"{\"a\": \"x\n\"}", 1, 7, "this text has no closing quote on its line", NULL},
        {"\"a\\", 1, 3, escape, NULL},
        {"\"\\d\"", 1, 2, escape, "write a backslash as \\\\ (in patterns too: \"\\\\d\")"},
        {"\"中\\u12g4\"", 1, 3, escape, NULL},
        {"\"\\u0000\"", 1, 2, escape, NULL},
        {"\"\\ud800\"", 1, 2, escape, NULL},
        {"\"\\ud800\\u0041\"", 1, 2, escape, NULL},
        {"\"\\udc00\"", 1, 2, escape, NULL},
        {"\"a\tb\"", 1, 3, "a control character in a text", "remove it (a TAB is written \\t)"},
        {"{} /* no", 1, 4, "this comment has no end", "a comment that begins with /* ends with */"},
        {"\"\\u12\"", 1, 2, escape, NULL},
    };
    ALL(cases);
}

static void test_json__refuses_bytes_that_are_no_text(void **state)
{
    (void)state;
    static const char save[] = "save the file as plain text in UTF-8";
    static const bad cases[] = {
        {"{\"a\": \"\xB8\xA3\xB2\xCA\"}", 1, 8, "the file is not UTF-8", save},
        {"\xFF\xFE{", 1, 1, "the file is not UTF-8", save},
        {"\"\xED\xA0\x80\"", 1, 2, "the file is not UTF-8", save},
        {"\"\xC0\xAF\"", 1, 2, "the file is not UTF-8", save},
        {"\"\xF4\x90\x80\x80\"", 1, 2, "the file is not UTF-8", save},
        {"\"\xE4\xB8", 1, 2, "the file is not UTF-8", save},
        {"// \xFF\n{}", 1, 4, "the file is not UTF-8", save},
        {"\"\xE0\x80\x80\"", 1, 2, "the file is not UTF-8", save},
        {"\"\xF0\x80\x80\x80\"", 1, 2, "the file is not UTF-8", save},
    };
    ALL(cases);
    vp_err err = {0};
    VP_AUTO(vp_json) j = NULL;
    assert_int_equal(open_text(&j, "{\n\0}", 4, &err), VP_CORRUPT);
    assert_string_equal(err.msg, "a NUL byte");
    assert_int_equal(err.row, 2);
    assert_int_equal(err.col, 1);
}

static void test_json__refuses_a_key_twice(void **state)
{
    (void)state;
    static const bad cases[] = {
        {"{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", 3, 2, "the key 'a' stands here a second time",
         "the first one is in line 1: keep one of them"},
        {"{\"a\": 1, \"\\u0061\": 3}", 1, 10, "the key 'a' stands here a second time", NULL},
        {"[{\"x\": {\"中\": 1, \"中\": 1}}]", 1, 17, "the key '中' stands here a second time", NULL},
    };
    ALL(cases);
}

static void test_json__bounds_depth_and_size(void **state)
{
    (void)state;
    char deep[2 * VP_JSON_DEPTH + 3];
    vp_err err = {0};
    {
        VP_AUTO(vp_json) j = NULL;
        memset(deep, '[', VP_JSON_DEPTH);
        memset(deep + VP_JSON_DEPTH, ']', VP_JSON_DEPTH);
        assert_int_equal(open_text(&j, deep, 2 * VP_JSON_DEPTH, &err), VP_OK);
    }
    VP_AUTO(vp_json) j = NULL;
    memset(deep, '[', VP_JSON_DEPTH + 1);
    assert_int_equal(open_text(&j, deep, VP_JSON_DEPTH + 1, &err), VP_CORRUPT);
    assert_string_equal(err.msg, "brackets are nested more than 64 deep");
    assert_int_equal(err.col, VP_JSON_DEPTH + 1);

    char *large = malloc(VP_JSON_SIZE + 1);
    memset(large, ' ', VP_JSON_SIZE + 1);
    large[0] = '1';
    assert_int_equal(open_text(&j, large, VP_JSON_SIZE + 1, &err), VP_CORRUPT);
    assert_string_equal(err.msg, "the file is larger than 4 MB");
    vp_json_free(j);
    assert_int_equal(open_text(&j, large, VP_JSON_SIZE, &err), VP_OK);
    free(large);
}

static void *no_memory(size_t n)
{
    (void)n;
    return NULL;
}

static void test_json__tells_what_is_no_json_from_no_memory(void **state)
{
    (void)state;
    vp_err err = {0};
    cJSON *json;
    assert_int_equal(vp_json_tree(&json, "{\"a\": 1}", 8, &err), VP_OK);
    assert_true(cJSON_IsObject(json));
    cJSON_Delete(json);
    cJSON_InitHooks(&(cJSON_Hooks){no_memory, free});
    const char *const none[] = {"", "{", "{} // why", "\xFF", "[1,]"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(vp_json_tree(&json, none[i], strlen(none[i]), &err), VP_OK);
        assert_null(json);
    }
    assert_int_equal(vp_json_tree(&json, "{\"a\": 1}", 8, &err), VP_NOMEM);
    assert_int_equal(err.status, VP_NOMEM);
    cJSON_InitHooks(NULL);
}

static void test_json__guesses_the_key_that_was_meant(void **state)
{
    (void)state;
    static const char *const names[] = {"id", "title", "criteria", "max_share", "min_share", "为老服务", "助残服务"};
    enum { N = sizeof names / sizeof *names };
    assert_string_equal(vp_json_nearest("tilte", names, N), "title");
    assert_string_equal(vp_json_nearest("criterias", names, N), "criteria");
    assert_string_equal(vp_json_nearest("maxshare", names, N), "max_share");
    assert_string_equal(vp_json_nearest("助残服", names, N), "助残服务");
    assert_null(vp_json_nearest("colour", names, N));
    assert_null(vp_json_nearest("x", names, N));
    assert_null(vp_json_nearest("", names, N));
    assert_null(vp_json_nearest("a-key-that-is-much-longer-than-any-key-would-ever-be", names, N));
}

static void test_json__rewrites_values_and_keeps_the_rest(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF{ // 注\r\n \"id\": \"a\", \"t\": \"旧\"/*x*/, \"n\": 1 }\n";
    const vp_rewrite changes[] = {{"t", "新\"的"}, {"id", NULL}, {"absent", "x"}, {"n", "2"}};
    vp_err err = {0};
    VP_STR out = {0};
    assert_int_equal(vp_json_rewrite(&out, "x.json", text, sizeof text - 1, changes, 4, arena, &err), VP_OK);
    assert_string_equal(out.s, "{ // 注\r\n \"id\": \"a\", \"t\": \"新\\\"的\"/*x*/, \"n\": \"2\" }\n");
    vp_str_clear(&out);
    assert_int_equal(vp_json_rewrite(&out, "x.json", "[1]", 3, changes, 4, arena, &err), VP_CORRUPT);
    assert_string_equal(err.msg, "this value must be an object in {braces}, not a list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__takes_what_the_rfc_allows),
        cmocka_unit_test(test_json__blanks_comments_but_not_in_texts),
        cmocka_unit_test(test_json__finds_places_behind_chinese_comments_and_line_ends),
        cmocka_unit_test(test_json__refuses_what_is_no_json),
        cmocka_unit_test(test_json__refuses_numbers_that_are_none),
        cmocka_unit_test(test_json__refuses_texts_that_are_broken),
        cmocka_unit_test(test_json__refuses_bytes_that_are_no_text),
        cmocka_unit_test(test_json__refuses_a_key_twice),
        cmocka_unit_test(test_json__bounds_depth_and_size),
        cmocka_unit_test(test_json__tells_what_is_no_json_from_no_memory),
        cmocka_unit_test(test_json__guesses_the_key_that_was_meant),
        cmocka_unit_test(test_json__rewrites_values_and_keeps_the_rest),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
