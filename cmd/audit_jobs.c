/* Workers are forks: they have the round open as it is here, tell how far they are and what they found through a pipe,
   and end. A text of the program is where it is here too, so that a message goes as its address. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vp/str.h>
#include "cli.h"
#include "audit_jobs.h"

/* What a worker says: how far it is, or, at its end, all that it found (with `n` findings behind it). */
typedef struct said {
    bool end;
    size_t done, total;
    vp_status status;
    vp_err err;
    vp_audit_verified found;
    size_t bytes; /* of the findings */
} said;

typedef struct worker {
    pid_t pid;
    int fd;         /* -1: it has ended */
    vp_str in;
    size_t done, total;
    bool ended;     /* and has said so */
    said last;
} worker;

size_t jobs_default(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > JOBS_MOST ? JOBS_MOST : (size_t)n;
}

/* ---- a worker ---- */

static bool send_all(int fd, const void *bytes, size_t n)
{
    for (const char *p = bytes; n > 0;) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static void tell_progress(void *ctx, const char *phase, size_t done, size_t total)
{
    const int *fd = ctx;
    said s = {.done = done, .total = total};
    (void)phase;
    if (!send_all(*fd, &s, sizeof s)) /* nobody listens any more */
        _exit(5);
}

static void put_text(vp_str *out, const char *text)
{
    vp_str_addc(out, text ? '+' : '-');
    vp_str_add(out, text ? text : "", text ? strlen(text) + 1 : 1);
}

static _Noreturn void work(int fd, vp_session *session, vp_audit_verify_opts opts, vp_arena *arena)
{
    VP_STR text = {0};
    vp_progress progress = {tell_progress, &fd};
    said s = {.end = true, .err = cli_err()};
    opts.progress = &progress;
    s.status = vp_audit_verify(&s.found, session, &opts, arena, &s.err);
    for (size_t i = 0; s.status == VP_OK && i < s.found.n; i++) {
        const vp_audit_finding *f = &s.found.at[i];
        vp_str_add(&text, (const char *)&f->what.msg, sizeof f->what.msg);
        vp_str_addc(&text, f->warning ? 'w' : 'e');
        put_text(&text, f->commit);
        put_text(&text, f->path);
        for (size_t k = 0; k < VP_NOTE_ARGS; k++)
            put_text(&text, f->what.arg[k]);
    }
    if (text.oom)
        s.status = vp_nomem(&s.err);
    s.bytes = s.status == VP_OK ? text.n : 0;
    _exit(send_all(fd, &s, sizeof s) && send_all(fd, vp_str_text(&text), s.bytes) ? 0 : 5);
}

/* ---- whoever waits for them ---- */

static vp_status failed(vp_err *err)
{
    return vp_fail(err, VP_IO, VP_NOWHERE, "no further process can be had: %s", strerror(errno));
}

static vp_status start(worker *w, vp_session *session, const vp_audit_verify_opts *opts, vp_arena *arena, vp_err *err)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe(ends) < 0)
        return failed(err);
    w->pid = fork();
    if (w->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        if (getppid() != parent)
            _exit(5);
        work(ends[1], session, *opts, arena);
    }
    close(ends[1]);
    w->fd = w->pid < 0 ? -1 : ends[0];
    if (w->pid > 0)
        return VP_OK;
    close(ends[0]);
    return failed(err);
}

/* What of it has arrived whole. */
static void listen_to(worker *w)
{
    size_t at = 0;
    while (!w->ended && w->in.n - at >= sizeof w->last) {
        memcpy(&w->last, w->in.s + at, sizeof w->last);
        at += sizeof w->last;
        w->ended = w->last.end;
        w->done = w->ended ? w->total : w->last.done;
        w->total = w->ended ? w->total : w->last.total;
    }
    if (at > 0) {
        memmove(w->in.s, w->in.s + at, w->in.n - at);
        w->in.n -= at;
    }
}

/* It has closed its end: how it died, if it did not say that it was done. */
static vp_status finish(worker *w, vp_err *err)
{
    int status;
    close(w->fd);
    w->fd = -1;
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    if (w->ended && w->in.n == w->last.bytes) {
        if (w->last.status != VP_OK)
            *err = w->last.err;
        return w->last.status;
    }
    int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    bool ours = sig == SIGSEGV || sig == SIGABRT || sig == SIGBUS || sig == SIGFPE || sig == SIGILL;
    vp_fail(err, ours ? VP_BUG : VP_IO, VP_NOWHERE,
            "a process that verified a part of the history has died (signal %d)", sig);
    return vp_hint(err, "let a single process do it: --jobs 1"), err->status;
}

