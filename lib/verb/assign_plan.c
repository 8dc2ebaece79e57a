/* From panel, proposals and what was assigned before to what is assigned now. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/io/assignments.h"
#include "lib/io/file.h"
#include "lib/io/panel.h"
#include "lib/io/reviews.h"
#include "lib/verb/assign_plan.h"

enum { REVIEWS_MAX = 1 << 20, PAIRS_MAX = 100000000 };
#define NOT_SAID UINT32_MAX /* more than VP_FIT_MAX */

/* ---- telling ---- */

void vp_plan_tell(vp_plan *p, vp_where at, vp_severity severity, vp_note what, vp_note mend)
{
    p->refused |= severity == VP_ERROR;
    if (p->opts->tell)
        p->opts->tell(p->opts->ctx, at, vp_severity_name(severity), &what, &mend);
}

/* A problem of panel.csv. */
static void tell_problem(void *ctx, const vp_err *e)
{
    vp_plan *p = ctx;
    vp_note what = {"%1$s", {vp_arena_dupz(p->arena, e->msg)}}, mend = {"%1$s", {vp_arena_dupz(p->arena, e->hint)}};
    vp_where at = {vp_arena_dupz(p->arena, e->file), e->row, e->col, vp_arena_dupz(p->arena, e->field)};
    vp_plan_tell(p, at, e->status == VP_INVALID ? VP_WARNING : VP_ERROR, what, *e->hint ? mend : (vp_note){0});
}

/* ---- reading ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_panelist *)a)->id, ((const vp_panelist *)b)->id);
}

static vp_status read_panel(vp_plan *p, vp_err *err)
{
    vp_problems problems = {tell_problem, p};
    vp_panelist *sorted;
    vp_status s = vp_panel_read_all(&p->panel, p->rubric, p->view, &problems, p->arena, err);
    if (s != VP_OK)
        return p->refused ? VP_INVALID : s;
    if (p->panel.n == 0) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "panel.csv has no reviewers");
        return vp_hint(err, "give it a row for each, with the columns id, name, organisation, fields, load");
    }
    VP_ALLOC(sorted, vp_arena_copy(p->arena, p->panel.at, p->panel.n, sizeof *sorted), err);
    qsort(sorted, p->panel.n, sizeof *sorted, by_id);
    p->panel.at = sorted;
    return VP_OK;
}

static vp_status choose_stage(vp_plan *p, vp_err *err)
{
    const vp_rubric *r = p->rubric;
    for (size_t s = 0; s < r->nstages && !p->stage; s++)
        if (p->opts->stage ? strcmp(r->stages[s].id, p->opts->stage) == 0 : r->stages[s].ncriteria > 0)
            p->stage = &r->stages[s];
    if (!p->stage && p->opts->stage)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "the rubric has no stage '%s'", p->opts->stage);
    if (!p->stage || p->stage->ncriteria == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "reviewers give no marks in this stage of the rubric");
    return VP_OK;
}

/* Whether an earlier stage has put a proposal out, by its flags in the ranking. */
static bool is_out(const vp_plan *p, const char *flags)
{
    for (const char *f = flags; *f; f += strspn(f, ";")) {
        size_t n = strcspn(f, ";");
        for (const vp_stage *s = p->rubric->stages; s < p->stage; s++)
            if (n == strlen(s->id) + 6 && strncmp(f, "gated:", 6) == 0 && memcmp(f + 6, s->id, n - 6) == 0)
                return true;
        f += n;
    }
    return false;
}

/* Those that stand and are not out. */
static vp_status choose_proposals(vp_plan *p, vp_err *err)
{
    const char *bytes;
    size_t n, kept = 0, out = 0;
    vp_table *t = NULL;
    VP_TRY(vp_proposals_that_stand(&p->proposals, &p->all, p->arena, err));
    vp_status s = p->in_round && p->stage > p->rubric->stages
                      ? p->view->read(p->view->ctx, "ranking.csv", &bytes, &n, p->arena, err) : VP_NOTFOUND;
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_TRY(vp_table_read(&t, "ranking.csv", bytes, n, p->arena, err));
    VP_AUTO(vp_map) gone = vp_map_new();
    if (!gone)
        return vp_nomem(err);
    for (size_t i = 0; i < t->nrows; i++) {
        const char *id = vp_table_cell(t, i, vp_table_column(t, "id"));
        if (is_out(p, vp_table_cell(t, i, vp_table_column(t, "flags"))) && !vp_map_put(gone, id, strlen(id), NULL))
            return vp_nomem(err);
    }
    for (size_t i = 0; i < p->proposals.n; i++) {
        const char *id = p->proposals.at[i].value[VP_ID];
        if (vp_map_get(gone, id, strlen(id)))
            out++;
        else
            p->proposals.at[kept++] = p->proposals.at[i];
    }
    p->proposals.n = kept;
    if (out > 0)
        vp_plan_tell(p, VP_NOWHERE, VP_REMARK,
                     (vp_note){N_("%1$s proposals are out by an earlier stage, and are not assigned"),
                               {vp_arena_printf(p->arena, "%zu", out)}}, (vp_note){0});
    return VP_OK;
}

