/* vp-audit verify: one commit of the history after another. */
#include <string.h>
#include <vp/str.h>
#include "lib/verb/checkpoint.h"
#include "lib/verb/history.h"
#include "lib/verb/message.h"
#include "lib/verb/verify.h"

/* Ten thousand proposals and their reviews fit several times. */
#define MEMO_MOST ((size_t)256 << 20)

bool vp_verify_found(const vp_verify *v, const char *path)
{
    for (size_t i = v->n; i-- > 0 && strcmp(v->at[i].commit, v->commit->id) == 0; )
        if (strcmp(v->at[i].path, path) == 0)
            return true;
    return false;
}

vp_status vp_verify_find(vp_verify *v, const char *path, const char *msg, const char *one, const char *two, vp_err *err)
{
    VP_TRY(vp_arena_grow(v->kept, &v->at, &v->cap, v->n, v->n + 1, sizeof *v->at, err));
    vp_audit_finding *f = &v->at[v->n++];
    *f = (vp_audit_finding){.what = {.msg = msg}};
    VP_ALLOC(f->commit, vp_arena_dupz(v->kept, v->commit->id), err);
    VP_ALLOC(f->path, vp_history_text(path, v->kept), err);
    if (one)
        VP_ALLOC(f->what.arg[0], vp_history_text(one, v->kept), err);
    if (two)
        VP_ALLOC(f->what.arg[1], vp_history_text(two, v->kept), err);
    return VP_OK;
}

vp_status vp_verify_find_note(vp_verify *v, const char *path, const vp_note *note, vp_err *err)
{
    VP_TRY(vp_verify_find(v, path, note->msg, note->arg[0], note->arg[1], err));
    if (note->arg[2])
        VP_ALLOC(v->at[v->n - 1].what.arg[2], vp_history_text(note->arg[2], v->kept), err);
    return VP_OK;
}

vp_status vp_verify_unreadable(vp_verify *v, vp_status status, const char *path, const vp_err *why, vp_err *err)
{
    if (status == VP_CORRUPT && !vp_store_damaged(v->store))
        return vp_verify_find(v, path, N_("cannot be read: %1$s"), why->msg, NULL, err);
    if (err)
        *err = *why;
    return status;
}

/* ---- what no command made ---- */

/* What only commands may change. */
static bool recorded(const char *path)
{
    return vp_verify_derived(path) || strncmp(path, "intake/", 7) == 0;
}

/* Rules that each side keeps and both together break; what has been put right since is none of it. */
static vp_status clashes(vp_verify *v, vp_err *err)
{
    vp_clash *at;
    size_t n;
    if (v->now.n == 0)
        return VP_OK;
    VP_TRY(vp_together_new(&at, &n, &v->now, v->store, v->commit, v->arena, err));
    for (size_t i = 0; i < n; i++) {
        VP_STR words = {0};
        const char *path;
        vp_note_text(&words, v->lang, &at[i].problem.what);
        VP_TRY(vp_str_check(&words, err));
        VP_ALLOC(path, vp_proposal_path(at[i].id, v->arena), err);
        VP_TRY(vp_verify_find(v, path, N_("the sides of the merge together break the rule '%1$s': %2$s"),
                              at[i].problem.rule, vp_str_text(&words), err));
    }
    return VP_OK;
}

/* A merge is nobody's step: each file of the round is as one of the sides has it, and what only one of them did is
   there. */
static vp_status merged(vp_verify *v, vp_err *err)
{
    vp_change *odd;
    const char *const *bases;
    size_t n, nbases;
    if (!v->partings)
        VP_TRY(vp_partings_new(&v->partings, v->log, v->nlog, v->kept, err));
    VP_TRY(vp_partings_find(&bases, &nbases, v->partings, v->commit, v->arena, err));
    VP_TRY(vp_store_odd_merge(&odd, &n, v->store, v->commit, bases, nbases, v->arena, err));
    for (size_t i = 0; i < n; i++) {
        const char *msg = odd[i].kind == 'L' ? N_("left out by the merge, though only one side has changed it")
                                             : N_("changed by the merge, not by a command");
        if (recorded(odd[i].path))
            VP_TRY(vp_verify_find(v, odd[i].path, msg, NULL, NULL, err));
    }
    /* with those of the other side: its receipts would not fit our rejects */
    return vp_store_changes(&v->changes, &v->nchanges, v->store, vp_history_before(v->commit), v->commit->id, v->arena,
                            err);
}

static vp_status by_hand(vp_verify *v, vp_err *err)
{
    for (size_t i = 0; i < v->nchanges; i++)
        if (recorded(v->changes[i].path))
            VP_TRY(vp_verify_find(v, v->changes[i].path, N_("changed by hand, not by a command"), NULL, NULL, err));
    return VP_OK;
}

/* ---- one commit after another ---- */

