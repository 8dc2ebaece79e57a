/* What to do with a record whose quotation marks break the dialect, so that it costs no other record. */
#include <limits.h>
#include "lib/io/csv_mend.h"
#include "lib/io/csv_reader.h"

vp_status vp_csv_first_line(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err)
{
    if (c->g.ends != VP_ENDS_TEXT)
        return vp_csv_line_at(to, next, c, from, err);
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
            return vp_csv_endless(c, err);
        VP_TRY(vp_csv_fill(c, err));
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
        VP_TRY(vp_csv_mend_spans(is, &m, &c->spans, &c->g, s, to - from, c->width, false, &c->budget, err));
    return VP_OK;
}

/* Lines further on that may belong to a cell of the first one. */
enum { LINES_ON = 64, BYTES_ON = 64 * 1024 };

/* The first lines of what is not handed out, read as a record; *to and *next are where the last of them ends. None of
   them is a record of the usual width by itself, nor (apart) a broken one. */
static vp_status mend_lines(bool *fits, size_t *to, size_t *next, vp_mend *m, vp_csv *c, bool apart, vp_err *err)
{
    bool is = false;
    for (size_t limit = LINES_ON; limit > 0; limit--) {
        size_t from = *next;
        VP_TRY(vp_csv_first_line(to, next, c, from, err));
        if (*next == from || *to > BYTES_ON || c->budget < *to)
            return VP_OK;
        c->budget -= *to;
        VP_TRY(alone(&is, c, from, *to, apart, err));
        if (is)
            return VP_OK;
        VP_TRY(vp_csv_mend_spans(fits, m, &c->spans, &c->g, c->buf + c->at, *to, c->width, apart, &c->budget,
                                 err));
        if (*fits)
            return VP_OK;
    }
    return VP_OK;
}

static bool says_line_end(const vp_csv *c)
{
    return c->g.ends != VP_ENDS_TEXT && c->g.ends != VP_ENDS_ANY;
}

/* Whether a record of the usual width is there when it may end in any line end; its cells and its length if so. */
static vp_status by_other_end(bool *is, size_t *used, vp_csv *c, vp_err *err)
{
    vp_grammar any = c->g;
    size_t have = c->end - c->at;
    *is = false;
    if (!says_line_end(c) || c->width < 2)
        return VP_OK;
    any.ends = VP_ENDS_ANY;
    vp_scanned what = vp_csv_scan(&c->spans, used, &any, c->buf + c->at, have, true);
    *is = what == VP_SCANNED && c->spans.n == c->width && (*used < have || c->last);
    return what == VP_SCAN_NOMEM ? vp_nomem(err) : VP_OK;
}

static vp_status mend(size_t *used, vp_csv_record *record, vp_csv *c, vp_mended why, vp_err *err)
{
    size_t to, next, line_to, line_next;
    bool line_fits, fits = false;
    vp_mend m;
    vp_str_clear(&c->cells);
    VP_TRY(by_other_end(&fits, used, c, err));
    if (fits) {
        record->mended = VP_OTHER_END;
        record->column = c->spans.n;
        return vp_csv_put_spans(c, err);
    }
    VP_TRY(vp_csv_first_line(&line_to, &line_next, c, 0, err));
    to = line_to;
    next = line_next;
    VP_TRY(vp_csv_mend_spans(&line_fits, &m, &c->spans, &c->g, c->buf + c->at, to, c->width, c->width > 0,
                             &c->budget, err));
    /* A line that fits by chance, most of its marks taken for text, may be the beginning of a cell over several. */
    int limit = !line_fits || m.missing ? INT_MAX : m.cost;
    if (c->width > 1 && limit > VP_MEND_MARK)
        VP_TRY(mend_lines(&fits, &to, &next, &m, c, limit < INT_MAX, err));
    if (!fits || m.cost >= limit) {
        next = line_next;
        VP_TRY(vp_csv_mend_spans(&fits, &m, &c->spans, &c->g, c->buf + c->at, line_to, line_fits ? c->width : 0,
                                 line_fits && c->width > 0, &c->budget, err));
    }
    if (c->spans.n > VP_COLUMNS_MAX)
        return vp_csv_too_many(c, err);
    for (size_t i = 0; i < c->spans.n; i++)
        if (c->spans.at[i].to - c->spans.at[i].from > VP_CELL_MAX)
            return vp_csv_too_long(c, i + 1, err);
    *used = next;
    record->mended = m.missing ? VP_MISSING_DELIMITER : m.column ? why : VP_OTHER_END;
    record->column = m.column ? m.column : c->spans.n;
    return vp_csv_put_spans(c, err);
}

/* How many lines a record takes each of which is one of the usual width by itself: more than one when a quotation mark
   ran away. 0: some are not. */
static vp_status ran_away(size_t *lines, vp_csv *c, size_t used, vp_err *err)
{
    bool is = true;
    *lines = 0;
    for (size_t from = 0, to, next; is && from < used; from = next, *lines += is) {
        VP_TRY(vp_csv_line_at(&to, &next, c, from, err));
        if (*lines == 0 && next == used)
            return VP_OK;
        VP_TRY(alone(&is, c, from, to, true, err));
    }
    *lines = is ? *lines : 0;
    return VP_OK;
}

/* Whether a record is several of the usual width once any line end may end them. */
static vp_status other_ends(bool *are, const vp_csv *c, size_t used, vp_err *err)
{
    vp_spans spans = {0};
    vp_grammar any = c->g;
    vp_scanned what = VP_SCANNED;
    size_t records = 0, n;
    any.ends = VP_ENDS_ANY;
    *are = true;
    for (size_t from = 0; *are && from < used; from += n, records++) {
        what = vp_csv_scan(&spans, &n, &any, c->buf + c->at + from, used - from, true);
        *are = what == VP_SCANNED && spans.n == c->width;
    }
    vp_spans_free(&spans);
    *are &= records > 1;
    return what == VP_SCAN_NOMEM ? vp_nomem(err) : VP_OK;
}

vp_status vp_csv_save(vp_mended *why, size_t *used, vp_csv_record *record, vp_csv *c, vp_status s, vp_err *err)
{
    size_t lines = 0;
    if (s == VP_INVALID)
        *why = c->broken ? VP_STRAY_QUOTE : VP_OPEN_QUOTE;
    else if (s == VP_OK && c->width > 1 && c->g.ends != VP_ENDS_TEXT)
        VP_TRY(ran_away(&lines, c, *used, err));
    bool other = false;
    if (s == VP_OK && lines == 0 && c->width > 1 && c->n != c->width && says_line_end(c))
        VP_TRY(other_ends(&other, c, *used, err));
    if (other || (lines > 1 && c->n != c->width))
        *why = VP_OPEN_QUOTE;
    else if (lines > 2) /* it may be meant */
        *record = (vp_csv_record){.line = record->line, .mended = VP_DOUBTFUL, .column = 1, .lines = lines};
    if (!*why)
        return s;
    if (err)
        *err = (vp_err){.lang = err->lang};
    return mend(used, record, c, *why, err);
}
