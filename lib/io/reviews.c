/* Reviews as the history keeps them. */
#include <stdlib.h>
#include <string.h>
#include "lib/io/reviews.h"
#include "lib/io/sheet_cell.h"

char *vp_reviews_path(const vp_stage *stage, const char *reviewer, vp_arena *arena)
{
    return vp_arena_printf(arena, "reviews/%s/%s.csv", stage->id, reviewer);
}

void vp_reviews_text(vp_str *out, const vp_stage *stage, const vp_review *reviews, size_t n)
{
    vp_str_addz(out, "proposal");
    for (size_t k = 0; k < stage->ncriteria; k++)
        if (vp_criterion_is_leaf(stage, k)) {
            vp_str_addc(out, ',');
            vp_csv_cell(out, stage->criteria[k].id, strlen(stage->criteria[k].id));
        }
    vp_str_addz(out, stage->has_closes ? ",conflict,comment,received\n" : ",conflict,comment\n");
    for (size_t i = 0; i < n; i++) {
        const vp_review *r = &reviews[i];
        vp_csv_cell(out, r->proposal, strlen(r->proposal));
        for (size_t k = 0; k < stage->ncriteria; k++) {
            char mark[VP_DECIMAL_MAX] = "";
            if (!vp_criterion_is_leaf(stage, k))
                continue;
            if (r->mark[k] == VP_NA)
                strcpy(mark, "n/a");
            else if (r->mark[k] >= 0)
                vp_micro_format(mark, r->mark[k], 2);
            vp_str_addc(out, ',');
            vp_str_addz(out, mark);
        }
        vp_str_addz(out, r->conflict ? ",yes," : ",,");
        vp_csv_cell(out, r->comment, strlen(r->comment));
        if (stage->has_closes) {
            vp_str_addc(out, ',');
            vp_str_addz(out, r->received ? r->received : "");
        }
        vp_str_addc(out, '\n');
    }
}

/* ---- reading ---- */

typedef struct reading {
    const vp_rubric *rubric;
    const vp_view *view;
    vp_arena *arena;
    vp_err *err;
    vp_review *at;
    size_t n, cap;
    unsigned char rubric_id[20]; /* where the view has a memo */
} reading;

static vp_status corrupt(const reading *in, vp_where at, const char *what)
{
    vp_fail(in->err, VP_CORRUPT, at, "this is no review by the rubric as it stands: %s",
            vp_tr(in->err ? in->err->lang : VP_EN, what));
    return vp_hint(in->err, "see what changed it or the rubric with git log; git rm it to read the sheet again");
}

/* Files of stages that close have one column more; older ones of them may not. */
static bool has_received(const vp_table *t)
{
    return t->header.n > 0 && strcmp(t->header.cell[t->header.n - 1], "received") == 0;
}

static vp_status check_header(const reading *in, const vp_stage *stage, const vp_table *t)
{
    size_t c = 0, n = t->header.n;
    const char *const *cell = t->header.cell;
    vp_where at = {.file = t->file, .row = t->header.line};
    bool same = n > 0 && strcmp(cell[c++], "proposal") == 0;
    for (size_t k = 0; k < stage->ncriteria && same; k++)
        if (vp_criterion_is_leaf(stage, k))
            same = c < n && strcmp(cell[c++], stage->criteria[k].id) == 0;
    same = same && c + 2 + has_received(t) == n && strcmp(cell[c], "conflict") == 0 &&
           strcmp(cell[c + 1], "comment") == 0;
    return same ? VP_OK : corrupt(in, at, N_("its columns are not the criteria of the stage"));
}

static vp_status read_row(vp_review *r, const reading *in, const vp_stage *stage, const vp_table *t, size_t row)
{
    vp_micro *mark;
    vp_where at = {.file = t->file, .row = t->rows[row].line};
    size_t c = 0;
    VP_ALLOC(mark, vp_arena_array(in->arena, stage->ncriteria, sizeof *mark), in->err);
    r->proposal = t->rows[row].cell[c++];
    r->mark = mark;
    r->file = t->file;
    r->line = at.row;
    size_t last = t->header.n - 1 - has_received(t);
    vp_date day;
    r->conflict = strcmp(t->rows[row].cell[last - 1], "yes") == 0;
    r->comment = t->rows[row].cell[last];
    r->received = has_received(t) ? t->rows[row].cell[last + 1] : "";
    if (*r->received && (!vp_date_parse(&day, r->received) || day.first != day.last))
        return corrupt(in, at, N_("the day on which a review came is none"));
    if (!*r->proposal)
        return corrupt(in, at, N_("a row names no proposal"));
    for (size_t k = 0; k < stage->ncriteria; k++) {
        vp_cell_problem p = {0};
        if (!vp_criterion_is_leaf(stage, k))
            continue;
        const char *cell = t->rows[row].cell[c++];
        mark[k] = VP_NO_MARK;
        if (*cell)
            VP_TRY(vp_cell_mark(&mark[k], &p, cell, &stage->criteria[k], in->arena, in->err));
        at.col = c;
        at.field = stage->criteria[k].id;
        if (p.what.msg || (mark[k] == VP_NO_MARK && !r->conflict))
            return corrupt(in, at, N_("a mark is missing or out of range"));
    }
    return vp_stage_fill_groups(mark, stage) ? VP_OK : corrupt(in, at, N_("a mark is missing or out of range"));
}

