/* Roles, principals and lines of the signers file; signatures themselves are the CLI tests'. */
#include <vp/arena.h>
#include "lib/verb/signers.h"
#include "tests/unit/test.h"

static vp_arena *arena;
#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIBvjUWAkH9yykgdEnsXG+/0jY6R+7yAB1+1S/i0rQWl6"
#define OTHER "AAAAC3NzaC1lZDI1NTE5AAAAIKqvUF+ZV7fOJQG+VH4wKgiPobR5Ql2NQ9wnk9JTWkPR"

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

static void test_signers__reads_roles_from_a_comment(void **state)
{
    (void)state;
    assert_int_equal(vp_roles_read(""), 0);
    assert_int_equal(vp_roles_read(" roles=intake"), VP_ROLE_INTAKE);
    assert_int_equal(vp_roles_read(" Ann's key roles=intake,pay at home"), VP_ROLE_INTAKE | VP_ROLE_PAY);
    assert_int_equal(vp_roles_read("roles=decide\r"), VP_ROLE_DECIDE);
    assert_int_equal(vp_roles_read("roles=intake,panel,decide,pay"), VP_ROLE_ALL);
    assert_int_equal(vp_roles_read("roles=,decider,PANEL,,intak,panel "), VP_ROLE_PANEL);
    assert_int_equal(vp_roles_read("noroles=decide"), 0);
    assert_int_equal(vp_roles_read("roles="), 0);
    assert_string_equal(vp_roles_text(VP_ROLE_PAY | VP_ROLE_PANEL, arena), "panel, pay");
    assert_string_equal(vp_roles_text(0, arena), "");
}

static void test_signers__wants_the_role_of_the_step_and_decide_for_what_is_edited(void **state)
{
    (void)state;
    const vp_change proposals[] = {{"proposals/P-1.json", 'A'}, {"signersx", 'A'}};
    const vp_change signers[] = {{"proposals/P-1.json", 'A'}, {"signers", 'M'}};
    const vp_change lists[] = {{"lists/a/b.csv", 'D'}};
    assert_int_equal(vp_roles_wanted("vp-intake", proposals, 2), VP_ROLE_INTAKE);
    assert_int_equal(vp_roles_wanted("vp-intake", signers, 2), VP_ROLE_INTAKE | VP_ROLE_DECIDE);
    assert_int_equal(vp_roles_wanted("", lists, 1), VP_ROLE_DECIDE);
    assert_int_equal(vp_roles_wanted("", proposals, 2), 0);
    assert_int_equal(vp_roles_wanted("vp-assign", NULL, 0), VP_ROLE_PANEL);
    assert_int_equal(vp_roles_wanted("vp-score", NULL, 0), VP_ROLE_PANEL);
    assert_int_equal(vp_roles_wanted("vp-allocate", NULL, 0), VP_ROLE_DECIDE);
    assert_int_equal(vp_roles_wanted("vp-monitor", NULL, 0), VP_ROLE_PAY);
    assert_int_equal(vp_roles_wanted("vp-init", NULL, 0), VP_ROLE_DECIDE);
}

static void test_signers__knows_a_person_by_any_of_their_names(void **state)
{
    (void)state;
    assert_true(vp_principals_meet("a@x", "a@x"));
    assert_true(vp_principals_meet("a@x,b@x", "c@x,b@x"));
    assert_false(vp_principals_meet("a@x", "a@xy"));
    assert_false(vp_principals_meet("a@xy", "a@x"));
    assert_false(vp_principals_meet("", ""));
    assert_false(vp_principals_meet("a@x,", ",b@x"));
}

static vp_signed found(const char *signers, unsigned wanted)
{
    vp_signed s;
    assert_int_equal(vp_signers_find(&s, "ssh-ed25519 " KEY, signers, strlen(signers), wanted, arena, NULL), VP_OK);
    assert_string_equal(s.key, "SHA256:AC2mS5u5grVCQO1FCfI0m+p4t2jvWaF2OgRe4df8DOY");
    return s;
}

static void test_signers__finds_the_line_of_a_key(void **state)
{
    (void)state;
    static const struct { const char *signers, *principals; vp_trust trust; } cases[] = {
        {"", "", VP_TRUST_UNKNOWN},
        {"a@x ssh-ed25519 " KEY " roles=decide", "a@x", VP_TRUST_GOOD},
        {"# note\n\n  a@x\tnamespaces=\"git\",valid-before=\"2025 01\" ssh-ed25519 " KEY " me roles=decide\r\n", "a@x",
         VP_TRUST_GOOD},
        {"\"a@x,b@x\" ssh-ed25519 " KEY " roles=decide\n", "a@x,b@x", VP_TRUST_GOOD},
        {"a@x ssh-ed25519 " KEY "\n", "a@x", VP_TRUST_ROLE},
        {"a@x ssh-ed25519 " KEY " roles=pay\nb@x ssh-ed25519 " KEY " roles=decide\n", "b@x", VP_TRUST_GOOD},
        {"a@x ssh-ed25519 " OTHER " roles=decide\n", "", VP_TRUST_UNKNOWN},
        {"#a@x ssh-ed25519 " KEY " roles=decide\n", "", VP_TRUST_UNKNOWN},
        {"a@x ssh-ed25519 " OTHER " " KEY " roles=decide\n", "a@x", VP_TRUST_GOOD}, /* ssh-keygen then says no */
        {"a@x one two three ssh-ed25519 " KEY " roles=decide\n", "", VP_TRUST_UNKNOWN},
        {"\"a@x ssh-ed25519 " KEY " roles=decide\n", "", VP_TRUST_UNKNOWN},
        {KEY "\n", "", VP_TRUST_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_signed s = found(cases[i].signers, VP_ROLE_DECIDE);
        assert_int_equal(s.trust, cases[i].trust);
        assert_string_equal(s.principals, cases[i].principals);
    }
}

static void test_signers__calls_what_is_no_signature_bad(void **state)
{
    (void)state;
    static const char *const none[] = {
        "hello", "-----BEGIN SSH SIGNATURE-----\n", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf//////\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAA=\n-----END SSH SIGNATURE-----\n",
        "-----END SSH SIGNATURE-----\n-----BEGIN SSH SIGNATURE-----\n",
    };
    vp_signed s;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        vp_sealed seal = {.payload = "x", .n = 1, .signature = none[i], .when = 1700000000};
        assert_int_equal(vp_signed_check(&s, &seal, "", 0, 0, arena, NULL), VP_OK);
        assert_int_equal(s.trust, VP_TRUST_BAD);
        assert_string_equal(s.key, "");
    }
    vp_sealed unsigned_ = {.payload = "x", .n = 1, .signature = ""};
    assert_int_equal(vp_signed_check(&s, &unsigned_, "", 0, 0, arena, NULL), VP_OK);
    assert_int_equal(s.trust, VP_TRUST_UNSIGNED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signers__reads_roles_from_a_comment),
        cmocka_unit_test(test_signers__wants_the_role_of_the_step_and_decide_for_what_is_edited),
        cmocka_unit_test(test_signers__knows_a_person_by_any_of_their_names),
        cmocka_unit_test(test_signers__finds_the_line_of_a_key),
        cmocka_unit_test(test_signers__calls_what_is_no_signature_bad),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("signers", tests, start, stop);
}
