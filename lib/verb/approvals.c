/* Approvals: signed tags by which a second person stands for a list of awards. */
#include <string.h>
#include <vp/audit.h>
#include <vp/hash.h>
#include <vp/version.h>
#include "lib/verb/checkpoint.h"
#include "lib/verb/history.h"
#include "lib/verb/message.h"
#include "lib/verb/signatures.h"
#include "lib/verb/signing.h"

enum { OF_COMMIT = 12, OF_PERSON = 8 };
static const char folder[] = "approved";

static const vp_commit *find(const vp_commit *log, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].id, id) == 0)
            return &log[i];
    return NULL;
}

/* ---- what was decided ---- */

/* What vp-allocate has written, as one commit has it. */
typedef struct decision { const char *awards, *allocation; size_t nawards, nallocation; } decision;

static vp_status decision_at(decision *out, vp_store *store, const char *commit, vp_arena *arena, vp_err *err)
{
    vp_view view;
    *out = (decision){0};
    VP_TRY(vp_store_view(&view, store, commit, arena, err));
    vp_status s = view.read(view.ctx, "awards.csv", &out->awards, &out->nawards, arena, err);
    if (s == VP_OK)
        s = view.read(view.ctx, "allocation.json", &out->allocation, &out->nallocation, arena, err);
    return s == VP_NOTFOUND ? VP_OK : s;
}

static bool same(const char *a, size_t na, const char *b, size_t nb)
{
    return na == nb && !a == !b && (na == 0 || memcmp(a, b, na) == 0);
}

vp_status vp_decision_find(const vp_commit **out, vp_store *store, const vp_commit *log, size_t n, vp_arena *arena,
                           vp_err *err)
{
    decision now, then;
    const vp_commit *c = find(log, n, vp_store_tip(store)), *from = NULL;
    *out = NULL;
    if (!c)
        return VP_OK;
    VP_TRY(decision_at(&now, store, c->id, arena, err));
    vp_mark mark = vp_arena_mark(arena);
    while (now.awards && c && c != from) {
        from = c;
        for (size_t i = 0; i < from->nparents && c == from; i++) {
            const vp_commit *parent = find(log, n, from->parents[i]);
            if (!parent)
                return VP_OK;
            VP_AUTO(vp_arena) own = vp_arena_new();
            if (!own)
                return vp_nomem(err);
            VP_TRY(decision_at(&then, store, parent->id, own, err));
            if (same(now.awards, now.nawards, then.awards, then.nawards) &&
                same(now.allocation, now.nallocation, then.allocation, then.nallocation))
                c = parent;
        }
    }
    vp_arena_rewind(arena, mark);
    *out = now.awards ? c : NULL;
    return VP_OK;
}

/* Whether vp-allocate made the commit and changed the awards by it. */
static vp_status decides(bool *yes, vp_commit_info *info, vp_change **changes, size_t *n, vp_store *store,
                         const vp_commit *c, vp_arena *arena, vp_err *err)
{
    *yes = false;
    VP_TRY(vp_message_read(info, c->id, c->when, c->message, arena, err));
    VP_TRY(vp_history_changes(changes, n, store, c, arena, err));
    for (size_t i = 0; i < *n; i++)
        *yes |= strcmp((*changes)[i].path, "awards.csv") == 0 || strcmp((*changes)[i].path, "allocation.json") == 0;
    *yes = *yes && strcmp(info->command, "vp-allocate") == 0;
    return VP_OK;
}

/* ---- one approval ---- */

/* approved/<12 digits of the commit>-…; the rest tells persons apart. */
static bool fits(const char *tag, const char *commit)
{
    size_t k = sizeof folder;
    return strncmp(tag, folder, k - 1) == 0 && tag[k - 1] == '/' && strlen(tag) > k + OF_COMMIT &&
           strncmp(tag + k, commit, OF_COMMIT) == 0 && tag[k + OF_COMMIT] == '-';
}

/* The state whose signers count: the tip when it was approved, which the tag names. NULL: it is none of the history's
   that has the commit in it. */
