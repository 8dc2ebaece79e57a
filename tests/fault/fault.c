/* A preload library that lets one call of the system fail, or ends the process there.
 *
 *   VP_FAULT=CALL:N:HOW   the Nth call (from 1) of CALL in this process: malloc (calloc and realloc too) by vp itself,
 *                         foreign (the same by the libraries it uses), open, read, write, flush (of streams), fsync,
 *                         rename, link, unlink, mkdir, mmap;
 *                         HOW is fail (this one), full (this and all after it), short (a write writes half of it; the
 *                         next one fails) or kill (SIGKILL before it)
 *   VP_FAULT_COUNT=FILE   at the end of the process, how many calls of each there were, one a line
 *   VP_FAULT_SERVE=FOLDER the process waits before its main: for each record of SERVE_RECORD bytes on descriptor
 *                         SERVE_IN, a text as in VP_FAULT, a child of it begins in FOLDER with that fault and what it
 *                         says in the file $VP_FAULT_SAID; its wait status goes to SERVE_OUT. So a program is loaded
 *                         and linked once for thousands of runs of it.
 *
 * glibc only: its own name of the allocator is called, and of everything else through RTLD_NEXT. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum call { MALLOC, FOREIGN, OPEN, READ, WRITE, FLUSH, FSYNC, RENAME, LINK, UNLINK, MKDIR, MMAP, CALLS };
static const char *const names[CALLS] = {"malloc", "foreign", "open", "read", "write", "flush", "fsync",
                                         "rename", "link", "unlink", "mkdir", "mmap"};
static const int errors[CALLS] = {ENOMEM, ENOMEM, EMFILE, EIO, ENOSPC, ENOSPC,
                                  EIO, EACCES, EMLINK, EACCES, ENOSPC, ENOMEM};

enum how { NOTHING, FAIL, FULL, SHORT, KILL };
static enum how how;
static enum call which;
static unsigned long at;
static atomic_ulong seen[CALLS];
static bool ready;
static uintptr_t own, own_end; /* the code of the program itself */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *p, size_t n);

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int find_own(struct dl_phdr_info *info, size_t size, void *ctx)
{
    (void)size, (void)ctx;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            own = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            own_end = own + info->dlpi_phdr[i].p_memsz;
        }
    return 1; /* the program is the first */
}

static void set_fault(const char *s)
{
    for (int i = 0; i < CALLS; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(s, names[i], n) == 0 && s[n] == ':') {
            char *end;
            which = (enum call)i;
            at = strtoul(s + n + 1, &end, 10);
            how = strcmp(end, ":kill") == 0    ? KILL
                  : strcmp(end, ":full") == 0  ? FULL
                  : strcmp(end, ":short") == 0 ? SHORT
                                               : FAIL;
        }
    }
}

