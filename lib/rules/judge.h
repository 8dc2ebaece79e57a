/* Judging one row of a sheet: cells in, a proposal or the problems out. Pure: no files, no clock, no printing. */
#ifndef VP_LIB_RULES_JUDGE_H
#define VP_LIB_RULES_JUDGE_H

#include <vp/match.h>
#include <vp/proposal.h>
#include <vp/rules.h>
#include "lib/model/columns.h"
#include "lib/rules/secret.h"

typedef struct vp_judge vp_judge;

typedef struct vp_verdict {
    vp_value *values;        /* one for each field of the round */
    const char **text;       /* canonical texts, one for each field: a vp_proposal */
    vp_problem *problems;    /* the row is refused when there are any; those that rest on private fields come last */
    size_t nproblems, npublic;
    vp_problem *warnings;    /* worth a look, the row stands */
    size_t nwarnings;
    size_t capproblems, capwarnings; /* the judge's own */
    vp_secrets secrets;
    /* what the round has under the row's id (vp_judge_against) */
    bool kept;               /* the row is part of a proposal: what it leaves blank was filled in from the round */
    bool orphan;             /* the same, but there is none: nothing else of the row can be judged */
    bool same;               /* it asks for just what was asked before: whenever it came, nothing came late */
    bool withdrawn;          /* it was withdrawn and this changes nothing: no rule counts it */
    const char *key;         /* the id, folded */
} vp_verdict;

typedef struct vp_judge_opts {
    bool no_private;  /* a replay from public columns: private fields are neither read nor asked for */
    bool late, early; /* what came in this file came after the round had closed, before it opened: refuse */
    const char *received; /* for the message of a late or early row */
    int excel_dates;  /* 1900 or 1904: bare numbers in date columns are days; 0: they are refused */
} vp_judge_opts;

/* lists[i] belongs to round->rules[i] (NULL unless its kind needs one). The judge is yours: vp_judge_free; round and
   lists must outlive it. */
vp_status vp_judge_new(vp_judge **out, const vp_round *round, const vp_list *const *lists, const vp_judge_opts *opts,
                       vp_err *err);
void vp_judge_free(vp_judge *j);
VP_DECLARE_AUTO(vp_judge)

/* Whether a row without the field is refused: the field is required, or a rule reads it. */
bool vp_judge_needs(const vp_judge *j, size_t field);
/* Whether any rule counts proposals that are already in the round (so that vp_judge_known is needed). */
bool vp_judge_counts(const vp_judge *j);
/* An id that the round already has: no other may differ from it in writing only. */
vp_status vp_judge_knows_id(vp_judge *j, const char *id, vp_err *err);
/* Whether a row of this sheet had the id (folded) before. */
vp_status vp_judge_met_id(bool *met, const vp_judge *j, const char *id, vp_arena *arena, vp_err *err);
/* A proposal that the round already has; and that the row now judged replaces it (so that it does not count twice). */
vp_status vp_judge_known(vp_judge *j, const vp_proposal *p, vp_err *err);
vp_status vp_judge_replaces(vp_judge *j, const vp_proposal *old, vp_err *err);

/* Read the cells of a row and note what is wrong with each; then the rules. *out is of the arena. */
vp_status vp_judge_read(vp_verdict *out, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                        vp_arena *arena, vp_err *err);
/* Set late and early of the opts: of what came on that day (NULL: it is not said: neither); admitted: late or not. */
void vp_judge_day(vp_judge_opts *opts, const vp_round *round, const char *received, bool admitted);
/* After reading: hold the row against what the round has under its id (value NULL: nothing). part: the row is part of a
   proposal that is there, and blank cells take what is there; those of an approved budget do so in any case. A
   proposal that was withdrawn takes no change. */
vp_status vp_judge_against(vp_verdict *v, const vp_judge *j, const vp_round *round, const vp_proposal *old, bool part,
                           vp_arena *arena, vp_err *err);
/* The rules and the repeated id. Between that and this, vp_judge_replaces may be told. */
vp_status vp_judge_row(vp_verdict *v, vp_judge *j, size_t line, vp_arena *arena, vp_err *err);
/* Public texts that look as if they held somebody's phone, e-mail or identity number: a warning where the row stands
   (unless the round refuses them), one more problem where it is refused (what stays of a refused row is for the
   applicants to see, not for others). */
vp_status vp_judge_personal(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                            vp_arena *arena, vp_err *err);
/* Whether the row is refused for a reason for which the history does not keep all its cells as they came. */
bool vp_judge_hides(const vp_verdict *v);
/* Rules of such problems: "private", "personal", "cells". */
bool vp_judge_hiding(const char *rule);
/* One more problem, of whoever holds the sheet. */
vp_status vp_judge_refuse(vp_verdict *v, const vp_judge *j, const vp_problem *p, vp_arena *arena, vp_err *err);
/* Something worth a look. */
vp_status vp_judge_warn(vp_verdict *v, const vp_problem *p, vp_arena *arena, vp_err *err);
/* The row was accepted: it counts for the rows that follow. */
vp_status vp_judge_accepted(vp_judge *j, const vp_verdict *v, vp_err *err);

#endif
