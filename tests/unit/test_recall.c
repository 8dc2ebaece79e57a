/* Cells that were read before: found again as they were, never taken for others. */
#include "test.h"
#include "lib/rules/recall.h"

static vp_cell cell_of(const char *s)
{
    return (vp_cell){s, strlen(s)};
}

static void test_recall__gives_back_what_it_was_given(void **state)
{
    (void)state;
    VP_AUTO(vp_recall) r = vp_recall_new();
    vp_value v = {0}, got;
    assert_non_null(r);
    assert_false(vp_recall_find(&got, r, 3, cell_of("约500人次")));
    char cell[] = "约500人次", again[] = "约500人次";
    v = (vp_value){.text = cell, .number = 500};
    vp_recall_keep(r, 3, cell_of(cell), &v, false);
    assert_true(vp_recall_find(&got, r, 3, cell_of(again)));
    assert_ptr_equal(got.text, again); /* the cell's own: the first one may be gone */
    assert_int_equal(got.number, 500);
    assert_false(vp_recall_find(&got, r, 3, cell_of("约500人")));
    assert_false(vp_recall_find(&got, r, 3, cell_of("")));
    static const char choice[] = "为老服务";
    v = (vp_value){.text = choice};
    vp_recall_keep(r, 4, cell_of("為老服務"), &v, true);
    assert_true(vp_recall_find(&got, r, 4, cell_of("為老服務")));
    assert_ptr_equal(got.text, choice);
}

static void test_recall__keeps_no_text_that_goes_away(void **state)
{
    (void)state;
    VP_AUTO(vp_recall) r = vp_recall_new();
    vp_value got;
    vp_recall_keep(r, 0, cell_of("2024/3/1"), &(vp_value){.text = "2024-03-01"}, false);
    assert_false(vp_recall_find(&got, r, 0, cell_of("2024/3/1")));
    const char *longer = "a text that is longer than any that repeats often enough to be kept";
    vp_recall_keep(r, 0, cell_of(longer), &(vp_value){.text = longer}, false);
    assert_false(vp_recall_find(&got, r, 0, cell_of(longer)));
}

static void test_recall__tells_fields_and_cells_apart(void **state)
{
    (void)state;
    VP_AUTO(vp_recall) r = vp_recall_new();
    vp_value got;
    char text[16];
    vp_recall_keep(r, 0, cell_of("12"), &(vp_value){.text = "12", .number = 12}, false);
    for (size_t field = 1; field < 20000; field++) /* some of them fall into the same slot */
        assert_false(vp_recall_find(&got, r, field, cell_of("12")));
    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof text, "%d", i);
        vp_recall_keep(r, 0, cell_of(text), &(vp_value){.text = text, .number = i}, false);
        for (int k = i; k > i - 5 && k >= 0; k--) {
            snprintf(text, sizeof text, "%d", k);
            if (vp_recall_find(&got, r, 0, cell_of(text)))
                assert_int_equal(got.number, k);
            else
                assert_true(k < i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recall__gives_back_what_it_was_given),
        cmocka_unit_test(test_recall__keeps_no_text_that_goes_away),
        cmocka_unit_test(test_recall__tells_fields_and_cells_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
