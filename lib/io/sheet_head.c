/* What the columns of a score sheet are. */
#include <stdint.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/io/sheet_head.h"

enum { REMARKS = 10, HEADING_MAX = 200 }; /* columns left alone that are named; bytes */

typedef enum role { NONE, PROPOSAL, REVIEWER, CRITERION, SCORE, CONFLICT, COMMENT, TOTAL, ABOUT, MARK,
                     OTHER_STAGE } role;

/* Headings, folded. A weak one stands for its role only where no other column has it. */
static const struct synonym { const char *heading; role role; bool weak; } synonyms[] = {
    {"proposal", PROPOSAL, false}, {"proposal_id", PROPOSAL, false}, {"proposalid", PROPOSAL, false},
    {"项目编号", PROPOSAL, false}, {"申报编号", PROPOSAL, false}, {"项目号", PROPOSAL, false},
    {"项目id", PROPOSAL, false}, {"id", PROPOSAL, true}, {"编号", PROPOSAL, true},
    {"reviewer", REVIEWER, false}, {"reviewer_id", REVIEWER, false}, {"reviewerid", REVIEWER, false},
    {"评审专家", REVIEWER, false}, {"专家", REVIEWER, false}, {"评委", REVIEWER, false}, {"评审人", REVIEWER, false},
    {"评审专家编号", REVIEWER, false}, {"专家编号", REVIEWER, false}, {"评委编号", REVIEWER, false},
    {"专家姓名", REVIEWER, true}, {"评审专家姓名", REVIEWER, true}, {"评委姓名", REVIEWER, true},
    {"criterion", CRITERION, false}, {"criteria", CRITERION, false}, {"指标", CRITERION, false},
    {"评审指标", CRITERION, false}, {"评分指标", CRITERION, false}, {"指标名称", CRITERION, false},
    {"指标编号", CRITERION, true}, {"评分项", CRITERION, false}, {"评分项目", CRITERION, false},
    {"score", SCORE, false}, {"mark", SCORE, false}, {"points", SCORE, false}, {"评分", SCORE, false},
    {"得分", SCORE, false}, {"分数", SCORE, false}, {"打分", SCORE, false},
    {"conflict", CONFLICT, false}, {"conflict_of_interest", CONFLICT, false}, {"conflictofinterest", CONFLICT, false},
    {"回避", CONFLICT, false}, {"是否回避", CONFLICT, false}, {"需回避", CONFLICT, false},
    {"利益冲突", CONFLICT, false},
    {"comment", COMMENT, false}, {"comments", COMMENT, false}, {"意见", COMMENT, false},
    {"评审意见", COMMENT, false}, {"专家意见", COMMENT, false}, {"评语", COMMENT, false}, {"备注", COMMENT, true},
    {"total", TOTAL, false}, {"总分", TOTAL, false}, {"合计", TOTAL, false}, {"总计", TOTAL, false},
    {"title", ABOUT, true}, {"applicant", ABOUT, true}, {"summary", ABOUT, true}, {"项目名称", ABOUT, true},
    {"申报单位", ABOUT, true}, {"项目概要", ABOUT, true}, {"项目简介", ABOUT, true},
    {"titleoftheproposal", ABOUT, true}, {"nameoftheapplicant", ABOUT, true}, {"summaryoftheproposal", ABOUT, true},
    {"总得分", TOTAL, false}, {"合计得分", TOTAL, false}, {"总评分", TOTAL, false}, {"合计分", TOTAL, false},
};

vp_where vp_cell_place(const vp_table *t, size_t row, long column)
{
    vp_where at = {.file = t->file, .row = row == SIZE_MAX ? t->header.line : t->rows[row].line};
    if (column >= 0) {
        at.col = (size_t)column + 1;
        at.field = t->header.cell[column];
    }
    return at;
}

/* ---- names of criteria ---- */

