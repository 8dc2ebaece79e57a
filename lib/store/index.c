/* Git's index: read by its file, changed aside, and put in place under git's own lock of it. The one before is kept
   until the lock is given up, so that going back needs no room on a full disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

/* Not through the repository: libgit2 would compare with attributes and filters behind our back. */
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

vp_status index_open(git_index **out, vp_store *s, vp_err *err)
{
    return open_index(out, s, "index", err);
}

/* ---- the copy ---- */

/* The index as it is, with what it knows of the files. None: none. */
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

/* Of the index; zero when there is none. */
static struct stat index_now(vp_store *s)
{
    struct stat st;
    const char *file = vp_arena_printf(s->arena, "%s/index", s->gitdir);
    return file && lstat(file, &st) == 0 ? st : (struct stat){0};
}

bool index_is_aside(vp_store *s)
{
    struct stat now = index_now(s);
    return s->aside && same_file(&now, &s->aside_of);
}

vp_status index_aside(git_index **out, vp_store *s, vp_err *err)
{
    if (!index_is_aside(s)) {
        git_index_free(s->aside);
        s->aside = NULL;
        s->aside_of = index_now(s);
        VP_TRY(copy_index(s, err));
        VP_TRY(open_index(&s->aside, s, "vp/index", err));
    }
    *out = s->aside;
    return VP_OK;
}

vp_status index_put(vp_store *s, vp_err *err)
{
    const char *aside, *file, *before;
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/index", s->gitdir), err);
    VP_ALLOC(aside, vp_arena_printf(s->arena, "%s/vp/index", s->gitdir), err);
    VP_ALLOC(before, vp_arena_printf(s->arena, "%s/vp/index.before", s->gitdir), err);
    int code = git_index_write(s->aside); /* by libgit2, under a lock of its own */
    if (code < 0)
        return git_failed(s, code, err);
    if (!s->before) {
        unlink(before);
        s->before = link(file, before) == 0; /* not everywhere: then worktree_repair goes back by entries */
    }
    if (rename(aside, file) < 0)
        return os_failed(file, errno, err);
    s->aside_of = index_now(s);
    return VP_OK;
}

bool index_undo(vp_store *s)
{
    const char *file = vp_arena_printf(s->arena, "%s/index", s->gitdir);
    const char *before = vp_arena_printf(s->arena, "%s/vp/index.before", s->gitdir);
    return s->held && s->before && file && before && rename(before, file) == 0;
}

/* ---- git's lock ---- */

/* With a mark in it: left behind by a vp that was killed, it can be told from a git's. */
vp_status index_hold(vp_store *s, vp_err *err)
{
    const char *file;
    if (s->held)
        return VP_OK;
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/index.lock", s->gitdir), err);
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    s->held = fd >= 0 && write(fd, LOCK_MARK, sizeof LOCK_MARK - 1) == sizeof LOCK_MARK - 1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (s->held)
        return VP_OK;
    if (fd >= 0)
        unlink(file);
    return why == EEXIST ? index_busy(file, err) : os_failed(file, why ? why : ENOSPC, err);
}

vp_status index_busy(const char *lock, vp_err *err)
{
    vp_fail(err, VP_BUSY, VP_NOWHERE, "git is at work in the round: '%s' exists", lock);
    return vp_hint(err, "nothing has changed; run the command again. When no git is running, remove that file");
}

void index_release(vp_store *s)
{
    const char *aside = s->aside ? vp_arena_printf(s->arena, "%s/vp/index", s->gitdir) : NULL;
    const char *before = s->before ? vp_arena_printf(s->arena, "%s/vp/index.before", s->gitdir) : NULL;
    const char *lock = s->held ? vp_arena_printf(s->arena, "%s/index.lock", s->gitdir) : NULL;
    if (aside)
        unlink(aside);
    if (before)
        unlink(before);
    if (lock)
        unlink(lock);
    git_index_free(s->aside);
    s->aside = NULL;
    s->before = s->held = false;
}
