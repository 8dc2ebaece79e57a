/* Ties: what the rubric asks for, in its order, worked out once for every proposal. */
#include <string.h>
#include <vp/date.h>
#include "contest.h"

typedef enum key_kind { KEY_LAST, KEY_RATIO, KEY_NUMBER, KEY_TEXT, KEY_UNKNOWN } key_kind;

struct vp_tie_key {
    key_kind kind;
    bool smaller_first;
    const vp_ratio *ratio;
    const int64_t *number;
    const bool *known;      /* of number: false where the field is blank */
    size_t field;           /* of text */
};

/* The criterion's marks, aggregated as the stage's sums are. */
static vp_status criterion_key(vp_tie_key *k, const vp_contest *c, const vp_tie *tie, vp_arena *arena, vp_err *err)
{
    const vp_heat *h = &c->heats[tie->stage];
    vp_marks marks;
    vp_ratio *ratio;
    VP_TRY(vp_heat_criterion(&marks, h, tie->criterion, arena, err));
    VP_ALLOC(ratio, vp_arena_array(arena, c->n, sizeof *ratio), err);
    k->kind = KEY_RATIO;
    k->ratio = ratio;
    marks.max = c->rubric->stages[tie->stage].criteria[tie->criterion].max;
    return vp_method_run(&(vp_outcome){.score = ratio}, &h->method, &marks, arena, err);
}

/* The number in a count such as "约500人次"; larger than int64 is as large as can be. */
static int64_t count_in(const char *s)
{
    int64_t v = 0;
    s += strcspn(s, "0123456789");
    for (; *s >= '0' && *s <= '9'; s++)
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *s - '0', &v))
            return INT64_MAX;
    return v;
}

int64_t vp_contest_number(vp_type type, const char *text)
{
    vp_date date;
    switch (type) {
    case VP_TYPE_MONEY: {
        vp_money m;
        return vp_money_parse(&m, text) ? m : 0;
    }
    case VP_TYPE_DATE:
        return vp_date_parse(&date, text) ? date.first : 0;
    default:
        return count_in(text);
    }
}

static vp_status field_key(vp_tie_key *k, const vp_contest *c, const vp_tie *tie, vp_arena *arena, vp_err *err)
{
    k->smaller_first = tie->smaller_first;
    k->kind = KEY_UNKNOWN;
    if (!c->proposals)
        return VP_OK;
    VP_TRY(vp_contest_field(&k->field, c, tie->field, tie->text, err));
    vp_type type = c->round->fields[k->field].type;
    k->kind = type == VP_TYPE_MONEY || type == VP_TYPE_DATE || type == VP_TYPE_COUNT ? KEY_NUMBER : KEY_TEXT;
    if (k->kind == KEY_TEXT)
        return VP_OK;
    int64_t *number;
    bool *known;
    VP_ALLOC(number, vp_arena_array(arena, c->n, sizeof *number), err);
    VP_ALLOC(known, vp_arena_array(arena, c->n, sizeof *known), err);
    for (size_t i = 0; i < c->n; i++) {
        const char *text = c->proposals[i].value[k->field];
        known[i] = *text != '\0';
        number[i] = known[i] ? vp_contest_number(type, text) : 0;
    }
    k->number = number;
    k->known = known;
    return VP_OK;
}

vp_status vp_ties_new(vp_ties *t, const vp_contest *c, vp_arena *arena, vp_err *err)
{
    *t = (vp_ties){.contest = c};
    VP_ALLOC(t->keys, vp_arena_array(arena, c->rubric->nties, sizeof *t->keys), err);
    for (size_t i = 0; i < c->rubric->nties; i++) {
        const vp_tie *tie = &c->rubric->ties[i];
        if (tie->kind == VP_TIE_CRITERION)
            VP_TRY(criterion_key(&t->keys[i], c, tie, arena, err));
        else if (tie->kind == VP_TIE_FIELD)
            VP_TRY(field_key(&t->keys[i], c, tie, arena, err));
    }
    return VP_OK;
}

/* Larger first; a proposal without a value after those with one. Marks are not negative and below 2^63 with at most
   2^31 reviewers, so the products fit 128 bits. */
static int by_ratio(const vp_ratio *a, const vp_ratio *b)
{
    if (a->den == 0 || b->den == 0)
        return (a->den == 0) - (b->den == 0);
    vp_wide x = a->num * b->den, y = b->num * a->den;
    return (x < y) - (x > y);
}

/* Blank comes last, whether the smaller or the larger goes first. */
static int by_field(const vp_tie_key *k, const vp_contest *c, size_t a, size_t b)
{
    int larger; /* of the two: above 0 when it is a */
    if (k->kind == KEY_NUMBER) {
        if (!k->known[a] || !k->known[b])
            return k->known[b] - k->known[a];
        larger = (k->number[a] > k->number[b]) - (k->number[a] < k->number[b]);
    } else {
        const char *x = c->proposals[a].value[k->field], *y = c->proposals[b].value[k->field];
        if (!*x || !*y)
            return !*x - !*y;
        larger = strcmp(x, y);
        larger = (larger > 0) - (larger < 0);
    }
    return k->smaller_first ? larger : -larger;
}

/* What comes before the draw and the id, which are last; 0: they are equal. */
static int compare(vp_ties *t, size_t a, size_t b)
{
    const vp_contest *c = t->contest;
    for (size_t i = 0; i < c->rubric->nties; i++) {
        const vp_tie_key *k = &t->keys[i];
        int order = 0;
        switch (k->kind) {
        case KEY_RATIO:
            order = by_ratio(&k->ratio[a], &k->ratio[b]);
            break;
        case KEY_NUMBER:
        case KEY_TEXT:
            order = by_field(k, c, a, b);
            break;
        case KEY_UNKNOWN:
            t->stuck = &c->rubric->ties[i];
            t->stuck_a = a;
            t->stuck_b = b;
            break;
        case KEY_LAST:
            return 0;
        }
        if (order != 0)
            return order;
    }
    return 0;
}

int vp_ties_compare(vp_ties *t, size_t a, size_t b)
{
    int order = a == b ? 0 : compare(t, a, b);
    return order != 0 ? order : (a > b) - (a < b); /* ids are sorted */
}

bool vp_ties_need_draw(vp_ties *t, size_t a, size_t b)
{
    const vp_rubric *r = t->contest->rubric;
    for (size_t i = 0; i < r->nties; i++)
        if (r->ties[i].kind == VP_TIE_DRAW)
            return compare(t, a, b) == 0;
    return false;
}
