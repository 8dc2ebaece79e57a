/* Score sheets become reviews, and every problem is told with its place. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "lib/io/sheet.h"
#include "lib/io/sheet_cell.h"

enum { POINT = VP_MICRO };

static const vp_criterion paper[] = {
    {.id = "need", .title = "需求性", .max = 25 * POINT, .next = 3},
    {.id = "evidence", .title = "需求调研", .max = 15 * POINT, .depth = 1, .next = 2},
    {.id = "urgency", .title = "紧迫性", .max = 10 * POINT, .depth = 1, .next = 3},
    {.id = "team", .title = "团队能力", .max = 10 * POINT, .next = 4},
};
static const vp_criterion defence[] = {
    {.id = "answers", .title = "答辩", .max = 30 * POINT, .next = 1},
    {.id = "impact", .title = "预期成效", .max = 40 * POINT, .step = POINT / 4, .na = true, .next = 2},
};
static const vp_stage stages[] = {
    {.id = "paper", .title = "初评", .weight = 400000, .aggregate = "mean", .pass_mark = -1, .max = 35 * POINT,
     .criteria = paper, .ncriteria = 4},
    {.id = "defence", .title = "终评", .weight = 600000, .aggregate = "mean", .pass_mark = -1, .max = 70 * POINT,
     .criteria = defence, .ncriteria = 2},
};
static const vp_rubric rubric = {.id = "rb", .title = "R", .stages = stages, .nstages = 2, .step = 10000,
                                 .file = "rubric.json"};

static const vp_panelist panelists[] = {
    {.id = "R01", .name = "张三"}, {.id = "R02", .name = "Li Si"}, {.id = "R03", .name = "王五"},
    {.id = "R04", .name = "王五"},
};
static const vp_panel_list panel = {panelists, 4, "panel.csv"};

static vp_proposal known[] = {{.value = (const char *const[]){"P-1"}}, {.value = (const char *const[]){"P-2"}}};
static const vp_proposals proposals = {known, 2};

typedef struct world {
    vp_arena *arena;
    vp_sheet_rules rules;
    vp_sheets *sheets;
    vp_findings findings;
    vp_err err;
    vp_str text; /* what was found or read, for comparison */
} world;

static int set_up(void **state)
{
    static world w;
    w = (world){.arena = vp_arena_new(), .rules = {.rubric = &rubric}};
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    vp_sheets_free(w->sheets);
    vp_str_free(&w->text);
    vp_arena_free(w->arena);
    return 0;
}

/* Lines of cells separated by '|'. */
static const vp_table *table(world *w, const char *file, const char *text)
{
    vp_table *t = vp_arena_alloc(w->arena, sizeof *t);
    vp_row *rows = vp_arena_array(w->arena, 64, sizeof *rows);
    size_t n = 0;
    for (char *line = vp_arena_dupz(w->arena, text), *end; line && *line; line = end ? end + 1 : NULL) {
        const char **cell = vp_arena_array(w->arena, 64, sizeof *cell);
        if ((end = strchr(line, '\n')))
            *end = '\0';
        rows[n] = (vp_row){n + 1, 0, cell};
        for (char *bar = line; bar; line = bar + 1) {
            cell[rows[n].n++] = line;
            if ((bar = strchr(line, '|')))
                *bar = '\0';
        }
        while (n > 0 && rows[n].n < rows[0].n)
            cell[rows[n].n++] = "";
        n++;
    }
    *t = (vp_table){.file = file, .header = rows[0], .rows = rows + 1, .nrows = n - 1};
    return t;
}

static void read_sheet(world *w, const char *file, const char *text)
{
    if (!w->sheets)
        assert_int_equal(vp_sheets_new(&w->sheets, &w->rules, w->arena, &w->err), VP_OK);
    if (vp_sheets_add(w->sheets, table(w, file, text), &w->findings, &w->err) != VP_OK)
        fail_msg("%s", w->err.msg);
}

static void assert_findings(world *w, const char *expected)
{
    vp_str_clear(&w->text);
    for (size_t i = 0; i < w->findings.n; i++) {
        const vp_finding *f = &w->findings.at[i];
        vp_str_addf(&w->text, "%s:%zu:%zu (%s): %s: ", f->where.file, f->where.row, f->where.col,
                    f->where.field ? f->where.field : "", vp_severity_name(f->severity));
        vp_note_text(&w->text, VP_EN, &f->what);
        if (f->mend.msg) {
            vp_str_addz(&w->text, "; ");
            vp_note_text(&w->text, VP_EN, &f->mend);
        }
        vp_str_addc(&w->text, '\n');
    }
    assert_string_equal(vp_str_text(&w->text), expected);
}

