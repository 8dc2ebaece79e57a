/* A step in memory, and the trees it makes: only what differs from the commit before becomes an object. */
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>
#include "lib/store/inside.h"

vp_status vp_step_new(vp_step **out, vp_store *s, vp_err *err)
{
    vp_step *t = calloc(1, sizeof *t);
    if (!t)
        return vp_nomem(err);
    t->store = s;
    t->arena = vp_arena_new();
    t->index = vp_map_new();
    if (!t->arena || !t->index) {
        vp_step_free(t);
        return vp_nomem(err);
    }
    *out = t;
    return VP_OK;
}

void vp_step_free(vp_step *t)
{
    if (!t)
        return;
    vp_map_free(t->index);
    vp_arena_free(t->arena);
    free(t);
}

static vp_status write_lent(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_step *t = ctx;
    if (!path_fits(path))
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' cannot be the path of a file of the round", path);
    if (n > OBJECT_MAX)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is too large for a file of the round", path);
    uint64_t *place = vp_map_put(t->index, path, strlen(path), NULL);
    if (!place)
        return vp_nomem(err);
    if (*place == 0) {
        VP_TRY(vp_arena_grow(t->arena, &t->at, &t->cap, t->n, t->n + 1, sizeof *t->at, err));
        VP_ALLOC(t->at[t->n].path, vp_arena_dupz(t->arena, path), err);
        *place = ++t->n;
    }
    put *p = &t->at[*place - 1];
    p->n = bytes ? n : 0;
    p->bytes = bytes;
    return VP_OK;
}

static vp_status write_put(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_step *t = ctx;
    const char *copy = NULL;
    if (bytes && n <= OBJECT_MAX)
        VP_ALLOC(copy, vp_arena_dup(t->arena, bytes, n), err);
    return write_lent(ctx, path, copy ? copy : bytes, n, err); /* what is too large is refused there */
}

vp_writer vp_step_writer(vp_step *t)
{
    return (vp_writer){write_put, t, write_lent};
}

/* ---- trees ---- */

typedef struct builder {
    vp_step *step;
    batch *batch;
    differences *out;
} builder;

static vp_status both(const char *path, vp_err *err)
{
    return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' would be a file and a folder at once", path);
}

static void add_entry(vp_str *raw, unsigned mode, const char *name, size_t n, const git_oid *id)
{
    char octal[12]; /* printf would take as long as all the rest of a large tree */
    size_t at = sizeof octal - 1;
    octal[at] = ' ';
    do
        octal[--at] = (char)('0' + mode % 8);
    while ((mode /= 8) > 0);
    vp_str_add(raw, octal + at, sizeof octal - at);
    vp_str_add(raw, name, n);
    vp_str_addc(raw, '\0');
    vp_str_add(raw, (const char *)id->id, GIT_OID_RAWSZ);
}

static vp_status note(builder *b, const put *p, const entry *old, const git_oid *fresh, vp_err *err)
{
    differences *d = b->out;
    VP_TRY(vp_arena_grow(b->step->arena, &d->at, &d->cap, d->n, d->n + 1, sizeof *d->at, err));
    difference *x = &d->at[d->n++];
    *x = (difference){.path = p->path, .had = old, .has = fresh, .bytes = p->bytes, .n = p->n};
    if (old) {
        x->old = old->id;
        x->old_mode = old->mode;
    }
    if (fresh) {
        x->fresh = *fresh;
        x->mode = MODE_FILE;
    }
    return VP_OK;
}

static vp_status add_file(builder *b, vp_str *raw, const put *p, const char *name, const entry *old, vp_err *err)
{
    git_oid id;
    if (!p->bytes)
        return old ? note(b, p, old, NULL, err) : VP_OK;
    int code = git_odb_hash(&id, p->bytes, p->n, GIT_OBJECT_BLOB);
    if (code < 0)
        return git_failed(b->step->store, code, err);
    if (old && is_regular(old) && git_oid_equal(&id, &old->id)) {
        add_entry(raw, old->mode, name, strlen(name), &id);
        return VP_OK;
    }
    VP_TRY(batch_add(b->batch, &id, GIT_OBJECT_BLOB, p->bytes, p->n, err));
    add_entry(raw, MODE_FILE, name, strlen(name), &id);
    return note(b, p, old, &id, err);
}

