/* The command line: option tables, shared options, the environment, exit codes. */
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

/* ---- failing ---- */

static _Noreturn void give_up(const vp_err *err)
{
    cli_set_color(color); /* as far as the options were read */
    exit(cli_fail(err));
}

vp_err cli_err(void)
{
    return (vp_err){.lang = cli.lang};
}

static void *memory(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);
    if (!p) {
        vp_err err = cli_err();
        vp_nomem(&err);
        give_up(&err);
    }
    return p;
}

vp_arena *cli_arena(void)
{
    vp_arena *a = vp_arena_new();
    if (!a) {
        vp_err err = cli_err();
        vp_nomem(&err);
        give_up(&err);
    }
    return a;
}

static _Noreturn void misuse(vp_err *err)
{
    if (!err->hint[0])
        vp_hint(err, "'%s -h' lists the options", cli_command->name);
    give_up(err);
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
    cli_opt *all = memory(gather(NULL, cmd) + 1, sizeof *all);
    gather(all, cmd);
    for (cli_opt *o = all; o->name; o++)
        if (o->value == &cli.format && cmd->formats)
            o->choices = cmd->formats;
    return all;
}

/* ---- values ---- */

static void push(cli_list *list, const char *value, int argc)
{
    if (!list->at)
        list->at = memory((size_t)argc, sizeof *list->at);
    list->at[list->n++] = value;
}

static void add_choices(vp_str *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        vp_str_addz(out, i > 0 ? ", " : "");
        vp_str_addz(out, choices[i]);
    }
}

static void check_choice(const cli_opt *o, const char *value)
{
    for (size_t i = 0; o->choices[i]; i++)
        if (strcmp(o->choices[i], value) == 0)
            return;
    vp_err err = cli_err();
    vp_str list = {0};
    add_choices(&list, o->choices);
    if (cli_is_operand(o))
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown %s '%s'", o->name, value);
    else
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown value '%s' of --%s", value, o->name);
    vp_hint(&err, "choose one of: %s", vp_str_text(&list));
    vp_str_free(&list);
    misuse(&err);
}

static bool whole_number(long *out, const char *s)
{
    long v = 0;
    if (*s == '\0')
        return false;
    for (; *s; s++)
        if (*s < '0' || *s > '9' || __builtin_mul_overflow(v, 10L, &v) || __builtin_add_overflow(v, *s - '0', &v))
            return false;
    *out = v;
    return true;
}

static void set_value(const cli_opt *o, const char *value, int argc)
{
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)o->value = true;
        return;
    case CLI_CHOICE:
    case CLI_ARG:
        if (o->choices)
            check_choice(o, value);
        *(const char **)o->value = value;
        return;
    case CLI_TEXT:
        *(const char **)o->value = value;
        return;
    case CLI_NUMBER:
        if (!whole_number(o->value, value)) {
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "'%s' is not a whole number (of --%s)", value, o->name);
            misuse(&err);
        }
        return;
    case CLI_LIST:
    case CLI_ARGS:
        push(o->value, value, argc);
        return;
    }
}

/* ---- options ---- */

static _Noreturn void tell(cli_help_kind kind)
{
    vp_err err = cli_err();
    if (cli_answer_open(NULL, &err) || cli_help(kind, &err))
        give_up(&err);
    exit(cli_finish(VP_OK));
}

/* Flags that say something of their own, without a place for their value. */
static void special(const cli_opt *o, bool is_short)
{
    if (strcmp(o->name, "help") == 0)
        tell(is_short ? CLI_SHORT_HELP : CLI_LONG_HELP);
    else if (strcmp(o->name, "version") == 0)
        tell(CLI_VERSION);
    else
        cli.format = "json";
}

/* Letters to add, drop, change or swap to make b of a; names are short. */
static size_t distance(const char *a, size_t n, const char *b)
{
    enum { LONGEST = 40 };
    size_t m = strlen(b), row[3][LONGEST + 1];
    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < now[j])
                now[j] = last[j] + 1;
            if (now[j - 1] + 1 < now[j])
                now[j] = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

static _Noreturn void unknown_long(const char *name, size_t n)
{
    const char *best = NULL;
    size_t least = n / 3 + 1;
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (cli_is_operand(o))
            continue;
        size_t d = strncmp(o->name, name, n) == 0 ? 0 : distance(name, n, o->name);
        if (d < least || (d == least && !best)) {
            best = o->name;
            least = d;
        }
    }
    vp_err err = cli_err();
    vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown option '--%.*s'", n > 80 ? 80 : (int)n, name);
    if (best && n > 0)
        vp_hint(&err, "did you mean '--%s'?", best);
    misuse(&err);
}

