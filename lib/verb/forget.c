/* vp-intake --forget: a person's private data goes for good, and the history says that it went. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <vp/fold.h>
#include <vp/forget.h>
#include <vp/map.h>
#include <vp/proposal.h>
#include <vp/table.h>
#include "lib/io/json.h"
#include "lib/io/sheet_cell.h"
#include "lib/io/text.h"
#include "lib/rules/secret.h"
#include "lib/verb/forget.h"
#include "lib/verb/session.h"
#include "lib/verb/subjects.h"
#include "lib/verb/values.h"

#define LEDGER "intake/forgotten.csv"

/* ---- what the history says ---- */

/* The lines of intake/forgotten.csv and one more, sorted. */
static vp_status put_ledger(const vp_view *before, const vp_writer *out, const char *id, vp_date day, vp_arena *arena,
                            vp_err *err)
{
    const char *bytes, **lines;
    size_t n, count = 0;
    char date[VP_DATE_MAX];
    vp_table *table = NULL;
    vp_status s = before->read(before->ctx, LEDGER, &bytes, &n, arena, err);
    if (s == VP_OK)
        VP_TRY(vp_table_read(&table, LEDGER, bytes, n, arena, err));
    else if (s != VP_NOTFOUND)
        return s;
    vp_date_format(date, day);
    VP_ALLOC(lines, vp_arena_array(arena, (table ? table->nrows : 0) + 1, sizeof *lines), err);
    for (size_t i = 0; table && i < table->nrows; i++)
        if (table->rows[i].n >= 2)
            VP_ALLOC(lines[count++], vp_arena_printf(arena, "%s,%s\n", table->rows[i].cell[0],
                                                     table->rows[i].cell[1]), err);
    VP_ALLOC(lines[count++], vp_arena_printf(arena, "%s,%s\n", id, date), err);
    vp_sort_texts(lines, count);
    VP_STR text = {0};
    vp_str_addz(&text, "id,forgotten_on\n");
    for (size_t i = 0; i < count; i++)
        vp_str_addz(&text, lines[i]);
    VP_TRY(vp_str_check(&text, err));
    return out->put(out->ctx, LEDGER, text.s, text.n, err);
}

