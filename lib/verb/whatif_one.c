/* What-if about the decision as it stands: one proposal's whole story, everybody's margin, what limits cost, and who
   depends on the ranking's uncertainty. */
#include <limits.h>
#include <string.h>
#include <vp/margin.h>
#include "lib/allocate/allocate.h"
#include "lib/verb/whatif.h"

enum { CELLS = 12, MARGINS_TIMES = 4 /* the effort of one decision, for all margins together */ };

static const char *yes_no(bool yes)
{
    return yes ? "yes" : "no";
}

static const vp_award *award_of(const vp_asking *a, const char *id)
{
    const vp_awards *all = a->result->awards;
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i].id, id) == 0)
            return &all->at[i];
    return NULL;
}

/* ---- sentences ---- */

/* The score at which the decision changes; NULL in *out: it is not by scores. */
static vp_status score_sentence(const char **out, const vp_asking *a, const vp_award *w, const vp_margin *m)
{
    const char *at, *has;
    *out = NULL;
    if (!m->has_score && (a->result->voters > 0 || w->rank == 0 || strcmp(a->result->rule, "lottery") == 0))
        return VP_OK;
    VP_ALLOC(at, vp_points_text(m->score, a->arena), a->err);
    VP_ALLOC(has, vp_points_text(w->score, a->arena), a->err);
    const char *say =
        !m->has_score ? m->score_sure ? N_("no score would bring it in")
                                      : N_("the search ended before it was known which score would change it")
        : m->awarded ? m->score_sure ? N_("it stays awarded down to a score of %1$s (it has %2$s)")
                                     : N_("it stays awarded down to a score of %1$s, perhaps further (it has %2$s)")
        : m->score_sure ? N_("it would be awarded from a score of %1$s on (it has %2$s)")
                        : N_("it would be awarded from a score of %1$s on, perhaps from less (it has %2$s)");
    VP_ALLOC(*out, vp_sentence(a, &(vp_note){say, {at, has}}), a->err);
    return VP_OK;
}

static vp_status money_sentence(const char **out, const vp_asking *a, const vp_margin *m)
{
    vp_note note = {N_("no more money in any one fund would bring it in"), {NULL}};
    if (m->has_more) {
        const char *sum, *fund = a->round->funds[m->fund].title;
        VP_ALLOC(sum, vp_sum_text(a->round, m->more, a->arena), a->err);
        note = (vp_note){a->result->has_bound ? N_("with %1$s more in '%2$s' a best list has it, with less none has")
                                              : N_("with %1$s more in '%2$s' it is awarded, with a little less not"),
                         {sum, fund}};
    }
    VP_ALLOC(*out, vp_sentence(a, &note), a->err);
    return VP_OK;
}

static vp_status other_sentence(const char **out, const vp_asking *a, const vp_margin *m)
{
    const char *other, *less;
    VP_ALLOC(other, vp_worth_text(a, m->other), a->err);
    VP_ALLOC(less, vp_worth_text(a, a->result->value - m->other), a->err);
    const char *say = m->tied ? m->awarded ? N_("a list without it is worth just as much (%1$s): ranks decided")
                                           : N_("a list with it is worth just as much (%1$s): ranks decided")
                    : m->awarded ? N_("the best list without it is worth %1$s, %2$s less")
                                 : N_("the best list with it is worth %1$s, %2$s less");
    VP_ALLOC(*out, vp_sentence(a, &(vp_note){say, {other, less}}), a->err);
    return VP_OK;
}

/* ---- explain ---- */

static const vp_column story_columns[] = {{"topic", NULL, 't'}, {"text", NULL, 't'}};

static vp_status tell(vp_emit *e, const char *topic, const char *text, vp_err *err)
{
    return vp_emit_row(e, (const char *const[]){topic, text}, err);
}

static vp_status tell_funds(vp_emit *e, const vp_asking *a, const vp_award *w)
{
    for (size_t f = 0; f < a->round->nfunds; f++) {
        const char *sum, *text;
        if (w->fund[f] == 0)
            continue;
        VP_ALLOC(sum, vp_sum_text(a->round, w->fund[f], a->arena), a->err);
        VP_ALLOC(text, vp_sentence(a, &(vp_note){N_("%1$s from '%2$s'"), {sum, a->round->funds[f].title}}), a->err);
        VP_TRY(tell(e, "fund", text, a->err));
    }
    return VP_OK;
}

