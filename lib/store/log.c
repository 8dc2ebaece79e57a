/* The history: commits in order, and what changed between two of them. */
#include <stdlib.h>
#include <string.h>
#include "lib/store/inside.h"

/* A commit on its way into the order. */
typedef struct node {
    vp_commit commit;
    size_t waits;       /* parents that are not out yet */
    size_t first_child; /* plus 1, into edges; 0: none */
} node;

typedef struct edge { size_t child, next; } edge; /* next: plus 1 */

typedef struct graph {
    vp_store *store;
    vp_arena *arena;
    vp_map *index; /* hex -> place in at, plus 1; 0 while it is missing */
    node *at;
    size_t n, cap;
    edge *edges;
    size_t nedges, capedges;
} graph;

static vp_status copy(vp_commit *out, git_commit *c, vp_arena *arena, vp_err *err)
{
    const git_signature *who = git_commit_author(c);
    char hex[VP_OID_HEX];
    const char **parents;
    git_oid_tostr(hex, sizeof hex, git_commit_id(c));
    VP_ALLOC(out->id, vp_arena_dupz(arena, hex), err);
    git_oid_tostr(hex, sizeof hex, git_commit_tree_id(c));
    VP_ALLOC(out->tree, vp_arena_dupz(arena, hex), err);
    VP_ALLOC(out->author, vp_arena_dupz(arena, who && who->name ? who->name : ""), err);
    VP_ALLOC(out->email, vp_arena_dupz(arena, who && who->email ? who->email : ""), err);
    const char *message = git_commit_message(c);
    VP_ALLOC(out->message, vp_arena_dupz(arena, message ? message : ""), err);
    out->when = who ? (int64_t)who->when.time : 0;
    out->nparents = git_commit_parentcount(c);
    VP_ALLOC(parents, vp_arena_array(arena, out->nparents, sizeof *parents), err);
    for (size_t i = 0; i < out->nparents; i++) {
        git_oid_tostr(hex, sizeof hex, git_commit_parent_id(c, (unsigned)i));
        VP_ALLOC(parents[i], vp_arena_dupz(arena, hex), err);
    }
    out->parents = parents;
    return VP_OK;
}

/* Which of the many? */
static vp_status unreadable(vp_store *s, const char *hex, int code, vp_err *err)
{
    const git_error *e = git_error_last();
    const char *what = vp_arena_printf(s->arena, "commit %s: %s", hex, e && e->message ? e->message : "");
    if (!what || !e || e->klass == GIT_ERROR_NOMEMORY || e->klass == GIT_ERROR_OS)
        return git_failed(s, code, err);
    return damaged(s, what, err);
}

/* A commit that is missing (a shallow clone) is left out; a damaged one is an error. */
static vp_status load(graph *g, const char *hex, vp_err *err)
{
    bool fresh;
    git_oid id;
    git_commit *c = NULL;
    uint64_t *place = vp_map_put(g->index, hex, 40, &fresh);
    if (!place)
        return vp_nomem(err);
    if (!fresh || git_oid_fromstr(&id, hex) < 0)
        return VP_OK;
    int code = git_commit_lookup(&c, g->store->repo, &id);
    if (code == GIT_ENOTFOUND)
        return VP_OK;
    if (code < 0)
        return unreadable(g->store, hex, code, err);
    vp_status status = vp_arena_grow(g->arena, &g->at, &g->cap, g->n, g->n + 1, sizeof *g->at, err);
    if (status == VP_OK)
        status = copy(&g->at[g->n].commit, c, g->arena, err);
    git_commit_free(c);
    *place = ++g->n;
    return status;
}

static vp_status link_all(graph *g, vp_err *err)
{
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0; k < g->at[i].commit.nparents; k++) {
            const uint64_t *place = vp_map_get(g->index, g->at[i].commit.parents[k], 40);
            if (!place || *place == 0)
                continue;
            node *parent = &g->at[*place - 1];
            VP_TRY(vp_arena_grow(g->arena, &g->edges, &g->capedges, g->nedges, g->nedges + 1, sizeof *g->edges, err));
            g->edges[g->nedges++] = (edge){i, parent->first_child};
            parent->first_child = g->nedges;
            g->at[i].waits++;
        }
    return VP_OK;
}

