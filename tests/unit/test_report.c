/* Reports: every format byte for byte where it matters, hostile texts, sums that add up and sums that do not. */
#include "test.h"
#include <cjson/cJSON.h>
#include <vp/report.h>
#include "lib/model/field.h"
#include "lib/report/tally.h"

enum { FUNDS = 5, AWARDS = 5 };

/* A round of its own for every test: five proposals, two of them awarded, one in reserve. */
typedef struct fixture {
    vp_arena *arena;
    vp_field fields[VP_STANDARD_FIELDS];
    vp_fund funds[FUNDS];
    vp_round round;
    vp_money paid[AWARDS][FUNDS];
    const char *value[AWARDS][VP_STANDARD_FIELDS];
    vp_proposal proposals[AWARDS];
    vp_award at[AWARDS];
    vp_awards awards;
    vp_report_data data;
    vp_err err;
} fixture;

static const char *const purposes[] = {"扶老", "助残"};
static const char hostile[] = "=a|b<script>alert(\"1\")</script> & 'c'\nd `e` [f](g) *h*";
static const vp_expert panel[] = {{"E-1", "陈示例", "示例大学", "社会工作"}, {"E-2", "", "", "法律"}};

static void put(fixture *f, size_t i, const char *id, vp_award_status status, size_t rank, vp_money lottery,
                vp_money community)
{
    f->paid[i][0] = lottery;
    f->paid[i][1] = community;
    for (size_t k = 0; k < VP_STANDARD_FIELDS; k++)
        f->value[i][k] = "";
    f->proposals[i].value = f->value[i];
    f->at[i] = (vp_award){.id = id, .title = id, .applicant = "示例社工中心", .status = status, .rank = rank,
                          .amount = lottery + community, .fund = f->paid[i], .requested = 5000000,
                          .proposal = &f->proposals[i]};
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f || !(f->arena = vp_arena_new()))
        return -1;
    for (size_t i = 0; i < VP_STANDARD_FIELDS; i++)
        f->fields[i] = (vp_field){.name = vp_standard_fields[i].name, .type = vp_standard_fields[i].type,
                                  .secret = vp_standard_fields[i].secret};
    static const char *const names[] = {"lottery", "community", "third", "fourth", "fifth"};
    for (size_t i = 0; i < FUNDS; i++)
        f->funds[i] = (vp_fund){.id = names[i], .title = names[i], .amount = 1800000000, .max_per_award = -1,
                                 .max_share = -1};
    f->funds[0].title = "市福利彩票公益金";
    f->funds[1].amount = 5000000;
    f->round = (vp_round){.id = "r-1", .title = "示例公益创投", .programme = "", .lang = VP_ZH, .currency = "CNY",
                          .notice_from = "2024-03-01", .notice_until = "2024-03-07",
                          .office = {"示例市民政局", "示例路1号", "020-00000000", "office@example.org"},
                          .purposes = {purposes, 2}, .fields = f->fields, .nfields = VP_STANDARD_FIELDS,
                          .funds = f->funds, .nfunds = 2, .file = "round.json"};
    put(f, 0, "P-1", VP_AWARDED, 2, 10000000, 0);
    put(f, 1, "P-2", VP_AWARDED, 1, 123456789, 1000000);
    put(f, 2, "P-3", VP_RESERVE, 3, 0, 0);
    put(f, 3, "P-4", VP_UNFUNDED, 4, 0, 0);
    put(f, 4, "P-5", VP_INELIGIBLE, 0, 0, 0);
    f->at[0].title = hostile;
    f->value[0][VP_PURPOSE] = "助残";
    f->value[0][VP_STARTS] = "2024-04-01";
    f->value[0][VP_ENDS] = "2025-03";
    f->awards = (vp_awards){f->at, AWARDS, 10000};
    f->data = (vp_report_data){.round = &f->round, .awards = &f->awards, .lang = VP_ZH, .experts = panel,
                               .nexperts = 2, .panel = VP_PANEL_REVIEWED,
                               .commit = "c0ffee", .tree = "7ee5", .has_decided = true,
                               .awards_year = 2024, .year = -1};
    vp_date_parse(&f->data.decided, "2024-02-26");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    vp_arena_free(f->arena);
    free(f);
    return 0;
}

