/* Reviewers' names by id and keyed hash. The files are ours (lib/verb/assign_names.c), so that any other shape is
   corruption. */
#include <string.h>
#include <vp/map.h>
#include <vp/table.h>
#include "lib/store/store.h"
#include "lib/verb/who.h"
#include "lib/verb/session.h"

enum { ID, KEY, NAME, KNOWN };

typedef struct row { const char *const *cell; size_t n, before; } row; /* before: 1 + the last of the same id */

struct vp_who {
    vp_map *ids; /* id -> 1 + index of its last row */
    row *at;
    size_t n, cap;
    vp_arena *arena;
};

const char *vp_who_path(const char *bytes, size_t n, vp_arena *arena)
{
    char hex[VP_HASH_HEX];
    vp_hash(hex, bytes, n);
    return vp_arena_printf(arena, "panel/%s.csv", hex);
}

void vp_name_tag(char tag[VP_TAG], const unsigned char key[VP_KEY], const char *name)
{
    vp_tag(tag, key, "reviewer", name);
}

/* ---- reading ---- */

static vp_status take(vp_who *all, const vp_row *r, vp_err *err)
{
    uint64_t *last = vp_map_put(all->ids, r->cell[ID], strlen(r->cell[ID]), NULL);
    if (!last)
        return vp_nomem(err);
    VP_TRY(vp_arena_grow(all->arena, &all->at, &all->cap, all->n, all->n + 1, sizeof *all->at, err));
    all->at[all->n++] = (row){r->cell, r->n, *last};
    *last = all->n;
    return VP_OK;
}

static vp_status take_file(vp_who *all, vp_store *store, const char *name, vp_err *err)
{
    const char *path, *bytes;
    size_t n;
    vp_table *t = NULL;
    VP_ALLOC(path, vp_arena_printf(all->arena, "panel/%s", name), err);
    VP_TRY(vp_store_private_read(store, path, &bytes, &n, all->arena, err));
    vp_status s = vp_table_read(&t, path, bytes, n, all->arena, err);
    if (s != VP_OK && s != VP_INVALID)
        return s;
    bool ours = s == VP_OK && t->header.n >= KNOWN && strcmp(t->header.cell[ID], "id") == 0 &&
                strcmp(t->header.cell[KEY], "key") == 0 && strcmp(t->header.cell[NAME], "name") == 0;
    for (size_t i = 0; ours && i < t->nrows; i++) {
        unsigned char key[VP_KEY];
        const char *hex = t->rows[i].cell[KEY];
        ours = vp_key_parse(key, hex, strlen(hex));
        if (ours)
            VP_TRY(take(all, &t->rows[i], err));
    }
    if (ours)
        return VP_OK;
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(path), "this is no file of reviewers' names as vp-assign keeps them");
    return vp_hint(err, "it is in vp/private of the git directory: move it elsewhere, and vp-assign goes on without "
                        "it");
}

vp_status vp_who_read(vp_who **out, vp_store *store, vp_arena *arena, vp_err *err)
{
    const char *const *names;
    size_t n = 0;
    VP_ALLOC(*out, vp_arena_alloc(arena, sizeof **out), err);
    **out = (vp_who){.arena = arena};
    VP_ALLOC((*out)->ids, vp_map_in(arena), err);
    if (store)
        VP_TRY(vp_store_private_list(store, "panel", &names, &n, arena, err));
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(names[i]);
        if (*names[i] != '.' && len > 4 && strcmp(names[i] + len - 4, ".csv") == 0)
            VP_TRY(take_file(*out, store, names[i], err));
    }
    return VP_OK;
}

vp_status vp_who_of(vp_who **out, vp_session *session, vp_arena *arena, vp_err *err)
{
    return vp_who_read(out, vp_session_store(session), arena, err);
}

/* ---- looking up ---- */

const char *vp_who_find(unsigned char key[VP_KEY], const vp_who *all, const char *id, const char *tag)
{
    const uint64_t *last = vp_map_get(all->ids, id, strlen(id));
    for (size_t i = last ? *last : 0; i > 0; i = all->at[i - 1].before) {
        const char *const *cell = all->at[i - 1].cell;
        unsigned char k[VP_KEY];
        char is[VP_TAG];
        vp_key_parse(k, cell[KEY], strlen(cell[KEY]));
        vp_name_tag(is, k, cell[NAME]);
        if (strcmp(is, tag) != 0)
            continue;
        if (key)
            memcpy(key, k, VP_KEY);
        return cell[NAME];
    }
    return NULL;
}

vp_status vp_who_fill(vp_panel_list *panel, size_t *missing, const vp_who *all, vp_arena *arena, vp_err *err)
{
    vp_panelist *at;
    *missing = 0;
    VP_ALLOC(at, vp_arena_copy(arena, panel->at, panel->n, sizeof *at), err);
    for (size_t i = 0; i < panel->n; i++) {
        if (!at[i].tag)
            continue;
        const char *name = vp_who_find(NULL, all, at[i].id, at[i].tag);
        *missing += !name;
        at[i].name = name ? name : "";
    }
    panel->at = at;
    return VP_OK;
}

bool vp_who_none(const vp_who *all)
{
    return all->n == 0;
}

vp_status vp_who_each(const vp_who *all, vp_name_of *fn, void *ctx, vp_err *err)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t c = NAME; c < all->at[i].n; c++)
            if (*all->at[i].cell[c])
                VP_TRY(fn(ctx, c == NAME, all->at[i].cell[c], err));
    return VP_OK;
}
