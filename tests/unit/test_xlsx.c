/* Workbooks become the CSV that they show, and hostile ones nothing at all. */
#include "test.h"
#include <unistd.h>
#include <xlsxwriter.h>
#include <zlib.h>
#include "archive.h"
#include "lib/io/file.h"
#include "lib/io/xlsx.h"
#include "lib/io/zip.h"

/* ---- a workbook by somebody else's code ---- */

static void compose(lxw_workbook *w)
{
    lxw_worksheet *s = workbook_add_worksheet(w, "sheet");
    lxw_format *share = workbook_add_format(w), *day = workbook_add_format(w);
    lxw_datetime may = {.year = 2025, .month = 5, .day = 20};
    format_set_num_format(share, "0.0%");
    format_set_num_format(day, "yyyy-mm-dd");
    worksheet_write_string(s, 0, 0, "proposal", NULL);
    worksheet_write_string(s, 0, 2, "项目, \"x\"", NULL);
    worksheet_write_number(s, 1, 0, 0.1 + 0.2, NULL);
    worksheet_write_number(s, 1, 1, 0.855, share);
    worksheet_write_datetime(s, 1, 2, &may, day);
    worksheet_write_boolean(s, 3, 0, 1, NULL);
    worksheet_write_formula_num(s, 3, 1, "=1+1", NULL, 2);
}

static void test_xlsx__reads_what_a_library_writes(void **state)
{
    (void)state;
    static const char want[] = "proposal,,\"项目, \"\"x\"\"\"\n0.3,85.5%,2025-05-20\n\nTRUE,2\n";
    char path[] = "/tmp/vp-xlsx-XXXXXX";
    const char *bytes, *csv;
    size_t n, ncsv;
    vp_err err = {0};
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    lxw_workbook *w = workbook_new(path);
    assert_non_null(w);
    compose(w);
    assert_int_equal(workbook_close(w), LXW_NO_ERROR);
    vp_arena *arena = vp_arena_new();
    assert_int_equal(vp_file_read(&bytes, &n, path, 1 << 20, arena, &err), VP_OK);
    unlink(path);
    assert_true(vp_xlsx_is_one(bytes, n));
    assert_int_equal(vp_xlsx_csv(&csv, &ncsv, "a.xlsx", bytes, n, arena, &err), VP_OK);
    assert_int_equal(ncsv, sizeof want - 1);
    assert_memory_equal(csv, want, ncsv);
    for (size_t cut = 0; cut < n; cut += 7)
        assert_int_equal(vp_xlsx_csv(&csv, &ncsv, "a.xlsx", bytes, cut, arena, NULL), VP_INVALID);
    vp_arena_free(arena);
}

/* ---- workbooks by hand ---- */

/* want: the CSV, or a part of the error. */
static void gives(const archive *a, vp_status status, const char *want)
{
    vp_arena *arena = vp_arena_new();
    vp_err err = {0};
    const char *csv = NULL;
    size_t n = 0;
    assert_false(a->bytes.oom);
    assert_int_equal(vp_xlsx_csv(&csv, &n, "a.xlsx", vp_str_text(&a->bytes), a->bytes.n, arena, &err), status);
    if (status == VP_OK)
        assert_string_equal(vp_arena_dup(arena, csv, n), want);
    else
        assert_non_null(strstr(err.msg, want));
    if (status != VP_OK)
        assert_string_equal(err.file, "a.xlsx");
    vp_arena_free(arena);
}