static vp_status tell_level(vp_emit *e, const vp_asking *a, const vp_award *w)
{
    const vp_allocation *how = &a->round->allocation;
    for (size_t k = 0; k < how->nlevels && w->rank > 0; k++) {
        const char *from, *share, *text;
        if (w->score < how->levels[k].min_score)
            continue;
        VP_ALLOC(from, vp_points_text(how->levels[k].min_score, a->arena), a->err);
        VP_ALLOC(share, vp_share_text(how->levels[k].share, a->arena), a->err);
        VP_ALLOC(text, vp_sentence(a, &(vp_note){N_("from %1$s points on: %2$s of what may be granted"),
                                                 {from, share}}), a->err);
        return tell(e, "level", text, a->err);
    }
    return VP_OK;
}

/* Whether the proposal counts in what the use is of. */
static bool counts_in(const vp_asking *a, const vp_limit_use *use, const vp_award *w)
{
    const vp_allocation *how = &a->round->allocation;
    for (size_t k = 0; k < how->nexclusive; k++)
        for (size_t j = 0; strcmp(use->kind, "exclusive") == 0 && j < how->exclusive[k].of.n; j++)
            if (strcmp(how->exclusive[k].id, use->limit) == 0 && strcmp(how->exclusive[k].of.at[j], w->id) == 0)
                return true;
    for (size_t k = 0; k < how->nlimits && w->proposal; k++) {
        const vp_limit *l = &how->limits[k];
        if (strcmp(l->id, use->limit) == 0 && strcmp(use->kind, "exclusive") != 0)
            return vp_filter_matches(&l->where, w->proposal) &&
                   (l->each < 0 || strcmp(w->proposal->value[l->each], use->value) == 0);
    }
    return false;
}

/* A price for people: worth of the room, a unit of it; of the arena. */
static const char *per_unit(const vp_asking *a, const vp_room *r, bool counts)
{
    char text[VP_DECIMAL_MAX];
    vp_wide unit = counts ? 1 : 100, price = r->room ? r->gain * unit / r->room : 0;
    vp_decimal_trim(text, (vp_micro)price, VP_MICRO_PLACES, 2);
    return vp_arena_dupz(a->arena, text);
}

/* What more room is worth, in words. */
static vp_status room_sentence(const char **out, const vp_asking *a, const char *name, const vp_room *r, bool counts)
{
    const char *room, *gain, *price;
    if (counts)
        VP_ALLOC(room, vp_arena_printf(a->arena, "%lld", (long long)r->room), a->err);
    else
        VP_ALLOC(room, vp_sum_text(a->round, r->room, a->arena), a->err);
    VP_ALLOC(gain, vp_worth_text(a, r->gain), a->err);
    VP_ALLOC(price, per_unit(a, r, counts), a->err);
    const char *say = r->gain == 0 ? N_("'%1$s': %2$s more room would change nothing")
                    : counts ? N_("'%1$s': %2$s more room would be worth %3$s points")
                             : N_("'%1$s': %2$s more room would be worth %3$s points, %4$s for each unit of money");
    VP_ALLOC(*out, vp_sentence(a, &(vp_note){say, {name, room, gain, price}}), a->err);
    return VP_OK;
}

static const char *use_name(const vp_asking *a, const vp_limit_use *use)
{
    return use->value ? vp_arena_printf(a->arena, "%s: %s", use->limit, use->value) : use->limit;
}

static vp_status tell_limits(vp_emit *e, vp_asking *a, const vp_award *w)
{
    for (size_t i = 0; i < a->result->nlimits; i++) {
        const vp_limit_use *use = &a->result->limits[i];
        const char *name, *text;
        vp_room room;
        if (!counts_in(a, use, w))
            continue;
        VP_ALLOC(name, use_name(a, use), a->err);
        VP_TRY(vp_room_find(&room, a->round, a->in.ranking, a->result, &a->full, use, a->arena, a->err));
        VP_TRY(room_sentence(&text, a, name, &room, use->counts));
        VP_TRY(tell(e, "limit", text, a->err));
    }
    return VP_OK;
}

