/* vp-intake --parse-only: no rules, no headings, nothing trimmed: the cells of a table as they were read. */
#include <stdio.h>
#include <string.h>
#include <vp/parse_only.h>
#include "lib/io/csv.h"

enum { FLUSH_AT = 64 * 1024, TOLD = 1000 };

typedef enum form { CSV, SHEET, JSON, JSONL, TABLE } form;

typedef struct run {
    const vp_parse_opts *opts;
    vp_parse_result *out;
    vp_dialect dialect;
    size_t width;           /* of most of the first rows */
    form form;
    vp_text *text;
    vp_str waiting;
    vp_emit *emit;          /* of a table, with as many columns as the widest row has */
    const char **cells;
    size_t widest;
    vp_arena *arena;
} run;

static void run_freep(run *r)
{
    vp_text_free(r->text);
    vp_str_free(&r->waiting);
    vp_emit_free(r->emit);
}

/* ---- printing ---- */

static vp_status flush(run *r, size_t at_least, vp_err *err)
{
    VP_TRY(vp_str_check(&r->waiting, err));
    if (r->waiting.n == 0 || r->waiting.n < at_least)
        return VP_OK;
    VP_TRY(r->opts->answer.write(r->opts->answer.ctx, r->waiting.s, r->waiting.n, err));
    vp_str_clear(&r->waiting);
    return VP_OK;
}

static void put_csv(run *r, const vp_csv_record *record)
{
    VP_STR guarded = {0};
    for (size_t i = 0; i < record->n; i++) {
        vp_cell cell = record->cell[i];
        if (i > 0)
            vp_str_addc(&r->waiting, ',');
        if (r->form == SHEET && vp_formula_like(cell.s)) {
            vp_str_clear(&guarded);
            vp_str_addc(&guarded, '\'');
            vp_str_add(&guarded, cell.s, cell.n);
            r->waiting.oom |= guarded.oom;
            cell = (vp_cell){vp_str_text(&guarded), guarded.n};
        }
        vp_csv_cell(&r->waiting, cell.s, cell.n);
    }
    if (record->n == 1 && record->cell[0].n == 0)
        vp_str_addz(&r->waiting, "\"\""); /* else it would be a blank line */
    vp_str_addz(&r->waiting, r->form == SHEET ? "\r\n" : "\n");
}

static void put_list(vp_str *out, const vp_csv_record *record)
{
    vp_str_addc(out, '[');
    for (size_t i = 0; i < record->n; i++) {
        if (i > 0)
            vp_str_addz(out, ", ");
        vp_json_string(out, record->cell[i].s);
    }
    vp_str_addc(out, ']');
}

static void member(vp_str *out, const char *key, const char *text)
{
    vp_str_addf(out, ",\n  \"%s\": ", key);
    vp_json_string(out, text);
}

static void open_json(run *r)
{
    vp_str_addz(&r->waiting, "{\n  \"schema\": \"vp-parse/1\"");
    member(&r->waiting, "encoding", r->out->encoding);
    member(&r->waiting, "delimiter", r->out->delimiter);
    member(&r->waiting, "quote", r->out->quote);
    member(&r->waiting, "escape", r->out->escape);
    vp_str_addz(&r->waiting, ",\n  \"header\": [");
}

/* The header's list ends where the rows' begins. */
static void begin_rows(run *r)
{
    vp_str_addz(&r->waiting, r->out->header_rows ? "\n  ],\n  \"rows\": [" : "],\n  \"rows\": [");
}

static void close_json(run *r)
{
    if (r->out->rows == 0)
        begin_rows(r);
    vp_str_addz(&r->waiting, r->out->rows ? "\n  ]" : "]");
    member(&r->waiting, "line_ends", r->out->line_ends);
    vp_str_addf(&r->waiting, ",\n  \"columns\": %zu,\n  \"problems\": %zu\n}\n", r->out->columns, r->out->problems);
}

static vp_status open_table(run *r, const vp_csv_record *first, vp_err *err)
{
    vp_column *columns;
    VP_ALLOC(columns, vp_arena_array(r->arena, r->widest, sizeof *columns), err);
    VP_ALLOC(r->cells, vp_arena_array(r->arena, r->widest, sizeof *r->cells), err);
    for (size_t i = 0; i < r->widest; i++) {
        columns[i] = (vp_column){"", NULL, 't'};
        if (r->dialect.header_rows == 0)
            VP_ALLOC(columns[i].name, vp_arena_printf(r->arena, "%zu", i + 1), err);
        else if (i < first->n)
            VP_ALLOC(columns[i].name, vp_arena_dup(r->arena, first->cell[i].s, first->cell[i].n), err);
    }
    return vp_emit_new(&r->emit, "table", r->opts->answer, "vp-parse/1", columns, r->widest, err);
}

