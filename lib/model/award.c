/* awards.csv: writing the decision as an answer, and reading it back. */
#include <stdlib.h>
#include <string.h>
#include <vp/award.h>
#include "lib/model/field.h"

/* The columns before those of the funds, and after them before the fields of the proposals. */
enum { ID, STATUS, AMOUNT, FUNDS };
enum { RANK, SCORE, REQUESTED, TITLE, APPLICANT, REASON, AFTER };

typedef struct heading { const char *name, *title; char kind; } heading;

static const heading before[FUNDS] = {
    {"id", N_("id"), 't'}, {"status", N_("status"), 't'}, {"amount", N_("amount"), 't'}};
static const heading after[AFTER] = {
    {"rank", N_("rank"), 'n'},   {"score", N_("score"), 'n'},         {"requested", N_("requested"), 't'},
    {"title", N_("title"), 't'}, {"applicant", N_("applicant"), 't'}, {"reason", N_("reason"), 't'},
};

static const char *const status_names[] = {
    [VP_AWARDED] = "awarded", [VP_RESERVE] = "reserve", [VP_UNFUNDED] = "unfunded", [VP_INELIGIBLE] = "ineligible"};

const char *vp_award_status_name(vp_award_status s)
{
    return status_names[s];
}

/* Fields that follow: public ones that are not among the other columns. A fund may bear the name of a field
   ("community"): the column is the fund's then, and the field stays with the proposal. */
static bool follows(const vp_round *round, size_t i)
{
    const vp_field *field = &round->fields[i];
    for (size_t f = 0; f < round->nfunds; f++)
        if (strcmp(round->funds[f].id, field->name) == 0)
            return false;
    return !field->secret && i != VP_ID && i != VP_TITLE && i != VP_APPLICANT && i != VP_REQUESTED;
}

/* How many fields are listed: the approved budget, the last of them, only where there is any. */
static size_t listed(const vp_awards *all, const vp_round *round)
{
    if (round->nfields <= VP_APPROVED_BUDGET)
        return round->nfields;
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].proposal && vp_proposal_approved(all->at[i].proposal))
            return round->nfields;
    return round->nfields - 1;
}

static vp_status columns_of(vp_column **out, size_t *count, const vp_round *round, size_t nfields, vp_arena *arena,
                            vp_err *err)
{
    vp_column *c;
    size_t n = 0;
    VP_ALLOC(c, vp_arena_array(arena, FUNDS + round->nfunds + AFTER + round->nfields, sizeof *c), err);
    for (size_t i = 0; i < FUNDS; i++)
        c[n++] = (vp_column){before[i].name, vp_tr(round->lang, before[i].title), before[i].kind};
    for (size_t f = 0; f < round->nfunds; f++)
        c[n++] = (vp_column){round->funds[f].id, round->funds[f].title, 't'};
    for (size_t i = 0; i < AFTER; i++)
        c[n++] = (vp_column){after[i].name, vp_tr(round->lang, after[i].title), after[i].kind};
    for (size_t k = 0, i; k < nfields; k++)
        if (follows(round, (i = vp_field_listed(round, k))))
            c[n++] = (vp_column){round->fields[i].name, vp_field_heading(&round->fields[i], i, round->lang), 't'};
    *out = c;
    *count = n;
    return VP_OK;
}

/* The cells of one award; money is room for 2 + nfunds amounts. */
static vp_status emit_award(vp_emit *emit, const char **cell, char (*money)[VP_DECIMAL_MAX], const vp_award *a,
                            const vp_round *round, size_t nfields, int decimals, vp_err *err)
{
    char rank[VP_DECIMAL_MAX] = "", score[VP_DECIMAL_MAX] = "";
    VP_STR reason = {0};
    size_t n = 0;
    if (a->rank > 0)
        vp_decimal_format(rank, (int64_t)a->rank, 0);
    if (a->has_score)
        vp_micro_format(score, a->score, decimals);
    if (!a->reason_text)
        vp_note_text(&reason, round->lang, &a->reason);
    VP_TRY(vp_str_check(&reason, err));
    vp_money_format(money[0], a->amount);
    vp_money_format(money[1], a->requested);
    cell[n++] = a->id;
    cell[n++] = vp_award_status_name(a->status);
    cell[n++] = money[0];
    for (size_t f = 0; f < round->nfunds; f++) {
        vp_money_format(money[2 + f], a->fund[f]);
        cell[n++] = money[2 + f];
    }
    const char *rest[AFTER] = {rank, score, money[1], a->title, a->applicant,
                               a->reason_text ? a->reason_text : vp_str_text(&reason)};
    memcpy(cell + n, rest, sizeof rest);
    n += AFTER;
    for (size_t k = 0, i; k < nfields; k++)
        if (follows(round, (i = vp_field_listed(round, k))))
            cell[n++] = a->proposal ? a->proposal->value[i] : "";
    return vp_emit_row(emit, cell, err);
}