static vp_status add_name(vp_map *map, const char *text, size_t stage, size_t criterion, vp_err *err)
{
    bool fresh;
    if (!*text)
        return VP_OK;
    uint64_t *slot = vp_map_put(map, text, strlen(text), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (fresh)
        *slot = (uint64_t)stage << 32 | (uint64_t)(criterion + 1);
    return VP_OK;
}

static vp_status fill_names(vp_names *n, vp_arena *arena, vp_err *err)
{
    for (int title = 0; title <= 1; title++) /* an id goes before the same text as a title */
        for (size_t s = 0; s < n->rubric->nstages; s++)
            for (size_t c = 0; c < n->rubric->stages[s].ncriteria; c++) {
                const vp_criterion *k = &n->rubric->stages[s].criteria[c];
                const char *text = title ? k->title : k->id, *folded;
                VP_TRY(vp_fold(&folded, text, arena, err));
                VP_TRY(add_name(n->exact, text, s, c, err));
                VP_TRY(add_name(n->folded, folded, s, c, err));
            }
    return VP_OK;
}

vp_status vp_names_new(vp_names *out, const vp_rubric *rubric, vp_arena *arena, vp_err *err)
{
    *out = (vp_names){rubric, vp_map_new(), vp_map_new()};
    vp_status s = out->exact && out->folded ? fill_names(out, arena, err) : vp_nomem(err);
    if (s != VP_OK)
        vp_names_free(out);
    return s;
}

void vp_names_free(vp_names *n)
{
    vp_map_free(n->exact);
    vp_map_free(n->folded);
    *n = (vp_names){0};
}

size_t vp_names_first(const vp_names *n)
{
    size_t s = 0;
    while (s + 1 < n->rubric->nstages && n->rubric->stages[s].from)
        s++;
    return s;
}

vp_status vp_names_find(bool *found, size_t *stage, size_t *criterion, const vp_names *names, const char *text,
                        vp_arena *arena, vp_err *err)
{
    const uint64_t *slot = vp_map_get(names->exact, text, strlen(text));
    if (!slot) {
        const char *folded;
        VP_TRY(vp_fold(&folded, text, arena, err));
        slot = vp_map_get(names->folded, folded, strlen(folded));
        const char *bracket = strrchr(folded, '(');
        if (!slot && bracket && bracket > folded && strchr(bracket, ')') == folded + strlen(folded) - 1)
            slot = vp_map_get(names->folded, folded, (size_t)(bracket - folded));
    }
    *found = slot != NULL;
    if (slot) {
        *stage = (size_t)(*slot >> 32);
        *criterion = (size_t)(*slot & UINT32_MAX) - 1;
    }
    return VP_OK;
}

/* ---- columns ---- */

typedef struct column { role role; bool weak; bool is_mark; size_t stage, criterion; } column;

/* Without a remark in brackets at its end: 总分（100分）. */
static const struct synonym *synonym_of(const char *folded)
{
    const char *bracket = strchr(folded, '(');
    size_t n = bracket && bracket > folded && strchr(bracket, ')') == folded + strlen(folded) - 1
        ? (size_t)(bracket - folded) : strlen(folded);
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (strlen(synonyms[i].heading) == n && strncmp(synonyms[i].heading, folded, n) == 0)
            return &synonyms[i];
    return NULL;
}

bool vp_head_is_one(void *arena, const vp_row *row)
{
    bool proposal = false, reviewer = false;
    for (size_t i = 0; i < row->n; i++) {
        const char *folded;
        if (strlen(row->cell[i]) > HEADING_MAX || vp_fold(&folded, row->cell[i], arena, NULL) != VP_OK)
            continue;
        const struct synonym *s = synonym_of(folded);
        proposal |= s && s->role == PROPOSAL;
        reviewer |= s && s->role == REVIEWER;
    }
    return proposal && reviewer;
}

static vp_status look_at(column *c, const char *heading, const vp_names *names, vp_arena *arena, vp_err *err)
{
    const char *folded;
    *c = (column){0};
    if (!*heading)
        return VP_OK;
    VP_TRY(vp_fold(&folded, heading, arena, err));
    const struct synonym *s = synonym_of(folded);
    if (s) {
        c->role = s->role;
        c->weak = s->weak;
    }
    return vp_names_find(&c->is_mark, &c->stage, &c->criterion, names, heading, arena, err);
}

static bool has(const column *columns, size_t n, role r)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i].role == r)
            return true;
    return false;
}

/* In a wide sheet a criterion's name is a mark whatever else it may mean; one of another stage than the given one is
   left alone. In a long sheet, marks stand in the column of scores only. */
