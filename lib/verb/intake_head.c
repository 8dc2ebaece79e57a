/* Finding and reading the header. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <vp/finding.h>
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/verb/intake_head.h"

enum { WITHIN = 10, UNKNOWN_TOLD = 10, WINDOW = WITHIN + VP_HEADER_LEVELS_MAX };

/* The first rows of the sheet, or those from --header-row on. */
typedef struct rows { vp_csv_record at[WINDOW]; size_t n; } rows;

size_t vp_intake_headings(void *ctx, const vp_csv_record *record)
{
    vp_intake_run *r = ctx;
    size_t known = vp_headings_count(r->headings, r->round->nfields, record->cell, record->n, r->arena);
    if (r->how.header_rows == 0)
        return record->number == 1 ? record->n : 0;
    if (r->how.header_row > 0)
        return record->line == r->how.header_row ? known * VP_COLUMNS_MAX + record->n : record->n > 1;
    return known;
}

static vp_status keep(vp_csv_record *to, const vp_csv_record *from, vp_arena *arena, vp_err *err)
{
    vp_cell *cell;
    VP_ALLOC(cell, vp_arena_array(arena, from->n + 1, sizeof *cell), err);
    *to = *from;
    to->cell = cell;
    for (size_t i = 0; i < from->n; i++) {
        VP_ALLOC(cell[i].s, vp_arena_dup(arena, from->cell[i].s, from->cell[i].n), err);
        cell[i].n = from->cell[i].n;
    }
    return VP_OK;
}

/* No row begins on the line that was named. */
static vp_status no_row_there(const vp_intake_run *r, size_t last, bool more, vp_err *err)
{
    const vp_where at = {.file = vp_text_file(r->text), .row = r->how.header_row};
    if (!more) {
        vp_fail(err, VP_USAGE, at, "--header-row: there is no row on line %zu", r->how.header_row);
        return vp_hint(err, "the last row begins on line %zu", last), VP_USAGE;
    }
    vp_fail(err, VP_USAGE, at, "--header-row: no row begins on line %zu", r->how.header_row);
    return vp_hint(err, "it is blank, or inside the row that begins on line %zu", last), VP_USAGE;
}

static vp_status read_window(rows *out, vp_intake_run *r, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    size_t want = r->how.header_row, last = 0;
    bool more = true;
    VP_TRY(vp_csv_open(&csv, r->text, &r->dialect, err));
    while (out->n < WINDOW) {
        vp_csv_record record;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv))
            continue;
        VP_TRY(s);
        if (!more || (out->n == 0 && want > 0 && record.line > want))
            break;
        last = record.line;
        if (record.line >= want && !vp_csv_is_sep_line(&record))
            VP_TRY(keep(&out->at[out->n++], &record, r->arena, err));
    }
    if (want > 0 && out->n == 0)
        return no_row_there(r, last, more, err);
    return vp_text_rewind(r->text, err);
}

/* ---- several levels ---- */

/* Rows of the window as levels of one header. */
typedef struct levels {
    const rows *all;
    size_t from, n, width;
    bool *blank[VP_HEADER_LEVELS_MAX];
    long *over[VP_HEADER_LEVELS_MAX]; /* column whose cell is merged over this one: itself, one to the left, or -1 */
} levels;

static vp_cell cell_at(const levels *in, size_t level, size_t column)
{
    size_t row = in->from + level;
    return row < in->all->n && column < in->all->at[row].n ? in->all->at[row].cell[column] : (vp_cell){"", 0};
}

/* A cell is merged up to the next one of its level, or to where a level above begins anew. */
static vp_status look(levels *out, const rows *all, size_t from, size_t n, vp_arena *arena, vp_err *err)
{
    *out = (levels){.all = all, .from = from, .n = n};
    for (size_t l = 0; l < n && from + l < all->n; l++)
        out->width = all->at[from + l].n > out->width ? all->at[from + l].n : out->width;
    for (size_t l = 0; l < n; l++) {
        long over = -1;
        VP_ALLOC(out->blank[l], vp_arena_array(arena, out->width + 1, sizeof *out->blank[l]), err);
        VP_ALLOC(out->over[l], vp_arena_array(arena, out->width + 1, sizeof *out->over[l]), err);
        for (size_t c = 0; c < out->width; c++) {
            const char *clean;
            vp_cell cell = cell_at(out, l, c);
            VP_TRY(vp_clean(&clean, cell.s, cell.n, arena, err));
            out->blank[l][c] = !*clean;
            for (size_t above = 0; above < l; above++)
                over = out->blank[above][c] ? over : -1;
            over = out->blank[l][c] ? over : (long)c;
            out->over[l][c] = over;
        }
    }
    return VP_OK;
}

