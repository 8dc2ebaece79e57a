/* Reading proposals/ID.json of a view. The files are ours (vp_proposal_json), so that any other shape is corruption. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/proposal.h>
#include "lib/io/marks.h"

static void cjson_freep(cJSON **j)
{
    cJSON_Delete(*j);
}

static vp_status corrupt(const vp_view *view, const char *path, const char *what, vp_arena *arena, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(view->where(view->ctx, path, arena)), "this is no proposal of this round: %s",
            vp_tr(err ? err->lang : VP_EN, what));
    return vp_hint(err, "see what changed it: git log -p -- %s", path);
}

/* "withdrawn": {"on": "2024-03-01", "reason": "…"}. */
static vp_status withdrawn(vp_proposal *out, const cJSON *member, const vp_view *view, const char *path,
                           vp_arena *arena, vp_err *err)
{
    const char *on = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(member, "on"));
    const char *why = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(member, "reason"));
    vp_date day;
    if (!on || !why || !vp_date_parse(&day, on) || day.first != day.last)
        return corrupt(view, path, N_("it does not say when and why it was withdrawn"), arena, err);
    VP_ALLOC(out->withdrawn_on, vp_arena_dupz(arena, on), err);
    VP_ALLOC(out->withdrawn_why, vp_arena_dupz(arena, why), err);
    return VP_OK;
}

/* The keyed hashes; keys come in the order of the fields. VP_CORRUPT (err untouched): something else stands there. */
static vp_status take_tags(const char **tag, const vp_round *round, const cJSON *hashes, vp_arena *arena, vp_err *err)
{
    size_t field = 0;
    for (const cJSON *one = hashes->child; one; one = one->next, field++) {
        while (field < round->nfields && strcmp(round->fields[field].name, one->string) != 0)
            field++;
        if (field == round->nfields || !cJSON_IsString(one) || !vp_tag_like(one->valuestring))
            return VP_CORRUPT;
        VP_ALLOC(tag[field], vp_arena_dupz(arena, one->valuestring), err);
    }
    return hashes->child ? VP_OK : VP_CORRUPT;
}

vp_status vp_proposal_parse(vp_proposal *out, const vp_round *round, const vp_view *view, const char *path,
                            const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(cjson_freep))) cJSON *json = cJSON_ParseWithLength(bytes, n);
    if (!json)
        VP_TRY(vp_refuse_marks(view->where(view->ctx, path, arena), bytes, n, err));
    if (!cJSON_IsObject(json))
        return corrupt(view, path, N_("it is not a JSON object"), arena, err);
    const char **value, **tag = NULL;
    *out = (vp_proposal){0};
    VP_ALLOC(value, vp_arena_array(arena, round->nfields, sizeof *value), err);
    for (size_t i = 0; i < round->nfields; i++)
        value[i] = "";
    size_t field = 0; /* keys come in the order of the fields */
    for (const cJSON *member = json->child; member; member = member->next) {
        if (strcmp(member->string, "vp") == 0)
            continue;
        if (strcmp(member->string, "withdrawn") == 0) {
            VP_TRY(withdrawn(out, member, view, path, arena, err));
            continue;
        }
        if (cJSON_IsObject(member) && strcmp(member->string, "private") == 0 && !tag) {
            VP_ALLOC(tag, vp_arena_array(arena, round->nfields, sizeof *tag), err);
            vp_status s = take_tags(tag, round, member, arena, err);
            if (s == VP_CORRUPT)
                return corrupt(view, path, N_("its \"private\" is not keyed hashes of fields"), arena, err);
            VP_TRY(s);
            continue;
        }
        size_t tried = 0;
        while (tried < round->nfields && strcmp(round->fields[field].name, member->string) != 0) {
            field = (field + 1) % round->nfields;
            tried++;
        }
        if (tried == round->nfields)
            return corrupt(view, path, N_("it has a field that the round does not know"), arena, err);
        if (!cJSON_IsString(member))
            return corrupt(view, path, N_("a field is not a text"), arena, err);
        VP_ALLOC(value[field], vp_arena_dupz(arena, member->valuestring), err);
    }
    vp_money m;
    for (size_t i = 0; i < round->nfields; i++)
        if (round->fields[i].type == VP_TYPE_MONEY && *value[i] && !vp_money_parse(&m, value[i]))
            return corrupt(view, path, N_("an amount is not a canonical decimal"), arena, err);
    size_t idlen = strlen(value[VP_ID]);
    const char *name = path + strlen("proposals/");
    if (strlen(name) != idlen + 5 || strncmp(name, value[VP_ID], idlen) != 0)
        return corrupt(view, path, N_("its id is not the name of the file"), arena, err);
    out->value = value;
    out->tag = tag;
    return VP_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_proposal *)a)->value[VP_ID], ((const vp_proposal *)b)->value[VP_ID]);
}

vp_status vp_proposals_read(vp_proposals *out, const vp_round *round, const vp_view *view, vp_arena *arena,
                            vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(view->list(view->ctx, "proposals", &names, &count, arena, err));
    *out = (vp_proposals){0};
    VP_ALLOC(out->at, vp_arena_array(arena, count, sizeof *out->at), err);
    for (size_t i = 0; i < count; i++) {
        size_t n;
        if (vp_proposal_id_of(names[i]) == 0)
            continue;
        const char *bytes;
        char *path;
        VP_ALLOC(path, vp_arena_printf(arena, "proposals/%s", names[i]), err);
        vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
        if (s == VP_NOTFOUND)
            return corrupt(view, path, N_("it cannot be read"), arena, err);
        VP_TRY(s);
        VP_TRY(vp_proposal_parse(&out->at[out->n++], round, view, path, bytes, n, arena, err));
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_id);
    return VP_OK;
}
