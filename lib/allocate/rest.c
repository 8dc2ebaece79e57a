/* What is left of a choice when some of its items are decided. */
#include <string.h>
#include "lagrange.h"
#include "tree.h"

/* A draft of the rest: room for all of the original. */
typedef struct draft {
    const vp_choice *c;
    const unsigned char *fix;
    int64_t *value, *bound, *most_sum, *least_sum; /* of each row: what it can come to */
    size_t *group, *start, *most;
} draft;

/* Whether a group has an item that is in. */
static bool taken(const draft *d, size_t g)
{
    for (size_t i = d->c->group[g]; i < d->c->group[g + 1]; i++)
        if (d->fix[i] == VP_IN)
            return true;
    return false;
}

static bool is_open(const draft *d, size_t i, bool group_taken, size_t left)
{
    return d->fix[i] == VP_FREE && !group_taken && left > 0;
}

/* Groups, classes and items that are left. */
static void keep_items(vp_rest *r, draft *d)
{
    const vp_choice *c = d->c;
    vp_choice *o = &r->c;
    for (size_t k = 0; k < c->nclasses; k++) {
        size_t in = 0, before = o->ngroups;
        for (size_t g = c->start[k]; g < c->start[k + 1]; g++)
            in += taken(d, g);
        r->possible = r->possible && in <= c->most[k];
        size_t left = in < c->most[k] ? c->most[k] - in : 0;
        for (size_t g = c->start[k]; g < c->start[k + 1]; g++) {
            bool gone = taken(d, g);
            size_t first = o->n;
            for (size_t i = c->group[g]; i < c->group[g + 1]; i++) {
                if (d->fix[i] == VP_IN)
                    r->base += c->value[i];
                if (is_open(d, i, gone, left)) {
                    r->item[o->n] = i;
                    d->value[o->n++] = c->value[i];
                }
            }
            if (o->n > first)
                d->group[++o->ngroups] = o->n;
        }
        if (o->ngroups > before) {
            d->most[o->nclasses] = left;
            d->start[++o->nclasses] = o->ngroups;
        }
    }
}

/* What the rows leave, and which of them matter: row_of[r] is its new number, SIZE_MAX: none. */
static void keep_rows(vp_rest *r, draft *d, const bool *soft, const bool *drop, size_t *row_of, bool explicit_rows)
{
    const vp_choice *c = d->c;
    for (size_t k = 0; k < c->nrows; k++)
        row_of[k] = 0;
    memcpy(d->bound, c->bound, c->nrows * sizeof *d->bound);
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = c->first[i]; d->fix[i] == VP_IN && e < c->first[i + 1]; e++)
            d->bound[c->row[e]] -= c->coef[e];
    for (size_t x = 0; x < r->c.n; x++)
        for (size_t e = c->first[r->item[x]]; e < c->first[r->item[x] + 1]; e++)
            *(c->coef[e] > 0 ? &d->most_sum[c->row[e]] : &d->least_sum[c->row[e]]) += c->coef[e];
    for (size_t k = 0; k < c->nrows; k++) {
        bool binds = d->most_sum[k] > d->bound[k] && !(explicit_rows && soft && soft[k]) && !(drop && drop[k]);
        r->possible = r->possible && d->least_sum[k] <= d->bound[k];
        row_of[k] = binds ? r->c.nrows : SIZE_MAX;
        if (!binds)
            continue;
        d->bound[r->c.nrows] = d->bound[k];
        r->row[r->c.nrows] = k;
        r->soft[r->c.nrows++] = soft && soft[k];
    }
}

/* Entries, and rows for the classes where asked for. */
static vp_status entries(vp_rest *r, draft *d, const size_t *row_of, bool explicit_rows, vp_arena *arena, vp_err *err)
{
    const vp_choice *c = d->c;
    vp_choice *o = &r->c;
    size_t all = 0, at = 0, *first, *row;
    int64_t *coef;
    for (size_t x = 0; x < o->n; x++)
        all += c->first[r->item[x] + 1] - c->first[r->item[x]] + 2;
    VP_ALLOC(first, vp_arena_array(arena, o->n + 1, sizeof *first), err);
    VP_ALLOC(row, vp_arena_array(arena, all, sizeof *row), err);
    VP_ALLOC(coef, vp_arena_array(arena, all, sizeof *coef), err);
    for (size_t k = 0; k < o->nclasses; k++) {
        size_t class_row = SIZE_MAX;
        if (explicit_rows && o->start[k + 1] - o->start[k] > o->most[k]) {
            class_row = o->nrows;
            d->bound[o->nrows] = (int64_t)o->most[k];
            r->row[o->nrows] = SIZE_MAX;
            r->soft[o->nrows++] = true;
        }
        for (size_t g = o->start[k]; g < o->start[k + 1]; g++) {
            for (size_t x = o->group[g]; x < o->group[g + 1]; x++) {
                for (size_t e = c->first[r->item[x]]; e < c->first[r->item[x] + 1]; e++)
                    if (row_of[c->row[e]] != SIZE_MAX && c->coef[e] != 0) {
                        row[at] = row_of[c->row[e]];
                        coef[at++] = c->coef[e];
                    }
                if (class_row != SIZE_MAX) {
                    row[at] = class_row;
                    coef[at++] = 1;
                }
                first[x + 1] = at;
            }
        }
    }
    o->first = first;
    o->row = row;
    o->coef = coef;
    return VP_OK;
}

vp_status vp_rest_of(vp_rest *out, const vp_choice *c, const bool *soft, const bool *drop,
                     const unsigned char *fix, bool explicit_rows, vp_arena *arena, vp_err *err)
{
    draft d = {.c = c, .fix = fix};
    size_t rows = c->nrows + c->nclasses + c->ngroups, *row_of;
    *out = (vp_rest){.possible = true};
    VP_ALLOC(d.value, vp_arena_array(arena, c->n, sizeof *d.value), err);
    VP_ALLOC(d.bound, vp_arena_array(arena, rows, sizeof *d.bound), err);
    VP_ALLOC(d.most_sum, vp_arena_array(arena, c->nrows, sizeof *d.most_sum), err);
    VP_ALLOC(d.least_sum, vp_arena_array(arena, c->nrows, sizeof *d.least_sum), err);
    VP_ALLOC(d.group, vp_arena_array(arena, c->ngroups + 1, sizeof *d.group), err);
    VP_ALLOC(d.start, vp_arena_array(arena, c->nclasses + 1, sizeof *d.start), err);
    VP_ALLOC(d.most, vp_arena_array(arena, c->nclasses, sizeof *d.most), err);
    VP_ALLOC(out->item, vp_arena_array(arena, c->n, sizeof *out->item), err);
    VP_ALLOC(out->row, vp_arena_array(arena, rows, sizeof *out->row), err);
    VP_ALLOC(out->soft, vp_arena_array(arena, rows, sizeof *out->soft), err);
    VP_ALLOC(row_of, vp_arena_array(arena, c->nrows, sizeof *row_of), err);
    keep_items(out, &d);
    keep_rows(out, &d, soft, drop, row_of, explicit_rows);
    out->c.value = d.value;
    out->c.bound = d.bound;
    out->c.group = d.group;
    out->c.start = d.start;
    out->c.most = d.most;
    return entries(out, &d, row_of, explicit_rows, arena, err);
}
