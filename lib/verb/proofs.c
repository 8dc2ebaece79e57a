/* The model and the proofs of a decision, as files. */
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/proofs.h"

static vp_status keep(struct vp_proof_text *to, const vp_str *text, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(to->text, vp_arena_dup(arena, vp_str_text(text), text->n), err);
    to->n = text->n;
    return VP_OK;
}

vp_status vp_proofs_make(vp_proofs *out, const vp_round *round, const vp_ranking *ranking,
                         const vp_allocation_result *r, const vp_allocate_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_model *m;
    VP_STR mps = {0}, certificate = {0};
    *out = (vp_proofs){0};
    if (!opts->certificate && !opts->mps)
        return VP_OK;
    VP_TRY(vp_model_make(&m, round, ranking, arena, err));
    if (opts->mps) {
        VP_TRY(vp_model_mps(&mps, m, err));
        VP_TRY(keep(&out->mps, &mps, arena, err));
    }
    if (!opts->certificate)
        return VP_OK;
    vp_proved how;
    VP_TRY(vp_allocation_prove(&how, &certificate, r, m, opts->effort, arena, err));
    VP_TRY(keep(&out->certificate, &certificate, arena, err));
    out->bound = how.bound;
    return VP_OK;
}

static vp_status write_one(const char *path, const struct vp_proof_text *what, vp_err *err)
{
    return path ? vp_file_write(path, what->text, what->n, err) : VP_OK;
}

vp_status vp_proofs_write(const vp_proofs *proofs, const vp_allocate_opts *opts, vp_err *err)
{
    VP_TRY(write_one(opts->mps, &proofs->mps, err));
    return write_one(opts->certificate, &proofs->certificate, err);
}

vp_status vp_proofs_model(vp_model **out, const vp_round *round, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_table *table;
    vp_ranking *ranking;
    vp_proposals all;
    VP_TRY(view->read(view->ctx, "ranking.csv", &bytes, &n, arena, err));
    VP_TRY(vp_table_read(&table, "ranking.csv", bytes, n, arena, err));
    VP_TRY(vp_ranking_from_table(&ranking, NULL, table, arena, err));
    VP_TRY(vp_proposals_read(&all, round, view, arena, err));
    for (size_t i = 0; i < ranking->n; i++)
        ranking->at[i].proposal = vp_proposals_find(&all, ranking->at[i].id);
    return vp_model_make(out, round, ranking, arena, err);
}

vp_status vp_proofs_model_of_file(vp_model **out, const vp_round *round, const char *path, vp_arena *arena, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *table;
    vp_ranking *ranking;
    VP_TRY(vp_file_input(&bytes, &n, &file, path ? path : "-", arena, err));
    VP_TRY(vp_table_read(&table, file, bytes, n, arena, err));
    VP_TRY(vp_ranking_from_table(&ranking, round, table, arena, err));
    return vp_model_make(out, round, ranking, arena, err);
}
