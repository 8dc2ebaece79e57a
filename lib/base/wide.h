/* Sixteen bytes at once, as compilers know how for each machine. */
#ifndef VP_LIB_BASE_WIDE_H
#define VP_LIB_BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char vp_wide16 __attribute__((vector_size(16)));

/* Whether a comparison held for any of them. */
static inline bool vp_any16(vp_wide16 found)
{
    uint64_t half[2];
    memcpy(half, &found, sizeof half);
    return half[0] | half[1];
}

static inline vp_wide16 vp_load16(const char *s)
{
    vp_wide16 v;
    memcpy(&v, s, sizeof v);
    return v;
}

/* 1 to 15 bytes, some of them twice; the rest is zero. Not for what depends on their places. */
static inline vp_wide16 vp_load_short(const char *s, size_t n)
{
    uint64_t half[2] = {0, 0};
    if (n >= 8) {
        memcpy(&half[0], s, 8);
        memcpy(&half[1], s + n - 8, 8);
    } else if (n >= 4) {
        memcpy((char *)half, s, 4);
        memcpy((char *)half + 4, s + n - 4, 4);
    } else {
        const unsigned char *u = (const unsigned char *)s;
        half[0] = u[0] | (uint64_t)u[n / 2] << 8 | (uint64_t)u[n - 1] << 16;
    }
    vp_wide16 v;
    memcpy(&v, half, sizeof v);
    return v;
}

#endif
