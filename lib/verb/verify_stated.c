/* Hashes and counts that a commit states. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <vp/hash.h>
#include "lib/io/json.h"
#include "lib/verb/verify.h"

/* Inputs that the round itself holds: what an earlier step computed. Sheets come from outside, whatever their name. */
vp_status vp_verify_inputs(vp_verify *v, vp_err *err)
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
        if (status == VP_NOTFOUND && strcmp(v->info.command, "vp-allocate") != 0)
            continue; /* a pool of vp-draw comes from outside, too */
        if (status == VP_NOTFOUND) {
            VP_TRY(vp_verify_find(v, in->path, N_("missing: Vp-Input names it"), NULL, NULL, err));
            continue;
        }
        if (status != VP_OK) {
            VP_TRY(vp_verify_unreadable(v, status, in->path, &e, err));
            continue;
        }
        vp_hash(hex, bytes, n);
        if (strcmp(hex, in->sha256) != 0 && !vp_verify_found(v, in->path))
            VP_TRY(vp_verify_find(v, in->path, N_("its SHA-256 is not the one of Vp-Input"), NULL, NULL, err));
    }
    return VP_OK;
}

static bool below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

static vp_status check_stated(vp_verify *v, const char *folder, const char *name, const char *stated, vp_err *err)
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
        return vp_verify_unreadable(v, status, path, &e, err);
    if ((stated && strcmp(hex, stated) == 0) || vp_verify_found(v, path))
        return VP_OK;
    const char *msg = *hex ? N_("its SHA-256 is not the one of the receipt") : N_("missing: the receipt names it");
    return vp_verify_find(v, path, msg, NULL, NULL, err);
}

/* Every row went somewhere: what became of them adds up to how many came. */
static vp_status add_up(vp_verify *v, const char *path, const cJSON *json, vp_err *err)
{
    static const char *const parts[] = {"accepted", "amended", "unchanged", "rejected", "not_a_proposal"};
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(json, "rows");
    double sum = 0; /* exact: whole numbers of a file that fits memory */
    char is[32], should[32];
    if (!cJSON_IsNumber(rows))
        return VP_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const cJSON *part = cJSON_GetObjectItemCaseSensitive(json, parts[i]);
        sum += cJSON_IsNumber(part) ? part->valuedouble : 0;
    }
    if (sum == rows->valuedouble)
        return VP_OK;
    snprintf(is, sizeof is, "%.0f", sum);
    snprintf(should, sizeof should, "%.0f", rows->valuedouble);
    return vp_verify_find(v, path, N_("it does not add up: %1$s rows went somewhere, %2$s came"), is, should, err);
}

/* The files of one intake against its receipt. folder ends in '/'. */
static vp_status check_receipt(vp_verify *v, const char *folder, vp_err *err)
{
    const char *path, *bytes, *source, *rejects, *suspects, *decisions;
    size_t n;
    VP_ALLOC(path, vp_arena_printf(v->arena, "%sreceipt.json", folder), err);
    vp_err e = {.lang = v->lang};
    vp_status status = v->after.read(v->after.ctx, path, &bytes, &n, v->arena, &e);
    if (status == VP_NOTFOUND)
        return vp_verify_find(v, path, N_("the receipt of this intake is missing"), NULL, NULL, err);
    if (status != VP_OK)
        return vp_verify_unreadable(v, status, path, &e, err);
    cJSON *json;
    VP_TRY(vp_json_tree(&json, bytes, n, err));
    source = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "source_sha256"));
    rejects = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "rejects_sha256"));
    suspects = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "suspects_sha256"));
    decisions = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "decisions_sha256"));
    vp_status added = add_up(v, path, json, err);
    bool alone = !source && !rejects && decisions; /* decisions without a sheet */
    if (added != VP_OK)
        status = added;
    else
        status = alone || (source && rejects) || vp_verify_found(v, path)
                     ? VP_OK : vp_verify_find(v, path, N_("this is no receipt"), NULL, NULL, err);
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
vp_status vp_verify_receipts(vp_verify *v, vp_err *err)
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
