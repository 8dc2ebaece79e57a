/* From a round and its ranking to the canonical problem: who may be awarded, how much, and which funds may pay. */
#include <string.h>
#include <vp/map.h>
#include "allocate.h"

/* ---- why not ---- */

/* The word of the flags that begins with `word` ("gated:"); what follows it, of the arena, or NULL. */
static vp_status flag_rest(const char **rest, const char *flags, const char *word, vp_arena *arena, vp_err *err)
{
    size_t n = strlen(word);
    *rest = NULL;
    for (const char *p = flags; *p; ) {
        size_t len = strcspn(p, ";");
        if (len >= n && strncmp(p, word, n) == 0) {
            VP_ALLOC(*rest, vp_arena_dup(arena, p + n, len - n), err);
            return VP_OK;
        }
        p += len + (p[len] == ';');
    }
    return VP_OK;
}

/* What people call the stage. */
static const char *stage_title(const vp_rubric *rubric, const char *id)
{
    for (size_t s = 0; rubric && s < rubric->nstages; s++)
        if (strcmp(rubric->stages[s].id, id) == 0 && *rubric->stages[s].title)
            return rubric->stages[s].title;
    return id;
}

/* What people call the criterion that STAGE.CRITERION names. */
static const char *criterion_title(const vp_rubric *rubric, const char *name)
{
    const char *dot = strchr(name, '.'), *id = dot ? dot + 1 : name;
    for (size_t s = 0; rubric && s < rubric->nstages; s++)
        for (size_t k = 0; k < rubric->stages[s].ncriteria; k++)
            if (strcmp(rubric->stages[s].criteria[k].id, id) == 0 && *rubric->stages[s].criteria[k].title)
                return rubric->stages[s].criteria[k].title;
    return id;
}

static vp_status not_ranked(vp_note *why, const vp_ranked *r, const vp_rubric *rubric, vp_arena *arena, vp_err *err)
{
    const char *stage, *veto, *incomplete;
    VP_TRY(flag_rest(&stage, r->flags, "gated:", arena, err));
    VP_TRY(flag_rest(&veto, r->flags, "veto:", arena, err));
    VP_TRY(flag_rest(&incomplete, r->flags, "incomplete", arena, err));
    if (stage)
        *why = (vp_note){N_("did not reach the pass mark of stage '%1$s'"), {stage_title(rubric, stage)}};
    else if (veto)
        *why = (vp_note){N_("marked too low for '%1$s', which puts a proposal out"), {criterion_title(rubric, veto)}};
    else if (incomplete)
        *why = (vp_note){N_("not scored in every stage"), {NULL}};
    else
        *why = (vp_note){N_("not ranked"), {NULL}};
    return VP_OK;
}

/* The share of what may be granted that the score earns; false: below every level. */
static bool level_of(vp_micro *share, const vp_allocation *how, vp_micro score)
{
    *share = VP_MICRO;
    if (how->nlevels == 0)
        return true;
    for (size_t i = 0; i < how->nlevels; i++)
        if (score >= how->levels[i].min_score) {
            *share = how->levels[i].share;
            return true;
        }
    return false;
}

/* Nothing is left of the approved budget. */
static vp_status nothing_left(vp_note *why, const vp_round *round, const vp_proposal *p, vp_arena *arena, vp_err *err)
{
    const char *approved, *own;
    vp_money less = vp_proposal_money(p, VP_OWN_FUNDS);
    VP_ALLOC(approved, vp_sum_text(round, vp_proposal_money(p, VP_APPROVED_BUDGET), arena), err);
    VP_ALLOC(own, vp_sum_text(round, less, arena), err);
    *why = (vp_note){less ? N_("nothing is to be granted: approved budget %1$s, less own funds %2$s")
                          : N_("nothing is to be granted: approved budget %1$s"), {approved, own}};
    return VP_OK;
}

