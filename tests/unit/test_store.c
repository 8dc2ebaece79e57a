/* The store: history in git. Runs git beside it, which has the last word on what a sound repository is. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <vp/str.h>
#include <zlib.h>
#include "lib/store/store.h"

static char dir[] = "/tmp/vp-test-store-XXXXXX";
static vp_arena *arena;
static const vp_stamp who = {"Test", "test@example.org", 1700000000};

/* A shell command in the test's folder; its exit status. */
__attribute__((format(printf, 1, 2))) static int sh(const char *fmt, ...)
{
    char command[2048];
    va_list args;
    va_start(args, fmt);
    vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
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

static void assert_file(const char *path, const char *text)
{
    char buf[256] = "";
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    buf[fread(buf, 1, sizeof buf - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(buf, text);
}

static void assert_sound(const char *round)
{
    assert_int_equal(sh("git -C %s fsck --strict --full --no-dangling 2>&1 | grep . >&2", round), 1);
    assert_int_equal(sh("git -C %s status --porcelain | grep . >&2", round), 1);
    assert_int_equal(sh("git -C %s diff HEAD --quiet", round), 0);
}

static vp_store *fresh(const char *round)
{
    vp_err err = {0};
    vp_store *s = NULL;
    assert_int_equal(vp_store_init(&s, round, false, &err), VP_OK);
    return s;
}

static vp_store *reopen(const char *round)
{
    vp_err err = {0};
    vp_store *s = NULL;
    if (vp_store_open(&s, round, &err) != VP_OK)
        fail_msg("%s: %s", err.msg, err.hint);
    return s;
}

/* Commit path/text pairs up to NULL (text NULL removes) on a store that is freed. */
static vp_status commit(vp_store *s, vp_err *err, ...)
{
    VP_AUTO(vp_store) store = s;
    VP_AUTO(vp_step) t = NULL;
    char id[VP_OID_HEX];
    bool changed;
    vp_err none = {0};
    if (!err)
        err = &none;
    *err = (vp_err){0};
    assert_int_equal(vp_step_new(&t, store, err), VP_OK);
    vp_writer w = vp_step_writer(t);
    va_list args;
    va_start(args, err);
    for (const char *path; (path = va_arg(args, const char *)); ) {
        const char *text = va_arg(args, const char *);
        assert_int_equal(w.put(w.ctx, path, text, text ? strlen(text) : 0, err), VP_OK);
    }
    va_end(args);
    vp_status status = vp_store_commit(store, t, "test: a step\n", &who, &changed, id, err);
    assert_int_equal(strlen(id), status == VP_OK && changed ? 40 : 0);
    return status;
}

static void a_round(const char *round)
{
    assert_int_equal(commit(fresh(round), NULL, "round.json", "{}\n", "lists/a.csv", "uscc\n", "proposals/P-1.json",
                            "one\n", "proposals/P-2.json", "two\n", NULL), VP_OK);
}

static void test_store__commits_and_reads_back(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_view v;
    const char *bytes, *const *names;
    size_t n;
    a_round("plain");
    assert_sound("plain");
    assert_file("plain/proposals/P-1.json", "one\n");
    VP_AUTO(vp_store) s = reopen("plain/proposals"); /* searches upwards */
    assert_string_equal(vp_store_worktree(s) + strlen(vp_store_worktree(s)) - 6, "/plain");
    assert_int_equal(vp_store_view(&v, s, vp_store_tip(s), arena, &err), VP_OK);
    assert_int_equal(v.read(v.ctx, "proposals/P-2.json", &bytes, &n, arena, &err), VP_OK);
    assert_string_equal(bytes, "two\n");
    assert_int_equal(n, 4);
    const char *none[] = {"proposals/P-3.json", "proposals", "x/y", "../plain/round.json", "", "/round.json"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(v.read(v.ctx, none[i], &bytes, &n, arena, &err), VP_NOTFOUND);
    assert_string_equal(err.msg, "");
    assert_int_equal(v.list(v.ctx, "", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 3);
    assert_string_equal(names[0], "lists/");
    assert_string_equal(names[1], "proposals/");
    assert_string_equal(names[2], "round.json");
    assert_int_equal(v.list(v.ctx, "proposals", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 2);
    assert_string_equal(names[1], "P-2.json");
    assert_int_equal(v.list(v.ctx, "reviews", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 0);
    assert_string_equal(v.where(v.ctx, "round.json", arena), "plain/round.json");
    assert_int_equal(vp_store_view(&v, s, "", arena, &err), VP_OK);
    assert_int_equal(v.read(v.ctx, "round.json", &bytes, &n, arena, &err), VP_NOTFOUND);
    assert_int_equal(vp_store_view(&v, s, "0123456789012345678901234567890123456789", arena, &err), VP_NOTFOUND);
    assert_int_equal(vp_store_view(&v, s, "main", arena, &err), VP_NOTFOUND);
}

static void test_store__same_files_make_no_commit(void **state)
{
    (void)state;
    vp_err err = {0};
    a_round("same");
    VP_AUTO(vp_store) s = reopen("same");
    VP_AUTO(vp_step) t = NULL;
    bool changed = true;
    char id[VP_OID_HEX];
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    assert_int_equal(w.put(w.ctx, "proposals/P-1.json", "other\n", 6, &err), VP_OK);
    assert_int_equal(w.put(w.ctx, "proposals/P-1.json", "one\n", 4, &err), VP_OK); /* the last one wins */
    assert_int_equal(w.put(w.ctx, "proposals/P-9.json", NULL, 0, &err), VP_OK);
    assert_int_equal(vp_store_commit(s, t, "m", &who, &changed, id, &err), VP_OK);
    assert_false(changed);
    assert_string_equal(id, "");
    assert_int_equal(sh("test $(git -C same rev-list --count main) = 1"), 0);
}

static void test_store__commits_are_reproducible(void **state)
{
    (void)state;
    a_round("first");
    a_round("again");
    assert_int_equal(sh("test $(git -C first rev-parse main) = $(git -C again rev-parse main)"), 0);
}

static void test_store__removes_files_and_empty_folders(void **state)
{
    (void)state;
    struct stat st;
    a_round("rm");
    assert_int_equal(commit(reopen("rm"), NULL, "proposals/P-1.json", NULL, "proposals/P-2.json", NULL,
                            "lists/b/c.csv",
                            "c", NULL), VP_OK);
    assert_int_equal(stat("rm/proposals", &st), -1);
    assert_file("rm/lists/b/c.csv", "c");
    assert_sound("rm");
    assert_int_equal(commit(reopen("rm"), NULL, "lists/b/c.csv", NULL, NULL), VP_OK);
    assert_int_equal(stat("rm/lists/b", &st), -1);
    assert_file("rm/lists/a.csv", "uscc\n");
    assert_sound("rm");
}

static void test_store__keeps_the_order_of_trees(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_view v;
    const char *const *names, *bytes;
    size_t n;
    assert_int_equal(commit(fresh("order"), NULL, "a.b", "1", "a/x", "2", "a-b/y", "3", "a0", "4", "\xE7\xA9\x97",
                            "5",
                            NULL), VP_OK);
    assert_int_equal(commit(reopen("order"), NULL, "a/a", "1", "a.a", "2", "a", NULL, "a0", NULL, "a-c", "3", NULL),
                     VP_OK);
    assert_sound("order");
    VP_AUTO(vp_store) s = reopen("order");
    assert_int_equal(vp_store_view(&v, s, vp_store_tip(s), arena, &err), VP_OK);
    assert_int_equal(v.list(v.ctx, "", &names, &n, arena, &err), VP_OK);
    const char *want[] = {"a-b/", "a-c", "a.a", "a.b", "a/", "\xE7\xA9\x97"};
    assert_int_equal(n, 6);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(names[i], want[i]);
    assert_int_equal(v.read(v.ctx, "a/x", &bytes, &n, arena, &err), VP_OK);
}

static void test_store__refuses_files_that_are_folders(void **state)
{
    (void)state;
    vp_err err;
    a_round("clash");
    assert_int_equal(commit(reopen("clash"), &err, "proposals", "x", NULL), VP_INVALID);
    assert_non_null(strstr(err.msg, "'proposals'"));
    assert_int_equal(commit(reopen("clash"), &err, "round.json/x", "x", NULL), VP_INVALID);
    assert_int_equal(commit(reopen("clash"), &err, "new/x", "x", "new", "x", NULL), VP_INVALID);
    assert_sound("clash");
}

static void test_store__refuses_paths_that_escape(void **state)
{
    (void)state;
    const char *bad[] = {"", "/etc/x", "../x", "a/../../x", "a//b", "a/", "./a", ".git/hooks/x", "a/.GIT/x",
                         ".git. /x",
                         "git~1/x", "a\nb", "a\\b", ".gitmodules", "a/b/c/d/e/f/g/h/i/j/k/l/m/n"};
    vp_err err = {0};
    VP_AUTO(vp_store) s = fresh("escape");
    VP_AUTO(vp_step) t = NULL;
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(w.put(w.ctx, bad[i], "x", 1, &err), VP_INVALID);
        assert_int_equal(vp_store_private_write(s, bad[i], "x", 1, &err), VP_BUG);
    }
    assert_int_equal(w.put(w.ctx, ".gitignore", "x", 1, &err), VP_OK);
}

static void test_store__many_files_are_one_pack(void **state)
{
    (void)state;
    vp_err err = {0};
    VP_AUTO(vp_store) s = fresh("many");
    VP_AUTO(vp_step) t = NULL;
    bool changed;
    char id[VP_OID_HEX];
    assert_int_equal(vp_step_new(&t, s, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    VP_STR big = {0};
    for (unsigned i = 0, x = 1; i < 300000; i++, x = x * 1103515245u + 12345u)
        vp_str_addc(&big, (char)(x >> 16));
    for (int i = 0; i < 500; i++) {
        char path[64], text[64];
        snprintf(path, sizeof path, "proposals/P-%03d.json", (i * 7) % 500);
        snprintf(text, sizeof text, "text %d\n", i / 2); /* two of each: one object */
        assert_int_equal(w.put(w.ctx, path, text, strlen(text), &err), VP_OK);
    }
    assert_int_equal(w.put(w.ctx, "big", big.s, big.n, &err), VP_OK);
    assert_int_equal(w.put(w.ctx, "empty", "", 0, &err), VP_OK);
    assert_int_equal(vp_store_commit(s, t, "m\n", &who, &changed, id, &err), VP_OK);
    assert_sound("many");
    assert_int_equal(sh("test $(ls many/.git/objects/pack/*.pack | wc -l) = 1"), 0);
    assert_int_equal(sh("git -C many count-objects | grep -q '^0 objects'"), 0);
    vp_view v;
    const char *bytes;
    size_t n;
    VP_AUTO(vp_store) again = reopen("many");
    assert_int_equal(vp_store_view(&v, again, id, arena, &err), VP_OK);
    assert_int_equal(v.read(v.ctx, "big", &bytes, &n, arena, &err), VP_OK);
    assert_int_equal(n, big.n);
    assert_memory_equal(bytes, big.s, n);
    assert_int_equal(v.read(v.ctx, "empty", &bytes, &n, arena, &err), VP_OK);
    assert_int_equal(n, 0);
}

static void test_store__only_one_of_two_writers_wins(void **state)
{
    (void)state;
    vp_err err;
    a_round("race");
    vp_store *one = reopen("race"), *two = reopen("race");
    assert_int_equal(commit(one, NULL, "ranking.csv", "1\n", NULL), VP_OK);
    assert_int_equal(commit(two, &err, "awards.csv", "2\n", NULL), VP_CONFLICT);
    assert_int_equal(sh("git -C race log --format=%%s | wc -l | grep -q '^2$'"), 0);
    assert_int_equal(access("race/awards.csv", F_OK), -1);
    assert_sound("race");
    two = reopen("race");
    assert_int_equal(sh("git -C race commit -q --allow-empty -m by-git"), 0); /* plain git counts too */
    assert_int_equal(commit(two, &err, "awards.csv", "2\n", NULL), VP_CONFLICT);
    vp_store *first = NULL;
    assert_int_equal(vp_store_init(&first, "race-new", false, &err), VP_OK);
    assert_int_equal(sh("git -C race-new commit -q --allow-empty -m by-git"), 0);
    assert_int_equal(commit(first, &err, "round.json", "{}", NULL), VP_CONFLICT);
}

static void test_store__a_locked_ref_is_busy(void **state)
{
    (void)state;
    vp_err err;
    a_round("locked");
    lay("locked/.git/refs/heads/main.lock", "");
    assert_int_equal(commit(reopen("locked"), &err, "ranking.csv", "1\n", NULL), VP_BUSY);
    assert_string_not_equal(err.hint, "");
    assert_int_equal(unlink("locked/.git/refs/heads/main.lock"), 0);
    lay("locked/.git/index.lock", "");
    assert_int_equal(commit(reopen("locked"), &err, "ranking.csv", "1\n", NULL), VP_BUSY);
    assert_int_equal(unlink("locked/.git/index.lock"), 0);
    int fd = open("locked/.git/vp/worktree", O_RDWR);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_int_equal(commit(reopen("locked"), &err, "ranking.csv", "1\n", NULL), VP_BUSY);
    close(fd);
    assert_sound("locked");
    assert_int_equal(commit(reopen("locked"), &err, "ranking.csv", "1\n", NULL), VP_OK);
    assert_sound("locked");
}

static void test_store__never_overwrites_an_edit(void **state)
{
    (void)state;
    vp_err err;
    a_round("edit");
    lay("edit/proposals/P-1.json", "mine\n");
    assert_int_equal(commit(reopen("edit"), &err, "proposals/P-1.json", "new\n", NULL), VP_INVALID);
    assert_non_null(strstr(err.msg, "'proposals/P-1.json'"));
    assert_non_null(strstr(err.hint, "git -C"));
    assert_string_equal(err.file, "edit/proposals/P-1.json");
    assert_int_equal(commit(reopen("edit"), &err, "proposals/P-1.json", NULL, NULL), VP_INVALID);
    assert_file("edit/proposals/P-1.json", "mine\n");
    lay("edit/proposals/P-1.json", "one\n");
    lay("edit/ranking.csv", "stray\n");
    assert_int_equal(commit(reopen("edit"), &err, "ranking.csv", "1\n", NULL), VP_INVALID);
    assert_non_null(strstr(err.msg, "in the way"));
    assert_file("edit/ranking.csv", "stray\n");
    lay("edit/ranking.csv", "1\n"); /* the same bytes lose nothing */
    assert_int_equal(commit(reopen("edit"), &err, "ranking.csv", "1\n", NULL), VP_OK);
    assert_sound("edit");
    lay("edit/ranking.csv", "staged\n");
    assert_int_equal(sh("git -C edit add ranking.csv && printf '1\\n' >edit/ranking.csv"), 0);
    assert_int_equal(commit(reopen("edit"), &err, "ranking.csv", "2\n", NULL), VP_INVALID);
    assert_int_equal(sh("git -C edit reset -q --hard && test $(git -C edit rev-list --count main) = 2"), 0);
    assert_int_equal(commit(reopen("edit"), &err, "ranking.csv", "2\n", NULL), VP_OK);
    assert_int_equal(unlink("edit/ranking.csv"), 0); /* a deleted view is only brought back */
    assert_int_equal(commit(reopen("edit"), &err, "ranking.csv", "3\n", NULL), VP_OK);
    assert_sound("edit");
}

static void test_store__never_writes_through_a_link(void **state)
{
    (void)state;
    vp_err err;
    a_round("link");
    assert_int_equal(sh("mkdir victim && echo safe >victim/P-1.json && mv link/proposals link-p && "
                        "ln -s ../victim link/proposals"), 0);
    assert_int_equal(commit(reopen("link"), &err, "proposals/P-1.json", "x\n", NULL), VP_INVALID);
    assert_non_null(strstr(err.msg, "not a regular file"));
    assert_file("victim/P-1.json", "safe\n");
    assert_int_equal(sh("rm link/proposals && mv link-p link/proposals && ln -sf ../../victim/P-1.json "
                        "link/proposals/P-1.json"), 0);
    assert_int_equal(commit(reopen("link"), &err, "proposals/P-1.json", "x\n", NULL), VP_INVALID);
    assert_file("victim/P-1.json", "safe\n");
    assert_int_equal(sh("git -C link checkout -q HEAD -- . && mkdir -p link/ranking.csv/x"), 0);
    assert_int_equal(commit(reopen("link"), &err, "ranking.csv", "x\n", NULL), VP_INVALID);
    assert_int_equal(sh("rm -r link/ranking.csv && mkfifo link/ranking.csv"), 0);
    assert_int_equal(commit(reopen("link"), &err, "ranking.csv", "x\n", NULL), VP_INVALID);
}

static void test_store__checks_hand_edited_files(void **state)
{
    (void)state;
    vp_err err = {0};
    a_round("hand");
    struct { const char *make, *name; } dirty[] = {
        {"echo >>hand/round.json", "'round.json'"},
        {"rm hand/round.json", "'round.json'"},
        {"echo x >hand/panel.csv", "'panel.csv'"},
        {"echo x >hand/lists/new.csv", "'lists/new.csv'"},
        {"echo x >>hand/lists/a.csv", "'lists/a.csv'"},
        {"rm -r hand/lists", "'lists/a.csv'"},
        {"rm hand/round.json && ln -s /etc/passwd hand/round.json", "'round.json'"},
        {"git -C hand checkout -q --detach", "a single commit"},
        {"git -C hand checkout -q -b other", "'other', not the branch main"},
    };
    for (size_t i = 0; i < sizeof dirty / sizeof *dirty; i++) {
        VP_AUTO(vp_store) s = reopen("hand");
        assert_int_equal(vp_store_check_clean(s, &err), VP_OK);
        assert_int_equal(sh("%s", dirty[i].make), 0);
        assert_int_equal(vp_store_check_clean(s, &err), VP_INVALID);
        if (!strstr(err.msg, dirty[i].name))
            fail_msg("%s: %s", dirty[i].make, err.msg);
        assert_non_null(strstr(err.hint, "git -C "));
        assert_int_equal(sh("git -C hand checkout -q -f main && git -C hand clean -qfd"), 0);
    }
    assert_int_equal(sh("touch hand/lists/.~lock.a.csv# hand/lists/notes.txt hand/proposals/x && "
                        "mkdir hand/lists/old.csv.d"), 0);
    VP_AUTO(vp_store) s = reopen("hand");
    assert_int_equal(vp_store_check_clean(s, &err), VP_OK);
    /* what the hint says works */
    assert_int_equal(sh("echo x >hand/lists/b.csv"), 0);
    assert_int_equal(vp_store_check_clean(s, &err), VP_INVALID);
    char *command = strstr(err.hint, "git -C");
    assert_non_null(command);
    assert_int_equal(sh("%s >/dev/null", command), 0);
    VP_AUTO(vp_store) later = reopen("hand");
    assert_int_equal(vp_store_check_clean(later, &err), VP_OK);
}

static void test_store__finishes_a_refresh_that_was_cut_short(void **state)
{
    (void)state;
    vp_err err = {0};
    a_round("cut");
    assert_int_equal(sh("cp -a cut cut-before"), 0);
    assert_int_equal(commit(reopen("cut"), NULL, "proposals/P-1.json", "new\n", "ranking.csv", "r\n",
                            "proposals/P-2.json", NULL, "lists/a.csv", "more\n", NULL), VP_OK);
    assert_sound("cut");
    /* the ref has moved, the note stands, the work tree and the index are as before, but for one edit */
    assert_int_equal(sh("cd cut-before && cp -af ../cut/.git/objects ../cut/.git/refs .git/ && "
                        "printf '%%s %%s\\n' $(git rev-parse main~1) $(git rev-parse main) >.git/vp/worktree && "
                        "echo mine >lists/a.csv"), 0);
    vp_store_free(reopen("cut-before"));
    assert_file("cut-before/proposals/P-1.json", "new\n");
    assert_file("cut-before/ranking.csv", "r\n");
    assert_file("cut-before/lists/a.csv", "mine\n");
    assert_int_equal(access("cut-before/proposals/P-2.json", F_OK), -1);
    assert_int_equal(sh("test \"$(git -C cut-before status --porcelain)\" = ' M lists/a.csv'"), 0);
    assert_int_equal(sh("test \"$(git -C cut-before diff --name-only HEAD)\" = lists/a.csv"), 0);
    struct stat st;
    assert_int_equal(stat("cut-before/.git/vp/worktree", &st), 0);
    assert_int_equal(st.st_size, 0);
    /* a note of a step that never came to be changes nothing */
    assert_int_equal(sh("cd cut && printf '%%s %%s\\n' $(git rev-parse main) "
                        "0123456789012345678901234567890123456789 >.git/vp/worktree"), 0);
    vp_store_free(reopen("cut"));
    assert_sound("cut");
    /* nor does a work tree that is behind for the user's own reasons */
    assert_int_equal(sh("git -C cut reset -q --soft main~1"), 0);
    vp_store_free(reopen("cut"));
    assert_file("cut/proposals/P-1.json", "new\n");
    assert_int_equal(err.status, VP_OK);
}

static void test_store__bare_rounds_work(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_store *s = NULL;
    vp_view v;
    assert_int_equal(vp_store_init(&s, "bare.git", true, &err), VP_OK);
    assert_string_equal(vp_store_worktree(s), "");
    assert_int_equal(commit(s, NULL, "round.json", "{}\n", NULL), VP_OK);
    s = reopen("bare.git");
    assert_int_equal(vp_store_check_clean(s, &err), VP_OK);
    assert_int_equal(vp_store_view(&v, s, vp_store_tip(s), arena, &err), VP_OK);
    assert_int_equal(commit(s, NULL, "ranking.csv", "1\n", NULL), VP_OK);
    assert_int_equal(sh("git -C bare.git fsck --strict 2>&1 | grep . >&2"), 1);
    assert_int_equal(sh("git clone -q bare.git bare-clone && test -f bare-clone/ranking.csv"), 0);
    assert_int_equal(sh("test $(git -C bare.git reflog main | wc -l) = 2"), 0);
    assert_int_equal(vp_store_init(&s, "bare.git", true, &err), VP_INVALID);
}

static void test_store__starts_only_where_nothing_is(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_store *s = NULL;
    assert_int_equal(sh("mkdir -p full hollow gitted cut-init/.git/objects && touch full/x && "
                        "git init -q -b other gitted"), 0);
    assert_int_equal(vp_store_init(&s, "full", false, &err), VP_INVALID);
    assert_non_null(strstr(err.msg, "not empty"));
    assert_int_equal(vp_store_init(&s, "full/x", false, &err), VP_IO);
    assert_int_equal(vp_store_init(&s, "full/x/y", false, &err), VP_IO);
    a_round("hollow");
    a_round("deep/er/round");
    a_round("gitted"); /* an empty git init is as good as an empty folder */
    a_round("cut-init");
    assert_sound("gitted");
    assert_int_equal(vp_store_init(&s, "hollow", false, &err), VP_INVALID);
    assert_non_null(strstr(err.msg, "already"));
    assert_int_equal(sh("git -C hollow config gc.auto | grep -qx 0 && git -C hollow symbolic-ref HEAD | grep -qx "
                        "refs/heads/main && git -C hollow config core.logAllRefUpdates | grep -qx always"), 0);
    assert_int_equal(sh("test -z \"$(ls hollow/.git/hooks | grep -v sample | grep -v README)\""), 0);
}

static void test_store__refuses_what_is_no_round(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_store *s = NULL;
    assert_int_equal(sh("mkdir nothing && git init -q --object-format=sha256 sha256"), 0);
    assert_int_equal(vp_store_open(&s, "nothing", &err), VP_NOTFOUND);
    assert_non_null(strstr(err.hint, "vp-init"));
    assert_int_equal(vp_store_open(&s, "nowhere", &err), VP_NOTFOUND);
    assert_non_null(strstr(err.msg, "no folder 'nowhere'"));
    pid_t child = fork(); /* libgit2 leaks while it refuses */
    if (child == 0)
        _exit(vp_store_open(&s, "sha256", &err) == VP_CORRUPT && strstr(err.msg, "SHA-256") ? 0 : 1);
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
    a_round("elsewhere");
    assert_int_equal(sh("mkdir target && git -C elsewhere config core.worktree ../../target"), 0);
    assert_int_equal(vp_store_open(&s, "elsewhere", &err), VP_CORRUPT);
    assert_int_equal(sh("git -C elsewhere config --unset core.worktree; git --git-dir=elsewhere/.git config --unset "
                        "core.worktree; true"), 0);
    a_round("foreign");
    if (geteuid() == 0) {
        assert_int_equal(sh("chown -R 65534:65534 foreign"), 0);
        assert_int_equal(vp_store_open(&s, "foreign", &err), VP_CORRUPT);
        assert_non_null(strstr(err.msg, "somebody else"));
        assert_non_null(strstr(err.hint, "safe.directory"));
        assert_int_equal(sh("%s", strstr(err.hint, "git config")), 0);
        vp_store_free(reopen("foreign"));
        assert_int_equal(sh("git config --global --unset-all safe.directory && chown -R 0:0 foreign"), 0);
    }
}

/* What a loose object would be, whatever it says. */
static void lay_object(const char *path, const char *bytes, size_t n)
{
    unsigned char out[256];
    uLongf size = sizeof out;
    assert_int_equal(compress(out, &size, (const Bytef *)bytes, n), Z_OK);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(out, 1, size, f), size);
    fclose(f);
}

/* In a process of its own that is ended after 20 seconds: libgit2 by itself never returns here. */
static vp_status read_damaged(const char *round)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        vp_err err = {0};
        vp_store *s = NULL;
        vp_view v;
        const char *bytes;
        size_t n;
        alarm(20);
        vp_status status = vp_store_open(&s, round, &err);
        if (status == VP_OK)
            status = vp_store_view(&v, s, vp_store_tip(s), arena, &err);
        if (status == VP_OK)
            status = v.read(v.ctx, "proposals/P-1.json", &bytes, &n, arena, &err);
        vp_commit *log;
        if (status == VP_OK)
            status = vp_store_log(&log, &n, s, arena, &err);
        if (status != VP_OK && !*err.msg)
            status = VP_BUG;
        vp_store_free(s);
        _exit(status);
    }
    int s;
    waitpid(child, &s, 0);
    return WIFEXITED(s) ? (vp_status)WEXITSTATUS(s) : VP_BUG;
}

static void test_store__damaged_objects_end_in_an_error(void **state)
{
    (void)state;
    a_round("hurt");
    assert_int_equal(read_damaged("hurt"), VP_OK);
    const char *which[] = {"main", "main:", "main:proposals", "main:proposals/P-1.json"};
    const char *how[] = {
        "truncate -s 0 F", "truncate -s 1 F", "truncate -s 10 F", "truncate -s -1 F", "truncate -s -5 F", "rm F",
        "echo x >>F", "printf '\\0\\0\\0' | dd of=F bs=1 seek=12 conv=notrunc 2>/dev/null", "printf garbage >F",
        "rm F; mkdir F", "cp ../lying-short F", "cp ../lying-long F", "cp ../lying-name F",
    };
    lay_object("lying-short", "blob 2\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 67);
    lay_object("lying-long", "blob 9999\0xxxxxxxxxx", 20);
    lay_object("lying-name", "blob 4\0xne\n", 11);
    for (size_t i = 0; i < sizeof which / sizeof *which; i++)
        for (size_t k = 0; k < sizeof how / sizeof *how; k++) {
            assert_int_equal(sh("rm -rf hurt2 && cp -a hurt hurt2 && cd hurt2 && o=$(git rev-parse %s) && "
                                "f=.git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-) && chmod +w $f && "
                                "echo \"$f\" >../name", which[i]), 0);
            char command[512] = "";
            for (const char *p = how[k]; *p; p++)
                snprintf(command + strlen(command), sizeof command - strlen(command),
                         *p == 'F' ? "$(cat ../name)" : "%c", *p);
            assert_int_equal(sh("cd hurt2 && %s", command), 0);
            vp_status status = read_damaged("hurt2");
            if (status != VP_CORRUPT)
                fail_msg("%s of %s: %d", how[k], which[i], status);
        }
}

static void test_store__tells_the_history(void **state)
{
    (void)state;
    vp_err err = {0};
    vp_commit *log;
    vp_change *changes;
    size_t n;
    a_round("told");
    assert_int_equal(commit(reopen("told"), NULL, "proposals/P-1.json", "1\n", "ranking.csv", "r\n", NULL), VP_OK);
    assert_int_equal(sh("cd told && git checkout -q -b side main~1 && echo x >lists/b.csv && git add . && "
                        "GIT_AUTHOR_DATE='1600000000 +0800' git commit -qm side && git checkout -q main && "
                        "git merge -q -m merged side && git branch -D -q side"), 0);
    VP_AUTO(vp_store) s = reopen("told");
    assert_int_equal(vp_store_log(&log, &n, s, arena, &err), VP_OK);
    assert_int_equal(n, 4);
    assert_int_equal(log[0].nparents, 0);
    assert_string_equal(log[0].message, "test: a step\n");
    assert_string_equal(log[0].author, "Test");
    assert_int_equal(sh("test $(git -C told rev-parse %s^{tree}) = %s", log[0].id, log[0].tree), 0);
    assert_string_equal(log[0].email, "test@example.org");
    assert_true(log[0].when == 1700000000);
    assert_string_equal(log[1].message, "side\n"); /* the earlier of the two that wait for nothing */
    assert_true(log[1].when == 1600000000);
    assert_int_equal(log[3].nparents, 2);
    assert_string_equal(log[3].parents[0], log[2].id);
    assert_string_equal(log[3].id, vp_store_tip(s));
    assert_int_equal(vp_store_changes(&changes, &n, s, log[0].id, log[3].id, arena, &err), VP_OK);
    assert_int_equal(n, 3);
    assert_string_equal(changes[0].path, "lists/b.csv");
    assert_int_equal(changes[0].kind, 'A');
    assert_string_equal(changes[1].path, "proposals/P-1.json");
    assert_int_equal(changes[1].kind, 'M');
    assert_int_equal(vp_store_changes(&changes, &n, s, log[3].id, "", arena, &err), VP_OK);
    assert_int_equal(n, 6);
    assert_int_equal(changes[0].kind, 'D');
    assert_int_equal(vp_store_changes(&changes, &n, s, "", "nonsense", arena, &err), VP_NOTFOUND);
    /* a shallow clone has a commit whose parent is missing */
    assert_int_equal(sh("git clone -q --depth 1 file://$PWD/told shallow"), 0);
    VP_AUTO(vp_store) shallow = reopen("shallow");
    assert_int_equal(vp_store_log(&log, &n, shallow, arena, &err), VP_OK);
    assert_int_equal(n, 1);
    assert_int_equal(log[0].nparents, 2);
    vp_view v;
    assert_int_equal(vp_store_view(&v, shallow, log[0].parents[0], arena, &err), VP_NOTFOUND);
}

static void test_store__names_are_cleaned(void **state)
{
    (void)state;
    vp_err err = {0};
    const char *name, *email;
    VP_AUTO(vp_store) s = fresh("names");
    assert_int_equal(vp_store_identity(&name, &email, s, arena, &err), VP_OK);
    assert_string_equal(name, "Test");
    assert_int_equal(sh("git -C names config user.name ' A<b>\nC. ' && git -C names config user.email '<>'"), 0);
    VP_AUTO(vp_store) again = reopen("names");
    assert_int_equal(vp_store_identity(&name, &email, again, arena, &err), VP_OK);
    assert_string_equal(name, "AbC");
    assert_string_equal(email, "vp@localhost");
    VP_AUTO(vp_step) t = NULL;
    bool changed;
    char id[VP_OID_HEX];
    assert_int_equal(vp_step_new(&t, again, &err), VP_OK);
    vp_writer w = vp_step_writer(t);
    assert_int_equal(w.put(w.ctx, "round.json", "{}", 2, &err), VP_OK);
    vp_stamp bad = {"x\nparent 0", "a>b\n", -5};
    assert_int_equal(vp_store_commit(again, t, "no newline", &bad, &changed, id, &err), VP_OK);
    assert_sound("names");
    assert_int_equal(sh("git -C names log --format='%%an|%%ae|%%at|%%s' | grep -qxF 'xparent 0|ab|0|no newline'"), 0);
}

static void test_store__private_data_stays_private(void **state)
{
    (void)state;
    vp_err err = {0};
    const char *bytes;
    size_t n;
    struct stat st;
    a_round("secret");
    VP_AUTO(vp_store) s = reopen("secret");
    assert_int_equal(vp_store_private_read(s, "raw/abc", &bytes, &n, arena, &err), VP_NOTFOUND);
    assert_string_equal(err.msg, "");
    umask(0);
    assert_int_equal(vp_store_private_write(s, "raw/abc", "tel\0x", 5, &err), VP_OK);
    umask(022);
    assert_int_equal(vp_store_private_read(s, "raw/abc", &bytes, &n, arena, &err), VP_OK);
    assert_int_equal(n, 5);
    assert_memory_equal(bytes, "tel\0x", 6);
    assert_int_equal(stat("secret/.git/vp/private/raw/abc", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat("secret/.git/vp/private/raw", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(stat("secret/.git/vp/private", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(sh("git -C secret add -A && git -C secret clean -qfdx && "
                        "git -C secret status --porcelain | grep ."), 1);
    assert_int_equal(sh("test -f secret/.git/vp/private/raw/abc && rm -rf secret/.git/vp/private && "
                        "ln -s /tmp secret/.git/vp/private"), 0);
    assert_int_equal(vp_store_private_write(s, "raw/abc", "x", 1, &err), VP_IO);
}

static void test_store__a_failing_disk_changes_nothing(void **state)
{
    (void)state;
    a_round("full-disk");
    assert_int_equal(sh("git -C full-disk rev-parse main >tip"), 0);
    pid_t child = fork();
    if (child == 0) { /* no privileges: read-only folders and small files count */
        vp_err err;
        if (geteuid() == 0 && (sh("chown -R 65534 full-disk") || sh("chmod 755 .") || setuid(65534)))
            _exit(99);
        setenv("HOME", "/nonexistent", 1);
        if (sh("chmod -R a-w full-disk/.git/objects"))
            _exit(98);
        vp_status one = commit(reopen("full-disk"), &err, "ranking.csv", "1\n", NULL);
        if (sh("chmod -R u+w full-disk/.git/objects && chmod a-w full-disk"))
            _exit(97);
        vp_status two = commit(reopen("full-disk"), &err, "ranking.csv", "1\n", NULL);
        vp_status three = commit(reopen("full-disk"), &err, "proposals/P-1.json", "1\n", NULL);
        sh("chmod u+w full-disk");
        _exit(one != VP_IO ? 1 : two != VP_IO ? 2 : three != VP_OK ? 3 : 0);
    }
    int s;
    waitpid(child, &s, 0);
    assert_true(WIFEXITED(s));
    assert_int_equal(WEXITSTATUS(s), 0);
    if (geteuid() == 0)
        assert_int_equal(sh("chown -R 0 full-disk"), 0);
    assert_int_equal(sh("test $(git -C full-disk rev-parse main~1) = $(cat tip)"), 0);
    assert_sound("full-disk");
}

static int set_up(void **state)
{
    (void)state;
    arena = vp_arena_new();
    if (!arena || !mkdtemp(dir) || chdir(dir) != 0)
        return 1;
    setenv("HOME", dir, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CEILING_DIRECTORIES", dir, 1);
    lay(".gitconfig", "[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = trunk\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return chdir("/") != 0 || sh("rm -rf %s", dir) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store__commits_and_reads_back),
        cmocka_unit_test(test_store__same_files_make_no_commit),
        cmocka_unit_test(test_store__commits_are_reproducible),
        cmocka_unit_test(test_store__removes_files_and_empty_folders),
        cmocka_unit_test(test_store__keeps_the_order_of_trees),
        cmocka_unit_test(test_store__refuses_files_that_are_folders),
        cmocka_unit_test(test_store__refuses_paths_that_escape),
        cmocka_unit_test(test_store__many_files_are_one_pack),
        cmocka_unit_test(test_store__only_one_of_two_writers_wins),
        cmocka_unit_test(test_store__a_locked_ref_is_busy),
        cmocka_unit_test(test_store__never_overwrites_an_edit),
        cmocka_unit_test(test_store__never_writes_through_a_link),
        cmocka_unit_test(test_store__checks_hand_edited_files),
        cmocka_unit_test(test_store__finishes_a_refresh_that_was_cut_short),
        cmocka_unit_test(test_store__bare_rounds_work),
        cmocka_unit_test(test_store__starts_only_where_nothing_is),
        cmocka_unit_test(test_store__refuses_what_is_no_round),
        cmocka_unit_test(test_store__damaged_objects_end_in_an_error),
        cmocka_unit_test(test_store__tells_the_history),
        cmocka_unit_test(test_store__names_are_cleaned),
        cmocka_unit_test(test_store__private_data_stays_private),
        cmocka_unit_test(test_store__a_failing_disk_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