/* A finding names its commit besides the path, and what is kept of a file is of many commits. */
static const char *bare_path(void *ctx, const char *path, vp_arena *arena)
{
    (void)ctx;
    const char *copy = vp_arena_dupz(arena, path);
    return copy ? copy : "";
}

static vp_status view_of(vp_view *out, vp_verify *v, const char *commit, vp_err *err)
{
    VP_TRY(vp_store_view(out, v->store, commit, v->arena, err));
    out->where = bare_path;
    out->memo = v->memo;
    return VP_OK;
}

/* VP_NOTFOUND when a parent is missing, which is a finding by then. */
static vp_status open_commit(vp_verify *v, vp_err *err)
{
    const vp_commit *c = v->commit;
    VP_TRY(vp_message_read(&v->info, c->id, c->when, c->message, v->arena, err));
    for (size_t i = 0; i < c->nparents; i++) {
        vp_err e = {.lang = v->lang};
        vp_status status = vp_store_view(&v->before, v->store, c->parents[i], v->arena, &e);
        if (status == VP_NOTFOUND) {
            VP_TRY(vp_verify_find(v, "", N_("its parent %1$s is missing: what came before cannot be checked"),
                                  c->parents[i], NULL, err));
            return VP_NOTFOUND;
        }
        if (status != VP_OK && err)
            *err = e;
        VP_TRY(status);
    }
    VP_TRY(view_of(&v->before, v, vp_history_before(c), err));
    VP_TRY(view_of(&v->after, v, c->id, err));
    return vp_history_changes(&v->changes, &v->nchanges, v->store, c, v->arena, err);
}

/* Said once. */
static const char no_ssh_keygen[] = N_("signatures are not checked, from here on: ssh-keygen is missing");

static vp_status not_checked(vp_verify *v, vp_err *err)
{
    if (v->no_ssh_keygen)
        return VP_OK;
    v->no_ssh_keygen = true;
    return vp_verify_find(v, "", no_ssh_keygen, NULL, NULL, err);
}

static vp_status check_signature(vp_verify *v, vp_err *err)
{
    vp_note wrong;
    vp_signed by;
    vp_err e = {.lang = v->lang};
    vp_status status = vp_signatures_check(&wrong, &by, &v->signatures, v->commit, v->info.command, v->changes,
                                           v->nchanges, v->arena, &e);
    if (status != VP_OK)
        return vp_verify_unreadable(v, status, "signers", &e, err);
    if (by.trust == VP_TRUST_UNCHECKED)
        return not_checked(v, err);
    return wrong.msg ? vp_verify_find_note(v, "", &wrong, err) : VP_OK;
}

static vp_status check_approvals(vp_verify *v, const vp_commit *log, size_t n, vp_err *err)
{
    vp_approval *all;
    size_t count;
    vp_err e = {.lang = v->lang};
    vp_status status = vp_approvals_read(&all, &count, &v->signatures, log, n, NULL, v->kept, &e);
    vp_commit at = {.id = vp_store_tip(v->store)};
    v->commit = &at;
    if (status != VP_OK)
        return vp_verify_unreadable(v, status, "refs/tags/approved", &e, err);
    for (size_t i = 0; i < count; i++) {
        const char *path;
        at.id = all[i].commit;
        if (all[i].by.trust == VP_TRUST_UNCHECKED)
            VP_TRY(not_checked(v, err));
        if (all[i].by.trust == VP_TRUST_UNCHECKED || !all[i].wrong.msg)
            continue;
        VP_ALLOC(path, vp_arena_printf(v->kept, "refs/tags/%s", all[i].tag), err);
        VP_TRY(vp_verify_find_note(v, path, &all[i].wrong, err));
    }
    v->commit = NULL;
    return VP_OK;
}

