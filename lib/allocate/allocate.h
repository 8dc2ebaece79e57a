/* The canonical problem that every rule solves: integers only, candidates in the order of their rank. Internal to
   lib/allocate; what the world sees is vp/allocate.h. */
#ifndef VP_LIB_ALLOCATE_H
#define VP_LIB_ALLOCATE_H

#include <vp/allocate.h>
#include <vp/ballots.h>

/* Who may be awarded. Everybody who may not has no place in the problem. */
typedef struct vp_candidate {
    size_t award;       /* index into the awards */
    size_t rank;
    const vp_proposal *proposal;
    vp_money amount;    /* what an award of it costs, above 0: of its first option until a rule takes another */
    vp_micro score;     /* of the ranking */
    vp_micro worth;     /* what the award is worth, 0 or more */
    vp_micro share;     /* of what may be granted */
    size_t option0, noptions; /* its part of the options */
    const vp_fixed *in; /* the office has decided for it; NULL: has not */
    size_t payers;      /* index into the payers: which funds may pay */
    size_t row0, nrows; /* its part of row_of: the limits it counts in */
} vp_candidate;

/* What an award may be. */
typedef struct vp_option {
    vp_money amount;
    vp_micro worth, share;
    vp_micro points;    /* of the score: the worth, unless the rule aims at something else first */
} vp_option;

/* A candidate is awarded only with another; SIZE_MAX: with one that cannot be awarded. */
typedef struct vp_need { size_t candidate, other; const vp_requirement *why; } vp_need;

/* Funds that may pay, in the round's order; shared by all candidates with the same funds. */
typedef struct vp_payers { const size_t *fund; size_t n; } vp_payers;

/* One maximum or minimum: of a limit, for one value of its `each`; or a group of which one at most may be awarded. */
typedef struct vp_cap {
    size_t limit;       /* index into the round's limits; behind them: into its exclusive groups */
    const char *id;
    const char *value;  /* of the limit's `each`; NULL: the limit has none */
    bool counts;        /* of awards; else of money */
    bool least;         /* a minimum */
    bool shares;        /* the bound was a share of all funds together */
    int64_t bound, used;
} vp_cap;

typedef struct vp_problem_model {
    const vp_round *round;
    size_t ranked;      /* proposals with a rank */
    vp_candidate *at;
    size_t n;
    vp_option *options;
    size_t noptions;
    vp_need *needs;
    size_t nneeds;
    vp_payers *payers;
    size_t npayers;
    vp_cap *caps;
    size_t ncaps;
    const size_t *row_of; /* indices into caps */
    vp_money available;
    const vp_award *awards;       /* all lines, for their ids */
    size_t nawards;
    vp_tried *tried;              /* of vp_allocate_opts */
    bool value_only;              /* of vp_allocate_opts */
    bool brief;                   /* that no list keeps every limit is said without which limits */
    const vp_ballots *ballots;    /* for rules that follow votes; NULL: there are none */
} vp_problem_model;

/* Why a candidate is or is not awarded. */
typedef enum vp_verdict {
    VP_V_AWARDED,
    VP_V_FUNDS,      /* its funds have too little left: a = what is left */
    VP_V_CAP,        /* over the maximum `cap`: a = what is left of it */
    VP_V_STOPPED,    /* the list ended at `other`, for that one's reason */
    VP_V_TOO_LARGE,  /* more than the fund or the maximum `cap` holds, whatever else is decided */
    VP_V_ELSEWHERE,  /* the money is worth more elsewhere: a = what any list with it is worth at most */
    VP_V_EQUAL,      /* a list with it may be as good; ranks decided */
    VP_V_NEEDS,      /* need number `other` keeps it out */
    VP_V_NOT_FOUND,  /* not of the best list found before the effort ended */
    VP_V_BACKERS     /* the voters behind it could not pay for it with their shares */
} vp_verdict;

enum { VP_NO_CAP = -1 };

typedef struct vp_outcome {
    vp_verdict verdict;
    long cap;        /* VP_V_CAP, VP_V_TOO_LARGE, VP_V_STOPPED: which maximum; VP_NO_CAP: the funds */
    size_t other;    /* VP_V_STOPPED: the candidate */
    vp_wide a;
} vp_outcome;