static vp_status read_proposals(vp_plan *p, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t;
    if (p->in_round)
        return vp_proposals_read(&p->all, p->round, p->view, p->arena, err);
    VP_TRY(vp_file_input(&bytes, &n, &file, p->opts->proposals, p->arena, err));
    VP_TRY(vp_table_read(&t, file, bytes, n, p->arena, err));
    return vp_proposals_from_table(&p->all, p->round, t, p->arena, err);
}

/* The seed of a random assignment: --seed, or else the round's. */
static vp_status choose_seed(vp_plan *p, vp_err *err)
{
    const vp_drawing *draw = &p->round->draw;
    p->how = (vp_draw_how){.algorithm = draw->algorithm, .seed = draw->canonical};
    if (p->opts->seed) {
        VP_STR seed = {0};
        VP_TRY(vp_draw_seed(&seed, &p->opts->seed, 1, p->arena, err));
        VP_ALLOC(p->how.seed, vp_arena_dupz(p->arena, vp_str_text(&seed)), err);
    }
    if (p->how.seed && *p->how.seed)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "the round has no seed to draw by");
    return vp_hint(err, "write \"draw\": {\"source\": …, \"seed\": …} into round.json, or give --seed");
}

vp_status vp_plan_read(vp_plan *p, vp_err *err)
{
    vp_round *round;
    vp_rubric *rubric;
    VP_TRY(vp_round_read(&round, p->view, p->arena, err));
    VP_TRY(vp_rubric_read(&rubric, p->view, "rubric.json", p->arena, err));
    p->round = round;
    p->rubric = rubric;
    if (p->opts->random || p->opts->panel > 0)
        VP_TRY(choose_seed(p, err));
    VP_TRY(choose_stage(p, err));
    VP_TRY(read_panel(p, err));
    VP_TRY(read_proposals(p, err));
    if (p->in_round)
        VP_TRY(vp_reviews_read(&p->reviews, p->rubric, p->view, p->arena, err));
    VP_TRY(vp_plan_apart(p, err));
    VP_TRY(choose_proposals(p, err));
    VP_TRY(vp_conflicts_find(&p->conflicts, p->round, &p->proposals, &p->panel, &p->reviews, p->arena, err));
    return vp_plan_keep_apart(p, err);
}

/* ---- the problem ---- */

typedef struct making {
    vp_plan *plan;
    vp_candidate *pair;
    size_t npairs, cap;
    uint32_t *wanted, *experts, *least, *most, *organisation;
    bool *may;             /* of each reviewer: available in this stage */
    vp_map *kept;          /* "REVIEWER NUL PROPOSAL" of this stage -> 1 assigned before, 2 reviewed too */
    vp_fits *fits;
    vp_fit_table table;
    uint32_t *said;        /* of each reviewer: the fit that the table says for the proposal at hand, or NOT_SAID */
    uint64_t *lot;         /* of each reviewer */
    size_t *order;         /* drawn: of the reviewers */
    vp_err *err;
} making;

static vp_status keep(making *m, const char *reviewer, const char *proposal, uint64_t how)
{
    VP_STR key = {0};
    vp_str_add(&key, reviewer, strlen(reviewer) + 1);
    vp_str_addz(&key, proposal);
    VP_TRY(vp_str_check(&key, m->err));
    uint64_t *slot = vp_map_put(m->kept, key.s, key.n, NULL);
    if (!slot)
        return vp_nomem(m->err);
    *slot |= how;
    return VP_OK;
}

