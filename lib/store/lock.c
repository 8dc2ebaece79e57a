/* Locks of git that a dead vp has left. A lock file does not say whose it is, and git may hold one for minutes (an
   editor, a hook), so age proves nothing. What does: the note of a step that was being put in place, with the claim
   free, means that its writer is dead; then main's lock is its own when it names that step's commit, the index's
   when it bears our mark; and one that is not yet written is nobody's when no process has it open, as whoever makes a
   lock has it open until it is written. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

/* The first bytes of a lock, and what it is; false: there is no such file. */
static bool look(char *head, size_t room, size_t *n, struct stat *st, const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t got = fstat(fd, st) == 0 && S_ISREG(st->st_mode) ? pread(fd, head, room, 0) : -1;
    close(fd);
    *n = got > 0 ? (size_t)got : 0;
    return got >= 0;
}

/* Whether a descriptor of the process is that file; -1: it does not let us see. A process that has ended has none. */
static int has_open(const char *pid, const struct stat *lock)
{
    char name[64];
    struct stat st;
    int found = 0;
    snprintf(name, sizeof name, "/proc/%.20s/fd", pid);
    DIR *d = opendir(name);
    if (!d)
        return errno == ENOENT || errno == ESRCH ? 0 : -1;
    for (struct dirent *e; !found && (e = readdir(d)); )
        found = fstatat(dirfd(d), e->d_name, &st, 0) == 0 && st.st_dev == lock->st_dev && st.st_ino == lock->st_ino;
    closedir(d);
    return found;
}

/* Only processes of the lock's owner (and root's) can have made it: those of others need not be seen. */
static bool nobody_has_it_open(const struct stat *lock)
{
    DIR *d = opendir("/proc");
    bool nobody = d && (lock->st_uid == geteuid() || geteuid() == 0), any = false;
    for (struct dirent *e; nobody && (e = readdir(d)); ) {
        struct stat st;
        if (e->d_name[0] < '1' || e->d_name[0] > '9' || fstatat(dirfd(d), e->d_name, &st, 0) != 0)
            continue;
        any = true;
        if (st.st_uid == lock->st_uid)
            nobody = has_open(e->d_name, lock) == 0;
    }
    if (d)
        closedir(d);
    return nobody && any;
}

/* Whether the lock is of a vp that died: all of it is our word; or a part of it, if whoever wrote it has gone away. A
   living owner has it open from before it is a file until it is written: if it is the same file and no more is written
   after all processes were looked at, none of them is its owner. (It may have been put in place meanwhile, and another
   made.) */
static bool left_behind(const char *file, const char *word, size_t nword)
{
    char head[GIT_OID_HEXSZ + 2];
    struct stat st, again;
    size_t n, now;
    if (!file || !look(head, nword + 1, &n, &st, file) || n > nword || memcmp(head, word, n) != 0)
        return false;
    return n == nword || (nobody_has_it_open(&st) && look(head, nword + 1, &now, &again, file) && now == n &&
                          again.st_dev == st.st_dev && again.st_ino == st.st_ino);
}

void claim_take_locks(vp_store *s, const git_oid *to)
{
    char hex[GIT_OID_HEXSZ + 1];
    const char *main_lock = vp_arena_printf(s->arena, "%s/" MAIN_REF ".lock", s->common);
    const char *index_lock = vp_arena_printf(s->arena, "%s/index.lock", s->gitdir);
    git_oid_tostr(hex, sizeof hex, to);
    memcpy(hex + GIT_OID_HEXSZ, "\n", 1); /* as libgit2 writes it */
    if (left_behind(main_lock, hex, GIT_OID_HEXSZ + 1))
        unlink(main_lock);
    s->held = s->held || left_behind(index_lock, LOCK_MARK, sizeof LOCK_MARK - 1);
}
