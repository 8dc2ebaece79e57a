/* Readers of single values: texts, whole numbers, amounts, shares, dates. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include "lib/io/json.h"

enum { ID_MAX = 64, COUNT_MAX = 1000000000 };
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
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be a list in [brackets], not %s",
                   vp_json_label(j, value), kind(j, value));
}

vp_status vp_json_want_object(vp_json *j, const cJSON *value)
{
    if (cJSON_IsObject(value))
        return VP_OK;
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be an object in {braces}, not %s",
                   vp_json_label(j, value), kind(j, value));
}

/* ---- texts ---- */

static bool blank_looking(utf8proc_int32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF;
}

static vp_status check_characters(vp_json *j, const cJSON *value)
{
    utf8proc_int32_t c, first = 0, last = 0;
    utf8proc_ssize_t n;
    for (const char *s = value->valuestring; *s; s += n) {
        if ((n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c)) <= 0)
            return vp_fail(j->err, VP_BUG, vp_json_at(j, value), "a text that is not UTF-8");
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s holds a control character (U+%04X)",
                    vp_json_label(j, value), (unsigned)c);
            return vp_hint(j->err, "texts here are one line without line breaks and TABs"), VP_CORRUPT;
        }
        first = s == value->valuestring ? c : first;
        last = c;
    }
    if (first == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s is empty", vp_json_label(j, value));
        return vp_hint(j->err, "take it out when there is nothing to say"), VP_CORRUPT;
    }
    if (blank_looking(first) || blank_looking(last))
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s begins or ends with a space",
                       vp_json_label(j, value));
    return VP_OK;
}

vp_status vp_json_text(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    VP_TRY(check_characters(j, value));
    utf8proc_uint8_t *nfc = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)value->valuestring, 0, &nfc,
                                      UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return vp_nomem(j->err);
    char *copy = vp_arena_dup(j->arena, (const char *)nfc, (size_t)n);
    free(nfc);
    if (!copy)
        return vp_nomem(j->err);
    *(const char **)to = copy;
    return VP_OK;
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
        vp_hint(j->err, "an id is 1 to %d letters a-z, digits or %s, and begins with a letter or digit; a title may be "
                "in any language", ID_MAX, more);
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

vp_status vp_json_strings(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_list(j, value));
    size_t count = (size_t)cJSON_GetArraySize(value), n = 0;
    const char **all;
    if (count == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s is empty", vp_json_label(j, value));
        return vp_hint(j->err, "take it out when there is nothing to say"), VP_CORRUPT;
    }
    VP_ALLOC(all, vp_arena_array(j->arena, count, sizeof *all), j->err);
    for (const cJSON *c = value->child; c; c = c->next)
        VP_TRY(vp_json_text(j, c, &all[n++]));
    VP_TRY(vp_json_unique(j, value, NULL));
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

vp_status vp_json_money(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(want_decimal(j, value));
    vp_money m;
    if (!vp_money_parse(&m, value->valuestring)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not an amount of money", value->valuestring);
        vp_hint(j->err, "digits, and at most two decimals after a point, such as \"140000.00\"; no commas, no unit");
        return VP_CORRUPT;
    }
    if (m <= 0)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s must be more than 0", vp_json_label(j, value));
    *(vp_money *)to = m;
    return VP_OK;
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

static vp_status date(vp_json *j, const cJSON *value, bool full, vp_date *to)
{
    VP_TRY(vp_json_want_text(j, value));
    if (!vp_date_parse(to, value->valuestring) || (full && to->first != to->last)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s: '%s' is not a date", vp_json_label(j, value),
                value->valuestring);
        return vp_hint(j->err, "year, month and day of a real day, such as \"2024-03-01\""), VP_CORRUPT;
    }
    return VP_OK;
}

vp_status vp_json_day(vp_json *j, const cJSON *value, void *to)
{
    return date(j, value, true, to);
}

vp_status vp_json_date(vp_json *j, const cJSON *value, void *to)
{
    return date(j, value, false, to);
}
