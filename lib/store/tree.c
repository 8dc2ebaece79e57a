/* Trees of the history, read and compared. A round is somebody else's until it is checked: names that git would not
   write are refused here, once. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lib/store/inside.h"

enum { PATH_LONGEST = 900, PATH_DEEPEST = 12 };

int entry_order(const char *a, size_t na, bool afolder, const char *b, size_t nb, bool bfolder)
{
    size_t m = na < nb ? na : nb;
    int order = memcmp(a, b, m);
    if (order != 0)
        return order;
    unsigned char ca = na > m ? (unsigned char)a[m] : afolder ? '/' : 0;
    unsigned char cb = nb > m ? (unsigned char)b[m] : bfolder ? '/' : 0;
    return (ca > cb) - (ca < cb);
}

static int entries_order(const entry *a, const entry *b)
{
    return entry_order(a->name, strlen(a->name), is_folder(a), b->name, strlen(b->name), is_folder(b));
}

const entry *tree_find(const tree *t, const char *name, size_t n, bool folder)
{
    for (size_t low = 0, high = t->n; low < high;) {
        size_t mid = low + (high - low) / 2;
        const entry *e = &t->at[mid];
        int order = entry_order(name, n, folder, e->name, strlen(e->name), is_folder(e));
        if (order == 0)
            return e;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* One "MODE NAME\0ID" at p; where the next begins, or NULL. */
static const char *parse_entry(entry *e, const char *p, const char *end)
{
    e->mode = 0;
    int digits = 0;
    for (; p < end && *p >= '0' && *p <= '7' && digits < 6; p++, digits++)
        e->mode = e->mode * 8 + (unsigned)(*p - '0');
    if (digits == 0 || p == end || *p != ' ')
        return NULL;
    p++;
    const char *nul = memchr(p, '\0', (size_t)(end - p));
    if (!nul || nul == p || memchr(p, '/', (size_t)(nul - p)) || end - nul < 1 + GIT_OID_RAWSZ)
        return NULL;
    e->name = p;
    memcpy(e->id.id, nul + 1, GIT_OID_RAWSZ);
    return nul + 1 + GIT_OID_RAWSZ;
}

static vp_status parse(tree *out, vp_store *s, const git_oid *id, const char *raw, size_t n, vp_arena *arena,
                       vp_err *err)
{
    size_t cap = 0;
    VP_TRY(vp_arena_grow(arena, &out->at, &cap, 0, n / 40, sizeof *out->at, err));
    for (const char *p = raw, *end = raw + n; p < end;) {
        VP_TRY(vp_arena_grow(arena, &out->at, &cap, out->n, out->n + 1, sizeof *out->at, err));
        entry *e = &out->at[out->n];
        p = parse_entry(e, p, end);
        if (!p || (out->n > 0 && entries_order(e - 1, e) >= 0))
            return damaged(s, vp_arena_printf(arena, "tree %s is not well formed", git_oid_tostr_s(id)), err);
        out->n++;
    }
    return VP_OK;
}

/* ---- trees of one commit after another ---- */

enum { LARGE = 1000, KEPT = 8, ENTRY_LEAST = 30 }; /* ENTRY_LEAST: bytes */

struct kept {
    unsigned turn; /* of vp_store_rest */
    struct { vp_arena *arena; git_oid id; tree tree; unsigned used; } at[KEPT]; /* arena NULL: free */
};

vp_status vp_store_rest(vp_store *s, vp_err *err)
{
    if (!s->kept)
        VP_ALLOC(s->kept, vp_arena_alloc(s->arena, sizeof *s->kept), err);
    struct kept *k = s->kept;
    k->turn++;
    for (size_t i = 0; i < KEPT; i++)
        if (k->at[i].arena && k->at[i].used + 1 < k->turn) {
            vp_arena_free(k->at[i].arena);
            k->at[i].arena = NULL;
        }
    return VP_OK;
}

void tree_forget(vp_store *s)
{
    for (size_t i = 0; s->kept && i < KEPT; i++)
        vp_arena_free(s->kept->at[i].arena);
}

static bool find_kept(tree *out, vp_store *s, const git_oid *id)
{
    if (s->large_n > 0 && git_oid_equal(&s->large_id, id)) {
        *out = (tree){s->large_at, s->large_n};
        return true;
    }
    for (size_t i = 0; s->kept && i < KEPT; i++)
        if (s->kept->at[i].arena && git_oid_equal(&s->kept->at[i].id, id)) {
            s->kept->at[i].used = s->kept->turn;
            *out = s->kept->at[i].tree;
            return true;
        }
    return false;
}

/* A place for a large tree that is to be read; KEPT: there is none. */
static size_t free_place(const vp_store *s)
{
    size_t i = 0;
    while (s->kept && i < KEPT && s->kept->at[i].arena)
        i++;
    return s->kept ? i : KEPT;
}

/* A large tree, in an arena of its own. */
static vp_status read_kept(tree *out, vp_store *s, const git_oid *id, const char *raw, size_t n, size_t place,
                           vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *copy;
    if (!arena || !(copy = vp_arena_dup(arena, raw, n)))
        return vp_nomem(err);
    VP_TRY(parse(out, s, id, copy, n, arena, err));
    s->kept->at[place].id = *id;
    s->kept->at[place].tree = *out;
    s->kept->at[place].used = s->kept->turn;
    s->kept->at[place].arena = VP_STEAL(arena);
    return VP_OK;
}

