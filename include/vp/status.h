/* Where a round stands and what comes next, as its files tell. */
#ifndef VP_STATUS_H
#define VP_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/round.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_standing_stage {
    const char *id, *title;
    size_t reviewers, reviews;
    size_t wanted, lacking; /* reviews wanted of each proposal (0: not said), and proposals that have fewer; conflicts
                               do not count, nor proposals that an earlier stage has gated */
    size_t assigned, done;  /* reviews that are assigned, and those of them that are in, conflicts among them */
    size_t nwaiting;        /* reviewers who have some still to do */
    const char *waiting;    /* "R1 3/10, R2 0/8": what each of them has done of what is assigned */
} vp_standing_stage;

/* A difference on which an unfinished merge waits for a decision; "" where a side has nothing. */
typedef struct vp_standing_conflict {
    const char *path, *id, *field; /* of a proposal; id and field "": of the file as a whole */
    const char *ours, *theirs;
} vp_standing_conflict;

typedef struct vp_standing {
    const vp_round *round;
    size_t proposals;                 /* that stand */
    size_t withdrawn;                 /* and those that were withdrawn */
    size_t intakes, rows, rejected;   /* rows and rejected: of all receipts */
    const vp_standing_stage *stages;  /* of the rubric, and others that have reviews */
    size_t nstages;
    bool has_panel;                   /* panel.csv has reviewers */
    bool unmarked;                    /* no stage of the rubric asks reviewers: votes alone */
    bool has_ranking, ranking_old;    /* old: not what vp-score computes now */
    size_t ranked, unranked;
    bool has_awards, awards_old;      /* old: not of this ranking, or of other rules */
    bool approval;                    /* a second person has to approve the awards, that are there and not old */
    const char *approved_by;          /* who has, "" when nobody; NULL: not known, as ssh-keygen is missing */
    const char *const *draws;         /* names of those that are announced and wait for their seed */
    size_t ndraws;
    size_t awarded, reserve;
    vp_money spent, available;
    const vp_money *fund;             /* spent of each fund of the round */
    const struct vp_clash *clashes;   /* proposals that break a rule together with others that the round has */
    size_t nclashes;
    const vp_standing_conflict *conflicts;
    size_t nconflicts;
    const char *edited, *next;        /* what is edited and not committed, "" when nothing is; the command to type */
    const char *edited_told, *next_told; /* the same in the reader's language */
} vp_standing;

/* Of the round around dir (NULL: "."), at its tip, with what is edited. *out is of the arena. Statuses as
   vp_session_open; VP_NOTFOUND, VP_CORRUPT: as vp_round_read, or a file of the round that cannot be read. */
vp_status vp_standing_open(vp_standing **out, const char *dir, vp_arena *arena, vp_err *err);
/* As rows key,value in one of vp_emit_formats; `table` is for people, in that language. */
vp_status vp_standing_emit(const vp_standing *s, const char *format, vp_lang lang, vp_out out, vp_arena *arena,
                           vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
