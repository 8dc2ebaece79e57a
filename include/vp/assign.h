/* Who reviews what: reviewers and proposals are brought together so that nobody judges what they have a part in, loads
   are kept, and those who know the field read the proposal. */
#ifndef VP_ASSIGN_H
#define VP_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/panel.h>
#include <vp/progress.h>
#include <vp/proposal.h>
#include <vp/score.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the engine: numbers in, numbers out ---- */

enum { VP_FIT_MAX = 1000000, VP_ASSIGN_EFFORT = 3000000 };
#define VP_NO_ORGANISATION UINT32_MAX
#define VP_EVEN_LOAD UINT32_MAX

/* A reviewer who may take a proposal, and how well they fit: 0 to VP_FIT_MAX. lot: what tells equal ones apart. */
typedef struct vp_candidate {
    uint32_t proposal, reviewer, lot, fit;
    bool kept;   /* they are together already */
    bool expert; /* the reviewer knows the proposal's field */
} vp_candidate;

typedef struct vp_assign_problem {
    size_t nproposals, nreviewers;
    const vp_candidate *pairs; /* sorted by proposal and reviewer, each once; whoever must not take one is not there */
    size_t npairs;             /* below 2^31 */
    const uint32_t *wanted;    /* reviewers, of each proposal */
    const uint32_t *experts;   /* at least so many of them, of each proposal */
    const uint32_t *least, *most; /* proposals, of each reviewer; most VP_EVEN_LOAD: an even share of all, and more than
                                     that only as far as it must be */
    const uint32_t *organisation; /* of each reviewer; two of the same do not get the same proposal */
    size_t effort;             /* how many flows the search may try; 0: 2 and as many as have VP_ASSIGN_EFFORT pairs */
    const vp_progress *progress;
} vp_assign_problem;

typedef enum vp_shortage_kind {
    VP_SHORT_CANDIDATES, /* a proposal may be taken by too few: `have` (organisations counted once), and needs `need` */
    VP_SHORT_EXPERTS,    /* the same of those who know its field */
    VP_SHORT_LOADS,      /* these proposals need `need` reviews of these reviewers, whose loads allow `have` */
    VP_SHORT_LEAST,      /* these reviewers are to have at least `need` proposals together, and can have `have` */
    VP_SHORT_SEARCH      /* experts of different organisations: the search found none (`proved`: there is none) */
} vp_shortage_kind;

/* Indices, ascending. */
typedef struct vp_shortage {
    vp_shortage_kind kind;
    const uint32_t *proposals, *reviewers;
    size_t nproposals, nreviewers;
    uint64_t need, have;
} vp_shortage;

typedef struct vp_assignment {
    const uint32_t *pair;      /* indices of the pairs that were chosen, ascending */
    size_t n;
    size_t kept;               /* of them */
    uint64_t fit;              /* their sum */
    uint32_t worst;            /* the least of those that are new; VP_FIT_MAX when there is none */
    uint32_t most_load;        /* what VP_EVEN_LOAD came to */
    bool proved;               /* no other keeps more, or as many and fits better */
    size_t kept_bound;         /* otherwise: at most so many can be kept, with at most such a fit */
    uint64_t fit_bound;
    size_t flows;              /* that were solved */
    const vp_shortage *shortages; /* there is no assignment, because of these; n is 0 */
    size_t nshortages;
} vp_assignment;

/* Bring them together. In this order: as many kept pairs as possible; the largest sum of fits; the largest fit of the
   worst new pair (so the proposal that is worst off, whose fit is that of the reviewer who fits it least, by searching
   for the threshold); the smallest sum of lots. Exact by minimum-cost flow, in whole numbers, unless somebody who
   knows a proposal's field and somebody who does not are of one organisation: then by branch and bound over flows, and
   `proved` says whether it came to its end. The same problem gives the same answer.
   VP_NOMEM, and VP_INVALID when there is no assignment (without a message: the shortages say why). */
vp_status vp_assign_pairs(vp_assignment **out, const vp_assign_problem *problem, vp_arena *arena, vp_err *err);

/* The lot of a pair: the upper half of splitmix64's finaliser of the two ids' numbers (vp_lot_number: the first eight
   bytes of their SHA-256). Nobody chooses it, everybody can compute it. */
uint64_t vp_lot_number(const char *id);
uint32_t vp_lot(uint64_t proposal, uint64_t reviewer);

/* ---- who must not, and who should ---- */

/* The first that holds is told. */
typedef enum vp_conflict_kind {
    VP_DECLARED,          /* in panel.csv: the proposal's id, its applicant's name or code */
    VP_SAME_ORGANISATION, /* the reviewer's own applies: the same name (vp_fold) or code */
    VP_PARTNER,           /* an organisation that the reviewer has worked with applies */
    VP_NAMED,             /* the proposal's text names the reviewer or the reviewer's organisation */
    VP_ON_SHEET,          /* the reviewer said so on a score sheet */
    VP_WITHHELD           /* by a private name that is not known here: conflicts.csv says so */
} vp_conflict_kind;
enum { VP_CONFLICT_KINDS = 6 };
/* "declared", "organisation", "partner", "named", "sheet", "private" */
const char *vp_conflict_name(vp_conflict_kind kind);

/* Indices of proposals and reviewers. detail: the id, name or code that it is by, or the field that names somebody. */
typedef struct vp_conflict {
    uint32_t proposal, reviewer;
    vp_conflict_kind kind;
    const char *detail;
} vp_conflict;

/* Sorted by proposal and reviewer, each pair once. */
typedef struct vp_conflicts { const vp_conflict *at; size_t n; } vp_conflicts;

