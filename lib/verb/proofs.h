/* What vp-allocate gives beside its answer for others to check: the model, and proofs that the list is optimal. */
#ifndef VP_LIB_VERB_PROOFS_H
#define VP_LIB_VERB_PROOFS_H

#include <vp/allocate.h>
#include <vp/proof.h>

#define VP_CERTIFICATE_PATH "certificate.txt" /* in a round */

/* Of the arena; NULL: not asked for. */
typedef struct vp_proofs {
    struct vp_proof_text { const char *text; size_t n; } certificate, mps;
    vp_wide bound;  /* what the certificate proves, millionths of a point */
} vp_proofs;

/* Make what opts names a file for. VP_INVALID: the rule proves nothing. */
vp_status vp_proofs_make(vp_proofs *out, const vp_round *round, const vp_ranking *ranking,
                         const vp_allocation_result *r, const vp_allocate_opts *opts, vp_arena *arena, vp_err *err);
/* Write it to these files. */
vp_status vp_proofs_write(const vp_proofs *proofs, const vp_allocate_opts *opts, vp_err *err);

/* The model of a round's files. VP_NOTFOUND: there is no ranking. */
vp_status vp_proofs_model(vp_model **out, const vp_round *round, const vp_view *view, vp_arena *arena, vp_err *err);
/* The model of a ranking with its proposals' fields, as a filter gets it ("-" or NULL: standard input). */
vp_status vp_proofs_model_of_file(vp_model **out, const vp_round *round, const char *path, vp_arena *arena,
                                  vp_err *err);

#endif
