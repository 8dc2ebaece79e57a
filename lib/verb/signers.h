/* Who may sign what: the file `signers` of a round (ssh's allowed signers, with the roles in the comment behind the
   key), and what a signature is worth by it. */
#ifndef VP_LIB_VERB_SIGNERS_H
#define VP_LIB_VERB_SIGNERS_H

#include <stdbool.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/str.h>
#include <vp/view.h>
#include "lib/store/store.h"

enum { VP_ROLE_INTAKE = 1, VP_ROLE_PANEL = 2, VP_ROLE_DECIDE = 4, VP_ROLE_PAY = 8, VP_ROLE_ALL = 15 };

/* The roles in a comment such as "roles=intake,pay"; words that are none count for nothing. */
unsigned vp_roles_read(const char *comment);
/* "intake, pay"; of the arena. */
const char *vp_roles_text(unsigned roles, vp_arena *arena);
/* The roles that a commit needs: of its command ("": made by hand), and decide when it touches what is edited by hand
   (round.json, rubric.json, panel.csv, signers, lists/). 0: whoever may sign. */
unsigned vp_roles_wanted(const char *command, const vp_change *changes, size_t n);

typedef enum vp_trust {
    VP_TRUST_GOOD,
    VP_TRUST_UNSIGNED,
    VP_TRUST_BAD,     /* not a signature of these bytes */
    VP_TRUST_UNKNOWN, /* by a key that the file does not have */
    VP_TRUST_INVALID, /* by one that was not valid then */
    VP_TRUST_ROLE,    /* by one without the roles wanted */
    VP_TRUST_UNCHECKED /* ssh-keygen is missing */
} vp_trust;

/* By whom: principals as the file has them ("a@x.org,b@x.org"), "" when nobody it knows; the key as ssh names it
   ("SHA256:…"), "" when there is none. */
typedef struct vp_signed { vp_trust trust; const char *principals, *key; unsigned roles; } vp_signed;

/* What the signature is worth by the n bytes of a signers file: at most one ssh-keygen for each line with its key, and
   one more for the reason. Texts of the arena. */
vp_status vp_signed_check(vp_signed *out, const vp_sealed *seal, const char *signers, size_t n, unsigned wanted,
                          vp_arena *arena, vp_err *err);

/* Whose key ("ssh-ed25519 AAAA…") it is by the file, whenever it is valid: the first line with those roles, else with
   the key. trust: GOOD, ROLE or UNKNOWN. */
vp_status vp_signers_find(vp_signed *out, const char *public, const char *signers, size_t n, unsigned wanted,
                          vp_arena *arena, vp_err *err);

/* The signers file of a view; "" when it has none. */
vp_status vp_signers_read(const char **bytes, size_t *n, const vp_view *view, vp_arena *arena, vp_err *err);

/* Whether two lists of principals have one in common. */
bool vp_principals_meet(const char *a, const char *b);

/* Whether the round of the view asks for signatures, and for a second person's approval. One that cannot be read (it
   is of another version) asks when it has signers. approval may be NULL. */
vp_status vp_signing_asked(bool *required, bool *approval, const vp_view *view, vp_arena *arena, vp_err *err);

/* Fail with VP_IO: ssh-keygen is missing. */
vp_status vp_no_ssh_keygen(vp_err *err);

#endif
