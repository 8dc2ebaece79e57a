/* The reader between its files: csv.c (records), csv_buffer.c (text not handed out yet), csv_broken.c (records that
   break the dialect). Private to lib/io/csv*.c. */
#ifndef VP_LIB_IO_CSV_READER_H
#define VP_LIB_IO_CSV_READER_H

#include <csv.h>
#include <string.h>
#include <vp/str.h>
#include "lib/io/csv.h"
#include "lib/io/csv_scan.h"

/* The first of a byte at or after `from` was found at `at`; the end of the buffer when there was none. */
typedef struct vp_csv_found { size_t from, at; } vp_csv_found;

struct vp_csv {
    vp_grammar g;
    bool usual;             /* libcsv's: one delimiter byte, quotation marks doubled, any line end */
    struct csv_parser parser;
    vp_text *text;
    char *buf;              /* at..end is not handed out yet */
    size_t at, end, cap;
    bool last;              /* the text ends at end */
    vp_csv_found lf, cr, quote;
    size_t line, records;   /* physical line that stands at `at`; records so far */
    size_t skip;
    bool mends, blanks;
    size_t width;
    size_t budget;          /* what may still be spent on mending; every byte read adds to it */
    vp_csv_ends ends;
    vp_spans spans;
    vp_str cells;           /* those that are not in the buffer as they are, NUL after each */
    vp_cell *cell;
    size_t n, cap_cells;
    bool ended, oom, too_many;
    bool doubled;           /* cells in the buffer still have their quotation marks twice */
    bool broken;            /* vp_csv_recover may go on after the record's first line */
};

/* ---- the buffer: places are bytes from `at` on, and stay right when it moves ---- */

/* More text behind what is there, which moves to the front. */
vp_status vp_csv_fill(vp_csv *c, vp_err *err);
/* The physical line that begins at `from`: its text ends at *to, the next line begins at *next. At the end of the text
   *next may be *to, and from too. */
vp_status vp_csv_line_at(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err);
/* Go past n bytes and count their line ends. */
void vp_csv_pass(vp_csv *c, size_t n);

/* The first such byte at or after from, or the end; what is known already is not searched again. */
static inline size_t vp_csv_find(vp_csv *c, vp_csv_found *f, char byte, size_t from)
{
    if (f->at >= from && f->from <= from && f->at < c->end && c->buf[f->at] == byte)
        return f->at;
    size_t start = f->at >= from && f->from <= from && f->at <= c->end ? f->at : from;
    const char *p = memchr(c->buf + start, byte, c->end - start);
    *f = (vp_csv_found){from, p ? (size_t)(p - c->buf) : c->end};
    return f->at;
}

/* ---- cells ---- */

/* Room for n cells; false: no memory. */
bool vp_csv_room(vp_csv *c, size_t n);
/* Cells that stand in c->cells one after another, their lengths known, get their places. */
vp_status vp_csv_lay_out(vp_csv *c, vp_err *err);
/* The spans become the record's cells. */
vp_status vp_csv_put_spans(vp_csv *c, vp_err *err);

vp_where vp_csv_place(const vp_csv *c, size_t line, size_t col);
vp_status vp_csv_too_many(const vp_csv *c, vp_err *err);
vp_status vp_csv_endless(const vp_csv *c, vp_err *err);
vp_status vp_csv_too_long(const vp_csv *c, size_t col, vp_err *err);

/* ---- records that break the dialect ---- */

/* The line that begins at `from`, without and with what ends it; where records end in a text that is no line end, up to
   that text. */
vp_status vp_csv_first_line(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err);
/* A record that could not be read (s), or that a quotation mark ran away in: as well as it can be, *why says what was
   done. Else s. */
vp_status vp_csv_save(vp_mended *why, size_t *used, vp_csv_record *record, vp_csv *c, vp_status s, vp_err *err);

#endif