/* Fill amount, score and share of c, or *why it may not be awarded (why->msg is NULL else). */
static vp_status price(vp_candidate *c, vp_note *why, const vp_ranked *r, const vp_round *round,
                       const vp_rubric *rubric, vp_arena *arena, vp_err *err)
{
    const vp_allocation *how = &round->allocation;
    const char *a, *b;
    if (r->rank == 0 || !r->has_score)
        return not_ranked(why, r, rubric, arena, err);
    if (r->score < how->pass_mark) {
        VP_ALLOC(a, vp_points_text(r->score, arena), err);
        VP_ALLOC(b, vp_points_text(how->pass_mark, arena), err);
        *why = (vp_note){N_("score %1$s is below the bar of %2$s"), {a, b}};
        return VP_OK;
    }
    if (!level_of(&c->share, how, r->score)) {
        VP_ALLOC(a, vp_points_text(r->score, arena), err);
        VP_ALLOC(b, vp_points_text(how->levels[how->nlevels - 1].min_score, arena), err);
        *why = (vp_note){N_("score %1$s is below every level (the lowest begins at %2$s)"), {a, b}};
        return VP_OK;
    }
    vp_money requested = vp_proposal_money(r->proposal, VP_REQUESTED);
    if (requested <= 0) {
        *why = (vp_note){N_("asks for nothing"), {NULL}};
        return VP_OK;
    }
    vp_money grant = vp_proposal_grant(r->proposal);
    if (grant <= 0)
        return nothing_left(why, round, r->proposal, arena, err);
    if (!vp_scale_floor(&c->amount, grant, c->share, VP_MICRO, how->step))
        return vp_fail(err, VP_INVALID, VP_AT_FILE(round->file), "the award of '%s' is too large to count", r->id);
    if (c->amount <= 0) {
        VP_ALLOC(a, vp_share_text(c->share, arena), err);
        VP_ALLOC(b, vp_sum_text(round, how->step, arena), err);
        *why = (vp_note){grant < requested ? N_("%1$s of what may be granted, rounded down to %2$s, is nothing")
                                           : N_("%1$s of what was requested, rounded down to %2$s, is nothing"),
                         {a, b}};
        return VP_OK;
    }
    c->rank = r->rank;
    c->score = c->worth = r->score;
    c->proposal = r->proposal;
    return VP_OK;
}

/* What the award may be: the one amount, or one for each of the round's choices. c becomes the first that leaves
   something. */
static vp_status options(vp_candidate *c, vp_problem_model *p, size_t *cap, vp_arena *arena, vp_err *err)
{
    const vp_allocation *how = &p->round->allocation;
    size_t most = how->noffers ? how->noffers : 1;
    VP_TRY(vp_arena_grow(arena, &p->options, cap, p->noptions, p->noptions + most, sizeof *p->options, err));
    vp_option *to = p->options + p->noptions;
    c->option0 = p->noptions;
    if (how->noffers == 0)
        to[c->noptions++] = (vp_option){c->amount, c->worth, c->share, c->worth};
    for (size_t k = 0; k < how->noffers; k++) {
        vp_option o = {.share = how->offers[k].share};
        if (!vp_scale_floor(&o.amount, vp_proposal_grant(c->proposal), o.share, VP_MICRO, how->step) ||
            !vp_scale_floor(&o.worth, c->score, how->offers[k].worth, VP_MICRO, 1))
            return vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "the award of '%s' is too large to count",
                           c->proposal->value[VP_ID]);
        o.points = o.worth;
        if (o.amount > 0)
            to[c->noptions++] = o;
    }
    if (c->noptions > 0) {
        c->amount = to->amount;
        c->worth = to->worth;
        c->share = to->share;
    }
    return VP_OK;
}

/* ---- who pays ---- */

typedef struct book {
    vp_problem_model *p;
    vp_map *seen;      /* set of funds, as a row of bytes -> index of the payers */
    char *set;         /* one byte a fund */
    size_t *fund;
    size_t cap;
} book;

static vp_status payers_of(size_t *index, book *k, size_t n, vp_arena *arena, vp_err *err)
{
    bool fresh;
    uint64_t *slot = vp_map_put(k->seen, k->set, k->p->round->nfunds, &fresh);
    if (!slot)
        return vp_nomem(err);
    if (!fresh) {
        *index = (size_t)*slot;
        return VP_OK;
    }
    size_t *fund;
    VP_ALLOC(fund, vp_arena_array(arena, n, sizeof *fund), err);
    memcpy(fund, k->fund, n * sizeof *fund);
    *slot = *index = k->p->npayers;
    VP_TRY(vp_arena_grow(arena, &k->p->payers, &k->cap, k->p->npayers, k->p->npayers + 1, sizeof *k->p->payers, err));
    k->p->payers[k->p->npayers++] = (vp_payers){fund, n};
    return VP_OK;
}

vp_money vp_fund_most(const vp_fund *fund, const vp_proposal *p)
{
    static const size_t project[] = {VP_APPROVED_BUDGET, VP_BUDGET, VP_REQUESTED};
    vp_money most = fund->max_per_award, share;
    for (size_t k = 0; fund->max_share >= 0 && k < sizeof project / sizeof *project; k++)
        if (*p->value[project[k]]) {
            if (vp_scale_floor(&share, vp_proposal_money(p, project[k]), fund->max_share, VP_MICRO, 1) &&
                (most < 0 || share < most))
                most = share;
            break;
        }
    return most;
}

