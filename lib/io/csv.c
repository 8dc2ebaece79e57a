/* Reading records out of a text. What is not handed out yet stands in one buffer from the beginning of the record on,
   so that a record that turns out broken can be read again. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>
#include "lib/io/csv.h"
#include "lib/io/csv_mend.h"
#include "lib/io/csv_scan.h"

enum { BLOCK = 4096, ROOM = 4096 }; /* at first: it grows with the pieces */

/* The first of a byte at or after `from` was found at `at`; the end of the buffer when there was none. */
typedef struct found { size_t from, at; } found;

struct vp_csv {
    vp_grammar g;
    bool usual;             /* libcsv's: one delimiter byte, quotation marks doubled, any line end */
    struct csv_parser parser;
    vp_text *text;
    char *buf;              /* at..end is not handed out yet */
    size_t at, end, cap;
    bool last;              /* the text ends at end */
    found lf, cr, quote;
    size_t line, records;   /* physical line that stands at `at`; records so far */
    size_t skip;
    bool mends, blanks;
    size_t width;
    vp_csv_ends ends;
    vp_spans spans;
    vp_str cells;           /* those that are not in the buffer as they are, NUL after each */
    vp_cell *cell;
    size_t n, cap_cells;
    bool ended, oom, too_many;
    bool doubled;           /* cells in the buffer still have their quotation marks twice */
    bool broken;            /* vp_csv_recover may go on after the record's first line */
};

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

/* ---- the buffer ---- */

static vp_status fill(vp_csv *c, vp_err *err)
{
    const char *piece;
    size_t n;
    if (c->at > 0) {
        size_t shift = c->at;
        memmove(c->buf, c->buf + shift, c->end - shift);
        c->at = 0;
        c->end -= shift;
        for (found *all[] = {&c->lf, &c->cr, &c->quote}, **f = all; f < all + 3; f++)
            **f = (*f)->at < shift ? (found){0} : (found){(*f)->from < shift ? 0 : (*f)->from - shift,
                                                          (*f)->at - shift};
    }
    VP_TRY(vp_text_next(c->text, &piece, &n, err));
    c->last = n == 0;
    if (c->end + n + 1 > c->cap) {
        size_t cap = c->cap * 2 > c->end + n + 1 ? c->cap * 2 : c->end + n + 1;
        char *buf = realloc(c->buf, cap);
        if (!buf)
            return vp_nomem(err);
        c->buf = buf;
        c->cap = cap;
    }
    memcpy(c->buf + c->end, piece, n);
    c->end += n;
    return VP_OK;
}

/* The first such byte at or after from, or the end; what is known already is not searched again. */
static inline size_t find(vp_csv *c, found *f, char byte, size_t from)
{
    if (f->at >= from && f->from <= from && f->at < c->end && c->buf[f->at] == byte)
        return f->at;
    size_t start = f->at >= from && f->from <= from && f->at <= c->end ? f->at : from;
    const char *p = memchr(c->buf + start, byte, c->end - start);
    *f = (found){from, p ? (size_t)(p - c->buf) : c->end};
    return f->at;
}

/* The physical line that begins `from` bytes into what is not handed out: its text ends at *to, the next line begins
   at *next. At the end of the text *next may be *to, and from too. */
static vp_status line_at(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err)
{
    for (;;) {
        size_t lf = find(c, &c->lf, '\n', c->at + from), cr = find(c, &c->cr, '\r', c->at + from);
        size_t end = lf < cr ? lf : cr;
        if (end < c->end && (lf < cr || end + 1 < c->end || c->last)) {
            *to = end - c->at;
            *next = *to + 1 + (cr < lf && end + 1 < c->end && c->buf[end + 1] == '\n');
            return VP_OK;
        }
        if (c->last) {
            *to = *next = c->end - c->at;
            return VP_OK;
        }
        if (c->end - c->at > VP_RECORD_MAX)
            return vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(c->text), .row = c->line, .col = 1},
                           "this row is longer than %d bytes", VP_RECORD_MAX);
        VP_TRY(fill(c, err));
    }
}

