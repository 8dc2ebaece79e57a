/* Whoever has a part in a proposal does not judge it. */
#include <stdlib.h>
#include <string.h>
#include <vp/assign.h>
#include <vp/fold.h>
#include "words.h"

static const char *const names[] = {"declared", "organisation", "partner", "named", "sheet", "private"};

const char *vp_conflict_name(vp_conflict_kind kind)
{
    return names[kind];
}

typedef struct search {
    const vp_panel_list *panel;
    vp_words *keys;  /* ids, names and codes of proposals and applicants that a reviewer must not have */
    vp_words *named; /* names of reviewers and their organisations */
    vp_conflict *at;
    size_t n, cap;
    uint32_t proposal;
    vp_conflict_kind kind;
    const char *detail;
    vp_status status;
    vp_arena *arena;
    vp_err *err;
} search;

/* A number of `keys` is a reviewer and a kind. */
static uint32_t numbered(size_t reviewer, vp_conflict_kind kind)
{
    return (uint32_t)(reviewer * VP_CONFLICT_KINDS + kind);
}

static vp_status add(search *s, uint32_t proposal, uint32_t reviewer, vp_conflict_kind kind, const char *detail)
{
    VP_TRY(vp_arena_grow(s->arena, &s->at, &s->cap, s->n, s->n + 1, sizeof *s->at, s->err));
    s->at[s->n++] = (vp_conflict){proposal, reviewer, kind, detail};
    return VP_OK;
}

/* ---- what reviewers must not have ---- */

static vp_status add_key(search *s, char sort, const char *text, size_t reviewer, vp_conflict_kind kind)
{
    const char *key;
    VP_ALLOC(key, vp_arena_printf(s->arena, "%c%s", sort, text), s->err);
    return vp_words_add(s->keys, key, numbered(reviewer, kind), s->arena, s->err);
}

/* An organisation, by name or code. */
static vp_status add_organisation(search *s, const char *text, size_t reviewer, vp_conflict_kind kind)
{
    const char *folded, *narrow;
    VP_TRY(vp_fold(&folded, text, s->arena, s->err));
    VP_TRY(vp_narrow(&narrow, text, strlen(text), s->arena, s->err));
    VP_TRY(add_key(s, 'n', folded, reviewer, kind));
    return add_key(s, 'c', narrow, reviewer, kind);
}

static vp_status add_reviewer(search *s, size_t r)
{
    const vp_panelist *p = &s->panel->at[r];
    const char *folded;
    for (size_t i = 0; i < p->conflicts.n; i++) {
        const char *id;
        VP_TRY(vp_narrow(&id, p->conflicts.at[i], strlen(p->conflicts.at[i]), s->arena, s->err));
        VP_TRY(add_key(s, 'i', id, r, VP_DECLARED));
        VP_TRY(add_organisation(s, p->conflicts.at[i], r, VP_DECLARED));
    }
    VP_TRY(add_organisation(s, p->organisation, r, VP_SAME_ORGANISATION));
    VP_TRY(add_key(s, 'c', p->code, r, VP_SAME_ORGANISATION));
    for (size_t i = 0; i < p->partners.n; i++)
        VP_TRY(add_organisation(s, p->partners.at[i], r, VP_PARTNER));
    VP_TRY(vp_fold(&folded, p->name, s->arena, s->err));
    if (vp_word_tells(folded))
        VP_TRY(vp_words_add(s->named, folded, (uint32_t)r, s->arena, s->err));
    VP_TRY(vp_fold(&folded, p->organisation, s->arena, s->err));
    return strlen(folded) >= 12 ? vp_words_add(s->named, folded, (uint32_t)r, s->arena, s->err) : VP_OK;
}

/* ---- what proposals say ---- */

static void found_key(void *ctx, uint32_t number)
{
    search *s = ctx;
    if (s->status == VP_OK)
        s->status = add(s, s->proposal, number / VP_CONFLICT_KINDS, number % VP_CONFLICT_KINDS, s->detail);
}

static void found_name(void *ctx, uint32_t number)
{
    search *s = ctx;
    if (s->status == VP_OK)
        s->status = add(s, s->proposal, number, VP_NAMED, s->detail);
}

/* The whole of a key, not a part of it. */
static vp_status look_up(search *s, char sort, const char *text, const char *detail)
{
    const char *key;
    if (!*text)
        return VP_OK;
    VP_ALLOC(key, vp_arena_printf(s->arena, "%c%s", sort, text), s->err);
    const uint64_t *slot = vp_map_get(s->keys->index, key, strlen(key));
    s->detail = detail;
    for (uint32_t x = slot ? (uint32_t)(*slot - 1) : VP_NO_WORD; x != VP_NO_WORD; x = s->keys->at[x].next)
        found_key(s, s->keys->at[x].number);
    return s->status;
}

