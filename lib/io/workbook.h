/* The form for applicants as an Excel workbook. */
#ifndef VP_LIB_IO_WORKBOOK_H
#define VP_LIB_IO_WORKBOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include "lib/rules/form.h"

/* The bytes of the workbook (*bytes is of the arena): the form with its checks and drop-down lists, a sheet that says
   how to fill it in, and a hidden one of long lists. The same form and moment give the same bytes. It is put together
   in a file aside of `path`, in the same folder, which is gone afterwards.
   VP_CORRUPT: the round asks for more than a workbook holds. VP_IO: there is no room for the file aside. */
vp_status vp_workbook_form(const char **bytes, size_t *n, const vp_form *form, int64_t when, const char *path,
                           vp_arena *arena, vp_err *err);

/* Whether a workbook has all of its parts to their ends. VP_NOMEM. */
enum { VP_WORKBOOK_MAX = 1 << 28 };
vp_status vp_workbook_whole(bool *whole, const char *bytes, size_t n, vp_arena *arena, vp_err *err);

#endif
