/* round.json, "funds", "allocation" and "tranches". */
#include <string.h>
#include <vp/allocate.h>
#include "lib/io/round_json.h"

/* ---- funds ---- */

static const vp_json_key fund_keys[] = {
    {"id", vp_json_id, offsetof(vp_fund, id), true},
    {"title", vp_json_text, offsetof(vp_fund, title), false},
    {"amount", vp_json_money, offsetof(vp_fund, amount), true},
    {"keep", vp_json_sum, offsetof(vp_fund, kept), false},
    {"pays", vp_round_filter, offsetof(vp_fund, pays), false},
    {"max_per_award", vp_json_money, offsetof(vp_fund, max_per_award), false},
    {"max_share", vp_json_share, offsetof(vp_fund, max_share), false},
    {0}
};
static const vp_json_type fund_type = {N_("a fund"), fund_keys,
                                       "{\"id\": \"lottery\", \"title\": \"…\", \"amount\": \"18000000.00\"}"};

/* Funds become columns of the awards: none may be called as a column of the decision is. (One that is called as
   another field comes first.) */
static vp_status column_free(vp_json *j, const cJSON *fund, const char *id)
{
    static const char *const taken[] = {"id", "status", "amount", "rank", "score", "requested", "title", "applicant",
                                        "reason", NULL};
    bool clash = false;
    for (size_t i = 0; taken[i]; i++)
        clash |= strcmp(taken[i], id) == 0;
    if (!clash)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(fund, "id")), "a fund cannot be called '%s'", id);
    return vp_hint(j->err, "its id heads a column of the awards, and there is one of that name"), VP_CORRUPT;
}

vp_status vp_round_read_funds(vp_json *j, const cJSON *value, vp_round *round)
{
    if (!value)
        return VP_OK;
    const vp_fund initial = {.max_per_award = VP_NO_LIMIT, .max_share = VP_NO_LIMIT};
    vp_fund *all;
    VP_TRY(vp_json_objects(j, value, &fund_type, sizeof *all, &initial, &all, &round->nfunds));
    VP_TRY(vp_json_unique(j, value, "id"));
    const cJSON *c = value->child;
    vp_money total = 0;
    for (size_t i = 0; i < round->nfunds; i++, c = c->next) {
        VP_TRY(column_free(j, c, all[i].id));
        if (!all[i].title)
            all[i].title = all[i].id;
        if (!vp_money_add(&total, all[i].amount))
            return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "amount")),
                           "the funds together are more money than vp can count");
        if (all[i].kept > all[i].amount) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "keep")),
                    "the fund '%s' cannot keep more than it has", all[i].id);
            return vp_hint(j->err, "'keep' is the part of 'amount' that is not awarded"), VP_CORRUPT;
        }
        all[i].amount -= all[i].kept;
    }
    round->funds = all;
    return VP_OK;
}

/* ---- levels and limits ---- */

static const vp_json_key level_keys[] = {
    {"min_score", vp_json_points, offsetof(vp_level, min_score), true},
    {"share", vp_json_share, offsetof(vp_level, share), true},
    {0}
};
static const vp_json_type level_type = {N_("a level"), level_keys, "{\"min_score\": \"85.00\", \"share\": \"1.00\"}"};

static vp_status levels(vp_json *j, const cJSON *value, vp_allocation *a)
{
    vp_level *all;
    VP_TRY(vp_json_objects(j, value, &level_type, sizeof *all, NULL, &all, &a->nlevels));
    a->levels = all;
    const cJSON *c = value->child;
    for (size_t i = 0; i < a->nlevels; i++, c = c->next)
        if (i > 0 && all[i].min_score >= all[i - 1].min_score) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "min_score")),
                    "'min_score' of a level is not below that of the level before");
            return vp_hint(j->err, "write the levels from the highest score down"), VP_CORRUPT;
        }
    return VP_OK;
}

static vp_status each(vp_json *j, const cJSON *value, void *to)
{
    size_t field = 0;
    VP_TRY(vp_round_field_named(j, value, &field));
    VP_TRY(vp_round_can_group(j, value, field));
    *(long *)to = (long)field;
    return VP_OK;
}

