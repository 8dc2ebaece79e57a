/* Signatures: where they stand in git's objects, and tags that carry one. What a signature is worth, and how one is
   made, others know. */
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>
#include "lib/store/inside.h"

static const char header[] = "gpgsig ", begins[] = "-----BEGIN SSH SIGNATURE-----";

/* ---- out ---- */

void vp_step_sign(vp_step *t, const vp_signer *signer)
{
    t->signer = signer;
}

/* As git has it: the last header, its lines after the first each behind a blank, without a newline too many. */
vp_status sign_commit(vp_str *text, const vp_signer *signer, vp_arena *arena, vp_err *err)
{
    const char *signature, *end = strstr(vp_str_text(text), "\n\n");
    VP_TRY(vp_str_check(text, err));
    VP_TRY(signer->sign(signer->ctx, text->s, text->n, &signature, arena, err));
    VP_STR whole = {0};
    size_t headers = (size_t)(end - text->s) + 1;
    vp_str_add(&whole, text->s, headers);
    vp_str_addz(&whole, header);
    for (const char *p = signature; *p;) {
        size_t k = strcspn(p, "\n");
        if (p != signature)
            vp_str_addc(&whole, ' ');
        vp_str_add(&whole, p, k);
        vp_str_addc(&whole, '\n');
        p += k + (p[k] == '\n');
    }
    vp_str_add(&whole, text->s + headers, text->n - headers);
    VP_TRY(vp_str_check(&whole, err));
    vp_str_free(text);
    *text = whole;
    whole = (vp_str){0};
    return VP_OK;
}

/* ---- in ---- */

/* The seconds of "committer Name <mail> 1700000000 +0800"; 0 when there are none. */
static int64_t seconds_of(const char *line, size_t n)
{
    int64_t when = 0;
    size_t i = n;
    while (i > 0 && line[i - 1] != '>')
        i--;
    for (i += i > 0 && i < n && line[i] == ' '; i > 0 && i < n && line[i] >= '0' && line[i] <= '9'; i++)
        if (when < INT64_MAX / 10 - 1)
            when = when * 10 + (line[i] - '0');
    return when;
}

static bool starts(const char *line, size_t n, const char *with)
{
    size_t k = strlen(with);
    return n >= k && memcmp(line, with, k) == 0;
}

vp_status vp_store_sealed(vp_sealed *out, vp_store *s, const char *commit, vp_arena *arena, vp_err *err)
{
    git_oid id;
    const char *bytes;
    size_t n;
    VP_STR payload = {0};
    VP_STR signature = {0};
    bool inside = false;
    *out = (vp_sealed){.signature = ""};
    if (strlen(commit) != 40 || git_oid_fromstr(&id, commit) < 0)
        return vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "there is no commit '%s'", commit);
    VP_TRY(odb_get(&bytes, &n, s, &id, GIT_OBJECT_COMMIT, arena, err));
    const char *p = bytes, *end = bytes + n;
    while (p < end && *p != '\n') {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t k = nl ? (size_t)(nl - p) + 1 : (size_t)(end - p);
        bool first = signature.n == 0 && starts(p, k, header);
        inside = first || (inside && *p == ' ');
        if (inside)
            vp_str_add(&signature, p + (first ? sizeof header - 1 : 1), k - (first ? sizeof header - 1 : 1));
        else
            vp_str_add(&payload, p, k);
        if (starts(p, k, "committer "))
            out->when = seconds_of(p, k);
        p += k;
    }
    vp_str_add(&payload, p, (size_t)(end - p));
    VP_TRY(vp_str_check(&payload, err));
    VP_TRY(vp_str_check(&signature, err));
    VP_ALLOC(out->payload, vp_arena_dup(arena, vp_str_text(&payload), payload.n), err);
    VP_ALLOC(out->signature, vp_arena_dup(arena, vp_str_text(&signature), signature.n), err);
    out->n = payload.n;
    return VP_OK;
}

/* ---- tags ---- */

/* The value of a header of the n bytes of headers, of the arena; "" when it has none. */
static vp_status header_of(const char **value, const char *bytes, size_t n, const char *name, vp_arena *arena,
                           vp_err *err)
{
    size_t k = strlen(name);
    *value = "";
    for (size_t i = 0; i < n;) {
        const char *nl = memchr(bytes + i, '\n', n - i);
        size_t line = nl ? (size_t)(nl - bytes) - i : n - i;
        if (line > k && memcmp(bytes + i, name, k) == 0) {
            VP_ALLOC(*value, vp_arena_dup(arena, bytes + i + k, line - k), err);
            return VP_OK;
        }
        i += line + 1;
    }
    return VP_OK;
}

