/* Rules that count, at a commit and through a merge. */
#include <string.h>
#include "lib/verb/together.h"

vp_status vp_together_read(vp_together *out, vp_store *store, const char *commit, vp_arena *arena, vp_err *err)
{
    vp_view view;
    vp_round *round;
    vp_proposals all;
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    *out = (vp_together){0};
    vp_status status = vp_store_view(&view, store, commit, arena, &aside);
    if (status == VP_OK)
        status = vp_round_read(&round, &view, arena, &aside);
    if (status == VP_OK && !vp_clash_possible(round))
        return VP_OK;
    if (status == VP_OK)
        status = vp_proposals_read(&all, round, &view, arena, &aside);
    if (status == VP_OK)
        status = vp_clashes(&out->at, &out->n, round, &all, arena, &aside);
    if (status == VP_OK || status == VP_NOTFOUND || status == VP_INVALID)
        return VP_OK;
    if (status == VP_CORRUPT && !vp_store_damaged(store))
        return VP_OK;
    if (err)
        *err = aside;
    return status;
}

static bool has(const vp_together *t, const vp_clash *c)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->at[i].id, c->id) == 0 && strcmp(t->at[i].problem.rule, c->problem.rule) == 0)
            return true;
    return false;
}

vp_status vp_together_new(vp_clash **out, size_t *count, const vp_together *now, vp_store *store,
                          const vp_commit *merge, vp_arena *arena, vp_err *err)
{
    vp_together merged, parent;
    size_t kept = 0;
    VP_TRY(vp_together_read(&merged, store, merge->id, arena, err));
    for (size_t i = 0; i < merged.n; i++)
        if (has(now, &merged.at[i]))
            merged.at[kept++] = merged.at[i];
    merged.n = kept;
    for (size_t k = 0; k < merge->nparents && merged.n > 0; k++) {
        VP_TRY(vp_together_read(&parent, store, merge->parents[k], arena, err));
        kept = 0;
        for (size_t i = 0; i < merged.n; i++)
            if (!has(&parent, &merged.at[i]))
                merged.at[kept++] = merged.at[i];
        merged.n = kept;
    }
    *out = merged.at;
    *count = merged.n;
    return VP_OK;
}
