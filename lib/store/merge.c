/* Rounds that come together: what plain git is told so that it can merge them, what a merge may leave of both sides,
   and what one that is not finished leaves undecided. */
#include <string.h>
#include <vp/str.h>
#include "lib/store/inside.h"

/* ---- what plain git is told ---- */

#define DRIVER "merge.vp.driver"
#define ATTRIBUTES "info/attributes"

/* What commands compute is ours after a merge, whatever the other side has: the next command computes it again. Not in
   .gitattributes of the round, where it would name a driver that a clone without vp does not know. */
#define LAST_LOCAL "/certificate.txt merge=vp\n"
static const char local[] =
    "# vp: computed again by the next command\n"
    "/ranking.csv merge=vp\n"
    "/awards.csv merge=vp\n"
    "/allocation.json merge=vp\n"
    LAST_LOCAL;

const char vp_store_attributes[] =
    "# Files are their bytes. What both sides of a merge have changed is for people to decide: the lines of one file\n"
    "# are not mixed with those of another.\n"
    "* -text\n"
    "/proposals/** -merge\n"
    "/intake/** -merge\n"
    "/reviews/** -merge\n"
    "/draws/** -merge\n"
    "/assignments.csv -merge\n"
    "/conflicts.csv -merge\n"
    "/ranking.csv -merge\n"
    "/awards.csv -merge\n"
    "/allocation.json -merge\n"
    "/certificate.txt -merge\n";

static bool knows_driver(vp_store *s)
{
    git_config *config = NULL;
    const char *text;
    bool known = git_repository_config_snapshot(&config, s->repo) == 0 &&
                 git_config_get_string(&text, config, DRIVER) == 0;
    git_config_free(config);
    git_error_clear();
    return known;
}

static void add_driver(vp_store *s)
{
    if (config_set(s, "merge.vp.name", "computed again by the next command of vp") == 0)
        config_set(s, DRIVER, "true"); /* it leaves our side as it is */
    git_error_clear();
}

static void add_attributes(vp_store *s, disk *d)
{
    vp_err ignored = {0};
    const char *old = "";
    size_t n = 0;
    VP_STR text = {0};
    vp_status status = disk_read(&old, &n, d, ATTRIBUTES, s->arena, &ignored);
    if ((status != VP_OK && status != VP_NOTFOUND) || (n > 0 && memmem(old, n, LAST_LOCAL, strlen(LAST_LOCAL))))
        return;
    vp_str_add(&text, old, n);
    if (n > 0 && old[n - 1] != '\n')
        vp_str_addc(&text, '\n');
    vp_str_addz(&text, local);
    if (!text.oom)
        (void)disk_write(d, ATTRIBUTES, text.s, text.n, 0777, 0666, true, NULL, &ignored);
}

void vp_store_ease_merges(vp_store *s)
{
    vp_err ignored = {0};
    disk d;
    if (!*s->worktree)
        return;
    if (!knows_driver(s))
        add_driver(s);
    if (disk_open(&d, s->common, NULL, &ignored) == VP_OK)
        add_attributes(s, &d);
    disk_close(&d);
}

/* ---- what a merge may leave ---- */

/* What stands at a path in one state. */
typedef struct version { bool has; git_oid id; unsigned mode; } version;

static bool same(const version *a, const version *b)
{
    return a->has == b->has && (!a->has || (git_oid_equal(&a->id, &b->id) && a->mode == b->mode));
}

/* A state of the round, asked for paths in their order: the folder that was read last is kept. */
typedef struct state {
    vp_store *store;
    const git_oid *root; /* NULL: empty */
    const char *folder;  /* the first `n` bytes of a path; NULL: none is read */
    size_t n;
    tree tree;
    vp_arena *arena;
} state;

static vp_status enter(state *x, const char *path, size_t n, vp_err *err)
{
    const git_oid *id = x->root;
    if (x->folder && x->n == n && strncmp(x->folder, path, n) == 0)
        return VP_OK;
    x->folder = path;
    x->n = n;
    VP_TRY(tree_read(&x->tree, x->store, id, x->arena, err));
    for (const char *p = path; p < path + n; p += strcspn(p, "/") + 1) {
        const entry *e = tree_find(&x->tree, p, strcspn(p, "/"), true);
        VP_TRY(tree_read(&x->tree, x->store, e ? &e->id : NULL, x->arena, err));
    }
    return VP_OK;
}

