/* The answer: stdout, or a file that appears complete or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/str.h>
#include "parts.h"

enum { FLUSH_AT = 64 * 1024 };

static int fd = -1;
static const char *name;       /* for messages; NULL: standard output */
static char target[PATH_MAX];  /* what aside becomes */
static char aside[PATH_MAX];   /* "" when there is none */
static vp_str waiting;
static bool unread;

bool cli_answer_unread(void)
{
    return unread;
}

static vp_status failed(vp_err *err)
{
    int why = errno;
    if (why == EPIPE)
        unread = true;
    if (name)
        return vp_fail(err, VP_IO, VP_NOWHERE, "cannot write '%s': %s", name, strerror(why));
    return vp_fail(err, VP_IO, VP_NOWHERE, "cannot write standard output: %s", strerror(why));
}

static vp_status flush(vp_err *err)
{
    VP_TRY(vp_str_check(&waiting, err));
    for (size_t from = 0; from < waiting.n;) {
        ssize_t n = write(fd, waiting.s + from, waiting.n - from);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        else if (n < 0 && errno != EINTR)
            return failed(err);
        from += n > 0 ? (size_t)n : 0;
    }
    vp_str_clear(&waiting);
    return VP_OK;
}

static vp_status put(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    (void)ctx;
    vp_str_add(&waiting, bytes, n);
    return waiting.n >= FLUSH_AT || waiting.oom ? flush(err) : VP_OK;
}

vp_out cli_out(void)
{
    return (vp_out){put, NULL};
}

static void remove_aside(void)
{
    if (aside[0])
        unlink(aside);
    aside[0] = '\0';
}

static void on_signal(int sig)
{
    if (aside[0])
        unlink(aside);
    signal(sig, SIG_DFL);
    raise(sig);
}

static void watch_signals(void)
{
    static const int ends[] = {SIGHUP, SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction old, act = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
        if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(ends[i], &act, NULL);
    }
}

/* A name in the folder of target that nobody else uses. */
static bool make_aside(void)
{
    const char *slash = strrchr(target, '/');
    int folder = slash ? (int)(slash - target) + 1 : 0;
    int n = snprintf(aside, sizeof aside, "%.*s.vp-XXXXXX", folder, target);
    if (n < 0 || (size_t)n >= sizeof aside) {
        aside[0] = '\0';
        errno = ENAMETOOLONG;
        return false;
    }
    fd = mkostemp(aside, O_CLOEXEC);
    if (fd < 0)
        aside[0] = '\0';
    return fd >= 0;
}

vp_status cli_answer_open(const char *path, vp_err *err)
{
    fd = STDOUT_FILENO;
    name = path;
    if (!path)
        return VP_OK;
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return failed(err);
    }
    if (there && !S_ISREG(st.st_mode)) { /* a device or a pipe cannot be put in place: it is written as it comes */
        fd = open(path, O_WRONLY | O_CLOEXEC);
        return fd < 0 ? failed(err) : VP_OK;
    }
    if (there ? !realpath(path, target) : strlen(path) >= sizeof target) { /* what a link points to is replaced */
        errno = there ? errno : ENAMETOOLONG;
        return failed(err);
    }
    if (!there)
        memcpy(target, path, strlen(path) + 1);
    if (*path == '\0' || target[strlen(target) - 1] == '/') {
        errno = *path ? EISDIR : ENOENT;
        return failed(err);
    }
    watch_signals();
    if (!make_aside())
        return failed(err);
    atexit(remove_aside);
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(fd, there ? st.st_mode & 0777 : 0666 & ~mask) == 0 ? VP_OK : failed(err);
}

static void sync_folder(void)
{
    char *slash = strrchr(target, '/');
    if (slash)
        slash[slash == target] = '\0';
    int folder = open(slash ? target : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    fsync(folder); /* the file is complete either way */
    close(folder);
}

void cli_answer_abandon(void)
{
    if (fd == STDOUT_FILENO && !unread)
        flush(NULL);
}

vp_status cli_answer_close(bool keep, vp_err *err)
{
    vp_status s = unread ? failed(err) : keep ? flush(err) : VP_OK;
    int was = fd;
    fd = -1;
    if (was < 0)
        return s;
    if (s == VP_OK && keep && aside[0] && fsync(was) < 0)
        s = failed(err);
    if (close(was) < 0 && s == VP_OK && keep && (name || errno != EBADF))
        s = failed(err);
    if (s == VP_OK && keep && aside[0]) {
        if (rename(aside, target) < 0)
            s = failed(err);
        else
            aside[0] = '\0', sync_folder();
    }
    remove_aside();
    vp_str_free(&waiting);
    return s;
}
