/* vp-audit log, show and diff: the commits of a round, and what they changed. */
#include <errno.h>
#include <string.h>
#include <vp/audit.h>
#include <vp/date.h>
#include <vp/proposal.h>
#include <vp/str.h>
#include "lib/io/process.h"
#include "lib/verb/changes.h"
#include "lib/verb/checkpoint.h"
#include "lib/verb/history.h"
#include "lib/verb/message.h"
#include "lib/verb/parting.h"

/* What the commit changed: against its first parent; a merge only in what is as in none of its parents. What came
   before a shallow clone is not here: then all of it is new. */
static vp_status changes_of(vp_audit_changes *out, vp_store *store, const vp_commit *c, const char *id,
                            vp_arena *arena, vp_err *err)
{
    vp_change *paths;
    vp_view before, after;
    size_t n;
    vp_err aside = {0};
    const char *from = vp_history_before(c);
    vp_status status = vp_history_changes(&paths, &n, store, c, arena, &aside);
    if (status == VP_NOTFOUND) {
        from = "";
        VP_TRY(vp_store_changes(&paths, &n, store, from, c->id, arena, err));
    } else if (status != VP_OK) {
        if (err)
            *err = aside;
        return status;
    }
    VP_TRY(vp_store_view(&before, store, from, arena, err));
    VP_TRY(vp_store_view(&after, store, c->id, arena, err));
    return vp_changes(out, &before, &after, paths, n, id, arena, err);
}

static vp_status tell(vp_audit_entry *e, const vp_commit *c, vp_arena *arena, vp_err *err)
{
    vp_commit_info info;
    VP_TRY(vp_message_read(&info, c->id, c->when, c->message, arena, err));
    e->commit = c->id;
    e->changes = "";
    VP_ALLOC(e->date, vp_history_date(c->when, arena), err);
    VP_ALLOC(e->author, vp_history_text(c->author, arena), err);
    VP_ALLOC(e->email, vp_history_text(c->email, arena), err);
    VP_ALLOC(e->command, vp_history_text(info.command, arena), err);
    VP_ALLOC(e->subject, vp_history_text(info.subject, arena), err);
    return VP_OK;
}

static vp_status version(const char **bytes, size_t *n, vp_store *store, const char *commit, const char *path,
                         vp_arena *arena, vp_err *err)
{
    vp_view view;
    *bytes = "";
    *n = 0;
    VP_TRY(vp_store_view(&view, store, commit, arena, err));
    vp_status s = view.read(view.ctx, path, bytes, n, arena, err);
    return s == VP_NOTFOUND ? VP_OK : s;
}

/* A merge of two that had both changed the proposal: one side was taken, and what the other had has changed by it. */
static vp_status decided(vp_audit_changes *out, vp_store *store, vp_partings *partings, const vp_commit *c,
                         const char *id, vp_arena *arena, vp_err *err)
{
    const char *path, *from = NULL, *merged, *bytes[2], *base, *const *bases;
    size_t nmerged, n[2], nbase, nbases;
    vp_view before, after;
    VP_ALLOC(path, vp_proposal_path(id, arena), err);
    VP_TRY(vp_partings_find(&bases, &nbases, partings, c, arena, err));
    VP_TRY(version(&base, &nbase, store, nbases > 0 ? bases[0] : "", path, arena, err));
    VP_TRY(version(&merged, &nmerged, store, c->id, path, arena, err));
    for (size_t i = 0; i < 2; i++) {
        VP_TRY(version(&bytes[i], &n[i], store, c->parents[i], path, arena, err));
        if (n[i] == nbase && memcmp(bytes[i], base, nbase) == 0)
            return VP_OK;
        if (!from && (n[i] != nmerged || memcmp(bytes[i], merged, nmerged) != 0))
            from = c->parents[i];
    }
    if (!from)
        return VP_OK;
    VP_TRY(vp_store_view(&before, store, from, arena, err));
    VP_TRY(vp_store_view(&after, store, c->id, arena, err));
    return vp_changes(out, &before, &after, &(vp_change){path, 'M'}, 1, id, arena, err);
}

/* The changes of the one proposal in words; *words NULL when there are none. */
static vp_status story(const char **words, vp_store *store, vp_partings *partings, const vp_commit *c,
                       const vp_audit_log_opts *opts, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_arena) own = vp_arena_new();
    vp_audit_changes all;
    VP_STR text = {0};
    *words = NULL;
    if (!own)
        return vp_nomem(err);
    VP_TRY(changes_of(&all, store, c, opts->proposal, own, err));
    if (all.n == 0 && c->nparents == 2 && !vp_store_shallow(store))
        VP_TRY(decided(&all, store, partings, c, opts->proposal, own, err));
    for (size_t i = 0; i < all.n; i++) {
        if (i > 0)
            vp_str_addz(&text, vp_tr(opts->lang, N_("; ")));
        vp_change_words(&text, opts->lang, &all.at[i]);
    }
    VP_TRY(vp_str_check(&text, err));
    if (all.n > 0)
        VP_ALLOC(*words, vp_arena_dup(arena, text.s, text.n), err);
    return VP_OK;
}

static vp_status day_of(int64_t *seconds, const char *text, const char *option, int64_t otherwise, vp_err *err)
{
    vp_date day;
    *seconds = otherwise;
    if (!text)
        return VP_OK;
    if (!vp_date_parse(&day, text) || day.first != day.last)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' is not a day (YYYY-MM-DD)", option, text);
    *seconds = (int64_t)day.first * 86400;
    return VP_OK;
}

static bool is_by(const vp_commit *c, const char *who)
{
    return !who || strstr(c->author, who) || strstr(c->email, who);
}

