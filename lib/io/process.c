/* Running another program: its input in files without a name, so that nothing is left behind, nothing can block and a
   program that does not read cannot end us; what it says through two pipes. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
#include <sys/wait.h>
#include <unistd.h>
#include <vp/str.h>
#include "lib/io/process.h"

extern char **environ;

enum { SAID_MAX = 1 << 20, HIGH = 16, OUT = 0, ERR = 1 };

static vp_status failed(const char *program, int why, vp_err *err)
{
    if (why == ENOMEM)
        return vp_nomem(err);
    return vp_fail(err, VP_IO, VP_NOWHERE, "'%s' cannot be run: %s", program, strerror(why));
}

/* The same file under a number that the program's own do not meet, closed when one is run. */
static int high(int fd)
{
    int to = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, HIGH), why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return to;
}

static int nameless(void)
{
#ifdef __linux__
    return memfd_create("vp", MFD_CLOEXEC);
#else
    char name[] = "/tmp/vp-XXXXXX";
    int fd = mkstemp(name);
    if (fd >= 0)
        unlink(name);
    return fd;
#endif
}

/* A file that holds the bytes, to be read from its beginning; -1: errno says why. */
static int file_of(const vp_process_input *in)
{
    int fd = high(nameless());
    for (size_t done = 0; fd >= 0 && done < in->n;) {
        ssize_t k = write(fd, in->bytes + done, in->n - done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0) {
            int why = k < 0 ? errno : ENOSPC;
            close(fd);
            errno = why;
            return -1;
        }
        done += (size_t)k;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

typedef struct running {
    const char *program;
    pid_t child;
    int input[VP_PROCESS_INPUTS];
    int from[2], to[2]; /* what it says is read from, and written to */
} running;

static void close_all(running *r)
{
    for (size_t i = 0; i < VP_PROCESS_INPUTS; i++)
        if (r->input[i] >= 0)
            close(r->input[i]);
    for (size_t i = 0; i < 2; i++) {
        if (r->from[i] >= 0)
            close(r->from[i]);
        if (r->to[i] >= 0)
            close(r->to[i]);
    }
}

static vp_status prepare(running *r, const vp_process_input *inputs, size_t n, vp_err *err)
{
    static const vp_process_input nothing = {"", 0};
    for (size_t i = 0; i < n || i == 0; i++)
        if ((r->input[i] = file_of(n ? &inputs[i] : &nothing)) < 0)
            return failed(r->program, errno, err);
    for (size_t i = 0; i < 2; i++) {
        int ends[2];
        if (pipe(ends) < 0)
            return failed(r->program, errno, err);
        r->from[i] = high(ends[0]);
        r->to[i] = high(ends[1]);
        if (r->from[i] < 0 || r->to[i] < 0)
            return failed(r->program, errno, err);
    }
    return VP_OK;
}

/* Ours, but that days and times are of UTC everywhere. */
static vp_status environment(char ***out, vp_arena *arena, vp_err *err)
{
    static char utc[] = "TZ=UTC0";
    size_t n = 0, kept = 0;
    while (environ && environ[n])
        n++;
    VP_ALLOC(*out, vp_arena_array(arena, n + 2, sizeof **out), err);
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "TZ=", 3) != 0)
            (*out)[kept++] = environ[i];
    (*out)[kept] = utc;
    return VP_OK;
}