static vp_status put_table(run *r, const vp_csv_record *record, bool header, vp_err *err)
{
    if (!r->emit) {
        VP_TRY(open_table(r, record, err));
        if (header)
            return VP_OK;
    }
    for (size_t i = 0; i < r->widest; i++)
        r->cells[i] = i < record->n ? record->cell[i].s : NULL;
    return vp_emit_row(r->emit, r->cells, err);
}

static vp_status put(run *r, const vp_csv_record *record, bool header, vp_err *err)
{
    switch (r->form) {
    case TABLE:
        return put_table(r, record, header, err);
    case CSV:
    case SHEET:
        put_csv(r, record);
        break;
    case JSONL:
        put_list(&r->waiting, record);
        vp_str_addc(&r->waiting, '\n');
        break;
    case JSON:
        if (!header && r->out->rows == 0 && r->out->header_rows == r->dialect.header_rows)
            begin_rows(r);
        vp_str_addz(&r->waiting, (header ? r->out->header_rows : r->out->rows) ? ",\n    " : "\n    ");
        put_list(&r->waiting, record);
    }
    return flush(r, FLUSH_AT, err);
}

/* ---- what is wrong with a record ---- */

static void warn(run *r, const vp_csv_record *record)
{
    char lines[24];
    snprintf(lines, sizeof lines, "%zu", record->lines);
    vp_note what = {N_("this row runs over %1$s lines, each of which looks like a row"), {lines}};
    vp_note mend = {N_("look for a quotation mark that is part of a cell and not doubled"), {NULL}};
    if (r->opts->tell)
        r->opts->tell(r->opts->ctx, (vp_where){.file = vp_text_file(r->text), .row = record->line}, "warning", &what,
                      &mend);
}

static void tell(run *r, size_t line, size_t column, vp_note what, vp_note mend)
{
    char more[24];
    if (++r->out->problems > TOLD || !r->opts->tell)
        return;
    vp_where where = {.file = vp_text_file(r->text), .row = line, .col = column};
    r->opts->tell(r->opts->ctx, where, "error", &what, &mend);
    if (r->out->problems < TOLD)
        return;
    snprintf(more, sizeof more, "%d", TOLD);
    r->opts->tell(r->opts->ctx, VP_AT_FILE(where.file), "note",
                  &(vp_note){N_("problems after the first %1$s are counted only"), {more}}, &(vp_note){0});
}

static void look(run *r, const vp_csv_record *record)
{
    char cells[24], columns[24];
    if (record->mended == VP_STRAY_QUOTE)
        tell(r, record->line, record->column,
             (vp_note){N_("a quotation mark stands inside a cell that does not begin with one, or text follows a "
                          "closing one"), {NULL}},
             (vp_note){N_("it was read as part of the cell; write it twice where it is"), {NULL}});
    else if (record->mended == VP_OPEN_QUOTE)
        tell(r, record->line, record->column,
             (vp_note){N_("the quotation mark that opens this cell is not closed where the cell ends"), {NULL}},
             (vp_note){N_("it was read as part of the cell; write it twice where it is"), {NULL}});
    else if (record->mended == VP_MISSING_DELIMITER)
        tell(r, record->line, record->column,
             (vp_note){N_("there is no delimiter between a quotation mark and the text beside it"), {NULL}},
             (vp_note){N_("they were read as two cells; put a delimiter between them"), {NULL}});
    else if (record->mended == VP_OTHER_END)
        tell(r, record->line, record->column,
             (vp_note){N_("the row ends in another line end than was said"), {NULL}},
             (vp_note){N_("leave --record-separator out to allow any"), {NULL}});
    else if (record->mended == VP_DOUBTFUL)
        warn(r, record);
    if (record->n == r->out->columns)
        return;
    snprintf(cells, sizeof cells, "%zu", record->n);
    snprintf(columns, sizeof columns, "%zu", r->out->columns);
    tell(r, record->line, (record->n < r->out->columns ? record->n : r->out->columns) + 1,
         (vp_note){r->dialect.header_rows == 0 ? N_("the row has %1$s cells, the first has %2$s")
                   : record->n < r->out->columns ? N_("the row has only %1$s cells, the header has %2$s")
                                                 : N_("the row has %1$s cells, the header has %2$s"),
                   {cells, columns}},
         (vp_note){record->n == r->width ? N_("most rows are like this one: pass over what stands above them with "
                                               "--skip")
                   : r->out->columns == 1 ? N_("say what separates the cells with --delimiter")
                                          : N_("it is printed as it is: look for a separator too many or too few"),
                   {NULL}});
}

/* ---- reading ---- */

