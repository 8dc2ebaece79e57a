/* Every short way is the long one, only quicker: random cells, read both ways.
   prop_quick [SEED [CELLS]]: the seed of a failure is printed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/rules/judge.h"
#include "lib/rules/secret.h"

static uint64_t seed = 1, rng;
static unsigned long at;
static vp_arena *arena;
static vp_err err;

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

__attribute__((noreturn)) static void fail(const char *what, const char *about)
{
    printf("not ok 1 - %s: '%s' (seed %" PRIu64 ", cell %lu)\n1..1\n", what, about, seed, at);
    exit(1);
}

/* Up to `most` pieces: what cells are made of, and what makes them odd. */
static const char *random_text(size_t most, bool ascii)
{
    static const char *const pieces[] = {
        "a", "Z", "0", "7", "e", "E", "-", "_", ".", ",", "\"", " ", "@", "=", "+", "(", "[", "x1", "plain text", "12",
        "3456789", "\n", "\r", "\t", "\x01", "\x7F", /* not ASCII from here on */
        "项", "目", "人次", "约", "万元", "“", "”", "（", "）", "　", "\xC2\xA0", "é", "e\xCC\x81", "０",
        "＝", "￥",
        "，", "\xE2\x80\xAE", "\xE2\x80\x8B", "\xEF\xBB\xBF", "㎡", "①", "ﬁ", "😀", "한",
        "\xE1\x84\x92\xE1\x85\xA1", "\xC2\x85",
    };
    enum { ALL = sizeof pieces / sizeof *pieces, ASCII = 26 };
    char text[2048] = "";
    size_t n = upto(most + 1);
    size_t kind = upto(4), pool = ascii ? ASCII : ALL;
    for (size_t i = 0; i < n && strlen(text) < 2000; i++) {
        size_t k = kind == 0 ? upto(9) : kind == 1 && !ascii ? ASCII + upto(4) : upto(pool);
        strcat(text, pieces[k]);
    }
    return vp_arena_dupz(arena, text);
}

static const char *joined(const char *a, const char *b, const char *c)
{
    return vp_arena_printf(arena, "%s%s%s", a, b, c);
}

/* ---- texts ---- */

static void forms(void)
{
    const char *s = random_text(upto(3) ? 8 : 60, upto(2)), *wide = joined("　", s, "　"), *a, *b;
    if (vp_clean(&a, s, strlen(s), arena, &err) != VP_OK || vp_clean(&b, wide, strlen(wide), arena, &err) != VP_OK)
        fail("it cannot be cleaned", s);
    if (strcmp(a, b) != 0)
        fail("clean, with blanks around it", s);
    if (*s && vp_plain(s, strlen(s)) && (strcmp(a, s) != 0 || vp_formula_like(s) || strpbrk(s, "\r\x01\x7F")))
        fail("plain, but not its own canonical text", s);
    if (vp_narrow(&a, s, strlen(s), arena, &err) != VP_OK || vp_narrow(&b, wide, strlen(wide), arena, &err) != VP_OK)
        fail("it cannot be narrowed", s);
    if (strcmp(a, b) != 0)
        fail("narrow, with blanks around it", s);
    if (vp_fold(&a, s, arena, &err) != VP_OK || vp_fold(&b, wide, arena, &err) != VP_OK)
        fail("it cannot be folded", s);
    if (strcmp(a, b) != 0)
        fail("folded, with blanks around it", s);
}

static void csv(void)
{
    const char *cells[5];
    vp_column columns[5] = {{"a", NULL, 't'}, {"b", NULL, 't'}, {"c", NULL, 't'}, {"d", NULL, 't'}, {"e", NULL, 't'}};
    VP_STR want = {0};
    VP_STR got = {0};
    VP_AUTO(vp_emit) e = NULL;
    vp_str_addz(&want, "a,b,c,d,e\n");
    for (size_t i = 0; i < 5; i++) {
        const char *s = cells[i] = upto(9) ? random_text(upto(3) ? 6 : 40, false) : NULL;
        bool quoted = s && strpbrk(s, ",\"\r\n");
        if (i > 0)
            vp_str_addc(&want, ',');
        if (quoted)
            vp_str_addc(&want, '"');
        for (; s && *s; s++) {
            if (*s == '"')
                vp_str_addc(&want, '"');
            vp_str_addc(&want, *s);
        }
        if (quoted)
            vp_str_addc(&want, '"');
    }
    vp_str_addc(&want, '\n');
    if (vp_emit_new(&e, "csv", (vp_out){vp_out_str, &got}, "x/1", columns, 5, &err) != VP_OK ||
        vp_emit_row(e, cells, &err) != VP_OK || vp_emit_end(e, &err) != VP_OK)
        fail("it cannot be written", want.s);
    if (strcmp(vp_str_text(&got), want.s) != 0)
        fail("CSV", want.s);
}

