/* The rows of score sheets become reviews. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lib/io/sheet.h"
#include "lib/io/sheet_draft.h"
#include "lib/io/xlsx.h"

vp_status vp_sheets_new(vp_sheets **out, const vp_sheet_rules *rules, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_sheets) s = calloc(1, sizeof *s);
    if (!s)
        return vp_nomem(err);
    s->rules = rules;
    s->arena = arena;
    s->stage = -1;
    for (size_t i = 0; rules->stage && i < rules->rubric->nstages; i++)
        if (strcmp(rules->rubric->stages[i].id, rules->stage) == 0)
            s->stage = (long)i;
    if (rules->stage && s->stage < 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "the rubric has no stage '%s'", rules->stage);
    if (s->stage >= 0 && rules->rubric->stages[s->stage].from)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "no reviewer marks the stage '%s'", rules->stage);
    s->people = vp_map_new();
    s->seen = vp_map_new();
    if (!s->people || !s->seen)
        return vp_nomem(err);
    VP_TRY(vp_names_new(&s->names, rules->rubric, arena, err));
    *out = VP_STEAL(s);
    return VP_OK;
}

void vp_sheets_free(vp_sheets *s)
{
    if (!s)
        return;
    vp_map_free(s->people);
    vp_map_free(s->seen);
    vp_names_free(&s->names);
    free(s);
}

/* ---- wide ---- */

static vp_status read_wide(vp_reading *in)
{
    const vp_stage *s = vp_reading_stage(in);
    for (size_t row = 0; row < in->t->nrows; row++) {
        vp_draft d;
        bool aside;
        VP_TRY(vp_reading_aside(&aside, in, row));
        if (aside)
            continue;
        VP_TRY(vp_draft_open(&d, in, row));
        for (size_t k = 0; k < s->ncriteria; k++)
            VP_TRY(vp_draft_mark(&d, in, row, in->head.mark[k], k));
        VP_TRY(vp_draft_rest(&d, in, row));
        VP_TRY(vp_draft_close(&d, in));
    }
    return VP_OK;
}

/* ---- long ---- */

enum { NO_CRITERION = -1, ELSEWHERE = -2 };

/* The criterion that each row names (NO_CRITERION: none), and the stage of the sheet. */
static vp_status find_criteria(long *of, vp_reading *in, bool *usable)
{
    vp_sheets *all = in->all;
    long stage = all->stage;
    *usable = true;
    for (size_t row = 0; row < in->t->nrows; row++) {
        const char *cell = vp_table_cell(in->t, row, in->head.criterion);
        bool found;
        size_t s, k;
        of[row] = NO_CRITERION;
        VP_TRY(vp_names_find(&found, &s, &k, &all->names, cell, all->arena, in->err));
        if (!found)
            continue;
        if (stage < 0)
            stage = (long)s;
        of[row] = (size_t)stage == s ? (long)k : ELSEWHERE;
        if (of[row] != ELSEWHERE || all->stage >= 0)
            continue;
        *usable = false;
        const vp_stage *stages = all->rules->rubric->stages;
        return vp_reading_tell(in, row, in->head.criterion, VP_ERROR,
                               (vp_note){N_("this sheet names criteria of two stages, '%1$s' and '%2$s'"),
                                         {stages[stage].id, stages[s].id}},
                               (vp_note){N_("make a sheet for each stage, or choose one with --stage"), {0}});
    }
    in->head.stage = stage < 0 ? vp_names_first(&all->names) : (size_t)stage;
    return VP_OK;
}

static vp_status unknown_criterion(vp_reading *in, size_t row)
{
    const char *cell = vp_table_cell(in->t, row, in->head.criterion);
    return vp_reading_tell(in, row, in->head.criterion, VP_ERROR,
                           *cell ? (vp_note){N_("the rubric has no criterion '%1$s'"), {vp_reading_quote(in, cell)}}
                                 : (vp_note){N_("this row names no criterion"), {0}},
                           (vp_note){N_("write the id or the title of a criterion, such as '%1$s'"),
                                     {vp_reading_stage(in)->criteria[0].id}});
}