static vp_status verify_commit(vp_verify *v, size_t *replayed, vp_err *err)
{
    vp_status status = open_commit(v, err);
    if (status == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(status);
    VP_TRY(check_signature(v, err));
    VP_TRY(vp_verify_private(v, err));
    if (v->commit->nparents > 1) { /* whatever its message says */
        VP_TRY(merged(v, err));
        VP_TRY(clashes(v, err));
        return vp_verify_receipts(v, err);
    }
    bool known = false;
    if (*v->info.command)
        VP_TRY(vp_verify_again(v, &known, err));
    else
        VP_TRY(by_hand(v, err));
    *replayed += known;
    if (*v->info.command)
        VP_TRY(vp_verify_inputs(v, err));
    VP_TRY(vp_verify_receipts(v, err));
    VP_TRY(vp_verify_certificate(v, err));
    return vp_verify_awards(v, err);
}

/* The memory of a commit is given back before the next. */
static vp_status verify_alone(vp_verify *v, const vp_commit *c, size_t *replayed, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    v->arena = arena;
    v->commit = c;
    VP_TRY(vp_memo_rest(v->memo, err));
    VP_TRY(vp_store_rest(v->store, err));
    return verify_commit(v, replayed, err);
}

/* Does the history contain what was noted earlier, as it was noted? *at NULL when it does not. */
static vp_status check_point(const vp_commit **at, vp_verify *v, const vp_commit *log, size_t n, const char *file,
                             vp_err *err)
{
    vp_audit_checkpoint noted, is;
    *at = NULL;
    VP_TRY(vp_checkpoint_read(&noted, file, v->kept, err));
    for (size_t i = 0; i < n && !*at; i++)
        if (strcmp(log[i].id, noted.commit) == 0)
            *at = &log[i];
    v->commit = &(vp_commit){.id = noted.commit};
    if (!*at)
        return vp_verify_find(v, file, N_("the history does not contain this commit, which was noted earlier: it has "
                                          "been rewritten, or is another round's"), NULL, NULL, err);
    vp_err e = {.lang = v->lang};
    vp_status status = vp_checkpoint_of(&is, v->store, log, n, *at, v->kept, &e);
    if (status == VP_NOMEM || status == VP_IO || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return status;
    }
    if (status != VP_OK || strcmp(is.sha256, noted.sha256) != 0)
        return vp_verify_find(v, file, N_("the round was not as this checkpoint says"), NULL, NULL, err);
    return VP_OK;
}

/* What is looked at once is so in the first part, or, where it follows the commits, in the last. */
static bool first(const vp_audit_verify_opts *o) { return o->part == 0; }
static bool last(const vp_audit_verify_opts *o) { return o->part + 1 >= o->parts; }

/* The noted points; *past marks what came before the one that steps are to be done again since. */
static vp_status check_points(bool **past, vp_verify *v, const vp_audit_verify_opts *opts, vp_err *err)
{
    const vp_commit *at;
    size_t had = v->n;
    *past = NULL;
    if (opts->checkpoint)
        VP_TRY(check_point(&at, v, v->log, v->nlog, opts->checkpoint, err));
    if (opts->since)
        VP_TRY(check_point(&at, v, v->log, v->nlog, opts->since, err));
    if (!first(opts))
        v->n = had;
    return opts->since && at ? vp_checkpoint_past(past, v->log, v->nlog, at, v->kept, err) : VP_OK;
}

static vp_status walk(vp_audit_verified *out, vp_verify *v, const vp_audit_verify_opts *opts, vp_err *err)
{
    bool *past;
    size_t parts = opts->parts ? opts->parts : 1;
    size_t from = v->nlog * opts->part / parts, to = v->nlog * (opts->part + 1) / parts;
    VP_TRY(check_points(&past, v, opts, err));
    VP_TRY(vp_verify_forgot(v, v->log, v->nlog, err));
    for (size_t i = from; i < to; i++) {
        v->nth = i;
        if (!past || !past[i])
            VP_TRY(verify_alone(v, &v->log[i], &out->replayed, err));
        vp_tick(opts->progress, N_("commits"), i + 1 - from, to - from);
    }
    return last(opts) ? check_approvals(v, v->log, v->nlog, err) : VP_OK;
}

vp_status vp_audit_verify(vp_audit_verified *out, vp_session *session, const vp_audit_verify_opts *opts,
                          vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_units) units = vp_units_new();
    VP_AUTO(vp_memo) memo = vp_memo_new(opts->parts > 1 ? MEMO_MOST / opts->parts : MEMO_MOST);
    if (!units || !memo)
        return vp_nomem(err);
    vp_verify v = {.lang = opts->lang, .arena = arena, .kept = arena, .units = units, .memo = memo};
    vp_commit *log;
    *out = (vp_audit_verified){0};
    VP_TRY(vp_history_store(&v.store, session, err));
    VP_TRY(vp_store_log(&log, &v.nlog, v.store, arena, err));
    v.log = log;
    VP_TRY(vp_together_read(&v.now, v.store, vp_store_tip(v.store), arena, err));
    VP_TRY(vp_signatures_new(&v.signatures, v.store, arena, err));
    VP_TRY(walk(out, &v, opts, err));
    out->at = v.at;
    out->n = v.n;
    out->commits = v.nlog;
    out->unchecked = v.unchecked;
    out->shared = v.shared;
    return VP_OK;
}

vp_status vp_audit_verified_join(vp_audit_verified *out, const vp_audit_verified *parts, size_t n, vp_arena *arena,
                                 vp_err *err)
{
    vp_audit_finding *at;
    size_t count = 0;
    bool said = false;
    *out = (vp_audit_verified){0};
    for (size_t i = 0; i < n; i++)
        count += parts[i].n;
    VP_ALLOC(at, vp_arena_array(arena, count, sizeof *at), err);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < parts[i].n; k++) {
            bool once = strcmp(parts[i].at[k].what.msg, no_ssh_keygen) == 0;
            if (!once || !said)
                at[out->n++] = parts[i].at[k];
            said |= once;
        }
        out->commits = parts[i].commits;
        out->replayed += parts[i].replayed;
        out->unchecked += parts[i].unchecked;
        out->shared += parts[i].shared;
    }
    out->at = at;
    return VP_OK;
}