static vp_status look_at(search *s, const vp_proposal *p)
{
    const char *applicant;
    VP_TRY(vp_fold(&applicant, p->value[VP_APPLICANT], s->arena, s->err));
    VP_TRY(look_up(s, 'i', p->value[VP_ID], p->value[VP_ID]));
    VP_TRY(look_up(s, 'n', applicant, p->value[VP_APPLICANT]));
    return look_up(s, 'c', p->value[VP_USCC], p->value[VP_USCC]);
}

static vp_status look_at_texts(search *s, const vp_round *round, const vp_proposal *p)
{
    for (size_t f = 0; f < round->nfields; f++) {
        const char *folded;
        if (round->fields[f].type != VP_TYPE_TEXT || round->fields[f].secret || !*p->value[f])
            continue;
        vp_mark mark = vp_arena_mark(s->arena);
        VP_TRY(vp_fold(&folded, p->value[f], s->arena, s->err));
        s->detail = round->fields[f].name;
        size_t before = s->n;
        vp_words_in(s->named, folded, found_name, s);
        VP_TRY(s->status);
        if (s->n == before) /* nothing was kept */
            vp_arena_rewind(s->arena, mark);
    }
    return VP_OK;
}

static int by_pair(const void *x, const void *y)
{
    const vp_conflict *a = x, *b = y;
    if (a->proposal != b->proposal)
        return a->proposal < b->proposal ? -1 : 1;
    if (a->reviewer != b->reviewer)
        return a->reviewer < b->reviewer ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return strcmp(a->detail, b->detail);
}

static vp_status declared_on_sheets(search *s, const vp_proposals *proposals, const vp_reviews *reviews)
{
    for (size_t i = 0; i < reviews->n; i++) {
        const vp_review *v = &reviews->at[i];
        const vp_proposal *p = v->conflict ? vp_proposals_find(proposals, v->proposal) : NULL;
        for (size_t r = 0; p && r < s->panel->n; r++)
            if (strcmp(s->panel->at[r].id, v->reviewer) == 0)
                VP_TRY(add(s, (uint32_t)(p - proposals->at), (uint32_t)r, VP_ON_SHEET, v->comment));
    }
    return VP_OK;
}

/* Sorted, with the first reason of each pair. */
static void settle(vp_conflicts *out, vp_conflict *at, size_t count)
{
    size_t n = 0;
    if (count > 1)
        qsort(at, count, sizeof *at, by_pair);
    for (size_t i = 0; i < count; i++)
        if (n == 0 || at[n - 1].proposal != at[i].proposal || at[n - 1].reviewer != at[i].reviewer)
            at[n++] = at[i];
    *out = (vp_conflicts){at, n};
}

vp_status vp_conflicts_add(vp_conflicts *all, const vp_conflict *more, size_t n, vp_arena *arena, vp_err *err)
{
    vp_conflict *at;
    VP_ALLOC(at, vp_arena_array(arena, all->n + n, sizeof *at), err);
    for (size_t i = 0; i < all->n; i++)
        at[i] = all->at[i];
    for (size_t i = 0; i < n; i++)
        at[all->n + i] = more[i];
    settle(all, at, all->n + n);
    return VP_OK;
}

static vp_status start(search *s, const vp_panel_list *panel, vp_arena *arena, vp_err *err)
{
    *s = (search){.panel = panel, .arena = arena, .err = err};
    VP_TRY(vp_words_new(&s->keys, arena, err));
    VP_TRY(vp_words_new(&s->named, arena, err));
    for (size_t r = 0; r < panel->n; r++)
        VP_TRY(add_reviewer(s, r));
    return VP_OK;
}

vp_status vp_conflicts_find(vp_conflicts *out, const vp_round *round, const vp_proposals *proposals,
                            const vp_panel_list *panel, const vp_reviews *reviews, vp_arena *arena, vp_err *err)
{
    search s;
    VP_TRY(start(&s, panel, arena, err));
    for (size_t p = 0; p < proposals->n; p++) {
        s.proposal = (uint32_t)p;
        VP_TRY(look_at(&s, &proposals->at[p]));
        VP_TRY(look_at_texts(&s, round, &proposals->at[p]));
    }
    if (reviews)
        VP_TRY(declared_on_sheets(&s, proposals, reviews));
    settle(out, s.at, s.n);
    return VP_OK;
}

vp_status vp_conflicts_of_panel(vp_conflicts *out, const vp_proposals *proposals, const vp_panel_list *panel,
                                vp_arena *arena, vp_err *err)
{
    search s;
    VP_TRY(start(&s, panel, arena, err));
    for (size_t p = 0; p < proposals->n; p++) {
        s.proposal = (uint32_t)p;
        VP_TRY(look_at(&s, &proposals->at[p]));
    }
    settle(out, s.at, s.n);
    return VP_OK;
}
