/* Rules as formulas. */
#include <string.h>
#include "lib/io/formula.h"

enum { PLACES = 6 /* of an amount in major units times a share */ };

/* Running out of memory is kept, and told at the end. */
typedef struct writer { const vp_form *form; vp_arena *arena; bool oom; } writer;

static const char *held(writer *w, const char *s)
{
    w->oom |= !s;
    return s ? s : "";
}

#define text(w, ...) held((w), vp_arena_printf((w)->arena, __VA_ARGS__))

const char *vp_formula_cell(size_t column, vp_arena *arena)
{
    char name[16], *p = name + sizeof name;
    *--p = '\0';
    for (size_t i = column + 1; i > 0; i = (i - 1) / 26)
        *--p = (char)('A' + (i - 1) % 26);
    return vp_arena_printf(arena, "$%s%d", p, VP_FORMULA_ROW);
}

const char *vp_formula_number(const vp_form_column *c, int64_t value, vp_arena *arena)
{
    if (c->type == VP_TYPE_DATE)
        return vp_arena_printf(arena, "%lld", (long long)value + VP_FORMULA_EPOCH);
    return vp_form_number(c, value, arena);
}

static const char *cell(writer *w, size_t column)
{
    return held(w, vp_formula_cell(column, w->arena));
}

static const char *number(writer *w, const vp_form_column *c, int64_t value)
{
    return held(w, vp_formula_number(c, value, w->arena));
}

/* The last character of a code by GB 32100-2015. */
static const char *code_check(writer *w, const char *at)
{
    static const char signs[] = "\"0123456789ABCDEFGHJKLMNPQRTUWXY\"", digits[] = "ROW(INDIRECT(\"1:17\"))";
    return text(w, "IFERROR(AND(LEN(%s)=18,EXACT(MID(%s,MOD(31-MOD(SUMPRODUCT((FIND(MID(UPPER(%s),%s,1),%s)-1)"
                   "*3^(%s-1)),31),31)+1,1),UPPER(RIGHT(%s)))),FALSE)", at, signs, at, digits, signs, digits, at);
}

const char *vp_formula_own(const vp_form *form, size_t column, vp_arena *arena)
{
    writer w = {form, arena, false};
    const vp_form_column *c = &form->at[column];
    const char *at = cell(&w, column), *check = "";
    if (c->type == VP_TYPE_CODE) {
        check = code_check(&w, at);
    } else if (c->type == VP_TYPE_MONEY || c->type == VP_TYPE_DATE || c->type == VP_TYPE_COUNT) {
        check = text(&w, "%s>=%s", at, c->has_least ? number(&w, c, c->least) : "0");
        if (c->has_most)
            check = text(&w, "%s,%s<=%s", check, at, number(&w, c, c->most));
        check = c->type == VP_TYPE_COUNT ? text(&w, "IF(ISNUMBER(%s),AND(%s),TRUE)", at, check) /* 约500人次 stands */
                                         : text(&w, "ISNUMBER(%s),%s", at, check);
    }
    return w.oom ? NULL : check;
}

/* A cell as an amount in major units: columns may have different ones. */
static const char *scaled(writer *w, size_t column)
{
    int64_t unit = w->form->at[column].unit;
    return unit == 0 || unit == 100 ? cell(w, column) : text(w, "%s*%lld", cell(w, column), (long long)unit / 100);
}

static const char *adds_up(writer *w, const vp_relation *r)
{
    const char *sum = "", *all = "";
    for (size_t i = 0; i < r->nterms; i++) {
        sum = text(w, "%s%s%s", sum, i ? "+" : "", scaled(w, r->terms[i]));
        all = text(w, "%s%s,", all, cell(w, r->terms[i]));
    }
    return text(w, "IF(COUNT(%s%s)<%zu,TRUE,ROUND(%s-%s,%d)=0)", all, cell(w, r->of), r->nterms + 1, sum,
                scaled(w, r->of), PLACES);
}

static const char *together(writer *w, const vp_relation *r)
{
    const char *column = cell(w, r->column), *of = cell(w, r->of);
    char share[VP_DECIMAL_MAX];
    vp_micro_format(share, r->share, 1);
    switch (r->kind) {
    case VP_NOT_AFTER:
        return text(w, "IF(COUNT(%s,%s)<2,TRUE,%s<=%s)", column, of, column, of);
    case VP_ADDS_UP:
        return adds_up(w, r);
    case VP_AT_MOST_SHARE: case VP_AT_LEAST_SHARE:
        break;
    }
    return text(w, "IF(COUNT(%s,%s)<2,TRUE,ROUND(%s-%s*%s,%d)%s0)", column, of, scaled(w, r->column), share,
                scaled(w, r->of), PLACES, r->kind == VP_AT_MOST_SHARE ? "<=" : ">=");
}

const char *vp_formula_others(const vp_form *form, size_t column, vp_arena *arena)
{
    writer w = {form, arena, false};
    const char *all = "";
    for (size_t i = 0; i < form->nrelations; i++)
        if (vp_form_involves(&form->relations[i], column))
            all = text(&w, "%s,%s", all, together(&w, &form->relations[i]));
    return w.oom ? NULL : all;
}
