/* Properties of ranking on random panels, and every score against a slow rational reference.
   prop_score [SEED [PANELS]]: the seed of a failure is printed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/score.h>

enum { STAGES = 3, PROPOSALS = 12, REVIEWERS = 7, MOST = STAGES * PROPOSALS * REVIEWERS, POINT = VP_MICRO };

static uint64_t seed = 1, rng;
static unsigned long panel_number;

static uint64_t next(void)
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int64_t upto(int64_t n) /* 0 … n-1 */
{
    return (int64_t)(next() % (uint64_t)n);
}

__attribute__((noreturn)) static void fail(const char *what, const char *about)
{
    printf("not ok 1 - %s: %s (seed %" PRIu64 ", panel %lu)\n1..1\n", what, about, seed, panel_number);
    exit(1);
}

/* ---- a random panel ---- */

typedef struct panel {
    vp_criterion criterion[STAGES][2];
    vp_stage stage[STAGES];
    vp_rubric rubric;
    vp_tie tie[2];
    vp_micro mark[MOST][2];
    vp_review review[MOST];
    vp_reviews reviews;
    bool plain; /* no weights, no n/a, no rounding between */
} panel;

static const char *const methods[] = {"mean", "median", "trimmed-mean"};
static const char *const stage_ids[STAGES] = {"s0", "s1", "s2"};
static const char *const criteria[STAGES][2] = {{"a0", "b0"}, {"a1", "b1"}, {"a2", "b2"}};
static const char *const proposals[PROPOSALS] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"};
static const char *const reviewers[REVIEWERS] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6"};

static void random_panel(panel *p)
{
    size_t nstages = 1 + (size_t)upto(STAGES), nproposals = 1 + (size_t)upto(PROPOSALS);
    int64_t grain = upto(3) == 0 ? 1 : upto(2) ? POINT / 4 : 2 * POINT, density = 2 + upto(4);
    *p = (panel){.rubric = {.id = "r", .title = "R", .stages = p->stage, .nstages = nstages, .ties = p->tie, .nties = 2,
                            .range_over = -1, .file = "rubric.json"}};
    p->rubric.step = (const vp_micro[]){1, 10000, 250000, POINT, 3}[upto(5)];
    p->tie[0] = (vp_tie){VP_TIE_CRITERION, "tie", (size_t)upto((int64_t)nstages), (size_t)upto(2), NULL, false};
    p->tie[1] = (vp_tie){.kind = VP_TIE_ID, .text = "id"};
    for (size_t s = 0; s < nstages; s++) {
        for (size_t k = 0; k < 2; k++)
            p->criterion[s][k] = (vp_criterion){.id = criteria[s][k], .title = "", .max = 50 * POINT, .next = k + 1};
        p->stage[s] = (vp_stage){.id = stage_ids[s], .title = "", .weight = 1 + upto(VP_MICRO),
                                 .aggregate = methods[upto(3)], .pass_mark = upto(4) ? -1 : 40 * POINT,
                                 .max = 100 * POINT, .criteria = p->criterion[s], .ncriteria = 2};
    }
    p->plain = upto(2);
    for (size_t s = 0; s < nstages && !p->plain; s++) {
        p->stage[s].round_sum = (const vp_micro[]){0, 10000, POINT}[upto(3)];
        p->stage[s].round_score = (const vp_micro[]){0, 10000, POINT / 2}[upto(3)];
        for (size_t k = 0; k < 2; k++) {
            p->criterion[s][k].num = 1 + upto(9);
            p->criterion[s][k].den = 1 + upto(9);
            p->criterion[s][k].veto = upto(3) ? 0 : upto(10 * POINT);
            p->criterion[s][k].veto_mean = upto(2);
        }
    }
    p->reviews.at = p->review;
    for (size_t s = 0; s < nstages; s++)
        for (size_t i = 0; i < nproposals; i++)
            for (size_t r = 0; r < REVIEWERS; r++) {
                size_t n = p->reviews.n;
                if (upto(density) == 0)
                    continue;
                for (size_t k = 0; k < 2; k++)
                    p->mark[n][k] = upto(50 * POINT / grain + 1) * grain;
                if (!p->plain && upto(8) == 0)
                    p->mark[n][upto(2)] = VP_NA;
                p->review[n] = (vp_review){.reviewer = reviewers[r], .proposal = proposals[i], .stage = s,
                                            .mark = p->mark[n], .conflict = upto(10) == 0, .comment = "",
                                            .file = "s.csv", .line = n};
                p->reviews.n++;
            }
}

static vp_ranking *ranked(const panel *p, vp_arena *arena)
{
    vp_ranking *r;
    vp_err err = {0};
    if (vp_rank(&r, &p->rubric, NULL, NULL, &p->reviews, NULL, arena, &err) != VP_OK)
        fail("the panel is ranked", err.msg);
    return r;
}

