/* Files of the work tree and of the git directory, reached folder by folder so that no link is ever followed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

vp_status disk_open(disk *d, const char *root, const char *aside, vp_err *err)
{
    *d = (disk){.up = -1, .aside = -1};
    d->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->root < 0)
        return os_failed(root, errno, err);
    if (aside && (d->aside = open(aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return os_failed(aside, errno, err);
    return VP_OK;
}

void disk_close(disk *d)
{
    if (d->up >= 0)
        close(d->up);
    if (d->root >= 0)
        close(d->root);
    if (d->aside >= 0)
        close(d->aside);
    *d = (disk){.root = -1, .up = -1, .aside = -1};
}

static int open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The folder that path is in, as d->up; the name within it. -1 and errno: ENOENT when missing, ENOTDIR or ELOOP when
   a file or a link is on the way. The last folder stays open: files come folder by folder. */
static int enter(disk *d, const char *path, const char **name, bool make, mode_t mode)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    *name = slash ? slash + 1 : path;
    if (n >= sizeof d->folder) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (d->up >= 0 && strlen(d->folder) == n && memcmp(d->folder, path, n) == 0)
        return d->up;
    if (d->up >= 0)
        close(d->up);
    char folder[sizeof d->folder];
    memcpy(folder, path, n);
    folder[n] = '\0';
    d->up = fcntl(d->root, F_DUPFD_CLOEXEC, 0);
    char *rest = NULL;
    for (char *part = strtok_r(folder, "/", &rest); part && d->up >= 0; part = strtok_r(NULL, "/", &rest)) {
        int up = d->up;
        if (make && mkdirat(up, part, mode) < 0 && errno != EEXIST)
            d->up = -1;
        else
            d->up = open_folder(up, part);
        int why = errno;
        close(up);
        errno = why;
    }
    memcpy(d->folder, path, n);
    d->folder[n] = '\0';
    return d->up;
}

/* The folder is about to go, or another was made: forget the one that stands open. */
static void leave(disk *d)
{
    if (d->up >= 0)
        close(d->up);
    d->up = -1;
}

