/* The work tree and the index with a step: only the paths that changed, without filters, attributes or hooks, never
   through a link. What a person has edited and not committed is never written over: worktree_check refuses before
   anything changes, worktree_bring looks again and leaves it.

   The index takes the step in before main moves, and git's lock of it is held until the files have followed. For git
   commit reads HEAD, then the index, and only then locks it: were main the first, it could read the new HEAD with the
   old index, and commit (or leave behind, for the next git commit) what looks like a removal of the step's files. So
   whoever reads the new HEAD reads the new index; and whoever read the old HEAD is stopped where main moves. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <vp/str.h>
#include "lib/store/inside.h"

enum { SYNC_EACH = 8 }; /* above it one sync of the file system is cheaper */

const char *worktree_path(const vp_store *s, const char *path, vp_arena *arena)
{
    const char *p = vp_arena_printf(arena, "%s%s", s->label, path);
    return p ? p : "";
}

static vp_where at(const vp_store *s, const char *path)
{
    return VP_AT_FILE(worktree_path(s, path, s->arena));
}

/* ---- before the ref moves ---- */

/* "proposals/P-1.json, ranking.csv, …": as many as go into a message. */
static const char *some_paths(const vp_unmerged *u, vp_arena *arena)
{
    VP_STR text = {0};
    for (size_t i = 0; i < u->n && i < 4; i++)
        if (i < 3 && text.n + strlen(u->at[i].path) < 200)
            vp_str_addf(&text, "%s%s", i ? ", " : "", u->at[i].path);
        else
            vp_str_addz(&text, ", …"), i = u->n;
    return text.oom ? "" : vp_arena_dup(arena, vp_str_text(&text), text.n);
}

/* Git is in the middle of something: what it waits for is a person's decision. VP_OK: it is not. */
static vp_status unfinished(vp_store *s, vp_err *err)
{
    vp_unmerged u;
    const char *dir = shell_word(s->worktree, s->arena);
    VP_TRY(vp_store_unmerged(&u, s, s->arena, err));
    if (u.n > 0) {
        const char *paths;
        VP_ALLOC(paths, some_paths(&u, s->arena), err);
        vp_fail(err, VP_INVALID, VP_NOWHERE, "two versions are being merged, and both have changed the same: %s",
                paths);
        return vp_hint(err, "see what each of them says, and how to go on: vp -C %s status", dir);
    }
    if (!u.operation)
        return VP_OK;
    if (strcmp(u.operation, "merge") == 0) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "a merge of git is not committed");
        return vp_hint(err, "commit it: git -C %s commit --no-edit; or go back: git -C %s merge --abort", dir, dir);
    }
    vp_fail(err, VP_INVALID, VP_NOWHERE, "git is in the middle of something: git %s", u.operation);
    return vp_hint(err, "see what is left to do: git -C %s status", dir);
}

vp_status worktree_on_main(vp_store *s, vp_err *err)
{
    git_reference *head = NULL;
    const char *target = NULL;
    if (git_repository_state(s->repo) != GIT_REPOSITORY_STATE_NONE)
        VP_TRY(unfinished(s, err));
    int code = git_reference_lookup(&head, s->repo, "HEAD");
    if (code < 0)
        return git_failed(s, code, err);
    if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC)
        target = git_reference_symbolic_target(head);
    bool on_main = target && strcmp(target, MAIN_REF) == 0;
    if (!on_main && target)
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the work tree shows '%s', not the branch main",
                strncmp(target, "refs/heads/", 11) == 0 ? target + 11 : target);
    else if (!on_main)
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the work tree shows a single commit, not the branch main");
    git_reference_free(head);
    return on_main ? VP_OK : vp_hint(err, "go back to it: git -C %s checkout main",
                                     shell_word(s->worktree, s->arena));
}