static void assert_reviews(world *w, const char *expected)
{
    vp_reviews all = vp_sheets_reviews(w->sheets);
    vp_str_clear(&w->text);
    for (size_t i = 0; i < all.n; i++) {
        const vp_review *r = &all.at[i];
        vp_str_addf(&w->text, "%s %s %s", stages[r->stage].id, r->reviewer, r->proposal);
        for (size_t k = 0; k < stages[r->stage].ncriteria; k++) {
            char mark[VP_DECIMAL_MAX] = "-";
            if (r->mark[k] == VP_NA)
                strcpy(mark, "n/a");
            else if (r->mark[k] >= 0)
                vp_micro_format(mark, r->mark[k], 0);
            vp_str_addf(&w->text, " %s", mark);
        }
        vp_str_addf(&w->text, "%s%s%s\n", r->conflict ? " conflict" : "", *r->comment ? " " : "", r->comment);
    }
    assert_string_equal(vp_str_text(&w->text), expected);
}

/* ---- what is understood ---- */

static void test_sheet__a_wide_sheet_by_ids(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|evidence|urgency|team|conflict|comment\n"
                           "P-2|R02|12.5|8|10||fine\nP-1|R02|0|10.000001|3|no|\nP-1|R01||||yes|my cousin\n");
    assert_findings(w, "a.csv:3:4 (urgency): error: the mark '10.000001' for 'urgency' is above its maximum, 10.00; "
                       "write "
                       "a number from 0 to 10.00\n");
    assert_reviews(w, "paper R01 P-1 - - - - conflict my cousin\npaper R02 P-2 20.5 12.5 8 10 fine\n");
}

static void test_sheet__chinese_headings_titles_and_full_width_digits(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "項目編號|評審專家|需求調研（15分）|紧迫性|团队能力 (10)|是否回避|评审意见\n"
                           "P-1|R01|１２．５|８|10|否|好\nＰ－２|R01|1|2|3|是|\n");
    assert_findings(w, "");
    assert_reviews(w, "paper R01 P-1 20.5 12.5 8 10 好\npaper R01 P-2 3 1 2 3 conflict\n");
}

static void test_sheet__a_long_sheet_by_id_and_title(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|criterion|score|comment\nP-1|R01|answers|20|good\nP-2|R01|预期成效|40|\n"
                           "P-1|R01|impact|30.25|brave\nP-2|R01|Answers|0|short\nP-2|R01||5|\n");
    assert_findings(w, "a.csv:6:3 (criterion): error: this row names no criterion; write the id or the title of a "
                       "criterion, such as 'answers'\n");
    assert_reviews(w, "defence R01 P-1 20 30.25 good\nbrave\n");
}

static void test_sheet__unknown_columns_are_noted_and_left_alone(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|score|answers|impact|编号\nP-1|R01|999|1|2|7\n");
    assert_findings(w, "a.csv:1:3 (score): note: the column 'score' is left alone: it is no criterion of the rubric\n"
                       "a.csv:1:6 (编号): note: the column '编号' is left alone: it is no criterion of the rubric\n");
    assert_reviews(w, "defence R01 P-1 1 2\n");
}

static void test_sheet__many_unknown_columns_are_counted(void **state)
{
    world *w = *state;
    VP_STR text = {0};
    vp_str_addz(&text, "proposal|reviewer|answers|impact");
    for (size_t i = 0; i < 13; i++)
        vp_str_addf(&text, "|x%zu", i);
    vp_str_addz(&text, "\nP-1|R01|1|2\n");
    read_sheet(w, "a.csv", text.s);
    assert_int_equal(w->findings.n, 11);
    assert_string_equal(w->findings.at[10].what.arg[0], "3");
    assert_reviews(w, "defence R01 P-1 1 2\n");
}

static void test_sheet__group_columns_must_be_the_sums(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|需求性|evidence|urgency|team\nP-1|R01|20.5|12.5|8|1\nP-2|R01||12.5|8|1\n"
                           "P-3|R01|20|12.5|8|1\n");
    assert_findings(w, "a.csv:4:3 (需求性): error: the mark of the group 'need' is not the sum of its parts, 20.50; "
                       "correct a mark, or leave the group's blank\n");
    assert_reviews(w, "paper R01 P-1 20.5 12.5 8 1\npaper R01 P-2 20.5 12.5 8 1\n");
}

