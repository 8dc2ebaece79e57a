/* Hand-edited files of the work tree: what a person changed and did not commit stops a command that records, because
   its answer would rest on something else than what they see. */
#include <string.h>
#include "lib/store/inside.h"

static const char *const by_hand[] = {"panel.csv", "round.json", "rubric.json", "signers", NULL};

static vp_where at(const vp_store *s, const char *path)
{
    return VP_AT_FILE(worktree_path(s, path, s->arena));
}

static vp_status not_committed(vp_store *s, const char *path, bool known, vp_err *err)
{
    const char *dir = shell_word(s->worktree, s->arena), *file = shell_word(path, s->arena);
    if (known) {
        vp_fail(err, VP_INVALID, at(s, path), "'%s' has changes that are not committed", path);
        return vp_hint(err, "commit them: git -C %s commit -m 'why' -- %s", dir, file);
    }
    vp_fail(err, VP_INVALID, at(s, path), "'%s' is not committed", path);
    return vp_hint(err, "commit it: git -C %s add -- %s && git -C %s commit -m 'why' -- %s", dir, file, dir,
                   file);
}

static vp_status gone(vp_store *s, const char *path, vp_err *err)
{
    const char *dir = shell_word(s->worktree, s->arena), *file = shell_word(path, s->arena);
    vp_fail(err, VP_INVALID, at(s, path), "'%s' is missing from the work tree", path);
    return vp_hint(err, "bring it back: git -C %s checkout HEAD -- %s; or commit that it is gone: git -C %s commit "
                        "-m "
                        "'why' -- %s", dir, file, dir, file);
}

static vp_status compare(vp_store *s, disk *d, const char *path, const entry *e, vp_err *err)
{
    kind k;
    git_oid id;
    VP_TRY(disk_look(&k, &id, NULL, d, path, err));
    if (e && !is_regular(e)) {
        vp_fail(err, VP_INVALID, at(s, path), "'%s' is not a regular file: it is a link or a submodule", path);
        return vp_hint(err, "put the file itself in its place and commit it");
    }
    if (!e)
        return k == NO_FILE ? VP_OK : not_committed(s, path, false, err);
    if (k == NO_FILE)
        return gone(s, path, err);
    if (k == NOT_A_FILE || !git_oid_equal(&id, &e->id))
        return not_committed(s, path, true, err);
    return VP_OK;
}

/* What is below lists/ in the tip. */
static vp_status check_lists(vp_store *s, disk *d, const tree *t, const char *prefix, int depth, vp_arena *arena,
                             vp_err *err)
{
    for (size_t i = 0; i < t->n; i++) {
        const char *path;
        VP_ALLOC(path, vp_arena_printf(arena, "%s%s", prefix, t->at[i].name), err);
        if (!path_fits(path))
            return damaged(s, path, err);
        if (!is_folder(&t->at[i])) {
            VP_TRY(compare(s, d, path, &t->at[i], err));
        } else if (depth < 8) {
            tree below;
            VP_TRY(tree_read(&below, s, &t->at[i].id, arena, err));
            VP_ALLOC(path, vp_arena_printf(arena, "%s/", path), err);
            VP_TRY(check_lists(s, d, &below, path, depth + 1, arena, err));
        }
    }
    return VP_OK;
}

/* Tables lying in lists/ that the tip does not know; what editors leave beside them does not count. */
static vp_status check_strays(vp_store *s, disk *d, const tree *t, vp_arena *arena, vp_err *err)
{
    const char *const *names;
    size_t n;
    VP_TRY(disk_list(&names, &n, d, "lists", arena, err));
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(names[i]);
        const char *path;
        if (k < 4 || strcmp(names[i] + k - 4, ".csv") != 0 || *names[i] == '.' || *names[i] == '~')
            continue;
        VP_ALLOC(path, vp_arena_printf(arena, "lists/%s", names[i]), err);
        if (!tree_find(t, names[i], k, false))
            VP_TRY(compare(s, d, path, NULL, err));
    }
    return VP_OK;
}

static vp_status check(vp_store *s, disk *d, vp_arena *arena, vp_err *err)
{
    git_oid id;
    tree root, lists;
    if (*s->hex)
        VP_TRY(commit_tree(&id, s, &s->tip, arena, err));
    VP_TRY(tree_read(&root, s, *s->hex ? &id : NULL, arena, err));
    for (size_t i = 0; by_hand[i]; i++)
        VP_TRY(compare(s, d, by_hand[i], tree_find(&root, by_hand[i], strlen(by_hand[i]), false), err));
    const entry *e = tree_find(&root, "lists", 5, true);
    VP_TRY(tree_read(&lists, s, e ? &e->id : NULL, arena, err));
    VP_TRY(check_lists(s, d, &lists, "lists/", 0, arena, err));
    return check_strays(s, d, &lists, arena, err);
}

vp_status vp_store_check_clean(vp_store *s, vp_err *err)
{
    if (!*s->worktree)
        return VP_OK;
    VP_TRY(worktree_on_main(s, err));
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    disk d;
    vp_status status = disk_open(&d, s->worktree, NULL, err);
    if (status == VP_OK)
        status = check(s, &d, arena, err);
    disk_close(&d);
    return status;
}
