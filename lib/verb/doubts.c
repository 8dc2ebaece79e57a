/* Doubts about reviews: those of whole sheets, and conflicts that only the panel's list shows. */
#include <string.h>
#include <vp/fold.h>
#include "lib/verb/doubts.h"

static const vp_panelist *panelist(const vp_panel_list *panel, const char *id)
{
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->at[i].id, id) == 0)
            return &panel->at[i];
    return NULL;
}

/* The reviewer's own organisation applies. */
static vp_status has_part(bool *out, const vp_panelist *who, const vp_proposal *what, vp_arena *arena, vp_err *err)
{
    const char *own, *applicant;
    *out = false;
    if (!*who->organisation)
        return VP_OK;
    vp_mark mark = vp_arena_mark(arena);
    VP_TRY(vp_fold(&own, who->organisation, arena, err));
    VP_TRY(vp_fold(&applicant, what->value[VP_APPLICANT], arena, err));
    *out = strcmp(own, applicant) == 0;
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

static vp_status find_conflicts(vp_marked_conflicts *out, vp_reviews *reviews, const vp_proposals *proposals,
                                const vp_panel_list *panel, vp_arena *arena, vp_err *err)
{
    size_t cap = 0;
    const vp_panelist *who = NULL;
    for (size_t i = 0; i < reviews->n; i++) {
        vp_review *r = &reviews->at[i];
        const vp_proposal *p = r->conflict ? NULL : vp_proposals_find(proposals, r->proposal);
        bool part;
        if (!who || strcmp(who->id, r->reviewer) != 0) /* they come one after the other */
            who = panelist(panel, r->reviewer);
        if (!p || !who)
            continue;
        VP_TRY(has_part(&part, who, p, arena, err));
        if (!part)
            continue;
        r->doubts |= VP_DOUBT_CONFLICT;
        VP_TRY(vp_arena_grow(arena, &out->at, &cap, out->n, out->n + 1, sizeof *out->at, err));
        out->at[out->n++] = (vp_marked_conflict){i, who->organisation};
    }
    return VP_OK;
}

vp_status vp_doubts_mark(vp_doubts *sheets, vp_marked_conflicts *conflicts, vp_reviews *reviews,
                         const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                         const vp_panel_list *panel, vp_arena *arena, vp_err *err)
{
    (void)round;
    *conflicts = (vp_marked_conflicts){0};
    for (size_t i = 0; i < reviews->n; i++)
        reviews->at[i].doubts = 0;
    VP_TRY(vp_doubts_find(sheets, reviews, rubric, arena, err));
    if (!proposals || !panel || panel->n == 0)
        return VP_OK;
    return find_conflicts(conflicts, reviews, proposals, panel, arena, err);
}
