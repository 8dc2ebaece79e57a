/* Doing a step again from its commit, for vp-audit verify: one function for each command that records, one line of
   replay.def. */
#ifndef VP_LIB_REPLAY_H
#define VP_LIB_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/session.h>
#include <vp/units.h>
#include <vp/view.h>

/* What a commit says of itself. */
typedef struct vp_commit_info {
    const char *id;           /* 40 hex digits */
    int64_t when;             /* seconds since 1970: vp_session_now of the step */
    const char *subject;
    const char *command;      /* Vp-Command: "vp-score" */
    const char *version;      /* Vp-Version, "" when missing */
    const vp_input *inputs;   /* Vp-Input, in order */
    size_t ninputs;
    const char *const *args;  /* Vp-Args, in order: "--method=median" */
    size_t nargs;
    const char *raw;          /* the sheet as it came, when the private part has it; NULL: it is not here */
    size_t nraw;
    const char *values;       /* the private values and keys of its rows, when the private part has them; or NULL */
    size_t nvalues;
    const vp_map *forgotten;  /* ids of which the keys of that time were erased later; or NULL */
    const struct vp_who *names; /* reviewers' names that the private part has; or NULL */
    vp_units *units;          /* shared by all steps, borrowed; or NULL */
    const char **says;        /* where a replay puts the subject that the command gives its commit; never NULL */
    size_t *shared;           /* raised by a replay whose answer an earlier one had made of the same; or NULL */
    size_t *unchecked;        /* raised by a replay that took what rests on private columns as it is recorded */
} vp_commit_info;

/* Put into out the files as the command should have written them; the caller compares. before: the files of the
   commit's parent (none at the first commit); after: of the commit itself, for what the step took in (its receipt,
   source.csv, reviews). What is put and equals is fine, also when the commit did not change it; what the commit
   changed below proposals/, in ranking.csv, awards.csv, allocation.json, or in receipt.json and rejects.csv below
   intake/, and was not put, is a finding. A status other than VP_OK (err says why) is a finding too: what is
   committed cannot have come from this command; only VP_NOMEM, VP_IO and VP_BUG end the run. */
typedef vp_status vp_replay(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                            vp_arena *arena, vp_err *err);

vp_replay vp_replay_init;     /* nothing derived */
vp_replay vp_replay_intake;
vp_replay vp_replay_assign;
vp_replay vp_replay_score;
vp_replay vp_replay_allocate;
vp_replay vp_replay_draw;

/* The value of "--name=value" among the args (name with its "--" or without); NULL when it is not there, "" when it
   has no value. */
const char *vp_commit_arg(const vp_commit_info *what, const char *name);

#endif
