/* Scanning records of dialects that libcsv does not know: delimiters and record separators of several bytes, escape
   characters, other quotation marks or none. */
#include <stdlib.h>
#include <string.h>
#include "lib/io/csv.h"
#include "lib/io/csv_scan.h"

/* Nothing is decided this near to the end of what was read so far: a separator may be cut there. */
enum { MARGIN = 2 * VP_SEPARATOR_MAX };

vp_grammar vp_grammar_of(const vp_dialect *d)
{
    const char *s = d->record_separator;
    vp_line_ends ends = !*s ? VP_ENDS_ANY : strcmp(s, "\n") == 0 ? VP_ENDS_LF : strcmp(s, "\r") == 0 ? VP_ENDS_CR
                        : strcmp(s, "\r\n") == 0 ? VP_ENDS_CRLF : VP_ENDS_TEXT;
    return (vp_grammar){*d, ends, strlen(d->delimiter), strlen(d->quote), strlen(d->escape), strlen(s)};
}

static size_t stands(const char *what, size_t nwhat, const char *s, size_t n)
{
    return nwhat > 0 && n >= nwhat && *s == *what && memcmp(s, what, nwhat) == 0 ? nwhat : 0;
}

size_t vp_grammar_delimiter(const vp_grammar *g, const char *s, size_t n)
{
    return stands(g->d.delimiter, g->ndelimiter, s, n);
}

size_t vp_grammar_end(const vp_grammar *g, const char *s, size_t n)
{
    if (g->ends == VP_ENDS_TEXT)
        return stands(g->d.record_separator, g->nseparator, s, n);
    bool crlf = n >= 2 && s[0] == '\r' && s[1] == '\n';
    if (crlf)
        return 2;
    bool cr = g->ends == VP_ENDS_ANY || g->ends == VP_ENDS_CR, lf = g->ends == VP_ENDS_ANY || g->ends == VP_ENDS_LF;
    return n > 0 && ((cr && *s == '\r') || (lf && *s == '\n'));
}

/* Bytes of an escape and what it makes plain; 0: nothing is escaped here. Before any other character the escape
   stands for itself. */
static size_t escaped(const vp_grammar *g, const char *s, size_t n, size_t *of)
{
    size_t e = stands(g->d.escape, g->nescape, s, n);
    if (e == 0)
        return 0;
    s += e, n -= e;
    size_t k = stands(g->d.quote, g->nquote, s, n);
    if (!k)
        k = stands(g->d.escape, g->nescape, s, n);
    if (!k)
        k = vp_grammar_delimiter(g, s, n);
    if (!k)
        k = vp_grammar_end(g, s, n);
    *of = e;
    return k ? e + k : 0;
}

bool vp_spans_add(vp_spans *spans, vp_span span)
{
    if (spans->n == spans->cap) {
        size_t cap = spans->cap ? spans->cap * 2 : 32;
        vp_span *at = realloc(spans->at, cap * sizeof *at);
        if (!at)
            return false;
        spans->at = at;
        spans->cap = cap;
    }
    spans->at[spans->n++] = span;
    return true;
}

void vp_spans_free(vp_spans *spans)
{
    free(spans->at);
    *spans = (vp_spans){0};
}

/* From behind an opening quotation mark to the closing one, which *i is left at. */
static vp_scanned quoted(size_t *i, const vp_grammar *g, const char *s, size_t n, size_t known, bool last)
{
    size_t from = *i, k, of;
    for (; *i < n; (*i)++) {
        if (*i >= known)
            return VP_SCAN_MORE;
        if (*i - from > VP_CELL_MAX)
            return VP_SCAN_LONG;
        if (s[*i] != *g->d.quote && s[*i] != *g->d.escape)
            continue;
        if ((k = escaped(g, s + *i, n - *i, &of))) {
            *i += k - 1;
            continue;
        }
        if (!stands(g->d.quote, g->nquote, s + *i, n - *i))
            continue;
        size_t after = *i + g->nquote;
        if (g->d.doubled && stands(g->d.quote, g->nquote, s + after, n - after)) {
            *i = after + g->nquote - 1;
            continue;
        }
        if (after == n || vp_grammar_delimiter(g, s + after, n - after) || vp_grammar_end(g, s + after, n - after))
            return VP_SCANNED;
        if (g->d.doubled || g->nescape)
            return VP_SCAN_STRAY;
    }
    return last ? VP_SCAN_OPEN : VP_SCAN_MORE;
}

/* To the delimiter or the end of the record, which *i is left at. */
static vp_scanned bare(size_t *i, const vp_grammar *g, const char *s, size_t n, size_t known)
{
    size_t from = *i, k, of;
    for (; *i < n; (*i)++) {
        if (*i >= known)
            return VP_SCAN_MORE;
        if (*i - from > VP_CELL_MAX)
            return VP_SCAN_LONG;
        if ((k = escaped(g, s + *i, n - *i, &of)))
            *i += k - 1;
        else if (vp_grammar_delimiter(g, s + *i, n - *i) || vp_grammar_end(g, s + *i, n - *i))
            return VP_SCANNED;
        else if ((g->d.doubled || g->nescape) && stands(g->d.quote, g->nquote, s + *i, n - *i))
            return VP_SCAN_STRAY;
    }
    return VP_SCANNED;
}

vp_scanned vp_csv_scan(vp_spans *out, size_t *used, const vp_grammar *g, const char *s, size_t n, bool last)
{
    size_t i = 0, k, known = last ? n + 1 : n > MARGIN ? n - MARGIN : 0;
    out->n = 0;
    for (;;) {
        if (i >= known)
            return VP_SCAN_MORE;
        vp_span cell = {i, i, false};
        k = stands(g->d.quote, g->nquote, s + i, n - i);
        cell.quoted = k > 0;
        i = cell.from += k;
        vp_scanned what = k ? quoted(&i, g, s, n, known, last) : bare(&i, g, s, n, known);
        *used = i;
        if (what == VP_SCANNED && i - cell.from > VP_CELL_MAX)
            what = VP_SCAN_LONG;
        if (what != VP_SCANNED)
            return what;
        cell.to = i;
        if (out->n == VP_COLUMNS_MAX)
            return VP_SCAN_MANY;
        if (!vp_spans_add(out, cell))
            return VP_SCAN_NOMEM;
        i += k ? g->nquote : 0;
        *used = i;
        if (i >= n)
            return last ? VP_SCANNED : VP_SCAN_MORE;
        if ((k = vp_grammar_delimiter(g, s + i, n - i)) == 0) {
            *used = i + vp_grammar_end(g, s + i, n - i);
            return VP_SCANNED;
        }
        i += k;
    }
}

void vp_csv_plain(vp_str *out, const vp_grammar *g, const char *s, vp_span span)
{
    size_t from = span.from, k, of;
    for (size_t i = span.from; i < span.to;) {
        if ((k = escaped(g, s + i, span.to - i, &of))) {
            vp_str_add(out, s + from, i - from);
            from = i + of;
            i += k;
        } else if (span.quoted && g->d.doubled && (k = stands(g->d.quote, g->nquote, s + i, span.to - i)) &&
                   stands(g->d.quote, g->nquote, s + i + k, span.to - i - k)) {
            vp_str_add(out, s + from, i + k - from);
            i += 2 * k;
            from = i;
        } else {
            i++;
        }
    }
    vp_str_add(out, s + from, span.to - from);
}
