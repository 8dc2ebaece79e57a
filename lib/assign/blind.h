/* Reading without knowing of whom: the applicant's name is taken out of a proposal's texts, and what is left of it
   there is listed. Pure. */
#ifndef VP_LIB_ASSIGN_BLIND_H
#define VP_LIB_ASSIGN_BLIND_H

#include <vp/arena.h>
#include <vp/err.h>
#include <vp/proposal.h>
#include <vp/round.h>

/* A text that told, or still tells, who applies. words: as they stand in it, ", " between; hidden: they were taken
   out; else a person must look. */
typedef struct vp_telling { size_t proposal, field; const char *words; bool hidden; } vp_telling;
typedef struct vp_tellings { const vp_telling *at; size_t n; } vp_tellings;

#define VP_BLINDED "***"

/* The proposals with title and summary blinded: the applicant's whole name, in whatever writing, and code become
   VP_BLINDED. What is listed as left: parts of the name that no other applicant of the round has in theirs, of two
   letters of a script without spaces or six plain ones; telephone numbers and addresses (of e-mail). Sorted by
   proposal and field. *out and *tellings are of the arena. */
vp_status vp_blind(vp_proposals *out, vp_tellings *tellings, const vp_round *round, const vp_proposals *all,
                   vp_arena *arena, vp_err *err);

#endif
