/* rubric.json: ties, grades and flags, and the whole; stages and their criteria are in rubric_stages.c, what no
   reviewer gives in rubric_source.c. */
#include <string.h>
#include "lib/io/rubric_json.h"

enum { TIES_MAX = 100 };

/* ---- fields of the round ---- */

vp_status vp_rubric_field(vp_json *j, const cJSON *value, const char *name, const vp_field **field)
{
    const vp_rubric_draft *d = j->ctx;
    *field = NULL;
    if (!d->round)
        return VP_OK;
    long i = vp_round_field(d->round, name);
    if (i < 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the round has no field '%s'", name);
        return vp_hint(j->err, "the round's own fields stand under \"fields\", each with its type"), VP_CORRUPT;
    }
    *field = &d->round->fields[i];
    if (!(*field)->secret)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the field '%s' is private", name);
    return vp_hint(j->err, "who checks the round later cannot see it: use a public field"), VP_CORRUPT;
}

bool vp_rubric_field_name(const char *s)
{
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* ---- ties ---- */

static vp_status tie_criterion(vp_json *j, const cJSON *value, const vp_rubric *r, vp_tie *t)
{
    const char *dot = strchr(t->text, '.');
    size_t n = (size_t)(dot - t->text);
    for (size_t s = 0; s < r->nstages; s++) {
        const vp_stage *stage = &r->stages[s];
        if (strlen(stage->id) != n || strncmp(stage->id, t->text, n) != 0)
            continue;
        for (size_t i = 0; i < stage->ncriteria; i++)
            if (strcmp(stage->criteria[i].id, dot + 1) == 0) {
                t->kind = VP_TIE_CRITERION;
                t->stage = s;
                t->criterion = i;
                return VP_OK;
            }
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the stage '%s' has no criterion '%s'", stage->id,
                       dot + 1);
    }
    const char *name;
    VP_ALLOC(name, vp_arena_dup(j->arena, t->text, n), j->err);
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "there is no stage '%s'", name);
}

static vp_status tie(vp_json *j, const cJSON *value, const vp_rubric *r, vp_tie *t)
{
    VP_TRY(vp_json_text(j, value, &t->text));
    const char *s = t->text + (*t->text == '-');
    t->smaller_first = *t->text == '-';
    if (strcmp(t->text, "draw") == 0) {
        t->kind = VP_TIE_DRAW;
        return VP_OK;
    }
    if (strcmp(t->text, "id") == 0) {
        t->kind = VP_TIE_ID;
        return VP_OK;
    }
    if (!t->smaller_first && strchr(s, '.'))
        return tie_criterion(j, value, r, t);
    if (!vp_rubric_field_name(s) || strcmp(s, "id") == 0 || strcmp(s, "draw") == 0) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' breaks no ties", t->text);
        return vp_hint(j->err, "\"stage.criterion\", a field, a field after '-', \"draw\", or \"id\""), VP_CORRUPT;
    }
    const vp_field *field;
    t->kind = VP_TIE_FIELD;
    t->field = s;
    return vp_rubric_field(j, value, s, &field);
}

/* list may be NULL. The last is always the id, which breaks every tie. */
static vp_status ties(vp_json *j, const cJSON *list, vp_rubric *r)
{
    if (list)
        VP_TRY(vp_json_want_list(j, list));
    vp_tie *all;
    size_t n = list ? (size_t)cJSON_GetArraySize(list) : 0;
    if (n > TIES_MAX)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, list), "%s has more than %d values", vp_json_label(j, list),
                       TIES_MAX);
    VP_ALLOC(all, vp_arena_array(j->arena, n + 1, sizeof *all), j->err);
    n = 0;
    for (const cJSON *c = list ? list->child : NULL; c; c = c->next) {
        VP_TRY(tie(j, c, r, &all[n]));
        for (const cJSON *b = list->child; b != c; b = b->next)
            if (strcmp(b->valuestring, c->valuestring) == 0)
                return vp_json_twice(j, b, c);
        if (n > 0 && (all[n - 1].kind == VP_TIE_ID || all[n - 1].kind == VP_TIE_DRAW))
            return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "nothing is left to break after '%s'",
                           all[n - 1].text);
        n++;
    }
    if (n == 0 || all[n - 1].kind != VP_TIE_ID)
        all[n++] = (vp_tie){.kind = VP_TIE_ID, .text = "id"};
    r->ties = all;
    r->nties = n;
    return VP_OK;
}