static vp_status kept_pairs(making *m)
{
    const vp_plan *p = m->plan;
    VP_ALLOC(m->kept, vp_map_in(p->arena), m->err);
    for (size_t i = 0; i < p->before.n && !p->opts->fresh; i++)
        if (strcmp(p->before.at[i].stage, p->stage->id) == 0)
            VP_TRY(keep(m, p->before.at[i].reviewer, p->before.at[i].proposal, 1));
    for (size_t i = 0; i < p->reviews.n; i++)
        if (&p->rubric->stages[p->reviews.at[i].stage] == p->stage && !p->reviews.at[i].conflict)
            VP_TRY(keep(m, p->reviews.at[i].reviewer, p->reviews.at[i].proposal, 2));
    return VP_OK;
}

static uint64_t how_kept(const making *m, size_t proposal, size_t reviewer)
{
    char key[1024];
    const char *r = m->plan->panel.at[reviewer].id, *p = m->plan->proposals.at[proposal].value[VP_ID];
    size_t nr = strlen(r) + 1, np = strlen(p);
    if (vp_map_count(m->kept) == 0 || nr + np > sizeof key)
        return 0;
    memcpy(key, r, nr);
    memcpy(key + nr, p, np);
    const uint64_t *slot = vp_map_get(m->kept, key, nr + np);
    return slot ? *slot : 0;
}

static bool in_stage(const vp_plan *p, const vp_panelist *who)
{
    bool in = who->stages.n == 0;
    for (size_t i = 0; i < who->stages.n; i++)
        in |= strcmp(who->stages.at[i], p->stage->id) == 0;
    return in && who->available;
}

/* Organisations get numbers by their names, folded, or else their codes. */
static vp_status organisations(making *m)
{
    const vp_plan *p = m->plan;
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(m->err);
    for (size_t r = 0; r < p->panel.n; r++) {
        const char *name;
        const vp_panelist *who = &p->panel.at[r];
        bool fresh;
        VP_TRY(vp_fold(&name, who->organisation, p->arena, m->err));
        if (!*name)
            name = who->code;
        m->organisation[r] = VP_NO_ORGANISATION;
        if (!*name || p->opts->same_organisation)
            continue;
        uint64_t *slot = vp_map_put(seen, name, strlen(name), &fresh);
        if (!slot)
            return vp_nomem(m->err);
        if (fresh)
            *slot = vp_map_count(seen) - 1;
        m->organisation[r] = (uint32_t)*slot;
    }
    return VP_OK;
}

static vp_status reviewers(making *m)
{
    const vp_plan *p = m->plan;
    const vp_assign_opts *o = p->opts;
    for (size_t r = 0; r < p->panel.n; r++) {
        const vp_panelist *who = &p->panel.at[r];
        m->may[r] = in_stage(p, who);
        m->lot[r] = vp_lot_number(who->id);
        m->least[r] = who->least >= 0 ? (uint32_t)who->least : o->min_load >= 0 ? (uint32_t)o->min_load : 0;
        m->most[r] = who->most >= 0 ? (uint32_t)who->most : o->max_load >= 0 ? (uint32_t)o->max_load : VP_EVEN_LOAD;
        if (!m->may[r])
            m->least[r] = 0;
        if (m->least[r] > m->most[r])
            m->least[r] = m->most[r];
    }
    return organisations(m);
}

/* Those who are not drawn have no least load, and take nothing new. */
static vp_status draw_panel(making *m)
{
    const vp_plan *p = m->plan;
    bool *stays;
    VP_ALLOC(stays, vp_arena_array(p->arena, p->panel.n, sizeof *stays), m->err);
    for (size_t r = 0; r < p->panel.n; r++)
        for (size_t i = 0; i < p->proposals.n && !stays[r]; i++)
            stays[r] = how_kept(m, i, r) != 0;
    VP_TRY(vp_plan_draw_panel(m->plan, m->may, stays, m->err));
    for (size_t r = 0; r < p->panel.n; r++)
        m->least[r] = m->may[r] ? m->least[r] : 0;
    return VP_OK;
}

/* Reviewers in the order drawn for a proposal. */
static vp_status draw_order(making *m, size_t proposal)
{
    const vp_plan *p = m->plan;
    size_t *order;
    vp_draw_how how = p->how;
    VP_ALLOC(how.purpose, vp_arena_printf(p->arena, "assign/%s/%s", p->stage->id,
                                          p->proposals.at[proposal].value[VP_ID]), m->err);
    VP_ALLOC(order, vp_arena_array(p->arena, p->panel.n, sizeof *order), m->err);
    VP_TRY(vp_draw(order, p->panel.n, p->panel.n, &how, p->arena, m->err));
    for (size_t i = 0; i < p->panel.n; i++)
        m->order[order[i]] = i;
    return VP_OK;
}

