/* The canonical form of a seed (RFC 3797, section 4), and how much chance it can hold. */
#include <string.h>
#include <vp/draw.h>
#include <vp/fold.h>
#include <vp/show.h>

#define DIGITS "0123456789"

/* A number as it was written, without zeros that say nothing. */
typedef struct number { const char *whole, *part; size_t nwhole, npart; } number;

typedef struct reading {
    vp_str *out;
    size_t source; /* from 1 */
    number *at;    /* of one source */
    size_t n, cap;
    vp_arena *arena;
    vp_err *err;
} reading;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Bytes of the separator that begins here: of numbers in a list, of the parts of a date. */
static size_t separator(const char *s)
{
    static const char comma[] = "\xE3\x80\x81"; /* U+3001, which has no narrow form */
    if (*s && strchr(" \t,;:+|-", *s))
        return 1;
    return strncmp(s, comma, strlen(comma)) == 0 ? strlen(comma) : 0;
}

static vp_status odd(reading *r, const char *s)
{
    size_t n = 1;
    VP_STR shown = {0};
    while (((unsigned char)s[n] & 0xC0) == 0x80)
        n++;
    vp_show(&shown, s, n);
    vp_fail(r->err, VP_INVALID, VP_NOWHERE, "source %zu of the seed has '%s', which is no number and no letter from A "
            "to Z", r->source, vp_str_text(&shown));
    return vp_hint(r->err, "give what was drawn there and nothing else: --seed '3 11 14 20'"), VP_INVALID;
}

static vp_status keep(reading *r, const char *whole, size_t nwhole, const char *part, size_t npart)
{
    for (; nwhole > 0 && *whole == '0'; nwhole--)
        whole++;
    while (npart > 0 && part[npart - 1] == '0')
        npart--;
    VP_TRY(vp_arena_grow(r->arena, &r->at, &r->cap, r->n, r->n + 1, sizeof *r->at, r->err));
    r->at[r->n++] = (number){whole, part, nwhole, npart};
    return VP_OK;
}

/* n digits and periods. One period between digits is a decimal point; otherwise periods end numbers, as they do in the
   canonical form. */
static vp_status numerals(reading *r, const char *s, size_t n)
{
    size_t whole = strspn(s, DIGITS), part = 0;
    if (whole > 0 && whole + 1 < n)
        part = strspn(s + whole + 1, DIGITS);
    if (part > 0 && whole + 1 + part == n)
        return keep(r, s, whole, s + whole + 1, part);
    for (const char *end = s + n; s < end; s += whole + 1) {
        whole = strspn(s, DIGITS);
        if (whole == 0)
            return odd(r, s);
        VP_TRY(keep(r, s, whole, "", 0));
    }
    return VP_OK;
}

static int compare(const number *a, const number *b)
{
    if (a->nwhole != b->nwhole)
        return a->nwhole < b->nwhole ? -1 : 1;
    int order = memcmp(a->whole, b->whole, a->nwhole);
    size_t n = a->npart < b->npart ? a->npart : b->npart;
    if (order == 0)
        order = memcmp(a->part, b->part, n);
    return order != 0 ? order : (a->npart > b->npart) - (a->npart < b->npart);
}

static void put_sorted(reading *r)
{
    for (size_t i = 1; i < r->n; i++) { /* a source has few numbers */
        number x = r->at[i];
        size_t k = i;
        for (; k > 0 && compare(&x, &r->at[k - 1]) < 0; k--)
            r->at[k] = r->at[k - 1];
        r->at[k] = x;
    }
    for (size_t i = 0; i < r->n; i++) {
        vp_str_add(r->out, r->at[i].nwhole > 0 ? r->at[i].whole : "0", r->at[i].nwhole > 0 ? r->at[i].nwhole : 1);
        vp_str_addc(r->out, '.');
        vp_str_add(r->out, r->at[i].part, r->at[i].npart);
    }
}