/* All of them. reviews: what sheets have said so far; or NULL. */
vp_status vp_conflicts_find(vp_conflicts *out, const vp_round *round, const vp_proposals *proposals,
                            const vp_panel_list *panel, const vp_reviews *reviews, vp_arena *arena, vp_err *err);

/* Those that panel.csv alone tells: declared, of the same organisation, of a partner. */
vp_status vp_conflicts_of_panel(vp_conflicts *out, const vp_proposals *proposals, const vp_panel_list *panel,
                                vp_arena *arena, vp_err *err);

/* Take in more of them; of the arena. */
vp_status vp_conflicts_add(vp_conflicts *all, const vp_conflict *more, size_t n, vp_arena *arena, vp_err *err);

/* Fits by fields of expertise, compared as vp_fold makes them: 4 points for a field that is the proposal's category,
   4 for its purpose, and 1 for each, at most 3, that its title or summary names. An expert has 4 at least. */
typedef struct vp_fits vp_fits;
vp_status vp_fits_new(vp_fits **out, const vp_panel_list *panel, vp_arena *arena, vp_err *err);
/* Look at a proposal; then ask for each reviewer. */
vp_status vp_fits_of(vp_fits *f, const vp_proposal *p, vp_err *err);
uint32_t vp_fits_one(bool *expert, const vp_fits *f, size_t reviewer);

/* ---- assignments.csv ---- */

typedef struct vp_assigned { const char *reviewer, *proposal, *stage; uint32_t fit; } vp_assigned;
/* Sorted by stage, reviewer and proposal (bytes). */
typedef struct vp_assignments { vp_assigned *at; size_t n; } vp_assignments;

void vp_assignments_sort(vp_assignments *a);
/* Columns: reviewer,proposal,stage,fit. The bytes of `csv` are the bytes of assignments.csv. */
vp_status vp_assignments_emit(const vp_assignments *a, vp_lang lang, const char *format, vp_out out, vp_err *err);
/* Columns: reviewer,proposal,reason,detail. */
vp_status vp_conflicts_emit(const vp_conflicts *c, const vp_proposals *proposals, const vp_panel_list *panel,
                            vp_lang lang, const char *format, vp_out out, vp_err *err);

/* ---- vp-assign ---- */

typedef struct vp_assign_opts {
    const char *stage;      /* NULL: the first of the rubric whose marks reviewers give */
    long reviewers;         /* of each proposal; -1: as the rubric says */
    long experts;           /* at least, of each proposal; -1: one, unless nobody knows the field of any proposal */
    long min_load, max_load; /* of reviewers of whom panel.csv does not say it; -1: none, an even share */
    bool same_organisation; /* two of one organisation may have the same proposal */
    bool fresh;             /* pay no heed to who reviews what already */
    long panel;             /* so many are drawn by the seed, of all who may review; -1: all of them */
    bool random;            /* the fit is not asked: drawn by the seed */
    const char *seed;       /* of the draw; NULL: that of round.json */
    const char *fit;        /* path of a table reviewer,proposal,fit, in a round a file of it; only its pairs are
                               assigned; NULL: fields of expertise */
    const char *proposals;  /* as a filter: path of an answer of vp-intake */
    const char *keep;       /* as a filter: path of the assignments so far; NULL: there are none */
    const char *sheets;     /* write the score sheets of the stage into this folder; NULL: none. Where the stage has
                               assignments and nothing above asks for others, nobody is assigned anew */
    bool workbooks;         /* as Excel workbooks instead of CSV */
    bool blind;             /* without the applicant */
    bool force;             /* write over sheets that were filled in */
    bool dry_run;           /* write none */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
    const vp_progress *progress;
} vp_assign_opts;

typedef struct vp_assign_result {
    const vp_round *round;
    vp_proposals proposals;      /* those that the stage is about */
    vp_panel_list panel;
    vp_conflicts conflicts;
    vp_assignments assignments;  /* of all stages */
    const vp_assignment *answer; /* of this stage; NULL: nobody was assigned anew */
    const char *stage;
    size_t pairs, kept, lost;    /* of this stage: there are now; were before, and are; were before, and are not */
    size_t sheets;               /* that were written */
    uint32_t experts;
    bool changed;
    char commit[41];             /* "" when nothing was recorded */
} vp_assign_result;

/* Assign reviewers to the proposals of a stage, and record it. VP_INVALID with err->msg "": it cannot be done, or
   panel.csv is wrong, and why was told. What is of other stages stays. The result is of the arena. */
vp_status vp_assign(vp_assign_result *out, vp_session *session, const vp_assign_opts *opts, vp_arena *arena,
                    vp_err *err);
/* Only find who must not review what. */
vp_status vp_assign_conflicts(vp_assign_result *out, vp_session *session, const vp_assign_opts *opts, vp_arena *arena,
                              vp_err *err);

/* ---- vp-assign --names ---- */

typedef struct vp_names_opts {
    const char *file; /* the panel, its private columns with it; "-" is standard input */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
} vp_names_opts;

typedef struct vp_names_result {
    size_t reviewers, names; /* those that the file gives */
    bool changed;
    char commit[41]; /* "" when nothing was recorded */
} vp_names_result;

/* Take in a panel whose names are private (round.json): panel.csv becomes what is public of it, with a keyed hash of
   each name, and is recorded; names, and columns that mean nothing to vp, are kept privately. VP_INVALID with
   err->msg "": the file is wrong, and why was told. */
vp_status vp_assign_names(vp_names_result *out, vp_session *session, const vp_names_opts *opts, vp_arena *arena,
                          vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
