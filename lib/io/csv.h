/* Records of a CSV text by libcsv, with the physical line that libcsv does not count. */
#ifndef VP_LIB_IO_CSV_H
#define VP_LIB_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>
#include "lib/io/text.h"
#include "lib/model/columns.h"

typedef struct vp_csv vp_csv;

typedef struct vp_csv_record {
    size_t line;         /* physical line on which it begins, from 1 */
    size_t number;       /* of the record, from 1; blank lines are none */
    size_t n;
    const vp_cell *cell; /* borrowed until the next record */
} vp_csv_record;

enum { VP_CELL_MAX = 1 << 20, VP_COLUMNS_MAX = 16384 };

/* Read the records of a text (borrowed, read on from where it is). *out is yours: vp_csv_free. */
vp_status vp_csv_new(vp_csv **out, vp_text *text, char delimiter, vp_err *err);
void vp_csv_free(vp_csv *c);
VP_DECLARE_AUTO(vp_csv)

/* The next record; *more false at the end. VP_INVALID: a quote that is not closed or stands inside an unquoted cell, a
   cell over VP_CELL_MAX bytes, more than VP_COLUMNS_MAX cells. */
vp_status vp_csv_next(vp_csv *c, vp_csv_record *record, bool *more, vp_err *err);

/* After VP_INVALID for a quotation mark inside a line: go on with the next line. *line is the one that is given up.
   False: what is wrong concerns the rest of the text (a quote that is never closed, a cell without end). */
bool vp_csv_recover(size_t *line, vp_csv *c);

/* How well the first records fit: larger is better. Called with up to 10 records of the start of the text. */
typedef size_t (*vp_csv_fit)(void *ctx, const vp_csv_record *record);

/* The separator among comma, TAB and semicolon whose best record among the first ten fits best (on a tie the earlier
   of the three), or what a first line `sep=;` says. The text is rewound before and after. */
vp_status vp_csv_sniff(char *delimiter, vp_text *text, vp_csv_fit fit, void *ctx, vp_err *err);

/* Whether the record is that first line `sep=;`: an instruction, not data. */
bool vp_csv_is_sep_line(const vp_csv_record *record);

#endif
