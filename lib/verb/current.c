/* Is the ranking of the marks, and are the awards of the ranking? */
#include <cjson/cJSON.h>
#include <string.h>
#include <vp/allocate.h>
#include <vp/hash.h>
#include "lib/io/json.h"
#include "lib/io/reviews.h"
#include "lib/verb/current.h"
#include "lib/verb/doubts.h"
#include "lib/verb/message.h"

vp_status vp_recorded_read(vp_recorded *out, const vp_round *round, const vp_view *view, vp_arena *arena, vp_err *err)
{
    *out = (vp_recorded){.round = round};
    VP_TRY(vp_rubric_read(&out->rubric, view, "rubric.json", arena, err));
    VP_TRY(vp_proposals_read(&out->all, round, view, arena, err));
    VP_TRY(vp_proposals_that_stand(&out->proposals, &out->all, arena, err));
    VP_TRY(vp_reviews_read(&out->reviews, out->rubric, view, arena, err));
    vp_panel_list panel;
    vp_doubts sheets;
    vp_marked_conflicts conflicts;
    VP_TRY(vp_panel_read(&panel, view, arena, err));
    return vp_doubts_mark(&sheets, &conflicts, &out->reviews, out->rubric, &out->proposals, &panel, arena, err);
}

vp_status vp_recorded_ranking(vp_str *out, const vp_recorded *r, const vp_ranking_how *how, vp_arena *arena,
                              vp_err *err)
{
    vp_ranking *ranking;
    VP_TRY(vp_ranking_of(&ranking, r->rubric, r->round, &r->proposals, &r->reviews, how, arena, err));
    return vp_ranking_emit(ranking, r->round, "csv", (vp_out){vp_out_str, out}, arena, err);
}

/* ---- the ranking ---- */

/* The --method and --line of the last vp-score that was recorded. */
static vp_status last_asked(vp_ranking_how *how, vp_store *store, vp_arena *arena, vp_err *err)
{
    vp_commit *log = NULL;
    vp_commit_info info = {.command = ""};
    size_t n = 0;
    if (store)
        VP_TRY(vp_store_log(&log, &n, store, arena, err));
    while (n-- > 0 && strcmp(info.command, "vp-score") != 0)
        VP_TRY(vp_message_read(&info, log[n].id, log[n].when, log[n].message, arena, err));
    *how = (vp_ranking_how){0};
    if (strcmp(info.command, "vp-score") == 0)
        *how = (vp_ranking_how){vp_commit_arg(&info, "--method"), vp_commit_arg(&info, "--line")};
    return VP_OK;
}

size_t vp_first_difference(const char *a, size_t na, const char *b, size_t nb)
{
    size_t line = 1, i = 0;
    for (; i < na && i < nb && a[i] == b[i]; i++)
        line += a[i] == '\n';
    return i == na && i == nb ? 0 : line;
}

/* *line: the first that differs, 0 when none does. */
static vp_status compare(size_t *line, const vp_recorded *r, const vp_ranking_how *how, const char *ranking, size_t n,
                         vp_arena *arena, vp_err *err)
{
    VP_STR now = {0};
    VP_TRY(vp_recorded_ranking(&now, r, how, arena, err));
    *line = vp_first_difference(vp_str_text(&now), now.n, ranking, n);
    return VP_OK;
}

vp_status vp_ranking_check(const vp_recorded *r, const vp_view *view, const char *ranking, size_t n, vp_store *store,
                           vp_arena *arena, vp_err *err)
{
    size_t line, other = 1;
    const char *file;
    vp_ranking_how how = {0};
    VP_TRY(compare(&line, r, &how, ranking, n, arena, err));
    if (line == 0)
        return VP_OK;
    VP_TRY(last_asked(&how, store, arena, err));
    bool asked = how.method || how.line;
    if (asked)
        VP_TRY(compare(&other, r, &how, ranking, n, arena, err));
    if (other == 0)
        return VP_OK;
    VP_ALLOC(file, view->where(view->ctx, "ranking.csv", arena), err);
    vp_fail(err, VP_INVALID, (vp_where){.file = file, .row = asked ? other : line},
            "the ranking is outdated: vp-score now computes another one");
    if (asked)
        return vp_hint(err, "rank the proposals again: vp-score%s%s%s%s", how.method ? " --method=" : "",
                       how.method ? how.method : "", how.line ? " --line=" : "", how.line ? how.line : ""),
               VP_INVALID;
    return vp_hint(err, "rank the proposals again: vp-score"), VP_INVALID;
}

