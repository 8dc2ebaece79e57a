/* Matching header rows. */
#include <string.h>
#include <vp/fold.h>
#include <vp/str.h>
#include "lib/model/cell.h"
#include "lib/model/columns.h"
#include "lib/model/field.h"

/* Folded, brackets and signs that only decorate cut out; a unit in brackets, behind '/' or after 单位 goes to *unit. */
static vp_status key_of(const char **key, int64_t *unit, const char **unit_name, const char *heading, vp_arena *arena,
                        vp_err *err)
{
    const char *folded;
    char *k;
    *unit = 0;
    *unit_name = "";
    VP_TRY(vp_fold(&folded, heading, arena, err));
    VP_ALLOC(k, vp_arena_dupz(arena, folded), err);
    char *open = strrchr(k, '('), *close = open ? strchr(open, ')') : NULL;
    if (close) {
        *close = '\0';
        const char *inside = open + 1;
        static const char *const labels[] = {"单位:", "单位", "unit:", NULL};
        for (size_t i = 0; labels[i]; i++)
            if (strncmp(inside, labels[i], strlen(labels[i])) == 0) {
                inside += strlen(labels[i]);
                break;
            }
        static const char *const plain[] = {"人", "人次", "必填", "选填", "个", "名", "月", NULL};
        bool drop = (*unit = vp_money_unit(inside)) != 0;
        if (drop)
            *unit_name = inside;
        for (size_t i = 0; plain[i] && !drop; i++)
            drop = strcmp(inside, plain[i]) == 0;
        if (drop)
            memmove(open, close + 1, strlen(close + 1) + 1);
        else
            *close = ')';
    }
    char *to = k;
    for (const char *p = k; *p; p++)
        if (!strchr("()*\"'_:", *p))
            *to++ = *p;
    *to = '\0';
    *key = k;
    return VP_OK;
}

static vp_status know(vp_map *headings, const char *heading, size_t field, vp_arena *arena, vp_err *err)
{
    const char *key, *name;
    int64_t unit;
    bool fresh;
    VP_TRY(key_of(&key, &unit, &name, heading, arena, err));
    uint64_t *slot = vp_map_put(headings, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (fresh)
        *slot = field + 1;
    return VP_OK;
}

vp_status vp_headings_new(vp_map **out, const vp_round *round, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) map = vp_map_new();
    if (!map)
        return vp_nomem(err);
    for (size_t i = 0; i < round->nfields; i++)
        for (size_t k = 0; k < round->fields[i].headings.n; k++)
            VP_TRY(know(map, round->fields[i].headings.at[k], i, arena, err));
    for (size_t i = 0; i < round->nfields; i++) {
        VP_TRY(know(map, round->fields[i].name, i, arena, err));
        if (i >= VP_STANDARD_FIELDS)
            continue;
        VP_TRY(know(map, vp_standard_fields[i].title_zh, i, arena, err));
        for (const char *const *h = vp_standard_fields[i].headings; h && *h; h++)
            VP_TRY(know(map, *h, i, arena, err));
    }
    *out = VP_STEAL(map);
    return VP_OK;
}

static vp_status look_up(long *field, int64_t *unit, const char **unit_name, const vp_map *headings, vp_cell cell,
                         const char **clean, vp_arena *arena, vp_err *err)
{
    const char *key;
    *field = -1;
    VP_TRY(vp_clean(clean, cell.s, cell.n, arena, err));
    VP_TRY(key_of(&key, unit, unit_name, *clean, arena, err));
    const uint64_t *slot = *key ? vp_map_get(headings, key, strlen(key)) : NULL;
    if (slot)
        *field = (long)*slot - 1;
    return VP_OK;
}

