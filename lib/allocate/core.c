/* The core of a knapsack: classes whose change from the relaxation costs less than the gap, nearest price first; a
   list of states (weight, worth, tie), none with both more weight and less worth than another (or the same worth and
   no larger tie), each with the changes that led to it as a chain of notes. It runs twice: for the most worth, where
   ties are left out and most states are hopeless, and then among the lists worth just as much for the largest tie. */
#include <stdlib.h>
#include <string.h>
#include "core.h"

enum { MOST_STATES = 4 * 1000 * 1000, FEW_NOTES = 1 << 20 };

typedef struct slope { int64_t worth, weight; } slope; /* a fraction; weight 0: infinite */

/* Another choice of a class than its base: what changes. */
typedef struct option { int64_t weight, worth, tie; size_t cls, item; } option;

typedef struct member {
    size_t first, n;  /* its options */
    slope up, down;   /* of the best option with more weight, of the cheapest with less */
    int64_t tie;      /* the most that an option adds */
} member;

typedef struct state { int64_t weight, worth, tie; uint32_t note; } state;
typedef struct states { state *at; size_t n, cap; } states;
typedef struct note { uint32_t before, option; } note; /* notes[0] is the base */

typedef struct search {
    const vp_core *c;
    vp_knapsack_answer *answer;
    bool improved;               /* a state was better than what it began with */
    bool ties;                   /* the second run: worth `best` and the largest tie */
    int64_t best, best_tie;
    int64_t wanted;              /* the least worth of interest */
    option quick[2];             /* the changes of the best list, while best_note is 0 */
    size_t nquick;
    uint32_t best_note;
    option *options;
    size_t noptions, option_cap;
    member *members;
    size_t nmembers, member_cap;
    size_t *order;               /* of members */
    slope *up, *down;            /* the best of the members from this place of the order on */
    int64_t *tie_left;           /* the most that these add to a tie */
    states now, next, spare;
    note *notes;
    size_t nnotes, note_cap, collect_at;
    vp_err *err;
} search;

static void search_free(search *s)
{
    free(s->options);
    free(s->members);
    free(s->order);
    free(s->up);
    free(s->down);
    free(s->tie_left);
    free(s->now.at);
    free(s->next.at);
    free(s->spare.at);
    free(s->notes);
}

static vp_status reserve(void *items, size_t *cap, size_t want, size_t size, vp_err *err)
{
    if (want <= *cap)
        return VP_OK;
    size_t more = *cap ? *cap + *cap / 2 : 64, bytes;
    if (more < want)
        more = want;
    void *old, *fresh;
    memcpy(&old, items, sizeof old);
    if (__builtin_mul_overflow(more, size, &bytes) || !(fresh = realloc(old, bytes)))
        return vp_nomem(err);
    memcpy(items, &fresh, sizeof fresh);
    *cap = more;
    return VP_OK;
}

/* ---- changes from the base ---- */

static option change(const vp_core *c, size_t cls, size_t to)
{
    const vp_knapsack *k = c->k;
    size_t from = c->base[cls];
    option o = {.cls = cls, .item = to};
    if (to != VP_NONE) {
        o.weight = k->weight[to];
        o.worth = k->worth[to];
        o.tie = k->tie[to];
    }
    if (from != VP_NONE) {
        o.weight -= k->weight[from];
        o.worth -= k->worth[from];
        o.tie -= k->tie[from];
    }
    return o;
}

/* The change of a class numbered i: 0 is to nothing, the rest to its items. False: no change. */
static bool nth_change(option *o, const vp_core *c, size_t cls, size_t i)
{
    size_t to = i == 0 ? VP_NONE : c->k->start[cls] + i - 1;
    if (to == c->base[cls])
        return false;
    *o = change(c, cls, to);
    return true;
}

static size_t changes(const vp_core *c, size_t cls)
{
    return c->k->start[cls + 1] - c->k->start[cls] + 1;
}

