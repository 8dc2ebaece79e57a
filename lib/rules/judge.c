/* Judging rows: built-in checks by field type first, then the round's eligibility rules in their order. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/rules/judge_inside.h"

void vp_judge_free(vp_judge *j)
{
    if (!j)
        return;
    for (size_t i = 0; j->tools && i < j->round->nrules; i++) {
        vp_map_free(j->tools[i].taken);
        vp_match_free(j->tools[i].match);
    }
    for (size_t i = 0; j->choices && i < j->round->nfields; i++)
        vp_map_free(j->choices[i]);
    for (size_t i = 0; j->patterns && i < j->round->nfields; i++)
        vp_match_free(j->patterns[i]);
    vp_map_free(j->ids);
    vp_str_free(&j->written);
    vp_map_free(j->known);
    vp_recall_free(j->recall);
    vp_arena_free(j->scratch);
    vp_arena_free(j->arena);
    free(j);
}

/* A map of folded choices, so that 為老服務類 finds 为老服务类. */
static vp_status choices_new(vp_map **out, const vp_field *f, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) map = vp_map_new();
    if (!map)
        return vp_nomem(err);
    for (size_t i = 0; i < f->choices.n; i++) {
        const char *key;
        uint64_t *slot;
        VP_TRY(vp_fold(&key, f->choices.at[i], arena, err));
        VP_ALLOC(slot, vp_map_put(map, key, strlen(key), NULL), err);
        *slot = i + 1;
    }
    *out = VP_STEAL(map);
    return VP_OK;
}

/* A private field goes first: what is said of it must not be told, and cannot be checked without it. */
static size_t told_of(const vp_round *round, const vp_rule *r)
{
    bool two = r->sum.n > 0 || r->share > 0;
    size_t told = r->field;
    if (two && round->fields[r->of].secret)
        told = r->of;
    for (size_t i = r->nterms; i > 0; i--)
        if (round->fields[r->terms[i - 1]].secret)
            told = r->terms[i - 1];
    return round->fields[r->field].secret ? r->field : told;
}

/* The fields that the rule reads must be filled. */
static void need(vp_judge *j, const vp_rule *r, const char *says)
{
    const char **of = r->sum.n > 0 || r->share > 0 ? &j->needed[r->of] : &j->needed[r->field];
    if (!j->needed[r->field])
        j->needed[r->field] = says;
    if (!*of)
        *of = says;
    for (size_t k = 0; k < r->nterms; k++)
        if (!j->needed[r->terms[k]])
            j->needed[r->terms[k]] = says;
}

static vp_status open_fields(vp_judge *j, vp_err *err)
{
    const vp_round *round = j->round;
    VP_ALLOC(j->counted, vp_arena_array(j->arena, round->nfields, sizeof *j->counted), err);
    VP_ALLOC(j->choices, vp_arena_array(j->arena, round->nfields, sizeof *j->choices), err);
    VP_ALLOC(j->patterns, vp_arena_array(j->arena, round->nfields, sizeof *j->patterns), err);
    VP_ALLOC(j->needed, vp_arena_array(j->arena, round->nfields, sizeof *j->needed), err);
    VP_ALLOC(j->blank, vp_arena_array(j->arena, round->nfields, sizeof *j->blank), err);
    for (size_t i = 0; i < round->nfields; i++) {
        const vp_field *f = &round->fields[i];
        j->blank[i] = (vp_value){.text = "", .blank = true};
        j->needed[i] = f->required ? "required" : NULL;
        if (f->choices.n > 0)
            VP_TRY(choices_new(&j->choices[i], f, j->arena, err));
        if (f->pattern)
            VP_TRY(vp_match_compile(&j->patterns[i], f->pattern, VP_AT_FILE(round->file), err));
    }
    return VP_OK;
}