static vp_status numbers(reading *r, const char *s)
{
    r->n = 0;
    for (const char *from = s; *s; ) {
        size_t n = strspn(s, DIGITS "."), gap = separator(s);
        if (n > 0) {
            VP_TRY(numerals(r, s, n));
        } else if (gap == 0) {
            return odd(r, s);
        } else if (*s == '-' && digit(s[1]) && (s == from || !digit(s[-1]))) {
            vp_fail(r->err, VP_INVALID, VP_NOWHERE, "source %zu of the seed has a number below zero", r->source);
            return vp_hint(r->err, "the canonical form knows no sign: state beforehand that it is left out"),
                   VP_INVALID;
        }
        s += n > 0 ? n : gap;
    }
    put_sorted(r);
    return VP_OK;
}

/* What has a letter is a text: capital letters and digits of it count. */
static vp_status text(reading *r, const char *s)
{
    for (; *s; s++) {
        if (digit(*s) || letter(*s))
            vp_str_addc(r->out, *s >= 'a' ? (char)(*s - 'a' + 'A') : *s);
        else if (separator(s) == 3)
            s += 2;
        else if ((unsigned char)*s >= 0x7F || ((unsigned char)*s < ' ' && *s != '\t'))
            return odd(r, s);
    }
    return VP_OK;
}

static vp_status source(reading *r, const char *s)
{
    size_t before = r->out->n;
    bool letters = false;
    r->source++;
    for (const char *p = s; *p; p++)
        letters |= letter(*p);
    VP_TRY(letters ? text(r, s) : numbers(r, s));
    if (r->out->n == before)
        return vp_fail(r->err, VP_INVALID, VP_NOWHERE, "source %zu of the seed is empty", r->source);
    vp_str_addc(r->out, '/');
    return vp_str_check(r->out, r->err);
}

vp_status vp_draw_seed(vp_str *out, const char *const *sources, size_t n, vp_arena *arena, vp_err *err)
{
    reading r = {.out = out, .arena = arena, .err = err};
    for (size_t i = 0; i < n; i++) {
        const char *narrow, *one;
        VP_TRY(vp_narrow(&narrow, sources[i], strlen(sources[i]), arena, err));
        do {
            size_t k = strcspn(narrow, "/");
            VP_ALLOC(one, vp_arena_dup(arena, narrow, k), err);
            VP_TRY(source(&r, one));
            narrow += k + (narrow[k] == '/');
        } while (*narrow);
    }
    if (r.source > 0)
        return VP_OK;
    return vp_fail(err, VP_INVALID, VP_NOWHERE, "there is no seed to draw by");
}

/* ---- is it good enough ---- */

enum { FINE = 16 }; /* bits behind the point of a logarithm */

/* log2(x) · 2^16, x > 0, rounded down: the next bit is whether the square reaches the next power of two. */
static uint64_t log2_fine(uint64_t x)
{
    unsigned whole = 63 - (unsigned)__builtin_clzll(x);
    uint64_t log = whole, y = whole >= 31 ? x >> (whole - 31) : x << (31 - whole); /* y / 2^31 from 1 to below 2 */
    for (int i = 0; i < FINE; i++) {
        y = y * y >> 31;
        log = log << 1 | y >> 32;
        y >>= y >> 32;
    }
    return log;
}

unsigned vp_draw_bits_needed(uint64_t k, uint64_t n)
{
    const uint64_t ample = (uint64_t)VP_DRAW_AMPLE << FINE;
    uint64_t above = 0, below = 0;
    bool order = k == n;
    if (k > n - k && !order)
        k = n - k; /* as many selections as of what is left out */
    for (uint64_t i = 0; i < k && above < below + ample; i++) {
        above += log2_fine(n - i);
        below += order ? 0 : log2_fine(i + 1);
    }
    uint64_t bits = above > below ? above - below : 0;
    bits = bits > ample ? ample : bits;
    return (unsigned)((bits + (1 << FINE) - 1) >> FINE);
}

unsigned vp_draw_bits_given(const char *seed)
{
    uint64_t bits = 0;
    while (*seed) {
        size_t n = strcspn(seed, "/"), digits = 0, hex = 0, letters = 0;
        for (size_t i = 0; i < n; i++) {
            digits += digit(seed[i]);
            hex += seed[i] >= 'A' && seed[i] <= 'F';
            letters += letter(seed[i]);
        }
        bits += digits * (letters > 0 ? log2_fine(16) : log2_fine(10)) + letters * log2_fine(letters > hex ? 26 : 16);
        seed += n + (seed[n] == '/');
    }
    return (unsigned)(bits >> FINE);
}