static void test_sheet__rows_without_marks_are_not_recorded(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|comment\nP-1|R01||\nP-2|R01|1|2\n");
    assert_findings(w, "a.csv:2:1 (proposal): warning: 'P-1' has no marks of 'R01' yet\n");
    assert_int_equal(w->findings.errors, 0);
    assert_reviews(w, "defence R01 P-2 1 2\n");
}

static void test_sheet__reviewers_are_known_by_id_or_name(void **state)
{
    world *w = *state;
    w->rules.panel = &panel;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact\nP-1|張三|1|2\nP-1|ｌｉ　si|1|2\nP-2|R01|1|2\nP-1|王五|1|2\n"
                           "P-1|R9|1|2\n");
    assert_findings(w, "a.csv:5:2 (reviewer): error: panel.csv has more than one reviewer called '王五'; write the "
                       "reviewer's id instead\n"
                       "a.csv:6:2 (reviewer): error: the reviewer 'R9' is not in panel.csv; correct the reviewer, or "
                       "add "
                       "a row to panel.csv and commit it\n");
    assert_reviews(w, "defence R01 P-1 1 2\ndefence R01 P-2 1 2\ndefence R02 P-1 1 2\n");
}

/* ---- stages ---- */

static void test_sheet__criteria_of_two_stages_are_refused(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|team\nP-1|R01|1|2|3\n");
    read_sheet(w, "b.csv", "proposal|reviewer|criterion|score\nP-1|R01|answers|1\nP-1|R01|team|1\n");
    assert_findings(w,
        "a.csv:1:5 (team): error: this sheet names criteria of two stages, 'defence' and 'paper'; make a sheet for "
        "each "
        "stage, or choose one with --stage\n"
        "b.csv:3:3 (criterion): error: this sheet names criteria of two stages, 'defence' and 'paper'; make a sheet "
        "for "
        "each stage, or choose one with --stage\n");
    assert_reviews(w, "");
}

static void test_sheet__a_given_stage_leaves_the_others_alone(void **state)
{
    world *w = *state;
    w->rules.stage = "defence";
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|team\nP-1|R01|1|2|3\n");
    read_sheet(w, "b.csv",
               "proposal|reviewer|criterion|score\nP-2|R01|answers|1\nP-2|R01|team|1\nP-2|R01|impact|2\n");
    read_sheet(w, "c.csv", "proposal|reviewer|criterion|score\nP-2|R01|team|1\n");
    read_sheet(w, "d.csv", "proposal|reviewer|team\nP-2|R01|1\n");
    assert_findings(w,
        "a.csv:1:5 (team): note: the column 'team' is left alone: it belongs to another stage\n"
        "b.csv:1:3 (criterion): note: rows for criteria of other stages are left alone\n"
        "c.csv:1:3 (criterion): error: no row is for stage 'defence'; choose the sheet's own stage with --stage\n"
        "d.csv:1:0 (): error: no column is named after a criterion of the rubric; give each criterion a column with "
        "its "
        "id or title, such as 'answers', or a row with the columns criterion and score\n"
        "d.csv:1:3 (team): note: the column 'team' is left alone: it belongs to another stage\n");
    assert_reviews(w, "defence R01 P-1 1 2\ndefence R01 P-2 1 2\n");
}

static void test_sheet__a_stage_that_the_rubric_lacks_is_misuse(void **state)
{
    world *w = *state;
    w->rules.stage = "final";
    assert_int_equal(vp_sheets_new(&w->sheets, &w->rules, w->arena, &w->err), VP_USAGE);
    assert_string_equal(w->err.msg, "the rubric has no stage 'final'");
}

/* ---- bad headers ---- */

static void test_sheet__bad_headers_are_refused_with_all_that_is_wrong(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "name|answers|impact|答辩\nP-1|1|2|3\n");
    assert_findings(w,
        "a.csv:1:0 (): error: there is no column 'proposal'; name the column of the proposals' ids 'proposal' "
        "or '项目编号'\n"
        "a.csv:1:0 (): error: there is no column 'reviewer'; name the column of the reviewers 'reviewer' or '评审专家'\n"
        "a.csv:1:1 (name): note: the column 'name' is left alone: it is no criterion of the rubric\n");
    w->findings = (vp_findings){0};
    read_sheet(w, "b.csv", "proposal|reviewer|answers|答辩|项目编号\nP-1|R01|2|3|4\n");
    assert_findings(w, "b.csv:1:5 (项目编号): error: the columns 'proposal' and '项目编号' mean the same; keep one of "
                       "them\n");
    w->findings = (vp_findings){0};
    read_sheet(w, "c.csv", "proposal|reviewer|answers|答辩\nP-1|R01|2|3\n");
    assert_findings(w, "c.csv:1:0 (): error: the criterion 'impact' of stage 'defence' has no column; add the column "
                       "with "
                       "its marks\n"
                       "c.csv:1:4 (答辩): error: the columns 'answers' and '答辩' mean the same; keep one of them\n");
    w->findings = (vp_findings){0};
    read_sheet(w, "d.csv", "proposal|reviewer|answers|impact\n");
    assert_findings(w, "d.csv:1:0 (): error: the sheet has a header and no rows; add a row for each proposal\n");
    assert_reviews(w, "");
}

