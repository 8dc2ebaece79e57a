/* Writing a certificate. The list and the bound are known: what is left is a proof that is short to write and to check.
   Prices come from a linear program in floating point; what they prove is worked out by the machine that checks proofs,
   in integers, and only steps that help are written. */
#include <string.h>
#include <vp/allocate.h>
#include <vp/map.h>
#include "prover.h"

enum { CUT_ROUNDS = 30, MOST_PIVOTS = 20000, FULL_BITS = 40, NODE_BITS = 30, MOST_VARS = 4000,
       STEPS_PER_EFFORT = 1000, DEFAULT_EFFORT = 4000000 };

/* What is known of branching on each item, and of each branch that is open. */
typedef struct cost { double sum[2]; unsigned n[2]; } cost;
typedef struct trail { double z, part; } trail;
typedef struct branching { cost *of; trail *at; size_t cap; } branching;

double vp_prover_x(const vp_prover *p, size_t i)
{
    return p->var[i] < p->nvars ? vp_lp_x(p->lp, p->var[i]) : p->k.decided[i] == VP_TAKEN;
}

double vp_prover_part(const vp_prover *p, size_t i)
{
    double x = vp_prover_x(p, i);
    return p->k.decided[i] != VP_OPEN || x < VP_WHOLE || x > 1 - VP_WHOLE ? 0 : x;
}

static uint64_t steps_of(const vp_prover *p)
{
    return p->steps + (p->lp ? p->lp->steps : 0);
}

/* ---- the program ---- */

vp_status vp_prover_add_row(vp_prover *p, size_t row)
{
    const vp_machine_row *r = &p->k.row[row];
    size_t *at, n = 0;
    double *coef, bound = (double)r->bound, most = 1;
    VP_ALLOC(at, vp_arena_array(p->arena, r->n + 1, sizeof *at), p->err);
    VP_ALLOC(coef, vp_arena_array(p->arena, r->n + 1, sizeof *coef), p->err);
    for (size_t e = 0; e < r->n; e++) {
        size_t i = r->at[e].item;
        double a = (double)r->at[e].coef;
        if (p->var[i] < p->nvars) {
            at[n] = p->var[i];
            coef[n++] = a;
            most = a > most ? a : -a > most ? -a : most;
        } else if (p->k.decided[i] == VP_TAKEN) {
            bound -= a;
        }
    }
    for (size_t e = 0; e < n; e++)
        coef[e] /= most;
    p->row[p->lp->m] = row;
    p->size[p->lp->m] = most;
    vp_lp_add_row(p->lp, (vp_lp_row){at, coef, n, bound / most});
    return VP_OK;
}

/* Whether a row can be broken by what is open. */
static bool can_bind(const vp_machine *k, size_t row)
{
    vp_wide most = 0;
    for (size_t e = 0; e < k->row[row].n; e++) {
        size_t i = k->row[row].at[e].item;
        int64_t a = k->row[row].at[e].coef;
        most += k->decided[i] == VP_TAKEN || (k->decided[i] == VP_OPEN && a > 0) ? a : 0;
    }
    return most > k->row[row].bound;
}

