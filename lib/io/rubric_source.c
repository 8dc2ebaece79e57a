/* rubric.json, "from": points that no reviewer gives, in bonuses and in stages of their own: from a field of the
   proposals or a file in lists/, as they stand, by a map, or in proportion. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/io/rubric_json.h"
#include "lib/io/sheet_cell.h"

enum { MAP_MAX = 1000 };

/* ---- the file ---- */

static const char *const id_headings[] = {"proposal", "id", "项目编号", "申报编号", "项目号", "编号", NULL};
static const char *const value_headings[] = {
    "value", "votes", "points", "score", "amount", "票数", "得票数", "得票", "投票数", "分数", "得分", "加分", "金额", "认捐金额",
    "捐赠金额", "配套金额", NULL};

typedef struct line { const char *id; vp_micro value; size_t row; } line;

static vp_status column(long *out, const vp_table *t, const char *const *headings, vp_json *j)
{
    *out = -1;
    for (size_t c = 0; c < t->header.n && *out < 0; c++) {
        const char *folded;
        VP_TRY(vp_fold(&folded, t->header.cell[c], j->arena, j->err));
        for (size_t i = 0; headings[i]; i++)
            if (strcmp(headings[i], folded) == 0)
                *out = (long)c;
    }
    if (*out >= 0)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, (vp_where){.file = t->file, .row = t->header.line}, "there is no column '%s'",
            headings[0]);
    return vp_hint(j->err, "the file has a row for each proposal, with the columns proposal and value"), VP_CORRUPT;
}

static int by_id(const void *a, const void *b)
{
    const line *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Lines whose value is blank say nothing. */
static vp_status read_lines(line *all, size_t *n, const vp_table *t, vp_json *j)
{
    long id, value;
    VP_TRY(column(&id, t, id_headings, j));
    VP_TRY(column(&value, t, value_headings, j));
    for (size_t r = 0; r < t->nrows; r++) {
        const char *cell = vp_table_cell(t, r, value), *narrow;
        vp_where at = {t->file, t->rows[r].line, (size_t)value + 1, t->header.cell[value]};
        line *l = &all[*n];
        VP_TRY(vp_narrow(&l->id, vp_table_cell(t, r, id), strlen(vp_table_cell(t, r, id)), j->arena, j->err));
        VP_TRY(vp_narrow(&narrow, cell, strlen(cell), j->arena, j->err));
        l->row = at.row;
        if (!*narrow)
            continue;
        if (!*l->id)
            return vp_fail(j->err, VP_CORRUPT, (vp_where){t->file, at.row, (size_t)id + 1, t->header.cell[id]},
                           "this row names no proposal");
        if (!vp_micro_parse(&l->value, narrow) || *narrow == '-') {
            vp_fail(j->err, VP_CORRUPT, at, "'%s' is not a number from 0 up", cell);
            return vp_hint(j->err, "write digits alone, with a decimal point where one is needed"), VP_CORRUPT;
        }
        (*n)++;
    }
    return VP_OK;
}

static vp_status keep_lines(vp_source *s, line *all, size_t n, const char *file, vp_json *j)
{
    const char **ids;
    vp_micro *given;
    size_t *rows;
    VP_ALLOC(ids, vp_arena_array(j->arena, n, sizeof *ids), j->err);
    VP_ALLOC(given, vp_arena_array(j->arena, n, sizeof *given), j->err);
    VP_ALLOC(rows, vp_arena_array(j->arena, n, sizeof *rows), j->err);
    if (n > 1)
        qsort(all, n, sizeof *all, by_id);
    for (size_t i = 0; i < n; i++) {
        ids[i] = all[i].id;
        given[i] = all[i].value;
        rows[i] = all[i].row;
        if (i > 0 && strcmp(ids[i - 1], ids[i]) == 0) {
            vp_fail(j->err, VP_CORRUPT, (vp_where){.file = file, .row = rows[i]}, "the proposal '%s' comes twice",
                    ids[i]);
            return vp_hint(j->err, "it stands in line %zu too: keep one of the two", rows[i - 1]), VP_CORRUPT;
        }
    }
    s->ids = (vp_strings){ids, n};
    s->given = given;
    s->line = rows;
    return VP_OK;
}

static vp_status read_file(vp_json *j, vp_source *s)
{
    const vp_rubric_draft *d = j->ctx;
    const char *bytes, *where;
    size_t n, count = 0;
    vp_table *t = NULL;
    line *all;
    vp_status got = d->view ? d->view->read(d->view->ctx, s->file, &bytes, &n, j->arena, j->err) : VP_NOTFOUND;
    if (got == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(got);
    s->found = true;
    VP_ALLOC(where, d->view->where(d->view->ctx, s->file, j->arena), j->err);
    got = vp_table_read(&t, where, bytes, n, j->arena, j->err);
    if (got == VP_INVALID && j->err)
        j->err->status = VP_CORRUPT; /* a file of the round's own */
    VP_TRY(got == VP_INVALID ? VP_CORRUPT : got);
    VP_ALLOC(all, vp_arena_array(j->arena, t->nrows, sizeof *all), j->err);
    VP_TRY(read_lines(all, &count, t, j));
    return keep_lines(s, all, count, where, j);
}

/* ---- where from ---- */

typedef struct draft { vp_source s; const cJSON *from, *of, *full, *map; } draft;

static vp_status no_source(vp_json *j, const cJSON *value)
{
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "'%s' is no source of points", value->valuestring);
    return vp_hint(j->err, "\"field:NAME\", a field of the proposals, or \"file:NAME.csv\", a file in lists/"),
           VP_CORRUPT;
}

static vp_status from(vp_json *j, const cJSON *value, vp_source *s, const vp_field **field)
{
    VP_TRY(vp_json_want_text(j, value));
    const char *text = value->valuestring;
    size_t n = strlen(text);
    *field = NULL;
    if (strncmp(text, "field:", 6) == 0 && vp_rubric_field_name(text + 6)) {
        VP_ALLOC(s->field, vp_arena_dupz(j->arena, text + 6), j->err);
        return vp_rubric_field(j, value, s->field, field);
    }
    if (strncmp(text, "file:", 5) != 0 || n < 10 || strcmp(text + n - 4, ".csv") != 0 || !vp_can_name_file(text + 5))
        return no_source(j, value);
    VP_ALLOC(s->file, vp_arena_printf(j->arena, "lists/%s", text + 5), j->err);
    return read_file(j, s);
}

/* ---- what it is worth ---- */

static vp_status is_choice(vp_json *j, const cJSON *member, const char *given, const vp_field *f)
{
    for (size_t i = 0; i < f->choices.n; i++)
        if (strcmp(f->choices.at[i], given) == 0)
            return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, member), "unknown %s '%s'", f->name, given);
    return vp_hint(j->err, "known: %s", vp_json_list_of(j, f->choices.at, f->choices.n)), VP_CORRUPT;
}

