/* What every command starts and ends with: shared options, the environment, exit codes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <vp/str.h>
#include "parts.h"

cli_values cli;
const cli_cmd *cli_command;
const cli_opt *cli_table;

const cli_exit_row cli_exits[] = {
    {VP_OK, 0, N_("done")},
    {VP_INVALID, 1, N_("the data says no: some rows were refused, or a check failed")},
    {VP_USAGE, 2, N_("misuse of the command line")},
    {VP_NOTFOUND, 3, N_("no usable round or configuration")},
    {VP_CORRUPT, 3, NULL},
    {VP_CONFLICT, 4, N_("somebody else is writing: run again")},
    {VP_BUSY, 4, NULL},
    {VP_IO, 5, N_("the system failed: disk, permission, memory, pipe")},
    {VP_NOMEM, 5, NULL},
    {VP_BUG, 6, N_("a bug of vp")},
};
const size_t cli_nexits = sizeof cli_exits / sizeof *cli_exits;

int cli_exit_code(vp_status s)
{
    for (size_t i = 0; i < cli_nexits; i++)
        if (cli_exits[i].status == s)
            return cli_exits[i].code;
    return 6;
}

/* ---- shared rows ---- */

static const char *color = "auto";
static long retry;
static cli_list folders;
static const char *const colors[] = {"auto", "always", "never", NULL};

static const cli_opt common[] = {
    {'C', "directory", CLI_LIST, &folders, N_("DIR"), N_("run as if started in DIR"), NULL},
    {'q', "quiet", CLI_FLAG, &cli.quiet, NULL, N_("say only what went wrong"), NULL},
    {'v', "verbose", CLI_FLAG, &cli.verbose, NULL, N_("say more of what is done"), NULL},
    {0, "color", CLI_CHOICE, &color, N_("WHEN"), N_("colour of messages"), colors},
    {'h', "help", CLI_FLAG, NULL, NULL, N_("show this list; --help tells more"), NULL},
    {0, "version", CLI_FLAG, NULL, NULL, N_("show the version"), NULL},
    CLI_END,
};
static const cli_opt answer[] = {
    {0, "format", CLI_CHOICE, &cli.format, N_("NAME"), N_("form of the answer"), vp_emit_formats},
    {0, "json", CLI_FLAG, NULL, NULL, N_("the same as --format=json"), NULL},
    {'o', "output", CLI_TEXT, &cli.output, N_("FILE"), N_("write the answer to FILE once it is complete"), NULL},
    CLI_END,
};
static const cli_opt record[] = {
    {'n', "dry-run", CLI_FLAG, &cli.dry_run, NULL, N_("do everything but record it"), NULL},
    {0, "retry", CLI_NUMBER, &retry, N_("SECONDS"), N_("wait so long for others who write to the round, and do it "
                                                      "again on what they wrote"), NULL},
    {'m', "message", CLI_TEXT, &cli.reason, N_("TEXT"), N_("the reason, kept in the history"), NULL},
    CLI_END,
};
static const cli_opt filter[] = {
    {0, "config", CLI_TEXT, &cli.config, N_("FILE"), N_("work as a filter with this round.json; record nothing"), NULL},
    {0, "rubric", CLI_TEXT, &cli.rubric, N_("FILE"), N_("use this rubric.json, not the one beside round.json"), NULL},
    CLI_END,
};
static const struct { const char *name; const cli_opt *rows; } shared[] = {
    {"answer", answer}, {"record", record}, {"filter", filter}, {"common", common}, /* the order of help */
};

static bool is_end(const cli_opt *o) { return !o->name && !o->help; }

static const size_t nshared = sizeof shared / sizeof *shared;

static bool asks_for(const cli_cmd *cmd, size_t k)
{
    for (const cli_opt *o = cmd->opts; !is_end(o); o++)
        if (!o->name && strcmp(shared[k].name, o->help) == 0)
            return true;
    return false;
}

/* ---- words before a command ---- */

static const cli_opt *shared_option(char letter, const char *name, size_t n)
{
    for (size_t k = 0; k < nshared; k++)
        for (const cli_opt *o = shared[k].rows; o->name; o++)
            if (name ? strlen(o->name) == n && memcmp(o->name, name, n) == 0 : o->letter == letter)
                return o;
    return NULL;
}

/* How many words the option at argv[0] takes; 0: it is not a shared one. */
static int words_of(char **argv)
{
    const char *word = *argv;
    if (word[1] == '-') {
        size_t n = strcspn(word + 2, "=");
        const cli_opt *o = shared_option(0, word + 2, n);
        return !o ? 0 : o->kind != CLI_FLAG && word[2 + n] == '\0' ? 2 : 1;
    }
    for (const char *p = word + 1; *p; p++) {
        const cli_opt *o = shared_option(*p, NULL, 0);
        if (!o)
            return 0;
        if (o->kind != CLI_FLAG)
            return p[1] ? 1 : 2;
    }
    return 1;
}

int cli_first_operand(int argc, char **argv)
{
    int at = 1;
    while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0') {
        int n = words_of(argv + at);
        if (n == 0 || n > argc - at)
            return argc;
        at += n;
    }
    return at;
}

/* ---- failing ---- */

_Noreturn void cli_give_up(const vp_err *err)
{
    cli_set_color(color); /* as far as the options were read */
    exit(cli_fail(err));
}

vp_err cli_err(void)
{
    return (vp_err){.lang = cli.lang};
}

