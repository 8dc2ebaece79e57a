/* Rungs, the rows over them, and the program that has those of them that bind. */
#include <string.h>
#include "ladder.h"

enum { MOST_PIVOTS = 20000, MOST_STEPS = 200, AT_ONCE = 40 };
#define BROKEN 1e-6

/* ---- rungs ---- */

/* The items of each group by their value. */
static vp_status sort_rungs(vp_ladder *l)
{
    const vp_choice *c = &l->base;
    VP_ALLOC(l->item, vp_arena_array(l->arena, c->n, sizeof *l->item), l->err);
    VP_ALLOC(l->rung, vp_arena_array(l->arena, c->n, sizeof *l->rung), l->err);
    VP_ALLOC(l->group_of, vp_arena_array(l->arena, c->n, sizeof *l->group_of), l->err);
    for (size_t g = 0; g < c->ngroups; g++)
        for (size_t i = c->group[g]; i < c->group[g + 1]; i++) {
            size_t j = i;
            for (; j > c->group[g] && c->value[l->item[j - 1]] > c->value[i]; j--)
                l->item[j] = l->item[j - 1];
            l->item[j] = i;
            l->group_of[i] = g;
        }
    for (size_t j = 0; j < c->n; j++)
        l->rung[l->item[j]] = j;
    return VP_OK;
}

static bool is_foot(const vp_ladder *l, size_t j)
{
    return j == l->base.group[l->group_of[j]];
}

void vp_ladder_to_items(const vp_ladder *l, int64_t *item, const int64_t *rung)
{
    for (size_t j = 0; j < l->base.n; j++)
        item[l->item[j]] = rung[j] + (is_foot(l, j) ? 0 : item[l->item[j - 1]]);
}

double vp_ladder_x(const vp_ladder *l, size_t item)
{
    size_t j = l->rung[item], next = j + 1;
    double x = vp_lp_x(l->lp, j);
    return next < l->base.group[l->group_of[j] + 1] ? x - vp_lp_x(l->lp, next) : x;
}

/* ---- rows ---- */

static int64_t size_of(int64_t a)
{
    return a < 0 ? -a : a;
}

/* The rows of the base over rungs. */
static vp_status know_rows(vp_ladder *l)
{
    const vp_choice *c = &l->base;
    size_t *next, *at;
    int64_t *coef, *dense;
    VP_ALLOC(l->known, vp_arena_array(l->arena, c->nrows, sizeof *l->known), l->err);
    VP_ALLOC(l->in_lp, vp_arena_array(l->arena, c->nrows, sizeof *l->in_lp), l->err);
    VP_ALLOC(next, vp_arena_array(l->arena, c->nrows + 1, sizeof *next), l->err);
    VP_ALLOC(at, vp_arena_array(l->arena, 2 * c->first[c->n], sizeof *at), l->err);
    VP_ALLOC(coef, vp_arena_array(l->arena, 2 * c->first[c->n], sizeof *coef), l->err);
    VP_ALLOC(dense, vp_arena_array(l->arena, c->nrows, sizeof *dense), l->err);
    for (size_t e = 0; e < c->first[c->n]; e++)
        next[c->row[e] + 1] += 2;
    for (size_t r = 0; r < c->nrows; r++)
        next[r + 1] += next[r];
    for (size_t r = 0; r < c->nrows; r++)
        l->known[r] = (vp_rung_row){at + next[r], coef + next[r], 0, c->bound[r], 1};
    for (size_t j = 0; j < c->n; j++) { /* dense: what the rung below has */
        size_t i = l->item[j], below = is_foot(l, j) ? VP_NO_ROW : l->item[j - 1];
        for (size_t e = below == VP_NO_ROW ? 1 : c->first[below]; below != VP_NO_ROW && e < c->first[below + 1]; e++)
            dense[c->row[e]] += c->coef[e];
        for (size_t e = c->first[i]; e < c->first[i + 1]; e++)
            dense[c->row[e]] -= c->coef[e];
        for (int pass = 0; pass < 2; pass++) {
            size_t k = pass ? below : i;
            for (size_t e = k == VP_NO_ROW ? 1 : c->first[k]; k != VP_NO_ROW && e < c->first[k + 1]; e++) {
                size_t r = c->row[e];
                if (dense[r] == 0)
                    continue;
                vp_rung_row *row = &l->known[r];
                at[next[r]] = j;
                coef[next[r]++] = -dense[r];
                row->n++;
                row->size = size_of(dense[r]) > row->size ? size_of(dense[r]) : row->size;
                dense[r] = 0;
            }
        }
    }
    return VP_OK;
}

