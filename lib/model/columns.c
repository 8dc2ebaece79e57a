/* Matching header rows. */
#include <stdint.h>
#include <string.h>
#include <vp/str.h>
#include "lib/model/columns.h"
#include "lib/model/field.h"

enum { LISTED = 20 }; /* headings that a message names */

/* Headings of columns whose cells hold both dates of a proposal. */
static const char *const periods[] = {"实施周期", "项目周期", "实施期限", "项目期限", "实施时间", "项目实施周期", "起止时间",
                                      "项目起止时间", "起止日期", "项目起止日期", "project period", "delivery period", NULL};

/* ---- headings that are understood ---- */

static vp_status know(vp_map *headings, const char *key, uint64_t value, vp_err *err)
{
    bool fresh;
    uint64_t *slot = *key ? vp_map_put(headings, key, strlen(key), &fresh) : NULL;
    if (*key && !slot)
        return vp_nomem(err);
    if (slot && fresh)
        *slot = value;
    return VP_OK;
}

static vp_status know_text(vp_map *headings, const char *text, size_t field, vp_arena *arena, vp_err *err)
{
    vp_heading h;
    VP_TRY(vp_heading_read(&h, text, strlen(text), arena, err));
    return know(headings, h.key, field + 1, err);
}

vp_status vp_headings_new(vp_map **out, const vp_round *round, const vp_mappings *said, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) map = vp_map_new();
    if (!map)
        return vp_nomem(err);
    for (size_t i = 0; said && i < said->n; i++)
        if (said->at[i].position == 0)
            VP_TRY(know(map, said->at[i].heading.key, (uint64_t)(said->at[i].field + 1), err));
    for (size_t i = 0; i < round->nfields; i++)
        for (size_t k = 0; k < round->fields[i].headings.n; k++)
            VP_TRY(know_text(map, round->fields[i].headings.at[k], i, arena, err));
    for (size_t i = 0; i < round->nfields; i++) {
        VP_TRY(know_text(map, round->fields[i].name, i, arena, err));
        if (i >= VP_STANDARD_FIELDS)
            continue;
        VP_TRY(know_text(map, vp_standard_fields[i].title_zh, i, arena, err));
        for (const char *const *h = vp_standard_fields[i].headings; h && *h; h++)
            VP_TRY(know_text(map, *h, i, arena, err));
    }
    for (size_t i = 0; periods[i]; i++) /* known as the field behind the last */
        VP_TRY(know_text(map, periods[i], round->nfields, arena, err));
    *out = VP_STEAL(map);
    return VP_OK;
}

static long field_of(const vp_map *headings, const char *key)
{
    const uint64_t *slot = *key ? vp_map_get(headings, key, strlen(key)) : NULL;
    return slot ? (long)*slot - 1 : -1;
}

size_t vp_headings_count(const vp_map *headings, size_t nfields, const vp_cell *cells, size_t n, vp_arena *arena)
{
    vp_mark mark = vp_arena_mark(arena);
    bool *seen = vp_arena_array(arena, nfields + 1, sizeof *seen); /* one more for periods */
    size_t count = 0;
    for (size_t i = 0; i < n && seen; i++) {
        vp_heading h;
        long field;
        if (cells[i].n == 0 || cells[i].n > VP_HEADING_MAX ||
            vp_heading_read(&h, cells[i].s, cells[i].n, arena, NULL) != VP_OK ||
            (field = field_of(headings, h.key)) < 0 || seen[field])
            continue;
        seen[field] = true;
        count++;
    }
    vp_arena_rewind(arena, mark);
    return count;
}

/* ---- a header ---- */

vp_status vp_columns_list(vp_str *out, const vp_columns *columns, vp_arena *arena, vp_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < columns->n; i++) {
        if (!*columns->at[i].heading)
            continue;
        if (n++ == LISTED) {
            vp_str_addz(out, ", …");
            break;
        }
        vp_str_addf(out, "%s%s", n > 1 ? ", " : "", vp_heading_short(columns->at[i].heading, arena));
    }
    return vp_str_check(out, err);
}

static vp_status no_such_heading(const vp_columns *columns, const vp_mapping *m, vp_where at, vp_arena *arena,
                                 vp_err *err)
{
    VP_STR list = {0};
    VP_TRY(vp_columns_list(&list, columns, arena, err));
    vp_fail(err, VP_USAGE, at, "--map: the sheet has no column '%s'", vp_heading_short(m->said, arena));
    return vp_hint(err, "its headings are: %s", vp_str_text(&list)), VP_USAGE;
}

