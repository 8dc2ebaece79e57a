/* From a ranking and funds to awards. */
#ifndef VP_ALLOCATE_H
#define VP_ALLOCATE_H

#include <vp/arena.h>
#include <vp/award.h>
#include <vp/ballots.h>
#include <vp/err.h>
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/score.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Thousands of steps when nothing is said: a few seconds. */
enum { VP_DEFAULT_EFFORT = 2000000 };

/* One maximum or minimum of the round (a vp_limit_use) with more room: what would that be worth? */
typedef struct vp_slack { const char *limit, *value, *kind; int64_t room; } vp_slack;

/* What a search took, and whether it ended before it proved its list, or that there is none. */
typedef struct vp_tried { long effort; bool unsure; } vp_tried;

typedef struct vp_allocate_opts {
    const char *rule;  /* instead of the round's; NULL: the round's */
    const vp_rubric *rubric; /* reasons call its stages by their titles; NULL: by their ids */
    long effort;       /* counted steps of the search at most; 0: the default */
    const vp_ballots *ballots; /* what equal-shares and phragmen follow; NULL: there are none */
    bool brief;        /* that no list keeps every limit is said without naming those that contradict each other */
    bool value_only;   /* the rule optimal may answer any list that is worth most */
    vp_tried *tried;   /* filled by the rule optimal, whether or not it finds a list; may be NULL */
    const vp_slack *slack;     /* NULL: every limit as it is */
    const char *certificate, *mps; /* files that vp_allocate_round writes: a certificate, the model; NULL: does not */
} vp_allocate_opts;

/* What one maximum or minimum came to. */
typedef struct vp_limit_use {
    const char *limit;  /* id */
    const char *value;  /* of its `each`; NULL: none */
    const char *kind;   /* "max_amount", "max_share" (its bound is an amount too), "max_count", "min_amount",
                           "min_count" or "exclusive" */
    bool counts;        /* bound and used are numbers of awards; else money */
    int64_t bound, used;
} vp_limit_use;

/* What the worth of the best list gains, about, when a bound is one larger: the multiplier of its row at the least
   bound that prices alone give. Of money for each major unit (元), of counts for each award; below 0 for minima. */
typedef struct vp_price {
    const char *const *funds;   /* what must come out of these funds together; NULL: of a limit */
    size_t nfunds;
    const char *limit, *value, *kind; /* as in vp_limit_use */
    int64_t price;              /* 10^-12 points; never 0 */
} vp_price;

/* What was solved and how well: becomes allocation.json. */
typedef struct vp_allocation_result {
    vp_awards *awards;
    const char *rule;
    vp_wide value, bound;  /* in millionths of a point: worth of the awards, and what no list can exceed */
    bool proved;           /* value == bound was proved (rules other than optimal: false, bound is not stated) */
    bool ties_proved;      /* and of all such lists this one has the largest sum of (ranked + 1 - rank) */
    bool has_bound;
    long effort;           /* steps taken */
    vp_money spent, available;
    size_t voters;         /* whose ballots were followed; 0: the rule follows none */
    const vp_limit_use *limits;
    size_t nlimits;
    const vp_price *prices;      /* where has_bound: funds, then limits in their order */
    size_t nprices;
    size_t count[VP_INELIGIBLE + 1]; /* of lines by status */
} vp_allocation_result;

/* Decide. *out is of the arena. The same input gives the same awards on every machine.
   VP_INVALID: the data does not allow it (no money, no ranking or one with gaps, amounts that overflow).
   VP_CORRUPT: the rule cannot do what round.json asks for. VP_USAGE: no such rule. */
vp_status vp_allocate(vp_allocation_result **out, const vp_round *round, const vp_ranking *ranking,
                      const vp_allocate_opts *opts, vp_arena *arena, vp_err *err);

/* The rules of lib/allocate/rules.def, NULL-terminated, in the order of --help. */
extern const char *const vp_allocate_rules[];

/* What the rule optimal can aim at: values of "maximise", NULL-terminated. */
extern const char *const vp_allocate_objectives[];

/* What a voter gets of a project, and what becomes of money that equal-shares leaves: values of "utility" and
   "completion", NULL-terminated, the first of each is the default. */
extern const char *const vp_allocate_utilities[], *const vp_allocate_completions[];

/* The round's hash of what decides under that rule. */
const char *vp_allocation_rules_hash(const vp_round *round, const char *rule);

/* allocation.json, with the hashes of the bytes of ranking.csv, awards.csv and, or NULL, of the ballots that the rule
   follows and of certificate.txt. */
typedef struct vp_allocation_hashes { const char *ranking, *awards, *ballots, *certificate; } vp_allocation_hashes;
vp_status vp_allocation_json(vp_str *out, const vp_round *round, const vp_allocation_result *r,
                             const vp_allocation_hashes *of, vp_err *err);

typedef struct vp_model vp_model; /* vp/proof.h */

/* How far a certificate goes. */
typedef struct vp_proved {
    vp_wide bound;     /* millionths of a point: what it proves that no list exceeds */
    size_t lines;      /* of its proof */
} vp_proved;

/* Write the certificate that r's list is worth what it is and no other more than r->bound, which must be there; what
   the effort (as in vp_allocate_opts) does not suffice for is proved of a larger bound. The model must be of the same
   round and ranking. VP_INVALID: the rule has no bound. VP_BUG: the list is not one of the model's. */
vp_status vp_allocation_prove(vp_proved *how, vp_str *out, const vp_allocation_result *r, const vp_model *m,
                              long effort, vp_arena *arena, vp_err *err);

/* ---- vp-allocate ---- */

typedef struct vp_session vp_session; /* vp/session.h */

typedef struct vp_allocate_run {
    const vp_round *round;
    const vp_allocation_result *result;
    bool changed;          /* there was (or, with -n, would be) something to record */
    char commit[41];       /* "" when nothing was recorded */
    vp_wide certified;     /* with a certificate: the bound that it proves */
} vp_allocate_run;

/* Award the proposals of the round by its ranking.csv and record awards.csv and allocation.json; as a filter, by the
   ranking at `path` ("-" or NULL: standard input), and record nothing. That the effort ended before the proof is no
   error (result->proved). VP_INVALID: the ranking does not fit the proposals, or the data does not allow it. */
vp_status vp_allocate_round(vp_allocate_run *out, vp_session *session, const char *path, const vp_allocate_opts *opts,
                            vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
