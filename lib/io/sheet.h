/* Score sheets: what reviewers send in, read into reviews. Every problem of every sheet is found in one run; rows
   without one are kept. */
#ifndef VP_LIB_IO_SHEET_H
#define VP_LIB_IO_SHEET_H

#include <vp/finding.h>
#include <vp/score.h>
#include <vp/table.h>
#include "lib/io/panel.h"

/* What sheets are held against; everything but the rubric may be missing. */
typedef struct vp_sheet_rules {
    const vp_rubric *rubric;
    const char *stage;             /* the stage of every sheet, whatever criteria it names; NULL: by its criteria */
    const vp_proposals *proposals; /* NULL: not known, any id is taken */
    const vp_panel_list *panel;    /* NULL or empty: anybody may review */
    const char *round;             /* its id, which a sheet may state; NULL: not known */
} vp_sheet_rules;

/* The sheets of one run: two marks of one proposal by one reviewer are found across them. */
typedef struct vp_sheets vp_sheets;

/* VP_USAGE: the rubric has no stage of that name. *out is yours: vp_sheets_free; the rules must outlive it. */
vp_status vp_sheets_new(vp_sheets **out, const vp_sheet_rules *rules, vp_arena *arena, vp_err *err);
void vp_sheets_free(vp_sheets *s);
VP_DECLARE_AUTO(vp_sheets)

/* The table of a sheet, CSV or the first sheet of a workbook (xlsx): titles may stand above its header. Statuses as
   vp_table_read. */
vp_status vp_sheet_table(vp_table **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err);

/* Read one sheet; what is wrong with it goes to *findings, in the order of rows and columns. Cells of the table are
   kept: it must outlive the reviews. */
vp_status vp_sheets_add(vp_sheets *s, const vp_table *table, vp_findings *findings, vp_err *err);

/* All good rows so far, sorted by stage, reviewer and proposal; of the arena. */
vp_reviews vp_sheets_reviews(vp_sheets *s);

#endif