/* *found false: the round has no such proposal. */
static vp_status read_proposal(vp_proposal *p, bool *found, const char **path, const vp_round *round,
                               const vp_view *view, const char *id, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    *found = false;
    if (!vp_can_name_file(id))
        return VP_OK;
    VP_ALLOC(*path, vp_proposal_path(id, arena), err);
    vp_status s = view->read(view->ctx, *path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    *found = true;
    return vp_proposal_parse(p, round, view, *path, bytes, n, arena, err);
}

vp_status vp_forget_files(size_t *hashes, const vp_view *before, const vp_writer *out, const char *id, vp_date day,
                          vp_arena *arena, vp_err *err)
{
    vp_round *round;
    vp_proposal p;
    bool found;
    const char *path;
    size_t count = 0;
    VP_TRY(vp_round_read(&round, before, arena, err));
    VP_TRY(read_proposal(&p, &found, &path, round, before, id, arena, err));
    for (size_t i = 0; found && p.tag && i < round->nfields; i++)
        count += p.tag[i] != NULL;
    if (count > 0) {
        VP_STR json = {0};
        p.tag = NULL;
        vp_proposal_json(&json, round, &p);
        VP_TRY(vp_str_check(&json, err));
        VP_TRY(out->put(out->ctx, path, json.s, json.n, err));
    }
    if (hashes)
        *hashes = count;
    return put_ledger(before, out, id, day, arena, err);
}

/* ---- what is kept ---- */

/* A file of the private part that loses something. bytes NULL: the whole of it. */
typedef struct loss { const char *name, *what, *bytes; size_t n, rows; } loss;

typedef struct forget {
    const vp_forget_opts *opts;
    vp_store *store;
    const vp_view *view;
    vp_arena *arena;
    vp_round *round;
    const char *id, *folded;
    vp_map *ids;      /* the id alone */
    vp_map *sheets;   /* SHA-256 of a sheet that was taken in -> HAS, CLEAN or OPAQUE */
    vp_map *encodings; /* the same -> how it was read (a text of the arena) */
    bool seen;        /* some sheet that was taken in has the id */
    loss *at;
    size_t n, cap;
} forget;

enum { CLEAN = 1, OPAQUE, HAS };

static void forget_freep(forget *f)
{
    vp_map_free(f->ids);
    vp_map_free(f->sheets);
    vp_map_free(f->encodings);
}

static vp_status lose(forget *f, const loss *one, vp_err *err)
{
    VP_TRY(vp_arena_grow(f->arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
    f->at[f->n++] = *one;
    return VP_OK;
}

/* Unfinished copies of a process that is no more. */
static bool abandoned(const char *name)
{
    if (strncmp(name, ".vp-", 4) != 0)
        return false;
    char *end;
    long pid = strtol(name + 4, &end, 10);
    return *end != '-' || pid <= 1 || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

static vp_status find_values(forget *f, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(vp_store_private_list(f->store, "values", &names, &count, f->arena, err));
    for (size_t i = 0; i < count; i++) {
        const char *bytes;
        loss one = {.what = "values"};
        VP_ALLOC(one.name, vp_arena_printf(f->arena, "values/%s", names[i]), err);
        if (*names[i] == '.') {
            one.what = "leftover";
            if (abandoned(names[i]))
                VP_TRY(lose(f, &one, err));
            continue;
        }
        vp_status s = vp_store_private_read(f->store, one.name, &bytes, &one.n, f->arena, err);
        if (s == VP_NOTFOUND)
            continue;
        VP_TRY(s);
        VP_STR rest = {0};
        VP_TRY(vp_values_copy(&rest, &one.rows, f->round, one.name, bytes, one.n, f->ids, true, err));
        if (one.rows == 0)
            continue;
        const char *header = memchr(bytes, '\n', one.n);
        if (rest.n > (size_t)(header - bytes) + 1)
            VP_ALLOC(one.bytes, vp_arena_dup(f->arena, rest.s, rest.n), err);
        one.n = rest.n;
        VP_TRY(lose(f, &one, err));
    }
    return VP_OK;
}

/* ---- sheets that hold the id ---- */

static vp_status is_id(bool *yes, const forget *f, const char *cell, vp_arena *scratch, vp_err *err)
{
    const char *key;
    VP_TRY(vp_fold(&key, cell, scratch, err));
    *yes = strcmp(key, f->folded) == 0;
    return VP_OK;
}

/* By the public columns of it. Rows whose id is not kept there make it opaque. */
static vp_status look_at_source(int *state, const forget *f, const char *path, const char *heading, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *bytes;
    size_t n;
    vp_table *table;
    if (!arena)
        return vp_nomem(err);
    *state = OPAQUE;
    vp_status s = f->view->read(f->view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    if (vp_table_read(&table, path, bytes, n, arena, NULL) != VP_OK)
        return VP_OK;
    long id = vp_table_column(table, heading), kind = vp_table_column(table, "kind");
    if (id < 0 || kind < 0)
        return VP_OK;
    *state = CLEAN;
    for (size_t i = 0; i < table->nrows && *state != HAS; i++) {
        const char *cell = vp_table_cell(table, i, id), *what = vp_table_cell(table, i, kind);
        bool same;
        vp_mark mark = vp_arena_mark(arena);
        VP_TRY(is_id(&same, f, cell, arena, err));
        bool hidden = !*cell || strcmp(cell, "***") == 0;
        if (same && !hidden)
            *state = HAS;
        else if (hidden && (strcmp(what, "proposal") == 0 || strcmp(what, "broken") == 0))
            *state = OPAQUE;
        vp_arena_rewind(arena, mark);
    }
    return VP_OK;
}

static vp_status keep_encoding(forget *f, const char *sha, const char *encoding, vp_err *err)
{
    const char *copy;
    uint64_t *slot;
    VP_ALLOC(copy, vp_arena_dupz(f->arena, encoding), err);
    VP_ALLOC(slot, vp_map_put(f->encodings, sha, strlen(sha), NULL), err);
    *slot = (uint64_t)(uintptr_t)copy;
    return VP_OK;
}

/* The sheet of one intake: its hash, how it was read, and how it heads the ids. */
static vp_status read_intake(forget *f, const char *folder, vp_err *err)
{
    const char *path, *bytes, *sha, *encoding, *heading = NULL;
    size_t n;
    VP_ALLOC(path, vp_arena_printf(f->arena, "intake/%sreceipt.json", folder), err);
    vp_status s = f->view->read(f->view->ctx, path, &bytes, &n, f->arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    cJSON *json;
    const cJSON *one;
    VP_TRY(vp_json_tree(&json, bytes, n, err));
    sha = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "sha256"));
    encoding = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "encoding"));
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(json, "columns")) {
        const char *field = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "field"));
        if (field && strcmp(field, "id") == 0)
            heading = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "heading"));
    }
    int state = OPAQUE;
    s = VP_OK;
    path = vp_arena_printf(f->arena, "intake/%ssource.csv", folder);
    if (!path)
        s = vp_nomem(err);
    else if (sha && heading)
        s = look_at_source(&state, f, path, heading, err);
    if (s == VP_OK && sha && encoding)
        s = keep_encoding(f, sha, encoding, err);
    uint64_t *slot = s == VP_OK && sha ? vp_map_put(f->sheets, sha, strlen(sha), NULL) : NULL;
    if (slot && *slot < (uint64_t)state)
        *slot = (uint64_t)state;
    else if (s == VP_OK && sha && !slot)
        s = vp_nomem(err);
    cJSON_Delete(json);
    f->seen |= state == HAS;
    return s;
}