/* Which funds may pay c, or *why none does. */
static vp_status pay(vp_candidate *c, vp_note *why, book *k, const vp_proposal *proposal, vp_arena *arena,
                     vp_err *err)
{
    const vp_round *round = k->p->round;
    size_t n = 0;
    vp_money most = 0;
    for (size_t f = 0; f < round->nfunds; f++) {
        const vp_fund *fund = &round->funds[f];
        k->set[f] = vp_filter_matches(&fund->pays, proposal) ? '1' : '0';
        if (k->set[f] == '0')
            continue;
        k->fund[n++] = f;
        vp_money bound = vp_fund_most(fund, proposal), can = bound >= 0 && bound < c->amount ? bound : c->amount;
        most = can > c->amount - most ? c->amount : most + can;
    }
    if (n == 0) {
        *why = (vp_note){N_("no fund may pay it"), {NULL}};
        return VP_OK;
    }
    while (most < c->amount && c->noptions > 1) { /* not that much, but perhaps the next choice */
        vp_option *o = &k->p->options[++c->option0];
        c->noptions--;
        c->amount = o->amount;
        c->worth = o->worth;
        c->share = o->share;
    }
    if (most < c->amount) {
        const char *a, *b;
        VP_ALLOC(a, vp_sum_text(round, most, arena), err);
        VP_ALLOC(b, vp_grant_text(round, proposal, c->amount, arena), err);
        *why = (vp_note){N_("its funds pay at most %1$s of one award, and it would be %2$s"), {a, b}};
        return VP_OK;
    }
    return payers_of(&c->payers, k, n, arena, err);
}

/* ---- the whole ---- */

static vp_status check(const vp_round *round, const vp_ranking *ranking, vp_money *available, vp_err *err)
{
    const vp_where at = VP_AT_FILE(round->file);
    *available = 0;
    for (size_t f = 0; f < round->nfunds; f++)
        if (round->funds[f].amount < 0 || !vp_money_add(available, round->funds[f].amount))
            return vp_fail(err, VP_INVALID, at, "the funds add up to more than can be counted");
    if (*available == 0) {
        vp_fail(err, VP_INVALID, at, "the funds hold no money");
        return vp_hint(err, "give every fund of 'funds' its amount");
    }
    if (ranking->n == 0) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the ranking is empty");
        return vp_hint(err, "score the proposals first: vp-score");
    }
    bool over = false;
    for (size_t i = 0; i < ranking->n; i++) {
        const vp_ranked *r = &ranking->at[i];
        over = over || r->rank == 0;
        if (over ? r->rank != 0 : r->rank != i + 1) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "the ranking has rank %zu ('%s') where %zu should be", r->rank,
                    r->id, i + 1);
            return vp_hint(err, "ranks run from 1 without gaps or repeats: run vp-score again");
        }
        if (!r->proposal) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "the ranking does not say what '%s' requested", r->id);
            return vp_hint(err,
                           "give the ranking with the fields of its proposals, as vp-score --proposals writes it");
        }
        if (r->has_score && r->score < 0)
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "the score of '%s' is below 0", r->id);
    }
    return VP_OK;
}

/* The office's own decision. c->in with a reason in *why: it is out. */
static vp_status out_or_in(vp_candidate *c, vp_note *why, const vp_ranked *r, const vp_round *round, vp_arena *arena,
                           vp_err *err)
{
    for (size_t k = 0; k < round->allocation.nfixed; k++) {
        const vp_fixed *f = &round->allocation.fixed[k];
        if (strcmp(f->id, r->id) != 0)
            continue;
        c->in = f;
        if (strcmp(f->decision, "in") == 0)
            return VP_OK;
        const char *reason;
        VP_ALLOC(reason, vp_arena_dupz(arena, f->reason), err);
        *why = (vp_note){N_("the office decided against it: %1$s"), {reason}};
        return VP_OK;
    }
    return VP_OK;
}

static vp_status rounds_to_nothing(vp_note *why, const vp_round *round, vp_arena *arena, vp_err *err)
{
    const char *step;
    VP_ALLOC(step, vp_sum_text(round, round->allocation.step, arena), err);
    *why = (vp_note){N_("every choice, rounded down to %1$s, is nothing"), {step}};
    return VP_OK;
}

/* Whoever is decided in can be awarded. */
static vp_status check_fixed(const vp_problem_model *p, vp_err *err)
{
    for (size_t k = 0; k < p->round->allocation.nfixed; k++) {
        const vp_fixed *f = &p->round->allocation.fixed[k];
        bool known = strcmp(f->decision, "out") == 0;
        for (size_t i = 0; i < p->n && !known; i++)
            known = p->at[i].in == f;
        if (known)
            continue;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = f->line, .col = f->col},
                "'%s' is decided in, but it cannot be awarded", f->id);
        return vp_hint(err, "it must be ranked, above the bar, and payable by a fund");
    }
    return VP_OK;
}

