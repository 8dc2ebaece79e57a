/* A CSV file in memory, with the physical line of every row: for rankings, awards, score sheets, panels and lists.
   (Proposals as they arrive are read as a stream: vp/intake.h.) */
#ifndef VP_TABLE_H
#define VP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_row { size_t line; size_t n; const char *const *cell; } vp_row; /* cells are trimmed, NFC, not NULL */

typedef struct vp_table {
    const char *file; /* for messages */
    vp_row header;
    vp_row *rows;     /* rows that are wholly blank are left out */
    size_t nrows;
    vp_row *above;    /* titles above the header, of any width, where they were looked for */
    size_t nabove;
} vp_table;

/* Read bytes (n of them) named `file`: encodings, separators and line ends as proposals arrive (DOMAIN.md, 5), the
   first row that is not blank is the header; a row shorter than the header is filled with blanks, a longer one is
   VP_INVALID. Blank-looking cells come back as "". *out is of the arena; the bytes may go. */
vp_status vp_table_read(vp_table **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err);

/* The same of a file that may have titles above its header: that is the first of ten rows which is_header takes for
   one, and where there is none, the first. */
vp_status vp_table_read_titled(vp_table **out, const char *file, const char *bytes, size_t n,
                               bool (*is_header)(void *ctx, const vp_row *row), void *ctx, vp_arena *arena,
                               vp_err *err);

/* Column whose heading is exactly name, or -1. */
long vp_table_column(const vp_table *t, const char *name);
/* The cell, "" where column is -1. */
const char *vp_table_cell(const vp_table *t, size_t row, long column);

#ifdef __cplusplus
}
#endif
#endif
