/* vp-init: a template becomes the first commit of a round. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <vp/date.h>
#include <vp/init.h>
#include <vp/rubric.h>
#include <vp/str.h>
#include "lib/io/rewrite.h"
#include "lib/store/store.h"
#include "lib/verb/message.h"
#include "lib/verb/signing.h"
#include "lib/verb/subjects.h"
#include "lib/verb/template.h"

/* The path inside the template, or NULL when the file is of another one. */
static const char *inside(const vp_template_file *f, const char *name)
{
    size_t n = strlen(name);
    return strncmp(f->path, name, n) == 0 && f->path[n] == '/' ? f->path + n + 1 : NULL;
}

static const vp_template_file *find(const char *name, const char *path)
{
    for (const vp_template_file *f = vp_template_files; f->path; f++) {
        const char *rest = inside(f, name);
        if (rest && strcmp(rest, path) == 0)
            return f;
    }
    return NULL;
}

const char *vp_template_about(const char *name, vp_lang lang, vp_arena *arena)
{
    const vp_template_file *f = find(name, "about"); /* a line of English, a line of Chinese */
    const char *from = f ? f->bytes : "", *end = strchr(from, '\n');
    if (lang == VP_ZH && end) {
        from = end + 1;
        end = strchr(from, '\n');
    }
    return vp_arena_dup(arena, from, end ? (size_t)(end - from) : strlen(from));
}

/* ---- files ---- */

/* round.json of the template with the id and the title that were asked for. */
static vp_status round_file(const vp_template_file *f, const vp_init_opts *opts, const vp_writer *to, vp_arena *arena,
                            vp_err *err)
{
    const vp_rewrite changes[] = {{"id", opts->id}, {"title", opts->title}};
    VP_STR text = {0};
    VP_STR asking = {0};
    VP_TRY(vp_json_rewrite(&text, f->path, f->bytes, f->n, changes, 2, arena, err));
    if (!opts->sign)
        return to->put(to->ctx, "round.json", text.s, text.n, err);
    VP_TRY(vp_json_insert(&asking, f->path, text.s, text.n, "currency",
                          "\"signing\": {\"required\": true, \"approval\": false}", arena, err));
    return to->put(to->ctx, "round.json", asking.s, asking.n, err);
}

static vp_status copy_template(const vp_init_opts *opts, const vp_writer *to, vp_arena *arena, vp_err *err)
{
    for (const vp_template_file *f = vp_template_files; f->path; f++) {
        const char *path = inside(f, opts->from);
        if (!path || strcmp(path, "about") == 0)
            continue;
        if (strcmp(path, "round.json") == 0)
            VP_TRY(round_file(f, opts, to, arena, err));
        else
            VP_TRY(to->put(to->ctx, path, f->bytes, f->n, err));
    }
    return to->put(to->ctx, ".gitattributes", vp_store_attributes, strlen(vp_store_attributes), err);
}

/* An id or title that cannot be one is the caller's mistake; anything else of a template is ours. */
static vp_status check(vp_round **round, const vp_init_opts *opts, const vp_view *files, vp_arena *arena, vp_err *err)
{
    vp_rubric *rubric;
    vp_status s = vp_round_read(round, files, arena, err);
    if (s == VP_OK)
        return vp_rubric_read(&rubric, files, "rubric.json", arena, err);
    if (s != VP_CORRUPT || (!opts->id && !opts->title))
        return s;
    if (err) {
        err->status = VP_USAGE;
        err->file[0] = '\0';
        err->row = err->col = 0;
    }
    return VP_USAGE;
}

/* ---- the repository ---- */

/* What vp_store_init would say, near enough, for a dry run. */
static vp_status check_free(const char *dir, bool bare, vp_err *err)
{
    DIR *d = opendir(dir);
    if (!d && errno == ENOENT)
        return VP_OK;
    if (!d)
        return vp_fail(err, VP_IO, VP_AT_FILE(dir), "cannot read it: %s", strerror(errno));
    bool empty = true;
    for (const struct dirent *e; empty && (e = readdir(d));)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                (!bare && strcmp(e->d_name, ".git") == 0); /* a vp-init that was cut short */
    closedir(d);
    if (empty)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is not empty", dir);
    return vp_hint(err, "name a new folder"), VP_INVALID;
}

static vp_status message(vp_str *out, const vp_round *round, const vp_init_opts *opts, vp_arena *arena, vp_err *err)
{
    const struct { const char *name, *value; } said[] = {
        {"id", opts->id}, {"template", opts->from}, {"title", opts->title},
    };
    const char *args[3];
    vp_record what = {.command = "vp-init", .args = args};
    for (size_t i = 0; i < 3; i++)
        if (said[i].value)
            VP_ALLOC(args[what.nargs++], vp_arena_printf(arena, "--%s=%s", said[i].name, said[i].value), err);
    VP_ALLOC(what.subject, vp_subject_started(round, arena), err);
    VP_TRY(vp_reason_check(opts->reason, arena, err));
    vp_message_write(out, &what, opts->reason);
    return vp_str_check(out, err);
}

/* ---- signing ---- */

/* A principal is a word of a list: of an address, nothing that would end it. */
static bool can_be_principal(const char *email)
{
    return *email && !strpbrk(email, " \t\",*?!#\\") && strcmp(email, "vp@localhost") != 0;
}

