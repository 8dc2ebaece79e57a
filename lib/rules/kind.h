/* What the files of rule kinds share. */
#ifndef VP_LIB_RULES_KIND_H
#define VP_LIB_RULES_KIND_H

#include <vp/rules.h>
#include "lib/model/field.h"

/* An amount or a share as text of the arena; "" when there is no memory. */
static inline const char *vp_text_of_money(vp_arena *arena, vp_money m)
{
    char buf[VP_DECIMAL_MAX];
    vp_money_format(buf, m);
    const char *s = vp_arena_dupz(arena, buf);
    return s ? s : "";
}

static inline const char *vp_text_of_share(vp_arena *arena, vp_micro share)
{
    char buf[VP_DECIMAL_MAX];
    vp_decimal_trim(buf, share, 4, 0); /* 0.60 is 600000 millionths: 60.0000 per cent */
    const char *s = vp_arena_printf(arena, "%s%%", buf);
    return s ? s : "";
}

/* A number as its field writes it: money with two places, counts whole. */
static inline const char *vp_text_of_number(vp_arena *arena, const vp_field *f, int64_t v)
{
    char buf[VP_DECIMAL_MAX];
    if (f->type == VP_TYPE_MONEY)
        return vp_text_of_money(arena, v);
    vp_decimal_format(buf, v, 0);
    const char *s = vp_arena_dupz(arena, buf);
    return s ? s : "";
}

#endif