static void telling(void)
{
    const char *s = random_text(30, upto(2));
    bool want = strpbrk(s, "0123456789@") || strchr(s, '\xEF');
    if (vp_may_identify(s, strlen(s)) != want)
        fail("may identify", s);
}

/* ---- cells by type, each in its usual form and in another that says the same ---- */

static void same(const char *what, const char *s, vp_cell_state sa, const vp_value *a, vp_cell_state sb,
                 const vp_value *b)
{
    if (sa != sb || (sa != VP_CELL_BAD && (strcmp(a->text, b->text) != 0 || a->number != b->number ||
                                           a->date.first != b->date.first || a->date.last != b->date.last)))
        fail(what, s);
}

static void money(void)
{
    static const int64_t units[] = {0, 100, 1000000};
    char s[64];
    vp_value a = {0}, b = {0};
    vp_problem pa, pb;
    int64_t unit = units[upto(3)];
    int n = snprintf(s, sizeof s, "%.*" PRIu64, (int)upto(4), next() >> (10 + upto(54)));
    if (upto(3))
        snprintf(s + n, sizeof s - (size_t)n, ".%.*s", (int)upto(4), &"070129"[upto(4)]);
    vp_cell_state sa = vp_cell_money(&a, &pa, s, unit, "万元", "CNY", arena);
    vp_cell_state sb = vp_cell_money(&b, &pb, joined("¥", s, ""), unit, "万元", "CNY", arena);
    same("money", s, sa, &a, sb, &b);
}

static void date(void)
{
    char s[32], other[32];
    vp_value a = {0}, b = {0};
    vp_problem pa, pb;
    int y = (int)(900 + upto(9200)), m = (int)upto(14), d = (int)upto(33);
    snprintf(s, sizeof s, "%04d-%02d-%02d", y, m, d);
    snprintf(other, sizeof other, "%04d/%d/%d", y, m, d);
    vp_cell_state sa = vp_cell_date(&a, &pa, s, arena), sb = vp_cell_date(&b, &pb, other, arena);
    same("date", s, sa, &a, sb, &b);
}