vp_status vp_answer_explain(vp_asking *a)
{
    vp_margin m;
    const char *text;
    const vp_award *w = award_of(a, a->what);
    VP_AUTO(vp_emit) e = NULL;
    if (!w) {
        vp_fail(a->err, VP_INVALID, VP_NOWHERE, "there is no proposal '%s' in the ranking", a->what);
        return vp_hint(a->err, "give the id as the ranking has it");
    }
    VP_TRY(vp_margin_find(&m, a->round, a->in.ranking, a->result, &a->full, a->what, true, NULL, a->arena, a->err));
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-explain/1", story_columns, 2, a->err));
    VP_TRY(vp_emit_member(e, "id", w->id, a->err));
    VP_TRY(tell(e, "status", vp_award_status_name(w->status), a->err));
    VP_ALLOC(text, vp_sentence(a, &w->reason), a->err);
    VP_TRY(tell(e, "reason", text, a->err));
    if (w->status != VP_INELIGIBLE)
        VP_TRY(tell_level(e, a, w));
    VP_TRY(tell_funds(e, a, w));
    VP_TRY(score_sentence(&text, a, w, &m));
    if (text)
        VP_TRY(tell(e, "score", text, a->err));
    if (w->status != VP_AWARDED && w->status != VP_INELIGIBLE) {
        VP_TRY(money_sentence(&text, a, &m));
        VP_TRY(tell(e, "money", text, a->err));
    }
    if (m.has_other) {
        VP_TRY(other_sentence(&text, a, &m));
        VP_TRY(tell(e, "other", text, a->err));
    }
    if (w->status != VP_INELIGIBLE)
        VP_TRY(tell_limits(e, a, w));
    if (!m.sure) {
        VP_ALLOC(text, vp_sentence(a, &(vp_note){N_("a search ended before its proof: give more --effort to be sure"),
                                                 {NULL}}), a->err);
        VP_TRY(tell(e, "unsure", text, a->err));
    }
    return vp_emit_end(e, a->err);
}

/* ---- margins ---- */

static const vp_column margin_columns[] = {
    {"id", NULL, 't'}, {"status", NULL, 't'}, {"amount", NULL, 't'}, {"rank", NULL, 'n'}, {"score", NULL, 'n'},
    {"needs", NULL, 'n'}, {"keeps", NULL, 'n'}, {"other", NULL, 'n'}, {"tied", NULL, 't'}, {"proved", NULL, 't'},
    {"text", NULL, 't'},
};

static vp_status margin_row(vp_emit *e, vp_asking *a, const vp_award *w, long *left)
{
    vp_margin m;
    const char *cell[CELLS] = {w->id, vp_award_status_name(w->status)}, *reason, *score;
    VP_TRY(vp_margin_find(&m, a->round, a->in.ranking, a->result, &a->full, w->id, false, left, a->arena, a->err));
    VP_ALLOC(cell[2], vp_plain_money(a, w->amount), a->err);
    if (w->rank > 0)
        VP_ALLOC(cell[3], vp_arena_printf(a->arena, "%zu", w->rank), a->err);
    if (w->has_score)
        VP_ALLOC(cell[4], vp_points_text(w->score, a->arena), a->err);
    if (m.has_score)
        VP_ALLOC(cell[m.awarded ? 6 : 5], vp_points_text(m.score, a->arena), a->err);
    if (m.has_other)
        VP_ALLOC(cell[7], vp_worth_text(a, m.other), a->err);
    cell[8] = m.has_other ? yes_no(m.tied) : NULL;
    cell[9] = a->result->has_bound ? yes_no(m.sure && a->result->proved) : NULL;
    VP_ALLOC(reason, vp_sentence(a, &w->reason), a->err);
    VP_TRY(score_sentence(&score, a, w, &m));
    cell[10] = reason;
    if (score)
        VP_ALLOC(cell[10], vp_arena_printf(a->arena, "%s%s%s", reason, a->lang == VP_ZH ? "；" : "; ", score), a->err);
    return vp_emit_row(e, cell, a->err);
}

vp_status vp_answer_margins(vp_asking *a)
{
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-margins/1", margin_columns,
                       sizeof margin_columns / sizeof *margin_columns, a->err));
    size_t n = a->result->awards->n;
    long effort = a->full.effort > 0 ? a->full.effort : VP_DEFAULT_EFFORT;
    long all = effort > LONG_MAX / MARGINS_TIMES ? LONG_MAX : effort * MARGINS_TIMES;
    for (size_t i = 0; i < n; i++) {
        vp_mark mark = vp_arena_mark(a->arena);
        long part = all / (long)(n - i) + 1, left = part;
        VP_TRY(margin_row(e, a, &a->result->awards->at[i], &left));
        all -= left < part ? part - left : 0;
        vp_arena_rewind(a->arena, mark);
    }
    return vp_emit_end(e, a->err);
}

/* ---- limits ---- */

static const vp_column limit_columns[] = {
    {"limit", NULL, 't'}, {"value", NULL, 't'}, {"kind", NULL, 't'}, {"bound", NULL, 't'}, {"used", NULL, 't'},
    {"room", NULL, 't'}, {"gain", NULL, 'n'}, {"price", NULL, 'n'}, {"proved", NULL, 't'}, {"text", NULL, 't'},
};

