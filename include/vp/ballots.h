/* Residents' ballots: who would have which proposals funded. For the rules of allocation that follow votes. */
#ifndef VP_BALLOTS_H
#define VP_BALLOTS_H

#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one voter gives one proposal: 1 when the ballot only approves, else points, above 0. */
typedef struct vp_vote { size_t proposal; int64_t points; } vp_vote;

/* A ballot and how many voters cast just this one. */
typedef struct vp_ballot { const vp_vote *vote; size_t n; size_t voters; } vp_ballot;

typedef struct vp_ballots {
    const char *const *proposals; /* ids, sorted by bytes; votes name them by index */
    size_t nproposals;
    vp_ballot *at;                /* each votes for something; equal ones are one; in the order of their votes */
    size_t n;
    size_t voters;                /* of all ballots, those that vote for nothing too */
    const size_t *votes;          /* of each proposal: voters who have it on their ballot */
} vp_ballots;

/* Read ballots: a Pabulib file (.pb: sections META, PROJECTS, VOTES; Stolicki, Szufa, Talmon 2020), or CSV with the
   columns `voter,proposal` and, where ballots give points, `points`: a line for each vote. Of ordinal ballots, the
   first of at most L gives L points, the next L - 1 and so on (Pabulib's own scoring; L is `max_length`).
   *out is of the arena, the bytes may go. VP_INVALID, with its place: a line that is no vote, a proposal twice on a
   ballot, points that are no whole number above 0. */
vp_status vp_ballots_read(vp_ballots **out, const char *file, const char *bytes, size_t n, vp_arena *arena,
                          vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