/* Of what is open; keep[row]: which cuts are still of use. */
static vp_status make_program(vp_prover *p, const bool *keep)
{
    const vp_machine *k = &p->k;
    const vp_model *m = k->m;
    size_t rows = 0, groups = 0;
    p->steps = steps_of(p);
    p->nvars = 0;
    p->base = 0;
    p->scale = 1;
    for (size_t i = 0; i < m->n; i++) {
        p->base += k->decided[i] == VP_TAKEN ? m->item[i].value : 0;
        if (k->decided[i] == VP_OPEN)
            p->item[p->nvars++] = i;
        if ((double)m->item[i].value > p->scale)
            p->scale = (double)m->item[i].value;
    }
    for (size_t i = 0; i < m->n; i++)
        p->var[i] = p->nvars;
    VP_ALLOC(p->worth, vp_arena_array(p->arena, p->nvars + 1, sizeof *p->worth), p->err);
    for (size_t v = 0; v < p->nvars; v++) {
        p->var[p->item[v]] = v;
        p->told[v] = VP_OPEN;
        p->worth[v] = (double)m->item[p->item[v]].value / p->scale;
    }
    for (size_t r = 0; r < k->nrows; r++)
        rows += can_bind(k, r);
    VP_ALLOC(p->row, vp_arena_array(p->arena, rows + VP_MOST_PROOF_CUTS, sizeof *p->row), p->err);
    VP_ALLOC(p->size, vp_arena_array(p->arena, rows + VP_MOST_PROOF_CUTS, sizeof *p->size), p->err);
    VP_TRY(vp_lp_new(&p->lp, p->nvars, rows + VP_MOST_PROOF_CUTS, p->worth, p->arena, p->err));
    groups = m->nrows;
    for (size_t g = 0; g < m->ngroups; g++)
        groups += m->group[g + 1] - m->group[g] > 1;
    for (size_t r = 0; r < k->nrows; r++)
        if (can_bind(k, r) && (r < groups || !keep || keep[r]))
            VP_TRY(vp_prover_add_row(p, r));
    return VP_OK;
}

/* What the machine has decided or opened again since. True: something that the program has otherwise. */
static bool tell_program(vp_prover *p)
{
    bool moved = false;
    for (size_t v = 0; v < p->nvars; v++) {
        unsigned char now = p->k.decided[p->item[v]];
        if (now == p->told[v])
            continue;
        double x = vp_lp_x(p->lp, v);
        moved = moved || (now == VP_TAKEN ? x < 1 - VP_WHOLE : now == VP_LEFT ? x > VP_WHOLE : false);
        p->told[v] = now;
        vp_lp_bounds(p->lp, v, now == VP_TAKEN, now != VP_LEFT);
    }
    return moved;
}

/* ---- prices ---- */

/* p->most[row], scaled so that 1 is 2^bits, as prices of rows. */
static vp_status take_prices(vp_prover *p, double unit)
{
    p->nprices = 0;
    for (size_t r = 0; r < p->k.nrows; r++) {
        double u = p->most[r] * unit;
        int64_t price = u >= 4e18 ? (int64_t)4e18 : (int64_t)(u + 0.5);
        if (price <= 0)
            continue;
        VP_TRY(vp_arena_grow(p->arena, &p->at, &p->cap_at, p->nprices, p->nprices + 1, sizeof *p->at, p->err));
        VP_TRY(vp_arena_grow(p->arena, &p->price, &p->cap_price, p->nprices, p->nprices + 1, sizeof *p->price, p->err));
        p->at[p->nprices] = r;
        p->price[p->nprices++] = price;
    }
    for (size_t j = 0; j < p->nprices; j++)
        p->steps += p->k.row[p->at[j]].n;
    p->steps += p->k.m->n;
    return VP_OK;
}

static void write_prices(vp_prover *p, bool worthless, int bits)
{
    vp_str_addf(p->out, "%s %d", worthless ? "conflict" : "price", bits);
    for (size_t j = 0; j < p->nprices; j++)
        vp_str_addf(p->out, " r%zu %lld", p->at[j] + 1, (long long)p->price[j]);
    vp_str_addz(p->out, "\n");
    p->lines++;
}

static vp_status room_for_prices(vp_prover *p)
{
    VP_TRY(vp_arena_grow(p->arena, &p->most, &p->cap_most, 0, p->k.nrows + 1, sizeof *p->most, p->err));
    memset(p->most, 0, p->k.nrows * sizeof *p->most);
    return VP_OK;
}

/* Prices of so many bits: would they do? Numbers that are too large do not. */
static vp_status try_bits(vp_prover *p, bool worthless, double most, int bits, bool *closes)
{
    double unit = (double)((int64_t)1 << bits) / (worthless && most > 0 ? most : 1);
    *closes = false;
    p->nprices = 0;
    if (most * unit > 4e18)
        return VP_OK;
    VP_TRY(take_prices(p, unit));
    if (vp_machine_try(&p->k, worthless ? 0 : bits, worthless, p->at, p->price, p->nprices, closes) != VP_OK) {
        *closes = false;
        p->nprices = 0;
    }
    return VP_OK;
}

