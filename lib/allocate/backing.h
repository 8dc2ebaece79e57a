/* Who backs each project of a poll. */
#ifndef VP_LIB_ALLOCATE_BACKING_H
#define VP_LIB_ALLOCATE_BACKING_H

#include <gmp.h>
#include "lib/allocate/votes.h"

typedef struct vp_backer { size_t ballot, voters; int64_t utility; } vp_backer;

typedef struct vp_backing {
    size_t *from;   /* the backers of project c are at[from[c]] up to at[from[c + 1]], in the order of their ballots */
    vp_backer *at;  /* utility: of cost utility the part beside the cost, which is the same for all: 1 */
    size_t *votes;  /* of each project: voters behind it */
} vp_backing;

/* A number that is not negative, whatever the size of a long. */
static inline void vp_mpz_set(mpz_t to, int64_t n) { mpz_import(to, 1, 1, sizeof n, 0, 0, &n); }

vp_status vp_backing_new(vp_backing *out, const vp_poll *poll, vp_arena *arena, vp_err *err);

/* Which of two projects comes first where the method cannot tell: more votes, lower cost, id. Below 0: a. */
int vp_poll_order(const vp_poll *poll, const vp_backing *backing, size_t a, size_t b);

#endif
