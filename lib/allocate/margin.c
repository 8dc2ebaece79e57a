/* How far a proposal is from the other decision: everything is decided again under other numbers, and what is sought is
   closed in on by halving where it can only change once. */
#include <stdlib.h>
#include <string.h>
#include <vp/margin.h>
#include "allocate.h"

enum { PART_OF_EFFORT = 10, MOST_ROUNDS = 40, PERCENT = 100 };

typedef struct probe {
    const vp_round *round;
    const vp_ranking *ranking;
    const vp_allocation_result *result;
    vp_allocate_opts opts;
    const char *id;
    size_t at;            /* of it, in the ranking */
    bool sure;
    long *left;           /* effort; NULL: every search has its tenth */
    bool ended;           /* a search was not begun: there was none left */
    vp_arena *arena;
    vp_err *err;
} probe;

/* ---- deciding again ---- */

typedef struct verdict { bool possible, awarded, sure; vp_wide value; } verdict;

/* That a changed round allows no list is an answer, not an error. */
static vp_status decide(verdict *out, probe *p, const vp_round *round, const vp_ranking *ranking)
{
    vp_allocation_result *r;
    vp_err aside = {0};
    vp_tried tried = {0};
    vp_allocate_opts opts = p->opts;
    vp_mark mark = vp_arena_mark(p->arena);
    *out = (verdict){0};
    if (p->left && *p->left <= 0) {
        p->sure = false;
        p->ended = true;
        return VP_OK;
    }
    opts.tried = &tried;
    if (p->left && *p->left < opts.effort)
        opts.effort = *p->left;
    vp_status s = vp_allocate(&r, round, ranking, &opts, p->arena, &aside);
    if (p->left)
        *p->left -= tried.effort + 1;
    out->sure = !tried.unsure;
    p->sure = p->sure && out->sure;
    if (s == VP_OK) {
        out->possible = true;
        out->value = r->value;
        for (size_t i = 0; p->id && i < r->awards->n; i++)
            if (strcmp(r->awards->at[i].id, p->id) == 0)
                out->awarded = r->awards->at[i].status == VP_AWARDED;
    } else if (s != VP_INVALID && s != VP_CORRUPT) {
        if (p->err)
            *p->err = aside;
        return s;
    }
    vp_arena_rewind(p->arena, mark);
    return VP_OK;
}

static vp_status start(probe *p, const vp_round *round, const vp_ranking *ranking, const vp_allocation_result *result,
                       const vp_allocate_opts *opts, const char *id, vp_arena *arena, vp_err *err)
{
    *p = (probe){.round = round, .ranking = ranking, .result = result, .id = id, .sure = true, .arena = arena,
                 .err = err};
    if (opts)
        p->opts = *opts;
    p->opts.brief = true;
    p->opts.effort = (p->opts.effort > 0 ? p->opts.effort : VP_DEFAULT_EFFORT) / PART_OF_EFFORT + 1;
    while (id && p->at < ranking->n && strcmp(ranking->at[p->at].id, id) != 0)
        p->at++;
    if (!id || p->at < ranking->n)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "there is no proposal '%s' in the ranking", id);
    return vp_hint(err, "give the id as the ranking has it");
}

/* ---- the opposite decision ---- */

/* The round with it decided in, or out. */
static vp_status forced(vp_round *out, const probe *p, bool in)
{
    const vp_allocation *a = &p->round->allocation;
    vp_fixed *fixed;
    size_t n = 0;
    VP_ALLOC(fixed, vp_arena_array(p->arena, a->nfixed + 1, sizeof *fixed), p->err);
    for (size_t k = 0; k < a->nfixed; k++)
        if (strcmp(a->fixed[k].id, p->id) != 0)
            fixed[n++] = a->fixed[k];
    fixed[n++] = (vp_fixed){.id = p->id, .decision = in ? "in" : "out", .reason = "?"};
    *out = *p->round;
    out->allocation.fixed = fixed;
    out->allocation.nfixed = n;
    return VP_OK;
}