/* ---- bad rows ---- */

static void test_sheet__every_bad_cell_is_told_and_good_rows_stay(void **state)
{
    world *w = *state;
    w->rules.proposals = &proposals;
    read_sheet(w, "a.csv",
               "proposal|reviewer|answers|impact|conflict\n"
               "P-1|R01|31|-1|\n"
               "P-1|R02|abc|25分|\n"
               "P-1|R03|1.0000001|1,5|\n"
               "P-1|R04|1||\n"
               "P-9|R01|1|2|\n"
               "|R01|1|2|\n"
               "P-1||1|2|\n"
               "P-1|../R|1|2|\n"
               "P-1|R05|1|2|maybe\n"
               "P-2|R01|30|40|\n");
    assert_findings(w,
        "a.csv:2:3 (answers): error: the mark '31' for 'answers' is above its maximum, 30.00; write a number from 0 "
        "to "
        "30.00\n"
        "a.csv:2:4 (impact): error: the mark '-1' for 'impact' is below 0; write a number from 0 to 40.00\n"
        "a.csv:3:3 (answers): error: the mark 'abc' for 'answers' is not a number; write a number from 0 to 30, with "
        "a "
        "decimal point where one is needed\n"
        "a.csv:3:4 (impact): error: the mark '25分' for 'impact' is not a number; write the number alone: 25\n"
        "a.csv:4:3 (answers): error: the mark '1.0000001' for 'answers' has more than six decimals; round it to six "
        "decimals or fewer\n"
        "a.csv:4:4 (impact): error: the mark '1,5' for 'impact' is not a number; write a number from 0 to 40, with a "
        "decimal point where one is needed\n"
        "a.csv:5:4 (impact): error: the mark for 'impact' is missing; give a mark, or declare a conflict\n"
        "a.csv:6:1 (proposal): error: the round has no proposal 'P-9'; correct the id, or take the proposal in "
        "first\n"
        "a.csv:7:1 (proposal): error: this row names no proposal; write the proposal's id in every row\n"
        "a.csv:8:2 (reviewer): error: this row names no reviewer; write the reviewer's id in every row\n"
        "a.csv:9:2 (reviewer): error: the reviewer '../R' cannot be the name of a file; use letters, digits, '-' and "
        "'_' "
        "for reviewers' ids\n"
        "a.csv:10:5 (conflict): error: 'maybe' says neither yes nor no; write yes where the reviewer declares a "
        "conflict, "
        "else leave it blank\n");
    assert_int_equal(w->findings.errors, 12);
    assert_reviews(w, "defence R01 P-2 30 40\n");
}

static void test_sheet__two_marks_of_one_proposal_keep_the_first(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact\nP-1|R01|1|2\nP-1|R01|1|2\nP-1|R02|1|2\n");
    read_sheet(w, "b.csv", "proposal|reviewer|answers|impact\nP-1|R02|3|4\n");
    read_sheet(w, "c.csv", "proposal|reviewer|evidence|urgency|team\nP-1|R02|3|4|5\n");
    assert_findings(w,
        "a.csv:3:1 (proposal): error: the reviewer 'R01' has marked 'P-1' already, in a.csv:2; keep one of the two; "
        "a "
        "changed mark comes in a sheet of its own, in another run\n"
        "b.csv:2:1 (proposal): error: the reviewer 'R02' has marked 'P-1' already, in a.csv:4; keep one of the two; "
        "a "
        "changed mark comes in a sheet of its own, in another run\n");
    assert_reviews(w, "paper R02 P-1 7 3 4 5\ndefence R01 P-1 1 2\ndefence R02 P-1 1 2\n");
}

