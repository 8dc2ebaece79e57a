/* From scores to the design of the model: levels counted, sums taken, parts of the panel found. */
#include "design.h"

static vp_status count_side(vp_side *s, const size_t *at, size_t n, size_t levels, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(s->level, vp_arena_array(arena, levels, sizeof *s->level), err);
    for (size_t i = 0; i < levels; i++)
        s->level[i] = VP_NO_LEVEL;
    for (size_t i = 0; i < n; i++)
        s->level[at[i]] = 0;
    for (size_t i = 0; i < levels; i++)
        if (s->level[i] == 0)
            s->level[i] = s->q++;
    VP_ALLOC(s->n, vp_arena_array(arena, s->q, sizeof *s->n), err);
    VP_ALLOC(s->sum, vp_arena_array(arena, s->q, sizeof *s->sum), err);
    return VP_OK;
}

static size_t root_of(size_t *up, size_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

/* Levels of b that some level of a joins become neighbours: b is numbered part by part, in the order of the first. */
static vp_status find_parts(vp_design *d, const size_t *first_a, const size_t *b_of, vp_arena *arena, vp_err *err)
{
    size_t *up, *part, *fresh;
    VP_ALLOC(up, vp_arena_array(arena, d->b.q, sizeof *up), err);
    VP_ALLOC(part, vp_arena_array(arena, d->b.q, sizeof *part), err);
    VP_ALLOC(fresh, vp_arena_array(arena, d->b.q, sizeof *fresh), err);
    VP_ALLOC(d->parts, vp_arena_array(arena, d->b.q, sizeof *d->parts), err);
    for (size_t i = 0; i < d->b.q; i++)
        up[i] = i;
    for (size_t a = 0; a < d->a.q; a++)
        for (size_t k = first_a[a] + 1; k < first_a[a + 1]; k++) {
            size_t x = root_of(up, b_of[first_a[a]]), y = root_of(up, b_of[k]);
            if (x < y)
                up[y] = x;
            else
                up[x] = y;
        }
    for (size_t i = 0; i < d->b.q; i++) {
        size_t root = root_of(up, i); /* the smallest of its part, so it has come before */
        part[i] = root == i ? d->nparts++ : part[root];
        d->parts[part[i]].n++;
    }
    for (size_t p = 1; p < d->nparts; p++)
        d->parts[p].first = d->parts[p - 1].first + d->parts[p - 1].n;
    for (size_t p = 0; p < d->nparts; p++)
        d->parts[p].n = 0;
    for (size_t i = 0; i < d->b.q; i++) {
        vp_part *in = &d->parts[part[i]];
        fresh[i] = in->first + in->n++;
    }
    for (size_t i = 0; i < d->n; i++)
        d->to[i] = fresh[b_of[i]];
    return VP_OK;
}

/* Levels of b ascend: groups are short, or come sorted. */
static void sort_group(size_t *to, size_t *source, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        size_t t = to[i], s = source[i], k = i;
        for (; k > 0 && to[k - 1] > t; k--) {
            to[k] = to[k - 1];
            source[k] = source[k - 1];
        }
        to[k] = t;
        source[k] = s;
    }
}

vp_status vp_design_new(vp_design **out, const vp_scores *s, vp_arena *arena, vp_err *err)
{
    vp_design *d;
    vp_side p = {0}, r = {0};
    size_t *b_of, *next;
    VP_ALLOC(d, vp_arena_alloc(arena, sizeof *d), err);
    VP_TRY(count_side(&p, s->proposal, s->n, s->proposals, arena, err));
    VP_TRY(count_side(&r, s->reviewer, s->n, s->reviewers, arena, err));
    d->n = s->n;
    d->a_is_proposal = p.q >= r.q;
    d->a = d->a_is_proposal ? p : r;
    d->b = d->a_is_proposal ? r : p;
    const size_t *in_a = d->a_is_proposal ? s->proposal : s->reviewer;
    const size_t *in_b = d->a_is_proposal ? s->reviewer : s->proposal;
    VP_ALLOC(d->start, vp_arena_array(arena, d->a.q + 1, sizeof *d->start), err);
    VP_ALLOC(d->to, vp_arena_array(arena, s->n, sizeof *d->to), err);
    VP_ALLOC(d->source, vp_arena_array(arena, s->n, sizeof *d->source), err);
    VP_ALLOC(d->y, vp_arena_array(arena, s->n, sizeof *d->y), err);
    VP_ALLOC(b_of, vp_arena_array(arena, s->n, sizeof *b_of), err);
    VP_ALLOC(next, vp_arena_array(arena, d->a.q, sizeof *next), err);
    for (size_t i = 0; i < s->n; i++)
        d->start[d->a.level[in_a[i]] + 1]++;
    for (size_t a = 0; a < d->a.q; a++) {
        d->start[a + 1] += d->start[a];
        next[a] = d->start[a];
    }
    for (size_t i = 0; i < s->n; i++) {
        size_t at = next[d->a.level[in_a[i]]]++;
        d->source[at] = i;
        b_of[at] = d->b.level[in_b[i]];
    }
    VP_TRY(find_parts(d, d->start, b_of, arena, err));
    for (size_t k = 0; k < s->n; k++)
        d->b.level[in_b[d->source[k]]] = d->to[k];
    for (size_t a = 0; a < d->a.q; a++)
        sort_group(d->to + d->start[a], d->source + d->start[a], d->start[a + 1] - d->start[a]);
    for (size_t i = 0; i < s->n; i++)
        d->mean += s->score[i] / (double)s->n;
    for (size_t a = 0; a < d->a.q; a++)
        for (size_t k = d->start[a]; k < d->start[a + 1]; k++) {
            double y = d->y[k] = s->score[d->source[k]] - d->mean;
            d->a.n[a]++;
            d->a.sum[a] += y;
            d->b.n[d->to[k]]++;
            d->b.sum[d->to[k]] += y;
            d->squares += y * y;
        }
    *out = d;
    return VP_OK;
}

vp_status vp_panel_groups(size_t *groups, size_t *of_proposal, size_t *of_reviewer, const vp_scores *s,
                          vp_arena *arena, vp_err *err)
{
    vp_design *d;
    size_t *part;
    *groups = 0;
    if (s->n == 0)
        return VP_OK;
    VP_TRY(vp_design_new(&d, s, arena, err));
    VP_ALLOC(part, vp_arena_array(arena, d->b.q, sizeof *part), err);
    *groups = d->nparts;
    for (size_t p = 0; p < d->nparts; p++)
        for (size_t i = 0; i < d->parts[p].n; i++)
            part[d->parts[p].first + i] = p;
    const size_t *in_b = d->a_is_proposal ? s->reviewer : s->proposal;
    for (size_t k = 0; k < s->n; k++) {
        size_t group = part[d->b.level[in_b[k]]];
        if (of_proposal)
            of_proposal[s->proposal[k]] = group;
        if (of_reviewer)
            of_reviewer[s->reviewer[k]] = group;
    }
    return VP_OK;
}
