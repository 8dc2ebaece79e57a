/* What a row of a sheet is: a proposal, or one of the rows that offices put between and below them (DOMAIN.md, 5.4). */
#ifndef VP_LIB_VERB_ROWKIND_H
#define VP_LIB_VERB_ROWKIND_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include "lib/model/columns.h"

typedef enum vp_rowkind {
    VP_ROW_PROPOSAL, VP_ROW_EMPTY, VP_ROW_NOTES, VP_ROW_SUBTOTAL, VP_ROW_TOTAL, VP_ROW_HEADER,
    VP_ROW_EXAMPLE, VP_ROW_BROKEN, VP_ROW_KINDS
} vp_rowkind;

/* "proposal", "empty", …: as source.csv says it. */
const char *vp_rowkind_name(vp_rowkind kind);
/* Back again; false: no kind is called so. */
bool vp_rowkind_named(vp_rowkind *out, const char *name);

/* By its cells. A row that has an id is a proposal whatever else stands in it. */
vp_status vp_rowkind_of(vp_rowkind *out, const vp_cell *cells, size_t n, const vp_columns *columns,
                        const vp_round *round, vp_arena *arena, vp_err *err);

/* Whether a row that looks like a proposal may be a header or title all the same: cheap, and mostly false. id is the
   column of ids, or -1. */
bool vp_rowkind_wordy(const vp_cell *cells, size_t n, long id);

#endif
