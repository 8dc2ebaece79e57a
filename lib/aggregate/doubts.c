/* Sheets that make one wonder: the same as another's, all of one value, too late. */
#include <stdlib.h>
#include <string.h>
#include <vp/score.h>
#include <vp/str.h>

/* What one reviewer marked in one stage, without what does not count. */
typedef struct sheet { vp_review **at; size_t n; const vp_stage *stage; } sheet;

typedef struct search {
    const vp_rubric *rubric;
    vp_doubts *out;
    size_t cap;
    vp_arena *arena;
    vp_err *err;
} search;

static vp_status add(search *s, const sheet *of, unsigned kind, const char *other)
{
    VP_STR ids = {0};
    vp_doubt *d;
    VP_TRY(vp_arena_grow(s->arena, &s->out->at, &s->cap, s->out->n, s->out->n + 1, sizeof *s->out->at, s->err));
    d = &s->out->at[s->out->n++];
    *d = (vp_doubt){.kind = kind, .stage = of->at[0]->stage, .reviewer = of->at[0]->reviewer, .other = other};
    for (size_t i = 0; i < of->n; i++)
        if (of->at[i]->doubts & kind)
            vp_str_addf(&ids, "%s%s", ids.n ? ", " : "", of->at[i]->proposal);
    VP_TRY(vp_str_check(&ids, s->err));
    VP_ALLOC(d->proposals, vp_arena_dupz(s->arena, vp_str_text(&ids)), s->err);
    return VP_OK;
}

static void mark_all(sheet *of, unsigned kind)
{
    for (size_t i = 0; i < of->n; i++)
        of->at[i]->doubts |= kind;
}

static vp_status look_for_late(search *s, sheet *of)
{
    bool late = false;
    for (size_t i = 0; i < of->n && of->stage->has_closes; i++) {
        vp_date day;
        const char *received = of->at[i]->received;
        if (!received || !vp_date_parse(&day, received) || day.first <= of->stage->closes.last)
            continue;
        of->at[i]->doubts |= VP_DOUBT_LATE;
        late = true;
    }
    return late ? add(s, of, VP_DOUBT_LATE, NULL) : VP_OK;
}

static vp_status look_for_flat(search *s, sheet *of)
{
    size_t least = s->rubric->flat_sheets > 0 ? s->rubric->flat_sheets : VP_DOUBTFUL_SHEET;
    vp_micro first, sum;
    if (of->n < least || of->n < 2 || !vp_stage_sum(&first, of->stage, of->at[0]->mark))
        return VP_OK;
    for (size_t i = 1; i < of->n; i++)
        if (!vp_stage_sum(&sum, of->stage, of->at[i]->mark) || sum != first)
            return VP_OK;
    mark_all(of, VP_DOUBT_FLAT);
    return add(s, of, VP_DOUBT_FLAT, NULL);
}

/* The same stage, proposals and marks give 0. */
static int by_content(const void *x, const void *y)
{
    const sheet *a = *(sheet *const *)x, *b = *(sheet *const *)y;
    if (a->stage != b->stage)
        return a->stage < b->stage ? -1 : 1;
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = 0; i < a->n; i++) {
        int order = strcmp(a->at[i]->proposal, b->at[i]->proposal);
        for (size_t k = 0; order == 0 && k < a->stage->ncriteria; k++) {
            vp_micro p = a->at[i]->mark[k], q = b->at[i]->mark[k];
            order = (p > q) - (p < q);
        }
        if (order != 0)
            return order;
    }
    return 0;
}

static int by_content_and_place(const void *x, const void *y)
{
    const sheet *a = *(sheet *const *)x, *b = *(sheet *const *)y;
    int order = by_content(x, y);
    return order != 0 ? order : (a > b) - (a < b);
}

static vp_status look_for_twins(search *s, sheet *all, size_t n)
{
    size_t least = s->rubric->same_sheets > 0 ? s->rubric->same_sheets : VP_DOUBTFUL_SHEET;
    sheet **sorted;
    VP_ALLOC(sorted, vp_arena_array(s->arena, n, sizeof *sorted), s->err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &all[i];
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, by_content_and_place);
    for (size_t i = 0; i + 1 < n; i++) {
        if (sorted[i]->n < least || by_content(&sorted[i], &sorted[i + 1]) != 0)
            continue;
        mark_all(sorted[i], VP_DOUBT_SAME);
        mark_all(sorted[i + 1], VP_DOUBT_SAME);
        VP_TRY(add(s, sorted[i + 1], VP_DOUBT_SAME, sorted[i]->at[0]->reviewer));
    }
    return VP_OK;
}

static int by_place(const void *x, const void *y)
{
    const vp_doubt *a = x, *b = y;
    if (a->stage != b->stage)
        return a->stage < b->stage ? -1 : 1;
    int order = strcmp(a->reviewer, b->reviewer);
    return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

static bool same_sheet(const vp_review *a, const vp_review *b)
{
    return a->stage == b->stage && strcmp(a->reviewer, b->reviewer) == 0;
}

vp_status vp_doubts_find(vp_doubts *out, vp_reviews *reviews, const vp_rubric *rubric, vp_arena *arena, vp_err *err)
{
    search s = {.rubric = rubric, .out = out, .arena = arena, .err = err};
    vp_review **counted;
    sheet *sheets;
    size_t n = 0, nsheets = 0;
    *out = (vp_doubts){0};
    VP_ALLOC(counted, vp_arena_array(arena, reviews->n, sizeof *counted), err);
    VP_ALLOC(sheets, vp_arena_array(arena, reviews->n, sizeof *sheets), err);
    for (size_t i = 0; i < reviews->n; i++) {
        vp_review *r = &reviews->at[i];
        if (r->conflict)
            continue;
        if (n == 0 || !same_sheet(counted[n - 1], r))
            sheets[nsheets++] = (sheet){.at = counted + n, .stage = &rubric->stages[r->stage]};
        counted[n++] = r;
        sheets[nsheets - 1].n++;
    }
    for (size_t i = 0; i < nsheets; i++) {
        VP_TRY(look_for_late(&s, &sheets[i]));
        VP_TRY(look_for_flat(&s, &sheets[i]));
    }
    VP_TRY(look_for_twins(&s, sheets, nsheets));
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_place);
    return VP_OK;
}
