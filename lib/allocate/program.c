/* From the canonical problem to one integer program. That funds can pay a list is a row for every set of funds: what
   only they may pay fits what they hold (P. Hall, 1935; Ford and Fulkerson, 1956: the least cut). */
#include <string.h>
#include "program.h"

enum { MOST_FUNDS = 10, LARGEST_CLASS_BOUND = 16 };

typedef struct entry { size_t item; int64_t coef; } entry;

typedef struct draft {
    vp_program *q;
    const vp_problem_model *p;
    const bool *without;
    bool *usable;           /* of each option */
    bool *in;               /* of each candidate: has a usable option */
    bool *keep;             /* of each cap: it can bind, and is no class */
    long family;            /* the limit whose counts are the classes, -1: none */
    entry *entries;         /* row by row */
    size_t *start, nentries, cap_entries, cap_start, cap_rows, cap_bounds;
    int64_t *bounds;
    vp_arena *arena;
    vp_err *err;
} draft;

size_t vp_units(const vp_problem_model *p)
{
    const vp_allocation *a = &p->round->allocation;
    return a->nlimits + a->nexclusive + a->nrequirements + a->nfixed + 1;
}

static bool left_out(const draft *d, size_t unit)
{
    return d->without && d->without[unit];
}

static bool no_funds(const draft *d)
{
    return left_out(d, vp_units(d->p) - 1);
}

/* ---- which options there are ---- */

static int64_t cap_use(const vp_cap *k, const vp_option *o)
{
    return k->counts ? 1 : o->amount;
}

static vp_money payable(const draft *d, const vp_candidate *c, const bool *outside)
{
    const vp_payers *to = &d->p->payers[c->payers];
    vp_money sum = 0;
    for (size_t k = 0; k < to->n; k++) {
        const vp_fund *f = &d->p->round->funds[to->fund[k]];
        if (outside && !outside[to->fund[k]])
            continue;
        vp_money most = vp_fund_most(f, c->proposal), can = most >= 0 && (outside || most < f->amount) ? most
                      : outside ? INT64_MAX / 2 : f->amount;
        sum = can > INT64_MAX / 2 - sum ? INT64_MAX / 2 : sum + can;
    }
    return sum;
}

/* Can the option never be awarded? Then why. */
static bool too_large(const draft *d, vp_outcome *o, const vp_candidate *c, const vp_option *option)
{
    const vp_problem_model *p = d->p;
    vp_money can = payable(d, c, NULL);
    if (option->amount > can && !no_funds(d)) {
        *o = (vp_outcome){.verdict = VP_V_TOO_LARGE, .cap = VP_NO_CAP, .a = can};
        return true;
    }
    for (size_t i = 0; i < c->nrows; i++) {
        const vp_cap *k = &p->caps[p->row_of[c->row0 + i]];
        if (!k->least && !left_out(d, k->limit) && cap_use(k, option) > k->bound) {
            *o = (vp_outcome){.verdict = VP_V_TOO_LARGE, .cap = (long)p->row_of[c->row0 + i]};
            return true;
        }
    }
    return false;
}

static vp_status find_usable(draft *d, vp_outcome *outcome)
{
    const vp_problem_model *p = d->p;
    VP_ALLOC(d->usable, vp_arena_array(d->arena, p->noptions, sizeof *d->usable), d->err);
    VP_ALLOC(d->in, vp_arena_array(d->arena, p->n, sizeof *d->in), d->err);
    for (size_t i = 0; i < p->n; i++) {
        vp_outcome o = {0};
        for (size_t k = p->at[i].option0; k < p->at[i].option0 + p->at[i].noptions; k++) {
            d->usable[k] = !too_large(d, &o, &p->at[i], &p->options[k]);
            d->in[i] = d->in[i] || d->usable[k];
        }
        if (!d->in[i] && outcome)
            outcome[i] = o;
    }
    return VP_OK;
}

