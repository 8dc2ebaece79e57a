/* Why there is no assignment, as proposals and reviewers that a person can look at. */
#include "inside.h"

/* ---- proposals that fail by themselves ---- */

typedef struct few { uint32_t all, experts; } few;

/* Organisations are counted once, and once more among the experts. */
static few candidates(const vp_search *s, size_t p)
{
    few n = {0, 0};
    for (size_t k = s->flow.first[p], end = s->flow.first[p + 1]; k < end;) {
        uint32_t group = vp_search_group(s, k);
        bool expert = false;
        for (; k < end && vp_search_group(s, k) == group; k++)
            expert |= vp_search_expert(s, k);
        n.all++;
        n.experts += expert;
    }
    return n;
}

vp_status vp_shortage_of_each(const vp_shortage **out, size_t *n, const vp_search *s)
{
    vp_shortage *all = NULL;
    size_t cap = 0;
    *n = 0;
    for (size_t p = 0; p < s->problem->nproposals; p++) {
        few have = candidates(s, p);
        uint32_t *id, wanted = s->problem->wanted[p], experts = s->problem->experts[p];
        bool short_of_all = have.all < wanted;
        if (!short_of_all && have.experts >= experts)
            continue;
        VP_TRY(vp_arena_grow(s->arena, &all, &cap, *n, *n + 1, sizeof *all, s->err));
        VP_ALLOC(id, vp_arena_alloc(s->arena, sizeof *id), s->err);
        *id = (uint32_t)p;
        all[(*n)++] = (vp_shortage){short_of_all ? VP_SHORT_CANDIDATES : VP_SHORT_EXPERTS, id, NULL, 1, 0,
                                    short_of_all ? wanted : experts, short_of_all ? have.all : have.experts};
    }
    *out = all;
    return VP_OK;
}

/* ---- the cut ---- */

/* Those who have too many can pass none on to anybody else: what their proposals need of them is too much. */
static void too_much(vp_shortage *to, const vp_search *s, uint32_t *proposals, uint32_t *reviewers)
{
    const vp_flow *f = &s->flow;
    to->kind = VP_SHORT_LOADS;
    for (size_t r = 0; r < f->nreviewers; r++)
        if (f->cut[r]) {
            reviewers[to->nreviewers++] = (uint32_t)r;
            to->have += s->most[r];
        }
    for (size_t p = 0; p < f->nproposals; p++) {
        uint64_t need = 0;
        for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
            need += f->cut[f->pair[f->chosen[i]].reviewer];
        to->need += need;
        if (need > 0)
            proposals[to->nproposals++] = (uint32_t)p;
    }
}

/* The sink is among them: everybody else is out of reach, and lacks proposals. */
static void too_little(vp_shortage *to, const vp_search *s, uint32_t *reviewers)
{
    const vp_flow *f = &s->flow;
    to->kind = VP_SHORT_LEAST;
    for (size_t r = 0; r < f->nreviewers; r++)
        if (!f->cut[r]) {
            reviewers[to->nreviewers++] = (uint32_t)r;
            to->need += f->least[r];
        }
    for (size_t i = 0; i < f->place[f->nproposals]; i++)
        to->have += !f->cut[f->pair[f->chosen[i]].reviewer];
}

vp_status vp_shortage_of_cut(const vp_shortage **out, size_t *n, const vp_search *s)
{
    const vp_flow *f = &s->flow;
    vp_shortage *one;
    uint32_t *proposals, *reviewers;
    VP_ALLOC(one, vp_arena_alloc(s->arena, sizeof *one), s->err);
    VP_ALLOC(proposals, vp_arena_array(s->arena, f->nproposals, sizeof *proposals), s->err);
    VP_ALLOC(reviewers, vp_arena_array(s->arena, f->nreviewers, sizeof *reviewers), s->err);
    one->proposals = proposals;
    one->reviewers = reviewers;
    if (f->cut[f->nreviewers])
        too_little(one, s, reviewers);
    else
        too_much(one, s, proposals, reviewers);
    *out = one;
    *n = 1;
    return VP_OK;
}
