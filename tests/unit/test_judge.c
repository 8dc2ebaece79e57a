/* Judging rows against a round: every rule, at its edges. */
#include "test.h"
#include <vp/view.h>
#include "lib/io/list.h"
#include "lib/rules/judge.h"

static vp_arena *arena;
static vp_err err;

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

#define FIELDS "\"fields\":{\"registered_on\":{\"type\":\"date\",\"headings\":[\"登记日期\"]}," \
               "\"grade\":{\"type\":\"choice\",\"choices\":[\"5A\",\"4A\"],\"headings\":[\"评估等级\"]}," \
               "\"secret\":{\"type\":\"money\",\"private\":true}," \
               "\"phone\":{\"pattern\":\"^1[3-9]\\\\d{9}$\"}},"

static const char *const header[] = {"项目编号", "项目名称", "申报单位", "信用代码", "项目类别", "申请金额", "总预算", "自筹资金",
                                     "登记日期", "评估等级", "手机", "直接受益人数", "开始日期", "结束日期"};
enum { WIDTH = sizeof header / sizeof *header };

static const char list[] = "uscc,name,listed_on,reason\n52440103MJK9000128,x,2023-03-01,r\n"
                           "52440103MJK9000203,y,2023-02-28,r\n52440103MJK9000390,z,2024-06-01,r\n"
                           "52440103MJK9000203,y,2022-01-01,older\n91350100M000100Y43,w,,undated\n";

static vp_view files_with(const char *rules)
{
    vp_files *files;
    VP_STR json = {0};
    vp_str_addf(&json,
                "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\",\"opens\":\"2024-03-01\","
                "\"closes\":\"2024-03-31\","
                "\"categories\":[\"为老服务\",\"助残服务\"]," FIELDS "\"eligibility\":[%s]}", rules);
    assert_int_equal(vp_files_new(&files, NULL, arena, &err), VP_OK);
    vp_writer w = vp_files_writer(files);
    assert_int_equal(w.put(w.ctx, "round.json", json.s, json.n, &err), VP_OK);
    assert_int_equal(w.put(w.ctx, "lists/l.csv", list, sizeof list - 1, &err), VP_OK);
    return vp_files_view(files);
}

typedef struct bench {
    vp_round *round;
    vp_judge *judge;
    vp_columns columns;
    vp_list *list;
    vp_map *headings;
    size_t line;
} bench;

static bench open_bench(const char *rules, vp_judge_opts opts)
{
    bench b = {0};
    vp_view view = files_with(rules);
    if (vp_round_read(&b.round, &view, arena, &err) != VP_OK)
        fail_msg("%zu:%zu %s", err.row, err.col, err.msg);
    const vp_list **lists = vp_arena_array(arena, b.round->nrules, sizeof *lists);
    for (size_t i = 0; i < b.round->nrules; i++)
        if (b.round->rules[i].kind->needs_list) {
            assert_int_equal(vp_list_read(&b.list, &b.round->rules[i], b.round, &view, arena, &err), VP_OK);
            lists[i] = b.list;
        }
    assert_int_equal(vp_judge_new(&b.judge, b.round, lists, &opts, &err), VP_OK);
    vp_cell cells[WIDTH];
    for (size_t i = 0; i < WIDTH; i++)
        cells[i] = (vp_cell){header[i], strlen(header[i])};
    assert_int_equal(vp_headings_new(&b.headings, b.round, NULL, arena, &err), VP_OK);
    assert_int_equal(vp_columns_read(&b.columns, b.headings, NULL, b.round, cells, WIDTH, "f", 1, arena, &err), VP_OK);
    return b;
}

static void close_bench(bench *b)
{
    vp_judge_free(b->judge);
    vp_list_close(b->list);
    vp_map_free(b->headings);
}