static void give_up(worker *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (w[i].pid > 0) {
            kill(w[i].pid, SIGKILL);
            while (waitpid(w[i].pid, NULL, 0) < 0 && errno == EINTR)
                ;
            close(w[i].fd);
            w[i].pid = 0;
            w[i].fd = -1;
        }
}

/* What has come of it; *open false: that was all. */
static vp_status hear(worker *w, bool *open, vp_err *err)
{
    char bytes[65536];
    ssize_t n = read(w->fd, bytes, sizeof bytes);
    *open = n > 0 || (n < 0 && errno == EINTR);
    if (n > 0) {
        vp_str_add(&w->in, bytes, (size_t)n);
        VP_TRY(vp_str_check(&w->in, err));
        listen_to(w);
    }
    return *open ? VP_OK : finish(w, err);
}

static void show(const worker *w, size_t n, const vp_progress *progress)
{
    size_t done = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        done += w[i].done;
        total += w[i].total;
    }
    vp_tick(progress, N_("commits"), done, total);
}

/* The first part's error is the one that a single process would have met: what comes after it need not end. */
static vp_status wait_for_all(worker *w, size_t n, const vp_progress *progress, vp_err *err)
{
    struct pollfd polls[JOBS_MOST];
    vp_status status = VP_OK;
    for (size_t open = n, most = n; open > 0;) {
        open = 0;
        for (size_t i = 0; i < most; i++) {
            polls[i] = (struct pollfd){.fd = w[i].fd, .events = POLLIN};
            open += w[i].fd >= 0;
        }
        if (open > 0 && poll(polls, (nfds_t)most, -1) < 0 && errno != EINTR)
            return failed(err);
        for (size_t i = 0; open > 0 && i < most; i++) {
            bool more;
            vp_err e = cli_err();
            vp_status s = polls[i].fd >= 0 && polls[i].revents ? hear(&w[i], &more, &e) : VP_OK;
            if (s == VP_OK)
                continue;
            status = s;
            *err = e;
            give_up(w + i, n - i);
            most = i;
        }
        show(w, n, progress);
    }
    return status;
}

/* ---- what they found ---- */

static const char *take_text(const char **p, vp_arena *arena, bool *oom)
{
    const char *s = *p + 1, *copy = NULL;
    if (**p == '+' && !(copy = vp_arena_dupz(arena, s)))
        *oom = true;
    *p = s + strlen(s) + 1;
    return copy;
}

static vp_status take(vp_audit_verified *out, const worker *w, vp_arena *arena, vp_err *err)
{
    vp_audit_finding *at;
    const char *p = vp_str_text(&w->in);
    bool oom = false;
    *out = w->last.found;
    VP_ALLOC(at, vp_arena_array(arena, out->n, sizeof *at), err);
    for (size_t i = 0; i < out->n; i++) {
        memcpy(&at[i].what.msg, p, sizeof at[i].what.msg);
        p += sizeof at[i].what.msg;
        at[i].warning = *p++ == 'w';
        at[i].commit = take_text(&p, arena, &oom);
        at[i].path = take_text(&p, arena, &oom);
        for (size_t k = 0; k < VP_NOTE_ARGS; k++)
            at[i].what.arg[k] = take_text(&p, arena, &oom);
    }
    out->at = at;
    return oom ? vp_nomem(err) : VP_OK;
}

vp_status jobs_verify(vp_audit_verified *out, vp_session *session, const vp_audit_verify_opts *opts, size_t jobs,
                      vp_arena *arena, vp_err *err)
{
    worker w[JOBS_MOST] = {0};
    vp_audit_verified found[JOBS_MOST];
    vp_status status = VP_OK;
    size_t n = 0;
    if (jobs < 2)
        return vp_audit_verify(out, session, opts, arena, err);
    fflush(NULL); /* nobody else is to write it */
    for (; status == VP_OK && n < jobs; n += status == VP_OK) {
        vp_audit_verify_opts one = *opts;
        one.part = n;
        one.parts = jobs;
        status = start(&w[n], session, &one, arena, err);
    }
    if (status == VP_OK)
        status = wait_for_all(w, n, opts->progress, err);
    give_up(w, n);
    for (size_t i = 0; status == VP_OK && i < n; i++)
        status = take(&found[i], &w[i], arena, err);
    for (size_t i = 0; i < n; i++)
        vp_str_free(&w[i].in);
    return status == VP_OK ? vp_audit_verified_join(out, found, n, arena, err) : status;
}
