/* Blank cells of a column take the value above: what merged cells leave behind (DOMAIN.md, 5.10). */
#ifndef VP_LIB_VERB_FILL_H
#define VP_LIB_VERB_FILL_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/str.h>
#include "lib/model/columns.h"

typedef struct vp_fill {
    const char *heading;
    size_t column, field;
    size_t count;          /* cells that were filled */
    vp_str rows;           /* their lines: "8-12,14"; complete after vp_fills_end */
    size_t first, last;    /* the run of lines not yet in rows; 0: none */
    vp_str value;          /* that the next blank cell takes */
    size_t from;           /* its line; 0: there is none yet */
    size_t spoiled;        /* the line of a row from which nothing can be taken; 0: none */
    bool filled, missing;  /* in the row now read */
} vp_fill;

typedef struct vp_fills { vp_fill *at; size_t n; } vp_fills;

/* The columns that names call, in the order of the sheet. VP_USAGE: there is no such column, or it is left out. Zero
   *out before; vp_fills_close in any case. */
vp_status vp_fills_open(vp_fills *out, const vp_strings *names, const vp_columns *columns, const vp_round *round,
                        const char *file, size_t line, vp_arena *arena, vp_err *err);
void vp_fills_close(vp_fills *fills);

/* A proposal's row: *cells and *n become those with the blanks filled (of the arena, or as they were). */
vp_status vp_fills_row(vp_fills *fills, size_t line, const vp_cell **cells, size_t *n, vp_arena *arena, vp_err *err);
/* Of this row nothing is to be taken: it could not be read, or what stands in it is not kept. */
void vp_fills_spoil(vp_fills *fills, size_t line);
/* All rows are read. */
void vp_fills_end(vp_fills *fills);

#endif
