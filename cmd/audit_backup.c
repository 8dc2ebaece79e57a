/* vp-audit backup: where the passphrase comes from, and what is said of a backup. Nothing is ever asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vp/backup.h>
#include "cmd/audit_backup.h"
#include "cmd/cli.h"
#include "cmd/stop.h"

enum { PASSPHRASE_MAX = 1024 };
typedef struct secret { char text[PASSPHRASE_MAX + 1]; } secret;

static vp_status too_long(vp_where at, vp_err *err)
{
    return vp_fail(err, VP_USAGE, at, "the passphrase has more than %d bytes", PASSPHRASE_MAX);
}

/* Without a buffer, which would keep it. */
static vp_status read_line(secret *out, FILE *in, const char *file, vp_err *err)
{
    size_t n = 0;
    int c;
    setvbuf(in, NULL, _IONBF, 0);
    while ((c = getc(in)) != EOF && c != '\n' && c != '\r') {
        if (n == PASSPHRASE_MAX)
            return too_long(VP_AT_FILE(file), err);
        if (c == '\0')
            return vp_fail(err, VP_USAGE, VP_AT_FILE(file), "a passphrase is a line of text: this has a zero byte");
        out->text[n++] = (char)c;
    }
    out->text[n] = '\0';
    return ferror(in) ? vp_fail(err, VP_USAGE, VP_AT_FILE(file), "the file cannot be read") : VP_OK;
}

/* The first line of a file, as gpg takes it. */
static vp_status read_passphrase(secret *out, const char *file, vp_err *err)
{
    bool standard = strcmp(file, "-") == 0;
    FILE *in = standard ? stdin : fopen(file, "re");
    if (!in)
        return vp_fail(err, VP_USAGE, VP_AT_FILE(file), "the file cannot be read");
    vp_status status = read_line(out, in, standard ? "<stdin>" : file, err);
    if (!standard)
        fclose(in);
    return status;
}

static vp_status find_passphrase(secret *out, const audit_backup_opts *opts, vp_err *err)
{
    if (opts->passphrase_file)
        return read_passphrase(out, opts->passphrase_file, err);
    char *given = getenv("VP_PASSPHRASE");
    if (!given) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "a backup needs a passphrase");
        return vp_hint(err, "put it into a file that only you can read: --passphrase-file FILE; or into "
                            "VP_PASSPHRASE");
    }
    size_t n = strlen(given);
    if (n > PASSPHRASE_MAX)
        return too_long(VP_NOWHERE, err);
    memcpy(out->text, given, n + 1);
    vp_backup_forget(given, n); /* what git or ssh-keygen inherit has none */
    return VP_OK;
}

static vp_status back_up(vp_session *session, const char *file, const char *passphrase, vp_arena *arena, vp_err *err)
{
    vp_backup_opts how = {.passphrase = passphrase, .progress = cli_progress(), .stop = stop_asked};
    vp_backed b;
    bool standard = strcmp(file, "-") == 0;
    if (standard && isatty(STDOUT_FILENO))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "a backup is not for a terminal: name a file");
    VP_TRY(vp_backup_write(&b, session, standard ? NULL : file, cli_out(), &how, arena, err));
    if (b.uncommitted)
        cli_say(N_("what is edited and not committed is not in the backup"));
    cli_say(N_("backed up main at %.10s: %zu branches and tags, %zu private files, %llu bytes"), b.commit, b.refs,
            b.files, (unsigned long long)b.bytes);
    return VP_OK;
}

vp_status audit_backup(vp_session *session, const char *file, const audit_backup_opts *opts, vp_arena *arena,
                       vp_err *err)
{
    secret s;
    vp_status status = find_passphrase(&s, opts, err);
    stop_watch();
    if (status == VP_OK)
        status = back_up(session, file, s.text, arena, err);
    vp_backup_forget(&s, sizeof s);
    if (status != VP_OK)
        stop_end();
    return status;
}

static vp_status bring_back(const char *file, const char *dir, const char *passphrase, vp_arena *arena, vp_err *err)
{
    vp_backup_opts how = {.passphrase = passphrase, .progress = cli_progress(), .stop = stop_asked};
    vp_backed b;
    VP_TRY(vp_backup_restore(&b, file, dir, &how, arena, err));
    cli_say(N_("restored main at %.10s into '%s': %zu branches and tags, %zu private files; check it: vp-audit -C %s "
               "verify"), b.commit, dir, b.refs, b.files, dir);
    return VP_OK;
}

vp_status audit_restore(const char *file, const char *dir, const audit_backup_opts *opts, vp_arena *arena,
                        vp_err *err)
{
    secret s;
    if (strcmp(file, "-") == 0 && opts->passphrase_file && strcmp(opts->passphrase_file, "-") == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "standard input cannot be both the backup and the passphrase");
    vp_status status = find_passphrase(&s, opts, err);
    stop_watch();
    if (status == VP_OK)
        status = bring_back(file, dir, s.text, arena, err);
    vp_backup_forget(&s, sizeof s);
    if (status != VP_OK)
        stop_end();
    return status;
}
