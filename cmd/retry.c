/* --retry: wait for our turn among those who queue, and do the work again when somebody who does not queue was
   faster. Each attempt is a process of its own, so that it begins with nothing but the command line: what it answers
   is held back until it has landed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "parts.h"

enum { SOONEST_MS = 2, LATEST_MS = 100, TAKEN = 4 /* the exit code of a lost race */ };

static bool attempt; /* this process is one, and may be followed by another */

bool cli_may_retry(void)
{
    return attempt;
}

static int64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void failed(const char *what)
{
    vp_err err = cli_err();
    vp_fail(&err, VP_IO, VP_NOWHERE, "the command cannot be attempted (%s): %s", what, strerror(errno));
    cli_give_up(&err);
}

/* Whether the command line says that standard input is read: '-' among the operands, or the sheet left out. */
static bool reads_input(void)
{
    for (const cli_opt *o = cli_table; o->name; o++) {
        const cli_list *list = o->kind == CLI_ARGS ? o->value : NULL;
        const char *text = o->kind == CLI_ARG || o->kind == CLI_TEXT ? *(const char **)o->value : NULL;
        for (size_t i = 0; list && i < list->n; i++)
            if (strcmp(list->at[i], "-") == 0)
                return true;
        if (text ? strcmp(text, "-") == 0 : o->kind == CLI_ARG && o->arg && strcmp(o->arg, "[FILE]") == 0)
            return true;
    }
    return false;
}

static void copy(FILE *from, FILE *to, const char *what)
{
    char buffer[1 << 16];
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, from)) > 0)
        if (fwrite(buffer, 1, n, to) != n)
            failed(what);
    if (ferror(from) || fflush(to) != 0)
        failed(what);
}

/* Standard input is read once; every attempt reads it from where it begins, which is what this returns. -1: the
   command does not read it, and it stays the caller's. */
static off_t keep_input(void)
{
    struct stat st;
    if (!reads_input())
        return -1;
    if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode))
        return lseek(STDIN_FILENO, 0, SEEK_CUR);
    FILE *kept = tmpfile();
    if (!kept)
        failed("stdin");
    copy(stdin, kept, "stdin");
    if (dup2(fileno(kept), STDIN_FILENO) < 0)
        failed("stdin");
    return 0;
}

/* A little longer each time, never the same for two processes. */
static void back_off(unsigned tries)
{
    long most = SOONEST_MS << (tries < 6 ? tries : 6);
    most = most > LATEST_MS ? LATEST_MS : most;
    unsigned mix = ((unsigned)getpid() * 2654435761u) ^ ((unsigned)milliseconds() * 40503u);
    long ms = most / 2 + (long)(mix % (unsigned)(most / 2 + 1));
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* The exit code of the child, as a shell would see it. */
static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            failed("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void wake(int sig)
{
    (void)sig;
}

/* The queue's lock, in at most so many seconds. */
static void wait_for_turn(int queue, long seconds)
{
    struct sigaction act = {.sa_handler = wake}, old; /* without SA_RESTART: flock returns */
    struct itimerval end = {.it_value = {.tv_sec = seconds}, .it_interval = {.tv_usec = 100000}};
    if (flock(queue, LOCK_EX | LOCK_NB) == 0)
        return;
    if (errno != EWOULDBLOCK)
        failed("flock");
    sigaction(SIGALRM, &act, &old);
    setitimer(ITIMER_REAL, &end, NULL);
    int got = flock(queue, LOCK_EX), why = errno;
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    sigaction(SIGALRM, &old, NULL);
    errno = why;
    if (got == 0)
        return;
    if (errno != EINTR)
        failed("flock");
    vp_err err = cli_err();
    vp_fail(&err, VP_BUSY, VP_NOWHERE, "others have been writing to the round for %ld seconds", seconds);
    vp_hint(&err, "nothing has changed; run the command again, or wait longer with --retry");
    cli_give_up(&err);
}

/* Returns in each attempt. The process that started them leaves from here. */
void cli_retry(long seconds)
{
    vp_err err = cli_err();
    vp_session_opts round = cli_session();
    int64_t until = milliseconds() + (int64_t)seconds * 1000;
    int turn;
    if (vp_session_queue(&turn, &round, &err) != VP_OK)
        cli_give_up(&err);
    wait_for_turn(turn, seconds);
    off_t input = keep_input();
    for (unsigned tries = 0;; tries++) {
        FILE *answer = tmpfile();
        if (!answer || (input >= 0 && lseek(STDIN_FILENO, input, SEEK_SET) < 0))
            failed("tmpfile");
        bool last = milliseconds() >= until;
        pid_t parent = getpid(), child = fork();
        if (child < 0)
            failed("fork");
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (getppid() != parent || dup2(fileno(answer), STDOUT_FILENO) < 0)
                _exit(5);
            attempt = !last;
            return;
        }
        int code = wait_for(child);
        if (code != TAKEN || last) {
            rewind(answer);
            copy(answer, stdout, "stdout");
            close(turn);
            _exit(code);
        }
        fclose(answer);
        back_off(tries);
    }
}