static bool earlier(const graph *g, size_t a, size_t b)
{
    const vp_commit *x = &g->at[a].commit, *y = &g->at[b].commit;
    return x->when != y->when ? x->when < y->when : strcmp(x->id, y->id) < 0;
}

/* A heap of commits whose parents are out, the earliest on top. */
static void push(const graph *g, size_t *heap, size_t *n, size_t x)
{
    size_t i = (*n)++;
    for (; i > 0 && earlier(g, x, heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = x;
}

static size_t pop(const graph *g, size_t *heap, size_t *n)
{
    size_t top = heap[0], x = heap[--*n], i = 0;
    for (size_t k; (k = 2 * i + 1) < *n; i = k) {
        if (k + 1 < *n && earlier(g, heap[k + 1], heap[k]))
            k++;
        if (!earlier(g, heap[k], x))
            break;
        heap[i] = heap[k];
    }
    heap[i] = x;
    return top;
}

static vp_status order(vp_commit **out, size_t *count, graph *g, vp_err *err)
{
    size_t *heap, n = 0, done = 0;
    VP_ALLOC(*out, vp_arena_array(g->arena, g->n, sizeof **out), err);
    VP_ALLOC(heap, vp_arena_array(g->arena, g->n, sizeof *heap), err);
    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].waits == 0)
            push(g, heap, &n, i);
    while (n > 0) {
        size_t i = pop(g, heap, &n);
        (*out)[done++] = g->at[i].commit;
        for (size_t e = g->at[i].first_child; e; e = g->edges[e - 1].next)
            if (--g->at[g->edges[e - 1].child].waits == 0)
                push(g, heap, &n, g->edges[e - 1].child);
    }
    *count = done;
    return VP_OK;
}

vp_status vp_store_log(vp_commit **out, size_t *count, vp_store *s, vp_arena *arena, vp_err *err)
{
    *out = NULL;
    *count = 0;
    if (!*s->hex)
        return VP_OK;
    VP_AUTO(vp_map) index = vp_map_new();
    if (!index)
        return vp_nomem(err);
    graph g = {.store = s, .arena = arena, .index = index};
    VP_TRY(load(&g, s->hex, err));
    for (size_t i = 0; i < g.n; i++)
        for (size_t k = 0; k < g.at[i].commit.nparents; k++)
            VP_TRY(load(&g, g.at[i].commit.parents[k], err));
    VP_TRY(link_all(&g, err));
    return order(out, count, &g, err);
}

static vp_status root_of(git_oid *out, bool *has, vp_store *s, const char *commit, vp_arena *arena, vp_err *err)
{
    git_oid id;
    *has = *commit;
    if (!*has)
        return VP_OK;
    if (strlen(commit) != 40 || git_oid_fromstr(&id, commit) < 0)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", commit);
    return commit_tree(out, s, &id, arena, err);
}

vp_status vp_store_changes(vp_change **out, size_t *count, vp_store *s, const char *from, const char *to,
                           vp_arena *arena, vp_err *err)
{
    git_oid a, b;
    bool has_a, has_b;
    differences d;
    VP_TRY(root_of(&a, &has_a, s, from, arena, err));
    VP_TRY(root_of(&b, &has_b, s, to, arena, err));
    VP_TRY(tree_diff(&d, s, has_a ? &a : NULL, has_b ? &b : NULL, arena, err));
    VP_ALLOC(*out, vp_arena_array(arena, d.n, sizeof **out), err);
    for (size_t i = 0; i < d.n; i++)
        (*out)[i] = (vp_change){d.at[i].path, !d.at[i].had ? 'A' : !d.at[i].has ? 'D' : 'M'};
    *count = d.n;
    return VP_OK;
}