static void settle(column *columns, size_t n, bool is_long, long stage)
{
    bool strong[MARK] = {false};
    for (size_t i = 0; i < n; i++) {
        column *c = &columns[i];
        if (!is_long && c->is_mark)
            c->role = stage >= 0 && c->stage != (size_t)stage ? OTHER_STAGE : MARK;
        else if (is_long ? c->role == TOTAL : c->role == CRITERION || c->role == SCORE)
            c->role = NONE;
        if (c->role < MARK && !c->weak)
            strong[c->role] = true;
    }
    for (size_t i = 0; i < n; i++)
        if (columns[i].weak && columns[i].role < MARK && strong[columns[i].role])
            columns[i].role = NONE;
}

static vp_status tell(vp_findings *f, vp_where at, vp_severity severity, vp_note what, vp_note mend, vp_arena *arena,
                      vp_err *err)
{
    vp_finding one = {.where = at, .severity = severity, .what = what, .mend = mend};
    return vp_findings_add(f, &one, arena, err);
}

typedef struct reading {
    vp_head *head;
    const vp_table *t;
    const vp_names *names;
    const column *columns;
    vp_findings *findings;
    vp_arena *arena;
    vp_err *err;
} reading;

static const vp_stage *stage_of(const reading *in, size_t s)
{
    return &in->names->rubric->stages[s];
}

static vp_status wrong(reading *in, long col, vp_note what, vp_note mend)
{
    in->head->usable = false;
    return tell(in->findings, vp_cell_place(in->t, SIZE_MAX, col), VP_ERROR, what, mend, in->arena, in->err);
}

static vp_status take(reading *in, long *slot, size_t col)
{
    const char *heading = in->t->header.cell[col];
    if (*slot < 0) {
        *slot = (long)col;
        return VP_OK;
    }
    return wrong(in, (long)col,
                 (vp_note){N_("the columns '%1$s' and '%2$s' mean the same"),
                           {vp_finding_quote(in->t->header.cell[*slot], in->arena),
                            vp_finding_quote(heading, in->arena)}},
                 (vp_note){N_("keep one of them"), {0}});
}

/* The stage whose criteria the columns name; *none when they name none. */
static vp_status find_stage(reading *in, long stage, bool *none)
{
    long seen = stage;
    *none = true;
    for (size_t i = 0; i < in->t->header.n; i++) {
        const column *c = &in->columns[i];
        if (c->role != MARK)
            continue;
        *none = false;
        if (seen < 0)
            seen = (long)c->stage;
        if ((size_t)seen == c->stage)
            continue;
        return wrong(in, (long)i, (vp_note){N_("this sheet names criteria of two stages, '%1$s' and '%2$s'"),
                                            {stage_of(in, (size_t)seen)->id, stage_of(in, c->stage)->id}},
                     (vp_note){N_("make a sheet for each stage, or choose one with --stage"), {0}});
    }
    in->head->stage = seen < 0 ? vp_names_first(in->names) : (size_t)seen;
    return VP_OK;
}

static vp_status take_marks(reading *in)
{
    const vp_stage *stage = stage_of(in, in->head->stage);
    VP_ALLOC(in->head->mark, vp_arena_array(in->arena, stage->ncriteria, sizeof *in->head->mark), in->err);
    for (size_t k = 0; k < stage->ncriteria; k++)
        in->head->mark[k] = -1;
    for (size_t i = 0; i < in->t->header.n; i++)
        if (in->columns[i].role == MARK)
            VP_TRY(take(in, &in->head->mark[in->columns[i].criterion], i));
    for (size_t k = 0; k < stage->ncriteria; k++)
        if (in->head->mark[k] < 0 && vp_criterion_is_leaf(stage, k))
            VP_TRY(wrong(in, -1, (vp_note){N_("the criterion '%1$s' of stage '%2$s' has no column"),
                                           {stage->criteria[k].id, stage->id}},
                         (vp_note){N_("add the column with its marks"), {0}}));
    return VP_OK;
}

static vp_status no_criteria(reading *in)
{
    const vp_stage *stage = stage_of(in, in->head->stage);
    const char *first = "";
    for (size_t k = stage->ncriteria; k-- > 0;)
        if (vp_criterion_is_leaf(stage, k))
            first = stage->criteria[k].id;
    return wrong(in, -1, (vp_note){N_("no column is named after a criterion of the rubric"), {0}},
                 (vp_note){N_("give each criterion a column with its id or title, such as '%1$s', or a row with the "
                              "columns criterion and score"), {first}});
}

