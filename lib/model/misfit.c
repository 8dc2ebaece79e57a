/* Awards against funds and limits. It shares nothing with lib/allocate but the records: an error there is not made a
   second time here. */
#include <stdlib.h>
#include <string.h>
#include <vp/misfit.h>

typedef __int128 sum;

typedef struct check {
    const vp_awards *awards;
    const vp_round *round;
    vp_arena *arena;
    vp_note *at;
    size_t n, cap;
} check;

static vp_status add(check *c, const char *msg, const char *one, const char *two, const char *three, vp_err *err)
{
    VP_TRY(vp_arena_grow(c->arena, &c->at, &c->cap, c->n, c->n + 1, sizeof *c->at, err));
    c->at[c->n++] = (vp_note){msg, {one, two, three}};
    return VP_OK;
}

static const char *money(sum s, vp_arena *arena)
{
    char text[VP_DECIMAL_MAX];
    vp_money_format(text, s > INT64_MAX ? INT64_MAX : s < -INT64_MAX ? -INT64_MAX : (vp_money)s);
    return vp_arena_dupz(arena, text);
}

static const char *number(sum s, vp_arena *arena)
{
    return vp_arena_printf(arena, "%lld", (long long)s);
}

/* ---- one award ---- */

static vp_status one_fund(check *c, const vp_award *a, size_t f, vp_err *err)
{
    const vp_fund *fund = &c->round->funds[f];
    const char *paid, *over;
    if (a->fund[f] == 0)
        return VP_OK;
    VP_ALLOC(paid, money(a->fund[f], c->arena), err);
    if (a->fund[f] < 0)
        VP_TRY(add(c, N_("fund '%1$s' pays %2$s of '%3$s'"), fund->id, paid, a->id, err));
    if (!vp_filter_matches(&fund->pays, a->proposal))
        VP_TRY(add(c, N_("fund '%1$s' pays %2$s of '%3$s', which is nothing that it pays for"), fund->id, paid, a->id,
                   err));
    if (fund->max_per_award < 0 || a->fund[f] <= fund->max_per_award)
        return VP_OK;
    VP_ALLOC(over, money((sum)a->fund[f] - fund->max_per_award, c->arena), err);
    return add(c, N_("fund '%1$s' pays %2$s more of '%3$s' than it may of one award"), fund->id, over, a->id, err);
}

static vp_status one_award(check *c, const vp_award *a, vp_err *err)
{
    sum paid = 0;
    vp_money most = vp_proposal_grant(a->proposal);
    const char *amount, *other;
    for (size_t f = 0; f < c->round->nfunds; f++) {
        paid += a->fund[f];
        VP_TRY(one_fund(c, a, f, err));
    }
    VP_ALLOC(amount, money(a->amount, c->arena), err);
    VP_ALLOC(other, money(paid, c->arena), err);
    if (paid != a->amount)
        VP_TRY(add(c, N_("'%1$s' has %2$s, and its funds pay %3$s"), a->id, amount, other, err));
    if ((a->status == VP_AWARDED) != (a->amount > 0))
        VP_TRY(add(c, N_("'%1$s' is %2$s, and has %3$s"), a->id, vp_award_status_name(a->status), amount, err));
    if (a->amount > 0 && a->amount > most) {
        VP_ALLOC(other, money((sum)a->amount - most, c->arena), err);
        VP_TRY(add(c, N_("'%1$s' has %2$s, %3$s more than may be granted"), a->id, amount, other, err));
    }
    if (a->status == VP_AWARDED && (!a->has_score || a->score < c->round->allocation.pass_mark))
        VP_TRY(add(c, N_("'%1$s' is awarded, and its score does not reach the bar"), a->id, NULL, NULL, err));
    return VP_OK;
}

/* ---- funds ---- */

static vp_status funds(check *c, sum *available, vp_err *err)
{
    *available = 0;
    for (size_t f = 0; f < c->round->nfunds; f++) {
        const vp_fund *fund = &c->round->funds[f];
        const char *all, *over;
        sum paid = 0;
        *available += fund->amount;
        for (size_t i = 0; i < c->awards->n; i++)
            paid += c->awards->at[i].fund[f];
        if (paid <= fund->amount)
            continue;
        VP_ALLOC(all, money(paid, c->arena), err);
        VP_ALLOC(over, money(paid - fund->amount, c->arena), err);
        VP_TRY(add(c, N_("fund '%1$s' pays %2$s, %3$s more than it has"), fund->id, all, over, err));
    }
    return VP_OK;
}

