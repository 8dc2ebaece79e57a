/* Why a candidate is or is not awarded, as one sentence. */
#include <inttypes.h>
#include <string.h>
#include "allocate.h"

const char *vp_sum_text(const vp_round *round, vp_money m, vp_arena *arena)
{
    char grouped[VP_GROUPED_MAX];
    vp_money_group(grouped, m);
    if (round->lang == VP_ZH && strcmp(round->currency, "CNY") == 0)
        return vp_arena_printf(arena, "%s元", grouped);
    return vp_arena_printf(arena, "%s %s", grouped, round->currency);
}

static bool is_cut(const vp_proposal *p)
{
    return p && vp_proposal_grant(p) < vp_proposal_money(p, VP_REQUESTED);
}

const char *vp_grant_text(const vp_round *round, const vp_proposal *p, vp_money m, vp_arena *arena)
{
    const char *sum = vp_sum_text(round, m, arena);
    if (!sum || !is_cut(p))
        return sum;
    bool own = vp_proposal_money(p, VP_OWN_FUNDS) != 0;
    const char *approved = vp_sum_text(round, vp_proposal_money(p, VP_APPROVED_BUDGET), arena);
    const char *less = vp_sum_text(round, vp_proposal_money(p, VP_OWN_FUNDS), arena);
    VP_STR text = {0};
    vp_note_text(&text, round->lang,
                 &(vp_note){own ? N_("%1$s (approved budget %2$s, less own funds %3$s)")
                                : N_("%1$s (approved budget %2$s)"), {sum, approved, less}});
    return approved && less && !text.oom ? vp_arena_dupz(arena, vp_str_text(&text)) : NULL;
}

const char *vp_points_text(vp_micro points, vp_arena *arena)
{
    char buf[VP_DECIMAL_MAX];
    vp_micro_format(buf, points, 2);
    return vp_arena_dupz(arena, buf);
}

const char *vp_share_text(vp_micro share, vp_arena *arena)
{
    char buf[VP_DECIMAL_MAX];
    vp_decimal_trim(buf, share, VP_MICRO_PLACES - 2, 0);
    return vp_arena_printf(arena, "%s%%", buf);
}

/* What is said, and what is said on the reserve list, where %4$s is the place. */
typedef struct phrase { const char *plain, *reserve; } phrase;

static const phrase
    funds_short = {
        N_("its funds can pay %1$s more, it needs %2$s"),
        N_("reserve, place %4$s: its funds can pay %1$s more, it needs %2$s")},
    cap_amount = {
        N_("limit '%1$s' leaves %2$s, it needs %3$s"),
        N_("reserve, place %4$s: limit '%1$s' leaves %2$s, it needs %3$s")},
    cap_count = {
        N_("limit '%1$s' allows no more awards"),
        N_("reserve, place %4$s: limit '%1$s' allows no more awards")},
    stopped_funds = {
        N_("the list ended at rank %1$s ('%2$s'): the funds could not pay that one"),
        N_("reserve, place %4$s: the list ended at rank %1$s ('%2$s'): the funds could not pay that one")},
    stopped_cap = {
        N_("the list ended at rank %1$s ('%2$s'), which did not fit limit '%3$s'"),
        N_("reserve, place %4$s: the list ended at rank %1$s ('%2$s'), which did not fit limit '%3$s'")},
    large_fund = {
        N_("it needs %2$s, and the fund holds no more than %1$s"),
        N_("reserve, place %4$s: it needs %2$s, and the fund holds no more than %1$s")},
    large_cap = {
        N_("it needs %2$s, more than limit '%1$s' allows in all"),
        N_("reserve, place %4$s: it needs %2$s, more than limit '%1$s' allows in all")},
    no_awards = {
        N_("limit '%1$s' allows no award"),
        N_("reserve, place %4$s: limit '%1$s' allows no award")},
    elsewhere = {
        N_("any list with it is worth at most %1$s, the one chosen %2$s"),
        N_("reserve, place %4$s: any list with it is worth at most %1$s, the one chosen %2$s")},
    equal = {
        N_("no list with it is worth more than the one chosen (%1$s)"),
        N_("reserve, place %4$s: no list with it is worth more than the one chosen (%1$s)")},
    needs_other = {
        N_("it is awarded only with '%1$s'"),
        N_("reserve, place %4$s: it is awarded only with '%1$s'")},
    not_found = {
        N_("not in the best list found before the search ended (worth %1$s)"),
        N_("reserve, place %4$s: not in the best list found before the search ended (worth %1$s)")};

