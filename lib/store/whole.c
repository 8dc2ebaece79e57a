/* The whole of a repository: what it names and all that this reaches, out of it and into a new one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/store/inside.h"

/* ---- refs ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const vp_ref *)a)->name, ((const vp_ref *)b)->name);
}

static vp_status add_ref(vp_ref **all, size_t *n, size_t *cap, git_reference *ref, vp_arena *arena, vp_err *err)
{
    char hex[VP_OID_HEX];
    if (git_reference_type(ref) != GIT_REFERENCE_DIRECT) /* "origin/HEAD": says another's name */
        return VP_OK;
    VP_TRY(vp_arena_grow(arena, all, cap, *n, *n + 1, sizeof **all, err));
    vp_ref *to = &(*all)[*n];
    git_oid_tostr(hex, sizeof hex, git_reference_target(ref));
    VP_ALLOC(to->name, vp_arena_dupz(arena, git_reference_name(ref)), err);
    VP_ALLOC(to->id, vp_arena_dupz(arena, hex), err);
    ++*n;
    return VP_OK;
}

vp_status vp_store_refs(vp_ref **out, size_t *n, vp_store *s, vp_arena *arena, vp_err *err)
{
    git_reference_iterator *it = NULL;
    git_reference *ref = NULL;
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    int code = git_reference_iterator_new(&it, s->repo);
    vp_status status = VP_OK;
    while (status == VP_OK && code == 0 && (code = git_reference_next(&ref, it)) == 0) {
        status = add_ref(out, n, &cap, ref, arena, err);
        git_reference_free(ref);
    }
    if (status == VP_OK && code != GIT_ITEROVER)
        status = git_failed(s, code, err);
    git_reference_iterator_free(it);
    if (status == VP_OK && *n > 0)
        qsort(*out, *n, sizeof **out, by_name);
    return status;
}

