/* One run of a command: in a round, or as a filter over a folder of configuration. */
#include <stdlib.h>
#include <string.h>
#include <vp/round.h>
#include <vp/session.h>
#include <vp/show.h>
#include "lib/io/file.h"
#include "lib/rules/secret.h"
#include "lib/store/store.h"
#include "lib/verb/guard.h"
#include "lib/verb/message.h"
#include "lib/verb/session.h"
#include "lib/verb/signing.h"

/* A file that --config or --rubric names: it stands in the view under the name that verbs know. Read once, so that a
   pipe will do. */
typedef struct named { const char *name, *path, *bytes; size_t n; } named;

/* Private bytes wait here until the step is recorded. */
typedef struct secret { struct secret *next; const char *name, *bytes; size_t n; } secret;

struct vp_session {
    vp_arena *arena;
    vp_session_opts opts;
    vp_store *store;   /* in a round */
    vp_step *step;     /* in a round, when it may be recorded */
    vp_files *files;   /* what is written, otherwise */
    vp_folder *folder; /* as a filter */
    vp_view folder_view;
    named named[2];
    vp_view view;
    vp_writer writer, inner; /* inner: behind the guard */
    vp_guard *guard;   /* in a round, when it may be recorded */
    secret *secrets, **last;
};

/* ---- as a filter ---- */

static const named *find_named(const vp_session *s, const char *path)
{
    for (size_t i = 0; i < 2; i++)
        if (s->named[i].path && strcmp(s->named[i].name, path) == 0)
            return &s->named[i];
    return NULL;
}

static vp_status read_file(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    vp_session *s = ctx;
    const named *f = find_named(s, path);
    if (!f)
        return s->folder_view.read(s->folder_view.ctx, path, bytes, n, arena, err);
    *bytes = f->bytes;
    *n = f->n;
    return VP_OK;
}

static vp_status list(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err)
{
    vp_session *s = ctx;
    VP_TRY(s->folder_view.list(s->folder_view.ctx, folder, names, count, arena, err));
    if (*folder)
        return VP_OK;
    const char **all;
    size_t n = 0;
    VP_ALLOC(all, vp_arena_array(arena, *count + 2, sizeof *all), err);
    for (size_t i = 0; i < *count; i++)
        if (!find_named(s, (*names)[i]))
            all[n++] = (*names)[i];
    for (size_t i = 0; i < 2; i++)
        if (s->named[i].path)
            all[n++] = s->named[i].name;
    vp_sort_texts(all, n);
    *names = all;
    *count = n;
    return VP_OK;
}

static const char *where(void *ctx, const char *path, vp_arena *arena)
{
    vp_session *s = ctx;
    const named *f = find_named(s, path);
    return f ? f->path : s->folder_view.where(s->folder_view.ctx, path, arena);
}

static vp_status take_named(vp_session *s, named *f, const char *name, const char *path, vp_err *err)
{
    if (!path)
        return VP_OK;
    VP_TRY(vp_file_read(&f->bytes, &f->n, path, VP_FILE_MAX, s->arena, err));
    VP_ALLOC(f->path, vp_arena_dupz(s->arena, path), err);
    f->name = name;
    return VP_OK;
}

static vp_status open_filter(vp_session *s, vp_err *err)
{
    const char *config = s->opts.config, *beside = config ? config : s->opts.rubric;
    const char *slash = strrchr(beside, '/'), *dir = ".";
    VP_TRY(take_named(s, &s->named[0], "round.json", config, err));
    VP_TRY(take_named(s, &s->named[1], "rubric.json", s->opts.rubric, err));
    if (slash)
        VP_ALLOC(dir, vp_arena_dup(s->arena, beside, slash == beside ? 1 : (size_t)(slash - beside)), err);
    VP_TRY(vp_folder_open(&s->folder, dir, err));
    s->folder_view = vp_folder_view(s->folder);
    s->view = (vp_view){.read = read_file, .list = list, .where = where, .ctx = s};
    return VP_OK;
}

/* ---- in a round ---- */

/* A repository is a round when its branch main holds a round.json. */
static vp_status check_round(vp_session *s, vp_err *err)
{
    const char *bytes, *tree = vp_store_worktree(s->store), *dir = *tree ? tree : vp_store_gitdir(s->store);
    size_t n;
    vp_status status = s->view.read(s->view.ctx, "round.json", &bytes, &n, s->arena, err);
    if (status != VP_NOTFOUND)
        return status;
    if (!*vp_store_tip(s->store))
        return vp_store_no_main(s->store, err);
    vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the repository in '%s' holds no round: its branch main has no round.json",
            dir);
    return vp_hint(err, "name a round's folder with -C DIR, start one with vp-init DIR, or commit its round.json");
}

