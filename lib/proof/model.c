/* From a round and its ranking to an integer program, read off DESIGN's rules once more: an error of the engine that
   decides is not made here a second time. That funds can pay a list is one row for every set of funds: what only they
   may pay fits what they hold (P. Hall, 1935). */
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/proof.h>

enum { MOST_FUNDS = 10 };
#define MOST_SUM (INT64_MAX / 2)

typedef struct maker {
    vp_model *m;
    const vp_allocation *how;
    const vp_ranking *ranking;
    size_t items, groups, rows, entries; /* room for so many */
    vp_money available, *pays; /* pays[item * nfunds + fund]: at most */
    size_t cells;
    vp_arena *arena;
    vp_err *err;
} maker;

static vp_status too_large(const maker *k)
{
    return vp_fail(k->err, VP_INVALID, VP_AT_FILE(k->m->round->file), "the model has sums that cannot be counted");
}

/* ---- items ---- */

/* What a fund pays of an award to the proposal at most. */
static vp_money fund_pays(const vp_fund *f, const vp_proposal *p)
{
    static const size_t budgets[] = {VP_APPROVED_BUDGET, VP_BUDGET, VP_REQUESTED};
    vp_money most = f->max_per_award < 0 ? MOST_SUM : f->max_per_award, share;
    if (!vp_filter_matches(&f->pays, p))
        return 0;
    for (size_t k = 0; f->max_share >= 0 && k < sizeof budgets / sizeof *budgets; k++)
        if (*p->value[budgets[k]]) {
            if (vp_scale_floor(&share, vp_proposal_money(p, budgets[k]), f->max_share, VP_MICRO, 1) && share < most)
                most = share;
            break;
        }
    return most;
}

/* What funds outside a set (a bit for each) pay at most; pays[f]: what each does. */
static vp_money paid_outside(const vp_money *pays, size_t nfunds, size_t set)
{
    vp_money sum = 0;
    for (size_t f = 0; f < nfunds; f++) {
        vp_money most = set >> f & 1 ? 0 : pays[f];
        sum = most > MOST_SUM - sum ? MOST_SUM : sum + most;
    }
    return sum;
}

static const vp_fixed *decided(const maker *k, const char *id)
{
    for (size_t i = 0; i < k->how->nfixed; i++)
        if (strcmp(k->how->fixed[i].id, id) == 0)
            return &k->how->fixed[i];
    return NULL;
}

/* The share that a score earns; 0: none. */
static vp_micro share_of(const maker *k, vp_micro score)
{
    for (size_t i = 0; i < k->how->nlevels; i++)
        if (score >= k->how->levels[i].min_score)
            return k->how->levels[i].share;
    return k->how->nlevels ? 0 : VP_MICRO;
}

static vp_status put_item(maker *k, const vp_ranked *r, vp_money amount, int64_t value)
{
    vp_model *m = k->m;
    vp_money pays[MOST_FUNDS];
    for (size_t f = 0; f < m->round->nfunds; f++)
        pays[f] = fund_pays(&m->round->funds[f], r->proposal);
    if (amount <= 0 || paid_outside(pays, m->round->nfunds, 0) < amount)
        return VP_OK;
    VP_TRY(vp_arena_grow(k->arena, &k->pays, &k->cells, m->n * m->round->nfunds, (m->n + 1) * m->round->nfunds,
                         sizeof *k->pays, k->err));
    memcpy(k->pays + m->n * m->round->nfunds, pays, m->round->nfunds * sizeof *pays);
    VP_TRY(vp_arena_grow(k->arena, &m->item, &k->items, m->n, m->n + 1, sizeof *m->item, k->err));
    m->item[m->n++] = (vp_model_item){r, amount, value};
    return VP_OK;
}

