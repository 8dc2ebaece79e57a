/* A problem as flows, while its answer is searched for. Private to lib/assign. */
#ifndef VP_LIB_ASSIGN_INSIDE_H
#define VP_LIB_ASSIGN_INSIDE_H

#include <vp/assign.h>
#include "flow.h"

/* Of how much worth a choice is: what is kept first, then the fit. */
typedef struct vp_worth { size_t kept; uint64_t fit; } vp_worth;

typedef struct vp_search {
    const vp_assign_problem *problem;
    vp_flow flow;
    const uint32_t *origin;  /* the problem's pair of each pair of the flow */
    uint32_t *most;          /* of each reviewer, with the even load filled in */
    uint32_t top;            /* the best fit there is */
    bool mixed;              /* somewhere those of one organisation differ */
    bool started;            /* the flow has prices */
    size_t flows, left;      /* solved so far; that may still be */
    bool found;
    uint32_t *best;          /* places of the best choice so far */
    uint8_t *best_flags;     /* of the pairs when it was found */
    vp_worth worth;
    vp_arena *arena;
    vp_err *err;
} vp_search;

/* Proposals that fail by themselves. *n 0: none does. */
vp_status vp_shortage_of_each(const vp_shortage **out, size_t *n, const vp_search *s);
/* Why there is no flow, from the cut that the solver left. */
vp_status vp_shortage_of_cut(const vp_shortage **out, size_t *n, const vp_search *s);

/* ---- what both sides ask of a pair of the flow ---- */

static inline uint32_t vp_search_group(const vp_search *s, size_t k)
{
    return s->flow.group[s->flow.pair[k].reviewer];
}

static inline bool vp_search_expert(const vp_search *s, size_t k)
{
    return s->problem->pairs[s->origin[k]].expert;
}

#endif
