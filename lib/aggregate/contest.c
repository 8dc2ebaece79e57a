/* From reviews to columns of marks: proposals and reviewers become indices, marks that do not count are left out. */
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include "contest.h"

typedef struct entry { size_t proposal, reviewer; const vp_review *review; } entry;

vp_status vp_contest_field(size_t *field, const vp_contest *c, const char *name, const char *what, vp_err *err)
{
    vp_where at = {.file = c->rubric->file, .field = what};
    long i = c->round ? vp_round_field(c->round, name) : -1;
    if (i < 0) {
        vp_fail(err, VP_CORRUPT, at, "'%s' reads the field '%s', which the round does not have", what, name);
        return vp_hint(err, "add the field to \"fields\" in round.json, or correct rubric.json");
    }
    if (c->round->fields[i].secret) {
        vp_fail(err, VP_CORRUPT, at, "'%s' reads the field '%s', which is private", what, name);
        return vp_hint(err, "a ranking that others can check rests on public fields only");
    }
    *field = (size_t)i;
    return VP_OK;
}

/* The different ids of all reviews, sorted. */
static vp_status ids_of_reviews(vp_contest *c, const vp_reviews *reviews, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(err);
    VP_ALLOC(c->id, vp_arena_array(arena, reviews->n, sizeof *c->id), err);
    for (size_t i = 0; i < reviews->n; i++) {
        bool fresh;
        const char *id = reviews->at[i].proposal;
        if (!vp_map_put(seen, id, strlen(id), &fresh))
            return vp_nomem(err);
        if (fresh)
            c->id[c->n++] = id;
    }
    vp_sort_texts(c->id, c->n);
    return VP_OK;
}

static vp_status ids_of_proposals(vp_contest *c, const vp_proposals *proposals, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(c->id, vp_arena_array(arena, proposals->n, sizeof *c->id), err);
    for (size_t i = 0; i < proposals->n; i++)
        c->id[i] = proposals->at[i].value[VP_ID];
    c->n = proposals->n;
    c->proposals = proposals->at;
    return VP_OK;
}