/* ---- another score ---- */

/* The ranking with the proposal's score changed: of equal scores it goes last. */
static vp_status moved(vp_ranking *out, const probe *p, vp_micro score)
{
    const vp_ranking *from = p->ranking;
    size_t n = 0;
    bool placed = false;
    vp_ranked *to;
    VP_ALLOC(to, vp_arena_array(p->arena, from->n, sizeof *to), p->err);
    for (size_t i = 0; i <= from->n; i++) {
        bool end = i == from->n;
        if (!placed && i != p->at && (end || from->at[i].rank == 0 || from->at[i].score < score)) {
            to[n] = from->at[p->at];
            to[n++].score = score;
            placed = true;
        }
        if (!end && i != p->at)
            to[n++] = from->at[i];
    }
    for (size_t i = 0; i < n && to[i].rank > 0; i++)
        to[i].rank = i + 1;
    *out = *from;
    out->at = to;
    return VP_OK;
}

/* Decide with that score; in: with it decided in. */
static vp_status with_score(verdict *v, probe *p, vp_micro score, bool in)
{
    vp_ranking other;
    vp_round round = *p->round;
    vp_mark mark = vp_arena_mark(p->arena);
    if (in)
        VP_TRY(forced(&round, p, true));
    VP_TRY(moved(&other, p, score));
    p->opts.value_only = in;
    VP_TRY(decide(v, p, &round, &other));
    p->opts.value_only = false;
    vp_arena_rewind(p->arena, mark);
    return VP_OK;
}

static vp_status at_score(bool *awarded, probe *p, vp_micro score)
{
    verdict v;
    VP_TRY(with_score(&v, p, score, false));
    *awarded = v.awarded;
    return VP_OK;
}

static vp_micro up_to(vp_micro score, vp_micro step)
{
    return (score + step - 1) / step * step;
}

/* The least score above `no` and at most `yes` at which it is awarded; near: where it may be. */
static vp_status least_score(vp_micro *out, probe *p, vp_micro no, vp_micro yes, vp_micro near)
{
    vp_micro step = p->ranking->step;
    const vp_micro guess[] = {near, near - step};
    bool awarded;
    for (size_t k = 0; k < 2; k++)
        if (guess[k] > no && guess[k] < yes) {
            VP_TRY(at_score(&awarded, p, guess[k]));
            *(awarded ? &yes : &no) = guess[k];
        }
    while (yes - no > step) {
        vp_micro middle = no + (yes - no) / step / 2 * step;
        VP_TRY(at_score(&awarded, p, middle));
        *(awarded ? &yes : &no) = middle;
    }
    *out = yes;
    return VP_OK;
}

/* Scores at which something else is granted, and the bar: those between, ascending. Between two of them a larger score
   never does harm. */
static vp_status borders(const vp_micro **out, size_t *n, const probe *p)
{
    const vp_allocation *a = &p->round->allocation;
    vp_micro *at;
    VP_ALLOC(at, vp_arena_array(p->arena, a->nlevels + 1, sizeof *at), p->err);
    *n = 0;
    for (size_t k = a->nlevels; k-- > 0; )
        if (a->levels[k].min_score > a->pass_mark)
            at[(*n)++] = up_to(a->levels[k].min_score, p->ranking->step);
    memmove(at + 1, at, *n * sizeof *at);
    at[0] = up_to(a->pass_mark, p->ranking->step);
    ++*n;
    *out = at;
    return VP_OK;
}

/* Better than all others together, and best of the ranking. */
static vp_micro top_score(const probe *p)
{
    vp_micro top = 0, most = 1000 * 1000 * (vp_micro)VP_MICRO;
    for (size_t i = 0; i < p->ranking->n; i++)
        top = p->ranking->at[i].score > top ? p->ranking->at[i].score : top;
    if (p->result->has_bound && p->result->value > top)
        top = p->result->value > most ? most : (vp_micro)p->result->value;
    return up_to(top, p->ranking->step) + p->ranking->step;
}

