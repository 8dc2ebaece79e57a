/* Exclusion lists: lists/NAME.csv with a column named as the field and, where they have them, listed_on and reason. */
#ifndef VP_LIB_IO_LIST_H
#define VP_LIB_IO_LIST_H

#include <vp/rules.h>
#include <vp/view.h>

/* Read the list of a rule. VP_CORRUPT: it is missing or cannot be read as one. The map inside is yours:
   vp_list_close; everything else is of the arena. */
vp_status vp_list_read(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view, vp_arena *arena,
                       vp_err *err);
void vp_list_close(vp_list *list);

#endif
