/* Bringing reviewers and proposals together: one flow, and where that does not say all, a search over flows. */
#include <stdlib.h>
#include <string.h>
#include "inside.h"

/* ---- the problem as a flow ---- */

/* Numbers of groups: those of one organisation, each of the others alone. */
static vp_status group(const uint32_t **out, size_t *ngroups, const vp_search *s)
{
    const vp_assign_problem *p = s->problem;
    uint32_t *of, n = 0;
    VP_ALLOC(of, vp_arena_array(s->arena, p->nreviewers, sizeof *of), s->err);
    for (size_t r = 0; r < p->nreviewers; r++)
        if (p->organisation && p->organisation[r] != VP_NO_ORGANISATION && p->organisation[r] >= n)
            n = p->organisation[r] + 1;
    for (size_t r = 0; r < p->nreviewers; r++)
        of[r] = p->organisation && p->organisation[r] != VP_NO_ORGANISATION ? p->organisation[r] : n++;
    *out = of;
    *ngroups = n;
    return VP_OK;
}

/* The pairs of each proposal, those of a group side by side: counted into the groups, in order. */
static vp_status lay_out(vp_search *s)
{
    const vp_assign_problem *p = s->problem;
    vp_flow *f = &s->flow;
    size_t *first, *at;
    uint32_t *origin, *by_group;
    VP_ALLOC(first, vp_arena_array(s->arena, p->nproposals + 1, sizeof *first), s->err);
    VP_ALLOC(at, vp_arena_array(s->arena, f->ngroups + 1, sizeof *at), s->err);
    VP_ALLOC(origin, vp_arena_array(s->arena, p->npairs, sizeof *origin), s->err);
    VP_ALLOC(by_group, vp_arena_array(s->arena, p->npairs, sizeof *by_group), s->err);
    VP_ALLOC(f->pair, vp_arena_array(s->arena, p->npairs, sizeof *f->pair), s->err);
    for (size_t k = 0; k < p->npairs; k++) {
        s->top = p->pairs[k].fit > s->top ? p->pairs[k].fit : s->top;
        first[p->pairs[k].proposal + 1]++;
        at[f->group[p->pairs[k].reviewer] + 1]++;
    }
    for (size_t i = 0; i < p->nproposals; i++)
        first[i + 1] += first[i];
    for (size_t g = 0; g < f->ngroups; g++)
        at[g + 1] += at[g];
    for (size_t k = 0; k < p->npairs; k++)
        by_group[at[f->group[p->pairs[k].reviewer]]++] = (uint32_t)k;
    size_t *next;
    VP_ALLOC(next, vp_arena_copy(s->arena, first, p->nproposals + 1, sizeof *first), s->err);
    for (size_t i = 0; i < p->npairs; i++) {
        const vp_candidate *c = &p->pairs[by_group[i]];
        size_t k = next[c->proposal]++;
        uint8_t flags = (uint8_t)((c->kept ? VP_PAIR_KEPT : 0) | (c->expert ? VP_PAIR_COUNTS : 0));
        if (k > first[c->proposal] && f->group[f->pair[k - 1].reviewer] == f->group[c->reviewer])
            flags |= VP_PAIR_BESIDE;
        origin[k] = by_group[i];
        f->pair[k] = (vp_flow_pair){c->reviewer, c->lot, s->top - c->fit, flags};
    }
    f->first = first;
    s->origin = origin;
    return VP_OK;
}

/* Just past the pairs of the same proposal and group as pair k. */
static size_t end_of_group(const vp_search *s, size_t k, size_t end)
{
    size_t from = k;
    while (k < end && vp_search_group(s, k) == vp_search_group(s, from))
        k++;
    return k;
}

static bool is_mixed(const vp_search *s, size_t from, size_t end)
{
    for (size_t k = from + 1; k < end; k++)
        if (vp_search_expert(s, k) != vp_search_expert(s, from))
            return true;
    return false;
}