static vp_status heading_at(vp_heading *out, const levels *in, size_t level, size_t column, vp_arena *arena,
                            vp_err *err)
{
    vp_cell cell = cell_at(in, level, column);
    return vp_heading_read(out, cell.s, cell.n, arena, err);
}

/* The heading of a column: the lowest that it has itself, with all that stand above it ("收入/现金/金额") when whole. A
   level that holds nothing but a unit goes on with the one above, and a unit above binds what is below. */
static vp_status join(const char **out, const levels *in, size_t column, bool whole, vp_arena *arena, vp_err *err)
{
    size_t level = in->n;
    vp_heading own, up;
    *out = "";
    while (level > 0 && in->blank[level - 1][column])
        level--;
    if (level == 0)
        return VP_OK;
    VP_TRY(heading_at(&own, in, --level, column, arena, err));
    *out = own.text;
    for (bool nothing = !*own.key, unit = own.unit != 0; level-- > 0;) {
        long at = in->over[level][column];
        if (at < 0)
            continue;
        VP_TRY(heading_at(&up, in, level, (size_t)at, arena, err));
        if (nothing || whole)
            VP_ALLOC(*out, vp_arena_printf(arena, nothing ? "%s%s" : "%s/%s", up.text, *out), err);
        else if (up.unit && !unit)
            VP_ALLOC(*out, vp_arena_printf(arena, "%s(%s)", *out, up.unit_name), err);
        nothing = false;
        unit |= up.unit != 0;
    }
    return VP_OK;
}

static vp_status key_in(uint64_t *known, const char **key, const vp_intake_run *r, const char *text, vp_err *err)
{
    vp_heading h;
    VP_TRY(vp_heading_read(&h, text, strlen(text), r->arena, err));
    *key = h.key;
    const uint64_t *slot = *h.key ? vp_map_get(r->headings, h.key, strlen(h.key)) : NULL;
    *known = slot ? *slot : 0;
    return VP_OK;
}

/* One heading for each column: its own where no other column has the same; with those above it where the round knows
   that one alone, or several are the same. */
static vp_status join_all(vp_cell *out, const levels *in, vp_intake_run *r, vp_err *err)
{
    VP_AUTO(vp_map) count = vp_map_new();
    const char **text, **key;
    if (!count)
        return vp_nomem(err);
    VP_ALLOC(text, vp_arena_array(r->arena, in->width + 1, sizeof *text), err);
    VP_ALLOC(key, vp_arena_array(r->arena, in->width + 1, sizeof *key), err);
    for (size_t i = 0; i < in->width; i++) {
        uint64_t known, *slot;
        VP_TRY(join(&text[i], in, i, false, r->arena, err));
        VP_TRY(key_in(&known, &key[i], r, text[i], err));
        if (!(slot = vp_map_put(count, key[i], strlen(key[i]), NULL)))
            return vp_nomem(err);
        ++*slot;
        if (!known && *text[i]) {
            const char *whole, *whole_key;
            VP_TRY(join(&whole, in, i, true, r->arena, err));
            VP_TRY(key_in(&known, &whole_key, r, whole, err));
            text[i] = known ? whole : text[i];
            key[i] = known ? whole_key : key[i];
        }
    }
    for (size_t i = 0; i < in->width; i++) {
        const uint64_t *alike = *key[i] ? vp_map_get(count, key[i], strlen(key[i])) : NULL;
        if (alike && *alike > 1)
            VP_TRY(join(&text[i], in, i, true, r->arena, err));
        out[i] = (vp_cell){text[i], strlen(text[i])};
    }
    return VP_OK;
}

