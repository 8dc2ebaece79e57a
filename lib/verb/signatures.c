/* Signatures of commits: by whom each may be signed, the state before it says. */
#include <string.h>
#include "lib/verb/signatures.h"

enum { NO = 1, YES = 2 };

vp_status vp_signatures_new(vp_signatures *out, vp_store *store, vp_arena *arena, vp_err *err)
{
    out->store = store;
    VP_ALLOC(out->asked, vp_map_in(arena), err);
    return VP_OK;
}

/* Whether the state at a commit asks for signatures, and that state. */
static vp_status asks(bool *yes, vp_view *view, vp_signatures *s, const char *commit, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_store_view(view, s->store, commit, arena, err));
    uint64_t *known = vp_map_put(s->asked, commit, strlen(commit), NULL);
    if (!known)
        return vp_nomem(err);
    if (*known == 0) {
        VP_TRY(vp_signing_asked(yes, NULL, view, arena, err));
        *known = *yes ? YES : NO;
    }
    *yes = *known == YES;
    return VP_OK;
}

vp_status vp_signed_words(vp_note *wrong, const vp_signed *by, unsigned wanted, vp_arena *arena, vp_err *err)
{
    static const char *const words[] = {
        [VP_TRUST_UNSIGNED] = N_("is not signed, as the round asks"),
        [VP_TRUST_BAD] = N_("its signature, by the key %2$s, is not of what it says now"),
        [VP_TRUST_UNKNOWN] = N_("signed by the key %2$s, which 'signers' did not have then"),
        [VP_TRUST_INVALID] = N_("signed by %1$s, whose key was not valid at that time"),
        [VP_TRUST_ROLE] = N_("signed by %1$s, whose key lacks the role '%3$s'"),
        [VP_TRUST_UNCHECKED] = N_("its signature is not checked: ssh-keygen is missing"),
    };
    *wrong = (vp_note){.msg = words[by->trust]};
    if (!wrong->msg)
        return VP_OK;
    wrong->arg[0] = by->principals;
    wrong->arg[1] = *by->key ? by->key : "?";
    VP_ALLOC(wrong->arg[2], vp_roles_text(wanted & ~by->roles, arena), err);
    return VP_OK;
}

vp_status vp_signatures_check(vp_note *wrong, vp_signed *by, vp_signatures *s, const vp_commit *c, const char *command,
                              const vp_change *changes, size_t n, vp_arena *arena, vp_err *err)
{
    unsigned wanted = vp_roles_wanted(command, changes, n);
    vp_signed found = {.trust = VP_TRUST_UNSIGNED, .principals = "", .key = ""};
    vp_sealed seal = {0};
    *wrong = (vp_note){0};
    for (size_t i = 0; !wrong->msg && (i < c->nparents || i == 0); i++) {
        bool yes;
        vp_view view;
        const char *signers;
        size_t nsigners;
        VP_TRY(asks(&yes, &view, s, c->nparents ? c->parents[i] : c->id, arena, err));
        if (!yes)
            continue;
        if (!seal.payload)
            VP_TRY(vp_store_sealed(&seal, s->store, c->id, arena, err));
        VP_TRY(vp_signers_read(&signers, &nsigners, &view, arena, err));
        VP_TRY(vp_signed_check(&found, &seal, signers, nsigners, wanted, arena, err));
        VP_TRY(vp_signed_words(wrong, &found, wanted, arena, err));
    }
    if (by)
        *by = found;
    return VP_OK;
}
