/* ranking.csv: writing a ranking as an answer, and reading it back. */
#include <stdlib.h>
#include <string.h>
#include <vp/score.h>
#include "lib/model/field.h"

/* The columns before the fields of the proposals. */
enum { RANK, ID, TITLE, APPLICANT, SCORE, LOW, HIGH, REVIEWS, FLAGS, FIXED };

static const struct { const char *name, *title; char kind; } fixed[FIXED] = {
    {"rank", N_("rank"), 'n'},       {"id", "id", 't'},     {"title", "title", 't'},
    {"applicant", "applicant", 't'}, {"score", N_("score"), 'n'}, {"low", N_("rank from"), 'n'},
    {"high", N_("rank to"), 'n'}, {"reviews", N_("number of reviews"), 'n'}, {"flags", N_("flags"), 't'},
};

/* Fields that follow: public ones that are not among the fixed columns. */
static bool follows(const vp_field *f, size_t i)
{
    return !f->secret && i != VP_ID && i != VP_TITLE && i != VP_APPLICANT;
}

/* What is shown: fields where the proposals are known, but a terminal's table has no room for them, nor for bounds
   that no row has; the approved budget, the last of them, where there is any. */
typedef struct shape { vp_column *column; size_t count, nfields; bool bounds; } shape;

static bool has_approved(const vp_ranking *r)
{
    for (size_t k = 0; k < r->n; k++)
        if (r->at[k].proposal && vp_proposal_approved(r->at[k].proposal))
            return true;
    return false;
}

static bool has_bounds(const vp_ranking *r)
{
    for (size_t k = 0; k < r->n; k++)
        if (*r->at[k].low || *r->at[k].high)
            return true;
    return false;
}

static vp_status shape_of(shape *out, const vp_ranking *r, const vp_round *round, bool table, vp_arena *arena,
                          vp_err *err)
{
    vp_lang lang = round ? round->lang : VP_EN;
    bool known = round && (r->n == 0 || r->at[0].proposal); /* of all rows or of none */
    size_t nfields = known && !table ? round->nfields : 0;
    if (nfields > VP_APPROVED_BUDGET && !has_approved(r))
        nfields--;
    *out = (shape){.bounds = !table || has_bounds(r), .nfields = nfields};
    VP_ALLOC(out->column, vp_arena_array(arena, FIXED + nfields, sizeof *out->column), err);
    for (size_t i = 0; i < FIXED; i++) {
        long field = i == ID ? VP_ID : i == TITLE ? VP_TITLE : i == APPLICANT ? VP_APPLICANT : -1;
        const char *title = round && field >= 0 ? vp_field_heading(&round->fields[field], (size_t)field, lang)
                                                : vp_tr(lang, fixed[i].title);
        if (out->bounds || (i != LOW && i != HIGH))
            out->column[out->count++] = (vp_column){fixed[i].name, title, fixed[i].kind};
    }
    for (size_t k = 0; k < nfields; k++) {
        size_t i = vp_field_listed(round, k);
        const vp_field *f = &round->fields[i];
        if (follows(f, i))
            out->column[out->count++] = (vp_column){f->name, vp_field_heading(f, i, lang), 't'};
    }
    return VP_OK;
}

static void whole(char text[VP_DECIMAL_MAX], size_t n)
{
    vp_decimal_format(text, (int64_t)n, 0);
}

static vp_status emit_row(vp_emit *emit, const char **cell, const shape *as, const vp_ranked *row,
                          const vp_round *round, int decimals, vp_err *err)
{
    char rank[VP_DECIMAL_MAX] = "", score[VP_DECIMAL_MAX] = "", reviews[VP_DECIMAL_MAX];
    size_t n = 0;
    if (row->rank > 0)
        whole(rank, row->rank);
    if (row->has_score)
        vp_micro_format(score, row->score, decimals);
    whole(reviews, row->reviews);
    const char *first[FIXED] = {rank, row->id, row->title, row->applicant, score, row->low, row->high, reviews,
                                row->flags};
    for (size_t i = 0; i < FIXED; i++)
        if (as->bounds || (i != LOW && i != HIGH))
            cell[n++] = first[i];
    for (size_t k = 0; k < as->nfields; k++) {
        size_t i = vp_field_listed(round, k);
        if (follows(&round->fields[i], i))
            cell[n++] = row->proposal ? row->proposal->value[i] : "";
    }
    return vp_emit_row(emit, cell, err);
}

