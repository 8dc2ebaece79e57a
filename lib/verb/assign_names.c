/* vp-assign --names: take in a panel whose names are private. What may be public becomes panel.csv, the rest is
   kept. */
#include <string.h>
#include <vp/assign.h>
#include <vp/emit.h>
#include <vp/session.h>
#include <vp/str.h>
#include "lib/io/file.h"
#include "lib/io/panel.h"
#include "lib/io/xlsx.h"
#include "lib/verb/assign_plan.h"
#include "lib/verb/subjects.h"
#include "lib/verb/who.h"
#include "lib/verb/replay.h"

/* What becomes of a column. */
typedef enum fate { PUBLIC, NAME, PRIVATE } fate;

typedef struct taking {
    const vp_names_opts *opts;
    const vp_view *view;
    const vp_round *round;
    const vp_table *t;
    fate *fate;
    long id, name;        /* columns; -1: there is none */
    vp_panel_list now;    /* as panel.csv has it */
    const vp_who *kept; /* so far */
    size_t names;
    bool refused;
    vp_arena *arena;
    vp_err *err;
} taking;

/* ---- reading ---- */

static bool is_header(void *ctx, const vp_row *row)
{
    taking *k = ctx;
    const char *name;
    for (size_t i = 0; i < row->n; i++)
        if (vp_panel_column(&name, row->cell[i], k->arena, NULL) == VP_OK && name && strcmp(name, "id") == 0)
            return true;
    return false;
}

/* A column that is left alone is kept. */
static void tell_problem(void *ctx, const vp_err *e)
{
    taking *k = ctx;
    vp_note what = {"%1$s", {vp_arena_dupz(k->arena, e->msg)}}, mend = {"%1$s", {vp_arena_dupz(k->arena, e->hint)}};
    if (e->status == VP_INVALID)
        return;
    k->refused = true;
    if (k->opts->tell)
        k->opts->tell(k->opts->ctx, (vp_where){e->file, e->row, e->col, e->field}, vp_severity_name(VP_ERROR), &what,
                      *e->hint ? &mend : &(vp_note){0});
}

static vp_status read_header(taking *k)
{
    k->id = k->name = -1;
    VP_ALLOC(k->fate, vp_arena_array(k->arena, k->t->header.n, sizeof *k->fate), k->err);
    for (size_t c = 0; c < k->t->header.n; c++) {
        const char *name;
        bool secret;
        VP_TRY(vp_panel_column(&name, k->t->header.cell[c], k->arena, k->err));
        VP_TRY(vp_panel_secret(&secret, k->round, k->t->header.cell[c], k->arena, k->err));
        bool is_name = name && strcmp(name, "name") == 0;
        k->fate[c] = !name ? PRIVATE : is_name && secret ? NAME : PUBLIC;
        k->name = k->fate[c] == NAME ? (long)c : k->name;
        k->id = name && strcmp(name, "id") == 0 ? (long)c : k->id;
    }
    return VP_OK;
}

/* A file of ids and names alone would take the rest of panel.csv away. */
static vp_status check_whole(taking *k)
{
    const char *bytes, *name, *other;
    size_t n;
    vp_table *t;
    vp_status s = k->view->read(k->view->ctx, "panel.csv", &bytes, &n, k->arena, k->err);
    if (s != VP_OK || k->now.n == 0)
        return s == VP_NOTFOUND ? VP_OK : s;
    VP_TRY(vp_table_read(&t, "panel.csv", bytes, n, k->arena, k->err));
    for (size_t c = 0; c < t->header.n; c++) {
        bool there = false;
        VP_TRY(vp_panel_column(&name, t->header.cell[c], k->arena, k->err));
        for (size_t i = 0; name && i < k->t->header.n; i++) {
            VP_TRY(vp_panel_column(&other, k->t->header.cell[i], k->arena, k->err));
            there |= other == name;
        }
        if (!name || there)
            continue;
        vp_fail(k->err, VP_INVALID, (vp_where){.file = k->t->file, .row = k->t->header.line},
                "there is no column '%s', which panel.csv has", t->header.cell[c]);
        return vp_hint(k->err, "give the whole panel: panel.csv becomes what this file says, but for what is private");
    }
    return VP_OK;
}

static vp_status read_panel(taking *k)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t;
    vp_rubric *rubric = NULL;
    vp_panel_list given;
    vp_problems problems = {tell_problem, k};
    vp_err ignored = {0};
    if (vp_rubric_read(&rubric, k->view, "rubric.json", k->arena, &ignored) != VP_OK)
        rubric = NULL; /* whoever needs it says why */
    VP_TRY(vp_panel_read(&k->now, k->view, k->arena, k->err));
    VP_TRY(vp_file_input(&bytes, &n, &file, k->opts->file, k->arena, k->err));
    if (vp_xlsx_is_one(bytes, n))
        VP_TRY(vp_xlsx_csv(&bytes, &n, file, bytes, n, k->arena, k->err));
    VP_TRY(vp_table_read_titled(&t, file, bytes, n, is_header, k, k->arena, k->err));
    k->t = t;
    vp_status s = vp_panel_from_table(&given, rubric, t, &problems, k->arena, k->err);
    if (s != VP_OK && k->refused)
        return k->err ? (*k->err = (vp_err){.status = VP_INVALID, .lang = k->err->lang}, VP_INVALID) : VP_INVALID;
    VP_TRY(s);
    if (t->nrows == 0)
        return vp_fail(k->err, VP_INVALID, VP_AT_FILE(file), "there are no reviewers in it");
    VP_TRY(read_header(k));
    return check_whole(k);
}

