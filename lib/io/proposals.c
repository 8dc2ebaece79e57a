/* Reading proposals/ID.json of a view. The files are ours (vp_proposal_json), so that any other shape is corruption. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/proposal.h>
#include <vp/str.h>
#include "lib/io/json.h"
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
    __attribute__((cleanup(cjson_freep))) cJSON *json = NULL;
    VP_TRY(vp_json_tree(&json, bytes, n, err));
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

static vp_status read_one(vp_proposal *out, const vp_round *round, const vp_view *view, const char *name,
                          vp_arena *scratch, vp_arena *arena, vp_err *err)
{
    const char *bytes, *path;
    size_t n;
    VP_ALLOC(path, vp_arena_printf(scratch, "proposals/%s", name), err);
    vp_status s = view->read(view->ctx, path, &bytes, &n, scratch, err);
    if (s == VP_NOTFOUND)
        return corrupt(view, path, N_("it cannot be read"), scratch, err);
    VP_TRY(s);
    return vp_proposal_parse(out, round, view, path, bytes, n, arena, err);
}

static void sort(vp_proposals *all)
{
    size_t i = 1;
    while (i < all->n && by_id(&all->at[i - 1], &all->at[i]) < 0)
        i++;
    if (i < all->n)
        qsort(all->at, all->n, sizeof *all->at, by_id);
}

/* ---- from what is kept ---- */

/* All proposals of a folder, and in the order of its files which of them is of which. */
typedef struct folder {
    vp_proposals all;
    struct { const vp_named *file; const vp_proposal *proposal; } *at;
    size_t n;
} folder;

/* What the reading of a proposal rests on, besides its file. */
static vp_status fields_key(vp_memo_key *key, const vp_round *round, const char *kind, vp_err *err)
{
    VP_STR text = {0};
    unsigned char sum[VP_SUM];
    for (size_t i = 0; i < round->nfields; i++)
        vp_str_addf(&text, "%s %d\n", round->fields[i].name, (int)round->fields[i].type);
    VP_TRY(vp_str_check(&text, err));
    vp_sum(sum, vp_str_text(&text), text.n);
    *key = vp_memo_key_of(kind);
    vp_memo_key_add(key, sum, sizeof sum);
    return VP_OK;
}

/* Each file is parsed once, whatever folders it is in. */
static vp_status kept_one(const vp_proposal **out, vp_memo_key key, const vp_named *file, const vp_round *round,
                          const vp_view *view, vp_arena *scratch, vp_err *err)
{
    vp_arena *keep = vp_memo_arena(view->memo);
    vp_mark mark = vp_arena_mark(scratch);
    vp_memo_key_add(&key, file->id, sizeof file->id);
    vp_memo_key_addz(&key, file->name);
    vp_proposal *one = vp_memo_get(view->memo, &key);
    if (!one) {
        VP_ALLOC(one, vp_arena_alloc(keep, sizeof *one), err);
        VP_TRY(read_one(one, round, view, file->name, scratch, keep, err));
        VP_TRY(vp_memo_put(view->memo, &key, one, err));
        vp_arena_rewind(scratch, mark);
    }
    *out = one;
    return VP_OK;
}

/* Whether the folder before has the same file at i or just behind it: most of it is as it was. */
static bool same_file(const folder *before, size_t *i, const vp_named *file)
{
    for (size_t k = *i; before && k < before->n && k < *i + 2; k++)
        if (memcmp(before->at[k].file->id, file->id, sizeof file->id) == 0 &&
            strcmp(before->at[k].file->name, file->name) == 0) {
            *i = k;
            return true;
        }
    return false;
}

static vp_status gather(folder *out, const folder *before, const vp_round *round, const vp_view *view,
                        vp_arena *scratch, vp_err *err)
{
    const vp_named *files;
    size_t count, next = 0;
    vp_memo_key key;
    vp_arena *keep = vp_memo_arena(view->memo);
    VP_TRY(fields_key(&key, round, "proposal", err));
    VP_TRY(view->files(view->ctx, "proposals", &files, &count, scratch, err));
    VP_ALLOC(out->at, vp_arena_array(keep, count, sizeof *out->at), err);
    VP_ALLOC(out->all.at, vp_arena_array(keep, count, sizeof *out->all.at), err);
    for (size_t i = 0; i < count; i++) {
        if (vp_proposal_id_of(files[i].name) == 0)
            continue;
        if (same_file(before, &next, &files[i])) {
            out->at[out->n] = before->at[next];
        } else {
            vp_named *file;
            VP_ALLOC(file, vp_arena_copy(keep, &files[i], 1, sizeof *file), err);
            VP_ALLOC(file->name, vp_arena_dupz(keep, files[i].name), err);
            out->at[out->n].file = file;
            VP_TRY(kept_one(&out->at[out->n].proposal, key, file, round, view, scratch, err));
        }
        next++;
        out->all.at[out->n] = *out->at[out->n].proposal;
        out->all.n = ++out->n;
    }
    sort(&out->all);
    return VP_OK;
}

static vp_status kept_all(vp_proposals *out, const vp_round *round, const vp_view *view, const unsigned char id[20],
                          vp_arena *scratch, vp_err *err)
{
    vp_memo_key key, last;
    VP_TRY(fields_key(&last, round, "proposals", err));
    key = last;
    vp_memo_key_add(&key, id, 20);
    folder *f = vp_memo_get(view->memo, &key);
    if (!f) {
        VP_ALLOC(f, vp_arena_alloc(vp_memo_arena(view->memo), sizeof *f), err);
        VP_TRY(gather(f, vp_memo_get(view->memo, &last), round, view, scratch, err));
        VP_TRY(vp_memo_put(view->memo, &key, f, err));
        VP_TRY(vp_memo_put(view->memo, &last, f, err));
    }
    *out = f->all;
    return VP_OK;
}

vp_status vp_proposals_read(vp_proposals *out, const vp_round *round, const vp_view *view, vp_arena *arena,
                            vp_err *err)
{
    const char *const *names;
    size_t count;
    unsigned char id[20];
    bool there = false;
    *out = (vp_proposals){0};
    if (view->memo)
        VP_TRY(view->id(view->ctx, "proposals", id, &there, err));
    if (there)
        return kept_all(out, round, view, id, arena, err);
    VP_TRY(view->list(view->ctx, "proposals", &names, &count, arena, err));
    VP_ALLOC(out->at, vp_arena_array(arena, count, sizeof *out->at), err);
    for (size_t i = 0; i < count; i++)
        if (vp_proposal_id_of(names[i]) > 0)
            VP_TRY(read_one(&out->at[out->n++], round, view, names[i], arena, arena, err));
    sort(out);
    return VP_OK;
}
