/* Starting a round from a template. */
#ifndef VP_INIT_H
#define VP_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The templates built in (examples/templates), sorted, NULL-terminated. */
extern const char *const vp_template_names[];
/* One line on a template in that language; "" when it has none. Of the arena; NULL when there is no memory. */
const char *vp_template_about(const char *name, vp_lang lang, vp_arena *arena);

typedef struct vp_init_opts {
    const char *from;       /* a template's name */
    const char *id, *title; /* of the round, instead of the template's; NULL: the template's */
    const char *reason;     /* for the history, or NULL */
    const char *sign;       /* an SSH key, as git's user.signingKey has it: the round asks for signatures; or NULL */
    bool bare, dry_run;
    int64_t now;            /* seconds since 1970: of the commit */
} vp_init_opts;

/* Make a repository for a round at dir and its first commit, whose hex goes to id ("" with dry_run). Run again, it
   completes what was cut short. VP_USAGE: no such template or key, or an id or title that cannot be one.
   VP_INVALID: dir is not empty, or git has no address of whoever signs. VP_IO: among others, ssh-keygen is missing or
   cannot sign. */
vp_status vp_init(char id[41], const char *dir, const vp_init_opts *opts, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