static vp_status seen_at(const vp_commit **out, const vp_git_tag *tag, const vp_commit *log, size_t n,
                         const vp_commit *c, vp_arena *arena, vp_err *err)
{
    vp_commit_info info;
    bool *past;
    VP_TRY(vp_message_read(&info, tag->target, tag->seal.when, tag->message, arena, err));
    const char *tip = vp_commit_arg(&info, "--tip");
    *out = tip ? find(log, n, tip) : c;
    if (!*out || *out == c)
        return VP_OK;
    VP_TRY(vp_checkpoint_past(&past, log, n, *out, arena, err));
    if (!past[c - log])
        *out = NULL;
    return VP_OK;
}

static vp_status look_at(vp_approval *a, vp_signatures *s, const vp_git_tag *tag, const vp_commit *log, size_t n,
                       vp_arena *arena, vp_err *err)
{
    const vp_commit *c = find(log, n, tag->target), *at;
    vp_commit_info info;
    vp_change *changes;
    size_t nchanges, nsigners;
    bool yes;
    vp_view view;
    vp_signed decider;
    const char *signers;
    *a = (vp_approval){.tag = tag->name, .commit = tag->target, .by = {VP_TRUST_UNSIGNED, "", "", 0}};
    a->wrong.msg = N_("approves a commit that the history does not have");
    if (!c)
        return VP_OK;
    a->wrong.msg = N_("its name is not of the commit that it approves");
    if (!fits(tag->name, c->id))
        return VP_OK;
    VP_TRY(decides(&yes, &info, &changes, &nchanges, s->store, c, arena, err));
    a->wrong.msg = N_("approves a commit that decides nothing");
    if (!yes)
        return VP_OK;
    VP_TRY(seen_at(&at, tag, log, n, c, arena, err));
    a->wrong.msg = N_("was given at a commit that does not have what it approves");
    if (!at)
        return VP_OK;
    VP_TRY(vp_store_view(&view, s->store, at->id, arena, err));
    VP_TRY(vp_signers_read(&signers, &nsigners, &view, arena, err));
    VP_TRY(vp_signed_check(&a->by, &tag->seal, signers, nsigners, VP_ROLE_DECIDE, arena, err));
    VP_TRY(vp_signed_words(&a->wrong, &a->by, VP_ROLE_DECIDE, arena, err));
    if (a->wrong.msg)
        return VP_OK;
    VP_TRY(vp_signatures_check(&a->wrong, &decider, s, c, info.command, changes, nchanges, arena, err));
    if (decider.trust == VP_TRUST_UNCHECKED)
        a->by.trust = VP_TRUST_UNCHECKED;
    else if (a->wrong.msg || decider.trust != VP_TRUST_GOOD)
        a->wrong.msg = N_("approves a commit that is not signed as it should be");
    else if (strcmp(decider.key, a->by.key) == 0 || vp_principals_meet(decider.principals, a->by.principals))
        a->wrong = (vp_note){N_("is by %1$s, who has decided it too: that is no second person"), {a->by.principals}};
    return VP_OK;
}

static vp_status judge(vp_approval *a, vp_signatures *s, const vp_git_tag *tag, const vp_commit *log, size_t n,
                       vp_arena *arena, vp_err *err)
{
    vp_err aside = {.lang = err ? err->lang : VP_EN};
    vp_status status = look_at(a, s, tag, log, n, arena, &aside);
    if (status == VP_NOTFOUND) {
        a->wrong.msg = N_("approves a commit whose parent is missing: it cannot be checked");
        return VP_OK;
    }
    if (status != VP_OK && err)
        *err = aside;
    return status;
}

