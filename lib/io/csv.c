/* Reading records out of a text. What is not handed out yet stands in one buffer from the beginning of the record on,
   so that a record that turns out broken can be read again. */
#include <stdlib.h>
#include "lib/io/csv_reader.h"

enum { BLOCK = 4096, ROOM = 4096 }; /* at first: it grows with the pieces */

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static bool set_up(struct csv_parser *parser, const vp_grammar *g)
{
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return false;
    csv_set_delim(parser, (unsigned char)*g->d.delimiter);
    csv_set_quote(parser, (unsigned char)*g->d.quote);
    csv_set_space_func(parser, never); /* spaces are the cell's, we trim by our own rule */
    csv_set_blk_size(parser, BLOCK);
    return true;
}

vp_status vp_csv_open(vp_csv **out, vp_text *text, const vp_dialect *dialect, vp_err *err)
{
    vp_csv *c = calloc(1, sizeof *c);
    if (!c)
        return vp_nomem(err);
    c->g = vp_grammar_of(dialect);
    c->usual = c->g.ends == VP_ENDS_ANY && c->g.ndelimiter == 1 && c->g.nescape == 0 && c->g.nquote <= 1 &&
               (c->g.nquote == 0 || dialect->doubled);
    c->buf = malloc(ROOM);
    if (!set_up(&c->parser, &c->g) || !c->buf) {
        vp_csv_free(c);
        return vp_nomem(err);
    }
    c->cap = ROOM;
    c->text = text;
    c->skip = dialect->skip;
    c->line = 1;
    c->budget = 1 << 22;
    *out = c;
    return VP_OK;
}

vp_status vp_csv_new(vp_csv **out, vp_text *text, char delimiter, vp_err *err)
{
    vp_dialect usual = vp_dialect_usual(delimiter);
    return vp_csv_open(out, text, &usual, err);
}

void vp_csv_free(vp_csv *c)
{
    if (!c)
        return;
    csv_free(&c->parser);
    vp_spans_free(&c->spans);
    vp_str_free(&c->cells);
    free(c->cell);
    free(c->buf);
    free(c);
}

void vp_csv_mend(vp_csv *c, size_t width)
{
    c->mends = true;
    c->width = width;
}

void vp_csv_show_blank(vp_csv *c)
{
    c->blanks = true;
}

vp_csv_ends vp_csv_line_ends(const vp_csv *c)
{
    return c->ends;
}

/* Past the lines that are to be skipped. */
static vp_status skip(vp_csv *c, vp_err *err)
{
    for (; c->skip > 0; c->skip--) {
        size_t to, next;
        VP_TRY(vp_csv_line_at(&to, &next, c, 0, err));
        if (next == 0)
            break;
        vp_csv_pass(c, next);
    }
    c->skip = 0;
    return VP_OK;
}

/* A text that has no CRLF at all is not separated by it, whatever was said. */
static vp_status settle_crlf(vp_csv *c, vp_err *err)
{
    const char *piece;
    size_t n;
    bool cr = false, found_one = false;
    if (c->g.ends != VP_ENDS_CRLF || c->line != 1 || c->records > 0 || c->end > 0)
        return VP_OK;
    VP_TRY(vp_text_rewind(c->text, err));
    for (;;) {
        VP_TRY(vp_text_next(c->text, &piece, &n, err));
        if (n == 0)
            break;
        found_one = (cr && *piece == '\n') || memmem(piece, n, "\r\n", 2);
        if (found_one)
            break;
        cr = piece[n - 1] == '\r';
    }
    if (!found_one)
        c->g.ends = VP_ENDS_ANY;
    return vp_text_rewind(c->text, err);
}

/* ---- cells ---- */

bool vp_csv_room(vp_csv *c, size_t n)
{
    if (n <= c->cap_cells)
        return true;
    size_t cap = c->cap_cells * 2 > n ? c->cap_cells * 2 : n < 32 ? 32 : n;
    vp_cell *cell = realloc(c->cell, cap * sizeof *cell);
    if (!cell)
        return false;
    c->cell = cell;
    c->cap_cells = cap;
    return true;
}

