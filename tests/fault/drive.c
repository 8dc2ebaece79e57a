/* Break a command at one call of the system after another, and judge what is left.
 *
 *   drive BEFORE RUN COUNTS VERDICT LIB COMMAND…
 *
 * BEFORE is the folder as the command finds it, RUN where it is broken (made anew), COUNTS how many calls of each kind
 * it makes (fault.so, VP_FAULT_COUNT), LIB the preload library. After a break these are run in RUN:
 *     VERDICT ended CODE CALL    may the run have ended so? What it said is in the file $VP_FAULT_SAID
 *     VERDICT left HOW           what is wrong with what is left, by a run that was "killed" or "failed"; runs it again
 *     VERDICT again              what is wrong with what that leaves
 * Whatever they print is wrong. It rests on nothing but the files and those words, so each is asked once for each state
 * of the folder: a few hundred, of thousands of breaks.
 *
 * On standard output a line for each kind of call and way to fail, "ok …" or "bad …" with lines "# …" below it, and at
 * the end the sums. Every call is a point, but of allocations the first and so many others (most_of).
 * VP_FAULT_POINTS: so many points of each kind and way, evenly spread; "all": all of them.
 * VP_FAULT_CALLS: only these kinds ("malloc foreign"); "calls" stands for all but the two. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum { PATH = 4096 };

static void die(const char *what)
{
    fprintf(stderr, "drive: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- folders ---- */

/* The whole of a file, or where a link points; yours to free. */
static unsigned char *slurp(const char *path, size_t *n)
{
    struct stat st;
    unsigned char target[PATH] = "";
    ssize_t length = readlink(path, (char *)target, sizeof target - 1);
    if (length >= 0) {
        *n = (size_t)length;
        return (unsigned char *)strdup((char *)target);
    }
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) < 0)
        die(path);
    unsigned char *bytes = malloc((size_t)st.st_size + 1);
    ssize_t got = bytes ? read(fd, bytes, (size_t)st.st_size) : -1;
    if (got != st.st_size)
        die(path);
    close(fd);
    bytes[got] = '\0';
    *n = (size_t)got;
    return bytes;
}

static void spill(const char *path, const void *bytes, size_t n, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fchmod(fd, mode) < 0 || close(fd) < 0)
        die(path);
}

typedef void visit(const char *path, const char *name, const struct stat *st, void *ctx);

static void each(const char *dir, visit *f, void *ctx)
{
    DIR *d = opendir(dir);
    if (!d)
        die(dir);
    for (struct dirent *e; (e = readdir(d)); ) {
        char path[PATH];
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= (int)sizeof path || lstat(path, &st) < 0)
            die(path);
        f(path, e->d_name, &st, ctx);
    }
    closedir(d);
}

static void remove_one(const char *path, const char *name, const struct stat *st, void *ctx)
{
    (void)name;
    if (S_ISDIR(st->st_mode))
        each(path, remove_one, ctx);
    if (remove(path) < 0)
        die(path);
}

static void copy_one(const char *path, const char *name, const struct stat *st, void *to)
{
    char target[PATH];
    size_t n;
    if (snprintf(target, sizeof target, "%s/%s", (const char *)to, name) >= (int)sizeof target)
        die(path);
    if (S_ISDIR(st->st_mode)) {
        if (mkdir(target, 0700) < 0 || chmod(target, st->st_mode & 07777) < 0)
            die(target);
        each(path, copy_one, target);
    } else {
        unsigned char *bytes = slurp(path, &n);
        spill(target, bytes, n, st->st_mode & 07777);
        free(bytes);
    }
}

static void restore(const char *run, const char *before)
{
    struct stat st;
    if (lstat(run, &st) == 0)
        remove_one(run, "", &st, NULL);
    if (mkdir(run, 0700) < 0)
        die(run);
    each(before, copy_one, (void *)(uintptr_t)run);
}

/* ---- the state of a folder: a hash of all that it holds, but for what is different each time ---- */

enum { HASH = 16 };
typedef struct hash { unsigned char at[HASH]; } hash;
typedef struct hashes { hash *at; size_t n, cap; } hashes;

static int by_bytes(const void *a, const void *b) { return memcmp(a, b, sizeof(hash)); }