static vp_status run(fixture *f, const char *name, const char *format, vp_str *text)
{
    const vp_report *r;
    vp_status s = vp_report_find(&r, name, &f->err);
    return s ? s : vp_report_print(r, &f->data, format, (vp_out){vp_out_str, text}, f->arena, &f->err);
}

/* The answer, of the arena. */
static const char *answer(fixture *f, const char *name, const char *format)
{
    VP_STR text = {0};
    assert_int_equal(run(f, name, format, &text), VP_OK);
    return vp_arena_dupz(f->arena, vp_str_text(&text));
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%s", part, text);
}

/* It fails, says why, how to mend it, and prints nothing. */
static void refuses(fixture *f, const char *name, const char *format, vp_status status, const char *says)
{
    VP_STR text = {0};
    assert_int_equal(run(f, name, format, &text), status);
    has(f->err.msg, says);
    assert_int_equal(text.n, 0);
}

/* ---- formats ---- */

static void test_report__tables_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; vp_reports[i]; i++) {
        assert_string_equal(vp_reports[i]->name, vp_report_names[i]);
        assert_true(*vp_reports[i]->help && vp_tr(VP_ZH, vp_reports[i]->help) != vp_reports[i]->help);
    }
    for (size_t i = 0; vp_report_printers[i]; i++) {
        assert_string_equal(vp_report_printers[i]->name, vp_report_formats[i]);
        assert_true(vp_tr(VP_ZH, vp_report_printers[i]->help) != vp_report_printers[i]->help);
    }
    assert_string_equal(vp_report_formats[0], "md");
}

static void test_report__csv_is_the_list_of_awards_exactly(void **state)
{
    assert_string_equal(answer(*state, "notice", "csv"),
                        "rank,id,title,applicant,category,district,amount,lottery,community\n"
                        "1,P-2,P-2,示例社工中心,,,1244567.89,1234567.89,10000.00\n"
                        "2,P-1,\"=a|b<script>alert(\"\"1\"\")</script> & 'c'\nd `e` [f](g) *h*\",示例社工中心,,,100000.00,"
                        "100000.00,0.00\n");
}

static void test_report__sheet_guards_formulas(void **state)
{
    const char *text = answer(*state, "notice", "sheet");
    has(text, "\xEF\xBB\xBF排名,项目编号,");
    has(text, "\"'=a|b<script>");
}

static void test_report__jsonl_and_table_print_the_same_rows(void **state)
{
    has(answer(*state, "notice", "jsonl"), "{\"rank\": 1, \"id\": \"P-2\",");
    has(answer(*state, "notice", "table"), "rank  id ");
}

static void test_report__markdown_escapes(void **state)
{
    const char *text = answer(*state, "notice", "md");
    has(text, "# 关于示例公益创投拟资助项目的公示\n");
    has(text, "| 2 | P-1 | =a\\|b&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; 'c'<br>"
              "d \\`e\\` \\[f\\](g) \\*h\\* |");
    has(text, "| 1,244,567.89 | 1,234,567.89 | 10,000.00 |");
    has(text, "拟资助金额合计 1,344,567.89 元");
    lacks(text, "<script");
    lacks(text, "\n\n\n");
    assert_string_equal(text + strlen(text) - strlen("2024年3月1日\n"), "2024年3月1日\n");
}

static void test_report__markdown_lines_do_not_become_lists(void **state)
{
    fixture *f = *state;
    f->round.office.name = "1. Office";
    has(answer(f, "notice", "md"), "\n1\\. Office\n");
    f->round.office.name = "# Office";
    has(answer(f, "notice", "md"), "\n\\# Office\n");
    f->round.office.name = "2024 Office";
    has(answer(f, "notice", "md"), "\n2024 Office\n");
}