static vp_status tell_program(vp_ladder *l, vp_rung_row row, size_t row_of)
{
    double *coef;
    VP_ALLOC(coef, vp_arena_array(l->arena, row.n, sizeof *coef), l->err);
    for (size_t e = 0; e < row.n; e++)
        coef[e] = (double)row.coef[e] / (double)row.size;
    l->rows[l->lp->m] = row;
    l->row_of[l->lp->m] = row_of;
    vp_lp_add_row(l->lp, (vp_lp_row){row.at, coef, row.n, (double)row.bound / (double)row.size});
    return VP_OK;
}

vp_status vp_ladder_set_up(vp_ladder *l, const vp_choice *c, const bool *soft, vp_arena *arena, vp_err *err)
{
    *l = (vp_ladder){.base = *c, .c = *c, .soft = soft, .scale = 1, .arena = arena, .err = err};
    size_t most = c->nrows + VP_MOST_CUTS + MOST_STEPS;
    double *worth;
    VP_TRY(sort_rungs(l));
    VP_TRY(know_rows(l));
    VP_ALLOC(worth, vp_arena_array(arena, c->n, sizeof *worth), err);
    VP_ALLOC(l->rows, vp_arena_array(arena, most, sizeof *l->rows), err);
    VP_ALLOC(l->row_of, vp_arena_array(arena, most, sizeof *l->row_of), err);
    VP_ALLOC(l->cuts, vp_arena_array(arena, VP_MOST_CUTS, sizeof *l->cuts), err);
    for (size_t i = 0; i < c->n; i++)
        l->scale = (double)c->value[i] > l->scale ? (double)c->value[i] : l->scale;
    for (size_t j = 0; j < c->n; j++)
        worth[j] = (double)(c->value[l->item[j]] - (is_foot(l, j) ? 0 : c->value[l->item[j - 1]])) / l->scale;
    VP_TRY(vp_lp_new(&l->lp, c->n, most, worth, arena, err));
    for (size_t r = 0; r < c->nrows; r++)
        if (!soft || !soft[r]) {
            l->in_lp[r] = true;
            VP_TRY(tell_program(l, l->known[r], r));
        }
    return VP_OK;
}

bool vp_ladder_is_soft(const vp_ladder *l, size_t row)
{
    return row < l->base.nrows && l->soft && l->soft[row];
}

/* ---- cuts ---- */

vp_status vp_ladder_cut(vp_ladder *l, const vp_rung_row *cut)
{
    if (l->ncuts == VP_MOST_CUTS || l->lp->m == l->lp->most_rows)
        return VP_OK;
    l->cuts[l->ncuts] = *cut;
    return tell_program(l, *cut, l->base.nrows + l->ncuts++);
}

static void forget(vp_ladder *l, size_t r)
{
    size_t row = l->row_of[r], last = l->lp->m - 1;
    vp_lp_drop_row(l->lp, r);
    l->rows[r] = l->rows[last];
    l->row_of[r] = l->row_of[last];
    if (row < l->base.nrows)
        l->in_lp[row] = false;
    else if (row != VP_NO_ROW) {
        l->cuts[row - l->base.nrows] = l->cuts[--l->ncuts];
        for (size_t k = 0; k < last; k++)
            if (l->row_of[k] == l->base.nrows + l->ncuts)
                l->row_of[k] = row;
    }
}

vp_status vp_ladder_purge(vp_ladder *l)
{
    for (size_t r = l->lp->m; r-- > 0; ) {
        size_t row = l->row_of[r];
        if (l->lp->is_basic[l->base.n + r] && (row >= l->base.nrows || vp_ladder_is_soft(l, row)))
            forget(l, r);
    }
    return vp_ladder_rewrite(l);
}

