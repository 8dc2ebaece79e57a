/* Adding up, and refusing what does not: a report with a wrong sum is worse than none. */
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include "tally.h"

const char *vp_tally_field(const vp_award *a, size_t field)
{
    return a->proposal ? a->proposal->value[field] : "";
}

const char *vp_tally_withdrawn(const vp_award *a)
{
    return a->proposal ? a->proposal->withdrawn_on : NULL;
}

static int by_rank(const void *a, const void *b)
{
    const vp_award *x = *(const vp_award *const *)a, *y = *(const vp_award *const *)b;
    if (x->rank != y->rank)
        return x->rank - 1 < y->rank - 1 ? -1 : 1; /* no rank (0) comes last */
    return strcmp(x->id, y->id);
}

static vp_status overflow(vp_err *err)
{
    return vp_fail(err, VP_INVALID, VP_NOWHERE, N_("the awards add up to more than can be counted"));
}

static vp_status differs(const vp_award *a, vp_money funds, vp_err *err)
{
    char amount[VP_DECIMAL_MAX], paid[VP_DECIMAL_MAX];
    vp_money_format(amount, a->amount);
    vp_money_format(paid, funds);
    vp_fail(err, VP_INVALID, VP_NOWHERE, N_("the award of proposal '%s' is %s, but its funds pay %s"), a->id, amount,
            paid);
    return vp_hint(err, N_("awards are not edited by hand: run vp-allocate to decide them again"));
}

static vp_status check_award(const vp_award *a, size_t nfunds, vp_err *err)
{
    vp_money sum = 0;
    for (size_t f = 0; f < nfunds; f++)
        if (!vp_money_add(&sum, a->fund[f]))
            return overflow(err);
    if (sum != a->amount)
        return differs(a, sum, err);
    if ((a->status == VP_AWARDED) == (a->amount > 0))
        return VP_OK;
    char amount[VP_DECIMAL_MAX];
    vp_money_format(amount, a->amount);
    vp_fail(err, VP_INVALID, VP_NOWHERE, N_("proposal '%s' has the status '%s' and the amount %s"), a->id,
            vp_award_status_name(a->status), amount);
    return vp_hint(err, N_("awards are not edited by hand: run vp-allocate to decide them again"));
}

static vp_status check_fund(const vp_fund *f, vp_money pays, vp_err *err)
{
    if (pays <= f->amount)
        return VP_OK;
    char spent[VP_DECIMAL_MAX], has[VP_DECIMAL_MAX];
    vp_money_format(spent, pays);
    vp_money_format(has, f->amount);
    vp_fail(err, VP_INVALID, VP_NOWHERE, N_("fund '%s' pays %s, more than the %s it has"), f->id, spent, has);
    return vp_hint(err, N_("the awards and round.json do not belong together: run vp-allocate to decide them again"));
}

vp_status vp_tally_new(vp_tally *out, const vp_report_data *data, bool none, vp_arena *arena, vp_err *err)
{
    const vp_awards *all = data->awards;
    size_t nfunds = data->round->nfunds;
    vp_money *fund;
    size_t *count;
    *out = (vp_tally){.data = data};
    VP_ALLOC(fund, vp_arena_array(arena, nfunds + 1, sizeof *fund), err);
    VP_ALLOC(count, vp_arena_array(arena, nfunds + 1, sizeof *count), err);
    VP_ALLOC(out->at, vp_arena_array(arena, all->n + 1, sizeof *out->at), err);
    VP_ALLOC(out->reserve, vp_arena_array(arena, all->n + 1, sizeof *out->reserve), err);
    for (size_t i = 0; i < all->n; i++) {
        const vp_award *a = &all->at[i];
        VP_TRY(check_award(a, nfunds, err));
        if (a->status == VP_RESERVE)
            out->reserve[out->nreserve++] = a;
        if (a->status != VP_AWARDED)
            continue;
        out->at[out->n++] = a;
        if (!vp_money_add(&out->total, a->amount))
            return overflow(err);
        if (vp_tally_withdrawn(a)) {
            out->nwithdrawn++;
            out->withdrawn += a->amount; /* no more than the total */
        }
        for (size_t f = 0; f < nfunds; f++) {
            count[f] += a->fund[f] > 0;
            if (!vp_money_add(&fund[f], a->fund[f]))
                return overflow(err);
        }
    }
    for (size_t f = 0; f < nfunds; f++)
        VP_TRY(check_fund(&data->round->funds[f], fund[f], err));
    if (none) {
        out->n = out->nreserve = out->nwithdrawn = 0;
        out->total = out->withdrawn = 0;
        memset(fund, 0, (nfunds + 1) * sizeof *fund);
        memset(count, 0, (nfunds + 1) * sizeof *count);
    }
    qsort(out->at, out->n, sizeof *out->at, by_rank);
    qsort(out->reserve, out->nreserve, sizeof *out->reserve, by_rank);
    out->fund = fund;
    out->fund_count = count;
    return VP_OK;
}

