/* Private data: files under vp/private of the git directory, which no clone, push or git add reaches. */
#include <errno.h>
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
