/* Suspect pairs: on random small rounds exactly those of comparing every pair with every other; and how many planted
   copies are found among invented proposals that share the sentences of a form.
   prop_similar [SEED [ROUNDS]]: the seed of a failure is printed. prop_similar SEED 0 SIZE: only the planted copies. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vp/similar.h>
#include "lib/similar/join.h"

static uint64_t seed = 1, rng;
static unsigned long number;

static uint64_t next(void)
{
    uint64_t z = (rng += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t upto(size_t n) /* 0 … n-1 */
{
    return (size_t)(next() % n);
}

__attribute__((noreturn)) static void fail(const char *what)
{
    printf("not ok 1 - %s (seed %" PRIu64 ", round %lu)\n1..1\n", what, seed, number);
    exit(1);
}

static void *must(void *p)
{
    if (!p)
        fail("there is no memory");
    return p;
}

/* ---- the reference: sets of shingles as texts, every pair compared ---- */

enum { MOST = 60, UNITS = 40, WIDTH = 80 };

typedef struct set { char at[UNITS][WIDTH]; size_t n; } set;

static size_t bytes_of(const char *s)
{
    unsigned char c = (unsigned char)*s;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static bool holds(const set *s, const char *shingle)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->at[i], shingle) == 0)
            return true;
    return false;
}

/* Texts here are of ideographs (three bytes), '|' and words of ASCII letters. */
static void shingles_of(set *out, const char *text, unsigned length)
{
    char unit[UNITS + 2][16];
    unsigned weight[UNITS + 2];
    size_t n = 0;
    strcpy(unit[n], "^");
    weight[n++] = 3;
    while (*text) {
        size_t k = bytes_of(text);
        if (*text == ' ') {
            text++;
            continue;
        }
        weight[n] = k > 1 || *text == '|' ? 2 : 3;
        if (weight[n] == 3)
            k = strspn(text, "abcdefghijklmnopqrstuvwxyz");
        snprintf(unit[n++], sizeof unit[0], "%.*s", (int)k, text);
        text += k;
    }
    strcpy(unit[n], "$");
    weight[n++] = 3;
    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        char shingle[WIDTH] = "";
        unsigned sum = 0;
        for (size_t k = i; k < n && sum < length; sum += weight[k++])
            strcat(strcat(shingle, unit[k]), "/");
        if (sum >= length && !holds(out, shingle))
            strcpy(out->at[out->n++], shingle);
    }
}

typedef struct reference {
    const char *text[MOST];
    set of[MOST];
    size_t n, docs, same[MOST];
} reference;

static size_t with(const reference *r, const char *shingle)
{
    size_t count = 0;
    for (size_t i = 0; i < r->n; i++)
        count += *r->text[i] && r->same[i] == i && holds(&r->of[i], shingle);
    return count;
}

static void prepare(reference *r, unsigned length)
{
    r->docs = 0;
    for (size_t i = 0; i < r->n; i++) {
        for (r->same[i] = 0; strcmp(r->text[r->same[i]], r->text[i]) != 0; r->same[i]++)
            ;
        shingles_of(&r->of[i], r->text[i], length);
        r->docs += *r->text[i] && r->same[i] == i;
    }
}

/* Weights that two sets share; of them, of those that few have. */
static unsigned shares(const reference *r, const set *a, const set *b, unsigned *rare)
{
    unsigned sum = 0;
    *rare = 0;
    for (size_t i = 0; i < a->n; i++) {
        size_t count = with(r, a->at[i]);
        unsigned w = vp_join_weight(r->docs, count);
        if (!holds(b, a->at[i]))
            continue;
        sum += w;
        *rare += count <= vp_join_few(r->docs) ? w : 0;
    }
    return sum;
}

static int alike(const reference *r, size_t a, size_t b)
{
    unsigned rare, sum = shares(r, &r->of[a], &r->of[b], &rare);
    unsigned all = shares(r, &r->of[a], &r->of[a], &rare) + shares(r, &r->of[b], &r->of[b], &rare);
    if (!*r->text[a] || !*r->text[b])
        return 0;
    return strcmp(r->text[a], r->text[b]) == 0 ? 10000 : all == 0 ? 0 : (int)((uint64_t)sum * 20000 / all);
}

static bool is_pair(const reference *r, const vp_join_opts *o, size_t a, size_t b)
{
    unsigned rare, unit = vp_log2_16(r->docs + 64);
    size_t equal = 0;
    if (!*r->text[a] || !*r->text[b])
        return false;
    shares(r, &r->of[a], &r->of[b], &rare);
    for (size_t i = 0; i < r->n; i++)
        equal += r->same[i] == r->same[a];
    if (r->same[b] != b)
        return r->same[b] == a && rare >= o->evidence_equal * unit && (!o->most_equal || equal <= o->most_equal);
    return r->same[a] == a && rare >= o->evidence * unit && alike(r, a, b) >= (int)o->alike;
}

/* ---- random texts, many of them nearly equal ---- */