vp_status vp_approvals_read(vp_approval **out, size_t *count, vp_signatures *s, const vp_commit *log, size_t n,
                            const char *only, vp_arena *arena, vp_err *err)
{
    vp_git_tag *tags;
    size_t ntags;
    *count = 0;
    VP_TRY(vp_store_tags(&tags, &ntags, s->store, folder, arena, err));
    VP_ALLOC(*out, vp_arena_array(arena, ntags, sizeof **out), err);
    for (size_t i = 0; i < ntags; i++)
        if (!only || strcmp(tags[i].target, only) == 0)
            VP_TRY(judge(&(*out)[(*count)++], s, &tags[i], log, n, arena, err));
    return VP_OK;
}

/* ---- is it approved? ---- */

vp_status vp_approved_by(const char **by, const char **commit, bool *unchecked, vp_store *store, vp_arena *arena,
                         vp_err *err)
{
    vp_commit *log;
    const vp_commit *c;
    vp_signatures s;
    vp_approval *all;
    size_t n, count;
    VP_STR names = {0};
    *by = *commit = "";
    *unchecked = false;
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_TRY(vp_decision_find(&c, store, log, n, arena, err));
    if (!c)
        return VP_OK;
    *commit = c->id;
    VP_TRY(vp_signatures_new(&s, store, arena, err));
    VP_TRY(vp_approvals_read(&all, &count, &s, log, n, c->id, arena, err));
    for (size_t i = 0; i < count; i++)
        *unchecked |= all[i].by.trust == VP_TRUST_UNCHECKED;
    for (size_t i = 0; i < count; i++)
        if (!all[i].wrong.msg)
            vp_str_addf(&names, "%s%s", names.n ? "; " : "", all[i].by.principals);
    VP_TRY(vp_str_check(&names, err));
    VP_ALLOC(*by, vp_history_text(vp_str_text(&names), arena), err);
    return VP_OK;
}

vp_status vp_approved_check(vp_store *store, vp_arena *arena, vp_err *err)
{
    const char *by, *commit;
    bool unchecked;
    VP_TRY(vp_approved_by(&by, &commit, &unchecked, store, arena, err));
    if (*by)
        return VP_OK;
    if (unchecked)
        return vp_no_ssh_keygen(err);
    vp_fail(err, VP_INVALID, VP_NOWHERE, "no second person has approved the awards");
    return vp_hint(err, "who may decide, and has not, runs: vp-audit approve %.12s", *commit ? commit : "HEAD");
}

/* ---- approving ---- */

typedef struct approving {
    vp_store *store;
    const vp_commit *log, *c;
    size_t n;
    vp_signatures signatures;
    vp_signing signing;
    vp_signed me; /* by the key of git's configuration, before it is asked to sign */
    const char *tag;
} approving;

static vp_status check_commit(approving *a, vp_signed *decider, vp_arena *arena, vp_err *err)
{
    bool yes;
    vp_commit_info info;
    vp_change *changes;
    size_t n;
    vp_note wrong;
    VP_TRY(decides(&yes, &info, &changes, &n, a->store, a->c, arena, err));
    if (!yes) {
        vp_fail(err, VP_INVALID, VP_NOWHERE,
                "commit %.10s decides nothing: only what vp-allocate has decided is approved", a->c->id);
        return vp_hint(err, "vp status names the commit");
    }
    VP_TRY(vp_signatures_check(&wrong, decider, &a->signatures, a->c, info.command, changes, n, arena, err));
    if (decider->trust == VP_TRUST_UNCHECKED)
        return vp_no_ssh_keygen(err);
    if (!wrong.msg && decider->trust == VP_TRUST_GOOD)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "commit %.10s is not signed as it should be", a->c->id);
    return vp_hint(err, "vp-audit verify says what is wrong; whoever may decide decides again, in a round that asks "
                        "for signatures");
}

/* Who would sign, and may it be they? */
static vp_status check_person(approving *a, const vp_signed *decider, vp_arena *arena, vp_err *err)
{
    const char *public;
    const vp_signed *me = &a->me;
    VP_TRY(vp_signing_key(&a->signing.key, a->store, arena, err));
    VP_TRY(vp_public_key(&public, a->signing.key, arena, err));
    VP_TRY(vp_signers_find(&a->me, public, a->signing.signers, a->signing.nsigners, VP_ROLE_DECIDE, arena, err));
    if (strcmp(me->key, decider->key) != 0 && !vp_principals_meet(me->principals, decider->principals))
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "%s has decided this, and cannot approve it too", decider->principals);
    return vp_hint(err, "a second person approves it, with the role 'decide' and a key of their own");
}

