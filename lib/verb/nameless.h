/* Comments as applicants may read them: whoever wrote them is not named. */
#ifndef VP_LIB_VERB_NAMELESS_H
#define VP_LIB_VERB_NAMELESS_H

#include <stdbool.h>
#include <vp/panel.h>
#include <vp/score.h>

/* The names, ids and organisations of the panel, and the reviewers whom reviews name. */
typedef struct vp_nameless vp_nameless;
vp_status vp_nameless_new(vp_nameless **out, const vp_panel_list *panel, const vp_reviews *reviews, vp_arena *arena,
                          vp_err *err);

/* The comment with "[…]" where it names one of them. *out NULL: it names one in a form that cannot be cut out (other
   width, script or spaces), so nobody should read it. *masked: it is not as it was. */
vp_status vp_nameless_text(const char **out, bool *masked, const vp_nameless *all, const char *comment, vp_arena *arena,
                           vp_err *err);

#endif