/* Count the line ends of n bytes and go past them. */
static void pass(vp_csv *c, size_t n)
{
    size_t i = c->at, end = c->at + n;
    while (i < end) {
        const char *lf = memchr(c->buf + i, '\n', end - i), *stop = lf ? lf : c->buf + end;
        const char *cr = memchr(c->buf + i, '\r', (size_t)(stop - (c->buf + i)));
        if (!lf && !cr)
            break;
        size_t *kind = !cr ? &c->ends.lf : cr + 1 == lf ? &c->ends.crlf : &c->ends.cr;
        i = (size_t)((cr && cr + 1 != lf ? cr : lf) - c->buf) + 1;
        *kind += i == end; /* others are inside cells */
        c->line++;
    }
    c->at = end;
}

/* Past the lines that are to be skipped. */
static vp_status skip(vp_csv *c, vp_err *err)
{
    for (; c->skip > 0; c->skip--) {
        size_t to, next;
        VP_TRY(line_at(&to, &next, c, 0, err));
        if (next == 0)
            break;
        pass(c, next);
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

static bool room(vp_csv *c, size_t n)
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

/* Cells that stand in c->cells one after another, their lengths known. */
static vp_status lay_out(vp_csv *c, vp_err *err)
{
    VP_TRY(vp_str_check(&c->cells, err));
    const char *s = vp_str_text(&c->cells);
    for (size_t i = 0; i < c->n; s += c->cell[i++].n + 1)
        c->cell[i].s = s;
    return VP_OK;
}

static vp_where place(const vp_csv *c, size_t line, size_t col)
{
    return (vp_where){.file = vp_text_file(c->text), .row = line, .col = col};
}

static vp_status too_many(const vp_csv *c, vp_err *err)
{
    return vp_fail(err, VP_INVALID, place(c, c->line, VP_COLUMNS_MAX), "this row has more than %d cells",
                   VP_COLUMNS_MAX);
}

static vp_status too_long(const vp_csv *c, size_t col, vp_err *err)
{
    vp_fail(err, VP_INVALID, place(c, c->line, col), "this cell is longer than %d bytes", VP_CELL_MAX);
    return vp_hint(err, "look for a quotation mark that is never closed");
}

static vp_status unclosed(const vp_csv *c, size_t col, vp_err *err)
{
    vp_fail(err, VP_INVALID, place(c, c->line, col), "the quotation mark that opens this cell is never closed");
    return vp_hint(err, "close it, or double it when it is part of the text");
}

static vp_status stray(vp_csv *c, size_t line, size_t col, vp_err *err)
{
    c->broken = true;
    vp_fail(err, VP_INVALID, place(c, line, col), "a quotation mark stands inside a cell that does not begin with "
                                                  "one, or text follows a closing one");
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
            return too_long(c, c->n + 1, err);
        if (c->n == VP_COLUMNS_MAX)
            return too_many(c, err);
        if (!room(c, c->n + 1))
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
            if (find(c, &c->quote, quote, (size_t)(from - c->buf)) < (size_t)(stop - c->buf))
                return VP_OK;
        }
        if (stop - from > VP_CELL_MAX || c->n == VP_COLUMNS_MAX)
            return VP_OK;
        if (!room(c, c->n + 1))
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
    if (!room(c, c->n + 1)) {
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
    return why == CSV_ENOMEM ? vp_nomem(err) : vp_fail(err, VP_BUG, place(c, line, 0), "libcsv: %s",
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
            return c->too_many ? too_many(c, err) : too_long(c, c->n + 1, err);
        }
        line += next > to;
        from = next;
        if (!c->ended)
            VP_TRY(line_at(&to, &next, c, from, err));
    }
    if (c->oom)
        return vp_nomem(err);
    for (size_t i = 0; i < c->n; i++)
        if (c->cell[i].n > VP_CELL_MAX)
            return too_long(c, i + 1, err);
    *used = from;
    return lay_out(c, err);
}

/* ---- other dialects ---- */

static vp_status put_spans(vp_csv *c, vp_err *err)
{
    if (!room(c, c->spans.n))
        return vp_nomem(err);
    for (c->n = 0; c->n < c->spans.n; c->n++) {
        size_t before = c->cells.n;
        vp_csv_plain(&c->cells, &c->g, c->buf + c->at, c->spans.at[c->n]);
        c->cell[c->n] = (vp_cell){NULL, c->cells.n - before};
        vp_str_addc(&c->cells, '\0');
    }
    return lay_out(c, err);
}

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
            return *used > 0 ? put_spans(c, err) : VP_OK;
        case VP_SCAN_MORE:
            if (have > VP_RECORD_MAX)
                return vp_fail(err, VP_INVALID, place(c, c->line, 1), "this row is longer than %d bytes",
                               VP_RECORD_MAX);
            do /* twice as much as before, so that long records are not scanned too often */
                VP_TRY(fill(c, err));
            while (!c->last && c->end - c->at < 2 * have);
            break;
        case VP_SCAN_STRAY:
            return stray(c, c->line + lines_in(c->buf + c->at, *used), c->spans.n + 1, err);
        case VP_SCAN_OPEN:
            return unclosed(c, c->spans.n + 1, err);
        case VP_SCAN_LONG:
            return too_long(c, c->spans.n + 1, err);
        case VP_SCAN_MANY:
            return too_many(c, err);
        case VP_SCAN_NOMEM:
            return vp_nomem(err);
        }
    }
}

