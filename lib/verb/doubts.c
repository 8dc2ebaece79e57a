/* Doubts about reviews: those of whole sheets, and conflicts that only the panel's list shows. */
#include <stdlib.h>
#include <string.h>
#include <vp/assign.h>
#include "lib/verb/doubts.h"

static size_t panelist(const vp_panel_list *panel, const char *id)
{
    size_t i = 0;
    while (i < panel->n && strcmp(panel->at[i].id, id) != 0)
        i++;
    return i;
}

static int by_pair(const void *key, const void *at)
{
    const vp_conflict *a = key, *b = at;
    if (a->proposal != b->proposal)
        return a->proposal < b->proposal ? -1 : 1;
    return (a->reviewer > b->reviewer) - (a->reviewer < b->reviewer);
}

static vp_status find_conflicts(vp_marked_conflicts *out, vp_reviews *reviews, const vp_proposals *proposals,
                                const vp_panel_list *panel, vp_arena *arena, vp_err *err)
{
    vp_conflicts all;
    size_t cap = 0, who = panel->n;
    VP_TRY(vp_conflicts_of_panel(&all, proposals, panel, arena, err));
    for (size_t i = 0; all.n > 0 && i < reviews->n; i++) {
        vp_review *r = &reviews->at[i];
        const vp_proposal *p = r->conflict ? NULL : vp_proposals_find(proposals, r->proposal);
        if (who == panel->n || strcmp(panel->at[who].id, r->reviewer) != 0) /* they come one after the other */
            who = panelist(panel, r->reviewer);
        if (!p || who == panel->n)
            continue;
        vp_conflict pair = {.proposal = (uint32_t)(p - proposals->at), .reviewer = (uint32_t)who};
        const vp_conflict *found = bsearch(&pair, all.at, all.n, sizeof *all.at, by_pair);
        if (!found)
            continue;
        r->doubts |= VP_DOUBT_CONFLICT;
        VP_TRY(vp_arena_grow(arena, &out->at, &cap, out->n, out->n + 1, sizeof *out->at, err));
        out->at[out->n++] = (vp_marked_conflict){i, found->detail};
    }
    return VP_OK;
}

vp_status vp_doubts_mark(vp_doubts *sheets, vp_marked_conflicts *conflicts, vp_reviews *reviews,
                         const vp_rubric *rubric, const vp_proposals *proposals, const vp_panel_list *panel,
                         vp_arena *arena, vp_err *err)
{
    *conflicts = (vp_marked_conflicts){0};
    for (size_t i = 0; i < reviews->n; i++)
        reviews->at[i].doubts = 0;
    VP_TRY(vp_doubts_find(sheets, reviews, rubric, arena, err));
    if (!proposals || !panel || panel->n == 0)
        return VP_OK;
    return find_conflicts(conflicts, reviews, proposals, panel, arena, err);
}
