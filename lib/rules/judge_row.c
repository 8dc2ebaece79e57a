/* Judging rows: the row as a whole, its id, its dates and the round's rules. */
#include <string.h>
#include <vp/fold.h>
#include "lib/rules/judge_inside.h"

void vp_judge_day(vp_judge_opts *opts, const vp_round *round, const char *received, bool admitted)
{
    vp_date day;
    bool known = received && vp_date_parse(&day, received);
    opts->late = known && round->has_closes && day.first > round->closes.last && !admitted;
    opts->early = known && round->has_opens && day.last < round->opens.first;
}

static vp_status check_filled(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < j->round->nfields; i++) {
        bool secret = j->round->fields[i].secret;
        if (!j->needed[i] || !v->values[i].blank || (secret && (j->opts.no_private || v->kept)) ||
            (v->orphan && i != VP_ID))
            continue;
        vp_problem p = {j->needed[i], i, {N_("the cell is blank"), {NULL}}, {N_("fill it in"), {NULL}}};
        VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

static vp_status check_order(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    const vp_value *from = &v->values[VP_STARTS], *to = &v->values[VP_ENDS];
    if (from->blank || from->bad || to->blank || to->bad || from->date.first <= to->date.last)
        return VP_OK;
    vp_problem p = {"dates", VP_ENDS, {N_("it ends (%1$s) before it starts (%2$s)"), {to->text, from->text}},
                    {N_("correct one of the dates"), {NULL}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* What the office approves is at most what was budgeted. */
static vp_status check_approved(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    const vp_value *approved = &v->values[VP_APPROVED_BUDGET], *budget = &v->values[VP_BUDGET];
    if (approved->blank || approved->bad || budget->blank || budget->bad || approved->number <= budget->number)
        return VP_OK;
    vp_problem p = {"approved", VP_APPROVED_BUDGET,
                    {N_("the approved budget of %1$s is more than the budget of %2$s"), {approved->text, budget->text}},
                    {N_("approve at most what was budgeted, and look at the unit of the column"), {NULL}}};
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* A sheet that came outside of the call, but for rows that ask for nothing new. */
static vp_status check_day(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    char buf[VP_DATE_MAX];
    const char *day;
    if (v->same || v->orphan || (!j->opts.late && !j->opts.early))
        return VP_OK;
    vp_date_format(buf, j->opts.late ? j->round->closes : j->round->opens);
    VP_ALLOC(day, vp_arena_dupz(arena, buf), err);
    vp_problem late = {"late", SIZE_MAX, {N_("it came on %1$s, after the round had closed (%2$s)"),
                                          {j->opts.received, day}},
                       {N_("admit it with --late and a reason (-m), or leave it out"), {NULL}}};
    vp_problem early = {"early", SIZE_MAX, {N_("it came on %1$s, before the round opened (%2$s)"),
                                            {j->opts.received, day}},
                        {N_("correct --received, or \"opens\" in round.json; else let it be sent again when the round "
                            "is open"), {NULL}}};
    return vp_judge_refuse(v, j, j->opts.late ? &late : &early, arena, err);
}

static bool readable(const vp_verdict *v, const vp_rule *r)
{
    const vp_value *a = &v->values[r->field];
    if (a->bad || (a->blank && !r->kind->reads_blank))
        return false;
    bool two = r->sum.n > 0 || r->share > 0;
    if (two && (v->values[r->of].bad || v->values[r->of].blank))
        return false;
    for (size_t i = 0; i < r->nterms; i++)
        if (v->values[r->terms[i]].bad || v->values[r->terms[i]].blank)
            return false;
    return true;
}

static vp_status check_rules(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < j->round->nrules; i++) {
        const vp_rule *r = &j->round->rules[i];
        if (v->orphan || (v->withdrawn && r->kind->count))
            continue;
        if ((j->opts.no_private && j->round->fields[j->told[i]].secret) || !readable(v, r))
            continue;
        vp_problem p = {.rule = r->id, .field = j->told[i]};
        VP_TRY(r->kind->check(&p, r, j->round, v->values, &j->tools[i], arena, err));
        if (p.what.msg)
            VP_TRY(vp_judge_refuse(v, j, &p, arena, err));
    }
    return VP_OK;
}

enum { LINE_BITS = 28 };

/* The id is another row's already, written alike or not. */
static vp_status taken(vp_verdict *v, vp_judge *j, const char *id, uint64_t slot, vp_arena *arena, vp_err *err)
{
    const char *first = vp_str_text(&j->written) + (slot >> LINE_BITS), *line;
    VP_ALLOC(line, vp_arena_printf(arena, "%llu", (unsigned long long)(slot & ((1u << LINE_BITS) - 1))), err);
    vp_problem p = {"unique", VP_ID, {N_("the id '%1$s' is already used in row %2$s"), {id, line}},
                    {N_("give one of the two another id, or delete the row"), {NULL}}};
    if (strcmp(first, id) != 0) {
        VP_ALLOC(first, vp_arena_dupz(arena, first), err);
        p.what = (vp_note){N_("the id '%1$s' differs from '%2$s' in row %3$s in writing only"), {id, first, line}};
    }
    return vp_judge_refuse(v, j, &p, arena, err);
}

/* An id is taken by its first row, even when that row was refused: nobody guesses which of the two was meant. */
static vp_status check_id(vp_verdict *v, vp_judge *j, size_t line, vp_arena *arena, vp_err *err)
{
    const char *id = v->values[VP_ID].text, *key = v->key;
    bool fresh;
    if (!*id)
        return VP_OK;
    uint64_t *slot = vp_map_put(j->ids, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (!fresh)
        return taken(v, j, id, *slot, arena, err);
    *slot = (uint64_t)j->written.n << LINE_BITS | (line & ((1u << LINE_BITS) - 1));
    vp_str_add(&j->written, id, strlen(id) + 1);
    VP_TRY(vp_str_check(&j->written, err));
    const uint64_t *known = vp_map_get(j->known, key, strlen(key));
    const char *written = known ? (const char *)(uintptr_t)*known : id;
    vp_problem other = {"unique", VP_ID, {N_("the id '%1$s' differs from the round's '%2$s' in writing only"),
                                          {id, written}},
                        {N_("write it as the round has it, or give it another"), {NULL}}};
    return strcmp(written, id) == 0 ? VP_OK : vp_judge_refuse(v, j, &other, arena, err);
}

vp_status vp_judge_row(vp_verdict *v, vp_judge *j, size_t line, vp_arena *arena, vp_err *err)
{
    VP_TRY(check_day(v, j, arena, err));
    VP_TRY(check_id(v, j, line, arena, err));
    VP_TRY(check_filled(v, j, arena, err));
    VP_TRY(check_order(v, j, arena, err));
    VP_TRY(check_approved(v, j, arena, err));
    return check_rules(v, j, arena, err);
}