/* Judge a row (cells separated by '|'); the rules it broke, joined by ' ', must be want. */
static void row(bench *b, const char *text, const char *want)
{
    vp_cell cells[WIDTH];
    size_t n = 0;
    vp_verdict v;
    char *copy = vp_arena_dupz(arena, text);
    for (char *s = copy; s; n++) {
        char *bar = strchr(s, '|');
        if (bar)
            *bar++ = '\0';
        cells[n] = (vp_cell){s, strlen(s)};
        s = bar;
    }
    assert_int_equal(vp_judge_read(&v, b->judge, &b->columns, cells, n, arena, &err), VP_OK);
    assert_int_equal(vp_judge_row(&v, b->judge, ++b->line + 1, arena, &err), VP_OK);
    VP_STR got = {0};
    for (size_t i = 0; i < v.nproblems; i++)
        vp_str_addf(&got, "%s%s", i ? " " : "", v.problems[i].rule);
    if (strcmp(vp_str_text(&got), want) != 0)
        fail_msg("row %zu broke '%s', not '%s'", b->line, vp_str_text(&got), want);
    if (v.nproblems == 0)
        assert_int_equal(vp_judge_accepted(b->judge, &v, &err), VP_OK);
}

static void one(const char *rules, const char *text, const char *want)
{
    bench b = open_bench(rules, (vp_judge_opts){0});
    row(&b, text, want);
    close_bench(&b);
}

#define GOOD "P1|长者饭堂|示例甲|52440103MJK9000128|为老服务|"

static void test_judge__takes_what_is_right(void **state)
{
    (void)state;
    one("", GOOD "60000|100000|40000|2020-01-01|5A|13800000001|约500人次|2024-04|2024-12", "");
    one("", GOOD "60000", "");
}

static void test_judge__needs_what_is_required(void **state)
{
    (void)state;
    one("", "|||||", "required required required required");
    one("", "P1| 　|示例甲||为老服务|5", "required");
    one("{\"id\":\"cap\",\"field\":\"budget\",\"max\":\"5.00\"}", GOOD "5||", "required");
    one("{\"id\":\"l\",\"field\":\"uscc\",\"not_in\":\"lists/l.csv\",\"within_years\":1}", "P1|t|a||为老服务|5", "");
    one("{\"id\":\"m\",\"each\":\"uscc\",\"max_count\":1}", "P1|t|a||为老服务|5", "");
}

static void test_judge__reads_cells_by_their_type(void **state)
{
    (void)state;
    one("", "P/1|t|a|52440103MJK9000129|其他|五|十|-|昨天|3A|123|几人|2024-13|x",
        "id uscc choice money money money date choice count date date pattern");
    one("", "P1|a\x01|a||為老服務|5", "text");
    one("", "P1|t|a||为老 服务|5", "");
    one("", GOOD "5||||| 138 ", "pattern");
    one("", GOOD "5|||||1.38E+10", "text");
    one("", GOOD "5|||||||2024-12-31|2024-03-01", "dates");
    one("", GOOD "5|||||||2024-03-31|2024-03", "");
}

static void test_judge__compares_shares_exactly(void **state)
{
    (void)state;
    const char *share = "{\"id\":\"share\",\"field\":\"requested\",\"max_share\":\"0.60\",\"of\":\"budget\"}";
    const char *own = "{\"id\":\"own\",\"field\":\"own_funds\",\"min_share\":\"0.40\",\"of\":\"budget\"}";
    const char *sum = "{\"id\":\"sum\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}";
    const char *cap = "{\"id\":\"cap\",\"field\":\"requested\",\"max\":\"500000.00\"}";
    one(share, GOOD "60000|100000|", "");
    one(share, GOOD "60000.01|100000|", "share");
    one(share, GOOD "0.61|1.01|", "share"); /* 0.606 */
    one(share, GOOD "0.60|1.01|", "");
    one(own, GOOD "1|100000|40000", "");
    one(own, GOOD "1|100000|39999.99", "own");
    one(own, GOOD "1|1.01|0.40", "own");
    one(sum, GOOD "60000|100000|40000", "");
    one(sum, GOOD "60000|100000|40000.01", "sum");
    one(sum, GOOD "90000000000000000|1|90000000000000000", "sum");
    one(cap, GOOD "500000", "");
    one(cap, GOOD "500000.01", "cap");
    one(cap, GOOD "x", "money"); /* an unreadable amount is told once */
}

static void test_judge__months_must_not_be_later_in_any_case(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"old\",\"field\":\"registered_on\",\"on_or_before\":\"2022-12-15\"}";
    one(rule, GOOD "5|||2022-12-15", "");
    one(rule, GOOD "5|||2022-12-16", "old");
    one(rule, GOOD "5|||2022-12", "old");
    one(rule, GOOD "5|||2022-11", "");
}

