/* Awards added up anew, beside what the engine computes. */
#include <string.h>
#include <vp/misfit.h>
#include "lib/verb/verify.h"

static bool touched(const vp_verify *v)
{
    for (size_t i = 0; i < v->nchanges; i++)
        if (strcmp(v->changes[i].path, "awards.csv") == 0)
            return true;
    return false;
}

/* Each with its proposal as the round has it; of one that the round lacks there is nothing to add up. */
static vp_status join(vp_awards *awards, vp_verify *v, const vp_proposals *all, vp_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < awards->n; i++) {
        vp_award *a = &awards->at[i];
        a->proposal = vp_proposals_find(all, a->id);
        if (a->proposal)
            awards->at[n++] = *a;
        else if (a->amount != 0)
            VP_TRY(vp_verify_find(v, "awards.csv", N_("'%1$s' has an award, and is not in the round"), a->id, NULL,
                                  err));
    }
    awards->n = n;
    return VP_OK;
}

/* VP_NOTFOUND: there are none. */
static vp_status read_awards(vp_awards **awards, const vp_round **round, vp_verify *v, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_table *table;
    vp_proposals all;
    vp_round *read;
    VP_TRY(v->after.read(v->after.ctx, "awards.csv", &bytes, &n, v->arena, err));
    VP_TRY(vp_round_read(&read, &v->after, v->arena, err));
    VP_TRY(vp_table_read(&table, "awards.csv", bytes, n, v->arena, err));
    VP_TRY(vp_awards_from_table(awards, read, table, v->arena, err));
    VP_TRY(vp_proposals_read(&all, read, &v->after, v->arena, err));
    *round = read;
    return join(*awards, v, &all, err);
}

vp_status vp_verify_awards(vp_verify *v, vp_err *err)
{
    vp_awards *awards;
    const vp_round *round;
    vp_misfits misfits;
    vp_err e = {.lang = v->lang};
    if (!touched(v))
        return VP_OK;
    vp_status status = read_awards(&awards, &round, v, &e);
    if (status == VP_NOTFOUND)
        return VP_OK;
    if (status == VP_NOMEM || status == VP_IO || status == VP_BUG || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return status;
    }
    if (status != VP_OK && vp_verify_found(v, "awards.csv"))
        return VP_OK;
    if (status != VP_OK)
        return vp_verify_find(v, "awards.csv", N_("cannot be added up: %1$s"), e.msg, NULL, err);
    VP_TRY(vp_awards_misfits(&misfits, awards, round, v->arena, err));
    for (size_t i = 0; i < misfits.n; i++)
        VP_TRY(vp_verify_find_note(v, "awards.csv", &misfits.at[i], err));
    return VP_OK;
}