static void sheet(vp_status status, const char *want, const char *rows)
{
    archive a = {0};
    VP_STR xml = {0};
    vp_str_addf(&xml, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    archive_book(&a, vp_str_text(&xml), xml.n);
    archive_close(&a, "");
    gives(&a, status, want);
    vp_str_free(&a.bytes);
}

static void test_xlsx__shows_cells_as_a_person_reads_them(void **state)
{
    (void)state;
    sheet(VP_OK, "shared,75%\n", "<row><c t=\"s\"><v>0</v></c><c s=\"3\"><v>0.75</v></c></row>");
    sheet(VP_OK, ",50%\n\n2025-05-20\n", "<row r=\"1\"><c r=\"B1\" s=\"1\"><v>0.5</v></c></row>"
                                       "<row r=\"3\"><c r=\"A3\" s=\"2\"><v>45797.9</v></c></row>");
    sheet(VP_OK, "FALSE,#REF!,in\n", "<row><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#REF!</v></c>"
                                    "<c t=\"inlineStr\"><is><t>in</t></is></c></row>");
    sheet(VP_OK, "1000000000000000000000,0.000001,-3\n",
          "<row><c><v>1E21</v></c><c><v>1e-6</v></c><c><v>-3.0</v></c></row>");
    sheet(VP_OK, "1e999999999,nan\n", "<row><c><v>1e999999999</v></c><c><v>nan</v></c></row>"); /* as it stands */
    sheet(VP_OK, "\n", "");
}

static void test_xlsx__puts_cells_that_do_not_say_where_next_to_one_another(void **state)
{
    (void)state;
    sheet(VP_OK, "1\n2\n", "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>");
    sheet(VP_OK, "5,7\n", "<row><c><v>5</v></c><c><v>7</v></c></row>");
    sheet(VP_OK, ",5,,7\n", "<row><c/><c><v>5</v></c><c s=\"0\"/><c><v>7</v></c></row>");
    sheet(VP_OK, ",5,7\n\n\n1\n",
          "<row><c r=\"B1\"><v>5</v></c><c><v>7</v></c></row><row r=\"3\"/><row><c><v>1</v></c></row>");
}

static void test_xlsx__loses_no_cell_of_a_workbook_in_disorder(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>2</v></c></row>"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sheet(VP_INVALID, "cannot be read", rows[i]);
}

static void test_xlsx__refuses_cells_that_cannot_be(void **state)
{
    (void)state;
    static const char *const far[] = {
        "<row r=\"1048577\"/>", "<row r=\"0\"/>", "<row r=\"99999999999999999999\"/>",
        "<row><c r=\"XFE1\"><v>1</v></c></row>", "<row><c r=\"A1048577\"><v>1</v></c></row>",
        "<row><c r=\"A0\"><v>1</v></c></row>", "<row><c r=\"1\"><v>1</v></c></row>",
        "<row><c r=\"XFD1\"/><c><v>1</v></c></row>",
        "<row><c r=\"AAAAAAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>"};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        sheet(VP_INVALID, "holds too much", far[i]);
    sheet(VP_OK, "\n", "<row><c t=\"s\"><v>7</v></c></row>"); /* a shared text that there is not */
    sheet(VP_OK, "1\n", "<row><c s=\"99\"><v>1</v></c></row>"); /* a format that there is not */
}

static void test_xlsx__is_not_larger_than_what_anybody_fills_in(void **state)
{
    (void)state;
    enum { ROWS = 20000 }; /* of 16,384 columns: 328 MB of commas */
    VP_STR rows = {0};
    for (int i = 1; i <= ROWS; i++)
        vp_str_addf(&rows, "<row r=\"%d\"><c r=\"XFD%d\"><v>1</v></c></row>", i, i);
    sheet(VP_INVALID, "holds too much", vp_str_text(&rows));
}

static void broken(const char *xml)
{
    archive a = {0};
    archive_book(&a, xml, strlen(xml));
    archive_close(&a, "");
    gives(&a, VP_INVALID, "cannot be read");
    vp_str_free(&a.bytes);
}

static void test_xlsx__takes_no_entities_and_no_broken_xml(void **state)
{
    (void)state;
    broken("");
    broken("<worksheet><sheetData>");
    broken("<worksheet>\xFF</worksheet>");
    broken("<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">]>"
           "<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>");
    broken("<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
           "<worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>");
}

/* ---- archives ---- */

static const char row[] = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";

static void test_xlsx__reads_archives_with_a_comment(void **state)
{
    (void)state;
    archive a = {0};
    archive_book(&a, row, sizeof row - 1);
    archive_close(&a, "made by hand, PK\5\6 and all");
    gives(&a, VP_OK, "1\n");
    vp_str_free(&a.bytes);
}

