/* Who has marked how much of what is assigned. */
#include <string.h>
#include <vp/map.h>
#include <vp/str.h>
#include <vp/table.h>
#include "lib/io/assignments.h"
#include "lib/verb/status_assigned.h"

/* The proposals that a reviewer has marked in a stage, or declared a conflict in. */
static vp_status marked_by(vp_map *out, const char *stage, const char *reviewer, const vp_view *view, vp_arena *arena,
                           vp_err *err)
{
    const char *path, *bytes;
    size_t n;
    vp_table *t;
    VP_ALLOC(path, vp_arena_printf(arena, "reviews/%s/%s.csv", stage, reviewer), err);
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_TRY(vp_table_read(&t, view->where(view->ctx, path, arena), bytes, n, arena, err));
    for (size_t i = 0; i < t->nrows; i++) {
        const char *id = vp_table_cell(t, i, vp_table_column(t, "proposal"));
        if (!vp_map_put(out, id, strlen(id), NULL))
            return vp_nomem(err);
    }
    return VP_OK;
}

/* Pairs from `from` on are of one stage and reviewer; *end is just past them. */
static vp_status count_one(vp_standing_stage *stage, vp_str *waiting, size_t *end, const vp_assignments *a, size_t from,
                           const vp_map *ids, const vp_view *view, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) marked = vp_map_new();
    const char *who = a->at[from].reviewer;
    size_t all = 0, done = 0, i = from;
    if (!marked)
        return vp_nomem(err);
    VP_TRY(marked_by(marked, stage->id, who, view, arena, err));
    for (; i < a->n && strcmp(a->at[i].stage, stage->id) == 0 && strcmp(a->at[i].reviewer, who) == 0; i++) {
        const char *id = a->at[i].proposal;
        if (!vp_map_get(ids, id, strlen(id)))
            continue; /* withdrawn, or gone */
        all++;
        done += vp_map_get(marked, id, strlen(id)) != NULL;
    }
    stage->assigned += all;
    stage->done += done;
    if (done < all) {
        vp_str_addf(waiting, "%s%s %zu/%zu", waiting->n ? ", " : "", who, done, all);
        stage->nwaiting++;
    }
    *end = i;
    return VP_OK;
}

vp_status vp_standing_assigned(vp_standing_stage *stage, const vp_map *ids, const vp_view *view, vp_arena *arena,
                               vp_err *err)
{
    vp_assignments a;
    VP_STR waiting = {0};
    stage->waiting = "";
    VP_TRY(vp_assignments_read(&a, view, arena, err));
    for (size_t i = 0; i < a.n;)
        if (strcmp(a.at[i].stage, stage->id) == 0)
            VP_TRY(count_one(stage, &waiting, &i, &a, i, ids, view, arena, err));
        else
            i++;
    VP_TRY(vp_str_check(&waiting, err));
    VP_ALLOC(stage->waiting, vp_arena_dupz(arena, vp_str_text(&waiting)), err);
    return VP_OK;
}