/* An index of git without times, places and owners of files; whether it knows them at all stays. */
static void settle_index(unsigned char *b, size_t n)
{
    size_t at = 12;
    if (n < 32 || memcmp(b, "DIRC", 4) != 0)
        return;
    for (size_t left = (size_t)b[10] << 8 | b[11]; left > 0 && at + 62 < n - 20; left--) {
        bool known = false;
        for (size_t i = 0; i < 24; i++)
            known = known || b[at + i];
        memset(b + at, known, 24);
        memset(b + at + 28, 0, 8);
        size_t name = strnlen((char *)b + at + 62, n - at - 62);
        at += (62 + name + 8) & ~(size_t)7;
    }
    memset(b + n - 20, 0, 20);
}

/* A log of git's branches without the seconds of the clock. */
static void settle_reflog(unsigned char *b, size_t n)
{
    for (size_t i = 0; i + 2 < n; i++)
        if (b[i] == '>' && b[i + 1] == ' ')
            for (i += 2; i < n && b[i] >= '0' && b[i] <= '9'; i++)
                b[i] = '0';
}

/* A temporary file's name is chance. */
static const char *settled(const char *name)
{
    return strstr(name, "_git2_") || strncmp(name, ".vp-", 4) == 0 ? "temporary" : name;
}

static hash state(const char *dir);

static void hash_one(const char *path, const char *name, const struct stat *st, void *ctx)
{
    hashes *all = ctx;
    crypto_generichash_state h;
    if (all->n == all->cap && !(all->at = realloc(all->at, (all->cap = all->cap * 2 + 16) * sizeof *all->at)))
        die("memory");
    const char *settled_name = settled(name);
    unsigned mode = st->st_mode;
    crypto_generichash_init(&h, NULL, 0, HASH);
    crypto_generichash_update(&h, (const unsigned char *)&mode, sizeof mode);
    crypto_generichash_update(&h, (const unsigned char *)settled_name, strlen(settled_name) + 1);
    if (S_ISDIR(st->st_mode)) {
        hash below = state(path);
        crypto_generichash_update(&h, below.at, HASH);
    } else {
        size_t n;
        unsigned char *bytes = slurp(path, &n);
        settle_index(bytes, n);
        if (strstr(path, "/logs/"))
            settle_reflog(bytes, n);
        crypto_generichash_update(&h, bytes, n);
        free(bytes);
    }
    crypto_generichash_final(&h, all->at[all->n++].at, HASH);
}

static hash state(const char *dir)
{
    hashes all = {0};
    hash out;
    each(dir, hash_one, &all);
    if (all.n > 0)
        qsort(all.at, all.n, sizeof *all.at, by_bytes);
    crypto_generichash(out.at, HASH, (const unsigned char *)all.at, all.n * sizeof *all.at, NULL, 0);
    free(all.at);
    return out;
}

/* ---- runs ---- */

static const char *before, *run, *verdict, *said;
static int to_server, from_server;
static pid_t server;

static int as_code(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return WTERMSIG(status) == SIGALRM ? 124 : 128 + WTERMSIG(status);
}

/* The command, loaded and waiting (fault.c). */
static void start_server(const char *lib, char **command)
{
    int in[2], out[2];
    if (pipe(in) < 0 || pipe(out) < 0)
        die("pipe");
    server = fork();
    if (server < 0)
        die("fork");
    if (server == 0) {
        int null = open("/dev/null", O_RDONLY);
        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(in[0], SERVE_IN) < 0 || dup2(out[1], SERVE_OUT) < 0 ||
            setenv("VP_FAULT_SERVE", run, 1) < 0 || setenv("LD_PRELOAD", lib, 1) < 0)
            _exit(126);
        close(null), close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execvp(*command, command);
        _exit(127);
    }
    close(in[0]), close(out[1]);
    to_server = in[1], from_server = out[0];
}

/* The command in run with a fault: its exit status as a shell has it, 124 when it hangs. */
static int broken(const char *call, unsigned long at, const char *how)
{
    char fault[SERVE_RECORD] = "";
    int status;
    snprintf(fault, sizeof fault, "%s:%lu:%s", call, at, how);
    if (write(to_server, fault, sizeof fault) != (ssize_t)sizeof fault ||
        read(from_server, &status, sizeof status) != (ssize_t)sizeof status)
        die("the command does not serve");
    return as_code(status);
}

