/* What was told of a sheet, by rule: for whoever wants it in short. */
#ifndef VP_LIB_VERB_TOLD_H
#define VP_LIB_VERB_TOLD_H

#include <vp/intake.h>
#include <vp/map.h>

typedef struct vp_told {
    vp_arena *arena;      /* borrowed */
    vp_map *index;        /* severity and rule -> 1 + index */
    vp_intake_told *at;
    size_t n, cap;
    bool failed;          /* no memory: told by vp_told_end */
} vp_told;

/* Count one; the first of its rule is kept. Neither error nor warning: left alone. */
void vp_told_add(vp_told *t, vp_where where, const char *severity, const char *rule, const vp_note *what);
/* Put them in order. VP_NOMEM. */
vp_status vp_told_end(vp_told *t, vp_err *err);

#endif
