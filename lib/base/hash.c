/* Hashes by libsodium. */
#include <sodium.h>
#include <vp/hash.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(vp_sha256), "vp_sha256 is too small");

static crypto_hash_sha256_state *state(vp_sha256 *h)
{
    return (crypto_hash_sha256_state *)(void *)h;
}

void vp_sha256_start(vp_sha256 *h)
{
    crypto_hash_sha256_init(state(h));
}

void vp_sha256_add(vp_sha256 *h, const void *bytes, size_t n)
{
    if (n > 0)
        crypto_hash_sha256_update(state(h), bytes, n);
}

void vp_sha256_end(vp_sha256 *h, char hex[VP_HASH_HEX])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(state(h), sum);
    sodium_bin2hex(hex, VP_HASH_HEX, sum, sizeof sum);
}

void vp_hash(char hex[VP_HASH_HEX], const void *bytes, size_t n)
{
    vp_sha256 h;
    vp_sha256_start(&h);
    vp_sha256_add(&h, bytes, n);
    vp_sha256_end(&h, hex);
}

void vp_sum(unsigned char sum[VP_SUM], const void *bytes, size_t n)
{
    if (sodium_init() < 0) { /* finds the quickest for this machine, once; else the plain one does */
    }
    crypto_generichash(sum, VP_SUM, bytes, n, NULL, 0);
}
