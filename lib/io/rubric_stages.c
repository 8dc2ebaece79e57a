/* rubric.json, "stages": the trees of criteria, flattened in reading order, and what must add up. */
#include <string.h>
#include <vp/aggregate.h>
#include "lib/io/rubric_json.h"

/* Words that score sheets head other columns with. */
static const char *const taken[] = {"proposal", "reviewer", "criterion", "stage", "conflict", "comment",
                                    "id", "title", "applicant", "rank", NULL};

vp_status vp_rubric_claim(vp_json *j, const cJSON *name)
{
    vp_rubric_draft *d = j->ctx;
    bool fresh;
    const char *s = name->valuestring;
    for (size_t i = 0; taken[i]; i++)
        if (strcmp(taken[i], s) == 0) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, name), "'%s' cannot be used here", s);
            return vp_hint(j->err, "score sheets have a column of that name"), VP_CORRUPT;
        }
    uint64_t *slot = vp_map_put(d->names, s, strlen(s), &fresh);
    if (!slot)
        return vp_nomem(j->err);
    if (!fresh) {
        size_t line = vp_json_at(j, (const cJSON *)(uintptr_t)*slot).row;
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, name), "'%s' stands here a second time", s);
        return vp_hint(j->err, "ids and titles are unique in the whole rubric, because score sheets are headed with "
                       "them; the first one is in line %zu", line), VP_CORRUPT;
    }
    *slot = (uintptr_t)name;
    return VP_OK;
}

/* ---- criteria ---- */

typedef struct criterion_draft {
    vp_criterion c;
    const char *na, *veto_by;
    const cJSON *max, *criteria, *step, *veto;
} criterion_draft;

static vp_status policy(vp_json *j, const cJSON *value, void *to)
{
    static const char *const names[] = {"refuse", "renormalise", NULL};
    return vp_json_one_of(j, value, names, N_("unknown policy '%s' for marks of n/a"), to);
}

static bool renormalises(const char *na)
{
    return strcmp(na, "renormalise") == 0;
}

static const vp_json_key criterion_keys[] = {
    {"id", vp_json_id, offsetof(criterion_draft, c.id), true},
    {"title", vp_json_text, offsetof(criterion_draft, c.title), false},
    {"weight", vp_json_over_0, offsetof(criterion_draft, c.weight), false},
    {"max", vp_json_keep, offsetof(criterion_draft, max), false},
    {"step", vp_json_keep, offsetof(criterion_draft, step), false},
    {"na", policy, offsetof(criterion_draft, na), false},
    {"veto", vp_json_keep, offsetof(criterion_draft, veto), false},
    {"criteria", vp_json_keep, offsetof(criterion_draft, criteria), false},
    {0}
};
static const vp_json_type criterion_type = {N_("a criterion"), criterion_keys,
                                            "{\"id\": \"need\", \"title\": \"…\", \"max\": \"25.00\"}"};

/* Whose mark: any reviewer's, or the mean of them. */
static const char *const vetoes[] = {"any", "mean", NULL};

static vp_status veto_by(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vetoes, N_("a veto by '%s' is not known"), to);
}

static const vp_json_key veto_keys[] = {
    {"below", vp_json_over_0, offsetof(criterion_draft, c.veto), true},
    {"by", veto_by, offsetof(criterion_draft, veto_by), false},
    {0}
};

static vp_status list_of_criteria(vp_json *j, const cJSON *value)
{
    VP_TRY(vp_json_want_list(j, value));
    if (value->child)
        return VP_OK;
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "%s is empty", vp_json_label(j, value));
}

/* How many criteria hang in the list. */
static size_t count(const cJSON *list)
{
    size_t n = 0;
    for (const cJSON *c = list ? list->child : NULL; c; c = c->next)
        n += 1 + count(vp_json_member(c, "criteria"));
    return n;
}

static vp_status claim(vp_json *j, const cJSON *object)
{
    const cJSON *id = vp_json_member(object, "id"), *title = vp_json_member(object, "title");
    VP_TRY(vp_rubric_claim(j, id));
    return title && strcmp(title->valuestring, id->valuestring) != 0 ? vp_rubric_claim(j, title) : VP_OK;
}

/* A stated maximum must be what the parts add up to. */
static vp_status same_sum(vp_json *j, const cJSON *stated, const char *id, vp_micro sum)
{
    vp_micro max;
    VP_TRY(vp_json_over_0(j, stated, &max));
    if (max == sum)
        return VP_OK;
    char a[VP_DECIMAL_MAX], b[VP_DECIMAL_MAX];
    vp_micro_format(a, max, 2);
    vp_micro_format(b, sum, 2);
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, stated), "the maximum of '%s' is %s, but its criteria add up to %s", id,
            a, b);
    return vp_hint(j->err, "correct one of them, or leave the group's maximum out"), VP_CORRUPT;
}

