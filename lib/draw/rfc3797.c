/* RFC 3797 to the letter: MD5, the number of the draw as two bytes, the larger first. */
#include <vp/draw.h>
#include <vp/lang.h>
#include "lib/draw/md5.h"

static void hash(unsigned char *sum, const char *seed, size_t n, uint64_t draw)
{
    const unsigned char number[2] = {(unsigned char)(draw >> 8), (unsigned char)draw};
    md5(sum, (const md5_piece[]){{number, sizeof number}, {seed, n}, {number, sizeof number}}, 3);
}

const vp_draw_algorithm vp_draw_rfc3797 = {"rfc3797", N_("as RFC 3797 has it, by MD5; at most 65535 items"), MD5_SIZE,
                                           65535, hash};
