/* What git is in the middle of, and the files on which it waits for a decision. */
#include <string.h>
#include "lib/store/inside.h"

static const char *operation(git_repository *repo)
{
    switch (git_repository_state(repo)) {
    case GIT_REPOSITORY_STATE_NONE:
        return NULL;
    case GIT_REPOSITORY_STATE_MERGE:
        return "merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return "revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return "cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
        return "bisect";
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
        return "am";
    default:
        return "rebase";
    }
}

/* Entries come by path, then by stage: 1 where both began, 2 ours, 3 theirs. */
static vp_status collect(vp_unmerged *out, git_index *index, vp_arena *arena, vp_err *err)
{
    size_t cap = 0;
    for (size_t i = 0, n = git_index_entrycount(index); i < n; i++) {
        const git_index_entry *e = git_index_get_byindex(index, i);
        int stage = e ? git_index_entry_stage(e) : 0;
        if (stage == 0)
            continue;
        if (out->n == 0 || strcmp(out->at[out->n - 1].path, e->path) != 0) {
            VP_TRY(vp_arena_grow(arena, &out->at, &cap, out->n, out->n + 1, sizeof *out->at, err));
            vp_conflict *c = &out->at[out->n++];
            *c = (vp_conflict){.id = {"", ""}};
            VP_ALLOC(c->path, vp_arena_dupz(arena, e->path), err);
        }
        if (stage > 1 && (e->mode & MODE_TYPE) == MODE_REGULAR)
            VP_ALLOC(out->at[out->n - 1].id[stage - 2], vp_arena_dupz(arena, git_oid_tostr_s(&e->id)), err);
    }
    return VP_OK;
}

vp_status vp_store_unmerged(vp_unmerged *out, vp_store *s, vp_arena *arena, vp_err *err)
{
    git_index *index;
    *out = (vp_unmerged){.operation = *s->worktree ? operation(s->repo) : NULL};
    if (!*s->worktree)
        return VP_OK;
    VP_TRY(index_open(&index, s, err));
    vp_status status = collect(out, index, arena, err);
    git_index_free(index);
    return status;
}

/* ---- what the index shows of main ---- */

static bool of_commands(const char *path)
{
    static const char *const begins[] = {"proposals/", "intake/", "reviews/", "draws/", "assignments.csv",
                                         "conflicts.csv", "ranking.csv", "awards.csv", "allocation.json",
                                         "certificate.txt", NULL};
    for (size_t i = 0; begins[i]; i++)
        if (strncmp(path, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static int compare_with_tip(git_diff **out, git_index *index, vp_store *s)
{
    git_commit *commit = NULL;
    git_tree *root = NULL;
    int code = git_commit_lookup(&commit, s->repo, &s->tip);
    if (code == 0)
        code = git_commit_tree(&root, commit);
    if (code == 0)
        code = git_diff_tree_to_index(out, s->repo, root, index, NULL);
    git_tree_free(root);
    git_commit_free(commit);
    return code;
}

vp_status vp_store_astray(const char **path, size_t *count, vp_store *s, vp_arena *arena, vp_err *err)
{
    git_index *index;
    git_diff *diff = NULL;
    *path = "";
    *count = 0;
    if (!*s->worktree || !*s->hex)
        return VP_OK;
    VP_TRY(index_open(&index, s, err));
    int code = compare_with_tip(&diff, index, s);
    for (size_t i = 0, n = code == 0 ? git_diff_num_deltas(diff) : 0; i < n; i++) {
        const git_diff_delta *d = git_diff_get_delta(diff, i);
        const char *name = d->new_file.path ? d->new_file.path : d->old_file.path;
        if (!name || !of_commands(name))
            continue;
        if ((*count)++ == 0)
            *path = vp_arena_dupz(arena, name);
    }
    git_diff_free(diff);
    git_index_free(index);
    if (code < 0)
        return git_failed(s, code, err);
    return *path ? VP_OK : vp_nomem(err);
}

/* ---- one side ---- */

typedef struct side { vp_store *store; const vp_unmerged *of; int which; } side;

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    const side *x = ctx;
    return worktree_path(x->store, path, arena);
}

static vp_status read_file(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    const side *x = ctx;
    const char *hex = "";
    git_oid id;
    for (size_t low = 0, high = x->of->n; low < high;) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(path, x->of->at[mid].path);
        if (order == 0)
            hex = x->of->at[low = high = mid].id[x->which];
        else if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    if (!*hex || git_oid_fromstr(&id, hex) < 0)
        return VP_NOTFOUND;
    vp_status status = odb_get(bytes, n, x->store, &id, GIT_OBJECT_BLOB, arena, err);
    return status == VP_NOTFOUND ? damaged(x->store, path, err) : status;
}

static vp_status list(void *ctx, const char *path, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    (void)ctx, (void)path, (void)arena, (void)err;
    *names = NULL;
    *count = 0;
    return VP_OK;
}

vp_status vp_store_side(vp_view *out, vp_store *s, const vp_unmerged *of, int which, vp_arena *arena, vp_err *err)
{
    side *x;
    VP_ALLOC(x, vp_arena_alloc(arena, sizeof *x), err);
    *x = (side){s, of, which};
    *out = (vp_view){.read = read_file, .list = list, .where = where, .ctx = x};
    return VP_OK;
}