static void test_report__markdown_makes_no_links_of_titles(void **state)
{
    fixture *f = *state;
    f->at[0].title = "see https://example.org or WWW.example.org, not 3.14 or ratio 1:2";
    has(answer(f, "notice", "md"), "see https\\://example.org or WWW\\.example.org, not 3.14 or ratio 1:2 |");
    f->at[0].title = ".w.www";
    has(answer(f, "notice", "md"), "| .w.www |");
}

static void test_report__html_escapes_and_stands_alone(void **state)
{
    const char *text = answer(*state, "notice", "html");
    has(text, "=a|b&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;c&#39;<br>d `e`");
    has(text, "<html lang=\"zh-CN\">");
    lacks(text, "<script");
    lacks(text, "<link");
    lacks(text, "src=");
    lacks(text, "url(");
}

static void test_report__control_bytes_show_as_unreadable(void **state)
{
    fixture *f = *state;
    f->at[0].title = "a\x1b[31mb\x7f";
    lacks(answer(f, "notice", "html"), "\x1b");
    lacks(answer(f, "notice", "md"), "\x1b");
    has(answer(f, "notice", "json"), "a\\u001b[31mb");
}

static cJSON *parsed(fixture *f, const char *name)
{
    cJSON *json = cJSON_Parse(answer(f, name, "json"));
    assert_non_null(json);
    return json;
}

static cJSON *section(cJSON *json, const char *name)
{
    cJSON *s = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "sections"), name);
    if (!s)
        fail_msg("no section '%s'", name);
    return s;
}

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
}

/* The column of the section's rows, added up; it must be its total. */
static vp_money sum(const cJSON *s, const char *key)
{
    vp_money all = 0, m, total;
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(s, "rows"))
    {
        assert_true(vp_money_parse(&m, text_of(row, key)));
        all += m;
    }
    assert_true(vp_money_parse(&total, text_of(cJSON_GetObjectItem(s, "total"), key)));
    assert_int_equal(all, total);
    return all;
}

static void test_report__json_is_the_whole_notice(void **state)
{
    cJSON *json = parsed(*state, "notice");
    assert_string_equal(text_of(json, "schema"), "vp-report/notice/1");
    assert_string_equal(text_of(json, "lang"), "zh");
    assert_string_equal(text_of(json, "signed_by"), "示例市民政局");
    cJSON *awards = section(json, "awards");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(awards, "rows")), 2);
    assert_string_equal(text_of(cJSON_GetArrayItem(cJSON_GetObjectItem(awards, "rows"), 1), "title"), hostile);
    assert_int_equal(sum(awards, "amount"), 134456789);
    assert_int_equal(sum(awards, "lottery") + sum(awards, "community"), 134456789);
    assert_int_equal(sum(section(json, "funds"), "available"), 1805000000);
    cJSON *facts = cJSON_GetObjectItem(section(json, "round"), "facts");
    assert_int_equal(cJSON_GetNumberValue(cJSON_GetObjectItem(facts, "proposals")), 5);
    assert_string_equal(text_of(facts, "amount"), "1344567.89");
    facts = cJSON_GetObjectItem(section(json, "check"), "facts");
    assert_string_equal(text_of(facts, "commit"), "c0ffee");
    assert_string_equal(text_of(facts, "tree"), "7ee5");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(section(json, "check"), "commands")), 4);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(section(json, "reserve"), "rows")), 1);
    cJSON_Delete(json);
}

static void test_report__same_input_same_bytes(void **state)
{
    for (size_t i = 0; vp_report_formats[i]; i++) {
        const char *once = answer(*state, "notice", vp_report_formats[i]);
        assert_string_equal(once, answer(*state, "notice", vp_report_formats[i]));
    }
}

