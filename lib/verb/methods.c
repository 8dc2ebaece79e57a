/* vp-score --reliability with a funding line: what the choice of the method decides. */
#include <stdlib.h>
#include <string.h>
#include <vp/aggregate.h>
#include "lib/verb/methods.h"
#include "lib/verb/ranking.h"

/* ---- what they make of the round ---- */

static bool all_equal(const vp_ranking *r)
{
    for (size_t i = 1; i < r->n && r->at[i].rank > 0; i++)
        if (r->at[i].score != r->at[0].score)
            return false;
    return r->n > 1 && r->at[1].rank > 0;
}

/* What the data does not allow is said of the method, and the others go on. */
static vp_status try_way(vp_way *w, const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                         const vp_reviews *reviews, const char *line, vp_lang lang, vp_arena *arena, vp_err *err)
{
    vp_err aside = {.lang = lang};
    vp_ranking *r;
    vp_status s = vp_rank(&r, rubric, round, proposals, reviews, w->method, arena, &aside);
    if (s == VP_INVALID) {
        VP_ALLOC(w->why, vp_arena_dupz(arena, aside.msg), err);
        return VP_OK;
    }
    if (s != VP_OK) {
        if (err)
            *err = aside;
        return s;
    }
    VP_TRY(vp_ranking_line(&w->line, line, rubric, round, r, arena, err));
    if (all_equal(r))
        w->why = vp_tr(lang, N_("it gives every proposal the same score"));
    else
        w->ranking = r;
    return VP_OK;
}

/* Whether it is the round's own way. */
static bool is_own(const vp_rubric *rubric, const char *method, const char *name)
{
    if (method)
        return strcmp(method, name) == 0;
    for (size_t s = 0; s < rubric->nstages; s++)
        if (strcmp(rubric->stages[s].aggregate, name) != 0)
            return false;
    return true;
}

vp_status vp_ways_of(vp_ways *out, const vp_rubric *rubric, const vp_round *round, const vp_proposals *proposals,
                     const vp_reviews *reviews, const char *method, const char *line, vp_lang lang, vp_arena *arena,
                     vp_err *err)
{
    size_t n = 0;
    while (vp_aggregate_names[n])
        n++;
    *out = (vp_ways){.own.method = method};
    VP_ALLOC(out->at, vp_arena_array(arena, n, sizeof *out->at), err);
    VP_TRY(try_way(&out->own, rubric, round, proposals, reviews, line, lang, arena, err));
    for (; out->n < n; out->n++) {
        vp_way *w = &out->at[out->n];
        w->method = vp_aggregate_names[out->n];
        if (is_own(rubric, method, w->method)) {
            *w = out->own;
            w->method = vp_aggregate_names[out->n];
            continue;
        }
        VP_TRY(try_way(w, rubric, round, proposals, reviews, line, lang, arena, err));
    }
    return VP_OK;
}

/* ---- telling ---- */

