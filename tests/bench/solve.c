/* solve: what the search alone takes, without reading or writing; prints "SECONDS VALUE BOUND PROVED STEPS".
     solve EFFORT ROUND.json RANKING.csv   a round; VALUE and BOUND in millionths of a point
     solve EFFORT FILE.kp                  one budget: "n capacity", then "worth weight" of each item
     solve EFFORT FILE.txt                 several rows, a line for each of its problems (Beasley's mknap)
   EFFORT is in thousands of steps; 0: the default. The list is checked against every row here. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vp/allocate.h>
#include <vp/session.h>
#include <vp/table.h>
#include "lib/allocate/knapsack.h"
#include "lib/allocate/search.h"
#include "lib/io/file.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

static void die(const vp_err *err)
{
    fprintf(stderr, "solve: %s\n", err->msg);
    exit(1);
}

static void say(double took, long long value, long long bound, bool proved, unsigned long long steps)
{
    printf("%.4f %lld %lld %d %llu\n", took, value, bound, proved, steps);
}

static void solve_round(long effort, const char *config, const char *path, vp_arena *arena)
{
    vp_err err = {0};
    VP_AUTO(vp_session) session = NULL;
    vp_session_opts so = {.config = config};
    vp_allocate_opts opts = {.effort = effort};
    vp_round *round;
    vp_allocation_result *r;
    vp_ranking *ranking;
    vp_table *table;
    const char *bytes, *shown;
    size_t n;
    if (vp_session_open(&session, &so, &err) || vp_round_read(&round, vp_session_view(session), arena, &err) ||
        vp_file_input(&bytes, &n, &shown, path, arena, &err) || vp_table_read(&table, shown, bytes, n, arena, &err) ||
        vp_ranking_from_table(&ranking, round, table, arena, &err))
        die(&err);
    double start = now();
    if (vp_allocate(&r, round, ranking, &opts, arena, &err))
        die(&err);
    say(now() - start, (long long)r->value, (long long)r->bound, r->proved, (unsigned long long)r->effort * 1000);
}

static int64_t number(FILE *in)
{
    double x;
    if (fscanf(in, "%lf", &x) != 1)
        exit(1);
    return (int64_t)(x * 10 + 0.5);
}

static void solve_sack(long effort, FILE *in, vp_arena *arena)
{
    size_t n = (size_t)number(in) / 10;
    int64_t capacity = number(in) / 10, worth = 0, weight = 0;
    int64_t *w = need(vp_arena_array(arena, n, sizeof *w)), *p = need(vp_arena_array(arena, n, sizeof *p));
    int64_t *tie = need(vp_arena_array(arena, n, sizeof *tie));
    size_t *start = need(vp_arena_array(arena, n + 1, sizeof *start));
    for (size_t i = 0; i < n; i++) {
        p[i] = number(in) / 10;
        w[i] = number(in) / 10;
        start[i + 1] = i + 1;
    }
    vp_knapsack k = {w, p, tie, start, n, capacity};
    vp_knapsack_answer a;
    vp_err err = {0};
    double from = now();
    if (vp_knapsack_solve(&a, &k, (uint64_t)effort * 1000, arena, &err))
        die(&err);
    double took = now() - from;
    for (size_t i = 0; i < n; i++) {
        worth += a.chosen[i] ? p[i] : 0;
        weight += a.chosen[i] ? w[i] : 0;
    }
    if (worth != a.worth || weight > capacity)
        abort();
    say(took, a.worth, a.bound, a.proved, a.steps);
}

/* n, m, the best known or 0; n values; m rows of n coefficients; m bounds. Values are told in tenths. */
static void solve_rows(long effort, FILE *in, vp_arena *arena)
{
    size_t n = (size_t)number(in) / 10, m = (size_t)number(in) / 10, at = 0;
    number(in);
    int64_t *value = need(vp_arena_array(arena, n, sizeof *value));
    int64_t *bound = need(vp_arena_array(arena, m, sizeof *bound));
    int64_t *coef = need(vp_arena_array(arena, n * m, sizeof *coef));
    size_t *first = need(vp_arena_array(arena, n + 1, sizeof *first));
    size_t *one = need(vp_arena_array(arena, n + 1, sizeof *one));
    size_t *row = need(vp_arena_array(arena, n * m, sizeof *row)), *most = need(vp_arena_array(arena, n, sizeof *most));
    for (size_t i = 0; i < n; i++, at += m) {
        value[i] = number(in);
        first[i + 1] = at + m;
        one[i + 1] = i + 1;
        most[i] = 1;
        for (size_t r = 0; r < m; r++)
            row[at + r] = r;
    }
    for (size_t r = 0; r < m; r++)
        for (size_t i = 0; i < n; i++)
            coef[i * m + r] = number(in);
    for (size_t r = 0; r < m; r++)
        bound[r] = number(in);
    vp_choice c = {.n = n, .ngroups = n, .nclasses = n, .nrows = m, .value = value, .bound = bound, .coef = coef,
                   .first = first, .row = row, .group = one, .start = one, .most = most};
    vp_choice_answer a = {.chosen = need(vp_arena_array(arena, n, sizeof *a.chosen))};
    vp_err err = {0};
    double from = now();
    if (vp_choice_solve(&a, &c, (uint64_t)effort * 1000, arena, &err))
        die(&err);
    double took = now() - from;
    for (size_t r = 0; r < m; r++)
        for (size_t i = 0; i < n; i++)
            bound[r] -= a.chosen[i] ? coef[i * m + r] : 0;
    for (size_t r = 0; r < m; r++)
        if (bound[r] < 0)
            abort();
    for (size_t i = 0; i < n; i++)
        a.value -= a.chosen[i] ? value[i] : 0;
    if (a.value != 0)
        abort();
    int64_t worth = 0;
    for (size_t i = 0; i < n; i++)
        worth += a.chosen[i] ? value[i] : 0;
    say(took, worth, a.bound, a.proved, a.steps);
}

int main(int argc, char **argv)
{
    VP_AUTO(vp_arena) arena = need(vp_arena_new());
    long effort = argc > 2 ? atol(argv[1]) : 0;
    FILE *in;
    if (argc == 4) {
        solve_round(effort, argv[2], argv[3], arena);
        return 0;
    }
    if (argc != 3 || !(in = fopen(argv[2], "r")))
        return 2;
    if (strlen(argv[2]) > 3 && strcmp(argv[2] + strlen(argv[2]) - 3, ".kp") == 0)
        solve_sack(effort ? effort : 4000000, in, arena);
    else
        for (int64_t left = number(in) / 10; left > 0; left--) {
            vp_mark mark = vp_arena_mark(arena);
            solve_rows(effort ? effort : 4000000, in, arena);
            vp_arena_rewind(arena, mark);
        }
    fclose(in);
    return 0;
}