/* ---- records that break the dialect ---- */

/* Bytes of the first line of what is not handed out (of the first record by its separator, where that is no line
   end), without and with what ends it. */
static vp_status first_line(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err)
{
    if (c->g.ends != VP_ENDS_TEXT)
        return line_at(to, next, c, from, err);
    for (size_t i = from;; ) {
        const char *s = c->buf + c->at;
        size_t have = c->end - c->at, k = 0;
        for (; i < have && !(k = vp_grammar_end(&c->g, s + i, have - i)); i++)
            ;
        if (k > 0 || c->last) {
            *to = i;
            *next = i + k;
            return VP_OK;
        }
        i = have > VP_SEPARATOR_MAX ? have - VP_SEPARATOR_MAX : 0;
        i = i < from ? from : i;
        if (have > VP_RECORD_MAX)
            return vp_fail(err, VP_INVALID, place(c, c->line, 1), "this row is longer than %d bytes", VP_RECORD_MAX);
        VP_TRY(fill(c, err));
    }
}

/* Whether [from, to) is by itself a record of the usual width: by the letter, or (mends) in some other way. */
static vp_status alone(bool *is, vp_csv *c, size_t from, size_t to, bool mends, vp_err *err)
{
    size_t used;
    const char *s = c->buf + c->at + from;
    vp_scanned what = vp_csv_scan(&c->spans, &used, &c->g, s, to - from, true);
    if (what == VP_SCAN_NOMEM)
        return vp_nomem(err);
    *is = what == VP_SCANNED && used == to - from && c->spans.n == c->width;
    vp_mend m;
    if (!*is && mends && what != VP_SCANNED)
        VP_TRY(vp_csv_mend_spans(is, &m, &c->spans, &c->g, s, to - from, c->width, false, err));
    return VP_OK;
}

/* Lines further on that may belong to a cell of the first one. */
enum { LINES_ON = 64, BYTES_ON = 64 * 1024 };

/* The first lines of what is not handed out, read as a record; *to and *next are where the last of them ends. */
static vp_status mend_lines(bool *fits, size_t *to, size_t *next, vp_mend *m, vp_csv *c, vp_err *err)
{
    bool is = false;
    for (size_t limit = LINES_ON; limit > 0; limit--) {
        size_t from = *next;
        VP_TRY(first_line(to, next, c, from, err));
        if (*next == from || *to > BYTES_ON)
            return VP_OK;
        VP_TRY(alone(&is, c, from, *to, false, err));
        if (is)
            return VP_OK;
        VP_TRY(vp_csv_mend_spans(fits, m, &c->spans, &c->g, c->buf + c->at, *to, c->width, false, err));
        if (*fits)
            return VP_OK;
    }
    return VP_OK;
}

