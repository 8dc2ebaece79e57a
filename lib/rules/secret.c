/* Finding private values where they should not be. */
#include <string.h>
#include <vp/fold.h>
#include "lib/base/wide.h"
#include "lib/model/personal.h"
#include "lib/rules/secret.h"

/* Bytes of a character that only sets others apart: spaces, punctuation and what nobody sees. */
static size_t apart(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    if (u[0] < 0x80) {
        bool kept = (u[0] >= '0' && u[0] <= '9') || (u[0] >= 'a' && u[0] <= 'z') || (u[0] >= 'A' && u[0] <= 'Z') ||
                    u[0] == '@';
        return kept ? 0 : 1;
    }
    if (u[0] == 0xC2) /* U+0080 to U+00BF */
        return 2;
    bool general = u[0] == 0xE2 && (u[1] == 0x80 || u[1] == 0x81 || (u[1] == 0x88 && u[2] == 0x92));
    bool ours = u[0] == 0xE3 && u[1] == 0x80;
    bool hidden = u[0] == 0xEF && ((u[1] == 0xB8 && u[2] < 0x90) || (u[1] == 0xBB && u[2] == 0xBF));
    return general || ours || hidden ? 3 : 0;
}

/* 138-0000 0001, 138.0000.0001 and １３８、００００、０００１ are 13800000001. */
static vp_status squeeze(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    const char *narrow;
    char *copy, *to;
    VP_TRY(vp_narrow(&narrow, s, strlen(s), arena, err));
    VP_ALLOC(copy, vp_arena_dupz(arena, narrow), err);
    to = copy;
    for (const char *p = copy; *p;) {
        size_t n = apart(p);
        if (n > 0) {
            p += n;
            continue;
        }
        *to++ = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        p++;
    }
    *to = '\0';
    *out = copy;
    return VP_OK;
}

static bool identifies(const char *s)
{
    enum { SHORTEST = 6, DIGITS = 5 };
    size_t n = 0, digits = 0;
    bool at = false;
    for (; s[n]; n++) {
        digits += s[n] >= '0' && s[n] <= '9';
        at |= s[n] == '@';
    }
    return n >= SHORTEST && (at || digits >= DIGITS);
}

/* A digit, @, or what full-width forms begin with. */
static inline bool telling(vp_wide16 v)
{
    return vp_any16((vp_wide16)(v - '0' < 10) | (vp_wide16)(v == '@') | (vp_wide16)(v == 0xEF));
}

bool vp_may_identify(const char *text, size_t n)
{
    if (n < 16)
        return n > 0 && telling(vp_load_short(text, n));
    for (size_t i = 0; n - i > 16; i += 16)
        if (telling(vp_load16(text + i)))
            return true;
    return telling(vp_load16(text + n - 16));
}

static vp_status add_one(vp_secrets *secrets, const char *text, size_t n, vp_arena *arena, vp_err *err)
{
    const char *s;
    VP_ALLOC(s, vp_arena_dup(arena, text, n), err);
    VP_TRY(squeeze(&s, s, arena, err));
    for (size_t i = 0; i < secrets->n; i++)
        if (strcmp(secrets->at[i], s) == 0)
            return VP_OK;
    if (!identifies(s))
        return VP_OK;
    VP_TRY(vp_arena_grow(arena, &secrets->at, &secrets->cap, secrets->n, secrets->n + 1, sizeof *secrets->at, err));
    secrets->at[secrets->n++] = s;
    return VP_OK;
}

vp_status vp_secrets_add(vp_secrets *secrets, const char *cell, vp_arena *arena, vp_err *err)
{
    const char *text;
    vp_person p;
    size_t n = strlen(cell);
    if (!vp_may_identify(cell, n))
        return VP_OK;
    VP_TRY(add_one(secrets, cell, n, arena, err));
    VP_TRY(vp_narrow(&text, cell, n, arena, err));
    for (const char *s = text; (s = vp_personal_next(&p, text, s)) != NULL;) {
        VP_TRY(add_one(secrets, p.address ? p.address : p.digit, p.n, arena, err));
        if (p.local > 0) /* people of the place leave the area code out */
            VP_TRY(add_one(secrets, p.digit + p.local, p.n - p.local, arena, err));
    }
    return VP_OK;
}

vp_status vp_secrets_in(bool *yes, const vp_secrets *secrets, const char *text, vp_arena *arena, vp_err *err)
{
    const char *s;
    *yes = false;
    if (secrets->n == 0 || !vp_may_identify(text, strlen(text)))
        return VP_OK;
    VP_TRY(squeeze(&s, text, arena, err));
    for (size_t i = 0; i < secrets->n && !*yes; i++)
        *yes = strstr(s, secrets->at[i]) != NULL;
    return VP_OK;
}

vp_status vp_personal_in(bool *yes, const char *text, vp_arena *arena, vp_err *err)
{
    const char *s;
    char *copy, *to;
    *yes = false;
    if (!vp_may_identify(text, strlen(text)))
        return VP_OK;
    VP_TRY(vp_narrow(&s, text, strlen(text), arena, err));
    *yes = vp_personal(s);
    if (*yes || !strchr(s, '@'))
        return VP_OK;
    VP_ALLOC(copy, vp_arena_dupz(arena, s), err); /* name @ host . domain */
    for (to = copy; *s; s++)
        if (!strchr(" \t\r\n", *s))
            *to++ = *s;
    *to = '\0';
    *yes = vp_personal(copy);
    return VP_OK;
}

vp_status vp_secrets_hide(bool *yes, const vp_secrets *secrets, const char *text, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_secrets_in(yes, secrets, text, arena, err));
    return *yes || !secrets->others ? VP_OK : vp_personal_in(yes, text, arena, err);
}