static void test_judge__counts_listings_back_from_the_opening(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"l\",\"field\":\"uscc\",\"not_in\":\"lists/l.csv\",\"within_years\":1}";
    const char *ever = "{\"id\":\"l\",\"field\":\"uscc\",\"not_in\":\"lists/l.csv\"}";
    one(rule, "P1|t|a|52440103MJK9000128|为老服务|5", "l"); /* 2023-03-01: one year before, that day included */
    one(rule, "P1|t|a|52440103MJK9000203|为老服务|5", "");  /* a day earlier; an older entry changes nothing */
    one(rule, "P1|t|a|52440103MJK9000390|为老服务|5", "l"); /* listed since it opened */
    one(rule, "P1|t|a|91350100M000100Y43|为老服务|5", "l"); /* no date: always */
    one(ever, "P1|t|a|52440103MJK9000203|为老服务|5", "l");
    one(rule, "P1|t|a|52440103MJK900063G|为老服务|5", "");
}

static void test_judge__first_rows_stay(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"two\",\"each\":\"uscc\",\"max_count\":2}", (vp_judge_opts){0});
    row(&b, "P1|t|a|52440103MJK9000128|为老服务|5", "");
    row(&b, "P1|t|a|52440103MJK9000128|为老服务|5", "unique");
    row(&b, "p1|t|a|52440103MJK9000128|为老服务|5", "unique"); /* one file on some disks */
    row(&b, "P2|t|a|52440103MJK9000128|为老服务|x", "money");
    row(&b, "P3|t|a|52440103MJK9000128|为老服务|5", "");       /* the refused one did not count */
    row(&b, "P4|t|a|52440103MJK9000128|为老服务|5", "two");
    row(&b, "P2|t|a|52440103MJK9000203|为老服务|5", "unique"); /* an id is taken by its first row */
    close_bench(&b);
}

static void test_judge__an_amendment_does_not_count_twice(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"one\",\"each\":\"uscc\",\"max_count\":1}", (vp_judge_opts){0});
    const char **value = vp_arena_array(arena, b.round->nfields, sizeof *value);
    for (size_t i = 0; i < b.round->nfields; i++)
        value[i] = "";
    value[VP_ID] = "P1";
    value[VP_USCC] = "52440103MJK9000128";
    vp_proposal old = {.value = value};
    assert_true(vp_judge_counts(b.judge));
    assert_int_equal(vp_judge_known(b.judge, &old, &err), VP_OK);
    row(&b, "P2|t|a|52440103MJK9000128|为老服务|5", "one");
    assert_int_equal(vp_judge_replaces(b.judge, &old, &err), VP_OK);
    row(&b, "P1|t|a|52440103MJK9000128|为老服务|5", "");
    close_bench(&b);
}

static void test_judge__names_the_rule_that_asks_for_a_cell(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"code\",\"field\":\"uscc\",\"required\":true}";
    one(rule, "P1|t|a||为老服务|5", "code");
    one(rule, "P1|t|a|52440103MJK9000128|为老服务|5", "");
    one(rule, "P1|t|a|5|为老服务|5", "uscc"); /* not blank, told once */
    one("{\"id\":\"need\",\"field\":\"title\",\"required\":true}", "P1||a||为老服务|5", "required"); /* always */
}

static void test_judge__matches_patterns(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"form\",\"field\":\"applicant\",\"pattern\":\"^广州市.+中心$\"}";
    one(rule, "P1|t|广州市甲中心||为老服务|5", "");
    one(rule, "P1|t|广州市中心||为老服务|5", "form");
    one(rule, "P1|t|||为老服务|5", "required");
    char row_text[400] = "P1|t|";
    memset(row_text + 5, 'a', 300);
    strcpy(row_text + 305, "b||为老服务|5");
    one("{\"id\":\"slow\",\"field\":\"applicant\",\"pattern\":\"^(a+)+$\"}", row_text, "slow"); /* runs away */
}