/* Of a stage or a group: the sum of its criteria, or the scale on which weighted ones are brought together. */
static vp_status maximum(vp_json *j, const cJSON *stated, const char *id, bool weighted, vp_micro *max)
{
    if (!weighted)
        return stated ? same_sum(j, stated, id, *max) : VP_OK;
    *max = (vp_micro)100 * VP_MICRO;
    return stated ? vp_json_over_0(j, stated, max) : VP_OK;
}

static vp_status veto(vp_json *j, const cJSON *value, criterion_draft *d)
{
    static const vp_json_type type = {N_("a veto"), veto_keys, "{\"below\": \"6.00\", \"by\": \"any\"}"};
    d->veto_by = vetoes[0];
    VP_TRY(vp_json_object(j, value, &type, d));
    d->c.veto_mean = d->veto_by != vetoes[0];
    if (d->c.veto <= d->c.max)
        return VP_OK;
    char a[VP_DECIMAL_MAX], b[VP_DECIMAL_MAX];
    vp_micro_format(a, d->c.veto, 2);
    vp_micro_format(b, d->c.max, 2);
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(value, "below")),
                   "the veto below %s is above the maximum of '%s', %s", a, d->c.id, b);
}

static vp_status step(vp_json *j, criterion_draft *d)
{
    if (d->criteria) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->step), "the group '%s' is not marked: it has no step", d->c.id);
        return vp_hint(j->err, "give \"step\" to the criteria in it"), VP_CORRUPT;
    }
    VP_TRY(vp_json_over_0(j, d->step, &d->c.step));
    if (d->c.max % d->c.step == 0)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->step), "the maximum of '%s' is not a multiple of its step", d->c.id);
    return vp_hint(j->err, "nobody could give full marks: correct one of the two"), VP_CORRUPT;
}

/* The list so far: where the next criterion goes, the sum of the maxima and of the weights. */
typedef struct tally { vp_criterion *all; size_t n; vp_micro sum, weights; bool na, weighted; } tally;

static vp_status criteria(vp_json *j, const cJSON *list, size_t depth, tally *t);

static vp_status points_of(vp_json *j, const cJSON *value, criterion_draft *d, tally *t)
{
    if (d->criteria) {
        tally below = {.all = t->all, .n = t->n, .na = d->na ? renormalises(d->na) : t->na};
        VP_TRY(criteria(j, d->criteria, d->c.depth + 1, &below));
        t->n = below.n;
        d->c.max = below.sum;
        return maximum(j, d->max, d->c.id, below.weighted, &d->c.max);
    }
    if (d->max)
        return vp_json_over_0(j, d->max, &d->c.max);
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the criterion '%s' has no 'max'", d->c.id);
    return vp_hint(j->err, "the most a reviewer can give: \"max\": \"25.00\""), VP_CORRUPT;
}

/* Append the criterion, and what hangs below it. */
static vp_status criterion(vp_json *j, const cJSON *value, size_t depth, tally *t)
{
    criterion_draft d = {.c = {.title = "", .depth = depth, .num = 1, .den = 1}};
    size_t mine = t->n++;
    VP_TRY(vp_json_object(j, value, &criterion_type, &d));
    VP_TRY(claim(j, value));
    VP_TRY(points_of(j, value, &d, t));
    if (d.step)
        VP_TRY(step(j, &d));
    if (d.veto)
        VP_TRY(veto(j, d.veto, &d));
    d.c.na = d.na ? renormalises(d.na) : t->na;
    d.c.next = t->n;
    t->all[mine] = d.c;
    t->sum += d.c.max; /* each has at most a million, and a file holds fewer than a million of them */
    t->weights += d.c.weight;
    return VP_OK;
}

/* Weights of all in a list or of none; together the whole. */
static vp_status all_or_none(vp_json *j, const cJSON *list, const tally *t, size_t first)
{
    const cJSON *c = list->child;
    char text[VP_DECIMAL_MAX];
    for (size_t k = first; c; c = c->next, k = t->all[k].next)
        if (t->all[k].weight == 0) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "the criterion '%s' has no 'weight', but others beside it "
                                                          "have", t->all[k].id);
            return vp_hint(j->err, "give each of them a weight, or none: then their maxima add up"), VP_CORRUPT;
        }
    if (t->weights == VP_MICRO || t->weights == (vp_micro)100 * VP_MICRO)
        return VP_OK;
    vp_micro_format(text, t->weights, 2);
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(list->child, "weight")),
                   "the weights of the criteria add up to %s, not 1.00 (or 100)", text);
}