void *cli_memory(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);
    if (!p) {
        vp_err err = cli_err();
        vp_nomem(&err);
        cli_give_up(&err);
    }
    return p;
}

vp_arena *cli_arena(void)
{
    vp_arena *a = vp_arena_new();
    if (!a) {
        vp_err err = cli_err();
        vp_nomem(&err);
        cli_give_up(&err);
    }
    return a;
}

static size_t rows_of(cli_opt *to, const cli_opt *rows)
{
    size_t n = 0;
    for (; !is_end(rows); rows++)
        if (rows->name) {
            if (to)
                to[n] = *rows;
            n++;
        }
    return n;
}

/* The command's own rows first, then the shared ones it asks for; all NULL: only count. */
static size_t gather(cli_opt *all, const cli_cmd *cmd)
{
    size_t n = rows_of(all, cmd->opts);
    for (size_t k = 0; k < nshared; k++)
        if (asks_for(cmd, k))
            n += rows_of(all ? all + n : NULL, shared[k].rows);
    return n;
}

static const cli_opt *flatten(const cli_cmd *cmd)
{
    cli_opt *all = cli_memory(gather(NULL, cmd) + 1, sizeof *all);
    gather(all, cmd);
    for (cli_opt *o = all; o->name; o++)
        if (o->value == &cli.format && cmd->formats)
            o->choices = cmd->formats;
    return all;
}

/* ---- the environment ---- */

static const char *variable(const char *name)
{
    const char *v = getenv(name);
    return v && *v ? v : NULL;
}

/* gettext's order: the locale is LC_ALL, else LC_MESSAGES, else LANG; LANGUAGE is a list that goes before it, unless
   the locale is C. */
static vp_lang language(void)
{
    const char *locale = variable("LC_ALL");
    if (!locale)
        locale = variable("LC_MESSAGES");
    if (!locale)
        locale = variable("LANG");
    if (!locale || strcmp(locale, "C") == 0 || strncmp(locale, "C.", 2) == 0 || strcmp(locale, "POSIX") == 0)
        return VP_EN;
    for (const char *p = variable("LANGUAGE"); p && *p; p += *p == ':') {
        char part[16];
        size_t n = strcspn(p, ":");
        if (n > 0 && n < sizeof part) {
            memcpy(part, p, n);
            part[n] = '\0';
            if (vp_lang_parse(part) == VP_ZH)
                return VP_ZH;
            if (strncmp(part, "en", 2) == 0 || strcmp(part, "C") == 0)
                return VP_EN;
        }
        p += n;
    }
    return vp_lang_parse(locale);
}

static int64_t moment(void)
{
    static const long last = 253402300799; /* of the year 9999 */
    const char *fixed = variable("SOURCE_DATE_EPOCH");
    long seconds;
    if (!fixed)
        return (int64_t)time(NULL);
    if (!cli_whole_number(&seconds, fixed) || seconds > last) {
        vp_err err = cli_err();
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "SOURCE_DATE_EPOCH '%s' is not a number of seconds since 1970", fixed);
        vp_hint(&err, "unset it, or set it to the time of the last change: SOURCE_DATE_EPOCH=$(date +%%s)");
        cli_misuse(&err);
    }
    return seconds;
}

/* A closed descriptor would be given to the next file that is opened, and messages written into that. What stands in
   for it fails when it is used. */
static void keep_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            _exit(5);
}

static void enter_folders(void)
{
    for (size_t i = 0; i < folders.n; i++) {
        if (*folders.at[i] == '\0' || chdir(folders.at[i]) == 0)
            continue;
        vp_err err = cli_err();
        vp_fail(&err, errno == ENOENT || errno == ENOTDIR ? VP_NOTFOUND : VP_IO, VP_NOWHERE,
                "cannot enter folder '%s': %s", folders.at[i], strerror(errno));
        cli_give_up(&err);
    }
    if (folders.n > 0)
        cli.dir = ".";
}

vp_session_opts cli_session(void)
{
    const char *dir = cli.dir;
    if (!dir && !cli.config)
        dir = variable("VP_ROUND");
    return (vp_session_opts){
        .dir = dir,
        .config = cli.config,
        .rubric = cli.rubric,
        .dry_run = cli.dry_run,
        .reason = cli.reason,
        .now = cli.now,
    };
}

void cli_start(const cli_cmd *cmd, int argc, char **argv)
{
    keep_standard_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that grows past ulimit -f is an error, told as a full disk is */
    cli_command = cmd;
    cli.lang = language();
    cli_table = flatten(cmd);

    cli_parse(argc, argv);
    cli_set_color(color);
    enter_folders();
    bool to_file = cli.output && strcmp(cli.output, "-") != 0;
    if (!cli.format)
        cli.format = cmd->formats && strcmp(cmd->formats[0], vp_emit_formats[0]) != 0 ? cmd->formats[0]
                     : !to_file && isatty(STDOUT_FILENO) ? "table" : "csv";
    if (retry > 0 && !cli.dry_run)
        cli_retry(retry);
    cli.now = moment();
    vp_err err = cli_err();
    if (cli_answer_open(to_file ? cli.output : NULL, &err))
        cli_give_up(&err);
}

int cli_finish(vp_status s)
{
    vp_err err = cli_err();
    cli_progress_erase();
    if (cli_answer_close(s == VP_OK || s == VP_INVALID, &err))
        return cli_fail(&err);
    return cli_exit_code(s);
}