static int start(running *r, const char *const *argv, size_t n, char **env)
{
    posix_spawn_file_actions_t actions;
    int why = posix_spawn_file_actions_init(&actions);
    if (why)
        return why;
    why = posix_spawn_file_actions_adddup2(&actions, r->to[OUT], STDOUT_FILENO);
    if (!why)
        why = posix_spawn_file_actions_adddup2(&actions, r->to[ERR], STDERR_FILENO);
    for (size_t i = 0; !why && (i < n || i == 0); i++)
        why = posix_spawn_file_actions_adddup2(&actions, r->input[i], i ? (int)i + 2 : STDIN_FILENO);
    if (!why)
        why = posix_spawnp(&r->child, *argv, &actions, NULL, (char *const *)(uintptr_t)argv, env);
    posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* What can be read of one pipe now; it is closed at its end. */
static vp_status read_some(running *r, int *fd, vp_str *said, vp_err *err)
{
    char buf[4096];
    ssize_t k = read(*fd, buf, sizeof buf);
    if (k < 0)
        return errno == EINTR || errno == EAGAIN ? VP_OK : failed(r->program, errno, err);
    if (k == 0) {
        close(*fd);
        *fd = -1;
        return VP_OK;
    }
    if (said->n + (size_t)k > SAID_MAX)
        return vp_fail(err, VP_IO, VP_NOWHERE, "'%s' says too much", r->program);
    vp_str_add(said, buf, (size_t)k);
    return vp_str_check(said, err);
}

static vp_status listen_to(running *r, vp_str said[2], unsigned seconds, vp_err *err)
{
    unsigned quiet = 0;
    while (r->from[OUT] >= 0 || r->from[ERR] >= 0) {
        struct pollfd ready[2] = {{.fd = r->from[OUT], .events = POLLIN}, {.fd = r->from[ERR], .events = POLLIN}};
        int n = poll(ready, 2, 1000);
        if (n < 0 && errno != EINTR)
            return failed(r->program, errno, err);
        if (n == 0 && seconds && ++quiet >= seconds)
            return vp_fail(err, VP_IO, VP_NOWHERE, "'%s' does not answer", r->program);
        for (size_t i = 0; n > 0 && i < 2; i++)
            if (ready[i].fd >= 0 && ready[i].revents) {
                quiet = 0;
                VP_TRY(read_some(r, &r->from[i], &said[i], err));
            }
    }
    return VP_OK;
}

static vp_status end(int *code, running *r, vp_err *err)
{
    int status;
    while (waitpid(r->child, &status, 0) < 0)
        if (errno != EINTR)
            return failed(r->program, errno, err);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    return VP_OK;
}

static vp_status run(vp_process *out, running *r, const char *const *argv, size_t n, unsigned seconds, vp_str said[2],
                     vp_arena *arena, vp_err *err)
{
    char **env;
    VP_TRY(environment(&env, arena, err));
    int why = start(r, argv, n, env);
    if (why)
        return why == ENOENT ? VP_NOTFOUND : failed(r->program, why, err);
    for (size_t i = 0; i < 2; i++) {
        close(r->to[i]);
        r->to[i] = -1;
    }
    vp_status status = listen_to(r, said, seconds, err);
    if (status != VP_OK)
        kill(r->child, SIGKILL);
    vp_status ended = end(&out->code, r, status == VP_OK ? err : NULL);
    /* Where posix_spawn cannot tell that a program is not there, POSIX has its process end so. */
    bool missing = ended == VP_OK && out->code == 127 && said[OUT].n == 0 && said[ERR].n == 0;
    return status != VP_OK ? status : missing ? VP_NOTFOUND : ended;
}

vp_status vp_process_run(vp_process *out, const char *const *argv, const vp_process_input *inputs, size_t n,
                         unsigned seconds, vp_arena *arena, vp_err *err)
{
    running r = {.program = *argv, .input = {-1, -1, -1}, .from = {-1, -1}, .to = {-1, -1}};
    vp_str said[2] = {{0}, {0}};
    *out = (vp_process){0};
    vp_status status = n > VP_PROCESS_INPUTS ? vp_fail(err, VP_BUG, VP_NOWHERE, "too many inputs for '%s'", *argv)
                                             : prepare(&r, inputs, n, err);
    if (status == VP_OK)
        status = run(out, &r, argv, n, seconds, said, arena, err);
    close_all(&r);
    if (status == VP_OK) {
        out->nout = said[OUT].n;
        out->nerr = said[ERR].n;
        out->out = vp_arena_dup(arena, vp_str_text(&said[OUT]), out->nout);
        out->err = vp_arena_dup(arena, vp_str_text(&said[ERR]), out->nerr);
        status = out->out && out->err ? VP_OK : vp_nomem(err);
    }
    vp_str_free(&said[OUT]);
    vp_str_free(&said[ERR]);
    return status;
}
