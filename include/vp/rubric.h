/* How proposals are scored, as rubric.json describes it (DESIGN.md, section 6). Checked when it is read. */
#ifndef VP_RUBRIC_H
#define VP_RUBRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/date.h>
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
    vp_micro max;           /* a group's maximum is the sum of its children's, or the scale of its weighted ones */
    size_t depth;           /* 0 at the top of the stage */
    size_t next;            /* index (in the stage) just past its descendants; a leaf has next == own index + 1 */
    vp_micro weight;        /* in its list; 0: the list has none */
    int64_t num, den;       /* a point of it is num/den points of its stage, in lowest terms; den 0: one point */
    vp_micro step;          /* marks are multiples of it; 0: any */
    bool na;                /* may be marked n/a: then the rest of the stage counts for all of it */
    vp_micro veto;          /* a mark below it puts the proposal out; 0: none does */
    bool veto_mean;         /* not any reviewer's mark: the mean of them */
} vp_criterion;

/* Marks that are no points. */
enum { VP_NO_MARK = -1, VP_NA = -2 };

/* Points that no reviewer gives: from a field of the proposals, or from a file of the round. A value is the points
   themselves, or stands in the map, or earns max x value / of / full, at most max. */
typedef struct vp_source {
    const char *field;      /* of "from": "field:NAME"; NULL: from a file */
    const char *file;       /* "lists/NAME.csv", of "from": "file:NAME.csv" */
    bool found;             /* the file is there */
    vp_strings ids;         /* its proposals, sorted by bytes, each once */
    const vp_micro *given;  /* ids.n values */
    const size_t *line;     /* where each stands */
    vp_micro max;
    vp_strings values;      /* of the map */
    const vp_micro *points; /* values.n of them */
    const char *of;         /* the amount that the value is divided by, a field; NULL: none */
    vp_micro full;          /* what earns max; 0: the value is the points; VP_MOST: the largest value there is */
} vp_source;

enum { VP_MOST = -1 };

typedef struct vp_stage {
    const char *id, *title;
    vp_micro weight;
    size_t reviewers;      /* wanted for each proposal; 0 when not set */
    const char *aggregate; /* a name of lib/aggregate/methods.def; "mean" when not set */
    vp_micro pass_mark;    /* -1: none */
    vp_micro max;          /* the sum of its leaves, or the scale of weighted criteria */
    const vp_criterion *criteria;
    bool has_closes;
    vp_date closes;        /* reviews that come later are late */
    size_t ncriteria;      /* leaves and groups; 0 where the points have a source */
    vp_micro round_mark, round_sum, round_score; /* a weighted mark, a reviewer's sum, the stage's score are rounded
                                                    half-up to it; 0: exact, a sum to a millionth */
    const vp_source *from; /* of a stage that no reviewer marks; else NULL */
} vp_stage;

typedef struct vp_bonus {
    const char *id, *title;
    vp_source from;
    vp_micro step;         /* its points are rounded half-up to it */
} vp_bonus;

/* Scores from min_score up have the grade. */
typedef struct vp_grade { const char *grade; vp_micro min_score; } vp_grade;

typedef enum vp_tie_kind { VP_TIE_ID, VP_TIE_CRITERION, VP_TIE_FIELD, VP_TIE_DRAW } vp_tie_kind;

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
    bool conflicts;          /* flag what a reviewer with a conflict has marked */
    size_t same_sheets;      /* flag the proposals of equal sheets of so many reviews and more; 0: never */
    size_t flat_sheets;      /* the same of sheets all of one value */
    const char *line;        /* flag who is above and below the funding line: "25", "budget"; NULL: nobody */
    const vp_grade *grades;  /* from the highest down */
    size_t ngrades;
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

/* What the marks of the leaves (one for each criterion of the stage, VP_NO_MARK, VP_NA) come to in points of the stage:
   sum of mark x worth x max of the stage / sum of the worth of what was marked, exactly, then rounded half-up to the
   stage's step of sums. Groups are left alone. VP_NO_MARK: one is missing; VP_NA: there is nothing but n/a. False:
   too large to be worked out exactly. */
bool vp_stage_sum(vp_micro *sum, const vp_stage *s, const vp_micro *mark);
/* The same for each group, on its own scale and to a millionth: the groups among the marks are filled in. False as
   above. */
bool vp_stage_fill_groups(vp_micro *mark, const vp_stage *s);
/* What tells one version of a stage's questions from another: eight letters that follow, by SHA-256, from its id and
   from id, maximum, step and n/a of each leaf. Letters, so that no spreadsheet takes it for a number. */
enum { VP_STAGE_VERSION = 9 };
void vp_stage_version(char out[VP_STAGE_VERSION], const vp_stage *s);
/* Whether the stage's sums are just the sums of its marks: no weights, nothing n/a. */
bool vp_stage_is_plain(const vp_stage *s, const vp_micro *mark);

#ifdef __cplusplus
}
#endif
#endif
