/* Private values of a round, looked for where they should not be. */
#include <string.h>
#include <vp/proposal.h>
#include "lib/io/panel.h"
#include "lib/verb/guard.h"
#include "lib/verb/who.h"
#include "lib/verb/values.h"

struct vp_guard {
    vp_store *store;
    const vp_view *view;
    vp_arena *arena;
    const vp_round *round; /* NULL: it cannot be read */
    vp_needles needles;
    vp_needles people;     /* reviewers, whose names are private */
    bool met;              /* they are known */
    bool loaded;
    bool spared;           /* what the proposals have in public is known */
};

/* ---- what is looked for ---- */

static vp_status take(void *ctx, size_t field, const char *text, vp_arena *scratch, vp_err *err)
{
    vp_guard *g = ctx;
    if (field == VP_CONTACT)
        VP_TRY(vp_needles_name(&g->needles, text, err));
    return vp_needles_add(&g->needles, text, scratch, err);
}

/* A round that cannot be read is told by whoever needs it. */
static vp_status fatal(vp_status status, const vp_err *why, vp_err *err)
{
    if (status != VP_NOMEM && status != VP_BUG)
        return VP_OK;
    if (err)
        *err = *why;
    return status;
}

static vp_status read_round(vp_guard *g, vp_err *err)
{
    vp_round *round = NULL;
    vp_err e = {0};
    vp_status status = g->round ? VP_OK : vp_round_read(&round, g->view, g->arena, &e);
    if (status != VP_OK)
        return fatal(status, &e, err);
    g->round = g->round ? g->round : round;
    return VP_OK;
}

static vp_status take_reviewer(void *ctx, bool is_name, const char *text, vp_err *err)
{
    vp_guard *g = ctx;
    if (is_name)
        return vp_needles_name(&g->people, text, err);
    return vp_needles_add(&g->needles, text, g->arena, err);
}

/* Who the reviewers are, where the round keeps it private. */
static vp_status meet(vp_guard *g, vp_err *err)
{
    vp_who *names;
    if (g->met)
        return VP_OK;
    g->met = true;
    VP_TRY(vp_who_read(&names, g->store, g->arena, err));
    if (vp_who_none(names))
        return VP_OK;
    VP_TRY(read_round(g, err));
    return g->round && g->round->panel.secret.n > 0 ? vp_who_each(names, take_reviewer, g, err) : VP_OK;
}

static vp_status load(vp_guard *g, vp_err *err)
{
    vp_values *values;
    g->loaded = true;
    VP_TRY(read_round(g, err));
    if (!g->round)
        return VP_OK;
    VP_TRY(meet(g, err));
    VP_TRY(vp_values_read(&values, g->round, g->store, g->arena, err));
    return vp_values_each(values, take, g, err);
}

vp_status vp_guard_new(vp_guard **out, vp_store *store, const vp_view *view, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_arena_alloc(arena, sizeof **out), err);
    **out = (vp_guard){.store = store, .view = view, .arena = arena};
    VP_TRY(vp_needles_new(&(*out)->people, arena, err));
    return vp_needles_new(&(*out)->needles, arena, err);
}

/* An applicant may be a person, and be their own contact; a number may stand in a title: vp-intake has warned of it. */
static vp_status spare_public(vp_guard *g, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    vp_proposals all;
    vp_err e = {0};
    if (!scratch)
        return vp_nomem(err);
    g->spared = true;
    vp_status status = g->round ? vp_proposals_read(&all, g->round, g->view, scratch, &e) : VP_NOTFOUND;
    if (status != VP_OK)
        return fatal(status, &e, err);
    for (size_t i = 0; i < all.n; i++)
        for (size_t f = 0; f < g->round->nfields; f++)
            if (!g->round->fields[f].secret && all.at[i].value[f])
                VP_TRY(vp_needles_spare(&g->needles, all.at[i].value[f], scratch, err));
    return VP_OK;
}

/* ---- looking ---- */

static bool below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

bool vp_guard_of_intake(const char *path)
{
    return below(path, "proposals/") || below(path, "intake/");
}

/* Files that people write, but for the signers, who are named there on purpose. */
static const char *const files[] = {"round.json", "rubric.json", "panel.csv", NULL};

static bool by_people(const char *path)
{
    for (size_t i = 0; files[i]; i++)
        if (strcmp(path, files[i]) == 0)
            return true;
    return below(path, "lists/") || below(path, "reviews/");
}

/* A reviewer whose name is private. */
static vp_status look_for_people(unsigned *holds, vp_guard *g, const char *bytes, size_t n, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    if (!scratch)
        return vp_nomem(err);
    VP_TRY(meet(g, err));
    VP_TRY(vp_needles_in(holds, &g->people, VP_HOLDS_NAME, bytes, n, scratch, err));
    *holds = *holds ? VP_HOLDS_REVIEWER : 0;
    return VP_OK;
}

static vp_status look(unsigned *holds, vp_guard *g, unsigned what, const char *bytes, size_t n, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    if (!scratch)
        return vp_nomem(err);
    *holds = 0;
    if (!g->loaded) { /* that takes its time, and is seldom needed */
        bool may = true;
        if (what == VP_HOLDS_VALUE)
            VP_TRY(vp_needles_may(&may, bytes, n, scratch, err));
        if (!may)
            return VP_OK;
        VP_TRY(load(g, err));
    }
    VP_TRY(vp_needles_in(holds, &g->needles, what, bytes, n, scratch, err));
    if (!(*holds & (VP_HOLDS_NAME | VP_HOLDS_VALUE)) || g->spared)
        return VP_OK;
    VP_TRY(spare_public(g, err));
    return vp_needles_in(holds, &g->needles, what, bytes, n, scratch, err);
}

