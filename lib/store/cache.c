/* Derived data beside the history: files under vp/cache of the git directory, which no clone, push or git add reaches.
   Whoever deletes them loses time, nothing else, so they are not synced and a failure to write one is the caller's to
   ignore. They are public data, readable like the objects beside them. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "lib/store/inside.h"

#define FOLDER "vp/cache"

static vp_status path_of(const char **path, vp_store *s, const char *name, vp_err *err)
{
    if (!path_fits(name) || strchr(name, '/'))
        return vp_fail(err, VP_BUG, VP_NOWHERE, "'%s' cannot be the name of derived data", name);
    VP_ALLOC(*path, vp_arena_printf(s->arena, FOLDER "/%s", name), err);
    return VP_OK;
}

vp_status vp_store_cache_open(const char **bytes, size_t *n, vp_store *s, const char *name, vp_err *err)
{
    disk d;
    const char *path;
    int fd = -1;
    struct stat st;
    *bytes = NULL;
    *n = 0;
    VP_TRY(path_of(&path, s, name, err));
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        fd = disk_hold(&d, path);
    disk_close(&d);
    if (status != VP_OK)
        return status;
    if (fd < 0)
        return VP_NOTFOUND;
    void *map = MAP_FAILED;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size < SIZE_MAX)
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return VP_NOTFOUND;
    *bytes = map;
    *n = (size_t)st.st_size;
    return VP_OK;
}

void vp_store_cache_close(const char *bytes, size_t n)
{
    if (bytes)
        munmap((void *)(uintptr_t)bytes, n);
}

vp_status vp_store_cache_names(const char *const **names, size_t *n, vp_store *s, vp_arena *arena, vp_err *err)
{
    disk d;
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_list(names, n, &d, FOLDER, arena, err);
    disk_close(&d);
    return status;
}

vp_status vp_store_cache_write(vp_store *s, const char *name, const char *bytes, size_t n, vp_err *err)
{
    disk d;
    const char *path;
    VP_TRY(path_of(&path, s, name, err));
    vp_status status = disk_open(&d, s->common, NULL, err);
    if (status == VP_OK)
        status = disk_write(&d, path, bytes, n, 0777, 0666, false, NULL, err);
    disk_close(&d);
    return status;
}

void vp_store_cache_remove(vp_store *s, const char *name)
{
    disk d;
    vp_err ignored = {0};
    const char *path;
    if (path_of(&path, s, name, &ignored) != VP_OK)
        return;
    if (disk_open(&d, s->common, NULL, &ignored) == VP_OK)
        (void)disk_remove(&d, path, false, &ignored);
    disk_close(&d);
}