/* What the verdict prints of run as it is; yours to free. */
static char *ask(const char *stage, const char *how, const char *call)
{
    char file[PATH];
    int status;
    size_t n;
    snprintf(file, sizeof file, "%s.verdict", said);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0) {
        int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600), null = open("/dev/null", O_RDONLY);
        if (fd < 0 || null < 0 || chdir(run) < 0 || dup2(null, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
            _exit(126);
        alarm(10 * SERVE_SECONDS);
        execlp("sh", "sh", verdict, stage, how, call, (char *)NULL);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) != pid)
        die("waitpid");
    char *wrong = (char *)slurp(file, &n);
    if (as_code(status) == 0 || *wrong)
        return wrong;
    free(wrong);
    return strdup("the verdict failed");
}

/* What was found of a state at a stage, given those words. */
typedef struct found { hash at; char key[64]; char *wrong; } found;
static struct { found *at; size_t n, cap; } memory;
static size_t states;

/* "" when nothing is wrong. *asked: the verdict was run. */
static const char *judge(bool *asked, const char *stage, hash at, const char *how, const char *call, bool silent)
{
    found f = {.at = at};
    snprintf(f.key, sizeof f.key, "%s %s %s %s", stage, how, call, silent ? "silent" : "");
    *asked = false;
    for (size_t i = 0; i < memory.n; i++)
        if (memcmp(&memory.at[i].at, &at, sizeof at) == 0 && strcmp(memory.at[i].key, f.key) == 0)
            return memory.at[i].wrong;
    *asked = true;
    if (memory.n == memory.cap &&
        !(memory.at = realloc(memory.at, (memory.cap = memory.cap * 2 + 64) * sizeof *memory.at)))
        die("memory");
    f.wrong = ask(stage, how, call);
    memory.at[memory.n++] = f;
    return f.wrong;
}

static void show(const char *text, size_t lines)
{
    while (*text && lines-- > 0) {
        int n = (int)strcspn(text, "\n");
        printf("#     %.*s\n", n < 300 ? n : 300, text);
        text += n + (text[n] == '\n');
    }
}

/* ---- points ---- */

static unsigned long random_at(uint64_t *seed)
{
    *seed += 0x9E3779B97F4A7C15; /* splitmix64 */
    uint64_t z = *seed;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return (unsigned long)(z ^ z >> 31);
}

static int by_number(const void *a, const void *b)
{
    unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;
    return (x > y) - (x < y);
}

/* How many of the first calls are broken, and how many of the others, by chance. A process that is killed at an
   allocation leaves what it leaves when it is killed at the call before it, so few are enough; and what libraries do
   without memory is theirs. */
static void most_of(unsigned long *first, unsigned long *others, const char *call, const char *how)
{
    *first = ULONG_MAX, *others = 0;
    if (strcmp(call, "foreign") == 0 || (strcmp(call, "malloc") == 0 && strcmp(how, "kill") == 0))
        *first = 400, *others = 100; /* of five steps: 2,000 and 500 of a round */
    else if (strcmp(call, "malloc") == 0)
        *first = 2000, *others = 500;
}

/* Which of total calls are broken, in order and each once; yours to free. */
static unsigned long *points(size_t *n, unsigned long total, const char *call, const char *how)
{
    const char *wanted = getenv("VP_FAULT_POINTS");
    bool every = wanted && strcmp(wanted, "all") == 0;
    unsigned long spread = wanted && !every ? strtoul(wanted, NULL, 10) : 0, count = 0, first, others;
    unsigned long *at = calloc(total + 1, sizeof *at);
    uint64_t seed = 1;
    if (!at)
        die("memory");
    most_of(&first, &others, call, how);
    if (every || first > total)
        first = total;
    if (others > total - first)
        others = total - first;
    if (spread > 0 && spread < total)
        for (unsigned long i = 0; i < spread; i++)
            at[count++] = spread == 1 ? 1 : 1 + i * (total - 1) / (spread - 1);
    else {
        while (count < first)
            at[count] = count + 1, count++;
        while (count < first + others)
            at[count++] = first + 1 + random_at(&seed) % (total - first);
        qsort(at, count, sizeof *at, by_number);
    }
    *n = 0;
    for (size_t i = 0; i < count; i++)
        if (*n == 0 || at[*n - 1] != at[i])
            at[(*n)++] = at[i];
    return at;
}

