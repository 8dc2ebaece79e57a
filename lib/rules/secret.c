/* Finding private values where they should not be. */
#include <string.h>
#include <vp/fold.h>
#include "lib/base/wide.h"
#include "lib/model/personal.h"
#include "lib/rules/secret.h"

/* 138-0000 0001 is 13800000001. */
static vp_status squeeze(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    const char *narrow;
    char *copy, *to;
    VP_TRY(vp_narrow(&narrow, s, strlen(s), arena, err));
    VP_ALLOC(copy, vp_arena_dupz(arena, narrow), err);
    to = copy;
    for (const char *p = copy; *p; p++)
        if (!strchr(" -\t\r\n", *p))
            *to++ = *p;
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

vp_status vp_secrets_add(vp_secrets *secrets, const char *cell, vp_arena *arena, vp_err *err)
{
    const char *s;
    VP_TRY(squeeze(&s, cell, arena, err));
    if (!identifies(s))
        return VP_OK;
    VP_TRY(vp_arena_grow(arena, &secrets->at, &secrets->cap, secrets->n, secrets->n + 1, sizeof *secrets->at, err));
    secrets->at[secrets->n++] = s;
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
    *yes = false;
    if (!vp_may_identify(text, strlen(text)))
        return VP_OK;
    VP_TRY(vp_narrow(&s, text, strlen(text), arena, err));
    *yes = vp_personal(s);
    if (*yes)
        return VP_OK;
    VP_TRY(squeeze(&s, text, arena, err));
    *yes = vp_personal(s);
    return VP_OK;
}

vp_status vp_secrets_hide(bool *yes, const vp_secrets *secrets, const char *text, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_secrets_in(yes, secrets, text, arena, err));
    return *yes || !secrets->others ? VP_OK : vp_personal_in(yes, text, arena, err);
}