vp_status vp_guard_look(unsigned *holds, vp_guard *g, const char *path, const char *bytes, size_t n, vp_err *err)
{
    unsigned what = VP_HOLDS_VALUE, people = 0;
    if (by_people(path))
        what |= VP_HOLDS_NAME;
    if (by_people(path))
        VP_TRY(look_for_people(&people, g, bytes, n, err));
    if (by_people(path) && strcmp(path, "round.json") != 0) /* the office's own is given there */
        what |= VP_HOLDS_NUMBER;
    VP_TRY(look(holds, g, what, bytes, n, err));
    *holds |= people;
    return VP_OK;
}

vp_status vp_guard_look_message(unsigned *holds, vp_guard *g, const char *message, vp_err *err)
{
    unsigned people;
    VP_TRY(look_for_people(&people, g, message, strlen(message), err));
    VP_TRY(look(holds, g, VP_HOLDS_VALUE | VP_HOLDS_NAME | VP_HOLDS_NUMBER, message, strlen(message), err));
    *holds |= people;
    return VP_OK;
}

vp_status vp_guard_check(vp_guard *g, const char *path, const char *bytes, size_t n, vp_err *err)
{
    unsigned holds;
    if (!*path || by_people(path)) {
        VP_TRY(look_for_people(&holds, g, bytes, n, err));
        if (holds) {
            vp_fail(err, VP_INVALID, VP_AT_FILE(path), "this would go into the history with the name of a reviewer, "
                                                       "which is private");
            return vp_hint(err, "leave it out of what was given, or write the reviewer's id instead");
        }
    }
    VP_TRY(look(&holds, g, VP_HOLDS_VALUE, bytes, n, err));
    if (!(holds & VP_HOLDS_VALUE))
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(path), "this would go into the history with a private phone number, e-mail "
                                               "address or identity number of a proposal");
    return vp_hint(err, "leave it out of what was given: everybody who has the round could read it");
}

static vp_status check_standing(vp_guard *g, const char *path, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *bytes;
    size_t n;
    unsigned holds;
    if (!arena)
        return vp_nomem(err);
    vp_status status = g->view->read(g->view->ctx, path, &bytes, &n, arena, NULL);
    if (status != VP_OK) /* whoever needs the file says why */
        return status == VP_NOMEM ? vp_nomem(err) : VP_OK;
    VP_TRY(look(&holds, g, VP_HOLDS_VALUE, bytes, n, err));
    if (!(holds & VP_HOLDS_VALUE))
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(path), "the file holds a private phone number, e-mail address or identity "
                                               "number of a proposal, and is in the history");
    return vp_hint(err, "take it out and commit the file; 'vp-audit verify' tells which commits hold it, and whoever "
                        "has a clone has it too");
}

/* A cell of a private column that is no keyed hash: it was committed by hand. */
static vp_status look_at_panel(size_t *row, vp_guard *g, vp_table **t, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    *row = SIZE_MAX;
    vp_status status = g->view->read(g->view->ctx, "panel.csv", &bytes, &n, arena, NULL);
    if (status == VP_OK)
        status = vp_table_read(t, "panel.csv", bytes, n, arena, NULL);
    if (status != VP_OK) /* whoever needs the file says why */
        return status == VP_NOMEM ? vp_nomem(err) : VP_OK;
    for (size_t c = 0; c < (*t)->header.n && *row == SIZE_MAX; c++) {
        bool secret;
        VP_TRY(vp_panel_secret(&secret, g->round, (*t)->header.cell[c], arena, err));
        for (size_t r = 0; secret && r < (*t)->nrows && *row == SIZE_MAX; r++) {
            const char *cell = (*t)->rows[r].cell[c];
            *row = *cell && !vp_tag_like(cell) ? r : SIZE_MAX;
        }
    }
    return VP_OK;
}

vp_status vp_guard_panel(vp_guard *g, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_table *t = NULL;
    size_t row = SIZE_MAX;
    if (!arena)
        return vp_nomem(err);
    VP_TRY(read_round(g, err));
    if (!g->round || g->round->panel.secret.n == 0)
        return VP_OK;
    VP_TRY(look_at_panel(&row, g, &t, arena, err));
    if (row == SIZE_MAX)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = "panel.csv", .row = t->rows[row].line},
            "the history holds what round.json keeps private of reviewers");
    return vp_hint(err, "commit panel.csv without it, then give the whole panel from a file outside the round: "
                        "vp-assign --names FILE");
}

vp_status vp_guard_standing(vp_guard *g, vp_err *err)
{
    const char *const *names;
    size_t n;
    for (size_t i = 0; files[i]; i++)
        VP_TRY(check_standing(g, files[i], err));
    VP_TRY(g->view->list(g->view->ctx, "lists", &names, &n, g->arena, err));
    for (size_t i = 0; i < n; i++) {
        const char *path;
        VP_ALLOC(path, vp_arena_printf(g->arena, "lists/%s", names[i]), err);
        VP_TRY(check_standing(g, path, err));
    }
    return VP_OK;
}