static vp_status edited(vp_store *s, const difference *x, vp_err *err)
{
    const char *dir = shell_word(s->worktree, s->arena), *file = shell_word(x->path, s->arena);
    if (x->had) {
        vp_fail(err, VP_INVALID, at(s, x->path), "'%s' has changes that are not committed", x->path);
        return vp_hint(err, "commit them: git -C %s commit -m 'why' -- %s; or undo them: git -C %s checkout HEAD -- "
                            "%s", dir, file, dir, file);
    }
    vp_fail(err, VP_INVALID, at(s, x->path), "'%s' is in the way: it is not part of the round", x->path);
    return vp_hint(err, "move it away, or add and commit it: git -C %s add -f -- %s", dir, file);
}

/* What stands in the index is of neither end: somebody has staged it. */
static bool staged(const git_index_entry *e, const difference *x)
{
    return e && !(x->had && git_oid_equal(&e->id, &x->old)) && !(x->has && git_oid_equal(&e->id, &x->fresh));
}

static vp_status check_one(vp_store *s, disk *d, git_index *index, const difference *x, vp_err *err)
{
    kind k;
    git_oid id;
    const git_index_entry *e = git_index_get_bypath(index, x->path, 0);
    VP_TRY(disk_look(&k, &id, NULL, d, x->path, err));
    if (k == NOT_A_FILE) {
        vp_fail(err, VP_INVALID, at(s, x->path), "'%s' is not a regular file (a link or a folder is in the way)",
                x->path);
        return vp_hint(err, "move it away, then run the command again");
    }
    bool as_old = k == A_FILE && x->had && git_oid_equal(&id, &x->old);
    bool as_new = k == A_FILE && x->has && git_oid_equal(&id, &x->fresh);
    if (k == A_FILE && !as_old && !as_new)
        return edited(s, x, err);
    if (staged(e, x))
        return edited(s, x, err);
    return disk_writable(d, x->path, err);
}

vp_status worktree_check(vp_store *s, const differences *changes, bool claimed, vp_err *err)
{
    const char *lock;
    struct stat st;
    disk d;
    VP_ALLOC(lock, vp_arena_printf(s->arena, "%s/index.lock", s->gitdir), err);
    if (!s->held && lstat(lock, &st) == 0)
        return index_busy(lock, err);
    VP_TRY(worktree_on_main(s, err));
    git_index *index;
    VP_TRY(claimed ? index_aside(&index, s, err) : index_open(&index, s, err));
    bool conflicts = git_index_has_conflicts(index); /* of git stash pop, for one */
    vp_status status = conflicts ? unfinished(s, err) : disk_open(&d, s->worktree, NULL, err);
    for (size_t i = 0; !conflicts && status == VP_OK && i < changes->n; i++)
        status = check_one(s, &d, index, &changes->at[i], err);
    if (!conflicts)
        disk_close(&d);
    if (!claimed)
        git_index_free(index);
    return status;
}