static const vp_json_key limit_keys[] = {
    {"id", vp_json_id, offsetof(vp_limit, id), true},
    {"where", vp_round_filter, offsetof(vp_limit, where), false},
    {"each", each, offsetof(vp_limit, each), false},
    {"min_amount", vp_json_sum, offsetof(vp_limit, min_amount), false},
    {"max_amount", vp_json_sum, offsetof(vp_limit, max_amount), false},
    {"min_count", vp_json_positive, offsetof(vp_limit, min_count), false},
    {"max_count", vp_json_positive, offsetof(vp_limit, max_count), false},
    {"max_share", vp_json_share, offsetof(vp_limit, max_share), false},
    {0}
};
static const vp_json_type limit_type = {N_("a limit"), limit_keys,
    "{\"id\": \"cap\", \"where\": {\"category\": [\"…\"]}, \"max_amount\": \"7000000.00\"}"};

static vp_status check_limit(vp_json *j, const cJSON *c, const vp_limit *l)
{
    if (l->min_amount < 0 && l->max_amount < 0 && l->min_count < 0 && l->max_count < 0 && l->max_share < 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "the limit '%s' limits nothing", l->id);
        return vp_hint(j->err, "min_amount, max_amount, min_count, max_count or max_share"), VP_CORRUPT;
    }
    bool amounts = l->max_amount >= 0 && l->min_amount > l->max_amount;
    if (amounts || (l->max_count >= 0 && l->min_count > l->max_count))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, amounts ? "min_amount" : "min_count")),
                       "the minimum of the limit '%s' is more than its maximum", l->id);
    return VP_OK;
}

static vp_status limits(vp_json *j, const cJSON *value, vp_allocation *a)
{
    const vp_limit initial = {.each = -1, .min_amount = VP_NO_LIMIT, .max_amount = VP_NO_LIMIT,
                              .min_count = VP_NO_LIMIT, .max_count = VP_NO_LIMIT, .max_share = VP_NO_LIMIT};
    vp_limit *all;
    VP_TRY(vp_json_objects(j, value, &limit_type, sizeof *all, &initial, &all, &a->nlimits));
    a->limits = all;
    size_t i = 0;
    for (const cJSON *c = value->child; c; c = c->next) {
        static const char *const minimums[] = {"min_amount", "min_count", NULL};
        const cJSON *key = c;
        for (size_t k = 0; minimums[k]; k++)
            if (vp_json_member(c, minimums[k]))
                key = vp_json_member(c, minimums[k]);
        vp_where at = vp_json_at(j, key); /* lib/allocate may refuse it: a minimum, mostly */
        all[i].line = at.row;
        all[i].col = at.col;
        VP_TRY(check_limit(j, c, &all[i++]));
    }
    return vp_json_unique(j, value, "id");
}

/* ---- choices, and what is said of single proposals ---- */

static const vp_json_key offer_keys[] = {
    {"share", vp_json_share, offsetof(vp_offer, share), true},
    {"worth", vp_json_share, offsetof(vp_offer, worth), true},
    {0}
};
static const vp_json_type offer_type = {N_("a choice"), offer_keys, "{\"share\": \"0.80\", \"worth\": \"0.88\"}"};

static const vp_json_key exclusive_keys[] = {
    {"id", vp_json_id, offsetof(vp_exclusive, id), true},
    {"of", vp_json_strings, offsetof(vp_exclusive, of), true},
    {0}
};
static const vp_json_type exclusive_type = {N_("an exclusive group"), exclusive_keys,
                                            "{\"id\": \"one-site\", \"of\": [\"P-01\", \"P-07\"]}"};

static const vp_json_key requirement_keys[] = {
    {"id", vp_json_text, offsetof(vp_requirement, id), true},
    {"with", vp_json_strings, offsetof(vp_requirement, with), true},
    {0}
};
static const vp_json_type requirement_type = {N_("a requirement"), requirement_keys,
                                              "{\"id\": \"P-02\", \"with\": [\"P-01\"]}"};

static vp_status decision(vp_json *j, const cJSON *value, void *to)
{
    static const char *const names[] = {"in", "out", NULL};
    return vp_json_one_of(j, value, names, N_("unknown decision '%s'"), to);
}