/* The best list that is one change from the base, or the split item in full and one change that makes room. */
static void first_list(search *s)
{
    const vp_core *c = s->c;
    int64_t room = c->k->capacity - c->weight;
    s->best = c->worth;
    if (c->split == VP_NONE)
        return;
    option in = change(c, c->split_class, c->split), o;
    for (size_t cls = 0; cls < c->k->nclasses; cls++)
        for (size_t i = 0; i < changes(c, cls); i++) {
            if (!nth_change(&o, c, cls, i))
                continue;
            if (o.weight <= room && c->worth + o.worth > s->best) {
                s->best = c->worth + o.worth;
                s->quick[0] = o;
                s->nquick = 1;
            }
            if (cls != c->split_class && in.weight + o.weight <= room && c->worth + in.worth + o.worth > s->best) {
                s->best = c->worth + in.worth + o.worth;
                s->quick[0] = in;
                s->quick[1] = o;
                s->nquick = 2;
            }
        }
}

/* Can a list that makes this change be worth what is wanted? By the price of the relaxation. */
static bool may_matter(const search *s, const option *o)
{
    const vp_knapsack_answer *a = s->answer;
    vp_wide loss = (vp_wide)o->weight * a->price_worth - (vp_wide)o->worth * a->price_weight;
    return a->root - loss >= (vp_wide)s->wanted * a->price_weight;
}

/* ---- the order of the classes ---- */

static int compare(slope a, slope b)
{
    vp_wide x = (vp_wide)a.worth * b.weight, y = (vp_wide)b.worth * a.weight;
    return (x > y) - (x < y);
}

static void steepen(member *m, const option *o)
{
    slope by = {o->weight < 0 ? -o->worth : o->worth, o->weight < 0 ? -o->weight : o->weight};
    if (o->weight > 0 && compare(by, m->up) > 0)
        m->up = by;
    if (o->weight < 0 && compare(by, m->down) < 0)
        m->down = by;
}

/* No less money and nothing better. */
static bool pointless(const search *s, const option *o)
{
    return o->weight >= 0 && (o->worth < 0 || (o->worth == 0 && (!s->ties || o->tie <= 0)));
}

static vp_status gather(search *s)
{
    option o;
    for (size_t cls = 0; cls < s->c->k->nclasses; cls++) {
        member m = {.first = s->noptions, .up = {0, 1}, .down = {1, 0}};
        for (size_t i = 0; i < changes(s->c, cls); i++) {
            if (!nth_change(&o, s->c, cls, i) || pointless(s, &o) || !may_matter(s, &o))
                continue;
            VP_TRY(reserve(&s->options, &s->option_cap, s->noptions + 1, sizeof o, s->err));
            s->options[s->noptions++] = o;
            steepen(&m, &o);
            m.tie = o.tie > m.tie ? o.tie : m.tie;
            m.n++;
        }
        if (m.n == 0)
            continue;
        VP_TRY(reserve(&s->members, &s->member_cap, s->nmembers + 1, sizeof m, s->err));
        s->members[s->nmembers++] = m;
    }
    return VP_OK;
}

/* A member and the slope it is sorted by. */
typedef struct steep { slope by; size_t at; } steep;

static int by_slope(const void *a, const void *b)
{
    const steep *x = a, *y = b;
    int by = compare(x->by, y->by);
    return by ? by : (x->at > y->at) - (x->at < y->at);
}

static int by_slope_down(const void *a, const void *b)
{
    const steep *x = a, *y = b;
    int by = compare(y->by, x->by);
    return by ? by : (x->at > y->at) - (x->at < y->at);
}