static vp_status read_intakes(forget *f, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(f->view->list(f->view->ctx, "intake", &names, &count, f->arena, err));
    for (size_t i = 0; i < count; i++)
        if (*names[i] && names[i][strlen(names[i]) - 1] == '/')
            VP_TRY(read_intake(f, names[i], err));
    return VP_OK;
}

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/* The id as a word of its own, anywhere in a text. */
static bool names_id(const char *text, size_t n, const char *id)
{
    size_t k = strlen(id);
    for (size_t i = 0; i + k <= n; i++)
        if (strncasecmp(text + i, id, k) == 0 && (i == 0 || !in_word(text[i - 1]) || !in_word(id[0])) &&
            (i + k == n || !in_word(text[i + k]) || !in_word(id[k - 1])))
            return true;
    return false;
}

/* The same in a text that is written wide. */
static vp_status names_id_in(bool *has, const forget *f, const vp_str *text, vp_arena *arena, vp_err *err)
{
    const char *narrow;
    vp_mark mark = vp_arena_mark(arena);
    VP_TRY(vp_str_check(text, err));
    VP_TRY(vp_narrow(&narrow, vp_str_text(text), text->n, arena, err));
    *has = names_id(narrow, strlen(narrow), f->id);
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

/* A sheet of which the history does not know every id is searched as text: better one too many than one too few. */
static vp_status search(bool *has, const forget *f, const char *name, const char *encoding, const char *bytes,
                        size_t n, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    VP_AUTO(vp_text) text = NULL;
    VP_STR lines = {0};
    if (!arena)
        return vp_nomem(err);
    vp_err aside = {0};
    vp_status s = vp_text_open_bytes_as(&text, name, bytes, n, encoding, &aside);
    *has = names_id(bytes, n, f->id);
    while (s == VP_OK && !*has) {
        const char *piece;
        size_t got;
        s = vp_text_next(text, &piece, &got, &aside);
        if (s != VP_OK || got == 0)
            break;
        const char *end = memrchr(piece, '\n', got);
        size_t whole = end ? (size_t)(end - piece) + 1 : 0; /* lines at a time: ids do not span them */
        vp_str_add(&lines, piece, whole ? whole : got);
        if (whole == 0)
            continue;
        VP_TRY(names_id_in(has, f, &lines, arena, err));
        vp_str_clear(&lines);
        vp_str_add(&lines, piece + whole, got - whole);
    }
    if (s == VP_NOMEM || s == VP_BUG)
        return vp_nomem(err);
    return *has ? VP_OK : names_id_in(has, f, &lines, arena, err);
}

static vp_status find_sheets(forget *f, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(read_intakes(f, err));
    VP_TRY(vp_store_private_list(f->store, "raw", &names, &count, f->arena, err));
    for (size_t i = 0; i < count; i++) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        const uint64_t *slot = vp_map_get(f->sheets, names[i], strlen(names[i]));
        const uint64_t *read_as = vp_map_get(f->encodings, names[i], strlen(names[i]));
        const char *bytes;
        loss one = {.what = "sheet"};
        size_t n;
        bool has = slot && *slot == HAS;
        if (!arena)
            return vp_nomem(err);
        VP_ALLOC(one.name, vp_arena_printf(f->arena, "raw/%s", names[i]), err);
        if (*names[i] == '.') {
            one.what = "leftover";
            has = abandoned(names[i]);
        } else if (!slot || *slot == OPAQUE) {
            vp_status s = vp_store_private_read(f->store, one.name, &bytes, &n, arena, err);
            if (s == VP_NOTFOUND)
                continue;
            VP_TRY(s);
            const char *encoding = read_as ? (const char *)(uintptr_t)*read_as : NULL;
            VP_TRY(search(&has, f, one.name, encoding, bytes, n, err));
        }
        if (has)
            VP_TRY(lose(f, &one, err));
    }
    return VP_OK;
}