/* ---- classes ---- */

static bool can_be_class(const vp_problem_model *p, const vp_cap *k)
{
    return k->counts && !k->least && k->bound <= LARGEST_CLASS_BOUND && k->limit < p->round->allocation.nlimits;
}

/* Which caps can bind at all; the limit that makes the most classes of a few awards each becomes the classes. */
static vp_status sift_caps(draft *d)
{
    const vp_problem_model *p = d->p;
    int64_t *all;
    size_t *classes, limits = p->round->allocation.nlimits;
    VP_ALLOC(all, vp_arena_array(d->arena, p->ncaps, sizeof *all), d->err);
    VP_ALLOC(d->keep, vp_arena_array(d->arena, p->ncaps, sizeof *d->keep), d->err);
    VP_ALLOC(classes, vp_arena_array(d->arena, limits, sizeof *classes), d->err);
    for (size_t i = 0; i < p->n; i++)
        for (size_t r = 0; d->in[i] && r < p->at[i].nrows; r++) {
            const vp_cap *k = &p->caps[p->row_of[p->at[i].row0 + r]];
            int64_t most = 0;
            for (size_t o = p->at[i].option0; o < p->at[i].option0 + p->at[i].noptions; o++)
                if (d->usable[o] && cap_use(k, &p->options[o]) > most)
                    most = cap_use(k, &p->options[o]);
            all[k - p->caps] += most;
        }
    d->family = -1;
    for (size_t k = 0; k < p->ncaps; k++) {
        const vp_cap *c = &p->caps[k];
        d->keep[k] = (c->least ? c->bound > 0 : all[k] > c->bound) && !left_out(d, c->limit);
        if (d->keep[k] && can_be_class(p, c))
            classes[c->limit]++;
    }
    for (size_t l = 0; l < limits; l++)
        if (classes[l] > 0 && (d->family < 0 || classes[l] > classes[d->family]))
            d->family = (long)l;
    return VP_OK;
}

static bool is_class(const draft *d, const vp_cap *k)
{
    return (long)k->limit == d->family && can_be_class(d->p, k);
}

/* The cap that is the candidate's class, or SIZE_MAX. */
static size_t class_cap(const draft *d, const vp_candidate *c)
{
    for (size_t r = 0; r < c->nrows; r++) {
        size_t k = d->p->row_of[c->row0 + r];
        if (d->keep[k] && is_class(d, &d->p->caps[k]))
            return k;
    }
    return SIZE_MAX;
}

