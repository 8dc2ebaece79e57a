/* Private values that a commit holds, in a file or in its message. They are never quoted. */
#include <string.h>
#include "lib/verb/guard.h"
#include "lib/verb/verify.h"

static vp_status warn(vp_verify *v, const char *path, const char *msg, vp_err *err)
{
    VP_TRY(vp_verify_find(v, path, msg, NULL, NULL, err));
    v->at[v->n - 1].warning = true;
    return VP_OK;
}

/* Whether a command makes the file of the proposals' public columns: vp-intake has warned of a number there. It was
   meant to be public, or should not have been in the sheet. */
static bool of_public(const vp_verify *v, const char *path)
{
    bool computed = vp_guard_of_intake(path) || (vp_verify_derived(path) && strncmp(path, "reviews/", 8) != 0);
    return computed && *v->info.command;
}

static vp_status tell(vp_verify *v, const char *path, unsigned holds, vp_err *err)
{
    if (holds & VP_HOLDS_REVIEWER)
        VP_TRY(vp_verify_find(v, path, N_("holds the name of a reviewer, which is private"), NULL, NULL, err));
    if ((holds & (VP_HOLDS_VALUE | VP_HOLDS_PUBLIC)) && of_public(v, path))
        return warn(v, path, N_("holds a private phone number, e-mail address or identity number of another proposal, "
                                "from a public column"), err);
    if (holds & VP_HOLDS_VALUE)
        return vp_verify_find(v, path, N_("holds a private phone number, e-mail address or identity number of a "
                                          "proposal"), NULL, NULL, err);
    if (holds & VP_HOLDS_NUMBER)
        return warn(v, path, N_("seems to hold somebody's phone or identity number"), err);
    return holds & VP_HOLDS_NAME ? warn(v, path, N_("holds a name that a private column has"), err) : VP_OK;
}

static vp_status look_at_file(vp_verify *v, const char *path, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *bytes;
    size_t n;
    unsigned holds;
    if (!arena)
        return vp_nomem(err);
    vp_status status = v->after.read(v->after.ctx, path, &bytes, &n, arena, NULL);
    if (status != VP_OK) /* no regular file; one that is damaged is met again by whoever needs it */
        return status == VP_NOMEM ? vp_nomem(err) : VP_OK;
    VP_TRY(vp_guard_look(&holds, v->guard, path, bytes, n, err));
    return tell(v, path, holds, err);
}

vp_status vp_verify_private(vp_verify *v, vp_err *err)
{
    unsigned holds;
    if (!v->guard) {
        VP_TRY(vp_store_view(&v->tip, v->store, vp_store_tip(v->store), v->kept, err));
        VP_TRY(vp_guard_new(&v->guard, v->store, &v->tip, v->kept, err));
    }
    VP_TRY(vp_guard_look_message(&holds, v->guard, v->commit->message, err));
    VP_TRY(tell(v, "", holds, err));
    for (size_t i = 0; i < v->nchanges; i++)
        if (v->changes[i].kind != 'D')
            VP_TRY(look_at_file(v, v->changes[i].path, err));
    return VP_OK;
}