static const char *const words[] = {"长", "者", "助", "餐", "探", "访", "社", "区", "儿", "童", "sport", "club", "for",
                                    "young", "people", "|"};
enum { NWORDS = sizeof words / sizeof *words };

static void random_text(char *out, char all[][512], size_t have)
{
    size_t n = upto(12) ? 1 + upto(UNITS - 8) : 0;
    *out = '\0';
    if (have > 0 && upto(2)) { /* another one, with a few words changed */
        strcpy(out, all[upto(have)]);
        for (size_t k = upto(3); k > 0 && strlen(out) > 20; k--) {
            char *at = out + upto(strlen(out) - 6);
            while (((unsigned char)*at & 0xC0) == 0x80)
                at++;
            if ((unsigned char)*at >= 0x80)
                memcpy(at, words[upto(10)], 3);
            else if (*at != ' ' && *at != '|')
                *at = (char)('a' + upto(26));
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const char *w = words[upto(upto(3) ? 10 : NWORDS)];
        size_t k = strlen(out);
        if (k > 0 && (unsigned char)*w < 0x80 && *w != '|' && (unsigned char)out[k - 1] < 0x80 && out[k - 1] != '|')
            strcat(out, " ");
        strcat(out, w);
    }
}

static void check_join(void)
{
    static char text[MOST][512];
    static reference r;
    static const unsigned lengths[] = {4, 6};
    vp_arena *arena = must(vp_arena_new());
    const char *at[MOST];
    r.n = 1 + upto(MOST);
    for (size_t i = 0; i < r.n; i++) {
        random_text(text[i], text, i);
        r.text[i] = at[i] = text[i];
    }
    vp_join_opts o = {.length = lengths[upto(2)], .alike = (unsigned)(3000 + 500 * upto(12)),
                      .evidence = (unsigned)(1 + upto(12)), .evidence_equal = (unsigned)upto(5),
                      .most_equal = upto(2) * 3,
                      .fresh = upto(3) ? r.n - 1 - upto(r.n < 8 ? r.n : 8) : 0, .max_texts = MOST};
    prepare(&r, o.length);
    vp_join_pairs pairs = {0};
    vp_join_pair wanted[8];
    for (size_t i = 0; i < 8 && r.n > 1; i++) {
        size_t second = o.fresh + upto(r.n - o.fresh);
        if (second > 0)
            wanted[pairs.n++] = (vp_join_pair){(uint32_t)upto(second), (uint32_t)second, 0, true};
    }
    size_t asked = pairs.n;
    pairs.at = wanted;
    pairs.cap = 8;
    if (vp_join(&pairs, at, r.n, &o, arena, NULL) != VP_OK || pairs.cut)
        fail("the join ends well");
    for (size_t i = 0; i < asked; i++)
        if (pairs.at[i].alike != alike(&r, pairs.at[i].first, pairs.at[i].second) || !pairs.at[i].wanted)
            fail("a pair that was asked for is as alike as the reference says");
    size_t found = 0;
    for (size_t b = o.fresh; b < r.n; b++)
        for (size_t a = 0; a < b; a++) {
            size_t i = asked;
            while (i < pairs.n && (pairs.at[i].first != a || pairs.at[i].second != b))
                i++;
            if ((i < pairs.n) != is_pair(&r, &o, a, b))
                fail(i < pairs.n ? "no pair that the reference has not" : "every pair of the reference");
            if (i < pairs.n && pairs.at[i].alike != alike(&r, a, b))
                fail("as alike as the reference says");
            found += i < pairs.n;
        }
    if (found != pairs.n - asked)
        fail("no pair twice");
    vp_arena_free(arena);
}

/* ---- planted copies ---- */

enum { RATES = 4, LONGEST = 4096, VOCABULARY = 4000 };
static const unsigned rates[RATES] = {5, 10, 15, 20};

/* A few words are used often, most seldom. */
static size_t some_word(void)
{
    size_t a = upto(VOCABULARY), b = upto(VOCABULARY), c = upto(VOCABULARY);
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static void add_word(char *out, size_t word, bool english)
{
    static const char *const syllables[] = {"com", "mu", "ni", "ty", "sport", "ter", "in", "pro", "ject", "al",
                                            "care", "fam", "il", "ly", "wel", "fare", "ac", "tive", "gar", "den"};
    size_t n = strlen(out);
    if (english)
        snprintf(out + n, LONGEST - n, "%s%s%s%s", n > 0 ? " " : "", syllables[word % 20], syllables[word / 20 % 20],
                 word % 3 ? "" : syllables[word / 400 % 20]);
    else /* two ideographs of some eight hundred */
        snprintf(out + n, LONGEST - n, "%c%c%c%c%c%c", 0xE5, 0x80 + (int)(word * 7 % 13), 0x80 + (int)(word % 64),
                 0xE6, 0x80 + (int)(word / 64 % 13), 0x80 + (int)(word / 7 % 64));
}

typedef struct invented { size_t word[120], n; unsigned form; } invented;

/* What the form of the round says before and after what is the applicant's own: the same for a third of all. */
static void write_text(char *out, const invented *t, bool english)
{
    static const char *const before[] = {"本项目面向辖区内有需要的居民，在街道办事处指导下开展专业社会工作服务，",
                                         "项目围绕社区治理需求，整合多方资源，通过个案、小组和社区活动相结合的方式，",
                                         "为贯彻落实上级关于社会组织参与基层治理的要求，本机构拟在所在社区"};
    static const char *const after[] = {"，预计覆盖居民若干人次，形成可复制的经验。", "，按月公示服务进度并接受监督。",
                                        "，项目结束后提交总结报告和财务决算。"};
    static const char *const en_before[] = {("This project serves residents in need in our district under the guidance"
                                             " of the street office and"),
                                            "Working with partners and drawing on volunteers the applicant will",
                                            "In line with the aims of the programme we intend in our community to"};
    static const char *const en_after[] = {" and will publish its progress every month as the rules of the round ask",
                                           " and will reach a good number of people in the first year",
                                           " and will hand in a report and accounts at the end of the term"};
    strcpy(out, english ? en_before[t->form] : before[t->form]);
    for (size_t i = 0; i < t->n; i++)
        add_word(out, t->word[i], english);
    strcat(out, english ? en_after[t->form] : after[t->form]);
}

static void invent(invented *t)
{
    t->n = 30 + upto(60);
    t->form = (unsigned)upto(3);
    for (size_t i = 0; i < t->n; i++)
        t->word[i] = some_word();
}

static void change(invented *t, unsigned percent)
{
    size_t n = (t->n * percent + 50) / 100;
    for (size_t i = 0; i < n; i++)
        t->word[i * t->n / n + upto(t->n / n)] = some_word();
}

/* A round of n proposals, an eighth of them copies; what share of the copies is found, and what else. */
static void check_copies(size_t n, bool english)
{
    vp_arena *arena = must(vp_arena_new());
    vp_units *units = must(vp_units_new());
    vp_similar_key *keys = must(calloc(n, sizeof *keys));
    size_t *of = must(calloc(n, sizeof *of)), *rate = must(calloc(n, sizeof *rate));
    invented *all = must(calloc(n, sizeof *all));
    size_t planted[RATES] = {0}, found[RATES] = {0}, others = 0;
    static char text[LONGEST], title[64], name[64];
    struct timespec t0, t1;
    for (size_t i = 0; i < n; i++) {
        of[i] = SIZE_MAX;
        if (i > n / 2 && i % 4 == 0) {
            of[i] = upto(n / 2);
            all[i] = all[of[i]];
            rate[i] = upto(RATES);
            change(&all[i], rates[rate[i]]);
            planted[rate[i]]++;
        } else {
            invent(&all[i]);
        }
        write_text(text, &all[i], english);
        *title = '\0';
        for (size_t k = 0; k < 5; k++)
            add_word(title, some_word(), english);
        snprintf(name, sizeof name, "Applicant %zu", i);
        if (vp_similar_key_make(&keys[i], units, "", name, title, text, "", arena, NULL) != VP_OK)
            fail("a key is made");
    }
    vp_suspects s;
    vp_similar_opts o = {0};
    clock_gettime(CLOCK_MONOTONIC, &t0);
    if (vp_similar(&s, keys, n, &o, arena, NULL) != VP_OK)
        fail("the search ends well");
    clock_gettime(CLOCK_MONOTONIC, &t1);
    for (size_t i = 0; i < s.n; i++) {
        size_t a = s.at[i].first, b = s.at[i].second;
        if (of[b] == a)
            found[rate[b]]++;
        else if (of[b] == SIZE_MAX || of[a] != of[b]) /* two copies of one are a pair as well */
            others++;
    }
    printf("# %zu proposals in %s, %ld ms:", n, english ? "English" : "Chinese",
           (long)(t1.tv_sec - t0.tv_sec) * 1000 + (t1.tv_nsec - t0.tv_nsec) / 1000000);
    for (size_t r = 0; r < RATES; r++)
        printf(" %u %% changed: %zu of %zu found,", rates[r], found[r], planted[r]);
    printf(" %zu pairs that are none\n", others);
    if (others * 1000 > s.n)
        fail("hardly any pair that is none");
    for (size_t r = 0; r < RATES; r++)
        if (found[r] * 1000 < planted[r] * (r < 2 ? 999 : r == 2 ? 990 : 900))
            fail("copies are found");
    free(keys);
    free(of);
    free(rate);
    free(all);
    vp_units_free(units);
    vp_arena_free(arena);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 300;
    size_t n = argc > 3 ? strtoul(argv[3], NULL, 10) : 10000;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    rng = seed;
    for (number = 0; number < rounds; number++)
        check_join();
    check_copies(n, false);
    check_copies(n, true);
    printf("ok 1 - %lu random rounds from seed %" PRIu64 ": the pairs are those of comparing every pair; copies are "
           "found\n1..1\n", rounds, seed);
    return 0;
}
