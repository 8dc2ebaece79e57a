/* Looking for many values at once: what a text has of the form of one is looked up among them. */
#include <string.h>
#include "lib/model/personal.h"
#include "lib/rules/needles.h"
#include "lib/rules/secret.h"

enum {
    DIGITS_LEAST = 9,
    KEY_MOST = 64,     /* bytes of a value that is looked up */
    PIECES_MOST = 18,  /* of digits or letters that a number is written in */
    GAP_MOST = 3,      /* characters between two of them */
    HASH_LEAST = 32,   /* a word of digits and letters that long is a hash */
    NAME_LEAST = 4
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
static bool is_wide(char c) { return (unsigned char)c >= 0x80; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* ---- the values ---- */

/* What stands in the slot of one. */
enum { PRIVATE = 1, PUBLIC };

vp_status vp_needles_new(vp_needles *out, vp_arena *arena, vp_err *err)
{
    *out = (vp_needles){.arena = arena};
    VP_ALLOC(out->numbers, vp_map_in(arena), err);
    VP_ALLOC(out->names, vp_map_in(arena), err);
    return VP_OK;
}

static vp_status put(vp_map *map, const char *key, size_t n, vp_err *err)
{
    uint64_t *slot = vp_map_put(map, key, n, NULL);
    if (!slot)
        return vp_nomem(err);
    *slot = PRIVATE;
    return VP_OK;
}

/* A number behind the code of the country, as it is dialled within: 862083330001 is 02083330001, and 8613800000001 is
   13800000001. 0: the key is no such number. */
static size_t dialled(char out[KEY_MOST], const char *key, size_t n)
{
    size_t code = n > 2 && memcmp(key, "86", 2) == 0 ? 2 : n > 4 && memcmp(key, "0086", 4) == 0 ? 4 : 0, to = 0;
    if (code == 0 || n - code < DIGITS_LEAST || n - code > 12)
        return 0;
    for (size_t i = code; i < n; i++)
        if (!is_digit(key[i]))
            return 0;
    bool mobile = n - code == 11 && key[code] == '1' && key[code + 1] >= '3';
    if (!mobile && key[code] != '0')
        out[to++] = '0';
    memcpy(out + to, key + code, n - code);
    return to + n - code;
}

vp_status vp_needles_add(vp_needles *n, const char *cell, vp_arena *scratch, vp_err *err)
{
    vp_secrets all = {0};
    VP_TRY(vp_secrets_add(&all, cell, scratch, err));
    for (size_t i = 0; i < all.n; i++) {
        size_t len = strlen(all.at[i]), digits = 0;
        for (size_t k = 0; k < len; k++)
            digits += is_digit(all.at[i][k]);
        if (len < KEY_MOST && (digits >= DIGITS_LEAST || strchr(all.at[i], '@')))
            VP_TRY(put(n->numbers, all.at[i], len, err));
        char within[KEY_MOST];
        size_t k = len < KEY_MOST ? dialled(within, all.at[i], len) : 0;
        if (k > 0)
            VP_TRY(put(n->numbers, within, k, err));
    }
    return VP_OK;
}

/* Without the spaces between letters; 0: too short or too long. */
static size_t squeeze_name(char key[KEY_MOST], const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == ' ')
            continue;
        if (n == KEY_MOST)
            return 0;
        key[n++] = lower(s[i]);
    }
    return n < NAME_LEAST ? 0 : n;
}

vp_status vp_needles_name(vp_needles *n, const char *name, vp_err *err)
{
    char key[KEY_MOST];
    size_t len = squeeze_name(key, name, strlen(name));
    return len > 0 ? put(n->names, key, len, err) : VP_OK;
}

/* A walk over a text: whether a value was found, and whether what is found is to become public. */
typedef struct search { vp_map *numbers; bool spare, found, public; } search;

static bool hit(search *s, const char *key, size_t n)
{
    uint64_t *slot = vp_map_get(s->numbers, key, n);
    if (!slot)
        return false;
    if (s->spare)
        *slot = PUBLIC;
    s->public |= *slot == PUBLIC;
    s->found |= *slot == PRIVATE;
    return s->found;
}

