/* Points that no reviewer gives, as exact fractions: by a map, as they stand, or in proportion. */
#include <string.h>
#include "contest.h"

/* A number that a field or a file gives one proposal, in millionths; known: it gives one. */
typedef struct value { vp_micro at; bool known; } value;

typedef struct reader {
    const vp_contest *c;
    const vp_source *s;
    const char *id;      /* of the bonus or stage */
    size_t field, of;    /* where they are read */
    vp_err *err;
} reader;

static vp_status too_large(const reader *in, size_t p)
{
    return vp_fail(in->err, VP_INVALID, (vp_where){.file = in->c->rubric->file, .field = in->id},
                   "'%s': the value of '%s' is too large to be worked out exactly", in->id, in->c->id[p]);
}

/* Below 0 counts as nothing. */
static vp_status number_in(value *v, const reader *in, size_t p, size_t field)
{
    vp_type type = in->c->round->fields[field].type;
    const char *text = in->c->proposals[p].value[field];
    int64_t n = *text ? vp_contest_number(type, text) : 0;
    v->known = *text != '\0';
    n = n < 0 ? 0 : n;
    return __builtin_mul_overflow(n, type == VP_TYPE_MONEY ? VP_MICRO / 100 : VP_MICRO, &v->at) ? too_large(in, p)
                                                                                               : VP_OK;
}

static void look_up(value *v, const vp_source *s, const char *id)
{
    size_t from = 0, to = s->ids.n;
    *v = (value){0};
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(id, s->ids.at[middle]);
        if (order == 0) {
            *v = (value){s->given[middle], true};
            return;
        }
        *(order < 0 ? &to : &from) = order < 0 ? middle : middle + 1;
    }
}

static vp_status value_of(value *v, const reader *in, size_t p)
{
    if (in->s->field)
        return number_in(v, in, p, in->field);
    look_up(v, in->s, in->c->id[p]);
    return VP_OK;
}

static vp_status no_points(const reader *in, size_t p, const char *text)
{
    vp_fail(in->err, VP_INVALID, (vp_where){.file = in->c->rubric->file, .field = in->id},
            "bonus '%s' gives no points for '%s', which is the %s of proposal '%s'", in->id, text, in->s->field,
            in->c->id[p]);
    return vp_hint(in->err, "add the value to the map of the bonus, or correct the proposal");
}

static vp_status mapped(vp_ratio *out, const reader *in, size_t p)
{
    const char *text = in->c->proposals[p].value[in->field];
    size_t v = 0;
    if (!*text)
        return VP_OK;
    while (v < in->s->values.n && strcmp(in->s->values.at[v], text) != 0)
        v++;
    if (v == in->s->values.n)
        return no_points(in, p, text);
    *out = (vp_ratio){in->s->points[v], 1};
    return VP_OK;
}

static vp_status as_they_stand(vp_ratio *out, const reader *in, size_t p, vp_micro points)
{
    char given[VP_DECIMAL_MAX], most[VP_DECIMAL_MAX];
    *out = (vp_ratio){points, 1};
    if (points <= in->s->max)
        return VP_OK;
    vp_micro_format(given, points, 2);
    vp_micro_format(most, in->s->max, 2);
    vp_fail(in->err, VP_INVALID, (vp_where){.file = in->c->rubric->file, .field = in->id},
            "'%s': the points of '%s', %s, are more than the maximum, %s", in->id, in->c->id[p], given, most);
    return vp_hint(in->err, "correct them, or say with \"full\" what earns the maximum");
}

/* max x value / full, at most max. */
static vp_status in_proportion(vp_ratio *out, const reader *in, size_t p, vp_micro v, vp_micro of, vp_micro full)
{
    vp_wide num = v, den = full;
    if (in->s->of && (__builtin_mul_overflow(num, VP_MICRO, &num) || __builtin_mul_overflow(den, of, &den)))
        return too_large(in, p);
    if (num >= den) {
        *out = (vp_ratio){den == 0 ? 0 : in->s->max, 1};
        return VP_OK;
    }
    vp_wide unit = vp_gcd(num, den);
    num /= unit;
    den /= unit;
    unit = vp_gcd(in->s->max, den);
    den /= unit;
    if (den > INT64_MAX || __builtin_mul_overflow(num, in->s->max / unit, &num))
        return too_large(in, p);
    *out = (vp_ratio){num, (int64_t)den};
    return VP_OK;
}

static vp_status points_of(vp_ratio *out, const reader *in, size_t p, vp_micro most)
{
    value v, of = {.known = true};
    *out = (vp_ratio){0};
    if (in->s->values.n > 0)
        return mapped(out, in, p);
    VP_TRY(value_of(&v, in, p));
    if (in->s->of)
        VP_TRY(number_in(&of, in, p, in->of));
    if (!v.known || !of.known || (in->s->of && of.at == 0))
        return VP_OK;
    if (in->s->full == 0)
        return as_they_stand(out, in, p, v.at);
    return in_proportion(out, in, p, v.at, of.at, in->s->full == VP_MOST ? most : in->s->full);
}

static vp_status want_number(const reader *in, size_t field)
{
    const vp_field *f = &in->c->round->fields[field];
    if (f->type == VP_TYPE_MONEY || f->type == VP_TYPE_COUNT)
        return VP_OK;
    vp_fail(in->err, VP_CORRUPT, (vp_where){.file = in->c->rubric->file, .field = in->id},
            "the field '%s' is neither an amount nor a count", f->name);
    return vp_hint(in->err, "say what its values are worth with \"map\", or use another field");
}

static vp_status find_fields(reader *in)
{
    const char *name = in->s->field ? in->s->field : in->s->of;
    if (!name)
        return VP_OK;
    if (!in->c->proposals) {
        vp_fail(in->err, VP_USAGE, (vp_where){.file = in->c->rubric->file, .field = in->id},
                "bonus '%s' reads the field '%s', and the proposals are not known", in->id, name);
        return vp_hint(in->err, "give the proposals with --proposals FILE, an answer of vp-intake");
    }
    if (in->s->field) {
        VP_TRY(vp_contest_field(&in->field, in->c, in->s->field, in->id, in->err));
        if (in->s->values.n == 0)
            VP_TRY(want_number(in, in->field));
    }
    if (!in->s->of)
        return VP_OK;
    VP_TRY(vp_contest_field(&in->of, in->c, in->s->of, in->id, in->err));
    return want_number(in, in->of);
}

vp_status vp_contest_source(vp_ratio **out, const vp_contest *c, const vp_source *s, const char *id, vp_arena *arena,
                            vp_err *err)
{
    reader in = {.c = c, .s = s, .id = id, .err = err};
    vp_micro most = 0;
    vp_ratio *all;
    VP_TRY(find_fields(&in));
    VP_ALLOC(all, vp_arena_array(arena, c->n, sizeof *all), err);
    for (size_t p = 0; p < c->n && s->full == VP_MOST; p++) {
        value v;
        VP_TRY(value_of(&v, &in, p));
        most = v.at > most ? v.at : most;
    }
    for (size_t p = 0; p < c->n; p++)
        VP_TRY(points_of(&all[p], &in, p, most));
    *out = all;
    return VP_OK;
}
