/* The index of the round's proposals: used when it fits, made anew when not, never wrong. */
#include "test.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/hash.h>
#include "lib/verb/known.h"

enum { MANY = 600 };

static char dir[] = "/tmp/vp-test-known-XXXXXX";
static vp_arena *arena;
static vp_err err;
static const vp_stamp who = {"Test", "test@example.org", 1700000000};
static const char config[] = "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\",\"opens\":\"2024-03-01\","
                             "\"closes\":\"2024-03-31\"}";
static const char other[] = "{\"vp\":1,\"id\":\"t\",\"title\":\"t\",\"currency\":\"CNY\",\"opens\":\"2024-03-01\","
                            "\"closes\":\"2024-03-31\",\"fields\":{\"grade\":{\"type\":\"text\"}}}";

static int setup(void **state)
{
    (void)state;
    arena = vp_arena_new();
    return arena && mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    vp_arena_free(arena);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* A view that counts what is read of it below proposals/. */
typedef struct counted { vp_view under, view; size_t reads; } counted;

static vp_status count_read(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *a, vp_err *e)
{
    counted *c = ctx;
    c->reads += strncmp(path, "proposals/", 10) == 0;
    return c->under.read(c->under.ctx, path, bytes, n, a, e);
}

static vp_status count_list(void *ctx, const char *path, const char *const **names, size_t *n, vp_arena *a, vp_err *e)
{
    counted *c = ctx;
    return c->under.list(c->under.ctx, path, names, n, a, e);
}

static const char *count_where(void *ctx, const char *path, vp_arena *a)
{
    counted *c = ctx;
    return c->under.where(c->under.ctx, path, a);
}

static void put_one(vp_writer *w, size_t i, const char *title)
{
    char path[64], json[256];
    snprintf(path, sizeof path, "proposals/P%zu%s.json", i, i % 7 == 0 ? "-1" : "");
    int n = snprintf(json, sizeof json, "{\n  \"vp\": 1,\n  \"id\": \"P%zu%s\",\n  \"title\": \"%s %zu\",\n"
                     "  \"applicant\": \"协会\"\n}\n", i, i % 7 == 0 ? "-1" : "", title, i);
    assert_int_equal(w->put(w->ctx, path, json, (size_t)n, &err), VP_OK);
}

/* A commit of proposals from..to (and of round.json when it is the first) on the store's tip, which is freed. */
static void commit(vp_store *store, size_t from, size_t to, const char *title, const char *round)
{
    VP_AUTO(vp_store) s = store;
    VP_AUTO(vp_step) t = NULL;
    char id[VP_OID_HEX];
    bool changed;
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    if (round)
        assert_int_equal(w.put(w.ctx, "round.json", round, strlen(round), &err), VP_OK);
    for (size_t i = from; i < to; i++)
        put_one(&w, i, title);
    assert_int_equal(vp_store_commit(s, t, "test\n", &who, &changed, id, &err), VP_OK);
}

static vp_store *reopen(const char *name)
{
    vp_store *s = NULL;
    assert_int_equal(vp_store_open(&s, name, &err), VP_OK);
    return s;
}

static void make(const char *name, size_t n)
{
    vp_store *s = NULL;
    assert_int_equal(vp_store_init(&s, name, true, &err), VP_OK);
    commit(s, 0, n, "题目", config);
}

/* Open the index of the round's tip; how many proposals were read for it. */
static size_t open_known(vp_known **k, vp_store *s, bool with)
{
    counted *c = vp_arena_alloc(arena, sizeof *c);
    vp_round *round;
    assert_non_null(c);
    assert_int_equal(vp_store_view(&c->under, s, vp_store_tip(s), arena, &err), VP_OK);
    c->view = (vp_view){.read = count_read, .list = count_list, .where = count_where, .ctx = c};
    assert_int_equal(vp_round_read(&round, &c->view, arena, &err), VP_OK);
    err = (vp_err){0};
    if (vp_known_open(k, round, &c->view, with ? s : NULL, vp_store_tip(s), &err) != VP_OK)
        fail_msg("%s", err.msg);
    return c->reads;
}

static size_t reads_of(const char *name)
{
    VP_AUTO(vp_store) s = reopen(name);
    VP_AUTO(vp_known) k = NULL;
    return open_known(&k, s, true);
}

/* The files of the cache; *last is one of them. */
static size_t files_in(const char *name, char last[256])
{
    char path[512];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/vp/cache", name);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d)); )
        if (*e->d_name != '.') {
            snprintf(last, 256, "%s", e->d_name);
            n++;
        }
    if (d)
        closedir(d);
    return n;
}

/* The same answers with and without the index, for all of them. */
static void assert_same(const char *name)
{
    VP_AUTO(vp_store) s = reopen(name);
    VP_AUTO(vp_known) a = NULL;
    VP_AUTO(vp_known) b = NULL;
    open_known(&a, s, true);
    open_known(&b, s, false);
    assert_int_equal(vp_known_count(a), vp_known_count(b));
    for (size_t i = 0; i < vp_known_count(a); i++) {
        vp_proposal p;
        size_t found;
        assert_int_equal(vp_known_proposal(&p, a, i, arena, &err), VP_OK);
        for (size_t f = 0; f < VP_STANDARD_FIELDS; f++) {
            assert_string_equal(vp_known_text(a, i, f), vp_known_text(b, i, f));
            assert_string_equal(p.value[f], vp_known_text(b, i, f));
        }
        assert_true(i == 0 || strcmp(vp_known_text(a, i - 1, VP_ID), vp_known_text(a, i, VP_ID)) < 0);
        assert_true(vp_known_find(&found, a, p.value[VP_ID]));
        assert_int_equal(found, i);
    }
}

static void test_known__reads_each_proposal_once(void **state)
{
    (void)state;
    size_t i;
    make("once", MANY);
    assert_int_equal(reads_of("once"), MANY);
    assert_int_equal(reads_of("once"), 0);
    assert_same("once");
    VP_AUTO(vp_store) s = reopen("once");
    VP_AUTO(vp_known) k = NULL;
    assert_int_equal(open_known(&k, s, true), 0);
    assert_int_equal(vp_known_count(k), MANY);
    assert_true(vp_known_find(&i, k, "P14-1"));
    assert_string_equal(vp_known_text(k, i, VP_TITLE), "题目 14");
    assert_string_equal(vp_known_text(k, i, VP_APPLICANT), "协会");
    assert_string_equal(vp_known_text(k, i, VP_USCC), "");
    assert_false(vp_known_find(&i, k, "P14"));
    assert_false(vp_known_find(&i, k, ""));
}

static void test_known__reads_what_changed(void **state)
{
    (void)state;
    char old[256], now[256];
    make("amend", MANY);
    assert_int_equal(reads_of("amend"), MANY);
    assert_int_equal(files_in("amend", old), 1);
    commit(reopen("amend"), MANY - 3, MANY + 2, "改", NULL);
    assert_int_equal(reads_of("amend"), 5);
    assert_int_equal(reads_of("amend"), 5); /* too little to write it again */
    assert_int_equal(files_in("amend", now), 1);
    assert_string_equal(old, now);
    assert_same("amend");
    commit(reopen("amend"), 0, MANY / 10, "又", NULL);
    assert_int_equal(reads_of("amend"), 5 + MANY / 10);
    assert_int_equal(reads_of("amend"), 0);
    assert_int_equal(files_in("amend", now), 1);
    assert_string_not_equal(old, now);
    assert_same("amend");
}

/* What put_one puts, told to the index. */
static void tell(vp_known *k, size_t from, size_t to, const char *title)
{
    const char *text[VP_STANDARD_FIELDS];
    char id[32], full[64];
    for (size_t f = 0; f < VP_STANDARD_FIELDS; f++)
        text[f] = "";
    text[VP_ID] = id;
    text[VP_TITLE] = full;
    text[VP_APPLICANT] = "协会";
    for (size_t i = from; i < to; i++) {
        snprintf(id, sizeof id, "P%zu%s", i, i % 7 == 0 ? "-1" : "");
        snprintf(full, sizeof full, "%s %zu", title, i);
        assert_int_equal(vp_known_put(k, text, &err), VP_OK);
    }
}

/* A run that puts what it says it puts (and, with more, something else). */
static void run(const char *name, size_t from, size_t to, size_t more, const char *title)
{
    VP_AUTO(vp_store) s = reopen(name);
    VP_AUTO(vp_known) k = NULL;
    size_t count, i;
    open_known(&k, s, true);
    count = vp_known_count(k);
    tell(k, from, to, "said too early");
    tell(k, from, to, title);
    commit(reopen(name), from, to + more, title, NULL);
    VP_AUTO(vp_store) after = reopen(name);
    vp_known_keep(k, vp_store_tip(after));
    assert_int_equal(vp_known_count(k), count); /* it still tells what was */
    if (vp_known_find(&i, k, "P3"))
        assert_null(strstr(vp_known_text(k, i, VP_TITLE), "said"));
}

static void test_known__is_kept_for_the_next_run(void **state)
{
    (void)state;
    char last[256];
    make("keep", 0);
    run("keep", 0, MANY, 0, "题目");
    assert_int_equal(reads_of("keep"), 0);
    assert_same("keep");
    run("keep", 3, 4, 0, "改"); /* little */
    assert_int_equal(reads_of("keep"), 1);
    assert_same("keep");
    run("keep", 100, 100 + MANY / 10, 0, "再改"); /* much, on top of the little */
    assert_int_equal(reads_of("keep"), 0);
    assert_same("keep");
    run("keep", 200, 200 + MANY / 10, 2, "另"); /* more than was put: what is not known is not guessed */
    assert_int_equal(reads_of("keep"), MANY / 10 + 2);
    assert_same("keep");
    run("keep", MANY, 2 * MANY, 0, "新");
    assert_int_equal(reads_of("keep"), 0);
    assert_int_equal(files_in("keep", last), 1);
    assert_same("keep");
}

/* An index that is whole, and says that it has one column. */
static void forge_fields(const char *path)
{
    enum { CRC_AT = 8, SUMMED_AT = 12, FIELDS_AT = 132, LARGEST = 1 << 22 };
    static char bytes[LARGEST];
    const uint32_t one = 1;
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_true(n > FIELDS_AT + sizeof one && n < LARGEST);
    memcpy(bytes + FIELDS_AT, &one, sizeof one);
    const uint32_t crc = vp_crc(bytes + SUMMED_AT, n - SUMMED_AT);
    memcpy(bytes + CRC_AT, &crc, sizeof crc);
    rewind(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void test_known__is_made_anew_when_damaged(void **state)
{
    (void)state;
    char name[256], path[600];
    make("harm", MANY);
    reads_of("harm");
    assert_int_equal(files_in("harm", name), 1);
    snprintf(path, sizeof path, "harm/vp/cache/%s", name);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    for (long where = 0; where < st.st_size; where += st.st_size / 29) {
        FILE *f = fopen(path, "r+b");
        assert_non_null(f);
        assert_int_equal(fseek(f, where, SEEK_SET), 0);
        int c = fgetc(f);
        assert_int_equal(fseek(f, where, SEEK_SET), 0);
        fputc(c ^ 0x20, f);
        fclose(f);
        assert_int_equal(reads_of("harm"), MANY);
        assert_int_equal(reads_of("harm"), 0);
    }
    const long sizes[] = {0, 1, 100, st.st_size / 2, st.st_size - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(truncate(path, sizes[i]), 0);
        assert_int_equal(reads_of("harm"), MANY);
        assert_int_equal(reads_of("harm"), 0);
    }
    assert_int_equal(truncate(path, st.st_size + 4096), 0);
    assert_int_equal(reads_of("harm"), MANY);
    assert_same("harm");
    forge_fields(path);
    assert_int_equal(reads_of("harm"), MANY);
    assert_same("harm");
    assert_int_equal(system("rm -r harm/vp/cache && mkdir harm/aside && ln -s ../aside harm/vp/cache"), 0);
    assert_int_equal(reads_of("harm"), MANY); /* no link is followed */
    assert_int_equal(system("ls harm/aside | grep -q ."), 256);
}

static void test_known__knows_its_configuration(void **state)
{
    (void)state;
    make("shape", MANY);
    reads_of("shape");
    commit(reopen("shape"), 0, 0, "", other);
    assert_int_equal(reads_of("shape"), MANY);
    assert_int_equal(reads_of("shape"), 0);
    assert_same("shape");
}

static void test_known__leaves_small_rounds_alone(void **state)
{
    (void)state;
    char last[256];
    make("small", 40);
    assert_int_equal(reads_of("small"), 40);
    assert_int_equal(reads_of("small"), 40);
    assert_int_equal(files_in("small", last), 0);
    assert_same("small");
    make("none", 0);
    assert_int_equal(reads_of("none"), 0);
}

static void test_known__refuses_what_is_no_proposal(void **state)
{
    (void)state;
    make("bad", MANY);
    reads_of("bad");
    VP_AUTO(vp_store) s = reopen("bad");
    VP_AUTO(vp_step) t = NULL;
    char id[VP_OID_HEX];
    bool changed;
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    assert_int_equal(w.put(w.ctx, "proposals/P9.json", "{\"vp\":1,\"id\":\"P8\"}", 19, &err), VP_OK);
    assert_int_equal(vp_store_commit(s, t, "test\n", &who, &changed, id, &err), VP_OK);
    VP_AUTO(vp_store) after = reopen("bad");
    vp_view view;
    vp_round *round;
    vp_known *k = NULL;
    assert_int_equal(vp_store_view(&view, after, vp_store_tip(after), arena, &err), VP_OK);
    assert_int_equal(vp_round_read(&round, &view, arena, &err), VP_OK);
    assert_int_equal(vp_known_open(&k, round, &view, after, vp_store_tip(after), &err), VP_CORRUPT);
    assert_null(k);
    assert_non_null(strstr(err.file, ":proposals/P9.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known__reads_each_proposal_once),
        cmocka_unit_test(test_known__reads_what_changed),
        cmocka_unit_test(test_known__is_kept_for_the_next_run),
        cmocka_unit_test(test_known__is_made_anew_when_damaged),
        cmocka_unit_test(test_known__knows_its_configuration),
        cmocka_unit_test(test_known__leaves_small_rounds_alone),
        cmocka_unit_test(test_known__refuses_what_is_no_proposal),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
