/* What the files behind cli.h tell each other; commands do not need it. */
#ifndef VP_CMD_PARTS_H
#define VP_CMD_PARTS_H

#include "cli.h"

/* cli.c: the command, its table with the shared rows filled in, and the exit codes. */
extern const cli_cmd *cli_command;
extern const cli_opt *cli_table; /* ends in a row without a name */
typedef struct cli_exit_row {
    vp_status status;
    int code;
    const char *meaning; /* NULL: as the row before */
} cli_exit_row;
extern const cli_exit_row cli_exits[];
extern const size_t cli_nexits;

static inline bool cli_is_operand(const cli_opt *o) { return o->kind == CLI_ARG || o->kind == CLI_ARGS; }

_Noreturn void cli_give_up(const vp_err *err); /* say it and exit */
void *cli_memory(size_t count, size_t size);   /* zeroed; exits 5 when there is none */

/* parse.c: fill the places of the table; misuse adds how to get help, unless a hint is there. */
void cli_parse(int argc, char **argv);
_Noreturn void cli_misuse(vp_err *err);
bool cli_whole_number(long *out, const char *s);

/* help.c: answers on stdout. */
typedef enum cli_help_kind { CLI_SHORT_HELP, CLI_LONG_HELP, CLI_DUMP, CLI_VERSION } cli_help_kind;
vp_status cli_help(cli_help_kind kind, vp_err *err);

/* say.c: choice is "auto", "always" or "never". */
void cli_set_color(const char *choice);

/* answer.c: open -o FILE (NULL: stdout); give the answer up; whether its reader has gone away. */
vp_status cli_answer_open(const char *path, vp_err *err);
vp_status cli_answer_close(bool keep, vp_err *err);
/* What was written to stdout so far stays written when a command fails, whatever is still buffered. */
void cli_answer_abandon(void);
bool cli_answer_unread(void);

/* retry.c: take a place in the queue of the round, then attempt the command until it lands or the time is over. Returns
   in each attempt, a process of its own. Whether this process is one that may be followed by another: then a lost race
   is not worth telling. */
void cli_retry(long seconds);
bool cli_may_retry(void);

/* progress.c: take the bar away before something else is written to stderr. */
void cli_progress_erase(void);

#endif
