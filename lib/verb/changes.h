/* What differs between two states of a round, told as a round is talked of: proposals field by field, reviews by
   reviewer, places and scores, awards and money; files only where they are nothing of these. */
#ifndef VP_LIB_VERB_CHANGES_H
#define VP_LIB_VERB_CHANGES_H

#include <vp/audit.h>
#include <vp/view.h>
#include "lib/store/store.h"

/* paths: what differs, as the store lists it. id: only what concerns that proposal; NULL: everything. The texts are
   fit to be shown, of the arena. */
vp_status vp_changes(vp_audit_changes *out, const vp_view *before, const vp_view *after, const vp_change *paths,
                     size_t n, const char *id, vp_arena *arena, vp_err *err);

/* A change of one proposal in words, appended: "requested: 1000.00 → 1200.00". */
void vp_change_words(vp_str *out, vp_lang lang, const vp_audit_change *c);

/* What a person calls a field of it. */
const char *vp_change_field(const char *field, vp_lang lang);

#endif
