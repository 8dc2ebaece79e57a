/* What a person decided about suspect pairs: read from the file that vp-intake --suspects wrote, its column `decision`
   filled in; and kept, all of the round's together, in intake/decisions.csv. */
#ifndef VP_LIB_VERB_DECISIONS_H
#define VP_LIB_VERB_DECISIONS_H

#include <stdbool.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/str.h>
#include <vp/view.h>

#define VP_DECISIONS_PATH "intake/decisions.csv"

typedef enum vp_choice { VP_UNDECIDED, VP_KEEP, VP_DROP_FIRST, VP_DROP_SECOND } vp_choice;

/* round: of the first, when it is an earlier one; else "". */
typedef struct vp_decision {
    const char *round, *first, *second, *note;
    vp_choice what;
    size_t line;    /* of the file that was given; 0: decided before */
    bool met;       /* the pair is a suspect one */
} vp_decision;

typedef struct vp_decisions {
    vp_decision *at;
    size_t n, cap;
    vp_map *pairs, *drops; /* -> 1 + index */
    const char *file;      /* that was given; NULL: none */
    vp_arena *arena;
} vp_decisions;

/* Zero-initialise first. Those that the round has (view may be NULL). VP_CORRUPT: its file is not ours. */
vp_status vp_decisions_recorded(vp_decisions *d, const vp_view *view, vp_arena *arena, vp_err *err);
/* And those of a file that is given: they take the place of older ones about the same pair. VP_INVALID, with its
   place: a word that is no decision, a pair without an id, a pair twice, a note that points to a person. */
vp_status vp_decisions_given(vp_decisions *d, const char *file, const char *bytes, size_t n, vp_err *err);

/* The decision about a pair, in either order within one round; NULL: none. */
vp_decision *vp_decisions_find(const vp_decisions *d, const char *round, const char *first, const char *second);
/* The decision that drops the proposal, NULL: none does. */
const vp_decision *vp_decisions_drop(const vp_decisions *d, const char *id);
/* The id that a decision drops; NULL: it drops none. */
const char *vp_decision_dropped(const vp_decision *d);
/* "keep", "drop-first", "drop-second"; "". */
const char *vp_choice_name(vp_choice what);

/* first,second,decision,note,round: those given, or all; sorted. */
vp_status vp_decisions_write(vp_str *out, const vp_decisions *d, bool given, vp_err *err);

/* VP_INVALID at the first given decision that is about no suspect pair. */
vp_status vp_decisions_check(const vp_decisions *d, vp_err *err);

#endif