/* Numbers for texts; only their order among equals matters, and sorting settles that. */
static vp_status number(vp_map *map, const char *text, size_t *out, vp_err *err)
{
    bool fresh;
    uint64_t *slot = vp_map_put(map, text, strlen(text), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (fresh)
        *slot = vp_map_count(map) - 1;
    *out = (size_t)*slot;
    return VP_OK;
}

static int by_proposal(const void *x, const void *y)
{
    const entry *a = x, *b = y;
    if (a->proposal != b->proposal)
        return a->proposal < b->proposal ? -1 : 1;
    int order = a->reviewer == b->reviewer ? 0 : strcmp(a->review->reviewer, b->review->reviewer);
    return order;
}

static vp_status add_up(vp_micro *sum, const vp_stage *stage, const vp_review *r, vp_err *err)
{
    if (vp_stage_sum(sum, stage, r->mark) && *sum >= 0)
        return VP_OK;
    return vp_fail(err, VP_INVALID, (vp_where){.file = r->file, .row = r->line},
                   "the marks that '%s' gave '%s' are missing or too large to add up", r->reviewer, r->proposal);
}

vp_status vp_heat_criterion(vp_marks *out, const vp_heat *h, size_t criterion, vp_arena *arena, vp_err *err)
{
    size_t *proposal, *reviewer;
    vp_micro *mark;
    VP_ALLOC(proposal, vp_arena_array(arena, h->marks.n, sizeof *proposal), err);
    VP_ALLOC(reviewer, vp_arena_array(arena, h->marks.n, sizeof *reviewer), err);
    VP_ALLOC(mark, vp_arena_array(arena, h->marks.n, sizeof *mark), err);
    *out = h->marks;
    out->n = 0;
    for (size_t i = 0; i < h->marks.n; i++) {
        if (h->review[i]->mark[criterion] < 0)
            continue;
        proposal[out->n] = h->marks.proposal[i];
        reviewer[out->n] = h->marks.reviewer[i];
        mark[out->n++] = h->review[i]->mark[criterion];
    }
    out->proposal = proposal;
    out->reviewer = reviewer;
    out->sum = mark;
    return VP_OK;
}

/* Scores are rounded where the stage says so, and where they are not the next step has to do with the fractions. */
static vp_status finish(vp_heat *h, const vp_contest *c, const vp_stage *stage, vp_err *err)
{
    for (size_t p = 0; p < c->n; p++) {
        vp_ratio *r = &h->score[p];
        vp_micro rounded;
        h->used |= r->den > 0;
        if (r->den == 0 || stage->round_score == 0)
            continue;
        if (!vp_round_half_up(&rounded, r->num, r->den, stage->round_score))
            return vp_fail(err, VP_INVALID, VP_AT_FILE(c->rubric->file),
                           "the score of '%s' is too large to be worked out exactly", c->id[p]);
        *r = (vp_ratio){rounded, 1};
    }
    return VP_OK;
}

static vp_status fill(vp_heat *h, const vp_contest *c, const vp_stage *stage, const entry *all, size_t n,
                      size_t reviewers, vp_arena *arena, vp_err *err)
{
    size_t *proposal, *reviewer;
    vp_micro *sum;
    VP_ALLOC(proposal, vp_arena_array(arena, n, sizeof *proposal), err);
    VP_ALLOC(reviewer, vp_arena_array(arena, n, sizeof *reviewer), err);
    VP_ALLOC(sum, vp_arena_array(arena, n, sizeof *sum), err);
    VP_ALLOC(h->review, vp_arena_array(arena, n, sizeof *h->review), err);
    for (size_t i = 0; i < n; i++) {
        proposal[i] = all[i].proposal;
        reviewer[i] = all[i].reviewer;
        h->review[i] = all[i].review;
        if (i > 0 && by_proposal(&all[i - 1], &all[i]) == 0)
            return vp_fail(err, VP_INVALID, (vp_where){.file = all[i].review->file, .row = all[i].review->line},
                           "'%s' has marked '%s' twice in stage '%s'", all[i].review->reviewer,
                           all[i].review->proposal, stage->id);
        VP_TRY(add_up(&sum[i], stage, all[i].review, err));
    }
    h->marks = (vp_marks){n, c->n, reviewers, proposal, reviewer, sum, stage->max};
    VP_ALLOC(h->score, vp_arena_array(arena, c->n, sizeof *h->score), err);
    h->outcome.score = h->score;
    return vp_method_run(&h->outcome, &h->method, &h->marks, arena, err);
}

/* Reviewers are numbered in the order of their names, so that sums of real numbers do not depend on who came first. */
static vp_status number_reviewers(vp_map *map, const vp_reviews *reviews, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    const char **name;
    size_t n = 0, same;
    if (!seen)
        return vp_nomem(err);
    VP_ALLOC(name, vp_arena_array(arena, reviews->n, sizeof *name), err);
    for (size_t i = 0; i < reviews->n; i++) {
        VP_TRY(number(seen, reviews->at[i].reviewer, &same, err));
        if (same == n)
            name[n++] = reviews->at[i].reviewer;
    }
    vp_sort_texts(name, n);
    for (size_t i = 0; i < n; i++)
        VP_TRY(number(map, name[i], &same, err));
    return VP_OK;
}

/* Reviews that count, by stage; each stage's are sorted by proposal and reviewer and become its heat. */
static vp_status sort_in(vp_contest *c, const vp_reviews *reviews, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) proposals = vp_map_new();
    VP_AUTO(vp_map) reviewers = vp_map_new();
    if (!proposals || !reviewers)
        return vp_nomem(err);
    for (size_t i = 0; i < c->n; i++) {
        size_t same;
        VP_TRY(number(proposals, c->id[i], &same, err));
        if (same != i)
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "the proposal '%s' is there twice", c->id[i]);
    }
    VP_TRY(number_reviewers(reviewers, reviews, arena, err));
    entry *all;
    size_t *start, n = 0;
    VP_ALLOC(all, vp_arena_array(arena, reviews->n, sizeof *all), err);
    VP_ALLOC(start, vp_arena_array(arena, c->rubric->nstages + 1, sizeof *start), err);
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        for (size_t i = 0; i < reviews->n; i++) {
            const vp_review *r = &reviews->at[i];
            if (r->stage != s || r->conflict)
                continue;
            const uint64_t *p = vp_map_get(proposals, r->proposal, strlen(r->proposal));
            if (!p)
                continue;
            all[n] = (entry){.proposal = (size_t)*p, .review = r};
            VP_TRY(number(reviewers, r->reviewer, &all[n++].reviewer, err));
        }
        start[s + 1] = n;
    }
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        const vp_stage *stage = &c->rubric->stages[s];
        size_t count = start[s + 1] - start[s];
        if (count > 1)
            qsort(all + start[s], count, sizeof *all, by_proposal);
        VP_TRY(fill(&c->heats[s], c, stage, all + start[s], count, vp_map_count(reviewers), arena, err));
        if (stage->from)
            VP_TRY(vp_contest_source(&c->heats[s].score, c, stage->from, stage->id, arena, err));
        VP_TRY(finish(&c->heats[s], c, stage, err));
    }
    return VP_OK;
}

static vp_status choose(vp_contest *c, const char *method, vp_err *err)
{
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        const char *name = method ? method : c->rubric->stages[s].aggregate;
        if (!vp_method_parse(&c->heats[s].method, name))
            return vp_fail(err, method ? VP_USAGE : VP_CORRUPT, method ? VP_NOWHERE : VP_AT_FILE(c->rubric->file),
                           "there is no method '%s' of aggregation", name);
    }
    return VP_OK;
}

vp_status vp_contest_new(vp_contest **out, const vp_rubric *rubric, const vp_round *round,
                         const vp_proposals *proposals, const vp_reviews *reviews, const char *method,
                         vp_arena *arena, vp_err *err)
{
    vp_contest *c;
    VP_ALLOC(c, vp_arena_alloc(arena, sizeof *c), err);
    VP_ALLOC(c->heats, vp_arena_array(arena, rubric->nstages, sizeof *c->heats), err);
    c->rubric = rubric;
    c->round = round;
    VP_TRY(choose(c, method, err));
    VP_TRY(proposals ? ids_of_proposals(c, proposals, arena, err) : ids_of_reviews(c, reviews, arena, err));
    VP_TRY(sort_in(c, reviews, arena, err));
    *out = c;
    return VP_OK;
}
