/* What the files of the desk share. */
#ifndef VP_LIB_VERB_DESK_INSIDE_H
#define VP_LIB_VERB_DESK_INSIDE_H

#include "lib/verb/desk.h"
#include "lib/verb/rowkind.h"

/* ---- desk_write.c ---- */

/* The first lines of source.csv and rejects.csv. */
vp_status vp_desk_write_heads(vp_desk *d, vp_err *err);
/* Where a field stands in a line, for messages; SIZE_MAX: the line as a whole. */
vp_where vp_desk_place(const vp_desk *d, size_t line, size_t field);
/* A line of source.csv. Cells are kept of proposals only, and not of rows whose cells may stand in wrong columns. */
vp_status vp_desk_keep(vp_desk *d, size_t line, const char *kind, const vp_cell *cells, size_t n,
                       const vp_verdict *v, vp_err *err);
/* col: of the place that is told, where the problem's field has none. */
void vp_desk_tell(vp_desk *d, size_t line, size_t col, const vp_problem *p);
/* The row is refused: counted, told, and written to rejects.csv. stated: what a replay knows of it, or NULL. */
vp_status vp_desk_reject(vp_desk *d, size_t line, size_t col, const vp_cell *cells, size_t n, const vp_verdict *v,
                         const vp_stated *stated, vp_err *err);
/* The warnings of a row; whole: the history does not keep its cells as they came. */
vp_status vp_desk_warn(vp_desk *d, size_t line, const vp_verdict *v, bool whole, vp_err *err);

/* ---- desk_head.c ---- */

/* A row of words: the header again, as it is printed on every page, a title, or the header of another table. */
vp_status vp_desk_header(vp_rowkind *what, vp_desk *d, size_t line, const vp_cell *cells, size_t n, vp_err *err);

/* ---- desk_total.c ---- */

/* The row's money counts in the sums (sign 1), or no longer (-1). */
void vp_desk_add_up(vp_desk *d, const vp_verdict *v, int sign);
/* Totals that the sheet states are computed again; a formula has no value here and cannot be. One above all rows waits
   for the last of them; a subtotal may as well go on from the one before. */
vp_status vp_desk_total(vp_desk *d, vp_rowkind what, size_t line, const vp_cell *cells, size_t n, vp_err *err);
/* After the last row: totals that stood above all of them. */
void vp_desk_early_totals(vp_desk *d);

/* ---- desk_stand.c ---- */

/* What the round has under a row's id. */
typedef struct vp_desk_before {
    const char *bytes;   /* NULL: nothing */
    size_t n;
    vp_proposal was;     /* value NULL: not looked into, as nothing depends on it */
    bool counted;        /* rules that count have it counted */
} vp_desk_before;

/* The proposal that the round already has under this id. */
vp_status vp_desk_find_old(vp_desk_before *b, vp_desk *d, const char *id, vp_err *err);
/* The row stands: it counts, and goes into the round unless it is there as it is. */
vp_status vp_desk_accept(vp_desk *d, size_t line, const vp_verdict *v, const vp_desk_before *b, vp_err *err);

/* ---- desk.c ---- */

/* A decision takes the proposal out of the round: its version there counts no longer. */
bool vp_desk_drops(const vp_desk *d, const char *id);

#endif
