/* Readers of single values: texts, whole numbers, amounts, shares, dates. */
#include <string.h>
#include <vp/fold.h>
#include <vp/map.h>
#include <vp/show.h>
#include <vp/str.h>
#include "lib/io/json.h"

enum { ID_MAX = 64, LIST_MAX = 2000, COUNT_MAX = 1000000000 };
static const vp_micro points_max = (vp_micro)1000000 * VP_MICRO;

static const char *kind(const vp_json *j, const cJSON *v)
{
    return vp_json_tr(j, cJSON_IsString(v) ? N_("a text") : cJSON_IsNumber(v) ? N_("a number")
                       : cJSON_IsArray(v) ? N_("a list") : cJSON_IsObject(v) ? N_("an object")
                       : cJSON_IsNull(v) ? N_("null") : N_("true or false"));
}

vp_status vp_json_keep(vp_json *j, const cJSON *value, void *to)
{
    (void)j;
    *(const cJSON **)to = value;
    return VP_OK;
}

vp_status vp_json_later(vp_json *j, const cJSON *value, void *to)
{
    (void)to;
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, value), "'%s' is not supported yet", value->string);
    return vp_hint(j->err, "this version of vp cannot do it: take the key out"), VP_CORRUPT;
}

vp_status vp_json_format(vp_json *j, const cJSON *value, void *to)
{
    int64_t n = 0;
    (void)to;
    VP_TRY(vp_json_positive(j, value, &n));
    if (n == 1)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value),
            "this file is of format %d, which this version of vp cannot read", (int)n);
    return vp_hint(j->err, "install a newer vp, or write \"vp\": 1"), VP_CORRUPT;
}

vp_status vp_json_want_text(vp_json *j, const cJSON *value)
{
    if (cJSON_IsString(value))
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be a text in double quotes, not %s",
            vp_json_label(j, value), kind(j, value));
    if (cJSON_IsNumber(value))
        vp_hint(j->err, "write \"%s\"", vp_json_raw(j, value));
    return VP_CORRUPT;
}

vp_status vp_json_want_list(vp_json *j, const cJSON *value)
{
    if (cJSON_IsArray(value))
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be a list in [brackets], not %s",
            vp_json_label(j, value),
            kind(j, value));
    if (cJSON_IsString(value))
        vp_hint(j->err, "write [%s]", vp_json_raw(j, value));
    return VP_CORRUPT;
}

vp_status vp_json_want_object(vp_json *j, const cJSON *value)
{
    if (cJSON_IsObject(value))
        return VP_OK;
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be an object in {braces}, not %s",
                   vp_json_label(j, value), kind(j, value));
}

/* ---- texts ---- */

/* A text or a key, for messages: places are looked up only then. */
typedef struct piece { const cJSON *value; bool key; } piece;

static vp_where place(const vp_json *j, piece p)
{
    return p.key ? vp_json_at_key(j, p.value) : vp_json_at(j, p.value);
}

static const char *label(const vp_json *j, piece p)
{
    return p.key ? vp_json_tr(j, N_("this key")) : vp_json_label(j, p.value);
}

/* The canonical form: NFC, without blanks at its ends, every character visible. */
static vp_status clean(vp_json *j, piece p, const char **to)
{
    const char *s = p.key ? p.value->string : p.value->valuestring;
    VP_TRY(vp_clean(to, s, strlen(s), j->arena, j->err));
    if (**to == '\0') {
        vp_fail(j->err, VP_CORRUPT, place(j, p), "%s is empty", label(j, p));
        return vp_hint(j->err, "take it out when there is nothing to say"), VP_CORRUPT;
    }
    VP_STR shown = {0};
    vp_show(&shown, *to, strlen(*to));
    VP_TRY(vp_str_check(&shown, j->err));
    if (strcmp(shown.s, *to) != 0) {
        vp_fail(j->err, VP_CORRUPT, place(j, p), "%s holds a character that cannot be seen: '%s'", label(j, p),
                shown.s);
        return vp_hint(j->err, "texts here are one line without control characters"), VP_CORRUPT;
    }
    VP_ALLOC(*to, vp_arena_dupz(j->arena, *to), j->err); /* it may be the document's own */
    return VP_OK;
}

vp_status vp_json_text(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    return clean(j, (piece){value, false}, to);
}

vp_status vp_json_key_text(vp_json *j, const cJSON *member, const char **to)
{
    return clean(j, (piece){member, true}, to);
}

static vp_status identifier(vp_json *j, const cJSON *value, const char *more, const char **to)
{
    static const char start[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    VP_TRY(vp_json_want_text(j, value));
    const char *s = value->valuestring;
    size_t n = strspn(s, start);
    for (size_t k; n > 0 && ((k = strspn(s + n, more)) > 0 || (k = strspn(s + n, start)) > 0);)
        n += k;
    if (n == 0 || s[n] || n > ID_MAX) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' cannot be an id", s);
        vp_hint(j->err, "an id is 1 to %d letters a-z, digits or %s, and begins with a letter or digit; a title may "
                "be in any language", ID_MAX, more);
        return VP_CORRUPT;
    }
    VP_ALLOC(*to, vp_arena_dupz(j->arena, s), j->err);
    return VP_OK;
}

vp_status vp_json_id(vp_json *j, const cJSON *value, void *to)
{
    return identifier(j, value, "-_", to);
}

vp_status vp_json_dotted_id(vp_json *j, const cJSON *value, void *to)
{
    return identifier(j, value, "-_.", to);
}

