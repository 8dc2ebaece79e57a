/* A merge of git that waits for a decision: what each side says, and how to go on. */
#include <string.h>
#include "lib/verb/changes.h"
#include "lib/verb/status.h"

typedef struct merging {
    vp_standing_conflict *at;
    size_t n, cap;
    vp_view ours, theirs;
    vp_arena *arena;
} merging;

bool vp_standing_computed(const char *path)
{
    return strcmp(path, "ranking.csv") == 0 || strcmp(path, "awards.csv") == 0 ||
           strcmp(path, "allocation.json") == 0 || strcmp(path, "certificate.txt") == 0;
}

bool vp_standing_recorded(const char *path)
{
    return vp_standing_computed(path) || strncmp(path, "proposals/", 10) == 0 || strncmp(path, "reviews/", 8) == 0 ||
           strncmp(path, "intake/", 7) == 0 || strncmp(path, "draws/", 6) == 0;
}

static vp_status add(merging *m, vp_standing_conflict c, vp_err *err)
{
    VP_TRY(vp_arena_grow(m->arena, &m->at, &m->cap, m->n, m->n + 1, sizeof *m->at, err));
    m->at[m->n++] = c;
    return VP_OK;
}

/* Proposals field by field, reviews mark by mark; of other files only that they differ. The keyed hashes of private
   columns differ from sheet to sheet, whatever the columns hold: they are told only when they are all there is. */
static vp_status tell(merging *m, const vp_conflict *c, vp_err *err)
{
    vp_audit_changes all = {0};
    vp_change path = {c->path, 'M'};
    const char *shown[2];
    if (!vp_standing_computed(c->path))
        VP_TRY(vp_changes(&all, &m->ours, &m->theirs, &path, 1, NULL, m->arena, err));
    size_t told = m->n;
    for (size_t i = 0; i < all.n; i++)
        if (strcmp(all.at[i].what, "file") != 0 && (all.n == 1 || strcmp(all.at[i].field, "private") != 0))
            VP_TRY(add(m, (vp_standing_conflict){c->path, all.at[i].id, all.at[i].field, all.at[i].before,
                                                 all.at[i].after}, err));
    if (m->n > told)
        return VP_OK;
    for (size_t i = 0; i < 2; i++) /* as git names them */
        VP_ALLOC(shown[i], vp_arena_dup(m->arena, c->id[i], strlen(c->id[i]) < 10 ? strlen(c->id[i]) : 10), err);
    return add(m, (vp_standing_conflict){c->path, "", "", shown[0], shown[1]}, err);
}

/* One for all when nothing is lost by either side. */
static void how(vp_err *say, const vp_unmerged *u)
{
    bool computed = true, missing = false;
    for (size_t i = 0; i < u->n; i++) {
        computed &= vp_standing_computed(u->at[i].path);
        missing |= !*u->at[i].id[0] || !*u->at[i].id[1];
    }
    vp_fail(say, VP_INVALID, VP_NOWHERE, "a merge waits for a decision: both sides have changed the same files");
    if (computed)
        vp_hint(say, "take either side, for it is computed again: git checkout --ours -- FILE && git add FILE; "
                     "git commit --no-edit; then vp-score and vp-allocate");
    else if (missing)
        vp_hint(say, "take one side of each file: git checkout --ours -- FILE (or --theirs) && git add FILE (or git rm "
                     "FILE, where that side has none); then git commit --no-edit");
    else
        vp_hint(say, "take one side of each file: git checkout --ours -- FILE (or --theirs) && git add FILE; then "
                     "git commit --no-edit");
}

vp_status vp_standing_conflicts(vp_standing *s, vp_store *store, vp_arena *arena, vp_err *err)
{
    vp_unmerged u;
    merging m = {.arena = arena};
    vp_err plain = {.lang = VP_EN}, told = {.lang = err ? err->lang : VP_EN};
    VP_TRY(vp_store_unmerged(&u, store, arena, err));
    if (u.n == 0)
        return VP_OK;
    VP_TRY(vp_store_side(&m.ours, store, &u, 0, arena, err));
    VP_TRY(vp_store_side(&m.theirs, store, &u, 1, arena, err));
    for (size_t i = 0; i < u.n; i++)
        VP_TRY(tell(&m, &u.at[i], err));
    s->conflicts = m.at;
    s->nconflicts = m.n;
    how(&plain, &u);
    how(&told, &u);
    VP_ALLOC(s->edited, vp_arena_dupz(arena, plain.msg), err);
    VP_ALLOC(s->next, vp_arena_dupz(arena, plain.hint), err);
    VP_ALLOC(s->edited_told, vp_arena_dupz(arena, told.msg), err);
    VP_ALLOC(s->next_told, vp_arena_dupz(arena, told.hint), err);
    return VP_OK;
}
