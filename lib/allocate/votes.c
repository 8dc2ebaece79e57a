/* What the rules that follow ballots share: who backs what, and what is said of the order. */
#include <stdlib.h>
#include <string.h>
#include "lib/allocate/backing.h"

static int64_t utility_of(const vp_poll *poll, const vp_vote *v)
{
    return poll->utility == VP_UTILITY_POINTS ? v->points : 1;
}

vp_status vp_backing_new(vp_backing *out, const vp_poll *poll, vp_arena *arena, vp_err *err)
{
    size_t *next, total = 0;
    VP_ALLOC(out->from, vp_arena_array(arena, poll->n + 1, sizeof *out->from), err);
    VP_ALLOC(out->votes, vp_arena_array(arena, poll->n, sizeof *out->votes), err);
    for (size_t b = 0; b < poll->nballots; b++)
        for (size_t k = 0; k < poll->ballots[b].n; k++, total++) {
            out->from[poll->ballots[b].vote[k].proposal + 1]++;
            out->votes[poll->ballots[b].vote[k].proposal] += poll->ballots[b].voters;
        }
    for (size_t c = 0; c < poll->n; c++)
        out->from[c + 1] += out->from[c];
    VP_ALLOC(out->at, vp_arena_array(arena, total, sizeof *out->at), err);
    VP_ALLOC(next, vp_arena_copy(arena, out->from, poll->n + 1, sizeof *next), err);
    for (size_t b = 0; b < poll->nballots; b++)
        for (size_t k = 0; k < poll->ballots[b].n; k++) {
            const vp_vote *v = &poll->ballots[b].vote[k];
            out->at[next[v->proposal]++] = (vp_backer){b, poll->ballots[b].voters, utility_of(poll, v)};
        }
    return VP_OK;
}

int vp_poll_order(const vp_poll *poll, const vp_backing *backing, size_t a, size_t b)
{
    if (backing->votes[a] != backing->votes[b])
        return backing->votes[a] > backing->votes[b] ? -1 : 1;
    if (poll->cost[a] != poll->cost[b])
        return poll->cost[a] < poll->cost[b] ? -1 : 1;
    return strcmp(poll->id[a], poll->id[b]);
}