/* Where some of a group know the field, all of it count at first: so it is a network, and promises too much. */
static void count_mixed(vp_search *s)
{
    vp_flow *f = &s->flow;
    for (size_t p = 0; p < f->nproposals; p++)
        for (size_t k = f->first[p], end; k < f->first[p + 1]; k = end) {
            end = end_of_group(s, k, f->first[p + 1]);
            if (!is_mixed(s, k, end))
                continue;
            s->mixed = true;
            for (size_t i = k; i < end; i++)
                f->pair[i].flags |= VP_PAIR_COUNTS;
        }
}

static vp_status prepare(vp_search *s)
{
    const vp_assign_problem *p = s->problem;
    vp_flow *f = &s->flow;
    size_t *place;
    *f = (vp_flow){.nproposals = p->nproposals, .nreviewers = p->nreviewers, .counting = p->experts, .least = p->least};
    VP_ALLOC(place, vp_arena_array(s->arena, p->nproposals + 1, sizeof *place), s->err);
    for (size_t i = 0; i < p->nproposals; i++)
        place[i + 1] = place[i] + p->wanted[i];
    f->place = place;
    VP_ALLOC(s->most, vp_arena_copy(s->arena, p->most, p->nreviewers, sizeof *p->most), s->err);
    f->most = s->most;
    VP_TRY(group(&f->group, &f->ngroups, s));
    VP_TRY(lay_out(s));
    count_mixed(s);
    VP_ALLOC(s->best, vp_arena_array(s->arena, place[p->nproposals], sizeof *s->best), s->err);
    VP_ALLOC(s->best_flags, vp_arena_array(s->arena, p->npairs, 1), s->err);
    s->left = p->effort ? p->effort : VP_ASSIGN_EFFORT / (p->npairs + 1) + 2;
    return vp_flow_prepare(f, s->arena, s->err);
}

/* ---- choices ---- */

static vp_worth worth_of(const vp_search *s)
{
    const vp_flow *f = &s->flow;
    vp_worth w = {0, 0};
    for (size_t i = 0; i < f->place[f->nproposals]; i++) {
        const vp_flow_pair *k = &f->pair[f->chosen[i]];
        w.kept += k->flags & VP_PAIR_KEPT;
        w.fit += s->top - k->gap;
    }
    return w;
}

static bool better(vp_worth a, vp_worth b)
{
    return a.kept != b.kept ? a.kept > b.kept : a.fit > b.fit;
}

static void keep(vp_search *s)
{
    vp_flow *f = &s->flow;
    s->found = true;
    s->worth = worth_of(s);
    memcpy(s->best, f->chosen, f->place[f->nproposals] * sizeof *s->best);
    for (size_t k = 0; k < f->first[f->nproposals]; k++)
        s->best_flags[k] = f->pair[k].flags;
}

static bool solve(vp_search *s)
{
    bool found;
    s->flows++;
    s->left -= s->left > 0;
    vp_tick(s->problem->progress, N_("assigning"), s->flows, 0);
    for (size_t p = 0; s->mixed && p < s->flow.nproposals; p++)
        if (!vp_flow_choose(&s->flow, p))
            return false;
    if (!s->started)
        vp_flow_start(&s->flow);
    s->started = true;
    vp_flow_solve(&s->flow, &found);
    return found;
}

/* Whether a proposal has as many experts as it must. */
static bool has_experts(const vp_search *s, size_t p)
{
    const vp_flow *f = &s->flow;
    uint32_t n = 0;
    for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
        n += vp_search_expert(s, f->chosen[i]);
    return n >= s->problem->experts[p];
}

/* ---- organisations of which some know the field and some do not ---- */

