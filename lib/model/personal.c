/* Looking for what points to one person. By hand, not by patterns: it looks at every text of a million rows, and the
   check character is arithmetic. */
#include <stddef.h>
#include <string.h>
#include "lib/model/personal.h"

enum { DIGITS_MAX = 24, GROUPS_MAX = 24, HASH_MIN = 40 };

/* Digits that stand together, in groups. A final X of an identity number is a digit here. */
typedef struct run {
    char digit[DIGITS_MAX + 1];
    size_t n, end[GROUPS_MAX], groups; /* end: of each group, in digits */
} run;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_digit(c) || is_letter(c) || (c && strchr("._-+", c));
}

/* Bytes of what may stand between groups at s: a space, a hyphen or dash, a bracket after an area code. */
static size_t separator(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    if (*s == ' ' || *s == '-' || *s == ')')
        return 1;
    bool dash = u[0] == 0xE2 && ((u[1] == 0x80 && u[2] >= 0x90 && u[2] <= 0x95) || (u[1] == 0x88 && u[2] == 0x92));
    return dash ? 3 : 0;
}

/* Bytes from the end of a group to the next one, 0: there is none. */
static size_t gap(const char *s)
{
    size_t n = 0, one;
    for (int i = 0; i < 3 && (one = separator(s + n)) > 0; i++)
        n += one;
    return n > 0 && is_digit(s[n]) ? n : 0;
}

/* The groups from s on, as many as fit; returns the end of the first. */
static const char *read_run(run *r, const char *s)
{
    const char *first = NULL;
    *r = (run){.n = 0};
    for (;;) {
        size_t n = r->n;
        for (; is_digit(*s) && n < DIGITS_MAX; s++)
            r->digit[n++] = *s;
        if ((*s == 'X' || *s == 'x') && n == 17 && !is_digit(s[1]) && !is_letter(s[1])) {
            r->digit[n++] = 'X';
            s++;
        }
        bool fits = !is_digit(*s);
        while (is_digit(*s))
            s++;
        if (!first)
            first = s;
        if (!fits)
            return first;
        r->n = r->end[r->groups++] = n;
        size_t next = gap(s);
        if (next == 0 || r->groups == GROUPS_MAX)
            return first;
        s += next;
    }
}

static int two(const char *s)
{
    return (s[0] - '0') * 10 + s[1] - '0';
}

static bool identity(const char *s)
{
    static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < 17; i++) {
        if (!is_digit(s[i]))
            return false;
        sum += (s[i] - '0') * weight[i];
    }
    return s[0] != '0' && s[0] != '9' && (two(s + 6) == 19 || two(s + 6) == 20) && two(s + 10) >= 1 &&
           two(s + 10) <= 12 && two(s + 12) >= 1 && two(s + 12) <= 31 && s[17] == "10X98765432"[sum % 11];
}

static bool mobile(const char *s, size_t n)
{
    if (n == 13 && strncmp(s, "86", 2) == 0)
        s += 2, n -= 2;
    else if (n == 15 && strncmp(s, "0086", 4) == 0)
        s += 4, n -= 4;
    return n == 11 && s[0] == '1' && s[1] >= '3' && s[10] != 'X';
}

static bool landline(const char *s, size_t n, size_t first)
{
    bool split = first < n;
    if (s[0] != '0' || s[1] < '1' || s[1] > '9' || s[n - 1] == 'X')
        return false;
    return split ? (first == 3 || first == 4) && n - first >= 7 && n - first <= 8 : n == 11 || n == 12;
}

/* The first groups as one number. Where a list of small numbers could be meant, they are not one. */
static bool number_of_person(const run *r, size_t groups)
{
    size_t n = r->end[groups - 1], first = r->end[0];
    bool spelt = first >= 3 || groups == n; /* 138 0000 0001, or 1 3 8 0 … */
    return (n == 18 && identity(r->digit)) || (n >= 11 && spelt && mobile(r->digit, n)) ||
           (n >= 10 && landline(r->digit, n, first));
}

static bool address(const char *text, const char *at)
{
    const char *host = at + 1, *end = host;
    if (at == text || !is_word(at[-1]))
        return false;
    while (is_word(*end))
        end++;
    const char *dot = memchr(host, '.', (size_t)(end - host));
    return dot && dot > host && dot + 1 < end;
}

/* The address around the @ at s. */
static const char *take_address(vp_person *out, const char *text, const char *s)
{
    const char *from = s, *to = s + 1;
    while (from > text && is_word(from[-1]))
        from--;
    while (is_word(*to))
        to++;
    *out = (vp_person){.address = from, .n = (size_t)(to - from)};
    return to;
}

/* The first groups of the run, as they would be dialled within the country. */
static void take_number(vp_person *out, const run *r, size_t groups)
{
    const char *s = r->digit;
    size_t n = r->end[groups - 1];
    *out = (vp_person){.address = NULL};
    if (n < 18 && s[0] == '0' && s[1] != '0')
        out->local = r->end[0] < n ? r->end[0] : s[1] <= '2' ? 3 : 4;
    else if (n < 18)
        s += n - 11, n = 11;
    memcpy(out->digit, s, n);
    out->n = n;
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* The end of the hash that the digit at s is in, SHA-1 or longer; else NULL. */
static const char *hash_end(const char *text, const char *s)
{
    const char *from = s, *to = s;
    while (from > text && is_hex(from[-1]))
        from--;
    while (is_hex(*to))
        to++;
    return to - from >= HASH_MIN ? to : NULL;
}

const char *vp_personal_next(vp_person *out, const char *text, const char *s)
{
    while (*s) {
        if (*s == '@' && address(text, s))
            return take_address(out, text, s);
        if (!is_digit(*s)) {
            s++;
            continue;
        }
        const char *hash = hash_end(text, s);
        if (hash) {
            s = hash;
            continue;
        }
        run r;
        s = read_run(&r, s);
        for (size_t groups = 1; groups <= r.groups; groups++) {
            if (!number_of_person(&r, groups))
                continue;
            take_number(out, &r, groups);
            return s;
        }
    }
    return NULL;
}

bool vp_personal(const char *text)
{
    vp_person found;
    return vp_personal_next(&found, text, text) != NULL;
}