static void test_judge__takes_choices_however_written(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"who\",\"field\":\"applicant\",\"choices\":[\"甲（总）会\",\"乙会\"]}";
    one(rule, "P1|t|乙会||为老服务|5", "");
    one(rule, "P1|t|甲(總)會||为老服务|5", "");
    one(rule, "P1|t|丙会||为老服务|5", "who");
    const char *some = "{\"id\":\"old\",\"field\":\"category\",\"choices\":[\"为老服务\"]}";
    one(some, "P1|t|a||为老服务|5", "");
    one(some, "P1|t|a||助残服务|5", "old");
}

static void test_judge__bounds_from_below(void **state)
{
    (void)state;
    const char *money = "{\"id\":\"least\",\"field\":\"requested\",\"min\":\"10000.00\"}";
    const char *count = "{\"id\":\"many\",\"field\":\"direct_beneficiaries\",\"min\":50}";
    const char *day = "{\"id\":\"new\",\"field\":\"registered_on\",\"on_or_after\":\"2022-12-15\"}";
    one(money, GOOD "10000", "");
    one(money, GOOD "9999.99", "least");
    one(count, GOOD "5||||||约50人次", "");
    one(count, GOOD "5||||||49", "many");
    one(count, GOOD "5||||||", "required");
    one(day, GOOD "5|||2022-12-15", "");
    one(day, GOOD "5|||2022-12-14", "new");
    one(day, GOOD "5|||2022-12", "new");
    one(day, GOOD "5|||2023-01", "");
}

static void test_judge__asks_for_a_listing(void **state)
{
    (void)state;
    const char *rule = "{\"id\":\"in\",\"field\":\"uscc\",\"in\":\"lists/l.csv\",\"within_years\":1}";
    const char *ever = "{\"id\":\"in\",\"field\":\"uscc\",\"in\":\"lists/l.csv\"}";
    one(rule, "P1|t|a|52440103MJK9000128|为老服务|5", "");   /* one year before the opening, that day included */
    one(rule, "P1|t|a|52440103MJK9000203|为老服务|5", "in"); /* a day earlier */
    one(rule, "P1|t|a|91350100M000100Y43|为老服务|5", "");   /* no date: whenever */
    one(ever, "P1|t|a|52440103MJK9000203|为老服务|5", "");
    one(ever, "P1|t|a|52440103MJK900063G|为老服务|5", "in");
    one(ever, "P1|t|a||为老服务|5", "required");
}

static void test_judge__no_two_are_the_same(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"twin\",\"unique\":[\"applicant\",\"title\"]}", (vp_judge_opts){0});
    const char **value = vp_arena_array(arena, b.round->nfields, sizeof *value);
    for (size_t i = 0; i < b.round->nfields; i++)
        value[i] = "";
    value[VP_ID] = "P9";
    value[VP_TITLE] = "旧项目";
    value[VP_APPLICANT] = "甲";
    vp_proposal old = {.value = value};
    assert_int_equal(vp_judge_known(b.judge, &old, &err), VP_OK);
    row(&b, "P1|长者饭堂|甲||为老服务|5", "");
    row(&b, "P2|长者饭堂|乙||为老服务|5", "");
    row(&b, "P3|長者 飯堂|甲||为老服务|5", "twin"); /* by writing habits only */
    row(&b, "P4|旧项目|甲||为老服务|5", "twin");    /* the round has it */
    row(&b, "P5|x|丙||为老服务|五", "money");
    row(&b, "P6|x|丙||为老服务|5", "");             /* the refused one does not count */
    row(&b, "P7||丙||为老服务|5", "required");
    assert_int_equal(vp_judge_replaces(b.judge, &old, &err), VP_OK);
    row(&b, "P9|旧项目|甲||为老服务|6", "");        /* an amendment is no clash with itself */
    row(&b, "P8|旧项目|甲||为老服务|6", "twin");
    close_bench(&b);
}

static void test_judge__an_amendment_gives_its_old_value_back(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"one\",\"field\":\"title\",\"unique\":true}", (vp_judge_opts){0});
    const char **value = vp_arena_array(arena, b.round->nfields, sizeof *value);
    for (size_t i = 0; i < b.round->nfields; i++)
        value[i] = "";
    value[VP_ID] = "P9";
    value[VP_TITLE] = "旧";
    vp_proposal old = {.value = value};
    assert_int_equal(vp_judge_known(b.judge, &old, &err), VP_OK);
    assert_int_equal(vp_judge_replaces(b.judge, &old, &err), VP_OK);
    row(&b, "P9|新|甲||为老服务|6", "");
    row(&b, "P1|旧|甲||为老服务|6", "");
    row(&b, "P2|新|甲||为老服务|6", "one");
    close_bench(&b);
}

