/* Documents: parsed by cJSON once json_scan.c has let them pass, and the places of their values, which cJSON does not
   keep: text and tree have the same order, so walking both together finds any value again. */
#include <stdlib.h>
#include <string.h>
#include "lib/io/json.h"
#include "lib/io/marks.h"

/* ---- places ---- */

typedef struct walk {
    const char *s; /* valid JSON without comments */
    size_t i;
    const cJSON *target;
    size_t key, from, to; /* found: where the key and the value begin, and the value ends */
    bool found;
} walk;

static void skip_spaces(walk *w)
{
    while (strchr(" \t\r\n", w->s[w->i]))
        w->i++;
}

static void skip_string(walk *w)
{
    for (w->i++; w->s[w->i] != '"'; w->i++)
        w->i += w->s[w->i] == '\\';
    w->i++;
}

/* Walk over the value and, in step, over its node. */
static void walk_value(walk *w, const cJSON *node, size_t key)
{
    skip_spaces(w);
    size_t from = w->i;
    char c = w->s[w->i];
    if (c == '"') {
        skip_string(w);
    } else if (c != '{' && c != '[') {
        w->i += strcspn(w->s + w->i, ",]} \t\r\n");
    } else {
        w->i++;
        for (const cJSON *child = node->child; child && !w->found; child = child->next) {
            skip_spaces(w);
            if (w->s[w->i] == ',') {
                w->i++;
                skip_spaces(w);
            }
            size_t at = w->i;
            if (c == '{') {
                skip_string(w);
                skip_spaces(w);
                w->i++;
            }
            walk_value(w, child, at);
        }
        skip_spaces(w);
        w->i++;
    }
    if (node == w->target && !w->found) {
        w->found = true;
        w->key = key;
        w->from = from;
        w->to = w->i;
    }
}

static walk find(const vp_json *j, const cJSON *value)
{
    walk w = {.s = j->text ? j->text : j->source, .target = value};
    walk_value(&w, j->root, 0);
    return w;
}

static vp_where where_of(const vp_json *j, const cJSON *value, size_t offset)
{
    vp_where w = {.file = j->file, .field = value->string};
    vp_json_position(&w, j->source, offset);
    return w;
}

vp_where vp_json_at(const vp_json *j, const cJSON *value)
{
    return where_of(j, value, find(j, value).from);
}

vp_where vp_json_at_key(const vp_json *j, const cJSON *value)
{
    return where_of(j, value, find(j, value).key);
}

void vp_json_range(const vp_json *j, const cJSON *value, size_t *from, size_t *to)
{
    walk w = find(j, value);
    *from = w.from;
    *to = w.to;
}

const char *vp_json_raw(const vp_json *j, const cJSON *value)
{
    walk w = find(j, value);
    const char *raw = vp_arena_dup(j->arena, j->source + w.from, w.to - w.from);
    return raw ? raw : "";
}

/* ---- keys that stand twice ---- */

static int by_key(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static vp_status twice(const vp_json *j, const cJSON *object, const char *key)
{
    const cJSON *first = NULL, *second = NULL;
    for (const cJSON *c = object->child; c && !second; c = c->next)
        if (strcmp(c->string, key) == 0) {
            second = first ? c : NULL;
            first = first ? first : c;
        }
    size_t line = vp_json_at_key(j, first).row;
    vp_fail(j->err, VP_CORRUPT, vp_json_at_key(j, second), "the key '%s' stands here a second time", key);
    vp_hint(j->err, "the first one is in line %zu: keep one of them", line);
    return VP_CORRUPT;
}

static vp_status unique_keys(const vp_json *j, const cJSON *node)
{
    size_t n = 0;
    for (const cJSON *c = node->child; c; c = c->next, n++)
        if (c->child)
            VP_TRY(unique_keys(j, c));
    if (!cJSON_IsObject(node) || n < 2)
        return VP_OK;
    vp_mark mark = vp_arena_mark(j->arena);
    const cJSON **all;
    VP_ALLOC(all, vp_arena_array(j->arena, n, sizeof *all), j->err);
    n = 0;
    for (const cJSON *c = node->child; c; c = c->next)
        all[n++] = c;
    qsort(all, n, sizeof *all, by_key);
    for (size_t i = 1; i < n; i++)
        if (strcmp(all[i - 1]->string, all[i]->string) == 0)
            return twice(j, node, all[i]->string);
    vp_arena_rewind(j->arena, mark);
    return VP_OK;
}

/* ---- documents ---- */

vp_status vp_json_open(vp_json **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    if (n > VP_JSON_SIZE) {
        vp_fail(err, VP_CORRUPT, VP_AT_FILE(file), "the file is larger than %d MB", VP_JSON_SIZE / 1024 / 1024);
        return vp_hint(err, "is it the right file?"), VP_CORRUPT;
    }
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    VP_TRY(vp_refuse_marks(file, bytes, n, err));
    VP_AUTO(vp_json) j = vp_arena_alloc(arena, sizeof *j);
    if (!j)
        return vp_nomem(err);
    *j = (vp_json){.file = file, .source = bytes, .n = n, .arena = arena, .err = err};
    VP_TRY(vp_json_scan(&j->text, file, bytes, n, err));
    if (!(j->root = cJSON_ParseWithLength(j->text ? j->text : bytes, n)))
        return vp_nomem(err); /* the scan has let it pass: nothing else can fail */
    VP_TRY(unique_keys(j, j->root));
    *out = VP_STEAL(j);
    return VP_OK;
}

vp_status vp_json_tree(cJSON **out, const char *bytes, size_t n, vp_err *err)
{
    char *text = NULL;
    vp_err aside = {0};
    if ((*out = cJSON_ParseWithLength(bytes, n)))
        return VP_OK;
    vp_status s = vp_json_scan(&text, "", bytes, n, &aside);
    bool comments = text != NULL; /* which a command does not write */
    free(text);
    return s == VP_NOMEM || (s == VP_OK && !comments) ? vp_nomem(err) : VP_OK;
}

void vp_json_free(vp_json *j)
{
    if (!j)
        return;
    cJSON_Delete(j->root);
    free(j->text);
    j->root = NULL;
    j->text = NULL;
}

/* ---- going on after a problem ---- */

vp_status vp_json_go_on(vp_json *j, vp_status s)
{
    if (s != VP_CORRUPT || !j->tell)
        return s;
    if (*j->err->msg) {
        j->tell->tell(j->tell->ctx, j->err);
        *j->err = (vp_err){.lang = j->err->lang};
        j->told++;
    }
    return VP_OK;
}

vp_status vp_json_stands(const vp_json *j, size_t before)
{
    return j->told == before ? VP_OK : VP_CORRUPT;
}

vp_status vp_json_is_unsure(vp_json *j, const char *name)
{
    VP_TRY(vp_arena_grow(j->arena, &j->unsure, &j->capunsure, j->nunsure, j->nunsure + 1, sizeof *j->unsure, j->err));
    j->unsure[j->nunsure++] = name;
    return VP_OK;
}

bool vp_json_unsure(const vp_json *j, const char *name)
{
    for (size_t i = 0; i < j->nunsure; i++)
        if (strcmp(j->unsure[i], name) == 0)
            return true;
    return false;
}

const cJSON *vp_json_member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}
