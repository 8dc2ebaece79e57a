/* The signers file and signatures by it. A line is chosen here, by the key that the signature carries; whether the line
   and the signature are good is for ssh-keygen to say, which is given that one line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/round.h>
#include "lib/io/process.h"
#include "lib/verb/signers.h"

enum {
    PATIENCE = 60, /* seconds of silence */
    SIGNATURE_MAX = 64 << 10,
    LINE_MAX_BYTES = 64 << 10,
    FILE_MAX_BYTES = 1 << 20,
    TRIES = 16 /* lines with one key */
};

/* ---- roles ---- */

static const struct { const char *name; unsigned role; } roles[] = {
    {"intake", VP_ROLE_INTAKE}, {"panel", VP_ROLE_PANEL}, {"decide", VP_ROLE_DECIDE}, {"pay", VP_ROLE_PAY},
};
enum { ROLES = sizeof roles / sizeof *roles };

static const struct { const char *command; unsigned role; } steps[] = {
    {"vp-init", VP_ROLE_DECIDE}, {"vp-intake", VP_ROLE_INTAKE},   {"vp-assign", VP_ROLE_PANEL},
    {"vp-score", VP_ROLE_PANEL}, {"vp-allocate", VP_ROLE_DECIDE}, {"vp-monitor", VP_ROLE_PAY},
    {"vp-draw", VP_ROLE_DECIDE},
};

unsigned vp_roles_read(const char *comment)
{
    static const char key[] = "roles=";
    unsigned found = 0;
    for (const char *p = comment; *p; p += strcspn(p, " \t\r\n"), p += strspn(p, " \t\r\n")) {
        if (strncmp(p, key, sizeof key - 1) != 0)
            continue;
        for (const char *w = p + sizeof key - 1; *w && !strchr(" \t\r\n", *w); w += *w == ',') {
            size_t k = strcspn(w, ", \t\r\n");
            for (size_t i = 0; i < ROLES; i++)
                if (strlen(roles[i].name) == k && memcmp(roles[i].name, w, k) == 0)
                    found |= roles[i].role;
            w += k;
        }
    }
    return found;
}

const char *vp_roles_text(unsigned set, vp_arena *arena)
{
    VP_STR t = {0};
    for (size_t i = 0; i < ROLES; i++)
        if (set & roles[i].role)
            vp_str_addf(&t, "%s%s", t.n ? ", " : "", roles[i].name);
    return t.oom ? NULL : vp_arena_dupz(arena, vp_str_text(&t));
}

static bool edited_by_hand(const char *path)
{
    static const char *const files[] = {"round.json", "rubric.json", "panel.csv", "signers"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(path, files[i]) == 0)
            return true;
    return strncmp(path, "lists/", 6) == 0;
}

unsigned vp_roles_wanted(const char *command, const vp_change *changes, size_t n)
{
    unsigned wanted = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(steps[i].command, command) == 0)
            wanted |= steps[i].role;
    for (size_t i = 0; i < n; i++)
        if (edited_by_hand(changes[i].path))
            wanted |= VP_ROLE_DECIDE;
    return wanted;
}

/* ---- base64 ---- */

static int digit(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52
         : c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The bytes that n characters stand for (blanks and what follows '=' are skipped), of the arena; NULL: no memory. */
static unsigned char *decode(size_t *size, const char *s, size_t n, vp_arena *arena)
{
    unsigned char *out = vp_arena_alloc(arena, n / 4 * 3 + 4);
    unsigned bits = 0, have = 0;
    *size = 0;
    for (size_t i = 0; out && i < n && s[i] != '='; i++) {
        int d = digit(s[i]);
        if (d < 0)
            continue;
        bits = (bits << 6 | (unsigned)d) & 0xFFFFFF;
        if ((have += 6) >= 8) {
            have -= 8;
            out[(*size)++] = (unsigned char)(bits >> have);
        }
    }
    return out;
}

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* "SHA256:…", as ssh-keygen -l and git log --show-signature name a key. */
static const char *fingerprint(const unsigned char *key, size_t n, vp_arena *arena)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char sum[VP_HASH_HEX], text[48];
    size_t k = 0;
    vp_hash(sum, key, n);
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < VP_HASH_HEX - 1; i++) {
        bits = (bits << 4 | (unsigned)hex(sum[i])) & 0xFFFF;
        if ((have += 4) >= 6) {
            have -= 6;
            text[k++] = digits[bits >> have & 63];
        }
    }
    text[k++] = digits[bits << (6 - have) & 63]; /* 256 bits are 42 digits and four bits */
    text[k] = '\0';
    return vp_arena_printf(arena, "SHA256:%s", text);
}