static void test_sheet__a_long_sheet_tells_what_is_missing_twice_or_unknown(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv",
               "proposal|reviewer|criterion|score|conflict\n"
               "P-1|R01|evidence|1|\n"
               "P-1|R01|team|99|\n"
               "P-2|R01|evidence|1|\n"
               "P-2|R01|evidence|2|\n"
               "P-2|R01|urgency|2|\n"
               "P-2|R01|team|2|\n"
               "P-3|R01|colour|2|\n"
               "P-4|R01|evidence||yes\n"
               "P-5|R01|evidence||\n"
               "P-6|R01|need|3|\n"
               "P-6|R01|evidence|1|\n"
               "P-6|R01|urgency|2|\n"
               "P-6|R01|team|2|\n");
    assert_findings(w,
        "a.csv:2:1 (proposal): error: 'P-1' has no marks of 'R01' for: urgency; give every mark, or declare a "
        "conflict\n"
        "a.csv:3:4 (score): error: the mark '99' for 'team' is above its maximum, 10.00; write a number from 0 to "
        "10.00\n"
        "a.csv:5:3 (criterion): error: 'P-2' has a mark of 'R01' for 'evidence' already; keep one row for each "
        "criterion\n"
        "a.csv:8:3 (criterion): error: the rubric has no criterion 'colour'; write the id or the title of a "
        "criterion, "
        "such as 'need'\n"
        "a.csv:10:1 (proposal): warning: 'P-5' has no marks of 'R01' yet\n");
    assert_reviews(w, "paper R01 P-4 - - - - conflict\npaper R01 P-6 3 1 2 2\n");
}

static void test_sheet__a_long_sheet_tells_every_row_that_names_nobody(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|criterion|score\n|R01|answers|1\n|R01|impact|2\nP-1||answers|3\n");
    assert_findings(w,
        "a.csv:2:1 (proposal): error: this row names no proposal; write the proposal's id in every row\n"
        "a.csv:3:1 (proposal): error: this row names no proposal; write the proposal's id in every row\n"
        "a.csv:4:2 (reviewer): error: this row names no reviewer; write the reviewer's id in every row\n");
    assert_reviews(w, "");
}

static void test_sheet__long_cells_are_cut_in_messages(void **state)
{
    world *w = *state;
    char text[2000] = "proposal|reviewer|answers|impact\nP-1|R01|1|", *end = text + strlen(text);
    for (size_t i = 0; i < 300; i++)
        end = stpcpy(end, "好");
    read_sheet(w, "a.csv", text);
    assert_int_equal(w->findings.n, 1);
    assert_int_equal(strlen(w->findings.at[0].what.arg[0]), 63);
}

static void test_sheet__lines_of_a_comment_end_in_one_way(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|comment\nP-1|R01|1|2|=a\r\rb\rc\n");
    assert_findings(w, "");
    assert_reviews(w, "defence R01 P-1 1 2 =a\n\nb\nc\n");
}

static void test_sheet__comments_have_a_bound(void **state)
{
    world *w = *state;
    char *text = vp_arena_alloc(w->arena, 110000);
    strcpy(text, "proposal|reviewer|answers|impact|comment\nP-1|R01|1|2|");
    memset(text + strlen(text), 'x', 100000);
    strcat(text, "\nP-2|R01|1|2|x");
    read_sheet(w, "a.csv", text);
    assert_findings(w, "");
    strcpy(strrchr(text, '\n'), "x\nP-2|R01|1|2|x\n");
    w->findings = (vp_findings){0};
    vp_sheets_free(w->sheets);
    w->sheets = NULL;
    read_sheet(w, "a.csv", text);
    assert_findings(w, "a.csv:2:5 (comment): error: the comment is longer than 100,000 bytes; shorten it\n");
    assert_reviews(w, "defence R01 P-2 1 2 x\n");
}

/* ---- cells ---- */

static void test_sheet__marks_are_exact_decimals(void **state)
{
    static const struct { const char *cell; vp_micro mark; } good[] = {
        {"0", 0}, {"-0.0", 0}, {"100", 100 * POINT}, {"007.5", 7500000}, {"0.000001", 1}, {"９９．９", 99900000},
        {"18/20", 90 * POINT}, {"18 / 20", 90 * POINT}, {"１８／２０", 90 * POINT}, {"85%", 85 * POINT},
        {"85.5 %", 85500000}, {"８５％", 85 * POINT}, {"0/7", 0}, {"7/7", 100 * POINT}, {"4.5/5", 90 * POINT}};
    static const char *const bad[] = {"-", ".", ".5", "5.", "+5", "1e1", "1 000", "1/3",
                                      "101%", "21/20", "1/0", "1/", "/2", "%",
                                      "1/2/3", "1%%", "-1%", "n/a", "不适用", "1²", "½", "NaN",
                                      "0x1",
                                      "85 points", "99999999999999999999", "100.000001", "--1", "1.2.3", "-0.000001",
                                      "1.0000000"};
    world *w = *state;
    const vp_criterion c = {.id = "c", .title = "", .max = 100 * POINT, .depth = 0, .next = 1};
    vp_cell_problem p;
    vp_micro m;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        m = -5;
        assert_int_equal(vp_cell_mark(&m, &p, good[i].cell, &c, w->arena, &w->err), VP_OK);
        assert_null(p.what.msg);
        assert_int_equal(m, good[i].mark);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(vp_cell_mark(&m, &p, bad[i], &c, w->arena, &w->err), VP_OK);
        if (!p.what.msg || !p.mend.msg)
            fail_msg("'%s' is taken as a mark", bad[i]);
    }
}