vp_status vp_store_put_ref(vp_store *s, const vp_ref *ref, vp_err *err)
{
    git_reference *made = NULL;
    git_oid id;
    if (strncmp(ref->name, "refs/", 5) != 0 || git_oid_fromstr(&id, ref->id) < 0)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is no name of a branch or tag, or is there twice", ref->name);
    int code = git_reference_create(&made, s->repo, ref->name, &id, 0, "restored");
    git_reference_free(made);
    if (code == GIT_EEXISTS || code == GIT_EINVALIDSPEC)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is no name of a branch or tag, or is there twice", ref->name);
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

/* ---- settings ---- */

/* "remote.*.url": a name with anything for the star. */
static const char *const kept[] = {
    "user.name", "user.email", "user.signingkey", "gpg.format", "gpg.ssh.allowedsignersfile", "commit.gpgsign",
    "tag.gpgsign", "remote.*.url", "remote.*.fetch", "branch.*.remote", "branch.*.merge", NULL,
};

static bool matches(const char *name, const char *form)
{
    const char *star = strchr(form, '*');
    size_t n = strlen(name), before = star ? (size_t)(star - form) : 0, after = star ? strlen(star + 1) : 0;
    return star ? n > before + after && strncmp(name, form, before) == 0 && strcmp(name + n - after, star + 1) == 0
                : strcmp(name, form) == 0;
}

bool vp_store_setting(const char *name)
{
    for (size_t i = 0; kept[i]; i++)
        if (matches(name, kept[i]))
            return true;
    return false;
}

/* The file of the round alone: neither what it includes nor the user's. */
static int own_config(git_config **out, vp_store *s)
{
    char *path = vp_arena_printf(s->arena, "%s/config", s->common);
    int code = path ? git_config_new(out) : -1;
    return code == 0 ? git_config_add_file_ondisk(*out, path, GIT_CONFIG_LEVEL_LOCAL, NULL, 0) : code;
}

vp_status vp_store_settings(vp_setting **out, size_t *n, vp_store *s, vp_arena *arena, vp_err *err)
{
    git_config *config = NULL;
    git_config_iterator *it = NULL;
    git_config_entry *e;
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    int code = own_config(&config, s);
    vp_status status = VP_OK;
    if (code == 0)
        code = git_config_iterator_new(&it, config);
    while (status == VP_OK && code == 0 && (code = git_config_next(&e, it)) == 0) {
        if (e->include_depth > 0 || !e->value || !vp_store_setting(e->name))
            continue;
        status = vp_arena_grow(arena, out, &cap, *n, *n + 1, sizeof **out, err);
        if (status != VP_OK)
            break;
        vp_setting *to = &(*out)[*n];
        *to = (vp_setting){vp_arena_dupz(arena, e->name), vp_arena_dupz(arena, e->value)};
        *n += 1;
        if (!to->name || !to->value)
            status = vp_nomem(err);
    }
    if (status == VP_OK && code < 0 && code != GIT_ITEROVER)
        status = git_failed(s, code, err);
    git_config_iterator_free(it);
    git_config_free(config);
    return status;
}

vp_status vp_store_put_setting(vp_store *s, const vp_setting *setting, vp_err *err)
{
    git_config *config = NULL;
    if (!vp_store_setting(setting->name))
        return VP_OK;
    int code = git_repository_config(&config, s->repo);
    if (code == 0) /* one more of the name: a pattern that no value fits replaces none */
        code = git_config_set_multivar(config, setting->name, "^$.", setting->value);
    git_config_free(config);
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

/* ---- objects out ---- */

typedef struct packing {
    git_packbuilder *pack;
    git_revwalk *walk;
    vp_out to;
    vp_err *err;
    vp_status status;
    const vp_progress *progress;
} packing;

static int put_piece(void *buf, size_t n, void *payload)
{
    packing *p = payload;
    p->status = p->to.write(p->to.ctx, buf, n, p->err);
    return p->status == VP_OK ? 0 : GIT_EUSER;
}

static int tell(int stage, uint32_t done, uint32_t total, void *payload)
{
    packing *p = payload;
    if (stage == GIT_PACKBUILDER_DELTAFICATION)
        vp_tick(p->progress, N_("objects"), done, total);
    return 0;
}

/* A tag brings itself and what it stands for; of commits the walk finds what came before. */
static int add_target(packing *p, git_repository *repo, const git_oid *id)
{
    git_object *found = NULL, *commit = NULL;
    int code = git_object_lookup(&found, repo, id, GIT_OBJECT_ANY);
    if (code == 0 && git_object_type(found) != GIT_OBJECT_COMMIT)
        code = git_packbuilder_insert_recur(p->pack, id, NULL);
    if (code == 0 && git_object_peel(&commit, found, GIT_OBJECT_COMMIT) == 0)
        code = git_revwalk_push(p->walk, git_object_id(commit));
    git_object_free(found);
    git_object_free(commit);
    return code;
}

vp_status vp_store_pack(vp_store *s, const vp_ref *refs, size_t n, vp_out to, const vp_progress *progress,
                        vp_err *err)
{
    packing p = {.to = to, .err = err, .status = VP_OK, .progress = progress};
    if (vp_store_shallow(s)) {
        vp_fail(err, VP_CORRUPT, VP_NOWHERE, "this clone is shallow: it holds only a part of the history");
        return vp_hint(err, "get the rest: git fetch --unshallow");
    }
    int code = git_packbuilder_new(&p.pack, s->repo);
    if (code == 0)
        code = git_packbuilder_set_callbacks(p.pack, tell, &p);
    if (code == 0)
        code = git_revwalk_new(&p.walk, s->repo);
    for (size_t i = 0; code == 0 && i < n; i++) {
        git_oid id;
        code = git_oid_fromstr(&id, refs[i].id);
        if (code == 0)
            code = add_target(&p, s->repo, &id);
    }
    if (code == 0)
        code = git_packbuilder_insert_walk(p.pack, p.walk);
    if (code == 0)
        code = git_packbuilder_foreach(p.pack, put_piece, &p);
    vp_status status = p.status != VP_OK ? p.status : code < 0 ? git_failed(s, code, err) : VP_OK;
    git_revwalk_free(p.walk);
    git_packbuilder_free(p.pack);
    return status;
}

/* ---- objects in ---- */

struct vp_unpack {
    vp_store *store;
    git_odb *odb;
    git_odb_writepack *pack;
    git_indexer_progress stats;
};

void vp_unpack_free(vp_unpack *u)
{
    if (!u)
        return;
    if (u->pack)
        u->pack->free(u->pack);
    git_odb_free(u->odb);
    free(u);
}

vp_status vp_unpack_new(vp_unpack **out, vp_store *s, vp_err *err)
{
    VP_AUTO(vp_unpack) u = calloc(1, sizeof *u);
    if (!u)
        return vp_nomem(err);
    u->store = s;
    int code = git_repository_odb(&u->odb, s->repo);
    if (code == 0)
        code = git_odb_write_pack(&u->pack, u->odb, NULL, NULL);
    if (code < 0)
        return git_failed(s, code, err);
    *out = VP_STEAL(u);
    return VP_OK;
}

vp_status vp_unpack_add(vp_unpack *u, const char *bytes, size_t n, vp_err *err)
{
    int code = u->pack->append(u->pack, bytes, n, &u->stats);
    return code < 0 ? git_failed(u->store, code, err) : VP_OK;
}

vp_status vp_unpack_end(vp_unpack *u, vp_err *err)
{
    int code = u->pack->commit(u->pack, &u->stats);
    if (code == 0)
        code = git_odb_refresh(u->odb);
    return code < 0 ? git_failed(u->store, code, err) : VP_OK;
}

/* ---- the work tree ---- */

static vp_status bring_main(vp_store *s, vp_err *err)
{
    claim c;
    git_oid nothing = {{0}};
    VP_TRY(claim_take(&c, s, err));
    vp_status status = claim_note(&c, s, &nothing, &s->tip, err);
    if (status == VP_OK)
        status = worktree_repair(s, &c, err);
    claim_drop(&c);
    return status;
}

vp_status vp_store_show_main(vp_store *s, vp_err *err)
{
    VP_TRY(read_tip(s, err));
    if (!*s->hex)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "there is no branch main in it");
    if (*s->worktree)
        VP_TRY(bring_main(s, err));
    int fd = open(s->common, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return os_failed(s->common, errno, err);
#ifdef __linux__
    vp_status status = syncfs(fd) < 0 ? os_failed(s->common, errno, err) : VP_OK;
#else
    vp_status status = VP_OK;
    sync();
#endif
    close(fd);
    return status;
}
