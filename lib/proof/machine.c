/* The steps of a proof. */
#include <string.h>
#include "machine.h"

#define LARGEST ((vp_wide)1 << 62) /* coefficient and bound of a cut */

#define WIDEST ((vp_wide)1 << 120) /* whatever is worked out stays below it: differences cannot overflow */

static bool mul(vp_wide *out, vp_wide a, vp_wide b)
{
    return !__builtin_mul_overflow(a, b, out) && *out < WIDEST && *out > -WIDEST;
}

static bool add(vp_wide *sum, vp_wide a)
{
    return !__builtin_add_overflow(*sum, a, sum) && *sum < WIDEST && *sum > -WIDEST;
}

/* sum += a * b. */
static bool add_mul(vp_wide *sum, vp_wide a, vp_wide b)
{
    vp_wide p;
    return mul(&p, a, b) && add(sum, p);
}

static vp_status too_large(const vp_machine *k)
{
    return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the numbers are too large");
}

static vp_wide floor_of(vp_wide a, vp_wide d)
{
    return a / d - (a % d < 0);
}

vp_wide vp_machine_floor(vp_wide bound, int bits)
{
    return floor_of(bound, (vp_wide)1 << bits);
}

/* ---- lists at hand ---- */

static void decide(vp_machine *k, size_t i, vp_item_state how)
{
    k->decided[i] = (unsigned char)how;
    k->trail[k->ntrail++] = i;
}

static void leave(vp_machine *k, size_t i)
{
    if (k->decided[i] == VP_OPEN)
        decide(k, i, VP_LEFT);
}

/* Whoever is taken has its group for itself. */
static void take(vp_machine *k, size_t i)
{
    size_t g = k->group_of[i];
    decide(k, i, VP_TAKEN);
    for (size_t j = k->m->group[g]; j < k->m->group[g + 1]; j++)
        leave(k, j);
}

/* An item that alone breaks a row whose others add nothing below 0 is in no list. */
static void leave_too_large(vp_machine *k)
{
    for (size_t r = 0; r < k->nrows; r++) {
        vp_wide least = 0;
        for (size_t e = 0; e < k->row[r].n; e++)
            least += k->row[r].at[e].coef < 0 ? k->row[r].at[e].coef : 0;
        for (size_t e = 0; e < k->row[r].n; e++)
            if (k->row[r].at[e].coef > 0 && least + k->row[r].at[e].coef > k->row[r].bound)
                leave(k, k->row[r].at[e].item);
    }
}

static bool several(const vp_model *m, size_t g)
{
    return m->group[g + 1] - m->group[g] > 1;
}

/* A row for each group of several items, behind the model's own. */
static vp_status group_rows(vp_machine *k)
{
    const vp_model *m = k->m;
    vp_model_entry *ones;
    VP_ALLOC(ones, vp_arena_array(k->arena, m->n + 1, sizeof *ones), k->err);
    for (size_t i = 0; i < m->n; i++)
        ones[i] = (vp_model_entry){i, 1};
    for (size_t g = 0; g < m->ngroups; g++)
        if (several(m, g))
            k->row[k->nrows++] = (vp_machine_row){ones + m->group[g], m->group[g + 1] - m->group[g], 1};
    return VP_OK;
}

vp_status vp_machine_start(vp_machine *k, const vp_model *m, int64_t target, vp_arena *arena, vp_err *err)
{
    *k = (vp_machine){.m = m, .target = target, .arena = arena, .err = err};
    VP_TRY(vp_arena_grow(arena, &k->row, &k->cap_rows, 0, m->nrows + m->ngroups + 1, sizeof *k->row, err));
    VP_ALLOC(k->group_of, vp_arena_array(arena, m->n + 1, sizeof *k->group_of), err);
    VP_ALLOC(k->decided, vp_arena_array(arena, m->n + 1, sizeof *k->decided), err);
    VP_ALLOC(k->trail, vp_arena_array(arena, m->n + 1, sizeof *k->trail), err);
    VP_ALLOC(k->reduced, vp_arena_array(arena, m->n + 1, sizeof *k->reduced), err);
    VP_ALLOC(k->sum, vp_arena_array(arena, m->n + 1, sizeof *k->sum), err);
    VP_ALLOC(k->flip, vp_arena_array(arena, m->n + 1, sizeof *k->flip), err);
    for (size_t r = 0; r < m->nrows; r++)
        k->row[r] = (vp_machine_row){m->entry + m->row[r].first, m->row[r].n, m->row[r].bound};
    k->nrows = m->nrows;
    VP_TRY(group_rows(k));
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t i = m->group[g]; i < m->group[g + 1]; i++)
            k->group_of[i] = g;
    leave_too_large(k);
    return VP_OK;
}

