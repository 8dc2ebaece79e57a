/* Private data: files under vp/private of the git directory, which no clone, push or git add reaches. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

static vp_status refuse(const char *name, vp_err *err)
{
    return vp_fail(err, VP_BUG, VP_NOWHERE, "'%s' cannot be the name of private data", name);
}

vp_status vp_store_private_write(vp_store *s, const char *name, const char *bytes, size_t n, vp_err *err)
{
    disk d;
    const char *path;
    if (!path_fits(name))
        return refuse(name, err);
    VP_ALLOC(path, vp_arena_printf(s->arena, "vp/private/%s", name), err);
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_write(&d, path, bytes, n, 0700, 0600, true, NULL, err);
    disk_close(&d);
    return status;
}

vp_status vp_store_private_read(vp_store *s, const char *name, const char **bytes, size_t *n, vp_arena *arena,
                                vp_err *err)
{
    disk d;
    const char *path;
    if (!path_fits(name))
        return refuse(name, err);
    VP_ALLOC(path, vp_arena_printf(arena, "vp/private/%s", name), err);
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_read(bytes, n, &d, path, arena, err);
    disk_close(&d);
    return status;
}

vp_status vp_store_private_list(vp_store *s, const char *folder, const char *const **names, size_t *count,
                                vp_arena *arena, vp_err *err)
{
    disk d;
    const char *path, *const *all, **kept;
    size_t n = 0;
    *count = 0;
    if (!path_fits(folder))
        return refuse(folder, err);
    VP_ALLOC(path, vp_arena_printf(arena, "vp/private/%s", folder), err);
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_list(&all, &n, &d, path, arena, err);
    disk_close(&d);
    VP_TRY(status);
    VP_ALLOC(kept, vp_arena_array(arena, n, sizeof *kept), err);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i], ".") != 0 && strcmp(all[i], "..") != 0)
            kept[(*count)++] = all[i];
    vp_sort_texts(kept, *count);
    *names = kept;
    return VP_OK;
}

vp_status vp_store_private_remove(vp_store *s, const char *name, vp_err *err)
{
    disk d;
    const char *path;
    if (!path_fits(name))
        return refuse(name, err);
    VP_ALLOC(path, vp_arena_printf(s->arena, "vp/private/%s", name), err);
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_remove(&d, path, true, err);
    disk_close(&d);
    return status;
}

/* ---- all of it ---- */

enum { DEEPEST = 8 };

typedef struct visit {
    disk d;
    vp_status (*each)(void *ctx, const char *name, int fd, vp_err *err);
    void *ctx;
    vp_arena *arena;
} visit;

static vp_status visit_folder(visit *v, const char *path, unsigned depth, vp_err *err);

static vp_status visit_one(visit *v, const char *path, unsigned depth, vp_err *err)
{
    struct stat st;
    int fd = disk_hold(&v->d, path);
    if (fd < 0 && errno == ENOENT)
        return VP_OK; /* gone since it was listed */
    if (fd < 0 && errno != ELOOP)
        return os_failed(path, errno, err);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && depth < DEEPEST) {
        close(fd);
        return visit_folder(v, path, depth + 1, err);
    }
    bool is_file = fd >= 0 && S_ISREG(st.st_mode);
    vp_status status = is_file ? v->each(v->ctx, path + strlen("vp/private/"), fd, err)
                               : vp_fail(err, VP_CORRUPT, VP_AT_FILE(path), "this is no regular file");
    if (fd >= 0)
        close(fd);
    return status;
}

static vp_status visit_folder(visit *v, const char *path, unsigned depth, vp_err *err)
{
    const char *const *names, **sorted;
    size_t n, kept = 0;
    VP_TRY(disk_list(&names, &n, &v->d, path, v->arena, err));
    VP_ALLOC(sorted, vp_arena_array(v->arena, n, sizeof *sorted), err);
    for (size_t i = 0; i < n; i++) {
        bool left = strncmp(names[i], ".vp-", 4) == 0; /* by a writer that was killed */
        if (strcmp(names[i], ".") != 0 && strcmp(names[i], "..") != 0 && !left)
            sorted[kept++] = names[i];
    }
    vp_sort_texts(sorted, kept);
    for (size_t i = 0; i < kept; i++) {
        const char *one;
        VP_ALLOC(one, vp_arena_printf(v->arena, "%s/%s", path, sorted[i]), err);
        VP_TRY(visit_one(v, one, depth, err));
    }
    return VP_OK;
}

vp_status vp_store_private_each(vp_store *s, vp_status (*each)(void *ctx, const char *name, int fd, vp_err *err),
                                void *ctx, vp_arena *arena, vp_err *err)
{
    visit v = {.each = each, .ctx = ctx, .arena = arena};
    vp_status status = disk_open(&v.d, s->common, NULL, err);
    if (status == VP_OK)
        status = visit_folder(&v, "vp/private", 0, err);
    disk_close(&v.d);
    return status;
}

typedef struct sink { int fd; const char *path; } sink;

static vp_status put_some(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    const sink *to = ctx;
    while (n > 0) {
        ssize_t some = write(to->fd, bytes, n);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return os_failed(to->path, errno, err);
        bytes += some;
        n -= (size_t)some;
    }
    return VP_OK;
}

vp_status vp_store_private_fill(vp_store *s, const char *name, vp_status (*fill)(void *ctx, vp_out to, vp_err *err),
                                void *ctx, vp_err *err)
{
    disk d;
    sink to = {.fd = -1};
    if (!path_fits(name))
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' cannot be the name of private data", name);
    VP_ALLOC(to.path, vp_arena_printf(s->arena, "vp/private/%s", name), err);
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK && (to.fd = disk_create(&d, to.path, 0700, 0600)) < 0)
        status = errno == EEXIST ? vp_fail(err, VP_INVALID, VP_NOWHERE, "private data '%s' is there twice", name)
                                 : os_failed(to.path, errno, err);
    if (status == VP_OK)
        status = fill(ctx, (vp_out){put_some, &to}, err);
    if (status == VP_OK && fsync(to.fd) < 0)
        status = os_failed(to.path, errno, err);
    if (to.fd >= 0 && close(to.fd) < 0 && status == VP_OK)
        status = os_failed(to.path, errno, err);
    disk_close(&d);
    return status;
}
