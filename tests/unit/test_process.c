/* Running another program. */
#include <unistd.h>
#include <vp/arena.h>
#include "lib/io/process.h"
#include "tests/unit/test.h"

static vp_arena *arena;

static int start(void **state)
{
    (void)state;
    return (arena = vp_arena_new()) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static vp_status shell(vp_process *p, const char *script, const vp_process_input *in, size_t n, unsigned seconds,
                       vp_err *err)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    return vp_process_run(p, argv, in, n, seconds, arena, err);
}

static void test_process__gives_inputs_and_takes_what_is_said(void **state)
{
    (void)state;
    const vp_process_input in[] = {{"one", 3}, {"two\n", 4}, {"", 0}};
    vp_process p;
    assert_int_equal(shell(&p, "cat - /dev/fd/3 /dev/fd/4; cat /dev/fd/3 >&2; exit 7", in, 3, 0, NULL), VP_OK);
    assert_int_equal(p.code, 7);
    assert_string_equal(p.out, "onetwo\n");
    assert_string_equal(p.err, "two\n");
    assert_int_equal(p.nout, 7);
    assert_int_equal(p.nerr, 4);
}

static void test_process__has_an_empty_input_and_no_other_file(void **state)
{
    (void)state;
    vp_process p;
    assert_int_equal(shell(&p, "cat; echo end", NULL, 0, 0, NULL), VP_OK);
    assert_string_equal(p.out, "end\n");
#ifdef __linux__
    assert_int_equal(shell(&p, "ls -l /proc/self/fd | grep -c memfd:vp", NULL, 0, 0, NULL), VP_OK);
    assert_string_equal(p.out, "1\n");
#endif
}

static void test_process__passes_bytes_as_they_are_and_more_than_a_pipe_holds(void **state)
{
    (void)state;
    static char bytes[300000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 % 256);
    const vp_process_input in = {bytes, sizeof bytes};
    vp_process p;
    assert_int_equal(shell(&p, "cat", &in, 1, 0, NULL), VP_OK);
    assert_int_equal(p.nout, sizeof bytes);
    assert_memory_equal(p.out, bytes, sizeof bytes);
    assert_int_equal(shell(&p, "exit 0", &in, 1, 0, NULL), VP_OK); /* one that does not read is no trouble */
    assert_int_equal(p.code, 0);
}

static void test_process__gives_days_of_utc(void **state)
{
    (void)state;
    vp_process p;
    setenv("TZ", "Asia/Shanghai", 1);
    assert_int_equal(shell(&p, "echo $TZ", NULL, 0, 0, NULL), VP_OK);
    assert_string_equal(p.out, "UTC0\n");
}

static void test_process__says_that_there_is_no_such_program(void **state)
{
    (void)state;
    const char *const argv[] = {"vp-no-such-program", NULL};
    vp_process p;
    vp_err err = {0};
    assert_int_equal(vp_process_run(&p, argv, NULL, 0, 0, arena, &err), VP_NOTFOUND);
    assert_string_equal(err.msg, "");
}

static void test_process__tells_signals(void **state)
{
    (void)state;
    vp_process p;
    assert_int_equal(shell(&p, "kill -9 $$", NULL, 0, 0, NULL), VP_OK);
    assert_int_equal(p.code, 137);
}

static void test_process__ends_what_says_too_much_or_nothing(void **state)
{
    (void)state;
    vp_process p;
    vp_err err = {0};
    assert_int_equal(shell(&p, "exec yes", NULL, 0, 0, &err), VP_IO);
    assert_string_equal(err.msg, "'sh' says too much");
    assert_int_equal(shell(&p, "exec sleep 100", NULL, 0, 1, &err), VP_IO);
    assert_string_equal(err.msg, "'sh' does not answer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_process__gives_inputs_and_takes_what_is_said),
        cmocka_unit_test(test_process__has_an_empty_input_and_no_other_file),
        cmocka_unit_test(test_process__passes_bytes_as_they_are_and_more_than_a_pipe_holds),
        cmocka_unit_test(test_process__gives_days_of_utc),
        cmocka_unit_test(test_process__says_that_there_is_no_such_program),
        cmocka_unit_test(test_process__tells_signals),
        cmocka_unit_test(test_process__ends_what_says_too_much_or_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("process", tests, start, stop);
}
