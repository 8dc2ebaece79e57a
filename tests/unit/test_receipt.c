/* Receipts read back: those that vp-intake never wrote are refused, whatever stands in them. */
#include "lib/verb/receipt.h"
#include "test.h"

#define ROUND "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\"}"
#define HEAD "{\"file\": \"a.csv\", \"sha256\": \"\", \"encoding\": \"UTF-8\", \"received\": \"2024-01-01\", " \
             "\"delimiter\": \",\", \"bytes\": 1, \"header_row\": 1, "

static vp_arena *arena;
static vp_round *rules;

static int start(void **state)
{
    (void)state;
    vp_files *files;
    arena = vp_arena_new();
    if (!arena || vp_files_new(&files, NULL, arena, NULL) != VP_OK)
        return -1;
    vp_writer to = vp_files_writer(files);
    vp_view view = vp_files_view(files);
    return to.put(to.ctx, "round.json", ROUND, strlen(ROUND), NULL) || vp_round_read(&rules, &view, arena, NULL);
}

static int stop(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static vp_err err;

static vp_status read_it(vp_receipt *out, const char *text)
{
    err = (vp_err){0};
    return vp_receipt_read(out, rules, "receipt.json", text, strlen(text), arena, &err);
}

static void test_receipt__is_read(void **state)
{
    (void)state;
    vp_receipt r;
    assert_int_equal(read_it(&r, HEAD "\"warnings\": {\"a\": 3}, \"warnings_left_out\": 2, \"warning_list\": "
                             "[{\"rule\": \"a\", \"text\": \"x\", \"row\": 7}], \"columns\": ["
                             "{\"heading\": \"期限\", \"field\": \"starts\", \"to\": \"ends\"}, "
                             "{\"heading\": \"x\", \"field\": \"\"}]}"), VP_OK);
    assert_int_equal(r.columns.n, 2);
    assert_int_equal(r.columns.at[0].field, VP_STARTS);
    assert_true(r.columns.at[0].period && !r.columns.at[1].period);
    assert_int_equal(r.columns.at[1].field, -1);
    assert_int_equal(r.nstated, 2);
    assert_int_equal(r.stated[0].row, 7);
    assert_int_equal(r.stated[1].row, 3); /* how many of the rule */
    assert_null(r.stated[1].text);
}

static void test_receipt__knows_every_field_it_names(void **state)
{
    (void)state;
    vp_receipt r;
    assert_int_equal(read_it(&r, HEAD "\"columns\": [{\"heading\": \"x\", \"field\": \"nonsense\"}]}"), VP_CORRUPT);
    assert_non_null(strstr(err.msg, "nonsense"));
}

static void test_receipt__counts_in_whole_numbers(void **state)
{
    (void)state;
    vp_receipt r;
    static const char *const odd[] = {"1.5", "-1", "1e17", "\"1\"", "null"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char text[400];
        snprintf(text, sizeof text, HEAD "\"columns\": [], \"warnings\": {\"a\": %s}, \"warnings_left_out\": 1}",
                 odd[i]);
        if (read_it(&r, text) != VP_CORRUPT)
            fail_msg("%s is taken", odd[i]);
    }
}

static void test_receipt__has_warnings_of_the_right_type(void **state)
{
    (void)state;
    vp_receipt r;
    assert_int_equal(read_it(&r, HEAD "\"warnings\": [1], \"warnings_left_out\": 1, \"columns\": []}"), VP_CORRUPT);
    assert_non_null(strstr(err.msg, "warnings"));
    assert_int_equal(read_it(&r, HEAD "\"warning_list\": {\"a\": 1}, \"columns\": []}"), VP_CORRUPT);
    assert_non_null(strstr(err.msg, "warning_list"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_receipt__is_read),
        cmocka_unit_test(test_receipt__knows_every_field_it_names),
        cmocka_unit_test(test_receipt__counts_in_whole_numbers),
        cmocka_unit_test(test_receipt__has_warnings_of_the_right_type),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