static unsigned long tried, crashed;

/* One point: what is wrong, "" when nothing is. *spoilt: whether run is not as before, before and after it. */
static const char *break_one(bool *spoilt, hash untouched, const char *call, unsigned long at, const char *how)
{
    char number[16];
    struct stat st;
    bool asked;
    if (*spoilt)
        restore(run, before);
    int code = broken(call, at, how);
    bool silent = stat(said, &st) < 0 || st.st_size == 0;
    hash left = state(run);
    *spoilt = memcmp(&left, &untouched, sizeof left) != 0;
    tried++;
    crashed += code == 128 + SIGABRT || code == 128 + SIGSEGV;
    snprintf(number, sizeof number, "%d", code);
    const char *wrong = judge(&asked, "ended", left, number, strcmp(call, "foreign") == 0 ? call : "call", silent);
    if (*wrong)
        return wrong;
    wrong = judge(&asked, "left", left, code >= 128 ? "killed" : "failed", "", false);
    states += asked;
    if (*wrong || !asked)
        return wrong;
    *spoilt = true;
    return judge(&asked, "again", state(run), "", "", false);
}

static void break_all(const char *call, const char *how, unsigned long total, hash untouched)
{
    size_t n, bad = 0;
    bool spoilt = true;
    unsigned long *at = points(&n, total, call, how);
    static char text[1 << 16];
    FILE *wrong = fmemopen(text, sizeof text, "w");
    if (!wrong)
        die("memory");
    for (size_t i = 0; i < n; i++) {
        const char *what = break_one(&spoilt, untouched, call, at[i], how);
        if (!*what || bad++ >= 5)
            continue;
        size_t nsaid;
        char *word = (char *)slurp(said, &nsaid);
        fprintf(wrong, "%s %lu of %lu, %s:\n%s\n    it had said: %.300s\n", call, at[i], total, how, what, word);
        free(word);
    }
    fclose(wrong);
    printf("%s %s, %s: %zu of %lu points", bad ? "bad" : "ok", call, how, n, total);
    if (bad)
        printf(", %zu of them wrong", bad);
    printf("\n");
    if (bad)
        show(text, 60);
    fflush(stdout);
    free(at);
}

static const char *const hows[][5] = { /* kind, then the ways to break it */
    {"malloc", "fail", "kill"}, {"foreign", "fail", "kill"}, {"open", "fail", "full", "kill"},
    {"read", "fail", "kill"}, {"write", "fail", "full", "short", "kill"}, {"flush", "fail", "full", "kill"},
    {"fsync", "fail", "full", "kill"}, {"rename", "fail", "kill"}, {"link", "fail", "kill"}, {"unlink", "kill"},
    {"mkdir", "fail", "full", "kill"}, {"mmap", "fail", "kill"},
};

static bool names(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

static bool chosen(const char *call)
{
    const char *calls = getenv("VP_FAULT_CALLS");
    bool allocation = strcmp(call, "malloc") == 0 || strcmp(call, "foreign") == 0;
    return !calls || !*calls || names(calls, call) || (names(calls, "calls") && !allocation);
}

int main(int argc, char **argv)
{
    if (argc < 7 || sodium_init() < 0 || !(said = getenv("VP_FAULT_SAID"))) {
        fprintf(stderr, "usage: VP_FAULT_SAID=FILE drive BEFORE RUN COUNTS VERDICT LIB COMMAND...\n");
        return 2;
    }
    before = argv[1], run = argv[2], verdict = argv[4];
    FILE *counts = fopen(argv[3], "r");
    if (!counts)
        die(argv[3]);
    restore(run, before);
    hash untouched = state(run);
    start_server(argv[5], argv + 6);
    char call[32];
    unsigned long total;
    while (fscanf(counts, "%31s %lu", call, &total) == 2)
        for (size_t i = 0; total > 0 && chosen(call) && i < sizeof hows / sizeof *hows; i++)
            for (size_t j = 1; strcmp(hows[i][0], call) == 0 && j < 5 && hows[i][j]; j++)
                break_all(call, hows[i][j], total, untouched);
    fclose(counts);
    close(to_server);
    waitpid(server, NULL, 0);
    printf("sum %lu points tried, %zu states of the folder, %lu crashes of libraries without memory\n", tried, states,
           crashed);
    return 0;
}