/* ---- the reference: fractions over a product of denominators, everything looked up again and again ---- */

typedef struct fraction { vp_wide num, den; } fraction; /* den 0: none */

static vp_micro to_step(vp_wide num, vp_wide den, vp_wide step)
{
    vp_wide steps = num / (den * step), rest = num - steps * den * step;
    return (vp_micro)((steps + (2 * rest >= den * step)) * step);
}

/* What a reviewer's two marks come to: both worths over the product of the denominators. */
static vp_micro sum_of(const panel *p, size_t s, const vp_micro *mark)
{
    const vp_criterion *c = p->criterion[s];
    vp_wide got = 0, could = 0;
    if (p->plain)
        return mark[0] + mark[1];
    for (size_t k = 0; k < 2; k++) {
        got += mark[k] == VP_NA ? 0 : mark[k] * (vp_wide)c[k].num * c[1 - k].den;
        could += mark[k] == VP_NA ? 0 : c[k].max * (vp_wide)c[k].num * c[1 - k].den;
    }
    return to_step(got * p->stage[s].max, could, p->stage[s].round_sum > 0 ? p->stage[s].round_sum : 1);
}

/* Of one proposal in one stage; k 2 is what both criteria come to. */
static fraction aggregate(const panel *p, size_t s, const char *id, size_t k)
{
    vp_micro v[REVIEWERS];
    int n = 0;
    for (size_t i = 0; i < p->reviews.n; i++) {
        const vp_review *r = &p->reviews.at[i];
        if (r->stage == s && !r->conflict && strcmp(r->proposal, id) == 0 && (k == 2 || r->mark[k] != VP_NA))
            v[n++] = k == 2 ? sum_of(p, s, r->mark) : r->mark[k];
    }
    for (int i = 0; i < n; i++) /* the slowest sort there is */
        for (int j = 0; j + 1 < n; j++)
            if (v[j] > v[j + 1]) {
                vp_micro swap = v[j];
                v[j] = v[j + 1];
                v[j + 1] = swap;
            }
    int from = 0, to = n;
    const char *method = p->stage[s].aggregate;
    if (strcmp(method, "median") == 0 && n > 0) {
        from = (n - 1) / 2;
        to = n / 2 + 1;
    } else if (strcmp(method, "trimmed-mean") == 0 && n >= 3) {
        from = 1;
        to = n - 1;
    }
    fraction f = {0, to - from};
    for (int i = from; i < to; i++)
        f.num += v[i];
    vp_micro step = k == 2 ? p->stage[s].round_score : 0;
    return step > 0 && f.den > 0 ? (fraction){to_step(f.num, f.den, step), 1} : f;
}

static bool vetoed(const panel *p, size_t s, const char *id)
{
    bool out = false;
    for (size_t k = 0; k < 2; k++) {
        const vp_criterion *c = &p->criterion[s][k];
        vp_wide total = 0, n = 0;
        for (size_t i = 0; i < p->reviews.n; i++) {
            const vp_review *r = &p->reviews.at[i];
            if (r->stage != s || r->conflict || strcmp(r->proposal, id) != 0 || r->mark[k] == VP_NA)
                continue;
            out |= !c->veto_mean && r->mark[k] < c->veto;
            total += r->mark[k];
            n++;
        }
        out |= c->veto_mean && n > 0 && total < c->veto * n;
    }
    return out;
}

static bool stage_used(const panel *p, size_t s)
{
    for (size_t i = 0; i < p->reviews.n; i++)
        if (p->reviews.at[i].stage == s && !p->reviews.at[i].conflict)
            return true;
    return false;
}

static vp_micro reference_score(const panel *p, const char *id)
{
    vp_wide num = 0, den = 0, dens = 1;
    fraction f[STAGES];
    for (size_t s = 0; s < p->rubric.nstages; s++) {
        f[s] = aggregate(p, s, id, 2);
        if (f[s].den > 0) {
            dens *= f[s].den;
            den += p->stage[s].weight;
        }
    }
    for (size_t s = 0; s < p->rubric.nstages; s++)
        if (f[s].den > 0)
            num += (vp_wide)p->stage[s].weight * f[s].num * (dens / f[s].den);
    return to_step(num, den * dens, p->rubric.step);
}

static const vp_ranked *row_of(const vp_ranking *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->at[i].id, id) == 0)
            return &r->at[i];
    return NULL;
}

