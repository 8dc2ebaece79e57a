/* Sealed files: bytes that only who knows the passphrase can read, and that nobody can change, shorten or continue
   unnoticed. Argon2id (RFC 9106) makes the key, XChaCha20-Poly1305 in libsodium's secretstream does the rest. The form
   is told in vp-round(5). */
#ifndef VP_LIB_BASE_SEAL_H
#define VP_LIB_BASE_SEAL_H

#include <stddef.h>
#include <stdint.h>
#include <vp/emit.h>
#include <vp/err.h>

/* What trying one passphrase costs. */
typedef struct vp_seal_cost { uint64_t passes, memory; /* bytes */ } vp_seal_cost;
extern const vp_seal_cost vp_seal_usual; /* libsodium's "moderate": 3 passes over 256 MiB */

enum {
    VP_SEAL_HEAD = 101,        /* bytes before the first chunk */
    VP_SEAL_CHUNK = 64 << 10,  /* bytes of text in each but the last */
    VP_SEAL_MORE = 17          /* bytes that sealing adds to a chunk */
};

typedef struct vp_seal vp_seal;
/* Begin: the head goes to `to` at once. VP_USAGE: an empty passphrase. VP_NOMEM also when the memory that the cost asks
   for is not there. *out is yours: vp_seal_free. */
vp_status vp_seal_new(vp_seal **out, vp_out to, const char *passphrase, const vp_seal_cost *cost, vp_err *err);
/* A sink of the text. */
vp_out vp_seal_out(vp_seal *s);
/* The end; without it the file is one that was cut off. */
vp_status vp_seal_end(vp_seal *s, vp_err *err);
void vp_seal_free(vp_seal *s);
VP_DECLARE_AUTO(vp_seal)

/* Where sealed bytes come from: n of them, *got fewer only at the end. */
typedef struct vp_source {
    vp_status (*read)(void *ctx, unsigned char *bytes, size_t n, size_t *got, vp_err *err);
    void *ctx;
} vp_source;

typedef struct vp_unseal vp_unseal;
/* Open sealed bytes; file names them in messages, borrowed. VP_INVALID: they are none, of a newer form, damaged, of
   another passphrase, or ask for more than 1 GiB or 64 passes. *out is yours: vp_unseal_free. */
vp_status vp_unseal_new(vp_unseal **out, vp_source from, const char *file, const char *passphrase, vp_err *err);
/* The next bytes of the text, n at most: *got of them, 0 when it has ended as it should. What was not changed on the
   way, and is in its place, comes out and nothing else. VP_INVALID: damaged or cut off. */
vp_status vp_unseal_read(vp_unseal *u, char *bytes, size_t n, size_t *got, vp_err *err);
void vp_unseal_free(vp_unseal *u);
VP_DECLARE_AUTO(vp_unseal)

/* Overwrite what is secret, whatever the compiler thinks of it. */
void vp_seal_wipe(void *secret, size_t n);

#endif
