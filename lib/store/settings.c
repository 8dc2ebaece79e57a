/* Git's configuration, of the machine, the user and the round. */
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

vp_status vp_store_config_path(const char **value, vp_store *s, const char *name, vp_arena *arena, vp_err *err)
{
    git_config *config = NULL;
    git_buf found = {0};
    *value = NULL;
    int code = git_repository_config_snapshot(&config, s->repo);
    if (code == 0)
        code = git_config_get_path(&found, config, name);
    vp_status status = code == 0 && !(*value = vp_arena_dupz(arena, found.ptr)) ? vp_nomem(err) : VP_OK;
    if (code < 0 && code != GIT_ENOTFOUND)
        status = git_failed(s, code, err);
    git_buf_dispose(&found);
    git_config_free(config);
    git_error_clear();
    return status;
}

/* What git's configuration says of a person, as a commit can hold it. */
static vp_status own(const char **out, vp_store *s, git_config *config, const char *key, const char *otherwise,
                     vp_arena *arena, vp_err *err)
{
    const char *text = NULL;
    int code = git_config_get_string(&text, config, key);
    if (code < 0 && code != GIT_ENOTFOUND)
        return git_failed(s, code, err);
    VP_ALLOC(*out, clean_name(code == 0 ? text : NULL, otherwise, arena), err);
    return VP_OK;
}

vp_status vp_store_identity(const char **name, const char **email, vp_store *s, vp_arena *arena, vp_err *err)
{
    git_config *config = NULL;
    int code = git_repository_config_snapshot(&config, s->repo);
    if (code < 0)
        return git_failed(s, code, err);
    vp_status status = own(name, s, config, "user.name", "vp", arena, err);
    if (status == VP_OK)
        status = own(email, s, config, "user.email", "vp@localhost", arena, err);
    git_config_free(config);
    git_error_clear();
    return status;
}

/* ---- the round's own ---- */

static const char *lock_of(const vp_store *s)
{
    const char *lock = vp_arena_printf(s->arena, "%s/config.lock", s->common);
    return lock ? lock : "";
}

bool config_locked(const vp_store *s)
{
    return access(lock_of(s), F_OK) == 0;
}

void config_unlock(const vp_store *s, bool before, int code)
{
    if (code < 0 && code != GIT_ELOCKED && !before)
        unlink(lock_of(s));
}

int config_set(vp_store *s, const char *name, const char *value)
{
    git_config *config = NULL, *local = NULL;
    bool before = config_locked(s);
    int code = git_repository_config(&config, s->repo);
    if (code == 0)
        code = git_config_open_level(&local, config, GIT_CONFIG_LEVEL_LOCAL);
    if (code == 0)
        code = git_config_set_string(local, name, value);
    git_config_free(local);
    git_config_free(config);
    config_unlock(s, before, code);
    return code;
}

vp_status vp_store_configure(vp_store *s, const char *name, const char *value, vp_err *err)
{
    int code = config_set(s, name, value);
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}
