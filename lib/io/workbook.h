/* What people fill in as Excel workbooks: the form for applicants, and the score sheet of a reviewer. */
#ifndef VP_LIB_IO_WORKBOOK_H
#define VP_LIB_IO_WORKBOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include "lib/assign/form.h"
#include "lib/rules/form.h"

/* The bytes of the workbook (*bytes is of the arena): the form with its checks and drop-down lists, a sheet that says
   how to fill it in, and a hidden one of long lists. The same form and moment give the same bytes. It is put together
   in a file aside of `path`, in the same folder, which is gone afterwards.
   VP_CORRUPT: the round asks for more than a workbook holds. VP_IO: there is no room for the file aside. */
vp_status vp_workbook_form(const char **bytes, size_t *n, const vp_form *form, int64_t when, const char *path,
                           vp_arena *arena, vp_err *err);

/* The same of a score sheet: marks are checked as they are written, headings stay in sight, and a second sheet says how
   to fill it in. */
vp_status vp_workbook_score(const char **bytes, size_t *n, const vp_score_sheet *sheet, int64_t when, const char *path,
                            vp_arena *arena, vp_err *err);

/* Whether a workbook has all of its parts to their ends. VP_NOMEM. */
vp_status vp_workbook_whole(bool *whole, const char *bytes, size_t n, vp_arena *arena, vp_err *err);

#endif
