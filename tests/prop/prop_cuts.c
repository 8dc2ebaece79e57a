/* Cuts of the search: whatever list keeps every row keeps every cut, round after round. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "lib/allocate/cuts.h"

enum { GROUPS = 7, LEVELS = 3, ROWS = 5, ITEMS = GROUPS * LEVELS, ROUNDS = 6 };

static uint64_t seed, rng;

static int64_t upto(int64_t n) /* 0 … n-1 */
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

static void need(int true_, const char *what, unsigned long number)
{
    if (true_)
        return;
    printf("not ok - %s (seed %" PRIu64 ", choice %lu)\n", what, seed, number);
    exit(1);
}

typedef struct choice {
    vp_choice c;
    int64_t value[ITEMS], bound[ROWS], coef[ITEMS * ROWS];
    size_t first[ITEMS + 1], row[ITEMS * ROWS], group[GROUPS + 1], start[GROUPS + 1], most[GROUPS];
    bool soft[ROWS];
} choice;

/* Budgets and floors, odd amounts; the last row is a class of which two at most are chosen. */
static void make(choice *k)
{
    int64_t all[ROWS] = {0}, scale = (int64_t)1 << upto(24);
    size_t at = 0, x = 0;
    *k = (choice){0};
    for (size_t g = 0; g < GROUPS; g++) {
        int64_t asked = 1 + upto(40 * scale);
        size_t levels = (size_t)(1 + upto(LEVELS));
        for (size_t l = 0; l < levels; l++, x++) {
            k->value[x] = 1 + upto(1000);
            for (size_t r = 0; r < ROWS; r++) {
                if (r > 0 && r < ROWS - 1 && upto(3) == 0)
                    continue;
                int64_t a = r == ROWS - 1 ? g < 4 : asked - asked * (int64_t)l / 5;
                a = r == 2 ? -a : a;
                all[r] += a;
                if (a == 0)
                    continue;
                k->row[at] = r;
                k->coef[at++] = a;
            }
            k->first[x + 1] = at;
        }
        k->group[g + 1] = x;
        k->start[g + 1] = g + 1;
        k->most[g] = 1;
    }
    for (size_t r = 0; r < ROWS; r++)
        k->bound[r] = r == ROWS - 1 ? 2 : r == 2 ? all[r] / 8 : all[r] / (2 + upto(4));
    k->soft[ROWS - 1] = true;
    k->c = (vp_choice){x, GROUPS, GROUPS, ROWS, k->value, k->bound, k->coef, k->first, k->row, k->group, k->start,
                       k->most};
}

/* Every list: that it keeps the rows of `all` where it keeps those of the choice. */
static void compare(const choice *k, const vp_choice *all, unsigned long number)
{
    int64_t use[ROWS + VP_MOST_CUTS];
    size_t pick[GROUPS] = {0}; /* option of each group; as many as it has: none */
    need(all->nrows <= ROWS + VP_MOST_CUTS, "no more cuts than there is room for", number);
    for (;;) {
        bool fits = true;
        for (size_t r = 0; r < all->nrows; r++)
            use[r] = 0;
        for (size_t g = 0; g < GROUPS; g++) {
            size_t x = k->group[g] + pick[g];
            for (size_t e = all->first[x]; x < k->group[g + 1] && e < all->first[x + 1]; e++)
                use[all->row[e]] += all->coef[e];
        }
        for (size_t r = 0; r < ROWS; r++)
            fits = fits && use[r] <= all->bound[r];
        for (size_t r = ROWS; fits && r < all->nrows; r++)
            need(use[r] <= all->bound[r], "a list keeps every cut", number);
        size_t g = 0;
        for (; g < GROUPS && pick[g] == k->group[g + 1] - k->group[g]; g++)
            pick[g] = 0;
        if (g == GROUPS)
            return;
        pick[g]++;
    }
}

int main(int argc, char **argv)
{
    unsigned long choices = 200, cuts = 0;
    vp_arena *arena = vp_arena_new();
    vp_err err = {0};
    static choice k;
    seed = rng = argc > 1 ? strtoull(argv[1], NULL, 10) : 20240607;
    need(arena != NULL, "memory", 0);
    for (unsigned long number = 0; number < choices; number++) {
        vp_mark mark = vp_arena_mark(arena);
        vp_ladder l;
        vp_cutter *cutter;
        vp_lp_end end;
        size_t added = 1;
        make(&k);
        need(vp_ladder_set_up(&l, &k.c, k.soft, arena, &err) == VP_OK && vp_ladder_run(&l, -1e30, &end) == VP_OK &&
             vp_cutter_new(&cutter, &l) == VP_OK, "it is set up", number);
        for (int round = 0; round < ROUNDS && added > 0 && end == VP_LP_OPTIMAL; round++) {
            need(vp_cutter_add(cutter, 20, &added) == VP_OK && vp_ladder_rewrite(&l) == VP_OK, "cuts", number);
            cuts += added;
            compare(&k, &l.c, number);
            need(vp_ladder_run(&l, -1e30, &end) == VP_OK && vp_ladder_purge(&l) == VP_OK, "again", number);
            compare(&k, &l.c, number);
        }
        vp_arena_rewind(arena, mark);
    }
    need(cuts > choices, "there are cuts", choices);
    vp_arena_free(arena);
    printf("ok - %lu cuts of %lu choices, seed %" PRIu64 "\n1..1\n", cuts, choices, seed);
    return 0;
}
