/* vp-audit verify: every step of the history done again, and compared byte for byte. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <vp/audit.h>
#include <vp/hash.h>
#include <vp/str.h>
#include <vp/version.h>
#include "lib/verb/checkpoint.h"
#include "lib/verb/current.h"
#include "lib/verb/history.h"
#include "lib/verb/message.h"
#include "lib/verb/parting.h"
#include "lib/verb/receipt.h"
#include "lib/verb/signatures.h"
#include "lib/verb/together.h"
#include "lib/verb/values.h"

static const struct { const char *command; vp_replay *run; } replays[] = {
#define VP_REPLAY(name, function) {name, function},
#include "lib/verb/replay.def"
#undef VP_REPLAY
};

vp_status vp_replay_init(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                         vp_arena *arena, vp_err *err)
{
    (void)before, (void)after, (void)what, (void)out, (void)arena, (void)err;
    return VP_OK;
}

static vp_replay *find_replay(const char *command)
{
    for (size_t i = 0; i < sizeof replays / sizeof *replays; i++)
        if (strcmp(replays[i].command, command) == 0)
            return replays[i].run;
    return NULL;
}

typedef struct verify {
    vp_store *store;
    vp_lang lang;
    const vp_commit *log;
    size_t nlog;
    vp_partings *partings; /* NULL: no merge has come yet */
    vp_arena *kept;   /* of findings */
    vp_audit_finding *at;
    size_t n, cap;
    /* of the commit at hand */
    vp_arena *arena;
    const vp_commit *commit;
    size_t nth;       /* in the log, the oldest first */
    vp_commit_info info;
    vp_view before, after;
    vp_change *changes;
    size_t nchanges;
    vp_files *made;
    size_t unchecked;
    vp_together now;  /* at the tip */
    vp_units *units;  /* what steps learn of characters: the same for all */
    vp_signatures signatures;
    bool no_ssh_keygen; /* and it has been said */
    struct forgot { const char *id; size_t at; } *forgot; /* proposals whose keys were erased: id, and which commit */
    size_t nforgot, capforgot;
} verify;

static vp_status find(verify *v, const char *path, const char *msg, const char *one, const char *two, vp_err *err)
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

/* ---- places ---- */

static bool below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

static bool ends(const char *path, const char *tail)
{
    size_t n = strlen(path), k = strlen(tail);
    return n >= k && strcmp(path + n - k, tail) == 0;
}

/* What commands compute: a step that changed it must be able to say how. */
static bool derived(const char *path)
{
    return below(path, "proposals/") || below(path, "reviews/") || strcmp(path, "ranking.csv") == 0 ||
           strcmp(path, "awards.csv") == 0 || strcmp(path, "allocation.json") == 0 ||
           (below(path, "intake/") && (ends(path, "/receipt.json") || ends(path, "/rejects.csv") ||
                                       ends(path, "/forgotten.csv") || ends(path, "/suspects.csv") ||
                                       ends(path, "/decisions.csv")));
}

/* What only commands may change. */
static bool recorded(const char *path)
{
    return derived(path) || below(path, "intake/");
}

/* ---- done again ---- */

/* A file that cannot be read: the repository's fault ends the run, the commit's own (a link) is a finding. */
static vp_status unreadable(verify *v, vp_status status, const char *path, const vp_err *why, vp_err *err)
{
    if (status == VP_CORRUPT && !vp_store_damaged(v->store))
        return find(v, path, N_("cannot be read: %1$s"), why->msg, NULL, err);
    if (err)
        *err = *why;
    return status;
}

static vp_status compare_one(verify *v, const char *path, const char *want, size_t nwant, vp_err *err)
{
    const char *is;
    size_t n;
    vp_err e = {.lang = v->lang};
    vp_status status = v->after.read(v->after.ctx, path, &is, &n, v->arena, &e);
    if (status != VP_OK && status != VP_NOTFOUND)
        return unreadable(v, status, path, &e, err);
    if (status == VP_NOTFOUND)
        return want ? find(v, path, N_("missing: %1$s computes it"), v->info.command, NULL, err) : VP_OK;
    if (!want)
        return find(v, path, N_("should not be there: %1$s removes it"), v->info.command, NULL, err);
    size_t differs = vp_first_difference(is, n, want, nwant);
    if (differs == 0)
        return VP_OK;
    char line[24];
    snprintf(line, sizeof line, "%zu", differs);
    return find(v, path, N_("not what %1$s computes, from line %2$s on"), v->info.command, line, err);
}

