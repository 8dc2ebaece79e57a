/* assignments.csv: who reviews what in which stage. */
#ifndef VP_LIB_IO_ASSIGNMENTS_H
#define VP_LIB_IO_ASSIGNMENTS_H

#include <vp/assign.h>
#include <vp/table.h>
#include <vp/view.h>

/* Read assignments.csv of the view; n 0 when there is none. VP_CORRUPT: it is no such table. */
vp_status vp_assignments_read(vp_assignments *out, const vp_view *view, vp_arena *arena, vp_err *err);
/* The same of a table: columns by name, fit may be missing. Sorted by stage, reviewer and proposal. VP_INVALID: a
   column is missing, a pair comes twice. */
vp_status vp_assignments_from_table(vp_assignments *out, const vp_table *t, vp_arena *arena, vp_err *err);

#endif