/* Turn about the nearest that adds weight and the nearest that takes weight away. */
static vp_status arrange(search *s)
{
    size_t n = s->nmembers;
    steep *rise = calloc(2 * n + 1, sizeof *rise), *fall = rise ? rise + n : NULL;
    bool *taken = calloc(n + 1, sizeof *taken);
    s->order = malloc((n + 1) * sizeof *s->order);
    s->up = malloc((n + 1) * sizeof *s->up);
    s->down = malloc((n + 1) * sizeof *s->down);
    s->tie_left = malloc((n + 1) * sizeof *s->tie_left);
    if (!rise || !taken || !s->order || !s->up || !s->down || !s->tie_left) {
        free(rise);
        free(taken);
        return vp_nomem(s->err);
    }
    for (size_t i = 0; i < n; i++) {
        rise[i] = (steep){s->members[i].up, i};
        fall[i] = (steep){s->members[i].down, i};
    }
    qsort(rise, n, sizeof *rise, by_slope_down);
    qsort(fall, n, sizeof *fall, by_slope);
    for (size_t at = 0, x = 0, y = 0; at < n; ) {
        while (x < n && taken[rise[x].at])
            x++;
        bool rises = x < n && rise[x].by.worth > 0;
        if (rises) {
            taken[rise[x].at] = true;
            s->order[at++] = rise[x].at;
        }
        while (y < n && taken[fall[y].at])
            y++;
        if (y < n && fall[y].by.weight > 0) {
            taken[fall[y].at] = true;
            s->order[at++] = fall[y].at;
        } else if (x < n && !rises) { /* it makes a difference to ties alone */
            taken[rise[x].at] = true;
            s->order[at++] = rise[x].at;
        }
    }
    s->up[n] = (slope){0, 1};
    s->down[n] = (slope){1, 0};
    s->tie_left[n] = 0;
    for (size_t i = n; i-- > 0; ) {
        const member *m = &s->members[s->order[i]];
        s->up[i] = compare(m->up, s->up[i + 1]) > 0 ? m->up : s->up[i + 1];
        s->down[i] = compare(m->down, s->down[i + 1]) < 0 ? m->down : s->down[i + 1];
        s->tie_left[i] = s->tie_left[i + 1] + m->tie;
    }
    free(rise);
    free(taken);
    return VP_OK;
}

/* ---- states ---- */

/* The slopes from a place of the order on, and whether 64 bits hold every product with them. A tie up to `tied` cannot
   come to more than the best one. */
typedef struct hope { slope up, down; int64_t wanted, capacity, tied; bool small; } hope;

static hope hope_from(const search *s, size_t place, const states *a, const states *b, const option *o)
{
    enum { SMALL = 1 << 30 };
    hope h = {s->up[place], s->down[place], s->wanted, s->c->k->capacity,
              s->ties ? s->best_tie - s->tie_left[place] : INT64_MIN, true};
    const int64_t part[] = {h.up.worth, h.up.weight, h.down.worth, h.down.weight, o->worth, o->weight};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        h.small = h.small && part[i] < SMALL / 2 && part[i] > -SMALL / 2;
    const states *lists[] = {a, b};
    for (size_t i = 0; i < 2 && h.small; i++) {
        if (lists[i]->n == 0)
            continue;
        const state *first = &lists[i]->at[0], *last = &lists[i]->at[lists[i]->n - 1];
        h.small = first->worth - h.wanted > -SMALL / 2 && last->worth - h.wanted < SMALL / 2 &&
                  h.capacity - first->weight < SMALL / 2 && h.capacity - last->weight > -SMALL / 2;
    }
    return h;
}

/* Can the state, with the classes from there on still free, come to what is wanted? */
static inline bool hopeful(const hope *h, const state *t)
{
    int64_t room = h->capacity - t->weight;
    const slope *by = room >= 0 ? &h->up : &h->down;
    if (t->tie <= h->tied)
        return false;
    if (h->small)
        return (t->worth - h->wanted) * by->weight + room * by->worth >= 0;
    return (vp_wide)(t->worth - h->wanted) * by->weight + (vp_wide)room * by->worth >= 0;
}

/* The most that the state can come to. */
static vp_wide most_of(const search *s, const state *t, size_t place)
{
    int64_t room = s->c->k->capacity - t->weight;
    slope by = room >= 0 ? s->up[place] : s->down[place];
    if (by.weight == 0)
        return 0;
    vp_wide rise = (vp_wide)room * by.worth, whole = rise / by.weight;
    return t->worth + whole - (rise % by.weight < 0);
}

static vp_status note_down(uint32_t *out, search *s, uint32_t before, size_t with)
{
    if (s->nnotes > UINT32_MAX - 2 || with > UINT32_MAX)
        return vp_nomem(s->err);
    VP_TRY(reserve(&s->notes, &s->note_cap, s->nnotes + 1, sizeof *s->notes, s->err));
    *out = (uint32_t)s->nnotes;
    s->notes[s->nnotes++] = (note){before, (uint32_t)with};
    return VP_OK;
}

