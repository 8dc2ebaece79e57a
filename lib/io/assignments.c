/* Reading assignments.csv, and putting assignments in order. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include <vp/money.h>
#include "lib/io/assignments.h"

static int by_place(const void *x, const void *y)
{
    const vp_assigned *a = x, *b = y;
    int order = strcmp(a->stage, b->stage);
    if (order == 0)
        order = strcmp(a->reviewer, b->reviewer);
    return order != 0 ? order : strcmp(a->proposal, b->proposal);
}

void vp_assignments_sort(vp_assignments *a)
{
    if (a->n > 1)
        qsort(a->at, a->n, sizeof *a->at, by_place);
}

static vp_status read_row(vp_assigned *out, const vp_table *t, size_t row, const long column[4], vp_arena *arena,
                          vp_err *err)
{
    const char **text[] = {&out->reviewer, &out->proposal, &out->stage}, *fit = vp_table_cell(t, row, column[3]);
    int64_t n = 0;
    for (size_t c = 0; c < 3; c++) {
        const char *cell = vp_table_cell(t, row, column[c]);
        VP_TRY(vp_narrow(text[c], cell, strlen(cell), arena, err));
        if (!**text[c])
            return vp_fail(err, VP_INVALID, (vp_where){t->file, t->rows[row].line, (size_t)column[c] + 1,
                                                       t->header.cell[column[c]]}, "this cell is blank");
    }
    if (*fit && (!vp_decimal_parse(&n, fit, 0) || n < 0 || n > VP_FIT_MAX))
        return vp_fail(err, VP_INVALID, (vp_where){t->file, t->rows[row].line, (size_t)column[3] + 1, "fit"},
                       "'%s' is no fit: it is a whole number from 0 to 1000000", fit);
    out->fit = (uint32_t)n;
    return VP_OK;
}

vp_status vp_assignments_from_table(vp_assignments *out, const vp_table *t, vp_arena *arena, vp_err *err)
{
    static const char *const names[] = {"reviewer", "proposal", "stage", "fit"};
    long column[4];
    *out = (vp_assignments){0};
    for (size_t c = 0; c < 4; c++) {
        column[c] = vp_table_column(t, names[c]);
        if (column[c] < 0 && c < 3)
            return vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = t->header.line},
                           "there is no column '%s'", names[c]);
    }
    VP_ALLOC(out->at, vp_arena_array(arena, t->nrows, sizeof *out->at), err);
    for (size_t r = 0; r < t->nrows; r++)
        VP_TRY(read_row(&out->at[out->n++], t, r, column, arena, err));
    vp_assignments_sort(out);
    for (size_t i = 1; i < out->n; i++)
        if (by_place(&out->at[i - 1], &out->at[i]) == 0)
            return vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "'%s' has '%s' twice", out->at[i].reviewer,
                           out->at[i].proposal);
    return VP_OK;
}

vp_status vp_assignments_read(vp_assignments *out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t;
    *out = (vp_assignments){0};
    vp_status s = view->read(view->ctx, "assignments.csv", &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_ALLOC(file, view->where(view->ctx, "assignments.csv", arena), err);
    s = vp_table_read(&t, file, bytes, n, arena, err);
    if (s == VP_OK)
        s = vp_assignments_from_table(out, t, arena, err);
    if (s == VP_INVALID && err)
        err->status = VP_CORRUPT;
    return s == VP_INVALID ? VP_CORRUPT : s;
}