/* Prices in as few digits as show it. *closed: done with. Else what they decide is decided, where `decide`. */
static vp_status use_prices(vp_prover *p, bool worthless, bool decide, bool *closed)
{
    static const int shorter[] = {20, 12, 6};
    double most = 0;
    int bits = p->k.depth > 0 ? NODE_BITS : FULL_BITS;
    bool closes;
    for (size_t r = 0; r < p->k.nrows; r++)
        most = p->most[r] > most ? p->most[r] : most;
    VP_TRY(try_bits(p, worthless, most, bits, closed));
    if (!*closed && !decide)
        return VP_OK;
    for (size_t j = 0; j < sizeof shorter / sizeof *shorter && *closed; j++) {
        VP_TRY(try_bits(p, worthless, most, shorter[j], &closes));
        if (!closes) {
            VP_TRY(try_bits(p, worthless, most, bits, &closes));
            break;
        }
        bits = shorter[j];
    }
    size_t before = p->k.ntrail;
    bits = worthless ? 0 : bits;
    VP_TRY(vp_machine_price(&p->k, bits, worthless, p->at, p->price, p->nprices));
    if (*closed || p->k.ntrail != before)
        write_prices(p, worthless, bits);
    return VP_OK;
}

static vp_status program_prices(vp_prover *p, bool infeasible)
{
    VP_TRY(room_for_prices(p));
    for (size_t r = 0; r < p->lp->m; r++) {
        double u = infeasible ? vp_lp_ray(p->lp, r) : vp_lp_price(p->lp, r) * p->scale;
        p->most[p->row[r]] = u / p->size[r];
    }
    return VP_OK;
}

/* The lists at hand: as few as the program shows. */
static vp_status node(vp_prover *p, bool *closed)
{
    double cutoff = ((double)p->k.target - (double)p->base + 0.999) / p->scale;
    *closed = false;
    tell_program(p);
    for (int again = 0; again < 20 && !*closed; again++) {
        vp_lp_end end = vp_lp_run(p->lp, cutoff, MOST_PIVOTS);
        if (end == VP_LP_INFEASIBLE) {
            VP_TRY(program_prices(p, true));
            VP_TRY(use_prices(p, true, false, closed));
        }
        if (*closed)
            break;
        VP_TRY(program_prices(p, false));
        VP_TRY(use_prices(p, false, true, closed));
        if (*closed)
            break;
        bool moved = tell_program(p);
        if (end == VP_LP_CUTOFF || end == VP_LP_INFEASIBLE)
            vp_lp_refresh(p->lp); /* rounding: the program says less than integers do */
        if (!moved && end != VP_LP_CUTOFF)
            break;
    }
    return VP_OK;
}

/* ---- root ---- */

/* Cuts while they help, and the program made anew: without those that do not, and again when a good part is decided. */
static vp_status root(vp_prover *p, bool *closed)
{
    for (bool fresh = true; fresh && !*closed; ) {
        size_t open = p->nvars, stale = 0, n = 1;
        VP_TRY(node(p, closed));
        for (int round = 0; round < CUT_ROUNDS && stale < 4 && n > 0 && !*closed && steps_of(p) < p->limit; round++) {
            double before = p->lp->z;
            VP_TRY(vp_prover_cut(p, &n));
            VP_TRY(node(p, closed));
            stale = before - p->lp->z < 1e-5 * (before > 0 ? before : 1) ? stale + 1 : 0;
        }
        size_t left = 0;
        for (size_t v = 0; v < p->nvars; v++)
            left += p->k.decided[p->item[v]] == VP_OPEN;
        fresh = left < open * 3 / 4;
        if (!*closed) {
            bool *keep;
            VP_ALLOC(keep, vp_arena_array(p->arena, p->k.nrows, sizeof *keep), p->err);
            for (size_t r = 0; r < p->lp->m; r++)
                keep[p->row[r]] = !p->lp->is_basic[p->nvars + r];
            VP_TRY(make_program(p, keep));
        }
    }
    return VP_OK;
}