/* ---- the answer ---- */

static vp_status answer(forget *f, size_t hashes, vp_err *err)
{
    const vp_lang lang = f->round->lang;
    const vp_column columns[] = {
        {"file", vp_tr(lang, N_("file")), 't'}, {"erased", vp_tr(lang, N_("erased")), 't'},
        {"count", vp_tr(lang, N_("count")), 'n'},
    };
    VP_AUTO(vp_emit) emit = NULL;
    VP_TRY(vp_emit_new(&emit, f->opts->format, f->opts->answer, "vp-intake-forget/1", columns, 3, err));
    if (hashes > 0) {
        const char *path, *rows;
        VP_ALLOC(path, vp_proposal_path(f->id, f->arena), err);
        VP_ALLOC(rows, vp_arena_printf(f->arena, "%zu", hashes), err);
        VP_TRY(vp_emit_row(emit, (const char *const[]){path, "hashes", rows}, err));
    }
    for (size_t i = 0; i < f->n; i++) {
        const char *path, *rows = "";
        VP_ALLOC(path, vp_arena_printf(f->arena, "vp/private/%s", f->at[i].name), err);
        if (f->at[i].rows > 0)
            VP_ALLOC(rows, vp_arena_printf(f->arena, "%zu", f->at[i].rows), err);
        VP_TRY(vp_emit_row(emit, (const char *const[]){path, f->at[i].what, rows}, err));
    }
    return vp_emit_end(emit, err);
}

/* ---- the verb ---- */

static vp_status prepare(forget *f, vp_err *err)
{
    uint64_t *slot;
    VP_TRY(vp_round_read(&f->round, f->view, f->arena, err));
    VP_TRY(vp_narrow(&f->id, f->opts->id, strlen(f->opts->id), f->arena, err));
    if (!*f->id)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--forget needs the id of a proposal");
    VP_TRY(vp_fold(&f->folded, f->id, f->arena, err));
    VP_ALLOC(f->ids, vp_map_new(), err);
    VP_ALLOC(f->sheets, vp_map_new(), err);
    VP_ALLOC(f->encodings, vp_map_new(), err);
    VP_ALLOC(slot, vp_map_put(f->ids, f->id, strlen(f->id), NULL), err);
    *slot = 1;
    return VP_OK;
}