size_t vp_headings_count(const vp_map *headings, size_t nfields, const vp_cell *cells, size_t n, vp_arena *arena)
{
    vp_mark mark = vp_arena_mark(arena);
    bool *seen = vp_arena_array(arena, nfields, sizeof *seen);
    size_t count = 0;
    for (size_t i = 0; i < n && seen; i++) {
        long field;
        int64_t unit;
        const char *name, *clean;
        if (look_up(&field, &unit, &name, headings, cells[i], &clean, arena, NULL) != VP_OK || field < 0 ||
            seen[field])
            continue;
        seen[field] = true;
        count++;
    }
    vp_arena_rewind(arena, mark);
    return count;
}

vp_status vp_columns_read(vp_columns *out, const vp_map *headings, const vp_round *round, const vp_cell *cells,
                          size_t n, const char *file, size_t line, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(out->at, vp_arena_array(arena, n, sizeof *out->at), err);
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        vp_column_map *c = &out->at[i];
        const char *heading;
        VP_TRY(look_up(&c->field, &c->unit, &c->unit_name, headings, cells[i], &heading, arena, err));
        VP_ALLOC(c->heading, vp_arena_dupz(arena, heading), err); /* the cells do not last */
        for (size_t k = 0; k < i && c->field >= 0; k++)
            if (out->at[k].field == c->field) {
                vp_where at = {.file = file, .row = line, .col = i + 1, .field = c->heading};
                vp_fail(err, VP_INVALID, at, "the columns '%s' and '%s' are both '%s'", out->at[k].heading,
                        c->heading, round->fields[c->field].name);
                return vp_hint(err, "rename or remove one of them, or map the right heading under \"fields\" in "
                                    "round.json");
            }
    }
    return VP_OK;
}

void vp_columns_unit(vp_columns *columns, const vp_round *round, int64_t unit, const char *name)
{
    for (size_t i = 0; i < columns->n; i++) {
        vp_column_map *c = &columns->at[i];
        if (c->field >= 0 && round->fields[c->field].type == VP_TYPE_MONEY && c->unit == 0) {
            c->unit = unit;
            c->unit_name = name;
        }
    }
}

int64_t vp_title_unit(const char **name, const char *cell, vp_arena *arena)
{
    const char *folded, *at;
    if (vp_fold(&folded, cell, arena, NULL) != VP_OK || !(at = strstr(folded, "单位")))
        return 0;
    at += strlen("单位");
    at += *at == ':';
    char *unit = vp_arena_dup(arena, at, strcspn(at, "),;"));
    *name = unit ? unit : "";
    return vp_money_unit(*name);
}

vp_status vp_columns_complete(const vp_columns *columns, const vp_round *round, const char *file, size_t line,
                              vp_err *err)
{
    for (size_t i = 0; i < round->nfields; i++) {
        if (!round->fields[i].required || vp_columns_find(columns, i) >= 0)
            continue;
        vp_lang lang = err ? err->lang : VP_EN;
        VP_STR unknown = {0};
        for (size_t k = 0; k < columns->n; k++)
            if (columns->at[k].field < 0 && *columns->at[k].heading)
                vp_str_addf(&unknown, "%s%s", unknown.n ? ", " : "", columns->at[k].heading);
        const char *heading = vp_field_heading(&round->fields[i], i, lang), *name = round->fields[i].name;
        vp_where at = {.file = file, .row = line, .col = 1};
        if (strcmp(heading, name) == 0)
            vp_fail(err, VP_INVALID, at, "no column is '%s'", name);
        else
            vp_fail(err, VP_INVALID, at, "no column is '%s' (%s)", heading, name);
        if (unknown.n == 0)
            return vp_hint(err, "add the column");
        return vp_hint(err, "add it, or name its heading under \"fields\" in round.json; headings not understood: %s",
                       vp_str_text(&unknown));
    }
    return VP_OK;
}

long vp_columns_find(const vp_columns *columns, size_t field)
{
    for (size_t i = 0; i < columns->n; i++)
        if (columns->at[i].field == (long)field)
            return (long)i;
    return -1;
}
