/* A text as the set of its shingles: runs of neighbouring units, as numbers of 40 bits. */
#ifndef VP_LIB_SIMILAR_SHINGLE_H
#define VP_LIB_SIMILAR_SHINGLE_H

#include <stddef.h>
#include <stdint.h>
#include <vp/similar.h>

enum { VP_SHINGLE_BITS = 40, VP_SHINGLES_MAX = VP_SIMILAR_UNITS + 2 };

/* How long a run is: a character that is a unit by itself weighs 2, a word 3, as do both ends of a text. */
enum { VP_SHINGLE_TITLE = 4 /* two */, VP_SHINGLE_SUMMARY = 6 /* three characters or two words */ };

/* The shingles of a key's text, in order, with repeats; how many (VP_SHINGLES_MAX at most). */
size_t vp_shingles(uint64_t out[VP_SHINGLES_MAX], const char *text, unsigned length);

/* Sort by value, in place but for a buffer of a fraction of it. */
vp_status vp_sort_shingles(uint64_t *at, size_t n, vp_err *err);

#endif
