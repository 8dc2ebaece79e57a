/* What libgit2 and the system say, as ours. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <vp/note.h>
#include <vp/str.h>
#include "lib/store/inside.h"

/* The mend for a full disk, when that is what the system says. */
static vp_status make_room(const char *said, vp_err *err)
{
    static const int full[] = {ENOSPC, EDQUOT, EFBIG};
    for (size_t i = 0; i < sizeof full / sizeof *full; i++)
        if (strstr(said, strerror(full[i])))
            return vp_hint(err, "make room on the disk of the round, or ask for a larger quota, and run the command "
                                "again");
    return VP_IO;
}

vp_status os_failed(const char *file, int why, vp_err *err)
{
    if (why == ENOMEM)
        return vp_nomem(err);
    vp_fail(err, VP_IO, VP_AT_FILE(file), "'%s' cannot be used: %s", file, strerror(why));
    if (why == EROFS)
        return vp_hint(err, "the round lies where nothing can be written: clone it to a place where it can");
    if (why == EACCES || why == EPERM)
        return vp_hint(err, "whoever records steps needs the right to write all of the round's folder, .git too: see "
                            "ls -la; or clone the round");
    return make_room(strerror(why), err);
}

const char *shell_word(const char *text, vp_arena *arena)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./,:@%+";
    if (*text && strspn(text, plain) == strlen(text))
        return text;
    VP_STR t = {0};
    vp_str_addc(&t, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            vp_str_addz(&t, "'\\''");
        else
            vp_str_addc(&t, *text);
    }
    vp_str_addc(&t, '\'');
    const char *word = t.oom ? NULL : vp_arena_dup(arena, t.s, t.n);
    return word ? word : "";
}

/* Made with git clone --filter: what is missing was never fetched. */
static bool is_partial(vp_store *s)
{
    git_config *config = NULL;
    const char *text;
    bool partial = s->repo && git_repository_config_snapshot(&config, s->repo) == 0 &&
                   git_config_get_string(&text, config, "remote.origin.partialclonefilter") == 0;
    git_config_free(config);
    git_error_clear();
    return partial;
}

vp_status damaged(vp_store *s, const char *what, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository of the round is damaged: %s", what);
    if (!s)
        return VP_CORRUPT;
    s->damaged = true;
    if (!s->gitdir)
        return VP_CORRUPT;
    if (is_partial(s)) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "this is a partial clone, which lacks a part of the round: %s", what);
        return vp_hint(err, "fetch all of it: git --git-dir=%s fetch --refetch --no-filter; or clone the round without "
                            "--filter", shell_word(s->gitdir, s->arena));
    }
    return vp_hint(err, "see all of it with: git --git-dir=%s fsck --full", shell_word(s->gitdir, s->arena));
}

vp_status lacking(vp_store *s, const char *what, const char *name, vp_err *err)
{
    VP_STR text = {0};
    vp_note_text(&text, err ? err->lang : VP_EN, &(vp_note){what, {name}});
    VP_TRY(vp_str_check(&text, err));
    return damaged(s, vp_str_text(&text), err);
}

vp_status git_failed(vp_store *s, int code, vp_err *err)
{
    int why = errno;
    char text[256];
    const git_error *e = git_error_last();
    int class = e ? e->klass : GIT_ERROR_NONE;
    snprintf(text, sizeof text, "%s", e && e->message ? e->message : why ? strerror(why) : "git gives no reason");
    git_error_clear();

    if (code == GIT_EMODIFIED) {
        vp_fail(err, VP_CONFLICT, VP_NOWHERE, "somebody else has written to the round since it was read");
        return vp_hint(err, "nothing has changed; run the command again");
    }
    if (code == GIT_ELOCKED) {
        vp_fail(err, VP_BUSY, VP_NOWHERE, "somebody else is writing to the round: %s", text);
        return vp_hint(err, "nothing has changed; run the command again. When no git and no vp is running, remove "
                            "the file ending in .lock");
    }
    switch (class) {
    case GIT_ERROR_NOMEMORY:
        return vp_nomem(err);
    case GIT_ERROR_NONE:
    case GIT_ERROR_OS:
    case GIT_ERROR_FILESYSTEM:
        vp_fail(err, VP_IO, VP_NOWHERE, "git's files cannot be used: %s", text);
        return make_room(text, err);
    case GIT_ERROR_CONFIG:
        return vp_fail(err, VP_CORRUPT, VP_NOWHERE, "git's configuration cannot be used: %s", text);
    default:
        return damaged(s, text, err);
    }
}