/* Malloc'd bytes of the regular file fd, with a NUL after them. */
static int slurp(char **bytes, size_t *n, struct stat *st, int fd)
{
    *bytes = NULL;
    *n = 0;
    if (fstat(fd, st) < 0)
        return errno;
    if (!S_ISREG(st->st_mode) || (uintmax_t)st->st_size > OBJECT_MAX)
        return ELOOP;
    size_t want = (size_t)st->st_size;
    if (!(*bytes = malloc(want + 1)))
        return ENOMEM;
    while (*n < want) {
        ssize_t got = read(fd, *bytes + *n, want - *n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        *n += (size_t)got;
    }
    (*bytes)[*n] = '\0';
    return 0;
}

/* 0 and malloc'd bytes, ENOENT, ELOOP when no regular file stands there, or another errno. */
static int fetch(char **bytes, size_t *n, struct stat *st, disk *d, const char *path)
{
    const char *name;
    *bytes = NULL;
    int up = enter(d, path, &name, false, 0);
    if (up < 0)
        return errno == ENOTDIR ? ELOOP : errno;
    int fd = openat(up, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        int why = errno;
        if (why != ENOENT && fstatat(up, name, st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st->st_mode))
            why = ELOOP;
        return why;
    }
    int why = slurp(bytes, n, st, fd);
    close(fd);
    return why;
}

vp_status disk_look(kind *k, git_oid *id, struct stat *st, disk *d, const char *path, vp_err *err)
{
    char *bytes;
    size_t n;
    struct stat ignored;
    int why = fetch(&bytes, &n, st ? st : &ignored, d, path), code = 0;
    *k = why == 0 ? A_FILE : why == ENOENT ? NO_FILE : NOT_A_FILE;
    if (why == 0)
        code = git_odb_hash(id, bytes, n, GIT_OBJECT_BLOB);
    free(bytes);
    if (code < 0)
        return git_failed(NULL, code, err);
    return why == 0 || why == ENOENT || why == ELOOP ? VP_OK : os_failed(path, why, err);
}

vp_status disk_read(const char **bytes, size_t *n, disk *d, const char *path, vp_arena *arena, vp_err *err)
{
    char *raw;
    struct stat st;
    int why = fetch(&raw, n, &st, d, path);
    if (why == 0)
        *bytes = vp_arena_dup(arena, raw, *n);
    free(raw);
    if (why == ENOENT || why == ELOOP)
        return VP_NOTFOUND;
    if (why)
        return os_failed(path, why, err);
    return *bytes ? VP_OK : vp_nomem(err);
}

int disk_hold(disk *d, const char *path)
{
    const char *name;
    int up = enter(d, path, &name, false, 0);
    return up < 0 ? -1 : openat(up, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int disk_create(disk *d, const char *path, mode_t folders, mode_t files)
{
    const char *name;
    int up = enter(d, path, &name, true, folders);
    return up < 0 ? -1 : openat(up, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, files);
}

vp_status disk_list(const char *const **names, size_t *n, disk *d, const char *folder, vp_arena *arena, vp_err *err)
{
    const char **all = NULL;
    size_t cap = 0;
    *names = NULL;
    *n = 0;
    int fd = open_folder(d->root, folder);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? VP_OK : os_failed(folder, errno, err);
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return vp_nomem(err);
    }
    vp_status status = VP_OK;
    for (struct dirent *e; status == VP_OK && (e = readdir(dir)); ) {
        status = vp_arena_grow(arena, &all, &cap, *n, *n + 1, sizeof *all, err);
        if (status == VP_OK && !(all[*n] = vp_arena_dupz(arena, e->d_name)))
            status = vp_nomem(err);
        *n += status == VP_OK;
    }
    closedir(dir);
    *names = all;
    return status;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* A fresh file in `at`. What a writer that was killed may have left there has another name, for process ids differ, or
   goes: in the folder for it only the holder of the claim writes. */
static int open_fresh(int at, char name[64], const char *prefix, mode_t mode)
{
    if (!prefix && unlinkat(at, "next", 0) < 0 && errno != ENOENT)
        return -1;
    for (unsigned i = 0; i < 100; i++) {
        if (prefix)
            snprintf(name, 64, "%s%ld-%u.tmp", prefix, (long)getpid(), i);
        else
            snprintf(name, 64, "next");
        int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

int disk_put(int at, const char *prefix, int up, const char *name, const char *bytes, size_t n, mode_t mode, bool sync)
{
    char fresh[64];
    int fd = open_fresh(at, fresh, prefix, mode), why = 0;
    if (fd < 0)
        return errno;
    if (!write_all(fd, bytes, n) || (sync && fsync(fd) < 0))
        why = errno;
    if (close(fd) < 0 && !why)
        why = errno;
    if (!why && renameat(at, fresh, up, name) < 0)
        why = errno;
    if (why)
        unlinkat(at, fresh, 0);
    return why;
}

vp_status disk_write(disk *d, const char *path, const char *bytes, size_t n, mode_t folders, mode_t files, bool sync,
                     struct stat *st, vp_err *err)
{
    const char *name;
    int up = enter(d, path, &name, true, folders);
    if (up < 0)
        return os_failed(path, errno, err);
    int why = d->aside < 0 ? EXDEV : disk_put(d->aside, NULL, up, name, bytes, n, files, sync);
    if (why == EXDEV)
        why = disk_put(up, ".vp-", up, name, bytes, n, files, sync);
    if (!why && st && fstatat(up, name, st, AT_SYMLINK_NOFOLLOW) < 0)
        why = errno;
    if (!why && sync && fsync(up) < 0 && errno != EINVAL)
        why = errno;
    return why ? os_failed(path, why, err) : VP_OK;
}

vp_status disk_remove(disk *d, const char *path, bool sync, vp_err *err)
{
    const char *name;
    int up = enter(d, path, &name, false, 0);
    if (up < 0)
        return errno == ENOENT ? VP_OK : os_failed(path, errno, err);
    if (unlinkat(up, name, 0) < 0 && errno != ENOENT)
        return os_failed(path, errno, err);
    if (sync && fsync(up) < 0 && errno != EINVAL)
        return os_failed(path, errno, err);
    leave(d);
    char folder[sizeof d->folder];
    snprintf(folder, sizeof folder, "%s", d->folder);
    for (char *slash = folder; slash && *folder;) { /* rmdir takes empty folders only */
        int at = enter(d, folder, &name, false, 0);
        if (at < 0 || unlinkat(at, name, AT_REMOVEDIR) < 0)
            break;
        leave(d);
        slash = strrchr(folder, '/');
        if (slash)
            *slash = '\0';
    }
    leave(d);
    return VP_OK;
}

vp_status disk_writable(disk *d, const char *path, vp_err *err)
{
    const char *name;
    int up = enter(d, path, &name, false, 0);
    if (up < 0 && errno != ENOENT)
        return VP_OK; /* disk_look tells what is in the way */
    if (faccessat(up < 0 ? d->root : up, ".", W_OK, AT_EACCESS) < 0)
        return os_failed(path, errno, err);
    return VP_OK;
}
