/* A folder of the disk as a view: nothing outside it can be reached through it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/io/file.h"

struct vp_folder {
    int fd;
    char dir[]; /* as it was given */
};

vp_status vp_folder_open(vp_folder **out, const char *dir, vp_err *err)
{
    size_t n = strlen(dir) + 1;
    vp_folder *f = malloc(sizeof *f + n);
    if (!f)
        return vp_nomem(err);
    memcpy(f->dir, dir, n);
    f->fd = open(*dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->fd < 0) {
        int why = errno;
        free(f);
        if (why == ENOENT || why == ENOTDIR)
            return vp_fail(err, VP_NOTFOUND, VP_AT_FILE(dir), "there is no such folder");
        return vp_fail(err, VP_IO, VP_AT_FILE(dir), "the folder cannot be read: %s", strerror(why));
    }
    *out = f;
    return VP_OK;
}

void vp_folder_free(vp_folder *f)
{
    if (!f)
        return;
    close(f->fd);
    free(f);
}

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    const vp_folder *f = ctx;
    size_t n = strlen(f->dir);
    const char *slash = n == 0 || f->dir[n - 1] == '/' ? "" : "/";
    if (strcmp(f->dir, ".") == 0)
        n = 0, slash = "";
    const char *p = vp_arena_printf(arena, "%.*s%s%s", (int)n, f->dir, slash, path);
    return p ? p : "";
}

static vp_status refuse(vp_folder *f, const char *path, const char *msg, vp_arena *arena, vp_err *err)
{
    return vp_fail(err, VP_CORRUPT, VP_AT_FILE(where(f, path, arena)), msg, path);
}

static vp_status failed(vp_folder *f, const char *path, int why, vp_arena *arena, vp_err *err)
{
    if (why == ELOOP)
        return refuse(f, path, N_("'%s' goes through a symbolic link, which is not followed"), arena, err);
    return vp_fail(err, VP_IO, VP_AT_FILE(where(f, path, arena)), "the file cannot be read: %s", strerror(why));
}

/* The folder at path ("" is the root), opened step by step so that no link is followed. VP_NOTFOUND leaves err. */
static vp_status walk(int *fd, vp_folder *f, const char *path, size_t n, vp_arena *arena, vp_err *err)
{
    *fd = fcntl(f->fd, F_DUPFD_CLOEXEC, 0);
    for (const char *p = path, *end = path + n; n > 0 && *fd >= 0 && p <= end;) {
        const char *slash = memchr(p, '/', (size_t)(end - p));
        size_t k = slash ? (size_t)(slash - p) : (size_t)(end - p);
        char *name = vp_arena_dup(arena, p, k);
        bool out = name && (k == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0);
        if (!name || out) {
            close(*fd);
            return name ? refuse(f, path, N_("'%s' is no path inside the folder"), arena, err) : vp_nomem(err);
        }
        struct stat st;
        int up = *fd;
        *fd = openat(up, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int why = errno; /* ENOTDIR for a link too, so look */
        bool link = *fd < 0 && fstatat(up, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
        close(up);
        errno = link ? ELOOP : why;
        p += k + 1;
    }
    if (*fd >= 0)
        return VP_OK;
    return errno == ENOENT || errno == ENOTDIR ? VP_NOTFOUND : failed(f, path, errno, arena, err);
}

/* Read what fd holds: a regular file only, so that a pipe laid there does not stop us. */
static vp_status read_fd(const char **bytes, size_t *n, vp_folder *f, int fd, const char *path, vp_arena *arena,
                         vp_err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return failed(f, path, errno, arena, err);
    if (!S_ISREG(st.st_mode))
        return refuse(f, path, N_("'%s' is not a regular file"), arena, err);
    if (st.st_size < 0 || (size_t)st.st_size > VP_FILE_MAX)
        return refuse(f, path, N_("'%s' is too large"), arena, err);
    size_t size = (size_t)st.st_size, have = 0;
    char *buf;
    VP_ALLOC(buf, vp_arena_alloc(arena, size + 1), err);
    while (have < size) {
        ssize_t got = read(fd, buf + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(f, path, errno, arena, err);
        if (got == 0)
            break;
        have += (size_t)got;
    }
    *bytes = buf;
    *n = have;
    return VP_OK;
}

static vp_status read_file(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    vp_folder *f = ctx;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (*path == '/' || *name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return refuse(f, path, N_("'%s' is no path inside the folder"), arena, err);
    int up;
    VP_TRY(walk(&up, f, path, slash ? (size_t)(slash - path) : 0, arena, err));
    int fd = openat(up, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), why = errno;
    close(up);
    if (fd < 0)
        return why == ENOENT ? VP_NOTFOUND : failed(f, path, why, arena, err);
    vp_status s = read_fd(bytes, n, f, fd, path, arena, err);
    close(fd);
    return s;
}

static bool is_folder(int dir, const struct dirent *e)
{
    struct stat st;
    if (e->d_type != DT_UNKNOWN)
        return e->d_type == DT_DIR;
    return fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static vp_status collect(const char *const **names, size_t *count, DIR *d, vp_arena *arena, vp_err *err)
{
    const char **all = NULL;
    size_t n = 0, cap = 0;
    for (struct dirent *e; (e = readdir(d)); ) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        VP_TRY(vp_arena_grow(arena, &all, &cap, n, n + 1, sizeof *all, err));
        VP_ALLOC(all[n], vp_arena_printf(arena, "%s%s", e->d_name, is_folder(dirfd(d), e) ? "/" : ""), err);
        n++;
    }
    vp_sort_texts(all, n);
    *names = all;
    *count = n;
    return VP_OK;
}

static vp_status list(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    vp_folder *f = ctx;
    int fd;
    *names = NULL;
    *count = 0;
    vp_status s = walk(&fd, f, folder, strlen(folder), arena, err);
    if (s != VP_OK)
        return s == VP_NOTFOUND ? VP_OK : s;
    DIR *d = fdopendir(fd); /* takes fd; a duplicate shares its position, so begin anew */
    if (!d) {
        close(fd);
        return vp_nomem(err);
    }
    rewinddir(d);
    s = collect(names, count, d, arena, err);
    closedir(d);
    return s;
}

vp_view vp_folder_view(vp_folder *f)
{
    return (vp_view){.read = read_file, .list = list, .where = where, .ctx = f};
}