/* ---- branches ---- */

static void go(vp_machine *k, size_t item, bool how)
{
    if (how)
        take(k, item);
    else
        leave(k, item);
}

vp_status vp_machine_branch(vp_machine *k, size_t item, bool how)
{
    if (k->done)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the proof has ended before");
    if (item >= k->m->n || k->decided[item] != VP_OPEN)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "x%zu is decided already, or is none", item + 1);
    VP_TRY(vp_arena_grow(k->arena, &k->frame, &k->cap_frames, k->depth, k->depth + 1, sizeof *k->frame, k->err));
    k->frame[k->depth++] = (vp_machine_frame){item, k->ntrail, k->nrows, how, false};
    go(k, item, how);
    return VP_OK;
}

/* The lists at hand are done with: on to the other side of the last branch that has one. */
static void close_set(vp_machine *k)
{
    for (; k->depth > 0; k->depth--) {
        vp_machine_frame *f = &k->frame[k->depth - 1];
        while (k->ntrail > f->trail)
            k->decided[k->trail[--k->ntrail]] = VP_OPEN;
        k->nrows = f->nrows;
        if (f->second)
            continue;
        f->second = true;
        go(k, f->item, !f->take);
        return;
    }
    k->done = true;
}

/* ---- prices ---- */

/* Best and second best of a group's open items, nothing being worth 0; *at: the best item, m->n where none is better.
   *taken: the one that is. */
static void best_of(const vp_machine *k, size_t g, vp_wide *best, vp_wide *second, size_t *at, size_t *taken)
{
    *best = *second = 0;
    *at = *taken = k->m->n;
    for (size_t i = k->m->group[g]; i < k->m->group[g + 1]; i++) {
        if (k->decided[i] == VP_TAKEN)
            *taken = i;
        if (k->decided[i] != VP_OPEN)
            continue;
        if (k->reduced[i] > *best) {
            *second = *best;
            *best = k->reduced[i];
            *at = i;
        } else if (k->reduced[i] > *second) {
            *second = k->reduced[i];
        }
    }
}

static bool hopeless(const vp_machine *k, vp_wide bound, int bits, bool worthless)
{
    return worthless ? bound < 0 : vp_machine_floor(bound, bits) <= k->target;
}

static bool work_out(vp_machine *k, int bits, bool worthless, const size_t *row, const int64_t *price, size_t n)
{
    const vp_model *m = k->m;
    vp_wide best, second;
    size_t at, taken;
    k->bound = 0;
    for (size_t i = 0; i < m->n; i++)
        if (!mul(&k->reduced[i], worthless ? 0 : m->item[i].value, (vp_wide)1 << bits))
            return false;
    for (size_t j = 0; j < n; j++) {
        const vp_machine_row *r = &k->row[row[j]];
        if (!add_mul(&k->bound, price[j], r->bound))
            return false;
        for (size_t e = 0; e < r->n; e++)
            if (!add_mul(&k->reduced[r->at[e].item], -(vp_wide)price[j], r->at[e].coef))
                return false;
    }
    for (size_t g = 0; g < m->ngroups; g++) {
        best_of(k, g, &best, &second, &at, &taken);
        if (!add(&k->bound, taken < m->n ? k->reduced[taken] : best))
            return false;
    }
    return true;
}

