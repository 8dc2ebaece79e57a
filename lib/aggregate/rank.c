/* From marks to the ranking. Stage scores are exact fractions; they are weighted, added to the bonuses and rounded
   once, half-up, to the rubric's step. What does not fit 128 bits is refused, never approximated. */
#include <stdlib.h>
#include <string.h>
#include "contest.h"
#include "group.h"

/* Sum of weight x stage over the sum of weights, over the stages in which proposal p has marks. False: too large. */
static bool weigh(const vp_contest *c, size_t p, vp_wide *num, vp_wide *den)
{
    vp_wide common = 1, unit = 0, weights = 0;
    *num = 0;
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        const vp_ratio *r = &c->heats[s].score[p];
        if (r->den == 0)
            continue;
        unit = vp_gcd(unit, c->rubric->stages[s].weight);
        if (__builtin_mul_overflow(common, r->den / vp_gcd(r->den, common), &common))
            return false;
    }
    if (unit == 0)
        return false;
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        const vp_ratio *r = &c->heats[s].score[p];
        if (r->den == 0)
            continue;
        vp_wide weight = c->rubric->stages[s].weight / unit, part;
        if (__builtin_mul_overflow(r->num, weight, &part) || __builtin_mul_overflow(part, common / r->den, &part) ||
            __builtin_add_overflow(*num, part, num) || __builtin_add_overflow(weights, weight, &weights))
            return false;
    }
    return !__builtin_mul_overflow(common, weights, den);
}

/* Rounding takes twice the numerator and the denominator in steps: they must fit too. */
static bool round_once(vp_micro *score, vp_wide num, vp_wide den, vp_micro bonus, vp_micro step)
{
    vp_wide part, unit, twice;
    if (__builtin_mul_overflow(den, bonus, &part) || __builtin_add_overflow(num, part, &num) ||
        __builtin_mul_overflow(den, step, &unit) || __builtin_mul_overflow(unit, 2, &twice) ||
        __builtin_mul_overflow(num, 2, &twice) || __builtin_add_overflow(twice, unit, &twice))
        return false;
    return vp_round_half_up(score, num, den, step);
}

/* points[b]: what bonus b gives every proposal, rounded to its step. */
static vp_status bonus_points(vp_micro ***out, const vp_contest *c, vp_arena *arena, vp_err *err)
{
    vp_micro **points;
    VP_ALLOC(points, vp_arena_array(arena, c->rubric->nbonuses, sizeof *points), err);
    for (size_t b = 0; b < c->rubric->nbonuses; b++) {
        const vp_bonus *bonus = &c->rubric->bonuses[b];
        vp_ratio *exact;
        VP_TRY(vp_contest_source(&exact, c, &bonus->from, bonus->id, arena, err));
        VP_ALLOC(points[b], vp_arena_array(arena, c->n, sizeof **points), err);
        for (size_t p = 0; p < c->n; p++)
            if (exact[p].den > 0 && !vp_round_half_up(&points[b][p], exact[p].num, exact[p].den, bonus->step))
                return vp_fail(err, VP_INVALID, VP_AT_FILE(c->rubric->file),
                               "'%s': the value of '%s' is too large to be worked out exactly", bonus->id, c->id[p]);
    }
    *out = points;
    return VP_OK;
}

static vp_status bonuses(vp_micro *sum, const vp_contest *c, vp_micro *const *points, size_t p, vp_err *err)
{
    *sum = 0;
    for (size_t b = 0; b < c->rubric->nbonuses; b++)
        if (__builtin_add_overflow(*sum, points[b][p], sum))
            return vp_fail(err, VP_INVALID, VP_AT_FILE(c->rubric->file), "the bonuses are too large to add up");
    return VP_OK;
}

/* ---- flags ---- */

typedef struct standing {
    bool marked, out, incomplete, few, range;
    unsigned doubts;
    vp_str gates; /* "gated:paper", "veto:paper.safety", with ';' between */
} standing;

static void stop(standing *of, const char *word, const char *stage, const char *criterion)
{
    of->out = true;
    vp_str_addf(&of->gates, "%s%s:%s%s%s", of->gates.n ? ";" : "", word, stage, *criterion ? "." : "", criterion);
}

