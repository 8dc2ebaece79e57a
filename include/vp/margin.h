/* Margins: how far a decision is from the other one, and what more room would be worth, by deciding again. */
#ifndef VP_MARGIN_H
#define VP_MARGIN_H

#include <vp/allocate.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How far a proposal is from the other decision, by deciding again. Of one that is ineligible only `score` is
   sought. */
typedef struct vp_margin {
    bool awarded;
    bool has_score;     /* awarded: it stays down to `score`; else it is awarded from `score` on. Others keep
                           theirs, and of equal scores it goes last. False: no score changes it (or chance and
                           ballots decide), or it was not found */
    vp_micro score;
    bool score_sure;    /* that is so; else it is a bound: it stays as far as that, or is awarded from there on, perhaps
                           from further, and without a score nothing is known */
    bool has_more;      /* not awarded: with `more` money in fund `fund` a best list has it, and with less none has.
                           False: no money changes it, or it was not asked */
    size_t fund;
    vp_money more;
    bool has_other;     /* rule optimal: `other` is what the best list with the opposite decision is worth */
    vp_wide other;
    bool other_sure;    /* false: it is not known, the search ended */
    bool tied;          /* and it is worth as much as the one chosen */
    bool sure;          /* all of it was proved; false: a search ended before */
} vp_margin;

/* The margin of the proposal `id`. result: what vp_allocate said of the same arguments. Every re-solve takes at most a
   tenth of the effort. money: look for `more` too, which takes some hundred of them. left: the effort that all of them
   may take together, made less by what they took; NULL: as it comes. VP_INVALID: no such proposal. */
vp_status vp_margin_find(vp_margin *out, const vp_round *round, const vp_ranking *ranking,
                         const vp_allocation_result *result, const vp_allocate_opts *opts, const char *id, bool money,
                         long *left, vp_arena *arena, vp_err *err);

/* What more room in a limit is worth: the exact difference of deciding again with the bound `room` larger (a minimum:
   smaller); of an amount a hundredth of it, of a count one. */
typedef struct vp_room { int64_t room; vp_wide gain; bool sure; } vp_room;
vp_status vp_room_find(vp_room *out, const vp_round *round, const vp_ranking *ranking,
                       const vp_allocation_result *result, const vp_allocate_opts *opts, const vp_limit_use *use,
                       vp_arena *arena, vp_err *err);
/* The same of a fund. */
vp_status vp_fund_room_find(vp_room *out, const vp_round *round, const vp_ranking *ranking,
                            const vp_allocation_result *result, const vp_allocate_opts *opts, size_t fund,
                            vp_arena *arena, vp_err *err);

/* Where the ranking is uncertain: would the proposal be awarded at the best and at the worst rank that `low` and `high`
   leave it, everybody else in their order? */
typedef struct vp_stand { bool has_ranks, at_best, at_worst; } vp_stand;
vp_status vp_stand_find(vp_stand *out, const vp_round *round, const vp_ranking *ranking,
                        const vp_allocate_opts *opts, const char *id, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
