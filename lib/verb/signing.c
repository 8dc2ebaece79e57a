/* Signing by ssh-keygen, as git does it: the key's file, or a public key whose private one an agent holds. */
#include <string.h>
#include "lib/io/file.h"
#include "lib/io/process.h"
#include "lib/verb/history.h"
#include "lib/verb/signing.h"

enum { KEY_MAX = 64 << 10, SAID_MAX = 300 };

/* "ssh-ed25519 AAAA…" of "key::ssh-ed25519 AAAA…", as git takes it (and without key::, as it once did); else NULL. */
static const char *literal(const char *key)
{
    return strncmp(key, "key::", 5) == 0 ? key + 5 : strncmp(key, "ssh-", 4) == 0 ? key : NULL;
}

static vp_status cannot_sign(const char *key, const vp_process *p, vp_arena *arena, vp_err *err)
{
    const char *said = p->err, *shown;
    static const char chatter[] = "Signing data on standard input\n";
    if (strncmp(said, chatter, sizeof chatter - 1) == 0)
        said += sizeof chatter - 1;
    size_t n = strlen(said);
    while (n > 0 && (said[n - 1] == '\n' || said[n - 1] == '\r'))
        n--;
    VP_ALLOC(shown, vp_arena_dup(arena, said, n < SAID_MAX ? n : SAID_MAX), err);
    VP_ALLOC(shown, vp_history_text(shown, arena), err);
    vp_fail(err, VP_IO, VP_NOWHERE, "ssh-keygen cannot sign with '%s': %s", key, *shown ? shown : "?");
    return vp_hint(err, "see what git is to sign with: git config user.signingKey; a key of an agent must be known to "
                        "it: ssh-add -l");
}

static vp_status make(const char **signature, const char *key, const char *bytes, size_t n, vp_arena *arena,
                      vp_err *err)
{
    vp_process ended;
    const char *text = literal(key);
    const vp_process_input inputs[] = {{bytes, n}, {text ? text : "", text ? strlen(text) : 0}};
    /* a public key as text: only the agent can have the private one (-U), and nothing else is tried or complained of */
    const char *const args[] = {"ssh-keygen", "-Y", "sign", "-n", "git", "-f", text ? "/dev/fd/3" : key,
                                text ? "-U" : NULL, NULL};
    vp_status s = vp_process_run(&ended, args, inputs, text ? 2 : 1, 0, arena, err);
    if (s == VP_NOTFOUND)
        return vp_no_ssh_keygen(err);
    VP_TRY(s);
    if (ended.code != 0 || strncmp(ended.out, "-----BEGIN SSH SIGNATURE-----", 29) != 0)
        return cannot_sign(key, &ended, arena, err);
    *signature = ended.out;
    return VP_OK;
}

/* ---- only what the round accepts ---- */

static vp_status not_accepted(const vp_signing *s, const vp_signed *by, vp_arena *arena, vp_err *err)
{
    const char *who, *roles;
    VP_ALLOC(who, vp_history_text(*by->principals ? by->principals : by->key, arena), err);
    VP_ALLOC(roles, vp_roles_text(s->wanted, arena), err);
    switch (by->trust) {
    case VP_TRUST_UNKNOWN:
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the round's signers do not have your key %s", who);
        return vp_hint(err, "whoever may decide adds a line for it to 'signers' and commits that");
    case VP_TRUST_INVALID:
        vp_fail(err, VP_INVALID, VP_NOWHERE, "your key is not valid now: the line of %s in 'signers' says when", who);
        return vp_hint(err, "whoever may decide changes valid-after or valid-before there and commits that");
    case VP_TRUST_ROLE:
        vp_fail(err, VP_INVALID, VP_NOWHERE, "%s: %s may not sign this: the key lacks the role '%s'", s->step, who,
                roles);
        return vp_hint(err, "somebody with that role runs it, or whoever may decide adds it to 'signers' and commits "
                            "that");
    case VP_TRUST_UNCHECKED:
        return vp_no_ssh_keygen(err);
    default:
        return vp_fail(err, VP_IO, VP_NOWHERE, "what ssh-keygen has signed does not verify");
    }
}