static vp_status enters_at(vp_margin *m, probe *p)
{
    const vp_micro *border, step = p->ranking->step, top = top_score(p);
    vp_micro no = p->ranking->at[p->at].score, near = 0;
    size_t n;
    bool awarded;
    VP_TRY(borders(&border, &n, p));
    if (m->has_other)
        near = up_to(no + (vp_micro)(p->result->value - m->other), step);
    for (size_t k = 0; k <= n; k++) {
        vp_micro end = k < n ? border[k] - step : top;
        if (end <= no)
            continue;
        VP_TRY(at_score(&awarded, p, end));
        if (awarded) {
            m->has_score = true;
            return least_score(&m->score, p, no, end, near);
        }
        no = end;
    }
    return VP_OK;
}

static vp_status stays_to(vp_margin *m, probe *p)
{
    const vp_micro *border, step = p->ranking->step;
    vp_micro yes = p->ranking->at[p->at].score, near = 0;
    size_t n;
    bool awarded;
    VP_TRY(borders(&border, &n, p));
    if (m->has_other)
        near = up_to(yes - (vp_micro)(p->result->value - m->other), step);
    VP_TRY(at_score(&awarded, p, yes));
    for (size_t k = n; awarded && k-- > 0; ) {
        if (border[k] > yes)
            continue;
        VP_TRY(at_score(&awarded, p, border[k]));
        if (!awarded) {
            m->has_score = true;
            return least_score(&m->score, p, border[k], yes, near);
        }
        yes = border[k];
        if (k == 0 || yes - step < 0)
            break;
        VP_TRY(at_score(&awarded, p, yes - step));
        yes -= awarded ? step : 0;
    }
    m->has_score = true;
    m->score = yes;
    return VP_OK;
}

/* ---- where the score is what an award is worth ---- */

/* Then, between two borders, the best list with the proposal gains as much as its score does, and no other list gains
   anything: one search tells where the two meet. */
static bool by_worth(const probe *p)
{
    const vp_allocation *a = &p->round->allocation;
    for (size_t k = 0; k < a->nfixed; k++)
        if (strcmp(a->fixed[k].id, p->id) == 0)
            return false; /* no score changes that */
    return p->result->has_bound && p->result->proved && a->noffers == 0
           && (a->nmaximise == 0 || strcmp(vp_allocate_objectives[a->maximise[0].index], "score") == 0);
}

/* The least score from `from` to `end` at which it is awarded, where the best list with it lacks `gap` at the score
   `base`; above `end`: at none. Where both are worth the same, deciding again tells; *sure: that was proved. */
static vp_status meet(vp_micro *score, bool *sure, probe *p, vp_micro base, vp_wide gap, vp_micro from, vp_micro end)
{
    vp_micro step = p->ranking->step;
    vp_wide at = base + gap;
    verdict v;
    *sure = true;
    *score = at < from ? from : end + step;
    if (at < from || at > end)
        return VP_OK;
    *score = up_to((vp_micro)at, step);
    if (*score != at)
        return VP_OK;
    VP_TRY(with_score(&v, p, *score, false));
    *sure = v.sure;
    *score += v.sure && v.awarded ? 0 : step;
    return VP_OK;
}

static void found(vp_margin *m, vp_micro score, bool sure)
{
    m->has_score = true;
    m->score = score;
    m->score_sure = sure;
}

