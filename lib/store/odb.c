/* Objects in and out: libgit2 reads packs and finds abbreviated ids, loose.c reads loose objects before libgit2 could.
   Object databases borrowed from elsewhere (alternates) are not used. */
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include "lib/store/inside.h"

enum { LOOSE_MOST = 100, PACKS = 3, SOUND = 2, LOOSE = 1 };

int odb_bad(const git_oid *id, const char *why)
{
    char text[128];
    snprintf(text, sizeof text, "object %s: %s", git_oid_tostr_s(id), why);
    git_error_set_str(GIT_ERROR_ODB, text);
    return GIT_ERROR;
}

/* Give the backend to the database, which frees it; or free it. */
static int add(git_odb *odb, git_odb_backend *b, int priority)
{
    int code = git_odb_add_backend(odb, b, priority);
    if (code < 0)
        b->free(b);
    return code;
}

vp_status odb_attach(vp_store *s, vp_err *err)
{
    git_odb *odb = NULL;
    git_odb_backend *b;
    char *dir = vp_arena_printf(s->arena, "%s/objects", s->common);
    if (!dir)
        return vp_nomem(err);
    int code = git_odb_new(&odb);
    if (code == 0 && (code = git_odb_backend_pack(&b, dir)) == 0)
        code = add(odb, b, PACKS);
    if (code == 0 && (code = loose_backend(&b, dir)) == 0)
        code = add(odb, b, SOUND);
    if (code == 0 && (code = git_odb_backend_loose(&b, dir, -1, 1, 0, 0)) == 0)
        code = add(odb, b, LOOSE);
    if (code == 0)
        code = git_repository_set_odb(s->repo, odb);
    vp_status failed = code < 0 ? git_failed(s, code, err) : VP_OK;
    git_odb_free(odb);
    return failed;
}

vp_status odb_get(const char **bytes, size_t *n, vp_store *s, const git_oid *id, git_object_t type, vp_arena *arena,
                  vp_err *err)
{
    git_odb *odb = NULL;
    git_odb_object *found = NULL;
    git_object_t is;
    size_t size;
    int code = git_repository_odb(&odb, s->repo);
    if (code == 0)
        code = git_odb_read_header(&size, &is, odb, id);
    if (code == 0 && size > OBJECT_MAX)
        code = odb_bad(id, "is too large");
    if (code == 0 && is != type)
        code = odb_bad(id, "is of another kind than expected");
    if (code == 0)
        code = git_odb_read(&found, odb, id);
    vp_status st = VP_OK;
    if (code == GIT_ENOTFOUND)
        st = vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "object %s is missing from the repository", git_oid_tostr_s(id));
    else if (code < 0)
        st = git_failed(s, code, err);
    if (found) {
        *n = git_odb_object_size(found);
        *bytes = vp_arena_dup(arena, git_odb_object_data(found), *n);
        if (!*bytes)
            st = vp_nomem(err);
    }
    git_odb_object_free(found);
    git_odb_free(odb);
    return st;
}

vp_status batch_add(batch *b, const git_oid *id, git_object_t type, const char *bytes, size_t n, vp_err *err)
{
    bool fresh;
    if (!vp_map_put(b->seen, (const char *)id->id, sizeof id->id, &fresh))
        return vp_nomem(err);
    if (!fresh)
        return VP_OK;
    VP_TRY(vp_arena_grow(b->arena, &b->at, &b->cap, b->n, b->n + 1, sizeof *b->at, err));
    b->at[b->n++] = (object){*id, type, bytes, n};
    return VP_OK;
}

vp_status batch_write(vp_store *s, const batch *b, vp_err *err)
{
    return b->n <= LOOSE_MOST ? loose_write(s, b, err) : pack_write(s, b, err);
}
