/* Units of a text. Ideographs go through a table of OpenCC's single characters, filled where it is asked: converting
   whole sentences would cost more than everything else that is done with them. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <vp/units.h>
#include "lib/base/t2s.h"
#include "lib/base/utf8.h"

enum { FIRST = 0x4E00, LAST = 0x9FFF, BLOCK = 256, BLOCKS = (LAST + 1 - FIRST) / BLOCK };

struct vp_units {
    bool known[BLOCKS];
    uint32_t simple[LAST + 1 - FIRST];
};

vp_units *vp_units_new(void)
{
    return calloc(1, sizeof(vp_units));
}

void vp_units_free(vp_units *u)
{
    free(u);
}

/* A block of characters, a line each, in one conversion. */
static vp_status learn(vp_units *u, size_t block, vp_err *err)
{
    char text[BLOCK * 4 + 1], *to = text, *converted;
    uint32_t *simple = &u->simple[block * BLOCK];
    for (size_t i = 0; i < BLOCK; i++) {
        simple[i] = (uint32_t)(FIRST + block * BLOCK + i);
        to += utf8proc_encode_char((utf8proc_int32_t)simple[i], (utf8proc_uint8_t *)to);
        *to++ = '\n';
    }
    VP_TRY(vp_t2s(&converted, text, (size_t)(to - text), err));
    const char *s = converted;
    for (size_t i = 0; i < BLOCK && *s; i++) {
        const char *end = strchr(s, '\n');
        uint32_t c;
        if (!end)
            break;
        if (end > s && s + vp_utf8_decode(s, &c) == end)
            simple[i] = c;
        s = end + 1;
    }
    vp_t2s_free(converted);
    u->known[block] = true;
    return VP_OK;
}

/* Letters of which every form is known without the tables of utf8proc, and punctuation. */
static bool plain(const char *s)
{
    for (uint32_t c; *s;) {
        s += vp_utf8_decode(s, &c);
        if (!(c < 0x80 || (c >= FIRST && c <= LAST) || (c >= 0x2010 && c <= 0x2027) || (c >= 0x3000 && c <= 0x301F) ||
              (c >= 0xFF01 && c <= 0xFF5E)))
            return false;
    }
    return true;
}

static bool counts(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

/* An apostrophe joins what stands on both sides of it: children's is one word. */
static bool apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

static vp_status add_all(vp_str *out, vp_units *u, const char *s, vp_err *err)
{
    bool word = false, apart = false; /* the last unit is a word; something stood after it */
    for (uint32_t c; *s;) {
        s += vp_utf8_decode(s, &c);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c < 0x80) {
            c |= c >= 'A' && c <= 'Z' ? 0x20 : 0;
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                apart |= !apostrophe(c);
                continue;
            }
        } else if (c >= FIRST && c <= LAST) {
            size_t block = (c - FIRST) / BLOCK;
            if (!u->known[block])
                VP_TRY(learn(u, block, err));
            c = u->simple[c - FIRST];
        } else if (!counts(c)) {
            apart |= !apostrophe(c);
            continue;
        }
        bool alone = vp_unit_alone(c);
        if (word && apart && !alone)
            vp_str_addc(out, ' ');
        if (c < 0x80) {
            vp_str_addc(out, (char)c);
        } else {
            char utf8[4];
            vp_str_add(out, utf8, (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)utf8));
        }
        word = !alone;
        apart = false;
    }
    return vp_str_check(out, err);
}

vp_status vp_units_add(vp_str *out, vp_units *u, const char *s, vp_err *err)
{
    if (plain(s))
        return add_all(out, u, s, err);
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s, 0, &mapped,
                                        UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (len < 0)
        return len == UTF8PROC_ERROR_NOMEM ? vp_nomem(err)
                                           : vp_fail(err, VP_INVALID, VP_NOWHERE, "text is not valid UTF-8");
    vp_status status = add_all(out, u, (const char *)mapped, err);
    free(mapped);
    return status;
}