/* ---- a text as it is looked at ---- */

/* What a character of three bytes stands for here: '\0' for nothing, itself (-1) for most. */
static int plain3(const unsigned char *u)
{
    if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x81) /* full-width forms, U+FF01 to U+FF5E */
        return u[2] - 0x81 + '!';
    if (u[0] == 0xEF && u[1] == 0xBD && u[2] <= 0x9E)
        return u[2] - 0x80 + '`';
    if ((u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF) || (u[0] == 0xE2 && u[1] == 0x81 && u[2] == 0xA0))
        return '\0';
    if (u[0] == 0xE2 && u[1] == 0x80)
        return u[2] <= 0x8A ? ' ' : u[2] <= 0x8F ? '\0' : u[2] <= 0x95 ? '-' : u[2] <= 0xBF ? ';' : -1;
    if (u[0] == 0xE2 && u[1] == 0x88 && u[2] == 0x92)
        return '-';
    if (u[0] == 0xE3 && u[1] == 0x80)
        return u[2] == 0x80 ? ' ' : u[2] <= 0x91 ? ';' : -1;
    return -1;
}

/* Full-width forms become ASCII, what nobody sees goes, and so do the zero bytes of UTF-16. */
static char *plain(const char *bytes, size_t n, vp_arena *scratch)
{
    char *copy = vp_arena_alloc(scratch, n + 1), *to = copy;
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *u = (const unsigned char *)bytes + i;
        int c = -1;
        if (*u == 0)
            continue;
        if (*u == 0xC2 && i + 1 < n && u[1] == 0xA0) {
            *to++ = ' ';
            i++;
            continue;
        }
        if (*u >= 0xE2 && i + 2 < n)
            c = plain3(u);
        if (c > 0)
            *to++ = (char)c;
        else if (c < 0)
            *to++ = bytes[i];
        i += c >= 0 ? 2 : 0;
    }
    *to = '\0';
    return copy;
}

/* ---- numbers ---- */

/* The end of what is all digits or all letters. */
static const char *piece_end(const char *s)
{
    bool digit = is_digit(*s);
    while (digit ? is_digit(*s) : is_letter(*s))
        s++;
    return s;
}

/* Where the next piece begins, NULL: this was the last. */
static const char *next_piece(const char *s)
{
    for (int i = 0; i < GAP_MOST && *s && strchr(" -.()/_", *s); i++)
        s++;
    return is_alnum(*s) ? s : NULL;
}

/* A value that begins with the piece at s; without values: whether one may. True: there is no need to go on. */
static bool number_at(search *look, const char *s)
{
    char key[KEY_MOST];
    size_t n = 0, digits = 0;
    for (int pieces = 0; s && pieces < PIECES_MOST; pieces++) {
        const char *end = piece_end(s);
        if ((size_t)(end - s) >= sizeof key - n)
            return false;
        digits += is_digit(*s) ? (size_t)(end - s) : 0;
        while (s < end)
            key[n++] = lower(*s++);
        if (digits >= DIGITS_LEAST && (!look->numbers || hit(look, key, n)))
            return true;
        char within[KEY_MOST];
        size_t k = look->numbers ? dialled(within, key, n) : 0;
        if (k > 0 && hit(look, within, k))
            return true;
        s = next_piece(end);
    }
    return false;
}

static bool any_number(search *look, const char *s)
{
    while (*s) {
        const char *word = s;
        while (is_alnum(*s))
            s++;
        if (s - word < HASH_LEAST)
            for (const char *p = word, *end; p < s; p = end) {
                end = piece_end(p);
                if ((is_digit(*p) || end < s) && number_at(look, p))
                    return true;
            }
        s += *s && !is_alnum(*s);
    }
    return false;
}

/* ---- addresses ---- */

static bool in_address(char c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '%';
}

