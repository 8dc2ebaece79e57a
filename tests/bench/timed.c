/* timed: run a command N times and print the medians of its wall time and peak memory.
     timed [-n RUNS] [-i INPUT] [-o OUTPUT] [-e CODE] COMMAND [ARG…]
   prints "SECONDS KIB" (peak resident set). The exit code of every run must be 0, or CODE. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int by_size(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static void child(char **argv, const char *input, const char *output)
{
    int in = open(input, O_RDONLY), out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0) {
        perror("timed");
        _exit(126);
    }
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    enum { MOST = 99 };
    static long long took[MOST], peak[MOST];
    const char *input = "/dev/null", *output = "/dev/null";
    int runs = 5, expected = 0, c;

    while ((c = getopt(argc, argv, "+n:i:o:e:")) >= 0)
        switch (c) {
        case 'n': runs = atoi(optarg); break;
        case 'i': input = optarg; break;
        case 'o': output = optarg; break;
        case 'e': expected = atoi(optarg); break;
        default: return 2;
        }
    if (optind >= argc || runs < 1 || runs > MOST)
        return 2;
    for (int i = 0; i < runs; i++) {
        struct timespec a, b;
        struct rusage use;
        int status;
        pid_t pid;

        clock_gettime(CLOCK_MONOTONIC, &a);
        pid = fork();
        if (pid == 0)
            child(argv + optind, input, output);
        if (pid < 0 || wait4(pid, &status, 0, &use) < 0) {
            perror("timed");
            return 5;
        }
        clock_gettime(CLOCK_MONOTONIC, &b);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != expected) {
            fprintf(stderr, "timed: '%s' ended with status %d\n", argv[optind],
                    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
            return 1;
        }
        took[i] = (b.tv_sec - a.tv_sec) * 1000000000LL + (b.tv_nsec - a.tv_nsec);
        peak[i] = use.ru_maxrss;
    }
    qsort(took, (size_t)runs, sizeof *took, by_size);
    qsort(peak, (size_t)runs, sizeof *peak, by_size);
    printf("%lld.%06lld %lld\n", took[runs / 2] / 1000000000, took[runs / 2] % 1000000000 / 1000, peak[runs / 2]);
    return 0;
}
