/* The scheme of RFC 3797 with SHA-256 and the number of the draw as eight bytes, the larger first. */
#include <vp/draw.h>
#include <vp/hash.h>
#include <vp/lang.h>

static void hash(unsigned char *sum, const char *seed, size_t n, uint64_t draw)
{
    unsigned char number[8];
    vp_sha256 h;
    for (int i = 0; i < 8; i++)
        number[i] = (unsigned char)(draw >> (56 - 8 * i));
    vp_sha256_start(&h);
    vp_sha256_add(&h, number, sizeof number);
    vp_sha256_add(&h, seed, n);
    vp_sha256_add(&h, number, sizeof number);
    vp_sha256_sum(&h, sum);
}

/* 2^32 items are beyond every list; the remainder of 256 bits by fewer is even to one part in 2^224. */
const vp_draw_algorithm vp_draw_sha256 = {"sha256", N_("the same scheme by SHA-256, for lists of any length"), 32,
                                          UINT32_MAX, hash};