static void test_xlsx__says_why_an_archive_cannot_be_read(void **state)
{
    (void)state;
    archive a = {0}, b = {0}, c = {0};
    archive_add(&a, "a.txt", "hi", 2);
    archive_close(&a, "");
    gives(&a, VP_INVALID, "cannot be read");
    archive_book(&b, row, sizeof row - 1);
    archive_close(&b, "");
    memset(b.bytes.s + b.bytes.n - ARCHIVE_END + 8, 0xFF, 12);
    gives(&b, VP_INVALID, "zip64");
    archive_book(&c, row, sizeof row - 1);
    size_t directory = c.bytes.n;
    archive_close(&c, "");
    c.bytes.s[directory + 8] |= 1;
    gives(&c, VP_INVALID, "password");
    vp_str_free(&a.bytes);
    vp_str_free(&b.bytes);
    vp_str_free(&c.bytes);
}

static void test_xlsx__any_byte_may_be_anything(void **state)
{
    (void)state;
    archive a = {0};
    vp_arena *arena = vp_arena_new();
    const char *csv;
    size_t n;
    archive_book(&a, row, sizeof row - 1);
    archive_close(&a, "");
    for (size_t i = 0; i < a.bytes.n; i++) {
        char was = a.bytes.s[i];
        vp_mark mark = vp_arena_mark(arena);
        a.bytes.s[i] = (char)~was;
        vp_status s = vp_xlsx_csv(&csv, &n, "a.xlsx", a.bytes.s, a.bytes.n, arena, NULL);
        assert_true(s == VP_OK || s == VP_INVALID);
        a.bytes.s[i] = was;
        vp_arena_rewind(arena, mark);
    }
    vp_arena_free(arena);
    vp_str_free(&a.bytes);
}

static void test_xlsx__does_not_believe_in_more_than_deflate_can_pack(void **state)
{
    (void)state;
    vp_arena *arena = vp_arena_new();
    vp_zip_part part = {.name = "a", .packed = "\3\0", .nname = 1, .npacked = 2, .size = VP_ZIP_PART_MAX,
                        .method = Z_DEFLATED};
    const char *text = "";
    assert_int_equal(vp_zip_unpack(&text, &part, arena, NULL), VP_OK);
    assert_null(text);
    part.size = 1; /* what it unpacks to is none */
    assert_int_equal(vp_zip_unpack(&text, &part, arena, NULL), VP_OK);
    assert_null(text);
    part.size = 0;
    assert_int_equal(vp_zip_unpack(&text, &part, arena, NULL), VP_OK);
    assert_non_null(text);
    part.method = 12; /* bzip2 */
    assert_int_equal(vp_zip_unpack(&text, &part, arena, NULL), VP_OK);
    assert_null(text);
    vp_arena_free(arena);
}

static void test_xlsx__leaves_other_spreadsheets_to_be_named(void **state)
{
    (void)state;
    archive a = {0};
    static const char kind[] = "application/vnd.oasis.opendocument.spreadsheet";
    archive_add(&a, "mimetype", kind, sizeof kind - 1);
    archive_close(&a, "");
    assert_false(vp_xlsx_is_one(a.bytes.s, a.bytes.n));
    assert_false(vp_xlsx_is_one("\xD0\xCF\x11\xE0", 4));
    vp_str_free(&a.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xlsx__reads_what_a_library_writes),
        cmocka_unit_test(test_xlsx__shows_cells_as_a_person_reads_them),
        cmocka_unit_test(test_xlsx__puts_cells_that_do_not_say_where_next_to_one_another),
        cmocka_unit_test(test_xlsx__loses_no_cell_of_a_workbook_in_disorder),
        cmocka_unit_test(test_xlsx__refuses_cells_that_cannot_be),
        cmocka_unit_test(test_xlsx__is_not_larger_than_what_anybody_fills_in),
        cmocka_unit_test(test_xlsx__takes_no_entities_and_no_broken_xml),
        cmocka_unit_test(test_xlsx__reads_archives_with_a_comment),
        cmocka_unit_test(test_xlsx__says_why_an_archive_cannot_be_read),
        cmocka_unit_test(test_xlsx__any_byte_may_be_anything),
        cmocka_unit_test(test_xlsx__does_not_believe_in_more_than_deflate_can_pack),
        cmocka_unit_test(test_xlsx__leaves_other_spreadsheets_to_be_named),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