static const phrase
    backers = {
        N_("the %1$s voters behind it could not pay for it with their shares"),
        N_("reserve, place %4$s: the %1$s voters behind it could not pay for it with their shares")},
    nobody = {
        N_("nobody voted for it"),
        N_("reserve, place %4$s: nobody voted for it")};

/* A limit by its id, and the value of its `each`. */
static const char *cap_text(const vp_problem_model *p, long cap, vp_arena *arena)
{
    const vp_cap *k = &p->caps[cap];
    return k->value ? vp_arena_printf(arena, "%s: %s", k->id, k->value) : vp_arena_dupz(arena, k->id);
}

static vp_status awarded(vp_award *a, const vp_problem_model *p, const vp_candidate *c, vp_arena *arena, vp_err *err)
{
    const char *sum, *rank, *score, *share;
    VP_ALLOC(sum, vp_grant_text(p->round, a->proposal, c->amount, arena), err);
    VP_ALLOC(rank, vp_arena_printf(arena, "%zu", c->rank), err);
    VP_ALLOC(score, vp_points_text(c->score, arena), err);
    VP_ALLOC(share, vp_share_text(c->share, arena), err);
    const char *of = is_cut(a->proposal) ? N_("awarded %1$s: rank %2$s, score %3$s, %4$s of what may be granted")
                                         : N_("awarded %1$s: rank %2$s, score %3$s, %4$s of what was requested");
    if (c->in) {
        a->reason = (vp_note){N_("awarded %1$s by decision of the office: %2$s"), {sum, c->in->reason}};
        return VP_OK;
    }
    a->reason = p->round->allocation.nlevels || p->round->allocation.noffers
        ? (vp_note){of, {sum, rank, score, share}}
        : (vp_note){N_("awarded %1$s: rank %2$s, score %3$s"), {sum, rank, score}};
    return VP_OK;
}

/* The award of a rule that pays in parts, or by lot. */
static vp_status parted(vp_award *a, const vp_problem_model *p, const vp_candidate *c, vp_money full, vp_arena *arena,
                        vp_err *err)
{
    const char *sum, *rank, *score, *whole;
    VP_ALLOC(sum, vp_sum_text(p->round, c->amount, arena), err);
    VP_ALLOC(rank, vp_arena_printf(arena, "%zu", c->rank), err);
    VP_ALLOC(score, vp_points_text(c->score, arena), err);
    VP_ALLOC(whole, vp_grant_text(p->round, a->proposal, full, arena), err);
    a->reason = (vp_note){N_("awarded %1$s, pro rata of %4$s: rank %2$s, score %3$s"), {sum, rank, score, whole}};
    return VP_OK;
}

static vp_status by_lot(vp_award *a, const vp_problem_model *p, const vp_candidate *c, size_t place, vp_arena *arena,
                        vp_err *err)
{
    const char *sum, *drawn, *all;
    VP_ALLOC(sum, vp_grant_text(p->round, a->proposal, c->amount, arena), err);
    VP_ALLOC(drawn, vp_arena_printf(arena, "%zu", place), err);
    VP_ALLOC(all, vp_arena_printf(arena, "%zu", p->n), err);
    a->reason = (vp_note){N_("awarded %1$s: drawn by lot as number %2$s of %3$s"), {sum, drawn, all}};
    return VP_OK;
}

static vp_status voted(vp_award *a, const vp_problem_model *p, const vp_candidate *c, size_t votes, vp_arena *arena,
                       vp_err *err)
{
    const char *sum, *behind, *all;
    VP_ALLOC(sum, vp_grant_text(p->round, a->proposal, c->amount, arena), err);
    VP_ALLOC(behind, vp_arena_printf(arena, "%zu", votes), err);
    VP_ALLOC(all, vp_arena_printf(arena, "%zu", p->ballots->voters), err);
    a->reason = (vp_note){N_("awarded %1$s: %2$s of %3$s voters are behind it"), {sum, behind, all}};
    return VP_OK;
}