vp_status vp_csv_lay_out(vp_csv *c, vp_err *err)
{
    VP_TRY(vp_str_check(&c->cells, err));
    const char *s = vp_str_text(&c->cells);
    for (size_t i = 0; i < c->n; s += c->cell[i++].n + 1)
        c->cell[i].s = s;
    return VP_OK;
}

vp_status vp_csv_put_spans(vp_csv *c, vp_err *err)
{
    if (!vp_csv_room(c, c->spans.n))
        return vp_nomem(err);
    for (c->n = 0; c->n < c->spans.n; c->n++) {
        size_t before = c->cells.n;
        vp_csv_plain(&c->cells, &c->g, c->buf + c->at, c->spans.at[c->n]);
        c->cell[c->n] = (vp_cell){NULL, c->cells.n - before};
        vp_str_addc(&c->cells, '\0');
    }
    return vp_csv_lay_out(c, err);
}

vp_where vp_csv_place(const vp_csv *c, size_t line, size_t col)
{
    return (vp_where){.file = vp_text_file(c->text), .row = line, .col = col};
}

vp_status vp_csv_too_many(const vp_csv *c, vp_err *err)
{
    vp_fail(err, VP_INVALID, vp_csv_place(c, c->line, VP_COLUMNS_MAX), "this row has more than %d cells",
            VP_COLUMNS_MAX);
    return vp_hint(err, "say what separates the cells with --delimiter");
}

vp_status vp_csv_endless(const vp_csv *c, vp_err *err)
{
    vp_fail(err, VP_INVALID, vp_csv_place(c, c->line, 1), "this row is longer than %d bytes", VP_RECORD_MAX);
    return vp_hint(err, "look for a quotation mark that is never closed");
}

vp_status vp_csv_too_long(const vp_csv *c, size_t col, vp_err *err)
{
    vp_fail(err, VP_INVALID, vp_csv_place(c, c->line, col), "this cell is longer than %d bytes", VP_CELL_MAX);
    return vp_hint(err, "look for a quotation mark that is never closed");
}

static vp_status unclosed(const vp_csv *c, size_t col, vp_err *err)
{
    vp_fail(err, VP_INVALID, vp_csv_place(c, c->line, col), "the quotation mark that opens this cell is never closed");
    return vp_hint(err, "close it, or double it when it is part of the text");
}

static vp_status stray(vp_csv *c, size_t line, size_t col, vp_err *err)
{
    c->broken = true;
    vp_fail(err, VP_INVALID, vp_csv_place(c, line, col),
            "a quotation mark stands inside a cell that does not begin with one, or text follows a closing one");
    return vp_hint(err, "write the cell in quotation marks and double those inside it, as spreadsheets do");
}

/* A line without quotation marks: its cells are where they stand. */
static vp_status split(vp_csv *c, size_t to, vp_err *err)
{
    char *s = c->buf + c->at, *end = s + to;
    char delimiter = *c->g.d.delimiter;
    for (;;) {
        char *stop = memchr(s, delimiter, (size_t)(end - s));
        char *cell_end = stop ? stop : end;
        if (cell_end - s > VP_CELL_MAX)
            return vp_csv_too_long(c, c->n + 1, err);
        if (c->n == VP_COLUMNS_MAX)
            return vp_csv_too_many(c, err);
        if (!vp_csv_room(c, c->n + 1))
            return vp_nomem(err);
        c->cell[c->n++] = (vp_cell){s, (size_t)(cell_end - s)};
        if (!stop)
            break;
        s = stop + 1;
    }
    return VP_OK;
}

/* The same for a line that has some, each around a cell or twice inside one. *is false: what it has else is for
   libcsv. */
