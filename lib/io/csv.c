/* Pulling records out of libcsv. It is fed one physical line at a time, so at most one record ends in each feed and
   the line it began on is known. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>
#include "lib/io/csv.h"

enum { FEED = 16 * 1024, BLOCK = 4096, SNIFF = 10 };

struct vp_csv {
    struct csv_parser parser;
    vp_text *text;
    const char *piece; /* what is left of the text's current piece */
    size_t npiece;
    size_t line, begins, records;
    bool ended, done, after_cr, oom, too_many;
    bool broken;       /* the parser met a quotation mark where none can be: vp_csv_recover */
    vp_str cells;      /* of the record being built, NUL after each */
    size_t *ends;      /* where each cell ends */
    vp_cell *cell;
    size_t n, cap;
};

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static int set_up(struct csv_parser *parser, char delimiter)
{
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return -1;
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_space_func(parser, never); /* spaces are the cell's, we trim by our own rule */
    csv_set_blk_size(parser, BLOCK);
    return 0;
}

vp_status vp_csv_new(vp_csv **out, vp_text *text, char delimiter, vp_err *err)
{
    vp_csv *c = calloc(1, sizeof *c);
    if (!c || set_up(&c->parser, delimiter) != 0) {
        free(c);
        return vp_nomem(err);
    }
    c->text = text;
    c->line = c->begins = 1;
    *out = c;
    return VP_OK;
}

void vp_csv_free(vp_csv *c)
{
    if (!c)
        return;
    csv_free(&c->parser);
    vp_str_free(&c->cells);
    free(c->ends);
    free(c->cell);
    free(c);
}

static void on_cell(void *s, size_t n, void *ctx)
{
    vp_csv *c = ctx;
    if (c->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 32;
        size_t *ends = realloc(c->ends, cap * sizeof *ends);
        if (ends)
            c->ends = ends;
        vp_cell *cell = realloc(c->cell, cap * sizeof *cell);
        if (cell)
            c->cell = cell;
        if (!ends || !cell) {
            c->oom = true;
            return;
        }
        c->cap = cap;
    }
    if (c->n >= VP_COLUMNS_MAX) {
        c->too_many = true;
        return;
    }
    vp_str_add(&c->cells, s, n);
    c->ends[c->n++] = c->cells.n;
    vp_str_addc(&c->cells, '\0');
}

static void on_record(int terminator, void *ctx)
{
    (void)terminator;
    ((vp_csv *)ctx)->ended = true;
}

static vp_status broken(vp_csv *c, vp_err *err)
{
    vp_where at = {.file = vp_text_file(c->text), .row = c->begins, .col = c->n + 1};
    switch (csv_error(&c->parser)) {
    case CSV_ENOMEM:
        return vp_nomem(err);
    case CSV_EPARSE:
        at.row = c->line;
        c->broken = true;
        vp_fail(err, VP_INVALID, at, "a quotation mark stands inside a cell that does not begin with one, or text "
                                     "follows a closing one");
        return vp_hint(err, "write the cell in quotation marks and double those inside it, as spreadsheets do");
    default:
        return vp_fail(err, VP_BUG, at, "libcsv: %s", csv_strerror(csv_error(&c->parser)));
    }
}

static vp_status unclosed(const vp_csv *c, vp_err *err)
{
    vp_where at = {.file = vp_text_file(c->text), .row = c->begins, .col = c->n + 1};
    vp_fail(err, VP_INVALID, at, "the quotation mark that opens this cell is never closed");
    return vp_hint(err, "close it, or double it when it is part of the text");
}

/* Feed up to the end of the physical line (or of the piece). */
static vp_status feed(vp_csv *c, vp_err *err)
{
    size_t n = 0, max = c->npiece < FEED ? c->npiece : FEED;
    const char *s = c->piece;
    bool line_ends = false;
    if (c->after_cr && *s == '\n') { /* the second half of a CRLF that a piece was cut at */
        n = 1;
    } else {
        const char *lf = memchr(s, '\n', max), *cr = memchr(s, '\r', lf ? (size_t)(lf - s) : max);
        line_ends = lf || cr;
        n = cr ? (size_t)(cr - s) + 1 : lf ? (size_t)(lf - s) + 1 : max;
        if (cr && n < c->npiece && s[n] == '\n')
            n++;
    }
    if (csv_parse(&c->parser, s, n, on_cell, on_record, c) != n)
        return broken(c, err);
    c->after_cr = s[n - 1] == '\r';
    c->piece += n;
    c->npiece -= n;
    c->line += line_ends;
    if (c->parser.entry_pos > VP_CELL_MAX) {
        vp_where at = {.file = vp_text_file(c->text), .row = c->begins, .col = c->n + 1};
        vp_fail(err, VP_INVALID, at, "this cell is longer than %d bytes", VP_CELL_MAX);
        return vp_hint(err, "look for a quotation mark that is never closed");
    }
    return VP_OK;
}