/* What the reviews of a stage say of every proposal. */
static void look_at(standing *all, size_t *reviews, const vp_contest *c, size_t s)
{
    const vp_heat *h = &c->heats[s];
    for (size_t k = 0, end; k < h->marks.n; k = end) {
        size_t p = h->marks.proposal[k];
        vp_micro low = h->marks.sum[k], high = low;
        all[p].doubts |= h->review[k]->doubts;
        for (end = k + 1; end < h->marks.n && h->marks.proposal[end] == p; end++) {
            low = h->marks.sum[end] < low ? h->marks.sum[end] : low;
            high = h->marks.sum[end] > high ? h->marks.sum[end] : high;
            all[p].doubts |= h->review[end]->doubts;
        }
        all[p].few |= end - k < c->rubric->min_reviews;
        all[p].range |= c->rubric->range_over >= 0 && high - low > c->rubric->range_over;
        reviews[p] += end - k;
    }
}

static void look_at_gate(standing *all, const vp_contest *c, size_t s)
{
    const vp_stage *stage = &c->rubric->stages[s];
    for (size_t p = 0; p < c->n; p++) {
        const vp_ratio *r = &c->heats[s].score[p];
        vp_wide pass;
        all[p].marked |= r->den > 0;
        if (r->den > 0 && stage->pass_mark >= 0 &&
            !__builtin_mul_overflow((vp_wide)stage->pass_mark, (vp_wide)r->den, &pass) && r->num < pass)
            stop(&all[p], "gated", stage->id, "");
    }
}

/* A mark below the criterion's bar, of any reviewer or in the mean, puts the proposal out. */
static vp_status look_at_veto(standing *all, const vp_contest *c, size_t s, const vp_criterion *k, vp_arena *arena,
                              vp_err *err)
{
    const vp_stage *stage = &c->rubric->stages[s];
    vp_marks m;
    VP_TRY(vp_heat_criterion(&m, &c->heats[s], (size_t)(k - stage->criteria), arena, err));
    for (size_t i = 0, end; i < m.n; i = end) {
        bool below = false;
        end = vp_group_end(&m, i);
        for (size_t r = i; r < end; r++)
            below |= m.sum[r] < k->veto;
        if (k->veto_mean)
            below = vp_group_total(&m, i, end) < (vp_wide)k->veto * (vp_wide)(end - i);
        if (below)
            stop(&all[m.proposal[i]], "veto", stage->id, k->id);
    }
    return VP_OK;
}

static vp_status look_at_stage(standing *all, size_t *reviews, const vp_contest *c, size_t s, vp_arena *arena,
                               vp_err *err)
{
    const vp_stage *stage = &c->rubric->stages[s];
    look_at(all, reviews, c, s);
    look_at_gate(all, c, s);
    for (size_t k = 0; k < stage->ncriteria; k++)
        if (stage->criteria[k].veto > 0)
            VP_TRY(look_at_veto(all, c, s, &stage->criteria[k], arena, err));
    return VP_OK;
}

/* A stage that others have is missing; who was put out does not have to have the rest. */
static void look_for_gaps(standing *all, const vp_contest *c)
{
    for (size_t p = 0; p < c->n; p++) {
        all[p].incomplete = !all[p].marked;
        for (size_t s = 0; s < c->rubric->nstages && !all[p].out; s++)
            all[p].incomplete |= c->heats[s].used && c->heats[s].score[p].den == 0;
    }
}

/* The grade of a score, or NULL. */
static const char *grade_of(const vp_rubric *r, vp_micro score)
{
    for (size_t i = 0; i < r->ngrades; i++)
        if (score >= r->grades[i].min_score)
            return r->grades[i].grade;
    return NULL;
}

static void add_flag(vp_str *flags, bool on, const char *word)
{
    if (on)
        vp_str_addf(flags, "%s%s", flags->n ? ";" : "", word);
}

/* The doubts that the rubric wants to be flagged. */
static unsigned flagged(const vp_rubric *r)
{
    return VP_DOUBT_LATE | (r->conflicts ? VP_DOUBT_CONFLICT : 0u) | (r->same_sheets > 0 ? VP_DOUBT_SAME : 0u) |
           (r->flat_sheets > 0 ? VP_DOUBT_FLAT : 0u);
}