/* Mark the columns that m is of: by place, else those with exactly this heading, else those that match it. */
static vp_status find_said(size_t *count, long *first, bool *which, const vp_columns *columns, const vp_mapping *m,
                           vp_where at, vp_arena *arena, vp_err *err)
{
    *count = 0;
    memset(which, 0, columns->n);
    for (int exact = 1; exact >= 0 && *count == 0 && m->position == 0; exact--)
        for (size_t i = 0; i < columns->n; i++) {
            const vp_column_map *c = &columns->at[i];
            which[i] = exact ? *c->heading && strcmp(c->heading, m->heading.text) == 0
                             : *c->key && strcmp(c->key, m->heading.key) == 0;
            if (which[i] && (*count)++ == 0)
                *first = (long)i;
        }
    if (m->position > 0 && m->position <= columns->n) {
        which[m->position - 1] = true;
        *first = (long)m->position - 1;
        *count = 1;
    }
    if (*count == 0)
        return no_such_heading(columns, m, at, arena, err);
    if (*count == 1 || m->field < 0)
        return VP_OK;
    vp_fail(err, VP_USAGE, at, "--map: %zu columns are headed '%s'", *count,
            vp_heading_short(m->said, arena));
    return vp_hint(err, "name the one you mean by its place, such as '#%ld=…'", *first + 1), VP_USAGE;
}

static vp_status apply_said(vp_columns *columns, const vp_mappings *said, vp_where at, vp_arena *arena, vp_err *err)
{
    bool *which, *taken;
    VP_ALLOC(which, vp_arena_array(arena, columns->n + 1, sizeof *which), err);
    VP_ALLOC(taken, vp_arena_array(arena, columns->n + 1, sizeof *taken), err);
    for (size_t i = 0; i < said->n; i++) {
        const vp_mapping *m = &said->at[i];
        size_t count;
        long first = 0;
        VP_TRY(find_said(&count, &first, which, columns, m, at, arena, err));
        for (size_t k = 0; k < columns->n; k++) {
            vp_column_map *c = &columns->at[k];
            if (!which[k])
                continue;
            if (taken[k])
                return vp_fail(err, VP_USAGE, at, "--map: the column '%s' is named twice",
                               vp_heading_short(m->said, arena));
            taken[k] = true;
            c->field = m->field;
            c->left_out = m->field < 0;
            c->instead = -1;
            if (!*c->heading && m->field >= 0)
                VP_ALLOC(c->heading, vp_arena_printf(arena, "#%zu", k + 1), err);
        }
        for (size_t k = 0; k < columns->n && m->field >= 0; k++)
            if (!which[k] && !taken[k] && columns->at[k].field == m->field) {
                columns->at[k].field = -1;
                columns->at[k].instead = first;
            }
    }
    return VP_OK;
}

static vp_status check_twice(const vp_columns *columns, const vp_round *round, vp_where at, vp_arena *arena,
                             vp_err *err)
{
    for (size_t i = 0; i < columns->n; i++)
        for (size_t k = 0; k < i && columns->at[i].field >= 0; k++) {
            if (columns->at[k].field != columns->at[i].field)
                continue;
            at.col = i + 1;
            at.field = columns->at[i].heading;
            const char *first = vp_heading_short(columns->at[k].heading, arena);
            const char *second = vp_heading_short(columns->at[i].heading, arena);
            vp_fail(err, VP_INVALID, at, "the columns '%s' and '%s' are both '%s'", first, second,
                    round->fields[columns->at[i].field].name);
            bool alike = strcmp(columns->at[k].heading, columns->at[i].heading) == 0;
            if (alike)
                return vp_hint(err, "leave one of them out with --map '#%zu=', or rename it", i + 1), VP_INVALID;
            return vp_hint(err, "leave one of them out with --map '%s=', or name the right one under \"fields\" in "
                                "round.json", second), VP_INVALID;
        }
    return VP_OK;
}

/* A period gives both dates where no column gives either of them. */
static void take_period(vp_columns *columns)
{
    bool needed = vp_columns_find(columns, VP_STARTS) < 0 && vp_columns_find(columns, VP_ENDS) < 0;
    for (size_t i = 0; i < columns->n; i++) {
        vp_column_map *c = &columns->at[i];
        c->period = c->period && needed && c->field < 0 && !c->left_out;
        if (c->period)
            c->field = VP_STARTS;
    }
}

