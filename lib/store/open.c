/* Making and opening the repository of a round. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/store/inside.h"

enum { PACKS_OPEN = 512 };

static int start(void)
{
    int code = git_libgit2_init();
    if (code >= 0)
        code = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1); /* before any repository: they copy it */
    if (code >= 0)
        code = git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, (size_t)PACKS_OPEN);
    return code;
}

const char *vp_store_library(void)
{
    static _Thread_local char text[32];
    int major = 0, minor = 0, patch = 0;
    git_libgit2_version(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
    return text;
}

static vp_status store_new(vp_store **out, vp_err *err)
{
    vp_store *s = calloc(1, sizeof *s);
    if (!s)
        return vp_nomem(err);
    int code = start();
    if (code < 0) {
        free(s);
        return git_failed(NULL, code, err);
    }
    s->arena = vp_arena_new();
    if (!s->arena) {
        vp_store_free(s);
        return vp_nomem(err);
    }
    *out = s;
    return VP_OK;
}

void vp_store_free(vp_store *s)
{
    if (!s)
        return;
    git_repository_free(s->repo);
    tree_forget(s);
    vp_arena_free(s->arena);
    free(s);
    git_libgit2_shutdown();
}

const char *vp_store_worktree(const vp_store *s)
{
    return s->worktree;
}

const char *vp_store_gitdir(const vp_store *s)
{
    return s->common;
}

const char *vp_store_tip(const vp_store *s)
{
    return s->hex;
}

bool vp_store_damaged(const vp_store *s)
{
    return s->damaged;
}

/* ---- opening ---- */

static char *without_slash(vp_arena *arena, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return vp_arena_dup(arena, path, n);
}

/* "/a/b" of "/a/b/.git"; the path itself of a bare repository. */
static char *round_of(vp_arena *arena, const char *gitdir)
{
    char *dir = without_slash(arena, gitdir);
    size_t n = dir ? strlen(dir) : 0;
    if (n > 5 && strcmp(dir + n - 5, "/.git") == 0)
        dir[n - 5] = '\0';
    return dir;
}

static vp_status foreign(const char *dir, vp_arena *arena, vp_err *err)
{
    git_buf found = {0};
    const char *path = dir;
    if (git_repository_discover(&found, dir, 0, NULL) == 0)
        path = round_of(arena, found.ptr);
    git_buf_dispose(&found);
    if (!path)
        return vp_nomem(err);
    vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the round in '%s' belongs to somebody else", path);
    return vp_hint(err, "if you trust it: git config --global --add safe.directory %s", shell_word(path, arena));
}

/* Kinds of repositories that people make on purpose or by a habit of their git: what each is called; the way out. */
static vp_status of_other_kind(const char *dir, const char *says, vp_arena *arena, vp_err *err)
{
    git_buf found = {0};
    if (git_repository_discover(&found, dir, 0, NULL) == 0)
        dir = round_of(arena, found.ptr);
    git_buf_dispose(&found);
    if (!dir)
        return vp_nomem(err);
    if (strstr(says, "objectformat")) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository in '%s' names its objects by SHA-256: vp needs SHA-1",
                dir);
        return vp_hint(err, "start a round with vp-init and put the files into it; or make the repository with git "
                            "init --object-format=sha1");
    }
    if (strstr(says, "refstorage")) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository in '%s' keeps its branches as a reftable: vp needs files",
                dir);
        return vp_hint(err, "change it (with git 2.46 or later): git -C %s refs migrate --ref-format=files; or clone "
                            "it: git clone --ref-format=files", shell_word(dir, arena));
    }
    if (strstr(says, "worktreeconfig")) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository in '%s' has settings of its own for each work tree "
                                             "(extensions.worktreeConfig)", dir);
        return vp_hint(err, "undo it: git -C %s sparse-checkout disable; git -C %s config --unset "
                            "extensions.worktreeConfig", shell_word(dir, arena), shell_word(dir, arena));
    }
    if (strstr(says, "partialclone")) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository in '%s' is a partial clone of a kind that vp cannot use",
                dir);
        return vp_hint(err, "clone the round whole, without --filter");
    }
    vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository in '%s' is of a kind that vp cannot use: %s", dir, says);
    return vp_hint(err, "a round is a plain SHA-1 repository without extensions, as vp-init and git init make them");
}

static vp_status cannot_open(int code, const char *dir, vp_arena *arena, vp_err *err)
{
    const git_error *e = git_error_last();
    int class = e ? e->klass : GIT_ERROR_NONE;
    const char *says = vp_arena_dupz(arena, e && e->message ? e->message : "");
    if (code == GIT_EOWNER || (code == GIT_ENOTFOUND && class == GIT_ERROR_CONFIG))
        return foreign(dir, arena, err);
    if (code == GIT_ENOTFOUND) {
        if (access(dir, F_OK) < 0)
            return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no folder '%s'", dir);
        vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no round in '%s' or above it", dir);
        return vp_hint(err, "name its folder with -C DIR, or start one: vp-init DIR");
    }
    if (class == GIT_ERROR_REPOSITORY)
        return says ? of_other_kind(dir, says, arena, err) : vp_nomem(err);
    return git_failed(NULL, code, err);
}

