/* Caps: each limit of the round, for each value of its `each`, as bounds on sums and counts of candidates; exclusive
   groups; and who is awarded only with whom. */
#include <string.h>
#include <vp/map.h>
#include "allocate.h"

/* The kinds of caps that one limit can set, in the order they are tried. */
enum { OF_AMOUNT, OF_SHARE, OF_COUNT, LEAST_AMOUNT, LEAST_COUNT, KINDS };

typedef struct maxima { int64_t bound[KINDS]; bool set[KINDS]; } maxima;

static vp_status maxima_of(maxima *m, const vp_problem_model *p, const vp_limit *l, vp_err *err)
{
    *m = (maxima){
        .bound = {[OF_AMOUNT] = l->max_amount, [OF_COUNT] = l->max_count, [LEAST_AMOUNT] = l->min_amount,
                  [LEAST_COUNT] = l->min_count},
        .set = {[OF_AMOUNT] = l->max_amount >= 0, [OF_SHARE] = l->max_share >= 0, [OF_COUNT] = l->max_count >= 0,
                [LEAST_AMOUNT] = l->min_amount >= 0, [LEAST_COUNT] = l->min_count >= 0},
    };
    if (m->set[OF_SHARE] && !vp_scale_floor(&m->bound[OF_SHARE], p->available, l->max_share, VP_MICRO, 1))
        return vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "limit '%s': max_share is too large", l->id);
    return VP_OK;
}

/* Caps of a limit for one value; *first is the index of the first, they follow each other. */
static vp_status add_caps(size_t *first, vp_problem_model *p, size_t *cap, size_t limit, const maxima *m,
                          const char *value, vp_arena *arena, vp_err *err)
{
    *first = p->ncaps;
    for (int kind = 0; kind < KINDS; kind++) {
        if (!m->set[kind])
            continue;
        VP_TRY(vp_arena_grow(arena, &p->caps, cap, p->ncaps, p->ncaps + 1, sizeof *p->caps, err));
        p->caps[p->ncaps++] = (vp_cap){.limit = limit, .id = p->round->allocation.limits[limit].id, .value = value,
                                       .counts = kind == OF_COUNT || kind == LEAST_COUNT,
                                       .least = kind == LEAST_AMOUNT || kind == LEAST_COUNT,
                                       .shares = kind == OF_SHARE, .bound = m->bound[kind]};
    }
    return VP_OK;
}

/* A limit over all candidates: first[candidate * nlimits + limit] is its first cap, SIZE_MAX where none is. */
static vp_status one_limit(vp_problem_model *p, size_t *cap, size_t limit, size_t *first, const vp_award *awards,
                           vp_arena *arena, vp_err *err)
{
    const vp_allocation *how = &p->round->allocation;
    const vp_limit *l = &how->limits[limit];
    maxima m;
    size_t shared = SIZE_MAX;
    VP_TRY(maxima_of(&m, p, l, err));
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(err);
    if (l->each < 0)
        VP_TRY(add_caps(&shared, p, cap, limit, &m, NULL, arena, err));
    for (size_t i = 0; i < p->n; i++) {
        const vp_proposal *proposal = awards[p->at[i].award].proposal;
        size_t *slot = &first[i * how->nlimits + limit];
        *slot = SIZE_MAX;
        if (!vp_filter_matches(&l->where, proposal))
            continue;
        if (l->each < 0) {
            *slot = shared;
            continue;
        }
        const char *value = proposal->value[l->each];
        if (*value == '\0')
            continue;
        bool fresh;
        uint64_t *known = vp_map_put(seen, value, strlen(value), &fresh);
        if (!known)
            return vp_nomem(err);
        if (fresh) {
            size_t at;
            VP_TRY(add_caps(&at, p, cap, limit, &m, value, arena, err));
            *known = at;
        }
        *slot = (size_t)*known;
    }
    return VP_OK;
}

static size_t kinds_of(const vp_limit *l)
{
    return (size_t)(l->max_amount >= 0) + (l->max_share >= 0) + (l->max_count >= 0) + (l->min_amount >= 0) +
           (l->min_count >= 0);
}

/* ---- single proposals ---- */

/* The candidate of that id; SIZE_MAX: ranked, and cannot be awarded. */
static vp_status candidate_of(size_t *out, const vp_problem_model *p, const vp_award *awards, const vp_ranking *ranking,
                              const char *id, size_t line, size_t col, vp_err *err)
{
    *out = SIZE_MAX;
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(awards[p->at[i].award].id, id) == 0) {
            *out = i;
            return VP_OK;
        }
    for (size_t i = 0; i < ranking->n; i++)
        if (strcmp(ranking->at[i].id, id) == 0)
            return VP_OK;
    vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = line, .col = col},
            "there is no proposal '%s' in the ranking", id);
    return vp_hint(err, "'exclusive', 'requires' and 'fixed' name proposals by their id");
}

