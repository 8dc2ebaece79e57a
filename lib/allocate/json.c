/* allocation.json: the problem that was solved, and how well. */
#include <string.h>
#include "allocate.h"

static void key(vp_str *out, const char *indent, const char *name)
{
    vp_str_addf(out, "%s\"%s\": ", indent, name);
}

static void text(vp_str *out, const char *indent, const char *name, const char *value)
{
    key(out, indent, name);
    vp_json_string(out, value);
}

static void money(vp_str *out, const char *indent, const char *name, vp_money m)
{
    char buf[VP_DECIMAL_MAX];
    vp_money_format(buf, m);
    text(out, indent, name, buf);
}

static void points(vp_str *out, const char *indent, const char *name, vp_wide p)
{
    char buf[VP_DECIMAL_MAX];
    vp_micro_format(buf, (vp_micro)p, 2);
    text(out, indent, name, buf);
}

static void funds(vp_str *out, const vp_round *round, const vp_allocation_result *r)
{
    vp_str_addz(out, "  \"funds\": [");
    for (size_t f = 0; f < round->nfunds; f++) {
        vp_money spent = 0;
        for (size_t i = 0; i < r->awards->n; i++)
            spent += r->awards->at[i].fund[f];
        vp_str_addz(out, f ? ",\n    {\n" : "\n    {\n");
        text(out, "      ", "id", round->funds[f].id);
        money(out, ",\n      ", "amount", round->funds[f].amount);
        if (round->funds[f].kept > 0)
            money(out, ",\n      ", "kept", round->funds[f].kept);
        money(out, ",\n      ", "spent", spent);
        vp_str_addz(out, "\n    }");
    }
    vp_str_addz(out, round->nfunds ? "\n  ]" : "]");
}

static void limit_sum(vp_str *out, const char *name, const vp_limit_use *use, int64_t value)
{
    if (use->counts) {
        key(out, ",\n      ", name);
        vp_str_addf(out, "%lld", (long long)value);
    } else {
        money(out, ",\n      ", name, value);
    }
}

static void limits(vp_str *out, const vp_allocation_result *r)
{
    vp_str_addz(out, "  \"limits\": [");
    for (size_t i = 0; i < r->nlimits; i++) {
        const vp_limit_use *use = &r->limits[i];
        vp_str_addz(out, i ? ",\n    {\n" : "\n    {\n");
        text(out, "      ", "id", use->limit);
        if (use->value)
            text(out, ",\n      ", "value", use->value);
        text(out, ",\n      ", "kind", use->kind);
        limit_sum(out, "bound", use, use->bound);
        limit_sum(out, "used", use, use->used);
        vp_str_addz(out, "\n    }");
    }
    vp_str_addz(out, r->nlimits ? "\n  ]" : "]");
}

/* A billionth of a billionth makes no difference to anybody: twelve places. */
static void prices(vp_str *out, const vp_allocation_result *r)
{
    char buf[VP_DECIMAL_MAX];
    vp_str_addz(out, "  \"prices\": [");
    for (size_t i = 0; i < r->nprices; i++) {
        const vp_price *p = &r->prices[i];
        vp_str_addz(out, i ? ",\n    {\n" : "\n    {\n");
        if (p->limit)
            text(out, "      ", "limit", p->limit);
        else
            key(out, "      ", "funds");
        for (size_t f = 0; f < p->nfunds; f++) {
            vp_str_addz(out, f ? ", " : "[");
            vp_json_string(out, p->funds[f]);
        }
        if (p->nfunds > 0)
            vp_str_addz(out, "]");
        if (p->value)
            text(out, ",\n      ", "value", p->value);
        if (p->kind)
            text(out, ",\n      ", "kind", p->kind);
        vp_decimal_format(buf, p->price, 12);
        text(out, ",\n      ", "price", buf);
        vp_str_addz(out, "\n    }");
    }
    vp_str_addz(out, r->nprices ? "\n  ]" : "]");
}

const char *vp_allocation_rules_hash(const vp_round *round, const char *rule)
{
    return strcmp(rule, "lottery") == 0 ? round->lots_sha256 : round->rules_sha256;
}

vp_status vp_allocation_json(vp_str *out, const vp_round *round, const vp_allocation_result *r,
                             const vp_allocation_hashes *of, vp_err *err)
{
    const char *indent = "  ", *next = ",\n  ";
    vp_str_addz(out, "{\n");
    text(out, indent, "schema", "vp-allocation/1");
    text(out, next, "round", round->id);
    text(out, next, "rule", r->rule);
    text(out, next, "currency", round->currency);
    money(out, next, "available", r->available);
    money(out, next, "spent", r->spent);
    points(out, next, "value", r->value);
    if (r->has_bound) {
        points(out, next, "bound", r->bound);
        vp_str_addf(out, ",\n  \"proved\": %s,\n  \"ties_proved\": %s,\n  \"effort\": %ld",
                    r->proved ? "true" : "false", r->ties_proved ? "true" : "false", r->effort);
    }
    if (r->voters > 0)
        vp_str_addf(out, ",\n  \"voters\": %zu", r->voters);
    vp_str_addz(out, ",\n  \"proposals\": {");
    for (int s = VP_AWARDED; s <= VP_INELIGIBLE; s++)
        vp_str_addf(out, "%s\n    \"%s\": %zu", s ? "," : "", vp_award_status_name((vp_award_status)s), r->count[s]);
    vp_str_addz(out, "\n  },\n");
    funds(out, round, r);
    vp_str_addz(out, ",\n");
    limits(out, r);
    if (r->has_bound) {
        vp_str_addz(out, ",\n");
        prices(out, r);
    }
    text(out, next, "ranking_sha256", of->ranking);
    if (of->ballots)
        text(out, next, "ballots_sha256", of->ballots);
    text(out, next, "rules_sha256", vp_allocation_rules_hash(round, r->rule));
    text(out, next, "awards_sha256", of->awards);
    if (of->certificate) {
        text(out, next, "certificate", "certificate.txt");
        text(out, next, "certificate_sha256", of->certificate);
    }
    vp_str_addz(out, "\n}\n");
    return vp_str_check(out, err);
}