static vp_status open_rules(vp_judge *j, const vp_list *const *lists, vp_err *err)
{
    const vp_round *round = j->round;
    static const char required[] = "required";
    VP_ALLOC(j->tools, vp_arena_array(j->arena, round->nrules, sizeof *j->tools), err);
    VP_ALLOC(j->told, vp_arena_array(j->arena, round->nrules, sizeof *j->told), err);
    for (size_t i = 0; i < round->nrules; i++) {
        const vp_rule *r = &round->rules[i];
        vp_rule_tools *t = &j->tools[i];
        j->told[i] = told_of(round, r);
        t->list = lists ? lists[i] : NULL;
        t->keep = j->arena;
        j->counts |= r->kind->count != NULL;
        if (r->kind->count)
            VP_ALLOC(t->taken, vp_map_new(), err);
        if (r->kind->count && strcmp(r->kind->name, "max_count") == 0)
            j->counted[r->field] = t->taken;
        if (r->pattern)
            VP_TRY(vp_match_compile(&t->match, r->pattern, VP_AT_FILE(round->file), err));
        if (strcmp(r->kind->name, required) == 0)
            need(j, r, r->id);
    }
    for (size_t i = 0; i < round->nrules; i++)
        if (!round->rules[i].kind->reads_blank)
            need(j, &round->rules[i], required);
    return VP_OK;
}

vp_status vp_judge_new(vp_judge **out, const vp_round *round, const vp_list *const *lists, const vp_judge_opts *opts,
                       vp_err *err)
{
    VP_AUTO(vp_judge) j = calloc(1, sizeof *j);
    if (!j)
        return vp_nomem(err);
    j->round = round;
    j->opts = *opts;
    if (!(j->arena = vp_arena_new()) || !(j->scratch = vp_arena_new()) || !(j->ids = vp_map_new()) ||
        !(j->known = vp_map_new()) || !(j->recall = vp_recall_new()))
        return vp_nomem(err);
    VP_TRY(open_fields(j, err));
    VP_TRY(open_rules(j, lists, err));
    *out = VP_STEAL(j);
    return VP_OK;
}

bool vp_judge_needs(const vp_judge *j, size_t field)
{
    return j->needed[field] != 0;
}

bool vp_judge_counts(const vp_judge *j)
{
    return j->counts;
}

static vp_status count(vp_judge *j, const char *const *text, bool stands, vp_err *err)
{
    vp_mark mark = vp_arena_mark(j->scratch);
    for (size_t i = 0; i < j->round->nrules; i++) {
        const vp_rule *r = &j->round->rules[i];
        if (r->kind->count)
            VP_TRY(r->kind->count(r, j->round, text, stands, &j->tools[i], j->scratch, err));
    }
    vp_arena_rewind(j->scratch, mark);
    return VP_OK;
}

vp_status vp_judge_knows_id(vp_judge *j, const char *id, vp_err *err)
{
    const char *key;
    char *copy;
    VP_TRY(vp_fold(&key, id, j->arena, err));
    uint64_t *slot = vp_map_put(j->known, key, strlen(key), NULL);
    if (!slot || !(copy = vp_arena_dupz(j->arena, id)))
        return vp_nomem(err);
    *slot = (uint64_t)(uintptr_t)copy;
    return VP_OK;
}

vp_status vp_judge_met_id(bool *met, const vp_judge *j, const char *id, vp_arena *arena, vp_err *err)
{
    const char *key;
    VP_TRY(vp_fold(&key, id, arena, err));
    *met = vp_map_get(j->ids, key, strlen(key)) != NULL;
    return VP_OK;
}

vp_status vp_judge_known(vp_judge *j, const vp_proposal *p, vp_err *err)
{
    return count(j, p->value, true, err);
}

vp_status vp_judge_replaces(vp_judge *j, const vp_proposal *old, vp_err *err)
{
    return count(j, old->value, false, err);
}

vp_status vp_judge_accepted(vp_judge *j, const vp_verdict *v, vp_err *err)
{
    return j->counts ? count(j, v->text, true, err) : VP_OK;
}

/* ---- problems ---- */