/* The public key that a signature carries: after "SSHSIG", a version, and the key's length (PROTOCOL.sshsig). */
static vp_status key_of(const unsigned char **key, size_t *n, const char *signature, vp_arena *arena, vp_err *err)
{
    static const char begin[] = "-----BEGIN SSH SIGNATURE-----", end[] = "-----END SSH SIGNATURE-----";
    const char *from = strstr(signature, begin), *to = from ? strstr(from, end) : NULL;
    unsigned char *blob;
    size_t size;
    *key = NULL;
    if (!to || to - from > SIGNATURE_MAX)
        return VP_OK;
    from += sizeof begin - 1;
    VP_ALLOC(blob, decode(&size, from, (size_t)(to - from), arena), err);
    if (size < 14 || memcmp(blob, "SSHSIG", 6) != 0)
        return VP_OK;
    *n = (size_t)blob[10] << 24 | (size_t)blob[11] << 16 | (size_t)blob[12] << 8 | blob[13];
    if (*n > 0 && *n <= size - 14)
        *key = blob + 14;
    return VP_OK;
}

/* ---- lines ---- */

/* The next word of a line, in which blanks within quotes do not count. */
static size_t word(const char **at, const char *p, const char *end)
{
    bool quoted = false;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    *at = p;
    for (; p < end && (quoted || (*p != ' ' && *p != '\t' && *p != '\r')); p++) {
        if (*p == '\\' && quoted && p + 1 < end)
            p++;
        else if (*p == '"')
            quoted = !quoted;
    }
    return (size_t)(p - *at);
}

typedef struct line { const char *text, *principals, *comment; size_t n; } line;

/* Whether the line has the key, behind its principals and, if there are any, options. */
static vp_status read_line(line *out, bool *has, const char *text, size_t n, const unsigned char *key, size_t nkey,
                           vp_arena *arena, vp_err *err)
{
    const char *at[4] = {0}, *p = text, *end = text + n;
    size_t k[4] = {0};
    *has = false;
    for (size_t i = 0; i < 4; i++) {
        k[i] = word(&at[i], p, end);
        p = at[i] + k[i];
    }
    if (n > LINE_MAX_BYTES || memchr(text, '\0', n) || k[0] == 0 || *at[0] == '#')
        return VP_OK;
    for (size_t i = 2; i < 4 && !*has; i++) {
        size_t size;
        unsigned char *bytes;
        VP_ALLOC(bytes, decode(&size, at[i], k[i], arena), err);
        *has = size == nkey && memcmp(bytes, key, size) == 0;
        p = at[i] + k[i];
    }
    if (!*has)
        return VP_OK;
    bool quoted = *at[0] == '"' && k[0] > 1 && at[0][k[0] - 1] == '"';
    *out = (line){.text = text, .n = n};
    VP_ALLOC(out->principals, vp_arena_dup(arena, at[0] + quoted, k[0] - 2 * quoted), err);
    VP_ALLOC(out->comment, vp_arena_dup(arena, p, (size_t)(end - p)), err);
    return VP_OK;
}

bool vp_principals_meet(const char *a, const char *b)
{
    for (const char *p = a; *p; p += strcspn(p, ","), p += *p == ',')
        for (const char *q = b; *q; q += strcspn(q, ","), q += *q == ',') {
            size_t k = strcspn(p, ",");
            if (k > 0 && k == strcspn(q, ",") && strncmp(p, q, k) == 0)
                return true;
        }
    return false;
}

/* ---- ssh-keygen ---- */

vp_status vp_no_ssh_keygen(vp_err *err)
{
    vp_fail(err, VP_IO, VP_NOWHERE, "ssh-keygen is missing: signatures are made and checked with it");
    return vp_hint(err, "install OpenSSH (openssh-client)");
}

typedef enum answer { SAYS_NO, SAYS_YES, SAYS_NOTHING /* it is missing */ } answer;

/* Whether the signature is good; by the line, and in the name of the first of its principals, or by itself. */
static vp_status ask(answer *says, const vp_sealed *seal, const line *by, vp_arena *arena, vp_err *err)
{
    char when[48];
    int64_t s = seal->when % 86400;
    char date[VP_DATE_MAX];
    const char *who = "";
    vp_process ended;
    const vp_process_input inputs[] = {
        {seal->payload, seal->n}, {seal->signature, strlen(seal->signature)}, {by ? by->text : "", by ? by->n : 0},
    };
    vp_date_format(date, vp_date_of_epoch(seal->when));
    snprintf(when, sizeof when, "verify-time=%.4s%.2s%.2s%02d%02d%02d", date, date + 5, date + 8, (int)(s / 3600),
             (int)(s / 60 % 60), (int)(s % 60));
    if (by)
        VP_ALLOC(who, vp_arena_dup(arena, by->principals, strcspn(by->principals, ",")), err);
    const char *const checks[] = {"ssh-keygen", "-Y", "verify", "-n", "git", "-s", "/dev/fd/3", "-f", "/dev/fd/4", "-I",
                                  who, "-O", when, NULL};
    const char *const looks[] = {"ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", "/dev/fd/3", NULL};
    vp_status status = vp_process_run(&ended, by ? checks : looks, inputs, by ? 3 : 2, PATIENCE, arena, err);
    *says = status == VP_NOTFOUND ? SAYS_NOTHING : ended.code == 0 ? SAYS_YES : SAYS_NO;
    return status == VP_NOTFOUND ? VP_OK : status;
}

