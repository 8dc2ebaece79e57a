/* The queue of those who would rather wait than be told to run again: one lock, vp/queue in the git directory, held
   from before the round is read until the step is recorded. The system frees the lock of whoever dies. It guards
   nothing: who does not queue (a plain git, a vp without --retry) is met by the compare-and-swap. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>
#include "lib/store/inside.h"

static void wake(int sig)
{
    (void)sig;
}

/* flock in at most so many seconds; -1 with EINTR when they are over. The clock of signals is put back as it was. */
static int lock_within(int fd, long seconds)
{
    struct sigaction act = {.sa_handler = wake}, old; /* without SA_RESTART: flock returns */
    struct itimerval left = {.it_value = {.tv_sec = seconds}, .it_interval = {.tv_usec = 100000}}, before;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK || seconds <= 0 || sigaction(SIGALRM, &act, &old) < 0)
        return -1;
    setitimer(ITIMER_REAL, &left, &before);
    int got = flock(fd, LOCK_EX), why = errno;
    setitimer(ITIMER_REAL, &before, NULL);
    sigaction(SIGALRM, &old, NULL);
    errno = why;
    return got;
}

vp_status vp_store_queue(int *fd, vp_store *s, long seconds, vp_err *err)
{
    const char *dir, *file;
    VP_ALLOC(dir, vp_arena_printf(s->arena, "%s/vp", s->common), err);
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/queue", dir), err);
    if (mkdir(dir, 0700) < 0 && errno != EEXIST)
        return os_failed(dir, errno, err);
    *fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
    if (*fd < 0)
        return os_failed(file, errno, err);
    if (lock_within(*fd, seconds) == 0)
        return VP_OK;
    int why = errno;
    close(*fd);
    *fd = -1;
    if (why != EINTR && why != EWOULDBLOCK)
        return os_failed(file, why, err);
    vp_fail(err, VP_BUSY, VP_NOWHERE, "others have been writing to the round for %ld seconds", seconds);
    return vp_hint(err, "nothing has changed; run the command again, or wait longer with --retry");
}
