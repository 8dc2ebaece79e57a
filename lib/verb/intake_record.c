/* What an intake leaves in the history, and beside it. */
#include <stdio.h>
#include <string.h>
#include "lib/rules/secret.h"
#include "lib/verb/intake_run.h"
#include "lib/verb/reading.h"
#include "lib/verb/subjects.h"

vp_status vp_intake_public_name(const char **out, const char *path, vp_arena *arena, vp_err *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool personal;
    VP_TRY(vp_personal_in(&personal, name, arena, err));
    *out = personal ? "***" : name;
    return VP_OK;
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

static vp_status put(vp_intake_run *r, const char *folder, const char *name, vp_spool *text, vp_err *err)
{
    const char *path, *bytes;
    size_t n;
    VP_TRY(vp_spool_view(text, &bytes, &n, err));
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", folder, name), err);
    return (r->writer->lend ? r->writer->lend : r->writer->put)(r->writer->ctx, path, bytes, n, err);
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

/* text NULL: there is none, nor is one left from an intake of the same sheet on the same day. */
static vp_status put_beside(const vp_writer *out, const char *folder, const char *name, const vp_str *text,
                            vp_arena *arena, vp_err *err)
{
    const char *path;
    VP_ALLOC(path, vp_arena_printf(arena, "%s/%s", folder, name), err);
    return out->put(out->ctx, path, text ? vp_str_text(text) : NULL, text ? text->n : 0, err);
}

vp_status vp_intake_suspects(vp_receipt *receipt, vp_suspecting *s, const vp_writer *out, const char *folder,
                             vp_arena *arena, vp_err *err)
{
    VP_STR csv = {0};
    VP_STR decided = {0};
    if (!s)
        return VP_OK;
    VP_TRY(vp_suspecting_csv(&csv, s, err));
    VP_TRY(vp_suspecting_decided(&decided, s, err));
    VP_TRY(vp_suspecting_put(s, out, err));
    receipt->suspects = vp_suspecting_count(s);
    if (receipt->suspects > 0)
        vp_hash(receipt->suspects_sha256, csv.s, csv.n);
    VP_TRY(put_beside(out, folder, "suspects.csv", receipt->suspects > 0 ? &csv : NULL, arena, err));
    if (decided.n == 0)
        return VP_OK;
    vp_hash(receipt->decisions_sha256, vp_str_text(&decided), decided.n);
    return put_beside(out, folder, "decisions.csv", &decided, arena, err);
}

/* receipt.json, rejects.csv and source.csv of the intake. */
vp_status vp_intake_files(vp_intake_run *r, vp_err *err)
{
    const char *folder, *path;
    r->receipt.counts = r->desk.counts;
    r->receipt.columns = r->desk.columns;
    r->receipt.refused = r->desk.refused;
    r->receipt.nrefused = r->desk.nrefused;
    VP_TRY(filled(r, err));
    vp_spool_hash(r->receipt.source_sha256, r->source);
    vp_spool_hash(r->receipt.rejects_sha256, r->rejects);
    VP_STR json = {0};
    const char **options = NULL;
    size_t noptions = 0, cap = 0;
    VP_TRY(vp_reading_args(&options, &noptions, &cap, &r->opts->reading, r->arena, err));
    r->receipt.options = options;
    r->receipt.noptions = noptions;
    r->receipt.warnings = &r->warnings;
    VP_ALLOC(folder, vp_intake_folder(r->receipt.received, r->receipt.sha256, r->arena), err);
    VP_TRY(vp_intake_suspects(&r->receipt, r->suspects, r->writer, folder, r->arena, err));
    VP_TRY(vp_receipt_write(&json, &r->receipt, r->round, err));
    VP_TRY(vp_str_check(&json, err));
    VP_ALLOC(path, vp_arena_printf(r->arena, "%s/receipt.json", folder), err);
    VP_TRY(r->writer->put(r->writer->ctx, path, vp_str_text(&json), json.n, err));
    VP_TRY(put(r, folder, "rejects.csv", r->rejects, err));
    return put(r, folder, "source.csv", r->source, err);
}

vp_status vp_intake_check_args(vp_intake_run *r, vp_err *err)
{
    const char **args = NULL;
    size_t n = 0, cap = 0;
    VP_TRY(vp_reading_args(&args, &n, &cap, &r->opts->reading, r->arena, err));
    for (size_t i = 0; i < n; i++) {
        bool personal;
        VP_TRY(vp_personal_in(&personal, args[i], r->arena, err));
        if (!personal)
            continue;
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%.*s': its value would go into the history, and seems to hold a phone "
                "number, an e-mail address or an identity number", (int)strcspn(args[i], "="), args[i]);
        return vp_hint(err, "write another heading in the sheet");
    }
    return VP_OK;
}

/* What a replay needs to know beside the sheet: Vp-Args, sorted. */
static vp_status args_of(const char ***args, size_t *n, vp_intake_run *r, vp_err *err)
{
    size_t cap = 0;
    *args = NULL;
    *n = 0;
    VP_TRY(vp_reading_args(args, n, &cap, &r->opts->reading, r->arena, err));
    vp_strings earlier = r->suspects ? vp_suspecting_rounds(r->suspects) : (vp_strings){0};
    VP_TRY(vp_arena_grow(r->arena, args, &cap, *n, *n + 5 + earlier.n, sizeof **args, err));
    if (r->opts->amend)
        (*args)[(*n)++] = "--amend";
    if (r->decide)
        (*args)[(*n)++] = "--decide";
    for (size_t i = 0; i < earlier.n; i++)
        VP_ALLOC((*args)[(*n)++], vp_arena_printf(r->arena, "--earlier=%s", earlier.at[i]), err);
    if (r->opts->no_suspects)
        (*args)[(*n)++] = "--no-suspects";
    if (r->opts->late)
        (*args)[(*n)++] = "--late";
    if (r->opts->received)
        VP_ALLOC((*args)[(*n)++], vp_arena_printf(r->arena, "--received=%s", r->receipt.received), err);
    vp_sort_texts(*args, *n);
    return VP_OK;
}

/* What is kept privately: the sheet as it came, and the keys and private values of the rows that stood. When the sheet
   comes again, other rows of it may stand: what it gave before stays. */
static vp_status keep_private(vp_intake_run *r, vp_session *session, vp_err *err)
{
    const char *raw, *values, *bytes;
    size_t n, left_out;
    VP_TRY(vp_text_bytes(r->text, &bytes, &n, r->arena, err));
    VP_ALLOC(raw, vp_intake_raw(r->receipt.sha256, r->arena), err);
    VP_TRY(vp_session_lend_private(session, raw, bytes, n, err));
    VP_ALLOC(values, vp_values_name(r->receipt.sha256, r->arena), err);
    VP_TRY(vp_str_check(&r->values, err));
    vp_status s = vp_store_private_read(r->store, values, &bytes, &n, r->arena, err);
    if (s == VP_OK) {
        const vp_map *now;
        VP_TRY(vp_values_ids(&now, r->round, values, r->values.s, r->values.n, r->arena, err));
        VP_TRY(vp_values_copy(&r->values, &left_out, r->round, values, bytes, n, now, false, err));
    } else if (s != VP_NOTFOUND) {
        return s;
    }
    if (r->values.n == r->header_of_values)
        return VP_OK;
    return vp_session_keep_private(session, values, r->values.s, r->values.n, err);
}

void vp_intake_tell_strangers(vp_intake_run *r)
{
    char count[24];
    if (r->tagger.strangers == 0)
        return;
    snprintf(count, sizeof count, "%zu", r->tagger.strangers);
    vp_note what = {N_("%1$s proposals of the round have private values that are not kept here: nobody can tell here "
                       "whether they changed, and they count as amended"), {count}};
    vp_note mend = {N_("take sheets in where the earlier ones were, or copy vp/private of that git directory"), {NULL}};
    vp_intake_tell(r, VP_AT_FILE(vp_text_file(r->text)), "note", &what, &mend);
}

vp_status vp_intake_record(vp_intake_result *out, vp_intake_run *r, vp_session *session, vp_err *err)
{
    const vp_intake_counts *c = &r->desk.counts;
    const char *subject;
    size_t nargs = 0;
    bool seen;
    VP_TRY(seen_before(&seen, r, err));
    if (seen && c->accepted + c->amended == 0 && !r->decide)
        return VP_OK;
    VP_TRY(vp_intake_files(r, err));
    VP_TRY(keep_private(r, session, err));
    VP_ALLOC(subject, vp_subject_taken(c, r->arena), err);
    char hash[VP_HASH_HEX];
    vp_hash(hash, r->decisions, r->decide ? r->ndecisions : 0);
    const char *decided = "";
    if (r->decide)
        VP_TRY(vp_intake_public_name(&decided, r->decide, r->arena, err));
    const vp_input inputs[] = {{r->receipt.file, r->receipt.sha256}, {decided, hash}};
    const char **args;
    VP_TRY(args_of(&args, &nargs, r, err));
    vp_record what = {.subject = subject, .command = "vp-intake", .inputs = inputs,
                      .ninputs = r->decide ? 2 : 1, .args = args, .nargs = nargs};
    vp_tick(r->opts->progress, N_("recording"), 0, 0);
    VP_TRY(vp_session_record(session, &what, &out->changed, out->commit, err));
    if (r->desk.known && !r->decide)
        vp_known_keep(r->desk.known, out->commit);
    if (*out->commit)
        VP_ALLOC(out->folder, vp_intake_folder(r->receipt.received, r->receipt.sha256, r->arena), err);
    return VP_OK;
}

/* What a dry run says in place of recording. */
vp_status vp_intake_would_record(bool *changed, vp_intake_run *r, vp_err *err)
{
    bool seen = false;
    *changed = r->desk.counts.accepted + r->desk.counts.amended > 0 || r->decide;
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