static vp_status read_map(vp_json *j, const cJSON *map, const vp_field *field, vp_source *s)
{
    VP_TRY(vp_json_want_object(j, map));
    size_t count = (size_t)cJSON_GetArraySize(map), n = 0;
    const char **values;
    vp_micro *points;
    if (count == 0)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, map), "%s is empty", vp_json_label(j, map));
    if (count > MAP_MAX)
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, map), "%s has more than %d values", vp_json_label(j, map),
                       MAP_MAX);
    VP_ALLOC(values, vp_arena_array(j->arena, count, sizeof *values), j->err);
    VP_ALLOC(points, vp_arena_array(j->arena, count, sizeof *points), j->err);
    for (const cJSON *c = map->child; c; c = c->next, n++) {
        VP_TRY(vp_json_key_text(j, c, &values[n]));
        for (size_t i = 0; i < n; i++) /* JSON's keys differ, but perhaps only by blanks */
            if (strcmp(values[i], values[n]) == 0)
                return vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, c), "'%s' stands here a second time", values[n]);
        if (field && field->choices.n > 0)
            VP_TRY(is_choice(j, c, values[n], field));
        VP_TRY(vp_json_points(j, c, &points[n]));
        if (points[n] > s->max) {
            char most[VP_DECIMAL_MAX];
            vp_micro_format(most, s->max, 2);
            return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, c), "%s points are more than the maximum, %s",
                           c->valuestring, most);
        }
    }
    s->values = (vp_strings){values, count};
    s->points = points;
    return VP_OK;
}

/* A field that is divided by, or whose value counts, is a number. */
static vp_status want_number(vp_json *j, const cJSON *value, const vp_field *f)
{
    if (!f || f->type == VP_TYPE_MONEY || f->type == VP_TYPE_COUNT)
        return VP_OK;
    vp_fail(j->err, VP_CORRUPT, vp_json_at(j, value), "the field '%s' is neither an amount nor a count", f->name);
    return vp_hint(j->err, "say what its values are worth with \"map\", or use another field"), VP_CORRUPT;
}

static vp_status read_full(vp_json *j, const draft *d, vp_source *s)
{
    vp_money full;
    if (cJSON_IsString(d->full) && strcmp(d->full->valuestring, "most") == 0) {
        s->full = VP_MOST;
        if (!d->of)
            return VP_OK;
        return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->full), "\"most\" and \"of\" do not go together");
    }
    VP_TRY(vp_json_money(j, d->full, &full));
    if (!__builtin_mul_overflow(full, VP_MICRO / 100, &s->full))
        return VP_OK;
    return vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->full), "%s is too large", vp_json_label(j, d->full));
}