static vp_status compare_all(verify *v, vp_err *err)
{
    for (size_t i = 0; i < vp_files_count(v->made); i++) {
        const char *path, *bytes;
        size_t n;
        vp_files_get(v->made, i, &path, &bytes, &n);
        VP_TRY(compare_one(v, path, bytes, n, err));
    }
    for (size_t i = 0; i < v->nchanges; i++)
        if (derived(v->changes[i].path) && !vp_files_has(v->made, v->changes[i].path))
            VP_TRY(find(v, v->changes[i].path, N_("changed, but %1$s does not compute it"), v->info.command, NULL,
                        err));
    return VP_OK;
}

/* Whether a commit names what it took in as commands do: a path could stand there instead. */
static bool is_hash(const char *s)
{
    return strspn(s, "0123456789abcdef") == VP_HASH_HEX - 1 && s[VP_HASH_HEX - 1] == '\0';
}

/* Which proposals were forgotten, and when. */
static vp_status find_forgot(verify *v, const vp_commit *log, size_t n, vp_err *err)
{
    for (size_t i = 0; i < n; i++) {
        vp_commit_info info;
        if (!strstr(log[i].message, "\nVp-Args: --forget="))
            continue;
        VP_TRY(vp_message_read(&info, log[i].id, log[i].when, log[i].message, v->kept, err));
        const char *id = vp_commit_arg(&info, "--forget");
        if (!id)
            continue;
        VP_TRY(vp_arena_grow(v->kept, &v->forgot, &v->capforgot, v->nforgot, v->nforgot + 1, sizeof *v->forgot, err));
        v->forgot[v->nforgot++] = (struct forgot){id, i};
    }
    return VP_OK;
}

/* A sheet that comes once more after a proposal of it was forgotten brings the values back, under another key: that of
   this step is gone. */
static vp_status forgotten_later(verify *v, vp_err *err)
{
    vp_map *ids;
    if (v->nforgot == 0 || v->forgot[v->nforgot - 1].at < v->nth)
        return VP_OK;
    VP_ALLOC(ids, vp_map_in(v->arena), err);
    for (size_t i = 0; i < v->nforgot; i++)
        if (v->forgot[i].at > v->nth && !vp_map_put(ids, v->forgot[i].id, strlen(v->forgot[i].id), NULL))
            return vp_nomem(err);
    v->info.forgotten = ids;
    return VP_OK;
}

/* The keys of its rows. */
static vp_status find_values(verify *v, vp_err *err)
{
    const char *name;
    VP_TRY(forgotten_later(v, err));
    VP_ALLOC(name, vp_values_name(v->info.inputs[0].sha256, v->arena), err);
    vp_status status = vp_store_private_read(v->store, name, &v->info.values, &v->info.nvalues, v->arena, err);
    if (status != VP_OK)
        v->info.values = NULL;
    return status == VP_NOTFOUND ? VP_OK : status;
}

/* The sheet that the step took in, when the private part of this round has kept it. */
static vp_status find_raw(verify *v, vp_err *err)
{
    const char *name;
    char hex[VP_HASH_HEX];
    v->info.unchecked = &v->unchecked;
    v->info.units = v->units;
    if (v->info.ninputs < 1 || !is_hash(v->info.inputs[0].sha256))
        return VP_OK;
    VP_ALLOC(name, vp_intake_raw(v->info.inputs[0].sha256, v->arena), err);
    vp_status status = vp_store_private_read(v->store, name, &v->info.raw, &v->info.nraw, v->arena, err);
    if (status != VP_OK) {
        v->info.raw = NULL;
        return status == VP_NOTFOUND ? VP_OK : status;
    }
    vp_hash(hex, v->info.raw, v->info.nraw);
    if (strcmp(hex, v->info.inputs[0].sha256) == 0)
        return find_values(v, err);
    v->info.raw = NULL;
    return find(v, name, N_("what is kept privately is not the file that came"), NULL, NULL, err);
}

/* What differs may differ because another version made it: it is for that one to say. */
static vp_status of_another_version(verify *v, size_t had, vp_err *err)
{
    if (strcmp(v->info.version, vp_version()) == 0)
        return VP_OK;
    v->n = had;
    return find(v, "", N_("made by vp %1$s, and this vp %2$s computes it otherwise: verify it with that version"),
                *v->info.version ? v->info.version : "?", vp_version(), err);
}