/* What a rule says of the whole. */
typedef struct vp_solution {
    vp_outcome *outcome;  /* one for each candidate */
    vp_money *paid;       /* paid[candidate * nfunds + fund] */
    size_t *votes;        /* of each candidate: voters behind it; NULL: the rule does not follow votes */
    size_t *drawn;        /* of each candidate: its place in the draw, from 1; NULL: no lots are drawn */
    vp_money *full;       /* of each candidate: what it would be paid in full; NULL: the rule does not pay in parts */
    bool *paid_for;       /* and whether it is paid for by now */
    bool has_bound, proved, ties_proved;
    vp_wide bound;        /* millionths of a point */
    long effort;
    const vp_price *prices;
    size_t nprices;
} vp_solution;

/* A rule: fills s (outcome is there, zeroed). effort: steps at most. */
typedef vp_status vp_rule_run(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err);

#define VP_ALLOCATION_RULE(n, name) vp_rule_run vp_allocate_by_##n;
#include "rules.def"
#undef VP_ALLOCATION_RULE

/* VP_CORRUPT: the round has choices, requirements or proposals that are decided in, which this rule cannot keep. */
vp_status vp_only_optimal(const vp_problem_model *p, const char *rule, vp_err *err);
/* VP_CORRUPT: the list of a rule, as counted in the caps, does not come to a minimum. */
vp_status vp_minima_kept(const vp_problem_model *p, const char *rule, vp_err *err);
/* What an option is by an objective, in millionths, 0 or more. VP_INVALID: no number that can be added up. */
vp_status vp_objective_value(int64_t *out, const vp_problem_model *p, const vp_objective *o, size_t candidate,
                             size_t option, vp_err *err);
/* The worth of every option becomes that of the round's first objective. */
vp_status vp_objective_first(vp_problem_model *p, vp_err *err);
/* What a fund pays of an award to the proposal at most; -1: as much as there is. */
vp_money vp_fund_most(const vp_fund *fund, const vp_proposal *proposal);

/* Whether the candidate fits under every maximum as used so far; else *cap is the first it breaks. */
bool vp_caps_fit(const vp_problem_model *p, const vp_candidate *c, long *cap);
/* "max_amount", "exclusive" …: what a cap is in round.json. */
const char *vp_cap_kind(const vp_problem_model *p, const vp_cap *k);
/* Count an award under its maxima. */
void vp_caps_take(const vp_problem_model *p, const vp_candidate *c);

/* Candidates, payers and caps of a round and its ranking. Sets the status, amount 0 and reason of whoever is
   ineligible; awards are in the order of the ranking here. rubric: calls the stages by their titles; may be NULL. */
vp_status vp_model_build(vp_problem_model **out, vp_award *awards, const vp_round *round, const vp_ranking *ranking,
                         const vp_rubric *rubric, vp_arena *arena, vp_err *err);
/* The caps of the round's limits and exclusive groups, and what needs what, over the candidates (limits.c).
   VP_CORRUPT: a proposal is named that is not in the ranking. */
vp_status vp_model_limits(vp_problem_model *p, const vp_award *awards, const vp_ranking *ranking, vp_arena *arena,
                          vp_err *err);

/* ---- funds.c: who pays what ---- */

typedef struct vp_purse vp_purse;

/* Funds with all their money. *out is of the arena. */
vp_status vp_purse_new(vp_purse **out, const vp_problem_model *p, vp_arena *arena, vp_err *err);
/* Pay the award of a candidate, moving what others get between funds where that makes room. False: it cannot be done;
   then nothing has changed but who pays what. *left: what the funds that may pay it have left between them. */
bool vp_purse_pay(vp_purse *u, size_t candidate, vp_money *left);
/* The final split of all that was paid, in the order of rank: each award takes from its funds in their order as much
   as leaves the later ones payable. paid[candidate * nfunds + fund]. */
vp_status vp_purse_split(vp_purse *u, vp_money *paid, vp_err *err);

/* ---- reasons.c ---- */

/* "98,400.00元", "98,400.00 CNY": a sum as the round's language writes it; of the arena, NULL without memory. */
const char *vp_sum_text(const vp_round *round, vp_money m, vp_arena *arena);
/* The same of an award, with the approved budget behind it where that cut what was requested. */
const char *vp_grant_text(const vp_round *round, const vp_proposal *p, vp_money m, vp_arena *arena);
/* "85.00": points. */
const char *vp_points_text(vp_micro points, vp_arena *arena);
/* "80%": a share. */
const char *vp_share_text(vp_micro share, vp_arena *arena);

/* Fill the reason of a candidate's line. place: on the reserve list, 0 when not; value: worth of all awards. */
vp_status vp_reason(vp_award *awards, const vp_problem_model *p, const vp_solution *s, size_t candidate,
                    vp_micro value, size_t place, vp_arena *arena, vp_err *err);

#endif
