/* Unicode forms of cells and of matching keys: utf8proc for normal forms, t2s.c for traditional to simplified. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <vp/fold.h>
#include "lib/base/t2s.h"
#include "lib/base/utf8.h"
#include "lib/base/wide.h"

static size_t decode(const char *s, uint32_t *c)
{
    return vp_utf8_decode(s, c);
}

/* Characters that a cell may look blank with. */
static bool blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0xFEFF || c == 0xAD ||
           c == 0x115F || c == 0x1160 || c == 0x180E || c == 0x2800 || c == 0x3164 || c == 0xFFA0;
}

/* First bytes that a character which looks blank can have. */
static bool may_be_blank(unsigned char lead)
{
    return lead <= ' ' || lead == 0xC2 || lead == 0xE1 || lead == 0xE2 || lead == 0xE3 || lead == 0xEF;
}

static void trim(const char **s, size_t *n)
{
    const char *p = *s, *end = p + *n;
    uint32_t c;
    for (size_t k; p < end && may_be_blank((unsigned char)*p) && (k = decode(p, &c), blank(c)); )
        p += k;
    while (end > p) {
        const char *last = end - 1;
        while (last > p && ((unsigned char)*last & 0xC0) == 0x80)
            last--;
        if (!may_be_blank((unsigned char)*last) || (decode(last, &c), !blank(c)))
            break;
        end = last;
    }
    *s = p;
    *n = (size_t)(end - p);
}

/* CJK punctuation and full-width forms; no mark that composes, none that turns the direction. */
static bool stable_in_nfc(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || c < 0x300 || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x3001 && c <= 0x3029) || (c >= 0xFF01 && c <= 0xFF5E);
}

/* Ideographs are the same in every normal form, the rest of what is stable in NFC only. */
static bool stable(const char *s, size_t n, bool compatible)
{
    for (const char *end = s + n; s < end;) {
        uint64_t eight;
        if (end - s >= 8 && (memcpy(&eight, s, 8), !(eight & 0x8080808080808080u))) {
            s += 8;
            continue;
        }
        unsigned char lead = (unsigned char)*s;
        if (lead < 0x80 || (lead >= 0xE5 && lead <= 0xE9)) { /* U+5000 to U+9FFF */
            s += lead < 0x80 ? 1 : 3;
            continue;
        }
        uint32_t c;
        s += decode(s, &c);
        if (c >= 0x4E00 && c <= 0x9FFF)
            continue;
        if (compatible || !stable_in_nfc(c))
            return false;
    }
    return true;
}

bool vp_plain(const char *s, size_t n)
{
    const char *first = s, *end = s + n;
    size_t k = n;
    if ((unsigned char)*s == 0xEF || strchr("=@+-", *s))
        return false;
    trim(&first, &k);
    if (k < n)
        return false;
    while (s < end) {
        unsigned char lead = (unsigned char)*s;
        if (lead >= 0xE5 && lead <= 0xE9) {
            s += 3;
        } else if (lead < 0x80) {
            if ((lead < ' ' && lead != '\n' && lead != '\t') || lead == 0x7F)
                return false;
            s++;
        } else {
            uint32_t c;
            s += decode(s, &c);
            if (!stable_in_nfc(c))
                return false;
        }
    }
    return true;
}

static vp_status map(const char **out, const char *s, size_t n, int how, vp_arena *arena, vp_err *err)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &mapped,
                                        (utf8proc_option_t)how);
    if (len < 0)
        return len == UTF8PROC_ERROR_NOMEM ? vp_nomem(err)
                                           : vp_fail(err, VP_INVALID, VP_NOWHERE, "text is not valid UTF-8");
    *out = vp_arena_dup(arena, (const char *)mapped, (size_t)len);
    free(mapped);
    return *out ? VP_OK : vp_nomem(err);
}

/* ASCII without a blank at its ends: the same in every form. */
static inline bool plain_ascii(const char *s, size_t n)
{
    if (n == 0 || *s <= ' ' || s[n - 1] <= ' ' || s[n] != '\0')
        return false;
    vp_wide16 all = n < 16 ? vp_load_short(s, n) : vp_load16(s + n - 16);
    for (size_t i = 0; n > 16 && n - i > 16; i += 16)
        all |= vp_load16(s + i);
    return !vp_any16(all & 0x80);
}

