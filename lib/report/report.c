/* The tables of reports and of formats, and printing one in the other. */
#include <string.h>
#include <vp/report.h>
#include <vp/str.h>

#define VP_REPORT(n) extern const vp_report vp_report_##n;
#include "reports.def"
#undef VP_REPORT
const vp_report *const vp_reports[] = {
#define VP_REPORT(n) &vp_report_##n,
#include "reports.def"
#undef VP_REPORT
    NULL
};
const char *const vp_report_names[] = {
#define VP_REPORT(n) #n,
#include "reports.def"
#undef VP_REPORT
    NULL
};

#define VP_REPORT_FORMAT(n) extern const vp_report_format vp_report_format_##n;
#include "formats.def"
#undef VP_REPORT_FORMAT
const vp_report_format *const vp_report_printers[] = {
#define VP_REPORT_FORMAT(n) &vp_report_format_##n,
#include "formats.def"
#undef VP_REPORT_FORMAT
    NULL
};
const char *const vp_report_formats[] = {
#define VP_REPORT_FORMAT(n) #n,
#include "formats.def"
#undef VP_REPORT_FORMAT
    NULL
};

vp_status vp_report_find(const vp_report **out, const char *name, vp_err *err)
{
    VP_STR all = {0};
    for (size_t i = 0; vp_reports[i]; i++) {
        if (strcmp(vp_reports[i]->name, name) == 0) {
            *out = vp_reports[i];
            return VP_OK;
        }
        vp_str_addf(&all, "%s%s", i > 0 ? ", " : "", vp_reports[i]->name);
    }
    vp_fail(err, VP_USAGE, VP_NOWHERE, N_("there is no report '%s'"), name);
    return vp_hint(err, N_("reports: %s"), vp_str_text(&all));
}

enum { YEAR_MIN = 1900, YEAR_MAX = 2999 };

vp_status vp_report_check_year(const vp_report *report, long year, vp_err *err)
{
    if (!report->wants_year && year >= 0) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, N_("report '%s' is about the whole round and takes no year"),
                report->name);
        return vp_hint(err, N_("leave --year out"));
    }
    if (report->wants_year && year < 0) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, N_("report '%s' needs the year it is about"), report->name);
        return vp_hint(err, N_("say which with --year, as in --year 2024"));
    }
    if (report->wants_year && (year < YEAR_MIN || year > YEAR_MAX)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, N_("'%ld' is not a year that a round could have"), year);
        return vp_hint(err, N_("a year has four digits, from %d to %d"), YEAR_MIN, YEAR_MAX);
    }
    return VP_OK;
}

/* The table of that section becomes the main one. */
static vp_status choose_table(vp_doc *doc, const char *section, vp_err *err)
{
    VP_STR names = {0};
    for (size_t i = 0; i < doc->n; i++)
        for (size_t k = 0; k < doc->at[i].n; k++) {
            if (doc->at[i].at[k].kind != VP_BLOCK_TABLE)
                continue;
            if (strcmp(doc->at[i].name, section) == 0) {
                doc->main = doc->at[i].at[k].table;
                return VP_OK;
            }
            vp_str_addf(&names, "%s%s", names.n ? ", " : "", doc->at[i].name);
        }
    VP_TRY(vp_str_check(&names, err));
    vp_fail(err, VP_USAGE, VP_NOWHERE, N_("the report has no table '%s'"), section);
    return vp_hint(err, N_("it has: %s"), vp_str_text(&names));
}

vp_status vp_report_print(const vp_report *report, const vp_report_data *data, const char *format, vp_out out,
                          vp_arena *arena, vp_err *err)
{
    const vp_report_format *printer = NULL;
    for (size_t i = 0; vp_report_printers[i]; i++)
        if (strcmp(vp_report_printers[i]->name, format) == 0)
            printer = vp_report_printers[i];
    if (!printer)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "unknown format '%s'", format);
    VP_TRY(vp_report_check_year(report, data->year, err));
    vp_doc doc = {.lang = data->lang, .currency = data->round->currency, .title = "", .signed_by = "",
                  .signed_on = "", .arena = arena};
    VP_ALLOC(doc.schema, vp_arena_printf(arena, "vp-report/%s/1", report->name), err);
    VP_TRY(report->build(&doc, data, err));
    VP_TRY(vp_doc_finish(&doc, err));
    if (data->table)
        VP_TRY(choose_table(&doc, data->table, err));
    return printer->print(&doc, out, err);
}