static vp_status broken(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    (void)ctx, (void)bytes, (void)n;
    return vp_fail(err, VP_IO, VP_NOWHERE, "full");
}

static void test_report__a_sink_that_fails_is_told(void **state)
{
    fixture *f = *state;
    const vp_report *r;
    assert_int_equal(vp_report_find(&r, "notice", &f->err), VP_OK);
    for (size_t i = 0; vp_report_formats[i]; i++) {
        vp_out out = {broken, NULL};
        assert_int_equal(vp_report_print(r, &f->data, vp_report_formats[i], out, f->arena, &f->err), VP_IO);
    }
}

/* ---- what a notice says ---- */

static void test_report__notice_in_english(void **state)
{
    fixture *f = *state;
    f->data.lang = VP_EN;
    const char *text = answer(f, "notice", "md");
    has(text, "# Public notice of proposed awards: 示例公益创投\n");
    has(text, "2 awards are proposed, CNY 1,344,567.89 in all");
    has(text, "**Notice period:** 1 March 2024 to 7 March 2024");
    has(text, "| Award (CNY) |");
    has(text, "vp-report -C round notice --lang en\n");
    has(answer(f, "notice", "html"), "<html lang=\"en\">");
}

static void test_report__notice_counts_one_and_none(void **state)
{
    fixture *f = *state;
    f->data.lang = VP_EN;
    put(f, 0, "P-1", VP_UNFUNDED, 2, 0, 0);
    has(answer(f, "notice", "md"), "one award of CNY 1,244,567.89 is proposed");
    put(f, 1, "P-2", VP_UNFUNDED, 1, 0, 0);
    has(answer(f, "notice", "md"), "no award is proposed in this round");
    assert_string_equal(answer(f, "notice", "csv"),
                        "rank,id,title,applicant,category,district,amount,lottery,community\n");
    f->data.lang = VP_ZH;
    has(answer(f, "notice", "md"), "本轮次无拟资助项目");
}

static void test_report__notice_lists_reserve_by_rank(void **state)
{
    fixture *f = *state;
    put(f, 3, "P-4", VP_RESERVE, 5, 0, 0);
    put(f, 2, "P-3", VP_RESERVE, 9, 0, 0);
    const char *text = answer(f, "notice", "md");
    has(text, "| 1 | 5 | P-4 |");
    has(text, "| 2 | 9 | P-3 |");
    put(f, 2, "P-3", VP_UNFUNDED, 9, 0, 0);
    put(f, 3, "P-4", VP_UNFUNDED, 5, 0, 0);
    text = answer(f, "notice", "md");
    has(text, "本轮次无候补项目。\n\n## 五");
    lacks(answer(f, "notice", "html"), "<tbody>\n</tbody>\n</table>");
}

static void test_report__notice_names_experts_or_their_numbers(void **state)
{
    fixture *f = *state;
    const char *text = answer(f, "notice", "md");
    has(text, "参加本轮次评审的专家共 2 名");
    has(text, "| E-1 | 陈示例 | 示例大学 | 社会工作 |");
    has(text, "| E-2 |  |  | 法律 |");
    has(text, "姓名未予公开的专家以编号列示");
    f->data.nexperts = 1;
    f->data.panel = VP_PANEL_ALL;
    text = answer(f, "notice", "md");
    has(text, "评审组成员共 1 名");
    lacks(text, "以编号列示");
    f->data.panel = VP_PANEL_UNKNOWN;
    has(answer(f, "notice", "md"), "本轮次未载明评审专家名单");
}

static void test_report__notice_invents_nothing(void **state)
{
    fixture *f = *state;
    f->round.office = (vp_office){"", "", "", ""};
    f->round.notice_from = f->round.notice_until = "";
    f->data.has_decided = false;
    f->data.commit = f->data.tree = "";
    const char *text = answer(f, "notice", "md");
    has(text, "本轮次未载明公示起止日期");
    has(text, "本轮次未载明主办单位的联系方式");
    has(text, "没有可供核对的提交编号");
    lacks(text, "git clone");
    lacks(text, "主办单位：");
    f->round.notice_until = "2024-03-07";
    has(answer(f, "notice", "md"), "2024年3月7日止");
    f->data.lang = VP_EN;
    has(answer(f, "notice", "md"), "until 7 March 2024");
}

