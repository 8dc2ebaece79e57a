/* A workbook that a spreadsheet program has saved (ECMA-376), as the CSV that it would have exported. */
#ifndef VP_LIB_IO_XLSX_H
#define VP_LIB_IO_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

/* Whether the bytes begin as a workbook does. */
bool vp_xlsx_is_one(const char *bytes, size_t n);

/* The first sheet that is shown, as UTF-8, comma, LF: a line for each row, from the first, so that a row of the sheet
   is the same line of the CSV as long as no cell has several lines. Numbers are written as they are shown to 15
   digits, those of a percentage or a fraction as a percentage, days as YYYY-MM-DD; of a formula its last value.
   VP_INVALID: it cannot be read, or holds too much. */
vp_status vp_xlsx_csv(const char **csv, size_t *ncsv, const char *file, const char *bytes, size_t n, vp_arena *arena,
                      vp_err *err);

#endif