/* ---- grades ---- */

static const vp_json_key grade_keys[] = {
    {"grade", vp_json_text, offsetof(vp_grade, grade), true},
    {"min_score", vp_json_points, offsetof(vp_grade, min_score), true},
    {0}
};
static const vp_json_type grade_type = {N_("a grade"), grade_keys, "{\"grade\": \"A\", \"min_score\": \"85.00\"}"};

static vp_status grades(vp_json *j, const cJSON *list, vp_rubric *r)
{
    vp_grade *all;
    VP_TRY(vp_json_objects(j, list, &grade_type, sizeof *all, NULL, &all, &r->ngrades));
    VP_TRY(vp_json_unique(j, list, "grade"));
    const cJSON *c = list->child;
    for (size_t i = 0; i < r->ngrades; i++, c = c->next) {
        if (strchr(all[i].grade, ';'))
            return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "grade")), "a grade has no ';' in it");
        if (i == 0 || all[i].min_score < all[i - 1].min_score)
            continue;
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, vp_json_member(c, "min_score")),
                "'min_score' of a grade is not below that of the grade before");
        return vp_hint(j->err, "write the grades from the best down"), VP_CORRUPT;
    }
    r->grades = all;
    return VP_OK;
}

/* ---- the whole ---- */

static vp_status min_reviews(vp_json *j, const cJSON *value, void *to)
{
    int64_t n = 0;
    VP_TRY(vp_json_positive(j, value, &n));
    *(size_t *)to = (size_t)n;
    return VP_OK;
}

/* 25, or "budget". */
static vp_status line(vp_json *j, const cJSON *value, void *to)
{
    int64_t n = 0;
    if (cJSON_IsNumber(value)) {
        VP_TRY(vp_json_positive(j, value, &n));
        VP_ALLOC(*(const char **)to, vp_arena_printf(j->arena, "%lld", (long long)n), j->err);
        return VP_OK;
    }
    VP_TRY(vp_json_text(j, value, to));
    if (strcmp(*(const char **)to, "budget") == 0)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is not a funding line", *(const char **)to);
    return vp_hint(j->err, "expected how many proposals can be funded, as 25, or \"budget\""), VP_CORRUPT;
}

static const vp_json_key flag_keys[] = {
    {"range_over", vp_json_points, offsetof(vp_rubric, range_over), false},
    {"min_reviews", min_reviews, offsetof(vp_rubric, min_reviews), false},
    {"conflicts", vp_json_bool, offsetof(vp_rubric, conflicts), false},
    {"same_sheets", min_reviews, offsetof(vp_rubric, same_sheets), false},
    {"flat_sheets", min_reviews, offsetof(vp_rubric, flat_sheets), false},
    {"line", line, offsetof(vp_rubric, line), false},
    {0}
};
static const vp_json_type flag_type = {N_("the flags"), flag_keys, NULL};

static vp_status flags(vp_json *j, const cJSON *value, void *rubric)
{
    return vp_json_object(j, value, &flag_type, rubric);
}

typedef struct whole { vp_rubric rubric; const cJSON *stages, *bonuses, *ties, *grades; } whole;

static const vp_json_key rubric_keys[] = {
    {"vp", vp_json_format, 0, true},
    {"id", vp_json_dotted_id, offsetof(whole, rubric.id), true},
    {"title", vp_json_text, offsetof(whole, rubric.title), true},
    {"stages", vp_json_keep, offsetof(whole, stages), true},
    {"bonuses", vp_json_keep, offsetof(whole, bonuses), false},
    {"step", vp_json_over_0, offsetof(whole, rubric.step), false},
    {"ties", vp_json_keep, offsetof(whole, ties), false},
    {"grades", vp_json_keep, offsetof(whole, grades), false},
    {"flags", flags, offsetof(whole, rubric), false},
    {0}
};
static const vp_json_type rubric_type = {N_("the rubric"), rubric_keys, "{\"vp\": 1, \"id\": \"rubric-1\", "
                                         "\"title\": \"…\", \"stages\": […]}"};