/* Whatever could not be otherwise in a list of interest. */
static bool fix(vp_machine *k, int bits, bool worthless)
{
    const vp_model *m = k->m;
    vp_wide best, second, otherwise;
    size_t at, taken;
    for (size_t g = 0; g < m->ngroups; g++) {
        best_of(k, g, &best, &second, &at, &taken);
        if (taken < m->n)
            continue;
        for (size_t i = m->group[g]; i < m->group[g + 1]; i++) {
            if (k->decided[i] != VP_OPEN)
                continue;
            otherwise = k->bound - best;
            if (!add(&otherwise, i == at ? second : k->reduced[i]))
                return false;
            if (!hopeless(k, otherwise, bits, worthless))
                continue;
            if (i == at)
                take(k, i);
            else
                leave(k, i);
        }
    }
    return true;
}

static vp_status check_prices(const vp_machine *k, int bits, const size_t *row, const int64_t *price, size_t n)
{
    if (k->done)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the proof has ended before");
    if (bits < 0 || bits > VP_MOST_BITS)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "prices have at most %d bits behind the point", VP_MOST_BITS);
    for (size_t j = 0; j < n; j++) {
        if (row[j] >= k->nrows)
            return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "there is no row r%zu here", row[j] + 1);
        if (price[j] < 0)
            return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the price of r%zu is below 0", row[j] + 1);
    }
    return VP_OK;
}

vp_status vp_machine_try(vp_machine *k, int bits, bool worthless, const size_t *row, const int64_t *price, size_t n,
                         bool *closes)
{
    VP_TRY(check_prices(k, bits, row, price, n));
    if (!work_out(k, bits, worthless, row, price, n))
        return too_large(k);
    *closes = hopeless(k, k->bound, bits, worthless);
    return VP_OK;
}

vp_status vp_machine_price(vp_machine *k, int bits, bool worthless, const size_t *row, const int64_t *price, size_t n)
{
    bool closes;
    VP_TRY(vp_machine_try(k, bits, worthless, row, price, n, &closes));
    if (closes)
        close_set(k);
    else if (!fix(k, bits, worthless))
        return too_large(k);
    return VP_OK;
}

/* ---- cuts ---- */

/* F of the comment in the header. */
static bool rounded(vp_wide *out, vp_wide a, int64_t d, vp_wide f)
{
    vp_wide q = floor_of(a, d), rest = a - q * d;
    return mul(out, q, d - f) && add(out, rest > f ? rest - f : 0);
}

static bool sum_up(vp_machine *k, const vp_machine_cut *cut, vp_wide *b)
{
    *b = 0;
    memset(k->sum, 0, k->m->n * sizeof *k->sum);
    for (size_t j = 0; j < cut->nrows; j++) {
        const vp_machine_row *r = &k->row[cut->row[j]];
        if (!add_mul(b, cut->weight[j], r->bound))
            return false;
        for (size_t e = 0; e < r->n; e++)
            if (!add_mul(&k->sum[r->at[e].item], cut->weight[j], r->at[e].coef))
                return false;
    }
    for (size_t i = 0; i < k->m->n; i++) /* taken: 1 less its complement, which is 0; flipped: the same, and may be 1 */
        if ((k->decided[i] == VP_TAKEN || (k->decided[i] == VP_OPEN && k->flip[i])) && !add(b, -k->sum[i]))
            return false;
    return true;
}

/* The cut as coefficients in k->sum and its bound. */
static bool round_off(vp_machine *k, const vp_machine_cut *cut, vp_wide b, vp_wide *rhs)
{
    int64_t d = cut->divisor;
    vp_wide f = b - floor_of(b, d) * d, a;
    if (!rounded(rhs, b, d, f))
        return false;
    for (size_t i = 0; i < k->m->n; i++) {
        bool flip = k->decided[i] == VP_OPEN && k->flip[i];
        if (k->decided[i] != VP_OPEN) {
            k->sum[i] = 0;
            continue;
        }
        if (!rounded(&a, flip ? -k->sum[i] : k->sum[i], d, f) || (flip && !add(rhs, -a)))
            return false;
        k->sum[i] = flip ? -a : a;
    }
    for (size_t j = 0; j < cut->nrows; j++) { /* slack = bound - row */
        const vp_machine_row *r = &k->row[cut->row[j]];
        if (!rounded(&a, cut->weight[j], d, f) || !add_mul(rhs, -a, r->bound))
            return false;
        for (size_t e = 0; e < r->n; e++) {
            size_t i = r->at[e].item;
            if (k->decided[i] == VP_OPEN ? !add_mul(&k->sum[i], -a, r->at[e].coef)
                                         : k->decided[i] == VP_TAKEN && !add_mul(rhs, a, r->at[e].coef))
                return false;
        }
    }
    return true;
}

