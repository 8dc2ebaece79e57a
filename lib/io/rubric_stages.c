/* rubric.json, "stages": the trees of criteria, flattened in reading order, and what must add up. */
#include <string.h>
#include <vp/aggregate.h>
#include "lib/io/rubric_json.h"

/* Words that score sheets head other columns with. */
static const char *const taken[] = {"proposal", "reviewer", "criterion", "score", "stage", "conflict", "comment",
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

typedef struct criterion_draft { vp_criterion c; const cJSON *max, *criteria; } criterion_draft;

static const vp_json_key criterion_keys[] = {
    {"id", vp_json_id, offsetof(criterion_draft, c.id), true},
    {"title", vp_json_text, offsetof(criterion_draft, c.title), false},
    {"max", vp_json_keep, offsetof(criterion_draft, max), false},
    {"criteria", vp_json_keep, offsetof(criterion_draft, criteria), false},
    {0}
};
static const vp_json_type criterion_type = {N_("a criterion"), criterion_keys,
                                            "{\"id\": \"need\", \"title\": \"…\", \"max\": \"25.00\"}"};

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

static vp_status group_max(vp_json *j, const criterion_draft *d, vp_micro sum)
{
    vp_micro max;
    VP_TRY(vp_json_over_0(j, d->max, &max));
    if (max == sum)
        return VP_OK;
    char a[VP_DECIMAL_MAX], b[VP_DECIMAL_MAX];
    vp_micro_format(a, max, 2);
    vp_micro_format(b, sum, 2);
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->max), "the maximum of '%s' is %s, but its criteria add up to %s",
            d->c.id, a, b);
    return vp_hint(j->err, "correct one of them, or leave the group's maximum out"), VP_CORRUPT;
}

static vp_status criteria(vp_json *j, const cJSON *list, size_t depth, vp_criterion *all, size_t *n, vp_micro *sum);

/* Append the criterion, and what hangs below it, to all[*n …]; *sum grows by its maximum. */
static vp_status criterion(vp_json *j, const cJSON *value, size_t depth, vp_criterion *all, size_t *n, vp_micro *sum)
{
    criterion_draft d = {.c = {.title = "", .depth = depth}};
    size_t mine = (*n)++;
    VP_TRY(vp_json_object(j, value, &criterion_type, &d));
    VP_TRY(claim(j, value));
    if (d.criteria) {
        VP_TRY(criteria(j, d.criteria, depth + 1, all, n, &d.c.max));
        if (d.max)
            VP_TRY(group_max(j, &d, d.c.max));
    } else if (d.max) {
        VP_TRY(vp_json_over_0(j, d.max, &d.c.max));
    } else {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the criterion '%s' has no 'max'", d.c.id);
        return vp_hint(j->err, "the most a reviewer can give: \"max\": \"25.00\""), VP_CORRUPT;
    }
    d.c.next = *n;
    all[mine] = d.c;
    *sum += d.c.max; /* leaves have at most a million, and a file holds fewer than a million of them */
    return VP_OK;
}

/* *sum is the maximum of the list. */
static vp_status criteria(vp_json *j, const cJSON *list, size_t depth, vp_criterion *all, size_t *n, vp_micro *sum)
{
    size_t before = j->told;
    VP_TRY(list_of_criteria(j, list));
    *sum = 0;
    for (const cJSON *c = list->child; c; c = c->next)
        VP_TRY(vp_json_go_on(j, criterion(j, c, depth, all, n, sum)));
    return vp_json_stands(j, before);
}

/* ---- stages ---- */

static vp_status aggregate(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_aggregate_names, N_("unknown way '%s' to make one score of many"), to);
}

typedef struct stage_draft { vp_stage s; int64_t reviewers; const cJSON *weight, *criteria; } stage_draft;

static const vp_json_key stage_keys[] = {
    {"id", vp_json_id, offsetof(stage_draft, s.id), true},
    {"title", vp_json_text, offsetof(stage_draft, s.title), false},
    {"weight", vp_json_keep, offsetof(stage_draft, weight), false},
    {"reviewers", vp_json_positive, offsetof(stage_draft, reviewers), false},
    {"aggregate", aggregate, offsetof(stage_draft, s.aggregate), false},
    {"pass_mark", vp_json_points, offsetof(stage_draft, s.pass_mark), false},
    {"criteria", vp_json_keep, offsetof(stage_draft, criteria), true},
    {0}
};
static const vp_json_type stage_type = {N_("a stage"), stage_keys, "{\"id\": \"paper\", \"criteria\": [{\"id\": "
                                        "\"need\", \"max\": \"25.00\"}]}"};

static vp_status stage(vp_json *j, const cJSON *value, vp_stage *out)
{
    stage_draft d = {.s = {.title = "", .aggregate = "mean", .pass_mark = -1, .weight = -1}};
    VP_TRY(vp_json_object(j, value, &stage_type, &d));
    VP_TRY(vp_rubric_claim(j, vp_json_member(value, "id")));
    if (d.weight)
        VP_TRY(vp_json_over_0(j, d.weight, &d.s.weight));
    d.s.reviewers = (size_t)d.reviewers;
    vp_criterion *all;
    VP_TRY(list_of_criteria(j, d.criteria));
    VP_ALLOC(all, vp_arena_array(j->arena, count(d.criteria), sizeof *all), j->err);
    VP_TRY(criteria(j, d.criteria, 0, all, &d.s.ncriteria, &d.s.max));
    d.s.criteria = all;
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
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "criteria")),
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