/* Where one commit is read, its first large tree is the proposals of the tip, most likely: the index of them, the view
   and the step all want it. It is kept as long as the store. */
vp_status tree_read(tree *out, vp_store *s, const git_oid *id, vp_arena *arena, vp_err *err)
{
    *out = (tree){0};
    if (!id || find_kept(out, s, id))
        return VP_OK;
    const char *raw;
    size_t n, place = free_place(s);
    if (!s->kept && s->large_n == 0)
        arena = s->arena;
    vp_status status = odb_get(&raw, &n, s, id, GIT_OBJECT_TREE, arena, err);
    if (status == VP_NOTFOUND)
        return lacking(s, N_("tree %1$s is missing"), git_oid_tostr_s(id), err);
    if (status != VP_OK)
        return status;
    if (place < KEPT && n >= LARGE * ENTRY_LEAST)
        return read_kept(out, s, id, raw, n, place, err);
    VP_TRY(parse(out, s, id, raw, n, arena, err));
    if (out->n >= LARGE && arena == s->arena) {
        s->large_at = out->at;
        s->large_n = out->n;
        s->large_id = *id;
    }
    return VP_OK;
}

vp_status commit_tree(git_oid *out, vp_store *s, const git_oid *commit, vp_arena *arena, vp_err *err)
{
    const char *raw;
    size_t n;
    VP_TRY(odb_get(&raw, &n, s, commit, GIT_OBJECT_COMMIT, arena, err));
    if (n < 46 || memcmp(raw, "tree ", 5) != 0 || raw[45] != '\n' || git_oid_fromstrn(out, raw + 5, 40) < 0)
        return damaged(s, vp_arena_printf(arena, "commit %s has no tree", git_oid_tostr_s(commit)), err);
    return VP_OK;
}

/* What git, or a file system that ignores case or marks, takes for .git. */
static bool like_git(const char *name, size_t n)
{
    static const char *const names[] = {".git", "git~1", ".gitmodules", NULL};
    while (n > 0 && (name[n - 1] == '.' || name[n - 1] == ' '))
        n--;
    for (size_t i = 0; names[i]; i++)
        if (strlen(names[i]) == n && strncasecmp(name, names[i], n) == 0)
            return true;
    return false;
}

bool path_fits(const char *path)
{
    size_t n = strlen(path), depth = 0;
    if (n == 0 || n > PATH_LONGEST)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)path[i] < 0x20 || path[i] == 0x7F || path[i] == '\\')
            return false;
    for (const char *p = path;; p++, depth++) {
        size_t k = strcspn(p, "/");
        if (k == 0 || k > 255 || depth == PATH_DEEPEST || like_git(p, k) || (k == 1 && *p == '.') ||
            (k == 2 && p[0] == '.' && p[1] == '.'))
            return false;
        p += k;
        if (*p == '\0')
            return true;
    }
}

/* ---- differences ---- */

typedef struct walk { vp_store *store; vp_arena *arena; differences *out; int depth; } walk;

static vp_status compare(walk *w, const char *prefix, const git_oid *from, const git_oid *to, vp_err *err);

static vp_status one(walk *w, const char *prefix, const entry *a, const entry *b, vp_err *err)
{
    if (a && b && git_oid_equal(&a->id, &b->id) && a->mode == b->mode)
        return VP_OK;
    const char *name = a ? a->name : b->name, *path;
    VP_ALLOC(path, vp_arena_printf(w->arena, "%s%s", prefix, name), err);
    if (is_folder(a ? a : b)) {
        VP_ALLOC(path, vp_arena_printf(w->arena, "%s/", path), err);
        return compare(w, path, a ? &a->id : NULL, b ? &b->id : NULL, err);
    }
    differences *d = w->out;
    VP_TRY(vp_arena_grow(w->arena, &d->at, &d->cap, d->n, d->n + 1, sizeof *d->at, err));
    difference *x = &d->at[d->n++];
    *x = (difference){.path = path, .had = a, .has = b};
    if (a) {
        x->old = a->id;
        x->old_mode = a->mode;
    }
    if (b) {
        x->fresh = b->id;
        x->mode = b->mode;
    }
    return VP_OK;
}

static vp_status compare(walk *w, const char *prefix, const git_oid *from, const git_oid *to, vp_err *err)
{
    tree a, b;
    if (w->depth > 64)
        return damaged(w->store, "folders within folders without end", err);
    w->depth++;
    VP_TRY(tree_read(&a, w->store, from, w->arena, err));
    VP_TRY(tree_read(&b, w->store, to, w->arena, err));
    for (size_t i = 0, j = 0; i < a.n || j < b.n;) {
        int order = i == a.n ? 1 : j == b.n ? -1 : entries_order(&a.at[i], &b.at[j]);
        VP_TRY(one(w, prefix, order <= 0 ? &a.at[i] : NULL, order >= 0 ? &b.at[j] : NULL, err));
        i += order <= 0;
        j += order >= 0;
    }
    w->depth--;
    return VP_OK;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const difference *)a)->path, ((const difference *)b)->path);
}

vp_status tree_diff(differences *out, vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena,
                    vp_err *err)
{
    *out = (differences){0};
    if (from && to && git_oid_equal(from, to))
        return VP_OK;
    walk w = {s, arena, out, 0};
    VP_TRY(compare(&w, "", from, to, err));
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_path);
    return VP_OK;
}