static vp_status mend(size_t *used, vp_csv_record *record, vp_csv *c, vp_mended why, vp_err *err)
{
    size_t to, next, line_to, line_next;
    bool line_fits, fits = false;
    vp_mend m;
    vp_str_clear(&c->cells);
    VP_TRY(first_line(&line_to, &line_next, c, 0, err));
    to = line_to;
    next = line_next;
    VP_TRY(vp_csv_mend_spans(&line_fits, &m, &c->spans, &c->g, c->buf + c->at, to, c->width, c->width > 0, err));
    if (c->width > 1 && (!line_fits || m.missing))
        VP_TRY(mend_lines(&fits, &to, &next, &m, c, err));
    if (!fits) {
        next = line_next;
        VP_TRY(vp_csv_mend_spans(&fits, &m, &c->spans, &c->g, c->buf + c->at, line_to, line_fits ? c->width : 0,
                                 line_fits && c->width > 0, err));
    }
    if (c->spans.n > VP_COLUMNS_MAX)
        return too_many(c, err);
    for (size_t i = 0; i < c->spans.n; i++)
        if (c->spans.at[i].to - c->spans.at[i].from > VP_CELL_MAX)
            return too_long(c, i + 1, err);
    *used = next;
    record->mended = m.missing ? VP_MISSING_DELIMITER : m.column ? why : VP_OTHER_END;
    record->column = m.column ? m.column : c->spans.n;
    return put_spans(c, err);
}

/* How many lines a record takes each of which is one of the usual width by itself: more than one when a quotation mark
   ran away. 0: some are not. */
static vp_status ran_away(size_t *lines, vp_csv *c, size_t used, vp_err *err)
{
    bool is = true;
    *lines = 0;
    for (size_t from = 0, to, next; is && from < used; from = next, *lines += is) {
        VP_TRY(line_at(&to, &next, c, from, err));
        if (*lines == 0 && next == used)
            return VP_OK;
        VP_TRY(alone(&is, c, from, to, true, err));
    }
    *lines = is ? *lines : 0;
    return VP_OK;
}

static vp_status read_strictly(size_t *used, vp_csv *c, vp_err *err)
{
    size_t to, next;
    if (!c->usual)
        return scan(used, c, err);
    VP_TRY(line_at(&to, &next, c, 0, err));
    *used = next;
    if (next == 0 || to == 0)
        return VP_OK;
    if (!c->g.nquote || find(c, &c->quote, *c->g.d.quote, c->at) >= c->at + to)
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

/* A record that could not be read, or that a quotation mark ran away in: as well as it can be. */
static vp_status save(vp_mended *why, size_t *used, vp_csv_record *record, vp_csv *c, vp_status s, vp_err *err)
{
    size_t lines = 0;
    if (s == VP_INVALID)
        *why = c->broken ? VP_STRAY_QUOTE : VP_OPEN_QUOTE;
    else if (s == VP_OK && c->width > 1 && c->g.ends != VP_ENDS_TEXT)
        VP_TRY(ran_away(&lines, c, *used, err));
    if (lines > 1 && c->n != c->width)
        *why = VP_OPEN_QUOTE;
    else if (lines > 2) /* it may be meant */
        *record = (vp_csv_record){.line = record->line, .mended = VP_DOUBTFUL, .column = 1, .lines = lines};
    if (!*why)
        return s;
    if (err)
        *err = (vp_err){.lang = err->lang};
    return mend(used, record, c, *why, err);
}

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
            s = save(&why, &used, record, c, s, err);
        VP_TRY(s);
        bool in_place = c->usual && !why && c->cells.n == 0;
        pass(c, used);
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
    if (first_line(&to, &next, c, 0, NULL) != VP_OK)
        return false;
    pass(c, next);
    c->broken = false;
    return true;
}

bool vp_csv_is_sep_line(const vp_csv_record *record)
{
    return record->number == 1 && record->n == 2 && strcmp(record->cell[0].s, "sep=") == 0 && record->cell[1].n == 0;
}
