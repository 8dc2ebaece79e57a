/* Files in memory on top of another view. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <vp/view.h>

typedef struct file { const char *path, *bytes; size_t n; } file;

struct vp_files {
    const vp_view *below;
    vp_arena *arena;
    file *at;
    size_t n, cap;
    bool sorted;
};

vp_status vp_files_new(vp_files **files, const vp_view *below, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*files, vp_arena_alloc(arena, sizeof **files), err);
    (*files)->below = below;
    (*files)->arena = arena;
    (*files)->sorted = true;
    return VP_OK;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const file *)a)->path, ((const file *)b)->path);
}

/* Paths are unique (put looks first) and mostly come in order, so this is seldom work. */
static void settle(vp_files *f)
{
    if (f->sorted)
        return;
    qsort(f->at, f->n, sizeof *f->at, by_path);
    f->sorted = true;
}

static file *find(vp_files *f, const char *path)
{
    settle(f);
    return f->n ? bsearch(&(file){.path = path}, f->at, f->n, sizeof *f->at, by_path) : NULL;
}

static vp_status put(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_files *f = ctx;
    const char *copy = NULL;
    if (bytes)
        VP_ALLOC(copy, vp_arena_dup(f->arena, bytes, n), err);
    int order = f->n ? strcmp(f->at[f->n - 1].path, path) : -1;
    file *old = order < 0 && f->sorted ? NULL : find(f, path);
    if (old) {
        old->bytes = copy;
        old->n = bytes ? n : 0;
        return VP_OK;
    }
    VP_TRY(vp_arena_grow(f->arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
    f->sorted = f->sorted && (f->n == 0 || strcmp(f->at[f->n - 1].path, path) < 0); /* find may have sorted */
    file *fresh = &f->at[f->n++];
    VP_ALLOC(fresh->path, vp_arena_dupz(f->arena, path), err);
    fresh->bytes = copy;
    fresh->n = bytes ? n : 0;
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

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The name that path shows directly in the folder ("lists/a.csv" in "" is "lists/"), or NULL. */
static const char *name_in(const char *path, const char *folder, vp_arena *arena)
{
    size_t k = strlen(folder);
    if (k > 0 && (strncmp(path, folder, k) != 0 || path[k] != '/'))
        return NULL;
    const char *name = path + k + (k > 0), *slash = strchr(name, '/');
    return vp_arena_dup(arena, name, slash ? (size_t)(slash - name) + 1 : strlen(name));
}

static vp_status list(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    vp_files *f = ctx;
    const char *const *under = NULL;
    size_t nunder = 0;
    if (f->below)
        VP_TRY(f->below->list(f->below->ctx, folder, &under, &nunder, arena, err));
    settle(f);
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
        const char *name = f->at[i].bytes ? name_in(f->at[i].path, folder, arena) : NULL;
        if (name)
            all[n++] = name;
    }
    if (n > 1)
        qsort(all, n, sizeof *all, by_name);
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
    return (vp_view){read_file, list, where, files};
}

vp_writer vp_files_writer(vp_files *files)
{
    return (vp_writer){put, files};
}

size_t vp_files_count(const vp_files *files)
{
    return files->n;
}

void vp_files_get(vp_files *files, size_t i, const char **path, const char **bytes, size_t *n)
{
    settle(files);
    *path = files->at[i].path;
    *bytes = files->at[i].bytes;
    *n = files->at[i].n;
}