static vp_status set_entry(vp_store *s, git_index *index, const difference *x, const struct stat *st, vp_err *err)
{
    const git_index_entry *e = git_index_get_bypath(index, x->path, 0);
    git_index_entry fresh = {
        .ctime = {(int32_t)st->st_ctim.tv_sec, (uint32_t)st->st_ctim.tv_nsec},
        .mtime = {(int32_t)st->st_mtim.tv_sec, (uint32_t)st->st_mtim.tv_nsec},
        .dev = (uint32_t)st->st_dev,
        .ino = (uint32_t)st->st_ino,
        .mode = x->mode,
        .uid = st->st_uid,
        .gid = st->st_gid,
        .file_size = (uint32_t)st->st_size,
        .id = x->fresh,
        .path = x->path,
    };
    int code = staged(e, x) ? 0 : x->has ? git_index_add(index, &fresh) : e ? git_index_remove(index, x->path, 0) : 0;
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

/* Somebody removed the index: begin with all of the commit before, or the rest would look deleted. */
static vp_status fill_index(git_index *index, vp_store *s, vp_err *err)
{
    git_commit *commit = NULL;
    git_tree *root = NULL;
    if (!*s->hex || git_index_entrycount(index) > 0)
        return VP_OK;
    int code = git_commit_lookup(&commit, s->repo, &s->tip);
    if (code == 0)
        code = git_commit_tree(&root, commit);
    if (code == 0)
        code = git_index_read_tree(index, root);
    git_tree_free(root);
    git_commit_free(commit);
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

vp_status worktree_stage(vp_store *s, const differences *changes, vp_err *err)
{
    git_index *index;
    VP_TRY(index_hold(s, err));
    VP_TRY(worktree_on_main(s, err)); /* it cannot change any more */
    if (!index_is_aside(s))
        VP_TRY(worktree_check(s, changes, true, err));
    VP_TRY(index_aside(&index, s, err));
    VP_TRY(fill_index(index, s, err));
    for (size_t i = 0; i < changes->n; i++)
        VP_TRY(set_entry(s, index, &changes->at[i], &(struct stat){0}, err));
    return index_put(s, err);
}

/* ---- after it ---- */

/* The file, unless it was edited since it was checked. st stays zero when it is not as the step has it. */
static vp_status bring_file(vp_store *s, disk *d, const difference *x, bool sync, struct stat *st, vp_err *err)
{
    kind k;
    git_oid id;
    struct stat now;
    VP_TRY(disk_look(&k, &id, &now, d, x->path, err));
    bool as_old = k == A_FILE && x->had && git_oid_equal(&id, &x->old);
    bool as_new = k == A_FILE && x->has && git_oid_equal(&id, &x->fresh);
    if (as_new)
        *st = now;
    if (as_new || (k != NO_FILE && !as_old))
        return VP_OK;
    if (!x->has)
        return as_old ? disk_remove(d, x->path, false, err) : VP_OK;
    const char *bytes = x->bytes;
    size_t n = x->n;
    vp_mark mark = vp_arena_mark(s->arena);
    if (!bytes)
        VP_TRY(odb_get(&bytes, &n, s, &x->fresh, GIT_OBJECT_BLOB, s->arena, err));
    vp_status status = disk_write(d, x->path, bytes, n, 0777, x->mode & 0111 ? 0777 : 0666, sync, st, err);
    vp_arena_rewind(s->arena, mark);
    return status;
}

static vp_status bring_one(vp_store *s, disk *d, git_index *index, const difference *x, bool sync, vp_err *err)
{
    struct stat st = {0};
    if (staged(git_index_get_bypath(index, x->path, 0), x))
        return VP_OK;
    VP_TRY(bring_file(s, d, x, sync, &st, err));
    return set_entry(s, index, x, &st, err);
}

vp_status worktree_bring(vp_store *s, const differences *changes, vp_err *err)
{
    disk d = {.root = -1, .up = -1, .aside = -1};
    git_index *index;
    const char *aside;
    VP_ALLOC(aside, vp_arena_printf(s->arena, "%s/vp", s->gitdir), err);
    VP_TRY(index_hold(s, err));
    VP_TRY(index_aside(&index, s, err));
    VP_TRY(fill_index(index, s, err));
    vp_status status = disk_open(&d, s->worktree, aside, err);
    bool each = changes->n <= SYNC_EACH;
    for (size_t i = 0; status == VP_OK && i < changes->n; i++)
        status = bring_one(s, &d, index, &changes->at[i], each, err);
#ifdef __linux__
    if (status == VP_OK && !each && syncfs(d.root) < 0)
        status = os_failed(s->worktree, errno, err);
#else
    if (status == VP_OK && !each)
        sync();
#endif
    if (status == VP_OK)
        status = index_put(s, err);
    disk_close(&d);
    return status;
}

/* ---- what was cut short ---- */

/* The tree of a commit that may be none: then NULL. */
static vp_status tree_of(const git_oid **out, git_oid *room, vp_store *s, const git_oid *commit, vp_arena *arena,
                         vp_err *err)
{
    *out = git_oid_is_zero(commit) ? NULL : room;
    return *out ? commit_tree(room, s, commit, arena, err) : VP_OK;
}

/* Of what changed from FROM to TO, keep what the tip still has as TO had it, and what a round may hold. */
static vp_status still_wanted(differences *out, vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena,
                              vp_err *err)
{
    git_oid room[3];
    const git_oid *a, *b, *now;
    differences since;
    VP_TRY(tree_of(&a, &room[0], s, from, arena, err));
    VP_TRY(tree_of(&b, &room[1], s, to, arena, err));
    VP_TRY(tree_of(&now, &room[2], s, &s->tip, arena, err));
    VP_TRY(tree_diff(out, s, a, b, arena, err));
    VP_TRY(tree_diff(&since, s, b, now, arena, err));
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < out->n; i++) {
        const difference *x = &out->at[i];
        while (j < since.n && strcmp(since.at[j].path, x->path) < 0)
            j++;
        bool gone_on = j < since.n && strcmp(since.at[j].path, x->path) == 0;
        bool plain = !x->has || (x->mode & MODE_TYPE) == MODE_REGULAR;
        if (!gone_on && plain && path_fits(x->path))
            out->at[kept++] = *x;
    }
    out->n = kept;
    return VP_OK;
}

/* The index has taken in a step that main has not: out with it. Files were not touched yet. */
static vp_status take_back(vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena, vp_err *err)
{
    differences d;
    disk files;
    git_index *index;
    bool any = false;
    VP_TRY(index_hold(s, err));
    vp_status status = still_wanted(&d, s, to, from, arena, err);
    if (status != VP_OK)
        return status == VP_NOTFOUND ? VP_OK : status; /* its objects come first: nothing was begun */
    VP_TRY(index_aside(&index, s, err));
    status = disk_open(&files, s->worktree, NULL, err);
    for (size_t i = 0; status == VP_OK && i < d.n; i++) {
        const difference *x = &d.at[i];
        const git_index_entry *e = git_index_get_bypath(index, x->path, 0);
        struct stat now, st = {0};
        git_oid id;
        kind k;
        if (e ? !x->had || !git_oid_equal(&e->id, &x->old) : x->had)
            continue; /* not as the step has it */
        status = disk_look(&k, &id, &now, &files, x->path, err);
        if (status == VP_OK && k == A_FILE && x->has && git_oid_equal(&id, &x->fresh))
            st = now;
        if (status == VP_OK)
            status = set_entry(s, index, x, &st, err);
        any = true;
    }
    disk_close(&files);
    return status == VP_OK && any ? index_put(s, err) : status;
}

static vp_status go_on(vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena, vp_err *err)
{
    differences d;
    VP_TRY(still_wanted(&d, s, from, to, arena, err));
    VP_TRY(worktree_on_main(s, err));
    return worktree_bring(s, &d, err);
}

vp_status worktree_repair(vp_store *s, claim *c, vp_err *err)
{
    git_oid from, to;
    if (!claim_pending(c, &from, &to))
        return VP_OK;
    if (!s->held) /* else the note is our own */
        claim_take_locks(s, &to);
    bool moved = *s->hex && (git_oid_equal(&s->tip, &to) || git_graph_descendant_of(s->repo, &s->tip, &to) == 1);
    if (*s->worktree && (moved || !index_undo(s))) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        if (!arena)
            return vp_nomem(err);
        vp_status status = moved ? go_on(s, &from, &to, arena, err) : take_back(s, &from, &to, arena, err);
        if (status != VP_OK && !moved)
            s->held = false; /* the lock stays, lest plain git commits what the index has: for the next command */
        if (status != VP_OK) {
            index_release(s);
            return status;
        }
    }
    index_release(s);
    claim_done(c);
    return VP_OK;
}
