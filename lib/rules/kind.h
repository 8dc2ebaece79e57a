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

static inline const char *vp_text_of_day(vp_arena *arena, int32_t day)
{
    char buf[VP_DATE_MAX];
    vp_date_format(buf, (vp_date){day, day});
    const char *s = vp_arena_dupz(arena, buf);
    return s ? s : "";
}

static inline const char *vp_rule_heading(const vp_round *round, size_t field)
{
    return vp_field_heading(&round->fields[field], field, round->lang);
}

/* The headings of the rule's terms with the sign between them; "" when there is no memory. */
const char *vp_rule_headings(const vp_rule *rule, const vp_round *round, const char *sign, vp_arena *arena);

/* The entry of the list that counts for the text: found, and not older than the rule's within_years when it has a
   date. *old is an entry that is too old; both may come back NULL. VP_NOMEM. */
vp_status vp_rule_listed(const vp_listed **entry, const vp_listed **old, const vp_rule *rule, const vp_round *round,
                         const char *text, const vp_list *list, vp_arena *arena, vp_err *err);
/* The first day of within_years, counted back from the day the round opens. */
static inline int32_t vp_rule_since(const vp_rule *rule, const vp_round *round)
{
    return vp_date_years_before(round->opens.first, rule->within_years);
}

#endif
