/* What an assignment is made from, and the making of it: the same for vp-assign and for doing it again. */
#ifndef VP_LIB_VERB_ASSIGN_PLAN_H
#define VP_LIB_VERB_ASSIGN_PLAN_H

#include <vp/assign.h>
#include <vp/draw.h>
#include <vp/finding.h>
#include <vp/map.h>
#include <vp/rubric.h>
#include <vp/view.h>

/* A pair that a private name keeps apart, by ids. */
typedef struct vp_apart { const char *reviewer, *proposal; vp_conflict_kind kind; const char *detail; } vp_apart;
typedef struct vp_aparts { vp_apart *at; size_t n; } vp_aparts;

typedef struct vp_plan {
    const vp_assign_opts *opts;
    const vp_view *view;           /* configuration; in a round everything else too */
    bool in_round;
    const vp_round *round;
    const vp_rubric *rubric;
    const vp_stage *stage;
    vp_proposals all, proposals;   /* of the round; those that the stage is about */
    vp_panel_list panel;           /* sorted by id */
    const struct vp_who *names;  /* private ones that are kept; NULL: none */
    size_t names_missing;          /* of the panel */
    vp_aparts apart;               /* sorted by reviewer and proposal; of all proposals */
    vp_reviews reviews;            /* so far */
    vp_assignments before;         /* of all stages */
    vp_conflicts conflicts;
    vp_draw_how how;               /* of a random assignment: seed and algorithm */
    const vp_assignment *answer;
    vp_assignments after;
    size_t kept, lost;
    uint32_t experts;              /* that each proposal was to have */
    bool refused;                  /* something was told as an error */
    vp_arena *arena;
} vp_plan;

/* Read everything but `before`. VP_INVALID without a message: told. */
vp_status vp_plan_read(vp_plan *p, vp_err *err);
/* Assign: `answer`, `after`. VP_INVALID without a message: why not was told. */
vp_status vp_plan_make(vp_plan *p, vp_err *err);

/* Find who is apart by a private name; add them to the conflicts; put conflicts.csv (where names are private). */
vp_status vp_plan_apart(vp_plan *p, vp_err *err);
vp_status vp_plan_keep_apart(vp_plan *p, vp_err *err);
vp_status vp_plan_put_apart(const vp_plan *p, const vp_writer *to, vp_err *err);

/* Draw a panel of opts->panel from those who may review (indices of the panel): whoever stays goes first, then by lot
   whoever knows the field of a proposal that nobody on it knows, then one of each organisation before a second of any.
   may becomes true of those drawn alone. VP_INVALID: there are too few. */
vp_status vp_plan_draw_panel(vp_plan *p, bool *may, const bool *stays, vp_err *err);

void vp_plan_tell(vp_plan *p, vp_where at, vp_severity severity, vp_note what, vp_note mend);
/* Why there is no assignment. */
vp_status vp_plan_tell_shortages(vp_plan *p, const vp_assignment *answer, vp_err *err);

/* Pairs that --fit names: of proposal i those from first[i] on, each a reviewer and the fit. */
typedef struct vp_fit_pair { uint32_t reviewer, fit; } vp_fit_pair;
typedef struct vp_fit_table { const vp_fit_pair *pair; const size_t *first; } vp_fit_table;
vp_status vp_fit_table_read(vp_fit_table *out, vp_plan *p, vp_err *err);

#endif
