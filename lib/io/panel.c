/* Reading panel.csv. */
#include <string.h>
#include <vp/fold.h>
#include <vp/hash.h>
#include <vp/map.h>
#include <vp/money.h>
#include <vp/table.h>
#include "lib/io/panel.h"
#include "lib/io/sheet_cell.h"

enum { ID, NAME, ORGANISATION, CODE, FIELDS, LOAD, MIN_LOAD, STAGES, AVAILABLE, CONFLICTS, PARTNERS, COLUMNS };
enum { HEADINGS = 8, LOAD_MAX = 1000000 };

/* Folded. */
static const char *const headings[COLUMNS][HEADINGS] = {
    [ID] = {"id", "reviewer", "编号", "专家编号", "评审专家编号", "评委编号"},
    [NAME] = {"name", "姓名", "专家姓名", "评审专家", "评审专家姓名", "专家"},
    [ORGANISATION] = {"organisation", "organization", "工作单位", "单位", "所在单位", "机构"},
    [CODE] = {"code", "uscc", "统一社会信用代码", "信用代码", "单位信用代码"},
    [FIELDS] = {"fields", "expertise", "专业领域", "研究领域", "领域", "专业", "擅长领域"},
    [LOAD] = {"load", "max_load", "最多评审数", "评审上限", "最多项目数"},
    [MIN_LOAD] = {"min_load", "最少评审数", "评审下限", "最少项目数"},
    [STAGES] = {"stages", "stage", "评审阶段", "阶段", "参加阶段"},
    [AVAILABLE] = {"available", "是否参加", "能否参加", "可参加", "是否可用"},
    [CONFLICTS] = {"conflicts", "conflict", "回避", "回避单位", "回避项目", "利益冲突"},
    [PARTNERS] = {"partners", "合作单位", "曾合作单位"},
};

typedef struct reading {
    const vp_table *t;
    const vp_rubric *rubric; /* NULL: stages are not checked */
    long column[COLUMNS];    /* -1: there is none */
    vp_problems *problems;   /* NULL: the first ends the reading */
    bool bad;
    vp_arena *arena;
    vp_err *err;
} reading;

/* After vp_fail: told, and reading goes on; or the end. */
static vp_status told(reading *in, vp_err *one)
{
    in->bad |= one->status != VP_INVALID;
    if (in->problems) {
        in->problems->tell(in->problems->ctx, one);
        return VP_OK;
    }
    if (one->status == VP_INVALID)
        return VP_OK;
    if (in->err)
        *in->err = *one;
    return one->status;
}

static vp_err blank_err(const reading *in)
{
    return (vp_err){.lang = in->err ? in->err->lang : VP_EN};
}

/* row SIZE_MAX: the header. */
static vp_where place(const reading *in, size_t row, long column)
{
    vp_where at = {.file = in->t->file, .row = row == SIZE_MAX ? in->t->header.line : in->t->rows[row].line};
    if (column >= 0) {
        at.col = (size_t)column + 1;
        at.field = in->t->header.cell[column];
    }
    return at;
}

/* ---- the header ---- */

static vp_status find_role(int *role, const char *heading, vp_arena *arena, vp_err *err)
{
    const char *folded;
    *role = COLUMNS;
    VP_TRY(vp_fold(&folded, heading, arena, err));
    for (int c = 0; c < COLUMNS; c++)
        for (size_t i = 0; i < HEADINGS && headings[c][i]; i++)
            if (strcmp(headings[c][i], folded) == 0)
                *role = c;
    return VP_OK;
}

vp_status vp_panel_column(const char **name, const char *heading, vp_arena *arena, vp_err *err)
{
    int role;
    VP_TRY(find_role(&role, heading, arena, err));
    *name = role < COLUMNS ? headings[role][0] : NULL;
    return VP_OK;
}

vp_status vp_panel_secret(bool *out, const vp_round *round, const char *heading, vp_arena *arena, vp_err *err)
{
    const vp_strings *secret = &round->panel.secret;
    const char *name, *other, *folded, *listed;
    *out = false;
    if (secret->n == 0)
        return VP_OK;
    VP_TRY(vp_panel_column(&name, heading, arena, err));
    VP_TRY(vp_fold(&folded, heading, arena, err));
    for (size_t i = 0; i < secret->n && !*out; i++) {
        VP_TRY(vp_panel_column(&other, secret->at[i], arena, err));
        VP_TRY(vp_fold(&listed, secret->at[i], arena, err));
        *out = name ? name == other : strcmp(folded, listed) == 0;
    }
    return VP_OK;
}