/* ---- branches ---- */

/* What the program loses at once when a variable goes to a whole number, per unit. */
static double penalty(const vp_lp *s, size_t x, bool up)
{
    const double *line = s->t + s->place[x] * s->stride;
    double least = 1e30;
    for (size_t j = 0; j < s->n; j++) {
        size_t v = s->nonbasic[j];
        double a = up ? line[j] : -line[j];
        if (s->lo[v] == s->hi[v] || !(s->upper[v] ? a > 1e-9 : a < -1e-9))
            continue;
        double r = s->d[j] / a;
        r = r < 0 ? -r : r;
        least = r < least ? r : least;
    }
    return least;
}

/* The item to branch on, or SIZE_MAX. */
static size_t choose(vp_prover *p, const branching *b, bool *take)
{
    size_t best = SIZE_MAX;
    double most = -1, tiny = 1e-7;
    for (size_t v = 0; v < p->nvars; v++) {
        size_t i = p->item[v];
        double f = vp_prover_part(p, i), loss[2];
        if (f == 0 || !p->lp->is_basic[v])
            continue;
        for (int up = 0; up < 2; up++) {
            const cost *c = &b->of[i];
            loss[up] = penalty(p->lp, v, up);
            if (c->n[up] && c->sum[up] / c->n[up] > loss[up])
                loss[up] = c->sum[up] / c->n[up];
            loss[up] *= up ? 1 - f : f;
        }
        p->steps += p->nvars / 2;
        double score = (loss[0] > tiny ? loss[0] : tiny) * (loss[1] > tiny ? loss[1] : tiny);
        if (score > most) {
            most = score;
            best = i;
            *take = loss[1] > loss[0]; /* the side that is sooner done with */
        }
    }
    for (size_t i = 0; best == SIZE_MAX && i < p->k.m->n; i++)
        if (p->k.decided[i] == VP_OPEN) {
            best = i;
            *take = false;
        }
    return best;
}

/* Everything is decided, and the program has not seen by its lights that a row is broken: say which. */
static vp_status settle(vp_prover *p, bool *closed)
{
    *closed = false;
    for (size_t r = 0; r < p->k.nrows && !*closed; r++) {
        vp_wide over = -(vp_wide)p->k.row[r].bound;
        for (size_t e = 0; e < p->k.row[r].n; e++)
            over += p->k.decided[p->k.row[r].at[e].item] == VP_TAKEN ? p->k.row[r].at[e].coef : 0;
        if (over <= 0)
            continue;
        VP_TRY(room_for_prices(p));
        p->most[r] = 1;
        VP_TRY(use_prices(p, true, false, closed));
    }
    return VP_OK;
}

static vp_status divide(vp_prover *p, branching *b, bool *stuck)
{
    bool take = false;
    size_t i = choose(p, b, &take);
    *stuck = i == SIZE_MAX;
    if (*stuck)
        return VP_OK;
    VP_TRY(vp_arena_grow(p->arena, &b->at, &b->cap, p->k.depth, p->k.depth + 1, sizeof *b->at, p->err));
    b->at[p->k.depth] = (trail){p->lp->z, vp_prover_part(p, i)};
    VP_TRY(vp_machine_branch(&p->k, i, take));
    vp_str_addf(p->out, "branch x%zu %s\n", i + 1, take ? "in" : "out");
    p->lines++;
    return VP_OK;
}

/* What the last branch has cost. */
static void learn(const vp_prover *p, branching *b, const vp_machine_frame *f, size_t depth)
{
    bool up = f->second ? !f->take : f->take;
    double part = up ? 1 - b->at[depth].part : b->at[depth].part, loss = b->at[depth].z - p->lp->z;
    if (part <= VP_WHOLE || loss < 0)
        return;
    b->of[f->item].sum[up] += loss / part;
    b->of[f->item].n[up]++;
}

