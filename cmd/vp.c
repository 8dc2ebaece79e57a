/* vp: where the round stands, and the way to the other commands (`vp intake` runs vp-intake, as git does). */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vp/status.h>
#include "cli.h"

static const struct { const char *name, *summary; } commands[] = {
#define VP_COMMAND(name, summary) {name, summary},
#include "commands.def"
#undef VP_COMMAND
    {"status", N_("tell where the round stands and what comes next")},
    {"help", N_("list the commands, or show the help of one")},
};
static const size_t ncommands = sizeof commands / sizeof *commands;

static const char *command = "help";
static cli_list arguments;

static const cli_opt opts[] = {
    {0, "command", CLI_ARG, &command, N_("[COMMAND]"), N_("status, help, or a command of the suite"), NULL},
    {0, "argument", CLI_ARGS, &arguments, N_("[ARGUMENT]"), N_("what COMMAND takes"), NULL},
    CLI_ANSWER,
    CLI_COMMON,
    CLI_END,
};
static const cli_cmd cmd = {
    "vp", N_("run grant rounds from a shell"), opts,
    N_("'vp intake' runs vp-intake, and so with every command; 'vp help' lists them. 'vp status' tells where the round "
       "stands and what comes next."),
    "vp status\n"
    "vp help intake\n", NULL, NULL,
};

/* ---- the other commands ---- */

/* "vp-NAME" beside this program, if it is there. */
static bool beside(char path[PATH_MAX], const char *name)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    int length = slash ? snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - self), self, name) : -1;
    return length > 0 && length < PATH_MAX && access(path, X_OK) == 0;
}

/* Only what can be the name of a command, not of a file somewhere else. */
static bool is_name(const char *s)
{
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s) && *s != '-';
}

/* Become vp-NAME; comes back when there is none. */
static void run(const char *name, char **argv)
{
    char full[64], path[PATH_MAX];
    if (!is_name(name) || snprintf(full, sizeof full, "vp-%s", name) >= (int)sizeof full)
        return;
    argv[0] = full;
    if (beside(path, full))
        execv(path, argv);
    execvp(full, argv);
}

/* `vp -C DIR intake ARG…` becomes `vp-intake -C DIR ARG…`: before cli_start, which knows only vp's own options. */
static void pass_on(int argc, char **argv)
{
    int at = cli_first_operand(argc, argv);
    if (at >= argc || strcmp(argv[at], "status") == 0 || strcmp(argv[at], "help") == 0)
        return;
    const char *name = argv[at];
    char **words = calloc((size_t)argc + 1, sizeof *words);
    if (!words)
        return; /* cli_start will say so */
    int n = 1;
    for (int i = 1; i < argc; i++)
        if (i != at)
            words[n++] = argv[i];
    run(name, words);
    free(words);
}

static void help_of(const char *name)
{
    char option[] = "--help", *words[] = {NULL, option, NULL};
    run(name, words);
}

static int unknown(const char *name)
{
    vp_err err = cli_err();
    vp_fail(&err, VP_USAGE, VP_NOWHERE, "'%s' is not a command of vp", name);
    vp_hint(&err, "'vp help' lists the commands");
    return cli_fail(&err);
}

static int list_commands(void)
{
    vp_err err = cli_err();
    VP_STR text = {0};
    vp_str_addf(&text, "%s\n\n", vp_tr(cli.lang, N_("usage: vp [OPTION...] COMMAND [ARGUMENT...]")));
    for (size_t i = 0; i < ncommands; i++)
        vp_str_addf(&text, "  %-10s %s\n", commands[i].name, vp_tr(cli.lang, commands[i].summary));
    vp_str_addf(&text, "\n%s\n", vp_tr(cli.lang, N_("'vp help COMMAND' tells more of one.")));
    vp_out out = cli_out();
    if (vp_str_check(&text, &err) || out.write(out.ctx, text.s, text.n, &err))
        return cli_fail(&err);
    return cli_finish(VP_OK);
}

static int tell_status(void)
{
    VP_AUTO(vp_arena) arena = cli_arena();
    vp_err err = cli_err();
    vp_standing *standing;
    if (vp_standing_open(&standing, cli_session().dir, arena, &err) ||
        vp_standing_emit(standing, cli.format, cli.lang, cli_out(), arena, &err))
        return cli_fail(&err);
    return cli_finish(VP_OK);
}

static int too_many(const char *word)
{
    vp_err err = cli_err();
    vp_fail(&err, VP_USAGE, VP_NOWHERE, "one operand too many: '%s'", word);
    return cli_fail(&err);
}

int main(int argc, char **argv)
{
    pass_on(argc, argv);
    cli_start(&cmd, argc, argv);
    bool help = strcmp(command, "help") == 0;
    if (help && arguments.n == 1 && strcmp(arguments.at[0], "status") != 0 && strcmp(arguments.at[0], "help") != 0) {
        help_of(arguments.at[0]);
        return unknown(arguments.at[0]);
    }
    if (!help && strcmp(command, "status") != 0)
        return unknown(command);
    if (arguments.n > (help ? 1 : 0))
        return too_many(arguments.at[arguments.n - 1]);
    return help ? list_commands() : tell_status();
}
