/* Files in memory on top of another view. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include <vp/str.h>
#include <vp/view.h>

typedef struct file { const char *path, *bytes; size_t n; } file;

struct vp_files {
    const vp_view *below;
    vp_arena *arena;
    vp_map *index;      /* path -> file */
    file **at;          /* the first `sorted` are in the order of their paths */
    size_t n, cap, sorted;
};

vp_status vp_files_new(vp_files **files, const vp_view *below, vp_arena *arena, vp_err *err)
{
    vp_files *f;
    VP_ALLOC(f, vp_arena_alloc(arena, sizeof *f), err);
    VP_ALLOC(f->index, vp_map_in(arena), err);
    f->below = below;
    f->arena = arena;
    *files = f;
    return VP_OK;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(file *const *)a)->path, (*(file *const *)b)->path);
}

static void settle(vp_files *f)
{
    if (f->sorted == f->n)
        return;
    qsort(f->at, f->n, sizeof *f->at, by_path);
    f->sorted = f->n;
}

static file *find(const vp_files *f, const char *path)
{
    uint64_t *slot = vp_map_get(f->index, path, strlen(path));
    return slot ? (file *)(uintptr_t)*slot : NULL;
}

/* A place for a new file; the index is told last, so that a failure leaves nothing half known. */
static vp_status add(file **out, vp_files *f, const char *path, vp_err *err)
{
    file *fresh;
    VP_ALLOC(fresh, vp_arena_alloc(f->arena, sizeof *fresh), err);
    VP_ALLOC(fresh->path, vp_arena_dupz(f->arena, path), err);
    VP_TRY(vp_arena_grow(f->arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
    uint64_t *slot = vp_map_put(f->index, path, strlen(path), NULL);
    if (!slot)
        return vp_nomem(err);
    *slot = (uintptr_t)fresh;
    if (f->sorted == f->n && (f->n == 0 || strcmp(f->at[f->n - 1]->path, path) < 0))
        f->sorted++; /* files mostly come in order */
    f->at[f->n++] = fresh;
    *out = fresh;
    return VP_OK;
}

static vp_status put(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_files *f = ctx;
    const char *copy = NULL;
    if (bytes)
        VP_ALLOC(copy, vp_arena_dup(f->arena, bytes, n), err);
    file *mine = find(f, path);
    if (!mine)
        VP_TRY(add(&mine, f, path, err));
    mine->bytes = copy;
    mine->n = bytes ? n : 0;
    return VP_OK;
}

static vp_status read_file(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    vp_files *f = ctx;
    file *mine = find(f, path);
    if (!mine)
        return f->below ? f->below->read(f->below->ctx, path, bytes, n, arena, err) : VP_NOTFOUND;
    if (!mine->bytes)
        return VP_NOTFOUND;
    *bytes = mine->bytes;
    *n = mine->n;
    return VP_OK;
}

/* What path is below the folder, or NULL when it is elsewhere. */
static const char *below(const char *path, const char *folder)
{
    size_t k = strlen(folder);
    if (k > 0 && (strncmp(path, folder, k) != 0 || path[k] != '/'))
        return NULL;
    return path + k + (k > 0);
}

static vp_status list(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    vp_files *f = ctx;
    const char *const *under = NULL;
    size_t nunder = 0;
    if (f->below)
        VP_TRY(f->below->list(f->below->ctx, folder, &under, &nunder, arena, err));
    const char **all;
    VP_ALLOC(all, vp_arena_array(arena, nunder + f->n, sizeof *all), err);
    size_t n = 0;
    for (size_t i = 0; i < nunder; i++) { /* what was removed here is gone; folders stay */
        char *path = vp_arena_printf(arena, "%s%s%s", folder, *folder ? "/" : "", under[i]);
        if (!path)
            return vp_nomem(err);
        file *mine = find(f, path);
        if (!mine || mine->bytes)
            all[n++] = under[i];
    }
    for (size_t i = 0; i < f->n; i++) {
        const char *name = f->at[i]->bytes ? below(f->at[i]->path, folder) : NULL;
        if (!name)
            continue;
        const char *slash = strchr(name, '/'); /* "lists/a.csv" shows as "lists/" */
        VP_ALLOC(all[n], vp_arena_dup(arena, name, slash ? (size_t)(slash - name) + 1 : strlen(name)), err);
        n++;
    }
    vp_sort_texts(all, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(all[kept - 1], all[i]) != 0)
            all[kept++] = all[i];
    *names = all;
    *count = kept;
    return VP_OK;
}

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    vp_files *f = ctx;
    const char *p = f->below ? f->below->where(f->below->ctx, path, arena) : vp_arena_dupz(arena, path);
    return p ? p : "";
}

vp_view vp_files_view(vp_files *files)
{
    return (vp_view){.read = read_file, .list = list, .where = where, .ctx = files};
}

vp_writer vp_files_writer(vp_files *files)
{
    return (vp_writer){.put = put, .ctx = files};
}

bool vp_files_has(const vp_files *f, const char *path)
{
    return find(f, path) != NULL;
}

size_t vp_files_count(const vp_files *files)
{
    return files->n;
}

void vp_files_get(vp_files *files, size_t i, const char **path, const char **bytes, size_t *n)
{
    settle(files);
    *path = files->at[i]->path;
    *bytes = files->at[i]->bytes;
    *n = files->at[i]->n;
}
