/* What the rule optimal aims at: numbers of each option, in millionths, all of them 0 or more. */
#include <string.h>
#include "allocate.h"

const char *const vp_allocate_objectives[] = {
#define VP_OBJECTIVE(f, name) name,
#include "objectives.def"
#undef VP_OBJECTIVE
    NULL
};

enum { FEN = VP_MICRO / 100 };

/* False: more than can be counted. */
typedef bool measure(int64_t *out, const vp_candidate *c, const vp_option *o);

static bool score(int64_t *out, const vp_candidate *c, const vp_option *o)
{
    (void)c;
    *out = o->points;
    return true;
}

/* Points times major units of money. */
static bool score_amount(int64_t *out, const vp_candidate *c, const vp_option *o)
{
    (void)c;
    return vp_scale_floor(out, o->points, o->amount, 100, 1);
}

static bool amount(int64_t *out, const vp_candidate *c, const vp_option *o)
{
    (void)c;
    return !__builtin_mul_overflow(o->amount, FEN, out);
}

static bool count(int64_t *out, const vp_candidate *c, const vp_option *o)
{
    (void)c;
    (void)o;
    *out = VP_MICRO;
    return true;
}

/* The first number of the direct beneficiaries ("300", "约500人次"); nothing said is nobody. */
static bool beneficiaries(int64_t *out, const vp_candidate *c, const vp_option *o)
{
    const char *s = c->proposal->value[VP_DIRECT];
    char digits[VP_DECIMAL_MAX];
    s += strcspn(s, "0123456789");
    size_t n = strspn(s, "0123456789");
    (void)o;
    *out = 0;
    if (n == 0)
        return true;
    if (n >= sizeof digits || strncmp(s + n, "万", strlen("万")) == 0 || s[n] == '.')
        return false;
    memcpy(digits, s, n);
    digits[n] = '\0';
    return vp_decimal_parse(out, digits, 0) && !__builtin_mul_overflow(*out, VP_MICRO, out);
}

static measure *const measures[] = {
#define VP_OBJECTIVE(f, name) f,
#include "objectives.def"
#undef VP_OBJECTIVE
};

vp_status vp_objective_value(int64_t *out, const vp_problem_model *p, const vp_objective *o, size_t candidate,
                             size_t option, vp_err *err)
{
    const vp_candidate *c = &p->at[candidate];
    if (measures[o->index](out, c, &p->options[option]) && *out <= INT64_MAX / 2)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' of '%s' is not a number that can be added up",
            vp_allocate_objectives[o->index], c->proposal->value[VP_ID]);
    return vp_hint(err, "write whole numbers, without 万 or a range");
}

vp_status vp_objective_first(vp_problem_model *p, vp_err *err)
{
    const vp_allocation *a = &p->round->allocation;
    int64_t all = 0;
    for (size_t i = 0; a->nmaximise > 0 && i < p->n; i++) {
        vp_candidate *c = &p->at[i];
        for (size_t o = c->option0; o < c->option0 + c->noptions; o++) {
            int64_t value;
            VP_TRY(vp_objective_value(&value, p, &a->maximise[0], i, o, err));
            p->options[o].worth = value;
            if (__builtin_add_overflow(all, value, &all) || all > INT64_MAX / 2)
                return vp_fail(err, VP_INVALID, VP_NOWHERE, "with '%s' there is more to maximise than can be counted",
                               c->proposal->value[VP_ID]);
        }
        c->worth = p->options[c->option0].worth;
    }
    return VP_OK;
}