/* The first of a proposal's group; SIZE_MAX: it was promised an expert, and got none, in no group. */
static size_t broken_promise(const vp_search *s, size_t p)
{
    const vp_flow *f = &s->flow;
    size_t first = SIZE_MAX;
    for (size_t i = f->place[p]; i < f->place[p + 1]; i++) {
        size_t k = f->chosen[i];
        if (!(f->pair[k].flags & VP_PAIR_COUNTS) || vp_search_expert(s, k))
            continue;
        while (k > f->first[p] && vp_search_group(s, k - 1) == vp_search_group(s, k))
            k--;
        if (k < first)
            first = k;
    }
    return first;
}

/* Only those of the group who know the field, or only the others, who then do not count. */
static void narrow(vp_search *s, size_t from, size_t end, bool experts)
{
    for (size_t k = from; k < end; k++) {
        uint8_t *flags = &s->flow.pair[k].flags;
        if (vp_search_expert(s, k) != experts)
            *flags |= VP_PAIR_OFF;
        if (!experts)
            *flags &= (uint8_t)~VP_PAIR_COUNTS;
    }
}

/* Whether the others of the group are out. */
static bool narrowed(const vp_search *s, size_t from, size_t end)
{
    for (size_t k = from; k < end; k++)
        if (s->flow.pair[k].flags & VP_PAIR_OFF)
            return true;
    return false;
}

static void widen(vp_search *s, size_t from, size_t end)
{
    for (size_t k = from; k < end; k++)
        s->flow.pair[k].flags = (uint8_t)((s->flow.pair[k].flags & ~VP_PAIR_OFF) | VP_PAIR_COUNTS);
}

/* Of a proposal's groups where some know the field, the one where an expert is to be had at the lowest price; SIZE_MAX:
   none that is not settled yet. */
static size_t cheapest(const vp_search *s, size_t p, size_t *end)
{
    const vp_flow *f = &s->flow;
    size_t best = SIZE_MAX;
    vp_cost least = 0;
    for (size_t k = f->first[p], to; k < f->first[p + 1]; k = to) {
        to = end_of_group(s, k, f->first[p + 1]);
        if (!is_mixed(s, k, to) || !(f->pair[k].flags & VP_PAIR_COUNTS) || narrowed(s, k, to))
            continue;
        for (size_t i = k; i < to; i++) {
            vp_cost cost = vp_flow_cost(f, (uint32_t)i) + f->price[f->pair[i].reviewer];
            if (vp_search_expert(s, i) && (best == SIZE_MAX || cost < least)) {
                best = k;
                *end = to;
                least = cost;
            }
        }
    }
    return best;
}

/* A first choice that holds: a proposal that was promised too much takes experts alone of as many such groups as it
   needs experts, and those of others do not count. The present choice is a flow's; false: there is none left. */
static bool mend(vp_search *s)
{
    vp_flow *f = &s->flow;
    for (bool whole = false; !whole;) {
        whole = true;
        for (size_t p = 0; p < f->nproposals; p++) {
            if (has_experts(s, p))
                continue;
            size_t k, end = 0;
            whole = false;
            for (uint32_t n = 0; n < s->problem->experts[p] && (k = cheapest(s, p, &end)) != SIZE_MAX; n++)
                narrow(s, k, end, true);
            for (k = f->first[p]; k < f->first[p + 1]; k = end) {
                end = end_of_group(s, k, f->first[p + 1]);
                for (size_t i = k; i < end && is_mixed(s, k, end) && !narrowed(s, k, end); i++)
                    f->pair[i].flags &= (uint8_t)~VP_PAIR_COUNTS;
            }
        }
        if (!whole && !solve(s))
            return false;
    }
    return true;
}

/* Both ways to settle the first promise that is broken; what cannot be better than the best is left. */
static void branch(vp_search *s)
{
    const vp_flow *f = &s->flow;
    size_t p = 0;
    while (p < f->nproposals && has_experts(s, p))
        p++;
    if (p == f->nproposals) {
        keep(s);
        return;
    }
    size_t from = broken_promise(s, p), end = end_of_group(s, from, f->first[p + 1]);
    for (int experts = 1; experts >= 0; experts--) {
        if (s->left == 0)
            return;
        narrow(s, from, end, experts);
        if (solve(s) && (!s->found || better(worth_of(s), s->worth)))
            branch(s);
        widen(s, from, end);
    }
}

