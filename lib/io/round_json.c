/* round.json: identity, calendar and lists; the parts are in round_fields.c, round_rules.c and round_money.c. */
#include <string.h>
#include <vp/draw.h>
#include <vp/hash.h>
#include <vp/lang.h>
#include "lib/io/round_json.h"
#include "lib/model/cell.h"

/* What is read before it is checked together. */
typedef struct draft {
    vp_round round;
    const cJSON *unit, *opens, *closes, *notice, *fields, *eligibility, *funds, *allocation, *tranches;
} draft;

static vp_status language(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    bool zh = strcmp(value->valuestring, "zh") == 0;
    if (!zh && strcmp(value->valuestring, "en") != 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "unknown language '%s'", value->valuestring);
        return vp_hint(j->err, "\"zh\" or \"en\""), VP_CORRUPT;
    }
    *(vp_lang *)to = zh ? VP_ZH : VP_EN;
    return VP_OK;
}

static vp_status currency(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    const char *s = value->valuestring;
    if (strlen(s) != 3 || strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not a currency", s);
        return vp_hint(j->err, "three capital letters of ISO 4217, such as \"CNY\""), VP_CORRUPT;
    }
    return vp_json_text(j, value, to);
}

static vp_status personal(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    bool refuse = strcmp(value->valuestring, "refuse") == 0;
    if (!refuse && strcmp(value->valuestring, "warn") != 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' does not say what becomes of personal data in public "
                "texts", value->valuestring);
        return vp_hint(j->err, "\"warn\" or \"refuse\""), VP_CORRUPT;
    }
    *(bool *)to = refuse;
    return VP_OK;
}

static vp_status edition(vp_json *j, const cJSON *value, void *to)
{
    int64_t n = 0;
    VP_TRY(vp_json_positive(j, value, &n));
    *(int *)to = (int)n;
    return VP_OK;
}

static const vp_json_key office_keys[] = {
    {"name", vp_json_text, offsetof(vp_office, name), false},
    {"address", vp_json_text, offsetof(vp_office, address), false},
    {"phone", vp_json_text, offsetof(vp_office, phone), false},
    {"email", vp_json_text, offsetof(vp_office, email), false},
    {0}
};
static const vp_json_type office_type = {N_("the office"), office_keys, NULL};

static vp_status office(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_object(j, value, &office_type, to);
}

/* There, it asks for signatures; who wants them off writes so. */
static const vp_json_key signing_keys[] = {
    {"required", vp_json_bool, offsetof(vp_signing_rule, required), false},
    {"approval", vp_json_bool, offsetof(vp_signing_rule, approval), false},
    {0}
};
static const vp_json_type signing_type = {N_("the signing"), signing_keys,
                                          "{\"required\": true, \"approval\": true}"};

static vp_status signing(vp_json *j, const cJSON *value, void *to)
{
    vp_signing_rule *s = to;
    s->required = true;
    VP_TRY(vp_json_object(j, value, &signing_type, s));
    if (s->required || !s->approval)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(value, "approval")),
            "awards can only be approved where steps are signed");
    return vp_hint(j->err, "\"required\": true, or leave it out"), VP_CORRUPT;
}

#define PART(name, member) {name, vp_json_keep, offsetof(draft, member), false}
#define ROUND(name, read, member, required) {name, read, offsetof(draft, round.member), required}

static const vp_json_key round_keys[] = {
    {"vp", vp_json_format, 0, true},
    ROUND("id", vp_json_dotted_id, id, true),
    ROUND("title", vp_json_text, title, true),
    ROUND("programme", vp_json_text, programme, false),
    ROUND("edition", edition, edition, false),
    ROUND("lang", language, lang, false),
    ROUND("currency", currency, currency, true),
    PART("unit", unit),
    PART("opens", opens),
    PART("closes", closes),
    PART("notice", notice),
    ROUND("office", office, office, false),
    ROUND("purposes", vp_json_strings, purposes, false),
    ROUND("categories", vp_json_strings, categories, false),
    ROUND("districts", vp_json_strings, districts, false),
    PART("fields", fields),
    ROUND("personal", personal, refuses_personal, false),
    PART("eligibility", eligibility),
    PART("funds", funds),
    PART("allocation", allocation),
    PART("tranches", tranches),
    ROUND("panel", vp_round_panel, panel, false),
    ROUND("signing", signing, signing, false),
    ROUND("draw", vp_round_draw, draw, false),
    {0}
};
static const vp_json_type round_type = {N_("the round"), round_keys, "{\"vp\": 1, \"id\": \"gz-11\", "
                                        "\"title\": \"…\", \"currency\": \"CNY\"}"};

