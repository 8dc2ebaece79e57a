/* Keys and keyed hashes of proposals. */
#include <string.h>
#include "lib/verb/tags.h"

static bool has_private(const vp_round *round, const char *const *text)
{
    for (size_t i = 0; i < round->nfields; i++)
        if (round->fields[i].secret && *text[i])
            return true;
    return false;
}

static vp_status make(const char *const **out, const vp_round *round, const unsigned char key[VP_KEY],
                      const char *const *text, vp_arena *arena, vp_err *err)
{
    const char **tag;
    VP_ALLOC(tag, vp_arena_array(arena, round->nfields, sizeof *tag), err);
    for (size_t i = 0; i < round->nfields; i++) {
        char *hex;
        if (!round->fields[i].secret || !*text[i])
            continue;
        VP_ALLOC(hex, vp_arena_alloc(arena, VP_TAG), err);
        vp_tag(hex, key, round->fields[i].name, text[i]);
        tag[i] = hex;
    }
    *out = tag;
    return VP_OK;
}

/* The hashes that a proposal's bytes state, NULL when they have none. Not every caller knows a view for messages. */
static vp_status stated(const char *const **out, const vp_round *round, const vp_view *view, const char *path,
                        const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    vp_proposal p;
    *out = NULL;
    if (!memmem(bytes, n, "\"private\"", strlen("\"private\"")))
        return VP_OK;
    VP_TRY(vp_proposal_parse(&p, round, view, path, bytes, n, arena, err));
    *out = p.tag;
    return VP_OK;
}

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    (void)ctx, (void)arena;
    return path;
}

static bool all_stand_in(const char *bytes, size_t n, const vp_round *round, const char *const *tag)
{
    for (size_t i = 0; i < round->nfields; i++)
        if (tag[i] && !memmem(bytes, n, tag[i], VP_TAG - 1))
            return false;
    return true;
}

vp_status vp_tags_known(vp_tagger *t, vp_err *err)
{
    return t->known ? VP_OK : vp_values_read(&t->known, t->round, t->store, t->arena, err);
}

/* A proposal that the round has keeps its key, so that the same value gives the same hash. */
static vp_status old_key(unsigned char key[VP_KEY], bool *found, vp_tagger *t, const char *const *text,
                         const char *path, const char *old, size_t nold, vp_arena *scratch, vp_err *err)
{
    const vp_view nowhere = {.where = where};
    const char *const *tag;
    bool fits = false;
    VP_TRY(vp_tags_known(t, err));
    VP_TRY(vp_values_key(key, found, &fits, t->known, text[VP_ID], NULL, scratch, err));
    if (*found) { /* mostly nothing of it has changed, which is seen without reading the file */
        VP_TRY(make(&tag, t->round, key, text, scratch, err));
        if (all_stand_in(old, nold, t->round, tag))
            return VP_OK;
    }
    VP_TRY(stated(&tag, t->round, &nowhere, path, old, nold, scratch, err));
    VP_TRY(vp_values_key(key, found, &fits, t->known, text[VP_ID], tag, scratch, err));
    t->strangers += tag && !fits;
    return VP_OK;
}

static vp_status take_in(const char *const **out, vp_tagger *t, const char *const *text, const char *path,
                         const char *old, size_t nold, vp_arena *scratch, vp_err *err)
{
    unsigned char key[VP_KEY];
    bool found = false;
    if (old && t->store)
        VP_TRY(old_key(key, &found, t, text, path, old, nold, scratch, err));
    if (!found)
        vp_key_of(key, t->sheet, text[VP_ID]);
    if (t->keep)
        vp_values_line(t->keep, t->round, key, text);
    return make(out, t->round, key, text, scratch, err);
}

/* With the key that the step has used, or else as its commit states them. */
static vp_status do_again(const char *const **out, vp_tagger *t, const char *const *text, const char *path,
                          vp_arena *scratch, vp_err *err)
{
    unsigned char key[VP_KEY];
    bool found = false, fits;
    const char *bytes;
    size_t n;
    bool anew = t->forgotten && vp_map_get(t->forgotten, text[VP_ID], strlen(text[VP_ID]));
    if (t->kept && !anew)
        VP_TRY(vp_values_key(key, &found, &fits, t->kept, text[VP_ID], NULL, scratch, err));
    if (found)
        return make(out, t->round, key, text, scratch, err);
    vp_status s = t->stated->read(t->stated->ctx, path, &bytes, &n, scratch, err);
    if (s == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(s);
    VP_TRY(stated(out, t->round, t->stated, path, bytes, n, scratch, err));
    t->unchecked |= *out != NULL;
    return VP_OK;
}

vp_status vp_tags_of(const char *const **out, vp_tagger *t, const char *const *text, const char *path, const char *old,
                     size_t nold, vp_arena *scratch, vp_err *err)
{
    *out = NULL;
    if (t->again && t->kept && !has_private(t->round, text))
        return VP_OK;
    if (t->again)
        return do_again(out, t, text, path, scratch, err);
    return has_private(t->round, text) ? take_in(out, t, text, path, old, nold, scratch, err) : VP_OK;
}