static vp_status look(version *out, state *x, const char *path, vp_err *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    VP_TRY(enter(x, path, (size_t)(name - path), err));
    const entry *e = tree_find(&x->tree, name, strlen(name), false);
    *out = (version){.has = e};
    if (e) {
        out->id = e->id;
        out->mode = e->mode;
    }
    return VP_OK;
}

/* The differences of the merge from each parent. What none of them lists is alike everywhere, and nothing to ask of. */
typedef struct sides { differences *from; size_t n, *next; } sides;

static const difference *peek(const sides *x, size_t i)
{
    return x->next[i] < x->from[i].n ? &x->from[i].at[x->next[i]] : NULL;
}

static const difference *first(const sides *x)
{
    const difference *f = NULL;
    for (size_t i = 0; i < x->n; i++) {
        const difference *d = peek(x, i);
        if (d && (!f || strcmp(d->path, f->path) < 0))
            f = d;
    }
    return f;
}

/* Of one path: may the merge have it so? What one parent changed must be there; of what several did, one of it. */
static bool fits(const sides *x, const char *path, const version *merged, const version *base)
{
    bool changed = false, as_one = false;
    for (size_t i = 0; i < x->n; i++) {
        const difference *d = peek(x, i);
        bool differs = d && strcmp(d->path, path) == 0;
        version parent = differs ? (version){d->had, d->old, d->old_mode} : *merged;
        if (same(&parent, base))
            continue;
        changed = true;
        as_one |= !differs;
    }
    return changed ? as_one : same(merged, base);
}

static vp_status against(vp_change **out, size_t *count, sides *x, state *base, vp_arena *arena, vp_err *err)
{
    size_t cap = 0;
    *out = NULL;
    *count = 0;
    memset(x->next, 0, x->n * sizeof *x->next);
    for (const difference *d; (d = first(x));) {
        version merged = {d->has, d->fresh, d->mode}, was;
        VP_TRY(look(&was, base, d->path, err));
        if (!fits(x, d->path, &merged, &was)) {
            char how = same(&merged, &was) ? 'L' : !was.has ? 'A' : !merged.has ? 'D' : 'M';
            VP_TRY(vp_arena_grow(arena, out, &cap, *count, *count + 1, sizeof **out, err));
            (*out)[(*count)++] = (vp_change){d->path, how};
        }
        for (size_t i = 0; i < x->n; i++)
            if (peek(x, i) && strcmp(peek(x, i)->path, d->path) == 0)
                x->next[i]++;
    }
    return VP_OK;
}

static void keep_common(vp_change *at, size_t *n, const vp_change *other, size_t nother)
{
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < *n; i++) {
        while (k < nother && strcmp(other[k].path, at[i].path) < 0)
            k++;
        if (k < nother && strcmp(other[k].path, at[i].path) == 0)
            at[kept++] = at[i];
    }
    *n = kept;
}

static vp_status root_of(git_oid *out, vp_store *s, const char *hex, vp_arena *arena, vp_err *err)
{
    git_oid id;
    if (git_oid_fromstr(&id, hex) < 0)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", hex);
    return commit_tree(out, s, &id, arena, err);
}

vp_status vp_store_odd_merge(vp_change **out, size_t *count, vp_store *s, const vp_commit *c,
                             const char *const *bases, size_t nbases, vp_arena *arena, vp_err *err)
{
    git_oid merged, root;
    sides x = {.n = c->nparents};
    *out = NULL;
    *count = 0;
    if (c->nparents < 2 || git_repository_is_shallow(s->repo) == 1)
        return VP_OK;
    VP_ALLOC(x.from, vp_arena_array(arena, x.n, sizeof *x.from), err);
    VP_ALLOC(x.next, vp_arena_array(arena, x.n, sizeof *x.next), err);
    VP_TRY(root_of(&merged, s, c->id, arena, err));
    for (size_t i = 0; i < x.n; i++) {
        VP_TRY(root_of(&root, s, c->parents[i], arena, err));
        VP_TRY(tree_diff(&x.from[i], s, &root, &merged, arena, err));
    }
    for (size_t i = 0; i < nbases || i == 0; i++) {
        vp_change *odd;
        size_t n;
        if (i < nbases)
            VP_TRY(root_of(&root, s, bases[i], arena, err));
        state base = {.store = s, .root = nbases > 0 ? &root : NULL, .arena = arena};
        VP_TRY(against(&odd, &n, &x, &base, arena, err));
        if (i > 0)
            keep_common(*out, count, odd, n);
        else
            *out = odd, *count = n;
    }
    return VP_OK;
}
