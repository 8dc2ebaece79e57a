/* Files and folders of the disk. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "lib/io/file.h"

static char dir[] = "/tmp/vp-test-file-XXXXXX";
static vp_arena *arena;

static void lay(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void test_file__reads_what_was_written(void **state)
{
    (void)state;
    const char *bytes;
    size_t n;
    vp_err err = {0};
    assert_int_equal(vp_file_write("a.txt", "one\0two", 7, &err), VP_OK);
    assert_int_equal(vp_file_read(&bytes, &n, "a.txt", 7, arena, &err), VP_OK);
    assert_int_equal(n, 7);
    assert_memory_equal(bytes, "one\0two", 8);
    lay("empty", "");
    assert_int_equal(vp_file_read(&bytes, &n, "empty", 0, arena, &err), VP_OK);
    assert_int_equal(n, 0);
    assert_string_equal(bytes, "");
}

static void test_file__refuses_more_than_the_maximum(void **state)
{
    (void)state;
    const char *bytes;
    size_t n;
    vp_err err = {0};
    lay("eight", "12345678");
    assert_int_equal(vp_file_read(&bytes, &n, "eight", 7, arena, &err), VP_INVALID);
    assert_string_equal(err.file, "eight");
    assert_int_equal(vp_file_read(&bytes, &n, "/dev/zero", 100000, arena, &err), VP_INVALID);
}

static void test_file__tells_what_is_missing_and_what_is_a_folder(void **state)
{
    (void)state;
    const char *bytes;
    size_t n;
    vp_err err = {0};
    assert_int_equal(vp_file_read(&bytes, &n, "none", 9, arena, &err), VP_NOTFOUND);
    assert_int_equal(vp_file_read(&bytes, &n, ".", 9, arena, &err), VP_INVALID);
    assert_int_equal(vp_file_write("no/such/folder", "x", 1, &err), VP_IO);
    assert_int_equal(vp_file_write(".", "x", 1, &err), VP_IO);
}

static void test_file__reads_a_pipe_of_many_pieces(void **state)
{
    (void)state;
    const char *bytes;
    size_t n;
    vp_err err = {0};
    FILE *f = fopen("long", "w");
    for (int i = 0; i < 100000; i++)
        fprintf(f, "%07d\n", i);
    fclose(f);
    int p[2];
    assert_int_equal(pipe(p), 0);
    if (fork() == 0) {
        dup2(p[1], 1);
        close(p[0]);
        execlp("cat", "cat", "long", (char *)NULL);
        _exit(127);
    }
    close(p[1]);
    char name[32];
    snprintf(name, sizeof name, "/dev/fd/%d", p[0]);
    assert_int_equal(vp_file_read(&bytes, &n, name, VP_FILE_MAX, arena, &err), VP_OK);
    close(p[0]);
    assert_int_equal(n, 800000);
    assert_memory_equal(bytes + 799992, "0099999\n", 9);
}

static void test_file__keeps_mode_and_links(void **state)
{
    (void)state;
    struct stat st;
    vp_err err = {0};
    lay("kept", "old");
    chmod("kept", 0640);
    assert_int_equal(symlink("kept", "link"), 0);
    assert_int_equal(vp_file_write("link", "new", 3, &err), VP_OK);
    assert_int_equal(lstat("link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat("kept", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(st.st_size, 3);
    assert_int_equal(vp_file_write("/dev/null", "x", 1, &err), VP_OK);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void test_file__leaves_nothing_aside_on_failure(void **state)
{
    (void)state;
    vp_err err = {0};
    assert_int_equal(mkdir("full", 0755), 0);
    assert_int_equal(mkdir("full/x", 0755), 0);
    assert_int_equal(vp_file_write("full/x", "new", 3, &err), VP_IO);
    assert_int_equal(rmdir("full/x"), 0);
    assert_int_equal(rmdir("full"), 0); /* fails when something was left */
}

static void test_file__takes_an_operand(void **state)
{
    (void)state;
    const char *bytes, *shown;
    size_t n;
    vp_err err = {0};
    lay("abc", "abc");
    assert_int_equal(vp_file_input(&bytes, &n, &shown, "abc", arena, &err), VP_OK);
    assert_string_equal(bytes, "abc");
    assert_string_equal(shown, "abc");
    assert_int_equal(vp_file_input(&bytes, &n, &shown, "none", arena, &err), VP_USAGE);
    assert_int_equal(err.status, VP_USAGE);
    assert_int_equal(vp_file_input(&bytes, &n, &shown, "abc/d", arena, &err), VP_USAGE);
    assert_int_equal(vp_file_input(&bytes, &n, &shown, ".", arena, &err), VP_USAGE);
    assert_int_equal(err.status, VP_USAGE);
    assert_int_equal(vp_file_input(&bytes, &n, &shown, ".", arena, NULL), VP_USAGE);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_int_equal(vp_file_input(&bytes, &n, &shown, "loop", arena, &err), VP_IO);
    FILE *f = fopen("huge", "w");
    assert_non_null(f);
    assert_int_equal(ftruncate(fileno(f), (off_t)VP_FILE_MAX + 1), 0);
    fclose(f);
    assert_int_equal(vp_file_input(&bytes, &n, &shown, "huge", arena, &err), VP_INVALID);
}