/* Where the files are: never where only core.worktree says, or a stranger's round could have us write anywhere. */
static vp_status find_worktree(vp_store *s, vp_err *err)
{
    git_buf found = {0};
    const char *dir = git_repository_workdir(s->repo), *gitdir = git_repository_path(s->repo);
    if (git_repository_is_bare(s->repo) || !dir) {
        VP_ALLOC(s->worktree, vp_arena_dupz(s->arena, ""), err);
        return VP_OK;
    }
    bool ours = git_repository_discover(&found, dir, 0, NULL) == 0 && strcmp(found.ptr, gitdir) == 0;
    git_buf_dispose(&found);
    if (!ours) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "the repository '%s' says that its files are in '%s'", gitdir, dir);
        return vp_hint(err, "if that is wrong: git --git-dir=%s config --unset core.worktree",
                       shell_word(gitdir, s->arena));
    }
    VP_ALLOC(s->worktree, without_slash(s->arena, dir), err);
    return VP_OK;
}

/* What leads from here to the work tree: "" when we stand in it. */
static vp_status find_label(vp_store *s, vp_err *err)
{
    char *here = *s->worktree ? getcwd(NULL, 0) : NULL;
    size_t n = here ? strlen(here) : 0;
    bool below = n > 0 && strncmp(s->worktree, here, n) == 0;
    const char *rest = below ? s->worktree + n : s->worktree;
    if (!*s->worktree)
        s->label = vp_arena_dupz(s->arena, "main:");
    else if (below && *rest == '\0')
        s->label = vp_arena_dupz(s->arena, "");
    else
        s->label = vp_arena_printf(s->arena, "%s/", below && n > 1 && *rest == '/' ? rest + 1 : s->worktree);
    free(here);
    return s->label ? VP_OK : vp_nomem(err);
}

vp_status read_tip(vp_store *s, vp_err *err)
{
    int code = git_reference_name_to_id(&s->tip, s->repo, MAIN_REF);
    s->hex[0] = '\0';
    if (code == GIT_ENOTFOUND) {
        memset(&s->tip, 0, sizeof s->tip);
        return VP_OK;
    }
    if (code < 0)
        return git_failed(s, code, err);
    git_oid_tostr(s->hex, sizeof s->hex, &s->tip);
    return VP_OK;
}

/* Whoever only reads needs no repaired work tree, so that it fails is no reason not to open. */
static void try_repair(vp_store *s)
{
    vp_err ignored = {0};
    claim c;
    if (claim_take(&c, s, &ignored) != VP_OK)
        return;
    if (read_tip(s, &ignored) == VP_OK)
        (void)worktree_repair(s, &c, &ignored);
    claim_drop(&c);
}

/* What is written to stays inside of the git directory: a round that came as an archive may lead elsewhere. */
static vp_status check_links(vp_store *s, vp_err *err)
{
    static const char *const folders[] = {"objects", "objects/pack", "objects/info", "refs", "refs/heads", "refs/tags",
                                          "logs", "logs/refs", "logs/refs/heads", "vp"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct stat st;
        const char *path;
        VP_ALLOC(path, vp_arena_printf(s->arena, "%s/%s", s->common, folders[i]), err);
        if (lstat(path, &st) < 0 || !S_ISLNK(st.st_mode))
            continue;
        vp_fail(err, VP_CORRUPT, VP_AT_FILE(path), "this is a symbolic link, and leads out of the repository");
        return vp_hint(err, "a round keeps all of its history in one place: clone it, and go on in the clone");
    }
    return VP_OK;
}

static vp_status set_up(vp_store *s, vp_err *err)
{
    VP_ALLOC(s->gitdir, without_slash(s->arena, git_repository_path(s->repo)), err);
    VP_ALLOC(s->common, without_slash(s->arena, git_repository_commondir(s->repo)), err);
    VP_TRY(check_links(s, err));
    VP_TRY(find_worktree(s, err));
    VP_TRY(find_label(s, err));
    VP_TRY(odb_attach(s, err));
    if (claim_wanted(s))
        try_repair(s);
    VP_TRY(read_tip(s, err));
    git_oid root;
    vp_status status = *s->hex ? commit_tree(&root, s, &s->tip, s->arena, err) : VP_OK;
    if (status != VP_NOTFOUND)
        return status;
    return lacking(s, N_("commit %1$s is missing"), s->hex, err);
}