static const char *following(const cli_opt *o, bool is_short, int argc, char **argv, int *i)
{
    if (*i + 1 < argc)
        return argv[++*i];
    vp_err err = cli_err();
    const char *called = vp_tr(cli.lang, o->arg ? o->arg : "?");
    if (is_short)
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '-%c' needs a value: %s", o->letter, called);
    else
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '--%s' needs a value: %s", o->name, called);
    misuse(&err);
}

static void long_option(const char *name, int argc, char **argv, int *i)
{
    const char *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const cli_opt *o = cli_table;
    while (o->name && (cli_is_operand(o) || strlen(o->name) != n || memcmp(o->name, name, n) != 0))
        o++;
    if (!o->name && !equals && strcmp(name, "dump-options") == 0)
        tell(CLI_DUMP);
    if (!o->name)
        unknown_long(name, n);
    if (o->kind == CLI_FLAG && equals) {
        vp_err err = cli_err();
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '--%s' takes no value", o->name);
        misuse(&err);
    }
    if (o->kind == CLI_FLAG && !o->value)
        special(o, false);
    else if (o->kind == CLI_FLAG)
        set_value(o, NULL, argc);
    else
        set_value(o, equals ? equals + 1 : following(o, false, argc, argv, i), argc);
}

static void short_options(const char *letters, int argc, char **argv, int *i)
{
    for (const char *p = letters; *p; p++) {
        const cli_opt *o = cli_table;
        while (o->name && (cli_is_operand(o) || o->letter != *p))
            o++;
        if (!o->name) {
            size_t n = 1; /* the whole of a character that is not ASCII */
            while (((unsigned char)p[n] & 0xC0) == 0x80)
                n++;
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown option '-%.*s'", (int)(n > 4 ? 4 : n), p);
            misuse(&err);
        }
        if (o->kind == CLI_FLAG && !o->value) {
            special(o, true);
        } else if (o->kind == CLI_FLAG) {
            set_value(o, NULL, argc);
        } else {
            set_value(o, p[1] ? p + 1 : following(o, true, argc, argv, i), argc);
            return;
        }
    }
}

/* ---- operands ---- */

static void take_operands(const cli_list *words, int argc)
{
    size_t k = 0;
    vp_err err = cli_err();
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (!cli_is_operand(o))
            continue;
        const char *called = o->arg ? o->arg : o->name;
        if (k == words->n && called[0] != '[') {
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "missing operand: %s", vp_tr(cli.lang, called));
            misuse(&err);
        }
        do {
            if (k < words->n)
                set_value(o, words->at[k++], argc);
        } while (o->kind == CLI_ARGS && k < words->n);
    }
    if (k < words->n) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "one operand too many: '%s'", words->at[k]);
        misuse(&err);
    }
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
    if (!whole_number(&seconds, fixed) || seconds > last) {
        vp_err err = cli_err();
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "SOURCE_DATE_EPOCH '%s' is not a number of seconds since 1970", fixed);
        vp_hint(&err, "unset it, or set it to the time of the last change: SOURCE_DATE_EPOCH=$(date +%%s)");
        misuse(&err);
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
        give_up(&err);
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
    cli_command = cmd;
    cli.lang = language();
    cli_table = flatten(cmd);

    cli_list words = {0};
    bool options = true;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!options || word[0] != '-' || word[1] == '\0')
            push(&words, word, argc);
        else if (strcmp(word, "--") == 0)
            options = false;
        else if (word[1] == '-')
            long_option(word + 2, argc, argv, &i);
        else
            short_options(word + 1, argc, argv, &i);
    }
    cli_set_color(color);
    take_operands(&words, argc);
    free(words.at);
    cli.now = moment();
    enter_folders();
    bool to_file = cli.output && strcmp(cli.output, "-") != 0;
    if (!cli.format)
        cli.format = cmd->formats ? cmd->formats[0] : !to_file && isatty(STDOUT_FILENO) ? "table" : "csv";
    vp_err err = cli_err();
    if (cli_answer_open(to_file ? cli.output : NULL, &err))
        give_up(&err);
}

int cli_finish(vp_status s)
{
    vp_err err = cli_err();
    cli_progress_erase();
    if (cli_answer_close(s == VP_OK || s == VP_INVALID, &err))
        return cli_fail(&err);
    return cli_exit_code(s);
}
