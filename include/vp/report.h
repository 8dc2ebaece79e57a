/* Reports: a round told for a reader. One file for each report and each format in lib/report, one line in
   reports.def and formats.def. */
#ifndef VP_REPORT_H
#define VP_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/award.h>
#include <vp/date.h>
#include <vp/document.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/round.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A member of the panel; name "" when it is withheld. */
typedef struct vp_expert { const char *id, *name, *organisation, *fields; } vp_expert;

/* Whom the list of experts shows. */
typedef enum vp_panel_shown { VP_PANEL_UNKNOWN, VP_PANEL_ALL, VP_PANEL_REVIEWED } vp_panel_shown;

/* All that a report may know. Nothing of it is private. */
typedef struct vp_report_data {
    const vp_round *round;
    const vp_awards *awards;
    vp_lang lang;
    const vp_expert *experts; /* sorted by id */
    size_t nexperts;
    vp_panel_shown panel;
    const char *commit, *tree; /* of the round; "" as a filter */
    bool has_decided;
    vp_date decided;           /* UTC day of the commit that last changed the awards; unknown as a filter */
    int awards_year;           /* year of the decision; as a filter the year the round closes; 0: not known */
    long year;                 /* the account's; -1: none was asked for */
    size_t withdrawn;          /* proposals that were withdrawn; 0 as a filter */
    const size_t *fields;      /* more columns of the list of awards: indices of public fields */
    size_t nfields;
    const char *table;         /* as in vp_report_opts */
} vp_report_data;

typedef struct vp_report {
    const char *name, *help;   /* help: N_() */
    bool wants_year;
    /* Build the document (schema, language, currency and arena are set). VP_INVALID: the awards do not add up. */
    vp_status (*build)(vp_doc *doc, const vp_report_data *data, vp_err *err);
} vp_report;

typedef struct vp_report_format {
    const char *name, *help;   /* help: N_() */
    vp_status (*print)(const vp_doc *doc, vp_out out, vp_err *err);
} vp_report_format;

/* Those of the .def files, NULL-terminated, in the order of --help. */
extern const vp_report *const vp_reports[];
extern const char *const vp_report_names[];
extern const vp_report_format *const vp_report_printers[];
extern const char *const vp_report_formats[];

/* VP_USAGE: no such report; the hint names all. */
vp_status vp_report_find(const vp_report **out, const char *name, vp_err *err);

/* VP_USAGE: a year (-1: none) that is missing, absurd, or not wanted by the report. */
vp_status vp_report_check_year(const vp_report *report, long year, vp_err *err);

/* Build a report and print it; nothing is printed when it fails. VP_USAGE: no such format, or vp_report_check_year.
   VP_INVALID: awards that do not add up with their funds. */
vp_status vp_report_print(const vp_report *report, const vp_report_data *data, const char *format, vp_out out,
                          vp_arena *arena, vp_err *err);

/* ---- the verb ---- */

typedef struct vp_report_opts {
    const char *name, *format;
    const char *lang;          /* "zh", "en"; NULL: the round's */
    long year;                 /* -1: none was asked for */
    const char *const *fields; /* names of more fields to show; private ones are refused */
    size_t nfields;
    const char *table;         /* section whose table the formats of one table print; NULL: the main one */
    const char *path;          /* as a filter: the awards, "-" or NULL for standard input; in a round NULL */
} vp_report_opts;

/* Report on the round of the session; the commit it was opened at decides every byte. VP_NOTFOUND: no
   awards yet. VP_USAGE: no such report, a field that is private or unknown, a path in a round. */
vp_status vp_report_run(vp_session *session, const vp_report_opts *opts, vp_out out, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