static bool address_at(search *look, const char *text, const char *at)
{
    char key[KEY_MOST];
    const char *from = at, *to = at + 1;
    size_t n = 0;
    while (from > text && from[-1] == ' ')
        from--;
    while (from > text && in_address(from[-1]))
        from--;
    while (*to == ' ')
        to++;
    while (in_address(*to))
        to++;
    for (const char *p = from; p < to; p++)
        if (is_alnum(*p) || *p == '@') {
            if (n == sizeof key)
                return false;
            key[n++] = lower(*p);
        }
    return hit(look, key, n);
}

static bool any_address(search *look, const char *text)
{
    for (const char *at = text; (at = strchr(at, '@')) != NULL; at++)
        if (address_at(look, text, at))
            return true;
    return false;
}

/* ---- names ---- */

/* A Chinese character (three bytes) that stands alone before, or behind, the space at s: 李　明. */
static bool alone_before(const char *text, const char *s)
{
    return s - text >= 3 && is_wide(s[-1]) && is_wide(s[-3]) && (s - text == 3 || !is_wide(s[-4]));
}

static bool alone_behind(const char *s)
{
    return is_wide(s[1]) && is_wide(s[2]) && is_wide(s[3]) && !is_wide(s[4]);
}

static bool in_name(const char *text, const char *s)
{
    if (*s == ' ') /* between the words of a name that is written in letters, or the characters of a spaced one */
        return s > text && ((is_letter(s[-1]) && is_letter(s[1])) || (alone_before(text, s) && alone_behind(s)));
    return is_letter(*s) || is_wide(*s);
}

static bool any_name(const vp_map *names, const char *text)
{
    for (const char *s = text; *s;) {
        char key[KEY_MOST];
        const char *word = s;
        while (*s && in_name(text, s))
            s++;
        size_t n = squeeze_name(key, word, (size_t)(s - word));
        const uint64_t *slot = n > 0 ? vp_map_get(names, key, n) : NULL;
        if (slot && *slot == PRIVATE)
            return true;
        s += s == word;
    }
    return false;
}

/* ---- all of it ---- */

vp_status vp_needles_may(bool *yes, const char *bytes, size_t nbytes, vp_arena *scratch, vp_err *err)
{
    const char *text;
    VP_ALLOC(text, plain(bytes, nbytes, scratch), err);
    *yes = strchr(text, '@') || any_number(&(search){0}, text);
    return VP_OK;
}

vp_status vp_needles_spare(vp_needles *n, const char *public, vp_arena *scratch, vp_err *err)
{
    char key[KEY_MOST];
    const char *text;
    search look = {.numbers = n->numbers, .spare = true};
    uint64_t *slot = vp_map_get(n->names, key, squeeze_name(key, public, strlen(public)));
    if (slot)
        *slot = PUBLIC;
    if (!vp_may_identify(public, strlen(public)))
        return VP_OK;
    VP_ALLOC(text, plain(public, strlen(public), scratch), err);
    any_number(&look, text);
    any_address(&look, text);
    return VP_OK;
}

vp_status vp_needles_in(unsigned *holds, const vp_needles *n, unsigned what, const char *bytes, size_t nbytes,
                        vp_arena *scratch, vp_err *err)
{
    const char *text;
    *holds = 0;
    if (vp_map_count(n->numbers) == 0)
        what &= ~(unsigned)VP_HOLDS_VALUE;
    if (vp_map_count(n->names) == 0)
        what &= ~(unsigned)VP_HOLDS_NAME;
    if (what == 0 || nbytes == 0)
        return VP_OK;
    VP_ALLOC(text, plain(bytes, nbytes, scratch), err);
    search look = {.numbers = n->numbers};
    if ((what & VP_HOLDS_VALUE) && (any_number(&look, text) || any_address(&look, text)))
        *holds |= VP_HOLDS_VALUE;
    else if (look.public)
        *holds |= VP_HOLDS_PUBLIC;
    if ((what & VP_HOLDS_NAME) && any_name(n->names, text))
        *holds |= VP_HOLDS_NAME;
    vp_person p;
    for (const char *s = text; (what & VP_HOLDS_NUMBER) && (s = vp_personal_next(&p, text, s)) != NULL;)
        if (!p.address) {
            *holds |= VP_HOLDS_NUMBER;
            break;
        }
    return VP_OK;
}