/* Nobody is told to commit names that are private. */
static vp_status check_clean(vp_session *s, vp_err *err)
{
    vp_err e = {.lang = err ? err->lang : VP_EN};
    vp_round *round;
    vp_status status = vp_store_check_clean(s->store, &e);
    size_t n = strlen(e.file);
    bool panel = status == VP_INVALID && n >= 9 && strcmp(e.file + n - 9, "panel.csv") == 0;
    if (panel && vp_round_read(&round, &s->view, s->arena, NULL) == VP_OK && round->panel.secret.n > 0)
        vp_hint(&e, "if it has names, which round.json keeps private: move it out of the round, bring the other back "
                    "with git checkout HEAD -- panel.csv, and give it with vp-assign --names FILE; else commit it");
    if (status != VP_OK && err)
        *err = e;
    return status;
}

static vp_status open_round(vp_session *s, vp_err *err)
{
    VP_TRY(vp_store_open(&s->store, s->opts.dir ? s->opts.dir : ".", err));
    VP_TRY(vp_store_view(&s->view, s->store, vp_store_tip(s->store), s->arena, err));
    VP_TRY(check_round(s, err));
    if (s->opts.read_only)
        return VP_OK;
    if (!s->opts.dry_run)
        vp_store_ease_merges(s->store);
    VP_TRY(vp_guard_new(&s->guard, s->store, &s->view, s->arena, err));
    VP_TRY(check_clean(s, err));
    VP_TRY(vp_guard_panel(s->guard, err));
    return vp_guard_standing(s->guard, err);
}

/* vp-intake keeps private values out by cells, and hides them where it can: what it makes is not looked at again. */
static vp_status guard(vp_session *s, const char *path, const char *bytes, size_t n, vp_err *err)
{
    return bytes && !vp_guard_of_intake(path) ? vp_guard_check(s->guard, path, bytes, n, err) : VP_OK;
}

static vp_status guarded_put(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_session *s = ctx;
    VP_TRY(guard(s, path, bytes, n, err));
    return s->inner.put(s->inner.ctx, path, bytes, n, err);
}

static vp_status guarded_lend(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err)
{
    vp_session *s = ctx;
    VP_TRY(guard(s, path, bytes, n, err));
    return (s->inner.lend ? s->inner.lend : s->inner.put)(s->inner.ctx, path, bytes, n, err);
}

static vp_status open_writer(vp_session *s, vp_err *err)
{
    if (s->store && !s->opts.read_only) {
        VP_TRY(vp_step_new(&s->step, s->store, err));
        s->inner = vp_step_writer(s->step);
        s->writer = (vp_writer){.put = guarded_put, .ctx = s, .lend = guarded_lend};
        return VP_OK;
    }
    VP_TRY(vp_files_new(&s->files, &s->view, s->arena, err));
    s->writer = vp_files_writer(s->files);
    return VP_OK;
}

static vp_status copy_opts(vp_session *s, const vp_session_opts *opts, vp_err *err)
{
    s->opts = *opts;
    const char **texts[] = {&s->opts.dir, &s->opts.config, &s->opts.rubric, &s->opts.reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (*texts[i])
            VP_ALLOC(*texts[i], vp_arena_dupz(s->arena, *texts[i]), err);
    return VP_OK;
}

vp_status vp_session_open(vp_session **out, const vp_session_opts *opts, vp_err *err)
{
    VP_AUTO(vp_session) s = calloc(1, sizeof *s);
    if (!s || !(s->arena = vp_arena_new()))
        return vp_nomem(err);
    s->last = &s->secrets;
    VP_TRY(copy_opts(s, opts, err));
    VP_TRY(vp_reason_check(s->opts.reason, s->arena, err));
    VP_TRY(opts->config || opts->rubric ? open_filter(s, err) : open_round(s, err));
    VP_TRY(open_writer(s, err));
    *out = VP_STEAL(s);
    return VP_OK;
}

void vp_session_free(vp_session *s)
{
    if (!s)
        return;
    vp_step_free(s->step);
    vp_store_free(s->store);
    vp_folder_free(s->folder);
    vp_arena_free(s->arena);
    free(s);
}

vp_status vp_session_queue(int *fd, const vp_session_opts *opts, vp_err *err)
{
    VP_AUTO(vp_store) store = NULL;
    *fd = -1;
    if (opts->config || opts->rubric) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--retry waits for others who write to a round: a filter writes none");
        return vp_hint(err, "leave it out");
    }
    VP_TRY(vp_store_open(&store, opts->dir ? opts->dir : ".", err));
    return vp_store_queue(fd, store, err);
}