static void test_report__one_fund_needs_no_columns(void **state)
{
    fixture *f = *state;
    f->round.nfunds = 1;
    put(f, 1, "P-2", VP_AWARDED, 1, 100, 0);
    assert_string_equal(answer(f, "notice", "csv"), "rank,id,title,applicant,category,district,amount\n"
                                                    "1,P-2,P-2,示例社工中心,,,1.00\n"
                                                    "2,P-1,\"=a|b<script>alert(\"\"1\"\")</script> & 'c'\n"
                                                    "d `e` [f](g) *h*\",示例社工中心,,,100000.00\n");
}

static void test_report__many_funds_are_told_in_words(void **state)
{
    fixture *f = *state;
    f->round.nfunds = FUNDS;
    const char *text = answer(f, "notice", "md");
    has(text, "| 1,244,567.89 | 市福利彩票公益金 1,234,567.89 元；community 10,000.00 元 |");
    has(answer(f, "notice", "csv"), ",amount,lottery,community,third,fourth,fifth\n");
    lacks(answer(f, "notice", "json"), "paid_by");
}

static void test_report__more_fields_on_request(void **state)
{
    fixture *f = *state;
    static const size_t fields[] = {VP_PURPOSE, VP_REQUESTED};
    f->data.fields = fields;
    f->data.nfields = 2;
    f->value[0][VP_REQUESTED] = "200000.00";
    has(answer(f, "notice", "csv"), ",lottery,community,purpose,requested\n");
    has(answer(f, "notice", "csv"), ",100000.00,0.00,助残,200000.00\n");
    has(answer(f, "notice", "md"), " --field purpose --field requested\n");
    has(answer(f, "notice", "md"), "| 助残 | 200,000.00 |");
}

/* ---- what a yearly account says ---- */

static void test_report__account_adds_up(void **state)
{
    fixture *f = *state;
    static const char *const sections[] = {"projects", "by_fund", "by_purpose", "by_category", "by_district"};
    f->data.year = 2024;
    cJSON *json = parsed(f, "annual");
    assert_string_equal(text_of(json, "schema"), "vp-report/annual/1");
    for (size_t i = 0; i < 5; i++) {
        cJSON *s = section(json, sections[i]);
        assert_int_equal(sum(s, "total"), 134456789);
        assert_int_equal(sum(s, "paid") + sum(s, "unspent"), 134456789);
    }
    cJSON *rows = cJSON_GetObjectItem(section(json, "by_purpose"), "rows");
    assert_int_equal(cJSON_GetArraySize(rows), 2);
    assert_string_equal(text_of(cJSON_GetArrayItem(rows, 0), "name"), "助残");
    assert_string_equal(text_of(cJSON_GetArrayItem(rows, 1), "name"), "未填写");
    cJSON_Delete(json);
    const char *text = answer(f, "annual", "md");
    has(text, "# 示例公益创投2024年度市福利彩票公益金、community使用情况公告\n");
    has(text, "轮次中尚无拨款记录");
    has(text, "| 2024年4月1日至2025年3月 | 100,000.00 | 0.00 | 100,000.00 | 示例社工中心 | 020-00000000 |");
    has(answer(f, "annual", "csv"), ",2024-04-01/2025-03,100000.00,0.00,100000.00,示例社工中心,020-00000000,,助残,,,,,"
                                    "100000.00,0.00\n");
}

