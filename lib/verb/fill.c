/* Filling cells down. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/verb/fill.h"

static int by_column(const void *a, const void *b)
{
    const vp_fill *x = a, *y = b;
    return (x->column > y->column) - (x->column < y->column);
}

static vp_status no_column(const char *name, const vp_columns *columns, vp_where at, vp_arena *arena, vp_err *err)
{
    VP_STR list = {0};
    VP_TRY(vp_columns_list(&list, columns, arena, err));
    vp_fail(err, VP_USAGE, at, "--fill-down: the sheet has no column '%s'",
            vp_heading_short(name, arena));
    return vp_hint(err, "its headings are: %s", vp_str_text(&list)), VP_USAGE;
}

vp_status vp_fills_open(vp_fills *out, const vp_strings *names, const vp_columns *columns, const vp_round *round,
                        const char *file, size_t line, vp_arena *arena, vp_err *err)
{
    const vp_where at = {.file = file, .row = line};
    VP_ALLOC(out->at, vp_arena_array(arena, names->n + 1, sizeof *out->at), err);
    for (size_t i = 0; i < names->n; i++) {
        long column = -1;
        size_t k = 0;
        VP_TRY(vp_columns_called(&column, columns, round, names->at[i], arena, err));
        if (column < 0)
            return no_column(names->at[i], columns, at, arena, err);
        const vp_column_map *c = &columns->at[column];
        if (c->field < 0) {
            vp_fail(err, VP_USAGE, at, "--fill-down: the column '%s' is left out",
                    vp_heading_short(names->at[i], arena));
            return vp_hint(err, "say which field it is with --map, or leave the option out"), VP_USAGE;
        }
        while (k < out->n && out->at[k].column != (size_t)column)
            k++;
        if (k == out->n)
            out->at[out->n++] = (vp_fill){.heading = c->heading, .column = (size_t)column, .field = (size_t)c->field};
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_column);
    return VP_OK;
}

void vp_fills_close(vp_fills *fills)
{
    for (size_t i = 0; i < fills->n; i++) {
        vp_str_free(&fills->at[i].rows);
        vp_str_free(&fills->at[i].value);
    }
    *fills = (vp_fills){0};
}

static void end_run(vp_fill *f)
{
    if (f->first == 0)
        return;
    vp_str_addf(&f->rows, "%s%zu", f->rows.n ? "," : "", f->first);
    if (f->last > f->first)
        vp_str_addf(&f->rows, "-%zu", f->last);
    f->first = f->last = 0;
}

static void count(vp_fill *f, size_t line)
{
    f->count++;
    if (f->first && line == f->last + 1) {
        f->last = line;
        return;
    }
    end_run(f);
    f->first = f->last = line;
}

static vp_status keep(vp_fill *f, size_t line, vp_cell cell, vp_err *err)
{
    f->from = line;
    f->spoiled = 0;
    if (f->value.n == cell.n && memcmp(vp_str_text(&f->value), cell.s, cell.n) == 0)
        return VP_OK;
    vp_str_clear(&f->value);
    vp_str_add(&f->value, cell.s, cell.n);
    return vp_str_check(&f->value, err);
}

vp_status vp_fills_row(vp_fills *fills, size_t line, const vp_cell **cells, size_t *n, vp_arena *arena, vp_err *err)
{
    vp_cell *copy = NULL;
    for (size_t i = 0; i < fills->n; i++) {
        vp_fill *f = &fills->at[i];
        const char *clean = "";
        f->filled = f->missing = false;
        if (f->column < *n)
            VP_TRY(vp_clean(&clean, (*cells)[f->column].s, (*cells)[f->column].n, arena, err));
        if (*clean) {
            VP_TRY(keep(f, line, (*cells)[f->column], err));
            continue;
        }
        if (f->from == 0 || f->spoiled) {
            f->missing = true;
            continue;
        }
        size_t want = fills->at[fills->n - 1].column + 1;
        if (!copy) {
            size_t have = *n;
            want = want > have ? want : have;
            VP_ALLOC(copy, vp_arena_array(arena, want, sizeof *copy), err);
            if (have > 0)
                memcpy(copy, *cells, have * sizeof *copy);
            for (size_t k = have; k < want; k++)
                copy[k] = (vp_cell){"", 0};
            *cells = copy;
            *n = want;
        }
        VP_ALLOC(copy[f->column].s, vp_arena_dup(arena, vp_str_text(&f->value), f->value.n), err);
        copy[f->column].n = f->value.n;
        f->filled = true;
        count(f, line);
    }
    return VP_OK;
}

void vp_fills_spoil(vp_fills *fills, size_t line)
{
    for (size_t i = 0; i < fills->n; i++)
        fills->at[i].spoiled = line;
}

void vp_fills_end(vp_fills *fills)
{
    for (size_t i = 0; i < fills->n; i++)
        end_run(&fills->at[i]);
}
