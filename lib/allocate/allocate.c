/* From a ranking and funds to awards: what every rule shares. */
#include <stdlib.h>
#include <string.h>
#include "allocate.h"

const char *const vp_allocate_rules[] = {
#define VP_ALLOCATION_RULE(n, name) name,
#include "rules.def"
#undef VP_ALLOCATION_RULE
    NULL
};

static vp_rule_run *const runs[] = {
#define VP_ALLOCATION_RULE(n, name) vp_allocate_by_##n,
#include "rules.def"
#undef VP_ALLOCATION_RULE
};

static vp_status rule_of(size_t *index, const char *name, vp_err *err)
{
    for (*index = 0; vp_allocate_rules[*index]; ++*index)
        if (strcmp(vp_allocate_rules[*index], name) == 0)
            return VP_OK;
    return vp_fail(err, VP_USAGE, VP_NOWHERE, "there is no allocation rule '%s'", name);
}

/* A line for every row of the ranking, in its order, with nothing decided. */
static vp_status blank_awards(vp_awards **out, const vp_round *round, const vp_ranking *ranking, vp_arena *arena,
                              vp_err *err)
{
    vp_awards *all;
    vp_money *fund;
    size_t cells;
    VP_ALLOC(all, vp_arena_alloc(arena, sizeof *all), err);
    VP_ALLOC(all->at, vp_arena_array(arena, ranking->n, sizeof *all->at), err);
    if (__builtin_mul_overflow(ranking->n, round->nfunds, &cells))
        return vp_nomem(err);
    VP_ALLOC(fund, vp_arena_array(arena, cells, sizeof *fund), err);
    all->n = ranking->n;
    all->step = ranking->step;
    for (size_t i = 0; i < ranking->n; i++) {
        const vp_ranked *r = &ranking->at[i];
        all->at[i] = (vp_award){
            .id = r->id, .title = r->title, .applicant = r->applicant, .status = VP_UNFUNDED,
            .fund = fund + i * round->nfunds, .rank = r->rank, .score = r->score, .has_score = r->has_score,
            .requested = r->proposal ? vp_proposal_money(r->proposal, VP_REQUESTED) : 0, .proposal = r->proposal,
        };
    }
    *out = all;
    return VP_OK;
}

/* The decisions of a rule become lines, reasons and sums. */
static vp_status tell(vp_allocation_result *r, const vp_problem_model *p, const vp_solution *s, vp_arena *arena,
                      vp_err *err)
{
    vp_award *awards = r->awards->at;
    size_t funds = p->round->nfunds, place = 0;
    for (size_t i = 0; i < p->n; i++)
        if (s->outcome[i].verdict == VP_V_AWARDED) {
            r->value += p->at[i].worth;
            r->spent += p->at[i].amount;
        }
    for (size_t i = 0; i < p->n; i++) {
        vp_award *a = &awards[p->at[i].award];
        bool won = s->outcome[i].verdict == VP_V_AWARDED, reserve = !won && place < p->round->allocation.reserve;
        a->status = won ? VP_AWARDED : reserve ? VP_RESERVE : VP_UNFUNDED;
        place += reserve;
        if (won) {
            a->amount = p->at[i].amount;
            memcpy((vp_money *)a->fund, s->paid + i * funds, funds * sizeof *s->paid);
        }
        VP_TRY(vp_reason(awards, p, s, i, (vp_micro)r->value, reserve ? place : 0, arena, err));
    }
    for (size_t i = 0; i < r->awards->n; i++)
        r->count[awards[i].status]++;
    return VP_OK;
}

/* By limit, value, then amount before share before count. */
static int by_limit(const void *a, const void *b)
{
    const vp_cap *x = a, *y = b;
    if (x->limit != y->limit)
        return x->limit < y->limit ? -1 : 1;
    int by = strcmp(x->value ? x->value : "", y->value ? y->value : "");
    return by ? by : (4 * x->least + 2 * x->counts + x->shares) - (4 * y->least + 2 * y->counts + y->shares);
}

const char *vp_cap_kind(const vp_problem_model *p, const vp_cap *k)
{
    return k->limit >= p->round->allocation.nlimits ? "exclusive"
         : k->least ? k->counts ? "min_count" : "min_amount"
         : k->counts ? "max_count" : k->shares ? "max_share" : "max_amount";
}