/* ---- calendar and unit ---- */

static vp_status calendar(vp_json *j, const draft *d, vp_round *r)
{
    r->has_opens = d->opens != NULL;
    r->has_closes = d->closes != NULL;
    if (d->opens)
        VP_TRY(vp_json_day(j, d->opens, &r->opens));
    if (d->closes)
        VP_TRY(vp_json_day(j, d->closes, &r->closes));
    if (d->opens && d->closes && r->closes.first < r->opens.first)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->closes), "the round closes on %s, before it opens on %s",
                       d->closes->valuestring, d->opens->valuestring);
    return VP_OK;
}

typedef struct notice { const cJSON *from, *until; } notice;

static const vp_json_key notice_keys[] = {
    {"from", vp_json_keep, offsetof(notice, from), false},
    {"until", vp_json_keep, offsetof(notice, until), false},
    {0}
};
static const vp_json_type notice_type = {N_("the notice"), notice_keys, NULL};

static vp_status notice_days(vp_json *j, const cJSON *value, vp_round *r)
{
    notice n = {0};
    vp_date from = {0}, until = {0};
    if (value)
        VP_TRY(vp_json_object(j, value, &notice_type, &n));
    if (n.from) {
        VP_TRY(vp_json_day(j, n.from, &from));
        VP_ALLOC(r->notice_from, vp_arena_dupz(j->arena, n.from->valuestring), j->err);
    }
    if (n.until) {
        VP_TRY(vp_json_day(j, n.until, &until));
        VP_ALLOC(r->notice_until, vp_arena_dupz(j->arena, n.until->valuestring), j->err);
    }
    if (n.from && n.until && until.first < from.first)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, n.until), "the notice ends on %s, before it begins on %s",
                       n.until->valuestring, n.from->valuestring);
    return VP_OK;
}

static vp_status unit(vp_json *j, const cJSON *value, vp_round *r)
{
    r->unit = 100;
    r->unit_name = "";
    if (!value)
        return VP_OK;
    VP_TRY(vp_json_text(j, value, &r->unit_name));
    if (strcmp(r->unit_name, r->currency) == 0)
        return VP_OK;
    bool cny = strcmp(r->currency, "CNY") == 0;
    int64_t minor = cny ? vp_money_unit(r->unit_name) : 0;
    if (minor > 0) {
        r->unit = minor;
        return VP_OK;
    }
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "unknown unit '%s' of %s", r->unit_name, r->currency);
    if (cny)
        return vp_hint(j->err, "元, 千元, 万元, 百万元 or 亿元"), VP_CORRUPT;
    return vp_hint(j->err, "only \"%s\" itself: amounts are in major units", r->currency), VP_CORRUPT;
}

/* ---- the whole ---- */

static vp_status add_hash(vp_json *j, vp_sha256 *h, const cJSON *value)
{
    char *text = value ? cJSON_PrintUnformatted(value) : NULL;
    if (value && !text)
        return vp_nomem(j->err);
    if (text)
        vp_sha256_add(h, text, strlen(text));
    vp_sha256_add(h, "", 1);
    cJSON_free(text);
    return VP_OK;
}