/* As if the child had just been started, in the folder. */
static void begin(const char *folder)
{
    const char *said = getenv("VP_FAULT_SAID");
    int to = said ? REAL(open)(said, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (to < 0 || chdir(folder) < 0 || dup2(to, STDOUT_FILENO) < 0 || dup2(to, STDERR_FILENO) < 0)
        _exit(126);
    close(to);
    close(SERVE_IN);
    close(SERVE_OUT);
    alarm(SERVE_SECONDS);
}

/* Comes back in each child; the process itself ends when there is nothing more to read. */
static void serve(const char *folder)
{
    char fault[SERVE_RECORD];
    int status;
    while (REAL(read)(SERVE_IN, fault, sizeof fault) == (ssize_t)sizeof fault) {
        pid_t pid = fork();
        if (pid == 0) {
            begin(folder);
            set_fault(fault);
            return;
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid ||
            REAL(write)(SERVE_OUT, &status, sizeof status) != (ssize_t)sizeof status)
            _exit(125);
    }
    _exit(0);
}

__attribute__((constructor)) static void start(void)
{
    dl_iterate_phdr(find_own, NULL);
    const char *fault = getenv("VP_FAULT"), *folder = getenv("VP_FAULT_SERVE");
    if (folder)
        serve(folder);
    if (fault)
        set_fault(fault);
    ready = true;
}

__attribute__((destructor)) static void finish(void)
{
    ready = false;
    const char *path = getenv("VP_FAULT_COUNT");
    if (!path)
        return;
    int fd = REAL(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    for (int i = 0; fd >= 0 && i < CALLS; i++) {
        char line[64];
        int n = snprintf(line, sizeof line, "%s %lu\n", names[i], (unsigned long)seen[i]);
        if (REAL(write)(fd, line, (size_t)n) != n)
            break;
    }
}

/* Is this call to fail? errno is set when it is. */
static enum how hit(enum call c)
{
    if (!ready)
        return NOTHING;
    unsigned long n = ++seen[c];
    if (how == NOTHING || c != which || n < at)
        return NOTHING;
    if (n > at && how != FULL && !(how == SHORT && n == at + 1))
        return NOTHING;
    if (how == KILL)
        kill(getpid(), SIGKILL);
    errno = errors[c];
    return how == SHORT && n == at ? SHORT : FAIL;
}

static enum call caller(const void *from)
{
    return (uintptr_t)from >= own && (uintptr_t)from < own_end ? MALLOC : FOREIGN;
}
#define CALLER caller(__builtin_return_address(0))
void *malloc(size_t n) { return hit(CALLER) ? NULL : __libc_malloc(n); }
void *calloc(size_t count, size_t n) { return hit(CALLER) ? NULL : __libc_calloc(count, n); }
void *realloc(void *p, size_t n) { return hit(CALLER) ? NULL : __libc_realloc(p, n); }

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list ap; \
        va_start(ap, flags); \
        mode = (mode_t)va_arg(ap, int); \
        va_end(ap); \
    }
int open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return hit(OPEN) ? -1 : REAL(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return hit(OPEN) ? -1 : REAL(open64)(path, flags, mode);
}
int openat(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return hit(OPEN) ? -1 : REAL(openat)(dir, path, flags, mode);
}
int openat64(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return hit(OPEN) ? -1 : REAL(openat64)(dir, path, flags, mode);
}
FILE *fopen(const char *path, const char *mode) { return hit(OPEN) ? NULL : REAL(fopen)(path, mode); }
FILE *fopen64(const char *path, const char *mode) { return hit(OPEN) ? NULL : REAL(fopen64)(path, mode); }

ssize_t read(int fd, void *to, size_t n) { return hit(READ) ? -1 : REAL(read)(fd, to, n); }
ssize_t pread(int fd, void *to, size_t n, off_t off) { return hit(READ) ? -1 : REAL(pread)(fd, to, n, off); }
ssize_t pread64(int fd, void *to, size_t n, off64_t off) { return hit(READ) ? -1 : REAL(pread64)(fd, to, n, off); }

/* What is said to a person on stderr goes through: a full disk does not silence a terminal. */
ssize_t write(int fd, const void *from, size_t n)
{
    enum how h = fd == STDERR_FILENO ? NOTHING : hit(WRITE);
    return h == FAIL ? -1 : REAL(write)(fd, from, h == SHORT && n > 1 ? n / 2 : n);
}
ssize_t pwrite(int fd, const void *from, size_t n, off_t off)
{
    return hit(WRITE) == FAIL ? -1 : REAL(pwrite)(fd, from, n, off);
}
ssize_t writev(int fd, const struct iovec *v, int n) { return hit(WRITE) == FAIL ? -1 : REAL(writev)(fd, v, n); }
size_t fwrite(const void *from, size_t size, size_t n, FILE *f)
{
    enum how h = f == stderr ? NOTHING : hit(WRITE);
    return h == FAIL ? 0 : REAL(fwrite)(from, size, h == SHORT ? n / 2 : n, f);
}
int fflush(FILE *f) { return f != stderr && hit(FLUSH) ? EOF : REAL(fflush)(f); }
int fclose(FILE *f)
{
    enum how h = hit(FLUSH);
    int status = REAL(fclose)(f);
    if (!h)
        return status;
    errno = errors[FLUSH];
    return EOF;
}

int fsync(int fd) { return hit(FSYNC) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return hit(FSYNC) ? -1 : REAL(fdatasync)(fd); }
int rename(const char *from, const char *to) { return hit(RENAME) ? -1 : REAL(rename)(from, to); }
int renameat(int a, const char *from, int b, const char *to)
{
    return hit(RENAME) ? -1 : REAL(renameat)(a, from, b, to);
}
int link(const char *from, const char *to) { return hit(LINK) ? -1 : REAL(link)(from, to); }
int symlink(const char *from, const char *to) { return hit(LINK) ? -1 : REAL(symlink)(from, to); }
int unlink(const char *path) { return hit(UNLINK) ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return hit(MKDIR) ? -1 : REAL(mkdir)(path, mode); }
int mkdirat(int dir, const char *path, mode_t mode) { return hit(MKDIR) ? -1 : REAL(mkdirat)(dir, path, mode); }
void *mmap(void *p, size_t n, int prot, int flags, int fd, off_t off)
{
    return hit(MMAP) ? MAP_FAILED : REAL(mmap)(p, n, prot, flags, fd, off);
}
void *mmap64(void *p, size_t n, int prot, int flags, int fd, off64_t off)
{
    return hit(MMAP) ? MAP_FAILED : REAL(mmap64)(p, n, prot, flags, fd, off);
}
