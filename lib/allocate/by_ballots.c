/* Rules equal-shares and phragmen: candidates are the projects of a poll, the funds and limits say what may be had. */
#include <string.h>
#include <vp/map.h>
#include "lib/allocate/allocate.h"
#include "lib/allocate/votes.h"

/* In the order of vp_utility and vp_completion. */
const char *const vp_allocate_utilities[] = {"cardinality", "cost", "points", NULL};
const char *const vp_allocate_completions[] = {"none", "greedy", "add1", "add1u", NULL};

typedef struct booth {
    vp_solution *s;
    const vp_problem_model *p;
    vp_poll poll;
    vp_purse *purse;
    vp_arena *scratch; /* of the purse: the poll may begin again and again */
    vp_mark start;     /* of it */
    bool broken;       /* there was no memory for it */
} booth;

static size_t index_of(const char *const *names, const char *name)
{
    size_t i = 0;
    while (strcmp(names[i], name) != 0)
        i++;
    return i;
}

/* ---- the poll ---- */

/* Which candidate each proposal of the ballots is; SIZE_MAX: one that may not be awarded. */
static vp_status find_candidates(size_t **out, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) ids = vp_map_new();
    const vp_ballots *b = p->ballots;
    if (!ids)
        return vp_nomem(err);
    for (size_t i = 0; i < p->nawards; i++) {
        uint64_t *slot = vp_map_put(ids, p->awards[i].id, strlen(p->awards[i].id), NULL);
        if (!slot)
            return vp_nomem(err);
        *slot = SIZE_MAX;
    }
    for (size_t i = 0; i < p->n; i++) {
        const char *id = p->awards[p->at[i].award].id;
        *vp_map_get(ids, id, strlen(id)) = i;
    }
    VP_ALLOC(*out, vp_arena_array(arena, b->nproposals, sizeof **out), err);
    for (size_t i = 0; i < b->nproposals; i++) {
        const uint64_t *slot = vp_map_get(ids, b->proposals[i], strlen(b->proposals[i]));
        if (!slot && b->votes[i] > 0) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "there are votes for '%s', which is not in the ranking",
                    b->proposals[i]);
            return vp_hint(err, "ballots name proposals by their ids"), VP_INVALID;
        }
        (*out)[i] = slot ? (size_t)*slot : SIZE_MAX;
    }
    return VP_OK;
}

/* The ballots over the candidates alone: a vote for one that may not be awarded goes to nobody. */
static vp_status poll_new(booth *b, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = b->p;
    const vp_allocation *how = &p->round->allocation;
    const vp_ballots *all = p->ballots;
    const char **id;
    vp_money *cost;
    vp_ballot *ballots;
    size_t *candidate, n = 0;
    VP_TRY(find_candidates(&candidate, p, arena, err));
    VP_ALLOC(id, vp_arena_array(arena, p->n, sizeof *id), err);
    VP_ALLOC(cost, vp_arena_array(arena, p->n, sizeof *cost), err);
    VP_ALLOC(ballots, vp_arena_array(arena, all->n, sizeof *ballots), err);
    VP_ALLOC(b->s->votes, vp_arena_array(arena, p->n, sizeof *b->s->votes), err);
    for (size_t i = 0; i < p->n; i++) {
        id[i] = p->awards[p->at[i].award].id;
        cost[i] = p->at[i].amount;
    }
    for (size_t i = 0; i < all->n; i++) {
        const vp_ballot *was = &all->at[i];
        vp_vote *vote;
        vp_ballot *is = &ballots[n];
        VP_ALLOC(vote, vp_arena_array(arena, was->n, sizeof *vote), err);
        *is = (vp_ballot){vote, 0, was->voters};
        for (size_t k = 0; k < was->n; k++)
            if (candidate[was->vote[k].proposal] != SIZE_MAX) {
                vote[is->n++] = (vp_vote){candidate[was->vote[k].proposal], was->vote[k].points};
                b->s->votes[vote[is->n - 1].proposal] += was->voters;
            }
        n += is->n > 0;
    }
    b->poll = (vp_poll){.id = id, .cost = cost, .n = p->n, .budget = p->available, .unit = how->increment,
                        .ballots = ballots, .nballots = n, .voters = all->voters,
                        .utility = (vp_utility)index_of(vp_allocate_utilities, how->utility),
                        .completion = (vp_completion)index_of(vp_allocate_completions, how->completion)};
    return VP_OK;
}

