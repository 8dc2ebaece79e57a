/* MD5, RFC 1321. */
#include <stdint.h>
#include <string.h>
#include "lib/draw/md5.h"

/* floor(2^32 |sin(i + 1)|), section 3.4. */
static const uint32_t sine[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
static const unsigned char turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static void mix(uint32_t h[4], const unsigned char *p)
{
    uint32_t w[16], a = h[0], b = h[1], c = h[2], d = h[3];
    for (int i = 0; i < 16; i++, p += 4)
        w[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    for (int i = 0; i < 64; i++) {
        int turn = i / 16, k = turn == 0 ? i : turn == 1 ? 5 * i + 1 : turn == 2 ? 3 * i + 5 : 7 * i;
        uint32_t f = turn == 0   ? (b & c) | (~b & d)
                     : turn == 1 ? (b & d) | (c & ~d)
                     : turn == 2 ? b ^ c ^ d
                                 : c ^ (b | ~d);
        uint32_t x = a + f + w[k % 16] + sine[i];
        int n = turns[turn][i % 4];
        a = d;
        d = c;
        c = b;
        b += x << n | x >> (32 - n);
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
}

void md5(unsigned char sum[MD5_SIZE], const md5_piece *pieces, size_t count)
{
    uint32_t h[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    unsigned char block[64];
    uint64_t all = 0;
    size_t have = 0;
    for (size_t i = 0; i < count; i++)
        for (const unsigned char *p = pieces[i].bytes, *end = p + pieces[i].n; p < end; p++, all++) {
            block[have++] = *p;
            if (have == 64) {
                mix(h, block);
                have = 0;
            }
        }
    block[have++] = 0x80;
    if (have > 56) {
        memset(block + have, 0, 64 - have);
        mix(h, block);
        have = 0;
    }
    memset(block + have, 0, 56 - have);
    for (int i = 0; i < 8; i++)
        block[56 + i] = (unsigned char)(all * 8 >> 8 * i);
    mix(h, block);
    for (int i = 0; i < MD5_SIZE; i++)
        sum[i] = (unsigned char)(h[i / 4] >> 8 * (i % 4));
}
