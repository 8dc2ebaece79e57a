/* A configuration by itself: every problem of it, its explanations, and its Table Schema. */
#include "test.h"
#include <cjson/cJSON.h>
#include <vp/config.h>
#include <vp/rules.h>
#include "lib/rules/builtin.h"

static vp_arena *arena;
static vp_err err;

static int setup(void **state)
{
    (void)state;
    err = (vp_err){0};
    return (arena = vp_arena_new()) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

#define HEAD "{\"vp\": 1, \"id\": \"t\", \"title\": \"t\", \"currency\": \"CNY\", \"opens\": \"2024-03-01\""

/* NULL: not there. */
static vp_view files(const char *round, const char *rubric, const char *list)
{
    vp_files *all;
    assert_int_equal(vp_files_new(&all, NULL, arena, &err), VP_OK);
    vp_writer w = vp_files_writer(all);
    const char *const put[][2] = {{"round.json", round}, {"rubric.json", rubric}, {"lists/a.csv", list}};
    for (size_t i = 0; i < 3; i++)
        if (put[i][1])
            assert_int_equal(w.put(w.ctx, put[i][0], put[i][1], strlen(put[i][1]), &err), VP_OK);
    return vp_files_view(all);
}

static void told(void *ctx, const vp_err *p)
{
    vp_str_addf(ctx, "%s%s:%zu:%zu: %s\n", p->status == VP_INVALID ? "warning " : "", p->file, p->row, p->col,
                p->msg);
}

static void finds(vp_view view, vp_status want, const char *problems)
{
    VP_STR heard = {0};
    vp_config_counts c;
    vp_status s = vp_config_check(&c, &view, &(vp_problems){told, &heard}, arena, &err);
    if (s != want || strcmp(vp_str_text(&heard), problems) != 0)
        fail_msg("status %d (%s), told:\n%s", s, err.msg, vp_str_text(&heard));
    err = (vp_err){0};
}

static void test_config__tells_every_problem(void **state)
{
    (void)state;
    finds(files(HEAD "}", NULL, NULL), VP_OK, "");
    finds(files(HEAD ",\n\"edition\": \"x\",\n\"closes\": \"2024-02-01\",\n\"nonsense\": 1,\n"
                "\"fields\": {\"a\": {\"type\": \"no\"}, \"b\": {\"type\": \"money\"}, "
                "\"c d\": {\"type\": \"text\"}},\n"
                "\"eligibility\": [{\"id\": \"x\", \"field\": \"a\", \"max\": \"1\"},\n" /* told with the field */
                "{\"id\": \"y\", \"field\": \"z\", \"max\": \"1\"},\n"
                "{\"field\": \"b\"},\n"
                "{\"id\": \"w\", \"field\": \"b\", \"max\": \"-1\", \"extra\": 2}],\n"
                "\"funds\": [{\"id\": \"f\"}, {\"amount\": \"1\"}],\n"
                "\"tranches\": [{\"id\": \"t\", \"share\": \"0.5\"}]}", NULL, NULL), VP_CORRUPT,
          "round.json:2:12: 'edition' must be a whole number, 1 or more, not a text\n"
          "round.json:4:1: unknown key 'nonsense' in the round\n"
          "round.json:3:11: the round closes on 2024-02-01, before it opens on 2024-03-01\n"
          "round.json:5:26: unknown type 'no' of a field\n"
          "round.json:5:57: 'c d' cannot be the name of a field\n"
          "round.json:7:22: the round has no field 'z'\n"
          "round.json:8:1: a rule has no 'id'\n"
          "round.json:9:40: unknown key 'extra' in a rule\n"
          "round.json:10:11: a fund has no 'amount'\n"
          "round.json:10:24: a fund has no 'id'\n"
          "round.json:11:13: the shares of the tranches add up to 0.50, not 1.00\n");
    finds(files("[]", NULL, NULL), VP_CORRUPT,
          "round.json:1:1: this value must be an object in {braces}, not a list\n");
    finds(files("{\"vp\": 2, \"more\": 1}", NULL, NULL), VP_CORRUPT,
          "round.json:1:8: this file is of format 2, which this version of vp cannot read\n");
    finds(files("{", NULL, NULL), VP_CORRUPT,
          "round.json:1:2: expected a key in double quotes, found the end of the file\n");
}

static void test_config__looks_at_the_rubric_beside(void **state)
{
    (void)state;
    static const char rubric[] = "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"ties\": [\"nobody\"],\n"
        "\"stages\": [{\"id\": \"s\", \"criteria\": [{\"id\": \"a\", \"max\": \"10\"}]}]}";
    finds(files(HEAD "}", rubric, NULL), VP_CORRUPT, "rubric.json:1:45: the round has no field 'nobody'\n");
    finds(files("{\"vp\": 1, \"id\": \"t\", \"title\": \"t\"}", rubric, NULL), VP_CORRUPT,
          "round.json:1:1: the round has no 'currency'\n"); /* whose fields nobody knows */
}

static void test_config__reads_every_list(void **state)
{
    (void)state;
#define LIST HEAD ", \"eligibility\": [{\"id\": \"l\", \"field\": \"uscc\", \"not_in\": \"lists/a.csv\"}," \
                  "{\"id\": \"m\", \"field\": \"uscc\", \"in\": \"lists/a.csv\"}]}"
    finds(files(LIST, NULL, NULL), VP_CORRUPT,
          "lists/a.csv:0:0: the rule 'l' needs this list, and it is not there\n");
    finds(files(LIST, NULL, "uscc\n"), VP_OK, "warning lists/a.csv:0:0: the list of the rule 'l' is empty\n");
    finds(files(LIST, NULL, "x\n1\n"), VP_CORRUPT, "lists/a.csv:1:1: there is no column 'uscc'\n");
    finds(files(LIST, NULL, "名单\n\n机构名称\t信用代码\t列入日期\n甲\t91350100M000100Y43\t2024/13/1\n乙\t91350100M000100Y44\n"
                            "丙\t\tx\n丁\t91350100M000100Y43\t1-Feb\t多\n"), VP_CORRUPT,
          "lists/a.csv:4:3: '2024/13/1' is not a date\n"
          "warning lists/a.csv:5:2: '91350100M000100Y44' is not a right code: it is compared as it stands\n"
          "lists/a.csv:7:4: this row has 4 cells, the header has 3\n");
}

static cJSON *schema(const char *more)
{
    VP_STR json = {0};
    VP_STR text = {0};
    vp_round *round;
    vp_str_addf(&text, HEAD ", %s}", more);
    vp_view view = files(vp_str_text(&text), NULL, NULL);
    if (vp_round_read(&round, &view, arena, &err) != VP_OK)
        fail_msg("%zu: %s", err.col, err.msg);
    assert_int_equal(vp_config_table_schema(&json, round, &err), VP_OK);
    cJSON *root = cJSON_ParseWithLength(json.s, json.n);
    assert_non_null(root);
    return root;
}

/* want NULL: the schema cannot say it, and it stands among the rules as it is. */
static void pattern(const char *p, const char *want)
{
    VP_STR json = {0};
    VP_STR round = {0};
    vp_json_string(&json, p);
    vp_str_addf(&round, "\"fields\": {\"x\": {\"type\": \"text\", \"pattern\": %s}}", vp_str_text(&json));
    cJSON *root = schema(vp_str_text(&round)), *fields = cJSON_GetObjectItem(root, "fields");
    cJSON *own = cJSON_GetArrayItem(fields, cJSON_GetArraySize(fields) - 1);
    cJSON *got = cJSON_GetObjectItem(cJSON_GetObjectItem(own, "constraints"), "pattern");
    cJSON *rules = cJSON_GetObjectItem(root, "vp:rules");
    if (want ? !got || strcmp(got->valuestring, want) != 0 : got != NULL)
        fail_msg("%s became %s", p, got ? got->valuestring : "a rule");
    assert_int_equal(cJSON_GetArraySize(rules), want ? 0 : 1);
    if (!want)
        assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(rules, 0), "pattern")->valuestring, p);
    cJSON_Delete(root);
}