static vp_status hash_rules(const char **out, vp_json *j, const draft *d, const vp_round *r, bool lots)
{
    char *hex;
    vp_sha256 h;
    VP_ALLOC(hex, vp_arena_alloc(j->arena, VP_HASH_HEX), j->err);
    vp_sha256_start(&h);
    vp_sha256_add(&h, r->lang == VP_ZH ? "zh" : "en", 2);
    vp_sha256_add(&h, r->currency, strlen(r->currency));
    VP_TRY(add_hash(j, &h, d->funds));
    VP_TRY(add_hash(j, &h, d->allocation));
    if (lots) {
        vp_sha256_add(&h, r->draw.algorithm, strlen(r->draw.algorithm) + 1);
        vp_sha256_add(&h, r->draw.canonical, strlen(r->draw.canonical) + 1);
    }
    vp_sha256_end(&h, hex);
    *out = hex;
    return VP_OK;
}

static vp_status read_round(vp_json *j, draft *d)
{
    vp_round *r = &d->round;
    VP_TRY(vp_json_go_on(j, vp_json_document(j, &round_type, d)));
    if (r->currency)
        VP_TRY(vp_json_go_on(j, unit(j, d->unit, r)));
    VP_TRY(vp_json_go_on(j, calendar(j, d, r)));
    VP_TRY(vp_json_go_on(j, notice_days(j, d->notice, r)));
    j->ctx = r;
    VP_TRY(vp_json_go_on(j, vp_round_read_fields(j, d->fields, r)));
    if (!r->fields) /* everything below names fields */
        return VP_CORRUPT;
    VP_TRY(vp_json_go_on(j, vp_round_read_rules(j, d->eligibility, r)));
    VP_TRY(vp_json_go_on(j, vp_round_read_funds(j, d->funds, r)));
    VP_TRY(vp_json_go_on(j, vp_round_read_allocation(j, d->allocation, r)));
    VP_TRY(vp_json_go_on(j, vp_round_read_tranches(j, d->tranches, r)));
    VP_TRY(vp_json_stands(j, 0));
    VP_TRY(hash_rules(&r->rules_sha256, j, d, r, false));
    return hash_rules(&r->lots_sha256, j, d, r, true);
}

static vp_status kept_round(vp_round **out, const vp_view *view, const unsigned char id[20], vp_err *err)
{
    vp_memo_key key = vp_memo_key_of("round");
    vp_memo_key_add(&key, id, 20);
    *out = vp_memo_get(view->memo, &key);
    if (*out)
        return VP_OK;
    VP_TRY(vp_round_read_all(out, view, NULL, vp_memo_arena(view->memo), err));
    return vp_memo_put(view->memo, &key, *out, err);
}

vp_status vp_round_read(vp_round **out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    unsigned char id[20];
    bool there = false;
    if (view->memo)
        VP_TRY(view->id(view->ctx, "round.json", id, &there, err));
    return there ? kept_round(out, view, id, err) : vp_round_read_all(out, view, NULL, arena, err);
}

vp_status vp_round_read_all(vp_round **out, const vp_view *view, vp_problems *problems, vp_arena *arena, vp_err *err)
{
    static const char path[] = "round.json";
    const char *bytes, *file = view->where(view->ctx, path, arena);
    size_t n;
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND) {
        vp_fail(err, VP_NOTFOUND, VP_AT_FILE(file), "there is no round.json here");
        return vp_hint(err, "vp-init starts a round"), VP_NOTFOUND;
    }
    VP_TRY(s);
    VP_AUTO(vp_json) j = NULL;
    VP_TRY(vp_json_open(&j, file, bytes, n, arena, err));
    j->tell = err ? problems : NULL;
    draft *d;
    VP_ALLOC(d, vp_arena_alloc(arena, sizeof *d), err);
    d->round = (vp_round){.programme = "", .unit_name = "", .notice_from = "", .notice_until = "", .file = file,
                          .office = {"", "", "", ""}, .draw = {"", "", "", vp_draw_algorithm_names[0]}};
    s = read_round(j, d);
    if (s == VP_OK || (s == VP_CORRUPT && j->tell && d->round.fields))
        *out = &d->round;
    return s;
}

long vp_round_field(const vp_round *round, const char *name)
{
    for (size_t i = 0; i < round->nfields; i++)
        if (strcmp(round->fields[i].name, name) == 0)
            return (long)i;
    return -1;
}