vp_status vp_store_open(vp_store **out, const char *dir, vp_err *err)
{
    VP_AUTO(vp_store) s = NULL;
    VP_TRY(store_new(&s, err));
    int code = git_repository_open_ext(&s->repo, dir, 0, NULL);
    if (code < 0)
        return cannot_open(code, dir, s->arena, err);
    VP_TRY(set_up(s, err));
    *out = VP_STEAL(s);
    return VP_OK;
}

bool vp_store_shallow(const vp_store *s)
{
    return git_repository_is_shallow(s->repo) == 1;
}

vp_status vp_store_no_main(vp_store *s, vp_err *err)
{
    git_reference *head = NULL;
    const char *dir = *s->worktree ? s->worktree : s->gitdir, *name = NULL;
    if (git_repository_head(&head, s->repo) == 0 && git_reference_is_branch(head))
        name = vp_arena_dupz(s->arena, git_reference_shorthand(head));
    git_reference_free(head);
    git_error_clear();
    if (name) {
        vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the repository in '%s' has no branch main, only '%s'", dir, name);
        return vp_hint(err, "a round is what is on main; if this is one: git -C %s branch -m main",
                       shell_word(dir, s->arena));
    }
    vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the repository in '%s' has no commit yet on its branch main", dir);
    return vp_hint(err, "start a round with vp-init DIR, or commit its round.json");
}

/* ---- making ---- */

/* How many entries dir has (0 when it is missing), and whether one of them is .git. */
static vp_status look_into(size_t *entries, bool *has_git, const char *dir, vp_err *err)
{
    *entries = 0;
    *has_git = false;
    DIR *d = opendir(dir);
    if (!d && errno == ENOENT)
        return VP_OK;
    if (!d)
        return os_failed(dir, errno, err);
    for (struct dirent *e; (e = readdir(d)); ) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        ++*entries;
        *has_git = *has_git || strcmp(e->d_name, ".git") == 0;
    }
    closedir(d);
    return VP_OK;
}

/* A repository without a single reference: git init made it, or a vp-init that was cut short. */
static vp_status check_blank(const char *dir, bool *blank, vp_arena *arena, vp_err *err)
{
    git_repository *repo = NULL;
    git_reference_iterator *it = NULL;
    const char *name;
    *blank = false;
    int code = git_repository_open_ext(&repo, dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
    if (code == GIT_ENOTFOUND) {
        const git_error *e = git_error_last();
        *blank = !e || e->klass != GIT_ERROR_CONFIG; /* not yet a repository, unless it is somebody else's */
        return VP_OK;
    }
    if (code == 0)
        code = git_reference_iterator_new(&it, repo);
    if (code == 0) {
        code = git_reference_next_name(&name, it);
        *blank = code == GIT_ITEROVER;
    }
    vp_status status = code == 0 || code == GIT_ITEROVER || code == GIT_EOWNER ? VP_OK
                       : repo ? git_failed(NULL, code, err) : cannot_open(code, dir, arena, err);
    git_reference_iterator_free(it);
    git_repository_free(repo);
    return status;
}

static vp_status check_place(const char *dir, bool bare, vp_arena *arena, vp_err *err)
{
    size_t entries;
    bool has_git, blank;
    VP_TRY(look_into(&entries, &has_git, dir, err));
    if (entries == 0)
        return VP_OK;
    VP_TRY(check_blank(dir, &blank, arena, err));
    if (has_git && !bare && blank && entries == 1)
        return VP_OK;
    if (has_git && !blank)
        vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is a repository already", dir);
    else
        vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is not empty", dir);
    return vp_hint(err, "name a new folder");
}

static int configure(vp_store *s)
{
    static const char *const settings[][2] = {
        {"gc.auto", "0"},
        {"core.logAllRefUpdates", "always"},
        {"core.autocrlf", "false"}, /* files are compared by their bytes */
    };
    int code = 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings && code == 0; i++)
        code = config_set(s, settings[i][0], settings[i][1]);
    return code == 0 ? git_repository_set_head(s->repo, MAIN_REF) : code;
}

vp_status vp_store_init(vp_store **out, const char *dir, bool bare, vp_err *err)
{
    VP_AUTO(vp_store) s = NULL;
    VP_TRY(store_new(&s, err));
    VP_TRY(check_place(dir, bare, s->arena, err));
    git_repository_init_options opts = {.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION};
    opts.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH | (bare ? GIT_REPOSITORY_INIT_BARE : 0u);
    opts.initial_head = "main";
    VP_ALLOC(s->common, vp_arena_printf(s->arena, "%s%s", dir, bare ? "" : "/.git"), err);
    bool before = config_locked(s);
    int code = git_repository_init_ext(&s->repo, dir, &opts);
    config_unlock(s, before, code);
    if (code == 0)
        code = configure(s);
    if (code < 0)
        return git_failed(s, code, err);
    vp_store_free(VP_STEAL(s));
    VP_TRY(vp_store_open(out, dir, err));
    return !*(*out)->worktree == bare ? VP_OK : vp_nomem(err); /* libgit2 may go on with half of a configuration */
}