/* Keep only the notes that live states and the best list rest on. Earlier notes come first, so one pass back marks
   and one pass forth moves. */
static vp_status collect(search *s)
{
    if (s->nnotes < s->collect_at)
        return VP_OK;
    uint32_t *to = calloc(s->nnotes, sizeof *to), n = 0;
    if (!to)
        return vp_nomem(s->err);
    for (size_t i = 0; i < s->now.n; i++)
        to[s->now.at[i].note] = 1;
    to[s->best_note] = to[0] = 1;
    for (size_t i = s->nnotes; i-- > 1; )
        if (to[i])
            to[s->notes[i].before] = 1;
    for (size_t i = 0; i < s->nnotes; i++)
        if (to[i]) {
            s->notes[n] = (note){i ? to[s->notes[i].before] : 0, s->notes[i].option};
            to[i] = n++;
        }
    for (size_t i = 0; i < s->now.n; i++)
        s->now.at[i].note = to[s->now.at[i].note];
    s->best_note = to[s->best_note];
    s->nnotes = n;
    s->collect_at = 2 * (size_t)n > FEW_NOTES ? 2 * (size_t)n : FEW_NOTES;
    free(to);
    return VP_OK;
}

/* Which of two heads of sorted lists comes first: less weight, then more worth, then the larger tie. */
static inline bool first_of(const state *a, const state *b)
{
    if (a->weight != b->weight)
        return a->weight < b->weight;
    return a->worth != b->worth ? a->worth > b->worth : a->tie >= b->tie;
}

/* A state that fits may be the best list so far. */
static void try_best(search *s, const state *t)
{
    if (t->worth == s->best && t->tie <= s->best_tie)
        return;
    s->best = t->worth;
    s->best_tie = t->tie;
    s->best_note = t->note;
    s->improved = true;
    s->wanted = s->ties ? s->best : s->best + 1;
}

/* spare = kept merged with every state of now changed by the option; what is dominated or hopeless is left out. */
static vp_status merge(search *s, const states *kept, size_t with, size_t place)
{
    const option *o = &s->options[with];
    const states *now = &s->now;
    states *out = &s->spare;
    VP_TRY(reserve(&out->at, &out->cap, kept->n + now->n, sizeof *out->at, s->err));
    size_t i = 0, j = 0, n = 0;
    int64_t last = INT64_MIN, last_tie = 0;
    hope h = hope_from(s, place, kept, now, o);
    while (i < kept->n || j < now->n) {
        state t = {0}, changed = {0};
        if (j < now->n)
            changed = (state){now->at[j].weight + o->weight, now->at[j].worth + o->worth,
                              s->ties ? now->at[j].tie + o->tie : 0, now->at[j].note};
        bool old = j == now->n || (i < kept->n && first_of(&kept->at[i], &changed));
        t = old ? kept->at[i++] : changed;
        j += !old;
        if (t.worth < last || (t.worth == last && t.tie <= last_tie) || !hopeful(&h, &t))
            continue;
        last = t.worth;
        last_tie = t.tie;
        if (!old)
            VP_TRY(note_down(&t.note, s, t.note, with));
        if (t.weight <= h.capacity && t.worth >= s->best) {
            try_best(s, &t);
            h.wanted = s->wanted;
            h.tied = s->ties ? s->best_tie - s->tie_left[place] : INT64_MIN;
        }
        out->at[n++] = t;
    }
    out->n = n;
    return VP_OK;
}

static void exchange(states *a, states *b)
{
    states t = *a;
    *a = *b;
    *b = t;
}

/* Take the class at that place of the order into the states. */
static vp_status expand(search *s, size_t place, uint64_t *steps)
{
    const member *m = &s->members[s->order[place]];
    bool first = true;
    for (size_t i = m->first; i < m->first + m->n; i++) {
        if (!may_matter(s, &s->options[i]))
            continue;
        *steps += s->now.n + 1;
        VP_TRY(merge(s, first ? &s->now : &s->next, i, place + 1));
        exchange(&s->next, &s->spare);
        first = false;
    }
    if (first)
        return VP_OK;
    exchange(&s->now, &s->next);
    return collect(s);
}

