/* How far apart two short names are: for "did you mean". */
#ifndef VP_NEAR_H
#define VP_NEAR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { VP_NEAR_MAX = 40 };

/* Edits (insert, drop or replace a byte, swap two neighbours) that make b of the n bytes at a; SIZE_MAX when one of
   them is longer than VP_NEAR_MAX bytes. */
size_t vp_distance(const char *a, size_t n, const char *b);

#ifdef __cplusplus
}
#endif
#endif
