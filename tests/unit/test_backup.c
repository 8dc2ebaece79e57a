/* Restoring what somebody has sealed who means harm, and knows the passphrase: it stays within its folder. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/backup.h>
#include <vp/str.h>
#include "lib/base/seal.h"
#include "lib/verb/backup.h"
#include "tests/unit/test.h"

static char dir[] = "/tmp/vp-test-backup-XXXXXX";
static const vp_seal_cost cheap = {1, 8192};
static vp_err err;

static void seal(const char *content)
{
    VP_AUTO(vp_seal) s = NULL;
    VP_STR sealed = {0};
    assert_int_equal(vp_seal_new(&s, (vp_out){vp_out_str, &sealed}, "word", &cheap, &err), VP_OK);
    vp_out to = vp_seal_out(s);
    assert_int_equal(to.write(to.ctx, content, strlen(content), &err), VP_OK);
    assert_int_equal(vp_seal_end(s, &err), VP_OK);
    FILE *f = fopen("a.vpb", "w");
    assert_non_null(f);
    assert_int_equal(fwrite(sealed.s, 1, sealed.n, f), sealed.n);
    assert_int_equal(fclose(f), 0);
}

static vp_status restore(const char *content)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_backed told;
    err = (vp_err){0};
    seal(content);
    return vp_backup_restore(&told, "a.vpb", "new", &(vp_backup_opts){.passphrase = "word"}, arena, &err);
}

/* The folder has the sealed file, and no trace of what was begun. */
static void assert_nothing_left(const char *content)
{
    DIR *d = opendir(".");
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && strcmp(e->d_name, "a.vpb") != 0)
            fail_msg("'%s' is left of '%s'", e->d_name, content);
    closedir(d);
}

static void test_backup__stays_within_its_folder(void **state)
{
    (void)state;
    static const struct { const char *parts, *said; } cases[] = {
        {"private 1 ../../x\nAend 0\n", "'../../x' cannot be the name of private data"},
        {"private 1 /x\nAend 0\n", "'/x' cannot be the name"},
        {"private 1 raw/../../x\nAend 0\n", "cannot be the name"},
        {"private 1 raw/.git/x\nAend 0\n", "cannot be the name"},
        {"private 1 \nAend 0\n", "'' cannot be the name"},
        {"private 1\nAend 0\n", "'' cannot be the name"},
        {"private 1 a\nAprivate 1 a\nBend 0\n", "private data 'a' is there twice"},
        {"ref 40 ../../HEAD\n0123456789012345678901234567890123456789end 0\n", "'../../HEAD' is no name of a branch"},
        {"ref 40 HEAD\n0123456789012345678901234567890123456789end 0\n", "'HEAD' is no name of a branch"},
        {"ref 40 refs/../config\n0123456789012345678901234567890123456789end 0\n", ""},
        {"ref 3 refs/heads/main\nabcend 0\n", "is no name of a branch"},
        {"ref 40 refs/heads/main\n0123456789012345678901234567890123456789end 0\n", ""}, /* of an object that is none */
        {"end 0\n", "there is no branch main in it"},
        {"setting 1 user.name\nAend 0\n", "there is no branch main in it"},
        {"pack 4\nJUNKend 0\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        VP_STR content = {0};
        vp_str_addf(&content, "%s%s", VP_BACKUP_FORM, cases[i].parts);
        assert_int_not_equal(restore(content.s), VP_OK);
        if (!strstr(err.msg, cases[i].said) || !*err.msg)
            fail_msg("'%s' does not say '%s'", err.msg, cases[i].said);
        assert_nothing_left(cases[i].parts);
    }
}

static void test_backup__reads_only_its_form(void **state)
{
    (void)state;
    static const char *const none[] = {
        "", "vp-backup 1", "vp-backup 1\n", "vp-backup 2\nend 0\n", "vp-backup 1\nend\n", "vp-backup 1\nend x\n",
        "vp-backup 1\nend 0", "vp-backup 1\nend -1\n", "vp-backup 1\nend 0x\n", "vp-backup 1\nhook 1 post-checkout\nA",
        "vp-backup 1\nprivate 99999999999999999999 a\nA", "vp-backup 1\nprivate 18446744073709551615 a\nA",
        "vp-backup 1\nref 18446744073709551615 refs/heads/main\nA", "vp-backup 1\nref 65537 refs/heads/main\nA",
        "vp-backup 1\npack 18446744073709551615\nP", "vp-backup 1\nprivate 4 a\nA", "vp-backup 1\nbare 0\nbare 0\n",
        "vp-backup 1\nsetting 1 user.name\nApack 4\nJUNK",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_not_equal(restore(none[i]), VP_OK);
        assert_true(*err.msg);
        assert_nothing_left(none[i]);
    }
    VP_STR wide = {0};
    vp_str_addz(&wide, VP_BACKUP_FORM "private 1 ");
    for (size_t i = 0; i < VP_PART_LINE; i++)
        vp_str_addc(&wide, 'a');
    assert_int_equal(restore(wide.s), VP_INVALID);
    assert_nothing_left("a long line");
}

static int make_folder(void **state)
{
    (void)state;
    return !mkdtemp(dir) || chdir(dir) != 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return unlink("a.vpb") != 0 || chdir("/") != 0 || rmdir(dir) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup__stays_within_its_folder),
        cmocka_unit_test(test_backup__reads_only_its_form),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