static void test_config__says_patterns_as_a_schema_can(void **state)
{
    (void)state;
    pattern("^[1-5]A$", "[1-5]A");
    pattern("^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})$", "(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})");
    pattern("^[^$^|]+\\$$", "[^$^|]+\\$");
    pattern("[1-5]A", NULL);      /* anywhere in the text */
    pattern("^a|b$", NULL);       /* either end */
    pattern("^(?:a)$", NULL);
    pattern("^a+?$", NULL);
    pattern("^a\\$", NULL);       /* not an end */
    pattern("^\\ba$", NULL);
    pattern("^[[:alpha:]]$", NULL);
    pattern("^(a^b)$", NULL);
}

static void test_config__says_rules_as_a_schema_can(void **state)
{
    (void)state;
    cJSON *root = schema("\"eligibility\": [{\"id\": \"a\", \"field\": \"requested\", \"max\": \"2.00\"}, "
        "{\"id\": \"b\", \"field\": \"requested\", \"max\": \"1.50\"}, "
        "{\"id\": \"c\", \"field\": \"title\", \"unique\": true}, "
        "{\"id\": \"d\", \"field\": \"direct_beneficiaries\", \"min\": 5}, "
        "{\"id\": \"e\", \"unique\": [\"uscc\", \"title\"]}]");
    cJSON *fields = cJSON_GetObjectItem(root, "fields"), *rules = cJSON_GetObjectItem(root, "vp:rules");
    cJSON *money = cJSON_GetObjectItem(cJSON_GetArrayItem(fields, VP_REQUESTED), "constraints");
    cJSON *title = cJSON_GetObjectItem(cJSON_GetArrayItem(fields, VP_TITLE), "constraints");
    cJSON *count = cJSON_GetArrayItem(fields, VP_DIRECT);
    assert_true(cJSON_GetObjectItem(money, "maximum")->valuedouble == 1.5); /* the tighter one */
    assert_true(cJSON_GetObjectItem(money, "minimum")->valuedouble == 0);
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(title, "unique")));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(count, "bareNumber")));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetObjectItem(count, "constraints"), "required")));
    assert_int_equal(cJSON_GetArraySize(rules), 1);
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(rules, 0), "id")->valuestring, "e");
    cJSON_Delete(root);
}