static void test_sheet__marks_go_up_in_steps(void **state)
{
    static const struct { const char *cell; vp_micro mark; } good[] = {
        {"7.5", 7500000}, {"75%", 7500000}, {"3/4", 7500000}, {"n/a", VP_NA}, {"NA", VP_NA}, {"不适用", VP_NA},
        {"—", VP_NA}};
    world *w = *state;
    const vp_criterion c = {.id = "c", .title = "", .max = 10 * POINT, .step = POINT / 2, .na = true, .next = 1};
    vp_cell_problem p;
    vp_micro m;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(vp_cell_mark(&m, &p, good[i].cell, &c, w->arena, &w->err), VP_OK);
        assert_null(p.what.msg);
        assert_int_equal(m, good[i].mark);
    }
    static const char *const bad[] = {"7.25", "73%", "2/3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(vp_cell_mark(&m, &p, bad[i], &c, w->arena, &w->err), VP_OK);
        assert_string_equal(p.what.msg, "the mark '%1$s' for '%2$s' is no multiple of %3$s");
        assert_string_equal(p.what.arg[2], "0.5");
    }
}

static void test_sheet__what_does_not_apply(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|conflict\n"
                           "P-1|R01|12|n/a|\nP-2|R01|NA|3|\nP-3|R01|||yes\n");
    assert_findings(w, "a.csv:3:3 (answers): error: 'NA' is no mark for 'answers': the rubric refuses it; give a mark, "
                       "or declare a conflict; \"na\": \"renormalise\" in rubric.json lets the other criteria count "
                       "for this one\n");
    assert_reviews(w, "defence R01 P-1 12 n/a\ndefence R01 P-3 - - conflict\n");
}

static void test_sheet__nothing_but_na_says_nothing(void **state)
{
    static const vp_criterion one[] = {{.id = "x", .title = "", .max = POINT, .na = true, .next = 1}};
    static const vp_stage alone[] = {{.id = "s", .title = "", .aggregate = "mean", .pass_mark = -1, .max = POINT,
                                      .criteria = one, .ncriteria = 1}};
    static const vp_rubric r = {.id = "r", .title = "R", .stages = alone, .nstages = 1, .step = 1,
                                .file = "rubric.json"};
    world *w = *state;
    w->rules.rubric = &r;
    read_sheet(w, "a.csv", "proposal|reviewer|x|conflict\nP-1|R01|n/a|\nP-2|R01|n/a|yes\n");
    assert_findings(w, "a.csv:2:1 (proposal): error: 'P-1' has nothing but n/a of 'R01'; give a mark, or declare a "
                       "conflict\n");
}

/* ---- what stands beside the reviews ---- */

static void test_sheet__totals_must_be_what_the_marks_come_to(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact|总分（70分）\nP-1|R01|12|3.25|15.25\nP-2|R01|12|3|16\n"
                           "P-3|R01|12|3|\nP-4|R01|12|n/a|28.0\nP-5|R01|12|n/a|12\nP-6|R01|12|3|=C7+D7\n");
    assert_findings(w,
        "a.csv:3:5 (总分（70分）): error: the total '16' is not what the marks come to, 15.00; correct a mark or the "
        "total, or leave the total blank\n"
        "a.csv:6:5 (总分（70分）): error: the total '12' is not what the marks come to, 28.00; correct a mark or the "
        "total, or leave the total blank\n"
        "a.csv:7:5 (总分（70分）): error: the total '=C7+D7' is not what the marks come to, 15.00; correct a mark or the "
        "total, or leave the total blank\n");
    assert_reviews(w, "defence R01 P-1 12 3.25\ndefence R01 P-3 12 3\ndefence R01 P-4 12 n/a\n");
}

