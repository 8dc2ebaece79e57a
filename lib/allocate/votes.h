/* Rules that follow residents' ballots. Exact: voters' money is rational, over one denominator of any size (GMP). */
#ifndef VP_LIB_ALLOCATE_VOTES_H
#define VP_LIB_ALLOCATE_VOTES_H

#include <stdbool.h>
#include <vp/ballots.h>
#include <vp/money.h>

/* What voters get of a project that is funded, as Brill et al. 2023 call them. */
typedef enum vp_utility {
    VP_UTILITY_CARDINALITY, /* one, whatever it costs */
    VP_UTILITY_COST,        /* what it costs */
    VP_UTILITY_POINTS       /* what they gave it */
} vp_utility;

/* What becomes of money that the method leaves. */
typedef enum vp_completion {
    VP_COMPLETE_NONE,
    VP_COMPLETE_GREEDY, /* projects by utility for each unit of cost, as long as they fit */
    VP_COMPLETE_ADD1,   /* voters get one unit more, again and again, as long as the outcome is within budget */
    VP_COMPLETE_ADD1U   /* that, then greedy */
} vp_completion;

typedef struct vp_poll {
    const char *const *id;     /* of each project: the last tie-break */
    const vp_money *cost;      /* above 0 */
    size_t n;
    vp_money budget;
    vp_money unit;             /* what add1 adds for each voter: one major unit */
    const vp_ballot *ballots;  /* of projects 0..n-1 */
    size_t nballots, voters;   /* voters: all who voted, for these projects or others */
    vp_utility utility;
    vp_completion completion;
} vp_poll;

/* Whether a project may be had beside those taken so far: yes, and it is taken; a limit forbids it; no money. */
typedef enum vp_taken { VP_TAKEN, VP_LIMITED, VP_UNPAID } vp_taken;

/* Who says so. funded: the money must be there too, not the limits alone. reset: nothing is taken. */
typedef struct vp_till {
    vp_taken (*take)(void *ctx, size_t project, bool funded);
    void (*reset)(void *ctx);
    void *ctx;
} vp_till;

/* Funded projects in the order in which they were bought. */
typedef struct vp_bought { size_t *at; size_t n; } vp_bought;

/* The Method of Equal Shares (Peters, Pierczyński, Skowron 2021, Proportional Participatory Budgeting with Additive
   Utilities): voters share the budget equally; bought is the project whose backers pay least for a unit of utility.
   Ties: more votes, lower cost, id. The till has what was bought when it returns. */
vp_status vp_equal_shares(vp_bought *out, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err);

/* Phragmén's sequential method for approval ballots (Los, Christoff, Grossi 2022, Proportional Budget Allocations):
   voters earn at the same pace, and a project is bought as soon as its backers can pay for it; the first that the
   budget does not allow ends it. */
vp_status vp_phragmen(vp_bought *out, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err);

#endif