static vp_status enters_by_worth(vp_margin *m, probe *p, bool eligible)
{
    const vp_micro *border, step = p->ranking->step, own = p->ranking->at[p->at].score;
    vp_micro no = own, score;
    size_t n;
    bool sure;
    VP_TRY(borders(&border, &n, p));
    for (size_t k = 0; k <= n; k++) {
        vp_micro end = k < n ? border[k] - step : top_score(p);
        bool first = no == own && eligible;
        verdict v = {.possible = m->has_other, .value = m->other, .sure = m->other_sure};
        if (end <= no)
            continue;
        if (k > 0 && !first)
            VP_TRY(with_score(&v, p, no + step, true));
        if (k > 0 && !v.sure)
            return VP_OK;
        if (k > 0 && v.possible) {
            vp_micro base = first ? own : no + step;
            VP_TRY(meet(&score, &sure, p, base, p->result->value - v.value, no + step, end));
            if (score <= end) {
                found(m, score, sure);
                return VP_OK;
            }
        }
        no = end;
    }
    m->score_sure = true;
    return VP_OK;
}

static vp_status stays_by_worth(vp_margin *m, probe *p)
{
    const vp_micro *border, step = p->ranking->step, own = p->ranking->at[p->at].score;
    vp_micro yes = own, score;
    size_t n;
    bool sure;
    vp_wide without = m->has_other ? m->other : -1; /* no list is that bad */
    VP_TRY(borders(&border, &n, p));
    if (!m->other_sure)
        return VP_OK;
    for (size_t k = n; k-- > 0; ) {
        verdict v = {.possible = true, .value = p->result->value, .sure = true};
        bool first = yes == own;
        if (border[k] > own)
            continue;
        if (!first)
            VP_TRY(with_score(&v, p, border[k], true));
        if (!v.sure || !v.possible) {
            found(m, yes, v.sure);
            return VP_OK;
        }
        vp_micro end = first ? own : yes - step;
        VP_TRY(meet(&score, &sure, p, first ? own : border[k], without - v.value, border[k], end));
        if (score > border[k] || k == 0) {
            found(m, score > end ? yes : score, sure);
            return VP_OK;
        }
        yes = border[k];
    }
    found(m, yes, true);
    return VP_OK;
}

static vp_status other_list(vp_margin *m, probe *p)
{
    vp_round round;
    verdict v;
    VP_TRY(forced(&round, p, !m->awarded));
    p->opts.value_only = true;
    VP_TRY(decide(&v, p, &round, p->ranking));
    p->opts.value_only = false;
    m->has_other = v.possible && v.sure;
    m->other = v.value;
    m->other_sure = v.sure;
    m->tied = m->has_other && v.value == p->result->value;
    return VP_OK;
}

/* ---- more money ---- */

/* Decide with more in a fund; in: with the proposal decided in. */
static vp_status richer(verdict *out, probe *p, size_t fund, vp_money more, bool in)
{
    vp_round round = *p->round;
    vp_fund *funds;
    vp_mark mark = vp_arena_mark(p->arena);
    if (in)
        VP_TRY(forced(&round, p, true));
    VP_ALLOC(funds, vp_arena_array(p->arena, round.nfunds, sizeof *funds), p->err);
    memcpy(funds, p->round->funds, round.nfunds * sizeof *funds);
    funds[fund].amount += more;
    round.funds = funds;
    VP_TRY(decide(out, p, &round, p->ranking));
    vp_arena_rewind(p->arena, mark);
    return VP_OK;
}

/* The least money above `no` and at most `yes` with which (exact: the best list with) the proposal is worth `value`,
   or it is awarded. */
static vp_status least_money(vp_money *out, probe *p, size_t fund, vp_money no, vp_money yes, bool exact, vp_wide value)
{
    verdict v;
    while (yes - no > 1) {
        vp_money middle = no + (yes - no) / 2;
        VP_TRY(richer(&v, p, fund, middle, exact));
        *((exact ? v.possible && v.value >= value : v.awarded) ? &yes : &no) = middle;
    }
    *out = yes;
    return VP_OK;
}

/* Both what the best list with it is worth and what the best of all is worth only grow with the money: where the first
   reaches the second as it was is the least where it can reach the second as it then is, and so on up. */
