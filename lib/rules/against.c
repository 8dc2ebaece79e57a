/* A row held against what the round has under its id: what it leaves blank, whether it asks for anything new, and
   whether the proposal was withdrawn. */
#include <string.h>
#include "lib/model/cell.h"
#include "lib/rules/judge.h"

/* The value of a canonical text, as the cell that it came from gave it. */
static vp_value value_of(const vp_field *f, const char *text, vp_arena *arena)
{
    vp_value v = {.text = text}, count = v;
    vp_problem odd;
    if (f->type == VP_TYPE_MONEY)
        vp_money_parse(&v.number, text);
    else if (f->type == VP_TYPE_DATE)
        vp_date_parse(&v.date, text);
    else if (f->type == VP_TYPE_COUNT && vp_cell_count(&count, &odd, text, arena) != VP_CELL_BAD)
        v.number = count.number;
    return v;
}

static void keep(vp_verdict *v, const vp_round *round, const vp_proposal *old, size_t field, vp_arena *arena)
{
    if (!v->values[field].blank || !*old->value[field])
        return;
    v->values[field] = value_of(&round->fields[field], old->value[field], arena);
    v->text[field] = old->value[field];
}

/* As far as the history knows. */
static bool same(const vp_verdict *v, const vp_round *round, const vp_proposal *old, size_t field)
{
    return round->fields[field].secret ||
           (!v->values[field].bad && strcmp(v->text[field], old->value[field]) == 0);
}

static vp_status refuse_withdrawn(vp_verdict *v, const vp_judge *j, const vp_proposal *old, vp_arena *arena,
                                  vp_err *err)
{
    vp_problem p = {"withdrawn", VP_ID, {N_("the proposal was withdrawn on %1$s: %2$s"),
                                         {old->withdrawn_on, old->withdrawn_why}},
                    {N_("take the withdrawal back first (vp-intake --reinstate %1$s -m REASON), or hand it in under a "
                        "new id"), {old->value[VP_ID]}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

static vp_status refuse_orphan(vp_verdict *v, const vp_judge *j, vp_arena *arena, vp_err *err)
{
    v->orphan = true;
    if (v->values[VP_ID].blank || v->values[VP_ID].bad)
        return VP_OK;
    vp_problem p = {"amend", VP_ID, {N_("the round has no proposal '%1$s' to amend"), {v->text[VP_ID]}},
                    {N_("correct the id, or take it in with all its columns and without --amend"), {NULL}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

vp_status vp_judge_against(vp_verdict *v, const vp_judge *j, const vp_round *round, const vp_proposal *old, bool part,
                           vp_arena *arena, vp_err *err)
{
    if (!old->value)
        return part ? refuse_orphan(v, j, arena, err) : VP_OK;
    v->kept = part;
    for (size_t i = 0; i < round->nfields && part; i++)
        keep(v, round, old, i, arena);
    keep(v, round, old, VP_APPROVED_BUDGET, arena);
    v->same = true;
    for (size_t i = 0; i < round->nfields && v->same; i++)
        v->same = i == VP_APPROVED_BUDGET || same(v, round, old, i);
    if (!old->withdrawn_on)
        return VP_OK;
    v->withdrawn = v->nproblems == 0 && v->same && same(v, round, old, VP_APPROVED_BUDGET);
    return v->withdrawn ? VP_OK : refuse_withdrawn(v, j, old, arena, err);
}
