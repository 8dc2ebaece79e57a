/* Publicly verifiable random selection: a published list, a seed that nobody could choose (lottery results, a beacon),
   and a rule by which anybody works out the same selection. The rule is RFC 3797 (Eastlake, 2004): the seed is brought
   into a canonical form, hashed with the number of the draw before and after it, and the remainder of the hash by the
   items that are left says which of them it is. */
#ifndef VP_DRAW_H
#define VP_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One file for each algorithm in lib/draw, one line in algorithms.def. */
typedef struct vp_draw_algorithm {
    const char *name, *help; /* help: N_() */
    size_t size;             /* bytes of a hash, at most VP_DRAW_HASH */
    uint64_t most;           /* items that it can draw from */
    /* The hash of the seed between two copies of the number of the draw. */
    void (*hash)(unsigned char *hash, const char *seed, size_t n, uint64_t draw);
} vp_draw_algorithm;

enum { VP_DRAW_HASH = 32, VP_DRAW_HEX = 2 * VP_DRAW_HASH + 1 };

/* NULL: there is none of that name. */
const vp_draw_algorithm *vp_draw_algorithm_find(const char *name);
extern const char *const vp_draw_algorithm_names[]; /* NULL-terminated; the first is the default */

/* ---- the seed ---- */

/* What the sources of a seed say, in the canonical form of RFC 3797, section 4: of each source in its order, numbers
   from the smallest to the largest, without leading zeros, each with a period behind it (or, when it has a fraction,
   inside it), or a text as capital letters and digits; then a slash. "9319 / 2 5 12 8 10" is "9319./2.5.8.10.12./".
   A slash inside a source parts it into several; a canonical form of whole numbers stays as it is. Full-width forms are
   read as plain ones. Appends to out. VP_INVALID: no source, an empty one, a number below 0, what is neither number nor
   letter from A to Z. */
vp_status vp_draw_seed(vp_str *out, const char *const *sources, size_t n, vp_arena *arena, vp_err *err);

/* ---- drawing ---- */

typedef struct vp_draw_how {
    const char *algorithm; /* NULL: the default */
    const char *seed;      /* canonical: of vp_draw_seed, or vp_round's draw.canonical */
    /* What is drawn, when one seed serves several draws: its text and a slash are hashed behind the seed, so that no
       two draws share their luck ("ties/P-0001", "panel"). It begins with a small letter, which a seed has not. NULL
       or "": nothing, as RFC 3797. */
    const char *purpose;
} vp_draw_how;

/* Draw k of n items: order[0..k) gets their indices, in the order drawn. k == n puts all of them into a random order.
   The items must be in an order that is stated beforehand (sorted by id). n·4 bytes and k·log n steps. VP_INVALID: k is
   larger than n, no such algorithm, no seed or purpose as above, more items than the algorithm can draw from. */
vp_status vp_draw(size_t *order, size_t k, size_t n, const vp_draw_how *how, vp_arena *arena, vp_err *err);

/* One draw to be checked by hand: its hash (lower-case hex), and the remainder by the number of items left, which is
   the index (from 0) among them. `draw` counts from 0. VP_INVALID as vp_draw. */
typedef struct vp_draw_step { char hash[VP_DRAW_HEX]; uint64_t left, remainder; } vp_draw_step;
vp_status vp_draw_show(vp_draw_step *out, size_t draw, size_t n, const vp_draw_how *how, vp_err *err);

/* What is hashed between the numbers of the draw: seed and purpose. */
vp_status vp_draw_text(vp_str *out, const vp_draw_how *how, vp_err *err);

/* ---- is the seed good enough ---- */

/* Bits of chance that a selection of k of n needs (RFC 3797, section 3.3): log2 of the number of selections, of the
   number of orders when all are drawn; rounded up; not more than VP_DRAW_AMPLE, which is beyond everybody's search. */
enum { VP_DRAW_AMPLE = 128 };
unsigned vp_draw_bits_needed(uint64_t k, uint64_t n);
/* Bits that a canonical seed can hold at most, by its digits and letters; rounded down. Fewer where they are not even:
   lottery numbers, prices. */
unsigned vp_draw_bits_given(const char *seed);

#ifdef __cplusplus
}
#endif
#endif