/* grade: NULL when there is none. */
static vp_status flags_of(const char **out, const standing *of, unsigned doubts, const char *grade, vp_arena *arena,
                          vp_err *err)
{
    doubts &= of->doubts;
    if (!of->incomplete && !of->out && !of->few && !of->range && !doubts && !grade) {
        *out = "";
        return VP_OK;
    }
    VP_STR flags = {0};
    add_flag(&flags, of->incomplete, "incomplete");
    add_flag(&flags, of->out, vp_str_text(&of->gates));
    add_flag(&flags, of->few, "few-reviews");
    add_flag(&flags, of->range, "range");
    add_flag(&flags, doubts & VP_DOUBT_CONFLICT, "conflict");
    add_flag(&flags, doubts & VP_DOUBT_SAME, "same-sheet");
    add_flag(&flags, doubts & VP_DOUBT_FLAT, "flat-sheet");
    add_flag(&flags, doubts & VP_DOUBT_LATE, "late");
    if (grade)
        vp_str_addf(&flags, "%sgrade:%s", flags.n ? ";" : "", grade);
    VP_TRY(vp_str_check(&of->gates, err));
    VP_TRY(vp_str_check(&flags, err));
    VP_ALLOC(*out, vp_arena_dupz(arena, vp_str_text(&flags)), err);
    return VP_OK;
}

/* ---- the order ---- */

typedef struct place { vp_ties *ties; size_t proposal; bool ranked; vp_micro score; } place;

static int by_score(const void *x, const void *y)
{
    const place *a = x, *b = y;
    if (a->ranked != b->ranked)
        return a->ranked ? -1 : 1;
    if (!a->ranked)
        return (a->proposal > b->proposal) - (a->proposal < b->proposal);
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return vp_ties_compare(a->ties, a->proposal, b->proposal);
}

static vp_status stuck(const vp_ties *t, vp_err *err)
{
    const vp_contest *c = t->contest;
    vp_fail(err, VP_USAGE, (vp_where){.file = c->rubric->file, .field = t->stuck->text},
            "'%s' and '%s' have the same score, '%s' has to decide, and the proposals are not known",
            c->id[t->stuck_a], c->id[t->stuck_b], t->stuck->text);
    return vp_hint(err, "give the proposals with --proposals FILE, an answer of vp-intake");
}

/* Who is equal stands together: the draw puts them in order. */
static vp_status draw_lots(place *places, const vp_contest *c, vp_ties *ties, vp_arena *arena, vp_err *err)
{
    size_t *equal;
    VP_ALLOC(equal, vp_arena_array(arena, c->n, sizeof *equal), err);
    for (size_t i = 0, n; i < c->n && places[i].ranked; i += n) {
        const place *first = &places[i];
        for (n = 0; i + n < c->n && first[n].ranked && first[n].score == first->score &&
                    (n == 0 || vp_ties_need_draw(ties, first->proposal, first[n].proposal)); n++)
            equal[n] = first[n].proposal;
        if (n > 1)
            VP_TRY(vp_ties_draw(equal, n, c, arena, err));
        for (size_t k = 0; k < n; k++)
            places[i + k].proposal = equal[k];
    }
    return VP_OK;
}

/* The stage whose bounds of the rank are those of the ranking: the only one that has scores, when nothing else adds to
   them; NULL: none. */
static const vp_heat *bounding(const vp_contest *c)
{
    const vp_heat *only = NULL;
    for (size_t s = 0; s < c->rubric->nstages; s++) {
        if (c->heats[s].used && only)
            return NULL;
        only = c->heats[s].used ? &c->heats[s] : only;
    }
    return only && only->outcome.bounds && c->rubric->nbonuses == 0 ? only : NULL;
}

/* ranked: how many are. */
static vp_status bounds(vp_ranked *row, const vp_heat *heat, size_t p, size_t ranked, vp_arena *arena, vp_err *err)
{
    size_t low = heat->outcome.bounds[p].low, high = heat->outcome.bounds[p].high;
    VP_ALLOC(row->low, vp_arena_printf(arena, "%zu", low < ranked ? low : ranked), err);
    VP_ALLOC(row->high, vp_arena_printf(arena, "%zu", high < ranked ? high : ranked), err);
    return VP_OK;
}