static vp_status finish(vp_json *j, draft *d)
{
    const vp_field *field, *of;
    VP_TRY(from(j, d->from, &d->s, &field));
    if (d->map && (d->of || d->full || d->s.file)) {
        vp_fail(j->err, VP_CORRUPT, vp_json_at(j, d->map), "a map is for the values of a field, and says all of what "
                                                           "they are worth");
        return vp_hint(j->err, "take out 'map', or 'of' and 'full'"), VP_CORRUPT;
    }
    if (d->map)
        return read_map(j, d->map, field, &d->s);
    VP_TRY(want_number(j, d->from, field));
    if (d->of) {
        VP_TRY(vp_json_text(j, d->of, &d->s.of));
        VP_TRY(vp_rubric_field(j, d->of, d->s.of, &of));
        VP_TRY(want_number(j, d->of, of));
        d->s.full = VP_MICRO;
    }
    return d->full ? read_full(j, d, &d->s) : VP_OK;
}

/* ---- bonuses ---- */

typedef struct bonus_draft { draft d; vp_bonus bonus; const cJSON *max; } bonus_draft;

static const vp_json_key bonus_keys[] = {
    {"id", vp_json_id, offsetof(bonus_draft, bonus.id), true},
    {"title", vp_json_text, offsetof(bonus_draft, bonus.title), false},
    {"max", vp_json_keep, offsetof(bonus_draft, max), true},
    {"from", vp_json_keep, offsetof(bonus_draft, d.from), true},
    {"map", vp_json_keep, offsetof(bonus_draft, d.map), false},
    {"of", vp_json_keep, offsetof(bonus_draft, d.of), false},
    {"full", vp_json_keep, offsetof(bonus_draft, d.full), false},
    {"step", vp_json_over_0, offsetof(bonus_draft, bonus.step), false},
    {0}
};
static const vp_json_type bonus_type = {N_("a bonus"), bonus_keys, "{\"id\": \"grade\", \"max\": \"2.00\", "
                                        "\"from\": \"field:grade\", \"map\": {\"5A\": \"2.00\"}}"};

static vp_status one_bonus(vp_json *j, const cJSON *value, vp_micro step, vp_bonus *out)
{
    bonus_draft b = {.bonus = {.title = "", .step = step}};
    VP_TRY(vp_json_object(j, value, &bonus_type, &b));
    VP_TRY(vp_rubric_claim(j, vp_json_member(value, "id")));
    VP_TRY(vp_json_over_0(j, b.max, &b.d.s.max));
    VP_TRY(finish(j, &b.d));
    b.bonus.from = b.d.s;
    *out = b.bonus;
    return VP_OK;
}

vp_status vp_rubric_read_bonuses(vp_json *j, const cJSON *list, vp_rubric *r)
{
    VP_TRY(vp_json_want_list(j, list));
    vp_bonus *all;
    size_t n = 0;
    VP_ALLOC(all, vp_arena_array(j->arena, (size_t)cJSON_GetArraySize(list), sizeof *all), j->err);
    for (const cJSON *c = list->child; c; c = c->next)
        VP_TRY(vp_json_go_on(j, one_bonus(j, c, r->step, &all[n++])));
    r->bonuses = all;
    r->nbonuses = n;
    return VP_OK;
}

/* ---- stages ---- */

typedef struct stage_draft { draft d; vp_stage s; const cJSON *weight; } stage_draft;

static const vp_json_key round_keys[] = {
    {"score", vp_json_over_0, offsetof(vp_stage, round_score), false},
    {0}
};
static const vp_json_type round_type = {N_("rounding"), round_keys, "{\"score\": \"0.01\"}"};

static vp_status rounding(vp_json *j, const cJSON *value, void *stage)
{
    return vp_json_object(j, value, &round_type, stage);
}

static const vp_json_key stage_keys[] = {
    {"id", vp_json_id, offsetof(stage_draft, s.id), true},
    {"title", vp_json_text, offsetof(stage_draft, s.title), false},
    {"weight", vp_json_keep, offsetof(stage_draft, weight), false},
    {"max", vp_json_over_0, offsetof(stage_draft, s.max), false},
    {"pass_mark", vp_json_points, offsetof(stage_draft, s.pass_mark), false},
    {"round", rounding, offsetof(stage_draft, s), false},
    {"from", vp_json_keep, offsetof(stage_draft, d.from), true},
    {"map", vp_json_keep, offsetof(stage_draft, d.map), false},
    {"of", vp_json_keep, offsetof(stage_draft, d.of), false},
    {"full", vp_json_keep, offsetof(stage_draft, d.full), false},
    {0}
};
static const vp_json_type stage_type = {N_("a stage that no reviewer marks"), stage_keys,
                                        "{\"id\": \"vote\", \"from\": \"file:votes.csv\", \"full\": \"most\"}"};

vp_status vp_rubric_read_sourced(vp_json *j, const cJSON *value, vp_stage *out, const cJSON **weight)
{
    stage_draft d = {.s = *out};
    vp_source *source;
    d.s.max = (vp_micro)100 * VP_MICRO;
    VP_TRY(vp_json_object(j, value, &stage_type, &d));
    d.d.s.max = d.s.max;
    VP_TRY(finish(j, &d.d));
    VP_ALLOC(source, vp_arena_alloc(j->arena, sizeof *source), j->err);
    *source = d.d.s;
    d.s.from = source;
    *out = d.s;
    *weight = d.weight;
    return VP_OK;
}
