/* One run of vp-intake, shared by the files that make it: intake.c (begin and end), intake_how.c (options),
   intake_head.c (the header), intake_sheet.c (the rows) and intake_record.c (what goes into the history). */
#ifndef VP_LIB_VERB_INTAKE_RUN_H
#define VP_LIB_VERB_INTAKE_RUN_H

#include <vp/intake.h>
#include <vp/round.h>
#include "lib/io/csv.h"
#include "lib/io/text.h"
#include "lib/verb/desk.h"
#include "lib/verb/intake_how.h"
#include "lib/verb/receipt.h"

typedef struct vp_intake_run {
    const vp_intake_opts *opts;
    const vp_view *view;
    const vp_writer *writer;    /* NULL: nothing is recorded (a filter, -n) */
    bool in_round;
    int64_t now;
    vp_round *round;
    vp_arena *arena;
    vp_text *text;
    vp_how how;                 /* what the options say of the header and the columns */
    vp_dialect dialect;         /* of the sheet; its delimiter as found, unless it was said */
    vp_map *headings;
    vp_desk desk;
    vp_str source, rejects;     /* as they go into the history */
    vp_str answer;              /* held back: strict tells nothing that does not stand */
    vp_emit *emit;
    const size_t *order;        /* fields in the order of the answer's columns after id and status */
    size_t norder;
    const char **cells;
    vp_receipt receipt;
} vp_intake_run;


/* A problem, warning or note of the sheet, to whoever runs the verb. ctx is the run. */
void vp_intake_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);

/* How well a record would do as the header. ctx is the run. */
size_t vp_intake_headings(void *ctx, const vp_csv_record *record);
/* Find the header and take every row below it to the desk. VP_INVALID: the sheet as a whole cannot be read. */
vp_status vp_intake_sheet(vp_intake_run *r, vp_err *err);

/* What the history calls the sheet: the file's name, unless that points to a person. */
const char *vp_intake_public_name(const char *path);
/* Put receipt.json, rejects.csv and source.csv of the intake. */
vp_status vp_intake_files(vp_intake_run *r, vp_err *err);
/* Commit what was taken in; nothing when this very sheet was taken in before and changes nothing. */
vp_status vp_intake_record(vp_intake_result *out, vp_intake_run *r, vp_session *session, vp_err *err);
/* What a dry run says in place of recording. */
vp_status vp_intake_would_record(bool *changed, vp_intake_run *r, vp_err *err);

#endif
