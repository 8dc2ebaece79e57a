/* What forgetting leaves in the history: for the verb, and for its replay. */
#ifndef VP_LIB_VERB_FORGET_H
#define VP_LIB_VERB_FORGET_H

#include <vp/date.h>
#include <vp/view.h>

/* Put proposals/ID.json without its keyed hashes, and intake/forgotten.csv with one line more. id: as it is recorded.
   *hashes (may be NULL): how many went. */
vp_status vp_forget_files(size_t *hashes, const vp_view *before, const vp_writer *out, const char *id, vp_date day,
                          vp_arena *arena, vp_err *err);

#endif