vp_status vp_ladder_rewrite(vp_ladder *l)
{
    const vp_choice *b = &l->base;
    size_t entries = b->first[b->n], *first, *row;
    int64_t *coef, *bound, *dense;
    for (size_t k = 0; k < l->ncuts; k++)
        for (size_t e = 0; e < l->cuts[k].n; e++) /* a rung counts in its own item and those above */
            entries += b->group[l->group_of[l->cuts[k].at[e]] + 1] - l->cuts[k].at[e];
    VP_ALLOC(first, vp_arena_array(l->arena, b->n + 1, sizeof *first), l->err);
    VP_ALLOC(row, vp_arena_array(l->arena, entries, sizeof *row), l->err);
    VP_ALLOC(coef, vp_arena_array(l->arena, entries, sizeof *coef), l->err);
    VP_ALLOC(bound, vp_arena_array(l->arena, b->nrows + l->ncuts, sizeof *bound), l->err);
    VP_ALLOC(dense, vp_arena_array(l->arena, b->n, sizeof *dense), l->err);
    memcpy(bound, b->bound, b->nrows * sizeof *bound);
    for (size_t i = 0; i < b->n; i++)
        first[i + 1] = b->first[i + 1] - b->first[i];
    for (int fill = 0; fill < 2; fill++) { /* count, then write */
        for (size_t i = 0; fill && i < b->n; i++) {
            size_t n = b->first[i + 1] - b->first[i];
            memcpy(row + first[i], b->row + b->first[i], n * sizeof *row);
            memcpy(coef + first[i], b->coef + b->first[i], n * sizeof *coef);
            first[i] += n;
        }
        for (size_t k = 0; k < l->ncuts; k++) {
            const vp_rung_row *cut = &l->cuts[k];
            bound[b->nrows + k] = cut->bound;
            for (size_t e = 0; e < cut->n; e++) {
                size_t end = b->group[l->group_of[cut->at[e]] + 1];
                for (size_t j = cut->at[e]; j < end; j++)
                    dense[j] += cut->coef[e];
            }
            for (size_t e = 0; e < cut->n; e++) {
                size_t end = b->group[l->group_of[cut->at[e]] + 1];
                for (size_t j = cut->at[e]; j < end; j++) {
                    if (dense[j] != 0 && fill) {
                        row[first[l->item[j]]] = b->nrows + k;
                        coef[first[l->item[j]]++] = dense[j];
                    } else if (dense[j] != 0) {
                        first[l->item[j] + 1]++;
                    }
                    dense[j] = 0;
                }
            }
        }
        for (size_t i = 0; !fill && i < b->n; i++)
            first[i + 1] += first[i];
        if (fill) { /* every start has become the next one's */
            memmove(first + 1, first, b->n * sizeof *first);
            first[0] = 0;
        }
    }
    l->steps += entries;
    l->c.first = first;
    l->c.row = row;
    l->c.coef = coef;
    l->c.bound = bound;
    l->c.nrows = b->nrows + l->ncuts;
    return VP_OK;
}

/* ---- the program ---- */

/* How far the point breaks a row, in sizes. */
static double broken_by(const vp_ladder *l, const vp_rung_row *row)
{
    double sum = -(double)row->bound;
    for (size_t e = 0; e < row->n; e++)
        sum += (double)row->coef[e] * vp_lp_x(l->lp, row->at[e]);
    return sum / (double)row->size;
}

/* Room for more: what does not bind and may come again goes. */
static void shed(vp_ladder *l)
{
    for (size_t r = l->lp->m; r-- > 0; ) {
        size_t row = l->row_of[r];
        if (l->lp->is_basic[l->base.n + r] && (row == VP_NO_ROW || vp_ladder_is_soft(l, row)))
            forget(l, r);
    }
}

/* Rows that groups and classes are, where the point breaks them. */
static vp_status mend(vp_ladder *l, bool *changed)
{
    size_t fresh = 0;
    if (l->lp->m + AT_ONCE > l->lp->most_rows)
        shed(l);
    for (size_t r = 0; l->soft && r < l->base.nrows; r++) {
        if (l->in_lp[r] || l->lp->m == l->lp->most_rows || fresh == AT_ONCE)
            continue;
        l->steps += l->known[r].n;
        if (broken_by(l, &l->known[r]) > BROKEN) {
            l->in_lp[r] = true;
            fresh++;
            VP_TRY(tell_program(l, l->known[r], r));
        }
    }
    for (size_t j = 1; j < l->base.n && l->lp->m < l->lp->most_rows && fresh < AT_ONCE; j++)
        if (!is_foot(l, j) && vp_lp_x(l->lp, j) > vp_lp_x(l->lp, j - 1) + BROKEN) {
            size_t *at;
            int64_t *coef;
            VP_ALLOC(at, vp_arena_array(l->arena, 2, sizeof *at), l->err);
            VP_ALLOC(coef, vp_arena_array(l->arena, 2, sizeof *coef), l->err);
            at[0] = j - 1;
            at[1] = j;
            coef[0] = -1;
            coef[1] = 1;
            fresh++;
            VP_TRY(tell_program(l, (vp_rung_row){at, coef, 2, 0, 1}, VP_NO_ROW));
        }
    l->steps += l->base.n;
    *changed = fresh > 0;
    return VP_OK;
}

vp_status vp_ladder_run(vp_ladder *l, double cutoff, vp_lp_end *end)
{
    bool changed = true;
    while (changed) {
        changed = false;
        *end = vp_lp_run(l->lp, cutoff, MOST_PIVOTS);
        if (*end == VP_LP_OPTIMAL)
            VP_TRY(mend(l, &changed));
    }
    return VP_OK;
}

uint64_t vp_ladder_steps(const vp_ladder *l)
{
    return l->steps + l->lp->steps;
}