/* Items group by group, class by class; classes in the order of their first candidate. */
static vp_status sort_items(draft *d)
{
    const vp_problem_model *p = d->p;
    vp_program *q = d->q;
    size_t *class_of, *known, *start, *most, *group, *order, *filled;
    int64_t *value;
    VP_ALLOC(class_of, vp_arena_array(d->arena, p->n, sizeof *class_of), d->err);
    VP_ALLOC(known, vp_arena_array(d->arena, p->ncaps, sizeof *known), d->err);
    VP_ALLOC(start, vp_arena_array(d->arena, p->n + 1, sizeof *start), d->err);
    VP_ALLOC(most, vp_arena_array(d->arena, p->n, sizeof *most), d->err);
    VP_ALLOC(group, vp_arena_array(d->arena, p->n + 1, sizeof *group), d->err);
    VP_ALLOC(order, vp_arena_array(d->arena, p->n, sizeof *order), d->err);
    VP_ALLOC(filled, vp_arena_array(d->arena, p->n, sizeof *filled), d->err);
    VP_ALLOC(q->candidate, vp_arena_array(d->arena, p->noptions, sizeof *q->candidate), d->err);
    VP_ALLOC(q->option, vp_arena_array(d->arena, p->noptions, sizeof *q->option), d->err);
    VP_ALLOC(q->tie, vp_arena_array(d->arena, p->noptions, sizeof *q->tie), d->err);
    VP_ALLOC(q->class_cap, vp_arena_array(d->arena, p->n, sizeof *q->class_cap), d->err);
    VP_ALLOC(value, vp_arena_array(d->arena, p->noptions, sizeof *value), d->err);
    for (size_t i = 0; i < p->n; i++) {
        size_t k = d->in[i] ? class_cap(d, &p->at[i]) : SIZE_MAX;
        if (!d->in[i])
            continue;
        class_of[i] = k != SIZE_MAX && known[k] ? known[k] - 1 : q->c.nclasses++;
        if (k != SIZE_MAX)
            known[k] = class_of[i] + 1;
        most[class_of[i]] = k == SIZE_MAX ? 1 : (size_t)p->caps[k].bound;
        q->class_cap[class_of[i]] = k;
        start[class_of[i] + 1]++;
        q->c.ngroups++;
    }
    for (size_t k = 0; k < q->c.nclasses; k++)
        start[k + 1] += start[k];
    for (size_t i = 0; i < p->n; i++)
        if (d->in[i])
            order[start[class_of[i]] + filled[class_of[i]]++] = i;
    for (size_t g = 0; g < q->c.ngroups; g++) {
        const vp_candidate *c = &p->at[order[g]];
        for (size_t o = c->option0; o < c->option0 + c->noptions; o++)
            if (d->usable[o]) {
                q->candidate[q->c.n] = order[g];
                q->option[q->c.n] = o;
                q->tie[q->c.n] = (int64_t)(p->ranked + 1 - c->rank);
                value[q->c.n++] = p->options[o].worth;
            }
        group[g + 1] = q->c.n;
    }
    int64_t point = 0;
    for (size_t x = 0; x < q->c.n; x++)
        for (int64_t a = value[x], b; a != 0; a = b) {
            b = point % a;
            point = a;
        }
    q->point = point ? point : 1;
    for (size_t x = 0; x < q->c.n; x++)
        value[x] /= q->point;
    q->c.value = value;
    q->c.start = start;
    q->c.most = most;
    q->c.group = group;
    return VP_OK;
}

/* ---- rows ---- */

static vp_status put(draft *d, size_t item, int64_t coef)
{
    VP_TRY(vp_arena_grow(d->arena, &d->entries, &d->cap_entries, d->nentries, d->nentries + 1, sizeof *d->entries,
                         d->err));
    d->entries[d->nentries++] = (entry){item, coef};
    return VP_OK;
}