static vp_status sign(void *ctx, const char *bytes, size_t n, const char **signature, vp_arena *arena, vp_err *err)
{
    vp_signing *s = ctx;
    if (!s->key)
        VP_TRY(vp_signing_key(&s->key, s->store, arena, err));
    VP_TRY(make(signature, s->key, bytes, n, arena, err));
    vp_sealed seal = {.payload = bytes, .n = n, .signature = *signature, .when = s->when < 0 ? 0 : s->when};
    VP_TRY(vp_signed_check(&s->by, &seal, s->signers, s->nsigners, s->wanted, arena, err));
    return s->by.trust == VP_TRUST_GOOD ? VP_OK : not_accepted(s, &s->by, arena, err);
}

vp_signer vp_signing_signer(vp_signing *s)
{
    return (vp_signer){sign, s};
}

/* ---- keys ---- */

vp_status vp_signing_key(const char **key, vp_store *store, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_store_config_path(key, store, "user.signingKey", arena, err));
    if (*key && **key)
        return VP_OK;
    vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "the round asks for signatures, and git has no key to sign with");
    return vp_hint(err, "git config user.signingKey ~/.ssh/id_ed25519.pub");
}

vp_status vp_signing_open(vp_signing *out, bool *asked, vp_store *store, const vp_view *view, const char *command,
                          int64_t when, vp_arena *arena, vp_err *err)
{
    *out = (vp_signing){.store = store, .step = command, .when = when, .wanted = vp_roles_wanted(command, NULL, 0)};
    VP_TRY(vp_signing_asked(asked, NULL, view, arena, err));
    if (!*asked)
        return VP_OK;
    VP_TRY(vp_signers_read(&out->signers, &out->nsigners, view, arena, err));
    if (out->nsigners > 0)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "the round asks for signatures, but has no file 'signers'");
    return vp_hint(err, "vp-round(5) says what stands in it; write it and commit it");
}

/* "ssh-ed25519 AAAA" of a line that begins so; NULL when it is none. */
static vp_status public_of(const char **out, const char *text, vp_arena *arena, vp_err *err)
{
    size_t type = strcspn(text, " \t\r\n"), gap = strspn(text + type, " \t");
    size_t body = strcspn(text + type + gap, " \t\r\n");
    bool known = strncmp(text, "ssh-", 4) == 0 || strncmp(text, "ecdsa-", 6) == 0 || strncmp(text, "sk-", 3) == 0;
    *out = NULL;
    if (known && gap > 0 && body > 16)
        VP_ALLOC(*out, vp_arena_printf(arena, "%.*s %.*s", (int)type, text, (int)body, text + type + gap), err);
    return VP_OK;
}

static vp_status no_key(const char *key, vp_err *err)
{
    vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' is no SSH key", key);
    return vp_hint(err, "name the file of a private or public key, such as ~/.ssh/id_ed25519.pub; ssh-keygen -t "
                        "ed25519 makes one");
}

static vp_status read_public(const char **out, const char *path, vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_err aside = {0};
    *out = NULL;
    vp_status s = vp_file_read(&bytes, &n, path, KEY_MAX, arena, &aside);
    return s == VP_OK ? public_of(out, bytes, arena, err) : s == VP_NOMEM ? vp_nomem(err) : VP_OK;
}

vp_status vp_public_key(const char **out, const char *key, vp_arena *arena, vp_err *err)
{
    const char *beside;
    vp_process ended;
    const char *const args[] = {"ssh-keygen", "-y", "-f", key, NULL};
    if (literal(key)) {
        VP_TRY(public_of(out, literal(key), arena, err));
        return *out ? VP_OK : no_key(key, err);
    }
    VP_ALLOC(beside, vp_arena_printf(arena, "%s.pub", key), err);
    VP_TRY(read_public(out, key, arena, err));
    if (!*out)
        VP_TRY(read_public(out, beside, arena, err));
    if (*out)
        return VP_OK;
    vp_status s = vp_process_run(&ended, args, NULL, 0, 0, arena, err);
    if (s == VP_NOTFOUND)
        return vp_no_ssh_keygen(err);
    VP_TRY(s);
    if (ended.code == 0)
        VP_TRY(public_of(out, ended.out, arena, err));
    return *out ? VP_OK : no_key(key, err);
}
