/* Who pays what: several funds may pay one award, and an award already decided may be moved to other funds to make
   room for the next. That is a maximum flow from awards to funds; awards that the same funds may pay without a bound
   for one award are one group, so the network stays as small as the number of different fund lists. */
#include <string.h>
#include "allocate.h"

typedef struct group {
    const vp_payers *to;
    vp_money *flow;      /* what each of to->fund pays of the group */
    vp_money bound;      /* of one award: its amount; -1: a group of awards, no bound */
    const vp_proposal *proposal; /* of one award */
} group;

typedef struct users { size_t *at; size_t n, cap; } users; /* groups that a fund may pay */

struct vp_purse {
    const vp_problem_model *p;
    vp_arena *arena;
    vp_money *left;      /* of each fund */
    group *groups;
    size_t ngroups, cap; /* the last is an award that stands alone while it is settled; no fund knows it */
    size_t *group_of;    /* of each payers: its shared group, or SIZE_MAX where awards are single */
    bool *single;        /* of each payers: some fund bounds what it pays of one award */
    users *users;        /* of each fund */
    size_t *mine;        /* of each candidate: its group */
    bool *paid;          /* of each candidate */
    /* search */
    size_t *queue, *via_fund, *via_group; /* of each fund: how it was reached */
    bool *seen_fund;
    size_t *seen_group, search; /* of each group: the search that met it last */
};