static void test_judge__tells_nothing_of_a_private_amount(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"share\",\"field\":\"requested\",\"max_share\":\"0.50\",\"of\":\"secret\"}",
                         (vp_judge_opts){0});
    vp_cell cells[] = {{"P1", 2}, {"t", 1}, {"a", 1}, {"", 0}, {"", 0}, {"60", 2}, {"", 0}, {"", 0}, {"", 0}, {"", 0},
                       {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"100", 3}};
    vp_column_map *columns = vp_arena_array(arena, WIDTH + 1, sizeof *columns);
    memcpy(columns, b.columns.at, WIDTH * sizeof *columns);
    columns[WIDTH] = (vp_column_map){.heading = "secret", .field = vp_round_field(b.round, "secret"), .unit_name = ""};
    vp_columns wide = {columns, WIDTH + 1};
    vp_verdict v;
    assert_int_equal(vp_judge_read(&v, b.judge, &wide, cells, WIDTH + 1, arena, &err), VP_OK);
    assert_int_equal(vp_judge_row(&v, b.judge, 2, arena, &err), VP_OK);
    assert_int_equal(v.nproblems, 1);
    assert_int_equal(v.npublic, 0);
    assert_string_equal(v.problems[0].rule, "share");
    assert_null(v.problems[0].what.arg[0]);
    close_bench(&b);
}

static void test_judge__names_the_pattern_of_a_private_field(void **state)
{
    (void)state;
    bench b = open_bench("{\"id\":\"mobile\",\"field\":\"phone\",\"pattern\":\"^138\"}", (vp_judge_opts){0});
    vp_verdict v;
    vp_cell cells[WIDTH] = {{"P1", 2}, {"t", 1}, {"a", 1}};
    for (size_t i = 3; i < WIDTH; i++)
        cells[i].s = "";
    cells[5] = (vp_cell){"5", 1};
    cells[10] = (vp_cell){"13900000001", 11};
    assert_int_equal(vp_judge_read(&v, b.judge, &b.columns, cells, WIDTH, arena, &err), VP_OK);
    assert_int_equal(vp_judge_row(&v, b.judge, 2, arena, &err), VP_OK);
    assert_int_equal(v.nproblems, 1);
    assert_string_equal(v.problems[0].rule, "mobile");
    assert_null(v.problems[0].what.arg[0]);
    assert_string_equal(v.problems[0].mend.arg[0], "^138");
    close_bench(&b);
}

static void test_judge__private_values_may_not_stand_elsewhere(void **state)
{
    (void)state;
    one("", "P1|请拨 13800000001|a||为老服务|5|||||13800000001", "private");
    one("", "P1|t|a||其他|5|||||13800000001x", "choice pattern"); /* public problems first */
    bench b = open_bench("", (vp_judge_opts){.no_private = true});
    row(&b, "P1|请拨 13800000001|a||为老服务|5|||||13800000001", "");
    close_bench(&b);
}

static void test_judge__late_rows_are_refused(void **state)
{
    (void)state;
    bench b = open_bench("", (vp_judge_opts){.late = true, .received = "2024-04-01"});
    row(&b, GOOD "5", "late");
    close_bench(&b);
}

/* ---- against what the round has ---- */

/* What the round has: a proposal with these texts of the standard fields, by number. */
static vp_proposal there(const bench *b, const char *withdrawn)
{
    const char **value = vp_arena_array(arena, b->round->nfields, sizeof *value);
    for (size_t i = 0; i < b->round->nfields; i++)
        value[i] = "";
    value[VP_ID] = "P1";
    value[VP_TITLE] = "长者饭堂";
    value[VP_APPLICANT] = "示例甲";
    value[VP_USCC] = "52440103MJK9000128";
    value[VP_CATEGORY] = "为老服务";
    value[VP_REQUESTED] = "60.00";
    value[VP_BUDGET] = "100.00";
    value[VP_OWN_FUNDS] = "40.00";
    value[VP_DIRECT] = "约500人次";
    value[VP_STARTS] = "2024-04";
    value[VP_APPROVED_BUDGET] = "90.00";
    return (vp_proposal){.value = value, .withdrawn_on = withdrawn, .withdrawn_why = withdrawn ? "x" : NULL};
}