static vp_status cannot_keep(const vp_problem_model *p, const char *rule, const char *key, size_t line, size_t col,
                             vp_err *err)
{
    vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = line, .col = col},
            "the rule %s goes down the list and cannot keep '%s'", rule, key);
    return vp_hint(err, "use the rule optimal, or take '%s' out", key);
}

vp_status vp_only_optimal(const vp_problem_model *p, const char *rule, vp_err *err)
{
    const vp_allocation *a = &p->round->allocation;
    for (size_t k = 0; k < a->nfixed; k++)
        if (strcmp(a->fixed[k].decision, "in") == 0)
            return cannot_keep(p, rule, "fixed", a->fixed[k].line, a->fixed[k].col, err);
    if (a->nrequirements)
        return cannot_keep(p, rule, "requires", a->requirements[0].line, a->requirements[0].col, err);
    return a->noffers ? cannot_keep(p, rule, "choices", a->line, a->col, err) : VP_OK;
}

vp_status vp_minima_kept(const vp_problem_model *p, const char *rule, vp_err *err)
{
    const vp_allocation *a = &p->round->allocation;
    for (size_t i = 0; i < p->ncaps; i++) {
        const vp_cap *k = &p->caps[i];
        if (!k->least || k->used >= k->bound)
            continue;
        char has[VP_DECIMAL_MAX], of[VP_DECIMAL_MAX];
        vp_decimal_format(has, k->used, k->counts ? 0 : VP_MONEY_PLACES);
        vp_decimal_format(of, k->bound, k->counts ? 0 : VP_MONEY_PLACES);
        cannot_keep(p, rule, vp_cap_kind(p, k), a->limits[k->limit].line, a->limits[k->limit].col, err);
        vp_hint(err, "its list gives '%s' %s of %s: use the rule optimal, or loosen the minimum",
                k->value ? k->value : k->id, has, of);
        return VP_CORRUPT;
    }
    return VP_OK;
}

vp_status vp_model_build(vp_problem_model **out, vp_award *awards, const vp_round *round, const vp_ranking *ranking,
                         const vp_rubric *rubric, vp_arena *arena, vp_err *err)
{
    vp_problem_model *p;
    VP_ALLOC(p, vp_arena_alloc(arena, sizeof *p), err);
    p->round = round;
    VP_TRY(check(round, ranking, &p->available, err));
    VP_ALLOC(p->at, vp_arena_array(arena, ranking->n, sizeof *p->at), err);
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(err);
    book k = {.p = p, .seen = seen};
    VP_ALLOC(k.set, vp_arena_array(arena, round->nfunds, 1), err);
    VP_ALLOC(k.fund, vp_arena_array(arena, round->nfunds, sizeof *k.fund), err);
    vp_money all = 0;
    vp_wide worth = 0;
    size_t cap = 0;
    for (size_t i = 0; i < ranking->n; i++) {
        const vp_ranked *r = &ranking->at[i];
        vp_candidate c = {.award = i};
        vp_note why = {NULL, {NULL}};
        p->ranked += r->rank > 0;
        VP_TRY(price(&c, &why, r, round, rubric, arena, err));
        if (!why.msg)
            VP_TRY(out_or_in(&c, &why, r, round, arena, err));
        if (why.msg) {
            awards[i].status = c.in ? VP_UNFUNDED : VP_INELIGIBLE;
            awards[i].reason = why;
            continue;
        }
        VP_TRY(options(&c, p, &cap, arena, err));
        if (c.noptions == 0)
            VP_TRY(rounds_to_nothing(&why, round, arena, err));
        else
            VP_TRY(pay(&c, &why, &k, r->proposal, arena, err));
        if (why.msg) {
            awards[i].status = VP_INELIGIBLE;
            awards[i].reason = why;
            continue;
        }
        bool counts = true;
        for (size_t o = 0; o < c.noptions; o++) {
            worth += p->options[c.option0 + o].worth;
            counts = counts && vp_money_add(&all, p->options[c.option0 + o].amount);
        }
        p->noptions = c.option0 + c.noptions;
        if (!counts || all > INT64_MAX / 2 || worth > INT64_MAX / 2) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "with '%s' the proposals ask for more than can be counted", r->id);
            return vp_hint(err, "look at the unit of the amounts requested");
        }
        p->at[p->n++] = c;
    }
    *out = p;
    VP_TRY(check_fixed(p, err));
    return vp_model_limits(p, awards, ranking, arena, err);
}