/* ---- parting ---- */

/* Whoever has the name that panel.csv's keyed hash stands for keeps the key, and so the hash. */
static void key_of(unsigned char key[VP_KEY], const taking *k, const char *id, const char *name)
{
    for (size_t i = 0; i < k->now.n; i++) {
        const vp_panelist *p = &k->now.at[i];
        const char *had = p->tag && strcmp(p->id, id) == 0 ? vp_who_find(key, k->kept, id, p->tag) : NULL;
        if (had && strcmp(had, name) == 0)
            return;
    }
    vp_key_random(key);
}

static void add(vp_str *to, bool first, const char *cell)
{
    if (!first)
        vp_str_addc(to, ',');
    vp_csv_cell(to, cell, strlen(cell));
}

static void add_row(vp_str *public, vp_str *private, taking *k, const vp_row *row, const char *id)
{
    unsigned char key[VP_KEY];
    char hex[VP_KEY_HEX], tag[VP_TAG];
    const char *name = k->name >= 0 ? row->cell[k->name] : "";
    bool is_tag = vp_tag_like(name), first = true;
    key_of(key, k, id, name);
    vp_name_tag(tag, key, name);
    vp_key_hex(hex, key);
    k->names += *name && !is_tag;
    add(private, true, id);
    add(private, false, hex);
    add(private, false, is_tag ? "" : name);
    for (size_t c = 0; c < k->t->header.n; c++) {
        if (k->fate[c] == PRIVATE)
            add(private, false, row->cell[c]);
        else
            add(public, first, k->fate[c] == PUBLIC || is_tag || !*name ? row->cell[c] : tag);
        first &= k->fate[c] == PRIVATE;
    }
    vp_str_addc(public, '\n');
    vp_str_addc(private, '\n');
}

static vp_status part(vp_str *public, vp_str *private, taking *k)
{
    vp_panel_list given;
    bool first = true;
    vp_str_addz(private, "id,key,name");
    for (size_t c = 0; c < k->t->header.n; c++) {
        add(k->fate[c] == PRIVATE ? private : public, first && k->fate[c] != PRIVATE, k->t->header.cell[c]);
        first &= k->fate[c] == PRIVATE;
    }
    vp_str_addc(public, '\n');
    vp_str_addc(private, '\n');
    VP_TRY(vp_panel_from_table(&given, NULL, k->t, NULL, k->arena, k->err)); /* ids as they are written elsewhere */
    for (size_t i = 0; i < k->t->nrows; i++)
        add_row(public, private, k, &k->t->rows[i], given.at[i].id);
    VP_TRY(vp_str_check(public, k->err));
    return vp_str_check(private, k->err);
}

/* ---- the verb ---- */

static vp_status check_asked(const taking *k, vp_session *session)
{
    if (!vp_session_in_round(session)) {
        vp_fail(k->err, VP_USAGE, VP_NOWHERE, "--names needs a round: a filter keeps no names");
        return vp_hint(k->err, "name the round's folder with -C DIR, without --config");
    }
    if (k->round->panel.secret.n > 0)
        return VP_OK;
    vp_fail(k->err, VP_INVALID, VP_AT_FILE(k->round->file), "round.json does not say that the reviewers' names are "
                                                            "private");
    return vp_hint(k->err, "write \"panel\": {\"private\": [\"name\"]} into it and commit it; or commit panel.csv as "
                           "it is");
}

vp_status vp_assign_names(vp_names_result *out, vp_session *session, const vp_names_opts *opts, vp_arena *arena,
                          vp_err *err)
{
    taking k = {.opts = opts, .view = vp_session_view(session), .arena = arena, .err = err};
    vp_round *round;
    vp_who *kept;
    VP_STR public = {0};
    VP_STR private = {0};
    const char *path, *subject;
    static const char *const args[] = {"--names"};
    *out = (vp_names_result){0};
    VP_TRY(vp_round_read(&round, k.view, arena, err));
    k.round = round;
    VP_TRY(check_asked(&k, session));
    VP_TRY(vp_who_of(&kept, session, arena, err));
    k.kept = kept;
    VP_TRY(read_panel(&k));
    VP_TRY(part(&public, &private, &k));
    const vp_writer *to = vp_session_writer(session);
    VP_TRY(to->put(to->ctx, "panel.csv", public.s, public.n, err));
    VP_ALLOC(path, vp_who_path(private.s, private.n, arena), err);
    VP_TRY(vp_session_keep_private(session, path, private.s, private.n, err));
    out->reviewers = k.t->nrows;
    out->names = k.names;
    VP_ALLOC(subject, vp_subject_panel(out->reviewers, arena), err);
    vp_record what = {.subject = subject, .command = "vp-assign", .args = args, .nargs = 1};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}
