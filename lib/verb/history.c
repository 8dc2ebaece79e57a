/* What a commit did. */
#include <string.h>
#include <vp/show.h>
#include "lib/verb/history.h"
#include "lib/verb/session.h"

vp_status vp_history_store(vp_store **out, vp_session *session, vp_err *err)
{
    *out = vp_session_store(session);
    if (*out)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "only a round has a history");
    return vp_hint(err, "name its folder with -C DIR instead of --config");
}

const char *vp_history_before(const vp_commit *c)
{
    return c->nparents > 0 ? c->parents[0] : "";
}

static bool has(const vp_change *at, size_t n, const char *path)
{
    for (size_t low = 0, high = n; low < high;) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(path, at[mid].path);
        if (order == 0)
            return true;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

vp_status vp_history_changes(vp_change **out, size_t *count, vp_store *store, const vp_commit *c, vp_arena *arena,
                             vp_err *err)
{
    VP_TRY(vp_store_changes(out, count, store, vp_history_before(c), c->id, arena, err));
    for (size_t i = 1; i < c->nparents; i++) {
        vp_change *other;
        size_t n, kept = 0;
        VP_TRY(vp_store_changes(&other, &n, store, c->parents[i], c->id, arena, err));
        for (size_t k = 0; k < *count; k++)
            if (has(other, n, (*out)[k].path))
                (*out)[kept++] = (*out)[k];
        *count = kept;
    }
    return VP_OK;
}

const char *vp_history_text(const char *text, vp_arena *arena)
{
    VP_STR t = {0};
    vp_show(&t, text, strlen(text));
    return t.oom ? NULL : vp_arena_dupz(arena, vp_str_text(&t));
}