/* ---- the till ---- */

static void begin_again(void *ctx)
{
    booth *b = ctx;
    vp_arena_rewind(b->scratch, b->start);
    for (size_t i = 0; i < b->p->ncaps; i++)
        b->p->caps[i].used = 0;
    for (size_t i = 0; i < b->p->n; i++)
        b->s->outcome[i] = (vp_outcome){.verdict = VP_V_BACKERS, .cap = VP_NO_CAP, .a = (vp_wide)b->s->votes[i]};
    b->broken = b->broken || vp_purse_new(&b->purse, b->p, b->scratch, NULL) != VP_OK;
}

static vp_taken take(void *ctx, size_t i, bool funded)
{
    booth *b = ctx;
    vp_outcome *o = &b->s->outcome[i];
    vp_money left;
    long cap;
    if (b->broken)
        return VP_UNPAID;
    if (!vp_caps_fit(b->p, &b->p->at[i], &cap)) {
        const vp_cap *k = &b->p->caps[cap];
        *o = (vp_outcome){.verdict = VP_V_CAP, .cap = cap, .a = k->bound - k->used};
        return VP_LIMITED;
    }
    if (funded && !vp_purse_pay(b->purse, i, &left)) {
        *o = (vp_outcome){.verdict = VP_V_FUNDS, .cap = VP_NO_CAP, .a = left};
        return VP_UNPAID;
    }
    vp_caps_take(b->p, &b->p->at[i]);
    o->verdict = VP_V_AWARDED;
    return VP_TAKEN;
}

typedef vp_status vote_method(vp_bought *out, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err);

static vp_status follow(vp_solution *s, const vp_problem_model *p, vote_method *method, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    booth b = {.s = s, .p = p, .scratch = scratch};
    const vp_till till = {take, begin_again, &b};
    vp_bought bought;
    if (!scratch)
        return vp_nomem(err);
    if (!p->ballots) {
        const vp_allocation *how = &p->round->allocation;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = how->line, .col = how->col},
                "the rule follows ballots, and there are none");
        return vp_hint(err, "name them in 'allocation': \"ballots\": \"lists/ballots.csv\""), VP_CORRUPT;
    }
    b.start = vp_arena_mark(scratch);
    VP_TRY(poll_new(&b, arena, err));
    begin_again(&b);
    VP_TRY(method(&bought, &b.poll, &till, arena, err));
    return b.broken ? vp_nomem(err) : vp_purse_split(b.purse, s->paid, err);
}

vp_status vp_allocate_by_equal_shares(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena,
                                      vp_err *err)
{
    (void)effort;
    VP_TRY(vp_only_optimal(p, "equal-shares", err));
    return follow(s, p, vp_equal_shares, arena, err);
}

/* Whatever the first that could not be paid for has stopped. */
vp_status vp_allocate_by_phragmen(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t last = 0;
    (void)effort;
    VP_TRY(vp_only_optimal(p, "phragmen", err));
    VP_TRY(follow(s, p, vp_phragmen, arena, err));
    while (last < p->n && s->outcome[last].verdict != VP_V_FUNDS)
        last++;
    for (size_t i = 0; i < p->n && last < p->n; i++)
        if (s->outcome[i].verdict == VP_V_BACKERS && s->votes[i] > 0)
            s->outcome[i] = (vp_outcome){.verdict = VP_V_STOPPED, .cap = VP_NO_CAP, .other = last};
    return VP_OK;
}