static vp_status do_again(verify *v, vp_replay *run, vp_err *err)
{
    vp_err e = {.lang = v->lang};
    VP_TRY(find_raw(v, err));
    size_t had = v->n;
    VP_TRY(vp_files_new(&v->made, NULL, v->arena, err));
    vp_writer out = vp_files_writer(v->made);
    vp_status status = run(&v->before, &v->after, &v->info, &out, v->arena, &e);
    if (status == VP_OK) {
        VP_TRY(compare_all(v, err));
        return v->n > had ? of_another_version(v, had, err) : VP_OK;
    }
    if (status == VP_NOMEM || status == VP_IO || status == VP_BUG || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return status;
    }
    return find(v, e.file, N_("%1$s cannot compute this commit: %2$s"), v->info.command, e.msg, err);
}

/* Rules that each side keeps and both together break; what has been put right since is none of it. */
static vp_status clashes(verify *v, vp_err *err)
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
        VP_TRY(find(v, path, N_("the sides of the merge together break the rule '%1$s': %2$s"), at[i].problem.rule,
                    vp_str_text(&words), err));
    }
    return VP_OK;
}

/* A merge is nobody's step: each file of the round is as one of the sides has it, and what only one of them did is
   there. */
static vp_status merged(verify *v, vp_err *err)
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
            VP_TRY(find(v, odd[i].path, msg, NULL, NULL, err));
    }
    /* with those of the other side: its receipts would not fit our rejects */
    return vp_store_changes(&v->changes, &v->nchanges, v->store, vp_history_before(v->commit), v->commit->id, v->arena,
                            err);
}

static vp_status by_hand(verify *v, vp_err *err)
{
    for (size_t i = 0; i < v->nchanges; i++)
        if (recorded(v->changes[i].path))
            VP_TRY(find(v, v->changes[i].path, N_("changed by hand, not by a command"), NULL, NULL, err));
    return VP_OK;
}

static vp_status unknown(verify *v, vp_err *err)
{
    return find(v, "", N_("this vp does not know the command '%1$s' (of version %2$s): not checked"), v->info.command,
                v->info.version, err);
}

/* ---- hashes that are stated ---- */

/* Inputs that the round itself holds: what an earlier step computed. Sheets come from outside, whatever their name. */
static vp_status check_inputs(verify *v, vp_err *err)
{
    for (size_t i = 0; i < v->info.ninputs; i++) {
        const vp_input *in = &v->info.inputs[i];
        if (strcmp(v->info.command, "vp-intake") == 0 || strcmp(v->info.command, "vp-score") == 0)
            continue;
        const char *bytes;
        size_t n;
        char hex[VP_HASH_HEX];
        vp_err e = {.lang = v->lang};
        vp_status status = v->after.read(v->after.ctx, in->path, &bytes, &n, v->arena, &e);
        if (status == VP_NOTFOUND)
            continue;
        if (status != VP_OK) {
            VP_TRY(unreadable(v, status, in->path, &e, err));
            continue;
        }
        vp_hash(hex, bytes, n);
        if (strcmp(hex, in->sha256) != 0)
            VP_TRY(find(v, in->path, N_("its SHA-256 is not the one of Vp-Input"), NULL, NULL, err));
    }
    return VP_OK;
}

static vp_status check_stated(verify *v, const char *folder, const char *name, const char *stated, vp_err *err)
{
    const char *path, *bytes;
    size_t n;
    char hex[VP_HASH_HEX] = "";
    VP_ALLOC(path, vp_arena_printf(v->arena, "%s%s", folder, name), err);
    vp_err e = {.lang = v->lang};
    vp_status status = v->after.read(v->after.ctx, path, &bytes, &n, v->arena, &e);
    if (status == VP_OK)
        vp_hash(hex, bytes, n);
    else if (status != VP_NOTFOUND)
        return unreadable(v, status, path, &e, err);
    if (stated && strcmp(hex, stated) == 0)
        return VP_OK;
    const char *msg = *hex ? N_("its SHA-256 is not the one of the receipt") : N_("missing: the receipt names it");
    return find(v, path, msg, NULL, NULL, err);
}