static vp_status more_in(vp_margin *m, probe *p, size_t fund, vp_money most)
{
    verdict with, all;
    vp_money no = -1, more;
    bool exact = p->result->has_bound;
    VP_TRY(richer(&with, p, fund, most, false));
    if (exact)
        VP_TRY(richer(&all, p, fund, most, true));
    else
        all = with;
    if (exact ? !all.possible || all.value < with.value : !with.awarded)
        return VP_OK;
    vp_wide value = p->result->value;
    for (int k = 0; k < MOST_ROUNDS; k++) {
        VP_TRY(least_money(&more, p, fund, no, most, exact, value));
        if (m->has_more && more >= m->more)
            return VP_OK;
        VP_TRY(richer(&all, p, fund, more, false));
        VP_TRY(richer(&with, p, fund, more, exact));
        if (!exact || with.value >= all.value)
            break;
        p->sure = p->sure && k + 1 < MOST_ROUNDS;
        no = more;
        value = all.value;
    }
    m->has_more = true;
    m->fund = fund;
    m->more = more;
    return VP_OK;
}

static vp_status more_money(vp_margin *m, probe *p)
{
    vp_money all = 0, most = INT64_MAX / 8;
    for (size_t i = 0; i < p->ranking->n; i++) {
        const vp_proposal *one = p->ranking->at[i].proposal;
        vp_money asked = one ? vp_proposal_money(one, VP_REQUESTED) : 0;
        all = asked > most - all ? most : all + (asked > 0 ? asked : 0);
    }
    for (size_t f = 0; f < p->round->nfunds; f++)
        if (p->round->funds[f].amount < most && vp_filter_matches(&p->round->funds[f].pays,
                                                                  p->ranking->at[p->at].proposal))
            VP_TRY(more_in(m, p, f, all));
    return VP_OK;
}

/* ---- the whole ---- */

static const vp_award *award_of(const vp_allocation_result *r, const char *id)
{
    for (size_t i = 0; i < r->awards->n; i++)
        if (strcmp(r->awards->at[i].id, id) == 0)
            return &r->awards->at[i];
    return NULL;
}

static bool scores_decide(const vp_allocation_result *r)
{
    return r->voters == 0 && strcmp(r->rule, "lottery") != 0;
}

static vp_status scores(vp_margin *m, probe *p, bool eligible)
{
    if (by_worth(p))
        return m->awarded ? stays_by_worth(m, p) : enters_by_worth(m, p, eligible);
    VP_TRY(m->awarded ? stays_to(m, p) : enters_at(m, p));
    m->score_sure = p->sure;
    m->has_score = m->has_score && !p->ended;
    return VP_OK;
}

vp_status vp_margin_find(vp_margin *out, const vp_round *round, const vp_ranking *ranking,
                         const vp_allocation_result *result, const vp_allocate_opts *opts, const char *id, bool money,
                         long *left, vp_arena *arena, vp_err *err)
{
    probe p;
    *out = (vp_margin){0};
    VP_TRY(start(&p, round, ranking, result, opts, id, arena, err));
    p.left = left;
    const vp_award *a = award_of(result, id);
    const vp_ranked *r = &ranking->at[p.at];
    if (!a)
        return vp_fail(err, VP_BUG, VP_NOWHERE, "a proposal without a decision");
    out->awarded = a->status == VP_AWARDED;
    if (result->has_bound && a->status != VP_INELIGIBLE)
        VP_TRY(other_list(out, &p));
    if (scores_decide(result) && r->rank > 0 && r->has_score)
        VP_TRY(scores(out, &p, a->status != VP_INELIGIBLE));
    if (money && !out->awarded && a->status != VP_INELIGIBLE)
        VP_TRY(more_money(out, &p));
    out->sure = p.sure;
    return VP_OK;
}

/* ---- more room ---- */

static int64_t hundredth(int64_t bound, int64_t step)
{
    int64_t room = bound / PERCENT / step * step;
    return room > 0 ? room : step;
}

