/* Making signatures: with the key of git's configuration, through ssh-keygen, and only such as the round accepts. */
#ifndef VP_LIB_VERB_SIGNING_H
#define VP_LIB_VERB_SIGNING_H

#include <vp/view.h>
#include "lib/store/store.h"
#include "lib/verb/signers.h"

typedef struct vp_signing {
    vp_store *store;
    const char *key;         /* as user.signingKey has it: a path, or "key::ssh-ed25519 AAAA…"; NULL: git's is taken */
    const char *signers;     /* nsigners bytes: who may */
    size_t nsigners;
    unsigned wanted;         /* roles */
    const char *step;        /* for messages: "vp-allocate" */
    int64_t when;            /* when it is signed */
    vp_signed by;            /* out: who signed last */
} vp_signing;

/* What a step of the round of view is signed with; *asked false: it needs no signature. VP_INVALID: the
   round has no signers. */
vp_status vp_signing_open(vp_signing *out, bool *asked, vp_store *store, const vp_view *view, const char *command,
                          int64_t when, vp_arena *arena, vp_err *err);
/* The key of git's configuration. VP_NOTFOUND: there is none. */
vp_status vp_signing_key(const char **key, vp_store *store, vp_arena *arena, vp_err *err);
/* Signs, and refuses what the round would not accept: VP_INVALID. VP_NOTFOUND: as vp_signing_key. VP_IO: ssh-keygen is
   missing or cannot sign. */
vp_signer vp_signing_signer(vp_signing *s);

/* "ssh-ed25519 AAAA…" of a key as vp_signing.key has it: from its file, the file with .pub behind its name, or by
   ssh-keygen from the private key. VP_USAGE: there is no such key. */
vp_status vp_public_key(const char **out, const char *key, vp_arena *arena, vp_err *err);

#endif
