/* Which texts of many are nearly the same. Exact: the answer is what comparing every pair would give, yet the work
   grows with the texts, as only shingles that few texts share lead from one text to another.

   A shingle weighs log2((N + 64) / texts that have it) when few have it, log2(N / texts) when many do: what everybody
   writes weighs nothing. Two texts are alike by 2 * shared / (one + other), in weights (Dice); they are a pair when
   that reaches `alike` and the shingles they share that few others have weigh at least `evidence` * log2(N + 64): a
   phrase or two that come from the form say nothing. Texts that are equal count as one when shingles are counted, and
   each is a pair with the first of them. */
#ifndef VP_LIB_SIMILAR_JOIN_H
#define VP_LIB_SIMILAR_JOIN_H

#include <vp/similar.h>

/* Texts alike to that many others at most lead to each other; a larger group is a phrase of the trade. */
enum { VP_JOIN_FEW = 64 };

typedef struct vp_join_opts {
    unsigned length;    /* of shingles */
    unsigned alike;     /* basis points */
    unsigned evidence;  /* shingles' worth */
    unsigned evidence_equal; /* the same for texts that are equal */
    size_t most_equal;  /* a text that more have is a common one: 0: no bound */
    size_t fresh, max_texts;
    uint64_t effort;    /* steps at most; 0: the default */
} vp_join_opts;

/* A pair of texts; alike is basis points. wanted: alike is asked for whatever it is. */
typedef struct vp_join_pair { uint32_t first, second; int alike; bool wanted; } vp_join_pair;

typedef struct vp_join_pairs { vp_join_pair *at; size_t n, cap, compared; bool cut; } vp_join_pairs;

/* text[i] is "" when there is none. pairs comes with those that are wanted (sorted by nothing) and goes with those
   found appended; first < second. Memory of the arena. */
vp_status vp_join(vp_join_pairs *pairs, const char *const *text, size_t n, const vp_join_opts *opts, vp_arena *arena,
                  vp_err *err);

/* log2 in sixteenths, rounded down; x > 0. */
unsigned vp_log2_16(uint64_t x);
/* How many texts of n may share a shingle that counts as evidence. */
size_t vp_join_few(size_t n);
/* The weight of a shingle that `with` of n texts have. */
unsigned vp_join_weight(size_t n, size_t with);

#endif
