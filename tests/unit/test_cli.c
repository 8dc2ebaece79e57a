/* The command line: every kind of option and operand, in a child process that ends as a command would. */
#include "test.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "cmd/cli.h"

static const char *const methods[] = {"mean", "median", NULL};
static const char *const whats[] = {"log", "verify", NULL};
static bool strict;
static const char *method = "mean", *text, *what, *maybe = "default";
static long number = 7;
static cli_list sheets, files;

static const cli_opt opts[] = {
    {'s', "strict", CLI_FLAG, &strict, NULL, N_("strict"), NULL},
    {'M', "method", CLI_CHOICE, &method, "NAME", N_("method"), methods},
    {'t', "text", CLI_TEXT, &text, "TEXT", N_("text"), NULL},
    {'k', "number", CLI_NUMBER, &number, "N", N_("number"), NULL},
    {'S', "sheet", CLI_LIST, &sheets, "FILE", N_("sheets"), NULL},
    {0, "what", CLI_ARG, &what, "WHAT", N_("what"), whats},
    {0, "maybe", CLI_ARG, &maybe, "[MAYBE]", N_("maybe"), NULL},
    {0, "file", CLI_ARGS, &files, "[FILE]", N_("files"), NULL},
    CLI_COMMON, CLI_ANSWER, CLI_RECORD, CLI_FILTER, CLI_END,
};
static const cli_opt needy_opts[] = {
    {0, "file", CLI_ARGS, &files, "FILE", N_("files"), NULL},
    CLI_COMMON, CLI_END,
};
static const char *const forms[] = {"md", "html", NULL};
static const cli_cmd cmd = {.name = "vp-test", .summary = N_("a test"), .opts = opts, .description = "Words.",
                            .examples = "vp-test log\n"};
static const cli_cmd needy = {.name = "vp-needy", .summary = N_("a test"), .opts = needy_opts};
static const cli_cmd own_forms = {.name = "vp-forms", .summary = N_("a test"), .opts = opts, .formats = forms};

/* What the last run wrote, and how it ended. */
static char out[20000], err[20000];
static int code;

static void add(vp_str *t, const char *name, const cli_list *list)
{
    vp_str_addf(t, "%s", name);
    for (size_t i = 0; i < list->n; i++)
        vp_str_addf(t, " <%s>", list->at[i]);
    vp_str_addc(t, '\n');
}

