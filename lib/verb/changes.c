/* Comparing two states of a round. */
#include <cjson/cJSON.h>
#include <string.h>
#include <vp/map.h>
#include <vp/money.h>
#include <vp/table.h>
#include "lib/io/json.h"
#include "lib/model/field.h"
#include "lib/verb/changes.h"
#include "lib/verb/history.h"
#include "lib/verb/reassigned.h"

typedef struct telling {
    const vp_view *before, *after;
    const char *id; /* of the proposal that is asked for, or NULL */
    vp_audit_changes *out;
    vp_audit_change *at;
    size_t cap;
    vp_arena *arena;
} telling;

static vp_status add(telling *t, const char *what, const char *id, const char *field, const char *before,
                     const char *after, vp_err *err)
{
    VP_TRY(vp_arena_grow(t->arena, &t->at, &t->cap, t->out->n, t->out->n + 1, sizeof *t->at, err));
    vp_audit_change *c = &t->at[t->out->n++];
    c->what = what;
    VP_ALLOC(c->id, vp_history_text(id, t->arena), err);
    VP_ALLOC(c->field, vp_history_text(field, t->arena), err);
    VP_ALLOC(c->before, vp_history_text(before, t->arena), err);
    VP_ALLOC(c->after, vp_history_text(after, t->arena), err);
    return VP_OK;
}

/* *bytes NULL where the state has no such file. */
static vp_status read_file(const char **bytes, size_t *n, const vp_view *view, const char *path, vp_arena *arena,
                           vp_err *err)
{
    vp_status s = view->read(view->ctx, path, bytes, n, arena, err);
    if (s == VP_NOTFOUND)
        *bytes = NULL;
    return s == VP_NOTFOUND ? VP_OK : s;
}

/* ---- proposals ---- */

static void cjson_freep(cJSON **j)
{
    cJSON_Delete(*j);
}

/* "2024-03-01: the reason" of a withdrawal; NULL: m is none. */
static const char *withdrawal(const cJSON *m, vp_arena *arena)
{
    const char *on = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(m, "on"));
    const char *why = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(m, "reason"));
    return on && why ? vp_arena_printf(arena, "%s: %s", on, why) : NULL;
}

/* A member as text, of the arena: strings as they are, everything else as JSON; "" when it is not there. */
static const char *text_of(const cJSON *json, const char *name, vp_arena *arena)
{
    const cJSON *m = cJSON_GetObjectItemCaseSensitive(json, name);
    if (!m)
        return "";
    if (cJSON_IsString(m))
        return vp_arena_dupz(arena, m->valuestring);
    const char *told = strcmp(name, N_("withdrawn")) == 0 ? withdrawal(m, arena) : NULL;
    if (told)
        return told;
    char *raw = cJSON_PrintUnformatted(m), *copy = raw ? vp_arena_dupz(arena, raw) : NULL;
    cJSON_free(raw);
    return copy;
}

static vp_status one_member(telling *t, const char *id, const cJSON *old, const cJSON *new, const char *name,
                            vp_err *err)
{
    const char *before, *after;
    if (strcmp(name, "vp") == 0 || strcmp(name, "id") == 0)
        return VP_OK;
    VP_ALLOC(before, text_of(old, name, t->arena), err);
    VP_ALLOC(after, text_of(new, name, t->arena), err);
    return strcmp(before, after) == 0 ? VP_OK : add(t, "proposal", id, name, before, after, err);
}

/* Members of the new one in their order, then those that only the old one had. */
static vp_status members(telling *t, const char *id, const cJSON *old, const cJSON *new, vp_err *err)
{
    for (const cJSON *m = new->child; m; m = m->next)
        VP_TRY(one_member(t, id, old, new, m->string, err));
    for (const cJSON *m = old->child; m; m = m->next)
        if (!cJSON_GetObjectItemCaseSensitive(new, m->string))
            VP_TRY(one_member(t, id, old, new, m->string, err));
    return VP_OK;
}

static vp_status proposal(telling *t, const char *path, vp_err *err)
{
    const char *old, *new, *id;
    size_t nold, nnew, n = strlen(path);
    VP_TRY(read_file(&old, &nold, t->before, path, t->arena, err));
    VP_TRY(read_file(&new, &nnew, t->after, path, t->arena, err));
    VP_ALLOC(id, vp_arena_dup(t->arena, path + 10, n - 15), err); /* proposals/ID.json */
    __attribute__((cleanup(cjson_freep))) cJSON *a = NULL;
    __attribute__((cleanup(cjson_freep))) cJSON *b = NULL;
    if (old)
        VP_TRY(vp_json_tree(&a, old, nold, err));
    if (new)
        VP_TRY(vp_json_tree(&b, new, nnew, err));
    if ((old && !cJSON_IsObject(a)) || (new && !cJSON_IsObject(b))) /* somebody made it something else */
        return add(t, "file", path, "", old ? "?" : "", new ? "?" : "", err);
    if (a && b)
        return members(t, id, a, b, err);
    const char *title;
    VP_ALLOC(title, text_of(a ? a : b, "title", t->arena), err);
    return add(t, "proposal", id, "", a ? title : "", b ? title : "", err);
}