static void use_flags(vp_search *s)
{
    for (size_t k = 0; k < s->flow.first[s->flow.nproposals]; k++)
        s->flow.pair[k].flags = s->best_flags[k];
}

/* The present choice is that of the relaxed problem. */
static vp_status settle(vp_assignment *out, vp_search *s)
{
    vp_flow *f = &s->flow;
    size_t npairs = f->first[f->nproposals];
    uint8_t *flags;
    vp_worth bound = worth_of(s);
    bool whole = true;
    out->kept_bound = bound.kept;
    out->fit_bound = bound.fit;
    for (size_t p = 0; p < f->nproposals && whole; p++)
        whole = has_experts(s, p);
    out->proved = true;
    if (whole) {
        keep(s);
        return VP_OK;
    }
    VP_ALLOC(flags, vp_arena_array(s->arena, npairs, 1), s->err);
    for (size_t k = 0; k < npairs; k++)
        flags[k] = f->pair[k].flags;
    if (mend(s))
        keep(s);
    if (s->found && !better(bound, s->worth))
        return VP_OK;
    for (size_t k = 0; k < npairs; k++)
        f->pair[k].flags = flags[k];
    if (s->left > 0 && solve(s))
        branch(s);
    out->proved = s->left > 0;
    return VP_OK;
}

/* ---- loads that nobody has set ---- */

static bool solve_with(vp_search *s, uint32_t load)
{
    for (size_t r = 0; r < s->problem->nreviewers; r++)
        if (s->problem->most[r] == VP_EVEN_LOAD)
            s->most[r] = load > s->problem->least[r] ? load : s->problem->least[r];
    return solve(s);
}

/* The even share, and the least more with which there is a flow. */
static bool spread(vp_assignment *out, vp_search *s)
{
    const vp_assign_problem *p = s->problem;
    size_t places = s->flow.place[p->nproposals], even = 0;
    for (size_t r = 0; r < p->nreviewers; r++)
        even += p->most[r] == VP_EVEN_LOAD;
    if (even == 0 || places == 0)
        return solve_with(s, 0);
    size_t load = (places + p->nreviewers - 1) / p->nreviewers, fails = load - 1;
    bool works = solve_with(s, (uint32_t)load);
    while (!works) {
        if (load >= p->nproposals)
            return false;
        size_t more = 2 * (load - fails);
        fails = load;
        load = load + more < p->nproposals ? load + more : p->nproposals;
        works = solve_with(s, (uint32_t)load);
    }
    while (load - fails > 1) {
        size_t middle = fails + (load - fails) / 2;
        works = solve_with(s, (uint32_t)middle);
        if (works)
            load = middle;
        else
            fails = middle;
    }
    out->most_load = (uint32_t)load;
    return works || solve_with(s, (uint32_t)load);
}

/* ---- the worst off ---- */