/* Judge a row as vp-intake does; the rules it broke must be want. *out lasts as long as the arena. */
static void against(vp_verdict *out, bench *b, const char *text, const vp_proposal *old, bool part, const char *want)
{
    vp_cell cells[WIDTH];
    size_t n = 0;
    for (char *s = vp_arena_dupz(arena, text), *bar; s; s = bar, n++) {
        if ((bar = strchr(s, '|')))
            *bar++ = '\0';
        cells[n] = (vp_cell){s, strlen(s)};
    }
    assert_int_equal(vp_judge_read(out, b->judge, &b->columns, cells, n, arena, &err), VP_OK);
    assert_int_equal(vp_judge_against(out, b->judge, b->round, old, part, arena, &err), VP_OK);
    assert_int_equal(vp_judge_row(out, b->judge, ++b->line + 1, arena, &err), VP_OK);
    VP_STR got = {0};
    for (size_t i = 0; i < out->nproblems; i++)
        vp_str_addf(&got, "%s%s", i ? " " : "", out->problems[i].rule);
    if (strcmp(vp_str_text(&got), want) != 0)
        fail_msg("'%s' broke '%s', not '%s'", text, vp_str_text(&got), want);
}

#define WHOLE "P1|长者饭堂|示例甲|52440103MJK9000128|为老服务|60|100|40|||||2024-04"
#define RULE "{\"id\":\"adds\",\"sum\":[\"requested\",\"own_funds\"],\"equals\":\"budget\"}"

/* One row in a round of its own. */
static vp_verdict once(const char *rules, vp_judge_opts opts, const char *text, const char *withdrawn, bool part,
                       const char *want)
{
    bench b = open_bench(rules, opts);
    vp_proposal old = there(&b, withdrawn);
    vp_verdict v;
    against(&v, &b, text, &old, part, want);
    close_bench(&b);
    return v;
}

static void test_judge__a_part_takes_the_rest_from_the_round(void **state)
{
    (void)state;
    vp_verdict v = once(RULE, (vp_judge_opts){0}, "P1|新名称", NULL, true, "");
    assert_true(v.kept && !v.same);
    assert_string_equal(v.text[VP_TITLE], "新名称");
    assert_string_equal(v.text[VP_BUDGET], "100.00");
    assert_int_equal(v.values[VP_BUDGET].number, 10000);
    assert_int_equal(v.values[VP_DIRECT].number, 500);
    assert_string_equal(v.values[VP_DIRECT].text, "约500人次");
    assert_true(v.values[VP_STARTS].date.last > v.values[VP_STARTS].date.first);
    once(RULE, (vp_judge_opts){0}, "P1|||||70", NULL, true, "adds"); /* judged as a whole */
    once(RULE, (vp_judge_opts){0}, "P1|||||70|110", NULL, true, "");
    once("", (vp_judge_opts){0}, "P1|||||x", NULL, true, "money"); /* what cannot be read is not kept silently */
    once("", (vp_judge_opts){0}, "P1||||||80", NULL, true, "approved");
    bench b = open_bench(RULE, (vp_judge_opts){0});
    against(&v, &b, "P2|t", &(vp_proposal){0}, true, "amend");
    against(&v, &b, "|t", &(vp_proposal){0}, true, "required");
    against(&v, &b, "P2|t", &(vp_proposal){0}, false, "unique required required required required");
    close_bench(&b);
}

static void test_judge__a_whole_keeps_what_was_approved(void **state)
{
    (void)state;
    vp_verdict v = once("", (vp_judge_opts){0}, WHOLE, NULL, false, "");
    assert_string_equal(v.text[VP_APPROVED_BUDGET], "90.00");
    assert_string_equal(v.text[VP_DIRECT], "");
    assert_false(v.same || v.kept);
    v = once("", (vp_judge_opts){0}, "P1|长者饭堂|示例甲|52440103MJK9000128|为老服务|60|100|40||||约500人次|2024-04", NULL, false,
             "");
    assert_true(v.same);
}