static vp_status emit_bands(vp_emit *emit, const vp_bands *b, vp_err *err)
{
    const struct { const char *name; size_t n; } member[] = {
        {"line", b->line}, {"accepted", b->accepted}, {"lottery", b->lottery}, {"rejected", b->rejected}};
    for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
        char text[VP_DECIMAL_MAX];
        whole(text, member[i].n);
        VP_TRY(vp_emit_member(emit, member[i].name, text, err));
    }
    return VP_OK;
}

vp_status vp_ranking_emit(const vp_ranking *r, const vp_round *round, const char *format, vp_out out,
                          vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_emit) emit = NULL;
    shape as;
    const char **cell;
    int decimals = vp_step_places(r->step);
    VP_TRY(shape_of(&as, r, round, strcmp(format, "table") == 0, arena, err));
    VP_ALLOC(cell, vp_arena_array(arena, as.count, sizeof *cell), err);
    VP_TRY(vp_emit_new(&emit, format, out, "vp-score/1", as.column, as.count, err));
    if (r->bands.drawn)
        VP_TRY(emit_bands(emit, &r->bands, err));
    for (size_t k = 0; k < r->n; k++)
        VP_TRY(emit_row(emit, cell, &as, &r->at[k], round, decimals, err));
    return vp_emit_end(emit, err);
}

bool vp_flags_have(const char *flags, const char *word)
{
    size_t n = strlen(word);
    for (; *flags; flags += *flags == ';') {
        size_t k = strcspn(flags, ";");
        if (k == n && memcmp(flags, word, n) == 0)
            return true;
        flags += k;
    }
    return false;
}

/* ---- reading ---- */

typedef struct reader {
    const vp_table *table;
    long column[FIXED];
    vp_proposals proposals; /* n 0: the fields are not there */
} reader;

static vp_where place(const reader *in, size_t row, int column)
{
    size_t col = in->column[column] < 0 ? 0 : (size_t)in->column[column] + 1;
    return (vp_where){in->table->file, in->table->rows[row].line, col, fixed[column].name};
}

static vp_status read_count(size_t *out, const reader *in, size_t row, int column, vp_err *err)
{
    int64_t v = 0;
    const char *s = vp_table_cell(in->table, row, in->column[column]);
    if (*s && (!vp_decimal_parse(&v, s, 0) || v < 0 || *s == '-'))
        return vp_fail(err, VP_INVALID, place(in, row, column), "'%s' is not a whole number", s);
    *out = (size_t)v;
    return VP_OK;
}

