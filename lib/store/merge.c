/* Rounds that come together: what plain git is told so that it can merge them, what a merge may leave of both sides,
   and what one that is not finished leaves undecided. */
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>
#include "lib/store/inside.h"

/* ---- what plain git is told ---- */

#define DRIVER "merge.vp.driver"
#define ATTRIBUTES "info/attributes"

/* What commands compute is ours after a merge, whatever the other side has: the next command computes it again. Not in
   .gitattributes of the round, where it would name a driver that a clone without vp does not know. */
static const char local[] =
    "# vp: computed again by the next command\n"
    "/ranking.csv merge=vp\n"
    "/awards.csv merge=vp\n"
    "/allocation.json merge=vp\n";

const char vp_store_attributes[] =
    "# Files are their bytes. What both sides of a merge have changed is for people to decide: the lines of one file\n"
    "# are not mixed with those of another.\n"
    "* -text\n"
    "/proposals/** -merge\n"
    "/intake/** -merge\n"
    "/reviews/** -merge\n"
    "/ranking.csv -merge\n"
    "/awards.csv -merge\n"
    "/allocation.json -merge\n";

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
    git_config *config = NULL;
    if (git_repository_config(&config, s->repo) == 0 &&
        git_config_set_string(config, "merge.vp.name", "computed again by the next command of vp") == 0)
        git_config_set_string(config, DRIVER, "true"); /* it leaves our side as it is */
    git_config_free(config);
    git_error_clear();
}

static void add_attributes(vp_store *s, disk *d)
{
    vp_err ignored = {0};
    const char *old = "";
    size_t n = 0;
    VP_STR text = {0};
    vp_status status = disk_read(&old, &n, d, ATTRIBUTES, s->arena, &ignored);
    if ((status != VP_OK && status != VP_NOTFOUND) || (n > 0 && memmem(old, n, "merge=vp", 8)))
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

typedef struct sides {
    differences *of;  /* [0]: the merge, then each parent; all against where they parted */
    size_t n, *next;  /* differences that are looked at already */
} sides;

static const difference *peek(const sides *x, size_t i)
{
    return x->next[i] < x->of[i].n ? &x->of[i].at[x->next[i]] : NULL;
}

static bool same(const difference *a, const difference *b)
{
    return a->has == b->has && (!a->has || (git_oid_equal(&a->fresh, &b->fresh) && a->mode == b->mode));
}

/* The first path that any side still has. */
static const char *first_path(const sides *x)
{
    const char *path = NULL;
    for (size_t i = 0; i < x->n; i++) {
        const difference *d = peek(x, i);
        if (d && (!path || strcmp(d->path, path) < 0))
            path = d->path;
    }
    return path;
}

/* Of one path: may the merge have it so? What one parent changed must be there; of what several did, one of it. */
static bool fits(const sides *x, const char *path)
{
    const difference *merged = peek(x, 0);
    bool changed = false, as_one = false;
    if (merged && strcmp(merged->path, path) != 0)
        merged = NULL;
    for (size_t i = 1; i < x->n; i++) {
        const difference *d = peek(x, i);
        if (!d || strcmp(d->path, path) != 0)
            continue;
        changed = true;
        as_one |= merged && same(merged, d);
    }
    return changed ? as_one : !merged;
}

static vp_status odd_paths(vp_change **out, size_t *count, sides *x, vp_arena *arena, vp_err *err)
{
    size_t cap = 0;
    *out = NULL;
    *count = 0;
    for (const char *path; (path = first_path(x));) {
        const difference *merged = peek(x, 0);
        bool there = merged && strcmp(merged->path, path) == 0;
        if (!fits(x, path)) {
            VP_TRY(vp_arena_grow(arena, out, &cap, *count, *count + 1, sizeof **out, err));
            (*out)[(*count)++] = (vp_change){path, !there ? 'L' : !merged->had ? 'A' : !merged->has ? 'D' : 'M'};
        }
        for (size_t i = 0; i < x->n; i++)
            if (peek(x, i) && strcmp(peek(x, i)->path, path) == 0)
                x->next[i]++;
    }
    return VP_OK;
}

/* Against one commit where the parents parted; NULL: they have nothing in common. */
static vp_status against(vp_change **out, size_t *count, vp_store *s, const vp_commit *c, const git_oid *base,
                         vp_arena *arena, vp_err *err)
{
    git_oid root, id, whole;
    sides x = {.n = c->nparents + 1};
    VP_ALLOC(x.of, vp_arena_array(arena, x.n, sizeof *x.of), err);
    VP_ALLOC(x.next, vp_arena_array(arena, x.n, sizeof *x.next), err);
    if (base)
        VP_TRY(commit_tree(&root, s, base, arena, err));
    for (size_t i = 0; i < x.n; i++) {
        if (git_oid_fromstr(&id, i == 0 ? c->id : c->parents[i - 1]) < 0)
            return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", c->id);
        VP_TRY(commit_tree(&whole, s, &id, arena, err));
        VP_TRY(tree_diff(&x.of[i], s, base ? &root : NULL, &whole, arena, err));
    }
    return odd_paths(out, count, &x, arena, err);
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

/* The last commits that the parents have in common; none where their histories are not of one round. */
static vp_status parted(git_oid **out, size_t *count, vp_store *s, const vp_commit *c, vp_arena *arena, vp_err *err)
{
    git_oidarray found = {0};
    git_oid *ids, *bases;
    int code = 0;
    *count = 0;
    VP_ALLOC(ids, vp_arena_array(arena, c->nparents, sizeof *ids), err);
    for (size_t i = 0; code == 0 && i < c->nparents; i++)
        code = git_oid_fromstr(&ids[i], c->parents[i]);
    if (code == 0 && c->nparents == 2) {
        code = git_merge_bases(&found, s->repo, &ids[0], &ids[1]);
    } else if (code == 0) {
        code = git_merge_base_octopus(&ids[0], s->repo, c->nparents, ids);
        *count = code == 0;
    }
    *out = ids;
    if (code == 0 && found.count > 0 && (bases = vp_arena_array(arena, found.count, sizeof *bases))) {
        memcpy(bases, found.ids, found.count * sizeof *bases);
        *out = bases;
        *count = found.count;
    }
    bool lost = found.count > 0 && *count == 0;
    git_oidarray_dispose(&found);
    if (lost)
        return vp_nomem(err);
    if (code < 0 && code != GIT_ENOTFOUND)
        return git_failed(s, code, err);
    git_error_clear();
    return VP_OK;
}

vp_status vp_store_odd_merge(vp_change **out, size_t *count, vp_store *s, const vp_commit *c, vp_arena *arena,
                             vp_err *err)
{
    git_oid *bases;
    size_t nbases;
    *out = NULL;
    *count = 0;
    if (c->nparents < 2 || git_repository_is_shallow(s->repo) == 1)
        return VP_OK;
    VP_TRY(parted(&bases, &nbases, s, c, arena, err));
    VP_TRY(against(out, count, s, c, nbases > 0 ? &bases[0] : NULL, arena, err));
    for (size_t i = 1; i < nbases; i++) {
        vp_change *odd;
        size_t n;
        VP_TRY(against(&odd, &n, s, c, &bases[i], arena, err));
        keep_common(*out, count, odd, n);
    }
    return VP_OK;
}