/* The ways to award a proposal, none where it is not eligible. */
static vp_status put_proposal(maker *k, const vp_ranked *r)
{
    vp_model *m = k->m;
    const vp_fixed *f = decided(k, r->id);
    vp_money grant, amount;
    int64_t value;
    size_t before = m->n;
    if (!r->proposal)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the ranking does not say what '%s' requested", r->id);
    if (r->rank == 0 || !r->has_score || r->score < k->how->pass_mark || (f && strcmp(f->decision, "out") == 0))
        return VP_OK;
    grant = vp_proposal_grant(r->proposal);
    if (vp_proposal_money(r->proposal, VP_REQUESTED) <= 0 || grant <= 0)
        return VP_OK;
    if (!vp_scale_floor(&amount, grant, share_of(k, r->score), VP_MICRO, k->how->step))
        return too_large(k);
    if (amount <= 0)
        return VP_OK;
    if (k->how->noffers == 0)
        VP_TRY(put_item(k, r, amount, r->score));
    for (size_t i = 0; i < k->how->noffers; i++) {
        const vp_offer *o = &k->how->offers[i];
        if (!vp_scale_floor(&amount, grant, o->share, VP_MICRO, k->how->step) ||
            !vp_scale_floor(&value, r->score, o->worth, VP_MICRO, 1))
            return too_large(k);
        VP_TRY(put_item(k, r, amount, value));
    }
    if (m->n == before)
        return VP_OK;
    VP_TRY(vp_arena_grow(k->arena, &m->group, &k->groups, m->ngroups ? m->ngroups + 1 : 0, m->ngroups + 2,
                         sizeof *m->group, k->err));
    m->group[++m->ngroups] = m->n;
    return VP_OK;
}

/* Values in the largest unit that they are whole numbers of. */
static vp_status shorten_values(maker *k)
{
    vp_model *m = k->m;
    vp_wide unit = 0, sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (m->item[i].value < 0)
            return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the score of '%s' is below 0", m->item[i].of->id);
        unit = vp_gcd(unit, m->item[i].value);
        sum += m->item[i].value;
    }
    if (sum > MOST_SUM)
        return too_large(k);
    m->unit = unit ? (int64_t)unit : 1;
    for (size_t i = 0; i < m->n; i++)
        m->item[i].value /= m->unit;
    return VP_OK;
}

/* ---- rows ---- */

static vp_status put(maker *k, size_t item, int64_t coef)
{
    vp_model *m = k->m;
    if (coef == 0)
        return VP_OK;
    VP_TRY(vp_arena_grow(k->arena, &m->entry, &k->entries, m->nentries, m->nentries + 1, sizeof *m->entry, k->err));
    m->entry[m->nentries++] = (vp_model_entry){item, coef};
    return VP_OK;
}

/* The largest and the least that entries can come to, with one item of a group at most. */
static void range(const vp_model *m, size_t first, vp_wide *most, vp_wide *size)
{
    size_t g = 0;
    int64_t best = 0;
    *most = *size = 0;
    for (size_t e = first; e < m->nentries; e++) {
        int64_t a = m->entry[e].coef;
        *size += a < 0 ? -(vp_wide)a : a;
        if (m->entry[e].item >= m->group[g + 1]) {
            *most += best;
            best = 0;
        }
        while (m->entry[e].item >= m->group[g + 1])
            g++;
        best = a > best ? a : best;
    }
    *most += best;
}

/* The entries since the last row are one more, unless it could never be broken. */
static vp_status end_row(maker *k, const char *what, int64_t bound)
{
    vp_model *m = k->m;
    size_t first = m->nrows ? m->row[m->nrows - 1].first + m->row[m->nrows - 1].n : 0;
    vp_wide most, size, divisor = 0;
    if (!what)
        return vp_nomem(k->err);
    range(m, first, &most, &size);
    if (size > MOST_SUM || bound > MOST_SUM || bound < -MOST_SUM)
        return too_large(k);
    if (most <= bound) {
        m->nentries = first;
        return VP_OK;
    }
    for (size_t e = first; e < m->nentries; e++)
        divisor = vp_gcd(divisor, m->entry[e].coef < 0 ? -m->entry[e].coef : m->entry[e].coef);
    divisor = divisor ? divisor : 1;
    for (size_t e = first; e < m->nentries; e++)
        m->entry[e].coef /= (int64_t)divisor;
    bound = bound / (int64_t)divisor - (bound % (int64_t)divisor < 0);
    VP_TRY(vp_arena_grow(k->arena, &m->row, &k->rows, m->nrows, m->nrows + 1, sizeof *m->row, k->err));
    m->row[m->nrows++] = (vp_model_row){what, bound, (int64_t)divisor, first, m->nentries - first};
    return VP_OK;
}