static bool before(const panel *p, const vp_ranked *a, const vp_ranked *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    fraction x = aggregate(p, p->tie[0].stage, a->id, p->tie[0].criterion);
    fraction y = aggregate(p, p->tie[0].stage, b->id, p->tie[0].criterion);
    if (x.den == 0 || y.den == 0) {
        if ((x.den == 0) != (y.den == 0))
            return y.den == 0;
        return strcmp(a->id, b->id) < 0;
    }
    if (x.num * y.den != y.num * x.den)
        return x.num * y.den > y.num * x.den;
    return strcmp(a->id, b->id) < 0;
}

static void check_row(const panel *p, const vp_ranking *r, const vp_ranked *row)
{
    bool marked = false, gated = false, gap = false, veto = false;
    for (size_t s = 0; s < p->rubric.nstages; s++) {
        fraction f = aggregate(p, s, row->id, 2);
        marked |= f.den > 0;
        gap |= f.den == 0 && stage_used(p, s);
        veto |= vetoed(p, s, row->id);
        gated |= f.den > 0 && p->stage[s].pass_mark >= 0 && f.num < p->stage[s].pass_mark * f.den;
    }
    if (row->has_score != marked || (marked && row->score != reference_score(p, row->id)))
        fail("scores equal the reference", row->id);
    if ((strstr(row->flags, "gated:") != NULL) != gated)
        fail("gates equal the reference", row->id);
    if ((strstr(row->flags, "veto:") != NULL) != veto)
        fail("vetoes equal the reference", row->id);
    gated |= veto;
    if ((strstr(row->flags, "incomplete") != NULL) != (!marked || (gap && !gated)))
        fail("gaps equal the reference", row->id);
    if ((row->rank > 0) != (marked && !gated && !gap))
        fail("what is gated or incomplete has no rank, all else has", row->id);
    size_t rank = 1;
    for (size_t i = 0; i < r->n; i++)
        rank += r->at[i].rank > 0 && before(p, &r->at[i], row);
    if (row->rank > 0 && row->rank != rank)
        fail("ranks equal the reference", row->id);
}

/* ---- properties ---- */

static const char *text_of(const vp_ranking *r, vp_arena *arena)
{
    VP_STR text = {0};
    if (vp_ranking_emit(r, NULL, "csv", (vp_out){vp_out_str, &text}, arena, NULL) != VP_OK)
        fail("the ranking is written", "");
    return vp_arena_dupz(arena, text.s);
}

static void check_order_is_irrelevant(const panel *p, const vp_ranking *r, vp_arena *arena)
{
    static panel shuffled;
    shuffled = *p;
    shuffled.rubric.stages = p->stage;
    shuffled.reviews.at = shuffled.review;
    for (size_t i = p->reviews.n; i > 1; i--) {
        size_t k = (size_t)upto((int64_t)i);
        vp_review swap = shuffled.review[i - 1];
        shuffled.review[i - 1] = shuffled.review[k];
        shuffled.review[k] = swap;
    }
    if (strcmp(text_of(r, arena), text_of(ranked(&shuffled, arena), arena)) != 0)
        fail("the order of reviews does not matter", "");
}

/* A point more from everybody is a point more for everybody, and nobody changes places. */
static void check_shift(panel *p, const vp_ranking *r, vp_arena *arena)
{
    for (size_t s = 0; s < p->rubric.nstages; s++)
        p->stage[s].pass_mark = p->stage[s].pass_mark < 0 ? -1 : p->stage[s].pass_mark + p->rubric.step;
    for (size_t i = 0; i < p->reviews.n; i++)
        p->mark[i][0] += p->rubric.step;
    const vp_ranking *moved = ranked(p, arena);
    for (size_t i = 0; i < r->n; i++) {
        const vp_ranked *row = row_of(moved, r->at[i].id);
        if (!row || row->rank != r->at[i].rank || strcmp(row->flags, r->at[i].flags) != 0 ||
            (row->has_score && row->score != r->at[i].score + p->rubric.step))
            fail("a constant added to all marks shifts all scores", r->at[i].id);
    }
}

static void check_panel(void)
{
    static panel p;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    random_panel(&p);
    const vp_ranking *r = ranked(&p, arena);
    for (size_t i = 0; i < r->n; i++)
        check_row(&p, r, &r->at[i]);
    check_order_is_irrelevant(&p, r, arena);
    if (p.plain)
        check_shift(&p, r, arena);
}

int main(int argc, char **argv)
{
    unsigned long panels = argc > 2 ? strtoul(argv[2], NULL, 10) : 3000;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    rng = seed;
    for (panel_number = 0; panel_number < panels; panel_number++)
        check_panel();
    printf("ok 1 - %lu random panels from seed %" PRIu64 ": scores, gates, vetoes, ranks and ties equal the "
           "reference\n1..1\n",
           panels, seed);
    return 0;
}