static void look_up(making *m, size_t proposal)
{
    const vp_fit_table *t = &m->table;
    memset(m->said, 0xff, m->plan->panel.n * sizeof *m->said);
    for (size_t i = t->first[proposal]; i < t->first[proposal + 1]; i++)
        m->said[t->pair[i].reviewer] = t->pair[i].fit;
}

static vp_status pairs_of(making *m, size_t proposal, size_t *conflict)
{
    const vp_plan *p = m->plan;
    const vp_conflicts *c = &p->conflicts;
    uint64_t lot = vp_lot_number(p->proposals.at[proposal].value[VP_ID]);
    if (p->opts->random) {
        vp_mark mark = vp_arena_mark(p->arena);
        VP_TRY(draw_order(m, proposal));
        vp_arena_rewind(p->arena, mark);
    }
    VP_TRY(vp_fits_of(m->fits, &p->proposals.at[proposal], m->err));
    if (p->opts->fit)
        look_up(m, proposal);
    for (size_t r = 0; r < p->panel.n; r++) {
        uint64_t kept = how_kept(m, proposal, r);
        vp_candidate one = {.proposal = (uint32_t)proposal, .reviewer = (uint32_t)r, .kept = kept != 0};
        bool apart = *conflict < c->n && c->at[*conflict].proposal == proposal && c->at[*conflict].reviewer == r;
        uint32_t fit = vp_fits_one(&one.expert, m->fits, r);
        *conflict += apart;
        if (apart || !(m->may[r] || kept & 2))
            continue;
        if (p->opts->fit && m->said[r] == NOT_SAID && !kept)
            continue;
        if (p->opts->fit && m->said[r] != NOT_SAID)
            fit = m->said[r];
        one.fit = p->opts->random ? 0 : fit;
        one.lot = p->opts->random ? (uint32_t)m->order[r] : vp_lot(lot, m->lot[r]);
        if (m->npairs == m->cap) {
            size_t cap = m->cap ? 2 * m->cap : 4096;
            vp_candidate *more = realloc(m->pair, cap * sizeof *more);
            if (!more)
                return vp_nomem(m->err);
            m->pair = more;
            m->cap = cap;
        }
        m->pair[m->npairs++] = one;
    }
    return VP_OK;
}

/* How many who know the field each is to have: not asked for where the panel's fields are of another kind than the
   proposals' categories. */
static void ask_experts(making *m)
{
    vp_plan *p = m->plan;
    long asked = p->opts->experts;
    bool any = false;
    for (size_t i = 0; i < m->npairs && !any; i++)
        any = m->pair[i].expert;
    if (asked < 0 && !any && p->proposals.n > 0)
        vp_plan_tell(p, VP_NOWHERE, VP_WARNING,
                     (vp_note){N_("no field of a reviewer is the category or purpose of a proposal: nobody counts "
                                  "as knowing a field"), {0}},
                     (vp_note){N_("write categories and purposes of the round among the fields in panel.csv"), {0}});
    p->experts = asked >= 0 ? (uint32_t)asked : any ? 1 : 0;
    for (size_t i = 0; i < p->proposals.n; i++)
        m->experts[i] = p->experts < m->wanted[i] ? p->experts : m->wanted[i];
}

static vp_status prepare(making *m, size_t wanted)
{
    vp_plan *p = m->plan;
    size_t np = p->proposals.n, nr = p->panel.n, conflict = 0;
    VP_ALLOC(m->wanted, vp_arena_array(p->arena, np, sizeof *m->wanted), m->err);
    VP_ALLOC(m->experts, vp_arena_array(p->arena, np, sizeof *m->experts), m->err);
    VP_ALLOC(m->least, vp_arena_array(p->arena, nr, sizeof *m->least), m->err);
    VP_ALLOC(m->most, vp_arena_array(p->arena, nr, sizeof *m->most), m->err);
    VP_ALLOC(m->organisation, vp_arena_array(p->arena, nr, sizeof *m->organisation), m->err);
    VP_ALLOC(m->may, vp_arena_array(p->arena, nr, sizeof *m->may), m->err);
    VP_ALLOC(m->lot, vp_arena_array(p->arena, nr, sizeof *m->lot), m->err);
    VP_ALLOC(m->order, vp_arena_array(p->arena, nr, sizeof *m->order), m->err);
    VP_ALLOC(m->said, vp_arena_array(p->arena, nr, sizeof *m->said), m->err);
    VP_TRY(reviewers(m));
    VP_TRY(kept_pairs(m));
    if (p->opts->panel > 0)
        VP_TRY(draw_panel(m));
    VP_TRY(vp_fits_new(&m->fits, &p->panel, p->arena, m->err));
    if (p->opts->fit)
        VP_TRY(vp_fit_table_read(&m->table, p, m->err));
    if (p->refused)
        return VP_INVALID;
    for (size_t i = 0; i < np; i++) {
        m->wanted[i] = (uint32_t)wanted;
        VP_TRY(pairs_of(m, i, &conflict));
        if (m->npairs > PAIRS_MAX)
            return vp_fail(m->err, VP_INVALID, VP_NOWHERE, "more than %d pairs of reviewer and proposal are possible",
                           PAIRS_MAX), vp_hint(m->err, "name those that may be assigned: --fit");
    }
    ask_experts(m);
    return VP_OK;
}

