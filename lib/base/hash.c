/* SHA-256 and BLAKE2b by libsodium, CRC-32 by zlib. */
#include <sodium.h>
#include <string.h>
#include <vp/hash.h>
#include <zlib.h>

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

void vp_sha256_sum(vp_sha256 *h, unsigned char sum[32])
{
    crypto_hash_sha256_final(state(h), sum);
}

void vp_sha256_end(vp_sha256 *h, char hex[VP_HASH_HEX])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    vp_sha256_sum(h, sum);
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

uint32_t vp_crc(const void *bytes, size_t n)
{
    return (uint32_t)crc32_z(0, bytes, n);
}

/* ---- keyed ---- */

_Static_assert(sizeof(crypto_generichash_blake2b_state) <= sizeof(vp_keying), "vp_keying is too small");

static crypto_generichash_blake2b_state *keying(vp_keying *k)
{
    return (crypto_generichash_blake2b_state *)(void *)k;
}

void vp_keying_start(vp_keying *k)
{
    static const unsigned char person[crypto_generichash_blake2b_PERSONALBYTES] = "vp-private-key-1";
    crypto_generichash_blake2b_init_salt_personal(keying(k), NULL, 0, VP_KEY, NULL, person);
}

void vp_keying_add(vp_keying *k, const void *bytes, size_t n)
{
    if (n > 0)
        crypto_generichash_blake2b_update(keying(k), bytes, n);
}

void vp_keying_end(vp_keying *k, unsigned char key[VP_KEY])
{
    crypto_generichash_blake2b_final(keying(k), key, VP_KEY);
}

void vp_key_random(unsigned char key[VP_KEY])
{
    randombytes_buf(key, VP_KEY);
}

void vp_key_of(unsigned char out[VP_KEY], const unsigned char key[VP_KEY], const char *name)
{
    crypto_generichash_blake2b(out, VP_KEY, (const unsigned char *)name, strlen(name), key, VP_KEY);
}

void vp_key_hex(char hex[VP_KEY_HEX], const unsigned char key[VP_KEY])
{
    sodium_bin2hex(hex, VP_KEY_HEX, key, VP_KEY);
}

/* The value of a digit in the low half; 0x10 in it: none. */
static unsigned digit(unsigned char c)
{
    unsigned letter = (c | 0x20u) - 'a', number = c - (unsigned)'0';
    return number < 10 ? number : letter < 6 ? letter + 10 : 0x10;
}

bool vp_key_parse(unsigned char out[VP_KEY], const char *hex, size_t n)
{
    unsigned bad = n != VP_KEY_HEX - 1;
    for (size_t i = 0; i < VP_KEY && !bad; i++) {
        unsigned high = digit((unsigned char)hex[2 * i]), low = digit((unsigned char)hex[2 * i + 1]);
        bad = (high | low) & 0x10;
        out[i] = (unsigned char)(high << 4 | (low & 15));
    }
    return !bad;
}

void vp_tag(char tag[VP_TAG], const unsigned char key[VP_KEY], const char *field, const char *value)
{
    crypto_generichash_blake2b_state state;
    unsigned char sum[(VP_TAG - 1) / 2];
    crypto_generichash_blake2b_init(&state, key, VP_KEY, sizeof sum);
    crypto_generichash_blake2b_update(&state, (const unsigned char *)field, strlen(field) + 1);
    crypto_generichash_blake2b_update(&state, (const unsigned char *)value, strlen(value));
    crypto_generichash_blake2b_final(&state, sum, sizeof sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        tag[2 * i] = (char)('a' + (sum[i] >> 4));
        tag[2 * i + 1] = (char)('a' + (sum[i] & 15));
    }
    tag[VP_TAG - 1] = '\0';
}

bool vp_tag_like(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnop");
    return n == VP_TAG - 1 && s[n] == '\0';
}
