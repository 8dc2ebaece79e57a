/* Single cells of a score sheet, and of panel.csv. Private to lib/io. */
#ifndef VP_LIB_IO_SHEET_CELL_H
#define VP_LIB_IO_SHEET_CELL_H

#include <vp/finding.h>
#include <vp/money.h>
#include <vp/rubric.h>

/* what.msg NULL: there is none. stands: the value is taken all the same. */
typedef struct vp_cell_problem { vp_note what, mend; bool stands; } vp_cell_problem;

/* A mark of the criterion from a cell that is not blank: a decimal from 0 to its maximum, a percentage of that, or a
   fraction ("18/20", also when a spreadsheet has made a date of it), on the criterion's step; VP_NA where the criterion
   allows it. Full-width forms will do. */
vp_status vp_cell_mark(vp_micro *mark, vp_cell_problem *p, const char *cell, const vp_criterion *c, vp_arena *arena,
                       vp_err *err);
/* A declared conflict: yes or no in some words; blank is no. */
vp_status vp_cell_yes(bool *yes, vp_cell_problem *p, const char *cell, vp_arena *arena, vp_err *err);

enum { VP_FILE_NAME_MAX = 120 }; /* bytes, so that an ending fits anywhere */

/* Whether NAME.csv is a file's name on any system, and no path. */
bool vp_can_name_file(const char *s);

#endif