/* The header that begins with a row of the window. */
static vp_status header_of(vp_cell **out, size_t *n, const rows *all, size_t from, vp_intake_run *r, vp_err *err)
{
    levels in;
    if (r->how.header_rows == 1) { /* as it stands */
        *n = all->at[from].n;
        VP_ALLOC(*out, vp_arena_array(r->arena, *n + 1, sizeof **out), err);
        if (*n > 0)
            memcpy(*out, all->at[from].cell, *n * sizeof **out);
        return VP_OK;
    }
    VP_TRY(look(&in, all, from, r->how.header_rows, r->arena, err));
    *n = in.width;
    VP_ALLOC(*out, vp_arena_array(r->arena, *n + 1, sizeof **out), err);
    return join_all(*out, &in, r, err);
}

/* ---- a second level that nobody spoke of ---- */

static vp_status two_levels(const vp_intake_run *r, const levels *in, size_t column, vp_err *err)
{
    vp_heading top, below;
    VP_TRY(heading_at(&top, in, 0, (size_t)in->over[0][column], r->arena, err));
    VP_TRY(heading_at(&below, in, 1, column, r->arena, err));
    const vp_where at = {.file = vp_text_file(r->text), .row = in->all->at[in->from + 1].line, .col = column + 1};
    vp_fail(err, VP_INVALID, at, "the header has two levels: '%s' is below '%s'",
            vp_heading_short(below.text, r->arena), vp_heading_short(top.text, r->arena));
    return vp_hint(err, "read it with --header-rows 2 (3 when there are as many), or give every column one heading in "
                        "one row; --header-rows 1 when this is a row of data"), VP_INVALID;
}

/* 万元, （元）: a unit and nothing else. */
static vp_status is_unit(bool *yes, const levels *in, size_t column, vp_arena *arena, vp_err *err)
{
    vp_heading h;
    VP_TRY(heading_at(&h, in, 1, column, arena, err));
    *yes = (h.unit && !*h.key) || vp_money_unit(h.key);
    return VP_OK;
}

/* A row below the header that has words only, none of them an id, and one of them where the header is blank to the
   right of a heading: that one was merged over it. Or one of them is the unit of what stands above it. */
static vp_status refuse_below(vp_intake_run *r, const rows *all, size_t header, vp_err *err)
{
    levels in;
    size_t column = SIZE_MAX;
    VP_TRY(look(&in, all, header, 2, r->arena, err));
    for (size_t i = 0; i < in.width; i++) {
        vp_heading top;
        uint64_t known;
        const char *key;
        if (in.blank[1][i])
            continue;
        VP_TRY(heading_at(&top, &in, 0, i, r->arena, err));
        VP_TRY(key_in(&known, &key, r, top.text, err));
        if (known == VP_ID + 1 || strchr("0123456789=-", *cell_at(&in, 1, i).s))
            return VP_OK;
        bool unit;
        VP_TRY(is_unit(&unit, &in, i, r->arena, err));
        if ((in.blank[0][i] || unit) && in.over[0][i] >= 0 && column == SIZE_MAX)
            column = i;
    }
    return column == SIZE_MAX ? VP_OK : two_levels(r, &in, column, err);
}

/* A row above the header that has headings which the round knows, where the header is blank. */
static vp_status refuse_above(vp_intake_run *r, const rows *all, size_t header, vp_err *err)
{
    levels in;
    size_t column = SIZE_MAX, found = 0;
    VP_TRY(look(&in, all, header - 1, 2, r->arena, err));
    for (size_t i = 0; i < in.width; i++) {
        vp_heading top;
        uint64_t known = 0;
        const char *key;
        if (!in.blank[1][i] && in.over[0][i] >= 0 && column == SIZE_MAX)
            column = i;
        if (in.blank[0][i] || !in.blank[1][i])
            continue;
        VP_TRY(heading_at(&top, &in, 0, i, r->arena, err));
        VP_TRY(key_in(&known, &key, r, top.text, err));
        found += known > 0;
    }
    return column == SIZE_MAX || found < 2 ? VP_OK : two_levels(r, &in, column, err);
}

/* ---- where it is ---- */

static vp_status without(vp_header *out, const rows *all, vp_intake_run *r, vp_err *err)
{
    vp_cell *cell;
    for (size_t i = 0; i < all->n; i++)
        out->n = all->at[i].n > out->n ? all->at[i].n : out->n;
    VP_ALLOC(cell, vp_arena_array(r->arena, out->n + 1, sizeof *cell), err);
    for (size_t i = 0; i < out->n; i++) {
        VP_ALLOC(cell[i].s, vp_arena_printf(r->arena, "#%zu", i + 1), err);
        cell[i].n = strlen(cell[i].s);
    }
    out->cell = cell;
    out->line = all->n ? all->at[0].line : 1;
    return VP_OK;
}