vp_status vp_awards_emit(const vp_awards *a, const vp_round *round, const char *format, vp_out out, vp_arena *arena,
                         vp_err *err)
{
    VP_AUTO(vp_emit) emit = NULL;
    vp_column *columns = NULL;
    const char **cell;
    char (*money)[VP_DECIMAL_MAX];
    size_t count = 0, nfields = listed(a, round);
    VP_TRY(columns_of(&columns, &count, round, nfields, arena, err));
    VP_ALLOC(cell, vp_arena_array(arena, count, sizeof *cell), err);
    VP_ALLOC(money, vp_arena_array(arena, 2 + round->nfunds, sizeof *money), err);
    VP_TRY(vp_emit_new(&emit, format, out, "vp-allocate/1", columns, count, err));
    for (size_t i = 0; i < a->n; i++)
        VP_TRY(emit_award(emit, cell, money, &a->at[i], round, nfields, vp_step_places(a->step), err));
    return vp_emit_end(emit, err);
}

/* ---- reading ---- */

typedef struct reader {
    const vp_round *round;
    const vp_table *table;
    long before[FUNDS], after[AFTER];
    long *fund;
    vp_proposals proposals; /* n 0: the fields are not there */
} reader;

static vp_where place(const reader *in, size_t row, long column, const char *name)
{
    return (vp_where){in->table->file, in->table->rows[row].line, column < 0 ? 0 : (size_t)column + 1, name};
}

static vp_status column(long *out, const vp_table *t, const char *name, bool needed, vp_err *err)
{
    *out = vp_table_column(t, name);
    if (*out >= 0 || !needed)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = t->header.line, .field = name},
            "there is no column '%s'", name);
    return vp_hint(err, "expected an answer of vp-allocate for this round, with its header");
}

/* The proposals' fields, of the columns that are not the funds'. */
static vp_status read_fields(reader *in, vp_arena *arena, vp_err *err)
{
    vp_table rest = *in->table;
    const char **names;
    VP_ALLOC(names, vp_arena_array(arena, rest.header.n, sizeof *names), err);
    memcpy(names, rest.header.cell, rest.header.n * sizeof *names);
    for (size_t f = 0; f < in->round->nfunds; f++)
        names[in->fund[f]] = "";
    rest.header.cell = names;
    return vp_proposals_from_table(&in->proposals, in->round, &rest, arena, err);
}

static vp_status open_table(reader *in, const vp_round *round, const vp_table *t, vp_arena *arena, vp_err *err)
{
    *in = (reader){.round = round, .table = t};
    VP_ALLOC(in->fund, vp_arena_array(arena, round->nfunds, sizeof *in->fund), err);
    for (int c = 0; c < FUNDS; c++)
        VP_TRY(column(&in->before[c], t, before[c].name, true, err));
    for (size_t f = 0; f < round->nfunds; f++)
        VP_TRY(column(&in->fund[f], t, round->funds[f].id, true, err));
    for (int c = 0; c < AFTER; c++)
        VP_TRY(column(&in->after[c], t, after[c].name, false, err));
    return in->after[REQUESTED] >= 0 ? read_fields(in, arena, err) : VP_OK;
}

static vp_status read_money(vp_money *m, const reader *in, size_t row, long column, const char *name, vp_err *err)
{
    const char *s = vp_table_cell(in->table, row, column);
    if (*s && (!vp_money_parse(m, s) || *m < 0))
        return vp_fail(err, VP_INVALID, place(in, row, column, name), "'%s' is not an amount", s);
    return VP_OK;
}

static vp_status read_status(vp_award_status *out, const reader *in, size_t row, vp_err *err)
{
    const char *s = vp_table_cell(in->table, row, in->before[STATUS]);
    for (size_t i = 0; i < sizeof status_names / sizeof *status_names; i++)
        if (strcmp(s, status_names[i]) == 0) {
            *out = (vp_award_status)i;
            return VP_OK;
        }
    vp_fail(err, VP_INVALID, place(in, row, in->before[STATUS], "status"), "'%s' is no status of an award", s);
    return vp_hint(err, "expected awarded, reserve, unfunded or ineligible");
}