static vp_status read_header(reading *in)
{
    vp_err one = blank_err(in);
    for (int c = 0; c < COLUMNS; c++)
        in->column[c] = -1;
    for (size_t i = 0; i < in->t->header.n; i++) {
        int role;
        const char *heading = in->t->header.cell[i];
        VP_TRY(find_role(&role, heading, in->arena, in->err));
        if (role == COLUMNS && *heading) {
            vp_fail(&one, VP_INVALID, place(in, SIZE_MAX, (long)i), "the column '%s' is left alone", heading);
            vp_hint(&one, "columns of panel.csv: id, name, organisation, code, fields, load, min_load, stages, "
                          "available, conflicts, partners");
            VP_TRY(told(in, &one));
        } else if (role < COLUMNS && in->column[role] >= 0) {
            vp_fail(&one, VP_CORRUPT, place(in, SIZE_MAX, (long)i), "the columns '%s' and '%s' mean the same",
                    in->t->header.cell[in->column[role]], heading);
            vp_hint(&one, "keep one of them");
            VP_TRY(told(in, &one));
        } else if (role < COLUMNS) {
            in->column[role] = (long)i;
        }
    }
    if (in->column[ID] >= 0)
        return VP_OK;
    vp_fail(&one, VP_CORRUPT, place(in, SIZE_MAX, -1), "there is no column 'id'");
    vp_hint(&one, "the reviewers' ids stand in a column named id");
    return told(in, &one);
}

/* ---- cells ---- */

/* The length of a mark that parts two entries, 0: there is none here. */
static size_t separator(const char *s)
{
    static const char *const all[] = {";", "|", ",", "\n", "；", "、", "，"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strncmp(s, all[i], strlen(all[i])) == 0)
            return strlen(all[i]);
    return 0;
}

static vp_status split(vp_strings *out, const char *cell, const reading *in)
{
    const char **at = NULL;
    size_t n = 0, cap = 0;
    for (const char *p = cell; *p;) {
        const char *from = p, *part;
        size_t k = 0;
        while (*p && (k = separator(p)) == 0)
            p++;
        VP_ALLOC(part, vp_arena_dup(in->arena, from, (size_t)(p - from)), in->err);
        VP_TRY(vp_clean(&part, part, strlen(part), in->arena, in->err));
        p += *p ? k : 0;
        if (!*part)
            continue;
        VP_TRY(vp_arena_grow(in->arena, &at, &cap, n, n + 1, sizeof *at, in->err));
        at[n++] = part;
    }
    *out = (vp_strings){at, n};
    return VP_OK;
}

static vp_status read_list(vp_strings *out, reading *in, size_t row, int column)
{
    return split(out, vp_table_cell(in->t, row, in->column[column]), in);
}

static vp_status read_load(int64_t *out, reading *in, size_t row, int column)
{
    const char *cell = vp_table_cell(in->t, row, in->column[column]), *narrow;
    vp_err one = blank_err(in);
    *out = -1;
    if (!*cell)
        return VP_OK;
    VP_TRY(vp_narrow(&narrow, cell, strlen(cell), in->arena, in->err));
    if (vp_decimal_parse(out, narrow, 0) && *out >= 0 && *out <= LOAD_MAX)
        return VP_OK;
    *out = -1;
    vp_fail(&one, VP_CORRUPT, place(in, row, in->column[column]), "'%s' is no number of proposals", cell);
    vp_hint(&one, "write a whole number, or leave it blank");
    return told(in, &one);
}

static vp_status read_available(bool *out, reading *in, size_t row)
{
    const char *cell = vp_table_cell(in->t, row, in->column[AVAILABLE]);
    vp_err one = blank_err(in);
    vp_cell_problem p = {0};
    *out = true;
    if (!*cell)
        return VP_OK;
    VP_TRY(vp_cell_yes(out, &p, cell, in->arena, in->err));
    if (!p.what.msg)
        return VP_OK;
    vp_fail(&one, VP_CORRUPT, place(in, row, in->column[AVAILABLE]), "'%s' is neither yes nor no", cell);
    vp_hint(&one, "write yes or no, or 是 or 否");
    return told(in, &one);
}

static vp_status read_stages(vp_strings *out, reading *in, size_t row)
{
    VP_TRY(read_list(out, in, row, STAGES));
    for (size_t i = 0; in->rubric && i < out->n; i++) {
        const vp_rubric *r = in->rubric;
        vp_err one = blank_err(in);
        const char **at = (const char **)out->at, *folded, *title;
        size_t s = 0;
        for (; s < r->nstages && strcmp(r->stages[s].id, at[i]) != 0; s++) {
            VP_TRY(vp_fold(&folded, at[i], in->arena, in->err));
            VP_TRY(vp_fold(&title, r->stages[s].title, in->arena, in->err));
            if (*title && strcmp(title, folded) == 0)
                break;
        }
        if (s < r->nstages) {
            at[i] = r->stages[s].id;
            continue;
        }
        vp_fail(&one, VP_CORRUPT, place(in, row, in->column[STAGES]), "the rubric has no stage '%s'", at[i]);
        vp_hint(&one, "write the id of a stage, such as '%s', or leave it blank for all stages", r->stages[0].id);
        VP_TRY(told(in, &one));
    }
    return VP_OK;
}