/* member[group * n + candidate]: is it of the group. */
static vp_status exclusive_groups(vp_problem_model *p, size_t *cap, bool *member, const vp_award *awards,
                                  const vp_ranking *ranking, vp_arena *arena, vp_err *err)
{
    const vp_allocation *how = &p->round->allocation;
    for (size_t k = 0; k < how->nexclusive; k++) {
        const vp_exclusive *x = &how->exclusive[k];
        VP_TRY(vp_arena_grow(arena, &p->caps, cap, p->ncaps, p->ncaps + 1, sizeof *p->caps, err));
        p->caps[p->ncaps++] = (vp_cap){.limit = how->nlimits + k, .id = x->id, .counts = true, .bound = 1};
        for (size_t j = 0; j < x->of.n; j++) {
            size_t i;
            VP_TRY(candidate_of(&i, p, awards, ranking, x->of.at[j], x->line, x->col, err));
            if (i != SIZE_MAX)
                member[k * p->n + i] = true;
        }
    }
    return VP_OK;
}

static vp_status requirements(vp_problem_model *p, const vp_award *awards, const vp_ranking *ranking, vp_arena *arena,
                              vp_err *err)
{
    const vp_allocation *how = &p->round->allocation;
    size_t cap = 0;
    for (size_t k = 0; k < how->nrequirements; k++) {
        const vp_requirement *r = &how->requirements[k];
        size_t one, other;
        VP_TRY(candidate_of(&one, p, awards, ranking, r->id, r->line, r->col, err));
        for (size_t j = 0; j < r->with.n; j++) {
            VP_TRY(candidate_of(&other, p, awards, ranking, r->with.at[j], r->line, r->col, err));
            if (one == SIZE_MAX || one == other)
                continue;
            VP_TRY(vp_arena_grow(arena, &p->needs, &cap, p->nneeds, p->nneeds + 1, sizeof *p->needs, err));
            p->needs[p->nneeds++] = (vp_need){one, other, r};
        }
    }
    return VP_OK;
}

vp_status vp_model_limits(vp_problem_model *p, const vp_award *awards, const vp_ranking *ranking, vp_arena *arena,
                          vp_err *err)
{
    bool *member;
    size_t members, group0;
    for (size_t k = 0; k < p->round->allocation.nfixed; k++) {
        const vp_fixed *f = &p->round->allocation.fixed[k];
        VP_TRY(candidate_of(&members, p, awards, ranking, f->id, f->line, f->col, err));
    }

    const vp_allocation *how = &p->round->allocation;
    size_t *first, *rows, cap = 0, total = 0, cells;
    if (__builtin_mul_overflow(p->n, how->nlimits, &cells))
        return vp_nomem(err);
    VP_ALLOC(first, vp_arena_array(arena, cells, sizeof *first), err);
    for (size_t i = 0; i < how->nlimits; i++)
        VP_TRY(one_limit(p, &cap, i, first, awards, arena, err));
    group0 = p->ncaps;
    if (__builtin_mul_overflow(p->n, how->nexclusive, &members))
        return vp_nomem(err);
    VP_ALLOC(member, vp_arena_array(arena, members, sizeof *member), err);
    VP_TRY(exclusive_groups(p, &cap, member, awards, ranking, arena, err));
    VP_TRY(requirements(p, awards, ranking, arena, err));
    for (size_t i = 0; i < members; i++)
        total += member[i];
    for (size_t i = 0; i < cells; i++)
        total += first[i] == SIZE_MAX ? 0 : kinds_of(&how->limits[i % how->nlimits]);
    VP_ALLOC(rows, vp_arena_array(arena, total, sizeof *rows), err);
    p->row_of = rows;
    size_t at = 0;
    for (size_t i = 0; i < p->n; i++) {
        p->at[i].row0 = at;
        for (size_t l = 0; l < how->nlimits; l++) {
            size_t cell = first[i * how->nlimits + l];
            for (size_t k = 0; cell != SIZE_MAX && k < kinds_of(&how->limits[l]); k++)
                rows[at++] = cell + k;
        }
        for (size_t k = 0; k < how->nexclusive; k++)
            if (member[k * p->n + i])
                rows[at++] = group0 + k;
        p->at[i].nrows = at - p->at[i].row0;
    }
    return VP_OK;
}

bool vp_caps_fit(const vp_problem_model *p, const vp_candidate *c, long *cap)
{
    for (size_t i = 0; i < c->nrows; i++) {
        const vp_cap *k = &p->caps[p->row_of[c->row0 + i]];
        if (!k->least && (k->counts ? 1 : c->amount) > k->bound - k->used) {
            *cap = (long)p->row_of[c->row0 + i];
            return false;
        }
    }
    return true;
}

void vp_caps_take(const vp_problem_model *p, const vp_candidate *c)
{
    for (size_t i = 0; i < c->nrows; i++) {
        vp_cap *k = &p->caps[p->row_of[c->row0 + i]];
        k->used += k->counts ? 1 : c->amount;
    }
}
