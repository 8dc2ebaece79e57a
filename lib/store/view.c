/* The files of a commit as a view. Folders are read once and kept. */
#include <stdlib.h>
#include <string.h>
#include "lib/store/inside.h"

typedef struct seen { struct seen *next; const char *path; tree tree; } seen;

typedef struct commit_view {
    vp_store *store;
    vp_arena *arena;
    const char *label;
    bool has_root;
    git_oid root;
    seen *folders;
} commit_view;

/* The folder at path (n bytes; none: the root). A missing one is empty. */
static vp_status folder(const tree **out, commit_view *v, const char *path, size_t n, vp_err *err)
{
    for (seen **s = &v->folders; *s; s = &(*s)->next)
        if (strncmp((*s)->path, path, n) == 0 && (*s)->path[n] == '\0') {
            seen *hit = *s; /* to the front: files are read folder by folder */
            *s = hit->next;
            hit->next = v->folders;
            v->folders = hit;
            *out = &hit->tree;
            return VP_OK;
        }
    const git_oid *id = v->has_root ? &v->root : NULL;
    if (n > 0) {
        size_t up = n;
        while (up > 0 && path[up - 1] != '/')
            up--;
        const tree *above;
        VP_TRY(folder(&above, v, path, up ? up - 1 : 0, err));
        const entry *e = tree_find(above, path + up, n - up, true);
        id = e ? &e->id : NULL;
    }
    seen *fresh;
    VP_ALLOC(fresh, vp_arena_alloc(v->arena, sizeof *fresh), err);
    VP_ALLOC(fresh->path, vp_arena_dup(v->arena, path, n), err);
    VP_TRY(tree_read(&fresh->tree, v->store, id, v->arena, err));
    fresh->next = v->folders;
    v->folders = fresh;
    *out = &fresh->tree;
    return VP_OK;
}

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    const commit_view *v = ctx;
    const char *p = vp_arena_printf(arena, "%s%s", v->label, path);
    return p ? p : "";
}

static vp_status not_a_file(const char *at, const char *path, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(at), "'%s' is not a regular file: it is a link or a submodule", path);
    return vp_hint(err, "put the file itself in its place and commit it");
}

static vp_status read_file(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    commit_view *v = ctx;
    const tree *t;
    if (!path_fits(path))
        return VP_NOTFOUND;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    VP_TRY(folder(&t, v, path, slash ? (size_t)(slash - path) : 0, err));
    const entry *e = tree_find(t, name, strlen(name), false);
    if (!e)
        return VP_NOTFOUND;
    if (!is_regular(e))
        return not_a_file(where(v, path, arena), path, err);
    vp_status status = odb_get(bytes, n, v->store, &e->id, GIT_OBJECT_BLOB, arena, err);
    if (status != VP_NOTFOUND)
        return status;
    return lacking(v->store, N_("'%1$s' is missing"), path, err); /* not: no such file */
}

static vp_status list(void *ctx, const char *path, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    commit_view *v = ctx;
    const tree *t;
    *names = NULL;
    *count = 0;
    if (*path && !path_fits(path))
        return VP_OK;
    VP_TRY(folder(&t, v, path, strlen(path), err));
    const char **all;
    VP_ALLOC(all, vp_arena_array(arena, t->n, sizeof *all), err);
    for (size_t i = 0; i < t->n; i++) { /* the order of trees is the one wanted */
        all[i] = t->at[i].name;
        if (is_folder(&t->at[i]))
            VP_ALLOC(all[i], vp_arena_printf(arena, "%s/", t->at[i].name), err);
    }
    *names = all;
    *count = t->n;
    return VP_OK;
}

static vp_status id_of(void *ctx, const char *path, unsigned char id[20], bool *there, vp_err *err)
{
    commit_view *v = ctx;
    const tree *t;
    *there = false;
    if (!path_fits(path))
        return VP_OK;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    VP_TRY(folder(&t, v, path, slash ? (size_t)(slash - path) : 0, err));
    const entry *e = tree_find(t, name, strlen(name), false);
    if (!e)
        e = tree_find(t, name, strlen(name), true);
    *there = e && (is_regular(e) || is_folder(e));
    if (*there)
        memcpy(id, e->id.id, sizeof e->id.id);
    return VP_OK;
}

static vp_status named(vp_named **out, size_t *n, const tree *t, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_arena_array(arena, t->n, sizeof **out), err);
    *n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (is_folder(&t->at[i]))
            continue;
        vp_named *f = &(*out)[(*n)++];
        f->name = t->at[i].name;
        if (is_regular(&t->at[i]))
            memcpy(f->id, t->at[i].id.id, sizeof f->id);
    }
    return VP_OK;
}

static vp_status files(void *ctx, const char *path, const vp_named **out, size_t *n, vp_arena *arena, vp_err *err)
{
    commit_view *v = ctx;
    static const tree none = {0};
    const tree *t = &none;
    vp_named *all;
    if (!*path || path_fits(path))
        VP_TRY(folder(&t, v, path, strlen(path), err));
    VP_TRY(named(&all, n, t, arena, err));
    *out = all;
    return VP_OK;
}

vp_status vp_store_view(vp_view *out, vp_store *s, const char *commit, vp_arena *arena, vp_err *err)
{
    commit_view *v;
    git_oid id;
    VP_ALLOC(v, vp_arena_alloc(arena, sizeof *v), err);
    v->store = s;
    v->arena = arena;
    v->has_root = *commit;
    if (strcmp(commit, s->hex) == 0 && *s->worktree)
        v->label = s->label;
    else
        VP_ALLOC(v->label, vp_arena_printf(arena, "%.10s:", commit), err);
    if (*commit) {
        if (strlen(commit) != 40 || git_oid_fromstr(&id, commit) < 0)
            return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", commit);
        VP_TRY(commit_tree(&v->root, s, &id, arena, err));
    }
    *out = (vp_view){.read = read_file, .list = list, .where = where, .ctx = v, .id = id_of, .files = files};
    return VP_OK;
}

vp_status vp_store_folder(char tree_hex[VP_OID_HEX], vp_store *s, const char *commit, const char *name, vp_err *err)
{
    git_oid id, root;
    tree t;
    tree_hex[0] = '\0';
    if (!*commit)
        return VP_OK;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    if (strlen(commit) != 40 || git_oid_fromstr(&id, commit) < 0)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", commit);
    VP_TRY(commit_tree(&root, s, &id, arena, err));
    VP_TRY(tree_read(&t, s, &root, arena, err));
    const entry *e = tree_find(&t, name, strlen(name), true);
    if (e)
        git_oid_tostr(tree_hex, VP_OID_HEX, &e->id);
    return VP_OK;
}

vp_status vp_store_files(vp_named **out, size_t *n, vp_store *s, const char *tree_hex, vp_arena *arena, vp_err *err)
{
    git_oid id;
    tree t = {0};
    *n = 0;
    if (*tree_hex && git_oid_fromstr(&id, tree_hex) == 0)
        VP_TRY(tree_read(&t, s, &id, arena, err));
    return named(out, n, &t, arena, err);
}