/* ---- the awards ---- */

static vp_status read_file(const char **bytes, size_t *n, const vp_view *view, const char *path, vp_arena *arena,
                           vp_err *err)
{
    *bytes = "";
    *n = 0;
    vp_status s = view->read(view->ctx, path, bytes, n, arena, err);
    return s == VP_NOTFOUND ? VP_OK : s;
}

static bool states(const cJSON *allocation, const char *key, const char *hash)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(allocation, key));
    return text && strcmp(text, hash) == 0;
}

/* Of the ballots that the round names now; no hash of anything where it names none. */
static vp_status hash_ballots(char hex[VP_HASH_HEX], const vp_round *round, const vp_view *view, vp_arena *arena,
                              vp_err *err)
{
    const char *bytes;
    size_t n;
    if (!round->allocation.ballots) {
        vp_hash(hex, "", 0);
        return VP_OK;
    }
    VP_TRY(read_file(&bytes, &n, view, round->allocation.ballots, arena, err));
    vp_hash(hex, bytes, n);
    return VP_OK;
}

vp_status vp_awards_check(const vp_round *round, const vp_view *view, const char *ranking, size_t n, vp_arena *arena,
                          vp_err *err)
{
    const char *bytes, *file, *json;
    size_t nbytes, njson;
    char ranked[VP_HASH_HEX], awarded[VP_HASH_HEX], voted[VP_HASH_HEX] = "";
    VP_TRY(read_file(&bytes, &nbytes, view, "awards.csv", arena, err));
    VP_TRY(read_file(&json, &njson, view, "allocation.json", arena, err));
    vp_hash(ranked, ranking, n);
    vp_hash(awarded, bytes, nbytes);
    cJSON *allocation;
    VP_TRY(vp_json_tree(&allocation, json, njson, err));
    if (allocation && cJSON_HasObjectItem(allocation, "ballots_sha256")) {
        vp_status s = hash_ballots(voted, round, view, arena, err);
        if (s != VP_OK) {
            cJSON_Delete(allocation);
            return s;
        }
    }
    bool ranking_same = states(allocation, "ranking_sha256", ranked);
    const cJSON *rule = allocation ? cJSON_GetObjectItemCaseSensitive(allocation, "rule") : NULL;
    bool rules_same = states(allocation, "rules_sha256",
                             vp_allocation_rules_hash(round, cJSON_IsString(rule) ? rule->valuestring : ""));
    bool votes_same = !*voted || states(allocation, "ballots_sha256", voted);
    bool same = ranking_same && rules_same && votes_same && states(allocation, "awards_sha256", awarded);
    cJSON_Delete(allocation);
    if (same)
        return VP_OK;
    VP_ALLOC(file, view->where(view->ctx, "awards.csv", arena), err);
    if (!ranking_same)
        vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the awards are outdated: they are not of the ranking that the "
                                                   "round has now");
    else if (!rules_same)
        vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the awards are outdated: the funds or the rules of the allocation "
                                                   "in round.json have changed since");
    else if (!votes_same)
        vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the awards are outdated: the ballots have changed since");
    else
        vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the awards are not as vp-allocate decided them");
    return vp_hint(err, "decide again: vp-allocate"), VP_INVALID;
}

vp_status vp_decision_check(const vp_round *round, const vp_view *view, vp_store *store, bool now, vp_arena *arena,
                            vp_err *err)
{
    const char *ranking;
    size_t n;
    vp_recorded recorded;
    VP_TRY(read_file(&ranking, &n, view, "ranking.csv", arena, err));
    if (now && n > 0) {
        VP_TRY(vp_recorded_read(&recorded, round, view, arena, err));
        VP_TRY(vp_ranking_check(&recorded, view, ranking, n, store, arena, err));
    }
    return vp_awards_check(round, view, ranking, n, arena, err);
}
