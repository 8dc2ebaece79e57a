/* Hashes, by libsodium: SHA-256 (FIPS 180-4) as lower-case hex; keyed ones (BLAKE2b, RFC 7693) of what stays private;
   faster ones, the fastest by zlib, for what never leaves the machine. */
#ifndef VP_HASH_H
#define VP_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { VP_HASH_HEX = 65 };

typedef struct vp_sha256 { unsigned char state[128]; } __attribute__((aligned(16))) vp_sha256;

void vp_sha256_start(vp_sha256 *h);
void vp_sha256_add(vp_sha256 *h, const void *bytes, size_t n);
void vp_sha256_end(vp_sha256 *h, char hex[VP_HASH_HEX]);
/* The same as its 32 bytes. */
void vp_sha256_sum(vp_sha256 *h, unsigned char sum[32]);
void vp_hash(char hex[VP_HASH_HEX], const void *bytes, size_t n);

enum { VP_SUM = 32 };
/* BLAKE2b with 32 bytes: whether a text is one that was seen before. */
void vp_sum(unsigned char sum[VP_SUM], const void *bytes, size_t n);
/* CRC-32 (ISO 3309): whether derived data is as it was written; finds accidents, no intent. */
uint32_t vp_crc(const void *bytes, size_t n);

/* A key is made of a file's bytes; nothing that is published of the file (its SHA-256) tells it. */
enum { VP_KEY = 32, VP_KEY_HEX = 65, VP_TAG = 33 };

typedef struct vp_keying { unsigned char state[384]; } __attribute__((aligned(64))) vp_keying;

void vp_keying_start(vp_keying *k);
void vp_keying_add(vp_keying *k, const void *bytes, size_t n);
void vp_keying_end(vp_keying *k, unsigned char key[VP_KEY]);
/* A key that nothing tells, for values that could be guessed together with the rest of their file. */
void vp_key_random(unsigned char key[VP_KEY]);
/* A key of its own for what `name` names, of another key. */
void vp_key_of(unsigned char out[VP_KEY], const unsigned char key[VP_KEY], const char *name);
void vp_key_hex(char hex[VP_KEY_HEX], const unsigned char key[VP_KEY]);
/* False: the n characters are no key. */
bool vp_key_parse(unsigned char out[VP_KEY], const char *hex, size_t n);
/* The keyed hash of a field's value: BLAKE2b-128 over the field's name, a NUL and the value, as 32 letters from a to p,
   half a byte each: digits would look like telephone numbers to whoever searches a history for some. */
void vp_tag(char tag[VP_TAG], const unsigned char key[VP_KEY], const char *field, const char *value);
/* Whether a text has the form of one. */
bool vp_tag_like(const char *s);

#ifdef __cplusplus
}
#endif
#endif