/* ---- tables: a row for each key ---- */

typedef struct side { vp_table *table; vp_map *rows; } side; /* key -> 1 + row; table NULL: there is none */

static vp_status open_side(side *out, telling *t, const vp_view *view, const char *path, const char *key, vp_err *err)
{
    const char *bytes;
    size_t n;
    *out = (side){0};
    VP_TRY(read_file(&bytes, &n, view, path, t->arena, err));
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    vp_status s = bytes ? vp_table_read(&out->table, path, bytes, n, t->arena, &aside) : VP_NOTFOUND;
    VP_ALLOC(out->rows, vp_map_in(t->arena), err);
    if (s != VP_OK) { /* none, or none that can be read: as good as empty */
        out->table = NULL;
        return s == VP_NOMEM ? vp_nomem(err) : VP_OK;
    }
    long column = vp_table_column(out->table, key);
    for (size_t r = 0; r < out->table->nrows; r++) {
        const char *k = vp_table_cell(out->table, r, column);
        uint64_t *slot;
        VP_ALLOC(slot, vp_map_put(out->rows, k, strlen(k), NULL), err);
        *slot = r + 1;
    }
    return VP_OK;
}

static long row_of(const side *s, const char *key)
{
    const uint64_t *slot = s->table ? vp_map_get(s->rows, key, strlen(key)) : NULL;
    return slot ? (long)*slot - 1 : -1;
}

static const char *cell(const side *s, const char *key, const char *column)
{
    long row = row_of(s, key);
    return row < 0 ? "" : vp_table_cell(s->table, (size_t)row, vp_table_column(s->table, column));
}

typedef vp_status (*compare)(telling *t, const side *old, const side *new, const char *key, void *ctx, vp_err *err);

/* Every key of the new table in its order, then those that are gone. */
static vp_status each_row(telling *t, const side *old, const side *new, const char *key, compare one, void *ctx,
                          vp_err *err)
{
    if (t->id)
        return row_of(old, t->id) < 0 && row_of(new, t->id) < 0 ? VP_OK : one(t, old, new, t->id, ctx, err);
    const side *sides[] = {new, old};
    for (size_t s = 0; s < 2; s++) {
        const vp_table *table = sides[s]->table;
        long column = table ? vp_table_column(table, key) : -1;
        for (size_t r = 0; table && r < table->nrows; r++) {
            const char *k = vp_table_cell(table, r, column);
            if (s == 0 || row_of(new, k) < 0)
                VP_TRY(one(t, old, new, k, ctx, err));
        }
    }
    return VP_OK;
}

typedef struct columns { const char *what; const char *const *names; } columns;

static vp_status by_columns(telling *t, const side *old, const side *new, const char *key, void *ctx, vp_err *err)
{
    const columns *c = ctx;
    for (const char *const *name = c->names; *name; name++) {
        const char *before = cell(old, key, *name), *after = cell(new, key, *name);
        if (strcmp(before, after) != 0)
            VP_TRY(add(t, c->what, key, *name, before, after, err));
    }
    return VP_OK;
}

static vp_status ranking(telling *t, vp_err *err)
{
    static const char *const names[] = {"rank", "score", N_("low"), N_("high"), "flags", NULL};
    side old, new;
    VP_TRY(open_side(&old, t, t->before, "ranking.csv", "id", err));
    VP_TRY(open_side(&new, t, t->after, "ranking.csv", "id", err));
    return each_row(t, &old, &new, "id", by_columns, &(columns){"ranking", names}, err);
}

/* Of all awards, "" when there is no list; what cannot be read counts for nothing. */
static const char *total(const side *s, vp_arena *arena)
{
    vp_money sum = 0, one;
    char text[VP_DECIMAL_MAX];
    long column = s->table ? vp_table_column(s->table, "amount") : -1;
    if (column < 0)
        return "";
    for (size_t r = 0; r < s->table->nrows; r++)
        if (vp_money_parse(&one, vp_table_cell(s->table, r, column)) && !vp_money_add(&sum, one))
            return "?";
    vp_money_format(text, sum);
    return vp_arena_dupz(arena, text);
}