static vp_status read_tag(vp_git_tag *out, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    size_t headers = 0, at = n;
    const char *tagger;
    while (headers < n && !(bytes[headers] == '\n' && (headers + 1 == n || bytes[headers + 1] == '\n')))
        headers++;
    for (size_t i = 0; i < n;) { /* the last one counts, as for git */
        const char *nl = memchr(bytes + i, '\n', n - i);
        if (starts(bytes + i, n - i, begins))
            at = i;
        i = nl ? (size_t)(nl - bytes) + 1 : n;
    }
    VP_TRY(header_of(&out->target, bytes, headers, "object ", arena, err));
    VP_TRY(header_of(&tagger, bytes, headers, "tagger ", arena, err));
    VP_ALLOC(out->seal.payload, vp_arena_dup(arena, bytes, at), err);
    VP_ALLOC(out->seal.signature, vp_arena_dup(arena, bytes + at, n - at), err);
    size_t body = headers + 2 < at ? headers + 2 : at;
    VP_ALLOC(out->message, vp_arena_dup(arena, bytes + body, at - body), err);
    out->seal.n = at;
    out->seal.when = seconds_of(tagger, strlen(tagger));
    return VP_OK;
}

static vp_status load_tag(vp_git_tag *out, vp_store *s, const git_reference *ref, vp_arena *arena, vp_err *err)
{
    git_odb *odb = NULL;
    size_t n = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const char *bytes;
    const git_oid *id = git_reference_target(ref);
    *out = (vp_git_tag){.target = "", .message = "", .seal = {.payload = "", .signature = ""}};
    VP_ALLOC(out->name, vp_arena_dupz(arena, git_reference_name(ref) + strlen("refs/tags/")), err);
    if (!id)
        return VP_OK;
    int code = git_repository_odb(&odb, s->repo);
    if (code == 0)
        code = git_odb_read_header(&n, &type, odb, id);
    git_odb_free(odb);
    if (code < 0)
        return git_failed(s, code, err);
    if (type != GIT_OBJECT_TAG) {
        VP_ALLOC(out->target, vp_arena_dupz(arena, git_oid_tostr_s(id)), err);
        return VP_OK;
    }
    VP_TRY(odb_get(&bytes, &n, s, id, GIT_OBJECT_TAG, arena, err));
    return read_tag(out, bytes, n, arena, err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const vp_git_tag *)a)->name, ((const vp_git_tag *)b)->name);
}

vp_status vp_store_tags(vp_git_tag **out, size_t *count, vp_store *s, const char *folder, vp_arena *arena, vp_err *err)
{
    git_reference_iterator *it = NULL;
    git_reference *ref = NULL;
    const char *glob;
    size_t cap = 0;
    vp_status status = VP_OK;
    *out = NULL;
    *count = 0;
    VP_ALLOC(glob, vp_arena_printf(arena, "refs/tags/%s/*", folder), err);
    int code = git_reference_iterator_glob_new(&it, s->repo, glob);
    while (code == 0 && status == VP_OK && (code = git_reference_next(&ref, it)) == 0) {
        status = vp_arena_grow(arena, out, &cap, *count, *count + 1, sizeof **out, err);
        if (status == VP_OK)
            status = load_tag(&(*out)[(*count)++], s, ref, arena, err);
        git_reference_free(ref);
    }
    git_reference_iterator_free(it);
    if (status == VP_OK && code < 0 && code != GIT_ITEROVER)
        return git_failed(s, code, err);
    if (status == VP_OK && *count > 1)
        qsort(*out, *count, sizeof **out, by_name);
    return status;
}

static vp_status point_at(vp_store *s, const char *name, const git_oid *id, const vp_stamp *who, vp_arena *arena,
                          vp_err *err)
{
    git_reference *ref = NULL;
    const git_oid none = {{0}};
    const char *path, *author, *email;
    VP_ALLOC(path, vp_arena_printf(arena, "refs/tags/%s", name), err);
    VP_ALLOC(author, clean_name(who->name, "vp", arena), err);
    VP_ALLOC(email, clean_name(who->email, "vp@localhost", arena), err);
    int code = git_repository_set_ident(s->repo, author, email);
    if (code == 0)
        code = git_reference_create_matching(&ref, s->repo, path, id, 1, &none, "vp-audit approve");
    git_reference_free(ref);
    return code < 0 ? git_failed(s, code == GIT_EEXISTS ? GIT_EMODIFIED : code, err) : VP_OK;
}

vp_status vp_store_tag(vp_store *s, const char *name, const char *target, const char *message, const vp_stamp *who,
                       const vp_signer *signer, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    VP_AUTO(vp_map) seen = vp_map_new();
    const char *author, *email, *signature, *bytes;
    git_oid id;
    if (!seen)
        return vp_nomem(err);
    VP_ALLOC(author, clean_name(who->name, "vp", arena), err);
    VP_ALLOC(email, clean_name(who->email, "vp@localhost", arena), err);
    vp_str_addf(&text, "object %s\ntype commit\ntag %s\ntagger %s <%s> %lld +0000\n\n%s", target, name, author, email,
                (long long)(who->when < 0 ? 0 : who->when), message);
    VP_TRY(vp_str_check(&text, err));
    VP_TRY(signer->sign(signer->ctx, text.s, text.n, &signature, arena, err));
    vp_str_addz(&text, signature);
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(bytes, vp_arena_dup(arena, text.s, text.n), err);
    batch b = {.seen = seen, .arena = arena};
    int code = git_odb_hash(&id, bytes, text.n, GIT_OBJECT_TAG);
    if (code < 0)
        return git_failed(s, code, err);
    VP_TRY(batch_add(&b, &id, GIT_OBJECT_TAG, bytes, text.n, err));
    VP_TRY(batch_write(s, &b, err));
    return point_at(s, name, &id, who, arena, err);
}
