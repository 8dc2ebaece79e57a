/* Matching keys: what stays when writing habits are taken away. Never stored, only compared. */
#ifndef VP_FOLD_H
#define VP_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Folding of headings, choices and names: NFKC, case folded, traditional to simplified (OpenCC t2s), without spaces
   and invisible characters; brackets and other punctuation in one form. s is valid UTF-8. *out is of the arena. */
vp_status vp_fold(const char **out, const char *s, vp_arena *arena, vp_err *err);

/* The canonical text of a cell: blank-looking characters cut at both ends (DOMAIN.md, 5.9), then NFC. Fast for
   ASCII. *out is of the arena, or s itself when nothing had to change. */
vp_status vp_clean(const char **out, const char *s, size_t n, vp_arena *arena, vp_err *err);

/* The same, and NFKC: for ids, codes, numbers and dates (full-width forms become ASCII). */
vp_status vp_narrow(const char **out, const char *s, size_t n, vp_arena *arena, vp_err *err);

/* Whether a cell is its own canonical text and needs no second look: no blank at its ends, in NFC, no control
   character, no CR, nothing that a spreadsheet would run. One pass; false only says that the longer way must tell.
   n > 0. */
bool vp_plain(const char *s, size_t n);

#ifdef __cplusplus
}
#endif
#endif
