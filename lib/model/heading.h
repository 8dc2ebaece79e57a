/* A heading as offices write it: what it says, the key it is matched by, and the unit it states (DOMAIN.md, 5.4 to
   5.6). */
#ifndef VP_LIB_MODEL_HEADING_H
#define VP_LIB_MODEL_HEADING_H

#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

enum { VP_HEADING_MAX = 1000 }; /* bytes: what is longer is no heading */

typedef struct vp_heading {
    const char *text;      /* on one line, without what cannot be seen; cut when it is too long */
    const char *key;       /* folded, without decoration, unit and number: "" matches nothing */
    int64_t unit;          /* of money, in minor units of one; 0: none stated */
    const char *unit_name; /* as vp_money_unit knows it; "" when none is stated */
} vp_heading;

/* s is valid UTF-8 of n bytes. Texts are of the arena. VP_NOMEM. */
vp_status vp_heading_read(vp_heading *out, const char *s, size_t n, vp_arena *arena, vp_err *err);

/* The unit that a title cell states (单位：万元), or 0; *name is of the arena. */
vp_status vp_title_unit(int64_t *unit, const char **name, const char *cell, size_t n, vp_arena *arena, vp_err *err);

/* A heading or title as it may stand between quotation marks; s itself when there is no memory to cut it. */
const char *vp_heading_short(const char *s, vp_arena *arena);

#endif