/* The draft that a row belongs to: of its proposal and reviewer, as they are written. */
static vp_status draft_of(size_t *out, vp_draft **drafts, size_t *n, size_t *cap, vp_map *index, vp_reading *in,
                          size_t row)
{
    VP_STR key = {0};
    bool fresh;
    const char *proposal = vp_table_cell(in->t, row, in->head.proposal);
    const char *reviewer = vp_table_cell(in->t, row, in->head.reviewer);
    vp_str_add(&key, proposal, strlen(proposal) + 1);
    vp_str_addz(&key, reviewer);
    vp_str_addc(&key, '\0');
    if (!*proposal || !*reviewer) /* each such row is a problem of its own */
        vp_str_addf(&key, "%zu", row);
    VP_TRY(vp_str_check(&key, in->err));
    uint64_t *slot = vp_map_put(index, key.s, key.n, &fresh);
    if (!slot)
        return vp_nomem(in->err);
    *out = (size_t)*slot;
    if (!fresh)
        return VP_OK;
    *slot = *out = *n;
    VP_TRY(vp_arena_grow(in->all->arena, drafts, cap, *n, *n + 1, sizeof **drafts, in->err));
    vp_draft *d = &(*drafts)[(*n)++];
    VP_TRY(vp_draft_open(d, in, row));
    size_t ncriteria = vp_reading_stage(in)->ncriteria;
    VP_ALLOC(d->spoiled, vp_arena_array(in->all->arena, ncriteria, sizeof *d->spoiled), in->err);
    return VP_OK;
}

static vp_status take_row(vp_draft *d, vp_reading *in, size_t row, long k)
{
    VP_TRY(vp_draft_rest(d, in, row));
    if (k < 0) {
        d->touched = d->bad = d->vague = true;
        return unknown_criterion(in, row);
    }
    if (d->mark[k] != VP_NO_MARK) {
        d->bad = true;
        return vp_reading_tell(in, row, in->head.criterion, VP_ERROR,
                               (vp_note){N_("'%1$s' has a mark of '%2$s' for '%3$s' already"),
                                         {vp_reading_quote(in, d->review.proposal),
                                          vp_reading_quote(in, d->review.reviewer),
                                          vp_reading_stage(in)->criteria[k].id}},
                               (vp_note){N_("keep one row for each criterion"), {0}});
    }
    return vp_draft_mark(d, in, row, in->head.score, (size_t)k);
}

static vp_status read_long(vp_reading *in)
{
    VP_AUTO(vp_map) index = vp_map_new();
    vp_draft *drafts = NULL;
    size_t n = 0, cap = 0, elsewhere = 0;
    long *criterion;
    bool usable;
    if (!index)
        return vp_nomem(in->err);
    VP_ALLOC(criterion, vp_arena_array(in->all->arena, in->t->nrows, sizeof *criterion), in->err);
    VP_TRY(find_criteria(criterion, in, &usable));
    for (size_t row = 0; usable && row < in->t->nrows; row++) {
        size_t at = 0;
        bool aside;
        if (criterion[row] == ELSEWHERE) {
            elsewhere++;
            continue;
        }
        VP_TRY(vp_reading_aside(&aside, in, row));
        if (aside)
            continue;
        VP_TRY(draft_of(&at, &drafts, &n, &cap, index, in, row));
        VP_TRY(take_row(&drafts[at], in, row, criterion[row]));
    }
    for (size_t i = 0; i < n; i++)
        VP_TRY(vp_draft_close(&drafts[i], in));
    if (elsewhere == 0)
        return VP_OK;
    return vp_reading_tell(in, SIZE_MAX, in->head.criterion, n == 0 ? VP_ERROR : VP_REMARK,
                           n == 0 ? (vp_note){N_("no row is for stage '%1$s'"), {vp_reading_stage(in)->id}}
                                  : (vp_note){N_("rows for criteria of other stages are left alone"), {0}},
                           n == 0 ? (vp_note){N_("choose the sheet's own stage with --stage"), {0}} : (vp_note){0});
}

vp_status vp_sheet_table(vp_table **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    if (vp_xlsx_is_one(bytes, n))
        VP_TRY(vp_xlsx_csv(&bytes, &n, file, bytes, n, arena, err));
    return vp_table_read_titled(out, file, bytes, n, vp_head_is_one, arena, arena, err);
}

vp_status vp_sheets_add(vp_sheets *s, const vp_table *table, vp_findings *findings, vp_err *err)
{
    vp_reading in = {.all = s, .t = table, .findings = findings, .err = err};
    size_t from = findings->n;
    VP_TRY(vp_head_read(&in.head, table, &s->names, s->stage, findings, s->arena, err));
    VP_TRY(vp_reading_above(&in));
    if (in.head.usable)
        VP_TRY(in.head.is_long ? read_long(&in) : read_wide(&in));
    vp_findings_sort(findings, from);
    return VP_OK;
}

static int by_review(const void *x, const void *y)
{
    const vp_review *a = x, *b = y;
    if (a->stage != b->stage)
        return a->stage < b->stage ? -1 : 1;
    int order = strcmp(a->reviewer, b->reviewer);
    return order != 0 ? order : strcmp(a->proposal, b->proposal);
}

vp_reviews vp_sheets_reviews(vp_sheets *s)
{
    if (s->n > 1)
        qsort(s->review, s->n, sizeof *s->review, by_review);
    return (vp_reviews){s->review, s->n};
}
