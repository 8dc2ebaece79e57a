/* Phragmén's sequential method. What a voter has earned and not spent is what all have earned less the voter's load,
   the moment at which the voter paid last: a project is paid for at (cost + Σ loads) / voters behind it. Loads are
   whole numbers of 1/parts, so that all of it stays exact. */
#include "lib/allocate/backing.h"

typedef struct pace {
    const vp_poll *poll;
    vp_backing backing;
    mpz_t *load;        /* of a voter of each ballot */
    size_t nload;       /* of them that are initialised */
    mpz_t parts, best, a, b;
    bool *gone;         /* bought, not to be had, or backed by nobody */
} pace;

static vp_status pace_open(pace *p, const vp_poll *poll, vp_arena *arena, vp_err *err)
{
    p->poll = poll;
    mpz_inits(p->parts, p->best, p->a, p->b, NULL);
    mpz_set_ui(p->parts, 1);
    VP_TRY(vp_backing_new(&p->backing, poll, arena, err));
    VP_ALLOC(p->load, vp_arena_array(arena, poll->nballots, sizeof *p->load), err);
    VP_ALLOC(p->gone, vp_arena_array(arena, poll->n, sizeof *p->gone), err);
    for (; p->nload < poll->nballots; p->nload++)
        mpz_init(p->load[p->nload]);
    for (size_t c = 0; c < poll->n; c++)
        p->gone[c] = p->backing.votes[c] == 0;
    return VP_OK;
}

static void pace_close(pace *p)
{
    for (size_t i = 0; i < p->nload; i++)
        mpz_clear(p->load[i]);
    mpz_clears(p->parts, p->best, p->a, p->b, NULL);
}

/* cost + Σ loads, in parts. */
static void owed(mpz_t out, const pace *p, size_t project)
{
    vp_mpz_set(out, p->poll->cost[project]);
    mpz_mul(out, out, p->parts);
    for (size_t i = p->backing.from[project]; i < p->backing.from[project + 1]; i++)
        mpz_addmul_ui(out, p->load[p->backing.at[i].ballot], p->backing.at[i].voters);
}

enum { NONE = -1 };

/* The project that is paid for first, and what is owed for it in p->best; NONE. */
static long earliest(pace *p)
{
    long best = NONE;
    for (size_t c = 0; c < p->poll->n; c++) {
        if (p->gone[c])
            continue;
        owed(p->a, p, c);
        if (best != NONE) {
            mpz_mul_ui(p->b, p->a, p->backing.votes[best]);
            mpz_submul_ui(p->b, p->best, p->backing.votes[c]);
            int order = mpz_sgn(p->b);
            if (order > 0 || (order == 0 && vp_poll_order(p->poll, &p->backing, c, (size_t)best) > 0))
                continue;
        }
        best = (long)c;
        mpz_swap(p->best, p->a);
    }
    return best;
}

/* The load of its backers is now the moment at which they paid: best / votes. */
static void pay_for(pace *p, size_t project)
{
    unsigned long votes = p->backing.votes[project], common = mpz_gcd_ui(NULL, p->best, votes);
    mpz_divexact_ui(p->best, p->best, common);
    votes /= common;
    if (votes > 1) {
        mpz_mul_ui(p->parts, p->parts, votes);
        for (size_t i = 0; i < p->nload; i++)
            mpz_mul_ui(p->load[i], p->load[i], votes);
    }
    for (size_t i = p->backing.from[project]; i < p->backing.from[project + 1]; i++)
        mpz_set(p->load[p->backing.at[i].ballot], p->best);
}

vp_status vp_phragmen(vp_bought *out, const vp_poll *poll, const vp_till *till, vp_arena *arena, vp_err *err)
{
    pace p = {0};
    long next;
    vp_status s = pace_open(&p, poll, arena, err);
    out->n = 0;
    if (s == VP_OK && !(out->at = vp_arena_array(arena, poll->n, sizeof *out->at)))
        s = vp_nomem(err);
    till->reset(till->ctx);
    while (s == VP_OK && (next = earliest(&p)) != NONE) {
        size_t best = (size_t)next;
        vp_taken taken = till->take(till->ctx, best, true);
        if (taken == VP_UNPAID)
            break;
        p.gone[best] = true;
        if (taken != VP_TAKEN)
            continue;
        pay_for(&p, best);
        out->at[out->n++] = best;
    }
    pace_close(&p);
    return s;
}
