/* Successive shortest paths over the reviewers: see flow.h. */
#include <string.h>
#include "flow.h"

#define NOWHERE UINT32_MAX /* no place, no reviewer */
#define UNREACHED ((vp_cost)1 << 126)
#define UNKNOWN (-UNREACHED)

/* How far it is, and in how many arcs: of the shortest ways one with the fewest visits no proposal twice. */
typedef struct way { vp_cost far; uint32_t arcs; } way;

/* Reviewers, the sink, and behind them places whose proposal is to be looked at. `place`: which changes hands for
   `pair` on the last arc of the way; NOWHERE: it led from or to the sink. */
typedef struct node { uint32_t arcs, place, pair, before, heap; } node;

/* Where a reviewer sits: what that costs, whether nobody else of the group could sit there, whose the place is, and
   the other places of the reviewer. */
typedef struct seat { vp_cost cost; uint32_t owner, next, prev; bool alone; } seat;

/* The best way into a proposal so far: to those that count, and to the others. */
typedef struct door { way count, other; size_t count_stamp, other_stamp; } door;

struct vp_flow_work {
    node *node;
    vp_cost *far;             /* how far each of them is; UNREACHED */
    uint32_t *touched;        /* nodes that are not UNREACHED */
    size_t ntouched;
    vp_cost bound;            /* the nearest with too few is no farther */
    vp_cost *least;           /* of each proposal: no reviewer whom it could take costs less; UNKNOWN */
    door *door;               /* of each proposal */
    uint32_t *heap;           /* nodes, the nearest on top */
    size_t nheap, stamp;
    size_t *used, mark;       /* groups that the proposal at hand has */
    seat *seat;               /* of each place */
    uint32_t *head;           /* the first place of each reviewer */
    int64_t *load, *out;      /* what a reviewer has, and what it passes on to the sink */
    int64_t in;               /* what the sink is to get */
};

static size_t most_wanted(const vp_flow *f)
{
    size_t most = 0;
    for (size_t p = 0; p < f->nproposals; p++)
        if (f->place[p + 1] - f->place[p] > most)
            most = f->place[p + 1] - f->place[p];
    return most;
}

vp_status vp_flow_prepare(vp_flow *f, vp_arena *arena, vp_err *err)
{
    size_t places = f->place[f->nproposals], nodes = f->nreviewers + 1;
    struct vp_flow_work *w;
    VP_ALLOC(w, vp_arena_alloc(arena, sizeof *w), err);
    f->work = w;
    VP_ALLOC(f->chosen, vp_arena_array(arena, places, sizeof *f->chosen), err);
    VP_ALLOC(f->cut, vp_arena_array(arena, nodes, sizeof *f->cut), err);
    VP_ALLOC(f->price, vp_arena_array(arena, nodes, sizeof *f->price), err);
    VP_ALLOC(f->near, vp_arena_array(arena, nodes, sizeof *f->near), err);
    VP_ALLOC(f->asked, vp_arena_array(arena, most_wanted(f), sizeof *f->asked), err);
    VP_ALLOC(f->count, vp_arena_array(arena, nodes, sizeof *f->count), err);
    VP_ALLOC(w->node, vp_arena_array(arena, nodes + places, sizeof *w->node), err);
    VP_ALLOC(w->far, vp_arena_array(arena, nodes + places, sizeof *w->far), err);
    VP_ALLOC(w->touched, vp_arena_array(arena, nodes + places, sizeof *w->touched), err);
    VP_ALLOC(w->least, vp_arena_array(arena, f->nproposals, sizeof *w->least), err);
    VP_ALLOC(w->door, vp_arena_array(arena, f->nproposals, sizeof *w->door), err);
    VP_ALLOC(w->heap, vp_arena_array(arena, nodes + places, sizeof *w->heap), err);
    VP_ALLOC(w->used, vp_arena_array(arena, f->ngroups, sizeof *w->used), err);
    VP_ALLOC(w->seat, vp_arena_array(arena, places, sizeof *w->seat), err);
    VP_ALLOC(w->head, vp_arena_array(arena, nodes, sizeof *w->head), err);
    VP_ALLOC(w->load, vp_arena_array(arena, nodes, sizeof *w->load), err);
    VP_ALLOC(w->out, vp_arena_array(arena, nodes, sizeof *w->out), err);
    for (size_t p = 0; p < f->nproposals; p++)
        for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
            w->seat[i].owner = (uint32_t)p;
    for (size_t v = 0; v < nodes + places; v++)
        w->far[v] = UNREACHED;
    return VP_OK;
}

