/* Records of a CSV text, with the physical line that each begins on. The usual dialect is read by libcsv (lines with
   nothing out of the ordinary are taken apart in place, which gives the same), any other by a scanner of our own. */
#ifndef VP_LIB_IO_CSV_H
#define VP_LIB_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>
#include "lib/io/dialect.h"
#include "lib/io/text.h"
#include "lib/model/columns.h"

typedef struct vp_csv vp_csv;

/* How a record that breaks the dialect was read all the same: vp_csv_mend. */
typedef enum vp_mended {
    VP_AS_IT_IS,
    VP_STRAY_QUOTE,     /* a quotation mark was taken as part of a cell */
    VP_OPEN_QUOTE,      /* a quotation mark that is never closed, or closed lines further on, was */
    VP_MISSING_DELIMITER, /* a cell was taken to end at a quotation mark */
    VP_OTHER_END,        /* the line ended in another way than was said */
    VP_DOUBTFUL          /* by the letter it is one record, but each of its lines looks like one */
} vp_mended;

typedef struct vp_csv_record {
    size_t line;         /* physical line on which it begins, from 1 */
    size_t number;       /* of the record, from 1; blank lines are none */
    size_t n;
    vp_cell *cell;       /* borrowed until the next record, and so are their bytes, which may be written over */
    vp_mended mended;
    size_t column;       /* of the first cell that was mended, from 1 */
    size_t lines;        /* of a doubtful one */
} vp_csv_record;

enum { VP_CELL_MAX = 1 << 20, VP_COLUMNS_MAX = 16384, VP_RECORD_MAX = 64 << 20 };

/* Read the records of a text (borrowed, read on from where it is; from its start when lines are to be skipped).
   *out is yours: vp_csv_free. */
vp_status vp_csv_open(vp_csv **out, vp_text *text, const vp_dialect *dialect, vp_err *err);
/* The same in the usual dialect. */
vp_status vp_csv_new(vp_csv **out, vp_text *text, char delimiter, vp_err *err);
void vp_csv_free(vp_csv *c);
VP_DECLARE_AUTO(vp_csv)

/* The next record; *more false at the end. VP_INVALID: a quote that is not closed or stands inside an unquoted cell, a
   cell over VP_CELL_MAX bytes, more than VP_COLUMNS_MAX cells, a record over VP_RECORD_MAX bytes. */
vp_status vp_csv_next(vp_csv *c, vp_csv_record *record, bool *more, vp_err *err);

/* After VP_INVALID for a quotation mark inside a record: go on with the line after the one on which the record began.
   *line is the one that is given up. False: what is wrong concerns the rest of the text (a quote that is never closed,
   a cell without end). */
bool vp_csv_recover(size_t *line, vp_csv *c);

/* From here on quotation marks refuse nothing: a record that breaks the dialect is read from its own line in the way
   that needs the fewest of them explained away and gives `width` cells (0: any number) when there is one; it never
   takes in a line that is a record of that width by itself. */
void vp_csv_mend(vp_csv *c, size_t width);
/* From here on blank lines are records without cells and without a number. */
void vp_csv_show_blank(vp_csv *c);
/* The line ends that ended records and skipped lines so far. */
typedef struct vp_csv_ends { size_t lf, cr, crlf; } vp_csv_ends;
vp_csv_ends vp_csv_line_ends(const vp_csv *c);

/* How well the first records fit: larger is better. Called with up to 10 records of the start of the text. */
typedef size_t (*vp_csv_fit)(void *ctx, const vp_csv_record *record);

/* Set the delimiter of a dialect to the one of comma, TAB and semicolon whose best record among the first ten fits
   best (on a tie the earlier of the three), or to what a first line `sep=;` says. The text is rewound before and
   after. */
vp_status vp_csv_sniff(vp_dialect *dialect, vp_text *text, vp_csv_fit fit, void *ctx, vp_err *err);

/* The same for any table: among comma, TAB, semicolon and pipe the one that gives most of the first records the same
   number of cells, two at least. */
vp_status vp_csv_sniff_widths(vp_dialect *dialect, vp_text *text, vp_err *err);
/* The number of cells that most of the first records have (on a tie that of the earlier one); 0: there is none. */
vp_status vp_csv_usual_width(size_t *width, vp_text *text, const vp_dialect *dialect, vp_err *err);

/* Whether the record is that first line `sep=;`: an instruction, not data. */
bool vp_csv_is_sep_line(const vp_csv_record *record);

#endif
