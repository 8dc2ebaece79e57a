/* Counting what stands. */
#include <string.h>
#include <vp/rules.h>
#include "lib/rules/together.h"

bool vp_clash_possible(const vp_round *round)
{
    for (size_t i = 0; i < round->nrules; i++)
        if (round->rules[i].kind->count)
            return true;
    return false;
}

typedef struct counting {
    const vp_round *round;
    vp_value *values; /* of one proposal */
    vp_clash *at;
    size_t n, cap;
    vp_arena *arena;
} counting;

static vp_status one(counting *c, const vp_rule *rule, const vp_rule_tools *tools, const vp_proposal *p, vp_err *err)
{
    vp_problem problem = {.rule = rule->id, .field = rule->field};
    for (size_t i = 0; i < c->round->nfields; i++)
        c->values[i] = (vp_value){.text = p->value[i], .blank = !*p->value[i]};
    VP_TRY(rule->kind->check(&problem, rule, c->round, c->values, tools, c->arena, err));
    if (problem.what.msg) {
        VP_TRY(vp_arena_grow(c->arena, &c->at, &c->cap, c->n, c->n + 1, sizeof *c->at, err));
        c->at[c->n++] = (vp_clash){p->value[VP_ID], problem};
        return VP_OK; /* it is beyond: those that keep the rule are counted */
    }
    return rule->kind->count(rule, c->round, p->value, true, tools, c->arena, err);
}

vp_status vp_clashes(vp_clash **out, size_t *count, const vp_round *round, const vp_proposals *all, vp_arena *arena,
                     vp_err *err)
{
    counting c = {.round = round, .arena = arena};
    VP_ALLOC(c.values, vp_arena_array(arena, round->nfields, sizeof *c.values), err);
    for (size_t r = 0; r < round->nrules; r++) {
        vp_rule_tools tools = {.keep = arena};
        if (!round->rules[r].kind->count)
            continue;
        VP_ALLOC(tools.taken, vp_map_in(arena), err);
        for (size_t i = 0; i < all->n; i++)
            if (!all->at[i].withdrawn_on)
                VP_TRY(one(&c, &round->rules[r], &tools, &all->at[i], err));
    }
    *out = c.at;
    *count = c.n;
    return VP_OK;
}