static vp_status read_id(const char **out, reading *in, size_t row, vp_map *seen)
{
    const char *cell = vp_table_cell(in->t, row, in->column[ID]);
    vp_err one = blank_err(in);
    bool fresh = true;
    VP_TRY(vp_narrow(out, cell, strlen(cell), in->arena, in->err));
    if (!**out) {
        vp_fail(&one, VP_CORRUPT, place(in, row, in->column[ID]), "this reviewer has no id");
        return told(in, &one);
    }
    if (!vp_map_put(seen, *out, strlen(*out), &fresh))
        return vp_nomem(in->err);
    if (fresh)
        return VP_OK;
    vp_fail(&one, VP_CORRUPT, place(in, row, in->column[ID]), "the reviewer '%s' comes twice", *out);
    return told(in, &one);
}

static vp_status read_row(vp_panelist *p, reading *in, size_t row, vp_map *seen)
{
    vp_err one = blank_err(in);
    p->line = in->t->rows[row].line;
    VP_TRY(read_id(&p->id, in, row, seen));
    p->name = vp_table_cell(in->t, row, in->column[NAME]);
    if (vp_tag_like(p->name)) {
        p->tag = p->name;
        p->name = "";
    }
    p->organisation = vp_table_cell(in->t, row, in->column[ORGANISATION]);
    p->fields = vp_table_cell(in->t, row, in->column[FIELDS]);
    const char *code = vp_table_cell(in->t, row, in->column[CODE]);
    VP_TRY(vp_narrow(&p->code, code, strlen(code), in->arena, in->err));
    VP_TRY(read_list(&p->knows, in, row, FIELDS));
    VP_TRY(read_list(&p->conflicts, in, row, CONFLICTS));
    VP_TRY(read_list(&p->partners, in, row, PARTNERS));
    VP_TRY(read_load(&p->most, in, row, LOAD));
    VP_TRY(read_load(&p->least, in, row, MIN_LOAD));
    VP_TRY(read_available(&p->available, in, row));
    VP_TRY(read_stages(&p->stages, in, row));
    if (p->most < 0 || p->least <= p->most)
        return VP_OK;
    vp_fail(&one, VP_CORRUPT, place(in, row, in->column[MIN_LOAD]), "'%s' is to have more proposals than it may have",
            p->id);
    vp_hint(&one, "the smallest load is at most the largest");
    return told(in, &one);
}

static vp_status read_rows(vp_panel_list *out, reading *in)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    vp_panelist *all;
    if (!seen)
        return vp_nomem(in->err);
    VP_TRY(read_header(in));
    if (in->column[ID] < 0)
        return VP_CORRUPT;
    VP_ALLOC(all, vp_arena_array(in->arena, in->t->nrows, sizeof *all), in->err);
    for (size_t r = 0; r < in->t->nrows; r++)
        VP_TRY(read_row(&all[r], in, r, seen));
    *out = (vp_panel_list){all, in->t->nrows, in->t->file};
    return in->bad ? VP_CORRUPT : VP_OK;
}

static vp_status read_panel(vp_panel_list *out, const vp_view *view, reading *in)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t = NULL;
    *out = (vp_panel_list){0};
    vp_status s = view->read(view->ctx, "panel.csv", &bytes, &n, in->arena, in->err);
    if (s == VP_NOTFOUND || (s == VP_OK && n == 0))
        return VP_OK;
    VP_TRY(s);
    VP_ALLOC(file, view->where(view->ctx, "panel.csv", in->arena), in->err);
    s = vp_table_read(&t, file, bytes, n, in->arena, in->err);
    if (s == VP_INVALID && in->err)
        in->err->status = VP_CORRUPT;
    VP_TRY(s == VP_INVALID ? VP_CORRUPT : s);
    in->t = t;
    return t->nrows > 0 ? read_rows(out, in) : VP_OK;
}

vp_status vp_panel_from_table(vp_panel_list *out, const vp_rubric *rubric, const vp_table *table,
                              vp_problems *problems, vp_arena *arena, vp_err *err)
{
    reading in = {.t = table, .rubric = rubric, .problems = problems, .arena = arena, .err = err};
    *out = (vp_panel_list){0};
    return read_rows(out, &in);
}

vp_status vp_panel_read(vp_panel_list *out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    reading in = {.arena = arena, .err = err};
    return read_panel(out, view, &in);
}

vp_status vp_panel_read_all(vp_panel_list *out, const vp_rubric *rubric, const vp_view *view, vp_problems *problems,
                            vp_arena *arena, vp_err *err)
{
    reading in = {.rubric = rubric, .problems = problems, .arena = arena, .err = err};
    return read_panel(out, view, &in);
}

vp_status vp_panel_find(long *found, const vp_panel_list *panel, const char *who, vp_arena *arena, vp_err *err)
{
    const char *key, *name;
    *found = VP_NO_PANELIST;
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->at[i].id, who) == 0) {
            *found = (long)i;
            return VP_OK;
        }
    VP_TRY(vp_fold(&key, who, arena, err));
    for (size_t i = 0; i < panel->n; i++) {
        VP_TRY(vp_fold(&name, panel->at[i].name, arena, err));
        if (*name && strcmp(name, key) == 0)
            *found = *found == VP_NO_PANELIST ? (long)i : VP_TWO_PANELISTS;
    }
    return VP_OK;
}