bool vp_judge_hiding(const char *rule)
{
    return strcmp(rule, "private") == 0 || strcmp(rule, "personal") == 0 || strcmp(rule, "cells") == 0;
}

bool vp_judge_hides(const vp_verdict *v)
{
    for (size_t i = 0; i < v->nproblems; i++)
        if (vp_judge_hiding(v->problems[i].rule))
            return true;
    return false;
}

static bool rests_on_private(const vp_judge *j, const vp_problem *p)
{
    return vp_judge_hiding(p->rule) ||
            (p->field != SIZE_MAX && j->round->fields[p->field].secret);
}

static vp_status add(vp_problem **list, size_t *cap, size_t *n, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, list, cap, *n, *n + 1, sizeof **list, err));
    (*list)[(*n)++] = *p;
    return VP_OK;
}

vp_status vp_judge_warn(vp_verdict *v, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    return add(&v->warnings, &v->capwarnings, &v->nwarnings, p, arena, err);
}

/* What a problem says of a private column quotes no cell: only the round's own pattern and choices are named. */
static void hide_values(vp_problem *p)
{
    static const char *const round_only[] = {N_("it must match %1$s"), N_("write one of: %1$s")};
    bool ours = p->mend.msg && (strcmp(p->mend.msg, round_only[0]) == 0 || strcmp(p->mend.msg, round_only[1]) == 0);
    if (p->what.arg[0])
        p->what = (vp_note){N_("what stands in this private column cannot be taken"), {NULL}};
    if (p->mend.arg[0] && !ours)
        p->mend = (vp_note){N_("correct it in the sheet"), {NULL}};
}

/* Public problems before those that rest on private fields: a replay can make the first again, not the second. */
vp_status vp_judge_refuse(vp_verdict *v, const vp_judge *j, const vp_problem *p, vp_arena *arena, vp_err *err)
{
    vp_problem told = *p;
    if (p->field != SIZE_MAX && j->round->fields[p->field].secret)
        hide_values(&told);
    p = &told;
    VP_TRY(add(&v->problems, &v->capproblems, &v->nproblems, p, arena, err));
    if (rests_on_private(j, p))
        return VP_OK;
    memmove(v->problems + v->npublic + 1, v->problems + v->npublic,
            (v->nproblems - 1 - v->npublic) * sizeof *v->problems);
    v->problems[v->npublic++] = *p;
    return VP_OK;
}

/* ---- a row's cells ---- */

static vp_status fold_id(vp_verdict *v, vp_judge *j, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_fold(&v->key, v->values[VP_ID].text, arena, err));
    vp_map_soon(j->ids, v->key, strlen(v->key));
    return VP_OK;
}

vp_status vp_judge_read(vp_verdict *out, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                        vp_arena *arena, vp_err *err)
{
    size_t count = j->round->nfields;
    *out = (vp_verdict){0};
    VP_ALLOC(out->values, vp_arena_copy(arena, j->blank, count, sizeof *out->values), err);
    VP_ALLOC(out->text, vp_arena_array(arena, count, sizeof *out->text), err);
    for (size_t c = 0; c < columns->n && c < n; c++) {
        long field = columns->at[c].field;
        if (field < 0 || cells[c].n == 0 || (j->opts.no_private && j->round->fields[field].secret))
            continue;
        VP_TRY(vp_judge_cell(out, j, (size_t)field, &columns->at[c], cells[c], arena, err));
        vp_map *map = j->counted[field];
        if (map)
            vp_map_soon(map, out->values[field].text, strlen(out->values[field].text));
        if (field == VP_ID)
            VP_TRY(fold_id(out, j, arena, err));
        if (j->round->fields[field].secret)
            VP_TRY(vp_secrets_add(&out->secrets, cells[c].s, arena, err));
    }
    VP_TRY(vp_judge_leaks(out, j, columns, cells, n, arena, err));
    for (size_t i = 0; i < count; i++)
        out->text[i] = out->values[i].text;
    return VP_OK;
}
