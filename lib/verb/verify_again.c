/* A step done again from its commit, and compared byte for byte. */
#include <stdio.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/show.h>
#include <vp/version.h>
#include "lib/verb/current.h"
#include "lib/verb/message.h"
#include "lib/verb/subjects.h"
#include "lib/verb/who.h"
#include "lib/verb/receipt.h"
#include "lib/verb/values.h"
#include "lib/verb/verify.h"

static const struct { const char *command; vp_replay *run; } replays[] = {
#define VP_REPLAY(name, function) {name, function},
#include "lib/verb/replay.def"
#undef VP_REPLAY
};

vp_status vp_replay_init(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                         vp_arena *arena, vp_err *err)
{
    vp_round *round;
    (void)before, (void)out;
    VP_TRY(vp_round_read(&round, after, arena, err));
    VP_ALLOC(*what->says, vp_subject_started(round, arena), err);
    return VP_OK;
}

static vp_replay *find_replay(const char *command)
{
    for (size_t i = 0; i < sizeof replays / sizeof *replays; i++)
        if (strcmp(replays[i].command, command) == 0)
            return replays[i].run;
    return NULL;
}

static bool below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

static bool ends(const char *path, const char *tail)
{
    size_t n = strlen(path), k = strlen(tail);
    return n >= k && strcmp(path + n - k, tail) == 0;
}

bool vp_verify_derived(const char *path)
{
    return below(path, "proposals/") || below(path, "reviews/") || below(path, "draws/") ||
           strcmp(path, "assignments.csv") == 0 || strcmp(path, "conflicts.csv") == 0 ||
           strcmp(path, "ranking.csv") == 0 || strcmp(path, "awards.csv") == 0 ||
           strcmp(path, "allocation.json") == 0 || strcmp(path, "certificate.txt") == 0 ||
           (below(path, "intake/") && (ends(path, "/receipt.json") || ends(path, "/rejects.csv") ||
                                       ends(path, "/forgotten.csv") || ends(path, "/suspects.csv") ||
                                       ends(path, "/decisions.csv")));
}

static vp_status compare_one(vp_verify *v, const char *path, const char *want, size_t nwant, vp_err *err)
{
    const char *is;
    size_t n;
    vp_err e = {.lang = v->lang};
    vp_status status = v->after.read(v->after.ctx, path, &is, &n, v->arena, &e);
    if (status != VP_OK && status != VP_NOTFOUND)
        return vp_verify_unreadable(v, status, path, &e, err);
    if (status == VP_NOTFOUND)
        return want ? vp_verify_find(v, path, N_("missing: %1$s computes it"), v->info.command, NULL, err) : VP_OK;
    if (!want)
        return vp_verify_find(v, path, N_("should not be there: %1$s removes it"), v->info.command, NULL, err);
    size_t differs = vp_first_difference(is, n, want, nwant);
    if (differs == 0)
        return VP_OK;
    char line[24];
    snprintf(line, sizeof line, "%zu", differs);
    return vp_verify_find(v, path, N_("not what %1$s computes, from line %2$s on"), v->info.command, line, err);
}

static vp_status compare_all(vp_verify *v, vp_err *err)
{
    for (size_t i = 0; i < vp_files_count(v->made); i++) {
        const char *path, *bytes;
        size_t n;
        vp_files_get(v->made, i, &path, &bytes, &n);
        VP_TRY(compare_one(v, path, bytes, n, err));
    }
    for (size_t i = 0; i < v->nchanges; i++)
        if (vp_verify_derived(v->changes[i].path) && !vp_files_has(v->made, v->changes[i].path))
            VP_TRY(vp_verify_find(v, v->changes[i].path, N_("changed, but %1$s does not compute it"),
                                  v->info.command, NULL, err));
    return VP_OK;
}

/* Whether a commit names what it took in as commands do: a path could stand there instead. */
static bool is_hash(const char *s)
{
    return strspn(s, "0123456789abcdef") == VP_HASH_HEX - 1 && s[VP_HASH_HEX - 1] == '\0';
}

vp_status vp_verify_forgot(vp_verify *v, const vp_commit *log, size_t n, vp_err *err)
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
static vp_status forgotten_later(vp_verify *v, vp_err *err)
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
static vp_status find_values(vp_verify *v, vp_err *err)
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
static vp_status find_raw(vp_verify *v, vp_err *err)
{
    const char *name;
    char hex[VP_HASH_HEX];
    v->info.unchecked = &v->unchecked;
    v->info.shared = &v->shared;
    v->info.units = v->units;
    if (!v->names)
        VP_TRY(vp_who_read(&v->names, v->store, v->kept, err));
    v->info.names = v->names;
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
    return vp_verify_find(v, name, N_("what is kept privately is not the file that came"), NULL, NULL, err);
}

/* What differs may differ because another version made it: it is for that one to say. */
static vp_status of_another_version(vp_verify *v, size_t had, vp_err *err)
{
    if (strcmp(v->info.version, vp_version()) == 0)
        return VP_OK;
    v->n = had;
    return vp_verify_find(v, "",
                          N_("made by vp %1$s, and this vp %2$s computes it otherwise: verify it with that version"),
                          *v->info.version ? v->info.version : "?", vp_version(), err);
}

/* What a step says of itself follows from what it did. */
static vp_status compare_subject(vp_verify *v, const char *says, vp_err *err)
{
    VP_STR shown = {0};
    if (!says)
        return VP_OK;
    vp_show(&shown, says, strlen(says));
    VP_TRY(vp_str_check(&shown, err));
    if (strcmp(vp_str_text(&shown), v->info.subject) == 0)
        return VP_OK;
    return vp_verify_find(v, "", N_("its subject is not what %1$s says of it: '%2$s'"), v->info.command,
                          vp_str_text(&shown), err);
}

static vp_status do_again(vp_verify *v, vp_replay *run, vp_err *err)
{
    vp_err e = {.lang = v->lang};
    const char *says = NULL;
    v->info.says = &says;
    VP_TRY(find_raw(v, err));
    size_t had = v->n;
    VP_TRY(vp_files_new(&v->made, NULL, v->arena, err));
    vp_writer out = vp_files_writer(v->made);
    vp_status status = run(&v->before, &v->after, &v->info, &out, v->arena, &e);
    if (status == VP_OK) {
        VP_TRY(compare_all(v, err));
        if (v->n == had) /* else it follows from that */
            VP_TRY(compare_subject(v, says, err));
        return v->n > had ? of_another_version(v, had, err) : VP_OK;
    }
    if (status == VP_NOMEM || status == VP_IO || status == VP_BUG || vp_store_damaged(v->store)) {
        if (err)
            *err = e;
        return status;
    }
    return vp_verify_find(v, e.file, N_("%1$s cannot compute this commit: %2$s"), v->info.command, e.msg, err);
}

vp_status vp_verify_again(vp_verify *v, bool *known, vp_err *err)
{
    vp_replay *run = find_replay(v->info.command);
    *known = run;
    if (run)
        return do_again(v, run, err);
    return vp_verify_find(v, "", N_("this vp does not know the command '%1$s' (of version %2$s): not checked"),
                          v->info.command, v->info.version, err);
}
