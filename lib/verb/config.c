/* Checking a configuration alone: everything that is wrong with it, in one run. */
#include <string.h>
#include <vp/config.h>
#include <vp/rubric.h>
#include "lib/io/list.h"

typedef struct checker {
    vp_config_counts *counts;
    const vp_view *view;
    vp_problems *problems;
    size_t errors;
    vp_arena *arena;
    vp_err *err;
} checker;

/* An error is told, unless it was, and the next file is looked at. */
static vp_status next(checker *c, vp_status s)
{
    if (s != VP_CORRUPT)
        return s;
    c->errors++;
    if (*c->err->msg)
        c->problems->tell(c->problems->ctx, c->err);
    *c->err = (vp_err){.lang = c->err->lang};
    return VP_OK;
}

static vp_status check_rubric(checker *c, const vp_round *round)
{
    static const char path[] = "rubric.json";
    const char *bytes;
    size_t n;
    vp_rubric *rubric = NULL;
    vp_status s = c->view->read(c->view->ctx, path, &bytes, &n, c->arena, c->err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    c->counts->has_rubric = true;
    VP_TRY(next(c, vp_rubric_read_all(&rubric, c->view, path, round, c->problems, c->arena, c->err)));
    if (!rubric)
        return VP_OK;
    c->counts->stages = rubric->nstages;
    c->counts->bonuses = rubric->nbonuses;
    for (size_t i = 0; i < rubric->nstages; i++)
        for (size_t k = 0; k < rubric->stages[i].ncriteria; k++)
            c->counts->criteria += vp_criterion_is_leaf(&rubric->stages[i], k);
    return VP_OK;
}

static vp_status check_list(checker *c, const vp_round *round, const vp_rule *rule)
{
    vp_list *list = NULL;
    VP_TRY(next(c, vp_list_read_all(&list, rule, round, c->view, c->problems, c->arena, c->err)));
    if (!list)
        return VP_OK;
    c->counts->lists++;
    c->counts->entries += list->n;
    if (list->n == 0) {
        vp_fail(c->err, VP_INVALID, VP_AT_FILE(c->view->where(c->view->ctx, rule->list, c->arena)),
                "the list of the rule '%s' is empty", rule->id);
        c->problems->tell(c->problems->ctx, c->err);
        *c->err = (vp_err){.lang = c->err->lang};
    }
    vp_list_close(list);
    return VP_OK;
}

/* Each list once for each field that is compared with it. */
static vp_status check_lists(checker *c, const vp_round *round)
{
    for (size_t i = 0; i < round->nrules; i++) {
        const vp_rule *r = &round->rules[i];
        bool seen = !r->kind->needs_list;
        for (size_t k = 0; k < i && !seen; k++)
            seen = round->rules[k].list && round->rules[k].field == r->field
                   && strcmp(round->rules[k].list, r->list) == 0;
        if (!seen)
            VP_TRY(check_list(c, round, r));
    }
    return VP_OK;
}

vp_status vp_config_check(vp_config_counts *out, const vp_view *view, vp_problems *problems, vp_arena *arena,
                          vp_err *err)
{
    vp_round *round = NULL;
    vp_err spare = {0};
    err = err ? err : &spare;
    checker c = {.counts = out, .view = view, .problems = problems, .arena = arena, .err = err};
    *out = (vp_config_counts){0};
    vp_status s = vp_round_read_all(&round, view, problems, arena, err);
    VP_TRY(next(&c, s));
    VP_TRY(check_rubric(&c, s == VP_OK ? round : NULL));
    if (round) /* as far as it could be read */
        VP_TRY(check_lists(&c, round));
    if (s == VP_OK) {
        out->own_fields = round->nfields - VP_STANDARD_FIELDS;
        out->rules = round->nrules;
        out->funds = round->nfunds;
        out->limits = round->allocation.nlimits;
        out->tranches = round->ntranches;
    }
    return c.errors ? VP_CORRUPT : VP_OK;
}