static vp_status walk(vp_prover *p)
{
    branching b = {0};
    bool closed, stuck = false;
    VP_ALLOC(b.of, vp_arena_array(p->arena, p->k.m->n + 1, sizeof *b.of), p->err);
    while (!p->k.done && !stuck && steps_of(p) < p->limit) {
        VP_TRY(divide(p, &b, &stuck));
        do {
            if (stuck)
                break;
            vp_machine_frame f = p->k.frame[p->k.depth - 1];
            size_t depth = p->k.depth - 1;
            VP_TRY(node(p, &closed));
            learn(p, &b, &f, depth);
            bool take;
            if (!closed && choose(p, &b, &take) == SIZE_MAX)
                VP_TRY(settle(p, &closed));
        } while (closed && !p->k.done && steps_of(p) < p->limit);
    }
    return VP_OK;
}

/* ---- the whole ---- */

/* Rows by what the result calls them. */
static vp_status hints(vp_prover *p, const vp_allocation_result *r)
{
    const vp_model *m = p->k.m;
    VP_AUTO(vp_map) rows = vp_map_new();
    VP_STR name = {0};
    if (!rows)
        return vp_nomem(p->err);
    VP_TRY(room_for_prices(p));
    for (size_t i = 0; i < m->nrows; i++) {
        bool fresh;
        uint64_t *slot = vp_map_put(rows, m->row[i].what, strlen(m->row[i].what), &fresh);
        if (!slot)
            return vp_nomem(p->err);
        *slot = i;
    }
    for (size_t i = 0; i < r->nprices; i++) {
        const vp_price *of = &r->prices[i];
        vp_str_clear(&name);
        for (size_t f = 0; f < of->nfunds; f++)
            vp_str_addf(&name, f ? " + %s" : "fund %s", of->funds[f]);
        bool group = !of->nfunds && strcmp(of->kind, "exclusive") == 0;
        if (group)
            vp_str_addf(&name, "exclusive %s", of->limit);
        else if (!of->nfunds)
            vp_str_addf(&name, "limit %s%s%s %s", of->limit, of->value ? ": " : "", of->value ? of->value : "",
                        of->kind);
        VP_TRY(vp_str_check(&name, p->err));
        const uint64_t *row = vp_map_get(rows, name.s, name.n);
        double each = group || (of->kind && strstr(of->kind, "_count")) ? 1 : 100; /* minor units */
        if (row)
            p->most[*row] = (double)(of->price < 0 ? -of->price : of->price) * 1e-6 / (double)m->unit / each *
                            (double)m->row[*row].divisor;
    }
    return VP_OK;
}

static vp_status attempt(vp_prover *p, const vp_model *m, const vp_allocation_result *r, int64_t target, bool whole)
{
    bool closed = false;
    VP_TRY(vp_machine_start(&p->k, m, target, p->arena, p->err));
    VP_ALLOC(p->item, vp_arena_array(p->arena, m->n + 1, sizeof *p->item), p->err);
    VP_ALLOC(p->var, vp_arena_array(p->arena, m->n + 1, sizeof *p->var), p->err);
    VP_ALLOC(p->told, vp_arena_array(p->arena, m->n + 1, sizeof *p->told), p->err);
    VP_TRY(hints(p, r));
    VP_TRY(use_prices(p, false, true, &closed));
    size_t open = 0;
    for (size_t i = 0; i < m->n; i++)
        open += p->k.decided[i] == VP_OPEN;
    if (closed || !whole || open > MOST_VARS)
        return VP_OK;
    VP_TRY(make_program(p, NULL));
    VP_TRY(root(p, &closed));
    return closed ? VP_OK : walk(p);
}

/* The least bound that the hints alone give. */
static vp_status plain_bound(int64_t *bound, vp_prover *p, const vp_model *m, const vp_allocation_result *r)
{
    bool closes;
    VP_TRY(vp_machine_start(&p->k, m, INT64_MAX, p->arena, p->err));
    VP_TRY(hints(p, r));
    VP_TRY(take_prices(p, (double)((int64_t)1 << FULL_BITS)));
    VP_TRY(vp_machine_try(&p->k, FULL_BITS, false, p->at, p->price, p->nprices, &closes));
    vp_wide b = vp_machine_floor(p->k.bound, FULL_BITS);
    *bound = b > INT64_MAX ? INT64_MAX : (int64_t)b;
    return VP_OK;
}