static uint32_t worst_of(const vp_search *s, const uint32_t *chosen)
{
    const vp_flow *f = &s->flow;
    uint32_t worst = VP_FIT_MAX;
    for (size_t i = 0; i < f->place[f->nproposals]; i++) {
        const vp_flow_pair *k = &f->pair[chosen[i]];
        if (!(k->flags & VP_PAIR_KEPT) && s->top - k->gap < worst)
            worst = s->top - k->gap;
    }
    return worst;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The fits that there are above the present worst, each once. */
static vp_status thresholds(uint32_t **out, size_t *n, const vp_search *s, uint32_t worst)
{
    const vp_flow *f = &s->flow;
    size_t npairs = f->first[f->nproposals], count = 0;
    uint32_t *at;
    VP_ALLOC(at, vp_arena_array(s->arena, npairs, sizeof *at), s->err);
    for (size_t k = 0; k < npairs; k++) {
        uint32_t fit = s->top - f->pair[k].gap;
        if (fit > worst && (count == 0 || at[count - 1] != fit))
            at[count++] = fit;
    }
    if (count > 1)
        qsort(at, count, sizeof *at, by_number);
    *n = 0;
    for (size_t i = 0; i < count; i++)
        if (*n == 0 || at[*n - 1] != at[i])
            at[(*n)++] = at[i];
    *out = at;
    return VP_OK;
}

static void bar_below(vp_search *s, uint32_t threshold)
{
    for (size_t k = 0; k < s->flow.first[s->flow.nproposals]; k++) {
        vp_flow_pair *p = &s->flow.pair[k];
        p->flags &= (uint8_t)~VP_PAIR_LOW;
        if (!(p->flags & VP_PAIR_KEPT) && s->top - p->gap < threshold)
            p->flags |= VP_PAIR_LOW;
    }
}

/* Whether a choice of the same worth has no new pair below the threshold; if so it is the best now. */
static bool holds(vp_search *s, uint32_t threshold)
{
    bool enough = true;
    bar_below(s, threshold);
    for (size_t p = 0; p < s->flow.nproposals && enough; p++)
        enough = vp_flow_choose(&s->flow, p);
    if (!enough || !solve(s) || better(s->worth, worth_of(s)))
        return false;
    for (size_t p = 0; p < s->flow.nproposals; p++)
        if (!has_experts(s, p))
            return false;
    keep(s);
    return true;
}

static vp_status lift(vp_search *s)
{
    uint32_t *at = NULL;
    size_t n = 0, low = 0, high;
    use_flags(s);
    VP_TRY(thresholds(&at, &n, s, worst_of(s, s->best)));
    for (high = n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (holds(s, at[middle]))
            low = middle + 1;
        else
            high = middle;
    }
    return VP_OK;
}

/* ---- the whole ---- */

static vp_status tell(vp_assignment *out, const vp_search *s)
{
    const vp_flow *f = &s->flow;
    size_t n = f->place[f->nproposals];
    uint32_t *pair;
    VP_ALLOC(pair, vp_arena_array(s->arena, n, sizeof *pair), s->err);
    for (size_t i = 0; i < n; i++)
        pair[i] = s->origin[s->best[i]];
    if (n > 1)
        qsort(pair, n, sizeof *pair, by_number);
    out->pair = pair;
    out->n = n;
    out->kept = s->worth.kept;
    out->fit = s->worth.fit;
    out->worst = worst_of(s, s->best);
    if (out->proved) {
        out->kept_bound = out->kept;
        out->fit_bound = out->fit;
    }
    return VP_OK;
}

static vp_status none(vp_assignment *out, const vp_search *s, bool cut)
{
    vp_shortage *one;
    if (cut)
        VP_TRY(vp_shortage_of_cut(&out->shortages, &out->nshortages, s));
    if (out->nshortages == 0) {
        VP_ALLOC(one, vp_arena_alloc(s->arena, sizeof *one), s->err);
        one->kind = VP_SHORT_SEARCH;
        out->shortages = one;
        out->nshortages = 1;
    }
    return VP_INVALID;
}

vp_status vp_assign_pairs(vp_assignment **out, const vp_assign_problem *problem, vp_arena *arena, vp_err *err)
{
    vp_search s = {.problem = problem, .arena = arena, .err = err};
    VP_ALLOC(*out, vp_arena_alloc(arena, sizeof **out), err);
    VP_TRY(prepare(&s));
    VP_TRY(vp_shortage_of_each(&(*out)->shortages, &(*out)->nshortages, &s));
    if ((*out)->nshortages > 0)
        return VP_INVALID;
    bool found = spread(*out, &s);
    if (found)
        VP_TRY(settle(*out, &s));
    (*out)->flows = s.flows;
    if (!s.found)
        return none(*out, &s, !found);
    VP_TRY(lift(&s));
    (*out)->flows = s.flows;

    return tell(*out, &s);
}
