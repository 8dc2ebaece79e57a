/* Pairs that a private name keeps apart. conflicts.csv holds them by id, so that whoever does not have the names can do
   an assignment again: where they are kept it is computed, elsewhere it is taken as it stands. */
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/table.h>
#include "lib/verb/assign_plan.h"
#include "lib/verb/who.h"

static const char path[] = "conflicts.csv";

static vp_status add(vp_aparts *to, size_t *cap, vp_apart one, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &to->at, cap, to->n, to->n + 1, sizeof *to->at, err));
    to->at[to->n++] = one;
    return VP_OK;
}

static int by_pair(const void *x, const void *y)
{
    const vp_apart *a = x, *b = y;
    int order = strcmp(a->reviewer, b->reviewer);
    return order != 0 ? order : strcmp(a->proposal, b->proposal);
}

static int compare(const vp_conflict *a, const vp_conflict *b)
{
    if (a->proposal != b->proposal)
        return a->proposal < b->proposal ? -1 : 1;
    return a->reviewer == b->reviewer ? 0 : a->reviewer < b->reviewer ? -1 : 1;
}

/* Conflicts that there are with the names, and not without. */
static vp_status compute(vp_plan *p, size_t *cap, const vp_panel_list *named, vp_err *err)
{
    vp_conflicts all, open;
    size_t k = 0;
    VP_TRY(vp_conflicts_find(&all, p->round, &p->all, named, &p->reviews, p->arena, err));
    VP_TRY(vp_conflicts_find(&open, p->round, &p->all, &p->panel, &p->reviews, p->arena, err));
    for (size_t i = 0; i < all.n; i++) {
        const vp_conflict *c = &all.at[i];
        while (k < open.n && compare(&open.at[k], c) < 0)
            k++;
        if (k == open.n || compare(&open.at[k], c) != 0)
            VP_TRY(add(&p->apart, cap, (vp_apart){named->at[c->reviewer].id, p->all.at[c->proposal].value[VP_ID],
                                                  c->kind, c->detail}, p->arena, err));
    }
    return VP_OK;
}

/* As they are recorded. */
static vp_status read_recorded(vp_plan *p, size_t *cap, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t;
    vp_status s = p->view->read(p->view->ctx, path, &bytes, &n, p->arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_ALLOC(file, p->view->where(p->view->ctx, path, p->arena), err);
    VP_TRY(vp_table_read(&t, file, bytes, n, p->arena, err));
    long reviewer = vp_table_column(t, "reviewer"), proposal = vp_table_column(t, "proposal");
    if (reviewer < 0 || proposal < 0)
        return vp_fail(err, VP_CORRUPT, VP_AT_FILE(file), "there is no column '%s'",
                       reviewer < 0 ? "reviewer" : "proposal");
    for (size_t i = 0; i < t->nrows; i++)
        VP_TRY(add(&p->apart, cap, (vp_apart){vp_table_cell(t, i, reviewer), vp_table_cell(t, i, proposal),
                                              VP_WITHHELD, ""}, p->arena, err));
    return VP_OK;
}

static void settle(vp_aparts *all)
{
    size_t n = 0;
    if (all->n > 1)
        qsort(all->at, all->n, sizeof *all->at, by_pair);
    for (size_t i = 0; i < all->n; i++)
        if (n == 0 || by_pair(&all->at[n - 1], &all->at[i]) != 0)
            all->at[n++] = all->at[i];
    all->n = n;
}

static vp_status tell_missing(vp_plan *p, size_t missing, vp_err *err)
{
    vp_note what = {N_("the names of %1$s reviewers are private and not kept here: who is named in a proposal is taken "
                       "as conflicts.csv has it"), {NULL}};
    VP_ALLOC(what.arg[0], vp_arena_printf(p->arena, "%zu", missing), err);
    vp_plan_tell(p, VP_NOWHERE, VP_WARNING, what,
                 (vp_note){N_("assign where the panel was taken in, or copy vp/private of that git directory"), {0}});
    return VP_OK;
}

vp_status vp_plan_apart(vp_plan *p, vp_err *err)
{
    vp_panel_list named = p->panel;
    size_t missing = 0, cap = 0;
    if (!p->in_round || p->round->panel.secret.n == 0)
        return VP_OK;
    for (size_t i = 0; i < p->panel.n && !p->names; i++)
        missing += p->panel.at[i].tag != NULL;
    if (p->names)
        VP_TRY(vp_who_fill(&named, &missing, p->names, p->arena, err));
    VP_TRY(compute(p, &cap, &named, err));
    p->names_missing = missing;
    if (missing > 0) {
        VP_TRY(read_recorded(p, &cap, err));
        VP_TRY(tell_missing(p, missing, err));
    }
    settle(&p->apart);
    return VP_OK;
}

static long reviewer_of(const vp_panel_list *panel, const char *id)
{
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->at[i].id, id) == 0)
            return (long)i;
    return -1;
}

vp_status vp_plan_keep_apart(vp_plan *p, vp_err *err)
{
    vp_conflict *more;
    size_t n = 0;
    if (p->apart.n == 0)
        return VP_OK;
    VP_ALLOC(more, vp_arena_array(p->arena, p->apart.n, sizeof *more), err);
    for (size_t i = 0; i < p->apart.n; i++) {
        const vp_apart *a = &p->apart.at[i];
        const vp_proposal *what = vp_proposals_find(&p->proposals, a->proposal);
        long who = reviewer_of(&p->panel, a->reviewer);
        if (what && who >= 0)
            more[n++] = (vp_conflict){(uint32_t)(what - p->proposals.at), (uint32_t)who, a->kind, a->detail};
    }
    return vp_conflicts_add(&p->conflicts, more, n, p->arena, err);
}

vp_status vp_plan_put_apart(const vp_plan *p, const vp_writer *to, vp_err *err)
{
    VP_STR text = {0};
    if (p->round->panel.secret.n == 0)
        return VP_OK;
    vp_str_addz(&text, "reviewer,proposal\n");
    for (size_t i = 0; i < p->apart.n; i++) {
        vp_csv_cell(&text, p->apart.at[i].reviewer, strlen(p->apart.at[i].reviewer));
        vp_str_addc(&text, ',');
        vp_csv_cell(&text, p->apart.at[i].proposal, strlen(p->apart.at[i].proposal));
        vp_str_addc(&text, '\n');
    }
    VP_TRY(vp_str_check(&text, err));
    return to->put(to->ctx, path, text.s, text.n, err);
}
