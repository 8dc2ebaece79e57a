/* commits: what recording one amended file takes in a running process, from opening the round to main having moved, and
   beside it as many bare fsyncs, by turns of a new file and of its folder.
     commits ROUND.git PATH FOLDER FSYNCS RUNS
   prints "SECONDS KIB" of a commit, then of the fsyncs: medians of the runs, and the peak memory of all. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <vp/str.h>
#include "lib/store/store.h"

enum { MOST = 99 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *took, int n)
{
    qsort(took, (size_t)n, sizeof *took, by_size);
    return took[n / 2];
}

/* The file, a line longer. */
static vp_status amend(const char *round, const char *path, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_store) s = NULL;
    VP_AUTO(vp_step) t = NULL;
    VP_STR text = {0};
    vp_view view;
    const char *bytes;
    size_t n;
    bool changed;
    char id[VP_OID_HEX];
    const vp_stamp who = {"Bench", "bench@example.org", 1586131200};
    VP_TRY(vp_store_open(&s, round, err));
    VP_TRY(vp_store_view(&view, s, vp_store_tip(s), arena, err));
    VP_TRY(view.read(view.ctx, path, &bytes, &n, arena, err));
    vp_str_add(&text, bytes, n);
    vp_str_addc(&text, '\n');
    VP_TRY(vp_str_check(&text, err));
    VP_TRY(vp_step_new(&t, s, err));
    vp_writer w = vp_step_writer(t);
    VP_TRY(w.put(w.ctx, path, text.s, text.n, err));
    return vp_store_commit(s, t, "amended\n", &who, &changed, id, err);
}

static int sync_bare(const char *folder, int fsyncs)
{
    static const char bytes[300];
    char name[4096];
    int dir = open(folder, O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < fsyncs; i += 2) {
        snprintf(name, sizeof name, "%s/synced.%d", folder, i);
        int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd < 0 || write(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes || fsync(fd) < 0 || close(fd) < 0 ||
            fsync(dir) < 0 || unlink(name) < 0) {
            perror(name);
            return -1;
        }
    }
    return close(dir);
}

int main(int argc, char **argv)
{
    double ours[MOST], bare[MOST];
    int runs = argc == 6 ? atoi(argv[5]) : 0;
    struct rusage usage;

    if (runs < 1 || runs > MOST)
        return 2;
    for (int i = 0; i < runs; i++) {
        VP_AUTO(vp_arena) arena = vp_arena_new();
        vp_err err = {0};
        double start = now();
        if (!arena || amend(argv[1], argv[2], arena, &err) != VP_OK) {
            fprintf(stderr, "commits: %s\n", err.msg);
            return 5;
        }
        ours[i] = now() - start;
        start = now();
        if (sync_bare(argv[3], atoi(argv[4])) < 0)
            return 5;
        bare[i] = now() - start;
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("%.6f %ld\n%.6f %ld\n", median(ours, runs), usage.ru_maxrss, median(bare, runs), usage.ru_maxrss);
    return 0;
}