/* A second and a bit when it is slow. */
static void work(bool slow)
{
    const vp_progress *p = cli_progress();
    for (size_t i = 0; slow && i < 130; i++) {
        vp_tick(p, "working", i, 130);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    if (slow)
        vp_tick(p, "recording", 0, 0);
    cli_say("%s", "done\tso far");
    cli_problem((vp_where){"f", 2, 0, "title"}, "warning", "odd", "look");
}

static int child(const cli_cmd *command, char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    cli_start(command, argc, argv);
    VP_STR t = {0};
    vp_str_addf(&t, "strict %d method %s text %s number %ld what %s maybe %s\n", strict, method, text ? text : "-",
                number,
                what ? what : "-", maybe);
    add(&t, "sheets", &sheets);
    add(&t, "files", &files);
    vp_session_opts s = cli_session();
    vp_str_addf(&t, "dir %s config %s rubric %s n %d m %s now %lld\n", s.dir ? s.dir : "-", s.config ? s.config : "-",
                s.rubric ? s.rubric : "-", s.dry_run, s.reason ? s.reason : "-", (long long)s.now);
    vp_str_addf(&t, "format %s q %d v %d\n", cli.format, cli.quiet, cli.verbose);
    vp_err e = cli_err();
    vp_out to = cli_out();
    if (text && strcmp(text, "killed") == 0)
        raise(SIGTERM);
    if (text && strcmp(text, "forgets") == 0)
        return 0;
    if (text && strcmp(text, "fails") == 0) {
        vp_fail(&e, VP_CONFLICT, (vp_where){"a\033b", 3, 4, NULL}, "somebody wrote");
        vp_hint(&e, "again");
        to.write(to.ctx, "half\n", 5, &e);
        return cli_fail(&e);
    }
    if (text && (strcmp(text, "slow") == 0 || strcmp(text, "says") == 0))
        work(text[1] == 'l');
    if (to.write(to.ctx, t.s, t.n, &e))
        return cli_fail(&e);
    return cli_finish(VP_OK);
}

static void slurp(int fd, char *to, size_t cap)
{
    ssize_t n = pread(fd, to, cap - 1, 0);
    to[n > 0 ? n : 0] = '\0';
    close(fd);
}

static void run_env(const cli_cmd *command, const char *const *env, const char *const *words)
{
    char *argv[32] = {strdup(command->name)};
    for (int i = 0; words[i]; i++)
        argv[i + 1] = strdup(words[i]);
    char names[2][32] = {"/tmp/vp-out-XXXXXX", "/tmp/vp-err-XXXXXX"};
    int to = mkstemp(names[0]), also = mkstemp(names[1]);
    assert_true(to >= 0 && also >= 0);
    unlink(names[0]);
    unlink(names[1]);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(to, 1);
        dup2(also, 2);
        static const char *const all[] = {"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "VP_ROUND", "NO_COLOR", NULL};
        for (int i = 0; all[i]; i++)
            unsetenv(all[i]);
        setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
        for (int i = 0; env[i]; i++)
            putenv(strdup(env[i]));
        exit(child(command, argv));
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    slurp(to, out, sizeof out);
    slurp(also, err, sizeof err);
    for (int i = 0; argv[i]; i++)
        free(argv[i]);
}

#define RUN(...) run_env(&cmd, (const char *const[]){NULL}, (const char *const[]){__VA_ARGS__, NULL})
#define ENV(...) (const char *const[]){__VA_ARGS__, NULL}

static void says(const char *line)
{
    if (code != 0 || !strstr(out, line))
        fail_msg("exit %d, no '%s' in: %s%s", code, line, out, err);
}

static void misuse(const char *error, const char *hint)
{
    if (code != 2 || out[0] || !strstr(err, error) || (hint && !strstr(err, hint)))
        fail_msg("exit %d, no '%s' in: %s%s", code, error, out, err);
}

static void test_cli__defaults_stay(void **state)
{
    (void)state;
    RUN("log");
    says("strict 0 method mean text - number 7 what log maybe default\nsheets\nfiles\n");
    says("dir - config - rubric - n 0 m - now 1700000000\nformat csv q 0 v 0\n");
}

static void test_cli__takes_values_in_every_way(void **state)
{
    (void)state;
    RUN("--text", "a", "log");
    says("text a ");
    RUN("--text=a=b", "log");
    says("text a=b ");
    RUN("--text=", "log");
    says("text  number");
    RUN("-ta", "log");
    says("text a ");
    RUN("-t", "-s", "log");
    says("strict 0 method mean text -s ");
    RUN("-sqvtx", "log");
    says("strict 1 method mean text x ");
    says("q 1 v 1");
    RUN("log", "-k", "0", "--method", "median");
    says("method median text - number 0 ");
    RUN("log", "-t", "a", "-t", "b");
    says("text b ");
    RUN("log", "-Sa", "--sheet", "b", "--sheet=c", "-S", "-");
    says("sheets <a> <b> <c> <->\n");
}

static void test_cli__shared_options_fill_their_places(void **state)
{
    (void)state;
    RUN("log", "-nm", "why", "--config=a/round.json", "--rubric", "r.json", "--json");
    says("dir - config a/round.json rubric r.json n 1 m why ");
    says("format json");
    RUN("log", "--format=sheet");
    says("format sheet");
    RUN("log", "--json", "--format=table");
    says("format table");
}

static void test_cli__operands_fill_their_places(void **state)
{
    (void)state;
    RUN("verify", "b", "c", "d");
    says("what verify maybe b\n");
    says("files <c> <d>\n");
    RUN("c", "-s", "verify");
    misuse("unknown what 'c'", "choose one of: log, verify");
    RUN("log", "-s", "-", "--", "-x", "--help", "--");
    says("maybe -\n");
    says("files <-x> <--help> <-->\n");
    RUN("-s");
    misuse("missing operand: WHAT", "'vp-test -h' lists the options");
    run_env(&needy, ENV(NULL), ENV(NULL));
    misuse("vp-needy: error: missing operand: FILE", NULL);
    run_env(&needy, ENV(NULL), ENV("--", "-h"));
    says("files <-h>\n");
}

static void test_cli__says_what_is_wrong(void **state)
{
    (void)state;
    RUN("log", "--metod=x");
    misuse("vp-test: error: unknown option '--metod'", "vp-test: hint: did you mean '--method'?");
    RUN("log", "--qiuet");
    misuse("unknown option '--qiuet'", "'--quiet'");
    RUN("log", "--meth");
    misuse("unknown option '--meth'", "'--method'");
    RUN("log", "--zzzzzzzz");
    misuse("unknown option '--zzzzzzzz'", "'vp-test -h' lists the options");
    RUN("log", "--=x");
    misuse("unknown option '--'", "'vp-test -h'");
    RUN("log", "-x");
    misuse("unknown option '-x'", NULL);
    RUN("log", "-s项");
    misuse("unknown option '-项'", NULL);
    RUN("log", "--what=log");
    misuse("unknown option '--what'", NULL);
    RUN("log", "--method=mode");
    misuse("unknown value 'mode' of --method", "choose one of: mean, median");
    RUN("log", "-M", "");
    misuse("unknown value '' of --method", NULL);
    RUN("log", "--strict=yes");
    misuse("option '--strict' takes no value", NULL);
    RUN("log", "--text");
    misuse("option '--text' needs a value: TEXT", NULL);
    RUN("log", "-sk");
    misuse("option '-k' needs a value: N", NULL);
    RUN("log", "--config");
    misuse("option '--config' needs a value: FILE", NULL);
    run_env(&needy, ENV(NULL), ENV("x", "--config=y"));
    misuse("unknown option '--config'", NULL);
}

static void test_cli__numbers_are_whole_and_fit(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-1", "+1", "1.0", "1e3", " 1", "0x1", "9223372036854775808", "１", NULL};
    for (int i = 0; bad[i]; i++) {
        RUN("log", "--number", bad[i]);
        misuse("is not a whole number (of --number)", NULL);
    }
    RUN("log", "-k9223372036854775807");
    says("number 9223372036854775807 ");
}

static void test_cli__the_last_choice_may_be_a_format_of_its_own(void **state)
{
    (void)state;
    run_env(&own_forms, ENV(NULL), ENV("log"));
    says("format md ");
    run_env(&own_forms, ENV(NULL), ENV("log", "--format=html"));
    says("format html ");
    run_env(&own_forms, ENV(NULL), ENV("log", "--format=csv"));
    misuse("unknown value 'csv' of --format", "choose one of: md, html");
}

static void speaks(bool chinese, const char *const *env)
{
    run_env(&cmd, env, ENV("--text"));
    if ((strstr(err, "缺少值") != NULL) != chinese)
        fail_msg("%s %s: %s", env[0], env[0] && env[1] ? env[1] : "", err);
}

static void test_cli__finds_its_language_as_gettext_does(void **state)
{
    (void)state;
    speaks(false, ENV(NULL));
    speaks(true, ENV("LANG=zh_CN.UTF-8"));
    speaks(true, ENV("LANG=en_GB.UTF-8", "LC_MESSAGES=zh_CN"));
    speaks(false, ENV("LANG=zh_CN.UTF-8", "LC_MESSAGES=en_GB"));
    speaks(false, ENV("LANG=zh_CN.UTF-8", "LC_MESSAGES=zh_CN", "LC_ALL=C"));
    speaks(true, ENV("LANG=zh_CN.UTF-8", "LC_ALL="));
    speaks(true, ENV("LC_ALL=en_GB.UTF-8", "LANGUAGE=zh_CN:en"));
    speaks(false, ENV("LC_ALL=en_GB.UTF-8", "LANGUAGE=en:zh_CN"));
    speaks(true, ENV("LC_ALL=en_GB.UTF-8", "LANGUAGE=fr:zh"));
    speaks(false, ENV("LC_ALL=zh_CN.UTF-8", "LANGUAGE=en_US"));
    speaks(true, ENV("LC_ALL=zh_CN.UTF-8", "LANGUAGE=:::"));
    speaks(true, ENV("LC_ALL=zh_CN.UTF-8", "LANGUAGE=a-name-that-is-far-too-long-for-a-language:fr"));
    speaks(false, ENV("LANGUAGE=zh_CN"));
    speaks(false, ENV("LANG=C", "LANGUAGE=zh_CN"));
    speaks(false, ENV("LANG=C.UTF-8", "LANGUAGE=zh_CN"));
    speaks(false, ENV("LANG=POSIX", "LANGUAGE=zh_CN"));
}

static void test_cli__finds_the_round(void **state)
{
    (void)state;
    run_env(&cmd, ENV("VP_ROUND=/some/round"), ENV("log"));
    says("dir /some/round config -");
    run_env(&cmd, ENV("VP_ROUND="), ENV("log"));
    says("dir - config -");
    run_env(&cmd, ENV("VP_ROUND=/some/round"), ENV("log", "-C", "/tmp"));
    says("dir . config -");
    run_env(&cmd, ENV("VP_ROUND=/some/round"), ENV("log", "--config", "x"));
    says("dir - config x");
    RUN("log", "-C", "/", "-C", "tmp", "-C", "");
    says("dir . ");
    RUN("log", "-C", "/no/such/folder");
    assert_int_equal(code, 3);
    assert_non_null(strstr(err, "cannot enter folder '/no/such/folder'"));
    RUN("log", "-C", "/no/such/folder", "-h");
    says("usage: vp-test ");
}

static void test_cli__refuses_a_clock_that_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"SOURCE_DATE_EPOCH=now", "SOURCE_DATE_EPOCH=-1", "SOURCE_DATE_EPOCH=1.5",
                                      "SOURCE_DATE_EPOCH=253402300800", "SOURCE_DATE_EPOCH=99999999999999999999",
                                              NULL};
    for (int i = 0; bad[i]; i++) {
        run_env(&cmd, ENV(bad[i]), ENV("log"));
        misuse("is not a number of seconds since 1970", "unset it");
    }
    run_env(&cmd, ENV("SOURCE_DATE_EPOCH=253402300799"), ENV("log"));
    says("now 253402300799");
    run_env(&cmd, ENV("SOURCE_DATE_EPOCH="), ENV("log"));
    assert_int_equal(code, 0);
    assert_null(strstr(out, "now 0\n"));
}

