/* Commit messages, out and in. Vp-Args are written so that they can be read back exactly: bytes that a line of a
   message cannot hold, and '%', are %XX. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/show.h>
#include <vp/version.h>
#include "lib/rules/secret.h"
#include "lib/verb/message.h"

/* ---- out ---- */

/* How many bytes the valid character beyond ASCII at p has; 0: it is none (Unicode, table 3-7). */
static size_t wide(const unsigned char *p)
{
    size_t n = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool out = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) ||
               (p[0] == 0xF4 && p[1] > 0x8F);
    return out ? 0 : n;
}

static void add_arg(vp_str *out, const char *arg)
{
    for (const char *p = arg; *p; p++) {
        unsigned char c = (unsigned char)*p;
        size_t n = c < 0x80 ? 1 : wide((const unsigned char *)p);
        bool edge = c == ' ' && (p == arg || p[1] == '\0'); /* blanks at the ends of a trailer are cut */
        if (c < 0x20 || c == 0x7F || c == '%' || edge || n == 0) {
            vp_str_addf(out, "%%%02X", c);
        } else {
            vp_str_add(out, p, n);
            p += n - 1;
        }
    }
}

/* Its lines, without what could end the message early ("---" begins a patch for git) or be taken for trailers. */
static void add_reason(vp_str *out, const char *reason)
{
    size_t n = strlen(reason);
    while (n > 0 && isspace((unsigned char)reason[n - 1]))
        n--;
    while (n > 0 && isspace((unsigned char)*reason)) {
        reason++;
        n--;
    }
    if (n == 0)
        return;
    for (const char *p = reason, *end = reason + n; p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t k = nl ? (size_t)(nl - p) : (size_t)(end - p), cut = k > 0 && p[k - 1] == '\r' ? k - 1 : k;
        if (cut >= 3 && memcmp(p, "---", 3) == 0)
            vp_str_addc(out, ' ');
        vp_show(out, p, cut);
        vp_str_addc(out, '\n');
        p += k + 1;
    }
    vp_str_addc(out, '\n');
}

void vp_message_write(vp_str *out, const vp_record *what, const char *reason)
{
    vp_show(out, what->subject, strlen(what->subject));
    vp_str_addz(out, "\n\n");
    if (reason)
        add_reason(out, reason);
    vp_str_addf(out, "Vp-Command: %s\nVp-Version: %s\n", what->command, vp_version());
    for (size_t i = 0; i < what->ninputs; i++) {
        vp_str_addf(out, "Vp-Input: %s ", what->inputs[i].sha256);
        vp_show(out, what->inputs[i].path, strlen(what->inputs[i].path));
        vp_str_addc(out, '\n');
    }
    for (size_t i = 0; i < what->nargs; i++) {
        vp_str_addz(out, "Vp-Args: ");
        add_arg(out, what->args[i]);
        vp_str_addc(out, '\n');
    }
}

vp_status vp_reason_check(const char *reason, vp_arena *arena, vp_err *err)
{
    bool personal = false;
    VP_STR shown = {0}; /* as it will stand there */
    if (reason) {
        vp_show(&shown, reason, strlen(reason));
        VP_TRY(vp_str_check(&shown, err));
        VP_TRY(vp_personal_in(&personal, vp_str_text(&shown), arena, err));
    }
    if (!personal)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "the reason seems to hold somebody's phone number, e-mail address or identity "
                                         "number");
    return vp_hint(err, "leave it out: the reason stands in the history for everybody to read");
}

/* ---- in ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void decode_arg(char *s)
{
    char *to = s;
    for (; *s; s++) {
        if (*s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0 && (s[1] != '0' || s[2] != '0')) {
            *to++ = (char)(hex(s[1]) * 16 + hex(s[2]));
            s += 2;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static char *trimmed(vp_arena *arena, const char *s, size_t n)
{
    while (n > 0 && isspace((unsigned char)*s)) {
        s++;
        n--;
    }
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    return vp_arena_dup(arena, s, n);
}

typedef struct found { vp_input *inputs; const char **args; size_t capinputs, capargs; } found;

static vp_status add_input(vp_commit_info *out, found *f, char *value, vp_arena *arena, vp_err *err)
{
    char *space = strchr(value, ' ');
    if (space)
        *space++ = '\0';
    VP_TRY(vp_arena_grow(arena, &f->inputs, &f->capinputs, out->ninputs, out->ninputs + 1, sizeof *f->inputs, err));
    f->inputs[out->ninputs++] = (vp_input){.sha256 = value, .path = space ? space : ""};
    return VP_OK;
}

static vp_status trailer(vp_commit_info *out, found *f, const char *line, size_t n, vp_arena *arena, vp_err *err)
{
    const char *colon = memchr(line, ':', n);
    char *value;
    if (!colon)
        return VP_OK;
    size_t k = (size_t)(colon - line);
    VP_ALLOC(value, trimmed(arena, colon + 1, n - k - 1), err);
    if (k == 10 && memcmp(line, "Vp-Command", k) == 0) {
        out->command = value;
    } else if (k == 10 && memcmp(line, "Vp-Version", k) == 0) {
        out->version = value;
    } else if (k == 8 && memcmp(line, "Vp-Input", k) == 0) {
        return add_input(out, f, value, arena, err);
    } else if (k == 7 && memcmp(line, "Vp-Args", k) == 0) {
        decode_arg(value);
        VP_TRY(vp_arena_grow(arena, &f->args, &f->capargs, out->nargs, out->nargs + 1, sizeof *f->args, err));
        f->args[out->nargs++] = value;
    }
    return VP_OK;
}

vp_status vp_message_read(vp_commit_info *out, const char *id, int64_t when, const char *message, vp_arena *arena,
                          vp_err *err)
{
    *out = (vp_commit_info){.id = id, .when = when, .command = "", .version = ""};
    found f = {0};
    size_t n = strlen(message);
    while (n > 0 && message[n - 1] == '\n')
        n--;
    VP_ALLOC(out->subject, trimmed(arena, message, strcspn(message, "\n")), err);
    const char *last = NULL, *end = message + n;
    for (const char *p = message; (p = strstr(p, "\n\n")) && p < end; p++)
        last = p + 2;
    for (const char *p = last; p && p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t k = nl ? (size_t)(nl - p) : (size_t)(end - p);
        VP_TRY(trailer(out, &f, p, k, arena, err));
        p += k + 1;
    }
    out->inputs = f.inputs;
    out->args = f.args;
    return VP_OK;
}

const char *vp_commit_arg(const vp_commit_info *what, const char *name)
{
    name += strncmp(name, "--", 2) == 0 ? 2 : 0;
    size_t n = strlen(name);
    for (size_t i = 0; i < what->nargs; i++) {
        const char *a = what->args[i];
        if (strncmp(a, "--", 2) == 0 && strncmp(a + 2, name, n) == 0 && (a[2 + n] == '=' || a[2 + n] == '\0'))
            return a[2 + n] ? a + 3 + n : a + 2 + n;
    }
    return NULL;
}