static vp_status leave_alone(reading *in, size_t *left, size_t *last, size_t col, role r)
{
    const char *heading = in->t->header.cell[col];
    if (!*heading)
        return VP_OK;
    *last = col;
    if (++*left > REMARKS)
        return VP_OK;
    return tell(in->findings, vp_cell_place(in->t, SIZE_MAX, (long)col), VP_REMARK,
                (vp_note){r == NONE ? N_("the column '%1$s' is left alone: it is no criterion of the rubric")
                                    : N_("the column '%1$s' is left alone: it belongs to another stage"),
                          {vp_finding_quote(heading, in->arena)}},
                (vp_note){0}, in->arena, in->err);
}

static vp_status left_alone_too(reading *in, size_t left, size_t last)
{
    const char *count;
    if (left <= REMARKS)
        return VP_OK;
    VP_ALLOC(count, vp_arena_printf(in->arena, "%zu", left - REMARKS), in->err);
    return tell(in->findings, vp_cell_place(in->t, SIZE_MAX, (long)last), VP_REMARK,
                (vp_note){N_("%1$s more columns are left alone"), {count}}, (vp_note){0}, in->arena, in->err);
}

static vp_status take_roles(reading *in)
{
    size_t left = 0, last = 0;
    vp_head *h = in->head;
    long *slot[MARK] = {[PROPOSAL] = &h->proposal, [REVIEWER] = &h->reviewer, [CRITERION] = &h->criterion,
                        [SCORE] = &h->score, [CONFLICT] = &h->conflict, [COMMENT] = &h->comment,
                        [TOTAL] = &h->total};
    for (size_t i = 0; i < in->t->header.n; i++) {
        role r = in->columns[i].role;
        if (r != NONE && r < ABOUT)
            VP_TRY(take(in, slot[r], i));
        else if (r != MARK && r != ABOUT)
            VP_TRY(leave_alone(in, &left, &last, i, r));
    }
    VP_TRY(left_alone_too(in, left, last));
    if (h->proposal < 0)
        VP_TRY(wrong(in, -1, (vp_note){N_("there is no column '%1$s'"), {"proposal"}},
                     (vp_note){N_("name the column of the proposals' ids 'proposal' or '项目编号'"), {0}}));
    if (h->reviewer < 0)
        VP_TRY(wrong(in, -1, (vp_note){N_("there is no column '%1$s'"), {"reviewer"}},
                     (vp_note){N_("name the column of the reviewers 'reviewer' or '评审专家'"), {0}}));
    return VP_OK;
}

vp_status vp_head_read(vp_head *out, const vp_table *t, const vp_names *names, long stage, vp_findings *findings,
                       vp_arena *arena, vp_err *err)
{
    column *columns;
    *out = (vp_head){.usable = true, .proposal = -1, .reviewer = -1, .conflict = -1, .comment = -1, .criterion = -1,
                     .score = -1, .total = -1, .stage = stage < 0 ? vp_names_first(names) : (size_t)stage};
    VP_ALLOC(columns, vp_arena_array(arena, t->header.n, sizeof *columns), err);
    for (size_t i = 0; i < t->header.n; i++)
        VP_TRY(look_at(&columns[i], t->header.cell[i], names, arena, err));
    out->is_long = has(columns, t->header.n, CRITERION) && has(columns, t->header.n, SCORE);
    settle(columns, t->header.n, out->is_long, stage);
    reading in = {out, t, names, columns, findings, arena, err};
    VP_TRY(take_roles(&in));
    if (!out->is_long) {
        bool none;
        VP_TRY(find_stage(&in, stage, &none));
        if (none)
            VP_TRY(no_criteria(&in));
        else if (out->usable)
            VP_TRY(take_marks(&in));
    }
    if (out->usable && t->nrows == 0)
        VP_TRY(wrong(&in, -1, (vp_note){N_("the sheet has a header and no rows"), {0}},
                     (vp_note){N_("add a row for each proposal"), {0}}));
    return VP_OK;
}