/* ---- who has what ---- */

/* Whether pair k is of the same proposal and group as the one before it. */
static bool follows(const vp_flow *f, size_t k)
{
    return k < f->first[f->nproposals] && f->pair[k].flags & VP_PAIR_BESIDE;
}

static void give(vp_flow *f, uint32_t place, uint32_t pair)
{
    struct vp_flow_work *w = f->work;
    uint32_t r = f->pair[pair].reviewer, p = w->seat[place].owner;
    bool alone = !follows(f, pair) && !follows(f, (size_t)pair + 1);
    f->chosen[place] = pair;
    w->seat[place] = (seat){vp_flow_cost(f, pair), p, w->head[r], NOWHERE, alone};
    if (w->head[r] != NOWHERE)
        w->seat[w->head[r]].prev = place;
    w->head[r] = place;
    w->load[r]++;
}

static void take(vp_flow *f, uint32_t place)
{
    struct vp_flow_work *w = f->work;
    uint32_t r = f->pair[f->chosen[place]].reviewer;
    const seat *s = &w->seat[place];
    if (s->prev == NOWHERE)
        w->head[r] = s->next;
    else
        w->seat[s->prev].next = s->next;
    if (s->next != NOWHERE)
        w->seat[s->next].prev = s->prev;
    w->load[r]--;
}

/* The cheapest choice of every proposal at the prices; what reviewers pass on is as their prices tell: all they may
   where they have one, the least where it is negative. */
static void begin(vp_flow *f)
{
    struct vp_flow_work *w = f->work;
    size_t n = f->nreviewers, places = f->place[f->nproposals];
    memset(w->head, 0xff, n * sizeof *w->head);
    memset(w->load, 0, n * sizeof *w->load);
    for (size_t r = 0; r < n; r++)
        f->price[r] -= f->price[n];
    f->price[n] = 0;
    for (size_t p = 0; p < f->nproposals; p++)
        vp_flow_choose(f, p);
    for (size_t p = 0; p < f->nproposals; p++)
        w->least[p] = UNKNOWN;
    for (size_t i = places; i-- > 0;) /* the first place ends up in front */
        give(f, (uint32_t)i, f->chosen[i]);
    w->in = 0;
    for (size_t r = 0; r < n; r++) {
        int64_t least = f->least[r], most = f->most[r], load = w->load[r];
        w->out[r] = f->price[r] > 0 ? most : f->price[r] < 0 ? least : load < least ? least : load > most ? most : load;
        w->in += w->out[r];
    }
}

/* More than 0: too many; less: too few. */
static int64_t excess(const vp_flow *f, size_t v)
{
    const struct vp_flow_work *w = f->work;
    return v == f->nreviewers ? w->in - (int64_t)f->place[f->nproposals] : w->load[v] - w->out[v];
}

/* ---- the heap ---- */

static bool nearer(const way *a, const way *b)
{
    return a->far != b->far ? a->far < b->far : a->arcs < b->arcs;
}

static bool before(const struct vp_flow_work *w, uint32_t a, uint32_t b)
{
    way x = {w->far[a], w->node[a].arcs}, y = {w->far[b], w->node[b].arcs};
    return x.far == y.far && x.arcs == y.arcs ? a < b : nearer(&x, &y);
}

static void put(struct vp_flow_work *w, uint32_t at, uint32_t v)
{
    w->heap[at] = v;
    w->node[v].heap = at;
}