static void test_judge__late_and_early_are_what_is_new(void **state)
{
    (void)state;
    static const char same[] = "P1|长者饭堂|示例甲|52440103MJK9000128|为老服务|60|100|40||||约500人次|2024-04";
    bench b = open_bench("", (vp_judge_opts){0});
    static const struct { const char *day; bool admitted; const char *rule; } days[] = {
        {"2024-02-29", false, "early"}, {"2024-02-29", true, "early"}, {"2024-03-01", false, ""},
        {"2024-03-31", false, ""}, {"2024-04-01", false, "late"}, {"2024-04-01", true, ""}, {NULL, false, ""}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        vp_judge_opts opts = {.received = days[i].day};
        vp_judge_day(&opts, b.round, days[i].day, days[i].admitted);
        once("", opts, WHOLE, NULL, false, days[i].rule);
        once("", opts, same, NULL, false, "");
        once("", opts, "P1|新名称", NULL, true, days[i].rule);
        once("", opts, "P1||||||", NULL, true, "");
    }
    close_bench(&b);
}

static void test_judge__what_was_withdrawn_takes_no_change(void **state)
{
    (void)state;
    static const char same[] = "P1|长者饭堂|示例甲|52440103MJK9000128|为老服务|60|100|40||||约500人次|2024-04";
    static const char one_each[] = "{\"id\":\"m\",\"each\":\"uscc\",\"max_count\":1}";
    once("", (vp_judge_opts){0}, WHOLE, "2024-03-05", false, "withdrawn");
    once("", (vp_judge_opts){0}, "P1|新名称", "2024-03-05", true, "withdrawn");
    once("", (vp_judge_opts){0}, "P1|新名称||1", "2024-03-05", true, "uscc withdrawn"); /* beside all else */
    assert_true(once("", (vp_judge_opts){0}, same, "2024-03-05", false, "").withdrawn);
    bench b = open_bench(one_each, (vp_judge_opts){0});
    vp_proposal gone = there(&b, "2024-03-05");
    vp_verdict v;
    against(&v, &b, "P2|t|a|52440103MJK9000128|为老服务|5", &(vp_proposal){0}, false, "");
    assert_int_equal(vp_judge_accepted(b.judge, &v, &err), VP_OK);
    against(&v, &b, same, &gone, false, ""); /* another one of its organisation stands */
    against(&v, &b, "P3|t|a|52440103MJK9000128|为老服务|5", &(vp_proposal){0}, false, "m");
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge__takes_what_is_right),
        cmocka_unit_test(test_judge__needs_what_is_required),
        cmocka_unit_test(test_judge__reads_cells_by_their_type),
        cmocka_unit_test(test_judge__compares_shares_exactly),
        cmocka_unit_test(test_judge__months_must_not_be_later_in_any_case),
        cmocka_unit_test(test_judge__counts_listings_back_from_the_opening),
        cmocka_unit_test(test_judge__first_rows_stay),
        cmocka_unit_test(test_judge__an_amendment_does_not_count_twice),
        cmocka_unit_test(test_judge__names_the_rule_that_asks_for_a_cell),
        cmocka_unit_test(test_judge__matches_patterns),
        cmocka_unit_test(test_judge__takes_choices_however_written),
        cmocka_unit_test(test_judge__bounds_from_below),
        cmocka_unit_test(test_judge__asks_for_a_listing),
        cmocka_unit_test(test_judge__no_two_are_the_same),
        cmocka_unit_test(test_judge__an_amendment_gives_its_old_value_back),
        cmocka_unit_test(test_judge__tells_nothing_of_a_private_amount),
        cmocka_unit_test(test_judge__names_the_pattern_of_a_private_field),
        cmocka_unit_test(test_judge__private_values_may_not_stand_elsewhere),
        cmocka_unit_test(test_judge__late_rows_are_refused),
        cmocka_unit_test(test_judge__a_part_takes_the_rest_from_the_round),
        cmocka_unit_test(test_judge__a_whole_keeps_what_was_approved),
        cmocka_unit_test(test_judge__late_and_early_are_what_is_new),
        cmocka_unit_test(test_judge__what_was_withdrawn_takes_no_change),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
