/* A round and a ranking made in memory, for the tests of allocation. */
#ifndef VP_TEST_ALLOCATE_CASE_H
#define VP_TEST_ALLOCATE_CASE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/allocate.h>

enum { CASE_FUNDS = 4, CASE_LIMITS = 8, CASE_LEVELS = 4 };

typedef struct alloc_case {
    vp_arena *arena;
    vp_round round;
    vp_fund funds[CASE_FUNDS];
    vp_limit limits[CASE_LIMITS];
    vp_level levels[CASE_LEVELS];
    vp_field fields[VP_STANDARD_FIELDS];
    vp_ranking ranking;
    size_t cap;
    vp_allocation_result *result;
    vp_err err;
} alloc_case;

static inline void *case_need(void *p)
{
    if (!p)
        abort();
    return p;
}

static inline void case_start(alloc_case *c)
{
    static const char *const names[VP_STANDARD_FIELDS] = {
        "id", "title", "applicant", "uscc", "applicant_type", "purpose", "category", "district", "street",
        "community", "requested", "budget", "own_funds", "direct_beneficiaries", "indirect_beneficiaries", "starts",
        "ends", "summary", "contact", "phone", "email", "id_number", "approved_budget"};
    memset(c, 0, sizeof *c);
    c->arena = case_need(vp_arena_new());
    for (size_t i = 0; i < VP_STANDARD_FIELDS; i++)
        c->fields[i] = (vp_field){.name = names[i], .type = i == VP_REQUESTED ? VP_TYPE_MONEY : VP_TYPE_TEXT,
                                  .secret = i >= VP_CONTACT && i <= VP_ID_NUMBER};
    c->round = (vp_round){.id = "r", .title = "round", .currency = "CNY", .fields = c->fields, .file = "round.json",
                          .nfields = VP_STANDARD_FIELDS, .funds = c->funds, .unit = 100,
                          .allocation = {.rule = "optimal", .step = 1, .utility = "cardinality",
                                         .completion = "none", .increment = 100, .limits = c->limits,
                                         .levels = c->levels}};
    c->ranking.step = 10000;
}

static inline void case_end(alloc_case *c)
{
    vp_arena_free(c->arena);
}

static inline vp_filter case_filter(alloc_case *c, size_t field, const char *value)
{
    struct vp_filter_key *key = case_need(vp_arena_alloc(c->arena, sizeof *key));
    const char **at = case_need(vp_arena_alloc(c->arena, sizeof *at));
    *at = value;
    *key = (struct vp_filter_key){field, {at, 1}};
    return (vp_filter){1, key};
}

static inline vp_fund *case_fund(alloc_case *c, const char *id, vp_money amount)
{
    vp_fund *f = &c->funds[c->round.nfunds++];
    *f = (vp_fund){.id = id, .title = id, .amount = amount, .max_per_award = VP_NO_LIMIT,
                   .max_share = VP_NO_LIMIT};
    return f;
}

static inline vp_limit *case_limit(alloc_case *c, const char *id)
{
    vp_limit *l = &c->limits[c->round.allocation.nlimits++];
    *l = (vp_limit){.id = id, .each = -1, .min_amount = VP_NO_LIMIT, .max_amount = VP_NO_LIMIT,
                    .min_count = VP_NO_LIMIT, .max_count = VP_NO_LIMIT, .max_share = VP_NO_LIMIT};
    return l;
}

static inline void case_level(alloc_case *c, vp_micro min_score, vp_micro share)
{
    c->levels[c->round.allocation.nlevels++] = (vp_level){min_score, share};
}

/* The next of the ranking, with its rank unless `flags` says why it has none. */
static inline void case_add(alloc_case *c, vp_micro score, vp_money requested, const char *category,
                            const char *district, const char *uscc, const char *flags)
{
    const char **value = case_need(vp_arena_array(c->arena, VP_STANDARD_FIELDS, sizeof *value));
    vp_proposal *p = case_need(vp_arena_alloc(c->arena, sizeof *p));
    char money[VP_DECIMAL_MAX];
    size_t i = c->ranking.n;
    for (size_t f = 0; f < VP_STANDARD_FIELDS; f++)
        value[f] = "";
    vp_money_format(money, requested);
    value[VP_ID] = case_need(vp_arena_printf(c->arena, "P-%04zu", i + 1));
    value[VP_TITLE] = case_need(vp_arena_printf(c->arena, "project %zu", i + 1));
    value[VP_APPLICANT] = "somebody";
    value[VP_REQUESTED] = case_need(vp_arena_dupz(c->arena, money));
    value[VP_CATEGORY] = category;
    value[VP_DISTRICT] = district;
    value[VP_USCC] = uscc;
    p->value = value;
    if (vp_arena_grow(c->arena, &c->ranking.at, &c->cap, i, i + 1, sizeof *c->ranking.at, NULL) != VP_OK)
        abort();
    c->ranking.at[i] = (vp_ranked){.rank = *flags ? 0 : i + 1, .id = value[VP_ID], .title = value[VP_TITLE],
                                   .applicant = "somebody", .has_score = !*flags, .score = score, .low = "",
                                   .high = "", .flags = flags, .proposal = p};
    c->ranking.n = i + 1;
}

/* What the office says of the last one of the ranking; own < 0: it says nothing of own funds. */
static inline void case_approve(alloc_case *c, vp_money approved, vp_money own)
{
    const char **value = (const char **)(uintptr_t)c->ranking.at[c->ranking.n - 1].proposal->value;
    char money[VP_DECIMAL_MAX];
    vp_money_format(money, approved);
    value[VP_APPROVED_BUDGET] = case_need(vp_arena_dupz(c->arena, money));
    vp_money_format(money, own);
    value[VP_OWN_FUNDS] = own < 0 ? "" : case_need(vp_arena_dupz(c->arena, money));
}

static inline vp_status case_run(alloc_case *c, const char *rule, long effort)
{
    static const vp_ballots none;
    vp_allocate_opts opts = {.rule = rule, .effort = effort, .ballots = &none};
    return vp_allocate(&c->result, &c->round, &c->ranking, &opts, c->arena, &c->err);
}

static inline const vp_award *case_award(const alloc_case *c, const char *id)
{
    for (size_t i = 0; i < c->result->awards->n; i++)
        if (strcmp(c->result->awards->at[i].id, id) == 0)
            return &c->result->awards->at[i];
    abort();
}

/* The reason as written in a language; of the arena. */
static inline const char *case_reason(alloc_case *c, const char *id, vp_lang lang)
{
    vp_str text = {0};
    vp_note_text(&text, lang, &case_award(c, id)->reason);
    const char *out = case_need(vp_arena_dupz(c->arena, vp_str_text(&text)));
    vp_str_free(&text);
    return out;
}

#endif
