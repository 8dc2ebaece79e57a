/* Sessions: in a round and as a filter, and what a recorded step says of itself. */
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vp/session.h>
#include "lib/store/store.h"
#include "lib/verb/message.h"
#include "tests/unit/test.h"

static char dir[] = "/tmp/vp-test-session-XXXXXX";
static vp_arena *arena;

static int sh(const char *command)
{
    int s = system(command);
    return WIFEXITED(s) ? WEXITSTATUS(s) : 128;
}

static void lay(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void a_round(const char *name)
{
    vp_err err = {0};
    vp_store *s = NULL;
    vp_step *t = NULL;
    vp_stamp who = {"Test", "test@example.org", 1700000000};
    bool changed;
    char id[41];
    assert_int_equal(vp_store_init(&s, name, false, &err), VP_OK);
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    assert_int_equal(w.put(w.ctx, "round.json", "{}\n", 3, &err), VP_OK);
    assert_int_equal(vp_store_commit(s, t, "init: a round\n", &who, &changed, id, &err), VP_OK);
    vp_step_free(t);
    vp_store_free(s);
}

static void put(vp_session *s, const char *path, const char *text)
{
    vp_err err = {0};
    const vp_writer *w = vp_session_writer(s);
    assert_int_equal(w->put(w->ctx, path, text, text ? strlen(text) : 0, &err), VP_OK);
}

static const vp_record step = {.subject = "score: 2 ranked", .command = "vp-score"};

static void test_session__records_a_step(void **state)
{
    (void)state;
    a_round("plain");
    vp_err err = {0};
    bool changed;
    char id[41];
    vp_session_opts o = {.dir = "plain", .now = 1700000000,
                         .reason = "  asked by the office\r\n--- x\n\nVp-Command: fake\n"};
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(vp_session_open(&s, &o, &err), VP_OK);
    assert_true(vp_session_in_round(s));
    assert_true(vp_session_now(s) == 1700000000);
    put(s, "ranking.csv", "rank,id\n");
    vp_input inputs[] = {{"sheets/a\nb.csv", "aa"}, {"-", "bb"}};
    const char *args[] = {"--method=median", "--note= 50%\n\xE7\xA9\x97\xE7\xA9 "};
    vp_record r = step;
    r.inputs = inputs;
    r.ninputs = 2;
    r.args = args;
    r.nargs = 2;
    assert_int_equal(vp_session_keep_private(s, "raw/x", "tel", 3, &err), VP_OK);
    assert_int_equal(access("plain/.git/vp/private/raw/x", F_OK), -1);
    assert_int_equal(vp_session_record(s, &r, &changed, id, &err), VP_OK);
    assert_true(changed);
    assert_int_equal(strlen(id), 40);
    assert_int_equal(access("plain/.git/vp/private/raw/x", F_OK), 0);
    assert_int_equal(sh("git -C plain log -1 --format=%B >message && "
                        "git interpret-trailers --parse <message >trailers"), 0);
    assert_int_equal(sh("sed 's/^Vp-Version: .*/Vp-Version: V/' trailers >got; diff got - <<'E'\n"
                        "Vp-Command: vp-score\nVp-Version: V\nVp-Input: aa sheets/a?b.csv\nVp-Input: bb -\n"
                        "Vp-Args: --method=median\nVp-Args: --note= 50%25%0A\xE7\xA9\x97%E7%A9%20\nE\n"), 0);
    assert_int_equal(sh("head -n 7 message >got; diff got - <<'E'\n"
                        "score: 2 ranked\n\nasked by the office\n --- x\n\nVp-Command: fake\n\nE\n"), 0);
    assert_int_equal(sh("git -C plain status --porcelain | grep ."), 1);

    VP_AUTO(vp_store) store = NULL;
    vp_commit *log;
    size_t n;
    vp_commit_info info;
    assert_int_equal(vp_store_open(&store, "plain", &err), VP_OK);
    assert_int_equal(vp_store_log(&log, &n, store, arena, &err), VP_OK);
    assert_int_equal(n, 2);
    assert_string_equal(log[1].author, "Test");
    assert_int_equal(vp_message_read(&info, log[1].id, log[1].when, log[1].message, arena, &err), VP_OK);
    assert_string_equal(info.command, "vp-score");
    assert_string_equal(info.subject, "score: 2 ranked");
    assert_int_equal(info.ninputs, 2);
    assert_string_equal(info.inputs[0].sha256, "aa");
    assert_string_equal(info.inputs[0].path, "sheets/a?b.csv");
    assert_int_equal(info.nargs, 2);
    assert_string_equal(vp_commit_arg(&info, "method"), "median");
    assert_string_equal(vp_commit_arg(&info, "--note"), " 50%\n\xE7\xA9\x97\xE7\xA9 ");
    assert_null(vp_commit_arg(&info, "meth"));
    assert_int_equal(vp_message_read(&info, log[0].id, log[0].when, log[0].message, arena, &err), VP_OK);
    assert_string_equal(info.command, "");
}

static void test_session__messages_of_others_are_not_ours(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_commit_info info;
    const char *none[] = {"", "\n", "Vp-Command: vp-score", "a\nVp-Command: vp-score\n",
                          "a\n\nVp-Command: vp-score\n\nand\n",
                          "a\n\nvp-command: vp-score\n", "a\n\n\n\n"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(vp_message_read(&info, "x", 0, none[i], arena, &err), VP_OK);
        assert_string_equal(info.command, "");
    }
    const char *ours = "a\n\nb\n\nVp-Command:vp-x\nSigned-off-by: me\nVp-Args: --a=%2G%00%41";
    assert_int_equal(vp_message_read(&info, "x", 0, ours, arena, &err), VP_OK);
    assert_string_equal(info.command, "vp-x");
    assert_string_equal(vp_commit_arg(&info, "a"), "%2G%00A");
}

static void test_session__nothing_new_makes_no_commit(void **state)
{
    (void)state;
    a_round("same");
    vp_err err = {0};
    bool changed = true;
    char id[41];
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "same"}, &err), VP_OK);
    put(s, "round.json", "{}\n");
    put(s, "ranking.csv", NULL);
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_OK);
    assert_false(changed);
    assert_string_equal(id, "");
}