static const char *bound_text(const vp_asking *a, int64_t value, bool counts)
{
    return counts ? vp_arena_printf(a->arena, "%lld", (long long)value) : vp_plain_money(a, value);
}

static vp_status room_row(vp_emit *e, vp_asking *a, const vp_limit_use *use, const char *title, const vp_room *r)
{
    const char *cell[CELLS] = {use->limit, use->value, use->kind};
    VP_ALLOC(cell[3], bound_text(a, use->bound, use->counts), a->err);
    VP_ALLOC(cell[4], bound_text(a, use->used, use->counts), a->err);
    VP_ALLOC(cell[5], bound_text(a, r->room, use->counts), a->err);
    VP_ALLOC(cell[6], vp_worth_text(a, r->gain), a->err);
    VP_ALLOC(cell[7], per_unit(a, r, use->counts), a->err);
    cell[8] = a->result->has_bound ? yes_no(r->sure && a->result->proved) : NULL;
    VP_TRY(room_sentence(&cell[9], a, title, r, use->counts));
    return vp_emit_row(e, cell, a->err);
}

vp_status vp_answer_limits(vp_asking *a)
{
    VP_AUTO(vp_emit) e = NULL;
    vp_room r;
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-limits/1", limit_columns,
                       sizeof limit_columns / sizeof *limit_columns, a->err));
    for (size_t f = 0; f < a->round->nfunds; f++) {
        const vp_fund *fund = &a->round->funds[f];
        vp_limit_use use = {.limit = fund->id, .kind = "fund", .bound = fund->amount};
        for (size_t i = 0; i < a->result->awards->n; i++)
            use.used += a->result->awards->at[i].fund[f];
        VP_TRY(vp_fund_room_find(&r, a->round, a->in.ranking, a->result, &a->full, f, a->arena, a->err));
        VP_TRY(room_row(e, a, &use, fund->title, &r));
    }
    for (size_t i = 0; i < a->result->nlimits; i++) {
        const vp_limit_use *use = &a->result->limits[i];
        const char *name;
        VP_ALLOC(name, use_name(a, use), a->err);
        VP_TRY(vp_room_find(&r, a->round, a->in.ranking, a->result, &a->full, use, a->arena, a->err));
        VP_TRY(room_row(e, a, use, name, &r));
    }
    return vp_emit_end(e, a->err);
}

/* ---- stability ---- */

static const vp_column stand_columns[] = {
    {"id", NULL, 't'}, {"status", NULL, 't'}, {"rank", NULL, 'n'}, {"low", NULL, 'n'}, {"high", NULL, 'n'},
    {"at_low", NULL, 't'}, {"at_high", NULL, 't'}, {"stand", NULL, 't'}, {"title", NULL, 't'},
};

vp_status vp_answer_stability(vp_asking *a)
{
    VP_AUTO(vp_emit) e = NULL;
    bool any = false;
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-stability/1", stand_columns,
                       sizeof stand_columns / sizeof *stand_columns, a->err));
    for (size_t i = 0; i < a->in.ranking->n; i++) {
        const vp_ranked *r = &a->in.ranking->at[i];
        const vp_award *w = award_of(a, r->id);
        vp_stand s;
        vp_mark mark = vp_arena_mark(a->arena);
        VP_TRY(vp_stand_find(&s, a->round, a->in.ranking, &a->full, r->id, a->arena, a->err));
        const char *rank = r->rank > 0 ? vp_arena_printf(a->arena, "%zu", r->rank) : "";
        bool in = w && w->status == VP_AWARDED, sure = s.at_best && s.at_worst, never = !s.at_best && !s.at_worst;
        const char *stand = !s.has_ranks ? "" : in && sure ? "safe" : !in && never ? "out"
                          : in ? "at risk" : "in reach";
        VP_ALLOC(rank, rank, a->err);
        any = any || s.has_ranks;
        VP_TRY(vp_emit_row(e, (const char *const[]){r->id, w ? vp_award_status_name(w->status) : "", rank, r->low,
                                                    r->high, s.has_ranks ? yes_no(s.at_best) : "",
                                                    s.has_ranks ? yes_no(s.at_worst) : "", stand, r->title}, a->err));
        vp_arena_rewind(a->arena, mark);
    }
    if (!any) {
        vp_fail(a->err, VP_INVALID, VP_NOWHERE, "the ranking does not say how sure its ranks are");
        return vp_hint(a->err, "rank with a method that gives 'low' and 'high': vp-score --method=NAME");
    }
    return vp_emit_end(e, a->err);
}