static void test_cli__helps_on_stdout(void **state)
{
    (void)state;
    RUN("--method=mean", "-qh", "--bogus");
    says("usage: vp-test [OPTION...] WHAT [MAYBE] [FILE...]\na test\n");
    says("\n  -M, --method=NAME       method: mean, median\n");
    says("\n  WHAT                    what: log, verify\n");
    says("\n  -o, --output=FILE ");
    assert_null(strstr(out, "Exit status"));
    assert_string_equal(err, "");
    RUN("--help");
    says("Words.\n");
    says("\nExamples:\n  vp-test log\n");
    says("\n  6  a bug of vp\n");
    RUN("--version");
    says("vp-test 0.1.0 (libvp 0.1.0, libgit2 ");
    RUN("--dump-options");
    says("command\tvp-test\ta test\n");
    says("option\tM\tmethod\tNAME\tmean,median\tmethod\n");
    says("operand\tWHAT\tlog,verify\twhat\n");
    says("operand\t[FILE...]\t\tfiles\n");
    run_env(&cmd, ENV("LANG=zh_CN.UTF-8"), ENV("--dump-options"));
    says("option\tn\tdry-run\t\t\tdo everything but record it\n");
}

static void test_cli__hostile_words_are_shown_harmless(void **state)
{
    (void)state;
    RUN("log", "--\033[31mred\n\xFF");
    misuse("unknown option '--?[31mred?" "?'\n", NULL);
    RUN("log", "-M\xE2\x80\xAEx");
    misuse("unknown value '?x' of --method", NULL);
}

