/* One record by the letter of any dialect, without taking the bytes apart: where its cells are. Private to
   lib/io/csv*.c. */
#ifndef VP_LIB_IO_CSV_SCAN_H
#define VP_LIB_IO_CSV_SCAN_H

#include <vp/str.h>
#include "lib/io/dialect.h"

/* What a record separator means to the reader. */
typedef enum vp_line_ends { VP_ENDS_ANY, VP_ENDS_LF, VP_ENDS_CR, VP_ENDS_CRLF, VP_ENDS_TEXT } vp_line_ends;

typedef struct vp_grammar {
    vp_dialect d;
    vp_line_ends ends;
    size_t ndelimiter, nquote, nescape, nseparator;
} vp_grammar;

vp_grammar vp_grammar_of(const vp_dialect *d);

/* Bytes of the delimiter, or of the record separator, that stands at s, 0 when none does. */
size_t vp_grammar_delimiter(const vp_grammar *g, const char *s, size_t n);
size_t vp_grammar_end(const vp_grammar *g, const char *s, size_t n);

/* Where a cell stands: its text, without quotation marks around it but with what is escaped inside. */
typedef struct vp_span { size_t from, to; bool quoted; } vp_span;
typedef struct vp_spans { vp_span *at; size_t n, cap; } vp_spans;

typedef enum vp_scanned {
    VP_SCANNED,      /* *used bytes are a record and its end */
    VP_SCAN_MORE,    /* not decided by these bytes */
    VP_SCAN_STRAY,   /* a quotation mark where none can be, at *used */
    VP_SCAN_OPEN,    /* a quotation mark that is never closed */
    VP_SCAN_LONG,    /* a cell over VP_CELL_MAX bytes */
    VP_SCAN_MANY,    /* more than VP_COLUMNS_MAX cells */
    VP_SCAN_NOMEM
} vp_scanned;

/* The record that s begins with; last: nothing follows the n bytes. An empty record is one empty cell. */
vp_scanned vp_csv_scan(vp_spans *out, size_t *used, const vp_grammar *g, const char *s, size_t n, bool last);

/* Append the text of a cell: escapes read, doubled quotation marks once. */
void vp_csv_plain(vp_str *out, const vp_grammar *g, const char *s, vp_span span);

bool vp_spans_add(vp_spans *spans, vp_span span);
void vp_spans_free(vp_spans *spans);

#endif
