/* Changing single values of a JSON file. */
#include <string.h>
#include <vp/emit.h>
#include "lib/io/json.h"
#include "lib/io/rewrite.h"

static const char *replacement(const vp_rewrite *changes, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(changes[i].key, key) == 0)
            return changes[i].text;
    return NULL;
}

vp_status vp_json_rewrite(vp_str *out, const char *file, const char *bytes, size_t n, const vp_rewrite *changes,
                          size_t count, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_json) j = NULL;
    VP_TRY(vp_json_open(&j, file, bytes, n, arena, err));
    VP_TRY(vp_json_want_object(j, j->root));
    size_t done = 0;
    for (const cJSON *c = j->root->child; c; c = c->next) { /* in the order of the text */
        const char *text = replacement(changes, count, c->string);
        if (!text)
            continue;
        size_t from, to;
        vp_json_range(j, c, &from, &to);
        vp_str_add(out, j->source + done, from - done);
        vp_json_string(out, text);
        done = to;
    }
    vp_str_add(out, j->source + done, j->n - done);
    return vp_str_check(out, err);
}

vp_status vp_json_insert(vp_str *out, const char *file, const char *bytes, size_t n, const char *after,
                         const char *member, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_json) j = NULL;
    VP_TRY(vp_json_open(&j, file, bytes, n, arena, err));
    VP_TRY(vp_json_want_object(j, j->root));
    const cJSON *c = vp_json_member(j->root, after);
    if (!c)
        return vp_fail(err, VP_BUG, VP_AT_FILE(file), "there is no '%s'", after);
    size_t from, to;
    vp_json_range(j, c, &from, &to);
    vp_str_add(out, j->source, to);
    vp_str_addf(out, ",\n  %s", member);
    vp_str_add(out, j->source + to, j->n - to);
    return vp_str_check(out, err);
}
