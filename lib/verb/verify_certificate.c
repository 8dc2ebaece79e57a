/* A certificate checked by what is not the engine that made it. */
#include <stdio.h>
#include <string.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/proofs.h"
#include "lib/verb/session.h"
#include "lib/verb/verify.h"

static bool touched(const vp_verify *v)
{
    for (size_t i = 0; i < v->nchanges; i++)
        if (strcmp(v->changes[i].path, VP_CERTIFICATE_PATH) == 0)
            return true;
    return false;
}

/* Of the awards of the view too, where it has some. */
static vp_status check(vp_certificate *c, vp_note *why, const vp_model *m, const vp_round *round, const vp_view *view,
                       const char *file, const char *text, size_t n, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t nbytes;
    vp_table *table;
    vp_awards *awards;
    *why = (vp_note){NULL, {NULL}};
    VP_TRY(vp_certificate_check(c, m, file, text, n, arena, err));
    vp_status s = view->read(view->ctx, "awards.csv", &bytes, &nbytes, arena, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_TRY(vp_table_read(&table, "awards.csv", bytes, nbytes, arena, err));
    VP_TRY(vp_awards_from_table(&awards, round, table, arena, err));
    return vp_certificate_of_awards(why, c, m, awards, arena, err);
}

vp_status vp_verify_certificate(vp_verify *v, vp_err *err)
{
    const char *text;
    size_t n;
    vp_round *round;
    vp_model *m;
    vp_certificate c;
    vp_note why = {NULL, {NULL}};
    vp_err e = {.lang = v->lang};
    if (!touched(v))
        return VP_OK;
    vp_status s = v->after.read(v->after.ctx, VP_CERTIFICATE_PATH, &text, &n, v->arena, &e);
    if (s == VP_NOTFOUND)
        return VP_OK;
    s = s == VP_OK ? vp_round_read(&round, &v->after, v->arena, &e) : s;
    s = s == VP_OK ? vp_proofs_model(&m, round, &v->after, v->arena, &e) : s;
    s = s == VP_OK ? check(&c, &why, m, round, &v->after, VP_CERTIFICATE_PATH, text, n, v->arena, &e) : s;
    if (s == VP_NOMEM || s == VP_IO || s == VP_BUG || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return s;
    }
    if (why.msg)
        return vp_verify_find_note(v, VP_CERTIFICATE_PATH, &why, err);
    if (s == VP_NOTFOUND)
        return vp_verify_find(v, VP_CERTIFICATE_PATH, N_("a certificate without a ranking"), NULL, NULL, err);
    if (s == VP_OK)
        return VP_OK;
    char line[24];
    snprintf(line, sizeof line, "%zu", e.row);
    return vp_verify_find(v, VP_CERTIFICATE_PATH, N_("proves nothing: line %1$s: %2$s"), line, e.msg, err);
}

vp_status vp_audit_certificate(vp_certificate *out, vp_session *session, const char *file, const char *ranking,
                               vp_arena *arena, vp_err *err)
{
    const vp_view *view = vp_session_view(session);
    const char *text, *shown;
    size_t n;
    vp_round *round;
    vp_model *m;
    vp_note why;
    VP_TRY(vp_file_input(&text, &n, &shown, file, arena, err));
    VP_TRY(vp_round_read(&round, view, arena, err));
    if (!vp_session_in_round(session)) {
        VP_TRY(vp_proofs_model_of_file(&m, round, ranking, arena, err));
        return vp_certificate_check(out, m, shown, text, n, arena, err);
    }
    vp_status s = vp_proofs_model(&m, round, view, arena, err);
    if (s == VP_NOTFOUND)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the round has no ranking yet");
    VP_TRY(s);
    VP_TRY(check(out, &why, m, round, view, shown, text, n, arena, err));
    if (!why.msg)
        return VP_OK;
    VP_STR said = {0};
    vp_note_text(&said, err ? err->lang : VP_EN, &why);
    VP_TRY(vp_str_check(&said, err));
    return vp_fail(err, VP_INVALID, VP_AT_FILE(shown), "%s", vp_str_text(&said));
}
