/* The work tree and the index after a step: only the paths that changed, without filters, attributes or hooks, never
   through a link. What a person has edited and not committed is never written over: worktree_check refuses before
   the ref moves, worktree_bring looks again and leaves it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

/* ---- the index ---- */

/* By its file, not through the repository: libgit2 would compare with attributes and filters behind our back. */
static vp_status open_index(git_index **out, vp_store *s, const char *name, vp_err *err)
{
    const char *file;
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/%s", s->gitdir, name), err);
    *out = NULL;
    int code = git_index_open(out, file); /* reads it */
    if (code == 0)
        return VP_OK;
    git_failed(s, code, err);
    git_index_free(*out);
    *out = NULL;
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/index", s->gitdir), err); /* what a copy was made of */
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(file), "git's index cannot be read");
    return vp_hint(err, "make it anew: rm %s && git -C %s reset", shell_word(file, s->arena),
                   shell_word(s->worktree, s->arena));
}

/* The index as it is, to be changed aside: with what it knows of the files. None: none. */
static vp_status copy_index(vp_store *s, vp_err *err)
{
    disk d;
    const char *bytes, *stale;
    size_t n;
    VP_ALLOC(stale, vp_arena_printf(s->arena, "%s/vp/index.lock", s->gitdir), err);
    unlink(stale); /* under the claim nobody else writes here */
    vp_mark mark = vp_arena_mark(s->arena);
    vp_status status = disk_open(&d, s->gitdir, NULL, err);
    if (status == VP_OK)
        status = disk_read(&bytes, &n, &d, "index", s->arena, err);
    if (status == VP_OK)
        status = disk_write(&d, "vp/index", bytes, n, 0700, 0666, false, NULL, err);
    else if (status == VP_NOTFOUND)
        status = disk_remove(&d, "vp/index", false, err);
    disk_close(&d);
    vp_arena_rewind(s->arena, mark);
    return status;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

void worktree_leave(vp_store *s)
{
    const char *file = s->aside ? vp_arena_printf(s->arena, "%s/vp/index", s->gitdir) : NULL;
    if (file)
        unlink(file);
    git_index_free(s->aside);
    s->aside = NULL;
}

/* The copy, read; the one that the check has read, unless git has changed the index since: that of a large round takes
   long. With the claim. */
static vp_status open_aside(git_index **out, vp_store *s, vp_err *err)
{
    const char *file;
    struct stat now = {0};
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/index", s->gitdir), err);
    bool there = lstat(file, &now) == 0;
    if (s->aside && there && same_file(&now, &s->aside_of)) {
        *out = s->aside;
        s->aside = NULL;
        return VP_OK;
    }
    worktree_leave(s);
    s->aside_of = now;
    VP_TRY(copy_index(s, err));
    return open_index(out, s, "vp/index", err);
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

static int set_entry(git_index *index, const difference *x, const struct stat *st)
{
    git_index_entry e = {
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
    return git_index_add(index, &e);
}

/* git's own lock of the index, with a mark in it: left behind by a vp that was killed, it can be told from a git's. */
static vp_status lock_index(const char **file, vp_store *s, vp_err *err)
{
    VP_ALLOC(*file, vp_arena_printf(s->arena, "%s/index.lock", s->gitdir), err);
    int fd = open(*file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    bool marked = fd >= 0 && write(fd, LOCK_MARK, sizeof LOCK_MARK - 1) == sizeof LOCK_MARK - 1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (marked)
        return VP_OK;
    if (fd >= 0)
        unlink(*file);
    return why == EEXIST ? vp_fail(err, VP_BUSY, VP_NOWHERE, "git is at work in the round: '%s' exists", *file)
                         : os_failed(*file, why ? why : ENOSPC, err);
}

/* Written aside, by libgit2 under a lock of its own, then put in place under git's. */
static vp_status write_index(git_index *index, vp_store *s, vp_err *err)
{
    const char *lock, *aside, *file;
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/index", s->gitdir), err);
    VP_ALLOC(aside, vp_arena_printf(s->arena, "%s/vp/index", s->gitdir), err);
    int code = git_index_write(index);
    if (code < 0)
        return git_failed(s, code, err);
    VP_TRY(lock_index(&lock, s, err));
    vp_status status = rename(aside, file) == 0 ? VP_OK : os_failed(file, errno, err);
    unlink(lock);
    return status;
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

static vp_status check_one(vp_store *s, disk *d, git_index *index, const difference *x, vp_err *err)
{
    kind k;
    git_oid id;
    const git_index_entry *e = git_index_get_bypath(index, x->path, 0);
    VP_TRY(disk_look(&k, &id, d, x->path, err));
    if (k == NOT_A_FILE) {
        vp_fail(err, VP_INVALID, at(s, x->path), "'%s' is not a regular file (a link or a folder is in the way)",
                x->path);
        return vp_hint(err, "move it away, then run the command again");
    }
    bool as_old = k == A_FILE && x->had && git_oid_equal(&id, &x->old);
    bool as_new = k == A_FILE && x->has && git_oid_equal(&id, &x->fresh);
    if (k == A_FILE && !as_old && !as_new)
        return edited(s, x, err);
    if (e && !(x->had && git_oid_equal(&e->id, &x->old)) && !(x->has && git_oid_equal(&e->id, &x->fresh)))
        return edited(s, x, err);
    return disk_writable(d, x->path, err);
}

vp_status worktree_check(vp_store *s, const differences *changes, bool claimed, vp_err *err)
{
    const char *lock;
    struct stat st;
    disk d;
    VP_ALLOC(lock, vp_arena_printf(s->arena, "%s/index.lock", s->gitdir), err);
    if (lstat(lock, &st) == 0) {
        vp_fail(err, VP_BUSY, VP_NOWHERE, "git is at work in the round: '%s' exists", lock);
        return vp_hint(err, "nothing has changed; run the command again. When no git is running, remove that file");
    }
    VP_TRY(worktree_on_main(s, err));
    git_index *index;
    VP_TRY(claimed ? open_aside(&index, s, err) : open_index(&index, s, "index", err));
    if (git_index_has_conflicts(index)) { /* of git stash pop, for one */
        git_index_free(index);
        return unfinished(s, err);
    }
    vp_status status = disk_open(&d, s->worktree, NULL, err);
    for (size_t i = 0; status == VP_OK && i < changes->n; i++)
        status = check_one(s, &d, index, &changes->at[i], err);
    disk_close(&d);
    if (claimed)
        s->aside = index;
    else
        git_index_free(index);
    return status;
}

/* ---- after it ---- */

/* The file, unless it was edited since it was checked. st stays zero when it did not become as the step has it. */
static vp_status bring_file(vp_store *s, disk *d, const difference *x, bool sync, struct stat *st, vp_err *err)
{
    kind k;
    git_oid id;
    VP_TRY(disk_look(&k, &id, d, x->path, err));
    bool as_old = k == A_FILE && x->had && git_oid_equal(&id, &x->old);
    bool as_new = k == A_FILE && x->has && git_oid_equal(&id, &x->fresh);
    if (k == NOT_A_FILE || (k == A_FILE && !as_old && !as_new))
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
    const git_index_entry *e = git_index_get_bypath(index, x->path, 0);
    bool staged = e && !(x->had && git_oid_equal(&e->id, &x->old)) && !(x->has && git_oid_equal(&e->id, &x->fresh));
    if (staged)
        return VP_OK;
    VP_TRY(bring_file(s, d, x, sync, &st, err));
    int code = x->has ? set_entry(index, x, &st) : e ? git_index_remove(index, x->path, 0) : 0;
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

vp_status worktree_bring(vp_store *s, const differences *changes, vp_err *err)
{
    disk d = {.root = -1, .up = -1, .aside = -1};
    git_index *index;
    const char *aside;
    VP_ALLOC(aside, vp_arena_printf(s->arena, "%s/vp", s->gitdir), err);
    VP_TRY(open_aside(&index, s, err));
    vp_status status = fill_index(index, s, err);
    if (status == VP_OK)
        status = disk_open(&d, s->worktree, aside, err);
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
        status = write_index(index, s, err);
    disk_close(&d);
    git_index_free(index);
    return status;
}

/* ---- a refresh that was cut short ---- */

/* Of what changed from FROM to TO, keep what the tip still has as TO had it, and what a round may hold. */
static vp_status still_wanted(differences *out, vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena,
                              vp_err *err)
{
    git_oid a, b, now;
    bool had = !git_oid_is_zero(from);
    differences since;
    if (had)
        VP_TRY(commit_tree(&a, s, from, arena, err));
    VP_TRY(commit_tree(&b, s, to, arena, err));
    VP_TRY(commit_tree(&now, s, &s->tip, arena, err));
    VP_TRY(tree_diff(out, s, had ? &a : NULL, &b, arena, err));
    VP_TRY(tree_diff(&since, s, &b, &now, arena, err));
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

vp_status worktree_repair(vp_store *s, claim *c, vp_err *err)
{
    git_oid from, to;
    if (!claim_pending(c, &from, &to))
        return VP_OK;
    claim_clear_locks(s, &to);
    bool moved = *s->hex && (git_oid_equal(&s->tip, &to) || git_graph_descendant_of(s->repo, &s->tip, &to) == 1);
    if (moved && *s->worktree) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        if (!arena)
            return vp_nomem(err);
        differences d;
        VP_TRY(still_wanted(&d, s, &from, &to, arena, err));
        VP_TRY(worktree_on_main(s, err));
        VP_TRY(worktree_bring(s, &d, err));
    }
    claim_done(c);
    return VP_OK;
}
