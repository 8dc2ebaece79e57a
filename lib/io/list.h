/* Lists that rules name: lists/NAME.csv with a column for the rule's field and, where they have them, the day of the
   listing and its reason; under the headings uscc, name, listed_on, reason, or what offices call them. */
#ifndef VP_LIB_IO_LIST_H
#define VP_LIB_IO_LIST_H

#include <vp/rules.h>
#include <vp/view.h>

/* Read the list of a rule: in any encoding and with any separator that a sheet may have, titles above its header.
   Texts are compared folded, codes in their canonical form. VP_CORRUPT: it is missing or cannot be read as one. The
   map inside is yours: vp_list_close; everything else is of the arena. */
vp_status vp_list_read(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view, vp_arena *arena,
                       vp_err *err);
/* The same, but every row that is wrong is told: VP_CORRUPT without a message. Problems of status VP_INVALID are
   warnings: a code that cannot be right. problems may be NULL. */
vp_status vp_list_read_all(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view,
                           vp_problems *problems, vp_arena *arena, vp_err *err);
void vp_list_close(vp_list *list);

#endif
