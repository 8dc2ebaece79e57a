/* Recording a step: objects first, then the index (worktree.c says why), then the one visible act (main moves from the
   tip that was read to the new commit, or not at all), then the files. */
#include <errno.h>
#include <string.h>
#include <vp/str.h>
#include "lib/store/inside.h"

const char *clean_name(const char *name, const char *otherwise, vp_arena *arena)
{
    char *c = vp_arena_dupz(arena, name ? name : "");
    if (!c)
        return NULL;
    size_t n = 0;
    for (const char *p = c; *p; p++)
        if ((unsigned char)*p >= 0x20 && *p != 0x7F && *p != '<' && *p != '>' && (n > 0 || *p != ' '))
            c[n++] = *p;
    while (n > 0 && strchr(" .,:;\"'\\", c[n - 1]))
        n--;
    c[n] = '\0';
    return n ? c : otherwise;
}

static vp_status commit_text(vp_str *out, const vp_store *s, const git_oid *root, const char *message,
                             const vp_stamp *who, vp_arena *arena, vp_err *err)
{
    const char *name, *email;
    VP_ALLOC(name, clean_name(who->name, "vp", arena), err);
    VP_ALLOC(email, clean_name(who->email, "vp@localhost", arena), err);
    long long when = who->when < 0 ? 0 : who->when; /* git has no time before 1970 */
    vp_str_addf(out, "tree %s\n", git_oid_tostr_s(root));
    if (*s->hex)
        vp_str_addf(out, "parent %s\n", s->hex);
    vp_str_addf(out, "author %s <%s> %lld +0000\n", name, email, when);
    vp_str_addf(out, "committer %s <%s> %lld +0000\n\n%s", name, email, when, message);
    if (out->n > 0 && out->s[out->n - 1] != '\n')
        vp_str_addc(out, '\n');
    return vp_str_check(out, err);
}

/* What main is now; zero when it is unborn. */
static vp_status main_now(git_oid *out, vp_store *s, vp_err *err)
{
    int code = git_reference_name_to_id(out, s->repo, MAIN_REF);
    if (code == GIT_ENOTFOUND) {
        memset(out, 0, sizeof *out);
        return VP_OK;
    }
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

static vp_status move_main(vp_store *s, const git_oid *to, const char *message, const vp_stamp *who, vp_arena *arena,
                           vp_err *err)
{
    git_reference *ref = NULL;
    const char *name, *email, *subject;
    VP_ALLOC(name, clean_name(who->name, "vp", arena), err);
    VP_ALLOC(email, clean_name(who->email, "vp@localhost", arena), err);
    VP_ALLOC(subject, vp_arena_dup(arena, message, strcspn(message, "\n")), err);
    int code = git_repository_set_ident(s->repo, name, email); /* of the reflog */
    if (code == 0)
        code = git_reference_create_matching(&ref, s->repo, MAIN_REF, to, 1, &s->tip, subject);
    git_reference_free(ref);
    if (code == GIT_ENOTFOUND || code == GIT_EEXISTS)
        code = GIT_EMODIFIED; /* main went away, or came to be */
    return code < 0 ? git_failed(s, code, err) : VP_OK;
}

typedef struct plan {
    git_oid root, commit;
    batch batch;
    differences changes;
} plan;

/* With the claim held: everything that can refuse, then the objects, the index, the ref, and the files. */
static vp_status put_in_place(vp_store *s, plan *p, claim *c, const char *message, const vp_stamp *who,
                              vp_arena *arena, vp_err *err)
{
    git_oid now;
    vp_err ignored = {0};
    VP_TRY(main_now(&now, s, err));
    if (!git_oid_equal(&now, &s->tip))
        return git_failed(s, GIT_EMODIFIED, err);
    VP_TRY(worktree_repair(s, c, err));
    if (*s->worktree)
        VP_TRY(worktree_check(s, &p->changes, true, err));
    VP_TRY(batch_write(s, &p->batch, err));
    VP_TRY(claim_note(c, s, &s->tip, &p->commit, err));
    vp_status status = *s->worktree ? worktree_stage(s, &p->changes, err) : VP_OK;
    if (status == VP_OK)
        status = move_main(s, &p->commit, message, who, arena, err);
    if (status != VP_OK) {
        bool known = main_now(&now, s, &ignored) == VP_OK, moved = known && git_oid_equal(&now, &p->commit);
        if (!known)
            s->held = false; /* the lock stays, for the next command, as the note does */
        else if (s->held && !moved)
            (void)worktree_repair(s, c, &ignored);
        else if (!moved)
            claim_done(c);
        return status;
    }
    /* It is recorded. A work tree that cannot follow now is brought up by the next command, from the note. */
    bool followed = !*s->worktree || worktree_bring(s, &p->changes, &ignored) == VP_OK;
    index_release(s);
    if (followed)
        claim_done(c);
    return VP_OK;
}

static vp_status prepare(plan *p, vp_store *s, vp_step *t, const char *message, const vp_stamp *who, bool *changed,
                         vp_err *err)
{
    VP_STR text = {0};
    git_oid old;
    const char *bytes;
    if (*s->hex)
        VP_TRY(commit_tree(&old, s, &s->tip, t->arena, err));
    VP_TRY(step_tree(&p->root, t, *s->hex ? &old : NULL, &p->batch, &p->changes, err));
    *changed = *s->hex ? !git_oid_equal(&old, &p->root) : t->n > 0;
    if (!*changed)
        return VP_OK;
    VP_TRY(commit_text(&text, s, &p->root, message, who, t->arena, err));
    if (t->signer)
        VP_TRY(sign_commit(&text, t->signer, t->arena, err));
    VP_ALLOC(bytes, vp_arena_dup(t->arena, text.s, text.n), err);
    int code = git_odb_hash(&p->commit, bytes, text.n, GIT_OBJECT_COMMIT);
    if (code < 0)
        return git_failed(s, code, err);
    return batch_add(&p->batch, &p->commit, GIT_OBJECT_COMMIT, bytes, text.n, err);
}

vp_status vp_store_rehearse(vp_store *s, vp_step *t, bool *changed, vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(err);
    plan p = {.batch = {.seen = seen, .arena = t->arena}};
    git_oid now;
    VP_TRY(prepare(&p, s, t, "", &(vp_stamp){0}, changed, err));
    VP_TRY(main_now(&now, s, err));
    if (!*changed)
        return VP_OK;
    if (!git_oid_equal(&now, &s->tip))
        return git_failed(s, GIT_EMODIFIED, err);
    return *s->worktree ? worktree_check(s, &p.changes, false, err) : VP_OK;
}

vp_status vp_store_commit(vp_store *s, vp_step *t, const char *message, const vp_stamp *who, bool *changed,
                          char id[VP_OID_HEX], vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    if (!seen)
        return vp_nomem(err);
    plan p = {.batch = {.seen = seen, .arena = t->arena}};
    claim c;
    id[0] = '\0';
    VP_TRY(prepare(&p, s, t, message, who, changed, err));
    if (!*changed)
        return VP_OK;
    *changed = false;
    VP_TRY(claim_take(&c, s, err));
    vp_status status = put_in_place(s, &p, &c, message, who, t->arena, err);
    index_release(s);
    claim_drop(&c);
    if (status != VP_OK)
        return status;
    *changed = true;
    git_oid_tostr(id, VP_OID_HEX, &p.commit);
    return VP_OK;
}