static vp_status awards(telling *t, vp_err *err)
{
    static const char *const names[] = {"status", "amount", "reason", NULL};
    side old, new;
    VP_TRY(open_side(&old, t, t->before, "awards.csv", "id", err));
    VP_TRY(open_side(&new, t, t->after, "awards.csv", "id", err));
    VP_TRY(each_row(t, &old, &new, "id", by_columns, &(columns){"award", names}, err));
    const char *before, *after;
    if (t->id)
        return VP_OK;
    VP_ALLOC(before, total(&old, t->arena), err);
    VP_ALLOC(after, total(&new, t->arena), err);
    return strcmp(before, after) == 0 ? VP_OK : add(t, "award", "", N_("total"), before, after, err);
}

/* The marks of a row, "evidence 8.00, urgency 6.00". */
static vp_status marks(const char **out, const side *s, const char *key, vp_arena *arena, vp_err *err)
{
    long row = row_of(s, key);
    VP_STR text = {0};
    for (size_t c = 0; row >= 0 && c < s->table->header.n; c++) {
        const char *name = s->table->header.cell[c], *mark = vp_table_cell(s->table, (size_t)row, (long)c);
        if (*mark && strcmp(name, "proposal") != 0)
            vp_str_addf(&text, "%s%s %s", text.n ? ", " : "", name, mark);
    }
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

static vp_status one_review(telling *t, const side *old, const side *new, const char *key, void *ctx, vp_err *err)
{
    const char *before, *after;
    VP_TRY(marks(&before, old, key, t->arena, err));
    VP_TRY(marks(&after, new, key, t->arena, err));
    return strcmp(before, after) == 0 ? VP_OK : add(t, "review", key, ctx, before, after, err);
}

/* reviews/STAGE/REVIEWER.csv: the field is "STAGE REVIEWER". */
static vp_status reviews(telling *t, const char *path, vp_err *err)
{
    side old, new;
    char *who;
    VP_TRY(open_side(&old, t, t->before, path, "proposal", err));
    VP_TRY(open_side(&new, t, t->after, path, "proposal", err));
    VP_ALLOC(who, vp_arena_dup(t->arena, path + 8, strlen(path) - 12), err);
    char *slash = strchr(who, '/');
    if (slash)
        *slash = ' ';
    return each_row(t, &old, &new, "proposal", one_review, who, err);
}

/* ---- assignments ---- */

static vp_status assignments(telling *t, vp_err *err)
{
    vp_reassigned *at;
    size_t n;
    VP_TRY(vp_reassigned_between(&at, &n, t->before, t->after, t->id, t->arena, err));
    for (size_t i = 0; i < n; i++)
        VP_TRY(add(t, "assignment", at[i].proposal, at[i].stage, at[i].before, at[i].after, err));
    if (n > 0 || t->id)
        return VP_OK;
    return add(t, "file", "assignments.csv", "", "…", "…", err); /* who has what is the same, or cannot be read */
}

/* ---- all of it ---- */

static bool below(const char *path, const char *folder, const char *tail)
{
    size_t n = strlen(path), a = strlen(folder), b = strlen(tail);
    return n > a + b && strncmp(path, folder, a) == 0 && strcmp(path + n - b, tail) == 0;
}

static bool wanted(const char *path, const char *id)
{
    size_t n = strlen(path), k = strlen(id);
    return n == k + 15 && memcmp(path + 10, id, k) == 0;
}

vp_status vp_changes(vp_audit_changes *out, const vp_view *before, const vp_view *after, const vp_change *paths,
                     size_t n, const char *id, vp_arena *arena, vp_err *err)
{
    telling t = {.before = before, .after = after, .id = id, .out = out, .arena = arena};
    *out = (vp_audit_changes){0};
    for (size_t i = 0; i < n; i++) {
        const char *path = paths[i].path;
        char kind = paths[i].kind;
        if (below(path, "proposals/", ".json"))
            VP_TRY(!id || wanted(path, id) ? proposal(&t, path, err) : VP_OK);
        else if (below(path, "reviews/", ".csv"))
            VP_TRY(reviews(&t, path, err));
        else if (strcmp(path, "ranking.csv") == 0)
            VP_TRY(ranking(&t, err));
        else if (strcmp(path, "awards.csv") == 0)
            VP_TRY(awards(&t, err));
        else if (strcmp(path, "assignments.csv") == 0)
            VP_TRY(assignments(&t, err));
        else if (!id)
            VP_TRY(add(&t, "file", path, "", kind == 'A' ? "" : "…", kind == 'D' ? "" : "…", err));
    }
    out->at = t.at;
    return VP_OK;
}

/* ---- in words ---- */

const char *vp_change_field(const char *field, vp_lang lang)
{
    for (size_t i = 0; lang == VP_ZH && i < VP_STANDARD_FIELDS; i++)
        if (strcmp(vp_standard_fields[i].name, field) == 0)
            return vp_standard_fields[i].title_zh;
    return *field ? vp_tr(lang, field) : "";
}

/* What became of a proposal is a word of ours; all else is as it stands. */
static const char *value(const vp_audit_change *c, const char *text, vp_lang lang)
{
    static const char *const statuses[] = {N_("awarded"), N_("reserve"), N_("unfunded"), N_("ineligible")};
    bool status = strcmp(c->what, "award") == 0 && strcmp(c->field, "status") == 0;
    for (size_t i = 0; status && i < sizeof statuses / sizeof *statuses; i++)
        if (strcmp(text, statuses[i]) == 0)
            return vp_tr(lang, statuses[i]);
    return *text ? text : "–";
}

/* Keyed hashes of private columns, which say nothing to a person. */
static bool is_hashes(const vp_audit_change *c)
{
    return strcmp(c->what, "proposal") == 0 && strcmp(c->field, N_("private")) == 0;
}

/* The private columns whose hashes differ: "phone, email". */
static void private_names(vp_str *out, const vp_audit_change *c, vp_lang lang)
{
    cJSON *sides[] = {cJSON_Parse(c->after), cJSON_Parse(c->before)};
    for (size_t s = 0; s < 2; s++)
        for (const cJSON *m = sides[s] ? sides[s]->child : NULL; m; m = m->next) {
            const cJSON *other = cJSON_GetObjectItemCaseSensitive(sides[1 - s], m->string);
            if (m->string && (s == 0 || !other) && !(other && cJSON_Compare(m, other, true)))
                vp_str_addf(out, "%s%s", out->n > 0 ? ", " : "", vp_change_field(m->string, lang));
        }
    cJSON_Delete(sides[0]);
    cJSON_Delete(sides[1]);
}

/* What it is about, as a person calls it. */
static const char *kind(const char *what, vp_lang lang)
{
    static const char *const kinds[][2] = {{"proposal", N_("proposals")}, {"assignment", N_("assignments")},
                                           {"review", N_("reviews")}, {"ranking", N_("ranking")},
                                           {"award", N_("awards")}, {"file", N_("file")}};
    for (size_t i = 0; lang != VP_EN && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(what, kinds[i][0]) == 0)
            return vp_tr(lang, kinds[i][1]);
    return what;
}

vp_audit_change vp_audit_change_in(const vp_audit_change *c, vp_lang lang)
{
    vp_audit_change told = *c;
    bool ours = strcmp(c->what, "review") != 0 && strcmp(c->what, "assignment") != 0;
    told.what = kind(c->what, lang);
    told.field = ours ? vp_change_field(c->field, lang) : c->field;
    told.before = *c->before ? value(c, c->before, lang) : "";
    told.after = *c->after ? value(c, c->after, lang) : "";
    if (is_hashes(c)) {
        told.before = *c->before ? "…" : "";
        told.after = *c->after ? "…" : "";
    }
    return told;
}

void vp_change_words(vp_str *out, vp_lang lang, const vp_audit_change *c)
{
    bool whole = !*c->field, review = strcmp(c->what, "review") == 0;
    VP_STR names = {0};
    bool assigned = strcmp(c->what, "assignment") == 0;
    bool withdrawn = strcmp(c->what, "proposal") == 0 && strcmp(c->field, "withdrawn") == 0;
    const char *field = vp_change_field(c->field, lang);
    vp_note note = {N_("%1$s: %2$s → %3$s"), {field, value(c, c->before, lang), value(c, c->after, lang)}};
    if (whole && !*c->before)
        note = (vp_note){N_("received"), {NULL}};
    else if (whole)
        note = (vp_note){N_("removed"), {NULL}};
    else if (is_hashes(c)) {
        private_names(&names, c, lang);
        note = (vp_note){N_("private columns taken in anew: %1$s"), {vp_str_text(&names)}};
        out->oom |= names.oom;
    } else if (withdrawn)
        note = (vp_note){*c->after ? N_("withdrawn on %1$s") : N_("withdrawal taken back"), {c->after}};
    else if (assigned && !*c->before)
        note = (vp_note){N_("reviewers (%1$s): %2$s"), {c->field, c->after}};
    else if (assigned)
        note = (vp_note){N_("reviewers (%1$s): %2$s → %3$s"), {c->field, value(c, c->before, lang),
                                                               value(c, c->after, lang)}};
    else if (review && !*c->before)
        note = (vp_note){N_("scored (%1$s)"), {c->field}};
    else if (review && !*c->after)
        note = (vp_note){N_("score taken back (%1$s)"), {c->field}};
    else if (review)
        note = (vp_note){N_("score changed (%1$s): %2$s → %3$s"), {c->field, c->before, c->after}};
    else if (!*c->before)
        note = (vp_note){N_("%1$s: %2$s"), {field, value(c, c->after, lang)}};
    vp_note_text(out, lang, &note);
}