static const vp_doc_column way_columns[] = {
    {"method", N_("method"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
    {"funded", N_("funded"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
    {"in", N_("funded only by it, not by the round's own way"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"out", N_("funded by the round's own way, not by it"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"why", N_("why it does not apply"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
};
static const vp_doc_column decided_columns[] = {
    {"proposal", N_("proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
    {"title", N_("title"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
    {"methods", N_("methods that fund it"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};
enum { WAY_COLUMNS = sizeof way_columns / sizeof *way_columns,
       DECIDED_COLUMNS = sizeof decided_columns / sizeof *decided_columns };

static bool funded(const vp_way *w, const vp_ranked *r)
{
    return w->ranking && r->rank > 0 && r->rank <= w->line;
}

static int by_id(const void *x, const void *y)
{
    const vp_ranked *const *a = x, *const *b = y;
    return strcmp((*a)->id, (*b)->id);
}

/* Rows sorted by id: rankings of the same proposals then go side by side. False: no memory. */
static bool sorted(const vp_ranked ***out, const vp_ranking *r, vp_arena *arena)
{
    const vp_ranked **at = vp_arena_array(arena, r->n, sizeof *at);
    for (size_t i = 0; at && i < r->n; i++)
        at[i] = &r->at[i];
    if (at && r->n > 1)
        qsort(at, r->n, sizeof *at, by_id);
    *out = at;
    return at != NULL;
}

/* Ids that one way funds and the other does not, with blanks between; row: of either, by id. */
static void ids(vp_doc *d, const vp_way *in, const vp_ranked **row, const vp_way *not_in, const vp_ranked **other)
{
    VP_STR text = {0};
    for (size_t i = 0; in->ranking && not_in->ranking && i < in->ranking->n; i++)
        if (funded(in, row[i]) && !funded(not_in, other[i]))
            vp_str_addf(&text, "%s%s", text.n ? " " : "", row[i]->id);
    vp_doc_cell(d, vp_arena_dupz(d->arena, vp_str_text(&text)));
    d->oom |= text.oom;
}

static void tell_way(vp_doc *d, const vp_ways *ways, const vp_ranked ***row, size_t k)
{
    const vp_way *w = &ways->at[k], *own = &ways->own;
    size_t n = 0;
    for (size_t i = 0; w->ranking && i < w->ranking->n; i++)
        n += funded(w, &w->ranking->at[i]);
    vp_doc_cell(d, w->method);
    vp_doc_cell(d, w->ranking ? vp_doc_number(d, n) : "");
    ids(d, w, row[k], own, row[ways->n]);
    ids(d, own, row[ways->n], w, row[k]);
    vp_doc_cell(d, w->why ? w->why : "");
}

/* A proposal that some fund and some do not: its rank in each. */
static void tell_decided(vp_doc *d, const vp_ways *ways, const vp_ranked ***row, size_t i, size_t times)
{
    const vp_ranked *own = row[ways->n][i];
    vp_doc_cell(d, own->id);
    vp_doc_cell(d, own->title);
    vp_doc_cell(d, vp_doc_number(d, times));
    for (size_t k = 0; k < ways->n; k++)
        vp_doc_cell(d, ways->at[k].ranking && row[k][i]->rank > 0 ? vp_doc_number(d, row[k][i]->rank) : "");
}

static size_t times_funded(const vp_ways *ways, const vp_ranked ***row, size_t i)
{
    size_t times = 0;
    for (size_t k = 0; k < ways->n; k++)
        times += ways->at[k].ranking && funded(&ways->at[k], row[k][i]);
    return times;
}

static void tell_all_decided(vp_doc *d, const vp_ways *ways, const vp_ranked ***row, size_t apply)
{
    vp_doc_column *columns = vp_doc_columns(d, decided_columns, DECIDED_COLUMNS, ways->n);
    size_t always = 0, some = 0;
    for (size_t i = 0; i < ways->own.ranking->n; i++) {
        size_t times = times_funded(ways, row, i);
        always += times == apply;
        some += times > 0 && times < apply;
    }
    vp_doc_section(d, "decided-by-the-method", vp_tr(d->lang, N_("proposals whose funding depends on the method")));
    vp_doc_text(d, vp_doc_say(d, N_("Every method funds %1$s proposals; of %2$s others it depends on the method, and "
                                    "their ranks are below. The methods themselves are compared above."),
                              vp_doc_number(d, always), vp_doc_number(d, some), NULL, NULL));
    for (size_t k = 0; columns && k < ways->n; k++)
        columns[DECIDED_COLUMNS + k] =
            (vp_doc_column){ways->at[k].method, ways->at[k].method, VP_SHOW_NUMBER, VP_COLUMN_IF_FILLED};
    vp_doc_table_new(d, columns, DECIDED_COLUMNS + ways->n);
    for (size_t i = 0; i < ways->own.ranking->n; i++) {
        size_t times = times_funded(ways, row, i);
        if (times > 0 && times < apply)
            tell_decided(d, ways, row, i, times);
    }
}

void vp_ways_tell(vp_doc *d, const vp_ways *ways)
{
    size_t apply = 0;
    const vp_ranked ***row = vp_arena_array(d->arena, ways->n + 1, sizeof *row);
    d->oom |= !row;
    for (size_t k = 0; row && k <= ways->n; k++) {
        const vp_way *w = k < ways->n ? &ways->at[k] : &ways->own;
        d->oom |= w->ranking && !sorted(&row[k], w->ranking, d->arena);
    }
    vp_doc_section(d, "methods", vp_tr(d->lang, N_("who is funded under each method")));
    vp_doc_text(d, vp_doc_say(d, N_("By the round's own way %1$s proposals are above the funding line. A proposal that "
                                    "one method funds and another does not depends on the choice of the method."),
                              vp_doc_number(d, ways->own.line), NULL, NULL, NULL));
    vp_doc_table_new(d, vp_doc_columns(d, way_columns, WAY_COLUMNS, 0), WAY_COLUMNS);
    for (size_t k = 0; !d->oom && k < ways->n; k++) {
        tell_way(d, ways, row, k);
        apply += ways->at[k].ranking != NULL;
    }
    if (!d->oom && ways->own.ranking && apply > 0)
        tell_all_decided(d, ways, row, apply);
}
