/* Which limits cannot be met together: the fewest. Each in turn is left out, and stays out where the rest contradicts
   itself still (J. W. Chinneck and E. W. Dravnieks, "Locating minimal infeasible constraint sets in linear programs",
   1991: the deletion filter). What then is left is a contradiction, but there may be one of fewer. Every contradiction
   has something of each set without which the rest can be kept; so the fewest that have something of each such set
   known so far are tried: they contradict each other, or show one more such set (A. Ignatiev, A. Previti, M. Liffiton
   and J. Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization", 2015). */
#include <vp/str.h>
#include "conflict.h"
#include "program.h"

enum { MOST_UNITS = 64, MOST_SETS = 200, MOST_CHECKS = 600, PART_OF_STEPS = 20 };

typedef struct inquiry {
    const vp_problem_model *p;
    size_t n;                   /* units */
    bool *without;
    uint64_t steps;             /* of one check */
    uint64_t set[MOST_SETS];    /* units of each set without which the rest can be kept, as bits */
    size_t nsets, checks;
    bool unsure;                /* a check ended before its proof */
    vp_arena *arena;
    vp_err *err;
} inquiry;

/* Does what is not left out contradict itself? Unknown counts as no. */
static vp_status contradicts(bool *out, inquiry *q)
{
    vp_program g;
    vp_mark mark = vp_arena_mark(q->arena);
    VP_TRY(vp_program_make(&g, q->p, q->without, NULL, q->arena, q->err));
    vp_choice_answer a = {0};
    VP_ALLOC(a.chosen, vp_arena_array(q->arena, g.c.n, sizeof *a.chosen), q->err);
    VP_TRY(vp_choice_solve(&a, &g.c, q->steps, q->arena, q->err));
    *out = a.proved && !a.known;
    q->unsure = q->unsure || !(a.known || a.proved);
    q->checks++;
    vp_arena_rewind(q->arena, mark);
    return VP_OK;
}

/* ---- the fewest ---- */

static int bits_of(uint64_t set)
{
    int n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

/* At most `most` units with something of every set known, the first ones first; false: there are none. */
static bool hit(const inquiry *q, uint64_t has, int most, uint64_t *out)
{
    uint64_t least = 0;
    for (size_t k = 0; k < q->nsets; k++)
        if (!(q->set[k] & has) && (!least || bits_of(q->set[k]) < bits_of(least)))
            least = q->set[k];
    if (!least) {
        *out = has;
        return true;
    }
    for (size_t u = 0; most > 0 && u < q->n; u++)
        if (least >> u & 1 && hit(q, has | (uint64_t)1 << u, most - 1, out))
            return true;
    return false;
}

/* The units kept can be kept: add what can be kept with them; what then is left out is a set. */
static vp_status grow(inquiry *q)
{
    uint64_t left = 0;
    bool clash;
    for (size_t u = 0; u < q->n; u++) {
        if (!q->without[u])
            continue;
        q->without[u] = false;
        VP_TRY(contradicts(&clash, q));
        q->without[u] = clash;
        left |= (uint64_t)clash << u;
    }
    q->set[q->nsets++] = left;
    return VP_OK;
}

/* From a contradiction of `count` units to one of the fewest; *fewest: it is. What is not left out is the answer. */
static vp_status fewest_of(bool *fewest, inquiry *q, uint64_t found)
{
    uint64_t try = 0;
    bool clash = false;
    *fewest = false;
    while (q->n <= MOST_UNITS && !q->unsure && q->nsets < MOST_SETS && q->checks < MOST_CHECKS) {
        int most = 0;
        while (most < bits_of(found) && !hit(q, 0, most, &try))
            most++;
        *fewest = most == bits_of(found); /* a smaller one would have been hit */
        if (*fewest)
            break;
        for (size_t u = 0; u < q->n; u++)
            q->without[u] = !(try >> u & 1);
        VP_TRY(contradicts(&clash, q));
        if (clash) {
            found = try;
            *fewest = true;
            break;
        }
        VP_TRY(grow(q));
    }
    for (size_t u = 0; u < q->n && q->n <= MOST_UNITS; u++)
        q->without[u] = !(found >> u & 1);
    return VP_OK;
}

/* "limit 'x'", "the funds", …; NULL without memory. */
static const char *unit_text(const vp_problem_model *p, size_t unit, vp_lang lang, vp_arena *arena)
{
    const vp_allocation *a = &p->round->allocation;
    static const char *const texts[] = {N_("limit '%1$s'"), N_("exclusive group '%1$s'"),
                                        N_("what '%1$s' requires"), N_("that '%1$s' is decided in"), N_("the funds")};
    size_t kind = 0, at = unit;
    const size_t count[] = {a->nlimits, a->nexclusive, a->nrequirements, a->nfixed};
    while (kind < 4 && at >= count[kind])
        at -= count[kind++];
    const char *id = kind == 0 ? a->limits[at].id : kind == 1 ? a->exclusive[at].id : kind == 2 ? a->requirements[at].id
                   : kind == 3 ? a->fixed[at].id : NULL;
    VP_STR text = {0};
    vp_note_text(&text, lang, &(vp_note){texts[kind], {id}});
    return text.oom ? NULL : vp_arena_dupz(arena, vp_str_text(&text));
}

vp_status vp_conflict(const vp_problem_model *p, bool proved, uint64_t steps, vp_arena *arena, vp_err *err)
{
    size_t n = vp_units(p);
    VP_STR all = {0};
    vp_lang lang = err ? err->lang : VP_EN;
    if (!proved) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "no list was found that keeps every limit");
        return vp_hint(err, "give the search more steps (--effort), or loosen a minimum");
    }
    if (p->brief)
        return vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "no list of awards keeps every limit");
    inquiry q = {.p = p, .n = n, .steps = steps / PART_OF_STEPS, .arena = arena, .err = err};
    uint64_t found = 0;
    bool fewest = false;
    VP_ALLOC(q.without, vp_arena_array(arena, n, sizeof *q.without), err);
    for (size_t k = n; k-- > 0; ) { /* the last first: what round.json says first is rather kept */
        bool still = false;
        q.without[k] = true;
        VP_TRY(contradicts(&still, &q));
        q.without[k] = still;
        found |= still || k >= MOST_UNITS ? 0 : (uint64_t)1 << k;
    }
    VP_TRY(fewest_of(&fewest, &q, found));
    for (size_t k = 0; k < n; k++) {
        const char *text;
        if (q.without[k])
            continue;
        VP_ALLOC(text, unit_text(p, k, lang, arena), err);
        vp_str_addf(&all, "%s%s", all.n ? ", " : "", text);
    }
    VP_TRY(vp_str_check(&all, err));
    vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "no list of awards keeps all of these: %s", vp_str_text(&all));
    return fewest ? vp_hint(err, "no fewer contradict each other: change one of them")
                  : vp_hint(err, "without any one of them there is one: change one");
}