static vp_status not_found(const vp_intake_run *r, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = 1, .col = 1},
            "none of the first %d rows has a heading that the round knows", WITHIN);
    return vp_hint(err, "expected headings such as 项目编号 or id; name others with --map or under \"fields\" in "
                        "round.json, and the header's line with --header-row"), VP_INVALID;
}

/* A row above the header that is a header as well: the rows between would be taken for titles. */
static vp_status refuse_tables(vp_intake_run *r, const rows *all, size_t header, size_t nlevels, vp_err *err)
{
    enum { FEW = 3 };
    for (size_t i = 0; i + nlevels <= header; i++) {
        size_t filled = 0;
        for (size_t k = 0; k < all->at[i].n; k++)
            filled += all->at[i].cell[k].n > 0;
        size_t known = filled < FEW ? 0 : vp_headings_count(r->headings, r->round->nfields, all->at[i].cell,
                                                            all->at[i].n, r->arena);
        if (known < FEW || known * 2 < filled)
            continue;
        vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = all->at[header].line, .col = 1},
                "a second table begins here: this row has other headings than line %zu", all->at[i].line);
        return vp_hint(err, "put each table into a file of its own, or read this one alone with --header-row %zu",
                       all->at[header].line), VP_INVALID;
    }
    return VP_OK;
}

vp_status vp_header_find(vp_header *out, vp_intake_run *r, vp_err *err)
{
    rows *all;
    size_t best = 0, at = 0, nlevels = r->how.header_rows;
    *out = (vp_header){0};
    VP_ALLOC(all, vp_arena_alloc(r->arena, sizeof *all), err);
    VP_TRY(read_window(all, r, err));
    if (nlevels == 0)
        return without(out, all, r, err);
    for (size_t i = 0; r->how.header_row == 0 && i < WITHIN && i < all->n; i++) {
        vp_cell *cell;
        size_t n;
        VP_TRY(header_of(&cell, &n, all, i, r, err));
        size_t known = vp_headings_count(r->headings, r->round->nfields, cell, n, r->arena);
        /* a row above the levels adds nothing to them: of as many known headings the last */
        if (known > best || (known > 0 && known == best && nlevels > 1)) {
            best = known;
            at = i;
        }
    }
    if (best == 0 && r->how.header_row == 0)
        return not_found(r, err);
    if (r->how.header_row == 0)
        VP_TRY(refuse_tables(r, all, at, nlevels, err));
    if (!r->how.said_rows && at + 1 < all->n)
        VP_TRY(refuse_below(r, all, at, err));
    if (!r->how.said_rows && at > 0)
        VP_TRY(refuse_above(r, all, at, err));
    out->first = all->at[at].number;
    out->last = out->first + nlevels - 1;
    out->line = all->at[at].line;
    vp_cell *cell;
    VP_TRY(header_of(&cell, &out->n, all, at, r, err));
    out->cell = cell;
    for (size_t l = 0; l < nlevels && at + l < all->n; l++)
        VP_TRY(vp_desk_heads(&r->desk, all->at[at + l].cell, all->at[at + l].n, err));
    return VP_OK;
}

/* ---- what it says ---- */

static void note(vp_intake_run *r, size_t line, size_t column, const char *msg, const char *a, const char *b,
                 const char *c)
{
    vp_note what = {msg, {a, b, c}};
    vp_intake_tell(r, (vp_where){.file = vp_text_file(r->text), .row = line, .col = column}, "note", &what,
                   &(vp_note){0});
}