/* Why no line said yes. */
static vp_status reason(vp_signed *out, const vp_sealed *seal, vp_arena *arena, vp_err *err)
{
    answer says;
    VP_TRY(ask(&says, seal, NULL, arena, err));
    if (says != SAYS_YES)
        out->trust = says == SAYS_NO ? VP_TRUST_BAD : VP_TRUST_UNCHECKED;
    return VP_OK;
}

/* The next line of the n bytes from *i on that has the key; false: there is none. */
static vp_status next_line(line *out, bool *has, size_t *i, const char *signers, size_t n, const unsigned char *key,
                           size_t nkey, vp_arena *arena, vp_err *err)
{
    *has = false;
    while (*i < n && !*has) {
        const char *nl = memchr(signers + *i, '\n', n - *i);
        size_t k = nl ? (size_t)(nl - signers) - *i : n - *i;
        VP_TRY(read_line(out, has, signers + *i, k, key, nkey, arena, err));
        *i += k + 1;
    }
    return VP_OK;
}

/* A line's word on it; a better one is not given up for it. */
static void take(vp_signed *out, const line *by, vp_trust trust)
{
    if (trust != VP_TRUST_GOOD && out->trust == VP_TRUST_ROLE)
        return;
    out->trust = trust;
    out->principals = by->principals;
    out->roles = vp_roles_read(by->comment);
}

vp_status vp_signed_check(vp_signed *out, const vp_sealed *seal, const char *signers, size_t n, unsigned wanted,
                          vp_arena *arena, vp_err *err)
{
    const unsigned char *key;
    size_t nkey = 0;
    *out = (vp_signed){.trust = VP_TRUST_UNSIGNED, .principals = "", .key = ""};
    if (!*seal->signature)
        return VP_OK;
    out->trust = VP_TRUST_BAD;
    VP_TRY(key_of(&key, &nkey, seal->signature, arena, err));
    if (!key || seal->when < 0 || seal->when > 253402300799)
        return VP_OK;
    VP_ALLOC(out->key, fingerprint(key, nkey, arena), err);
    out->trust = VP_TRUST_UNKNOWN;
    for (size_t i = 0, tries = 0; out->trust != VP_TRUST_GOOD && tries < TRIES; tries++) {
        bool has;
        answer says;
        line by;
        VP_TRY(next_line(&by, &has, &i, signers, n, key, nkey, arena, err));
        if (!has)
            break;
        VP_TRY(ask(&says, seal, &by, arena, err));
        bool may = (vp_roles_read(by.comment) & wanted) == wanted;
        take(out, &by, says != SAYS_YES ? VP_TRUST_INVALID : !may ? VP_TRUST_ROLE : VP_TRUST_GOOD);
    }
    return out->trust == VP_TRUST_UNKNOWN || out->trust == VP_TRUST_INVALID ? reason(out, seal, arena, err) : VP_OK;
}

vp_status vp_signers_find(vp_signed *out, const char *public, const char *signers, size_t n, unsigned wanted,
                          vp_arena *arena, vp_err *err)
{
    const char *body = strchr(public, ' ');
    unsigned char *key;
    size_t nkey;
    body = body ? body + 1 : "";
    *out = (vp_signed){.trust = VP_TRUST_UNKNOWN, .principals = ""};
    VP_ALLOC(key, decode(&nkey, body, strlen(body), arena), err);
    VP_ALLOC(out->key, fingerprint(key, nkey, arena), err);
    for (size_t i = 0; out->trust != VP_TRUST_GOOD;) {
        bool has;
        line by;
        VP_TRY(next_line(&by, &has, &i, signers, n, key, nkey, arena, err));
        if (!has)
            break;
        take(out, &by, (vp_roles_read(by.comment) & wanted) == wanted ? VP_TRUST_GOOD : VP_TRUST_ROLE);
    }
    return VP_OK;
}

/* ---- a round ---- */

vp_status vp_signers_read(const char **bytes, size_t *n, const vp_view *view, vp_arena *arena, vp_err *err)
{
    *bytes = "";
    *n = 0;
    vp_status s = view->read(view->ctx, "signers", bytes, n, arena, err);
    if (s == VP_OK && *n > FILE_MAX_BYTES)
        return vp_fail(err, VP_CORRUPT, VP_AT_FILE(view->where(view->ctx, "signers", arena)), "'signers' is too large");
    return s == VP_NOTFOUND ? VP_OK : s;
}

vp_status vp_signing_asked(bool *required, bool *approval, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_round *round;
    vp_err aside = {0};
    const char *bytes;
    size_t n;
    vp_status s = vp_round_read(&round, view, arena, &aside);
    if (s == VP_OK) {
        *required = round->signing.required;
        if (approval)
            *approval = round->signing.approval;
        return VP_OK;
    }
    if (s == VP_NOMEM || s == VP_IO || s == VP_BUG) {
        if (err)
            *err = aside;
        return s;
    }
    VP_TRY(vp_signers_read(&bytes, &n, view, arena, err));
    *required = n > 0;
    if (approval)
        *approval = false;
    return VP_OK;
}
