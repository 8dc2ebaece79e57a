/* Shingles of a text, and sorting millions of them. */
#include <stdlib.h>
#include <string.h>
#include "lib/base/utf8.h"
#include "lib/similar/shingle.h"

/* The finaliser of MurmurHash3: every bit of the input moves about half of the output's. */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDu;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ x >> 33;
}

static size_t unit(uint64_t *hash, unsigned char *weight, const char *s)
{
    uint32_t c;
    size_t n = vp_utf8_decode(s, &c);
    if (vp_unit_alone(c) || c == '|') { /* '|': a masked name */
        *hash = c;
        *weight = 2;
        return n;
    }
    *hash = 0xCBF29CE484222325u;
    *weight = 3;
    for (n = 0; s[n] && s[n] != ' ' && s[n] != '|'; n++) {
        if ((unsigned char)s[n] >= 0xE0 && (vp_utf8_decode(s + n, &c), vp_unit_alone(c)))
            break;
        *hash = (*hash ^ (unsigned char)s[n]) * 0x100000001B3u;
    }
    return n;
}

size_t vp_shingles(uint64_t out[VP_SHINGLES_MAX], const char *text, unsigned length)
{
    uint64_t hash[VP_SHINGLES_MAX];
    unsigned char weight[VP_SHINGLES_MAX];
    size_t units = 1, n = 0;
    hash[0] = 1;
    weight[0] = 3;
    for (const char *s = text; *s && units < VP_SHINGLES_MAX - 1;) {
        if (*s == ' ') {
            s++;
            continue;
        }
        s += unit(&hash[units], &weight[units], s);
        units++;
    }
    hash[units] = 2;
    weight[units] = 3;
    units++;
    for (size_t i = 0; i < units; i++) {
        uint64_t h = 0;
        unsigned sum = 0;
        for (size_t k = i; k < units && sum < length; k++) {
            h = h * 0x9E3779B97F4A7C15u + hash[k];
            sum += weight[k];
        }
        if (sum >= length)
            out[n++] = mix(h) >> (64 - VP_SHINGLE_BITS);
    }
    return n;
}

/* ---- sorting ---- */

enum { RADIX = 256, SMALL = 64 };

static void insert(uint64_t *at, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t v = at[i];
        size_t k = i;
        for (; k > 0 && at[k - 1] > v; k--)
            at[k] = at[k - 1];
        at[k] = v;
    }
}

/* Radix sort by the seven bytes below the highest, through a buffer of the same size. */
static void sort_bucket(uint64_t *at, uint64_t *buffer, size_t n)
{
    size_t count[7][RADIX] = {{0}};
    uint64_t *from = at, *to = buffer;
    for (size_t i = 0; i < n; i++)
        for (size_t byte = 0; byte < 7; byte++)
            count[byte][at[i] >> (byte * 8) & 0xFF]++;
    for (size_t byte = 0; byte < 7; byte++) {
        size_t sum = 0, *c = count[byte];
        if (c[at[0] >> (byte * 8) & 0xFF] == n)
            continue;
        for (size_t i = 0; i < RADIX; i++) {
            size_t here = c[i];
            c[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            to[c[from[i] >> (byte * 8) & 0xFF]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != at)
        memcpy(at, from, n * sizeof *at);
}

/* First into buckets by the highest byte, in place (American flag sort). */
vp_status vp_sort_shingles(uint64_t *at, size_t n, vp_err *err)
{
    size_t start[RADIX + 1] = {0}, next[RADIX], largest = 0;
    if (n <= SMALL) {
        insert(at, n);
        return VP_OK;
    }
    for (size_t i = 0; i < n; i++)
        start[(at[i] >> 56) + 1]++;
    for (size_t i = 0; i < RADIX; i++) {
        largest = start[i + 1] > largest ? start[i + 1] : largest;
        start[i + 1] += start[i];
        next[i] = start[i];
    }
    for (size_t b = 0; b < RADIX; b++)
        while (next[b] < start[b + 1]) {
            uint64_t v = at[next[b]];
            while (v >> 56 != b) {
                uint64_t *place = &at[next[v >> 56]++], other = *place;
                *place = v;
                v = other;
            }
            at[next[b]++] = v;
        }
    uint64_t *buffer = malloc(largest * sizeof *buffer);
    if (!buffer)
        return vp_nomem(err);
    for (size_t b = 0; b < RADIX; b++) {
        size_t size = start[b + 1] - start[b];
        if (size <= SMALL)
            insert(at + start[b], size);
        else
            sort_bucket(at + start[b], buffer, size);
    }
    free(buffer);
    return VP_OK;
}
