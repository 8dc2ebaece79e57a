/* panel.csv: who may review. */
#ifndef VP_LIB_IO_PANEL_H
#define VP_LIB_IO_PANEL_H

#include <vp/arena.h>
#include <vp/err.h>
#include <vp/view.h>

/* Texts are "" when not given; a name that is withheld is not given. */
typedef struct vp_panelist { const char *id, *name, *organisation, *fields; } vp_panelist;
typedef struct vp_panel_list { const vp_panelist *at; size_t n; } vp_panel_list;

/* Read panel.csv of the view; n 0 when there is none or it has no rows. VP_CORRUPT: no column of ids, an id that is
   blank or comes twice. */
vp_status vp_panel_read(vp_panel_list *out, const vp_view *view, vp_arena *arena, vp_err *err);

enum { VP_NO_PANELIST = -1, VP_TWO_PANELISTS = -2 };

/* The reviewer whom a sheet calls `who`: by id, else by name (vp_fold). Below 0: nobody, or more than one of that
   name. */
vp_status vp_panel_find(long *found, const vp_panel_list *panel, const char *who, vp_arena *arena, vp_err *err);

#endif