static vp_status read_row(vp_ranked *row, vp_micro *step, const reader *in, size_t i, vp_err *err)
{
    const vp_table *t = in->table;
    VP_TRY(read_count(&row->rank, in, i, RANK, err));
    VP_TRY(read_count(&row->reviews, in, i, REVIEWS, err));
    if (row->rank == 0 && *vp_table_cell(t, i, in->column[RANK]))
        return vp_fail(err, VP_INVALID, place(in, i, RANK), "ranks begin at 1");
    row->id = vp_table_cell(t, i, in->column[ID]);
    row->title = vp_table_cell(t, i, in->column[TITLE]);
    row->applicant = vp_table_cell(t, i, in->column[APPLICANT]);
    row->low = vp_table_cell(t, i, in->column[LOW]);
    row->high = vp_table_cell(t, i, in->column[HIGH]);
    row->flags = vp_table_cell(t, i, in->column[FLAGS]);
    const char *score = vp_table_cell(t, i, in->column[SCORE]);
    row->has_score = *score != '\0';
    if (row->has_score && !vp_micro_parse(&row->score, score)) {
        vp_fail(err, VP_INVALID, place(in, i, SCORE), "'%s' is not a score", score);
        return vp_hint(err, "expected a decimal such as 85.50, as vp-score prints it");
    }
    if (row->rank > 0 && !row->has_score)
        return vp_fail(err, VP_INVALID, place(in, i, SCORE), "proposal '%s' has a rank and no score", row->id);
    if (!*row->id)
        return vp_fail(err, VP_INVALID, place(in, i, ID), "this row has no id");
    vp_step_see(step, score);
    if (in->proposals.n > 0)
        row->proposal = vp_proposals_find(&in->proposals, row->id);
    return VP_OK;
}

static vp_status open_table(reader *in, const vp_round *round, const vp_table *table, vp_arena *arena, vp_err *err)
{
    static const int needed[] = {RANK, ID, SCORE};
    *in = (reader){.table = table};
    for (int c = 0; c < FIXED; c++)
        in->column[c] = vp_table_column(table, fixed[c].name);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (in->column[needed[i]] < 0) {
            vp_where at = {.file = table->file, .row = table->header.line, .field = fixed[needed[i]].name};
            vp_fail(err, VP_INVALID, at, "there is no column '%s'", fixed[needed[i]].name);
            return vp_hint(err, "expected an answer of vp-score, with its header");
        }
    if (round && vp_table_column(table, round->fields[VP_REQUESTED].name) >= 0)
        VP_TRY(vp_proposals_from_table(&in->proposals, round, table, arena, err));
    return VP_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_ranked *)a)->id, ((const vp_ranked *)b)->id);
}

static int by_rank(const void *a, const void *b)
{
    size_t x = ((const vp_ranked *)a)->rank - 1, y = ((const vp_ranked *)b)->rank - 1; /* 0 goes last */
    return x != y ? (x < y ? -1 : 1) : by_id(a, b);
}

static vp_status check_order(vp_ranking *r, const vp_table *table, vp_err *err)
{
    if (r->n > 1)
        qsort(r->at, r->n, sizeof *r->at, by_id);
    for (size_t i = 1; i < r->n; i++)
        if (by_id(&r->at[i - 1], &r->at[i]) == 0)
            return vp_fail(err, VP_INVALID, VP_AT_FILE(table->file), "the proposal '%s' comes twice", r->at[i].id);
    if (r->n > 1)
        qsort(r->at, r->n, sizeof *r->at, by_rank);
    for (size_t i = 0; i < r->n && r->at[i].rank > 0; i++)
        if (r->at[i].rank != i + 1) {
            vp_fail(err, VP_INVALID, VP_AT_FILE(table->file), "proposal '%s' has rank %zu where rank %zu is due",
                    r->at[i].id, r->at[i].rank, i + 1);
            return vp_hint(err, "ranks run from 1 without gaps or repeats, as vp-score prints them");
        }
    return VP_OK;
}

vp_status vp_ranking_from_table(vp_ranking **out, const vp_round *round, const vp_table *table, vp_arena *arena,
                                vp_err *err)
{
    reader in;
    vp_ranking *r;
    VP_TRY(open_table(&in, round, table, arena, err));
    VP_ALLOC(r, vp_arena_alloc(arena, sizeof *r), err);
    VP_ALLOC(r->at, vp_arena_array(arena, table->nrows, sizeof *r->at), err);
    r->n = table->nrows;
    r->step = VP_MICRO;
    for (size_t i = 0; i < r->n; i++)
        VP_TRY(read_row(&r->at[i], &r->step, &in, i, err));
    VP_TRY(check_order(r, table, err));
    *out = r;
    return VP_OK;
}
