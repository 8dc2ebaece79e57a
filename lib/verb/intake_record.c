/* What an intake leaves in the history, and beside it. */
#include <stdlib.h>
#include <string.h>
#include "lib/model/personal.h"
#include "lib/verb/intake_run.h"
#include "lib/verb/reading.h"

/* What the history calls the sheet: the file's name, unless that points to a person. */
const char *vp_intake_public_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return vp_personal(name) ? "***" : name;
}

/* Has this very file been taken in before? */
static vp_status seen_before(bool *seen, vp_intake_run *r, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(r->view->list(r->view->ctx, "intake", &names, &count, r->arena, err));
    *seen = false;
    for (size_t i = 0; i < count; i++)
        *seen |= strlen(names[i]) > 11 && strncmp(names[i] + 11, r->receipt.sha256, 12) == 0;
    return VP_OK;
}

static vp_status put(vp_intake_run *r, const char *folder, const char *name, const vp_str *text, vp_err *err)
{
    const char *path;
    VP_TRY(vp_str_check(text, err));
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", folder, name), err);
    return r->writer->put(r->writer->ctx, path, vp_str_text(text), text->n, err);
}

const char *vp_intake_raw(const char *sha256, vp_arena *arena)
{
    return vp_arena_printf(arena, "raw/%s", sha256);
}

const char *vp_intake_folder(const char *received, const char *sha256, vp_arena *arena)
{
    return vp_arena_printf(arena, "intake/%s-%.12s", received, sha256);
}

/* What was filled down, for the receipt. */
static vp_status filled(vp_intake_run *r, vp_err *err)
{
    const vp_fills *fills = &r->desk.fills;
    vp_filled *all;
    VP_ALLOC(all, vp_arena_array(r->arena, fills->n + 1, sizeof *all), err);
    for (size_t i = 0; i < fills->n; i++)
        all[i] = (vp_filled){fills->at[i].heading, fills->at[i].count, vp_str_text(&fills->at[i].rows)};
    r->receipt.filled = all;
    r->receipt.nfilled = fills->n;
    return VP_OK;
}

/* receipt.json, rejects.csv and source.csv of the intake. */
vp_status vp_intake_files(vp_intake_run *r, vp_err *err)
{
    const char *folder;
    r->receipt.counts = r->desk.counts;
    r->receipt.columns = r->desk.columns;
    r->receipt.refused = r->desk.refused;
    r->receipt.nrefused = r->desk.nrefused;
    VP_TRY(filled(r, err));
    vp_hash(r->receipt.source_sha256, vp_str_text(&r->source), r->source.n);
    vp_hash(r->receipt.rejects_sha256, vp_str_text(&r->rejects), r->rejects.n);
    VP_STR json = {0};
    vp_receipt_write(&json, &r->receipt, r->round);
    VP_ALLOC(folder, vp_intake_folder(r->receipt.received, r->receipt.sha256, r->arena), err);
    VP_TRY(put(r, folder, "receipt.json", &json, err));
    VP_TRY(put(r, folder, "rejects.csv", &r->rejects, err));
    return put(r, folder, "source.csv", &r->source, err);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a replay needs to know beside the sheet: Vp-Args, sorted. */
static vp_status args_of(const char ***args, size_t *n, vp_intake_run *r, vp_err *err)
{
    size_t cap = 0;
    *args = NULL;
    *n = 0;
    VP_TRY(vp_reading_args(args, n, &cap, &r->opts->reading, r->arena, err));
    VP_TRY(vp_arena_grow(r->arena, args, &cap, *n, *n + 2, sizeof **args, err));
    if (r->opts->late)
        (*args)[(*n)++] = "--late";
    if (r->opts->received)
        VP_ALLOC((*args)[(*n)++], vp_arena_printf(r->arena, "--received=%s", r->receipt.received), err);
    qsort(*args, *n, sizeof **args, by_text);
    return VP_OK;
}

vp_status vp_intake_record(vp_intake_result *out, vp_intake_run *r, vp_session *session, vp_err *err)
{
    const vp_intake_counts *c = &r->desk.counts;
    const char *subject, *raw, *bytes;
    size_t n, nargs = 0;
    bool seen;
    VP_TRY(seen_before(&seen, r, err));
    if (seen && c->accepted + c->amended == 0)
        return VP_OK;
    VP_TRY(vp_intake_files(r, err));
    VP_TRY(vp_text_bytes(r->text, &bytes, &n, r->arena, err));
    VP_ALLOC(raw, vp_intake_raw(r->receipt.sha256, r->arena), err);
    VP_TRY(vp_session_keep_private(session, raw, bytes, n, err));
    VP_ALLOC(subject, vp_arena_printf(r->arena, "intake: %zu accepted, %zu amended, %zu rejected", c->accepted,
                                      c->amended, c->rejected), err);
    const vp_input input = {r->receipt.file, r->receipt.sha256};
    const char **args;
    VP_TRY(args_of(&args, &nargs, r, err));
    vp_record what = {.subject = subject, .command = "vp-intake", .inputs = &input, .ninputs = 1,
                      .args = args, .nargs = nargs};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* What a dry run says in place of recording. */
vp_status vp_intake_would_record(bool *changed, vp_intake_run *r, vp_err *err)
{
    bool seen = false;
    *changed = r->desk.counts.accepted + r->desk.counts.amended > 0;
    if (*changed)
        return VP_OK;
    char hash[VP_HASH_HEX];
    VP_TRY(vp_text_hash(r->text, hash, err));
    r->receipt.sha256 = hash;
    VP_TRY(seen_before(&seen, r, err));
    r->receipt.sha256 = "";
    *changed = !seen;
    return VP_OK;
}
