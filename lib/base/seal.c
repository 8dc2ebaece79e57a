/* Sealing with a passphrase. All numbers of the head have their low byte first. */
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "lib/base/seal.h"

enum {
    MAGIC = 8, FORM = 1,
    AT_FORM = MAGIC, AT_PASSES = 12, AT_MEMORY = 20, AT_SALT = 28,
    AT_STREAM = AT_SALT + crypto_pwhash_SALTBYTES,
    AT_PROOF = AT_STREAM + crypto_secretstream_xchacha20poly1305_HEADERBYTES, /* an empty chunk: is the key right? */
    AT_SUM = AT_PROOF + VP_SEAL_MORE,                                         /* of all before it */
    SUM = VP_SEAL_HEAD - AT_SUM,
    SEALED = VP_SEAL_CHUNK + VP_SEAL_MORE
};
static const unsigned char magic[MAGIC] = {'v', 'p', '-', 's', 'e', 'a', 'l', '\n'};
static const uint64_t most_passes = 64, most_memory = (uint64_t)1 << 30;

const vp_seal_cost vp_seal_usual = {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE};

_Static_assert(crypto_secretstream_xchacha20poly1305_ABYTES == VP_SEAL_MORE, "what a chunk has more than its text");
_Static_assert(SUM == crypto_generichash_BYTES_MIN, "the head ends in a sum of 16 bytes");

typedef struct secret_state {
    crypto_secretstream_xchacha20poly1305_state stream;
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
} secret_state;