static vp_status warnings(vp_ranking *r, const vp_contest *c, vp_arena *arena, vp_err *err)
{
    vp_note *all;
    size_t n = 0;
    for (size_t s = 0; s < c->rubric->nstages; s++)
        n += c->heats[s].outcome.nwarnings;
    VP_ALLOC(all, vp_arena_array(arena, n, sizeof *all), err);
    for (size_t s = 0; s < c->rubric->nstages; s++)
        for (size_t i = 0; i < c->heats[s].outcome.nwarnings; i++)
            all[r->nwarnings++] = c->heats[s].outcome.warnings[i];
    r->warnings = all;
    return VP_OK;
}

static vp_status describe(vp_ranked *row, const vp_contest *c, const place *at, const standing *of, vp_arena *arena,
                          vp_err *err)
{
    const vp_proposal *p = c->proposals ? &c->proposals[at->proposal] : NULL;
    row->id = c->id[at->proposal];
    row->title = p ? p->value[VP_TITLE] : "";
    row->applicant = p ? p->value[VP_APPLICANT] : "";
    row->has_score = of->marked;
    row->score = at->score;
    row->low = row->high = "";
    row->proposal = p;
    const char *grade = at->ranked ? grade_of(c->rubric, at->score) : NULL;
    return flags_of(&row->flags, of, flagged(c->rubric), grade, arena, err);
}

static vp_status score(place *at, const vp_contest *c, vp_micro *const *points, vp_err *err)
{
    vp_wide num, den;
    vp_micro bonus;
    VP_TRY(bonuses(&bonus, c, points, at->proposal, err));
    if (!weigh(c, at->proposal, &num, &den) || !round_once(&at->score, num, den, bonus, c->rubric->step))
        return vp_fail(err, VP_INVALID, VP_AT_FILE(c->rubric->file),
                       "the score of '%s' is too large to be worked out exactly", c->id[at->proposal]);
    return VP_OK;
}

static vp_status run(vp_ranking *r, const vp_contest *c, standing *standings, vp_arena *arena, vp_err *err)
{
    vp_micro **points = NULL;
    size_t *reviews;
    place *places;
    vp_ties ties;
    VP_TRY(bonus_points(&points, c, arena, err));
    VP_TRY(vp_ties_new(&ties, c, arena, err));
    VP_ALLOC(reviews, vp_arena_array(arena, c->n, sizeof *reviews), err);
    VP_ALLOC(places, vp_arena_array(arena, c->n, sizeof *places), err);
    for (size_t s = 0; s < c->rubric->nstages; s++)
        VP_TRY(look_at_stage(standings, reviews, c, s, arena, err));
    look_for_gaps(standings, c);
    for (size_t p = 0; p < c->n; p++) {
        places[p] = (place){&ties, p, !standings[p].incomplete && !standings[p].out, 0};
        if (standings[p].marked)
            VP_TRY(score(&places[p], c, points, err));
    }
    if (c->n > 1)
        qsort(places, c->n, sizeof *places, by_score);
    if (ties.stuck)
        return stuck(&ties, err);
    VP_TRY(draw_lots(places, c, &ties, arena, err));
    VP_ALLOC(r->at, vp_arena_array(arena, c->n, sizeof *r->at), err);
    r->n = c->n;
    r->step = c->rubric->step;
    const vp_heat *heat = bounding(c);
    size_t ranked = 0;
    for (size_t i = 0; i < c->n; i++)
        ranked += places[i].ranked;
    for (size_t i = 0; i < c->n; i++) {
        size_t p = places[i].proposal;
        r->at[i].rank = places[i].ranked ? i + 1 : 0;
        r->at[i].reviews = reviews[p];
        VP_TRY(describe(&r->at[i], c, &places[i], &standings[p], arena, err));
        if (heat && places[i].ranked)
            VP_TRY(bounds(&r->at[i], heat, p, ranked, arena, err));
    }
    return warnings(r, c, arena, err);
}

vp_status vp_rank(vp_ranking **out, const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                  const vp_reviews *reviews, const char *method, vp_arena *arena, vp_err *err)
{
    vp_contest *c;
    vp_ranking *r;
    standing *standings;
    VP_ALLOC(r, vp_arena_alloc(arena, sizeof *r), err);
    VP_TRY(vp_contest_new(&c, rubric, round, proposals, reviews, method, arena, err));
    VP_ALLOC(standings, vp_arena_array(arena, c->n, sizeof *standings), err);
    vp_status s = run(r, c, standings, arena, err);
    for (size_t p = 0; p < c->n; p++)
        vp_str_free(&standings[p].gates);
    if (s == VP_OK)
        *out = r;
    return s;
}
