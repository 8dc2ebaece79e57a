/* --fit: how well reviewers and proposals fit, as somebody else has found it. */
#include <string.h>
#include <vp/money.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/assign_plan.h"

/* A pair as the file says it. */
typedef struct said { uint32_t proposal, reviewer, fit, row; } said;

typedef struct reading {
    vp_plan *plan;
    const vp_table *t;
    long column[3];
    const vp_map *reviewers;
    said *at;
    size_t n;
    vp_err *err;
} reading;

static vp_status index_of_panel(vp_map **out, const vp_plan *p, vp_err *err)
{
    VP_ALLOC(*out, vp_map_in(p->arena), err);
    for (size_t r = 0; r < p->panel.n; r++) {
        uint64_t *slot = vp_map_put(*out, p->panel.at[r].id, strlen(p->panel.at[r].id), NULL);
        if (!slot)
            return vp_nomem(err);
        *slot = r;
    }
    return VP_OK;
}

static vp_where cell_of(const vp_table *t, size_t row, long column)
{
    return (vp_where){t->file, t->rows[row].line, (size_t)column + 1, t->header.cell[column]};
}

static vp_status wrong(reading *in, size_t row, long column, const char *what)
{
    vp_plan_tell(in->plan, cell_of(in->t, row, column), VP_ERROR,
                 (vp_note){what, {vp_finding_quote(vp_table_cell(in->t, row, column), in->plan->arena)}}, (vp_note){0});
    return VP_OK;
}

static vp_status read_row(reading *in, size_t row)
{
    const vp_plan *p = in->plan;
    const long *column = in->column;
    const char *proposal = vp_table_cell(in->t, row, column[0]), *reviewer = vp_table_cell(in->t, row, column[1]);
    const char *cell = vp_table_cell(in->t, row, column[2]);
    const uint64_t *r = vp_map_get(in->reviewers, reviewer, strlen(reviewer));
    int64_t fit = 1;
    if (!r)
        return wrong(in, row, column[1], N_("the reviewer '%1$s' is not in panel.csv"));
    const vp_proposal *found = vp_proposals_find(&p->proposals, proposal);
    if (!found && !vp_proposals_find(&p->all, proposal))
        return wrong(in, row, column[0], N_("the round has no proposal '%1$s'"));
    if (*cell && (!vp_decimal_parse(&fit, cell, 0) || fit < 0 || fit > VP_FIT_MAX))
        return wrong(in, row, column[2], N_("'%1$s' is no fit: it is a whole number from 0 to 1000000"));
    if (found) /* else it is out of the stage */
        in->at[in->n++] = (said){(uint32_t)(found - p->proposals.at), (uint32_t)*r, (uint32_t)fit, (uint32_t)row};
    return VP_OK;
}

/* By proposal, each pair once. */
static vp_status order(vp_fit_table *out, reading *in)
{
    vp_plan *p = in->plan;
    size_t np = p->proposals.n, *first, *next, *seen;
    vp_fit_pair *pair;
    VP_ALLOC(pair, vp_arena_array(p->arena, in->n, sizeof *pair), in->err);
    VP_ALLOC(first, vp_arena_array(p->arena, np + 1, sizeof *first), in->err);
    VP_ALLOC(next, vp_arena_array(p->arena, np, sizeof *next), in->err);
    VP_ALLOC(seen, vp_arena_array(p->arena, p->panel.n, sizeof *seen), in->err);
    for (size_t i = 0; i < in->n; i++)
        first[in->at[i].proposal + 1]++;
    for (size_t i = 0; i < np; i++)
        next[i] = first[i + 1] += first[i];
    for (size_t i = in->n; i-- > 0;) /* its row stands for the fit until it is known that the pair comes once */
        pair[--next[in->at[i].proposal]] = (vp_fit_pair){in->at[i].reviewer, (uint32_t)i};
    for (size_t i = 0; i < np; i++)
        for (size_t k = first[i]; k < first[i + 1]; k++) {
            const said *one = &in->at[pair[k].fit];
            if (seen[pair[k].reviewer] == i + 1)
                VP_TRY(wrong(in, one->row, in->column[0], N_("the pair of '%1$s' and this reviewer comes twice")));
            seen[pair[k].reviewer] = i + 1;
            pair[k].fit = one->fit;
        }
    *out = (vp_fit_table){pair, first};
    return VP_OK;
}

vp_status vp_fit_table_read(vp_fit_table *out, vp_plan *p, vp_err *err)
{
    static const char *const names[] = {"proposal", "reviewer", "fit"};
    VP_AUTO(vp_arena) once = vp_arena_new(); /* millions of rows are not needed again */
    const char *bytes, *file = p->opts->fit;
    vp_table *t;
    vp_map *reviewers;
    reading in = {.plan = p, .err = err};
    size_t n;
    if (!once)
        return vp_nomem(err);
    if (p->in_round) {
        vp_status s = p->view->read(p->view->ctx, file, &bytes, &n, once, err);
        if (s == VP_NOTFOUND) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, "the round has no file '%s'", file);
            return vp_hint(err, "put it into the round's folder lists/ and commit it, so that anybody can do it again");
        }
        VP_TRY(s);
        VP_ALLOC(file, p->view->where(p->view->ctx, p->opts->fit, once), err);
    } else {
        VP_TRY(vp_file_input(&bytes, &n, &file, p->opts->fit, once, err));
    }
    VP_TRY(vp_table_read(&t, file, bytes, n, once, err));
    for (size_t c = 0; c < 3; c++) {
        in.column[c] = vp_table_column(t, names[c]);
        if (in.column[c] < 0 && c < 2)
            return vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = t->header.line},
                           "there is no column '%s'", names[c]);
    }
    VP_TRY(index_of_panel(&reviewers, p, err));
    in.t = t;
    in.reviewers = reviewers;
    VP_ALLOC(in.at, vp_arena_array(once, t->nrows, sizeof *in.at), err);
    for (size_t row = 0; row < t->nrows; row++)
        VP_TRY(read_row(&in, row));
    return order(out, &in);
}