static int64_t floor_of(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The entries since the last row are one more, in the smallest numbers; a row of just the same becomes the stricter of
   both. */
static vp_status end_row(draft *d, vp_row_kind kind, size_t index, int64_t bound)
{
    vp_program *q = d->q;
    size_t r = q->c.nrows, from = r ? d->start[r] : 0, n = d->nentries - from;
    int64_t divisor = 0;
    VP_TRY(vp_arena_grow(d->arena, &d->start, &d->cap_start, r ? r + 1 : 0, r + 2, sizeof *d->start, d->err));
    VP_TRY(vp_arena_grow(d->arena, &q->rows, &d->cap_rows, r, r + 1, sizeof *q->rows, d->err));
    VP_TRY(vp_arena_grow(d->arena, &d->bounds, &d->cap_bounds, r, r + 1, sizeof *d->bounds, d->err));
    for (size_t e = from; e < d->nentries; e++)
        for (int64_t a = d->entries[e].coef < 0 ? -d->entries[e].coef : d->entries[e].coef, b; a != 0; a = b) {
            b = divisor % a;
            divisor = a;
        }
    divisor = divisor ? divisor : 1;
    for (size_t e = from; e < d->nentries; e++)
        d->entries[e].coef /= divisor;
    bound = floor_of(bound, divisor);
    for (size_t k = 0; kind == VP_ROW_FUNDS && k < r; k++)
        if (d->start[k + 1] - d->start[k] == n && n > 0 &&
            memcmp(d->entries + d->start[k], d->entries + from, n * sizeof *d->entries) == 0) {
            d->bounds[k] = bound < d->bounds[k] ? bound : d->bounds[k];
            d->nentries = from;
            return VP_OK;
        }
    d->bounds[r] = bound;
    d->start[r + 1] = d->nentries;
    q->rows[r] = (vp_origin){kind, index, divisor};
    q->c.nrows++;
    return VP_OK;
}

/* What must come out of a set of funds: the part of each award that the others cannot pay. */
static vp_status fund_rows(draft *d)
{
    const vp_problem_model *p = d->p;
    const vp_program *q = d->q;
    size_t funds = p->round->nfunds;
    bool *outside;
    VP_ALLOC(outside, vp_arena_array(d->arena, funds, sizeof *outside), d->err);
    for (size_t set = ((size_t)1 << funds) - 1; set > 0; set--) {
        int64_t money = 0, all = 0;
        size_t from = d->nentries;
        for (size_t f = 0; f < funds; f++) {
            outside[f] = !(set >> f & 1);
            money += outside[f] ? 0 : p->round->funds[f].amount;
        }
        for (size_t x = 0; x < q->c.n; x++) {
            int64_t amount = p->options[q->option[x]].amount;
            int64_t elsewhere = payable(d, &p->at[q->candidate[x]], outside);
            if (elsewhere >= amount)
                continue;
            all += amount - elsewhere;
            VP_TRY(put(d, x, amount - elsewhere));
        }
        if (all <= money && funds > 1)
            d->nentries = from;
        else
            VP_TRY(end_row(d, VP_ROW_FUNDS, set, money));
    }
    return VP_OK;
}

static vp_status cap_rows(draft *d)
{
    const vp_problem_model *p = d->p;
    const vp_program *q = d->q;
    size_t *first, *next, *member, total = 0; /* items of each cap */
    VP_ALLOC(first, vp_arena_array(d->arena, p->ncaps + 1, sizeof *first), d->err);
    VP_ALLOC(next, vp_arena_array(d->arena, p->ncaps + 1, sizeof *next), d->err);
    for (size_t x = 0; x < q->c.n; x++)
        for (size_t r = 0; r < p->at[q->candidate[x]].nrows; r++, total++)
            first[p->row_of[p->at[q->candidate[x]].row0 + r] + 1]++;
    for (size_t k = 0; k < p->ncaps; k++)
        next[k + 1] = first[k + 1] += first[k];
    VP_ALLOC(member, vp_arena_array(d->arena, total, sizeof *member), d->err);
    for (size_t x = 0; x < q->c.n; x++)
        for (size_t r = 0; r < p->at[q->candidate[x]].nrows; r++)
            member[next[p->row_of[p->at[q->candidate[x]].row0 + r]]++] = x;
    for (size_t k = 0; k < p->ncaps; k++) {
        const vp_cap *cap = &p->caps[k];
        if (!d->keep[k] || is_class(d, cap))
            continue;
        for (size_t m = first[k]; m < first[k + 1]; m++) {
            int64_t use = cap_use(cap, &p->options[q->option[member[m]]]);
            VP_TRY(put(d, member[m], cap->least ? -use : use));
        }
        VP_TRY(end_row(d, VP_ROW_CAP, k, cap->least ? -cap->bound : cap->bound));
    }
    return VP_OK;
}

static vp_status single_rows(draft *d)
{
    const vp_problem_model *p = d->p;
    const vp_allocation *a = &p->round->allocation;
    const vp_program *q = d->q;
    for (size_t k = 0; k < p->nneeds; k++) {
        const vp_need *need = &p->needs[k];
        if (left_out(d, a->nlimits + a->nexclusive + (size_t)(need->why - a->requirements)))
            continue;
        for (size_t x = 0; x < q->c.n; x++)
            if (q->candidate[x] == need->candidate || q->candidate[x] == need->other)
                VP_TRY(put(d, x, q->candidate[x] == need->candidate ? 1 : -1));
        VP_TRY(end_row(d, VP_ROW_NEED, k, 0));
    }
    for (size_t i = 0; i < p->n; i++) {
        size_t unit = a->nlimits + a->nexclusive + a->nrequirements;
        if (!p->at[i].in || left_out(d, unit + (size_t)(p->at[i].in - a->fixed)))
            continue;
        for (size_t x = 0; x < q->c.n; x++)
            if (q->candidate[x] == i)
                VP_TRY(put(d, x, -1));
        VP_TRY(end_row(d, VP_ROW_IN, i, -1));
    }
    return VP_OK;
}

/* From rows to items. */
static vp_status turn(draft *d)
{
    vp_choice *c = &d->q->c;
    size_t *first, *row, *next;
    int64_t *coef;
    VP_ALLOC(first, vp_arena_array(d->arena, c->n + 1, sizeof *first), d->err);
    VP_ALLOC(next, vp_arena_array(d->arena, c->n + 1, sizeof *next), d->err);
    VP_ALLOC(row, vp_arena_array(d->arena, d->nentries, sizeof *row), d->err);
    VP_ALLOC(coef, vp_arena_array(d->arena, d->nentries, sizeof *coef), d->err);
    for (size_t e = 0; e < d->nentries; e++)
        first[d->entries[e].item + 1]++;
    for (size_t x = 0; x < c->n; x++)
        next[x + 1] = first[x + 1] += first[x];
    for (size_t r = 0; r < c->nrows; r++)
        for (size_t e = d->start[r]; e < d->start[r + 1]; e++) {
            size_t at = next[d->entries[e].item]++;
            row[at] = r;
            coef[at] = d->entries[e].coef;
        }
    c->first = first;
    c->row = row;
    c->coef = coef;
    if (!d->bounds)
        VP_ALLOC(d->bounds, vp_arena_array(d->arena, 1, sizeof *d->bounds), d->err);
    c->bound = d->bounds;
    return VP_OK;
}

/* Is it a knapsack: the first row over every item, and at most one item of each class. */
static vp_status see_budget(draft *d)
{
    vp_program *q = d->q;
    q->one_budget = q->c.nrows == 1 && q->rows[0].kind == VP_ROW_FUNDS && d->nentries == q->c.n;
    for (size_t k = 0; k < q->c.nclasses && q->one_budget; k++)
        q->one_budget = q->c.most[k] == 1 || q->c.start[k + 1] - q->c.start[k] == 1;
    VP_ALLOC(q->weight, vp_arena_array(d->arena, q->c.n, sizeof *q->weight), d->err);
    for (size_t x = 0; x < q->c.n && q->one_budget; x++) {
        q->weight[x] = q->c.coef[q->c.first[x]];
        q->one_budget = q->weight[x] > 0;
    }
    return VP_OK;
}

vp_status vp_program_make(vp_program *q, const vp_problem_model *p, const bool *without, vp_outcome *outcome,
                          vp_arena *arena, vp_err *err)
{
    draft d = {.q = q, .p = p, .without = without, .arena = arena, .err = err};
    *q = (vp_program){.p = p};
    if (p->round->nfunds > MOST_FUNDS) {
        const vp_allocation *a = &p->round->allocation;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = a->line, .col = a->col},
                "rule 'optimal' takes at most %d funds", MOST_FUNDS);
        return vp_hint(err, "put funds that pay the same together");
    }
    VP_TRY(find_usable(&d, outcome));
    VP_TRY(sift_caps(&d));
    VP_TRY(sort_items(&d));
    if (!no_funds(&d))
        VP_TRY(fund_rows(&d));
    VP_TRY(cap_rows(&d));
    VP_TRY(single_rows(&d));
    VP_TRY(turn(&d));
    return see_budget(&d);
}
