/* A CSV file in memory. */
#include <string.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/io/csv.h"
#include "lib/io/marks.h"

/* The header row decides on the separator; later rows say nothing about it. */
static size_t header_cells(void *ctx, const vp_csv_record *record)
{
    (void)ctx;
    return record->number == 1 ? record->n : 0;
}

static vp_status keep(vp_row *row, const vp_csv_record *r, size_t width, vp_arena *arena, vp_err *err)
{
    const char **cell;
    size_t n = r->n > width ? r->n : width;
    VP_ALLOC(cell, vp_arena_array(arena, n, sizeof *cell), err);
    for (size_t i = 0; i < n; i++) {
        cell[i] = "";
        if (i < r->n && r->cell[i].n > 0) {
            const char *s;
            VP_ALLOC(s, vp_arena_dup(arena, r->cell[i].s, r->cell[i].n), err);
            VP_TRY(vp_clean(&cell[i], s, r->cell[i].n, arena, err));
        }
    }
    *row = (vp_row){r->line, n, cell};
    return VP_OK;
}

static bool is_blank(const vp_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (*row->cell[i])
            return false;
    return true;
}

/* Blank cells beyond the header are a spreadsheet's empty columns; others are somebody's data. */
static vp_status cut(vp_row *row, const vp_table *t, vp_err *err)
{
    for (size_t i = t->header.n; i < row->n; i++)
        if (*row->cell[i]) {
            vp_where at = {.file = t->file, .row = row->line, .col = i + 1};
            vp_fail(err, VP_INVALID, at, "this row has %zu cells, the header has %zu", row->n, t->header.n);
            return vp_hint(err, "put cells that hold separators in quotation marks");
        }
    row->n = t->header.n;
    return VP_OK;
}

vp_status vp_table_read(vp_table **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    vp_dialect dialect = vp_dialect_usual(',');
    vp_csv_record record;
    size_t cap = 0;
    vp_table *t;
    VP_ALLOC(t, vp_arena_alloc(arena, sizeof *t), err);
    VP_ALLOC(t->file, vp_arena_dupz(arena, file), err);
    VP_TRY(vp_refuse_marks(file, bytes, n, err));
    VP_TRY(vp_text_open_bytes(&text, file, bytes, n, err));
    VP_TRY(vp_csv_sniff(&dialect, text, header_cells, NULL, err));
    VP_TRY(vp_csv_open(&csv, text, &dialect, err));
    for (bool more;;) {
        vp_row row;
        VP_TRY(vp_csv_next(csv, &record, &more, err));
        if (!more)
            break;
        if (vp_csv_is_sep_line(&record))
            continue;
        VP_TRY(keep(&row, &record, t->header.n, arena, err));
        if (is_blank(&row))
            continue;
        if (!t->header.cell) {
            t->header = row;
            while (t->header.n > 0 && !*t->header.cell[t->header.n - 1])
                t->header.n--;
            continue;
        }
        VP_TRY(cut(&row, t, err));
        VP_TRY(vp_arena_grow(arena, &t->rows, &cap, t->nrows, t->nrows + 1, sizeof *t->rows, err));
        t->rows[t->nrows++] = row;
    }
    if (!t->header.cell)
        return vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the file has no row that is not blank");
    *out = t;
    return VP_OK;
}

long vp_table_column(const vp_table *t, const char *name)
{
    for (size_t i = 0; i < t->header.n; i++)
        if (strcmp(t->header.cell[i], name) == 0)
            return (long)i;
    return -1;
}

const char *vp_table_cell(const vp_table *t, size_t row, long column)
{
    return column < 0 ? "" : t->rows[row].cell[column];
}