static void test_sheet__rows_that_are_no_reviews_are_left_out(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact\nP-1|R01|12|3\n合计||12|3\n"
                           "proposal|reviewer|answers|impact\n"
                           "P-1|平均分：|12|99\n|Average|12|3\n备注：略|||\n");
    assert_findings(w, "a.csv:3:0 (): note: this row ('合计') is no review: it is left out\n"
                       "a.csv:4:0 (): note: this row ('proposal') is no review: it is left out\n"
                       "a.csv:5:0 (): note: this row ('平均分：') is no review: it is left out\n"
                       "a.csv:6:0 (): note: this row ('Average') is no review: it is left out\n"
                       "a.csv:7:0 (): note: this row ('备注：略') is no review: it is left out\n");
    assert_reviews(w, "defence R01 P-1 12 3\n");
    read_sheet(w, "b.csv", "proposal|reviewer|criterion|score\nP-2|R01|answers|12\nP-2|R01|impact|3\n合计|||15\n");
    assert_int_equal(w->findings.n, 6);
    assert_reviews(w, "defence R01 P-1 12 3\ndefence R01 P-2 12 3\n");
}

static void test_sheet__a_reviewer_by_any_writing_of_the_name(void **state)
{
    world *w = *state;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact\nP-1|张 三|12|3\nP-2|张　三|12|3\nP-3|张三|12|3\n"
                           "P-4|Anna  Lee|12|3\nP-1|Ｌi 四|1|1\n");
    assert_findings(w, "");
    assert_reviews(w, "defence Anna Lee P-4 12 3\ndefence Li四 P-1 1 1\ndefence 张三 P-1 12 3\n"
                      "defence 张三 P-2 12 3\ndefence 张三 P-3 12 3\n");
    vp_sheets_free(w->sheets);
    w->sheets = NULL;
    w->rules.panel = &panel;
    read_sheet(w, "a.csv", "proposal|reviewer|answers|impact\nP-1|張 三|12|3\nP-2|ｒ０１|12|3\nP-3|li　si|12|3\n"
                           "P-4|王 五|12|3\n");
    assert_findings(w, "a.csv:5:2 (reviewer): error: panel.csv has more than one reviewer called '王 五'; write the "
                       "reviewer's id instead\n");
    assert_reviews(w, "defence R01 P-1 12 3\ndefence R01 P-2 12 3\ndefence R02 P-3 12 3\n");
}

static void test_sheet__titles_above_say_what_it_is_of(void **state)
{
    static const struct { const char *text, *wrong; } cases[] = {
        {"公益创投评分表\n轮次：gz-1,评分标准：rb\n项目编号,评审专家,答辩,预期成效\nP-1,R01,12,3\n", NULL},
        {"round,gz-1,rubric,rb\r\nproposal;reviewer,answers,impact\n", ""},
        {"Round: gz-2\nproposal,reviewer,answers,impact\nP-1,R01,12,3\n",
         "s.csv:1:1 (): error: this sheet is of the round 'gz-2', and this is 'gz-1'; have the sheet of this round "
         "filled in, or take this line out where its marks are meant for it\n"},
        {"round,gz-1,rubric,other\n\nproposal,reviewer,answers,impact\nP-1,R01,12,3\n",
         "s.csv:1:3 (): error: this sheet is of the rubric 'other', and the round has 'rb'; have the sheet of this "
         "round filled in, or take this line out where its marks are meant for it\n"},
    };
    world *w = *state;
    w->rules.round = "gz-1";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_table *t;
        w->findings = (vp_findings){0};
        vp_sheets_free(w->sheets);
        assert_int_equal(vp_sheets_new(&w->sheets, &w->rules, w->arena, &w->err), VP_OK);
        assert_int_equal(vp_sheet_table(&t, "s.csv", cases[i].text, strlen(cases[i].text), w->arena, &w->err), VP_OK);
        assert_int_equal(vp_sheets_add(w->sheets, t, &w->findings, &w->err), VP_OK);
        if (cases[i].wrong && !*cases[i].wrong)
            assert_true(w->findings.errors > 0); /* no row is a header: the first is taken for it */
        else
            assert_findings(w, cases[i].wrong ? cases[i].wrong : "");
        assert_reviews(w, cases[i].wrong ? "" : "defence R01 P-1 12 3\n");
    }
}

