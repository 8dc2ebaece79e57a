/* A review while its marks come in, cell by cell. Private to lib/io/sheet*.c. */
#ifndef VP_LIB_IO_SHEET_DRAFT_H
#define VP_LIB_IO_SHEET_DRAFT_H

#include "lib/io/sheet.h"
#include "lib/io/sheet_head.h"

/* A review while its marks come in. */
typedef struct vp_draft {
    vp_review review;
    vp_micro *mark;      /* -1: none yet */
    size_t row;          /* its first */
    bool bad, touched;   /* something was wrong and told; a mark, a conflict or a comment was given */
    bool vague;          /* it is not known of what a row is, so that nothing can be said to be missing */
    bool *spoiled;       /* long: criteria with a bad mark, which are not missing too */
    size_t remarks;      /* long: comments that were put together */
} vp_draft;

/* What a cell of the column of reviewers stands for. */
typedef struct vp_person { const char *id; bool stranger, ambiguous, nameless; } vp_person;

struct vp_sheets {
    const vp_sheet_rules *rules;
    vp_arena *arena;
    vp_names names;
    long stage;           /* of every sheet, or -1 */
    vp_map *people;       /* cell -> index of person */
    vp_person *person;
    size_t npeople, cappeople;
    vp_map *seen;         /* stage, reviewer, proposal -> index of place */
    vp_where *place;
    size_t nplaces, capplaces;
    vp_review *review;
    size_t n, cap;
};

/* One sheet being read. */
typedef struct vp_reading {
    vp_sheets *all;
    const vp_table *t;
    vp_head head;
    vp_findings *findings;
    vp_err *err;
} vp_reading;

/* Begin the review that a row is of, or is the first row of; its proposal and reviewer are read. */
vp_status vp_draft_open(vp_draft *d, vp_reading *in, size_t row);
/* A mark of criterion k of the stage; a blank cell is none. */
vp_status vp_draft_mark(vp_draft *d, vp_reading *in, size_t row, long column, size_t k);
/* Conflict and comment: a long sheet may repeat them, or say more in each row. */
vp_status vp_draft_rest(vp_draft *d, vp_reading *in, size_t row);
/* Check what is there, and keep the review when nothing was wrong. */
vp_status vp_draft_close(vp_draft *d, vp_reading *in);

/* A finding on a cell of the sheet (row SIZE_MAX: of the header). */
vp_status vp_reading_tell(vp_reading *in, size_t row, long column, vp_severity severity, vp_note what, vp_note mend);

/* Whether a row is none of the reviews: a total, a mean, a remark below, the header again; then it is told. */
vp_status vp_reading_aside(bool *aside, vp_reading *in, size_t row);
/* What the titles say of the round and the rubric that the sheet is of: another makes the sheet unusable, told. */
vp_status vp_reading_above(vp_reading *in);

static inline const vp_stage *vp_reading_stage(const vp_reading *in)
{
    return &in->all->rules->rubric->stages[in->head.stage];
}

/* A text to stand between quotation marks. */
static inline const char *vp_reading_quote(const vp_reading *in, const char *text)
{
    return vp_finding_quote(text, in->all->arena);
}

#endif