static void test_file__shows_a_folder(void **state)
{
    (void)state;
    const char *bytes, *const *names;
    size_t n;
    vp_err err = {0};
    VP_AUTO(vp_folder) f = NULL;
    assert_int_equal(mkdir("round", 0755), 0);
    assert_int_equal(mkdir("round/lists", 0755), 0);
    lay("round/round.json", "{}");
    lay("round/lists/b.csv", "b");
    lay("round/lists/a.csv", "a");
    assert_int_equal(vp_folder_open(&f, "round", &err), VP_OK);
    vp_view v = vp_folder_view(f);
    assert_int_equal(v.read(v.ctx, "lists/a.csv", &bytes, &n, arena, &err), VP_OK);
    assert_string_equal(bytes, "a");
    assert_int_equal(v.read(v.ctx, "lists/c.csv", &bytes, &n, arena, &err), VP_NOTFOUND);
    assert_int_equal(v.read(v.ctx, "none/c.csv", &bytes, &n, arena, &err), VP_NOTFOUND);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(v.list(v.ctx, "", &names, &n, arena, &err), VP_OK);
        assert_int_equal(n, 2);
        assert_string_equal(names[0], "lists/");
        assert_string_equal(names[1], "round.json");
    }
    assert_int_equal(v.list(v.ctx, "lists", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 2);
    assert_string_equal(names[0], "a.csv");
    assert_int_equal(v.list(v.ctx, "none", &names, &n, arena, &err), VP_OK);
    assert_int_equal(n, 0);
    assert_string_equal(v.where(v.ctx, "lists/a.csv", arena), "round/lists/a.csv");
    assert_int_equal(vp_folder_open(&f, "nowhere", &err), VP_NOTFOUND);
}

static void test_file__does_not_leave_the_folder(void **state)
{
    (void)state;
    const char *bytes, *const *names;
    size_t n;
    vp_err err = {0};
    VP_AUTO(vp_folder) f = NULL;
    assert_int_equal(mkdir("jail", 0755), 0);
    assert_int_equal(mkdir("jail/sub", 0755), 0);
    lay("outside", "secret");
    assert_int_equal(symlink("../outside", "jail/leak"), 0);
    assert_int_equal(symlink("..", "jail/up"), 0);
    assert_int_equal(mkfifo("jail/pipe", 0644), 0);
    assert_int_equal(vp_folder_open(&f, "jail", &err), VP_OK);
    vp_view v = vp_folder_view(f);
    const char *bad[] = {"../outside", "sub/../../outside", "/etc/passwd", "leak", "up/outside", "", ".", "..",
                         "sub/..", "sub/", "sub", "pipe", "//etc/passwd", "sub//x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err.msg[0] = '\0';
        assert_int_equal(v.read(v.ctx, bad[i], &bytes, &n, arena, &err), VP_CORRUPT);
        assert_string_not_equal(err.msg, "");
    }
    assert_int_equal(v.list(v.ctx, "..", &names, &n, arena, &err), VP_CORRUPT);
    assert_int_equal(v.list(v.ctx, "up", &names, &n, arena, &err), VP_CORRUPT);
}

static int set_up(void **state)
{
    (void)state;
    arena = vp_arena_new();
    return !arena || !mkdtemp(dir) || chdir(dir) != 0;
}

static int tear_down(void **state)
{
    (void)state;
    vp_arena_free(arena);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return chdir("/") != 0 || system(command) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__reads_what_was_written),
        cmocka_unit_test(test_file__refuses_more_than_the_maximum),
        cmocka_unit_test(test_file__tells_what_is_missing_and_what_is_a_folder),
        cmocka_unit_test(test_file__reads_a_pipe_of_many_pieces),
        cmocka_unit_test(test_file__keeps_mode_and_links),
        cmocka_unit_test(test_file__leaves_nothing_aside_on_failure),
        cmocka_unit_test(test_file__takes_an_operand),
        cmocka_unit_test(test_file__shows_a_folder),
        cmocka_unit_test(test_file__does_not_leave_the_folder),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