/* Valid from the day before, so that it is in every time zone, which git and ssh-keygen go by. */
static vp_status signers_file(const char **out, const char *email, const char *key, int64_t now, vp_arena *arena,
                              vp_err *err)
{
    char day[VP_DATE_MAX];
    vp_date_format(day, vp_date_of_epoch(now < 86400 ? 0 : now - 86400));
    VP_ALLOC(*out, vp_arena_printf(arena,
        "# Who may sign, a line each, as ssh-keygen(1) describes ALLOWED SIGNERS:\n"
        "#   address namespaces=\"git\",valid-after=\"20250101\",valid-before=\"20260101\" ssh-ed25519 AAAA... "
        "roles=intake,panel\n"
        "# The roles are intake, panel, decide and pay; see vp-round(5).\n"
        "%s namespaces=\"git\",valid-after=\"%.4s%.2s%.2s\" %s roles=intake,panel,decide,pay\n",
        email, day, day + 5, day + 8, key), err);
    return VP_OK;
}

/* git's own commits are signed and checked alike. */
static vp_status configure(vp_store *store, const char *key, vp_err *err)
{
    VP_TRY(vp_store_configure(store, "gpg.format", "ssh", err));
    VP_TRY(vp_store_configure(store, "user.signingkey", key, err));
    if (*vp_store_worktree(store))
        VP_TRY(vp_store_configure(store, "gpg.ssh.allowedSignersFile", "signers", err));
    return vp_store_configure(store, "commit.gpgsign", "true", err);
}

typedef struct key { const char *name, *public; } key;

/* The key under a name that is good in every folder. */
static vp_status find_key(key *out, const char *name, vp_arena *arena, vp_err *err)
{
    char *whole = strncmp(name, "key::", 5) == 0 ? NULL : realpath(name, NULL);
    *out = (key){0};
    out->name = vp_arena_dupz(arena, whole ? whole : name);
    free(whole);
    return out->name ? vp_public_key(&out->public, out->name, arena, err) : vp_nomem(err);
}

static vp_status prepare_signing(vp_signing *out, vp_store *store, vp_files *files, const key *k, const char *email,
                                 int64_t now, vp_arena *arena, vp_err *err)
{
    vp_writer to = vp_files_writer(files);
    vp_view view = vp_files_view(files);
    const char *text;
    bool asked;
    if (!can_be_principal(email)) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "who signs? git has no e-mail address of yours that could stand in "
                                             "'signers'");
        return vp_hint(err, "git config --global user.email you@example.org");
    }
    VP_TRY(signers_file(&text, email, k->public, now, arena, err));
    VP_TRY(to.put(to.ctx, "signers", text, strlen(text), err));
    VP_TRY(vp_signing_open(out, &asked, store, &view, "vp-init", now, arena, err));
    out->key = k->name;
    return configure(store, k->name, err);
}

/* ---- the commit ---- */

static vp_status commit(char id[41], vp_store *store, vp_files *files, const char *text, const key *k, int64_t when,
                        vp_arena *arena, vp_err *err)
{
    vp_stamp who = {.when = when};
    vp_signing signing = {0};
    vp_signer signer = vp_signing_signer(&signing);
    bool changed;
    VP_TRY(vp_store_identity(&who.name, &who.email, store, arena, err));
    if (k)
        VP_TRY(prepare_signing(&signing, store, files, k, who.email, when, arena, err));
    VP_AUTO(vp_step) step = NULL;
    VP_TRY(vp_step_new(&step, store, err));
    vp_writer to = vp_step_writer(step);
    for (size_t i = 0; i < vp_files_count(files); i++) {
        const char *path, *bytes;
        size_t n;
        vp_files_get(files, i, &path, &bytes, &n);
        VP_TRY(to.put(to.ctx, path, bytes, n, err));
    }
    vp_step_sign(step, k ? &signer : NULL);
    return vp_store_commit(store, step, text, &who, &changed, id, err);
}

static vp_status known(const char *name, vp_err *err)
{
    size_t n = 0;
    for (; vp_template_names[n]; n++)
        if (strcmp(vp_template_names[n], name) == 0)
            return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "there is no template '%s'", name);
    return vp_hint(err, "vp-init --list names them"), VP_USAGE;
}

vp_status vp_init(char id[41], const char *dir, const vp_init_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_files *files;
    vp_round *round;
    VP_STR text = {0};
    id[0] = '\0';
    VP_TRY(known(opts->from, err));
    VP_TRY(vp_files_new(&files, NULL, arena, err));
    vp_writer to = vp_files_writer(files);
    vp_view view = vp_files_view(files);
    VP_TRY(copy_template(opts, &to, arena, err));
    VP_TRY(check(&round, opts, &view, arena, err));
    VP_TRY(message(&text, round, opts, arena, err));
    key k;
    if (opts->sign)
        VP_TRY(find_key(&k, opts->sign, arena, err));
    if (opts->dry_run)
        return check_free(dir, opts->bare, err);
    VP_AUTO(vp_store) store = NULL;
    VP_TRY(vp_store_init(&store, dir, opts->bare, err));
    vp_store_ease_merges(store);
    return commit(id, store, files, text.s, opts->sign ? &k : NULL, opts->now, arena, err);
}