/* "fund a + b". */
static const char *names_of_set(const maker *k, size_t set)
{
    const char *text = "fund";
    for (size_t f = 0, n = 0; text && f < k->m->round->nfunds; f++)
        if (set >> f & 1)
            text = vp_arena_printf(k->arena, "%s%s %s", text, n++ ? " +" : "", k->m->round->funds[f].id);
    return text;
}

static vp_status fund_rows(maker *k)
{
    const vp_model *m = k->m;
    for (size_t set = ((size_t)1 << m->round->nfunds) - 1; set > 0; set--) {
        vp_money holds = 0;
        for (size_t f = 0; f < m->round->nfunds; f++)
            holds += set >> f & 1 ? m->round->funds[f].amount : 0;
        for (size_t i = 0; i < m->n; i++) {
            vp_money less = paid_outside(k->pays + i * m->round->nfunds, m->round->nfunds, set);
            if (less < m->item[i].amount)
                VP_TRY(put(k, i, m->item[i].amount - less));
        }
        VP_TRY(end_row(k, names_of_set(k, set), holds));
    }
    return VP_OK;
}

/* Items that a limit is about, those with one value of its `each` together. */
typedef struct member { const char *value; size_t item; } member;

static int by_value(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int by = strcmp(x->value, y->value);
    return by ? by : (x->item > y->item) - (x->item < y->item);
}

/* One maximum or minimum (sign -1) of money or of awards. */
static vp_status bound_row(maker *k, const char *what, const char *kind, const member *of, size_t n, int sign,
                           bool counts, int64_t bound)
{
    if (bound < 0)
        return VP_OK;
    for (size_t i = 0; i < n; i++)
        VP_TRY(put(k, of[i].item, sign * (counts ? 1 : k->m->item[of[i].item].amount)));
    return end_row(k, vp_arena_printf(k->arena, "%s %s", what, kind), sign * bound);
}

static vp_status limit_rows(maker *k, const vp_limit *l, const char *value, const member *of, size_t n)
{
    int64_t share = -1;
    const char *what;
    VP_ALLOC(what, vp_arena_printf(k->arena, "limit %s%s%s", l->id, value ? ": " : "", value ? value : ""), k->err);
    if (l->max_share >= 0 && !vp_scale_floor(&share, k->available, l->max_share, VP_MICRO, 1))
        return too_large(k);
    VP_TRY(bound_row(k, what, "max_amount", of, n, 1, false, l->max_amount));
    VP_TRY(bound_row(k, what, "max_share", of, n, 1, false, share));
    VP_TRY(bound_row(k, what, "max_count", of, n, 1, true, l->max_count));
    VP_TRY(bound_row(k, what, "min_amount", of, n, -1, false, l->min_amount));
    return bound_row(k, what, "min_count", of, n, -1, true, l->min_count);
}

static vp_status one_limit(maker *k, const vp_limit *l)
{
    const vp_model *m = k->m;
    member *of;
    size_t n = 0;
    VP_ALLOC(of, vp_arena_array(k->arena, m->n + 1, sizeof *of), k->err);
    for (size_t i = 0; i < m->n; i++) {
        const vp_proposal *p = m->item[i].of->proposal;
        const char *value = l->each < 0 ? "" : p->value[l->each];
        if (vp_filter_matches(&l->where, p) && (l->each < 0 || *value))
            of[n++] = (member){value, i};
    }
    if (l->each < 0)
        return limit_rows(k, l, NULL, of, n);
    if (n > 1)
        qsort(of, n, sizeof *of, by_value);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(of[i].value, of[end].value) == 0; end++)
            ;
        VP_TRY(limit_rows(k, l, of[i].value, of + i, end - i));
    }
    return VP_OK;
}

static vp_status put_all(maker *k, const char *id, int64_t coef)
{
    for (size_t i = 0; i < k->m->n; i++)
        if (strcmp(k->m->item[i].of->id, id) == 0)
            VP_TRY(put(k, i, coef));
    return VP_OK;
}

static int by_item(const void *a, const void *b)
{
    const vp_model_entry *x = a, *y = b;
    return (x->item > y->item) - (x->item < y->item);
}

