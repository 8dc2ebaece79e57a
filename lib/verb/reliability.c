/* vp-score --reliability: how good the scores of each stage are, told as a document. */
#include <string.h>
#include <vp/document.h>
#include "lib/aggregate/contest.h"
#include "lib/verb/reliability.h"

typedef struct teller {
    vp_doc *d;
    const vp_rubric *rubric;
    const vp_contest *contest;
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
    {"mean", N_("mean"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"sd", N_("standard deviation"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"blup", N_("effect"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"post_sd", N_("standard error"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"expected_rank", N_("expected rank"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"pcer", N_("percentile"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"low", N_("rank from"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"high", N_("rank to"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"group", N_("part of the panel"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};
static const vp_doc_column reviewer_columns[] = {
    {"reviewer", N_("reviewer"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"n", N_("number of reviews"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"mean", N_("mean"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"sd", N_("standard deviation"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"severity_raw", N_("mean less that of all"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"severity_vs_proposal_mean", N_("mean above the proposals' means"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"blup", N_("effect"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"blup_lo", N_("from (95 %)"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"blup_hi", N_("to (95 %)"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"group", N_("part of the panel"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};
static const vp_doc_column outlier_columns[] = {
    {"proposal", N_("proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
    {"reviewer", N_("reviewer"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"score", N_("score"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"left_out", N_("standard errors from what the others say"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
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
static void tell_figures(teller *t, const vp_stage *stage, const vp_reliability *r)
{
    vp_doc_section(t->d, stage->id, *stage->title ? stage->title : stage->id);
    if (r->groups > 1)
        vp_doc_text(t->d, vp_doc_say(t->d, N_("the panel falls into %1$s parts that share no reviewer: proposals of "
                                              "different parts are compared as if the parts were equally good"),
                                     vp_doc_number(t->d, r->groups), NULL, NULL, NULL));
    for (size_t i = 0; i < r->nfigures; i++) {
        const vp_figure *f = &r->figures[i];
        vp_doc_fact_add(t->d, f->name, f->name, VP_SHOW_NUMBER, number(t, f->value, !f->why));
    }
    for (size_t i = 0; i < r->nfigures; i++)
        if (r->figures[i].why)
            tell_why(t, r, i);
}

static vp_status tell_stage(teller *t, size_t s, vp_err *err)
{
    const vp_heat *h = &t->contest->heats[s];
    vp_reliability r;
    const char **name;
    double *score, ranked = 0;
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
    VP_TRY(vp_reliability_of(&r, &scores, 0.5, t->arena, err));
    for (size_t i = 0; i < scores.proposals; i++)
        ranked += r.proposals[i].n > 0;
    tell_figures(t, &t->rubric->stages[s], &r);
    tell_proposals(t, &t->rubric->stages[s], &r, ranked);
    tell_reviewers(t, &t->rubric->stages[s], &r, name);
    tell_outliers(t, &t->rubric->stages[s], &r, name);
    return VP_OK;
}

vp_status vp_reliability_document(vp_doc *d, const vp_rubric *rubric, const vp_round *round,
                                  const vp_proposals *proposals, const vp_reviews *reviews, vp_arena *arena,
                                  vp_err *err)
{
    vp_contest *c;
    VP_TRY(vp_contest_new(&c, rubric, round, proposals, reviews, "mean", arena, err));
    *d = (vp_doc){.schema = "vp-score/reliability/1", .title = rubric->title, .lang = round ? round->lang : VP_EN,
                  .currency = round ? round->currency : "", .signed_by = "", .signed_on = "", .wide = true,
                  .arena = arena};
    teller t = {d, rubric, c, arena};
    for (size_t s = 0; s < rubric->nstages; s++)
        VP_TRY(tell_stage(&t, s, err));
    return vp_doc_finish(d, err);
}
