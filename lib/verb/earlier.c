/* Reading earlier rounds. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vp/proposal.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/model/personal.h"
#include "lib/store/store.h"
#include "lib/verb/earlier.h"

typedef struct source {
    vp_store *store;
    vp_folder *folder;
    vp_view view;
} source;

static void source_freep(source *s)
{
    vp_store_free(s->store);
    vp_folder_free(s->folder);
}

static bool same_place(const char *a, const char *b)
{
    char *x = realpath(a, NULL), *y = realpath(b, NULL);
    bool same = x && y && strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

/* The repository whose own place this is (not one further up), else the folder as it is. */
static vp_status open_source(source *s, const char *dir, vp_arena *arena, vp_err *err)
{
    vp_err none = {0};
    if (access(dir, F_OK) == 0 && vp_store_open(&s->store, dir, &none) == VP_OK && *vp_store_tip(s->store)) {
        const char *tree = vp_store_worktree(s->store);
        if (same_place(dir, *tree ? tree : vp_store_gitdir(s->store)))
            return vp_store_view(&s->view, s->store, vp_store_tip(s->store), arena, err);
    }
    VP_TRY(vp_folder_open(&s->folder, dir, err));
    s->view = vp_folder_view(s->folder);
    return VP_OK;
}

static vp_status add(vp_earlier_all *out, const char *round, const char *id, const char *paid, vp_units *units,
                     const char *code, const char *applicant, const char *title, const char *summary, vp_arena *arena,
                     vp_err *err)
{
    vp_money amount;
    VP_TRY(vp_arena_grow(arena, &out->at, &out->cap, out->n, out->n + 1, sizeof *out->at, err));
    vp_earlier *e = &out->at[out->n];
    *e = (vp_earlier){.round = round, .id = vp_personal(id) ? "***" : id, /* it will stand in this round's history */
                      .paid = vp_money_parse(&amount, paid) ? paid : ""};
    VP_TRY(vp_similar_key_make(&e->key, units, code, applicant, title, summary, NULL, arena, err));
    out->n++;
    return VP_OK;
}

/* A cell of an award; where awards.csv has no such column or nothing in it, what the proposal says. */
static const char *told(const vp_table *t, size_t row, long column, const vp_proposal *p, size_t field)
{
    const char *cell = vp_table_cell(t, row, column);
    return *cell || !p ? cell : p->value[field];
}

/* What stands in awards.csv with an amount. Old files may lack columns, but for these. */
static vp_status read_awards(vp_earlier_all *out, const char *round, const char *where, const char *bytes, size_t n,
                             const vp_proposals *proposals, vp_units *units, vp_arena *arena, vp_err *err)
{
    vp_table *t;
    VP_TRY(vp_table_read(&t, where, bytes, n, arena, err));
    long id = vp_table_column(t, "id"), status = vp_table_column(t, "status"), amount = vp_table_column(t, "amount");
    long title = vp_table_column(t, "title"), applicant = vp_table_column(t, "applicant");
    long code = vp_table_column(t, "uscc"), summary = vp_table_column(t, "summary");
    if (id < 0 || title < 0)
        return vp_fail(err, VP_CORRUPT, (vp_where){.file = where, .row = t->header.line, .col = 1},
                       "there is no column '%s'", id < 0 ? "id" : "title");
    for (size_t i = 0; i < t->nrows; i++) {
        const vp_proposal *p = vp_proposals_find(proposals, vp_table_cell(t, i, id));
        if (status >= 0 && strcmp(vp_table_cell(t, i, status), "awarded") != 0)
            continue;
        VP_TRY(add(out, round, vp_table_cell(t, i, id), vp_table_cell(t, i, amount), units,
                   told(t, i, code, p, VP_USCC), told(t, i, applicant, p, VP_APPLICANT),
                   told(t, i, title, p, VP_TITLE), told(t, i, summary, p, VP_SUMMARY), arena, err));
    }
    return VP_OK;
}

/* Where there are no awards, all that was not withdrawn. */
static vp_status add_proposals(vp_earlier_all *out, const char *name, const vp_proposals *all, vp_units *units,
                               vp_arena *arena, vp_err *err)
{
    for (size_t i = 0; i < all->n; i++) {
        const char *const *v = all->at[i].value;
        if (all->at[i].withdrawn_on)
            continue;
        VP_TRY(add(out, name, v[VP_ID], "", units, v[VP_USCC], v[VP_APPLICANT], v[VP_TITLE], v[VP_SUMMARY], arena,
                   err));
    }
    return VP_OK;
}

/* The round's id, else what its folder is called. */
static vp_status name_of(const char **name, const vp_round **schema, const char *dir, const vp_view *view,
                         const vp_round *round, vp_arena *arena, vp_err *err)
{
    vp_round *own;
    vp_err none = {0};
    if (vp_round_read(&own, view, arena, &none) == VP_OK) {
        *name = own->id;
        *schema = own;
        return VP_OK;
    }
    size_t n = strlen(dir);
    while (n > 1 && dir[n - 1] == '/')
        n--;
    size_t from = n;
    while (from > 0 && dir[from - 1] != '/')
        from--;
    VP_ALLOC(*name, vp_arena_dup(arena, dir + from, n - from), err);
    *name = vp_personal(*name) ? "***" : *name;
    *schema = round;
    return VP_OK;
}

vp_status vp_earlier_read(vp_earlier_all *out, const char *dir, const vp_round *round, vp_units *units,
                          vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(source_freep))) source s = {0};
    const vp_round *schema = round;
    const char *name, *bytes, **rounds = (const char **)(uintptr_t)out->rounds.at;
    size_t n;
    vp_proposals all;
    VP_TRY(open_source(&s, dir, arena, err));
    VP_TRY(name_of(&name, &schema, dir, &s.view, round, arena, err));
    VP_TRY(vp_arena_grow(arena, &rounds, &out->caprounds, out->rounds.n, out->rounds.n + 1, sizeof *rounds, err));
    rounds[out->rounds.n++] = name;
    out->rounds.at = rounds;
    vp_status status = s.view.read(s.view.ctx, "awards.csv", &bytes, &n, arena, err);
    if (status != VP_OK && status != VP_NOTFOUND)
        return status;
    vp_err aside = {0}; /* beside awards, proposals that cannot be read are no harm */
    vp_status read = vp_proposals_read(&all, schema, &s.view, arena, status == VP_OK ? &aside : err);
    if (read == VP_NOMEM || (read != VP_OK && status != VP_OK))
        return read == VP_NOMEM ? vp_nomem(err) : read;
    if (read != VP_OK)
        all = (vp_proposals){0};
    if (status == VP_OK)
        return read_awards(out, name, s.view.where(s.view.ctx, "awards.csv", arena), bytes, n, &all, units, arena,
                           err);
    if (all.n > 0)
        return add_proposals(out, name, &all, units, arena, err);
    vp_fail(err, VP_NOTFOUND, VP_AT_FILE(dir), "neither a round nor a folder with awards.csv or proposals/");
    return vp_hint(err, "name the folder of an earlier round with --earlier");
}