static void test_config__every_kind_can_be_explained(void **state)
{
    (void)state;
    for (size_t i = 0; vp_rule_kinds[i]; i++) {
        const vp_rule_kind *k = vp_rule_kinds[i];
        if (!k->check || !k->explain || vp_rule_kind_find(k->name) != k)
            fail_msg("%s is not whole", k->name);
    }
    for (const vp_builtin *b = vp_builtins; b->name; b++)
        if (!b->what || !b->mend || vp_tr(VP_ZH, b->what) == b->what || vp_tr(VP_ZH, b->mend) == b->mend)
            fail_msg("%s is not whole", b->name);
}

static void test_config__explains_a_rule_and_a_check_of_one_name(void **state)
{
    (void)state;
    VP_STR text = {0};
    vp_view view = files(HEAD ", \"eligibility\": [\n {\"id\": \"late\", \"field\": \"uscc\", \"not_in\": "
                         "\"lists/a.csv\"}]}", NULL, NULL);
    assert_int_equal(vp_config_explain(&view, "late", "csv", (vp_out){vp_out_str, &text}, arena, &err), VP_OK);
    assert_string_equal(vp_str_text(&text),
        "late (not_in)\n"
        "  uscc must not be on the list lists/a.csv\n"
        "  stands in: round.json:2:2\n"
        "  reads: uscc\n"
        "  list: lists/a.csv: the rule 'late' needs this list, and it is not there\n"
        "  to mend: an organisation on this list cannot apply: ask the office when the entry is wrong\n"
        "late (built in)\n"
        "  with --received: the sheet came no later than the day the round closes; a row that asks for nothing new may "
        "come later\n"
        "  to mend: admit it with --late and a reason (-m), or leave it out\n");
    assert_int_equal(vp_config_explain(&view, "lat", "csv", (vp_out){vp_out_str, &text}, arena, &err), VP_USAGE);
    assert_string_equal(err.msg, "there is no rule 'lat'");
    err = (vp_err){0};
    assert_int_equal(vp_config_explain(&view, "code", "jsonl", (vp_out){vp_out_str, &text}, arena, &err), VP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config__tells_every_problem),
        cmocka_unit_test(test_config__looks_at_the_rubric_beside),
        cmocka_unit_test(test_config__reads_every_list),
        cmocka_unit_test(test_config__says_patterns_as_a_schema_can),
        cmocka_unit_test(test_config__says_rules_as_a_schema_can),
        cmocka_unit_test(test_config__every_kind_can_be_explained),
        cmocka_unit_test(test_config__explains_a_rule_and_a_check_of_one_name),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