static void test_cli__errors_have_their_place_and_code(void **state)
{
    (void)state;
    RUN("log", "-tfails");
    assert_int_equal(code, 4);
    assert_string_equal(err, "a?b:3:4: error: somebody wrote\nvp-test: hint: again\n");
    assert_string_equal(out, "half\n");
    RUN("log", "-qtfails");
    assert_string_equal(err, "a?b:3:4: error: somebody wrote\nvp-test: hint: again\n");
    for (int s = VP_OK; s <= VP_BUG; s++) {
        static const int codes[] = {0, 1, 2, 3, 3, 4, 4, 5, 5, 6};
        assert_int_equal(cli_exit_code((vp_status)s), codes[s]);
    }
}

static char folder[] = "/tmp/vp-cli-XXXXXX";

/* What "answer" in the folder holds; "" when there is none. Fails when anything else is there. */
static const char *answer(void)
{
    static char held[5000], command[200];
    char path[100];
    snprintf(path, sizeof path, "%s/answer", folder);
    int fd = open(path, O_RDONLY);
    held[0] = '\0';
    if (fd >= 0)
        slurp(fd, held, sizeof held);
    snprintf(command, sizeof command, "test \"$(ls -A '%s' | grep -v '^answer$')\" = ''", folder);
    assert_int_equal(system(command), 0);
    return held;
}

