/* The rows of the sheet. */
#include <string.h>
#include "lib/verb/intake_head.h"

enum { TITLES = 10 };

/* What the rows above the header say. */
typedef struct stated { int64_t unit; const char *unit_name; size_t line; } stated;

/* A row above the header: it may state a unit, and be printed again on every page when it is near. */
static vp_status read_title(stated *t, vp_intake_run *r, const vp_csv_record *record, bool near, vp_err *err)
{
    for (size_t i = 0; i < record->n; i++) {
        int64_t unit;
        const char *name;
        VP_TRY(vp_title_unit(&unit, &name, record->cell[i].s, record->cell[i].n, r->arena, err));
        if (!unit || unit == t->unit)
            continue;
        if (t->unit) {
            vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = record->line, .col = i + 1},
                    "this row says that amounts are in %s, but line %zu says in %s", name, t->line, t->unit_name);
            return vp_hint(err, "keep the one that is right"), VP_INVALID;
        }
        *t = (stated){unit, name, record->line};
    }
    return near ? vp_desk_heads(&r->desk, record->cell, record->n, err) : VP_OK;
}

static vp_status read_rows(vp_intake_run *r, const vp_header *header, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    stated titles = {.unit_name = ""};
    size_t reached = 0;
    bool begun = header->last == 0;
    if (begun)
        VP_TRY(vp_header_read(r, header, 0, "", err));
    VP_TRY(vp_csv_open(&csv, r->text, &r->dialect, err));
    for (;;) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_status s = vp_csv_next(csv, &record, &more, err);
        if (s == VP_INVALID && vp_csv_recover(&line, csv)) {
            if (begun)
                VP_TRY(vp_desk_broken(&r->desk, line, err ? err->col : 0, err));
            continue;
        }
        VP_TRY(s);
        if (!more)
            break;
        if (record.number < header->first) {
            VP_TRY(read_title(&titles, r, &record, header->first - record.number <= TITLES, err));
        } else if (record.number == header->last) {
            VP_TRY(vp_header_read(r, header, titles.unit, titles.unit_name, err));
            begun = true;
        } else if (record.number > header->last && !vp_csv_is_sep_line(&record)) {
            VP_TRY(vp_desk_row(&r->desk, record.line, NULL, record.cell, record.n, NULL, err));
        }
        if (r->opts->progress && (++reached & 0x3FF) == 0)
            vp_tick(r->opts->progress, N_("reading"), vp_text_done(r->text), vp_text_size(r->text));
    }
    return vp_desk_end(&r->desk, err);
}

vp_status vp_intake_sheet(vp_intake_run *r, vp_err *err)
{
    vp_header header;
    VP_TRY(vp_header_find(&header, r, err));
    VP_TRY(read_rows(r, &header, err));
    if (r->desk.counts.rows > r->desk.counts.other)
        return VP_OK;
    vp_fail(err, VP_INVALID, (vp_where){.file = vp_text_file(r->text), .row = r->receipt.header_row, .col = 1},
            "there is no proposal below the header");
    return vp_hint(err, "export the sheet again, with its rows");
}
