/* The intake desk: rows that stand, against what the round has under their ids. */
#include <string.h>
#include "lib/verb/desk_inside.h"
#include "lib/verb/suspects.h"

/* What a part of a proposal does not name stays as it is: its private values too. */
static vp_status keep_tags(const char *const **tags, const char *const *old, const vp_desk *d, vp_err *err)
{
    const char **both;
    if (!old || !*tags) {
        *tags = old ? old : *tags;
        return VP_OK;
    }
    VP_ALLOC(both, vp_arena_array(d->scratch, d->round->nfields, sizeof *both), err);
    for (size_t i = 0; i < d->round->nfields; i++)
        both[i] = (*tags)[i] ? (*tags)[i] : old[i];
    *tags = both;
    return VP_OK;
}

static vp_status put(const char **status, vp_desk *d, const vp_verdict *v, const vp_desk_before *b, vp_err *err)
{
    const char *old = b->bytes;
    *status = "accepted";
    if (!d->before && !d->writer)
        return VP_OK;
    VP_STR json = {0};
    vp_proposal p = {.value = v->text, .withdrawn_on = b->was.withdrawn_on, .withdrawn_why = b->was.withdrawn_why};
    const char *path;
    VP_ALLOC(path, vp_proposal_path(v->text[VP_ID], d->scratch), err);
    if (d->tagger)
        VP_TRY(vp_tags_of(&p.tag, d->tagger, v->text, path, old, b->n, d->scratch, err));
    if (v->kept)
        VP_TRY(keep_tags(&p.tag, b->was.tag, d, err));
    vp_proposal_json(&json, d->round, &p);
    VP_TRY(vp_str_check(&json, err));
    if (old && b->n == json.n && memcmp(old, json.s, json.n) == 0) {
        *status = "unchanged";
        return VP_OK;
    }
    if (old)
        *status = "amended";
    if (d->writer)
        VP_TRY(d->writer->put(d->writer->ctx, path, json.s, json.n, err));
    return d->writer && d->known ? vp_known_put(d->known, v->text, err) : VP_OK;
}

/* It is in the round already and stays withdrawn: it counts as a row, and as nothing else. */
static vp_status stays_withdrawn(vp_desk *d, size_t line, const vp_desk_before *b)
{
    d->counts.unchanged++;
    if (d->tell)
        d->tell(d->ctx, vp_desk_place(d, line, VP_ID), "note",
                &(vp_note){N_("'%1$s' stays withdrawn (%2$s)"), {b->was.value[VP_ID], b->was.withdrawn_on}},
                &(vp_note){0});
    return VP_OK;
}

vp_status vp_desk_accept(vp_desk *d, size_t line, const vp_verdict *v, const vp_desk_before *b, vp_err *err)
{
    const char *status;
    if (v->withdrawn)
        return stays_withdrawn(d, line, b);
    VP_TRY(vp_judge_accepted(d->judge, v, err));
    VP_TRY(put(&status, d, v, b, err));
    vp_money asked = v->values[VP_REQUESTED].number; /* it fits: all of them do */
    switch (status[1]) {
    case 'c': d->counts.accepted++; d->counts.requested_accepted += asked; break;
    case 'm': d->counts.amended++; d->counts.requested_amended += asked; break;
    default: d->counts.unchanged++; d->counts.requested_unchanged += asked; break;
    }
    return d->stands ? d->stands(d->ctx, status, v->text, err) : VP_OK;
}

vp_status vp_desk_find_old(vp_desk_before *b, vp_desk *d, const char *id, vp_err *err)
{
    size_t i;
    *b = (vp_desk_before){0};
    if (!d->before || !*id || (d->known && !vp_known_find(&i, d->known, id)))
        return VP_OK;
    const char *path;
    VP_ALLOC(path, vp_proposal_path(id, d->scratch), err);
    vp_status s = d->before->read(d->before->ctx, path, &b->bytes, &b->n, d->scratch, err);
    if (s == VP_NOTFOUND) {
        b->bytes = NULL;
        return VP_OK;
    }
    VP_TRY(s);
    bool met = true, counts = vp_judge_counts(d->judge);
    if (counts)
        VP_TRY(vp_judge_met_id(&met, d->judge, id, d->scratch, err));
    if (met && !d->amend && !d->dated && !vp_proposal_has(b->bytes, b->n, "withdrawn") &&
        !vp_proposal_has(b->bytes, b->n, d->round->fields[VP_APPROVED_BUDGET].name))
        return VP_OK;
    VP_TRY(vp_proposal_parse(&b->was, d->round, d->before, path, b->bytes, b->n, d->scratch, err));
    b->counted = !met && !b->was.withdrawn_on && !vp_desk_drops(d, id);
    return VP_OK;
}
