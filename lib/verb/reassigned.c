/* Who reviews what now, and who did before. */
#include <stdlib.h>
#include <string.h>
#include <vp/assign.h>
#include <vp/str.h>
#include "lib/io/assignments.h"
#include "lib/verb/reassigned.h"

static int by_place(const vp_assigned *a, const vp_assigned *b)
{
    int order = strcmp(a->proposal, b->proposal);
    return order != 0 ? order : strcmp(a->stage, b->stage);
}

static int by_proposal(const void *x, const void *y)
{
    const vp_assigned *a = x, *b = y;
    int order = by_place(a, b);
    return order != 0 ? order : strcmp(a->reviewer, b->reviewer);
}

static vp_status read_list(vp_assignments *out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    vp_status s = vp_assignments_read(out, view, arena, &aside);
    if (s == VP_NOMEM)
        return vp_nomem(err);
    if (s != VP_OK)
        out->n = 0;
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_proposal);
    return VP_OK;
}

/* The reviewers of the proposal and stage at *i, which moves behind them. */
static vp_status take_place(const char **out, size_t *i, const vp_assignments *all, vp_arena *arena, vp_err *err)
{
    const vp_assigned *first = &all->at[*i];
    VP_STR text = {0};
    for (; *i < all->n && by_place(&all->at[*i], first) == 0; ++*i)
        vp_str_addf(&text, "%s%s", text.n > 0 ? ", " : "", all->at[*i].reviewer);
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

vp_status vp_reassigned_between(vp_reassigned **out, size_t *n, const vp_view *before, const vp_view *after,
                                const char *id, vp_arena *arena, vp_err *err)
{
    vp_assignments old, new;
    size_t i = 0, k = 0;
    *n = 0;
    VP_TRY(read_list(&old, before, arena, err));
    VP_TRY(read_list(&new, after, arena, err));
    VP_ALLOC(*out, vp_arena_array(arena, old.n + new.n, sizeof **out), err);
    while (i < old.n || k < new.n) {
        int order = i == old.n ? 1 : k == new.n ? -1 : by_place(&old.at[i], &new.at[k]);
        const vp_assigned *of = order <= 0 ? &old.at[i] : &new.at[k];
        vp_reassigned one = {of->proposal, of->stage, "", ""};
        if (order <= 0)
            VP_TRY(take_place(&one.before, &i, &old, arena, err));
        if (order >= 0)
            VP_TRY(take_place(&one.after, &k, &new, arena, err));
        if (strcmp(one.before, one.after) != 0 && (!id || strcmp(id, one.proposal) == 0))
            (*out)[(*n)++] = one;
    }
    return VP_OK;
}
