/* Making checkpoints and reading them. The hash is over the other columns, a line each, so that whoever copies one from
   paper finds out about a wrong letter, and two clones can be compared by 64 digits. */
#include <stdio.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/map.h>
#include <vp/money.h>
#include <vp/proposal.h>
#include <vp/round.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/checkpoint.h"
#include "lib/verb/history.h"

const vp_audit_column vp_audit_checkpoint_columns[] = {
    {"round", offsetof(vp_audit_checkpoint, round)},
    {"date", offsetof(vp_audit_checkpoint, date)},
    {"commit", offsetof(vp_audit_checkpoint, commit)},
    {"tree", offsetof(vp_audit_checkpoint, tree)},
    {"commits", offsetof(vp_audit_checkpoint, commits)},
    {"proposals", offsetof(vp_audit_checkpoint, proposals)},
    {"awarded", offsetof(vp_audit_checkpoint, awarded)},
    {"amount", offsetof(vp_audit_checkpoint, amount)},
    {"currency", offsetof(vp_audit_checkpoint, currency)},
    {"sha256", offsetof(vp_audit_checkpoint, sha256)},
};

static const char **member(const vp_audit_checkpoint *c, size_t i)
{
    return (const char **)(void *)((char *)(uintptr_t)c + vp_audit_checkpoint_columns[i].at);
}

/* Over all columns but the hash itself. */
static vp_status seal(char hex[VP_HASH_HEX], const vp_audit_checkpoint *c, vp_err *err)
{
    VP_STR text = {0};
    vp_str_addz(&text, "vp-checkpoint 1\n");
    for (size_t i = 0; i + 1 < VP_AUDIT_CHECKPOINT_COLUMNS; i++)
        vp_str_addf(&text, "%s %s\n", vp_audit_checkpoint_columns[i].name, *member(c, i));
    VP_TRY(vp_str_check(&text, err));
    vp_hash(hex, text.s, text.n);
    return VP_OK;
}

vp_status vp_checkpoint_past(bool **past, const vp_commit *log, size_t n, const vp_commit *at, vp_arena *arena,
                             vp_err *err)
{
    vp_map *wanted;
    VP_ALLOC(*past, vp_arena_array(arena, n, sizeof **past), err);
    VP_ALLOC(wanted, vp_map_in(arena), err);
    for (size_t i = (size_t)(at - log) + 1; i-- > 0;) { /* parents stand before their children */
        if (&log[i] != at && !vp_map_get(wanted, log[i].id, 40))
            continue;
        (*past)[i] = true;
        for (size_t k = 0; k < log[i].nparents; k++)
            if (!vp_map_put(wanted, log[i].parents[k], 40, NULL))
                return vp_nomem(err);
    }
    return VP_OK;
}

static vp_status number(const char **out, size_t n, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_arena_printf(arena, "%zu", n), err);
    return VP_OK;
}

/* How many are awarded, and how much together; nothing where nothing was decided. */
static vp_status awards(vp_audit_checkpoint *out, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n, awarded = 0;
    vp_table *table;
    vp_money sum = 0, one;
    char text[VP_DECIMAL_MAX];
    vp_status s = view->read(view->ctx, "awards.csv", &bytes, &n, arena, err);
    if (s == VP_OK) {
        const char *where = view->where(view->ctx, "awards.csv", arena);
        VP_TRY(vp_table_read(&table, where, bytes, n, arena, err));
        long status = vp_table_column(table, "status"), amount = vp_table_column(table, "amount");
        for (size_t r = 0; r < table->nrows; r++) {
            awarded += strcmp(vp_table_cell(table, r, status), "awarded") == 0;
            if (!vp_money_parse(&one, vp_table_cell(table, r, amount)) || !vp_money_add(&sum, one))
                return vp_fail(err, VP_INVALID, (vp_where){.file = where, .row = table->rows[r].line},
                               "'%s' is no amount", vp_table_cell(table, r, amount));
        }
    } else if (s != VP_NOTFOUND) {
        return s;
    }
    VP_TRY(number(&out->awarded, awarded, arena, err));
    vp_money_format(text, sum);
    VP_ALLOC(out->amount, vp_arena_dupz(arena, text), err);
    return VP_OK;
}

vp_status vp_checkpoint_of(vp_audit_checkpoint *out, vp_store *store, const vp_commit *log, size_t n,
                           const vp_commit *at, vp_arena *arena, vp_err *err)
{
    vp_view view;
    vp_round *round;
    bool *past;
    const char *const *names;
    char *hex;
    size_t count, files = 0, commits = 0;
    *out = (vp_audit_checkpoint){.commit = at->id, .tree = at->tree};
    VP_TRY(vp_store_view(&view, store, at->id, arena, err));
    VP_TRY(vp_round_read(&round, &view, arena, err));
    out->round = round->id;
    out->currency = round->currency;
    VP_ALLOC(out->date, vp_history_date(at->when, arena), err);
    VP_TRY(vp_checkpoint_past(&past, log, n, at, arena, err));
    for (size_t i = 0; i < n; i++)
        commits += past[i];
    VP_TRY(number(&out->commits, commits, arena, err));
    VP_TRY(view.list(view.ctx, "proposals", &names, &count, arena, err));
    for (size_t i = 0; i < count; i++)
        files += vp_proposal_id_of(names[i]) > 0;
    VP_TRY(number(&out->proposals, files, arena, err));
    VP_TRY(awards(out, &view, arena, err));
    VP_ALLOC(hex, vp_arena_alloc(arena, VP_HASH_HEX), err);
    VP_TRY(seal(hex, out, err));
    out->sha256 = hex;
    return VP_OK;
}

vp_status vp_checkpoint_read(vp_audit_checkpoint *out, const char *path, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_table *table;
    char hex[VP_HASH_HEX];
    VP_TRY(vp_file_read(&bytes, &n, path, VP_FILE_MAX, arena, err));
    VP_TRY(vp_table_read(&table, path, bytes, n, arena, err));
    for (size_t i = 0; i < VP_AUDIT_CHECKPOINT_COLUMNS; i++) {
        long column = vp_table_column(table, vp_audit_checkpoint_columns[i].name);
        if (column < 0 || table->nrows != 1) {
            vp_fail(err, VP_INVALID, VP_AT_FILE(path), "this is no checkpoint of a round");
            return vp_hint(err, "a checkpoint is what vp-audit checkpoint --format csv prints: a header and one row");
        }
        *member(out, i) = vp_table_cell(table, 0, column);
    }
    VP_TRY(seal(hex, out, err));
    if (strcmp(hex, out->sha256) == 0)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(path), "this checkpoint is not as it was printed: its SHA-256 does not fit");
    return vp_hint(err, "compare it with the notice, letter by letter");
}
