/* SHA-1 (FIPS 180-4) of a stream, which the format of packs asks for as their last 20 bytes; libgit2 has it only for
   single objects, libsodium not at all. Nothing here rests on its strength: objects are named by libgit2's own, which
   finds collisions. */
#include <string.h>
#include "lib/store/inside.h"

static uint32_t turn(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static void mix(uint32_t h[5], const unsigned char *p)
{
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++, p += 4)
        w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (int i = 16; i < 80; i++)
        w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                     : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                     : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                              : (b ^ c ^ d) + 0xCA62C1D6;
        uint32_t t = turn(a, 5) + f + e + w[i];
        e = d;
        d = c;
        c = turn(b, 30);
        b = a;
        a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

void sha1_start(sha1_state *s)
{
    *s = (sha1_state){.h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}};
}

void sha1_add(sha1_state *s, const unsigned char *bytes, size_t n)
{
    size_t have = s->n % 64;
    s->n += n;
    if (have > 0) {
        size_t take = n < 64 - have ? n : 64 - have;
        memcpy(s->block + have, bytes, take);
        bytes += take;
        n -= take;
        if (have + take < 64)
            return;
        mix(s->h, s->block);
    }
    for (; n >= 64; bytes += 64, n -= 64)
        mix(s->h, bytes);
    if (n > 0)
        memcpy(s->block, bytes, n);
}

void sha1_end(sha1_state *s, unsigned char sum[20])
{
    uint64_t bits = s->n * 8;
    unsigned char tail[72] = {0x80};
    size_t pad = (s->n % 64 < 56 ? 56 : 120) - s->n % 64;
    for (int i = 0; i < 8; i++)
        tail[pad + (size_t)i] = (unsigned char)(bits >> (56 - 8 * i));
    sha1_add(s, tail, pad + 8);
    for (int i = 0; i < 20; i++)
        sum[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}