/* The files of one intake against its receipt. folder ends in '/'. */
static vp_status check_receipt(verify *v, const char *folder, vp_err *err)
{
    const char *path, *bytes, *source, *rejects, *suspects, *decisions;
    size_t n;
    VP_ALLOC(path, vp_arena_printf(v->arena, "%sreceipt.json", folder), err);
    vp_err e = {.lang = v->lang};
    vp_status status = v->after.read(v->after.ctx, path, &bytes, &n, v->arena, &e);
    if (status == VP_NOTFOUND)
        return find(v, path, N_("the receipt of this intake is missing"), NULL, NULL, err);
    if (status != VP_OK)
        return unreadable(v, status, path, &e, err);
    cJSON *json = cJSON_ParseWithLength(bytes, n);
    source = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "source_sha256"));
    rejects = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "rejects_sha256"));
    suspects = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "suspects_sha256"));
    decisions = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "decisions_sha256"));
    bool alone = !source && !rejects && decisions; /* decisions without a sheet */
    status = alone || (source && rejects) ? VP_OK : find(v, path, N_("this is no receipt"), NULL, NULL, err);
    if (status == VP_OK && source && rejects) {
        status = check_stated(v, folder, "rejects.csv", rejects, err);
        if (status == VP_OK)
            status = check_stated(v, folder, "source.csv", source, err);
    }
    if (status == VP_OK && suspects)
        status = check_stated(v, folder, "suspects.csv", suspects, err);
    if (status == VP_OK && decisions)
        status = check_stated(v, folder, "decisions.csv", decisions, err);
    cJSON_Delete(json);
    return status;
}

/* Every intake that the commit touched; changes are sorted, so each folder comes once. */
static vp_status check_receipts(verify *v, vp_err *err)
{
    const char *last = "";
    for (size_t i = 0; i < v->nchanges; i++) {
        const char *path = v->changes[i].path, *slash = below(path, "intake/") ? strchr(path + 7, '/') : NULL;
        if (!slash || (*last && below(path, last)))
            continue;
        VP_ALLOC(last, vp_arena_dup(v->arena, path, (size_t)(slash - path) + 1), err);
        VP_TRY(check_receipt(v, last, err));
    }
    return VP_OK;
}

/* ---- one commit after another ---- */

/* VP_NOTFOUND when a parent is missing, which is a finding by then. */
static vp_status open_commit(verify *v, vp_err *err)
{
    const vp_commit *c = v->commit;
    VP_TRY(vp_message_read(&v->info, c->id, c->when, c->message, v->arena, err));
    for (size_t i = 0; i < c->nparents; i++) {
        vp_err e = {.lang = v->lang};
        vp_status status = vp_store_view(&v->before, v->store, c->parents[i], v->arena, &e);
        if (status == VP_NOTFOUND) {
            VP_TRY(find(v, "", N_("its parent %1$s is missing: what came before cannot be checked"), c->parents[i],
                        NULL, err));
            return VP_NOTFOUND;
        }
        if (status != VP_OK && err)
            *err = e;
        VP_TRY(status);
    }
    VP_TRY(vp_store_view(&v->before, v->store, vp_history_before(c), v->arena, err));
    VP_TRY(vp_store_view(&v->after, v->store, c->id, v->arena, err));
    return vp_history_changes(&v->changes, &v->nchanges, v->store, c, v->arena, err);
}

static vp_status find_note(verify *v, const char *path, const vp_note *note, vp_err *err)
{
    VP_TRY(find(v, path, note->msg, note->arg[0], note->arg[1], err));
    if (note->arg[2])
        VP_ALLOC(v->at[v->n - 1].what.arg[2], vp_history_text(note->arg[2], v->kept), err);
    return VP_OK;
}

static vp_status not_checked(verify *v, vp_err *err)
{
    if (v->no_ssh_keygen)
        return VP_OK;
    v->no_ssh_keygen = true;
    return find(v, "", N_("signatures are not checked, from here on: ssh-keygen is missing"), NULL, NULL, err);
}

static vp_status check_signature(verify *v, vp_err *err)
{
    vp_note wrong;
    vp_signed by;
    vp_err e = {.lang = v->lang};
    vp_status status = vp_signatures_check(&wrong, &by, &v->signatures, v->commit, v->info.command, v->changes,
                                           v->nchanges, v->arena, &e);
    if (status != VP_OK)
        return unreadable(v, status, "signers", &e, err);
    if (by.trust == VP_TRUST_UNCHECKED)
        return not_checked(v, err);
    return wrong.msg ? find_note(v, "", &wrong, err) : VP_OK;
}

