/* Down a list, one proposal at a time: what rank, greedy and lottery share. */
#include <string.h>
#include "walk.h"

typedef struct walk {
    vp_solution *s;
    const vp_problem_model *p;
    vp_purse *purse;
    bool *waits;           /* had its turn, and lacks what it requires */
    size_t stopped;        /* the candidate that ended the list; SIZE_MAX: none has */
} walk;

static void become(vp_candidate *c, const vp_option *o)
{
    c->amount = o->amount;
    c->worth = o->worth;
    c->share = o->share;
}

/* Award the first of its choices that fits; else the outcome is that of the last. */
static bool award(walk *w, size_t i)
{
    vp_candidate *c = &w->p->at[i];
    vp_outcome *o = &w->s->outcome[i];
    vp_money left;
    long cap;
    for (size_t k = c->option0; k < c->option0 + c->noptions; k++) {
        become(c, &w->p->options[k]);
        if (!vp_caps_fit(w->p, c, &cap)) {
            *o = (vp_outcome){.verdict = VP_V_CAP, .cap = cap, .a = w->p->caps[cap].bound - w->p->caps[cap].used};
        } else if (!vp_purse_pay(w->purse, i, &left)) {
            *o = (vp_outcome){.verdict = VP_V_FUNDS, .cap = VP_NO_CAP, .a = left};
        } else {
            vp_caps_take(w->p, c);
            *o = (vp_outcome){.verdict = VP_V_AWARDED, .cap = VP_NO_CAP};
            return true;
        }
    }
    return false;
}

/* The first of its needs that is not awarded; the number of needs: it has all. */
static size_t lacks(const walk *w, size_t i)
{
    size_t k = 0;
    while (k < w->p->nneeds && (w->p->needs[k].candidate != i ||
           (w->p->needs[k].other != SIZE_MAX && w->s->outcome[w->p->needs[k].other].verdict == VP_V_AWARDED)))
        k++;
    return k;
}

/* ---- what the office has decided ---- */

static vp_where place_of(const walk *w, const vp_fixed *f)
{
    return (vp_where){.file = w->p->round->file, .row = f->line, .col = f->col};
}

static vp_status does_not_fit(const walk *w, size_t i, vp_err *err)
{
    const vp_outcome *o = &w->s->outcome[i];
    const vp_fixed *f = w->p->at[i].in;
    if (o->verdict == VP_V_CAP)
        vp_fail(err, VP_CORRUPT, place_of(w, f), "'%s' is decided in, and does not fit limit '%s'", f->id,
                w->p->caps[o->cap].id);
    else
        vp_fail(err, VP_CORRUPT, place_of(w, f), "'%s' is decided in, and the funds cannot pay it", f->id);
    return vp_hint(err, "those that the office decides in come first, by rank: decide fewer in, or loosen the limit");
}

static vp_status take_decided(walk *w, vp_err *err)
{
    for (size_t i = 0; i < w->p->n; i++)
        if (w->p->at[i].in && !award(w, i))
            return does_not_fit(w, i, err);
    for (size_t i = 0; i < w->p->n; i++) {
        size_t need = w->p->at[i].in ? lacks(w, i) : w->p->nneeds;
        if (need == w->p->nneeds)
            continue;
        vp_fail(err, VP_CORRUPT, place_of(w, w->p->at[i].in), "'%s' is decided in, and what it requires is not",
                w->p->at[i].in->id);
        return vp_hint(err, "decide in what it requires too, or use the rule optimal");
    }
    return VP_OK;
}

/* ---- requirements ---- */

/* Take away, again and again, whoever requires nobody that is left: who then is left is of a circle. */
static vp_status check_circles(const walk *w, const char *rule, vp_arena *arena, vp_err *err)
{
    const vp_problem_model *p = w->p;
    bool *needy, changed = true;
    VP_ALLOC(needy, vp_arena_array(arena, p->n, sizeof *needy), err);
    for (size_t k = 0; k < p->nneeds; k++)
        needy[p->needs[k].candidate] = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < p->n; i++) {
            bool waits = false;
            for (size_t k = 0; needy[i] && k < p->nneeds; k++)
                waits = waits || (p->needs[k].candidate == i && p->needs[k].other != SIZE_MAX &&
                                  needy[p->needs[k].other]);
            changed = changed || (needy[i] && !waits);
            needy[i] = waits;
        }
    }
    for (size_t k = 0; k < p->nneeds; k++) {
        const vp_requirement *r = p->needs[k].why;
        if (!needy[p->needs[k].candidate])
            continue;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = r->line, .col = r->col},
                "the rule %s takes one at a time, and '%s' requires what requires it", rule, r->id);
        return vp_hint(err, "use the rule optimal, or take '%s' out", "requires");
    }
    return VP_OK;
}

/* ---- the list ---- */

/* Its turn, and then that of whoever waited for it. */
static void turn(walk *w, const size_t *order, size_t i, bool stop)
{
    size_t need = lacks(w, i);
    if (need < w->p->nneeds) {
        w->waits[i] = true;
        w->s->outcome[i] = (vp_outcome){.verdict = VP_V_NEEDS, .cap = VP_NO_CAP, .other = need};
        return;
    }
    w->waits[i] = false;
    if (!award(w, i)) {
        w->stopped = stop ? i : w->stopped;
        return;
    }
    for (size_t k = 0; k < w->p->n && w->p->nneeds > 0 && w->stopped == SIZE_MAX; k++)
        if (w->waits[order[k]] && lacks(w, order[k]) == w->p->nneeds)
            turn(w, order, order[k], stop);
}

vp_status vp_walk(vp_solution *s, const vp_problem_model *p, const size_t *order, bool stop, const char *rule,
                  vp_arena *arena, vp_err *err)
{
    walk w = {.s = s, .p = p, .stopped = SIZE_MAX};
    VP_ALLOC(w.waits, vp_arena_array(arena, p->n, sizeof *w.waits), err);
    VP_TRY(check_circles(&w, rule, arena, err));
    VP_TRY(vp_purse_new(&w.purse, p, arena, err));
    for (size_t i = 0; i < p->n; i++)
        s->outcome[i].verdict = VP_V_NOT_FOUND; /* nobody is awarded yet */
    VP_TRY(take_decided(&w, err));
    for (size_t k = 0; k < p->n; k++) {
        size_t i = order[k];
        vp_outcome *o = &s->outcome[i];
        if (p->at[i].in)
            continue;
        if (w.stopped == SIZE_MAX)
            turn(&w, order, i, stop);
        else if (lacks(&w, i) < p->nneeds)
            *o = (vp_outcome){.verdict = VP_V_NEEDS, .cap = VP_NO_CAP, .other = lacks(&w, i)};
        else
            *o = (vp_outcome){.verdict = VP_V_STOPPED, .cap = s->outcome[w.stopped].cap, .other = w.stopped};
    }
    return vp_purse_split(w.purse, s->paid, err);
}
