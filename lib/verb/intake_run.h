/* One run of vp-intake, shared by the files that make it: intake.c (begin and end), intake_how.c (options),
   intake_head.c (the header), intake_sheet.c (the rows) and intake_record.c (what goes into the history). */
#ifndef VP_LIB_VERB_INTAKE_RUN_H
#define VP_LIB_VERB_INTAKE_RUN_H

#include <vp/intake.h>
#include <vp/round.h>
#include "lib/io/csv.h"
#include "lib/io/spool.h"
#include "lib/io/text.h"
#include "lib/verb/desk.h"
#include "lib/verb/intake_how.h"
#include "lib/verb/receipt.h"
#include "lib/verb/replay.h"
#include "lib/verb/suspects.h"
#include "lib/verb/told.h"

typedef struct vp_intake_run {
    const vp_intake_opts *opts;
    const vp_view *view;
    const vp_writer *writer;    /* NULL: nothing is recorded (a filter, -n) */
    vp_store *store;            /* of which the view shows the tip; NULL: a filter, a replay */
    const vp_commit_info *again; /* what a replay knows of the step, or NULL */
    const vp_view *after;       /* the files of that step */
    bool in_round;
    int64_t now;
    vp_round *round;
    vp_arena *arena;
    vp_text *text;
    vp_how how;                 /* what the options say of the header and the columns */
    vp_dialect dialect;         /* of the sheet; its delimiter as found, unless it was said */
    vp_map *headings;
    vp_desk desk;
    vp_spool *source, *rejects; /* as they go into the history; NULL: nobody wants them */
    vp_spool *answer;           /* held back: strict tells nothing that does not stand */
    vp_tagger tagger;
    vp_str values;              /* as they go into the private part */
    size_t header_of_values;    /* bytes of its header */
    vp_suspecting *suspects;    /* NULL: duplicates are not looked for */
    const vp_suspecting_opts *suspects_again; /* in a replay: what is recorded of them */
    bool unchecked;             /* in a replay: some suspects were taken as recorded */
    const char *decide;         /* the file of decisions, for messages; its bytes; NULL: none */
    const char *decisions;
    size_t ndecisions;
    vp_emit *emit;
    const size_t *order;        /* fields in the order of the answer's columns after id and status */
    size_t norder;
    const char **cells;
    vp_receipt receipt;
    vp_told told;
    vp_warnings warnings;       /* of the receipt, when there will be one */
} vp_intake_run;


/* A problem, warning or note of the sheet, to whoever runs the verb. ctx is the run. */
void vp_intake_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);

/* How well a record would do as the header. ctx is the run. */
size_t vp_intake_headings(void *ctx, const vp_csv_record *record);
/* Find the header and take every row below it to the desk. VP_INVALID: the sheet as a whole cannot be read. */
vp_status vp_intake_sheet(vp_intake_run *r, vp_err *err);

/* What the history calls the sheet: the file's name, unless that points to a person. */
vp_status vp_intake_public_name(const char **out, const char *path, vp_arena *arena, vp_err *err);
/* VP_USAGE: an option that is recorded with the step points to a person. */
vp_status vp_intake_check_args(vp_intake_run *r, vp_err *err);
/* Put receipt.json, rejects.csv, source.csv, suspects.csv and decisions.csv of the intake. */
vp_status vp_intake_files(vp_intake_run *r, vp_err *err);
/* Commit what was taken in; nothing when this very sheet was taken in before and changes nothing. */
vp_status vp_intake_record(vp_intake_result *out, vp_intake_run *r, vp_session *session, vp_err *err);
/* Say it when there are rows whose private values cannot be compared here. */
void vp_intake_tell_strangers(vp_intake_run *r);
/* What a dry run says in place of recording. */
vp_status vp_intake_would_record(bool *changed, vp_intake_run *r, vp_err *err);

#endif