vp_status vp_audit_log(vp_audit_entries *out, vp_session *session, const vp_audit_log_opts *opts, vp_arena *arena,
                       vp_err *err)
{
    vp_store *store;
    vp_commit *log;
    size_t n;
    int64_t since, until;
    bool known = false;
    vp_audit_entry *at;
    vp_partings *partings = NULL;
    *out = (vp_audit_entries){0};
    VP_TRY(day_of(&since, opts->since, "--since", INT64_MIN, err));
    VP_TRY(day_of(&until, opts->until, "--until", INT64_MAX - 86400, err));
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    if (opts->proposal)
        VP_TRY(vp_partings_new(&partings, log, n, arena, err));
    VP_ALLOC(at, vp_arena_array(arena, n, sizeof *at), err);
    for (size_t i = n; i-- > 0;) {
        const vp_commit *c = &log[i];
        bool wanted = c->when >= since && c->when < until + 86400 && is_by(c, opts->by);
        const char *words = "";
        if (opts->proposal && (wanted || !known)) {
            VP_TRY(story(&words, store, partings, c, opts, arena, err));
            known |= words != NULL;
        }
        if (wanted && words) {
            VP_TRY(tell(&at[out->n], c, arena, err));
            at[out->n++].changes = words;
        }
        vp_tick(opts->progress, N_("commits"), n - i, n);
    }
    out->at = at;
    if (opts->proposal && !known)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the history of this round knows no proposal '%s'",
                       opts->proposal);
    return VP_OK;
}

/* ---- one commit, or two ---- */

vp_status vp_audit_show(vp_audit_entry *entry, vp_audit_changes *out, vp_session *session, const char *commit,
                        vp_arena *arena, vp_err *err)
{
    vp_store *store;
    vp_commit *log;
    const vp_commit *c;
    size_t n;
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_TRY(vp_history_find(&c, log, n, vp_store_tip(store), commit, err));
    if (entry)
        VP_TRY(tell(entry, c, arena, err));
    return changes_of(out, store, c, NULL, arena, err);
}

vp_status vp_audit_point(vp_audit_checkpoint *out, vp_session *session, const char *commit, vp_arena *arena,
                         vp_err *err)
{
    vp_store *store;
    vp_commit *log;
    const vp_commit *at;
    size_t n;
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_TRY(vp_history_find(&at, log, n, vp_store_tip(store), commit, err));
    if (vp_store_shallow(store)) { /* it would count too few commits, and fit no other clone */
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "this clone is shallow: it holds only a part of the history");
        return vp_hint(err, "get the rest: git fetch --unshallow");
    }
    return vp_checkpoint_of(out, store, log, n, at, arena, err);
}

vp_status vp_audit_diff(vp_audit_changes *out, vp_session *session, const char *from, const char *to, vp_arena *arena,
                        vp_err *err)
{
    vp_store *store;
    vp_commit *log;
    const vp_commit *a, *b;
    vp_change *paths;
    vp_view before, after;
    size_t n, npaths;
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(vp_store_log(&log, &n, store, arena, err));
    VP_TRY(vp_history_find(&a, log, n, vp_store_tip(store), from, err));
    VP_TRY(vp_history_find(&b, log, n, vp_store_tip(store), to, err));
    VP_TRY(vp_store_changes(&paths, &npaths, store, a->id, b->id, arena, err));
    VP_TRY(vp_store_view(&before, store, a->id, arena, err));
    VP_TRY(vp_store_view(&after, store, b->id, arena, err));
    return vp_changes(out, &before, &after, paths, npaths, NULL, arena, err);
}

/* ---- tidying ---- */

/* Of the programs that a repository's configuration may name, the one that an option cannot take back. */
static vp_status check_hook(vp_store *store, vp_arena *arena, vp_err *err)
{
    const char *hook;
    VP_TRY(vp_store_config_path(&hook, store, "gc.recentObjectsHook", arena, err));
    if (!hook)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "git's configuration has gc.recentObjectsHook: 'git gc' would run that "
                                         "program");
    return vp_hint(err, "see whose it is: git config --show-origin gc.recentObjectsHook; then unset it, or run git gc "
                        "yourself");
}

/* Nothing that the repository names is run: a clone's maker may not be one to trust. */
vp_status vp_audit_pack(vp_session *session, vp_arena *arena, vp_err *err)
{
    vp_store *store;
    vp_process git;
    VP_TRY(vp_history_store(&store, session, err));
    VP_TRY(check_hook(store, arena, err));
    const char *const argv[] = {"git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
                                "-c", "protocol.allow=never", "-c", "protocol.ext.allow=never",
                                "-c", "protocol.ssh.allow=never",
                                "--git-dir", vp_store_gitdir(store), "gc", "--quiet", NULL};
    vp_status s = vp_process_run(&git, argv, NULL, 0, 0, arena, err);
    if (s == VP_NOTFOUND) {
        vp_fail(err, VP_IO, VP_NOWHERE, "git cannot be run: %s", strerror(ENOENT));
        return vp_hint(err, "install git: vp needs it to tidy, and for nothing else");
    }
    if (s != VP_OK || git.code == 0)
        return s;
    const char *said;
    size_t n = git.nerr;
    while (n > 0 && strchr("\r\n", git.err[n - 1]))
        n--;
    VP_ALLOC(said, vp_arena_dup(arena, git.err, n), err);
    vp_fail(err, VP_IO, VP_NOWHERE, "git gc has failed; the round is as it was");
    return n > 0 ? vp_hint(err, "git says: %s", said) : VP_IO;
}