static vp_status check_approvals(verify *v, const vp_commit *log, size_t n, vp_err *err)
{
    vp_approval *all;
    size_t count;
    vp_err e = {.lang = v->lang};
    vp_status status = vp_approvals_read(&all, &count, &v->signatures, log, n, NULL, v->kept, &e);
    vp_commit at = {.id = vp_store_tip(v->store)};
    v->commit = &at;
    if (status != VP_OK)
        return unreadable(v, status, "refs/tags/approved", &e, err);
    for (size_t i = 0; i < count; i++) {
        const char *path;
        at.id = all[i].commit;
        if (all[i].by.trust == VP_TRUST_UNCHECKED)
            VP_TRY(not_checked(v, err));
        if (all[i].by.trust == VP_TRUST_UNCHECKED || !all[i].wrong.msg)
            continue;
        VP_ALLOC(path, vp_arena_printf(v->kept, "refs/tags/%s", all[i].tag), err);
        VP_TRY(find_note(v, path, &all[i].wrong, err));
    }
    v->commit = NULL;
    return VP_OK;
}

static vp_status verify_commit(verify *v, size_t *replayed, vp_err *err)
{
    vp_status status = open_commit(v, err);
    if (status == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(status);
    VP_TRY(check_signature(v, err));
    if (v->commit->nparents > 1) { /* whatever its message says */
        VP_TRY(merged(v, err));
        VP_TRY(clashes(v, err));
        return check_receipts(v, err);
    }
    if (!*v->info.command) {
        VP_TRY(by_hand(v, err));
        return check_receipts(v, err);
    }
    vp_replay *run = find_replay(v->info.command);
    *replayed += run != NULL;
    VP_TRY(run ? do_again(v, run, err) : unknown(v, err));
    VP_TRY(check_inputs(v, err));
    return check_receipts(v, err);
}

/* The memory of a commit is given back before the next. */
static vp_status verify_alone(verify *v, const vp_commit *c, size_t *replayed, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    v->arena = arena;
    v->commit = c;
    return verify_commit(v, replayed, err);
}

/* Does the history contain what was noted earlier, as it was noted? *at NULL when it does not. */
static vp_status check_point(const vp_commit **at, verify *v, const vp_commit *log, size_t n, const char *file,
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
        return find(v, file, N_("the history does not contain this commit, which was noted earlier: it has been "
                                "rewritten, or is another round's"), NULL, NULL, err);
    vp_err e = {.lang = v->lang};
    vp_status status = vp_checkpoint_of(&is, v->store, log, n, *at, v->kept, &e);
    if (status == VP_NOMEM || status == VP_IO || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return status;
    }
    if (status != VP_OK || strcmp(is.sha256, noted.sha256) != 0)
        return find(v, file, N_("the round was not as this checkpoint says"), NULL, NULL, err);
    return VP_OK;
}

vp_status vp_audit_verify(vp_audit_verified *out, vp_session *session, const vp_audit_verify_opts *opts,
                          vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_units) units = vp_units_new();
    verify v = {.lang = opts->lang, .arena = arena, .kept = arena, .units = units};
    vp_commit *log;
    const vp_commit *at;
    bool *past = NULL;
    size_t n;
    *out = (vp_audit_verified){0};
    VP_TRY(vp_history_store(&v.store, session, err));
    VP_TRY(vp_store_log(&log, &n, v.store, arena, err));
    v.log = log;
    v.nlog = n;
    VP_TRY(vp_together_read(&v.now, v.store, vp_store_tip(v.store), arena, err));
    VP_TRY(vp_signatures_new(&v.signatures, v.store, arena, err));
    if (opts->checkpoint)
        VP_TRY(check_point(&at, &v, log, n, opts->checkpoint, err));
    if (opts->since)
        VP_TRY(check_point(&at, &v, log, n, opts->since, err));
    if (opts->since && at)
        VP_TRY(vp_checkpoint_past(&past, log, n, at, arena, err));
    VP_TRY(find_forgot(&v, log, n, err));
    for (size_t i = 0; i < n; i++) {
        v.nth = i;
        if (!past || !past[i])
            VP_TRY(verify_alone(&v, &log[i], &out->replayed, err));
        vp_tick(opts->progress, N_("commits"), i + 1, n);
    }
    VP_TRY(check_approvals(&v, log, n, err));
    out->at = v.at;
    out->n = v.n;
    out->commits = n;
    out->unchecked = v.unchecked;
    return VP_OK;
}
