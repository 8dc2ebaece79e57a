/* Noting that the process is to end. */
#include <signal.h>
#include <stddef.h>
#include "cmd/cli.h"
#include "cmd/stop.h"

static volatile sig_atomic_t asked;

static void note(int sig)
{
    asked = sig;
}

void stop_watch(void)
{
    static const int ends[] = {SIGHUP, SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        /* without SA_RESTART: a read that waits for a pipe comes back */
        struct sigaction old, act = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};
        if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(ends[i], &act, NULL);
    }
}

bool stop_asked(void)
{
    return asked != 0;
}

void stop_end(void)
{
    if (!asked)
        return;
    signal(asked, SIG_DFL);
    raise(asked);
}
