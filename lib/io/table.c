/* A CSV file in memory. */
#include <string.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/io/csv.h"
#include "lib/io/marks.h"

enum { HEADER_WITHIN = 10 };

typedef struct reader {
    vp_table *t;
    size_t cap;
    bool (*is_header)(void *ctx, const vp_row *row); /* NULL: the first row is it */
    void *ctx;
    vp_arena *arena;
    vp_err *err;
} reader;

static vp_status keep(vp_row *row, const vp_csv_record *r, size_t width, vp_arena *arena, vp_err *err)
{
    const char **cell;
    size_t n = r->n > width ? r->n : width, texts = 0;
    for (size_t i = 0; i < r->n; i++)
        texts += r->cell[i].n + 1;
    VP_ALLOC(cell, vp_arena_alloc(arena, n * sizeof *cell + texts), err); /* the texts of a row behind its cells */
    char *to = (char *)(cell + n);
    for (size_t i = 0; i < n; i++) {
        cell[i] = "";
        if (i < r->n && r->cell[i].n > 0) {
            memcpy(to, r->cell[i].s, r->cell[i].n);
            VP_TRY(vp_clean(&cell[i], to, r->cell[i].n, arena, err));
            to += r->cell[i].n + 1;
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

/* The header row decides on the separator; other rows say nothing about it. */
static size_t header_cells(void *ctx, const vp_csv_record *record)
{
    const reader *r = ctx;
    vp_row row;
    vp_mark mark = vp_arena_mark(r->arena);
    bool is = r->is_header && keep(&row, record, 0, r->arena, NULL) == VP_OK && r->is_header(r->ctx, &row);
    vp_arena_rewind(r->arena, mark);
    return is ? VP_COLUMNS_MAX + record->n : record->number == 1 ? record->n : 0;
}

/* Cells that the row does not have are blank. */
static vp_status widen(vp_row *row, size_t width, vp_arena *arena, vp_err *err)
{
    const char **cell;
    if (row->n >= width)
        return VP_OK;
    VP_ALLOC(cell, vp_arena_array(arena, width, sizeof *cell), err);
    for (size_t i = 0; i < width; i++)
        cell[i] = i < row->n ? row->cell[i] : "";
    row->cell = cell;
    row->n = width;
    return VP_OK;
}

/* Of the rows so far that one is the header: those before it are titles, those behind it its rows. */
static vp_status take_header(reader *r, size_t at)
{
    vp_table *t = r->t;
    t->above = t->rows;
    t->nabove = at;
    t->header = t->rows[at];
    t->rows += at + 1;
    t->nrows -= at + 1;
    r->cap -= at + 1;
    while (t->header.n > 0 && !*t->header.cell[t->header.n - 1])
        t->header.n--;
    for (size_t i = 0; i < t->nrows; i++) {
        VP_TRY(widen(&t->rows[i], t->header.n, r->arena, r->err));
        VP_TRY(cut(&t->rows[i], t, r->err));
    }
    return VP_OK;
}

static vp_status take_row(reader *r, const vp_csv_record *record)
{
    vp_table *t = r->t;
    vp_row row;
    VP_TRY(keep(&row, record, t->header.n, r->arena, r->err));
    if (is_blank(&row))
        return VP_OK;
    if (t->header.cell)
        VP_TRY(cut(&row, t, r->err));
    VP_TRY(vp_arena_grow(r->arena, &t->rows, &r->cap, t->nrows, t->nrows + 1, sizeof *t->rows, r->err));
    t->rows[t->nrows++] = row;
    if (t->header.cell)
        return VP_OK;
    if (!r->is_header || r->is_header(r->ctx, &row))
        return take_header(r, t->nrows - 1);
    return t->nrows == HEADER_WITHIN ? take_header(r, 0) : VP_OK;
}

static vp_status read_rows(reader *r, vp_csv *csv)
{
    vp_csv_record record;
    for (bool more;;) {
        VP_TRY(vp_csv_next(csv, &record, &more, r->err));
        if (!more)
            break;
        if (!vp_csv_is_sep_line(&record))
            VP_TRY(take_row(r, &record));
    }
    if (r->t->header.cell)
        return VP_OK;
    if (r->t->nrows == 0)
        return vp_fail(r->err, VP_INVALID, VP_AT_FILE(r->t->file), "the file has no row that is not blank");
    return take_header(r, 0);
}

static vp_status read_table(reader *r, const char *file, const char *bytes, size_t n)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    vp_dialect dialect = vp_dialect_usual(',');
    VP_ALLOC(r->t, vp_arena_alloc(r->arena, sizeof *r->t), r->err);
    VP_ALLOC(r->t->file, vp_arena_dupz(r->arena, file), r->err);
    VP_TRY(vp_refuse_marks(file, bytes, n, r->err));
    VP_TRY(vp_text_open_bytes(&text, file, bytes, n, r->err));
    VP_TRY(vp_csv_sniff(&dialect, text, header_cells, r, r->err));
    VP_TRY(vp_csv_open(&csv, text, &dialect, r->err));
    return read_rows(r, csv);
}

vp_status vp_table_read_titled(vp_table **out, const char *file, const char *bytes, size_t n,
                               bool (*is_header)(void *ctx, const vp_row *row), void *ctx, vp_arena *arena,
                               vp_err *err)
{
    reader r = {.is_header = is_header, .ctx = ctx, .arena = arena, .err = err};
    VP_TRY(read_table(&r, file, bytes, n));
    *out = r.t;
    return VP_OK;
}

vp_status vp_table_read(vp_table **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    return vp_table_read_titled(out, file, bytes, n, NULL, NULL, arena, err);
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