static vp_status normal(const char **out, const char *s, size_t n, bool compatible, vp_arena *arena, vp_err *err)
{
    if (plain_ascii(s, n)) {
        *out = s;
        return VP_OK;
    }
    const char *from = s;
    size_t whole = n;
    trim(&s, &n);
    if (!stable(s, n, compatible)) {
        VP_TRY(map(out, s, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE | (compatible ? UTF8PROC_COMPAT : 0), arena, err));
        const char *t = *out; /* NFKC may have turned something into a space at an end */
        size_t k = strlen(t);
        trim(&t, &k);
        ((char *)(uintptr_t)t)[k] = '\0';
        *out = t;
        return VP_OK;
    }
    if (s + n == from + whole && s[n] == '\0') {
        *out = s;
        return VP_OK;
    }
    VP_ALLOC(*out, vp_arena_dup(arena, s, n), err);
    return VP_OK;
}

vp_status vp_clean(const char **out, const char *s, size_t n, vp_arena *arena, vp_err *err)
{
    return normal(out, s, n, false, arena, err);
}

vp_status vp_narrow(const char **out, const char *s, size_t n, vp_arena *arena, vp_err *err)
{
    return normal(out, s, n, true, arena, err);
}

static vp_status simplify(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    char *converted;
    size_t n = strlen(s);
    *out = s;
    if (!vp_t2s_needed(s, n))
        return VP_OK;
    VP_TRY(vp_t2s(&converted, s, n, err));
    *out = vp_arena_dupz(arena, converted);
    vp_t2s_free(converted);
    return *out ? VP_OK : vp_nomem(err);
}

/* One form for punctuation that people use for one another (after NFKC). */
static uint32_t one_form(uint32_t c)
{
    static const struct { uint32_t from, to; } same[] = {
        {'[', '('}, {']', ')'}, {'{', '('}, {'}', ')'}, {0x3010, '('}, {0x3011, ')'}, {0x3014, '('}, {0x3015, ')'},
        {0x3008, '<'}, {0x3009, '>'}, {0x300A, '<'}, {0x300B, '>'}, {0x201C, '"'}, {0x201D, '"'}, {0x300C, '"'},
        {0x300D, '"'}, {0x300E, '"'}, {0x300F, '"'}, {0x2018, '\''}, {0x2019, '\''}, {0x3001, ','}, {0x3002, '.'},
        {0x2013, '-'}, {0x2014, '-'}, {0x2015, '-'}, {0x2212, '-'}, {0x30FB, 0xB7}, {0x2022, 0xB7},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (same[i].from == c)
            return same[i].to;
    return c;
}

/* What folding does to ASCII, without the libraries. Letters and digits first: they are most of it. */
static vp_status fold_ascii(const char **out, const char *s, size_t n, vp_arena *arena, vp_err *err)
{
    char *folded, *to;
    VP_ALLOC(folded, vp_arena_dup(arena, s, n), err);
    to = folded;
    for (const char *p = folded, *end = p + n; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            *to++ = (char)(c | 0x20);
        else if ((c >= '0' && c <= '9') || c == '-')
            *to++ = (char)c;
        else if (!blank(c))
            *to++ = (char)one_form(c);
    }
    *to = '\0';
    *out = folded;
    return VP_OK;
}

vp_status vp_fold(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    const char *t = s;
    while (*t && (unsigned char)*t < 0x80)
        t++;
    if (!*t)
        return fold_ascii(out, s, (size_t)(t - s), arena, err);
    VP_TRY(map(&t, s, strlen(s), UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
               UTF8PROC_IGNORE, arena, err));
    VP_TRY(simplify(&t, t, arena, err));
    char *folded, *to;
    VP_ALLOC(folded, vp_arena_alloc(arena, strlen(t) + 1), err);
    to = folded;
    for (uint32_t c; *t;) {
        t += decode(t, &c);
        if (!blank(c))
            to += utf8proc_encode_char((utf8proc_int32_t)one_form(c), (utf8proc_uint8_t *)to);
    }
    *to = '\0';
    *out = folded;
    return VP_OK;
}
