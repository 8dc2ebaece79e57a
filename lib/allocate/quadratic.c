/* Rule quadratic: a pool matches what people gave. A project's weight is (Σ √c)² - Σ c over its contributions c
   (Buterin, Hitzig, Weyl 2018, A Flexible Design for Funding Public Goods); the pool is shared out by weight, and no
   project gets more than it may be granted. Roots are whole numbers of 2⁻⁶⁴, rounded down. */
#include <string.h>
#include <vp/map.h>
#include "apportion.h"
#include "backing.h"

enum { ROOT_BITS = 64 };

typedef struct gifts { mpz_t *roots, *sums, root, gift; } gifts;

/* Index among the members of a candidate's id, or SIZE_MAX. */
static vp_status find_members(size_t **out, const vp_problem_model *p, const size_t *member, size_t n, vp_arena *arena,
                              vp_err *err)
{
    VP_AUTO(vp_map) ids = vp_map_new();
    const vp_ballots *b = p->ballots;
    if (!ids)
        return vp_nomem(err);
    for (size_t k = 0; k < n; k++) {
        const char *id = p->awards[p->at[member[k]].award].id;
        uint64_t *slot = vp_map_put(ids, id, strlen(id), NULL);
        if (!slot)
            return vp_nomem(err);
        *slot = k;
    }
    VP_ALLOC(*out, vp_arena_array(arena, b->nproposals, sizeof **out), err);
    for (size_t i = 0; i < b->nproposals; i++) {
        const uint64_t *slot = vp_map_get(ids, b->proposals[i], strlen(b->proposals[i]));
        (*out)[i] = slot ? (size_t)*slot : SIZE_MAX;
    }
    return VP_OK;
}

/* weight = (Σ √c)² - Σ c, in 2⁻¹²⁸; rounding never makes it negative. */
static void weigh(mpz_t *weight, const size_t *at, const vp_ballots *b, gifts *g, size_t n)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t v = 0; v < b->at[i].n; v++) {
            size_t k = at[b->at[i].vote[v].proposal];
            if (k == SIZE_MAX)
                continue;
            vp_mpz_set(g->gift, b->at[i].vote[v].points);
            mpz_addmul_ui(g->sums[k], g->gift, b->at[i].voters);
            mpz_mul_2exp(g->gift, g->gift, 2 * ROOT_BITS);
            mpz_sqrt(g->root, g->gift);
            mpz_addmul_ui(g->roots[k], g->root, b->at[i].voters);
        }
    for (size_t k = 0; k < n; k++) {
        mpz_mul(weight[k], g->roots[k], g->roots[k]);
        mpz_mul_2exp(g->sums[k], g->sums[k], 2 * ROOT_BITS);
        mpz_sub(weight[k], weight[k], g->sums[k]);
        if (mpz_sgn(weight[k]) < 0)
            mpz_set_ui(weight[k], 0);
    }
}

static vp_status count_backers(vp_solution *s, const vp_problem_model *p, const size_t *at, const size_t *member,
                               vp_arena *arena, vp_err *err)
{
    VP_ALLOC(s->votes, vp_arena_array(arena, p->n, sizeof *s->votes), err);
    for (size_t i = 0; i < p->ballots->nproposals; i++)
        if (at[i] != SIZE_MAX)
            s->votes[member[at[i]]] = p->ballots->votes[i];
    return VP_OK;
}

vp_status vp_allocate_by_quadratic(vp_solution *s, const vp_problem_model *p, long effort, vp_arena *arena, vp_err *err)
{
    size_t *member, *at, n;
    mpz_t *weight;
    gifts g;
    bool whole;
    (void)effort;
    VP_TRY(vp_only_optimal(p, "quadratic", err));
    if (!p->ballots) {
        const vp_allocation *how = &p->round->allocation;
        vp_fail(err, VP_CORRUPT, (vp_where){.file = p->round->file, .row = how->line, .col = how->col},
                "the rule follows ballots, and there are none");
        return vp_hint(err, "name them in 'allocation': \"ballots\": \"lists/ballots.csv\""), VP_CORRUPT;
    }
    VP_ALLOC(member, vp_arena_array(arena, p->n, sizeof *member), err);
    VP_TRY(vp_keep_counts(member, &n, s, p, arena, err));
    VP_TRY(find_members(&at, p, member, n, arena, err));
    VP_TRY(count_backers(s, p, at, member, arena, err));
    VP_ALLOC(weight, vp_arena_array(arena, n, sizeof *weight), err);
    VP_ALLOC(g.roots, vp_arena_array(arena, n, sizeof *g.roots), err);
    VP_ALLOC(g.sums, vp_arena_array(arena, n, sizeof *g.sums), err);
    mpz_inits(g.root, g.gift, NULL);
    for (size_t k = 0; k < n; k++)
        mpz_inits(weight[k], g.roots[k], g.sums[k], NULL);
    weigh(weight, at, p->ballots, &g, n);
    vp_status status = vp_pay_in_parts(s, p, member, n, weight, &whole, arena, err);
    for (size_t k = 0; k < n; k++) {
        if (status == VP_OK && mpz_sgn(weight[k]) == 0)
            s->outcome[member[k]] = (vp_outcome){.verdict = VP_V_BACKERS, .cap = VP_NO_CAP,
                                                 .a = (vp_wide)s->votes[member[k]]};
        mpz_clears(weight[k], g.roots[k], g.sums[k], NULL);
    }
    mpz_clears(g.root, g.gift, NULL);
    VP_TRY(status);
    return vp_split_parts(s, p, arena, err);
}