static vp_status criteria(vp_json *j, const cJSON *list, size_t depth, tally *t)
{
    size_t before = j->told, first = t->n;
    VP_TRY(list_of_criteria(j, list));
    for (const cJSON *c = list->child; c; c = c->next)
        VP_TRY(vp_json_go_on(j, criterion(j, c, depth, t)));
    VP_TRY(vp_json_stands(j, before));
    t->weighted = t->weights > 0;
    return t->weighted ? all_or_none(j, list, t, first) : VP_OK;
}

/* What a point of each criterion in [from, to) is worth, a point of their list being worth num/den. False: the numbers
   are too long. */
static bool worth(vp_criterion *all, size_t from, size_t to, vp_micro list_max, int64_t num, int64_t den)
{
    vp_micro weights = 0;
    for (size_t k = from; k < to; k = all[k].next)
        weights += all[k].weight;
    for (size_t k = from; k < to; k = all[k].next) {
        vp_criterion *c = &all[k];
        c->num = num;
        c->den = den;
        if (weights > 0) {
            vp_wide top = list_max, bottom = c->max, unit = vp_gcd(top, bottom);
            vp_wide share = c->weight, whole = weights, both = vp_gcd(share, whole);
            if (__builtin_mul_overflow(top / unit * (share / both), num, &top) ||
                __builtin_mul_overflow(bottom / unit * (whole / both), den, &bottom))
                return false;
            unit = vp_gcd(top, bottom);
            if (top / unit > INT64_MAX || bottom / unit > INT64_MAX)
                return false;
            c->num = (int64_t)(top / unit);
            c->den = (int64_t)(bottom / unit);
        }
        if (!worth(all, k + 1, c->next, c->max, c->num, c->den))
            return false;
    }
    return true;
}

/* ---- stages ---- */

static vp_status aggregate(vp_json *j, const cJSON *value, void *to)
{
    vp_method method;
    VP_TRY(vp_json_want_text(j, value));
    if (vp_method_parse(&method, value->valuestring)) {
        VP_ALLOC(*(const char **)to, vp_arena_dupz(j->arena, value->valuestring), j->err);
        return VP_OK;
    }
    return vp_json_one_of(j, value, vp_aggregate_names, N_("unknown way '%s' to make one score of many"), to);
}

typedef struct stage_draft {
    vp_stage s;
    int64_t reviewers;
    const char *na;
    const cJSON *weight, *max, *criteria, *round;
} stage_draft;

static const vp_json_key round_keys[] = {
    {"criterion", vp_json_over_0, offsetof(vp_stage, round_mark), false},
    {"sum", vp_json_over_0, offsetof(vp_stage, round_sum), false},
    {"score", vp_json_over_0, offsetof(vp_stage, round_score), false},
    {0}
};
static const vp_json_type round_type = {N_("rounding"), round_keys, "{\"score\": \"0.01\"}"};

static vp_status rounding(vp_json *j, const cJSON *value, void *stage)
{
    return vp_json_object(j, value, &round_type, stage);
}

static vp_status closes(vp_json *j, const cJSON *value, void *stage)
{
    vp_stage *s = stage;
    s->has_closes = true;
    return vp_json_day(j, value, &s->closes);
}

static const vp_json_key stage_keys[] = {
    {"id", vp_json_id, offsetof(stage_draft, s.id), true},
    {"title", vp_json_text, offsetof(stage_draft, s.title), false},
    {"weight", vp_json_keep, offsetof(stage_draft, weight), false},
    {"max", vp_json_keep, offsetof(stage_draft, max), false},
    {"reviewers", vp_json_positive, offsetof(stage_draft, reviewers), false},
    {"aggregate", aggregate, offsetof(stage_draft, s.aggregate), false},
    {"pass_mark", vp_json_points, offsetof(stage_draft, s.pass_mark), false},
    {"closes", closes, offsetof(stage_draft, s), false},
    {"na", policy, offsetof(stage_draft, na), false},
    {"round", rounding, offsetof(stage_draft, s), false},
    {"criteria", vp_json_keep, offsetof(stage_draft, criteria), true},
    {0}
};
static const vp_json_type stage_type = {N_("a stage"), stage_keys, "{\"id\": \"paper\", \"criteria\": [{\"id\": "
                                        "\"need\", \"max\": \"25.00\"}]}"};

