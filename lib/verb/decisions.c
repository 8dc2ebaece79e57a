/* Decisions about suspect pairs. */
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/fold.h>
#include <vp/table.h>
#include "lib/model/personal.h"
#include "lib/verb/decisions.h"

static const char *const names[] = {"", "keep", "drop-first", "drop-second"};

const char *vp_choice_name(vp_choice what)
{
    return names[what];
}

const char *vp_decision_dropped(const vp_decision *d)
{
    return d->what == VP_DROP_FIRST ? d->first : d->what == VP_DROP_SECOND ? d->second : NULL;
}

/* ---- pairs ---- */

/* Within a round a pair has no order. *key is of the arena. */
static vp_status pair_key(const char **key, const vp_decisions *d, const char *round, const char *a, const char *b,
                          vp_err *err)
{
    bool swap = !*round && strcmp(a, b) > 0;
    VP_ALLOC(*key, vp_arena_printf(d->arena, "%s\n%s\n%s", round, swap ? b : a, swap ? a : b), err);
    return VP_OK;
}

vp_decision *vp_decisions_find(const vp_decisions *d, const char *round, const char *first, const char *second)
{
    const char *key;
    vp_mark mark = vp_arena_mark(d->arena);
    if (d->n == 0 || pair_key(&key, d, round, first, second, NULL) != VP_OK)
        return NULL;
    const uint64_t *slot = vp_map_get(d->pairs, key, strlen(key));
    vp_arena_rewind(d->arena, mark);
    return slot ? &d->at[*slot - 1] : NULL;
}

static vp_status note_drop(vp_decisions *d, size_t i, vp_err *err)
{
    const char *id = vp_decision_dropped(&d->at[i]);
    if (!id)
        return VP_OK;
    uint64_t *slot = vp_map_put(d->drops, id, strlen(id), NULL);
    if (!slot)
        return vp_nomem(err);
    if (*slot == 0 || d->at[i].line > 0) /* one that is given says why */
        *slot = i + 1;
    return VP_OK;
}

const vp_decision *vp_decisions_drop(const vp_decisions *d, const char *id)
{
    const uint64_t *slot = d->drops ? vp_map_get(d->drops, id, strlen(id)) : NULL;
    return slot && *slot ? &d->at[*slot - 1] : NULL;
}

/* Which proposals are dropped, by all decisions as they are now. */
static vp_status find_drops(vp_decisions *d, vp_err *err)
{
    VP_ALLOC(d->drops, vp_map_in(d->arena), err);
    for (size_t i = 0; i < d->n; i++)
        VP_TRY(note_drop(d, i, err));
    return VP_OK;
}

/* A decision, in place of an older one about the pair. *again: the same file has it already. */
static vp_status add(bool *again, vp_decisions *d, const vp_decision *one, vp_err *err)
{
    const char *key;
    VP_TRY(pair_key(&key, d, one->round, one->first, one->second, err));
    uint64_t *slot = vp_map_put(d->pairs, key, strlen(key), NULL);
    if (!slot)
        return vp_nomem(err);
    *again = *slot && d->at[*slot - 1].line > 0;
    if (*slot == 0) {
        VP_TRY(vp_arena_grow(d->arena, &d->at, &d->cap, d->n, d->n + 1, sizeof *d->at, err));
        *slot = ++d->n;
    }
    bool met = d->at[*slot - 1].met;
    d->at[*slot - 1] = *one;
    d->at[*slot - 1].met = met || one->line == 0; /* what was decided before was a suspect pair then */
    return VP_OK;
}

/* ---- reading ---- */

/* keep, drop-first, drop-second; 保留, 剔除前者, 剔除后者; or drop (剔除) and the id; alone it is the second. */
static vp_status read_word(bool *known, vp_choice *what, const char *word, const vp_decision *d, vp_arena *arena,
                           vp_err *err)
{
    static const struct { const char *word; vp_choice what; } words[] = {
        {"keep", VP_KEEP}, {"保留", VP_KEEP}, {"drop-first", VP_DROP_FIRST}, {"剔除前者", VP_DROP_FIRST},
        {"drop-second", VP_DROP_SECOND}, {"剔除后者", VP_DROP_SECOND}, {"drop", VP_DROP_SECOND},
        {"剔除", VP_DROP_SECOND}, {"", VP_UNDECIDED}};
    static const char *const drops[] = {"drop", "剔除"};
    const char *key, *first, *second;
    VP_TRY(vp_fold(&key, word, arena, err));
    VP_TRY(vp_fold(&first, d->first, arena, err));
    VP_TRY(vp_fold(&second, d->second, arena, err));
    *known = true;
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        size_t n = strlen(drops[i]);
        if (strncmp(key, drops[i], n) == 0 && strcmp(key + n, first) == 0)
            return *what = VP_DROP_FIRST, VP_OK;
        if (strncmp(key, drops[i], n) == 0 && strcmp(key + n, second) == 0)
            return *what = VP_DROP_SECOND, VP_OK;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i].word) == 0)
            return *what = words[i].what, VP_OK;
    *known = false;
    return VP_OK;
}

