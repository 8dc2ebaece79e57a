/* How proposals are scored, as rubric.json describes it (DESIGN.md, section 6). Checked when it is read. */
#ifndef VP_RUBRIC_H
#define VP_RUBRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/round.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A question, or a group of them. The tree is stored in reading order; marks are given to leaves. */
typedef struct vp_criterion {
    const char *id, *title; /* title "" when not set */
    vp_micro max;           /* a group's maximum is the sum of its children's */
    size_t depth;           /* 0 at the top of the stage */
    size_t next;            /* index (in the stage) just past its descendants; a leaf has next == own index + 1 */
} vp_criterion;

typedef struct vp_stage {
    const char *id, *title;
    vp_micro weight;
    size_t reviewers;      /* wanted for each proposal; 0 when not set */
    const char *aggregate; /* a name of lib/aggregate/methods.def; "mean" when not set */
    vp_micro pass_mark;    /* -1: none */
    vp_micro max;          /* the sum of its leaves */
    const vp_criterion *criteria;
    size_t ncriteria;      /* leaves and groups */
} vp_stage;

typedef struct vp_bonus {
    const char *id, *title;
    vp_micro max;
    const char *field;     /* of "from": "field:NAME" */
    vp_strings values;     /* of the map */
    const vp_micro *points; /* values.n of them */
} vp_bonus;

typedef enum vp_tie_kind { VP_TIE_ID, VP_TIE_CRITERION, VP_TIE_FIELD } vp_tie_kind;

typedef struct vp_tie {
    vp_tie_kind kind;
    const char *text;        /* as written */
    size_t stage, criterion; /* VP_TIE_CRITERION: larger first */
    const char *field;       /* VP_TIE_FIELD */
    bool smaller_first;
} vp_tie;

typedef struct vp_rubric {
    const char *id, *title;
    const vp_stage *stages;
    size_t nstages;
    const vp_bonus *bonuses;
    size_t nbonuses;
    vp_micro step;           /* scores are rounded half-up to it */
    const vp_tie *ties;      /* always ends in VP_TIE_ID */
    size_t nties;
    vp_micro range_over;     /* flag a proposal whose reviewers differ by more; -1: never */
    size_t min_reviews;      /* flag a proposal with fewer; 0: never */
    const char *file;
} vp_rubric;

/* Read and check rubric.json (or another path of the view); statuses as vp_round_read. */
vp_status vp_rubric_read(vp_rubric **out, const vp_view *view, const char *path, vp_arena *arena, vp_err *err);

/* The same, but every problem that can be found is told: VP_CORRUPT without a message. round: the one beside it, or
   NULL when there is none, or none that can be used. */
vp_status vp_rubric_read_all(vp_rubric **out, const vp_view *view, const char *path, const vp_round *round,
                             vp_problems *problems, vp_arena *arena, vp_err *err);

/* True when nothing hangs below the criterion, so that reviewers mark it. */
static inline bool vp_criterion_is_leaf(const vp_stage *s, size_t i) { return s->criteria[i].next == i + 1; }

#ifdef __cplusplus
}
#endif
#endif