static vp_status check_twice(approving *a, vp_arena *arena, vp_err *err)
{
    vp_approval *all;
    size_t n;
    VP_TRY(vp_approvals_read(&all, &n, &a->signatures, a->log, a->n, a->c->id, arena, err));
    for (size_t i = 0; i < n; i++) {
        if (!all[i].wrong.msg && vp_principals_meet(all[i].by.principals, a->me.principals))
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "%s has approved it already", all[i].by.principals);
        if (strcmp(all[i].tag, a->tag) == 0) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "the tag '%s' stands in the way: it is no approval that counts",
                    a->tag);
            return vp_hint(err, "vp-audit verify says why; then: git tag -d %s", a->tag);
        }
    }
    return VP_OK;
}

static vp_status name_tag(approving *a, vp_arena *arena, vp_err *err)
{
    char hash[VP_HASH_HEX];
    vp_hash(hash, a->me.principals, strcspn(a->me.principals, ","));
    VP_ALLOC(a->tag, vp_arena_printf(arena, "%s/%.*s-%.*s", folder, OF_COMMIT, a->c->id, OF_PERSON, hash), err);
    return VP_OK;
}

static vp_status put(approving *a, const char *reason, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    const char *tip, *subject;
    vp_commit_info info;
    vp_stamp who = {.when = a->signing.when};
    vp_signer signer = vp_signing_signer(&a->signing);
    VP_ALLOC(tip, vp_arena_printf(arena, "--tip=%s", vp_store_tip(a->store)), err);
    VP_TRY(vp_message_read(&info, a->c->id, a->c->when, a->c->message, arena, err));
    VP_ALLOC(subject, vp_arena_printf(arena, "approve: %s", info.subject), err);
    vp_message_write(&text, &(vp_record){.subject = subject, .command = "vp-audit", .args = &tip, .nargs = 1}, reason);
    VP_TRY(vp_str_check(&text, err));
    VP_TRY(vp_store_identity(&who.name, &who.email, a->store, arena, err));
    return vp_store_tag(a->store, a->tag, a->c->id, text.s, &who, &signer, arena, err);
}

vp_status vp_audit_approve(vp_audit_approved *out, vp_session *session, const char *commit,
                           const vp_audit_approve_opts *opts, vp_arena *arena, vp_err *err)
{
    approving a = {0};
    vp_commit *log;
    vp_signed decider;
    bool asked;
    VP_TRY(vp_history_store(&a.store, session, err));
    VP_TRY(vp_store_log(&log, &a.n, a.store, arena, err));
    a.log = log;
    VP_TRY(vp_history_find(&a.c, log, a.n, vp_store_tip(a.store), commit, err));
    VP_TRY(vp_signatures_new(&a.signatures, a.store, arena, err));
    VP_TRY(check_commit(&a, &decider, arena, err));
    VP_TRY(vp_signing_open(&a.signing, &asked, a.store, vp_session_view(session), "vp-audit approve",
                           vp_session_now(session), arena, err));
    if (!asked) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the round does not ask for signatures any more");
        return vp_hint(err, "\"signing\" in round.json asks for them");
    }
    a.signing.wanted = VP_ROLE_DECIDE;
    VP_TRY(check_person(&a, &decider, arena, err));
    VP_TRY(name_tag(&a, arena, err));
    VP_TRY(check_twice(&a, arena, err));
    if (!opts->dry_run)
        VP_TRY(put(&a, opts->reason, arena, err));
    *out = (vp_audit_approved){.commit = a.c->id, .tag = a.tag};
    VP_ALLOC(out->by, vp_history_text(a.me.principals, arena), err);
    return VP_OK;
}