static void code(void)
{
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXYIE";
    char s[20], lower[20];
    vp_value a = {0}, b = {0};
    vp_problem pa, pb;
    size_t n = upto(9) ? 18 : 15 + upto(5);
    for (size_t i = 0; i < n; i++)
        s[i] = signs[upto(upto(50) ? 31 : 33)];
    s[n] = '\0';
    if (n == 18 && upto(9)) {
        char inner = vp_code_check_inner(s + 8);
        s[16] = inner ? inner : s[16];
        char check = vp_code_check(s);
        s[17] = check ? check : s[17];
    }
    for (size_t i = 0; i <= n; i++)
        lower[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
    vp_cell_state sa = vp_cell_code(&a, &pa, s, arena), sb = vp_cell_code(&b, &pb, joined(lower, "-", ""), arena);
    same("code", s, sa, &a, sb, &b);
}

/* The rule for ids, said once more: what a file may be called. */
static bool may_be_id(const char *s)
{
    size_t n = strlen(s), stem = strcspn(s, ".");
    bool good = n > 0 && n <= 100 && !vp_scientific(s) && *s != '.' && *s != '-' && s[n - 1] != '.';
    for (size_t i = 0; i < n; i++)
        good = good && (strchr("._-+#()[]@=", s[i]) || (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z') ||
                        (s[i] >= 'A' && s[i] <= 'Z'));
    for (const char *const *d = (const char *const[]){"con", "prn", "aux", "nul", NULL}; *d; d++)
        good = good && !(stem == 3 && strncmp(s, *d, 3) == 0);
    bool port = stem == 4 && (strncmp(s, "com", 3) == 0 || strncmp(s, "lpt", 3) == 0) && s[3] >= '1' && s[3] <= '9';
    return good && !port;
}

static void id(void)
{
    static const char *const pieces[] = {"a", "Z", "0", "9", "-", "_", ".", "e", "E", "+", "#", "con", "com", "lpt",
                                         "1", "nul", "abcdefghijklmnopqrstuvwxyz", " ", "/"};
    char s[256] = "";
    for (size_t n = 1 + upto(7); n > 0; n--)
        strcat(s, pieces[upto(upto(3) ? 17 : 19)]);
    vp_value v = {0};
    vp_problem p;
    bool taken = vp_cell_id(&v, &p, s, arena) != VP_CELL_BAD;
    if (taken != may_be_id(s) || (taken && strcmp(v.text, s) != 0))
        fail("id", s);
}

/* ---- whole cells by the judge: one that has read thousands, one that has read none ---- */

static const char *const types[] = {"choice", "count", "date", "money", "code", "text", "id"};
enum { TYPES = sizeof types / sizeof *types };

typedef struct court { vp_round *round; vp_judge *judge; vp_column_map map[TYPES]; } court;

static vp_judge *judge_of(const court *c)
{
    vp_judge *j = NULL;
    if (vp_judge_new(&j, c->round, NULL, &(vp_judge_opts){0}, &err) != VP_OK)
        fail("no judge", err.msg);
    return j;
}

static void open_court(court *c, vp_arena *a)
{
    static const char config[] =
        "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\",\"opens\":\"2024-03-01\","
        "\"closes\":\"2024-03-31\","
        "\"categories\":[\"为老服务\",\"助残服务\",\"plain\"]}";
    static const size_t fields[TYPES] = {VP_CATEGORY, VP_DIRECT, VP_STARTS, VP_REQUESTED, VP_USCC,
                                         VP_SUMMARY, VP_ID};
    vp_files *files;
    if (vp_files_new(&files, NULL, a, &err) != VP_OK)
        fail("no files", err.msg);
    vp_writer w = vp_files_writer(files);
    vp_view view = vp_files_view(files);
    if (w.put(w.ctx, "round.json", config, sizeof config - 1, &err) != VP_OK ||
        vp_round_read(&c->round, &view, a, &err) != VP_OK)
        fail("no round", err.msg);
    for (size_t i = 0; i < TYPES; i++)
        c->map[i] = (vp_column_map){.heading = types[i], .field = (long)fields[i], .unit_name = ""};
    c->judge = judge_of(c);
}

static const char *random_cell(size_t type)
{
    static const char *const said[][6] = {
        {"为老服务", "助残服务", "plain", "為老服務", "Plain ", "别的"},
        {"500", "约500人次", "不少于250人", "1,200", "1.2万", "many"},
        {"2024-03-01", "2024/3/1", "2024年3月", "2024-02-30", "45000", "2024-03-01 00:00:00"},
        {"213000.00", "21.3万元", "¥5", "0.5", "1.38E+10", "12.345"},
    };
    static const char *const errors[] = {"#REF!", "#####", "Err:502", "#1", "E"};
    if (upto(20) == 0)
        return errors[upto(5)];
    if (type < 4 && upto(3))
        return said[type][upto(6)];
    if (type == 1 && upto(2))
        return vp_arena_printf(arena, "约%zu人次", upto(3000));
    return random_text(upto(2) ? 3 : 12, false);
}

static void judged(const court *c)
{
    size_t type = upto(TYPES);
    const char *s = random_cell(type);
    vp_cell cell = {s, strlen(s)};
    vp_columns columns = {(vp_column_map *)(uintptr_t)&c->map[type], 1};
    VP_AUTO(vp_judge) other = judge_of(c);
    vp_verdict a, b;
    if (vp_judge_read(&a, c->judge, &columns, &cell, 1, arena, &err) != VP_OK ||
        vp_judge_read(&b, other, &columns, &cell, 1, arena, &err) != VP_OK)
        fail(err.msg, s);
    const vp_value *x = &a.values[columns.at->field], *y = &b.values[columns.at->field];
    same(types[type], s, VP_CELL_GOOD, x, VP_CELL_GOOD, y);
    if (x->blank != y->blank || x->bad != y->bad || a.nproblems != b.nproblems || a.nwarnings != b.nwarnings)
        fail(types[type], s);
    for (size_t i = 0; i < a.nproblems; i++)
        if (strcmp(a.problems[i].rule, b.problems[i].rule) != 0)
            fail("another problem", s);
    /* a blank behind it: the same cell, not the same bytes */
    const char *wide = joined(s, "　", "");
    cell = (vp_cell){wide, strlen(wide)};
    if (vp_judge_read(&b, other, &columns, &cell, 1, arena, &err) != VP_OK)
        fail(err.msg, s);
    y = &b.values[columns.at->field];
    if (*s)
        same("with a blank behind it", s, VP_CELL_GOOD, x, VP_CELL_GOOD, y);
    if (a.nproblems != b.nproblems || a.nwarnings != b.nwarnings)
        fail("with a blank behind it", s);
}

int main(int argc, char **argv)
{
    unsigned long cells = 3000;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        cells = strtoul(argv[2], NULL, 10);
    rng = seed;
    court c = {0};
    VP_AUTO(vp_arena) kept = vp_arena_new();
    arena = vp_arena_new();
    if (!kept || !arena)
        return 5;
    open_court(&c, kept);
    for (at = 1; at <= cells; at++) {
        vp_mark mark = vp_arena_mark(arena);
        forms();
        csv();
        telling();
        money();
        date();
        code();
        id();
        judged(&c);
        vp_arena_rewind(arena, mark);
    }
    vp_judge_free(c.judge);
    vp_arena_free(arena);
    printf("ok 1 - %lu cells of each kind, read both ways (seed %" PRIu64 ")\n1..1\n", cells, seed);
    return 0;
}