/* ---- the answer ---- */

static vp_status tell_answer(making *m, const vp_assignment *a)
{
    vp_plan *p = m->plan;
    vp_assigned *at;
    size_t n = 0, before = 0;
    VP_ALLOC(at, vp_arena_array(p->arena, p->before.n + a->n, sizeof *at), m->err);
    for (size_t i = 0; i < p->before.n; i++)
        if (strcmp(p->before.at[i].stage, p->stage->id) != 0)
            at[n++] = p->before.at[i];
        else
            before++;
    for (size_t i = 0; i < a->n; i++) {
        const vp_candidate *c = &m->pair[a->pair[i]];
        at[n++] = (vp_assigned){p->panel.at[c->reviewer].id, p->proposals.at[c->proposal].value[VP_ID], p->stage->id,
                                c->fit};
        p->kept += (how_kept(m, c->proposal, c->reviewer) & 1) != 0;
    }
    p->lost = p->opts->fresh ? 0 : before - p->kept;
    p->after = (vp_assignments){at, n};
    vp_assignments_sort(&p->after);
    if (!a->proved) {
        const char *fit = vp_arena_printf(p->arena, "%llu", (unsigned long long)a->fit);
        const char *bound = vp_arena_printf(p->arena, "%llu", (unsigned long long)a->fit_bound);
        vp_plan_tell(p, VP_NOWHERE, VP_WARNING,
                     (vp_note){N_("not proved to be the best: the fits add up to %1$s, and cannot to more than %2$s "
                                  "(some who know a field are of one organisation with some who do not)"),
                               {fit, bound}},
                     (vp_note){0});
    }
    return VP_OK;
}

static vp_status solve(making *m)
{
    vp_plan *p = m->plan;
    long asked = p->opts->reviewers;
    size_t wanted = asked >= 0 ? (size_t)asked : p->stage->reviewers;
    vp_assignment *a;
    if (wanted == 0) {
        vp_fail(m->err, VP_USAGE, VP_NOWHERE, "it is not said how many reviewers a proposal is to have");
        return vp_hint(m->err, "say it with -k, or with \"reviewers\" of stage '%s' in rubric.json", p->stage->id);
    }
    if (wanted > p->panel.n) {
        vp_fail(m->err, VP_INVALID, VP_NOWHERE, "a proposal is to have %zu reviewers, and panel.csv has %zu", wanted,
                p->panel.n);
        return vp_hint(m->err, "add reviewers to panel.csv, or ask for fewer with -k");
    }
    if (p->proposals.n > REVIEWS_MAX / wanted)
        return vp_fail(m->err, VP_INVALID, VP_NOWHERE, "more than %d reviews are to be assigned", REVIEWS_MAX);
    VP_TRY(prepare(m, wanted));
    vp_assign_problem problem = {p->proposals.n, p->panel.n, m->pair, m->npairs, m->wanted, m->experts, m->least,
                                 m->most, m->organisation, 0, p->opts->progress};
    vp_status s = vp_assign_pairs(&a, &problem, p->arena, m->err);
    if (s == VP_INVALID)
        VP_TRY(vp_plan_tell_shortages(p, a, m->err));
    VP_TRY(s);
    p->answer = a;
    return tell_answer(m, a);
}

vp_status vp_plan_make(vp_plan *p, vp_err *err)
{
    making m = {.plan = p, .err = err};
    vp_status s = solve(&m);
    free(m.pair);
    return s;
}