static vp_status read_amounts(vp_award *a, const reader *in, size_t row, vp_arena *arena, vp_err *err)
{
    const vp_where at = place(in, row, in->before[AMOUNT], "amount");
    vp_money *fund, sum = 0;
    VP_ALLOC(fund, vp_arena_array(arena, in->round->nfunds, sizeof *fund), err);
    a->fund = fund;
    VP_TRY(read_money(&a->amount, in, row, in->before[AMOUNT], "amount", err));
    for (size_t f = 0; f < in->round->nfunds; f++) {
        VP_TRY(read_money(&fund[f], in, row, in->fund[f], in->round->funds[f].id, err));
        if (!vp_money_add(&sum, fund[f]))
            return vp_fail(err, VP_INVALID, at, "what the funds pay of '%s' is too large to count", a->id);
    }
    if (sum != a->amount) {
        char total[VP_DECIMAL_MAX], amount[VP_DECIMAL_MAX];
        vp_money_format(total, sum);
        vp_money_format(amount, a->amount);
        return vp_fail(err, VP_INVALID, at, "the funds pay %s of '%s', and its amount is %s", total, a->id, amount);
    }
    if ((a->status == VP_AWARDED) != (a->amount > 0))
        return vp_fail(err, VP_INVALID, at, "the amount of '%s' does not go with its status '%s'", a->id,
                       vp_award_status_name(a->status));
    return VP_OK;
}

static vp_status read_award(vp_award *a, vp_micro *step, const reader *in, size_t i, vp_arena *arena, vp_err *err)
{
    const vp_table *t = in->table;
    int64_t rank = 0;
    a->id = vp_table_cell(t, i, in->before[ID]);
    if (!*a->id)
        return vp_fail(err, VP_INVALID, place(in, i, in->before[ID], "id"), "this row has no id");
    VP_TRY(read_status(&a->status, in, i, err));
    VP_TRY(read_amounts(a, in, i, arena, err));
    VP_TRY(read_money(&a->requested, in, i, in->after[REQUESTED], "requested", err));
    const char *text = vp_table_cell(t, i, in->after[RANK]);
    if (*text && (!vp_decimal_parse(&rank, text, 0) || rank < 1))
        return vp_fail(err, VP_INVALID, place(in, i, in->after[RANK], "rank"), "'%s' is not a rank", text);
    a->rank = (size_t)rank;
    text = vp_table_cell(t, i, in->after[SCORE]);
    a->has_score = *text != '\0';
    if (a->has_score && !vp_micro_parse(&a->score, text))
        return vp_fail(err, VP_INVALID, place(in, i, in->after[SCORE], "score"), "'%s' is not a score", text);
    vp_step_see(step, text);
    a->title = vp_table_cell(t, i, in->after[TITLE]);
    a->applicant = vp_table_cell(t, i, in->after[APPLICANT]);
    a->reason_text = vp_table_cell(t, i, in->after[REASON]);
    if (in->proposals.n > 0)
        a->proposal = vp_proposals_find(&in->proposals, a->id);
    return VP_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_award *)a)->id, ((const vp_award *)b)->id);
}

vp_status vp_awards_from_table(vp_awards **out, const vp_round *round, const vp_table *table, vp_arena *arena,
                               vp_err *err)
{
    reader in;
    vp_awards *all;
    VP_TRY(open_table(&in, round, table, arena, err));
    VP_ALLOC(all, vp_arena_alloc(arena, sizeof *all), err);
    VP_ALLOC(all->at, vp_arena_array(arena, table->nrows, sizeof *all->at), err);
    all->n = table->nrows;
    all->step = VP_MICRO;
    for (size_t i = 0; i < all->n; i++)
        VP_TRY(read_award(&all->at[i], &all->step, &in, i, arena, err));
    if (all->n > 1)
        qsort(all->at, all->n, sizeof *all->at, by_id);
    for (size_t i = 1; i < all->n; i++)
        if (by_id(&all->at[i - 1], &all->at[i]) == 0)
            return vp_fail(err, VP_INVALID, VP_AT_FILE(table->file), "the proposal '%s' comes twice", all->at[i].id);
    *out = all;
    return VP_OK;
}
