/* Reading exclusion lists. */
#include <string.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/io/list.h"
#include "lib/model/cell.h"

void vp_list_close(vp_list *list)
{
    if (list)
        vp_map_free(list->keys);
}

static vp_status no_list(const vp_rule *rule, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(view->where(view->ctx, rule->list, arena)),
            "the rule '%s' needs this list, and it is not there", rule->id);
    return vp_hint(err, "make it with the header uscc,name,listed_on,reason and commit it, or take the rule out of "
                        "round.json");
}

/* The same entry may come again: the latest day counts, and one without a day always does. */
static vp_status add(vp_list *list, const char *key, vp_listed entry, vp_err *err)
{
    bool fresh;
    uint64_t *slot = vp_map_put(list->keys, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(err);
    if (fresh) {
        list->at[list->n++] = entry;
        *slot = list->n;
        return VP_OK;
    }
    vp_listed *old = &list->at[*slot - 1];
    if (old->dated && (!entry.dated || entry.day > old->day))
        *old = entry;
    return VP_OK;
}

static vp_status fill(vp_list *list, const vp_rule *rule, const vp_field *f, const vp_view *view, vp_arena *arena,
                      vp_err *err)
{
    const char *bytes, *where = view->where(view->ctx, rule->list, arena);
    size_t n;
    vp_table *t;
    vp_status s = view->read(view->ctx, rule->list, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return no_list(rule, view, arena, err);
    VP_TRY(s);
    s = vp_table_read(&t, where, bytes, n, arena, err);
    if (s == VP_INVALID && err)
        err->status = VP_CORRUPT;
    if (s != VP_OK)
        return s == VP_INVALID ? VP_CORRUPT : s;
    long key = vp_table_column(t, f->name), day = vp_table_column(t, "listed_on"), why = vp_table_column(t, "reason");
    if (key < 0) {
        vp_fail(err, VP_CORRUPT, (vp_where){.file = where, .row = t->header.line, .col = 1},
                "there is no column '%s'", f->name);
        return vp_hint(err, "the rule '%s' compares with it", rule->id);
    }
    VP_ALLOC(list->at, vp_arena_array(arena, t->nrows, sizeof *list->at), err);
    list->path = rule->list;
    for (size_t i = 0; i < t->nrows; i++) {
        const char *text = vp_table_cell(t, i, key), *on = vp_table_cell(t, i, day);
        vp_where at = {.file = where, .row = t->rows[i].line, .col = (size_t)day + 1, .field = "listed_on"};
        vp_listed entry = {.reason = vp_table_cell(t, i, why)};
        vp_value v = {0};
        vp_problem p;
        VP_TRY(vp_narrow(&text, text, strlen(text), arena, err));
        VP_TRY(vp_narrow(&on, on, strlen(on), arena, err));
        if (f->type == VP_TYPE_CODE && *text && vp_cell_code(&v, &p, text, arena) != VP_CELL_BAD)
            text = v.text;
        if (!*text)
            continue;
        if (*on && vp_cell_date(&v, &p, on, arena) == VP_CELL_BAD) {
            vp_fail(err, VP_CORRUPT, at, "'%s' is not a date", on);
            return vp_hint(err, "write it as 2024-03-01");
        }
        if (*on) {
            entry.dated = true;
            entry.day = v.date.last;
        }
        VP_TRY(add(list, text, entry, err));
    }
    return VP_OK;
}

vp_status vp_list_read(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view,
                       vp_arena *arena, vp_err *err)
{
    vp_list *list;
    VP_ALLOC(list, vp_arena_alloc(arena, sizeof *list), err);
    VP_ALLOC(list->keys, vp_map_new(), err);
    vp_status s = fill(list, rule, &round->fields[rule->field], view, arena, err);
    if (s != VP_OK)
        vp_list_close(list);
    else
        *out = list;
    return s;
}
