/* Reading and writing whole files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/io/file.h"

enum { PIECE = 64 * 1024, TRIES = 100 };

static vp_status cannot_read(const char *path, int why, vp_err *err)
{
    if (why == ENOENT || why == ENOTDIR)
        return vp_fail(err, VP_NOTFOUND, VP_AT_FILE(path), "there is no such file");
    return vp_fail(err, VP_IO, VP_AT_FILE(path), "the file cannot be read: %s", strerror(why));
}

static vp_status too_large(const char *path, size_t max, vp_err *err)
{
    return vp_fail(err, VP_INVALID, VP_AT_FILE(path), "the file is larger than %zu bytes, the most that is read", max);
}

/* Open for reading; *size is a guess of what will come. */
static vp_status open_input(int *fd, size_t *size, const char *path, vp_err *err)
{
    struct stat st;
    *fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (*fd < 0)
        return cannot_read(path, errno, err);
    if (fstat(*fd, &st) < 0) {
        int why = errno;
        close(*fd);
        return cannot_read(path, why, err);
    }
    if (S_ISDIR(st.st_mode)) {
        close(*fd);
        return vp_fail(err, VP_INVALID, VP_AT_FILE(path), "this is a folder, a file is wanted");
    }
    *size = S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size < SIZE_MAX / 2 ? (size_t)st.st_size : 0;
    return VP_OK;
}

/* Bytes read (0 at the end), or -1. */
static ssize_t read_some(int fd, char *to, size_t n)
{
    ssize_t got;
    do
        got = read(fd, to, n < SSIZE_MAX ? n : SSIZE_MAX);
    while (got < 0 && errno == EINTR);
    return got;
}

static vp_status read_all(const char **bytes, size_t *n, int fd, size_t guess, const char *path, size_t max,
                          vp_arena *arena, vp_err *err)
{
    char *buf = NULL;
    size_t have = 0, cap = 0;
    for (;;) {
        if (cap - have < 2) { /* one byte more than expected, to see the end, and one for the NUL */
            size_t want = have == 0 ? guess + 2 : have;
            VP_TRY(vp_arena_grow(arena, &buf, &cap, have, have + (want < PIECE ? PIECE : want), 1, err));
        }
        ssize_t got = read_some(fd, buf + have, cap - have - 1);
        if (got < 0)
            return cannot_read(path, errno, err);
        if (got == 0)
            break;
        have += (size_t)got;
        if (have > max)
            return too_large(path, max, err);
    }
    buf[have] = '\0';
    *bytes = buf;
    *n = have;
    return VP_OK;
}

/* Reads and closes fd. */
static vp_status read_input(const char **bytes, size_t *n, int fd, size_t guess, const char *path, size_t max,
                            vp_arena *arena, vp_err *err)
{
    vp_status s = guess > max ? too_large(path, max, err) : read_all(bytes, n, fd, guess, path, max, arena, err);
    close(fd);
    return s;
}

vp_status vp_file_read(const char **bytes, size_t *n, const char *path, size_t max, vp_arena *arena, vp_err *err)
{
    int fd;
    size_t guess;
    VP_TRY(open_input(&fd, &guess, path, err));
    return read_input(bytes, n, fd, guess, path, max, arena, err);
}

vp_status vp_file_input(const char **bytes, size_t *n, const char **shown, const char *path, vp_arena *arena,
                        vp_err *err)
{
    int fd;
    size_t guess;
    *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
    vp_status s = open_input(&fd, &guess, path, err);
    if (s == VP_OK)
        return read_input(bytes, n, fd, guess, *shown, VP_FILE_MAX, arena, err);
    if (s != VP_NOTFOUND && s != VP_INVALID)
        return s;
    if (err)
        err->status = VP_USAGE; /* the words are wrong, neither the round nor its data */
    return VP_USAGE;
}

/* ---- writing ---- */

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n < SSIZE_MAX ? n : SSIZE_MAX);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

static vp_status cannot_write(const char *path, int why, vp_err *err)
{
    return vp_fail(err, VP_IO, VP_AT_FILE(path), "the file cannot be written: %s", strerror(why));
}

typedef struct sink { int fd; const char *path; } sink;

static vp_status put_some(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    sink *to = ctx;
    return write_all(to->fd, bytes, n) ? VP_OK : cannot_write(to->path, errno, err);
}

/* Straight into a pipe or a device; fsync means nothing there. */
static vp_status write_through(const char *path, vp_file_fill fill, void *ctx, vp_err *err)
{
    sink to = {open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), path};
    if (to.fd < 0)
        return cannot_write(path, errno, err);
    vp_status s = fill(ctx, (vp_out){put_some, &to}, err);
    if (close(to.fd) < 0 && s == VP_OK)
        s = cannot_write(path, errno, err);
    return s;
}

/* A fresh file in the folder dirfd; its name goes to name. */
static int open_aside(int dirfd, char name[64], mode_t mode)
{
    for (unsigned i = 0; i < TRIES; i++) {
        snprintf(name, 64, ".vp-%ld-%u.tmp", (long)getpid(), i);
        int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static vp_status replace(const char *path, int dirfd, const char *base, const struct stat *before, vp_file_fill fill,
                         void *ctx, vp_err *err)
{
    char aside[64];
    sink to = {open_aside(dirfd, aside, 0666), path};
    if (to.fd < 0)
        return cannot_write(path, errno, err);
    vp_status s = VP_OK;
    if (before && fchmod(to.fd, before->st_mode & 07777) < 0)
        s = cannot_write(path, errno, err);
    if (s == VP_OK)
        s = fill(ctx, (vp_out){put_some, &to}, err);
    if (s == VP_OK && fsync(to.fd) < 0)
        s = cannot_write(path, errno, err);
    if (close(to.fd) < 0 && s == VP_OK)
        s = cannot_write(path, errno, err);
    if (s == VP_OK && renameat(dirfd, aside, dirfd, base) < 0)
        s = cannot_write(path, errno, err);
    if (s != VP_OK) {
        unlinkat(dirfd, aside, 0);
        return s;
    }
    /* EINVAL: a file system without it */
    return fsync(dirfd) < 0 && errno != EINVAL ? cannot_write(path, errno, err) : VP_OK;
}

vp_status vp_file_write_by(const char *path, vp_file_fill fill, void *ctx, vp_err *err)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    if (exists && S_ISDIR(st.st_mode))
        return cannot_write(path, EISDIR, err);
    if (exists && !S_ISREG(st.st_mode))
        return write_through(path, fill, ctx, err);
    char *real = exists ? realpath(path, NULL) : strdup(path);
    if (!real)
        return errno == ENOMEM ? vp_nomem(err) : cannot_write(path, errno, err);
    char *slash = strrchr(real, '/');
    const char *base = slash ? slash + 1 : real, *dir = slash ? real : ".";
    if (slash)
        *slash = '\0';
    int dirfd = open(*dir ? dir : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    vp_status s = dirfd < 0 ? cannot_write(path, errno, err)
                  : !*base  ? cannot_write(path, EISDIR, err)
                            : replace(path, dirfd, base, exists ? &st : NULL, fill, ctx, err);
    if (dirfd >= 0)
        close(dirfd);
    free(real);
    return s;
}

typedef struct whole { const char *bytes; size_t n; } whole;

static vp_status put_whole(void *ctx, vp_out to, vp_err *err)
{
    const whole *w = ctx;
    return to.write(to.ctx, w->bytes, w->n, err);
}

vp_status vp_file_write(const char *path, const char *bytes, size_t n, vp_err *err)
{
    whole all = {bytes, n};
    return vp_file_write_by(path, put_whole, &all, err);
}
