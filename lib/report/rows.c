/* The main table alone, as every other command prints its answer. Values are canonical, but for the digits of numbers
   on a terminal; there is no total row, so that a program may add up what it reads. */
#include <string.h>
#include <vp/report.h>

/* A cell as the format shows it; NULL: no memory. */
static const char *cell_of(const vp_doc *d, const char *format, vp_shown as, const char *value)
{
    if (as != VP_SHOW_REAL || strcmp(format, "table") != 0)
        return value;
    VP_STR text = {0};
    vp_doc_show(&text, d, as, value, true);
    return text.oom ? NULL : vp_arena_dupz(d->arena, vp_str_text(&text));
}

static vp_status rows(const vp_doc *d, const char *format, vp_out out, vp_err *err)
{
    const vp_doc_table *t = d->main;
    vp_column *columns;
    const char **cells;
    size_t n = 0;
    VP_ALLOC(columns, vp_arena_array(d->arena, t->ncolumns, sizeof *columns), err);
    VP_ALLOC(cells, vp_arena_array(d->arena, t->ncolumns, sizeof *cells), err);
    for (size_t c = 0; c < t->ncolumns; c++) {
        vp_shown as = t->columns[c].shown;
        if (t->columns[c].use != VP_COLUMN_PEOPLE)
            columns[n++] = (vp_column){t->columns[c].name, t->columns[c].title, vp_shown_bare(as) ? 'n' : 't'};
    }
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, format, out, d->schema, columns, n, err));
    for (size_t r = 0; r < t->nrows; r++) {
        size_t k = 0;
        for (size_t c = 0; c < t->ncolumns; c++)
            if (t->columns[c].use != VP_COLUMN_PEOPLE)
                VP_ALLOC(cells[k++], cell_of(d, format, t->columns[c].shown, t->cell[r * t->ncolumns + c]), err);
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

static vp_status csv(const vp_doc *d, vp_out out, vp_err *err)
{
    return rows(d, "csv", out, err);
}

static vp_status sheet(const vp_doc *d, vp_out out, vp_err *err)
{
    return rows(d, "sheet", out, err);
}

static vp_status table(const vp_doc *d, vp_out out, vp_err *err)
{
    return rows(d, "table", out, err);
}

static vp_status jsonl(const vp_doc *d, vp_out out, vp_err *err)
{
    return rows(d, "jsonl", out, err);
}

const vp_report_format vp_report_format_csv = {"csv", N_("the main table, exact, for programs"), csv};
const vp_report_format vp_report_format_sheet = {"sheet", N_("the main table for Excel and WPS"), sheet};
const vp_report_format vp_report_format_table = {"table", N_("the main table for a terminal"), table};
const vp_report_format vp_report_format_jsonl = {"jsonl", N_("the main table, a JSON object a line"), jsonl};
