/* panel.csv: who may review. */
#ifndef VP_LIB_IO_PANEL_H
#define VP_LIB_IO_PANEL_H

#include <vp/arena.h>
#include <vp/err.h>
#include <vp/panel.h>
#include <vp/rubric.h>
#include <vp/table.h>
#include <vp/view.h>

/* Read panel.csv of the view; n 0 when there is none or it has no rows. VP_CORRUPT: no column of ids, an id that is
   blank or comes twice, a cell that cannot be what its column says. Columns that say nothing of a reviewer here are
   left alone. */
vp_status vp_panel_read(vp_panel_list *out, const vp_view *view, vp_arena *arena, vp_err *err);

/* The same, but every problem is told: VP_CORRUPT without a message; those of status VP_INVALID are warnings: of a
   column that is left alone. The stages must be of the rubric. */
vp_status vp_panel_read_all(vp_panel_list *out, const vp_rubric *rubric, const vp_view *view, vp_problems *problems,
                            vp_arena *arena, vp_err *err);

/* The same of a table. problems NULL: the first problem ends the reading; rubric NULL: stages are not checked. */
vp_status vp_panel_from_table(vp_panel_list *out, const vp_rubric *rubric, const vp_table *table,
                              vp_problems *problems, vp_arena *arena, vp_err *err);

/* What a heading means: "name", "fields" …; NULL: nothing that is made use of. */
vp_status vp_panel_column(const char **name, const char *heading, vp_arena *arena, vp_err *err);
/* Whether round.json keeps the column private. */
vp_status vp_panel_secret(bool *out, const vp_round *round, const char *heading, vp_arena *arena, vp_err *err);

enum { VP_NO_PANELIST = -1, VP_TWO_PANELISTS = -2 };

/* The reviewer whom a sheet calls `who`: by id, else by name (vp_fold). Below 0: nobody, or more than one of that
   name. */
vp_status vp_panel_find(long *found, const vp_panel_list *panel, const char *who, vp_arena *arena, vp_err *err);

#endif
