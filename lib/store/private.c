/* Private data: files under vp/private of the git directory, which no clone, push or git add reaches. */
#include <errno.h>
#include <string.h>
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