static vp_status group_new(size_t *out, vp_purse *u, const vp_payers *to, vp_money bound, const vp_proposal *single,
                           vp_err *err)
{
    group g = {.to = to, .bound = bound, .proposal = single};
    VP_ALLOC(g.flow, vp_arena_array(u->arena, to->n, sizeof *g.flow), err);
    for (size_t i = 0; i < to->n; i++) {
        users *f = &u->users[to->fund[i]];
        VP_TRY(vp_arena_grow(u->arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
        f->at[f->n++] = u->ngroups;
    }
    VP_TRY(vp_arena_grow(u->arena, &u->groups, &u->cap, u->ngroups, u->ngroups + 1, sizeof *u->groups, err));
    *out = u->ngroups;
    u->groups[u->ngroups++] = g;
    return VP_OK;
}

/* Every candidate has its group beforehand, so that paying needs no memory. */
static vp_status group_all(vp_purse *u, vp_err *err)
{
    const vp_problem_model *p = u->p;
    for (size_t k = 0; k < p->npayers; k++) {
        u->group_of[k] = SIZE_MAX;
        for (size_t i = 0; i < p->payers[k].n; i++) {
            const vp_fund *f = &p->round->funds[p->payers[k].fund[i]];
            u->single[k] = u->single[k] || f->max_per_award >= 0 || f->max_share >= 0;
        }
    }
    for (size_t i = 0; i < p->n; i++) {
        size_t k = p->at[i].payers;
        if (u->single[k])
            VP_TRY(group_new(&u->mine[i], u, &p->payers[k], p->at[i].amount, p->at[i].proposal, err));
        else if (u->group_of[k] == SIZE_MAX)
            VP_TRY(group_new(&u->group_of[k], u, &p->payers[k], -1, NULL, err));
        if (!u->single[k])
            u->mine[i] = u->group_of[k];
    }
    VP_TRY(vp_arena_grow(u->arena, &u->groups, &u->cap, u->ngroups, u->ngroups + 1, sizeof *u->groups, err));
    u->ngroups++;
    return VP_OK;
}

vp_status vp_purse_new(vp_purse **out, const vp_problem_model *p, vp_arena *arena, vp_err *err)
{
    vp_purse *u;
    size_t funds = p->round->nfunds;
    VP_ALLOC(u, vp_arena_alloc(arena, sizeof *u), err);
    u->p = p;
    u->arena = arena;
    VP_ALLOC(u->left, vp_arena_array(arena, funds, sizeof *u->left), err);
    VP_ALLOC(u->users, vp_arena_array(arena, funds, sizeof *u->users), err);
    VP_ALLOC(u->queue, vp_arena_array(arena, funds, sizeof *u->queue), err);
    VP_ALLOC(u->via_fund, vp_arena_array(arena, funds, sizeof *u->via_fund), err);
    VP_ALLOC(u->via_group, vp_arena_array(arena, funds, sizeof *u->via_group), err);
    VP_ALLOC(u->seen_fund, vp_arena_array(arena, funds, sizeof *u->seen_fund), err);
    VP_ALLOC(u->group_of, vp_arena_array(arena, p->npayers, sizeof *u->group_of), err);
    VP_ALLOC(u->single, vp_arena_array(arena, p->npayers, sizeof *u->single), err);
    VP_ALLOC(u->mine, vp_arena_array(arena, p->n, sizeof *u->mine), err);
    VP_ALLOC(u->paid, vp_arena_array(arena, p->n, sizeof *u->paid), err);
    for (size_t f = 0; f < funds; f++)
        u->left[f] = p->round->funds[f].amount;
    VP_TRY(group_all(u, err));
    VP_ALLOC(u->seen_group, vp_arena_array(arena, u->ngroups, sizeof *u->seen_group), err);
    *out = u;
    return VP_OK;
}

/* How much more the i-th fund of a group may pay it. */
static vp_money room(const vp_purse *u, const group *g, size_t i)
{
    if (g->bound < 0)
        return INT64_MAX;
    vp_money most = vp_fund_most(&u->p->round->funds[g->to->fund[i]], g->proposal);
    return (most >= 0 && most < g->bound ? most : g->bound) - g->flow[i];
}

static size_t index_in(const vp_payers *to, size_t fund)
{
    size_t i = 0;
    while (to->fund[i] != fund)
        i++;
    return i;
}

/* Breadth first from a group's funds [from, to): the nearest fund with money left, or SIZE_MAX. */
static size_t find(vp_purse *u, const group *g, size_t from, size_t to)
{
    size_t head = 0, tail = 0;
    memset(u->seen_fund, 0, u->p->round->nfunds * sizeof *u->seen_fund);
    u->seen_group[g - u->groups] = ++u->search;
    for (size_t i = from; i < to; i++)
        if (room(u, g, i) > 0) {
            u->queue[tail++] = g->to->fund[i];
            u->seen_fund[g->to->fund[i]] = true;
            u->via_fund[g->to->fund[i]] = SIZE_MAX;
        }
    while (head < tail) {
        size_t f = u->queue[head++];
        if (u->left[f] > 0)
            return f;
        for (size_t k = 0; k < u->users[f].n; k++) {
            size_t at = u->users[f].at[k];
            const group *other = &u->groups[at];
            if (u->seen_group[at] == u->search || other->flow[index_in(other->to, f)] == 0)
                continue;
            u->seen_group[at] = u->search;
            for (size_t i = 0; i < other->to->n; i++) {
                size_t next = other->to->fund[i];
                if (u->seen_fund[next] || room(u, other, i) <= 0)
                    continue;
                u->seen_fund[next] = true;
                u->via_fund[next] = f;
                u->via_group[next] = at;
                u->queue[tail++] = next;
            }
        }
    }
    return SIZE_MAX;
}

static vp_money least(vp_money a, vp_money b)
{
    return a < b ? a : b;
}

/* Put up to `need` more on a group through its funds [from, to). Returns what found no place. */
static vp_money push(vp_purse *u, group *g, size_t from, size_t to, vp_money need)
{
    while (need > 0) {
        size_t end = find(u, g, from, to);
        if (end == SIZE_MAX)
            break;
        vp_money by = least(need, u->left[end]);
        size_t f = end;
        for (; u->via_fund[f] != SIZE_MAX; f = u->via_fund[f]) {
            const group *other = &u->groups[u->via_group[f]];
            by = least(by, room(u, other, index_in(other->to, f)));
            by = least(by, other->flow[index_in(other->to, u->via_fund[f])]);
        }
        by = least(by, room(u, g, index_in(g->to, f)));
        u->left[end] -= by;
        for (f = end; u->via_fund[f] != SIZE_MAX; f = u->via_fund[f]) {
            group *other = &u->groups[u->via_group[f]];
            other->flow[index_in(other->to, f)] += by;
            other->flow[index_in(other->to, u->via_fund[f])] -= by;
        }
        g->flow[index_in(g->to, f)] += by;
        need -= by;
    }
    return need;
}

/* Take `sum` off a group, from its first funds first; taken[] (may be NULL) gets what each paid. */
static void pull(vp_purse *u, group *g, vp_money sum, vp_money *taken)
{
    for (size_t i = 0; i < g->to->n; i++) {
        vp_money by = least(sum, g->flow[i]);
        g->flow[i] -= by;
        u->left[g->to->fund[i]] += by;
        sum -= by;
        if (taken)
            taken[i] = by;
    }
}

bool vp_purse_pay(vp_purse *u, size_t candidate, vp_money *left)
{
    group *g = &u->groups[u->mine[candidate]];
    vp_money amount = u->p->at[candidate].amount, unpaid = push(u, g, 0, g->to->n, amount);
    *left = amount - unpaid;
    if (unpaid == 0) {
        u->paid[candidate] = true;
        return true;
    }
    pull(u, g, amount - unpaid, NULL);
    return false;
}

/* Settle the award that stands alone: its funds in their order take as much as leaves the others payable. */
static void settle(vp_purse *u, group *h)
{
    for (size_t i = 0; i < h->to->n; i++) {
        vp_money loose = 0;
        for (size_t k = i + 1; k < h->to->n; k++) {
            loose += h->flow[k];
            u->left[h->to->fund[k]] += h->flow[k];
            h->flow[k] = 0;
        }
        loose = push(u, h, i, i + 1, loose);
        push(u, h, i + 1, h->to->n, loose);
    }
}

vp_status vp_purse_split(vp_purse *u, vp_money *paid, vp_err *err)
{
    const vp_problem_model *p = u->p;
    size_t funds = p->round->nfunds;
    vp_money *flow;
    group *h = &u->groups[u->ngroups - 1];
    VP_ALLOC(flow, vp_arena_array(u->arena, funds, sizeof *flow), err);
    for (size_t c = 0; c < p->n; c++) {
        if (!u->paid[c])
            continue;
        group *g = &u->groups[u->mine[c]];
        *h = (group){.to = g->to, .flow = flow, .bound = p->at[c].amount, .proposal = p->at[c].proposal};
        pull(u, g, h->bound, h->flow);
        for (size_t i = 0; i < h->to->n; i++)
            u->left[h->to->fund[i]] -= h->flow[i];
        settle(u, h);
        for (size_t i = 0; i < h->to->n; i++)
            paid[c * funds + h->to->fund[i]] = h->flow[i];
    }
    return VP_OK;
}
