/* SHA-256 (FIPS 180-4, by libsodium), as lower-case hex; and a faster sum for what never leaves the machine. */
#ifndef VP_HASH_H
#define VP_HASH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { VP_HASH_HEX = 65 };

typedef struct vp_sha256 { unsigned char state[128]; } __attribute__((aligned(16))) vp_sha256;

void vp_sha256_start(vp_sha256 *h);
void vp_sha256_add(vp_sha256 *h, const void *bytes, size_t n);
void vp_sha256_end(vp_sha256 *h, char hex[VP_HASH_HEX]);
void vp_hash(char hex[VP_HASH_HEX], const void *bytes, size_t n);

enum { VP_SUM = 32 };
/* BLAKE2b with 32 bytes: whether derived data is as it was written. */
void vp_sum(unsigned char sum[VP_SUM], const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif
#endif
