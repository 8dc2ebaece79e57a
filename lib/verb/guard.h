/* The private values of a round, kept out of its history: looked for in what commands write, and in what it holds. */
#ifndef VP_LIB_VERB_GUARD_H
#define VP_LIB_VERB_GUARD_H

#include <vp/round.h>
#include "lib/rules/needles.h"
#include "lib/store/store.h"

typedef struct vp_guard vp_guard;

/* For what vp/private of this clone keeps, by the private fields of the view's round.json; nothing where it keeps
   nothing. They are read when a text first has anything of their form; then VP_CORRUPT: a private file is none.
   *out is of the arena; view is borrowed. */
vp_status vp_guard_new(vp_guard **out, vp_store *store, const vp_view *view, vp_arena *arena, vp_err *err);

/* VP_INVALID when panel.csv of the view has a name that round.json keeps private: no keyed hash of one. */
vp_status vp_guard_panel(vp_guard *g, vp_err *err);

/* What a file holds that it should not: VP_HOLDS_… (needles.h). Names, and forms of numbers, are asked for only of
   files that people write. */
vp_status vp_guard_look(unsigned *holds, vp_guard *g, const char *path, const char *bytes, size_t n, vp_err *err);
/* The same of a commit's message. */
vp_status vp_guard_look_message(unsigned *holds, vp_guard *g, const char *message, vp_err *err);

/* Whether vp-intake makes the file of what it has judged itself. */
bool vp_guard_of_intake(const char *path);

/* VP_INVALID, naming the file, when it holds a private value. */
vp_status vp_guard_check(vp_guard *g, const char *path, const char *bytes, size_t n, vp_err *err);
/* The same of the files of the view that people write. */
vp_status vp_guard_standing(vp_guard *g, vp_err *err);

#endif
