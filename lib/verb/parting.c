/* Painting down from the parents, the youngest commit first: in the log every commit stands behind its parents, so one
   pass over it meets each commit after all of its children. What has the colours of all parents is common to them; what
   is below such a commit is not the last of its kind. */
#include <stdint.h>
#include <vp/map.h>
#include "lib/verb/parting.h"

#define BELOW ((uint64_t)1 << 63)

struct vp_partings {
    const vp_commit *log;
    vp_map *index;       /* id -> 1 + place in the log */
    uint64_t *paint;     /* of each commit; all 0 between calls */
    size_t *painted, npainted;
    size_t waiting;      /* painted, not yet met, and not below */
};

vp_status vp_partings_new(vp_partings **out, const vp_commit *log, size_t n, vp_arena *arena, vp_err *err)
{
    vp_partings *p;
    VP_ALLOC(p, vp_arena_alloc(arena, sizeof *p), err);
    *p = (vp_partings){.log = log};
    VP_ALLOC(p->index, vp_map_in(arena), err);
    VP_ALLOC(p->paint, vp_arena_array(arena, n, sizeof *p->paint), err);
    VP_ALLOC(p->painted, vp_arena_array(arena, n, sizeof *p->painted), err);
    for (size_t i = 0; i < n; i++) {
        uint64_t *slot;
        VP_ALLOC(slot, vp_map_put(p->index, log[i].id, 40, NULL), err);
        *slot = i + 1;
    }
    *out = p;
    return VP_OK;
}

/* The commit, if the history has it, gets the colours; *top is the youngest that has any. */
static void colour(vp_partings *p, const char *id, uint64_t colours, size_t *top)
{
    const uint64_t *slot = vp_map_get(p->index, id, 40);
    if (!slot)
        return;
    size_t i = (size_t)*slot - 1;
    uint64_t old = p->paint[i], now = old | colours;
    if (old == 0)
        p->painted[p->npainted++] = i;
    bool waited = old != 0 && !(old & BELOW), waits = !(now & BELOW);
    p->waiting += waits && !waited;
    p->waiting -= waited && !waits;
    p->paint[i] = now;
    if (top && i > *top)
        *top = i;
}

vp_status vp_partings_find(const char *const **ids, size_t *count, vp_partings *p, const vp_commit *merge,
                           vp_arena *arena, vp_err *err)
{
    const char **found = NULL;
    size_t top = 0, cap = 0, parents = merge->nparents < 63 ? merge->nparents : 63;
    uint64_t all = ((uint64_t)1 << parents) - 1;
    *count = p->npainted = p->waiting = 0;
    for (size_t k = 0; k < parents; k++)
        colour(p, merge->parents[k], (uint64_t)1 << k, &top);
    for (size_t i = top + 1; i-- > 0 && p->waiting > 0;) {
        uint64_t paint = p->paint[i];
        if (paint == 0)
            continue;
        p->waiting -= !(paint & BELOW);
        if (paint == all) {
            VP_TRY(vp_arena_grow(arena, &found, &cap, *count, *count + 1, sizeof *found, err));
            found[(*count)++] = p->log[i].id;
            paint |= BELOW;
        }
        for (size_t k = 0; k < p->log[i].nparents; k++)
            colour(p, p->log[i].parents[k], paint, NULL);
    }
    while (p->npainted > 0)
        p->paint[p->painted[--p->npainted]] = 0;
    *ids = found;
    return VP_OK;
}