static bool same_value(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The maximum or minimum that is to be less strict. */
static void loosen(vp_problem_model *p, const vp_slack *by)
{
    for (size_t i = 0; by && i < p->ncaps; i++) {
        vp_cap *k = &p->caps[i];
        bool same = strcmp(k->id, by->limit) == 0 && strcmp(vp_cap_kind(p, k), by->kind) == 0;
        if (same && same_value(k->value, by->value))
            k->bound += k->least ? -by->room : by->room;
    }
}

/* What the awards use of every maximum, by limit and value. Counted anew, from the awards. */
static vp_status count_limits(vp_allocation_result *r, vp_problem_model *p, const vp_solution *s, vp_arena *arena,
                              vp_err *err)
{
    vp_limit_use *use;
    for (size_t i = 0; i < p->ncaps; i++)
        p->caps[i].used = 0;
    for (size_t i = 0; i < p->n; i++)
        if (s->outcome[i].verdict == VP_V_AWARDED)
            vp_caps_take(p, &p->at[i]);
    if (!s->has_bound)
        VP_TRY(vp_minima_kept(p, r->rule, err));
    VP_ALLOC(use, vp_arena_array(arena, p->ncaps, sizeof *use), err);
    if (p->ncaps > 1)
        qsort(p->caps, p->ncaps, sizeof *p->caps, by_limit);
    for (size_t i = 0; i < p->ncaps; i++) {
        const vp_cap *k = &p->caps[i];
        use[i] = (vp_limit_use){k->id, k->value, vp_cap_kind(p, k), k->counts, k->bound, k->used};
        if (k->least ? k->used < k->bound : k->used > k->bound)
            return vp_fail(err, VP_BUG, VP_NOWHERE, "the awards do not keep limit '%s'", use[i].limit);
    }
    r->limits = use;
    r->nlimits = p->ncaps;
    return VP_OK;
}

/* Nothing leaves here that pays more than there is. */
static vp_status check_sums(const vp_allocation_result *r, const vp_round *round, vp_err *err)
{
    for (size_t f = 0; f < round->nfunds; f++) {
        vp_money left = round->funds[f].amount;
        for (size_t i = 0; i < r->awards->n; i++)
            if ((left -= r->awards->at[i].fund[f]) < 0 || r->awards->at[i].fund[f] < 0)
                return vp_fail(err, VP_BUG, VP_NOWHERE, "fund '%s' pays more than it has", round->funds[f].id);
    }
    for (size_t i = 0; i < r->awards->n; i++) {
        vp_money sum = r->awards->at[i].amount;
        for (size_t f = 0; f < round->nfunds; f++)
            sum -= r->awards->at[i].fund[f];
        if (sum != 0)
            return vp_fail(err, VP_BUG, VP_NOWHERE, "the award of '%s' is not what the funds pay",
                           r->awards->at[i].id);
    }
    return VP_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_award *)a)->id, ((const vp_award *)b)->id);
}

static vp_status sort_awards(vp_awards *all, vp_err *err)
{
    qsort(all->at, all->n, sizeof *all->at, by_id);
    for (size_t i = 1; i < all->n; i++)
        if (by_id(&all->at[i - 1], &all->at[i]) == 0)
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "the ranking has '%s' twice", all->at[i].id);
    return VP_OK;
}

vp_status vp_allocate(vp_allocation_result **out, const vp_round *round, const vp_ranking *ranking,
                      const vp_allocate_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_allocation_result *r;
    vp_problem_model *p;
    vp_solution s = {0};
    size_t rule, cells;
    VP_TRY(rule_of(&rule, opts && opts->rule ? opts->rule : round->allocation.rule, err));
    VP_ALLOC(r, vp_arena_alloc(arena, sizeof *r), err);
    VP_TRY(blank_awards(&r->awards, round, ranking, arena, err));
    VP_TRY(vp_model_build(&p, r->awards->at, round, ranking, opts ? opts->rubric : NULL, arena, err));
    loosen(p, opts ? opts->slack : NULL);
    if (strcmp(vp_allocate_rules[rule], "optimal") == 0)
        VP_TRY(vp_objective_first(p, err));
    p->awards = r->awards->at;
    p->nawards = r->awards->n;
    p->tried = opts ? opts->tried : NULL;
    p->value_only = opts && opts->value_only;
    p->brief = opts && opts->brief;
    p->ballots = opts ? opts->ballots : NULL;
    VP_ALLOC(s.outcome, vp_arena_array(arena, p->n, sizeof *s.outcome), err);
    if (__builtin_mul_overflow(p->n, round->nfunds, &cells))
        return vp_nomem(err);
    VP_ALLOC(s.paid, vp_arena_array(arena, cells, sizeof *s.paid), err);
    VP_TRY(runs[rule](&s, p, opts && opts->effort > 0 ? opts->effort : VP_DEFAULT_EFFORT, arena, err));
    r->rule = vp_allocate_rules[rule];
    r->available = p->available;
    r->has_bound = s.has_bound;
    r->bound = s.bound;
    r->proved = s.proved;
    r->ties_proved = s.ties_proved;
    r->effort = s.effort;
    r->prices = s.prices;
    r->nprices = s.nprices;
    r->voters = s.votes ? p->ballots->voters : 0;
    VP_TRY(tell(r, p, &s, arena, err));
    VP_TRY(count_limits(r, p, &s, arena, err));
    VP_TRY(check_sums(r, round, err));
    VP_TRY(sort_awards(r->awards, err));
    *out = r;
    return VP_OK;
}