static vp_status fold(builder *b, git_oid *out, bool *empty, const git_oid *old, size_t lo, size_t hi, size_t prefix,
                      vp_err *err);

/* Puts lo..hi are all below the folder `name` of n bytes. */
static vp_status add_folder(builder *b, vp_str *raw, size_t lo, size_t hi, size_t prefix, const char *name, size_t n,
                            const entry *old, vp_err *err)
{
    git_oid id;
    bool empty;
    VP_TRY(fold(b, &id, &empty, old ? &old->id : NULL, lo, hi, prefix + n + 1, err));
    if (!empty)
        add_entry(raw, MODE_FOLDER, name, n, &id);
    return VP_OK;
}

/* The tree of the puts lo..hi (sorted, the first `prefix` bytes of their paths are this folder) on the old one. */
static vp_status merge(builder *b, vp_str *raw, const tree *old, size_t lo, size_t hi, size_t prefix, vp_err *err)
{
    const put *at = b->step->at;
    size_t i = 0;
    while (i < old->n || lo < hi) {
        const char *name = lo < hi ? at[lo].path + prefix : "";
        size_t n = strcspn(name, "/"), end = lo + 1;
        bool folder = name[n] == '/';
        int order = lo == hi ? 1 : i == old->n ? -1
            : entry_order(name, n, folder, old->at[i].name, strlen(old->at[i].name), is_folder(&old->at[i]));
        if (order > 0) {
            const entry *e = &old->at[i++];
            add_entry(raw, e->mode, e->name, strlen(e->name), &e->id);
            continue;
        }
        const entry *was = order == 0 ? &old->at[i++] : NULL;
        if (tree_find(old, name, n, !folder) && (folder || at[lo].bytes))
            return both(at[lo].path, err);
        if (folder)
            while (end < hi && strncmp(at[end].path + prefix, name, n + 1) == 0)
                end++;
        VP_TRY(folder ? add_folder(b, raw, lo, end, prefix, name, n, was, err)
                      : add_file(b, raw, &at[lo], name, was, err));
        lo = end;
    }
    return VP_OK;
}

static vp_status fold(builder *b, git_oid *out, bool *empty, const git_oid *old, size_t lo, size_t hi, size_t prefix,
                      vp_err *err)
{
    VP_STR raw = {0};
    tree before;
    vp_arena *arena = b->step->arena;
    VP_TRY(tree_read(&before, b->step->store, old, arena, err));
    VP_TRY(merge(b, &raw, &before, lo, hi, prefix, err));
    VP_TRY(vp_str_check(&raw, err));
    *empty = raw.n == 0;
    int code = git_odb_hash(out, vp_str_text(&raw), raw.n, GIT_OBJECT_TREE);
    if (code < 0)
        return git_failed(b->step->store, code, err);
    if ((*empty && prefix > 0) || (old && git_oid_equal(out, old)))
        return VP_OK;
    const char *bytes;
    VP_ALLOC(bytes, vp_arena_dup(arena, vp_str_text(&raw), raw.n), err);
    return batch_add(b->batch, out, GIT_OBJECT_TREE, bytes, raw.n, err);
}

/* In the order of trees: by bytes, where '/' stands as it is. */
static int by_path(const void *a, const void *b)
{
    return strcmp(((const put *)a)->path, ((const put *)b)->path);
}

/* No put may be a folder of another's path. */
static vp_status check_nesting(vp_step *t, vp_err *err)
{
    for (size_t i = 0; i < t->n; i++)
        for (const char *p = t->at[i].path, *s = p; t->at[i].bytes && (s = strchr(s, '/')); s++) {
            const uint64_t *place = vp_map_get(t->index, p, (size_t)(s - p));
            if (place && t->at[*place - 1].bytes)
                return both(p, err);
        }
    return VP_OK;
}

vp_status step_tree(git_oid *out, vp_step *t, const git_oid *old, batch *b, differences *d, vp_err *err)
{
    VP_TRY(check_nesting(t, err));
    if (t->n > 1)
        qsort(t->at, t->n, sizeof *t->at, by_path);
    for (size_t i = 0; i < t->n; i++) { /* the places have moved */
        uint64_t *place = vp_map_get(t->index, t->at[i].path, strlen(t->at[i].path));
        if (place)
            *place = i + 1;
    }
    builder build = {t, b, d};
    bool empty;
    return fold(&build, out, &empty, old, 0, t->n, 0, err);
}