static void test_cli__an_answer_file_is_whole_or_as_before(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    static const char *const ways[] = {"killed", "forgets", "fails", NULL};
    for (int i = 0; ways[i]; i++) {
        RUN("log", "-C", folder, "-o", "answer", "-t", ways[i]);
        assert_int_equal(code, i == 0 ? 128 + SIGTERM : i == 1 ? 0 : 4);
        assert_string_equal(answer(), "");
    }
    RUN("log", "-C", folder, "-o", "answer");
    assert_int_equal(code, 0);
    assert_string_equal(out, "");
    assert_non_null(strstr(answer(), "what log"));
    for (int i = 0; ways[i]; i++) {
        RUN("log", "-C", folder, "-oanswer", "-t", ways[i]);
        assert_non_null(strstr(answer(), "what log"));
        assert_null(strstr(answer(), ways[i]));
    }
    RUN("log", "-C", folder, "-oanswer", "--format=table", "-o-");
    says("format table");
    char path[100];
    snprintf(path, sizeof path, "%s/answer", folder);
    unlink(path);
    rmdir(folder);
}

/* What the command writes to a terminal that is its stderr. */
static void on_terminal(const char *const *words)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    const char *name = ptsname(master);
    int slave = open(name, O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        char *argv[16] = {strdup("vp-test")};
        for (int i = 0; words[i]; i++)
            argv[i + 1] = strdup(words[i]);
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        dup2(slave, 2);
        unsetenv("LC_ALL");
        setenv("TERM", "xterm", 1);
        unsetenv("NO_COLOR");
        exit(child(&cmd, argv));
    }
    close(slave);
    size_t n = 0;
    for (ssize_t k; n < sizeof err - 1 && (k = read(master, err + n, sizeof err - 1 - n)) > 0;)
        n += (size_t)k;
    err[n] = '\0';
    close(master);
    int status;
    waitpid(pid, &status, 0);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    assert_int_equal(code, 0);
}

static void test_cli__the_bar_comes_late_and_goes_away(void **state)
{
    (void)state;
    on_terminal(ENV("log", "-tslow"));
    assert_non_null(strstr(err, "\r\033[Kworking [#"));
    assert_non_null(strstr(err, "\r\033[Krecording …")); /* at once: nothing may follow for long */
    const char *last = strstr(err, "\r\033[Kdone?so far\r\n");
    assert_non_null(last);
    assert_non_null(strstr(last, "f:2: \033[1;33mwarning:\033[0m title: odd\r\nvp-test: "));
    size_t drawn = 0;
    for (const char *p = err; (p = strstr(p, "working")); p++)
        drawn++;
    assert_in_range(drawn, 1, 40);
    on_terminal(ENV("log", "-qtslow"));
    assert_null(strstr(err, "working"));
    assert_null(strstr(err, "done"));
    on_terminal(ENV("log", "-tsays", "--color=never"));
    assert_null(strstr(err, "\033["));
    RUN("log", "-tsays");
    assert_string_equal(err, "done?so far\nf:2: warning: title: odd\nvp-test: hint: look\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cli__defaults_stay),
        cmocka_unit_test(test_cli__takes_values_in_every_way),
        cmocka_unit_test(test_cli__shared_options_fill_their_places),
        cmocka_unit_test(test_cli__operands_fill_their_places),
        cmocka_unit_test(test_cli__says_what_is_wrong),
        cmocka_unit_test(test_cli__numbers_are_whole_and_fit),
        cmocka_unit_test(test_cli__the_last_choice_may_be_a_format_of_its_own),
        cmocka_unit_test(test_cli__finds_its_language_as_gettext_does),
        cmocka_unit_test(test_cli__finds_the_round),
        cmocka_unit_test(test_cli__refuses_a_clock_that_is_none),
        cmocka_unit_test(test_cli__helps_on_stdout),
        cmocka_unit_test(test_cli__hostile_words_are_shown_harmless),
        cmocka_unit_test(test_cli__errors_have_their_place_and_code),
        cmocka_unit_test(test_cli__an_answer_file_is_whole_or_as_before),
        cmocka_unit_test(test_cli__the_bar_comes_late_and_goes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