static void test_session__a_dry_run_leaves_no_trace(void **state)
{
    (void)state;
    a_round("dry");
    assert_int_equal(sh("cp -a dry dry-before"), 0);
    vp_err err = {0};
    bool changed;
    char id[41];
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "dry", .dry_run = true}, &err), VP_OK);
    assert_int_equal(vp_session_keep_private(s, "raw/x", "tel", 3, &err), VP_OK);
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_OK);
    assert_false(changed);
    put(s, "ranking.csv", "x");
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_OK);
    assert_true(changed);
    assert_string_equal(id, "");
    assert_int_equal(sh("diff -r dry dry-before"), 0);
    lay("dry/ranking.csv", "mine"); /* the same refusal as without -n */
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_INVALID);
}

static void test_session__asks_for_a_clean_work_tree_to_record(void **state)
{
    (void)state;
    a_round("dirty");
    lay("dirty/round.json", "{ }\n");
    vp_err err = {0};
    const char *bytes;
    size_t n;
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "dirty"}, &err), VP_INVALID);
    assert_non_null(strstr(err.msg, "'round.json'"));
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "dirty", .read_only = true}, &err), VP_OK);
    const vp_view *v = vp_session_view(s);
    assert_int_equal(v->read(v->ctx, "round.json", &bytes, &n, arena, &err), VP_OK);
    assert_string_equal(bytes, "{}\n"); /* the tip is the truth */
}

static void test_session__refuses_a_repository_without_a_round(void **state)
{
    (void)state;
    vp_err err = {0};
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(sh("git init -q other && git init -q code && cd code && git checkout -q -b main && echo x >x && "
                        "git add x && git commit -qm x"), 0);
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "code"}, &err), VP_NOTFOUND);
    assert_non_null(strstr(err.msg, "no round.json"));
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "other"}, &err), VP_NOTFOUND);
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.dir = "/"}, &err), VP_NOTFOUND);
}