static const vp_json_key fixed_keys[] = {
    {"id", vp_json_text, offsetof(vp_fixed, id), true},
    {"decision", decision, offsetof(vp_fixed, decision), true},
    {"reason", vp_json_text, offsetof(vp_fixed, reason), true},
    {0}
};
static const vp_json_type fixed_type = {N_("a fixed decision"), fixed_keys,
    "{\"id\": \"P-03\", \"decision\": \"in\", \"reason\": \"…\"}"};

static void place(vp_json *j, const cJSON *c, size_t *line, size_t *col)
{
    vp_where at = vp_json_at(j, c);
    *line = at.row;
    *col = at.col;
}

static vp_status exclusive(vp_json *j, const cJSON *value, vp_allocation *a)
{
    vp_exclusive *all;
    size_t i = 0;
    VP_TRY(vp_json_objects(j, value, &exclusive_type, sizeof *all, NULL, &all, &a->nexclusive));
    a->exclusive = all;
    for (const cJSON *c = value->child; c; c = c->next, i++)
        place(j, c, &all[i].line, &all[i].col);
    return vp_json_unique(j, value, "id");
}

static vp_status requirements(vp_json *j, const cJSON *value, vp_allocation *a)
{
    vp_requirement *all;
    size_t i = 0;
    VP_TRY(vp_json_objects(j, value, &requirement_type, sizeof *all, NULL, &all, &a->nrequirements));
    a->requirements = all;
    for (const cJSON *c = value->child; c; c = c->next, i++)
        place(j, c, &all[i].line, &all[i].col);
    return vp_json_unique(j, value, "id");
}

static vp_status fixed(vp_json *j, const cJSON *value, vp_allocation *a)
{
    vp_fixed *all;
    size_t i = 0;
    VP_TRY(vp_json_objects(j, value, &fixed_type, sizeof *all, NULL, &all, &a->nfixed));
    a->fixed = all;
    for (const cJSON *c = value->child; c; c = c->next, i++)
        place(j, c, &all[i].line, &all[i].col);
    return vp_json_unique(j, value, "id");
}

static vp_status offers(vp_json *j, const cJSON *value, const cJSON *levels, vp_allocation *a)
{
    vp_offer *all;
    VP_TRY(vp_json_objects(j, value, &offer_type, sizeof *all, NULL, &all, &a->noffers));
    a->offers = all;
    if (!levels)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "'choices' and 'levels' cannot both be given");
    return vp_hint(j->err, "levels give one share by the score, choices leave the share to the rule"), VP_CORRUPT;
}

/* ---- allocation ---- */

static vp_status rule(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_allocate_rules, N_("unknown allocation rule '%s'"), to);
}

static vp_status ballots(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_text(j, value, to));
    if (vp_round_list_path(*(const char **)to, ".csv") || vp_round_list_path(*(const char **)to, ".pb"))
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not a list of this round", *(const char **)to);
    vp_hint(j->err, "ballots in the folder lists/, as \"lists/ballots.csv\" or \"lists/ballots.pb\"");
    return VP_CORRUPT;
}

static vp_status utility(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_allocate_utilities, N_("unknown utility '%s'"), to);
}

static vp_status completion(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_allocate_completions, N_("unknown completion '%s'"), to);
}

static vp_status maximise(vp_json *j, const cJSON *value, void *to)
{
    vp_allocation *a = to;
    vp_strings what = {0};
    vp_objective *all;
    VP_TRY(vp_json_strings(j, value, &what));
    VP_ALLOC(all, vp_arena_array(j->arena, what.n, sizeof *all), j->err);
    const cJSON *c = value->child;
    for (size_t i = 0; i < what.n; i++, c = c->next) {
        const char *name = what.at[i];
        all[i].least = *name == '-';
        name += all[i].least;
        all[i].name = name;
        while (vp_allocate_objectives[all[i].index] && strcmp(vp_allocate_objectives[all[i].index], name) != 0)
            all[i].index++;
        if (!vp_allocate_objectives[all[i].index]) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "there is no objective '%s'", what.at[i]);
            vp_hint(j->err, "score, score×amount (score*amount), beneficiaries, count, amount; behind the first with "
                            "a '-' before it for as little as may be");
            return VP_CORRUPT;
        }
    }
    if (all[0].least)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value->child), "the least of the first objective is no award");
    a->maximise = all;
    a->nmaximise = what.n;
    return VP_OK;
}

