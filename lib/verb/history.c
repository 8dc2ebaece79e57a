/* What a commit did. */
#include <string.h>
#include <vp/date.h>
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

const char *vp_history_date(int64_t when, vp_arena *arena)
{
    if (when < 0 || when > 253402300799) /* the end of 9999 */
        return vp_arena_printf(arena, "%lld", (long long)when);
    char day[VP_DATE_MAX];
    int s = (int)(when % 86400);
    vp_date_format(day, vp_date_of_epoch(when));
    return vp_arena_printf(arena, "%s" "T%02d:%02d:%02dZ", day, s / 3600, s / 60 % 60, s % 60);
}

/* ---- naming a commit ---- */

static const vp_commit *by_id(const vp_commit *log, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].id, id) == 0)
            return &log[i];
    return NULL;
}

/* HEAD and main are the tip; else the one commit whose id begins so. */
static vp_status begins(const vp_commit **out, const vp_commit *log, size_t n, const char *tip, const char *name,
                        size_t k, vp_err *err)
{
    *out = NULL;
    if ((k == 4 && (memcmp(name, "HEAD", k) == 0 || memcmp(name, "main", k) == 0))) {
        *out = by_id(log, n, tip);
        return VP_OK;
    }
    for (size_t i = 0; k >= 4 && i < n; i++) {
        if (strncmp(log[i].id, name, k) != 0)
            continue;
        if (*out)
            return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "several commits begin with '%.*s'", (int)k, name);
        *out = &log[i];
    }
    return VP_OK;
}

vp_status vp_history_find(const vp_commit **out, const vp_commit *log, size_t n, const char *tip, const char *name,
                      vp_err *err)
{
    size_t k = strcspn(name, "~"), back = 0;
    VP_TRY(begins(out, log, n, tip, name, k, err));
    if (name[k] == '~' && name[k + 1] == '\0')
        back = 1;
    for (const char *p = name + k + (name[k] == '~'); *p; p++) {
        if (*p < '0' || *p > '9' || back > n)
            *out = NULL;
        back = back * 10 + (size_t)(*p - '0');
    }
    while (*out && back-- > 0)
        *out = (*out)->nparents ? by_id(log, n, (*out)->parents[0]) : NULL;
    if (*out)
        return VP_OK;
    vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the history of this round has no commit '%s'", name);
    return vp_hint(err, "name it by 4 or more of the digits that vp-audit log shows, or HEAD~2 for the third last");
}
