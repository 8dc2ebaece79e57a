/* What must not get out: the private values of a row, and texts that point to one person. */
#ifndef VP_LIB_RULES_SECRET_H
#define VP_LIB_RULES_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

/* A row's private cells that identify somebody: an address, or a number of some length. Names do not. */
typedef struct vp_secrets {
    const char **at; /* squeezed: full-width forms folded, spaces and hyphens out */
    size_t n, cap;
    bool others;     /* other people's numbers and addresses are to be hidden too */
} vp_secrets;

/* Take in a private cell as it stands in the sheet, whether or not it could be read: as a whole, and every number and
   address in it, for there may be two, or a name beside it. */
vp_status vp_secrets_add(vp_secrets *secrets, const char *cell, vp_arena *arena, vp_err *err);
/* Whether a text holds one of them, however it is spaced. */
vp_status vp_secrets_in(bool *yes, const vp_secrets *secrets, const char *text, vp_arena *arena, vp_err *err);
/* Whether a text must be hidden: it holds one of them, or, with `others`, is personal. */
vp_status vp_secrets_hide(bool *yes, const vp_secrets *secrets, const char *text, vp_arena *arena, vp_err *err);

/* Whether a text holds somebody's phone, address or identity number (vp_personal), however it is spaced. */
vp_status vp_personal_in(bool *yes, const char *text, vp_arena *arena, vp_err *err);
/* False for most texts, and quickly: they cannot. */
bool vp_may_identify(const char *text, size_t n);

#endif