/* Append the reviews of a file. */
static vp_status read_file(reading *in, size_t s, const char *name)
{
    const vp_stage *stage = &in->rubric->stages[s];
    const char *bytes, *where, *path;
    char *reviewer;
    size_t n;
    vp_table *t = NULL;
    VP_ALLOC(reviewer, vp_arena_dup(in->arena, name, strlen(name) - strlen(".csv")), in->err);
    VP_ALLOC(path, vp_reviews_path(stage, reviewer, in->arena), in->err);
    VP_ALLOC(where, in->view->where(in->view->ctx, path, in->arena), in->err);
    vp_status got = in->view->read(in->view->ctx, path, &bytes, &n, in->arena, in->err);
    if (got == VP_OK)
        got = vp_table_read(&t, where, bytes, n, in->arena, in->err);
    if (got == VP_INVALID && in->err)
        in->err->status = VP_CORRUPT;
    VP_TRY(got == VP_INVALID ? VP_CORRUPT : got);
    VP_TRY(check_header(in, stage, t));
    VP_TRY(vp_arena_grow(in->arena, &in->at, &in->cap, in->n, in->n + t->nrows, sizeof *in->at, in->err));
    for (size_t row = 0; row < t->nrows; row++) {
        vp_review *r = &in->at[in->n];
        *r = (vp_review){.reviewer = reviewer, .stage = s};
        VP_TRY(read_row(r, in, stage, t, row));
        if (row > 0 && strcmp(in->at[in->n - 1].proposal, r->proposal) >= 0)
            return corrupt(in, (vp_where){.file = t->file, .row = r->line},
                           N_("its rows are not sorted by proposal, each once"));
        in->n++;
    }
    return VP_OK;
}

/* The same, of what is kept: each file is read once, whatever commits it is in. */
static vp_status kept_file(reading *in, size_t s, const char *name)
{
    vp_memo *memo = in->view->memo;
    vp_memo_key key = vp_memo_key_of("reviews of a file");
    unsigned char id[20] = {0};
    bool there;
    const char *path;
    VP_ALLOC(path, vp_arena_printf(in->arena, "reviews/%s/%s", in->rubric->stages[s].id, name), in->err);
    VP_TRY(in->view->id(in->view->ctx, path, id, &there, in->err));
    vp_memo_key_add(&key, in->rubric_id, sizeof in->rubric_id);
    vp_memo_key_add(&key, id, sizeof id);
    vp_memo_key_addz(&key, path);
    vp_reviews *all = vp_memo_get(memo, &key);
    if (!all) {
        reading one = {.rubric = in->rubric, .view = in->view, .arena = vp_memo_arena(memo), .err = in->err};
        VP_TRY(read_file(&one, s, name));
        VP_ALLOC(all, vp_arena_alloc(one.arena, sizeof *all), in->err);
        *all = (vp_reviews){one.at, one.n};
        VP_TRY(vp_memo_put(memo, &key, all, in->err));
    }
    VP_TRY(vp_arena_grow(in->arena, &in->at, &in->cap, in->n, in->n + all->n, sizeof *in->at, in->err));
    if (all->n > 0)
        memcpy(in->at + in->n, all->at, all->n * sizeof *in->at);
    in->n += all->n;
    return VP_OK;
}

static bool is_csv(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".csv") == 0;
}

/* Names come in the order of their bytes, "R1.csv" before "R10.csv" and after "R1-b.csv": reviewers need not. */
static int by_name_without_ending(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    size_t n = strlen(x) - 4, m = strlen(y) - 4;
    int order = memcmp(x, y, n < m ? n : m);
    return order != 0 ? order : (n > m) - (n < m);
}

static vp_status read_stage(reading *in, size_t s)
{
    const char *folder, *const *names, **files;
    size_t count, n = 0;
    VP_ALLOC(folder, vp_arena_printf(in->arena, "reviews/%s", in->rubric->stages[s].id), in->err);
    VP_TRY(in->view->list(in->view->ctx, folder, &names, &count, in->arena, in->err));
    VP_ALLOC(files, vp_arena_array(in->arena, count, sizeof *files), in->err);
    for (size_t i = 0; i < count; i++)
        if (is_csv(names[i]))
            files[n++] = names[i];
    if (n > 1)
        qsort(files, n, sizeof *files, by_name_without_ending);
    for (size_t i = 0; i < n; i++)
        VP_TRY(in->view->memo ? kept_file(in, s, files[i]) : read_file(in, s, files[i]));
    return VP_OK;
}

/* A folder for each stage that has reviews, and no other. */
static vp_status check_folders(const reading *in)
{
    const char *const *names, *path;
    size_t count;
    VP_TRY(in->view->list(in->view->ctx, "reviews", &names, &count, in->arena, in->err));
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(names[i]), s = 0;
        if (n == 0 || names[i][n - 1] != '/')
            continue;
        while (s < in->rubric->nstages && (strlen(in->rubric->stages[s].id) != n - 1 ||
                                           strncmp(in->rubric->stages[s].id, names[i], n - 1) != 0))
            s++;
        if (s < in->rubric->nstages)
            continue;
        VP_ALLOC(path, vp_arena_printf(in->arena, "reviews/%s", names[i]), in->err);
        return corrupt(in, VP_AT_FILE(in->view->where(in->view->ctx, path, in->arena)),
                       N_("the rubric has no such stage"));
    }
    return VP_OK;
}

vp_status vp_reviews_read(vp_reviews *out, const vp_rubric *rubric, const vp_view *view, vp_arena *arena, vp_err *err)
{
    reading in = {.rubric = rubric, .view = view, .arena = arena, .err = err};
    bool there;
    if (view->memo)
        VP_TRY(view->id(view->ctx, "rubric.json", in.rubric_id, &there, err));
    VP_TRY(check_folders(&in));
    for (size_t s = 0; s < rubric->nstages; s++)
        VP_TRY(read_stage(&in, s));
    *out = (vp_reviews){in.at, in.n};
    return VP_OK;
}