static vp_status list(bool *chosen, const vp_model *m, const vp_allocation_result *r, int64_t *value, vp_arena *arena,
                      vp_err *err)
{
    VP_AUTO(vp_map) awarded = vp_map_new();
    (void)arena;
    if (!awarded)
        return vp_nomem(err);
    for (size_t i = 0; i < r->awards->n; i++) {
        bool fresh;
        uint64_t *slot = vp_map_put(awarded, r->awards->at[i].id, strlen(r->awards->at[i].id), &fresh);
        if (!slot)
            return vp_nomem(err);
        *slot = (uint64_t)r->awards->at[i].amount;
    }
    size_t won = 0, found = 0;
    for (size_t i = 0; i < r->awards->n; i++)
        won += r->awards->at[i].amount > 0;
    for (size_t g = 0; g < m->ngroups; g++) {
        size_t best = SIZE_MAX;
        const char *id = m->item[m->group[g]].of->id;
        const uint64_t *amount = vp_map_get(awarded, id, strlen(id));
        for (size_t i = m->group[g]; i < m->group[g + 1]; i++)
            if (amount && (uint64_t)m->item[i].amount == *amount &&
                (best == SIZE_MAX || m->item[i].value > m->item[best].value))
                best = i;
        if (best != SIZE_MAX) {
            chosen[best] = true;
            found++;
        }
    }
    if (found != won || !vp_model_keeps(m, chosen, value) || (vp_wide)*value * m->unit != r->value)
        return vp_fail(err, VP_BUG, VP_NOWHERE, "the awards are not a list of the model");
    return VP_OK;
}

vp_status vp_allocation_prove(vp_proved *how, vp_str *out, const vp_allocation_result *r, const vp_model *m,
                              long effort, vp_arena *arena, vp_err *err)
{
    bool *chosen;
    int64_t value, bound = 0;
    VP_STR proof = {0};
    vp_prover p = {.out = &proof, .arena = arena, .err = err};
    if (!r->has_bound) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the rule %s proves nothing, and has no certificate", r->rule);
        return vp_hint(err, "use the rule optimal"), VP_INVALID;
    }
    VP_ALLOC(chosen, vp_arena_array(arena, m->n + 1, sizeof *chosen), err);
    VP_TRY(list(chosen, m, r, &value, arena, err));
    effort = effort > 0 ? effort : DEFAULT_EFFORT;
    p.limit = (uint64_t)effort > UINT64_MAX / STEPS_PER_EFFORT ? UINT64_MAX : (uint64_t)effort * STEPS_PER_EFFORT;
    vp_wide target = r->bound / m->unit;
    target = target > INT64_MAX / 2 ? INT64_MAX / 2 : target < value ? value : target;
    bound = (int64_t)target;
    VP_TRY(attempt(&p, m, r, bound, true));
    if (!p.k.done) {
        vp_str_clear(&proof);
        p = (vp_prover){.out = &proof, .arena = arena, .err = err};
        VP_TRY(plain_bound(&bound, &p, m, r));
        VP_TRY(attempt(&p, m, r, bound, false));
    }
    VP_TRY(vp_str_check(&proof, err));
    if (!p.k.done)
        return vp_fail(err, VP_BUG, VP_NOWHERE, "the prices prove no bound");
    vp_str_addf(out, "vp-certificate 1\nmodel %s\nunit %lld\nvalue %lld\nbound %lld\nlist", m->sha256,
                (long long)m->unit, (long long)value, (long long)bound);
    for (size_t i = 0; i < m->n; i++)
        if (chosen[i])
            vp_str_addf(out, " x%zu", i + 1);
    vp_str_addc(out, '\n');
    vp_str_add(out, vp_str_text(&proof), proof.n);
    vp_str_addz(out, "end\n");
    how->bound = (vp_wide)bound * m->unit;
    how->lines = p.lines;
    return vp_str_check(out, err);
}