/* Expand until no class, no state or no step is left. *proved: nothing is better than the best. */
static vp_status run(search *s, uint64_t limit, bool *proved)
{
    const vp_core *c = s->c;
    uint64_t steps = 0;
    size_t place = 0;
    VP_TRY(reserve(&s->now.at, &s->now.cap, 1, sizeof *s->now.at, s->err));
    VP_TRY(reserve(&s->notes, &s->note_cap, 1, sizeof *s->notes, s->err));
    s->notes[s->nnotes++] = (note){0, 0};
    s->now.at[s->now.n++] = (state){c->weight, c->worth, 0, 0};
    s->collect_at = FEW_NOTES;
    for (; place < s->nmembers && s->now.n > 0 && s->now.n < MOST_STATES && steps < limit; place++)
        VP_TRY(expand(s, place, &steps));
    vp_wide bound = s->best;
    for (size_t i = 0; i < s->now.n; i++) {
        vp_wide most = most_of(s, &s->now.at[i], place);
        bound = most > bound ? most : bound;
    }
    s->answer->steps += steps;
    *proved = s->ties ? place == s->nmembers || s->now.n == 0 : bound == s->best;
    s->answer->bound = s->ties ? s->answer->bound : (int64_t)bound;
    return VP_OK;
}

/* Mark the best list in the answer. */
static vp_status report(search *s, vp_arena *arena)
{
    const vp_knapsack *k = s->c->k;
    size_t *now;
    VP_ALLOC(now, vp_arena_array(arena, k->nclasses, sizeof *now), s->err);
    memcpy(now, s->c->base, k->nclasses * sizeof *now);
    for (size_t i = 0; s->best_note == 0 && i < s->nquick; i++)
        now[s->quick[i].cls] = s->quick[i].item;
    for (uint32_t i = s->best_note; i != 0; i = s->notes[i].before)
        now[s->options[s->notes[i].option].cls] = s->options[s->notes[i].option].item;
    memset(s->answer->chosen, 0, k->start[k->nclasses] * sizeof *s->answer->chosen);
    for (size_t c = 0; c < k->nclasses; c++)
        if (now[c] != VP_NONE)
            s->answer->chosen[now[c]] = true;
    s->answer->worth = s->best;
    return VP_OK;
}

static vp_status most_worth(const vp_core *core, uint64_t steps, vp_arena *arena, vp_err *err)
{
    search s = {.c = core, .answer = core->answer, .err = err};
    first_list(&s);
    s.wanted = s.best + 1;
    vp_status status = gather(&s);
    if (status == VP_OK)
        status = arrange(&s);
    if (status == VP_OK)
        status = run(&s, steps, &core->answer->proved);
    if (status == VP_OK)
        status = report(&s, arena);
    search_free(&s);
    return status;
}

/* The tie of what the first run chose, above that of the base. */
static int64_t tie_now(const vp_core *core)
{
    const vp_knapsack *k = core->k;
    int64_t tie = 0;
    for (size_t cls = 0; cls < k->nclasses; cls++) {
        tie -= core->base[cls] == VP_NONE ? 0 : k->tie[core->base[cls]];
        for (size_t i = k->start[cls]; i < k->start[cls + 1]; i++)
            tie += core->answer->chosen[i] ? k->tie[i] : 0;
    }
    return tie;
}

static vp_status largest_tie(const vp_core *core, uint64_t steps, vp_arena *arena, vp_err *err)
{
    vp_knapsack_answer *a = core->answer;
    search s = {.c = core, .answer = a, .err = err, .ties = true, .best = a->worth, .wanted = a->worth};
    s.best_tie = tie_now(core);
    vp_status status = gather(&s);
    if (status == VP_OK)
        status = arrange(&s);
    if (status == VP_OK)
        status = run(&s, steps, &a->ties_proved);
    if (status == VP_OK && s.improved)
        status = report(&s, arena);
    search_free(&s);
    return status;
}

vp_status vp_core_solve(const vp_core *core, uint64_t steps, vp_arena *arena, vp_err *err)
{
    VP_TRY(most_worth(core, steps, arena, err));
    if (!core->answer->proved || core->answer->steps >= steps)
        return VP_OK;
    return largest_tie(core, (steps - core->answer->steps) / 2, arena, err); /* another search may do better */
}
