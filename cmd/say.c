/* What is said to a person on stderr: errors, problems, notes. One write for each message, so that the lines of two
   commands in a pipe do not mix. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vp/show.h>
#include <vp/str.h>
#include "parts.h"

static bool colored;

void cli_set_color(const char *choice)
{
    const char *off = getenv("NO_COLOR"), *term = getenv("TERM");
    if (strcmp(choice, "auto") == 0)
        colored = !(off && *off) && term && strcmp(term, "dumb") != 0 && isatty(STDERR_FILENO);
    else
        colored = strcmp(choice, "always") == 0;
}

static void put(const vp_str *text)
{
    cli_progress_erase();
    for (size_t from = 0; from < text->n;) {
        ssize_t n = write(STDERR_FILENO, text->s + from, text->n - from);
        if (n < 0 && errno != EINTR)
            return; /* nobody can be told */
        from += n > 0 ? (size_t)n : 0;
    }
}

static void shown(vp_str *out, const char *s)
{
    vp_show(out, s, strlen(s));
}

static void severity(vp_str *out, const char *word, const char *paint)
{
    vp_str_addf(out, "%s%s:%s ", colored ? paint : "", vp_tr(cli.lang, word), colored ? "\033[0m" : "");
}

static const char *paint_of(const char *word)
{
    static const struct { const char *word, *paint; } paints[] = {
        {N_("error"), "\033[1;31m"}, {N_("warning"), "\033[1;33m"}, {N_("note"), "\033[1;36m"},
    };
    for (size_t i = 0; i < sizeof paints / sizeof *paints; i++)
        if (strcmp(paints[i].word, word) == 0)
            return paints[i].paint;
    return "";
}

/* "proposals.csv:17:4: error: requested: text", or "vp-intake: error: text". A field whose column is not known goes
   before the text, unless the text names it. */
static void line(vp_str *out, vp_where where, const char *word, const char *text)
{
    if (where.file && *where.file) {
        shown(out, where.file);
        if (where.row > 0)
            vp_str_addf(out, ":%zu", where.row);
        if (where.row > 0 && where.col > 0)
            vp_str_addf(out, ":%zu", where.col);
    } else {
        vp_str_addz(out, cli_command->name);
    }
    vp_str_addz(out, ": ");
    severity(out, word, paint_of(word));
    if (where.field && *where.field && where.col == 0 && !strstr(text, where.field)) {
        shown(out, where.field);
        vp_str_addz(out, ": ");
    }
    shown(out, text);
    vp_str_addc(out, '\n');
}

static void hint(vp_str *out, const char *text)
{
    if (!text || !*text)
        return;
    vp_str_addf(out, "%s: ", cli_command->name);
    severity(out, N_("hint"), "\033[1;32m");
    shown(out, text);
    vp_str_addc(out, '\n');
}

void cli_complain(const vp_err *err)
{
    if (err->status == VP_IO && cli_answer_unread())
        return; /* `vp-score | head`: the reader has what it wanted */
    VP_STR text = {0};
    line(&text, (vp_where){err->file, err->row, err->col, err->field}, N_("error"), err->msg);
    hint(&text, err->hint);
    put(&text);
}

int cli_fail(const vp_err *err)
{
    if (!cli_may_retry() || cli_exit_code(err->status) != cli_exit_code(VP_BUSY))
        cli_complain(err);
    cli_answer_abandon();
    return cli_exit_code(err->status);
}

void cli_problem(vp_where where, const char *word, const char *text, const char *mend)
{
    if (cli.quiet && strcmp(word, "note") == 0)
        return;
    VP_STR out = {0};
    line(&out, where, word, text);
    hint(&out, mend);
    put(&out);
}

void cli_say(const char *fmt, ...)
{
    if (cli.quiet)
        return;
    VP_STR out = {0};
    va_list args;
    va_start(args, fmt);
    char *text = NULL;
    int n = vasprintf(&text, vp_tr(cli.lang, fmt), args);
    va_end(args);
    if (n < 0)
        return;
    vp_show(&out, text, (size_t)n);
    free(text);
    vp_str_addc(&out, '\n');
    put(&out);
}

void cli_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    (void)ctx;
    VP_STR text = {0}, hint = {0};
    vp_note_line(&text, cli.lang, what);
    if (mend->msg)
        vp_note_line(&hint, cli.lang, mend);
    cli_problem(where, severity, vp_str_text(&text), mend->msg ? vp_str_text(&hint) : NULL);
}

bool cli_say_recorded(const char *commit, bool changed)
{
    if (*commit)
        cli_say(N_("committed %.7s"), commit);
    else if (cli.dry_run && changed)
        cli_say(N_("nothing recorded: dry run"));
    else
        return false;
    return true;
}
