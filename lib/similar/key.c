/* The keys that proposals are compared by. */
#include <string.h>
#include "lib/base/utf8.h"
#include "lib/similar/shingle.h"

enum { NAME_MIN = 6, PHONE_DIGITS_MIN = 7 };

/* Whether the character that begins or ends at p is a unit by itself: then a unit ends before, or begins after it. */
static bool alone_at(const char *p)
{
    uint32_t c;
    vp_utf8_decode(p, &c);
    return c == 0 || c == ' ' || c == '|' || vp_unit_alone(c);
}

static bool alone_before(const char *begin, const char *p)
{
    if (p == begin)
        return true;
    for (p--; p > begin && ((unsigned char)*p & 0xC0) == 0x80; p--)
        ;
    return alone_at(p);
}

/* The next mention of the name, as whole units. */
static const char *mention(const char *text, const char *from, const char *name, size_t n)
{
    for (const char *p = from; (p = strstr(p, name)); p++)
        if ((alone_at(name) || alone_before(text, p)) && (alone_before(name, name + n) || alone_at(p + n)))
            return p;
    return NULL;
}

/* The units of a text, with '|' for every mention of the name: a copy names another. */
static vp_status text_key(const char **out, vp_units *u, const char *s, const char *name, vp_arena *arena,
                          vp_err *err)
{
    VP_STR units = {0};
    VP_STR masked = {0};
    size_t n = strlen(name);
    VP_TRY(vp_units_add(&units, u, s ? s : "", err));
    const char *text = vp_str_text(&units), *from = text, *p = text;
    while (n >= NAME_MIN && (p = mention(text, p, name, n))) {
        vp_str_add(&masked, from, (size_t)(p - from));
        vp_str_addc(&masked, '|');
        from = p += n;
    }
    vp_str_addz(&masked, from);
    VP_TRY(vp_str_check(&masked, err));
    const char *key = strcmp(vp_str_text(&masked), "|") == 0 ? text : vp_str_text(&masked);
    VP_ALLOC(*out, vp_arena_dupz(arena, key), err);
    return VP_OK;
}

/* The phones of a cell as digits, one space between two: without a country's prefix and what divides the digits. */
static vp_status phone_key(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    char *key, *to;
    VP_ALLOC(key, vp_arena_alloc(arena, strlen(s) + 2), err);
    to = key;
    while (*s) {
        char *begin = to > key ? to + 1 : to, *digit = begin;
        for (; *s && (strchr("0123456789-() +.", *s)); s++)
            if (*s >= '0' && *s <= '9')
                *digit++ = *s;
            else if (*s == ' ' && digit - begin >= 11) /* the next number */
                break;
        char *first = begin;
        if (digit - begin >= 13 && strncmp(begin, "0086", 4) == 0)
            first += 4;
        else if (digit - begin == 13 && strncmp(begin, "86", 2) == 0)
            first += 2;
        if (digit - first >= PHONE_DIGITS_MIN) {
            memmove(begin, first, (size_t)(digit - first));
            if (to > key)
                *to = ' ';
            to = begin + (digit - first);
        }
        while (*s && !(*s >= '0' && *s <= '9') && *s != '+')
            s++;
    }
    *to = '\0';
    *out = key;
    return VP_OK;
}

vp_status vp_similar_key_make(vp_similar_key *out, vp_units *units, const char *code, const char *applicant,
                              const char *title, const char *summary, const char *phone, vp_arena *arena, vp_err *err)
{
    VP_STR name = {0};
    char *upper;
    VP_TRY(vp_units_add(&name, units, applicant ? applicant : "", err));
    VP_ALLOC(upper, vp_arena_dupz(arena, code ? code : ""), err);
    for (char *s = upper; *s; s++)
        if (*s >= 'a' && *s <= 'z')
            *s = (char)(*s - ('a' - 'A'));
    *out = (vp_similar_key){.code = upper};
    VP_ALLOC(out->applicant, vp_arena_dupz(arena, vp_str_text(&name)), err);
    VP_TRY(text_key(&out->title, units, title, out->applicant, arena, err));
    VP_TRY(text_key(&out->summary, units, summary, out->applicant, arena, err));
    return phone_key(&out->phone, phone ? phone : "", arena, err);
}