static vp_status split_quoted(bool *is, vp_csv *c, size_t to, vp_err *err)
{
    char *s = c->buf + c->at, *end = s + to;
    char delimiter = *c->g.d.delimiter, quote = *c->g.d.quote;
    *is = false;
    for (;;) {
        char *from = s, *stop;
        if (s < end && *s == quote) {
            for (stop = ++from; (stop = memchr(stop, quote, (size_t)(end - stop))); stop += 2) {
                if (stop + 1 == end || stop[1] != quote)
                    break;
                c->doubled = true;
            }
            if (!stop || (stop + 1 < end && stop[1] != delimiter))
                return VP_OK;
            s = stop + 1;
        } else {
            stop = memchr(s, delimiter, (size_t)(end - s));
            s = stop = stop ? stop : end;
            if (vp_csv_find(c, &c->quote, quote, (size_t)(from - c->buf)) < (size_t)(stop - c->buf))
                return VP_OK;
        }
        if (stop - from > VP_CELL_MAX || c->n == VP_COLUMNS_MAX)
            return VP_OK;
        if (!vp_csv_room(c, c->n + 1))
            return vp_nomem(err);
        c->cell[c->n++] = (vp_cell){from, (size_t)(stop - from)};
        if (s == end)
            break;
        s++;
    }
    *is = true;
    return VP_OK;
}

/* Doubled quotation marks once; the new length. */
static size_t undouble(char *s, size_t n, char quote)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        s[k++] = s[i];
        i += s[i] == quote;
    }
    return k;
}

/* Only when it is certain that nobody reads the record again. */
static void terminate(vp_csv *c)
{
    for (size_t i = 0; i < c->n; i++) {
        char *s = c->buf + (c->cell[i].s - c->buf);
        if (c->doubled)
            c->cell[i].n = undouble(s, c->cell[i].n, *c->g.d.quote);
        s[c->cell[i].n] = '\0';
    }
}

/* ---- libcsv ---- */

static void on_cell(void *s, size_t n, void *ctx)
{
    vp_csv *c = ctx;
    if (c->n >= VP_COLUMNS_MAX) {
        c->too_many = true;
        return;
    }
    if (!vp_csv_room(c, c->n + 1)) {
        c->oom = true;
        return;
    }
    vp_str_add(&c->cells, s, n);
    vp_str_addc(&c->cells, '\0');
    c->cell[c->n++] = (vp_cell){NULL, n};
}

static void on_record(int terminator, void *ctx)
{
    (void)terminator;
    ((vp_csv *)ctx)->ended = true;
}

/* Begin anew with the parser, whatever it was in. */
static vp_status reset(vp_csv *c, vp_err *err)
{
    csv_free(&c->parser);
    return set_up(&c->parser, &c->g) ? VP_OK : vp_nomem(err);
}

static vp_status failed(vp_csv *c, size_t line, vp_err *err)
{
    int why = csv_error(&c->parser);
    VP_TRY(reset(c, err));
    if (why == CSV_EPARSE)
        return stray(c, line, c->n + 1, err);
    return why == CSV_ENOMEM ? vp_nomem(err) : vp_fail(err, VP_BUG, vp_csv_place(c, line, 0), "libcsv: %s",
                                                       csv_strerror(why));
}

/* A record by libcsv: line after line, until it ends. */
static vp_status parse(size_t *used, vp_csv *c, size_t to, size_t next, vp_err *err)
{
    size_t from = 0, line = c->line;
    for (c->ended = false; !c->ended;) {
        if (next == from) { /* the text ends inside the record */
            if (csv_fini(&c->parser, on_cell, on_record, c) != 0) {
                VP_TRY(reset(c, err));
                return unclosed(c, c->n + 1, err);
            }
            break;
        }
        if (csv_parse(&c->parser, c->buf + c->at + from, next - from, on_cell, on_record, c) != next - from)
            return failed(c, line, err);
        if (c->oom)
            return vp_nomem(err);
        if (c->too_many || c->parser.entry_pos > VP_CELL_MAX) {
            VP_TRY(reset(c, err));
            return c->too_many ? vp_csv_too_many(c, err) : vp_csv_too_long(c, c->n + 1, err);
        }
        line += next > to;
        from = next;
        if (!c->ended)
            VP_TRY(vp_csv_line_at(&to, &next, c, from, err));
    }
    if (c->oom)
        return vp_nomem(err);
    for (size_t i = 0; i < c->n; i++)
        if (c->cell[i].n > VP_CELL_MAX)
            return vp_csv_too_long(c, i + 1, err);
    *used = from;
    return vp_csv_lay_out(c, err);
}

