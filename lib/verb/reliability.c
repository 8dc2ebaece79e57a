/* vp-score --reliability: how good the scores of each stage are, told as a document. */
#include <stdlib.h>
#include <string.h>
#include <vp/document.h>
#include "lib/aggregate/contest.h"
#include "lib/verb/methods.h"
#include "lib/verb/ranking.h"
#include "lib/verb/reliability.h"
#include "lib/verb/reliability_plots.h"

typedef struct teller {
    vp_doc *d;
    const vp_rubric *rubric;
    const vp_contest *contest;
    const vp_reliability_how *how;
    const vp_band *band; /* one for each proposal; NULL: there is no line, or it has no bounds to cross */
    size_t line;
    vp_arena *arena;
} teller;

/* 15 digits, as other tools print them; "" where there is no value. */
static const char *number(teller *t, double x, bool known)
{
    const char *s = known ? vp_arena_printf(t->arena, "%.15g", x == 0 ? 0 : x) : "";
    t->d->oom |= !s;
    return s ? s : "";
}

static const vp_doc_column proposal_columns[] = {
    {"proposal", N_("proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
    {"n", N_("number of reviews"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"mean", N_("mean"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"sd", N_("standard deviation"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"blup", N_("effect"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"post_sd", N_("standard error"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"expected_rank", N_("expected rank"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"pcer", N_("percentile"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"low", N_("rank from"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"high", N_("rank to"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"group", N_("part of the panel"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};
static const vp_doc_column reviewer_columns[] = {
    {"reviewer", N_("reviewer"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"n", N_("number of reviews"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"mean", N_("mean"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"sd", N_("standard deviation"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"severity_raw", N_("mean less that of all"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"severity_vs_proposal_mean", N_("mean above the proposals' means"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"blup", N_("effect"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"blup_lo", N_("from (95 %)"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"blup_hi", N_("to (95 %)"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"group", N_("part of the panel"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};
static const vp_doc_column outlier_columns[] = {
    {"proposal", N_("proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
    {"reviewer", N_("reviewer"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"score", N_("score"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
    {"left_out", N_("standard errors from what the others say"), VP_SHOW_REAL, VP_COLUMN_ALWAYS},
};

static void table(teller *t, const vp_stage *stage, const char *what, const char *heading, const vp_doc_column *columns,
                  size_t n)
{
    const char *name = vp_arena_printf(t->arena, "%s-%s", stage->id, what);
    t->d->oom |= !name;
    vp_doc_section(t->d, name ? name : "", vp_tr(t->d->lang, heading));
    vp_doc_table_new(t->d, vp_doc_columns(t->d, columns, n, 0), n);
}

static void tell_proposals(teller *t, const vp_stage *stage, const vp_reliability *r, double ranked)
{
    table(t, stage, "proposals", N_("proposals"), proposal_columns, sizeof proposal_columns / sizeof *proposal_columns);
    vp_doc_main(t->d);
    for (size_t i = 0; i < r->scores->proposals; i++) {
        const vp_scored *p = &r->proposals[i];
        bool fit = r->rank != NULL;
        if (p->n == 0)
            continue;
        vp_doc_cell(t->d, t->contest->id[i]);
        vp_doc_cell(t->d, vp_doc_number(t->d, p->n));
        vp_doc_cell(t->d, number(t, p->mean, true));
        vp_doc_cell(t->d, number(t, p->sd, p->n > 1));
        vp_doc_cell(t->d, number(t, fit ? r->mixed.proposal[i] : 0, fit));
        vp_doc_cell(t->d, number(t, fit ? r->mixed.proposal_se[i] : 0, fit));
        vp_doc_cell(t->d, number(t, fit ? r->rank[i] : 0, fit));
        vp_doc_cell(t->d, number(t, fit ? 100 * (r->rank[i] - 0.5) / ranked : 0, fit));
        vp_doc_cell(t->d, fit ? vp_doc_number(t->d, r->bounds[i].low) : "");
        vp_doc_cell(t->d, fit ? vp_doc_number(t->d, r->bounds[i].high) : "");
        vp_doc_cell(t->d, vp_doc_number(t->d, p->group + 1));
    }
}

static void tell_reviewers(teller *t, const vp_stage *stage, const vp_reliability *r, const char *const *name)
{
    static const double z = 1.959963984540054;
    table(t, stage, "reviewers", N_("reviewers"), reviewer_columns, sizeof reviewer_columns / sizeof *reviewer_columns);
    for (size_t j = 0; j < r->scores->reviewers; j++) {
        const vp_scored *p = &r->reviewers[j];
        bool fit = !r->mixed.why;
        if (p->n == 0)
            continue;
        double effect = fit ? r->mixed.reviewer[j] : 0, se = fit ? r->mixed.reviewer_se[j] : 0;
        vp_doc_cell(t->d, name[j]);
        vp_doc_cell(t->d, vp_doc_number(t->d, p->n));
        vp_doc_cell(t->d, number(t, p->mean, true));
        vp_doc_cell(t->d, number(t, p->sd, p->n > 1));
        vp_doc_cell(t->d, number(t, r->severity_raw[j], true));
        vp_doc_cell(t->d, number(t, r->severity[j], true));
        vp_doc_cell(t->d, number(t, effect, fit));
        vp_doc_cell(t->d, number(t, effect - z * se, fit));
        vp_doc_cell(t->d, number(t, effect + z * se, fit));
        vp_doc_cell(t->d, vp_doc_number(t->d, p->group + 1));
    }
}

/* Scores three standard errors and more from what the others say. */
static void tell_outliers(teller *t, const vp_stage *stage, const vp_reliability *r, const char *const *name)
{
    const vp_scores *s = r->scores;
    table(t, stage, "outliers", N_("scores far from what the others say"), outlier_columns, 4);
    for (size_t k = 0; k < s->n && !r->mixed.why; k++) {
        double far = r->mixed.left_out[k];
        if (far < 3 && far > -3)
            continue;
        vp_doc_cell(t->d, t->contest->id[s->proposal[k]]);
        vp_doc_cell(t->d, name[s->reviewer[k]]);
        vp_doc_cell(t->d, number(t, s->score[k], true));
        vp_doc_cell(t->d, number(t, far, true));
    }
}

/* One reason, at the first of the figures that have it, with the names of all of them. */
static void tell_why(teller *t, const vp_reliability *r, size_t first)
{
    VP_STR names = {0};
    const char *why = r->figures[first].why;
    for (size_t i = 0; i < r->nfigures; i++) {
        if (!r->figures[i].why || strcmp(r->figures[i].why, why) != 0)
            continue;
        if (i < first)
            return;
        vp_str_addf(&names, "%s%s", names.n ? ", " : "", r->figures[i].name);
    }
    vp_doc_text(t->d, vp_doc_say(t->d, N_("no value: %1$s (%2$s)"), vp_str_text(&names), vp_tr(t->d->lang, why), NULL,
                                 NULL));
    t->d->oom |= names.oom;
}

/* The figures; why some have no value is said once for each reason. */
static void tell_figures(teller *t, const vp_reliability *r)
{
    if (r->groups > 1)
        vp_doc_text(t->d, vp_doc_say(t->d, N_("the panel falls into %1$s parts that share no reviewer: proposals of "
                                              "different parts are compared as if the parts were equally good"),
                                     vp_doc_number(t->d, r->groups), NULL, NULL, NULL));
    for (size_t i = 0; i < r->nfigures; i++) {
        const vp_figure *f = &r->figures[i];
        vp_doc_fact_add(t->d, f->name, f->name, VP_SHOW_REAL, number(t, f->value, !f->why));
    }
    for (size_t i = 0; i < r->nfigures; i++)
        if (r->figures[i].why)
            tell_why(t, r, i);
}

/* ---- in words ---- */

/* The bands of Koo & Li 2016 for intraclass correlations. */
static const char *goodness(double icc)
{
    return icc < 0.5 ? N_("poor") : icc < 0.75 ? N_("moderate") : icc < 0.9 ? N_("good") : N_("excellent");
}

/* What Krippendorff says may be done with data of this alpha (Content Analysis, 4th ed. 2018, ch. 12). */
static const char *use_of(double alpha)
{
    return alpha >= 0.8     ? N_("the scores can be relied on")
           : alpha >= 0.667 ? N_("the scores allow tentative conclusions")
                            : N_("too low to rest conclusions on single scores");
}

static const vp_figure *figure(const vp_reliability *r, const char *name)
{
    for (size_t i = 0; i < r->nfigures; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return r->figures[i].why ? NULL : &r->figures[i];
    return NULL;
}

/* Two decimals, half away from 0; a band is told by the whole number, so that 0.499 may read 0.50 and be poor. */
static const char *short_number(teller *t, double x, int places)
{
    const char *s = vp_arena_printf(t->arena, "%.*f", places, x);
    t->d->oom |= !s;
    return s ? s : "";
}

static void say(teller *t, const char *msg, const char *a, const char *b)
{
    vp_doc_text(t->d, vp_doc_say(t->d, msg, a, b, NULL, NULL));
}

/* A word that the document's language has. */
static const char *word(const teller *t, const char *msg)
{
    return vp_tr(t->d->lang, msg);
}

static void tell_words(teller *t, const vp_reliability *r)
{
    const vp_figure *one = figure(r, "vc_ICC_A1"), *mean = figure(r, "vc_ICC_Akh"), *k = figure(r, "k_harm");
    const vp_figure *alpha = figure(r, "alpha_interval"), *enough = figure(r, "reviewers_for_0.8");
    if (one)
        say(t, N_("One reviewer's score agrees with another's only as far as an intraclass correlation of %1$s: %2$s "
                  "(below 0.5 poor, below 0.75 moderate, below 0.9 good, above that excellent: Koo & Li 2016)."),
            short_number(t, one->value, 2), word(t, goodness(one->value)));
    if (mean && k)
        vp_doc_text(t->d, vp_doc_say(t->d, N_("What decides is the mean of a proposal's scores, of which there are "
                                              "%3$s (harmonic mean): its reliability is %1$s, %2$s."),
                                     short_number(t, mean->value, 2), word(t, goodness(mean->value)),
                                     short_number(t, k->value, 1), NULL));
    if (enough)
        say(t, N_("A reliability of 0.8 would take %1$s reviewers for each proposal."),
            short_number(t, enough->value, 0), NULL);
    if (alpha)
        say(t, N_("Krippendorff's alpha is %1$s: %2$s (0.8 and more is reliable, from 0.667 on tentative conclusions "
                  "are allowed: Krippendorff 2018)."), short_number(t, alpha->value, 2), word(t, use_of(alpha->value)));
}

/* ---- stages ---- */

static double probability_inside(const teller *t, const vp_stage *stage)
{
    vp_method m;
    if (vp_method_parse(&m, t->how->method ? t->how->method : stage->aggregate) &&
        m.how == vp_aggregate_find("expected-rank"))
        return (double)m.parameter / VP_MICRO;
    return 0.5;
}

static void draw(teller *t, const vp_stage *stage, const vp_reliability *r, const char *const *name, double inside)
{
    const vp_plots plots = {t->d, stage->id, r, t->contest->id, name, inside, t->band, t->line};
    vp_plot_variance(&plots);
    vp_plot_reviewers(&plots);
    vp_plot_ranks(&plots);
}

static vp_status tell_stage(teller *t, size_t s, vp_err *err)
{
    const vp_heat *h = &t->contest->heats[s];
    const vp_stage *stage = &t->rubric->stages[s];
    vp_reliability r;
    const char **name;
    double *score, ranked = 0, inside = probability_inside(t, stage);
    if (h->marks.n == 0)
        return VP_OK;
    VP_ALLOC(score, vp_arena_array(t->arena, h->marks.n, sizeof *score), err);
    VP_ALLOC(name, vp_arena_array(t->arena, h->marks.reviewers, sizeof *name), err);
    for (size_t k = 0; k < h->marks.n; k++) {
        score[k] = (double)h->marks.sum[k] / VP_MICRO;
        name[h->marks.reviewer[k]] = h->review[k]->reviewer;
    }
    const vp_scores scores = {h->marks.n, h->marks.proposals, h->marks.reviewers, h->marks.proposal, h->marks.reviewer,
                              score};
    VP_TRY(vp_reliability_of(&r, &scores, inside, t->arena, err));
    for (size_t i = 0; i < scores.proposals; i++)
        ranked += r.proposals[i].n > 0;
    vp_doc_section(t->d, stage->id, *stage->title ? stage->title : stage->id);
    tell_words(t, &r);
    if (t->how->pictures)
        draw(t, stage, &r, name, inside);
    tell_figures(t, &r);
    tell_proposals(t, stage, &r, ranked);
    tell_reviewers(t, stage, &r, name);
    tell_outliers(t, stage, &r, name);
    return VP_OK;
}

/* ---- the funding line ---- */

static int by_text(const void *x, const void *y)
{
    return strcmp(x, *(const char *const *)y);
}

/* Who is accepted, rejected or drawn by lot, where a ranking has bounds of the ranks. */
static vp_status find_bands(teller *t, const vp_ways *ways, vp_err *err)
{
    const vp_contest *c = t->contest;
    const vp_way *with = NULL;
    vp_band *band;
    for (size_t k = 0; k <= ways->n && !with; k++) {
        const vp_way *w = k == 0 ? &ways->own : &ways->at[k - 1];
        with = w->ranking && w->ranking->n > 0 && *w->ranking->at[0].low ? w : NULL;
    }
    if (!with)
        return VP_OK;
    vp_ranking r = *with->ranking;
    VP_ALLOC(r.at, vp_arena_array(t->arena, r.n, sizeof *r.at), err);
    memcpy(r.at, with->ranking->at, r.n * sizeof *r.at);
    VP_TRY(vp_ranking_bands(&r, with->line, t->arena, err));
    if (!r.bands.drawn)
        return VP_OK;
    VP_ALLOC(band, vp_arena_array(t->arena, c->n, sizeof *band), err);
    for (size_t i = 0; i < r.n; i++) {
        const char **id = bsearch(r.at[i].id, c->id, c->n, sizeof *c->id, by_text);
        if (id && r.at[i].rank > 0)
            band[id - c->id] = vp_flags_have(r.at[i].flags, "accepted") ? VP_BAND_ACCEPTED
                               : vp_flags_have(r.at[i].flags, "lottery") ? VP_BAND_LOTTERY
                                                                         : VP_BAND_REJECTED;
    }
    t->band = band;
    t->line = r.bands.line;
    return VP_OK;
}

vp_status vp_reliability_document(vp_doc *d, const vp_reliability_how *how, const vp_rubric *rubric,
                                  const vp_round *round, const vp_proposals *proposals, const vp_reviews *reviews,
                                  vp_arena *arena, vp_err *err)
{
    vp_contest *c;
    const char *line = how->line ? how->line : rubric->line;
    VP_TRY(vp_contest_new(&c, rubric, round, proposals, reviews, "mean", arena, err));
    *d = (vp_doc){.schema = "vp-score/reliability/1", .title = rubric->title, .lang = round ? round->lang : VP_EN,
                  .currency = round ? round->currency : "", .signed_by = "", .signed_on = "", .wide = true,
                  .arena = arena};
    teller t = {.d = d, .rubric = rubric, .contest = c, .how = how, .arena = arena};
    if (line) {
        vp_ways ways;
        VP_TRY(vp_ways_of(&ways, rubric, round, proposals, reviews, how->method, line, d->lang, arena, err));
        vp_ways_tell(d, &ways);
        VP_TRY(find_bands(&t, &ways, err));
    }
    for (size_t s = 0; s < rubric->nstages; s++)
        VP_TRY(tell_stage(&t, s, err));
    return vp_doc_finish(d, err);
}