static void test_report__account_of_another_year_is_empty(void **state)
{
    fixture *f = *state;
    f->data.year = 2023;
    cJSON *json = parsed(f, "annual");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(section(json, "projects"), "rows")), 0);
    assert_int_equal(sum(section(json, "by_fund"), "total"), 0);
    cJSON_Delete(json);
    f->data.lang = VP_EN;
    has(answer(f, "annual", "md"), "No award was made in 示例公益创投 in 2023");
    has(answer(f, "annual", "md"), "belong to the account of 2024");
}

static void test_report__account_wants_a_year(void **state)
{
    fixture *f = *state;
    refuses(f, "annual", "md", VP_USAGE, "needs the year");
    has(f->err.hint, "--year 2024");
    f->data.year = 0;
    refuses(f, "annual", "md", VP_USAGE, "'0' is not a year");
    f->data.year = 20240;
    refuses(f, "annual", "md", VP_USAGE, "'20240' is not a year");
    f->data.year = 2024;
    refuses(f, "notice", "md", VP_USAGE, "takes no year");
    f->data.awards_year = 0;
    refuses(f, "annual", "md", VP_INVALID, "the year of the awards is not known");
}

static void test_report__people_are_added_by_unit(void **state)
{
    fixture *f = *state;
    static const struct { const char *a, *b; size_t units; int64_t total; size_t rough, unclear; } cases[] = {
        {"300", "200", 1, 500, 0, 0},      {"300人", "约200人", 1, 500, 1, 0},  {"300人", "200人次", 2, 300, 0, 0},
        {"300余人", "5左右人", 1, 305, 2, 0}, {"300-500人", "7人", 1, 7, 0, 1},  {"3万人", "7人", 1, 7, 0, 1},
        {"", "7人", 1, 7, 0, 0},           {"很多人", "", 0, 0, 0, 1},          {"-5", "1,200", 0, 0, 0, 2},
        {"9223372036854775807", "1", 1, 9223372036854775807, 0, 1}, {"99999999999999999999999999", "", 0, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_tally t;
        vp_people *people;
        size_t n, unclear;
        /* by rank the second award comes first */
        f->value[1][VP_DIRECT] = cases[i].a;
        f->value[0][VP_DIRECT] = cases[i].b;
        assert_int_equal(vp_tally_new(&t, &f->data, false, f->arena, &f->err), VP_OK);
        assert_int_equal(vp_tally_people(&people, &n, &unclear, &t, VP_DIRECT, f->arena, &f->err), VP_OK);
        if (n != cases[i].units || unclear != cases[i].unclear)
            fail_msg("case %zu: %zu units, %zu unclear", i, n, unclear);
        if (n > 0 && (people[0].total != cases[i].total || people[0].rough != cases[i].rough))
            fail_msg("case %zu: %lld, %zu rough", i, (long long)people[0].total, people[0].rough);
    }
    f->value[1][VP_DIRECT] = "约500人次";
    f->data.year = 2024;
    has(answer(f, "annual", "md"), "| 直接受益 | 人次 | 1 | 1 | 500 |");
}

/* ---- sums that do not add up ---- */

static void test_report__refuses_what_does_not_add_up(void **state)
{
    fixture *f = *state;
    f->at[0].amount += 1;
    refuses(f, "notice", "md", VP_INVALID, "the award of proposal 'P-1' is 100000.01, but its funds pay 100000.00");
    has(f->err.hint, "vp-allocate");
    f->data.year = 2023; /* also in an empty account: the list is wrong all the same */
    refuses(f, "annual", "csv", VP_INVALID, "P-1");
    f->data.year = -1;
    put(f, 0, "P-1", VP_UNFUNDED, 2, 100, 0);
    refuses(f, "notice", "md", VP_INVALID, "'unfunded' and the amount 1.00");
    put(f, 0, "P-1", VP_AWARDED, 2, 0, 0);
    refuses(f, "notice", "json", VP_INVALID, "'awarded' and the amount 0.00");
    put(f, 0, "P-1", VP_AWARDED, 2, 0, 4000001);
    refuses(f, "notice", "html", VP_INVALID, "fund 'community' pays 50000.01, more than the 50000.00 it has");
    put(f, 0, "P-1", VP_AWARDED, 2, INT64_MAX, 0);
    refuses(f, "notice", "csv", VP_INVALID, "more than can be counted");
    put(f, 0, "P-1", VP_AWARDED, 2, 1, 0);
    f->funds[0].amount = INT64_MAX;
    refuses(f, "notice", "csv", VP_INVALID, "the funds add up to more");
}

static void test_report__refuses_unknown_names(void **state)
{
    fixture *f = *state;
    refuses(f, "notce", "md", VP_USAGE, "there is no report 'notce'");
    has(f->err.hint, "notice, annual");
    refuses(f, "notice", "pdf", VP_USAGE, "unknown format 'pdf'");
}

/* ---- people's forms ---- */

static void shows(fixture *f, vp_shown as, const char *value, bool bare, const char *zh, const char *en)
{
    for (int i = 0; i < 2; i++) {
        vp_doc d = {.lang = i ? VP_EN : VP_ZH, .currency = f->round.currency, .arena = f->arena};
        VP_STR text = {0};
        vp_doc_show(&text, &d, as, value, bare);
        assert_string_equal(vp_str_text(&text), i ? en : zh);
    }
}

static void test_report__values_in_peoples_forms(void **state)
{
    fixture *f = *state;
    shows(f, VP_SHOW_MONEY, "18000000.00", false, "18,000,000.00 元", "CNY 18,000,000.00");
    shows(f, VP_SHOW_MONEY, "-123456.05", true, "-123,456.05", "-123,456.05");
    shows(f, VP_SHOW_MONEY, "999.00", true, "999.00", "999.00");
    shows(f, VP_SHOW_COUNT, "1204", false, "1,204", "1,204");
    shows(f, VP_SHOW_NUMBER, "1204", false, "1204", "1204");
    shows(f, VP_SHOW_REAL, "-0.165741768405477", true, "-0.165742", "-0.165742");
    shows(f, VP_SHOW_REAL, "62.3333333333333", true, "62.3333", "62.3333");
    shows(f, VP_SHOW_REAL, "12345678.9012345", true, "12345679", "12345679");
    shows(f, VP_SHOW_REAL, "0.00129008879503037", true, "0.00129009", "0.00129009");
    shows(f, VP_SHOW_REAL, "99.9999963", true, "100", "100");
    shows(f, VP_SHOW_REAL, "1.78035242454323e-15", true, "1.78035e-15", "1.78035e-15");
    shows(f, VP_SHOW_REAL, "-0.5", true, "-0.5", "-0.5");
    shows(f, VP_SHOW_REAL, "1000000", true, "1000000", "1000000");
    shows(f, VP_SHOW_REAL, "60", true, "60", "60");
    shows(f, VP_SHOW_DATE, "2024-03-01", false, "2024年3月1日", "1 March 2024");
    shows(f, VP_SHOW_DATE, "2024-12", false, "2024年12月", "December 2024");
    shows(f, VP_SHOW_DATE, "soon", false, "soon", "soon");
    shows(f, VP_SHOW_PERIOD, "2024-03-01/2024-12", false, "2024年3月1日至2024年12月", "1 March 2024 to December 2024");
    shows(f, VP_SHOW_PERIOD, "2024-03-01/", false, "2024年3月1日起", "from 1 March 2024");
    shows(f, VP_SHOW_PERIOD, "/2024-12", false, "2024年12月止", "until December 2024");
    shows(f, VP_SHOW_PERIOD, "/", false, "", "");
    shows(f, VP_SHOW_PERIOD, "", false, "", "");
    f->round.currency = "GBP";
    shows(f, VP_SHOW_MONEY, "1180852146.00", false, "GBP 1,180,852,146.00", "GBP 1,180,852,146.00");
}

static void test_report__headings_are_numbered(void **state)
{
    fixture *f = *state;
    static const char *const zh[] = {"一、h", "九、h", "十、h", "十一、h", "二十、h", "二十一、h"};
    static const size_t at[] = {1, 9, 10, 11, 20, 21};
    vp_doc d = {.lang = VP_ZH, .currency = "", .arena = f->arena};
    vp_doc_section(&d, "intro", "");
    for (size_t i = 0; i < 21; i++)
        vp_doc_section(&d, "s", "h");
    assert_int_equal(vp_doc_finish(&d, &f->err), VP_OK);
    for (size_t i = 0; i < 6; i++) {
        VP_STR text = {0};
        vp_doc_show_heading(&text, &d, at[i]);
        assert_string_equal(vp_str_text(&text), zh[i]);
    }
    VP_STR text = {0};
    d.lang = VP_EN;
    vp_doc_show_heading(&text, &d, 10);
    assert_string_equal(vp_str_text(&text), "10. h");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void test_report__tells_when_the_money_is_paid(void **state)
{
    fixture *f = *state;
    static const vp_tranche two[] = {{"first", "agreement", "", 600000}, {"second", "mid-term", "审计报告", 400000}};
    lacks(answer(f, "notice", "md"), "拨款安排");
    f->round.tranches = two;
    f->round.ntranches = 2;
    const char *md = answer(f, "notice", "md");
    has(md, "## 四、拨款安排\n");
    has(md, "| 拨款批次 | 比例 | 金额（元） | 拨付节点 | 拨付条件 |\n");
    has(md, "| first | 60% | 806,740.73 | 签订协议 |  |\n"); /* of each award what is whole */
    has(md, "| second | 40% | 537,827.16 | 中期评估 | 审计报告 |\n");
    has(md, "| 合计 | 100% | 1,344,567.89 |");
    const char *json = answer(f, "notice", "json");
    has(json, "\"share\": \"0.60\"");
    has(json, "\"after\": \"agreement\"");
    lacks(json, "签订协议");
    f->data.lang = VP_EN;
    f->data.year = 2024;
    md = answer(f, "annual", "md");
    has(md, "Payment schedule\n");
    has(md, "| second | 40% | 537,827.16 | the mid-term review | 审计报告 |\n");
    f->data.year = 2025;
    lacks(answer(f, "annual", "md"), "Payment schedule");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_report__tables_are_complete),
        TEST(test_report__csv_is_the_list_of_awards_exactly),
        TEST(test_report__sheet_guards_formulas),
        TEST(test_report__jsonl_and_table_print_the_same_rows),
        TEST(test_report__markdown_escapes),
        TEST(test_report__markdown_lines_do_not_become_lists),
        TEST(test_report__markdown_makes_no_links_of_titles),
        TEST(test_report__html_escapes_and_stands_alone),
        TEST(test_report__control_bytes_show_as_unreadable),
        TEST(test_report__json_is_the_whole_notice),
        TEST(test_report__same_input_same_bytes),
        TEST(test_report__a_sink_that_fails_is_told),
        TEST(test_report__notice_in_english),
        TEST(test_report__notice_counts_one_and_none),
        TEST(test_report__notice_lists_reserve_by_rank),
        TEST(test_report__notice_names_experts_or_their_numbers),
        TEST(test_report__notice_invents_nothing),
        TEST(test_report__one_fund_needs_no_columns),
        TEST(test_report__many_funds_are_told_in_words),
        TEST(test_report__more_fields_on_request),
        TEST(test_report__account_adds_up),
        TEST(test_report__account_of_another_year_is_empty),
        TEST(test_report__account_wants_a_year),
        TEST(test_report__people_are_added_by_unit),
        TEST(test_report__refuses_what_does_not_add_up),
        TEST(test_report__refuses_unknown_names),
        TEST(test_report__values_in_peoples_forms),
        TEST(test_report__headings_are_numbered),
        TEST(test_report__tells_when_the_money_is_paid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