/* ---- other dialects ---- */

static size_t lines_in(const char *s, size_t n)
{
    size_t lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n'));
    return lines;
}

static vp_status scan(size_t *used, vp_csv *c, vp_err *err)
{
    for (;;) {
        size_t have = c->end - c->at;
        switch (vp_csv_scan(&c->spans, used, &c->g, c->buf + c->at, have, c->last)) {
        case VP_SCANNED:
            return *used > 0 ? vp_csv_put_spans(c, err) : VP_OK;
        case VP_SCAN_MORE:
            if (have > VP_RECORD_MAX)
                return vp_csv_endless(c, err);
            do /* twice as much as before, so that long records are not scanned too often */
                VP_TRY(vp_csv_fill(c, err));
            while (!c->last && c->end - c->at < 2 * have);
            break;
        case VP_SCAN_STRAY:
            return stray(c, c->line + lines_in(c->buf + c->at, *used), c->spans.n + 1, err);
        case VP_SCAN_OPEN:
            return unclosed(c, c->spans.n + 1, err);
        case VP_SCAN_LONG:
            return vp_csv_too_long(c, c->spans.n + 1, err);
        case VP_SCAN_MANY:
            return vp_csv_too_many(c, err);
        case VP_SCAN_NOMEM:
            return vp_nomem(err);
        }
    }
}

static vp_status read_strictly(size_t *used, vp_csv *c, vp_err *err)
{
    size_t to, next;
    if (!c->usual)
        return scan(used, c, err);
    VP_TRY(vp_csv_line_at(&to, &next, c, 0, err));
    *used = next;
    if (next == 0 || to == 0)
        return VP_OK;
    if (!c->g.nquote || vp_csv_find(c, &c->quote, *c->g.d.quote, c->at) >= c->at + to)
        return split(c, to, err);
    bool is;
    VP_TRY(split_quoted(&is, c, to, err));
    if (is)
        return VP_OK;
    c->n = 0;
    c->doubled = false;
    return parse(used, c, to, next, err);
}

/* ---- records ---- */

static bool is_blank(const vp_csv *c)
{
    return c->n == 0 || (!c->usual && c->n == 1 && c->cell[0].n == 0 && !c->spans.at[0].quoted);
}

vp_status vp_csv_next(vp_csv *c, vp_csv_record *record, bool *more, vp_err *err)
{
    VP_TRY(settle_crlf(c, err));
    if (c->skip > 0)
        VP_TRY(skip(c, err));
    for (;;) {
        size_t used = 0;
        vp_mended why = VP_AS_IT_IS;
        vp_str_clear(&c->cells);
        c->n = 0;
        c->broken = c->too_many = c->doubled = false;
        *record = (vp_csv_record){.line = c->line};
        vp_status s = read_strictly(&used, c, err);
        *more = used > 0 || s != VP_OK;
        if (!*more)
            return VP_OK;
        bool blank = s == VP_OK && is_blank(c);
        if (!blank && c->mends)
            s = vp_csv_save(&why, &used, record, c, s, err);
        VP_TRY(s);
        bool in_place = c->usual && !why && c->cells.n == 0;
        vp_csv_pass(c, used);
        if (blank && !c->blanks)
            continue;
        if (blank)
            return VP_OK;
        if (in_place)
            terminate(c);
        record->number = ++c->records;
        record->n = c->n;
        record->cell = c->cell;
        return VP_OK;
    }
}

bool vp_csv_recover(size_t *line, vp_csv *c)
{
    size_t to, next;
    if (!c->broken)
        return false;
    *line = c->line;
    if (vp_csv_first_line(&to, &next, c, 0, NULL) != VP_OK)
        return false;
    vp_csv_pass(c, next);
    c->broken = false;
    return true;
}

bool vp_csv_is_sep_line(const vp_csv_record *record)
{
    return record->number == 1 && record->n == 2 && strcmp(record->cell[0].s, "sep=") == 0 && record->cell[1].n == 0;
}