static void test_sheet__file_names(void **state)
{
    static const char *const good[] = {"R01", "张 三", "a.b", "con1", "común", "common", "阿依古丽·买买提",
                                       "O'Neil", NULL};
    static const char *const bad[] = {"", ".", "..", ".git", "a/b", "a\\b", "a:b", "a\nb", "-a", "a.", " a", "a ",
                                      "CON",
                                      "nul.x", "com1", "Lpt9.txt", "a\"", "a?", "\x7f", "R\u202e1", "R\u200b1", NULL};
    (void)state;
    for (size_t i = 0; good[i]; i++)
        assert_true(vp_can_name_file(good[i]));
    for (size_t i = 0; bad[i]; i++)
        if (vp_can_name_file(bad[i]))
            fail_msg("'%s' may name a file", bad[i]);
    char text[VP_FILE_NAME_MAX + 2];
    memset(text, 'a', sizeof text);
    text[VP_FILE_NAME_MAX] = '\0';
    assert_true(vp_can_name_file(text));
    text[VP_FILE_NAME_MAX] = 'a';
    text[VP_FILE_NAME_MAX + 1] = '\0';
    assert_false(vp_can_name_file(text));
}

/* ---- the panel ---- */

static vp_status read_panel(world *w, vp_panel_list *out, const char *bytes)
{
    vp_files *files;
    assert_int_equal(vp_files_new(&files, NULL, w->arena, &w->err), VP_OK);
    vp_writer to = vp_files_writer(files);
    if (bytes)
        assert_int_equal(to.put(to.ctx, "panel.csv", bytes, strlen(bytes), &w->err), VP_OK);
    vp_view view = vp_files_view(files);
    return vp_panel_read(out, &view, w->arena, &w->err);
}

static void test_sheet__the_panel_is_read_from_panel_csv(void **state)
{
    world *w = *state;
    vp_panel_list p;
    assert_int_equal(read_panel(w, &p, NULL), VP_OK);
    assert_int_equal(p.n, 0);
    assert_int_equal(read_panel(w, &p, ""), VP_OK);
    assert_int_equal(p.n, 0);
    assert_int_equal(read_panel(w, &p, "id,name\n"), VP_OK);
    assert_int_equal(p.n, 0);
    assert_int_equal(read_panel(w, &p, "姓名,编号\n张三,R01\n,R02\n"), VP_OK);
    assert_int_equal(p.n, 2);
    assert_string_equal(p.at[0].id, "R01");
    assert_string_equal(p.at[0].name, "张三");
    assert_int_equal(read_panel(w, &p, "name\nA\n"), VP_CORRUPT);
    assert_non_null(strstr(w->err.msg, "no column 'id'"));
    assert_int_equal(read_panel(w, &p, "id,name\nR1,A\nR1,B\n"), VP_CORRUPT);
    assert_int_equal(w->err.row, 3);
    assert_int_equal(read_panel(w, &p, "id,name\n,A\n"), VP_CORRUPT);
    assert_non_null(strstr(w->err.msg, "no id"));
    assert_int_equal(read_panel(w, &p, "id,name\n\"R1,A\n"), VP_CORRUPT);
    assert_int_equal(w->err.status, VP_CORRUPT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_sheet__##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_wide_sheet_by_ids),
        CASE(chinese_headings_titles_and_full_width_digits),
        CASE(a_long_sheet_by_id_and_title),
        CASE(unknown_columns_are_noted_and_left_alone),
        CASE(many_unknown_columns_are_counted),
        CASE(group_columns_must_be_the_sums),
        CASE(rows_without_marks_are_not_recorded),
        CASE(reviewers_are_known_by_id_or_name),
        CASE(criteria_of_two_stages_are_refused),
        CASE(a_given_stage_leaves_the_others_alone),
        CASE(a_stage_that_the_rubric_lacks_is_misuse),
        CASE(bad_headers_are_refused_with_all_that_is_wrong),
        CASE(every_bad_cell_is_told_and_good_rows_stay),
        CASE(two_marks_of_one_proposal_keep_the_first),
        CASE(a_long_sheet_tells_what_is_missing_twice_or_unknown),
        CASE(a_long_sheet_tells_every_row_that_names_nobody),
        CASE(lines_of_a_comment_end_in_one_way),
        CASE(comments_have_a_bound),
        CASE(long_cells_are_cut_in_messages),
        CASE(marks_are_exact_decimals),
        CASE(marks_go_up_in_steps),
        CASE(what_does_not_apply),
        CASE(nothing_but_na_says_nothing),
        CASE(totals_must_be_what_the_marks_come_to),
        CASE(rows_that_are_no_reviews_are_left_out),
        CASE(a_reviewer_by_any_writing_of_the_name),
        CASE(titles_above_say_what_it_is_of),
        CASE(file_names),
        CASE(the_panel_is_read_from_panel_csv),
    };
    return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