static vp_status gain(vp_room *out, probe *p, const vp_round *round)
{
    verdict v;
    VP_TRY(decide(&v, p, round, p->ranking));
    out->gain = v.possible ? v.value - p->result->value : 0;
    out->sure = p->sure && v.possible;
    return VP_OK;
}

vp_status vp_fund_room_find(vp_room *out, const vp_round *round, const vp_ranking *ranking,
                            const vp_allocation_result *result, const vp_allocate_opts *opts, size_t fund,
                            vp_arena *arena, vp_err *err)
{
    probe p;
    vp_round wider = *round;
    vp_fund *funds;
    VP_TRY(start(&p, round, ranking, result, opts, NULL, arena, err));
    VP_ALLOC(funds, vp_arena_array(arena, round->nfunds, sizeof *funds), err);
    memcpy(funds, round->funds, round->nfunds * sizeof *funds);
    wider.funds = funds;
    *out = (vp_room){.room = hundredth(funds[fund].amount, round->allocation.step)};
    funds[fund].amount += out->room;
    return gain(out, &p, &wider);
}

vp_status vp_room_find(vp_room *out, const vp_round *round, const vp_ranking *ranking,
                       const vp_allocation_result *result, const vp_allocate_opts *opts, const vp_limit_use *use,
                       vp_arena *arena, vp_err *err)
{
    probe p;
    vp_round wider = *round;
    const vp_allocation *a = &round->allocation;
    VP_TRY(start(&p, round, ranking, result, opts, NULL, arena, err));
    *out = (vp_room){.room = use->counts ? 1 : hundredth(use->bound, a->step)};
    vp_slack slack = {.limit = use->limit, .value = use->value, .kind = use->kind, .room = out->room};
    p.opts.slack = &slack;
    return gain(out, &p, &wider);
}

/* ---- another rank ---- */

/* The score of whoever has that rank when the proposal itself is left out, so that it lands there or just behind. */
static vp_status at_rank(bool *awarded, probe *p, size_t rank)
{
    const vp_ranking *from = p->ranking;
    vp_ranking other = *from;
    vp_ranked *to;
    verdict v;
    size_t n = 0, ranked = 0;
    vp_mark mark = vp_arena_mark(p->arena);
    while (ranked < from->n && from->at[ranked].rank > 0)
        ranked++;
    rank = rank < 1 ? 1 : rank > ranked ? ranked : rank;
    VP_ALLOC(to, vp_arena_array(p->arena, from->n, sizeof *to), p->err);
    for (size_t i = 0; i < from->n; i++) {
        if (n + 1 == rank) {
            to[n] = from->at[p->at];
            to[n++].score = from->at[rank - 1].score;
        }
        if (i != p->at)
            to[n++] = from->at[i];
    }
    if (n < from->n) {
        to[n] = from->at[p->at];
        to[n].score = from->at[rank - 1].score;
    }
    for (size_t i = 0; i < ranked; i++)
        to[i].rank = i + 1;
    other.at = to;
    VP_TRY(decide(&v, p, p->round, &other));
    vp_arena_rewind(p->arena, mark);
    *awarded = v.awarded;
    return VP_OK;
}

vp_status vp_stand_find(vp_stand *out, const vp_round *round, const vp_ranking *ranking,
                        const vp_allocate_opts *opts, const char *id, vp_arena *arena, vp_err *err)
{
    probe p;
    *out = (vp_stand){0};
    VP_TRY(start(&p, round, ranking, NULL, opts, id, arena, err));
    const vp_ranked *r = &ranking->at[p.at];
    char *end, *tail;
    unsigned long long best = strtoull(r->low, &end, 10), worst = strtoull(r->high, &tail, 10);
    if (r->rank == 0 || end == r->low || *end || tail == r->high || *tail)
        return VP_OK;
    out->has_ranks = true;
    VP_TRY(at_rank(&out->at_best, &p, (size_t)(best < worst ? best : worst)));
    return at_rank(&out->at_worst, &p, (size_t)(best < worst ? worst : best));
}