static vp_status nothing(const forget *f, bool known, vp_err *err)
{
    if (!known) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the round knows no proposal '%s', and no sheet that it keeps has this id",
                f->id);
        return vp_hint(err, "write the id as the sheet has it");
    }
    vp_fail(err, VP_INVALID, VP_NOWHERE, "nothing private of the proposal '%s' is kept here", f->id);
    return vp_hint(err, "private data is kept where the sheets were taken in, and never cloned: look there");
}

/* The hashes are in every clone, what they were made of is not. */
static void tell_elsewhere(const forget *f)
{
    vp_note what = {N_("the values that the hashes of '%1$s' were made of are not kept here: nothing but the hashes is "
                       "erased"), {f->id}};
    vp_note mend = {N_("forget it where the sheets were taken in, too"), {NULL}};
    if (f->opts->tell)
        f->opts->tell(f->opts->ctx, VP_NOWHERE, "warning", &what, &mend);
}

static vp_status erase(const forget *f, vp_err *err)
{
    for (size_t i = 0; i < f->n; i++) {
        const loss *l = &f->at[i];
        if (l->bytes)
            VP_TRY(vp_store_private_write(f->store, l->name, l->bytes, l->n, err));
        else
            VP_TRY(vp_store_private_remove(f->store, l->name, err));
    }
    return VP_OK;
}

static vp_status record(vp_forgotten *out, forget *f, vp_session *session, const char *id, vp_err *err)
{
    const char *subject, *arg;
    VP_ALLOC(subject, vp_subject_forgotten(id, f->arena), err);
    VP_ALLOC(arg, vp_arena_printf(f->arena, "--forget=%s", id), err);
    vp_record what = {.subject = subject, .command = "vp-intake", .args = &arg, .nargs = 1};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* Recorded first: what the history does not say was erased must not be gone. When erasing fails, doing it again finds
   what is left. */
vp_status vp_forget(vp_forgotten *out, vp_session *session, const vp_forget_opts *opts, vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(forget_freep))) forget f = {.opts = opts, .arena = arena,
                                                       .view = vp_session_view(session),
                                                       .store = vp_session_store(session)};
    vp_proposal p;
    bool found, personal;
    const char *path, *recorded;
    *out = (vp_forgotten){0};
    if (!f.store) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--forget works in a round: without one nothing is kept");
        return vp_hint(err, "leave --config out, and name the round with -C DIR");
    }
    VP_TRY(prepare(&f, err));
    VP_TRY(read_proposal(&p, &found, &path, f.round, f.view, f.id, arena, err));
    VP_TRY(find_values(&f, err));
    VP_TRY(find_sheets(&f, err));
    for (size_t i = 0; i < f.n; i++) {
        out->values += f.at[i].rows;
        out->sheets += strncmp(f.at[i].name, "raw/", 4) == 0 && f.at[i].name[4] != '.';
        out->leftover += strstr(f.at[i].name, "/.") != NULL;
    }
    VP_TRY(vp_personal_in(&personal, f.id, arena, err));
    recorded = found || (vp_can_name_file(f.id) && !personal) ? f.id : "***";
    if (out->values + out->sheets == 0 && !(found && p.tag))
        return nothing(&f, found || f.seen, err);
    VP_TRY(vp_forget_files(&out->hashes, f.view, vp_session_writer(session), recorded,
                           vp_date_of_epoch(vp_session_now(session)), arena, err));
    if (out->values + out->sheets == 0)
        tell_elsewhere(&f);
    VP_TRY(record(out, &f, session, recorded, err));
    if (!opts->dry_run)
        VP_TRY(erase(&f, err));
    return answer(&f, out->hashes, err);
}