static vp_status read_rubric(vp_json *j, whole *w)
{
    VP_TRY(vp_json_go_on(j, vp_json_document(j, &rubric_type, w)));
    if (w->stages)
        VP_TRY(vp_json_go_on(j, vp_rubric_read_stages(j, w->stages, &w->rubric)));
    if (w->bonuses)
        VP_TRY(vp_json_go_on(j, vp_rubric_read_bonuses(j, w->bonuses, &w->rubric)));
    if (w->rubric.stages) /* ties name them */
        VP_TRY(vp_json_go_on(j, ties(j, w->ties, &w->rubric)));
    if (w->grades)
        VP_TRY(vp_json_go_on(j, grades(j, w->grades, &w->rubric)));
    return vp_json_stands(j, 0);
}

/* The round.json of the view, or NULL: scoring alone needs none. */
static vp_status beside(vp_round **round, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_err mine = {.lang = err ? err->lang : VP_EN};
    vp_status s = vp_round_read(round, view, arena, &mine);
    if (s == VP_NOTFOUND) {
        *round = NULL;
        return VP_OK;
    }
    if (s != VP_OK && err)
        *err = mine;
    return s;
}

static vp_status read_with_round(vp_rubric **out, const vp_view *view, const char *path, vp_arena *arena, vp_err *err)
{
    vp_round *round = NULL;
    const char *bytes;
    size_t n;
    vp_mark mark = vp_arena_mark(arena);
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    vp_arena_rewind(arena, mark);
    if (s != VP_NOTFOUND) /* which is told below */
        VP_TRY(s);
    if (s == VP_OK)
        VP_TRY(beside(&round, view, arena, err));
    return vp_rubric_read_all(out, view, path, round, NULL, arena, err);
}

/* It rests on the fields of the round, too. */
vp_status vp_rubric_read(vp_rubric **out, const vp_view *view, const char *path, vp_arena *arena, vp_err *err)
{
    vp_memo_key key = vp_memo_key_of("rubric");
    unsigned char id[20], round[20] = {0};
    bool there = false, beside_it;
    if (view->memo)
        VP_TRY(view->id(view->ctx, path, id, &there, err));
    if (!there)
        return read_with_round(out, view, path, arena, err);
    VP_TRY(view->id(view->ctx, "round.json", round, &beside_it, err));
    vp_memo_key_add(&key, id, sizeof id);
    vp_memo_key_add(&key, round, sizeof round);
    vp_memo_key_addz(&key, path);
    *out = vp_memo_get(view->memo, &key);
    if (*out)
        return VP_OK;
    VP_TRY(read_with_round(out, view, path, vp_memo_arena(view->memo), err));
    return vp_memo_put(view->memo, &key, *out, err);
}

vp_status vp_rubric_read_all(vp_rubric **out, const vp_view *view, const char *path, const vp_round *round,
                             vp_problems *problems, vp_arena *arena, vp_err *err)
{
    const char *bytes, *file = view->where(view->ctx, path, arena);
    size_t n;
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND) {
        vp_fail(err, VP_NOTFOUND, VP_AT_FILE(file), "there is no %s here", path);
        return vp_hint(err, "it says how proposals are scored; vp-init makes one"), VP_NOTFOUND;
    }
    VP_TRY(s);
    VP_AUTO(vp_json) j = NULL;
    VP_AUTO(vp_map) ids = vp_map_new();
    if (!ids)
        return vp_nomem(err);
    VP_TRY(vp_json_open(&j, file, bytes, n, arena, err));
    j->tell = err ? problems : NULL;
    vp_rubric_draft d = {.round = round, .view = view, .names = ids};
    j->ctx = &d;
    whole *w;
    VP_ALLOC(w, vp_arena_alloc(arena, sizeof *w), err);
    w->rubric = (vp_rubric){.step = VP_MICRO / 100, .range_over = -1, .file = file};
    VP_TRY(read_rubric(j, w));
    *out = &w->rubric;
    return VP_OK;
}