/* The phrase of an outcome, and its places 1 to 3 in arg. */
static vp_status choose(const phrase **say, const char *arg[VP_NOTE_ARGS], const vp_award *awards,
                        const vp_problem_model *p, const vp_outcome *o, const vp_candidate *c, vp_micro value,
                        vp_arena *arena, vp_err *err)
{
    const vp_cap *cap = o->cap == VP_NO_CAP ? NULL : &p->caps[o->cap];
    const char *needs, *limit = NULL;
    VP_ALLOC(needs, vp_grant_text(p->round, awards[c->award].proposal, c->amount, arena), err);
    if (cap)
        VP_ALLOC(limit, cap_text(p, o->cap, arena), err);
    switch (o->verdict) {
    case VP_V_FUNDS:
    case VP_V_TOO_LARGE:
        *say = !cap ? o->verdict == VP_V_FUNDS ? &funds_short : &large_fund : cap->counts ? &no_awards : &large_cap;
        arg[0] = limit;
        arg[1] = needs;
        if (!cap)
            VP_ALLOC(arg[0], vp_sum_text(p->round, (vp_money)o->a, arena), err);
        return VP_OK;
    case VP_V_CAP:
        *say = cap->counts ? &cap_count : &cap_amount;
        arg[0] = limit;
        VP_ALLOC(arg[1], vp_sum_text(p->round, (vp_money)o->a, arena), err);
        arg[2] = needs;
        return VP_OK;
    case VP_V_STOPPED:
        *say = cap ? &stopped_cap : &stopped_funds;
        VP_ALLOC(arg[0], vp_arena_printf(arena, "%zu", p->at[o->other].rank), err);
        arg[1] = awards[p->at[o->other].award].id;
        arg[2] = limit;
        return VP_OK;
    case VP_V_ELSEWHERE:
        *say = &elsewhere;
        VP_ALLOC(arg[0], vp_points_text((vp_micro)o->a, arena), err);
        VP_ALLOC(arg[1], vp_points_text(value, arena), err);
        return VP_OK;
    case VP_V_NEEDS:
        *say = &needs_other;
        VP_ALLOC(arg[0], vp_arena_dupz(arena, p->needs[o->other].why->with.at[0]), err);
        return VP_OK;
    case VP_V_EQUAL:
    case VP_V_NOT_FOUND:
        *say = o->verdict == VP_V_EQUAL ? &equal : &not_found;
        VP_ALLOC(arg[0], vp_points_text(value, arena), err);
        return VP_OK;
    case VP_V_BACKERS:
        *say = o->a > 0 ? &backers : &nobody;
        VP_ALLOC(arg[0], vp_arena_printf(arena, "%zu", (size_t)o->a), err);
        return VP_OK;
    default:
        return vp_fail(err, VP_BUG, VP_NOWHERE, "a proposal without a decision");
    }
}

vp_status vp_reason(vp_award *awards, const vp_problem_model *p, const vp_solution *s, size_t candidate,
                    vp_micro value, size_t place, vp_arena *arena, vp_err *err)
{
    const vp_candidate *c = &p->at[candidate];
    const vp_outcome *o = &s->outcome[candidate];
    vp_award *a = &awards[c->award];
    const phrase *say = NULL;
    const char *arg[VP_NOTE_ARGS] = {NULL};
    if (o->verdict == VP_V_AWARDED && s->drawn)
        return by_lot(a, p, c, s->drawn[candidate], arena, err);
    if (o->verdict == VP_V_AWARDED && s->full && !s->votes && c->amount < s->full[candidate])
        return parted(a, p, c, s->full[candidate], arena, err);
    if (o->verdict == VP_V_AWARDED)
        return s->votes ? voted(a, p, c, s->votes[candidate], arena, err) : awarded(a, p, c, arena, err);
    VP_TRY(choose(&say, arg, awards, p, o, c, value, arena, err));
    if (place > 0)
        VP_ALLOC(arg[3], vp_arena_printf(arena, "%zu", place), err);
    a->reason = (vp_note){place > 0 ? say->reserve : say->plain, {arg[0], arg[1], arg[2], arg[3]}};
    return VP_OK;
}