static void test_session__a_filter_reads_the_named_files(void **state)
{
    (void)state;
    vp_err err = {0};
    const char *bytes, *const *names;
    size_t n;
    bool changed;
    char id[41];
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(sh("mkdir -p conf/lists elsewhere && echo a >conf/lists/a.csv"), 0);
    lay("conf/spring.json", "spring");
    lay("conf/rubric.json", "beside");
    lay("elsewhere/marks.json", "marks");
    vp_session_opts o = {.config = "conf/spring.json", .rubric = "elsewhere/marks.json"};
    assert_int_equal(vp_session_open(&s, &o, &err), VP_OK);
    assert_false(vp_session_in_round(s));
    const vp_view *v = vp_session_view(s);
    assert_int_equal(v->read(v->ctx, "round.json", &bytes, &n, arena, &err), VP_OK);
    assert_string_equal(bytes, "spring");
    assert_int_equal(v->read(v->ctx, "rubric.json", &bytes, &n, arena, &err), VP_OK);
    assert_string_equal(bytes, "marks");
    assert_int_equal(v->read(v->ctx, "lists/a.csv", &bytes, &n, arena, &err), VP_OK);
    assert_int_equal(v->read(v->ctx, "../elsewhere/marks.json", &bytes, &n, arena, &err), VP_CORRUPT);
    assert_string_equal(v->where(v->ctx, "round.json", arena), "conf/spring.json");
    assert_string_equal(v->where(v->ctx, "rubric.json", arena), "elsewhere/marks.json");
    assert_string_equal(v->where(v->ctx, "lists/a.csv", arena), "conf/lists/a.csv");
    assert_int_equal(v->list(v->ctx, "", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 4);
    assert_string_equal(names[0], "lists/");
    assert_string_equal(names[1], "round.json");
    assert_string_equal(names[2], "rubric.json");
    assert_string_equal(names[3], "spring.json");
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_OK);
    assert_false(changed);
    put(s, "ranking.csv", "x");
    assert_int_equal(vp_session_keep_private(s, "raw/x", "tel", 3, &err), VP_OK);
    assert_int_equal(vp_session_record(s, &step, &changed, id, &err), VP_OK);
    assert_true(changed);
    assert_string_equal(id, "");
    assert_int_equal(access("conf/ranking.csv", F_OK), -1);
}

static void test_session__a_filter_takes_rubric_from_beside(void **state)
{
    (void)state;
    vp_err err = {0};
    const char *bytes;
    size_t n;
    VP_AUTO(vp_session) s = NULL;
    assert_int_equal(sh("mkdir -p beside"), 0);
    lay("beside/round.json", "r");
    assert_int_equal(vp_session_open(&s, &(vp_session_opts){.config = "beside/round.json"}, &err), VP_OK);
    const vp_view *v = vp_session_view(s);
    assert_int_equal(v->read(v->ctx, "rubric.json", &bytes, &n, arena, &err), VP_NOTFOUND);
    lay("beside/rubric.json", "b");
    assert_int_equal(v->read(v->ctx, "rubric.json", &bytes, &n, arena, &err), VP_OK);
    vp_session *none = NULL;
    assert_int_equal(vp_session_open(&none, &(vp_session_opts){.config = "beside/none.json"}, &err), VP_NOTFOUND);
    assert_string_equal(err.file, "beside/none.json");
    assert_int_equal(vp_session_open(&none, &(vp_session_opts){.config = "beside/round.json", .rubric = "no"}, &err),
                     VP_NOTFOUND);
    assert_string_equal(err.file, "no");
    assert_int_equal(vp_session_open(&none, &(vp_session_opts){.config = "beside"}, &err), VP_INVALID);
}

static int set_up(void **state)
{
    (void)state;
    arena = vp_arena_new();
    if (!arena || !mkdtemp(dir) || chdir(dir) != 0)
        return 1;
    setenv("HOME", dir, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    lay(".gitconfig", "[user]\nname = Test\nemail = test@example.org\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vp_arena_free(arena);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return chdir("/") != 0 || sh(command) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session__records_a_step),
        cmocka_unit_test(test_session__messages_of_others_are_not_ours),
        cmocka_unit_test(test_session__nothing_new_makes_no_commit),
        cmocka_unit_test(test_session__a_dry_run_leaves_no_trace),
        cmocka_unit_test(test_session__asks_for_a_clean_work_tree_to_record),
        cmocka_unit_test(test_session__refuses_a_repository_without_a_round),
        cmocka_unit_test(test_session__a_filter_reads_the_named_files),
        cmocka_unit_test(test_session__a_filter_takes_rubric_from_beside),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