bool vp_session_in_round(const vp_session *s)
{
    return s->store;
}

vp_store *vp_session_store(vp_session *s)
{
    return s->store;
}

bool vp_session_shallow(const vp_session *s)
{
    return s->store && vp_store_shallow(s->store);
}

int64_t vp_session_now(const vp_session *s)
{
    return s->opts.now;
}

const vp_view *vp_session_view(const vp_session *s)
{
    return &s->view;
}

const vp_writer *vp_session_writer(vp_session *s)
{
    return &s->writer;
}

/* ---- recording ---- */

vp_status vp_session_keep_private(vp_session *s, const char *name, const char *bytes, size_t n, vp_err *err)
{
    if (!s->step || s->opts.dry_run)
        return VP_OK;
    VP_ALLOC(bytes, vp_arena_dup(s->arena, bytes, n), err);
    return vp_session_lend_private(s, name, bytes, n, err);
}

vp_status vp_session_lend_private(vp_session *s, const char *name, const char *bytes, size_t n, vp_err *err)
{
    if (!s->step || s->opts.dry_run)
        return VP_OK;
    secret *one;
    VP_ALLOC(one, vp_arena_alloc(s->arena, sizeof *one), err);
    VP_ALLOC(one->name, vp_arena_dupz(s->arena, name), err);
    one->bytes = bytes;
    one->n = n;
    *s->last = one;
    s->last = &one->next;
    return VP_OK;
}

/* Whether what was put differs from what the view shows. */
static vp_status compare(vp_session *s, bool *changed, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    *changed = false;
    for (size_t i = 0; i < vp_files_count(s->files) && !*changed; i++) {
        const char *path, *bytes, *old = NULL;
        size_t n, nold = 0;
        vp_mark mark = vp_arena_mark(arena);
        vp_files_get(s->files, i, &path, &bytes, &n);
        vp_status status = s->view.read(s->view.ctx, path, &old, &nold, arena, err);
        if (status != VP_OK && status != VP_NOTFOUND)
            return status;
        bool there = status == VP_OK;
        *changed = there != (bytes != NULL) || (there && (n != nold || memcmp(bytes, old, n) != 0));
        vp_arena_rewind(arena, mark);
    }
    return VP_OK;
}

/* Private bytes go first: a step that is in the history must not lack them. Left over from a step that then lost the
   race, they do no harm: whoever names them does so by what they hold. */
static vp_status record(vp_session *s, const vp_record *what, bool *changed, char id[41], vp_err *err)
{
    VP_STR message = {0};
    vp_stamp who = {.when = s->opts.now};
    vp_signing signing;
    bool asked;
    VP_TRY(vp_signing_open(&signing, &asked, s->store, &s->view, what->command, s->opts.now, s->arena, err));
    vp_signer signer = vp_signing_signer(&signing);
    vp_step_sign(s->step, asked ? &signer : NULL);
    vp_message_write(&message, what, s->opts.reason);
    VP_TRY(vp_str_check(&message, err));
    VP_TRY(vp_guard_check(s->guard, "", message.s, message.n, err));
    VP_TRY(vp_store_identity(&who.name, &who.email, s->store, s->arena, err));
    for (const secret *x = s->secrets; x; x = x->next)
        VP_TRY(vp_store_private_write(s->store, x->name, x->bytes, x->n, err));
    vp_status status = vp_store_commit(s->store, s->step, message.s, &who, changed, id, err);
    vp_step_sign(s->step, NULL);
    return status;
}

/* Without asking for a signature, for which a person may have to touch a key. */
static vp_status rehearse(vp_session *s, const vp_record *what, bool *changed, vp_err *err)
{
    vp_signing signing;
    bool asked;
    const char *key;
    VP_TRY(vp_signing_open(&signing, &asked, s->store, &s->view, what->command, s->opts.now, s->arena, err));
    VP_TRY(vp_store_rehearse(s->store, s->step, changed, err));
    return asked && *changed ? vp_signing_key(&key, s->store, s->arena, err) : VP_OK;
}

vp_status vp_session_record(vp_session *s, const vp_record *what, bool *changed, char id[41], vp_err *err)
{
    id[0] = '\0';
    if (!s->step)
        return compare(s, changed, err);
    if (s->opts.dry_run)
        return rehearse(s, what, changed, err);
    return record(s, what, changed, id, err);
}