static void rise(struct vp_flow_work *w, uint32_t v)
{
    uint32_t at = w->node[v].heap;
    for (; at > 0 && before(w, v, w->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(w, at, w->heap[(at - 1) / 2]);
    put(w, at, v);
}

static uint32_t pop(struct vp_flow_work *w)
{
    uint32_t top = w->heap[0], last = w->heap[--w->nheap], at = 0;
    for (uint32_t child; (child = 2 * at + 1) < w->nheap; at = child) {
        if (child + 1 < w->nheap && before(w, w->heap[child + 1], w->heap[child]))
            child++;
        if (!before(w, w->heap[child], last))
            break;
        put(w, at, w->heap[child]);
    }
    put(w, at, last);
    return top;
}

/* What was taken off the heap is nearer than all that is found after it. */
static void reach(vp_flow *f, uint32_t v, way by, uint32_t from, uint32_t place, uint32_t pair)
{
    struct vp_flow_work *w = f->work;
    node *n = &w->node[v];
    bool fresh = w->far[v] == UNREACHED;
    if (by.far > w->bound || (!fresh && !nearer(&by, &(way){w->far[v], n->arcs})))
        return;
    if (fresh)
        w->touched[w->ntouched++] = v;
    if (v <= f->nreviewers && excess(f, v) < 0)
        w->bound = by.far;
    w->far[v] = by.far;
    *n = (node){by.arcs, place, pair, from, fresh ? (uint32_t)w->nheap++ : n->heap};
    rise(w, v);
}

/* ---- arcs ---- */

static bool counts(const vp_flow *f, size_t k)
{
    return f->pair[k].flags & VP_PAIR_COUNTS;
}

static vp_cost far_by(const vp_flow *f, const way *by, size_t k)
{
    return by->far + vp_flow_cost(f, (uint32_t)k) + f->price[f->pair[k].reviewer];
}

static void offer(vp_flow *f, way by, uint32_t from, uint32_t place, size_t k)
{
    uint32_t r = f->pair[k].reviewer;
    if (f->pair[k].flags & VP_PAIR_BARRED || r == from)
        return;
    by.far = far_by(f, &by, k);
    reach(f, r, by, from, place, (uint32_t)k);
}

/* Another of the same group in its place. */
static void offer_group(vp_flow *f, way by, uint32_t from, uint32_t place)
{
    uint32_t k = f->chosen[place];
    for (size_t i = k; follows(f, i); i--)
        offer(f, by, from, place, i - 1);
    for (size_t i = (size_t)k + 1; follows(f, i); i++)
        offer(f, by, from, place, i);
}

/* Another of a group that the proposal has not. Few are nearer this way: that is asked first. */
static void offer_others(vp_flow *f, size_t p, way by, uint32_t from, uint32_t place, bool count, bool other)
{
    struct vp_flow_work *w = f->work;
    vp_cost least = UNREACHED;
    w->mark++;
    for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
        w->used[f->group[f->pair[f->chosen[i]].reviewer]] = w->mark;
    for (size_t k = f->first[p], end = f->first[p + 1]; k < end; k++) {
        uint32_t r = f->pair[k].reviewer;
        vp_cost far = far_by(f, &by, k);
        if ((far > w->far[r] && far >= least) || f->pair[k].flags & VP_PAIR_BARRED || w->used[f->group[r]] == w->mark)
            continue;
        if (far < least)
            least = far;
        if (counts(f, k) ? count : other)
            reach(f, r, (way){far, by.arcs}, from, place, (uint32_t)k);
    }
    w->least[p] = least - by.far;
}

static bool improve(way *best, size_t *stamp, const way *with, size_t now)
{
    if (*stamp == now && !nearer(with, best))
        return false;
    *best = *with;
    *stamp = now;
    return true;
}

/* The way into the proposal of a place, from the reviewer who has it. */
static way enter(const vp_flow *f, uint32_t place, uint32_t from)
{
    return (way){f->work->far[from] - f->work->seat[place].cost - f->price[from], f->work->node[from].arcs + 1};
}

/* Through the proposal to those of other groups. */
static void pass_through(vp_flow *f, uint32_t place)
{
    struct vp_flow_work *w = f->work;
    uint32_t p = w->seat[place].owner, k = f->chosen[place], n = 0;
    door *d = &w->door[p];
    way by = enter(f, place, f->pair[k].reviewer);
    for (size_t i = f->place[p]; i < f->place[p + 1]; i++)
        n += counts(f, f->chosen[i]);
    bool free = !counts(f, k) || n > f->counting[p]; /* one that does not count may come in its place */
    bool other = free && improve(&d->other, &d->other_stamp, &by, w->stamp);
    bool count = improve(&d->count, &d->count_stamp, &by, w->stamp);
    if (other || count)
        offer_others(f, p, by, f->pair[k].reviewer, place, count, other);
}

/* To others of the same group at once; through the proposal when nothing nearer is left, which for most is never. */
static void exchange(vp_flow *f, uint32_t v, uint32_t place)
{
    const struct vp_flow_work *w = f->work;
    const seat *s = &w->seat[place];
    way by = enter(f, place, v);
    vp_cost least = w->least[s->owner], far = w->far[v];
    if (!s->alone)
        offer_group(f, by, v, place);
    if (least != UNKNOWN && by.far + least > far)
        far = by.far + least;
    reach(f, (uint32_t)f->nreviewers + 1 + place, (way){far, w->node[v].arcs}, v, NOWHERE, VP_NO_PAIR);
}

static void look_around(vp_flow *f, uint32_t v)
{
    struct vp_flow_work *w = f->work;
    uint32_t sink = (uint32_t)f->nreviewers;
    way by = {w->far[v], w->node[v].arcs + 1};
    if (v > sink) {
        pass_through(f, v - sink - 1);
        return;
    }
    if (v == sink) {
        for (uint32_t r = 0; r < sink; r++)
            if (w->out[r] > f->least[r])
                reach(f, r, (way){by.far + f->price[r] - f->price[sink], by.arcs}, v, NOWHERE, VP_NO_PAIR);
        return;
    }
    for (uint32_t place = w->head[v]; place != NOWHERE; place = w->seat[place].next)
        exchange(f, v, place);
    if (w->out[v] < f->most[v])
        reach(f, sink, (way){by.far + f->price[sink] - f->price[v], by.arcs}, v, NOWHERE, VP_NO_PAIR);
}

/* ---- paths ---- */

/* The nearest node that has too few, from one that has too many; NOWHERE: there is none in reach. */
static uint32_t search(vp_flow *f, uint32_t from)
{
    struct vp_flow_work *w = f->work;
    w->stamp++;
    w->nheap = 0;
    while (w->ntouched > 0)
        w->far[w->touched[--w->ntouched]] = UNREACHED;
    w->bound = UNREACHED;
    reach(f, from, (way){0, 0}, NOWHERE, NOWHERE, VP_NO_PAIR);
    while (w->nheap > 0) {
        uint32_t v = pop(w);
        if (v <= f->nreviewers && excess(f, v) < 0)
            return v;
        look_around(f, v);
    }
    return NOWHERE;
}

static void reprice(vp_flow *f, vp_cost far)
{
    for (size_t v = 0; v <= f->nreviewers; v++)
        if (f->work->far[v] < far)
            f->price[v] += far - f->work->far[v];
}

static void pass_on(vp_flow *f, uint32_t v)
{
    struct vp_flow_work *w = f->work;
    uint32_t sink = (uint32_t)f->nreviewers;
    for (const node *n; (n = &w->node[v])->before != NOWHERE; v = n->before) {
        if (n->pair != VP_NO_PAIR) {
            take(f, n->place);
            give(f, n->place, n->pair);
            w->least[w->seat[n->place].owner] = UNKNOWN;
        } else if (v == sink) {
            w->out[n->before]++;
            w->in++;
        } else {
            w->out[v]--;
            w->in--;
        }
    }
}

void vp_flow_solve(vp_flow *f, bool *found)
{
    struct vp_flow_work *w = f->work;
    begin(f);
    *found = true;
    for (uint32_t v = 0; v <= f->nreviewers && *found; v++) /* a path adds to none that has too many */
        while (*found && excess(f, v) > 0) {
            uint32_t end = search(f, v);
            f->paths++;
            *found = end != NOWHERE;
            if (*found) {
                reprice(f, w->far[end]);
                pass_on(f, end);
            }
        }
    for (size_t v = 0; v <= f->nreviewers; v++)
        f->cut[v] = !*found && w->far[v] != UNREACHED;
}