static vp_status hand_out(vp_csv *c, vp_csv_record *record, vp_err *err)
{
    if (c->oom)
        return vp_nomem(err);
    VP_TRY(vp_str_check(&c->cells, err));
    if (c->too_many) {
        vp_where at = {.file = vp_text_file(c->text), .row = c->begins, .col = c->n};
        return vp_fail(err, VP_INVALID, at, "this row has more than %d cells", VP_COLUMNS_MAX);
    }
    for (size_t i = 0, from = 0; i < c->n; from = c->ends[i++] + 1)
        c->cell[i] = (vp_cell){c->cells.s + from, c->ends[i] - from};
    *record = (vp_csv_record){c->begins, ++c->records, c->n, c->cell};
    return VP_OK;
}

vp_status vp_csv_next(vp_csv *c, vp_csv_record *record, bool *more, vp_err *err)
{
    vp_str_clear(&c->cells);
    c->n = 0;
    c->ended = false;
    *more = true;
    while (!c->ended) {
        if (c->npiece == 0) {
            VP_TRY(vp_text_next(c->text, &c->piece, &c->npiece, err));
            if (c->npiece == 0) {
                if (!c->done && csv_fini(&c->parser, on_cell, on_record, c) != 0)
                    return csv_error(&c->parser) == CSV_EPARSE ? unclosed(c, err) : broken(c, err);
                c->done = true;
                *more = c->ended;
                return c->ended ? hand_out(c, record, err) : VP_OK;
            }
        }
        if (c->n == 0 && c->parser.entry_pos == 0 && !c->parser.quoted)
            c->begins = c->line; /* nothing of a record yet: blank lines move it on */
        VP_TRY(feed(c, err));
        if (c->too_many)
            return hand_out(c, record, err);
    }
    return hand_out(c, record, err);
}

bool vp_csv_recover(size_t *line, vp_csv *c)
{
    if (!c->broken)
        return false;
    *line = c->line;
    unsigned char delimiter = csv_get_delim(&c->parser);
    csv_free(&c->parser);
    if (set_up(&c->parser, (char)delimiter) != 0)
        return false;
    c->broken = c->after_cr = false;
    for (;;) { /* to the end of the line, which pieces may cut */
        const char *s = c->piece, *lf = memchr(s, '\n', c->npiece), *cr = memchr(s, '\r',
                                                                                 lf ? (size_t)(lf - s) : c->npiece);
        if (lf || cr) {
            size_t n = (size_t)((cr ? cr : lf) - s) + 1;
            c->after_cr = cr && n == c->npiece;
            n += cr && n < c->npiece && s[n] == '\n';
            c->piece += n;
            c->npiece -= n;
            c->line++;
            return true;
        }
        c->npiece = 0;
        if (vp_text_next(c->text, &c->piece, &c->npiece, NULL) != VP_OK)
            return false;
        if (c->npiece == 0)
            return true;
    }
}

/* ---- which separator ---- */

static vp_status best_fit(size_t *best, vp_text *text, char delimiter, vp_csv_fit fit, void *ctx, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    VP_TRY(vp_text_rewind(text, err));
    VP_TRY(vp_csv_new(&csv, text, delimiter, err));
    *best = 0;
    for (size_t i = 0; i < SNIFF; i++) {
        vp_csv_record record;
        bool more;
        vp_err aside = {0};
        vp_status s = vp_csv_next(csv, &record, &more, &aside);
        if (s == VP_INVALID || (s == VP_OK && !more))
            break; /* what is wrong is told when the file is read */
        if (s != VP_OK) {
            if (err)
                *err = aside;
            return s;
        }
        size_t f = fit(ctx, &record);
        if (f > *best)
            *best = f;
    }
    return VP_OK;
}

vp_status vp_csv_sniff(char *delimiter, vp_text *text, vp_csv_fit fit, void *ctx, vp_err *err)
{
    static const char candidates[] = {',', '\t', ';'};
    const char *piece;
    size_t n, best = 0;
    VP_TRY(vp_text_rewind(text, err));
    VP_TRY(vp_text_next(text, &piece, &n, err));
    *delimiter = ',';
    if (n >= 5 && memcmp(piece, "sep=", 4) == 0 && piece[4] != '\r' && piece[4] != '\n' &&
        (unsigned char)piece[4] < 0x80) {
        *delimiter = piece[4];
        return vp_text_rewind(text, err);
    }
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t f;
        VP_TRY(best_fit(&f, text, candidates[i], fit, ctx, err));
        if (f > best) {
            best = f;
            *delimiter = candidates[i];
        }
    }
    return vp_text_rewind(text, err);
}

bool vp_csv_is_sep_line(const vp_csv_record *record)
{
    return record->number == 1 && record->n == 2 && strcmp(record->cell[0].s, "sep=") == 0 && record->cell[1].n == 0;
}