static int by_name(const void *a, const void *b)
{
    const vp_group *x = a, *y = b;
    if (!*x->name != !*y->name)
        return *x->name ? -1 : 1;
    return strcmp(x->name, y->name);
}

static vp_strings listed(const vp_round *round, size_t field)
{
    switch (field) {
    case VP_PURPOSE:
        return round->purposes;
    case VP_CATEGORY:
        return round->categories;
    case VP_DISTRICT:
        return round->districts;
    default:
        return round->fields[field].choices;
    }
}

/* The index of the group of that name, which is made when it is new. */
static vp_status group_of(size_t *index, vp_map *seen, vp_group *groups, size_t *n, const char *name, vp_err *err)
{
    bool fresh;
    uint64_t *slot;
    VP_ALLOC(slot, vp_map_put(seen, name, strlen(name), &fresh), err);
    if (fresh) {
        *slot = *n;
        groups[(*n)++] = (vp_group){.name = name};
    }
    *index = (size_t)*slot;
    return VP_OK;
}

vp_status vp_tally_by(vp_group **out, size_t *n, const vp_tally *t, size_t field, vp_arena *arena, vp_err *err)
{
    vp_strings known = listed(t->data->round, field);
    VP_AUTO(vp_map) seen = NULL;
    vp_group *groups;
    size_t all = 0, g;
    VP_ALLOC(seen, vp_map_new(), err);
    VP_ALLOC(groups, vp_arena_array(arena, known.n + t->n + 1, sizeof *groups), err);
    for (size_t i = 0; i < known.n; i++)
        VP_TRY(group_of(&g, seen, groups, &all, known.at[i], err));
    size_t fixed = all;
    for (size_t i = 0; i < t->n; i++) {
        VP_TRY(group_of(&g, seen, groups, &all, vp_tally_field(t->at[i], field), err));
        groups[g].count++;
        groups[g].total += t->at[i]->amount; /* bounded by the tally's total */
    }
    qsort(groups + fixed, all - fixed, sizeof *groups, by_name);
    size_t kept = 0;
    for (size_t i = 0; i < all; i++)
        if (groups[i].count > 0)
            groups[kept++] = groups[i];
    *out = groups;
    *n = kept;
    return VP_OK;
}

/* ---- people: "300", "约500人次", "200余人" ---- */

/* Past a word that makes the number before it a rough one. */
static const char *past_rough(const char *s)
{
    static const char *const words[] = {"余", "多", "左右", "以上", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0)
            return s + strlen(words[i]);
    return s;
}

/* False: not a number that adds up ("约1.2万人", "300-500"). */
static bool people_parse(const char *s, int64_t *number, bool *rough, const char **unit)
{
    size_t before = strcspn(s, "0123456789"), digits = strspn(s + before, "0123456789");
    char text[VP_DECIMAL_MAX];
    if (digits == 0 || digits >= sizeof text || (before > 0 && s[before - 1] == '-'))
        return false;
    memcpy(text, s + before, digits);
    text[digits] = '\0';
    const char *rest = s + before + digits, *after = past_rough(rest);
    *rough = before > 0 || after != rest;
    while (*after == ' ')
        after++;
    *unit = after;
    return vp_decimal_parse(number, text, 0) && strncmp(after, "万", strlen("万")) != 0
           && strncmp(after, "亿", strlen("亿")) != 0 && strncmp(after, "千", strlen("千")) != 0
           && !strpbrk(after, "0123456789.,-~+%");
}

static int by_unit(const void *a, const void *b)
{
    return strcmp(((const vp_people *)a)->unit, ((const vp_people *)b)->unit);
}

vp_status vp_tally_people(vp_people **out, size_t *n, size_t *unclear, const vp_tally *t, size_t field,
                          vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) seen = NULL;
    vp_people *units;
    VP_ALLOC(seen, vp_map_new(), err);
    VP_ALLOC(units, vp_arena_array(arena, t->n + 1, sizeof *units), err);
    *n = *unclear = 0;
    for (size_t i = 0; i < t->n; i++) {
        const char *text = vp_tally_field(t->at[i], field), *unit;
        int64_t number;
        bool rough, fresh;
        if (!*text)
            continue;
        if (!people_parse(text, &number, &rough, &unit)) {
            ++*unclear;
            continue;
        }
        uint64_t *slot;
        VP_ALLOC(slot, vp_map_put(seen, unit, strlen(unit), &fresh), err);
        if (fresh) {
            *slot = *n;
            units[(*n)++].unit = unit;
        }
        vp_people *u = &units[*slot];
        int64_t sum;
        if (__builtin_add_overflow(u->total, number, &sum)) {
            ++*unclear;
            continue;
        }
        u->total = sum;
        u->count++;
        u->rough += rough;
    }
    qsort(units, *n, sizeof *units, by_unit);
    *out = units;
    return VP_OK;
}
