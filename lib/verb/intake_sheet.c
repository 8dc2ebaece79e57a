/* The sheet: where its header is, and its rows. */
#include <stdio.h>
#include <string.h>
#include "lib/verb/intake_run.h"

enum { HEADER_WITHIN = 10, UNKNOWN_TOLD = 10 };

/* ---- the header ---- */

size_t vp_intake_headings(void *ctx, const vp_csv_record *record)
{
    vp_intake_run *r = ctx;
    return vp_headings_count(r->headings, r->round->nfields, record->cell, record->n, r->arena);
}

/* Number of the record, among the first ten, with the most known headings. */
static vp_status find_header(size_t *number, vp_intake_run *r, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    size_t best = 0;
    VP_TRY(vp_csv_new(&csv, r->text, r->receipt.delimiter, err));
    for (size_t i = 0; i < HEADER_WITHIN; i++) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv))
            continue;
        VP_TRY(s);
        if (!more)
            break;
        size_t known = vp_intake_headings(r, &record);
        if (known > best) {
            best = known;
            *number = record.number;
        }
    }
    VP_TRY(vp_text_rewind(r->text, err));
    if (best > 0)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = 1, .col = 1},
            "none of the first %d rows has a heading that the round knows", HEADER_WITHIN);
    return vp_hint(err, "expected headings such as 项目编号 or id; name others under \"fields\" in round.json");
}

/* Columns that are left out, the first few by name. */
static void tell_unknown(vp_intake_run *r, size_t line)
{
    const vp_columns *columns = &r->desk.columns;
    const char *file = vp_text_file(r->text);
    size_t unknown = 0;
    for (size_t i = 0; i < columns->n; i++) {
        if (columns->at[i].field >= 0 || !*columns->at[i].heading || ++unknown > UNKNOWN_TOLD)
            continue;
        vp_note left_out = {N_("the column '%1$s' is not understood: it is left out"), {columns->at[i].heading}};
        vp_intake_tell(r, (vp_where){.file = file, .row = line, .col = i + 1}, "note", &left_out, &(vp_note){0});
    }
    if (unknown <= UNKNOWN_TOLD)
        return;
    char count[24];
    snprintf(count, sizeof count, "%zu", unknown - UNKNOWN_TOLD);
    vp_note others = {N_("and %1$s more columns are left out"), {count}};
    vp_intake_tell(r, (vp_where){.file = file, .row = line}, "note", &others, &(vp_note){0});
}

/* A second row of headings: no id, and words below a heading that is blank, where a merged cell was. */
static bool second_level(const vp_intake_run *r, const vp_csv_record *record)
{
    const vp_columns *columns = &r->desk.columns;
    long id = vp_columns_find(columns, VP_ID);
    if (id < 0 || ((size_t)id < record->n && record->cell[id].n > 0))
        return false;
    for (size_t i = 0; i < record->n && i < r->desk.width; i++)
        if ((i >= columns->n || !*columns->at[i].heading) && record->cell[i].n > 0 &&
            !strchr("0123456789=-", *record->cell[i].s))
            return true;
    return false;
}

static vp_status two_levels(const vp_intake_run *r, size_t line, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = line, .col = 1},
            "the header has two levels: this row names parts of the merged headings above it");
    return vp_hint(err, "give every column one heading, in one row, and export it again");
}

static vp_status read_header(vp_intake_run *r, const vp_csv_record *record, int64_t unit, const char *unit_name,
                             vp_err *err)
{
    const char *file = vp_text_file(r->text);
    vp_columns *columns = &r->desk.columns;
    r->desk.width = record->n;
    VP_TRY(vp_columns_read(columns, r->headings, r->round, record->cell, record->n, file, record->line, r->arena,
                           err));
    while (columns->n > 0 && !*columns->at[columns->n - 1].heading)
        columns->n--; /* empty columns at the right */
    if (unit)
        vp_columns_unit(columns, r->round, unit, unit_name);
    VP_TRY(vp_columns_complete(columns, r->round, file, record->line, err));
    r->receipt.header_row = record->line;
    tell_unknown(r, record->line);
    return vp_desk_begin(&r->desk, err);
}

/* ---- rows ---- */

static vp_status read_rows(vp_intake_run *r, size_t header, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    int64_t unit = 0;
    const char *unit_name = "";
    size_t reached = 0;
    VP_TRY(vp_csv_new(&csv, r->text, r->receipt.delimiter, err));
    for (;;) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv)) {
            if (r->desk.columns.at)
                VP_TRY(vp_desk_broken(&r->desk, line, err ? err->col : 0, err));
            continue;
        }
        VP_TRY(s);
        if (!more)
            break;
        if (record.number < header) {
            for (size_t i = 0; i < record.n && !unit; i++)
                unit = vp_title_unit(&unit_name, record.cell[i].s, r->arena);
        } else if (record.number == header) {
            VP_TRY(read_header(r, &record, unit, unit_name, err));
        } else if (record.number == header + 1 && second_level(r, &record)) {
            return two_levels(r, record.line, err);
        } else {
            VP_TRY(vp_desk_row(&r->desk, record.line, NULL, record.cell, record.n, NULL, err));
        }
        if (r->opts->progress && (++reached & 0x3FF) == 0)
            r->opts->progress->tick(r->opts->progress->ctx, "rows", reached, 0);
    }
    return VP_OK;
}

vp_status vp_intake_sheet(vp_intake_run *r, vp_err *err)
{
    size_t header = 0;
    VP_TRY(find_header(&header, r, err));
    VP_TRY(read_rows(r, header, err));
    if (r->desk.counts.rows > r->desk.counts.other)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = r->receipt.header_row, .col = 1},
            "there is no proposal below the header");
    return vp_hint(err, "export the sheet again, with its rows");
}
