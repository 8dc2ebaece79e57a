/* How cells and records are told apart in a text: what --delimiter, --quote, --escape, --record-separator, --skip and
   --header-rows say, or what is usual. */
#ifndef VP_LIB_IO_DIALECT_H
#define VP_LIB_IO_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>
#include <vp/reading.h>

enum { VP_SEPARATOR_MAX = 32, VP_HEADER_ROWS_MAX = 1000 };

typedef struct vp_dialect {
    char delimiter[VP_SEPARATOR_MAX + 1];        /* never "" */
    char quote[5];                               /* one character; "": cells are never quoted */
    char escape[5];                              /* one character that makes the next one plain; "": none */
    bool doubled;                                /* a quotation mark inside quotes is written twice */
    char record_separator[VP_SEPARATOR_MAX + 1]; /* "": any line end, and "\n", "\r" and "\r\n" as the reader says */
    size_t skip;                                 /* physical lines (LF, CR, CRLF) passed over at the start */
    size_t header_rows;
} vp_dialect;

/* RFC 4180 with that delimiter: quotation marks, doubled inside, any line end, one header row. */
vp_dialect vp_dialect_usual(char delimiter);

/* What a reading says, the rest as usual; *delimited false: the delimiter was not said and is a comma for now.
   Delimiter and record separator understand \t \n \r \\ and, alone, the words tab, comma, semicolon, pipe, space.
   VP_USAGE: a text that cannot be what its option says, or two that are the same. */
vp_status vp_dialect_of(vp_dialect *out, bool *delimited, const vp_reading *reading, vp_err *err);

#endif