static vp_status read_row(vp_decisions *d, const vp_table *t, size_t row, const long column[5], bool given,
                          vp_err *err)
{
    static const char *const fields[] = {"first", "second", "decision", "note", "round"};
    const char *cell[5], *narrow;
    bool known, again = false;
    vp_where at = {.file = t->file, .row = t->rows[row].line, .col = (size_t)column[2] + 1, .field = "decision"};
    for (size_t i = 0; i < 5; i++)
        cell[i] = vp_table_cell(t, row, column[i]);
    vp_decision one = {.first = cell[0], .second = cell[1], .note = cell[3], .round = cell[4],
                       .line = given ? t->rows[row].line : 0};
    for (size_t i = 0; i < 2; i++)
        if (!*cell[i])
            return vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = at.row, .col = (size_t)column[i] + 1,
                                                       .field = fields[i]}, "the pair has no '%s'", fields[i]);
    VP_TRY(read_word(&known, &one.what, cell[2], &one, d->arena, err));
    if (!known) {
        vp_fail(err, VP_INVALID, at, "'%s' is no decision", cell[2]);
        return vp_hint(err, "write keep, drop-first or drop-second (保留, 剔除前者, 剔除后者), or nothing");
    }
    if (one.what == VP_UNDECIDED)
        return VP_OK;
    if (*one.round && one.what == VP_DROP_FIRST)
        return vp_fail(err, VP_INVALID, at, "'%s' is of an earlier round: it cannot be dropped from this one",
                       one.first);
    VP_TRY(vp_narrow(&narrow, one.note, strlen(one.note), d->arena, err));
    if (given && vp_personal(narrow)) {
        at.col = (size_t)column[3] + 1;
        at.field = "note";
        vp_fail(err, VP_INVALID, at, "the note seems to hold somebody's phone, e-mail or identity number");
        return vp_hint(err, "leave it out: notes are kept in the history, for everybody to read");
    }
    VP_TRY(add(&again, d, &one, err));
    if (!again)
        return VP_OK;
    return vp_fail(err, VP_INVALID, at, "the pair '%s', '%s' is decided twice", one.first, one.second);
}

static vp_status read_table(vp_decisions *d, const vp_table *t, bool given, vp_err *err)
{
    const long column[5] = {vp_table_column(t, "first"), vp_table_column(t, "second"), vp_table_column(t, "decision"),
                            vp_table_column(t, "note"), vp_table_column(t, "round")};
    static const char *const wanted[] = {"first", "second", "decision"};
    for (size_t i = 0; i < 3; i++)
        if (column[i] < 0) {
            vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = t->header.line, .col = 1},
                    "there is no column '%s'", wanted[i]);
            return vp_hint(err, "fill in the file that vp-intake --suspects writes");
        }
    for (size_t i = 0; i < t->nrows; i++)
        VP_TRY(read_row(d, t, i, column, given, err));
    return find_drops(d, err);
}

vp_status vp_decisions_recorded(vp_decisions *d, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_table *t;
    d->arena = arena;
    VP_ALLOC(d->pairs, vp_map_in(arena), err);
    if (!view)
        return VP_OK;
    vp_status s = view->read(view->ctx, VP_DECISIONS_PATH, &bytes, &n, arena, err);
    if (s != VP_OK)
        return s == VP_NOTFOUND ? VP_OK : s;
    s = vp_table_read(&t, view->where(view->ctx, VP_DECISIONS_PATH, arena), bytes, n, arena, err);
    if (s == VP_OK)
        s = read_table(d, t, false, err);
    if (s == VP_INVALID && err)
        err->status = VP_CORRUPT;
    return s == VP_INVALID ? VP_CORRUPT : s;
}

vp_status vp_decisions_given(vp_decisions *d, const char *file, const char *bytes, size_t n, vp_err *err)
{
    vp_table *t;
    VP_TRY(vp_table_read(&t, file, bytes, n, d->arena, err));
    d->file = t->file;
    return read_table(d, t, true, err);
}

vp_status vp_decisions_check(const vp_decisions *d, vp_err *err)
{
    for (size_t i = 0; i < d->n; i++) {
        const vp_decision *one = &d->at[i];
        if (one->line == 0 || one->met)
            continue;
        vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = one->line, .col = 1},
                "'%s' and '%s' are no suspect pair", one->first, one->second);
        return vp_hint(err, "decide about pairs that vp-intake --suspects names");
    }
    return VP_OK;
}

/* ---- writing ---- */

static int by_pair(const void *a, const void *b)
{
    const vp_decision *x = *(const vp_decision *const *)a, *y = *(const vp_decision *const *)b;
    int c = strcmp(x->first, y->first);
    c = c ? c : strcmp(x->second, y->second);
    return c ? c : strcmp(x->round, y->round);
}

vp_status vp_decisions_write(vp_str *out, const vp_decisions *d, bool given, vp_err *err)
{
    const vp_decision **at;
    size_t n = 0;
    VP_ALLOC(at, vp_arena_array(d->arena, d->n, sizeof *at), err);
    for (size_t i = 0; i < d->n; i++)
        if (!given || d->at[i].line > 0)
            at[n++] = &d->at[i];
    if (n > 1)
        qsort(at, n, sizeof *at, by_pair);
    vp_str_addz(out, "first,second,decision,note,round\n");
    for (size_t i = 0; i < n; i++) {
        const char *cell[] = {at[i]->first, at[i]->second, names[at[i]->what], at[i]->note, at[i]->round};
        for (size_t k = 0; k < 5; k++) {
            vp_csv_cell(out, cell[k], strlen(cell[k]));
            vp_str_addc(out, k < 4 ? ',' : '\n');
        }
    }
    return vp_str_check(out, err);
}
