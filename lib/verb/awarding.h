/* What deciding reads, for the verbs that decide: vp-allocate itself, and what-if. */
#ifndef VP_LIB_VERB_AWARDING_H
#define VP_LIB_VERB_AWARDING_H

#include <vp/allocate.h>
#include <vp/hash.h>
#include <vp/session.h>
#include "lib/verb/proofs.h"

typedef struct vp_awarding {
    const vp_view *view;
    vp_round *round;
    vp_ranking *ranking;
    const char *bytes;  /* of ranking.csv in a round; NULL: the ranking is of a file */
    size_t n;
} vp_awarding;

/* The round and its current ranking, or the ranking at path. As vp_allocate_round reads and refuses. */
vp_status vp_awarding_open(vp_awarding *out, vp_session *session, const char *path, vp_arena *arena, vp_err *err);

typedef struct vp_decided {
    vp_allocation_result *result;
    vp_rubric *rubric;         /* NULL: the view has none */
    vp_ballots *ballots_read;  /* NULL: the round names none */
    vp_proofs proofs;          /* what vp_proofs_make made */
    char ranking[VP_HASH_HEX], ballots[VP_HASH_HEX]; /* SHA-256; ballots "" when there are none */
} vp_decided;

/* Decide, with the rubric and the ballots of the view; sets all but `ranking`. */
vp_status vp_awarding_decide(vp_decided *out, const vp_round *round, const vp_ranking *ranking,
                             const vp_allocate_opts *opts, const vp_view *view, vp_arena *arena, vp_err *err);

#endif
