/* Cells that were read before. Choices, counts and dates repeat from row to row, and reading one rests on nothing but
   the field and the bytes: what was good once is good again. Few and short ones are kept, whatever comes. */
#ifndef VP_LIB_RULES_RECALL_H
#define VP_LIB_RULES_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/value.h>
#include "lib/model/columns.h"

typedef struct vp_recall vp_recall;

/* NULL when there is no memory. Yours: vp_recall_free. */
vp_recall *vp_recall_new(void);
void vp_recall_free(vp_recall *r);
VP_DECLARE_AUTO(vp_recall)

/* What the cell of that field was read as; its text is the cell's own, or one that was given to vp_recall_keep. */
bool vp_recall_find(vp_value *out, const vp_recall *r, size_t field, vp_cell cell);
/* A cell that was read, with nothing to say about it. lasting: the value's text lives as long as r; else it is kept
   only when it equals the cell. */
void vp_recall_keep(vp_recall *r, size_t field, vp_cell cell, const vp_value *value, bool lasting);

#endif