vp_status vp_machine_cut_out(vp_machine *k, const vp_machine_cut *cut, vp_machine_row *out, bool *fits)
{
    vp_model_entry *at = NULL;
    vp_wide b, rhs;
    size_t n = 0;
    *fits = false;
    if (k->done)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the proof has ended before");
    if (cut->divisor < 2 || cut->shift < 0 || cut->shift > VP_MOST_BITS)
        return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "a divisor is 2 or more, a shift 0 to %d", VP_MOST_BITS);
    for (size_t j = 0; j < cut->nrows; j++)
        if (cut->row[j] >= k->nrows || (j > 0 && cut->row[j] <= cut->row[j - 1]))
            return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "r%zu is no row here, or is named out of order",
                           cut->row[j] + 1);
    for (size_t j = 0; j < cut->nflipped; j++)
        if (cut->flipped[j] >= k->m->n)
            return vp_fail(k->err, VP_INVALID, VP_NOWHERE, "there is no x%zu", cut->flipped[j] + 1);
    for (size_t j = 0; j < cut->nflipped; j++)
        k->flip[cut->flipped[j]] = true;
    *fits = sum_up(k, cut, &b) && round_off(k, cut, b, &rhs);
    for (size_t j = 0; j < cut->nflipped; j++)
        k->flip[cut->flipped[j]] = false;
    if (!*fits)
        return VP_OK;
    for (size_t i = 0; i < k->m->n; i++)
        n += k->sum[i] != 0;
    VP_ALLOC(at, vp_arena_array(k->arena, n + 1, sizeof *at), k->err);
    n = 0;
    rhs = floor_of(rhs, (vp_wide)1 << cut->shift);
    *fits = rhs < LARGEST && rhs > -LARGEST;
    for (size_t i = 0; i < k->m->n; i++) {
        vp_wide a = floor_of(k->sum[i], (vp_wide)1 << cut->shift);
        *fits = *fits && a < LARGEST && a > -LARGEST;
        if (a != 0 && *fits)
            at[n++] = (vp_model_entry){i, (int64_t)a};
    }
    *out = (vp_machine_row){at, n, *fits ? (int64_t)rhs : 0};
    return VP_OK;
}

vp_status vp_machine_add_cut(vp_machine *k, const vp_machine_cut *cut)
{
    vp_machine_row row;
    bool fits;
    VP_TRY(vp_machine_cut_out(k, cut, &row, &fits));
    if (!fits)
        return too_large(k);
    VP_TRY(vp_arena_grow(k->arena, &k->row, &k->cap_rows, k->nrows, k->nrows + 1, sizeof *k->row, k->err));
    k->row[k->nrows++] = row;
    return VP_OK;
}

/* ---- lists ---- */

bool vp_model_keeps(const vp_model *m, const bool *chosen, int64_t *value)
{
    *value = 0;
    for (size_t g = 0; g < m->ngroups; g++) {
        size_t n = 0;
        for (size_t i = m->group[g]; i < m->group[g + 1]; i++) {
            n += chosen[i];
            *value += chosen[i] ? m->item[i].value : 0;
        }
        if (n > 1)
            return false;
    }
    for (size_t r = 0; r < m->nrows; r++) {
        vp_wide sum = 0;
        for (size_t e = m->row[r].first; e < m->row[r].first + m->row[r].n; e++)
            sum += chosen[m->entry[e].item] ? m->entry[e].coef : 0;
        if (sum > m->row[r].bound)
            return false;
    }
    return true;
}