/* Entries that were put proposal by proposal, in the order of items; one named twice counts once. */
static void order_entries(maker *k)
{
    vp_model *m = k->m;
    size_t first = m->nrows ? m->row[m->nrows - 1].first + m->row[m->nrows - 1].n : 0, n = first;
    if (m->nentries - first > 1)
        qsort(m->entry + first, m->nentries - first, sizeof *m->entry, by_item);
    for (size_t e = first; e < m->nentries; e++)
        if (n == first || m->entry[e].item != m->entry[n - 1].item)
            m->entry[n++] = m->entry[e];
    m->nentries = n;
}

static vp_status rows_of_proposals(maker *k)
{
    for (size_t i = 0; i < k->how->nexclusive; i++) {
        const vp_exclusive *x = &k->how->exclusive[i];
        for (size_t j = 0; j < x->of.n; j++)
            VP_TRY(put_all(k, x->of.at[j], 1));
        order_entries(k);
        VP_TRY(end_row(k, vp_arena_printf(k->arena, "exclusive %s", x->id), 1));
    }
    for (size_t i = 0; i < k->how->nrequirements; i++) {
        const vp_requirement *r = &k->how->requirements[i];
        for (size_t j = 0; j < r->with.n; j++) {
            if (strcmp(r->with.at[j], r->id) == 0)
                continue;
            VP_TRY(put_all(k, r->id, 1));
            VP_TRY(put_all(k, r->with.at[j], -1));
            order_entries(k);
            VP_TRY(end_row(k, vp_arena_printf(k->arena, "requires %s: %s", r->id, r->with.at[j]), 0));
        }
    }
    for (size_t i = 0; i < k->how->nfixed; i++) {
        if (strcmp(k->how->fixed[i].decision, "in") != 0)
            continue;
        VP_TRY(put_all(k, k->how->fixed[i].id, -1));
        VP_TRY(end_row(k, vp_arena_printf(k->arena, "fixed %s", k->how->fixed[i].id), -1));
    }
    return VP_OK;
}

/* ---- the whole ---- */

/* The model's worth is of scores: another first objective has no certificate yet. */
static vp_status check_objective(const vp_round *round, vp_err *err)
{
    const vp_allocation *a = &round->allocation;
    if (a->nmaximise == 0 || strcmp(a->maximise[0].name, "score") == 0)
        return VP_OK;
    vp_fail(err, VP_CORRUPT, (vp_where){.file = round->file, .row = a->line, .col = a->col},
            "a certificate and a model are of the scores, and '%s' is maximised first",
            a->maximise[0].name);
    return vp_hint(err, "leave --certificate and --mps out, or maximise the score first"), VP_CORRUPT;
}

vp_status vp_model_make(vp_model **out, const vp_round *round, const vp_ranking *ranking, vp_arena *arena, vp_err *err)
{
    vp_model *m;
    VP_STR text = {0};
    VP_TRY(check_objective(round, err));
    VP_ALLOC(m, vp_arena_alloc(arena, sizeof *m), err);
    m->round = round;
    maker k = {.m = m, .how = &round->allocation, .ranking = ranking, .arena = arena, .err = err};
    VP_TRY(vp_arena_grow(arena, &m->group, &k.groups, 0, 1, sizeof *m->group, err));
    if (round->nfunds > MOST_FUNDS)
        return vp_fail(err, VP_INVALID, VP_AT_FILE(round->file), "a model has at most %d funds", MOST_FUNDS);
    for (size_t f = 0; f < round->nfunds; f++)
        if (round->funds[f].amount < 0 || !vp_money_add(&k.available, round->funds[f].amount))
            return too_large(&k);
    for (size_t i = 0; i < ranking->n; i++)
        VP_TRY(put_proposal(&k, &ranking->at[i]));
    VP_TRY(shorten_values(&k));
    VP_TRY(fund_rows(&k));
    for (size_t i = 0; i < k.how->nlimits; i++)
        VP_TRY(one_limit(&k, &k.how->limits[i]));
    VP_TRY(rows_of_proposals(&k));
    VP_TRY(vp_model_mps(&text, m, err));
    vp_hash(m->sha256, vp_str_text(&text), text.n);
    *out = m;
    return VP_OK;
}