/* Read the items into all[]; none may be there twice. */
static vp_status distinct(vp_json *j, const cJSON *list, const char **all, vp_map *seen)
{
    size_t n = 0;
    for (const cJSON *c = list->child; c; c = c->next, n++) {
        bool fresh;
        VP_TRY(vp_json_text(j, c, &all[n]));
        uint64_t *first = vp_map_put(seen, all[n], strlen(all[n]), &fresh);
        if (!first)
            return vp_nomem(j->err);
        if (!fresh)
            return vp_json_twice(j, (const cJSON *)(uintptr_t)*first, c);
        *first = (uintptr_t)c;
    }
    return VP_OK;
}

vp_status vp_json_strings(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_list(j, value));
    size_t n = (size_t)cJSON_GetArraySize(value);
    const char **all;
    if (n == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s is empty", vp_json_label(j, value));
        return vp_hint(j->err, "take it out when there is nothing to say"), VP_CORRUPT;
    }
    if (n > LIST_MAX)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s has more than %d values",
                       vp_json_label(j, value), LIST_MAX);
    VP_ALLOC(all, vp_arena_array(j->arena, n, sizeof *all), j->err);
    VP_AUTO(vp_map) seen = vp_map_new();
    VP_TRY(seen ? distinct(j, value, all, seen) : vp_nomem(j->err));
    *(vp_strings *)to = (vp_strings){all, n};
    return VP_OK;
}

/* ---- numbers ---- */

vp_status vp_json_bool(vp_json *j, const cJSON *value, void *to)
{
    if (!cJSON_IsBool(value))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be true or false, not %s",
                       vp_json_label(j, value), kind(j, value));
    *(bool *)to = cJSON_IsTrue(value);
    return VP_OK;
}

static vp_status whole_number(vp_json *j, const cJSON *value, int least, int64_t *to)
{
    double d = value->valuedouble; /* exact: whole and small */
    if (!cJSON_IsNumber(value) || d < least || d > COUNT_MAX || d != (double)(int64_t)d) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be a whole number, %d or more, not %s",
                vp_json_label(j, value), least, cJSON_IsNumber(value) ? vp_json_raw(j, value) : kind(j, value));
        if (cJSON_IsString(value))
            vp_hint(j->err, "counts stand without quotes");
        return VP_CORRUPT;
    }
    *to = (int64_t)d;
    return VP_OK;
}

vp_status vp_json_count(vp_json *j, const cJSON *value, void *to)
{
    return whole_number(j, value, 0, to);
}

vp_status vp_json_positive(vp_json *j, const cJSON *value, void *to)
{
    return whole_number(j, value, 1, to);
}

/* Decimals stand in quotes: a JSON number is floating point. */
static vp_status want_decimal(vp_json *j, const cJSON *value)
{
    if (cJSON_IsString(value))
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be a decimal in double quotes, not %s",
            vp_json_label(j, value), kind(j, value));
    if (cJSON_IsNumber(value))
        vp_hint(j->err, "write \"%s\"", vp_json_raw(j, value));
    return VP_CORRUPT;
}

static vp_status money(vp_json *j, const cJSON *value, bool zero, vp_money *to)
{
    VP_TRY(want_decimal(j, value));
    vp_money m;
    if (!vp_money_parse(&m, value->valuestring)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not an amount of money", value->valuestring);
        vp_hint(j->err, "digits, and at most two decimals after a point, such as \"140000.00\"; no commas, no unit");
        return VP_CORRUPT;
    }
    if (m < 0 || (m == 0 && !zero))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value),
                       zero ? N_("%s must be 0 or more") : N_("%s must be more than 0"), vp_json_label(j, value));
    *to = m;
    return VP_OK;
}

vp_status vp_json_money(vp_json *j, const cJSON *value, void *to)
{
    return money(j, value, false, to);
}

vp_status vp_json_sum(vp_json *j, const cJSON *value, void *to)
{
    return money(j, value, true, to);
}

static vp_status micro(vp_json *j, const cJSON *value, bool zero, vp_micro most, vp_micro *to)
{
    VP_TRY(want_decimal(j, value));
    vp_micro m;
    if (!vp_micro_parse(&m, value->valuestring)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not a decimal number", value->valuestring);
        vp_hint(j->err, "digits, and at most six decimals after a point, such as \"0.60\"; no percent sign");
        return VP_CORRUPT;
    }
    if (m < 0 || (m == 0 && !zero) || m > most) {
        char top[VP_DECIMAL_MAX];
        vp_micro_format(top, most, 0);
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value),
                zero ? N_("%s must be from 0 to %s, not %s") : N_("%s must be more than 0 and at most %s, not %s"),
                vp_json_label(j, value), top, value->valuestring);
        if (most == VP_MICRO && m > most)
            vp_hint(j->err, "a share is a part of 1: 60 %% is \"0.60\"");
        return VP_CORRUPT;
    }
    *to = m;
    return VP_OK;
}

vp_status vp_json_points(vp_json *j, const cJSON *value, void *to)
{
    return micro(j, value, true, points_max, to);
}

vp_status vp_json_over_0(vp_json *j, const cJSON *value, void *to)
{
    return micro(j, value, false, points_max, to);
}

vp_status vp_json_share(vp_json *j, const cJSON *value, void *to)
{
    return micro(j, value, false, VP_MICRO, to);
}

/* ---- dates ---- */

vp_status vp_json_day(vp_json *j, const cJSON *value, void *to)
{
    vp_date *day = to;
    VP_TRY(vp_json_want_text(j, value));
    if (!vp_date_parse(day, value->valuestring) || day->first != day->last) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s: '%s' is not a date", vp_json_label(j, value),
                value->valuestring);
        return vp_hint(j->err, "year, month and day of a real day, such as \"2024-03-01\""), VP_CORRUPT;
    }
    return VP_OK;
}