vp_status vp_columns_read(vp_columns *out, const vp_map *headings, const vp_mappings *said, const vp_round *round,
                          const vp_cell *cells, size_t n, const char *file, size_t line, vp_arena *arena, vp_err *err)
{
    const vp_where at = {.file = file, .row = line};
    VP_ALLOC(out->at, vp_arena_array(arena, n, sizeof *out->at), err);
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        vp_heading h;
        VP_TRY(vp_heading_read(&h, cells[i].s, cells[i].n, arena, err));
        out->at[i] = (vp_column_map){.heading = h.text, .key = h.key, .field = field_of(headings, h.key),
                                     .unit = h.unit, .unit_name = h.unit_name, .instead = -1};
    }
    for (size_t i = 0; i < n; i++)
        if (out->at[i].field == (long)round->nfields) {
            out->at[i].period = true;
            out->at[i].field = -1;
        }
    if (said)
        VP_TRY(apply_said(out, said, at, arena, err));
    take_period(out);
    return check_twice(out, round, at, arena, err);
}

size_t vp_columns_unit(vp_columns *columns, const vp_round *round, int64_t unit, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < columns->n; i++) {
        vp_column_map *c = &columns->at[i];
        if (c->field >= 0 && round->fields[c->field].type == VP_TYPE_MONEY && c->unit == 0) {
            c->unit = unit;
            c->unit_name = name;
            count++;
        }
    }
    return count;
}

vp_status vp_columns_complete(const vp_columns *columns, const vp_round *round, const char *file, size_t line,
                              vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < round->nfields; i++) {
        long starts = i == VP_ENDS ? vp_columns_find(columns, VP_STARTS) : -1;
        bool there = vp_columns_find(columns, i) >= 0 || (starts >= 0 && columns->at[starts].period);
        if (!round->fields[i].required || there)
            continue;
        vp_lang lang = err ? err->lang : VP_EN;
        VP_STR unknown = {0};
        for (size_t k = 0; k < columns->n; k++)
            if (columns->at[k].field < 0 && *columns->at[k].heading)
                vp_str_addf(&unknown, "%s%s", unknown.n ? ", " : "", vp_heading_short(columns->at[k].heading, arena));
        const char *heading = vp_field_heading(&round->fields[i], i, lang), *name = round->fields[i].name;
        vp_where at = {.file = file, .row = line, .col = 1};
        if (strcmp(heading, name) == 0)
            vp_fail(err, VP_INVALID, at, "no column is '%s'", name);
        else
            vp_fail(err, VP_INVALID, at, "no column is '%s' (%s)", heading, name);
        if (unknown.n == 0)
            return vp_hint(err, "add the column");
        return vp_hint(err, "add it, or say which it is with --map 'HEADING=%s' or under \"fields\" in round.json; "
                            "headings not understood: %s", name, vp_str_text(&unknown));
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

size_t vp_column_place(const char *s)
{
    size_t v = 0, digits = strspn(s + (*s == '#'), "0123456789");
    if (*s != '#' || digits == 0 || digits > 6 || s[1 + digits] != '\0')
        return 0;
    for (s++; *s; s++)
        v = v * 10 + (size_t)(*s - '0');
    return v;
}

vp_status vp_columns_called(long *out, const vp_columns *columns, const vp_round *round, const char *name,
                            vp_arena *arena, vp_err *err)
{
    size_t place = vp_column_place(name);
    long field = vp_round_field(round, name), best = -1;
    vp_heading h;
    *out = -1;
    if (place > 0) {
        *out = place <= columns->n ? (long)place - 1 : -1;
        return VP_OK;
    }
    VP_TRY(vp_heading_read(&h, name, strlen(name), arena, err));
    for (size_t i = 0; i < columns->n; i++) {
        vp_heading own = {.key = columns->at[i].key};
        if (!own.key)
            VP_TRY(vp_heading_read(&own, columns->at[i].heading, strlen(columns->at[i].heading), arena, err));
        bool exact = *columns->at[i].heading && strcmp(columns->at[i].heading, h.text) == 0;
        bool alike = *own.key && strcmp(own.key, h.key) == 0;
        if (exact && (*out < 0 || columns->at[i].field >= 0))
            *out = (long)i;
        if (alike && (best < 0 || columns->at[i].field >= 0))
            best = (long)i;
    }
    if (*out < 0)
        *out = best;
    if (*out < 0 && field >= 0)
        *out = vp_columns_find(columns, (size_t)field);
    return VP_OK;
}