static void put_number(unsigned char *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get_number(const unsigned char *from, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static vp_status make_key(unsigned char *key, const unsigned char *head, const char *passphrase, vp_err *err)
{
    uint64_t passes = get_number(head + AT_PASSES, 8), memory = get_number(head + AT_MEMORY, 8);
    if (crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase, strlen(passphrase),
                      head + AT_SALT, passes, (size_t)memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return vp_fail(err, VP_NOMEM, VP_NOWHERE, "making a key of the passphrase needs %zu MiB of memory, which are "
                                                  "not there", (size_t)(memory >> 20));
    return VP_OK;
}

void vp_seal_wipe(void *secret, size_t n)
{
    sodium_memzero(secret, n);
}

static vp_status start(const char *passphrase, vp_err *err)
{
    if (sodium_init() < 0)
        return vp_fail(err, VP_BUG, VP_NOWHERE, "libsodium does not start");
    return *passphrase ? VP_OK : vp_fail(err, VP_USAGE, VP_NOWHERE, "the passphrase is empty");
}

/* ---- sealing ---- */

struct vp_seal {
    vp_out to;
    secret_state *secret;
    size_t n; /* bytes of text that wait */
    unsigned char head[VP_SEAL_HEAD], text[VP_SEAL_CHUNK], sealed[SEALED];
};

void vp_seal_free(vp_seal *s)
{
    if (!s)
        return;
    sodium_free(s->secret);
    sodium_memzero(s->text, sizeof s->text);
    free(s);
}

/* Every chunk vouches for the head too. */
static vp_status put_chunk(vp_seal *s, unsigned char tag, vp_err *err)
{
    crypto_secretstream_xchacha20poly1305_push(&s->secret->stream, s->sealed, NULL, s->text, s->n, s->head, AT_PROOF,
                                               tag);
    size_t n = s->n + VP_SEAL_MORE;
    s->n = 0;
    return s->to.write(s->to.ctx, (const char *)s->sealed, n, err);
}

vp_status vp_seal_new(vp_seal **out, vp_out to, const char *passphrase, const vp_seal_cost *cost, vp_err *err)
{
    VP_TRY(start(passphrase, err));
    VP_AUTO(vp_seal) s = calloc(1, sizeof *s);
    if (!s || !(s->secret = sodium_malloc(sizeof *s->secret)))
        return vp_nomem(err);
    unsigned char *head = s->head;
    s->to = to;
    memcpy(head, magic, MAGIC);
    put_number(head + AT_FORM, FORM, 4);
    put_number(head + AT_PASSES, cost->passes, 8);
    put_number(head + AT_MEMORY, cost->memory, 8);
    randombytes_buf(head + AT_SALT, crypto_pwhash_SALTBYTES);
    VP_TRY(make_key(s->secret->key, head, passphrase, err));
    crypto_secretstream_xchacha20poly1305_init_push(&s->secret->stream, head + AT_STREAM, s->secret->key);
    crypto_secretstream_xchacha20poly1305_push(&s->secret->stream, head + AT_PROOF, NULL, NULL, 0, head, AT_PROOF, 0);
    crypto_generichash(head + AT_SUM, SUM, head, AT_SUM, NULL, 0);
    VP_TRY(to.write(to.ctx, (const char *)head, VP_SEAL_HEAD, err));
    *out = VP_STEAL(s);
    return VP_OK;
}

static vp_status put(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    vp_seal *s = ctx;
    while (n > 0) {
        if (s->n == VP_SEAL_CHUNK)
            VP_TRY(put_chunk(s, 0, err));
        size_t some = VP_SEAL_CHUNK - s->n < n ? VP_SEAL_CHUNK - s->n : n;
        memcpy(s->text + s->n, bytes, some);
        s->n += some;
        bytes += some;
        n -= some;
    }
    return VP_OK;
}

vp_out vp_seal_out(vp_seal *s)
{
    return (vp_out){put, s};
}

vp_status vp_seal_end(vp_seal *s, vp_err *err)
{
    return put_chunk(s, crypto_secretstream_xchacha20poly1305_TAG_FINAL, err);
}

/* ---- opening ---- */

struct vp_unseal {
    vp_source from;
    const char *file;
    secret_state *secret;
    bool ended;
    size_t at, n; /* of text: what was read of it, and what there is */
    uint64_t past; /* bytes of the file that are read */
    unsigned char head[VP_SEAL_HEAD], text[VP_SEAL_CHUNK], sealed[SEALED];
};

void vp_unseal_free(vp_unseal *u)
{
    if (!u)
        return;
    sodium_free(u->secret);
    sodium_memzero(u->text, sizeof u->text);
    free(u);
}

/* n bytes, fewer at the end of the file. */
static vp_status fetch(vp_unseal *u, unsigned char *to, size_t n, size_t *got, vp_err *err)
{
    VP_TRY(u->from.read(u->from.ctx, to, n, got, err));
    u->past += *got;
    return VP_OK;
}

static vp_status read_head(vp_unseal *u, vp_err *err)
{
    unsigned char sum[SUM];
    vp_where at = VP_AT_FILE(u->file);
    size_t n;
    VP_TRY(fetch(u, u->head, VP_SEAL_HEAD, &n, err));
    if (n < MAGIC || memcmp(u->head, magic, MAGIC) != 0)
        return vp_fail(err, VP_INVALID, at, "this is no backup that vp has written");
    uint64_t form = n >= AT_PASSES ? get_number(u->head + AT_FORM, 4) : FORM;
    if (form > FORM) {
        vp_fail(err, VP_INVALID, at, "the backup has form %u: this vp reads form %d", (unsigned)form, FORM);
        return vp_hint(err, "restore it with the vp that made it, or a later one");
    }
    if (n < VP_SEAL_HEAD)
        return vp_fail(err, VP_INVALID, at, "the backup is cut off: its end is missing");
    crypto_generichash(sum, SUM, u->head, AT_SUM, NULL, 0);
    if (form != FORM || memcmp(sum, u->head + AT_SUM, SUM) != 0)
        return vp_fail(err, VP_INVALID, at, "the backup is damaged in its first %d bytes", VP_SEAL_HEAD);
    uint64_t passes = get_number(u->head + AT_PASSES, 8), memory = get_number(u->head + AT_MEMORY, 8);
    if (passes > most_passes || memory > most_memory || passes < crypto_pwhash_OPSLIMIT_MIN ||
        memory < crypto_pwhash_MEMLIMIT_MIN)
        return vp_fail(err, VP_INVALID, at, "the backup asks for %llu passes over %llu MiB of memory: vp takes 1 to %d "
                                            "over at most %d", (unsigned long long)passes,
                       (unsigned long long)(memory >> 20), (int)most_passes, (int)(most_memory >> 20));
    return VP_OK;
}

static vp_status open_head(vp_unseal *u, const char *passphrase, vp_err *err)
{
    unsigned char tag;
    secret_state *secret = u->secret;
    VP_TRY(read_head(u, err));
    VP_TRY(make_key(secret->key, u->head, passphrase, err));
    if (crypto_secretstream_xchacha20poly1305_init_pull(&secret->stream, u->head + AT_STREAM, secret->key) == 0 &&
        crypto_secretstream_xchacha20poly1305_pull(&secret->stream, NULL, NULL, &tag, u->head + AT_PROOF, VP_SEAL_MORE,
                                                   u->head, AT_PROOF) == 0)
        return VP_OK;
    return vp_fail(err, VP_INVALID, VP_AT_FILE(u->file), "the passphrase is not the one that the backup was made with");
}

vp_status vp_unseal_new(vp_unseal **out, vp_source from, const char *file, const char *passphrase, vp_err *err)
{
    VP_TRY(start(passphrase, err));
    VP_AUTO(vp_unseal) u = calloc(1, sizeof *u);
    if (!u || !(u->secret = sodium_malloc(sizeof *u->secret)))
        return vp_nomem(err);
    u->from = from;
    u->file = file;
    VP_TRY(open_head(u, passphrase, err));
    *out = VP_STEAL(u);
    return VP_OK;
}

static vp_status next_chunk(vp_unseal *u, vp_err *err)
{
    unsigned char tag = 0;
    unsigned long long text = 0;
    uint64_t from = u->past;
    size_t n, more;
    vp_where at = VP_AT_FILE(u->file);
    VP_TRY(fetch(u, u->sealed, SEALED, &n, err));
    bool whole = n >= VP_SEAL_MORE && crypto_secretstream_xchacha20poly1305_pull(&u->secret->stream, u->text, &text,
                                                                               &tag, u->sealed, n, u->head,
                                                                               AT_PROOF) == 0;
    if (n == 0)
        return vp_fail(err, VP_INVALID, at, "the backup is cut off: its end is missing");
    if (!whole && n < SEALED)
        return vp_fail(err, VP_INVALID, at, "the backup is cut off, or damaged at its end");
    if (!whole)
        return vp_fail(err, VP_INVALID, at, "the backup is damaged between byte %llu and byte %llu",
                       (unsigned long long)from + 1, (unsigned long long)u->past);
    u->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    u->at = 0;
    u->n = (size_t)text;
    if (!u->ended)
        return VP_OK;
    VP_TRY(fetch(u, u->sealed, 1, &more, err));
    return more ? vp_fail(err, VP_INVALID, at, "something follows the end of the backup") : VP_OK;
}

vp_status vp_unseal_read(vp_unseal *u, char *bytes, size_t n, size_t *got, vp_err *err)
{
    while (u->at == u->n && !u->ended)
        VP_TRY(next_chunk(u, err));
    *got = u->n - u->at < n ? u->n - u->at : n;
    memcpy(bytes, u->text + u->at, *got);
    u->at += *got;
    return VP_OK;
}