/* ---- limits ---- */

static bool within(const vp_limit *l, const vp_award *a, const char *value)
{
    return vp_filter_matches(&l->where, a->proposal) &&
           (!value || strcmp(a->proposal->value[l->each], value) == 0);
}

/* One bound of a limit: is (money or a count) against the least or the most. */
static vp_status bound(check *c, const char *name, sum is, sum than, bool most, bool counts, vp_err *err)
{
    const char *(*text)(sum, vp_arena *) = counts ? number : money;
    const char *all, *by;
    if (most ? is <= than : is >= than)
        return VP_OK;
    VP_ALLOC(all, text(is, c->arena), err);
    VP_ALLOC(by, text(most ? is - than : than - is, c->arena), err);
    if (most)
        return add(c, counts ? N_("limit '%1$s': %2$s awards, %3$s more than it allows")
                             : N_("limit '%1$s': awards of %2$s, %3$s more than it allows"), name, all, by, err);
    return add(c, counts ? N_("limit '%1$s': %2$s awards, %3$s fewer than it asks for")
                         : N_("limit '%1$s': awards of %2$s, %3$s less than it asks for"), name, all, by, err);
}

/* A limit as a whole (value NULL), or for one value of its `each`. */
static vp_status group(check *c, const vp_limit *l, const char *value, sum available, vp_err *err)
{
    sum amount = 0, count = 0;
    const char *name = l->id;
    for (size_t i = 0; i < c->awards->n; i++)
        if (c->awards->at[i].amount != 0 && within(l, &c->awards->at[i], value)) {
            amount += c->awards->at[i].amount;
            count++;
        }
    if (value)
        VP_ALLOC(name, vp_arena_printf(c->arena, "%s: %s", l->id, value), err);
    if (l->max_amount >= 0)
        VP_TRY(bound(c, name, amount, l->max_amount, true, false, err));
    if (l->max_share >= 0)
        VP_TRY(bound(c, name, amount, available * l->max_share / VP_MICRO, true, false, err));
    if (l->max_count >= 0)
        VP_TRY(bound(c, name, count, l->max_count, true, true, err));
    if (l->min_amount >= 0)
        VP_TRY(bound(c, name, amount, l->min_amount, false, false, err));
    return l->min_count >= 0 ? bound(c, name, count, l->min_count, false, true, err) : VP_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static vp_status one_limit(check *c, const vp_limit *l, sum available, vp_err *err)
{
    const char **values;
    size_t n = 0;
    if (l->each < 0)
        return group(c, l, NULL, available, err);
    VP_ALLOC(values, vp_arena_array(c->arena, c->awards->n, sizeof *values), err);
    for (size_t i = 0; i < c->awards->n; i++) {
        const vp_award *a = &c->awards->at[i];
        const char *value = a->proposal->value[l->each];
        if ((a->status != VP_INELIGIBLE || a->amount != 0) && *value && within(l, a, NULL))
            values[n++] = value;
    }
    if (n > 1)
        qsort(values, n, sizeof *values, by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(values[i - 1], values[i]) != 0)
            VP_TRY(group(c, l, values[i], available, err));
    return VP_OK;
}

vp_status vp_awards_misfits(vp_misfits *out, const vp_awards *awards, const vp_round *round, vp_arena *arena,
                            vp_err *err)
{
    check c = {.awards = awards, .round = round, .arena = arena};
    sum available;
    for (size_t i = 0; i < awards->n; i++)
        VP_TRY(one_award(&c, &awards->at[i], err));
    VP_TRY(funds(&c, &available, err));
    for (size_t i = 0; i < round->allocation.nlimits; i++)
        VP_TRY(one_limit(&c, &round->allocation.limits[i], available, err));
    *out = (vp_misfits){c.at, c.n};
    return VP_OK;
}
