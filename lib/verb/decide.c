/* Decisions that are taken later, about proposals that the round already has. */
#include <string.h>
#include <vp/emit.h>
#include <vp/hash.h>
#include <vp/proposal.h>
#include <vp/table.h>
#include "lib/io/file.h"
#include "lib/verb/intake_run.h"
#include "lib/verb/subjects.h"

vp_status vp_decisions_apply(size_t *dropped, const vp_decisions *d, const vp_view *before, const vp_writer *writer,
                             vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    *dropped = 0;
    for (size_t i = 0; i < d->n; i++) {
        const vp_decision *one = &d->at[i];
        const char *id = vp_decision_dropped(one), *path, *bytes;
        size_t n;
        if (one->line == 0 || !id)
            continue;
        VP_ALLOC(path, vp_proposal_path(id, arena), err);
        vp_status s = before->read(before->ctx, path, &bytes, &n, arena, err);
        if (s != VP_OK && s != VP_NOTFOUND)
            return s;
        if (s == VP_OK && vp_decisions_drop(d, id) == one) { /* once, however many pairs it is in */
            VP_TRY(writer->put(writer->ctx, path, NULL, 0, err));
            ++*dropped;
        }
    }
    VP_TRY(vp_decisions_write(&text, d, false, err));
    return writer->put(writer->ctx, VP_DECISIONS_PATH, vp_str_text(&text), text.n, err);
}

static vp_status match_one(vp_decisions *d, const char *where, const char *bytes, size_t n, vp_err *err)
{
    vp_table *t;
    VP_TRY(vp_table_read(&t, where, bytes, n, d->arena, err));
    long first = vp_table_column(t, "first"), second = vp_table_column(t, "second");
    long round = vp_table_column(t, "round");
    for (size_t i = 0; i < t->nrows; i++) {
        vp_decision *one = vp_decisions_find(d, vp_table_cell(t, i, round), vp_table_cell(t, i, first),
                                             vp_table_cell(t, i, second));
        if (one)
            one->met = true;
    }
    return VP_OK;
}

/* Whom a decision drops must be there. */
static vp_status check_ids(const vp_decisions *d, const vp_view *before, vp_err *err)
{
    for (size_t i = 0; i < d->n; i++) {
        const vp_decision *one = &d->at[i];
        const char *id = vp_decision_dropped(one), *path, *bytes;
        size_t n;
        if (one->line == 0 || !id)
            continue;
        VP_ALLOC(path, vp_proposal_path(id, d->arena), err);
        vp_status s = before->read(before->ctx, path, &bytes, &n, d->arena, err);
        if (s == VP_NOTFOUND)
            return vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = one->line, .col = 1},
                           "there is no proposal '%s' in this round", id);
        VP_TRY(s);
    }
    return VP_OK;
}

vp_status vp_decisions_match(vp_decisions *d, const vp_view *before, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(before->list(before->ctx, "intake", &names, &count, d->arena, err));
    for (size_t i = 0; i < count; i++) {
        const char *path, *bytes;
        size_t n = strlen(names[i]);
        if (n == 0 || names[i][n - 1] != '/')
            continue;
        VP_ALLOC(path, vp_arena_printf(d->arena, "intake/%ssuspects.csv", names[i]), err);
        vp_status s = before->read(before->ctx, path, &bytes, &n, d->arena, err);
        if (s == VP_NOTFOUND)
            continue;
        VP_TRY(s);
        VP_TRY(match_one(d, before->where(before->ctx, path, d->arena), bytes, n, err));
    }
    VP_TRY(vp_decisions_check(d, err));
    return check_ids(d, before, err);
}

/* ---- the step ---- */

size_t vp_decisions_count(const vp_decisions *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        n += d->at[i].line > 0;
    return n;
}

static void key_text(vp_str *out, const char *key, const char *value)
{
    vp_str_addf(out, ",\n  \"%s\": ", key);
    vp_json_string(out, value);
}

vp_status vp_decide_files(const vp_view *before, const vp_writer *out, const vp_decisions *d, const char *received,
                          const char *file, const char *sha256, size_t *dropped, vp_arena *arena, vp_err *err)
{
    VP_STR decided = {0};
    VP_STR json = {0};
    char hash[VP_HASH_HEX];
    const char *folder, *path;
    VP_TRY(vp_decisions_apply(dropped, d, before, out, arena, err));
    VP_TRY(vp_decisions_write(&decided, d, true, err));
    vp_hash(hash, vp_str_text(&decided), decided.n);
    vp_str_addz(&json, "{\n  \"vp\": 1");
    key_text(&json, "file", file);
    key_text(&json, "sha256", sha256);
    key_text(&json, "received", received);
    vp_str_addf(&json, ",\n  \"decided\": %zu,\n  \"dropped\": %zu", vp_decisions_count(d), *dropped);
    key_text(&json, "decisions_sha256", hash);
    vp_str_addz(&json, "\n}\n");
    VP_TRY(vp_str_check(&json, err));
    VP_ALLOC(folder, vp_intake_folder(received, sha256, arena), err);
    VP_ALLOC(path, vp_arena_printf(arena, "%s/receipt.json", folder), err);
    VP_TRY(out->put(out->ctx, path, json.s, json.n, err));
    VP_ALLOC(path, vp_arena_printf(arena, "%s/decisions.csv", folder), err);
    return out->put(out->ctx, path, vp_str_text(&decided), decided.n, err);
}

static vp_status is_there(bool *there, const vp_view *view, const char *path, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    *there = s == VP_OK;
    return s == VP_NOTFOUND ? VP_OK : s;
}

vp_status vp_intake_decide(vp_decide_result *out, vp_session *session, const char *path, vp_arena *arena, vp_err *err)
{
    vp_decisions d = {0};
    const vp_view *view = vp_session_view(session);
    const char *bytes, *shown, *subject, *name;
    char hash[VP_HASH_HEX], day[VP_DATE_MAX];
    size_t n;
    *out = (vp_decide_result){0};
    if (!vp_session_in_round(session))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "decisions without a sheet are about proposals of a round");
    VP_TRY(vp_file_input(&bytes, &n, &shown, path, arena, err));
    VP_TRY(vp_decisions_recorded(&d, view, arena, err));
    VP_TRY(vp_decisions_given(&d, shown, bytes, n, err));
    VP_TRY(vp_decisions_match(&d, view, err));
    out->decided = vp_decisions_count(&d);
    if (out->decided == 0)
        return VP_OK;
    VP_TRY(vp_intake_public_name(&name, shown, arena, err));
    vp_hash(hash, bytes, n);
    vp_date_format(day, vp_date_of_epoch(vp_session_now(session)));
    VP_TRY(vp_decide_files(view, vp_session_writer(session), &d, day, name, hash, &out->dropped, arena, err));
    if (out->dropped > 0) {
        VP_TRY(is_there(&out->ranked, view, "ranking.csv", arena, err));
        VP_TRY(is_there(&out->awarded, view, "awards.csv", arena, err));
    }
    VP_ALLOC(subject, vp_subject_decided(out->dropped, out->decided, arena), err);
    const vp_input input = {name, hash};
    const char *const args[] = {"--decide"};
    vp_record what = {.subject = subject, .command = "vp-intake", .inputs = &input, .ninputs = 1, .args = args,
                      .nargs = 1};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}
