/* The flow from proposals to reviewers: of least cost, where each proposal wants so many reviewers, at most one of a
   group (an organisation) and at least so many that count (experts), and each reviewer takes at least and at most so
   many. It is a network, and so solved exactly, when whoever is of one group counts for a proposal or nobody of it
   does: proposal -> (counting | not) -> group -> reviewer -> sink.

   Successive shortest paths (Ahuja, Magnanti, Orlin: Network Flows, 9.7) over the reviewers alone: what a proposal may
   exchange, one reviewer for another, is an arc between two reviewers. Prices are guessed first by a subgradient
   (start.c), so that few paths are left to find. Whole numbers throughout. Private to lib/assign. */
#ifndef VP_LIB_ASSIGN_FLOW_H
#define VP_LIB_ASSIGN_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

typedef __int128 vp_cost;

enum { VP_PAIR_KEPT = 1, VP_PAIR_COUNTS = 2, VP_PAIR_OFF = 4, VP_PAIR_LOW = 8,
       VP_PAIR_BARRED = 12 /* either */,
       VP_PAIR_BESIDE = 16 /* of the same proposal and group as the pair before it */ };

/* lot tells equal costs apart; gap is the best fit there can be less that of the pair. */
typedef struct vp_flow_pair { uint32_t reviewer, lot, gap; uint8_t flags; } vp_flow_pair;

#define VP_NO_PAIR UINT32_MAX

/* A cost is of three: not to keep a pair, then to lack so much of fit, then the lot. The sums of so many proposals as
   there can be (2^20) do not reach the next. */
enum { VP_GAP_SHIFT = 64, VP_KEPT_SHIFT = 105 };

typedef struct vp_flow {
    size_t nproposals, nreviewers;
    /* of each proposal: its pairs are those from first[p] to before first[p + 1], those of one group side by side; its
       places are those from place[p] to before place[p + 1], as many as it wants */
    const size_t *first, *place;
    vp_flow_pair *pair;
    const uint32_t *counting;     /* how many must count, of each proposal; no more than it wants */
    const uint32_t *least, *most; /* of each reviewer */
    const uint32_t *group;        /* of each reviewer, from 0 and below ngroups */
    size_t ngroups;

    /* the answer */
    uint32_t *chosen;             /* the pair in each place */
    size_t paths;                 /* searched so far */
    bool *cut;                    /* when there is no flow: the reviewers, and last the sink, that those with too many
                                     proposals could pass one on to, by whatever exchanges */

    vp_cost *price;               /* of each reviewer and, last, of the sink: kept from one solution to the next */
    int64_t *near;                /* guessed, of each reviewer */
    int kept_shift;               /* of the first part of a cost then */
    vp_cost *asked;               /* scratch: what each of the places of one proposal costs */
    size_t *count;                /* scratch: proposals of each reviewer */
    struct vp_flow_work *work;
} vp_flow;

/* Room for what the solver needs, of the arena; the fields above `answer` are set. */
vp_status vp_flow_prepare(vp_flow *f, vp_arena *arena, vp_err *err);

/* Choose. *found false: there is no such flow, and `cut` says why. Every proposal must have enough pairs by itself
   (vp_flow_choose). */
void vp_flow_solve(vp_flow *f, bool *found);

/* Put the cheapest choice of a proposal at the present prices into its places. False: its pairs do not suffice,
   however much reviewers may take. */
bool vp_flow_choose(vp_flow *f, size_t proposal);
/* The same by the guessed prices, at which the three parts of a cost are near each other. */
bool vp_flow_choose_near(vp_flow *f, size_t proposal);
enum { VP_NEAR_SHIFT = 33 /* twice a lot */ };

/* Guess prices. */
void vp_flow_start(vp_flow *f);

static inline vp_cost vp_flow_cost(const vp_flow *f, uint32_t k)
{
    const vp_flow_pair *p = &f->pair[k];
    return ((vp_cost)!(p->flags & VP_PAIR_KEPT) << VP_KEPT_SHIFT) + ((vp_cost)p->gap << VP_GAP_SHIFT) + p->lot;
}

#endif