static vp_status criteria_of(vp_json *j, const stage_draft *d, vp_stage *s)
{
    tally t = {.na = d->na && renormalises(d->na)};
    VP_TRY(list_of_criteria(j, d->criteria));
    VP_ALLOC(t.all, vp_arena_array(j->arena, count(d->criteria), sizeof *t.all), j->err);
    VP_TRY(criteria(j, d->criteria, 0, &t));
    s->max = t.sum;
    VP_TRY(maximum(j, d->max, s->id, t.weighted, &s->max));
    s->criteria = t.all;
    s->ncriteria = t.n;
    if (worth(t.all, 0, t.n, s->max, 1, 1))
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->criteria), "the weights of the stage '%s' make fractions that are too "
                                                            "long to be worked out exactly", s->id);
    return vp_hint(j->err, "use weights and maxima with fewer digits"), VP_CORRUPT;
}

static vp_status stage(vp_json *j, const cJSON *value, vp_stage *out)
{
    stage_draft d = {.s = {.title = "", .aggregate = "mean", .pass_mark = -1, .weight = -1}};
    if (vp_json_member(value, "from")) {
        VP_TRY(vp_rubric_read_sourced(j, value, &d.s, &d.weight));
    } else {
        VP_TRY(vp_json_object(j, value, &stage_type, &d));
    }
    VP_TRY(vp_rubric_claim(j, vp_json_member(value, "id")));
    if (d.weight)
        VP_TRY(vp_json_over_0(j, d.weight, &d.s.weight));
    d.s.reviewers = (size_t)d.reviewers;
    if (!d.s.from)
        VP_TRY(criteria_of(j, &d, &d.s));
    if (d.s.pass_mark > d.s.max) {
        char a[VP_DECIMAL_MAX], b[VP_DECIMAL_MAX];
        vp_micro_format(a, d.s.pass_mark, 2);
        vp_micro_format(b, d.s.max, 2);
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(value, "pass_mark")),
                       "the pass mark %s is above the maximum of the stage, %s", a, b);
    }
    *out = d.s;
    return VP_OK;
}

static vp_status weights(vp_json *j, const cJSON *list, vp_stage *all, size_t n)
{
    vp_micro sum = 0;
    size_t given = 0, i = 0;
    for (i = 0; i < n; i++)
        given += all[i].weight >= 0;
    i = 0;
    for (const cJSON *c = list->child; c; c = c->next, i++) {
        if (given > 0 && all[i].weight < 0) {
            vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "the stage '%s' has no 'weight', but others have",
                    all[i].id);
            return vp_hint(j->err, "give every stage a weight, or none: then all weigh the same"), VP_CORRUPT;
        }
        if (given == 0)
            all[i].weight = VP_MICRO;
        else
            sum += all[i].weight; /* each at most a million, and a file holds fewer than a million of them */
    }
    if (given == 0 || sum == VP_MICRO || sum == (vp_micro)100 * VP_MICRO)
        return VP_OK;
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, sum, 2);
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(list->child, "weight")),
                   "the weights of the stages add up to %s, not 1.00 (or 100)", text);
}

static vp_status same_maximum(vp_json *j, const cJSON *list, const vp_stage *all, size_t n)
{
    const cJSON *c = list->child;
    for (size_t i = 0; i < n; i++, c = c->next) {
        if (all[i].max == all[0].max)
            continue;
        char a[VP_DECIMAL_MAX], b[VP_DECIMAL_MAX];
        vp_micro_format(a, all[i].max, 2);
        vp_micro_format(b, all[0].max, 2);
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, all[i].from ? "max" : "criteria")),
                "the maximum of the stage '%s' is %s, that of '%s' is %s", all[i].id, a, all[0].id, b);
        vp_hint(j->err, "stages that are combined have the same maximum: scores are never rescaled");
        return VP_CORRUPT;
    }
    return VP_OK;
}

vp_status vp_rubric_read_stages(vp_json *j, const cJSON *value, vp_rubric *rubric)
{
    VP_TRY(list_of_criteria(j, value));
    size_t n = 0, before = j->told;
    vp_stage *all;
    VP_ALLOC(all, vp_arena_array(j->arena, (size_t)cJSON_GetArraySize(value), sizeof *all), j->err);
    for (const cJSON *c = value->child; c; c = c->next)
        VP_TRY(vp_json_go_on(j, stage(j, c, &all[n++])));
    VP_TRY(vp_json_stands(j, before));
    VP_TRY(weights(j, value, all, n));
    VP_TRY(same_maximum(j, value, all, n));
    rubric->stages = all;
    rubric->nstages = n;
    return VP_OK;
}
