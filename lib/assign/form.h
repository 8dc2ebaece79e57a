/* The score sheet that a reviewer fills in: which columns a stage asks for, what each takes, and the proposals in this
   reviewer's own order. Pure: how it becomes a file is for others. All texts are in the round's language, and its
   headings are understood by vp-score of the same round. */
#ifndef VP_LIB_ASSIGN_FORM_H
#define VP_LIB_ASSIGN_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/proposal.h>
#include <vp/round.h>
#include <vp/rubric.h>

typedef enum vp_score_column_kind {
    VP_SCORE_ID, VP_SCORE_REVIEWER, VP_SCORE_ABOUT, /* a text of the proposal */
    VP_SCORE_MARK, VP_SCORE_CONFLICT, VP_SCORE_COMMENT
} vp_score_column_kind;

typedef struct vp_score_column {
    vp_score_column_kind kind;
    const char *heading;
    size_t field;                  /* of VP_SCORE_ABOUT: index of the round's fields */
    const vp_criterion *criterion; /* of VP_SCORE_MARK */
    vp_strings choices;            /* all that may stand in it; n 0: they are too many, or it is a text */
    const char *expects;           /* what is to be written, in a few words; "" where nothing is */
} vp_score_column;

typedef struct vp_score_form {
    const vp_round *round;
    const vp_stage *stage;
    vp_strings titles;             /* above the headings: round, rubric and version, that vp-score checks */
    const vp_score_column *at;
    size_t n;
    const char *na;                /* how n/a is written */
} vp_score_form;

/* blind: without the applicant. What the round keeps private is never a column. *out is of the arena. */
vp_status vp_score_form_new(vp_score_form **out, const vp_round *round, const vp_rubric *rubric, const vp_stage *stage,
                            bool blind, vp_arena *arena, vp_err *err);

/* The sheet of one reviewer: nrows rows of form->n cells. */
typedef struct vp_score_sheet {
    const vp_score_form *form;
    const char *reviewer;
    const char *const *cell;
    size_t nrows;
} vp_score_sheet;

/* Of these proposals, in their order, begun at another one for each reviewer: so that nobody's comes last everywhere.
   Where it begins follows from the reviewer's id (vp_lot_number), and does not change when others come or go. */
vp_status vp_score_sheet_fill(vp_score_sheet *out, const vp_score_form *form, const char *reviewer,
                              const vp_proposal *const *proposals, size_t n, vp_arena *arena, vp_err *err);

#endif
