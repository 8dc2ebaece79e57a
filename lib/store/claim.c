/* The right to bring the work tree up to date, and the note of a refresh under way. One file, vp/worktree in the git
   directory: locked while a step is put in place (the system frees the lock of whoever dies), and holding
   "FROM TO\n" from just before the ref moves until files and index show TO. Who opens the round and finds the note
   without the lock finishes the refresh. A note names both ends, so that a work tree which is behind for other
   reasons (git reset --soft) is left alone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "lib/store/inside.h"

enum { NOTE = 2 * 41 };

static vp_status busy(vp_err *err)
{
    vp_fail(err, VP_BUSY, VP_NOWHERE, "another vp is writing to the round");
    return vp_hint(err, "nothing has changed; run the command again");
}

vp_status claim_take(claim *c, vp_store *s, vp_err *err)
{
    const char *dir, *file;
    c->fd = -1;
    VP_ALLOC(dir, vp_arena_printf(s->arena, "%s/vp", s->gitdir), err);
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/worktree", dir), err);
    if (mkdir(dir, 0700) < 0 && errno != EEXIST)
        return os_failed(dir, errno, err);
    c->fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
    if (c->fd < 0)
        return os_failed(file, errno, err);
    if (flock(c->fd, LOCK_EX | LOCK_NB) == 0)
        return VP_OK;
    int why = errno;
    claim_drop(c);
    return why == EWOULDBLOCK ? busy(err) : os_failed(file, why, err);
}

void claim_drop(claim *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

vp_status claim_note(claim *c, vp_store *s, const git_oid *from, const git_oid *to, vp_err *err)
{
    char note[NOTE + 1];
    git_oid_fmt(note, from);
    git_oid_fmt(note + 41, to);
    note[40] = ' ';
    note[81] = '\n';
    if (pwrite(c->fd, note, NOTE, 0) == NOTE && fsync(c->fd) == 0)
        return VP_OK;
    int why = errno ? errno : ENOSPC;
    claim_done(c);
    return os_failed(s->gitdir, why, err);
}

void claim_done(claim *c)
{
    if (ftruncate(c->fd, 0) < 0) { /* the note stays: the next vp finds nothing left to do and tries again */
        return;
    }
}

bool claim_pending(claim *c, git_oid *from, git_oid *to)
{
    char note[NOTE + 1] = "";
    return pread(c->fd, note, NOTE, 0) == NOTE && note[40] == ' ' && note[81] == '\n' &&
           git_oid_fromstrn(from, note, 40) == 0 && git_oid_fromstrn(to, note + 41, 40) == 0;
}

bool claim_wanted(const vp_store *s)
{
    struct stat st;
    const char *file = vp_arena_printf(s->arena, "%s/vp/worktree", s->gitdir);
    return file && lstat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
}