/* The lists are read after the rest, so that they stand in the file in any order. */
typedef struct draft {
    vp_allocation a;
    int64_t reserve;
    const cJSON *levels, *limits, *offers, *exclusive, *requirements, *fixed;
} draft;

#define PART(name, read, member) {name, read, offsetof(draft, member), false}

static const vp_json_key allocation_keys[] = {
    PART("rule", rule, a.rule),
    PART("maximise", maximise, a),
    PART("pass_mark", vp_json_points, a.pass_mark),
    PART("step", vp_json_money, a.step),
    PART("levels", vp_json_keep, levels),
    PART("limits", vp_json_keep, limits),
    PART("reserve", vp_json_count, reserve),
    PART("ballots", ballots, a.ballots),
    PART("utility", utility, a.utility),
    PART("completion", completion, a.completion),
    PART("increment", vp_json_money, a.increment),
    PART("choices", vp_json_keep, offers),
    PART("exclusive", vp_json_keep, exclusive),
    PART("requires", vp_json_keep, requirements),
    PART("fixed", vp_json_keep, fixed),
    {0}
};
static const vp_json_type allocation_type = {N_("the allocation"), allocation_keys, NULL};

vp_status vp_round_read_allocation(vp_json *j, const cJSON *value, vp_round *round)
{
    draft d = {.a = {.rule = "rank", .step = 1, .utility = vp_allocate_utilities[0],
                     .completion = vp_allocate_completions[0], .increment = 100}};
    if (value) {
        VP_TRY(vp_json_object(j, value, &allocation_type, &d));
        if (d.levels)
            VP_TRY(levels(j, d.levels, &d.a));
        if (d.limits)
            VP_TRY(limits(j, d.limits, &d.a));
        if (d.offers)
            VP_TRY(offers(j, d.offers, d.levels, &d.a));
        if (d.exclusive)
            VP_TRY(exclusive(j, d.exclusive, &d.a));
        if (d.requirements)
            VP_TRY(requirements(j, d.requirements, &d.a));
        if (d.fixed)
            VP_TRY(fixed(j, d.fixed, &d.a));
        d.a.reserve = (size_t)d.reserve;
    }
    if (value) {
        const cJSON *rule = vp_json_member(value, "rule");
        vp_where at = vp_json_at(j, rule ? rule : value);
        d.a.line = at.row;
        d.a.col = at.col;
    }
    round->allocation = d.a;
    return VP_OK;
}

/* ---- tranches ---- */

static const vp_json_key tranche_keys[] = {
    {"id", vp_json_id, offsetof(vp_tranche, id), true},
    {"share", vp_json_share, offsetof(vp_tranche, share), true},
    {"after", vp_json_text, offsetof(vp_tranche, after), false},
    {"gate", vp_json_text, offsetof(vp_tranche, gate), false},
    {0}
};
static const vp_json_type tranche_type = {N_("a tranche"), tranche_keys,
                                          "{\"id\": \"first\", \"share\": \"0.60\", \"after\": \"agreement\"}"};

vp_status vp_round_read_tranches(vp_json *j, const cJSON *value, vp_round *round)
{
    if (!value)
        return VP_OK;
    const vp_tranche initial = {.after = "", .gate = ""};
    vp_tranche *all;
    VP_TRY(vp_json_objects(j, value, &tranche_type, sizeof *all, &initial, &all, &round->ntranches));
    VP_TRY(vp_json_unique(j, value, "id"));
    round->tranches = all;
    vp_micro sum = 0; /* each at most 1, and fewer than a million of them: it fits */
    for (size_t i = 0; i < round->ntranches; i++)
        sum += all[i].share;
    if (round->ntranches == 0 || sum == VP_MICRO)
        return VP_OK;
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, sum, 2);
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the shares of the tranches add up to %s, not 1.00", text);
    return VP_CORRUPT;
}
