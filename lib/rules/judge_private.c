/* Judging rows: what is private or personal in cells that are public. */
#include <vp/fold.h>
#include "lib/rules/judge_inside.h"

vp_status vp_judge_leaks(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                         vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n && v->secrets.n > 0; c++) {
        long field = columns->at[c].field;
        bool leaks;
        if (field < 0 || j->round->fields[field].secret)
            continue;
        VP_TRY(vp_secrets_in(&leaks, &v->secrets, cells[c].s, arena, err));
        if (!leaks)
            continue;
        if (field != VP_ID) /* no rule quotes it, and no sum tells it */
            v->values[field] = (vp_value){.text = "", .bad = true};
        vp_problem p = {"private", (size_t)field, {N_("the cell holds what a private column of the row keeps"), {NULL}},
                        {N_("take it out of this cell"), {NULL}}};
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

/* Amounts that are hidden too do not count: a sum would tell them. */
static vp_status uncount(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                         vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        bool hidden;
        if (field < 0 || j->round->fields[field].type != VP_TYPE_MONEY)
            continue;
        VP_TRY(vp_secrets_hide(&hidden, &v->secrets, cells[c].s, arena, err));
        if (hidden)
            v->values[field].number = 0;
    }
    return VP_OK;
}

/* Where a number could stand: not in codes, whose digits may look like one. */
static bool may_hold_number(vp_type type, const vp_cell *cell)
{
    enum { SHORTEST = 10 };
    return type == VP_TYPE_TEXT ? vp_may_identify(cell->s, cell->n) : type != VP_TYPE_CODE && cell->n >= SHORTEST;
}

vp_status vp_judge_personal(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                            vp_arena *arena, vp_err *err)
{
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        bool yes;
        if (field < 0 || j->round->fields[field].secret ||
            !may_hold_number(j->round->fields[field].type, &cells[c]))
            continue;
        VP_TRY(vp_secrets_in(&yes, &v->secrets, cells[c].s, arena, err)); /* told already */
        if (yes)
            continue;
        VP_TRY(vp_personal_in(&yes, cells[c].s, arena, err));
        if (!yes)
            continue;
        vp_problem p = {"personal", (size_t)field,
                        {N_("the cell seems to hold a phone number, an e-mail address or an identity number"), {NULL}},
                        {N_("take it out unless it is meant to be public"), {NULL}}};
        if (v->nproblems == 0 && !j->round->refuses_personal) {
            p.what.msg = N_("the cell seems to hold a phone number, an e-mail address or an identity number, and goes "
                            "into the history as it stands");
            p.mend.msg = N_("unless it is meant to be public, undo the step (git reset --keep HEAD~), blank the cell, "
                            "and take the sheet in again");
            VP_TRY(vp_judge_warn(v, &p, arena, err));
            continue;
        }
        v->secrets.others = true;
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return v->secrets.others ? uncount(v, j, columns, cells, n, arena, err) : VP_OK;
}