/* Every record to `take`, blank lines as they count. */
static vp_status each_record(run *r, vp_status (*take)(run *r, const vp_csv_record *record, vp_err *err), vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    vp_cell empty = {"", 0};
    size_t reached = 0;
    VP_TRY(vp_text_rewind(r->text, err));
    VP_TRY(vp_csv_open(&csv, r->text, &r->dialect, err));
    vp_csv_mend(csv, r->width);
    vp_csv_show_blank(csv);
    r->out->blank = 0;
    for (;;) {
        vp_csv_record record;
        bool more;
        VP_TRY(vp_csv_next(csv, &record, &more, err));
        if (!more)
            break;
        if (r->out->found && vp_csv_is_sep_line(&record))
            continue;
        if (record.n == 0 && r->width > 1) {
            r->out->blank++;
            continue;
        }
        if (record.n == 0) { /* in a table of one column it is an empty cell */
            record.n = 1;
            record.cell = &empty;
        }
        VP_TRY(take(r, &record, err));
        if (r->opts->progress && (++reached & 0x3FF) == 0)
            r->opts->progress->tick(r->opts->progress->ctx, "rows", reached, 0);
    }
    if (r->dialect.record_separator[0] && !strpbrk(r->dialect.record_separator, "\r\n")) {
        VP_ALLOC(r->out->line_ends, vp_arena_dupz(r->arena, r->dialect.record_separator), err);
        return VP_OK;
    }
    vp_csv_ends ends = vp_csv_line_ends(csv);
    const char *and = " and ";
    VP_ALLOC(r->out->line_ends, vp_arena_printf(r->arena, "%s%s%s%s%s", ends.lf ? "LF" : "",
                                                ends.lf && ends.crlf ? and : "", ends.crlf ? "CRLF" : "",
                                                ends.cr && (ends.lf || ends.crlf) ? and : "", ends.cr ? "CR" : ""),
             err);
    return VP_OK;
}

static vp_status widen(run *r, const vp_csv_record *record, vp_err *err)
{
    (void)err;
    r->widest = record->n > r->widest ? record->n : r->widest;
    return VP_OK;
}

static vp_status take(run *r, const vp_csv_record *record, vp_err *err)
{
    bool header = r->out->header_rows < r->dialect.header_rows;
    if (r->out->header_rows + r->out->rows == 0)
        r->out->columns = record->n;
    look(r, record);
    VP_TRY(put(r, record, header, err));
    *(header ? &r->out->header_rows : &r->out->rows) += 1;
    return VP_OK;
}

/* The dialect, and the width that rows are expected to have. */
static vp_status settle(run *r, bool delimited, vp_err *err)
{
    vp_parse_result *out = r->out;
    if (!delimited)
        VP_TRY(vp_csv_sniff_widths(&r->dialect, r->text, err));
    VP_TRY(vp_csv_usual_width(&r->width, r->text, &r->dialect, err));
    out->found = !delimited;
    VP_ALLOC(out->encoding, vp_arena_dupz(r->arena, vp_text_encoding(r->text)), err);
    VP_ALLOC(out->delimiter, vp_arena_dupz(r->arena, r->dialect.delimiter), err);
    VP_ALLOC(out->quote, vp_arena_dupz(r->arena, r->dialect.quote), err);
    VP_ALLOC(out->escape, vp_arena_dupz(r->arena, r->dialect.doubled ? r->dialect.quote : r->dialect.escape), err);
    return VP_OK;
}

static vp_status only_dialect(const vp_reading *r, vp_err *err)
{
    const char *other = r->header_row ? "--header-row" : r->map.n ? "--map" : r->fill_down.n ? "--fill-down"
                        : r->excel_dates ? "--excel-dates" : r->unit ? "--unit" : NULL;
    if (!other)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "%s has no meaning with --parse-only", other);
    return vp_hint(err, "--parse-only shows the cells as they are, without looking at headings or values");
}

vp_status vp_parse_only(vp_parse_result *out, const vp_parse_opts *opts, vp_arena *arena, vp_err *err)
{
    static const char *const forms[] = {"csv", "sheet", "json", "jsonl", "table"};
    __attribute__((cleanup(run_freep))) run r = {.opts = opts, .out = out, .arena = arena};
    bool delimited;
    *out = (vp_parse_result){0};
    while (r.form < TABLE && strcmp(forms[r.form], opts->format) != 0)
        r.form++;
    VP_TRY(only_dialect(&opts->reading, err));
    VP_TRY(vp_dialect_of(&r.dialect, &delimited, &opts->reading, err));
    VP_TRY(vp_text_open_as(&r.text, opts->path, opts->reading.encoding, err));
    VP_TRY(settle(&r, delimited, err));
    if (r.form == TABLE)
        VP_TRY(each_record(&r, widen, err));
    if (r.form == JSON)
        open_json(&r);
    if (r.form == SHEET)
        vp_str_addz(&r.waiting, "\xEF\xBB\xBF");
    VP_TRY(each_record(&r, take, err));
    if (out->header_rows + out->rows == 0)
        return vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r.text), .row = r.dialect.skip + 1, .col = 1},
                       "there is nothing here to read");
    if (r.form == JSON)
        close_json(&r);
    VP_TRY(r.emit ? vp_emit_end(r.emit, err) : flush(&r, 0, err));
    if (out->problems == 0)
        return VP_OK;
    if (err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return VP_INVALID;
}
