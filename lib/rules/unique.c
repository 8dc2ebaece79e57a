/* unique: no two proposals of the round have the same text in a field, or the same texts in several together; the
   first stays. Texts are compared without their writing habits, so that another space does not make another title. */
#include <string.h>
#include <vp/fold.h>
#include "lib/rules/kind.h"

/* Who has a value, the last one first; the map has the first of them. */
typedef struct owner { const char *id; struct owner *next; } owner;

static bool by_writing(vp_type t)
{
    return t == VP_TYPE_TEXT || t == VP_TYPE_ID;
}

/* NULL: one of the cells is blank, which is the same as no other. */
static vp_status key_of(const char **key, const vp_rule *rule, const vp_round *round, const char *const *text,
                        vp_arena *arena, vp_err *err)
{
    *key = NULL;
    for (size_t i = 0; i < rule->nterms; i++) {
        const char *s = text[rule->terms[i]];
        if (!*s)
            return *key = NULL, VP_OK;
        if (by_writing(round->fields[rule->terms[i]].type))
            VP_TRY(vp_fold(&s, s, arena, err));
        if (!*key)
            *key = s;
        else
            VP_ALLOC(*key, vp_arena_printf(arena, "%s\x1F%s", *key, s), err); /* no cell has a control character */
    }
    return VP_OK;
}

static vp_status check(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err)
{
    const char *key, **text, *shown = "";
    size_t most = 0;
    for (size_t i = 0; i < rule->nterms; i++)
        most = rule->terms[i] > most ? rule->terms[i] : most;
    VP_ALLOC(text, vp_arena_array(arena, most + 1, sizeof *text), err);
    for (size_t i = 0; i < rule->nterms; i++)
        text[rule->terms[i]] = values[rule->terms[i]].text;
    VP_TRY(key_of(&key, rule, round, text, arena, err));
    const uint64_t *slot = key ? vp_map_get(tools->taken, key, strlen(key)) : NULL;
    const owner *o = slot ? (const owner *)(uintptr_t)*slot : NULL;
    while (o && strcmp(o->id, values[VP_ID].text) == 0)
        o = o->next;
    if (!o)
        return VP_OK;
    for (size_t i = 0; i < rule->nterms; i++)
        VP_ALLOC(shown, vp_arena_printf(arena, "%s%s%s", shown, i ? " + " : "", text[rule->terms[i]]), err);
    problem->what = (vp_note){N_("%1$s '%2$s' is that of the proposal '%3$s' already"),
                              {vp_rule_headings(rule, round, " + ", arena), shown, o->id}};
    problem->mend = (vp_note){N_("take one of the two out, or correct what should differ"), {NULL}};
    return VP_OK;
}

static vp_status count(const vp_rule *rule, const vp_round *round, const char *const *text, bool stands,
                       const vp_rule_tools *tools, vp_arena *scratch, vp_err *err)
{
    const char *key;
    VP_TRY(key_of(&key, rule, round, text, scratch, err));
    if (!key)
        return VP_OK;
    uint64_t *slot;
    VP_ALLOC(slot, vp_map_put(tools->taken, key, strlen(key), NULL), err);
    owner *first = (owner *)(uintptr_t)*slot;
    if (stands) {
        owner *o;
        VP_ALLOC(o, vp_arena_alloc(tools->keep, sizeof *o), err);
        VP_ALLOC(o->id, vp_arena_dupz(tools->keep, text[VP_ID]), err);
        o->next = first;
        *slot = (uintptr_t)o;
        return VP_OK;
    }
    owner **at = &first;
    while (*at && strcmp((*at)->id, text[VP_ID]) != 0)
        at = &(*at)->next;
    if (*at)
        *at = (*at)->next;
    *slot = (uintptr_t)first;
    return VP_OK;
}

static void explain(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena)
{
    told->what = (vp_note){N_("no two proposals of the round may have the same %1$s; the first one stays"),
                           {vp_rule_headings(rule, round, " + ", arena)}};
    told->mend = (vp_note){N_("take one of the two out, or correct what should differ"), {NULL}};
}

const vp_rule_kind vp_rule_unique = {.name = "unique", .check = check, .count = count, .explain = explain};