/* Columns that are left out, the first few by name. */
static vp_status tell_unknown(vp_intake_run *r, size_t line, vp_err *err)
{
    const vp_columns *columns = &r->desk.columns;
    size_t unknown = 0;
    for (size_t i = 0; i < columns->n; i++) {
        const vp_column_map *c = &columns->at[i];
        const char *name, *other;
        if (c->field >= 0 || !*c->heading || c->left_out)
            continue;
        VP_ALLOC(name, vp_finding_quote(c->heading, r->arena), err);
        if (c->instead >= 0) {
            const vp_column_map *is = &columns->at[c->instead];
            VP_ALLOC(other, vp_finding_quote(is->heading, r->arena), err);
            note(r, line, i + 1, N_("the column '%1$s' is left out: '%2$s' was said to be '%3$s'"), name, other,
                 r->round->fields[is->field].name);
        } else if (++unknown <= UNKNOWN_TOLD) {
            note(r, line, i + 1, N_("the column '%1$s' is not understood: it is left out"), name, NULL, NULL);
        }
    }
    if (unknown <= UNKNOWN_TOLD)
        return VP_OK;
    char count[24];
    snprintf(count, sizeof count, "%zu", unknown - UNKNOWN_TOLD);
    note(r, line, 0, N_("and %1$s more columns are left out"), count, NULL, NULL);
    return VP_OK;
}

/* The unit of columns that state none: as was said, or as a title row states; the two must not differ. */
static vp_status bind_unit(vp_intake_run *r, size_t line, int64_t unit, const char *name, vp_err *err)
{
    vp_columns *columns = &r->desk.columns;
    const vp_where at = {.file = vp_text_file(r->text), .row = line};
    const vp_how *how = &r->how;
    const char *stated = NULL;
    if (how->unit == 0) {
        if (unit)
            vp_columns_unit(columns, r->round, unit, name);
        return VP_OK;
    }
    if (unit && unit != how->unit) {
        vp_fail(err, VP_USAGE, at, "--unit: a row above the header says that amounts are in %s, not in %s", name,
                how->unit_name);
        return vp_hint(err, "leave the option out, or correct the sheet"), VP_USAGE;
    }
    if (vp_columns_unit(columns, r->round, how->unit, how->unit_name) > 0)
        return VP_OK;
    for (size_t i = 0; i < columns->n; i++)
        if (columns->at[i].field >= 0 && r->round->fields[columns->at[i].field].type == VP_TYPE_MONEY &&
            columns->at[i].unit != how->unit)
            stated = columns->at[i].heading;
    if (!stated)
        return VP_OK;
    vp_fail(err, VP_USAGE, at, "--unit: every column of money states its own unit, '%s' another than %s",
            vp_heading_short(stated, r->arena), how->unit_name);
    return vp_hint(err, "leave the option out, or correct the heading"), VP_USAGE;
}

/* A sheet of parts needs an id and something else; whole proposals need every field that is required. */
static vp_status complete(vp_intake_run *r, size_t line, vp_err *err)
{
    const vp_columns *columns = &r->desk.columns;
    const char *file = vp_text_file(r->text);
    bool id = vp_columns_find(columns, VP_ID) >= 0;
    size_t known = 0;
    for (size_t i = 0; i < columns->n; i++)
        known += columns->at[i].field >= 0;
    if (!r->opts->amend) {
        vp_status s = vp_columns_complete(columns, r->round, file, line, r->arena, err);
        if (s == VP_INVALID && r->in_round && id && known > 1 && err) {
            const vp_err told = *err;
            return vp_hint(err, "%s; a sheet that only amends proposals of the round needs --amend", told.hint);
        }
        return s;
    }
    if (id && known > 1)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = file, .row = line, .col = 1},
            id ? N_("beside the id no column says what is to be amended")
               : N_("no column says which proposals are to be amended"));
    return vp_hint(err, id ? N_("name the column as the round does, such as 核定预算 or requested")
                           : N_("add a column 项目编号 or id"));
}

vp_status vp_header_read(vp_intake_run *r, const vp_header *h, int64_t unit, const char *unit_name, vp_err *err)
{
    const char *file = vp_text_file(r->text);
    vp_columns *columns = &r->desk.columns;
    r->desk.width = h->n;
    VP_TRY(vp_columns_read(columns, r->headings, &r->how.maps, r->round, h->cell, h->n, file, h->line, r->arena,
                           err));
    while (columns->n > 0 && !*columns->at[columns->n - 1].heading)
        columns->n--; /* empty columns at the right */
    VP_TRY(bind_unit(r, h->line, unit, unit_name, err));
    VP_TRY(complete(r, h->line, err));
    r->receipt.header_row = h->line;
    VP_TRY(tell_unknown(r, h->line, err));
    VP_TRY(vp_fills_open(&r->desk.fills, &r->opts->reading.fill_down, columns, r->round, file, h->line, r->arena,
                         err));
    return vp_desk_begin(&r->desk, err);
}
