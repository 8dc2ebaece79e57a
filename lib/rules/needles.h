/* Many private values, looked for in long texts all at once: numbers and addresses however they are spaced, and names
   that stand alone. One pass, whatever their number. */
#ifndef VP_LIB_RULES_NEEDLES_H
#define VP_LIB_RULES_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>

typedef struct vp_needles {
    vp_map *numbers, *names; /* squeezed as vp_secrets has them */
    vp_arena *arena;
} vp_needles;

/* What a text holds. */
enum {
    VP_HOLDS_VALUE = 1, /* a number or an address that was added */
    VP_HOLDS_NAME = 2,  /* a name that was added, as a cell or a word of its own */
    VP_HOLDS_NUMBER = 4, /* anybody's phone or identity number, by its form */
    VP_HOLDS_REVIEWER = 16, /* a reviewer's name that is private (lib/verb/guard.h) */
    VP_HOLDS_PUBLIC = 8 /* a number or an address that was added, and stands in public too */
};

vp_status vp_needles_new(vp_needles *out, vp_arena *arena, vp_err *err);
/* Take in a private cell: every address in it, and every number of nine characters or more. Shorter ones (a local
   telephone number) are too often an amount or a day. */
vp_status vp_needles_add(vp_needles *n, const char *cell, vp_arena *scratch, vp_err *err);
/* Take in a name; one of a single character is passed over. */
vp_status vp_needles_name(vp_needles *n, const char *name, vp_err *err);
/* A public text: the name that it is, and the numbers and addresses in it, are public after all. */
vp_status vp_needles_spare(vp_needles *n, const char *text, vp_arena *scratch, vp_err *err);

/* Whether the bytes have anything of the form of a value, of whatever values there may be. */
vp_status vp_needles_may(bool *yes, const char *bytes, size_t nbytes, vp_arena *scratch, vp_err *err);
/* Look for those of `what` (VP_HOLDS_PUBLIC goes with VP_HOLDS_VALUE, which hides it); the bytes may be of any
   encoding whose ASCII is ASCII, or UTF-16. */
vp_status vp_needles_in(unsigned *holds, const vp_needles *n, unsigned what, const char *bytes, size_t nbytes,
                        vp_arena *scratch, vp_err *err);

#endif
