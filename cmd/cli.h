/* What every command shares: option tables, help, languages, exit codes, stdout and stderr.
   The only code of vp that reads the environment and exits. */
#ifndef VP_CMD_CLI_H
#define VP_CMD_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/progress.h>
#include <vp/session.h>

typedef enum cli_kind {
    CLI_FLAG,   /* bool *                                                        */
    CLI_TEXT,   /* const char **                                                 */
    CLI_CHOICE, /* const char **; one of `choices`                               */
    CLI_NUMBER, /* long *; a whole number, 0 or more                             */
    CLI_LIST,   /* cli_list *; may be given again, values in order               */
    CLI_ARGS,   /* cli_list *; the operands from here on                         */
    CLI_ARG     /* const char **; one operand; one of `choices` when it has them */
} cli_kind;

/* Of an operand, `arg` is what usage calls it (the name when it is NULL): "FILE" must be there (of CLI_ARGS at least
   one), "[FILE]" may be left out and then keeps its value. Operands and options may be mixed; "-" is an operand. */

typedef struct cli_list { const char **at; size_t n; } cli_list;

typedef struct cli_opt {
    char letter;            /* 0: none */
    const char *name;       /* long name, without "--"; always there */
    cli_kind kind;
    void *value;
    const char *arg;        /* what the value is called: N_("FILE"); NULL for flags */
    const char *help;       /* English, marked N_() */
    const char *const *choices; /* NULL-terminated; of CLI_CHOICE and CLI_ARG */
} cli_opt;

/* Rows that tables share; each is defined once, in cli.c. A row without a name and without help ends a table. */
#define CLI_COMMON  { .help = "common" }  /* -h --help --version -C -q -v --color     every command        */
#define CLI_ANSWER  { .help = "answer" }  /* --format --json -o                       commands that answer  */
#define CLI_RECORD  { .help = "record" }  /* -n --dry-run, -m --message               commands that record  */
#define CLI_FILTER  { .help = "filter" }  /* --config --rubric                        commands that filter  */
#define CLI_END     { 0 }

/* A heading of the list of options, before the option of that name. */
typedef struct cli_group { const char *first, *title; } cli_group;

typedef struct cli_cmd {
    const char *name;        /* "vp-score" */
    const char *summary;     /* one line, English, N_(): "score and rank the proposals of a round" */
    const cli_opt *opts;
    const char *description; /* paragraphs for --help, N_() */
    const char *examples;    /* one a line; they run as tests */
    const char *const *formats; /* choices of --format; NULL: vp_emit_formats */
    const cli_group *groups; /* of a long list of options; ends in a row without a name; NULL: none */
} cli_cmd;

/* What the shared rows fill. */
typedef struct cli_values {
    const char *dir, *config, *rubric, *format, *output, *reason;
    bool dry_run, quiet, verbose;
    vp_lang lang;    /* of the shell: LC_ALL, LC_MESSAGES, LANG in gettext's order, LANGUAGE before them */
    int64_t now;     /* SOURCE_DATE_EPOCH, else the clock */
} cli_values;
extern cli_values cli;

/* Parse; answers -h, --help, --version and --dump-options and exits 0; exits 2 on misuse. When it returns, -C DIR has
   been entered (as git and make do: other paths are relative to it) and -o FILE can be written; cli.format is never
   NULL (table on a terminal, csv elsewhere; the first of cmd->formats when it has its own). */
void cli_start(const cli_cmd *cmd, int argc, char **argv);

/* Index of the first word that is neither one of the shared options nor the value of one; argc when there is none or
   something else comes before it. Before cli_start: `vp` finds its command by it. */
int cli_first_operand(int argc, char **argv);

vp_arena *cli_arena(void);            /* exits 5 when there is no memory; yours: vp_arena_free */
vp_err cli_err(void);                 /* an empty error in the reader's language */
vp_session_opts cli_session(void);    /* -C, $VP_ROUND, --config, --rubric, -n, -m, the clock */

/* The answer: stdout, or -o FILE, written aside and put in place by cli_finish. Buffered. */
vp_out cli_out(void);

/* The bar on stderr: only on a terminal, not with -q, after one second; erased before anything else is said. */
const vp_progress *cli_progress(void);

/* "file:row:col: error: message" (or "vp-score: error: message" when there is no place), hint on its own line;
   control bytes shown as '?'. cli_fail returns the exit code of the status. */
int cli_fail(const vp_err *err);
void cli_complain(const vp_err *err);
/* A problem that does not end the run: severity is "error", "warning" or "note" (translated); mend may be NULL.
   notes are left out with -q. */
void cli_problem(vp_where where, const char *severity, const char *text, const char *mend);
/* The same for what verbs tell: notes not yet in a language. mend->msg may be NULL; ctx is not used. */
void cli_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
/* One line on stderr for a person, unless -q: fmt is N_() marked English. */
__attribute__((format(printf, 1, 2))) void cli_say(const char *fmt, ...);

/* What became of the step: its commit, or that a dry run recorded nothing of what changed. False: neither, and nothing
   was said. */
bool cli_say_recorded(const char *commit, bool changed);

/* Flush and close the answer (a full disk is an error: exit 5), then the exit code of the status. -o FILE is put in
   place when s is VP_OK or VP_INVALID; otherwise, or when a command ends without cli_finish, it stays as it was. */
int cli_finish(vp_status s);
int cli_exit_code(vp_status s);

#endif
