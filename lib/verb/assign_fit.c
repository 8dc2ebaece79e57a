/* --fit: how well reviewers and proposals fit, as somebody else has found it. */
#include <string.h>
#include <vp/money.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/assign_plan.h"

typedef struct pair { uint32_t proposal, reviewer; } pair;

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

static vp_status wrong(vp_plan *p, const vp_table *t, size_t row, long column, const char *what)
{
    vp_plan_tell(p, cell_of(t, row, column), VP_ERROR,
                 (vp_note){what, {vp_finding_quote(vp_table_cell(t, row, column), p->arena)}}, (vp_note){0});
    return VP_OK;
}

static vp_status read_row(vp_fit_table *out, vp_plan *p, const vp_map *reviewers, const vp_table *t, size_t row,
                          const long column[3], vp_err *err)
{
    const char *proposal = vp_table_cell(t, row, column[0]), *reviewer = vp_table_cell(t, row, column[1]);
    const char *cell = vp_table_cell(t, row, column[2]);
    const uint64_t *r = vp_map_get(reviewers, reviewer, strlen(reviewer));
    int64_t fit = 1;
    bool fresh;
    if (!r)
        return wrong(p, t, row, column[1], N_("the reviewer '%1$s' is not in panel.csv"));
    const vp_proposal *found = vp_proposals_find(&p->proposals, proposal);
    if (!found && !vp_proposals_find(&p->all, proposal))
        return wrong(p, t, row, column[0], N_("the round has no proposal '%1$s'"));
    if (*cell && (!vp_decimal_parse(&fit, cell, 0) || fit < 0 || fit > VP_FIT_MAX))
        return wrong(p, t, row, column[2], N_("'%1$s' is no fit: it is a whole number from 0 to 1000000"));
    if (!found)
        return VP_OK; /* it is out of the stage */
    pair key = {(uint32_t)(found - p->proposals.at), (uint32_t)*r};
    uint64_t *slot = vp_map_put(out->fit, (const char *)&key, sizeof key, &fresh);
    if (!slot)
        return vp_nomem(err);
    if (!fresh)
        return wrong(p, t, row, column[0], N_("the pair of '%1$s' and this reviewer comes twice"));
    *slot = (uint64_t)fit;
    return VP_OK;
}

vp_status vp_fit_table_read(vp_fit_table *out, vp_plan *p, vp_err *err)
{
    static const char *const names[] = {"proposal", "reviewer", "fit"};
    const char *bytes, *file = p->opts->fit;
    vp_table *t;
    vp_map *reviewers;
    long column[3];
    size_t n;
    if (p->in_round) {
        vp_status s = p->view->read(p->view->ctx, file, &bytes, &n, p->arena, err);
        if (s == VP_NOTFOUND) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, "the round has no file '%s'", file);
            return vp_hint(err, "put it into the round's folder lists/ and commit it, so that anybody can do it again");
        }
        VP_TRY(s);
        VP_ALLOC(file, p->view->where(p->view->ctx, p->opts->fit, p->arena), err);
    } else {
        VP_TRY(vp_file_input(&bytes, &n, &file, p->opts->fit, p->arena, err));
    }
    VP_TRY(vp_table_read(&t, file, bytes, n, p->arena, err));
    for (size_t c = 0; c < 3; c++) {
        column[c] = vp_table_column(t, names[c]);
        if (column[c] < 0 && c < 2)
            return vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = t->header.line},
                           "there is no column '%s'", names[c]);
    }
    VP_TRY(index_of_panel(&reviewers, p, err));
    VP_ALLOC(out->fit, vp_map_in(p->arena), err);
    for (size_t row = 0; row < t->nrows; row++)
        VP_TRY(read_row(out, p, reviewers, t, row, column, err));
    return VP_OK;
}

bool vp_fit_table_get(uint32_t *fit, const vp_fit_table *t, size_t proposal, size_t reviewer)
{
    pair key = {(uint32_t)proposal, (uint32_t)reviewer};
    const uint64_t *slot = vp_map_get(t->fit, (const char *)&key, sizeof key);
    if (slot)
        *fit = (uint32_t)*slot;
    return slot != NULL;
}
