/* Reading panel.csv. */
#include <string.h>
#include <vp/fold.h>
#include <vp/map.h>
#include <vp/table.h>
#include "lib/io/panel.h"

static const char *const id_headings[] = {"id", "reviewer", "编号", "专家编号", "评审专家编号", "评委编号", NULL};
static const char *const name_headings[] = {"name", "姓名", "专家姓名", "评审专家", "评审专家姓名", "专家", NULL};
static const char *const organisation_headings[] = {"organisation", "organization", "工作单位", "单位", "所在单位", "机构",
                                                    NULL};
static const char *const fields_headings[] = {"fields", "expertise", "专业领域", "研究领域", "领域", "专业", NULL};

static vp_status column(long *out, const vp_table *t, const char *const *headings, vp_arena *arena, vp_err *err)
{
    *out = -1;
    for (size_t c = 0; c < t->header.n && *out < 0; c++) {
        const char *folded;
        VP_TRY(vp_fold(&folded, t->header.cell[c], arena, err));
        for (size_t i = 0; headings[i]; i++)
            if (strcmp(headings[i], folded) == 0)
                *out = (long)c;
    }
    return VP_OK;
}

static vp_status read_rows(vp_panel_list *out, const vp_table *t, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    vp_panelist *all;
    long id, name, organisation, fields;
    if (!seen)
        return vp_nomem(err);
    VP_TRY(column(&id, t, id_headings, arena, err));
    VP_TRY(column(&name, t, name_headings, arena, err));
    VP_TRY(column(&organisation, t, organisation_headings, arena, err));
    VP_TRY(column(&fields, t, fields_headings, arena, err));
    if (id < 0) {
        vp_fail(err, VP_CORRUPT, (vp_where){.file = t->file, .row = t->header.line}, "there is no column 'id'");
        return vp_hint(err, "the reviewers' ids stand in a column named id");
    }
    VP_ALLOC(all, vp_arena_array(arena, t->nrows, sizeof *all), err);
    for (size_t r = 0; r < t->nrows; r++) {
        vp_where at = {t->file, t->rows[r].line, (size_t)id + 1, t->header.cell[id]};
        bool fresh;
        const char *cell = vp_table_cell(t, r, id);
        VP_TRY(vp_narrow(&all[r].id, cell, strlen(cell), arena, err));
        all[r].name = vp_table_cell(t, r, name);
        all[r].organisation = vp_table_cell(t, r, organisation);
        all[r].fields = vp_table_cell(t, r, fields);
        if (!*all[r].id)
            return vp_fail(err, VP_CORRUPT, at, "this reviewer has no id");
        if (!vp_map_put(seen, all[r].id, strlen(all[r].id), &fresh))
            return vp_nomem(err);
        if (!fresh)
            return vp_fail(err, VP_CORRUPT, at, "the reviewer '%s' comes twice", all[r].id);
    }
    *out = (vp_panel_list){all, t->nrows};
    return VP_OK;
}

vp_status vp_panel_read(vp_panel_list *out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t = NULL;
    *out = (vp_panel_list){0};
    vp_status s = view->read(view->ctx, "panel.csv", &bytes, &n, arena, err);
    if (s == VP_NOTFOUND || (s == VP_OK && n == 0))
        return VP_OK;
    VP_TRY(s);
    VP_ALLOC(file, view->where(view->ctx, "panel.csv", arena), err);
    s = vp_table_read(&t, file, bytes, n, arena, err);
    if (s == VP_INVALID && err)
        err->status = VP_CORRUPT;
    VP_TRY(s == VP_INVALID ? VP_CORRUPT : s);
    return t->nrows > 0 ? read_rows(out, t, arena, err) : VP_OK;
}

vp_status vp_panel_find(long *found, const vp_panel_list *panel, const char *who, vp_arena *arena, vp_err *err)
{
    const char *key, *name;
    *found = VP_NO_PANELIST;
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->at[i].id, who) == 0) {
            *found = (long)i;
            return VP_OK;
        }
    VP_TRY(vp_fold(&key, who, arena, err));
    for (size_t i = 0; i < panel->n; i++) {
        VP_TRY(vp_fold(&name, panel->at[i].name, arena, err));
        if (*name && strcmp(name, key) == 0)
            *found = *found == VP_NO_PANELIST ? (long)i : VP_TWO_PANELISTS;
    }
    return VP_OK;
}
